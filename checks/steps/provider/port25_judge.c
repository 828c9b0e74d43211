/*
 * Judging port 25: by each kind of address for itself (a dead IPv6 is no block), by servers that have nothing to do with each
 * other, and only where other ports are reached.
 */
#include <netinet/in.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/steps/provider/port25.h"

static bool was_tried(enum tcp_outcome outcome)
{
	return outcome != TCP_UNTRIED && outcome != TCP_CANCELLED && outcome != TCP_NET_UNREACHABLE;
}

/* Whether an earlier one of the same family belongs to the same organisation. */
static bool is_repeated(const struct port25_table *table, size_t at)
{
	const struct port25_try *this = &table->tries[at];

	for (size_t i = 0; i < at; i++) {
		const struct port25_try *other = &table->tries[i];

		if (net_addr_family(&other->attempt.addr) == net_addr_family(&this->attempt.addr) &&
			was_tried(other->attempt.outcome) &&
			(strcmp(other->host, this->host) == 0 ||
				provider_same_organisation(other->host, this->host)))
			return true;
	}
	return false;
}

static struct port25_verdict of_family(const struct port25_table *table, int family)
{
	bool others_work = family == AF_INET6 ? table->others_work6 : table->others_work4;
	struct port25_verdict verdict = {.state = PORT25_UNKNOWN};

	for (size_t i = 0; i < table->n; i++) {
		const struct tcp_attempt *attempt = &table->tries[i].attempt;

		if (net_addr_family(&attempt->addr) != family || !was_tried(attempt->outcome))
			continue;
		verdict.tried += !is_repeated(table, i);
		verdict.reached += attempt->outcome == TCP_CONNECTED;
	}
	if (verdict.reached)
		verdict.state = PORT25_OPEN;
	else if (verdict.tried && others_work)
		verdict.state = verdict.tried >= PORT25_ENOUGH ? PORT25_CLOSED : PORT25_MAYBE;
	return verdict;
}

/* Mail leaves by either kind of address: one that is open is enough. */
struct port25_verdict port25_judge(const struct port25_table *table)
{
	struct port25_verdict v4 = of_family(table, AF_INET), v6 = of_family(table, AF_INET6);

	if (v4.state == PORT25_OPEN || v6.state == PORT25_OPEN)
		return v4.state == PORT25_OPEN ? v4 : v6;
	return v6.state > v4.state || (v6.state == v4.state && v6.tried > v4.tried) ? v6 : v4;
}

/* Of one family, where private addresses tell more. */
static const struct net_addr *refuser_of(const struct port25_table *table, int family, bool *several_r)
{
	const struct net_addr *refuser = NULL;

	for (size_t i = 0; i < table->n; i++) {
		const struct net_addr *offender = &table->tries[i].attempt.offender;

		if (!offender->len || net_addr_family(offender) != family)
			continue;
		*several_r |= refuser && !net_addr_same_ip(refuser, offender);
		refuser = offender;
	}
	return refuser;
}

const struct net_addr *port25_refuser(const struct port25_table *table)
{
	bool several = false;
	const struct net_addr *v4 = refuser_of(table, AF_INET, &several),
			      *v6 = refuser_of(table, AF_INET6, &several);

	if (several)
		return NULL;
	return v4 ? v4 : v6;
}

void port25_hosts(const struct port25_table *table, bool reached, char *buf, size_t size)
{
	struct str STR_AUTO text = STR_INIT_MAX(400);

	for (size_t i = 0; i < table->n; i++) {
		const struct port25_try *try = &table->tries[i];
		bool told = false;

		for (size_t k = 0; k < i && !told; k++)
			told = strcmp(table->tries[k].host, try->host) == 0;
		if (!told && was_tried(try->attempt.outcome) &&
			(try->attempt.outcome == TCP_CONNECTED) == reached)
			str_addf(&text, "%s%s", text.len ? ", " : "", try->host);
	}
	str_copy(buf, size, str_text(&text));
}
