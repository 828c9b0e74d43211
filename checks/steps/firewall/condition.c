/*
 * All matches of a rule together.
 */
#include "checks/steps/firewall/condition.h"

#include <string.h>

#include "checks/steps/common/ports.h"

/* More ports than this at once are not about mail. */
#define PORTS_ABOUT_MAIL 1000

#define BIT(key) (1u << (key))

/* A range that holds every address narrows nothing. */
static bool is_everything(const struct rule_value *value)
{
	static const unsigned char none[16];
	size_t n = value->family == AF_INET6 ? 16 : 4;

	if (value->any)
		return true;
	if (!value->family || memcmp(value->lo, none, n) != 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (value->hi[i] != 0xff)
			return false;
	return true;
}

unsigned match_narrows(const struct rule_match *match)
{
	unsigned keys = 0;

	if (!match->set && match->values.v.n == 1 && !match->negated &&
		is_everything(&match->values.v.items[0]))
		return 0;
	for (size_t i = 0; i < match->n_keys; i++)
		keys |= BIT(match->keys[i]);
	return keys;
}

struct condition condition_of(const struct packet *packet, const struct rule_table *table,
	const struct rule *rule, unsigned narrowed)
{
	struct condition condition = {.tri = TRI_YES, .narrowed = narrowed};

	for (size_t i = 0; i < rule->matches.n; i++) {
		const struct rule_match *match = &rule->matches.items[i];
		enum tri tri;

		if (rule->action.verdict == VERDICT_MAP && i + 1 == rule->matches.n)
			break; /* the map's own key is tried row by row */
		tri = packet_fits(packet, table, match);
		if (tri < condition.tri)
			condition.tri = tri;
		if (tri == TRI_NO) {
			condition.missed++;
			condition.miss = match;
		} else {
			condition.narrowed |= match_narrows(match);
		}
	}
	return condition;
}

bool match_holds_mail_port(const struct rule_match *match)
{
	for (size_t i = 0; i < match->values.v.n; i++) {
		const struct rule_value *value = &match->values.v.items[i];

		for (size_t k = 0; k < sending_ports_n; k++)
			if (value->from <= (uint64_t)sending_ports[k] &&
				value->to >= (uint64_t)sending_ports[k] &&
				value->to - value->from < PORTS_ABOUT_MAIL)
				return true;
	}
	return false;
}
