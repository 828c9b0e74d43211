/*
 * What failed look-ups mean: is it this name, or names as a whole? Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_NAMES_VERDICT_H
#define MAILMEND_STEPS_NAMES_VERDICT_H

#include "checks/engine/finding.h"
#include "checks/net/dns.h"
#include "checks/net/resolver.h"

/*
 * The finding for a name without addresses: F_NAME_UNKNOWN, F_NAME_WITHOUT_ADDRESS, or F_NAME_LOOKUP_FAILED
 * when neither is certain (names_verdict_failed then tells which failure it is).
 */
enum finding_id names_verdict(enum dns_outcome a, enum dns_outcome aaaa);

/*
 * For a look-up that failed: F_OFFLINE, F_DNS_SILENT (no server answers anything), F_DNS_FAILS (they answer,
 * but fail for every name) or F_NAME_LOOKUP_FAILED (only this name). controls: what was answered for n other
 * names (DNS_UNASKED: not asked). routes NULL: not known.
 */
enum finding_id names_verdict_failed(
	enum dns_outcome own, const enum dns_outcome *controls, size_t n, const struct net_routes *routes);

#endif
