/*
 * Tracing by TCP: groups of connections whose packets live longer and longer, and what their ends tell together.
 */
#include "checks/net/trace.h"

#include <string.h>

bool trace_is_hop(const struct tcp_attempt *attempt)
{
	return attempt->offender.len &&
	       attempt->icmp_type == tcp_expired_type(net_addr_family(&attempt->offender));
}

/* What one attempt says about the end of the way; TRACE_LOST: nothing. */
static enum trace_end end_of(const struct tcp_attempt *attempt)
{
	switch (attempt->outcome) {
	case TCP_CONNECTED:
		return TRACE_ARRIVED;
	case TCP_UNTRIED:
	case TCP_CANCELLED:
	case TCP_TIMED_OUT:
		return TRACE_LOST;
	default:
		break;
	}
	if (attempt->offender.len)
		return trace_is_hop(attempt) ? TRACE_LOST : TRACE_REJECTED;
	return attempt->outcome == TCP_REFUSED || attempt->outcome == TCP_RESET ? TRACE_REFUSED
										: TRACE_STOPPED;
}

/* From the attempts so far. */
static void judge(struct net_trace *trace)
{
	trace->end = TRACE_LOST;
	trace->end_ttl = trace->n;
	for (size_t i = 0; i < trace->n && trace->end == TRACE_LOST; i++) {
		trace->end = end_of(&trace->hops[i]);
		if (trace->end != TRACE_LOST)
			trace->end_ttl = i + 1;
	}
}

static struct tcp_attempt probe_of(const struct net_addr *addr, size_t ttl)
{
	return (struct tcp_attempt){.addr = *addr, .ttl = (int)ttl, .fd = -1};
}

/* All at once, as far as the host has room; what comes about is closed in the same moment. */
static enum io_status try(const struct io_scope *scope, struct tcp_attempt *attempts, size_t n)
{
	return tcp_probe_all(scope, attempts, n, n, TRACE_WAIT_MS);
}

/* The lives of one group. */
struct group {
	size_t ttls[TRACE_SIDE];
	size_t n;
};

static enum io_status try_group(
	const struct io_scope *scope, struct net_trace *trace, const struct group *group)
{
	struct tcp_attempt attempts[TRACE_SIDE];
	enum io_status status;

	for (size_t i = 0; i < group->n; i++)
		attempts[i] = probe_of(&trace->to, group->ttls[i]);
	status = try(scope, attempts, group->n);
	for (size_t i = 0; i < group->n; i++) {
		trace->hops[group->ttls[i] - 1] = attempts[i];
		if (group->ttls[i] > trace->n)
			trace->n = group->ttls[i];
	}
	judge(trace);
	return status;
}

static bool any_hop(const struct net_trace *trace, const struct group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		if (trace_is_hop(&trace->hops[group->ttls[i] - 1]))
			return true;
	}
	return false;
}

enum io_status net_trace(
	const struct io_scope *scope, const struct net_addr *addr, size_t max, struct net_trace *trace_r)
{
	enum io_status status = IO_OK;
	size_t silent = 0;

	*trace_r = (struct net_trace){.to = *addr};
	if (max > TRACE_HOPS_MAX)
		max = TRACE_HOPS_MAX;
	while (status == IO_OK && trace_r->n < max && trace_r->end == TRACE_LOST && silent < 2 &&
		io_scope_left_ms(scope) > 0) {
		struct group group = {.n = 0};

		while (group.n < TRACE_SIDE && trace_r->n + group.n < max) {
			group.ttls[group.n] = trace_r->n + group.n + 1;
			group.n++;
		}
		status = try_group(scope, trace_r, &group);
		silent = any_hop(trace_r, &group) ? 0 : silent + 1;
	}
	return status;
}

enum io_status net_trace_again(const struct io_scope *scope, struct net_trace *trace)
{
	struct group group = {.n = 0};

	for (size_t ttl = 1; ttl < trace->end_ttl && group.n < TRACE_SIDE; ttl++) {
		if (trace->hops[ttl - 1].outcome == TCP_TIMED_OUT)
			group.ttls[group.n++] = ttl;
	}
	return group.n ? try_group(scope, trace, &group) : IO_OK;
}

/* The next lives at which the open port's packets found a router. */
static struct group next_group(const struct net_trace *open, size_t done)
{
	size_t last = open->end == TRACE_LOST ? open->n : open->end_ttl - 1;
	struct group group = {.n = 0};

