/*
 * Names of an address: only those count that lead back to it (5.5). What cannot be found out about them is no error.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/spf_eval.h"
#include "checks/base/ascii.h"
#include "checks/base/mem.h"

void spf_reverse_name(const struct net_addr *ip, char name_r[80])
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)&ip->ss;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&ip->ss;
	const unsigned char *bytes = (const unsigned char *)&four->sin_addr.s_addr;
	char *at = name_r;

	if (net_addr_family(ip) != AF_INET6) {
		snprintf(name_r, 80, "%d.%d.%d.%d.in-addr.arpa", bytes[3], bytes[2], bytes[1], bytes[0]);
		return;
	}
	for (int i = 15; i >= 0; i--, at += 4)
		snprintf(at, 5, "%x.%x.", six->sin6_addr.s6_addr[i] & 15, six->sin6_addr.s6_addr[i] >> 4);
	memcpy(at, "ip6.arpa", sizeof "ip6.arpa");
}

static enum dns_type address_type(const struct spf_eval *eval)
{
	return net_addr_family(&eval->ip) == AF_INET6 ? DNS_AAAA : DNS_A;
}

/* Whether the name leads back to the address. */
static bool leads_back(struct spf_eval *eval, const char *name)
{
	const struct dns_answer *answer = spf_ask(eval, name, address_type(eval));

	for (size_t i = 0; i < answer->n; i++)
		if (net_addr_same_ip(&answer->records[i].u.addr, &eval->ip))
			return true;
	return false;
}

enum kinship { STRANGER, BELOW, EQUAL };

static enum kinship kinship(const char *name, const char *domain)
{
	size_t own = strlen(name), len = strlen(domain);

	if (own && name[own - 1] == '.')
		own--;
	if (own < len || ascii_ncasecmp(name + own - len, domain, len) != 0)
		return STRANGER;
	if (own == len)
		return EQUAL;
	return name[own - len - 1] == '.' ? BELOW : STRANGER;
}

static size_t names_that_count(const struct dns_answer *answer)
{
	return answer->n < SPF_NAMES_MAX ? answer->n : SPF_NAMES_MAX;
}

/* The first of the names, at least that near to the domain, that leads back; NULL without one. */
static const char *nearest(
	struct spf_eval *eval, const struct dns_answer *answer, const char *domain, enum kinship least)
{
	for (size_t i = 0; i < names_that_count(answer); i++) {
		const char *name = answer->records[i].u.name;

		if (kinship(name, domain) >= least && leads_back(eval, name))
			return name;
	}
	return NULL;
}

enum spf_match spf_ptr_match(struct spf_eval *eval, const struct spf_term *term)
{
	struct spf_name target;
	const struct dns_answer *answer;
	struct spf_line *line;
	char reverse[80];
	bool matched;

	if (!spf_target(eval, term, &target) || !eval->ip.len)
		return SPF_MATCH_NO;
	spf_reverse_name(&eval->ip, reverse);
	answer = spf_ask(eval, reverse, DNS_PTR);
	if (!answer->n) {
		spf_say(eval, SPF_SAID_NO_PTR, term);
		return dns_is_absent(answer->outcome) && !spf_count_void(eval, term) ? SPF_MATCH_PERM
										     : SPF_MATCH_NO;
	}
	for (size_t i = 0; i < names_that_count(answer); i++)
		if (kinship(answer->records[i].u.name, target.ask) != STRANGER)
			lookups_foresee(eval->lookups, answer->records[i].u.name, address_type(eval));
	matched = nearest(eval, answer, target.ask, BELOW) != NULL;
	line = spf_say(eval, SPF_SAID_PTR, term);
	spf_line_name(line, target.text);
	spf_line_records(line, answer);
	line->matched = matched;
	return matched ? SPF_MATCH_YES : SPF_MATCH_NO;
}

const char *spf_validated(void *data)
{
	struct spf_eval *eval = data;
	const char *domain = eval->place->domain.ask, *name = NULL;
	const struct dns_answer *answer;
	char reverse[80];

	spf_reverse_name(&eval->ip, reverse);
	answer = spf_ask(eval, reverse, DNS_PTR);
	for (size_t i = 0; i < names_that_count(answer); i++)
		lookups_foresee(eval->lookups, answer->records[i].u.name, address_type(eval));
	for (int least = EQUAL; least >= STRANGER && !name; least--)
		name = nearest(eval, answer, domain, (enum kinship)least);
	free(eval->validated);
	eval->validated = mem_strdup(name ? name : "unknown");
	if (eval->validated[0] && eval->validated[strlen(eval->validated) - 1] == '.')
		eval->validated[strlen(eval->validated) - 1] = '\0';
	return eval->validated;
}
