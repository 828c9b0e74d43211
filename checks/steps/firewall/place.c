/*
 * Facts D.3 as code: who says no, whether the packets left this computer, behind which router they end, and what other
 * servers say about the same port.
 */
#include "checks/steps/firewall/place.h"

#include <netinet/in.h>
#include <string.h>

#include "checks/steps/common/ports.h"
#include "checks/steps/common/hops.h"

#define PORT_HTTPS 443

/* The servers of other providers are open for everybody at these ports, so that a refusal is not theirs. */
static bool is_closed(const struct tcp_attempt *attempt)
{
	int port = net_addr_port(&attempt->addr);

	switch (attempt->outcome) {
	case TCP_TIMED_OUT:
	case TCP_HOST_UNREACHABLE:
	case TCP_FORBIDDEN:
		return true;
	case TCP_REFUSED:
		return attempt->offender.len || port == PORT_SUBMISSION || port == PORT_SUBMISSIONS;
	default:
		return false;
	}
}

static bool is_alive_on_web(const struct control_table *controls, const char *host)
{
	for (size_t i = 0; i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];

		if (!probe->incoming && probe->port == PORT_HTTPS && strcmp(probe->host, host) == 0 &&
			probe->attempt.outcome == TCP_CONNECTED)
			return true;
	}
	return false;
}

enum others_say others_on_port(const struct control_table *controls, const char *host, int port)
{
	enum others_say say = OTHERS_UNKNOWN;

	for (size_t i = 0; controls && i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];

		if (probe->incoming || probe->port != port || strcmp(probe->host, host) == 0)
			continue;
		if (probe->attempt.outcome == TCP_CONNECTED)
			return OTHERS_REACHED;
		if (is_closed(&probe->attempt) && is_alive_on_web(controls, probe->host))
			say = OTHERS_BLOCKED;
	}
	return say;
}

/* Leaves only the parties from low to high. */
static void keep(struct place *place, enum stop_party low, enum stop_party high, enum place_test test)
{
	for (int party = 0; party < STOP_PARTY_N; party++) {
		if ((party >= (int)low && party <= (int)high) || !(place->possible & STOP_BIT(party)))
			continue;
		place->possible &= ~STOP_BIT(party);
		place->ruled_out[party] = test;
	}
}

static void rule_out(struct place *place, enum stop_party party, enum place_test test)
{
	if (!(place->possible & STOP_BIT(party)) || place->possible == STOP_BIT(party))
		return;
	place->possible &= ~STOP_BIT(party);
	place->ruled_out[party] = test;
}

/* Where packets pass the whole way, the last router before the server may be of either side; other servers decide. */
static void weigh_others(struct place *place, enum others_say others, bool whole_way)
{
	if (others == OTHERS_BLOCKED)
		rule_out(place, STOP_SERVER, TEST_OTHERS);
	else if (others == OTHERS_REACHED && whole_way &&
		 place->possible == (STOP_BIT(STOP_PROVIDER) | STOP_BIT(STOP_SERVER)))
		rule_out(place, STOP_PROVIDER, TEST_OTHERS);
}

/* Somebody says no by ICMP. */
static void judge_sender(const struct place_view *view, struct place *place)
{
	const struct tcp_attempt *closed = view->closed;
	struct hop_owner owner;

	if (view->not_there && view->is_own(&closed->offender))
		return;
	place->router = closed->offender;
	place->hop = hop_number(view->open, &closed->offender);
	if (!place->hop)
		place->hop = hop_number(view->trace, &closed->offender);
	if (net_addr_same_ip(&closed->offender, &closed->addr))
		owner = (struct hop_owner){STOP_SERVER, STOP_SERVER};
	else if (view->is_own(&closed->offender))
		owner = (struct hop_owner){STOP_YOU, STOP_YOU};
	else
		owner = hop_owner(&closed->offender, place->hop, view->open ? view->open : view->trace);
	keep(place, owner.low, owner.high, TEST_SENDER);
	weigh_others(place, view->others, true);
}

/*
 * The machine that answers for the closed port bears the server's own address, and what works stands behind it: a container, a
 * load balancer. There the reset is the server's own word.
 */
static bool is_of_target(const struct place_view *view)
{
	const struct tcp_attempt *there = &view->open->hops[view->trace->end_ttl - 1];

	return view->trace->end_ttl >= view->open->end_ttl ||
	       (trace_is_hop(there) && net_addr_same_ip(&there->offender, &view->closed->addr));
}

/*
 * A reset that comes although the packets cannot have lived long enough to reach the server was made on the way, by the
 * last router that they passed, unless the server is two machines. One that comes within the first hop may be this computer's own.
 */
