/*
 * The way to the server: does it lead through a VPN? A VPN that works is worth a note and no more. Where the server is not
 * reached, it is tried once more past the VPN, by the interface that carries it, and so is a server that has nothing to do
 * with it; the same one was tried through the VPN.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/computer.h"
#include "checks/net/gate.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/visit.h"
#include "checks/steps/network/way.h"

#define CONNECT_MS 2500
#define VISIT_MS   3000

/*
 * A root name server: as public and as long-lived as any, and it takes connections from everybody. Its number is known
 * where no name can be looked up; it is asked for nothing.
 */
#define PUBLIC_V4   "198.41.0.4"
#define PUBLIC_PORT 53

struct vpn {
	struct route_way way, beside; /* through it; past it, device 0: no way */
	enum route_kind kind;
	struct net_addr to; /* the address whose way it is */
};

/* A number in a file of the kernel's, 0 without one. */
static unsigned read_number(const struct mailcase *mailcase, const char *device, const char *what, int base)
{
	struct str STR_AUTO text = STR_INIT;
	char path[80];

	snprintf(path, sizeof path, "/sys/class/net/%s/%s", device, what);
	if (computer_read(mailcase, path, &text) != COMPUTER_READ)
		return 0;
	return (unsigned)strtoul(str_text(&text), NULL, base);
}

/* What stands in for this computer has no kernel to ask, but may have the kernel's files. */
static bool look_by_files(const struct mailcase *mailcase, const struct net_addr *to, struct vpn *vpn)
{
	struct str STR_AUTO table = STR_INIT;

	if (computer_read(mailcase, "/proc/net/route", &table) != COMPUTER_READ ||
		!way_by_table(str_text(&table), to, &vpn->way))
		return false;
	way_beside_by_table(str_text(&table), vpn->way.name, &vpn->beside);
	vpn->way.hardware = read_number(mailcase, vpn->way.name, "type", 10);
	vpn->way.tap = read_number(mailcase, vpn->way.name, "tun_flags", 16) & 2U;
	vpn->beside.hardware = read_number(mailcase, vpn->beside.name, "type", 10);
	return true;
}

static bool look(struct check_run *run, const struct net_addr *to, struct vpn *vpn)
{
	const struct io_scope *scope = run_scope(run);

	*vpn = (struct vpn){.to = *to};
	if (scope->map)
		return look_by_files(run_case(run), to, vpn);
	if (route_to(scope, to, &vpn->way) != IO_OK || !vpn->way.device)
		return false;
	(void)route_beside(scope, net_addr_family(to), vpn->way.device, &vpn->beside);
	return true;
}

static enum route_kind kind_of(struct check_run *run, const struct route_way *way)
{
	struct str STR_AUTO uevent = STR_INIT;
	char path[80];

	snprintf(path, sizeof path, "/sys/class/net/%s/uevent", way->name);
	if (!way->driver[0])
		(void)computer_read(run_case(run), path, &uevent);
	return route_kind(way, str_text(&uevent));
}

/* Whether packets to this address go into a VPN. */
static bool is_vpn(struct check_run *run, const struct net_addr *to, struct vpn *vpn)
{
	if (net_addr_is_loopback(to) || !look(run, to, vpn))
		return false;
	vpn->kind = kind_of(run, &vpn->way);
	if (vpn->beside.device && route_is_vpn(kind_of(run, &vpn->beside), true))
		vpn->beside = (struct route_way){.device = 0};
	return route_is_vpn(vpn->kind, vpn->beside.device != 0);
}

/* The first address of the server whose way is a VPN; without any address, whether the way to everywhere is. */
static bool find_vpn(struct check_run *run, const struct server_names *names, struct vpn *vpn)
{
	struct net_addr anywhere;

	for (size_t i = 0; i < names->n; i++) {
		if (is_vpn(run, &names->addrs[i], vpn))
			return true;
	}
	return !names->n && net_addr_parse(PUBLIC_V4, PUBLIC_PORT, &anywhere) && is_vpn(run, &anywhere, vpn);
}

