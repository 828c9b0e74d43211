/*
 * Is port 25 closed here? Mail servers deliver to each other through it, and internet companies close it for homes and new
 * servers. One server that is not reached proves nothing: the servers of several companies that have nothing to do with each
 * other are tried, by each kind of address, beside another port.
 *
 * Nobody is asked unless port 25 is in use and fails. Each server gets one connection by each kind of address, hears QUIT
 * behind its greeting, and no mail command.
 */
#include "checks/steps/provider/port25.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/cause.h"
#include "checks/engine/facts.h"
#include "checks/net/map.h"
#include "checks/net/trace.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/common/hops.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/tcp_verdict.h"

#define TRACE_HOPS 8

static void add_hop(struct port25 *port25, const struct net_addr *addr)
{
	if (port25->n_hops < PORT25_HOPS && !net_addr_is_private(addr))
		port25->hops[port25->n_hops++] = *addr;
}

/* This computer's own public addresses: their names tell whose line it is. */
static void add_own_addresses(struct port25 *port25)
{
	struct ifaddrs *list;

	if (run_scope(port25->run)->map || getifaddrs(&list) != 0)
		return;
	for (struct ifaddrs *i = list; i; i = i->ifa_next) {
		struct net_addr addr = {.len = 0};

		if (!i->ifa_addr)
			continue;
		if (i->ifa_addr->sa_family == AF_INET)
			addr.len = sizeof(struct sockaddr_in);
		else if (i->ifa_addr->sa_family == AF_INET6)
			addr.len = sizeof(struct sockaddr_in6);
		if (!addr.len)
			continue;
		memcpy(&addr.ss, i->ifa_addr, addr.len);
		add_hop(port25, &addr);
	}
	freeifaddrs(list);
}

static bool is_v4(const struct tcp_attempt *attempt)
{
	return net_addr_family(&attempt->addr) == AF_INET;
}

/* The silent one that can tell most: of somebody else, by IPv4. */
static const struct tcp_attempt *silent_one(const struct port25_table *table)
{
	const struct tcp_attempt *found = NULL;

	for (size_t i = 0; i < table->n; i++) {
		const struct tcp_attempt *attempt = &table->tries[i].attempt;

		if (attempt->outcome == TCP_TIMED_OUT && !table->tries[i].own &&
			(!found || (is_v4(attempt) && !is_v4(found))))
			found = attempt;
	}
	return found;
}

static const char *who_by_owner(struct hop_owner owner)
{
	if (owner.low != owner.high)
		return NULL;
	switch (owner.low) {
	case STOP_YOU:
		return who_name(WHO_YOU);
	case STOP_ROUTER:
		return who_name(WHO_LOCAL_NETWORK);
	case STOP_PROVIDER:
		return who_name(WHO_INTERNET_PROVIDER);
	default:
		return NULL;
	}
}

/* Somebody named himself in his refusal. */
static bool by_refuser(const struct port25 *port25, struct port25_report *report)
{
	const struct net_addr *refuser = port25_refuser(&port25->table);

	if (!refuser)
		return false;
	report->place = "the refusals name their sender";
	report->who =
		net_addr_is_own(refuser) ? who_name(WHO_YOU) : who_by_owner(hop_owner(refuser, 0, NULL));
	return true;
}

/* The first packets leave this computer, and routers behind the local network answer to them. */
static void by_tests(struct port25 *port25, struct port25_report *report)
{
	struct io_scope scope = io_scope_within(run_scope(port25->run), 2 * TRACE_WAIT_MS);
	const struct tcp_attempt *silent = silent_one(&port25->table);
	const struct net_map *map = run_scope(port25->run)->map;
	struct net_trace *trace;

	if (!silent)
		return;
	counted_ask(port25->run, &silent->addr, &port25->works, COUNTED_SILENT_MS, &report->counted);
	if (report->counted.say == COUNTERS_HELD_BACK || report->counted.say == COUNTERS_ANSWERS_DROPPED) {
		report->who = who_name(WHO_YOU);
		report->place = "the kernel's counts of packets sent and handed on";
		return;
	}
	if (map && !map->n_way)
		return;
	trace = mem_new(sizeof *trace);
	net_trace(&scope, &silent->addr, TRACE_HOPS, trace);
	for (size_t hop = 1; hop <= trace->n; hop++) {
		if (!trace_is_hop(&trace->hops[hop - 1]))
			continue;
		add_hop(port25, &trace->hops[hop - 1].offender);
		if (hop_owner_at(trace, hop).low < STOP_PROVIDER)
			continue;
		report->who = who_name(WHO_INTERNET_PROVIDER);
		report->place = "routers of the internet company answered to packets for port 25";
	}
	free(trace);
}

