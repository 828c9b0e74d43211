/*
 * A server none of whose ports answers is down, or the packets to it are led astray. Astray they are where a router near
 * here says that it knows no way, where they go round in a circle, or where they end behind the local network while the way
 * to other places goes on. Silence further away is the server's own network as well as any other: then nothing is said.
 */
#include "checks/steps/firewall/place.h"

#include <string.h>

#include "checks/base/clock.h"
#include "checks/steps/common/hops.h"

/* Somebody at this address answered: packets arrive there, and a reset without ICMP comes from there. */
static bool is_answer(const struct tcp_attempt *attempt)
{
	return attempt->outcome == TCP_CONNECTED ||
	       (attempt->outcome == TCP_REFUSED && !attempt->offender.len) || attempt->outcome == TCP_RESET;
}

static bool any_answer(const struct range_view *view)
{
	for (size_t i = 0; view->ports && i < view->ports->n; i++) {
		if (net_addr_same_ip(&view->ports->probes[i].attempt.addr, &view->closed->addr) &&
			is_answer(&view->ports->probes[i].attempt))
			return true;
	}
	for (size_t i = 0; view->controls && i < view->controls->n; i++) {
		if (net_addr_same_ip(&view->controls->probes[i].attempt.addr, &view->closed->addr) &&
			is_answer(&view->controls->probes[i].attempt))
			return true;
	}
	return is_answer(view->closed);
}

/* A neighbour that does not answer is given up after about 3 s; a route says so at once. */
#define AT_ONCE_US CLOCK_MS(1000)

/* Another place of the same kind of address is reached. */
static bool others_reached(const struct range_view *view)
{
	int family = net_addr_family(&view->closed->addr);

	for (size_t i = 0; view->controls && i < view->controls->n; i++) {
		const struct control_probe *probe = &view->controls->probes[i];

		if (probe->attempt.outcome == TCP_CONNECTED &&
			net_addr_family(&probe->attempt.addr) == family)
			return true;
	}
	return false;
}

/* "No route to this network" is never the server's own state; "no way to this host" is, where the last router says so. */
static bool says_no_route(const struct tcp_attempt *attempt, bool near)
{
	int code = attempt->icmp_code;

	if (!attempt->offender.len)
		return false;
	if (net_addr_family(&attempt->offender) == AF_INET6)
		return attempt->icmp_type == 1 &&
		       (code == 0 || (code == 3 && near && attempt->took_us < AT_ONCE_US));
	return attempt->icmp_type == 3 &&
	       (code == 0 || code == 6 || (code == 1 && near && attempt->took_us < AT_ONCE_US));
}

static void fill_router(struct range *range, const struct range_view *view, const struct net_addr *router)
{
	const struct net_trace *trace = view->trace ? view->trace : view->far;
	struct hop_owner owner;

	range->router = *router;
	range->hop = hop_number(view->trace, router);
	if (!range->hop)
		range->hop = hop_number(view->far, router);
	owner = hop_owner(router, range->hop, trace);
	range->party = owner.low == owner.high ? owner.low : STOP_PARTY_N;
}

/* A router of the local network, or one that is on the way to other places, too. */
static bool is_near(const struct range_view *view, const struct net_addr *router)
{
	return net_addr_is_private(router) || hop_number(view->far, router) > 0 ||
	       hop_number(view->trace, router) == 1;
}

/* How far the packets went, and whether the way to another place goes on from there. */
static bool ends_near(const struct range_view *view, struct range *range)
{
	size_t last = 0;

	if (view->closed->outcome != TCP_TIMED_OUT || net_addr_is_private(&view->closed->addr) ||
		!view->trace || !view->far || view->trace->end != TRACE_LOST ||
		view->far->end != TRACE_ARRIVED)
		return false;
	for (size_t i = 0; i < view->trace->n; i++) {
		if (trace_is_hop(&view->trace->hops[i]))
			last = i + 1;
	}
	if (!last && view->counters != COUNTERS_LEFT)
		return false;
	if (last && hop_owner_at(view->trace, last).high != STOP_ROUTER)
		return false;
	/* A server right behind the last router that is only switched off looks the same. */
	if (last && hop_is_near(&view->trace->hops[last - 1].offender, &view->closed->addr))
		return false;
	/* The next router answers packets that go elsewhere; a server could not have stood there. */
	if (last + 1 >= view->far->end_ttl || !trace_is_hop(&view->far->hops[last]))
		return false;
	range->hop = last;
	if (last)
		range->router = view->trace->hops[last - 1].offender;
	return true;
}

struct range range_judge(const struct range_view *view)
{
	struct range range = {.fault = RANGE_FINE, .party = STOP_PARTY_N};
	const struct tcp_attempt *closed = view->closed;

	if (any_answer(view) || !others_reached(view))
		return range;
	if (trace_is_hop(closed)) {
		range.fault = RANGE_CIRCLE;
		fill_router(&range, view, &closed->offender);
	} else if (view->trace && trace_circles(view->trace)) {
		range.fault = RANGE_CIRCLE;
	} else if (closed->offender.len && !view->is_own(&closed->offender) &&
		   says_no_route(closed, is_near(view, &closed->offender))) {
		range.fault = RANGE_NO_ROUTE;
		fill_router(&range, view, &closed->offender);
	} else if (ends_near(view, &range)) {
		range.fault = RANGE_ENDS_NEAR;
	}
	return range;
}