static void add_ways(struct finding *finding, const struct vpn *vpn)
{
	char ip[NET_ADDR_TEXT];

	run_evidence(finding, "interface", vpn->way.name);
	run_evidence(finding, "kind", route_kind_name(vpn->kind));
	net_addr_text(&vpn->way.source, ip, sizeof ip);
	run_evidence(finding, "source", ip);
	run_evidence(finding, "beside", vpn->beside.device ? vpn->beside.name : "none");
}

static void say_vpn(struct check_run *run, const struct server_names *names, const struct vpn *vpn)
{
	struct finding *finding;

	if (names->n)
		finding = run_say(run, F_ROUTE_VPN,
			/* TRANSLATORS: {host} is the name of a server, {interface} a technical name: tun0. */
			N_("The way to {host} leads through a VPN ({interface})."),
			A_HOST("host", names->host), A_NAME("interface", vpn->way.name));
	else
		finding = run_say(run, F_ROUTE_VPN,
			/* TRANSLATORS: {interface} is a technical name: tun0. */
			N_("The way to the Internet leads through a VPN ({interface})."),
			A_NAME("interface", vpn->way.name));
	add_ways(finding, vpn);
}

/* A server that has nothing to do with the one for sending, and how it answered through the VPN. */
struct witness {
	struct tcp_attempt through, beside;
	bool tried; /* `through` was tried already */
};

/* Where no other server is known by its address: the name server in use, unless it is one of the network's or the VPN's own. */
static void witness_without_names(struct check_run *run, struct net_addr *addr_r)
{
	struct dns_config config;

	case_dns(run_case(run), &config);
	for (size_t i = 0; i < config.n_servers; i++) {
		if (net_addr_is_private(&config.servers[i]))
			continue;
		*addr_r = config.servers[i];
		return;
	}
	net_addr_parse(PUBLIC_V4, PUBLIC_PORT, addr_r);
}

static void choose_witness(
	struct check_run *run, const struct vpn *vpn, const char *host, struct witness *witness)
{
	const struct control_table *controls = fact_await_controls(run);

	*witness = (struct witness){.tried = false};
	witness_without_names(run, &witness->through.addr);
	for (size_t i = 0; controls && i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];
		bool better =
			probe->attempt.outcome == TCP_CONNECTED && witness->through.outcome != TCP_CONNECTED;

		if (probe->incoming || strcmp(probe->host, host) == 0 || !probe->attempt.addr.len ||
			(witness->tried && !better))
			continue;
		witness->through = probe->attempt;
		witness->tried = true;
	}
	witness->beside =
		(struct tcp_attempt){.addr = witness->through.addr, .device = vpn->beside.device, .fd = -1};
}

static void close_all(struct tcp_attempt *attempts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (attempts[i].fd >= 0)
			net_close(attempts[i].fd);
		attempts[i].fd = -1;
	}
}

/* All that is to be tried in one wait: [0] the server past the VPN, [1] the witness past it, [2] through it. */
#define TRIES 3

static void try_past(struct check_run *run, const struct vpn *vpn, bool has_target, struct witness *witness,
	struct tcp_attempt tries[TRIES])
{
	struct io_scope scope = io_scope_within(run_scope(run), CONNECT_MS);
	size_t first = has_target ? 0 : 1, last = witness->tried ? 2 : 3;

	tries[0] = (struct tcp_attempt){.addr = vpn->to, .device = vpn->beside.device, .fd = -1};
	tries[1] = witness->beside;
	tries[2] = witness->through;
	tcp_connect_all(&scope, tries + first, last - first);
	close_all(tries + first, last - first);
}

/* A connection proves that the way is free; that the server speaks there, too, only a visit does. */
static bool speaks_past(struct check_run *run, const struct vpn *vpn, const struct out_session *out)
{
	struct visit visit = {.attempt = {.addr = vpn->to, .device = vpn->beside.device}, .as = out->used};
	bool speaks = visit_make(run, VISIT_MS, &visit);

	visit_end(run, &visit);
	return speaks;
}

