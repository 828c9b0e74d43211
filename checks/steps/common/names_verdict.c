/*
 * Look-ups judged by their outcomes.
 */
#include "checks/steps/common/names_verdict.h"

enum finding_id names_verdict(enum dns_outcome a, enum dns_outcome aaaa)
{
	/* NXDOMAIN speaks of the name, whatever was asked (RFC 8020). */
	if (a == DNS_NXDOMAIN || aaaa == DNS_NXDOMAIN || a == DNS_BAD_NAME)
		return F_NAME_UNKNOWN;
	if (a == DNS_NO_DATA && (aaaa == DNS_NO_DATA || aaaa == DNS_UNASKED))
		return F_NAME_WITHOUT_ADDRESS;
	return F_NAME_LOOKUP_FAILED;
}

static bool is_silence(enum dns_outcome outcome)
{
	return outcome == DNS_TIMED_OUT || outcome == DNS_UNREACHABLE;
}

/* Without any route, a resolver on this computer (127.0.0.53) still answers: with failure. */
static bool is_offline(enum dns_outcome own, const struct net_routes *routes)
{
	if (!routes || routes->ipv4 || routes->ipv6)
		return false;
	return !routes->any_interface || own == DNS_UNREACHABLE || own == DNS_SERVFAIL || own == DNS_REFUSED;
}

enum finding_id names_verdict_failed(
	enum dns_outcome own, const enum dns_outcome *controls, size_t n, const struct net_routes *routes)
{
	bool silent = is_silence(own), answered = false;

	for (size_t i = 0; i < n; i++) {
		answered |= controls[i] == DNS_FOUND || dns_is_absent(controls[i]);
		silent &= controls[i] == DNS_UNASKED || is_silence(controls[i]);
	}
	if (answered)
		return F_NAME_LOOKUP_FAILED;
	if (is_offline(own, routes))
		return F_OFFLINE;
	if (silent)
		return F_DNS_SILENT;
	/* One failure of one name, and nothing to compare it with, says nothing of the others. */
	for (size_t i = 0; i < n; i++) {
		if (controls[i] != DNS_UNASKED)
			return F_DNS_FAILS;
	}
	return F_NAME_LOOKUP_FAILED;
}