/* firewall.where has looked already: the same port, at the person's own server. */
static bool by_fact(const struct port25 *port25, struct port25_report *report)
{
	const struct stop_place *place = port25->place;

	if (!place || place->port != PORT_SMTP)
		return false;
	if (place->possible == STOP_BIT(STOP_ROUTER))
		report->who = who_name(WHO_LOCAL_NETWORK);
	else if (place->possible == STOP_BIT(STOP_PROVIDER))
		report->who = who_name(WHO_INTERNET_PROVIDER);
	else
		return false;
	report->place = "firewall.where";
	return true;
}

static void find_place(struct port25 *port25, struct port25_report *report)
{
	add_own_addresses(port25);
	if (port25->place && port25->place->router.len)
		add_hop(port25, &port25->place->router);
	if (by_fact(port25, report) || by_refuser(port25, report))
		return;
	/* Nothing new would be learnt from another server. */
	if (!port25->place || port25->place->port != PORT_SMTP)
		by_tests(port25, report);
}

static void look(struct port25 *port25)
{
	struct port25_report report = {.table = &port25->table};

	/* Where the server's settings were read its walk was made, or its relay is the server in question. */
	report.unneeded = !port25->out && !fact_get_walk(port25->run);
	port25_try_servers(port25);
	if (run_is_over(port25->run))
		return;
	if (!port25->table.n) {
		run_unknown(port25->run, N_("No mail server could be found to try port 25 at."));
		return;
	}
	report.verdict = port25_judge(&port25->table);
	if (report.verdict.state == PORT25_CLOSED || report.verdict.state == PORT25_MAYBE) {
		find_place(port25, &report);
		if (!report.unneeded && (!report.who || strcmp(report.who, who_name(WHO_YOU)) != 0))
			port25_find_relay(port25->run, port25->hops, port25->n_hops, report.relay);
	}
	if (!run_is_over(port25->run))
		port25_say(port25->run, &report);
}

/* The port at which the person's server was not reached; 0: it was, or nobody knows. */
static int failed_port(const struct out_session *out)
{
	return out && tcp_is_unreached(out->problem) ? out->used.port : 0;
}

/* Only port 25 of the server that the person's program uses is silent, beside others that are open. */
static bool is_usual(struct check_run *run, const struct out_session *out)
{
	const struct port_table *ports = fact_await_out_ports(run);
	bool open = false, closed = false;

	for (size_t i = 0; out && ports && i < ports->n; i++) {
		const struct port_probe *probe = &ports->probes[i];

		open |= probe->port != PORT_SMTP && probe->attempt.outcome == TCP_CONNECTED;
		closed |= probe->port == PORT_SMTP && probe->attempt.outcome == TCP_TIMED_OUT;
	}
	return open && closed;
}

/*
 * A server of one's own delivers through port 25 itself, unless it hands all mail to a relay, told or read in its settings. Where
 * it is not on this computer, nothing else shows whether it could.
 */
static bool delivery_is_in_question(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	const struct walk_result *walk = fact_await_walk(run);
	const struct target *target = fact_await_target(run);

	if (mailcase->role != ROLE_ADMIN)
		return false;
	if (!walk)
		return !mailcase->in_use.host[0] && !(target && target->in_use);
	return !walk->reached && walk->stage && strcmp(walk->stage, "connect") == 0;
}

static void run_port25(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	const struct out_session *out = fact_await_out_session(run);
	struct port25 *port25;

	if (failed_port(out) != PORT_SMTP && !delivery_is_in_question(run)) {
		if (mailcase->role == ROLE_USER && failed_port(out) && is_usual(run, out))
			port25_say_usual(run, out->used.host);
		else
			run_skip(run, "settings.server");
		return;
	}
	port25 = mem_new(sizeof *port25);
	port25->run = run;
	port25->out = failed_port(out) == PORT_SMTP ? out : NULL;
	port25->target = fact_await_target(run);
	port25_find_servers(port25);
	/* One after the other: both count packets. */
	port25->place = fact_await_stop_place(run);
	if (port25->place && port25->place->possible == STOP_BIT(STOP_YOU))
		run_skip(run, "firewall.where");
	else
		look(port25);
	free(port25);
}

const struct check check_provider_port25 = {
	.id = "provider.port25",
	.step = STEP_PROVIDER,
	.title = N_(
		"Try port 25 at mail servers of well-known companies, where yours is not reached through it"),
	.wants = FACT_BIT(TARGET) | FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_PORTS) | FACT_BIT(STOP_PLACE) |
		 FACT_BIT(WALK),
	.limit_ms = 12000,
	.applies = settings_apply_near,
	.run = run_port25,
};
