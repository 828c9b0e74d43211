/*
 * What the ends of connection attempts mean: which finding, judged from the outcomes alone. Pure, so that
 * tables test it.
 */
#ifndef MAILMEND_STEPS_TCP_VERDICT_H
#define MAILMEND_STEPS_TCP_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/engine/finding.h"
#include "checks/net/resolver.h"
#include "checks/net/tcp.h"

struct tcp_verdict {
	enum finding_id id; /* F_PORT_CLOSED, F_PORT_SILENT, F_PORT_REJECTED, F_PORT_FORBIDDEN_HERE,
			       F_HOST_UNREACHABLE, F_OFFLINE; F_SERVER_REACHED when one connected; F_N:
			       nothing can be said */
	size_t which;	    /* the attempt that decided */
};

/* routes NULL: not known. is_own tells whether an address is this computer's (net_addr_is_own; tests give
 * their own). */
struct tcp_verdict tcp_verdict(const struct tcp_attempt *attempts, size_t n, const struct net_routes *routes,
	bool (*is_own)(const struct net_addr *addr));

/* Whether a problem of settings.server is one of these: a port that was not reached. Offline is another matter. */
bool tcp_is_unreached(enum finding_id problem);

#endif
