/*
 * What answers of name servers mean. Pure, so that tables test it. A server counts as wrong only where it was seen to be: silence by a
 * kind of address that nobody could be reached by says nothing of it.
 */
#include "checks/steps/dns/servers.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

const char *server_state_name(enum server_state state)
{
	static const char *const names[SERVER_STATE_N] = {
		[SERVER_UNSEEN] = "not seen",
		[SERVER_GOOD] = "good",
		[SERVER_REFUSES] = "refuses",
		[SERVER_LAME] = "not responsible",
		[SERVER_FAILS] = "fails",
		[SERVER_GARBLED] = "garbled",
		[SERVER_SILENT] = "silent",
	};

	return names[state];
}

enum server_state server_state(const struct dns_answer *soa, bool reachable)
{
	switch (soa->outcome) {
	case DNS_FOUND:
		return soa->authoritative ? SERVER_GOOD : SERVER_LAME;
	case DNS_NO_DATA:
	case DNS_NXDOMAIN:
		return SERVER_LAME;
	case DNS_REFUSED:
		/* A bare referral has no rcode of its own. */
		return soa->rcode == 0 ? SERVER_LAME : SERVER_REFUSES;
	case DNS_SERVFAIL:
		return SERVER_FAILS;
	case DNS_FORMERR:
	case DNS_MALFORMED:
		return SERVER_GARBLED;
	case DNS_TIMED_OUT:
	case DNS_UNREACHABLE:
		return reachable ? SERVER_SILENT : SERVER_UNSEEN;
	case DNS_UNASKED:
	case DNS_CANCELLED:
	case DNS_BAD_NAME:
		break;
	}
	return SERVER_UNSEEN;
}

bool shows_authority(const struct dns_answer *answer)
{
	return answer->authoritative || answer->referral ||
	       (answer->outcome == DNS_REFUSED && answer->rcode == 0);
}

enum server_state worse_state(enum server_state a, enum server_state b)
{
	return a > b ? a : b;
}

struct name_server *survey_name(struct survey *survey, const char *host)
{
	for (size_t i = 0; i < survey->n; i++)
		if (ascii_caseeq(survey->names[i].host, host))
			return &survey->names[i];
	if (survey->n == NAME_SERVERS_MAX)
		return NULL;
	str_copy(survey->names[survey->n].host, HOST_MAX, host);
	ascii_tolower(survey->names[survey->n].host);
	return &survey->names[survey->n++];
}

void survey_take(struct survey *survey, const struct dns_answer *ns, enum ns_source source)
{
	for (size_t i = 0; ns->outcome == DNS_FOUND && i < ns->n; i++) {
		struct name_server *name = survey_name(survey, ns->records[i].u.name);

		if (!name)
			continue;
		name->in_parent |= source == NS_OF_PARENT;
		name->in_zone |= source == NS_OF_ZONE;
		survey->parent_known |= source == NS_OF_PARENT;
		survey->zone_known |= source == NS_OF_ZONE;
	}
}

bool name_server_counts(const struct survey *survey, const struct name_server *name)
{
	return name->in_parent || name->in_zone || (!survey->parent_known && !survey->zone_known);
}

/* IPv6 that does not work beside IPv4 that does is not worth an alarm: receivers take the other way. */
enum server_state name_server_fault(const struct name_server *name)
{
	if (name->found == NAME_NO_ADDRESS)
		return SERVER_STATE_N;
	if (name->found == NAME_NOT_KNOWN)
		return SERVER_UNSEEN;
	if (name->good)
		return name->four > SERVER_GOOD ? name->four : SERVER_GOOD;
	return worse_state(name->four, name->six);
}

static bool is_wrong(enum server_state state)
{
	return state > SERVER_GOOD;
}

enum delegation delegation_judge(const struct survey *survey)
{
	size_t good = 0, wrong = 0, unseen = 0;

	for (size_t i = 0; i < survey->n; i++) {
		enum server_state state = name_server_fault(&survey->names[i]);

		if (!name_server_counts(survey, &survey->names[i]))
			continue;
		good += survey->names[i].good;
		wrong += is_wrong(state);
		unseen += state == SERVER_UNSEEN;
	}
	if (!survey->authority)
		return DELEGATED_UNKNOWN;
	if (!good && survey->parent_denies && !survey->parent_known)
		return DELEGATED_GONE;
	if (good)
		return wrong ? DELEGATED_PARTLY : DELEGATED_WELL;
	/* Somebody whom we cannot see from here may have it, unless the resolver gets nowhere either. */
	return wrong && (!unseen || survey->resolver_fails) ? DELEGATED_NOT : DELEGATED_UNKNOWN;
}

bool delegation_differs(const struct survey *survey)
{
	if (!survey->parent_known || !survey->zone_known)
		return false;
	for (size_t i = 0; i < survey->n; i++)
		if (survey->names[i].in_parent != survey->names[i].in_zone)
			return true;
	return false;
}
