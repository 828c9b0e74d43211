/*
 * Whether the rules account for how the attempts to connect ended: a rule that is silent does not make a refusal. Pure.
 */
#ifndef MAILMEND_STEPS_STOPS_H
#define MAILMEND_STEPS_STOPS_H

#include "checks/net/tcp.h"
#include "checks/steps/firewall/fate.h"

enum stops {
	STOPS_UNKNOWN, /* nothing can be said, or the addresses differ */
	STOPS_NONE,    /* the rules let every attempt pass */
	STOPS_ALL,     /* every attempt was stopped by them */
	STOPS_MAYBE,   /* the rules may have stopped them; it hangs on something that is not known */
};

/* One attempt with what the rules do to it. */
struct stopped_attempt {
	const struct tcp_attempt *attempt;
	struct fate fate;
};

/* is_own as for tcp_verdict(). which_r: the attempt that is told of (STOPS_ALL, STOPS_MAYBE). */
enum stops stops_of(const struct stopped_attempt *attempts, size_t n,
	bool (*is_own)(const struct net_addr *addr), size_t *which_r);

#endif
