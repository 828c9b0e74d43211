/*
 * Where connections to the outgoing server end, when none came about: who said no; else whether the packets left this
 * computer, by the kernel's counts; else behind which router they end, by packets that live one hop more each, beside a port
 * that works.
 *
 * Only first packets (SYN) are sent, never more than four at once to one host, and nothing is said on a connection that comes
 * about. A server that was reached ends this check.
 */
#include "checks/steps/firewall/where.h"

#include <netinet/in.h>
#include <stdlib.h>

#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/net/map.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/common/hops.h"
#include "checks/steps/common/tcp_verdict.h"

#define TRACE_HOPS 16
#define TRACE_MS   4200
#define PORT_HTTPS 443

/* Port 443 before others: web servers expect visitors that come and go. */
static void take_open(struct net_addr *open, const struct tcp_attempt *attempt)
{
	if (attempt->outcome == TCP_CONNECTED && (!open->len || net_addr_port(&attempt->addr) == PORT_HTTPS))
		*open = attempt->addr;
}

/* A port that works at this address; len 0: none was seen. */
static struct net_addr open_port_of(const struct whereabouts *where, const struct net_addr *addr)
{
	struct net_addr open = {.len = 0};

	for (size_t i = 0; where->controls && i < where->controls->n; i++) {
		if (net_addr_same_ip(&where->controls->probes[i].attempt.addr, addr))
			take_open(&open, &where->controls->probes[i].attempt);
	}
	for (size_t i = 0; where->ports && i < where->ports->n; i++) {
		if (net_addr_same_ip(&where->ports->probes[i].attempt.addr, addr))
			take_open(&open, &where->ports->probes[i].attempt);
	}
	return open;
}

/*
 * The attempt that the finding of settings.server rests on. Of several addresses that ended the same way the one that more
 * can be said of: other ports of it work, or it is an IPv4 one (there private addresses tell whose a router is).
 */
static const struct tcp_attempt *decisive(const struct whereabouts *where)
{
	const struct out_session *out = where->out;
	struct tcp_verdict verdict = tcp_verdict(out->attempts, out->n_attempts, NULL, net_addr_is_own);
	const struct tcp_attempt *best = NULL;
	int best_worth = -1;

	for (size_t i = 0; i < out->n_attempts && verdict.which < out->n_attempts; i++) {
		const struct tcp_attempt *attempt = &out->attempts[i];
		struct tcp_verdict its = tcp_verdict(attempt, 1, NULL, net_addr_is_own);
		int worth = 2 * (open_port_of(where, &attempt->addr).len != 0) +
			    (net_addr_family(&attempt->addr) == AF_INET);

		if (its.id == verdict.id && worth > best_worth &&
			net_addr_port(&attempt->addr) == net_addr_port(&out->attempts[verdict.which].addr)) {
			best = attempt;
			best_worth = worth;
		}
	}
	return best;
}

/* Another host that is reached, best one at which the same port is closed, too. */
static void find_far(struct whereabouts *where)
{
	const struct control_table *controls = where->controls;
	int port = net_addr_port(&where->closed->addr);

	for (size_t i = 0; controls && i < controls->n; i++) {
		const struct tcp_attempt *attempt = &controls->probes[i].attempt;

		if (attempt->outcome != TCP_CONNECTED ||
			net_addr_same_ip(&attempt->addr, &where->closed->addr) ||
			net_addr_family(&attempt->addr) != net_addr_family(&where->closed->addr))
			continue;
		if (!where->far_closed.len)
			take_open(&where->far, attempt);
		for (size_t k = 0; k < controls->n && !where->far_closed.len; k++) {
			const struct tcp_attempt *other = &controls->probes[k].attempt;

			if (other->outcome != where->closed->outcome || net_addr_port(&other->addr) != port ||
				!net_addr_same_ip(&other->addr, &attempt->addr))
				continue;
			where->far = attempt->addr;
			where->far_closed = other->addr;
		}
	}
}

static void count(struct whereabouts *where, int64_t ms)
{
	counted_ask(where->run, &where->closed->addr, where->open.len ? &where->open : &where->far, ms,
		&where->counted);
}

static bool can_trace(const struct whereabouts *where)
{
	const struct net_map *map = run_scope(where->run)->map;

	return !map || map->n_way > 0;
}

/* A pair of ports at one host, or the way to the server beside the way to another place. */
static void trace(struct whereabouts *where)
{
	struct io_scope scope = io_scope_within(run_scope(where->run), TRACE_MS);
	struct io_scope half = io_scope_within(&scope, TRACE_MS / 2);
	const struct net_addr *open = &where->open, *closed = &where->closed->addr;

	if (!can_trace(where))
		return;
	where->other_host = !open->len && where->far_closed.len;
	if (where->other_host) {
		open = &where->far;
		closed = &where->far_closed;
	}
	if (open->len) {
		net_trace(&half, open, TRACE_HOPS, &where->beside);
		/* Somebody who named himself only has to be found on the way. */
		if (!where->closed->offender.len)
			net_trace_beside(&scope, closed, &where->beside, &where->trace);
		return;
	}
	if (!where->closed->offender.len || !where->far.len)
		net_trace(&half, closed, TRACE_HOPS, &where->trace);
	if (where->far.len)
		net_trace(&scope, &where->far, TRACE_HOPS, &where->beside);
	/* Whoever refused every port a moment ago may have had no answer left. */
	if (where->closed->offender.len && !hop_number(&where->beside, &where->closed->offender))
		net_trace_again(&scope, &where->beside);
}

