/*
 * The connection to the outgoing server, and what it means when none comes about.
 */
#include <stdlib.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/tcp_verdict.h"
#include "checks/steps/settings/talk.h"

/* Two lost packets (repeated after 1 and 3 s) must not look like a filter. */
#define CONNECT_MS 5000

/* A reset that comes at once while the host is far away was made on this computer. A busy computer makes any answer late, so the
 * quickest of several tells how far the host is. */
#define AT_ONCE_US  1000
#define FAR_US	    CLOCK_MS(5)
#define FAR_ANSWERS 2

static void fill_attempts(struct talk *talk)
{
	const struct server_names *names = talk->names;
	struct out_session *out = talk->out;
	size_t most = talk->target->other_port ? ADDRS_MAX / 2 : ADDRS_MAX;
	size_t n = names->n < most ? names->n : most;

	for (size_t i = 0; i < n; i++)
		out->attempts[out->n_attempts++] = (struct tcp_attempt){.addr = names->addrs[i], .fd = -1};
	for (size_t i = 0; talk->target->other_port && i < n; i++)
		out->attempts[out->n_attempts++] = (struct tcp_attempt){
			.addr = net_addr_with_port(&names->addrs[i], talk->target->other_port), .fd = -1};
}

/* Another port of the same host behaves differently: then the host is there, and it is this port that is
 * refused. */
static void refine(struct talk *talk, struct tcp_verdict *verdict)
{
	const struct tcp_attempt *decided = &talk->out->attempts[verdict->which];
	bool at_once = verdict->id == F_PORT_CLOSED && decided->took_us < AT_ONCE_US &&
		       !run_scope(talk->run)->map && !net_addr_is_own(&decided->addr);
	const struct port_table *ports;
	int64_t quickest_us = INT64_MAX;
	size_t answers = 0;

	if (verdict->id != F_HOST_UNREACHABLE && !at_once)
		return;
	ports = fact_await_out_ports(talk->run);
	for (size_t i = 0; ports && i < ports->n; i++) {
		const struct tcp_attempt *other = &ports->probes[i].attempt;

		if (!net_addr_same_ip(&other->addr, &decided->addr))
			continue;
		if (verdict->id == F_HOST_UNREACHABLE && other->outcome == TCP_CONNECTED)
			verdict->id = F_PORT_REJECTED;
		if (other->outcome != TCP_CONNECTED && other->outcome != TCP_REFUSED)
			continue;
		answers++;
		if (other->took_us < quickest_us)
			quickest_us = other->took_us;
	}
	if (at_once && answers >= FAR_ANSWERS && quickest_us > FAR_US)
		verdict->id = F_PORT_FORBIDDEN_HERE;
}

/* A filter is told from slowness by 3 s of silence; the run's own limit may have come first. */
static bool was_tried_long(const struct out_session *out)
{
	for (size_t i = 0; i < out->n_attempts; i++) {
		if (out->attempts[i].outcome == TCP_TIMED_OUT && out->attempts[i].took_us >= TALK_SILENT_US)
			return true;
	}
	return false;
}

static const char *sentence(enum finding_id id)
{
	switch (id) {
	case F_RAN_OUT_OF_TIME:
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {seconds} a number. */
		return N_("The time for this check was over before anything answered on port {port} of "
			  "{host}; it was tried for {seconds} seconds.");
	case F_PORT_CLOSED:
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("{host} refuses connections on port {port}: no server listens there.");
	case F_PORT_SILENT:
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {seconds} a number. */
		return N_("Nothing answers on port {port} of {host}. We tried for {seconds} seconds.");
	case F_PORT_REJECTED:
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {ip} the address of a device
		 * on the way. */
		return N_("A device on the way, {ip}, refuses the connection to {host}, port {port}.");
	case F_PORT_FORBIDDEN_HERE:
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("This computer itself forbids the connection to {host}, port {port}.");
	case F_HOST_UNREACHABLE:
		/* TRANSLATORS: {host} is the name of a server, {ip} its address. */
		return N_("No way through the network leads to {host} ({target}).");
	default:
		return N_("This computer has no connection to the Internet.");
	}
}

/* What is true of this computer or its network, and not of the one where the program fails. */
static bool says_nothing_there(enum where where, enum finding_id id)
{
	if (where == WHERE_ELSEWHERE)
		return id != F_PORT_CLOSED;
	return where == WHERE_SAME_NETWORK && (id == F_PORT_FORBIDDEN_HERE || id == F_OFFLINE);
}

