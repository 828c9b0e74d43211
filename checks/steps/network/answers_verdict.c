/*
 * Differences that have an innocent reason are none: one of several addresses, one for this part of the world, an old one
 * that a cache still remembers.
 */
#include "checks/steps/network/answers_verdict.h"

#include <netinet/in.h>

static bool is_in(const struct answer_list *list, const struct net_addr *addr)
{
	for (size_t i = 0; i < list->n; i++) {
		if (net_addr_same_ip(&list->addrs[i], addr))
			return true;
	}
	return false;
}

static bool shares(const struct answer_list *a, const struct answer_list *b)
{
	for (size_t i = 0; i < a->n; i++) {
		if (is_in(b, &a->addrs[i]))
			return true;
	}
	return false;
}

/* A domain's owner may give an address to every name below it, and a few top-level domains do: one such answer alone
 * proves nothing. */
bool answers_anything(const struct answers_picture *picture)
{
	const struct answer_list *unlikely = picture->unlikely;

	return unlikely[UNLIKELY_RESERVED].n ||
	       (unlikely[UNLIKELY_TOP].n && shares(&unlikely[UNLIKELY_TOP], &unlikely[UNLIKELY_NEAR]));
}

bool answers_one(const struct answers_picture *picture)
{
	if (picture->given.n != 1)
		return false;
	for (size_t i = 0; i < ANSWERS_CONTROLS; i++) {
		if (picture->controls[i].n != 1 || !shares(&picture->given, &picture->controls[i]))
			return false;
	}
	return true;
}

static bool is_landing(const struct answers_picture *picture)
{
	if (!answers_anything(picture))
		return false;
	for (size_t i = 0; i < ANSWERS_UNLIKELY; i++) {
		if (shares(&picture->given, &picture->unlikely[i]))
			return true;
	}
	return false;
}

bool answers_nobody(const struct answers_picture *picture)
{
	return is_landing(picture) && !picture->has_owner && !answers_one(picture);
}

static bool all_private(const struct answer_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!net_addr_is_private(&list->addrs[i]))
			return false;
	}
	return list->n > 0;
}

/* No server can be there, whoever says so: how name servers that block put a name out of the way. */
static bool is_nowhere(const struct net_addr *addr)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&addr->ss;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&addr->ss;

	return net_addr_family(addr) == AF_INET6 ? IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr)
						 : v4->sin_addr.s_addr == htonl(INADDR_ANY);
}

enum answers_difference answers_difference(const struct answers_picture *picture)
{
	if (picture->given.n && is_nowhere(&picture->given.addrs[0]))
		return ANSWERS_BOGON;
	if (is_landing(picture) && picture->has_owner && !shares(&picture->given, &picture->true_ones))
		return ANSWERS_LANDING;
	if (!picture->asked_owner || !picture->true_ones.n)
		return ANSWERS_SAME;
	if (picture->denied)
		return picture->true_proven && !picture->runs ? ANSWERS_SUPPRESSED : ANSWERS_OTHER;
	if (!picture->given.n || shares(&picture->given, &picture->true_ones))
		return ANSWERS_SAME;
	if (all_private(&picture->given) && !all_private(&picture->true_ones))
		return ANSWERS_BOGON;
	/* A server with a wrong certificate and several addresses is common: only the right one elsewhere proves a stranger. */
	return picture->true_proven && !picture->runs ? ANSWERS_STRANGER : ANSWERS_OTHER;
}

const char *answers_difference_name(enum answers_difference difference)
{
	static const char *const names[] = {
		[ANSWERS_SAME] = "same",
		[ANSWERS_OTHER] = "other",
		[ANSWERS_BOGON] = "bogon",
		[ANSWERS_LANDING] = "landing",
		[ANSWERS_STRANGER] = "stranger",
		[ANSWERS_SUPPRESSED] = "suppressed",
	};

	return names[difference];
}