static const char *sentence(enum finding_id id)
{
	switch (id) {
	case F_VPN_PASSED:
		/* TRANSLATORS: {host} is the name of a server, {interface} a technical name: tun0. */
		return N_("Past the VPN ({interface}), {host} answers; through the VPN it does not.");
	case F_VPN_DEAD:
		/* TRANSLATORS: {interface} is a technical name: tun0. */
		return N_("Nothing comes back through the VPN ({interface}); past it, servers answer.");
	default:
		/* TRANSLATORS: {host} is the name of a server, {interface} a technical name: tun0. */
		return N_("Past the VPN ({interface}), {host} does not answer either.");
	}
}

static void judge(struct check_run *run, const struct server_names *names, const struct out_session *out,
	const struct vpn *vpn)
{
	enum network_trouble trouble = network_trouble(names, out);
	struct tcp_attempt tries[TRIES];
	struct way_picture picture = {.target_beside = WAY_UNTRIED};
	struct witness witness;
	struct finding *finding;
	enum finding_id id;

	choose_witness(run, vpn, names->host, &witness);
	try_past(run, vpn, names->n > 0, &witness, tries);
	picture.control_through = way_answer_of(tries[2].outcome);
	picture.control_beside = way_answer_of(tries[1].outcome);
	if (names->n)
		picture.target_beside = way_answer_of(tries[0].outcome);
	if (picture.target_beside == WAY_OPEN && trouble == TROUBLE_TALK && !speaks_past(run, vpn, out))
		picture.target_beside = WAY_ANSWERED;
	id = way_verdict(&picture);
	if (id == F_N)
		return;
	finding = run_say(
		run, id, sentence(id), A_HOST("host", names->host), A_NAME("interface", vpn->way.name));
	add_ways(finding, vpn);
	evidence_attempts(finding, tries + (names->n ? 0 : 1), names->n ? 3 : 2);
}

/* The sign-in was refused in words that speak of where it comes from: from here, that is where the VPN ends. */
static void judge_login(struct check_run *run, const struct out_session *out, const struct vpn *vpn)
{
	const struct login_result *login = out->ready ? fact_await_out_login(run) : NULL;
	struct finding *finding;

	if (!login || !login->tried || login->accepted || login->step != SMTP_REFUSED ||
		!way_speaks_of_place(login->reply.text))
		return;
	finding = run_say(run, F_VPN_REFUSED,
		/* TRANSLATORS: {host} is the name of a server, {interface} a technical name: tun0. */
		N_("{host} refuses the sign-in for the place it comes from. For the server, that is where "
		   "the VPN "
		   "({interface}) ends."),
		A_HOST("host", out->used.host), A_NAME("interface", vpn->way.name));
	add_ways(finding, vpn);
	run_evidence(finding, "reply", login->reply.text);
}

static void run_way(struct check_run *run)
{
	const struct server_names *names = fact_get_out_names(run);
	const struct out_session *out;
	struct vpn vpn;

	if (!find_vpn(run, names, &vpn))
		return;
	say_vpn(run, names, &vpn);
	out = names->n ? fact_await_out_session(run) : NULL;
	switch (network_trouble(names, out)) {
	case TROUBLE_NAME:
	case TROUBLE_WAY:
	case TROUBLE_TALK:
		if (vpn.beside.device)
			judge(run, names, out, &vpn);
		break;
	case TROUBLE_NONE:
		if (out)
			judge_login(run, out, &vpn);
		break;
	case TROUBLE_IDENTITY:
		break;
	}
}

const struct check check_network_way = {
	.id = "network.way",
	.step = STEP_NETWORK,
	.title = N_("See whether a VPN is in the way"),
	.needs = FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_LOGIN) | FACT_BIT(CONTROLS) | FACT_BIT(TLS_STORE),
	.shares_time = true,
	.limit_ms = 8000,
	.applies = network_applies,
	.run = run_way,
};
