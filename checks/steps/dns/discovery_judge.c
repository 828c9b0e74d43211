/*
 * SRV records, judged.
 */
#include "checks/steps/dns/discovery.h"

#include "checks/base/ascii.h"
#include "checks/know/provider.h"
#include "checks/steps/common/ports.h"

enum service { SUBMISSIONS, SUBMISSION };

/* Whether the settings in use are of this way to send. */
static bool is_way_in_use(int service, const struct server_settings *in_use)
{
	if (!in_use->host[0] || service > SUBMISSION)
		return false;
	return starts_encrypted(in_use) == (service == SUBMISSIONS);
}

static enum srv_fault judge_target(const struct srv_target *target)
{
	if (target->a == DNS_NXDOMAIN || target->aaaa == DNS_NXDOMAIN)
		return SRV_NO_HOST;
	if (target->a == DNS_NO_DATA && target->aaaa == DNS_NO_DATA)
		return SRV_HOMELESS;
	return target->canonical[0] ? SRV_ALIAS : SRV_FINE;
}

/* 465 is for encryption from the start, 587 for what begins in clear; every other port is whatever its owner makes of it. */
static bool is_wrong_kind(const struct srv_seen *seen)
{
	return (seen->service == SUBMISSIONS && seen->port == PORT_SUBMISSION) ||
	       (seen->service == SUBMISSION && seen->port == PORT_SUBMISSIONS);
}

enum srv_fault srv_judge(
	const struct srv_seen *seen, const struct srv_target *target, const struct server_settings *in_use)
{
	enum srv_fault fault;

	if (seen->declined)
		return is_way_in_use(seen->service, in_use) ? SRV_DECLINED : SRV_FINE;
	if (!seen->host[0] || !target)
		return SRV_NO_NAME;
	fault = judge_target(target);
	if (fault != SRV_FINE)
		return fault;
	if (is_wrong_kind(seen))
		return SRV_KIND;
	if (is_way_in_use(seen->service, in_use) && in_use->port && in_use->port != seen->port &&
		ascii_caseeq(in_use->host, seen->host))
		return SRV_PORT;
	return SRV_FINE;
}