static void judge_reset(const struct place_view *view, struct place *place)
{
	const struct net_trace *trace = view->trace, *open = view->open;
	struct hop_owner owner;

	if (view->forbidden_here || view->counters == COUNTERS_HELD_BACK) {
		keep(place, STOP_YOU, STOP_YOU, view->forbidden_here ? TEST_RESET : TEST_COUNTERS);
		return;
	}
	if (!trace || trace->end != TRACE_REFUSED || !open || open->end != TRACE_ARRIVED)
		return;
	if (is_of_target(view)) {
		place->at_target = true;
		keep(place, STOP_SERVER, STOP_SERVER, TEST_RESET);
		return;
	}
	place->hop = trace->end_ttl - 1;
	if (!place->hop) {
		keep(place, STOP_YOU, STOP_ROUTER, TEST_RESET);
		return;
	}
	owner = hop_owner_at(open, place->hop);
	if (trace->end_ttl + 1 == open->end_ttl)
		owner.high = STOP_SERVER;
	if (trace_is_hop(&open->hops[place->hop - 1]))
		place->router = open->hops[place->hop - 1].offender;
	keep(place, owner.low, owner.high, TEST_RESET);
	weigh_others(place, view->others, true);
}

/* Packets end in silence: behind the last router that answered, and before the next one that answers other packets. */
static void judge_gap(const struct place_view *view, struct place *place)
{
	struct trace_gap gap = trace_gap(view->trace, view->open);
	enum stop_party low = STOP_YOU, high = STOP_SERVER;

	place->hop = gap.last;
	if (gap.last) {
		low = hop_owner_at(view->trace, gap.last).low;
		place->router = view->trace->hops[gap.last - 1].offender;
	}
	/* Beyond the internet company stands the other server's owner, who has no part in this. */
	if (view->trace_of_other_host && low > STOP_PROVIDER)
		low = STOP_PROVIDER;
	if (gap.next && !gap.next_is_target)
		high = hop_owner_at(view->open, gap.next).high;
	/* Where the whole way was passed, this computer may drop the answers. */
	if ((!gap.next || gap.next_is_target) && place->possible & STOP_BIT(STOP_YOU) && low > STOP_YOU) {
		keep(place, low, high, TEST_TRACE);
		place->possible |= STOP_BIT(STOP_YOU);
		place->ruled_out[STOP_YOU] = TEST_NONE;
		return;
	}
	keep(place, low, high > low ? high : low, TEST_TRACE);
}

/* Without a port that works, the routers that answered are passed all the same. */
static void judge_passed(const struct place_view *view, struct place *place)
{
	for (size_t i = view->trace->n; i > 0 && !place->hop; i--) {
		if (trace_is_hop(&view->trace->hops[i - 1]))
			place->hop = i;
	}
	if (!place->hop)
		return;
	place->router = view->trace->hops[place->hop - 1].offender;
	for (int party = STOP_ROUTER; party < (int)hop_owner_at(view->trace, place->hop).low; party++)
		rule_out(place, (enum stop_party)party, TEST_TRACE);
}

/* Answers cannot be dropped here that nobody could give: the packets do not reach the server. */
static bool reaches_target(const struct place_view *view)
{
	struct trace_gap gap;

	if (!view->trace || !view->open)
		return true;
	gap = trace_gap(view->trace, view->open);
	return !gap.next || gap.next_is_target;
}

static void judge_silence(const struct place_view *view, struct place *place)
{
	bool dropped = view->counters == COUNTERS_ANSWERS_DROPPED && reaches_target(view);

	if (view->counters == COUNTERS_HELD_BACK || dropped) {
		place->answers_dropped = dropped;
		keep(place, STOP_YOU, STOP_YOU, TEST_COUNTERS);
		return;
	}
	if (view->counters != COUNTERS_UNKNOWN)
		rule_out(place, STOP_YOU, TEST_COUNTERS);
	if (view->trace && view->open)
		judge_gap(view, place);
	else if (view->trace)
		judge_passed(view, place);
	if (view->trace_of_other_host)
		rule_out(place, STOP_SERVER, TEST_OTHERS);
	weigh_others(place, view->others, view->trace && view->open);
}

struct place place_judge(const struct place_view *view)
{
	struct place place = {.possible = STOP_ANYWHERE};
	const struct tcp_attempt *closed = view->closed;

	if (closed->offender.len)
		judge_sender(view, &place);
	else if (closed->outcome == TCP_FORBIDDEN ||
		 (view->own_routes && closed->outcome == TCP_HOST_UNREACHABLE))
		keep(&place, STOP_YOU, STOP_YOU, TEST_SENDER);
	else if (closed->outcome == TCP_REFUSED || closed->outcome == TCP_RESET)
		judge_reset(view, &place);
	else if (closed->outcome == TCP_TIMED_OUT)
		judge_silence(view, &place);
	return place;
}

enum stop_party place_party(const struct place *place)
{
	for (int party = 0; party < STOP_PARTY_N; party++) {
		if (place->possible == STOP_BIT(party))
			return (enum stop_party)party;
	}
	return STOP_PARTY_N;
}
