/*
 * Facts D.3 turned round: what a local rule looks like to whoever connects.
 */
#include "checks/steps/firewall/stops.h"

#include "checks/base/clock.h"

/* A rule of this computer answers at once; IPv6 takes a second where its error is not read from the queue. */
#define AT_ONCE_US CLOCK_MS(1500)

/* Whether a connection with this fate ends as the attempt did. */
static bool fate_explains(const struct fate *fate, const struct tcp_attempt *attempt,
	bool (*is_own)(const struct net_addr *addr))
{
	bool silent = attempt->outcome == TCP_TIMED_OUT;

	if (fate->inbound || !fate->rejects)
		return silent && !attempt->offender.len;
	if (silent || attempt->outcome == TCP_CONNECTED || attempt->took_us > AT_ONCE_US)
		return false;
	return !attempt->offender.len || is_own(&attempt->offender);
}

static bool was_tried(const struct tcp_attempt *attempt)
{
	switch (attempt->outcome) {
	case TCP_UNTRIED:
	case TCP_CANCELLED:
		return false;
	case TCP_NET_UNREACHABLE: /* a family that this computer does not have, unless somebody says so */
		return attempt->offender.len > 0;
	default:
		return true;
	}
}

/* Whether an uncertain fate names a rule or policy that would stop it. */
static bool may_stop(const struct fate *fate)
{
	enum verdict verdict;

	if (fate->kind != FATE_UNSURE || !fate->by.chain)
		return false;
	verdict = fate->by.rule ? fate->by.rule->action.verdict : fate->by.chain->policy;
	return verdict == VERDICT_DROP || verdict == VERDICT_REJECT || verdict == VERDICT_QUEUE;
}

enum stops stops_of(const struct stopped_attempt *attempts, size_t n,
	bool (*is_own)(const struct net_addr *addr), size_t *which_r)
{
	size_t tried = 0, passed = 0, stopped = 0, maybe = 0, which = 0;

	for (size_t i = n; i > 0; i--) {
		const struct stopped_attempt *one = &attempts[i - 1];
		bool stops = one->fate.kind == FATE_RULE || one->fate.kind == FATE_POLICY;

		if (!was_tried(one->attempt))
			continue;
		tried++;
		passed += one->fate.kind == FATE_ALLOWED;
		if (stops && fate_explains(&one->fate, one->attempt, is_own)) {
			stopped++;
			which = i - 1;
		} else if (may_stop(&one->fate)) {
			maybe++;
			if (!stopped)
				which = i - 1;
		}
	}
	if (!tried)
		return STOPS_UNKNOWN;
	*which_r = which;
	if (passed == tried)
		return STOPS_NONE;
	if (stopped == tried)
		return STOPS_ALL;
	return stopped + maybe == tried ? STOPS_MAYBE : STOPS_UNKNOWN;
}