static struct place judge_place(const struct whereabouts *where)
{
	/* Whoever named himself may stand on the way to another place, too. */
	bool far = where->closed->offender.len && !where->trace.n && !where->open.len;
	const struct net_trace *trace = far ? &where->beside : &where->trace;
	const struct place_view view = {
		.closed = where->closed,
		.is_own = net_addr_is_own,
		.forbidden_here = where->out->problem == F_PORT_FORBIDDEN_HERE,
		.not_there = where->out->problem == F_HOST_UNREACHABLE,
		.own_routes = run_scope(where->run)->map == NULL,
		.counters = where->counted.say,
		.trace = trace->n ? trace : NULL,
		.open = where->beside.n && (where->open.len || where->other_host) ? &where->beside : NULL,
		.trace_of_other_host = where->other_host,
		.others = others_on_port(
			where->controls, where->out->used.host, net_addr_port(&where->closed->addr)),
	};

	return place_judge(&view);
}

static struct range judge_range(const struct whereabouts *where)
{
	bool of_server = !where->open.len && !where->other_host;
	const struct range_view view = {
		.closed = where->closed,
		.is_own = net_addr_is_own,
		.ports = where->ports,
		.controls = where->controls,
		.host = where->out->used.host,
		.trace = of_server && where->trace.n ? &where->trace : NULL,
		.far = of_server && where->beside.n ? &where->beside : NULL,
		.counters = where->counted.say,
	};

	return range_judge(&view);
}

/* Which tests the kind of ending asks for. */
static void test(struct whereabouts *where)
{
	if (where->closed->offender.len && net_addr_is_own(&where->closed->offender))
		return;
	switch (where->closed->outcome) {
	case TCP_TIMED_OUT:
		count(where, COUNTED_SILENT_MS);
		if (where->counted.say != COUNTERS_HELD_BACK)
			trace(where);
		break;
	case TCP_REFUSED:
	case TCP_RESET:
		/* Nothing else than the way tells a reset of the server from one that was made on the way. */
		if (where->open.len || where->far_closed.len || where->closed->offender.len)
			trace(where);
		if (where->trace.end == TRACE_REFUSED && where->trace.end_ttl == 1)
			count(where, COUNTED_RESET_MS);
		break;
	case TCP_FORBIDDEN:
		break;
	default:
		trace(where);
	}
}

static void put_place(struct whereabouts *where, const struct place *place)
{
	struct stop_place *fact = mem_new(sizeof *fact);

	*fact = (struct stop_place){
		.possible = place->possible,
		.port = net_addr_port(&where->closed->addr),
		.hop = place->hop,
		.router = place->router,
	};
	fact_put_stop_place(where->run, fact);
}

static void conclude(struct whereabouts *where)
{
	struct place place = judge_place(where);
	struct range range = judge_range(where);
	bool closed = where->closed->outcome == TCP_REFUSED || where->closed->outcome == TCP_RESET;

	/* A port that the server itself closes is nobody's doing on the way; nor is one of which nothing more is known. */
	if (closed && !where->closed->offender.len && (place.at_target || place.possible == STOP_ANYWHERE))
		return;
	put_place(where, &place);
	if (range.fault != RANGE_FINE)
		where_say_range(where, &range);
	/* "Not there" is no refusal, unless another port of the same address is there. */
	else if (where->out->problem != F_HOST_UNREACHABLE || where->open.len ||
		 place.possible == STOP_BIT(STOP_YOU))
		where_say_place(where, &place);
}

static void run_where(struct check_run *run)
{
	const struct out_session *out = fact_await_out_session(run);
	struct whereabouts *where;

	if (!out || !tcp_is_unreached(out->problem)) {
		run_skip(run, "settings.server");
		return;
	}
	where = mem_new(sizeof *where);
	*where = (struct whereabouts){.run = run, .out = out};
	where->ports = fact_await_out_ports(run);
	where->controls = fact_await_controls(run);
	where->closed = decisive(where);
	if (where->closed) {
		where->open = open_port_of(where, &where->closed->addr);
		find_far(where);
		test(where);
		if (!run_is_over(run))
			conclude(where);
	}
	free(where);
}

const struct check check_firewall_where = {
	.id = "firewall.where",
	.step = STEP_FIREWALL,
	.title = N_("Find out where on the way the connection ends"),
	.needs = FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_PORTS) | FACT_BIT(CONTROLS),
	.provides = FACT_BIT(STOP_PLACE),
	.until = FACT_BIT(OUT_REACHED),
	.limit_ms = 9500,
	.applies = settings_apply_near,
	.run = run_where,
};
