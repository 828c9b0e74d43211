/*
 * Whose a router is, told from its address and its place on the way. Pure.
 */
#ifndef MAILMEND_STEPS_HOPS_H
#define MAILMEND_STEPS_HOPS_H

#include "checks/engine/facts.h"
#include "checks/net/trace.h"

/* Between these two; the same twice: known. */
struct hop_owner {
	enum stop_party low, high;
};

/* The router with this address, the hop-th on the way (0: not known) of the trace (NULL: there is none). */
struct hop_owner hop_owner(const struct net_addr *router, size_t hop, const struct net_trace *trace);

/* The hop-th router of a trace, whether it answered or not. */
struct hop_owner hop_owner_at(const struct net_trace *trace, size_t hop);

/* Whether two addresses look like parts of one network: the same 256 addresses, or /48. */
bool hop_is_near(const struct net_addr *router, const struct net_addr *to);

/* The place of a router on a way, 0 where it did not answer there. trace may be NULL. */
size_t hop_number(const struct net_trace *trace, const struct net_addr *router);

#endif