	for (size_t ttl = done + 1; ttl <= last && group.n < TRACE_SIDE; ttl++) {
		if (trace_is_hop(&open->hops[ttl - 1]))
			group.ttls[group.n++] = ttl;
	}
	return group;
}

/*
 * Routers answer to so many packets a second only, so one silence is none. The closed port goes first: where there is one
 * answer left, it is that one's. True when its silence is confirmed.
 */
static bool confirm(
	const struct io_scope *scope, struct net_trace *closed, struct net_trace *open, size_t ttl)
{
	struct tcp_attempt pair[2] = {probe_of(&closed->to, ttl), probe_of(&open->to, ttl)};

	if (try(scope, pair, 2) != IO_OK)
		return false;
	if (trace_is_hop(&pair[0])) {
		closed->hops[ttl - 1] = pair[0];
		return false;
	}
	if (trace_is_hop(&pair[1]))
		return true;
	open->hops[ttl - 1] = pair[1];
	return false;
}

/* Whether one of the group is silent for the closed port and stays so. */
static bool group_ends(const struct io_scope *scope, struct net_trace *closed, struct net_trace *open,
	const struct group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		if (closed->hops[group->ttls[i] - 1].outcome == TCP_TIMED_OUT &&
			confirm(scope, closed, open, group->ttls[i]))
			return true;
	}
	return false;
}

enum io_status net_trace_beside(const struct io_scope *scope, const struct net_addr *addr,
	struct net_trace *open, struct net_trace *trace_r)
{
	enum io_status status = IO_OK;
	struct group group;
	bool over = false;

	*trace_r = (struct net_trace){.to = *addr};
	for (group = next_group(open, 0); status == IO_OK && group.n && !over && io_scope_left_ms(scope) > 0;
		group = next_group(open, trace_r->n)) {
		status = try_group(scope, trace_r, &group);
		over = status != IO_OK || trace_r->end != TRACE_LOST ||
		       group_ends(scope, trace_r, open, &group);
	}
	judge(trace_r);
	return status;
}

struct trace_gap trace_gap(const struct net_trace *closed, const struct net_trace *open)
{
	struct trace_gap gap = {.last = 0};

	for (size_t i = 0; i < closed->n; i++) {
		if (trace_is_hop(&closed->hops[i]))
			gap.last = i + 1;
	}
	for (size_t i = gap.last; i < open->n && !gap.next; i++) {
		bool end =
			open->end_ttl == i + 1 && (open->end == TRACE_ARRIVED || open->end == TRACE_REFUSED);

		if (!end && !trace_is_hop(&open->hops[i]))
			continue;
		gap.next = i + 1;
		gap.next_is_target = end;
	}
	return gap;
}

static bool same_hop(const struct net_trace *trace, size_t a, size_t b)
{
	return b < trace->n && trace_is_hop(&trace->hops[a]) && trace_is_hop(&trace->hops[b]) &&
	       net_addr_same_ip(&trace->hops[a].offender, &trace->hops[b].offender);
}

/* Twice the same two routers, in the same order: A B A B, A B C A B. */
bool trace_circles(const struct net_trace *trace)
{
	if (trace->end != TRACE_LOST)
		return false;
	for (size_t period = 2; period < trace->n; period++) {
		for (size_t i = 0; i + period + 1 < trace->n; i++) {
			if (same_hop(trace, i, i + period) && same_hop(trace, i + 1, i + period + 1) &&
				!same_hop(trace, i, i + 1))
				return true;
		}
	}
	return false;
}

void trace_text(const struct net_trace *trace, struct str *text)
{
	bool written = false;

	for (size_t i = 0; i < trace->n; i++) {
		const struct tcp_attempt *hop = &trace->hops[i];
		char ip[NET_ADDR_TEXT];

		if (hop->outcome == TCP_UNTRIED)
			continue;
		net_addr_text(hop->offender.len ? &hop->offender : &hop->addr, ip, sizeof ip);
		str_addf(text, "%s%zu ", written ? "; " : "", i + 1);
		if (trace_is_hop(hop))
			str_add(text, ip);
		else if (hop->offender.len)
			str_addf(text, "%s says ICMP %d/%d", ip, hop->icmp_type, hop->icmp_code);
		else if (hop->outcome == TCP_TIMED_OUT)
			str_add(text, "*");
		else
			str_addf(text, "%s %s", ip, tcp_outcome_name(hop->outcome));
		written = true;
		if (hop->outcome != TCP_TIMED_OUT)
			str_addf(text, " %lld ms", (long long)(hop->took_us / 1000));
	}
}