static void say_private(struct talk *talk)
{
	const struct server_names *names = talk->names;
	char ip[NET_ADDR_TEXT];

	for (size_t i = 0; i < names->n; i++) {
		if (!net_addr_is_private(&names->addrs[i]))
			return;
	}
	if (names->literal)
		return;
	net_addr_text(&names->addrs[0], ip, sizeof ip);
	run_say(talk->run, F_NAME_PRIVATE,
		/* TRANSLATORS: {host} is the name of a server, {ip} its address. */
		N_("The name {host} leads to {ip}, an address that only exists inside one network; from "
		   "anywhere else this server "
		   "cannot be reached."),
		A_HOST("host", names->host), A_IP("ip", ip));
}

static void say_unreached(struct talk *talk)
{
	struct out_session *out = talk->out;
	const struct route_facts *routes = fact_await_routes(talk->run);
	struct tcp_verdict verdict =
		tcp_verdict(out->attempts, out->n_attempts, routes ? &routes->routes : NULL, net_addr_is_own);
	char ip[NET_ADDR_TEXT] = "", target[NET_ADDR_TEXT] = "";
	struct finding *finding;

	if (verdict.id == F_N || verdict.which == out->n_attempts) {
		run_unknown(talk->run, N_("The connection to the server could not be tried."));
		return;
	}
	refine(talk, &verdict);
	if (verdict.id == F_PORT_SILENT && !was_tried_long(out))
		verdict.id = F_RAN_OUT_OF_TIME;
	if (says_nothing_there(run_case(talk->run)->where, verdict.id)) {
		run_unknown(talk->run,
			N_("The server could not be reached from here; that says nothing of another place."));
		return;
	}
	talk->addr = out->attempts[verdict.which].addr;
	out->used.port = net_addr_port(&talk->addr);
	net_addr_text(&talk->addr, target, sizeof target);
	net_addr_text(&out->attempts[verdict.which].offender, ip, sizeof ip);
	finding = run_say(talk->run, verdict.id, sentence(verdict.id), A_HOST("host", out->used.host),
		A_PORT(out->used.port), A_IP("ip", ip[0] ? ip : target), A_IP("target", target),
		A_SECONDS("seconds", out->attempts[verdict.which].took_us / 1000000));
	evidence_attempts(finding, out->attempts, out->n_attempts);
	out->problem = verdict.id;
	say_private(talk);
}

static void say_reached(struct talk *talk)
{
	struct reached_server *reached = mem_new(sizeof *reached);
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	*reached = (struct reached_server){.addr = talk->addr, .took_us = talk->rtt_us};
	fact_put_out_reached(talk->run, reached);
	net_addr_text(&talk->addr, ip, sizeof ip);
	/* TRANSLATORS: {host} is the name of a server, {port} a number. */
	finding = run_say(talk->run, F_SERVER_REACHED, N_("The network leads to {host}, port {port}."),
		A_HOST("host", talk->out->used.host), A_PORT(talk->out->used.port), A_IP("ip", ip));
	evidence_attempts(finding, talk->out->attempts, talk->out->n_attempts);
}

void talk_took(struct talk *talk, int64_t took_us)
{
	talk->out->slow_answers += took_us >= CLOCK_MS(OUT_SLOW_MS);
	if (took_us > talk->out->slowest_us)
		talk->out->slowest_us = took_us;
}

int talk_connect(struct talk *talk)
{
	struct io_scope scope = io_scope_within(run_scope(talk->run), CONNECT_MS);
	struct out_session *out = talk->out;
	int fd;

	out->stage = "connect";
	fill_attempts(talk);
	if (tcp_connect_first(&scope, out->attempts, out->n_attempts, &out->winner) != IO_OK)
		return -1;
	if (out->winner == out->n_attempts) {
		say_unreached(talk);
		return -1;
	}
	talk->addr = out->attempts[out->winner].addr;
	talk->rtt_us = out->attempts[out->winner].took_us;
	talk->connected_us = clock_us();
	talk_took(talk, talk->rtt_us);
	out->used.port = net_addr_port(&talk->addr);
	fd = out->attempts[out->winner].fd;
	out->attempts[out->winner].fd = -1;
	say_reached(talk);
	return fd;
}
