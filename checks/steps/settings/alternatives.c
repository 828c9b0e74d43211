/*
 * Where the settings in use fail: what does the server really speak on the ports for sending, and does the
 * server that the provider recommends answer? All ports side by side; greetings are waited for together,
 * once.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/net/gate.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/words.h"
#include "checks/steps/common/look.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/applies.h"

#define CONNECT_MS  2000
#define GREETING_MS 2500
#define LOOK_MS	    2500
#define HURRIED_MS  1500 /* behind a server that was waited for in vain: the whole stays within 12 s */
#define DNS_MS	    2000

/* A port of a server that is looked at. */
struct door {
	struct server_settings settings; /* what is expected there */
	bool recommended;		 /* of the recommended server, not of the one in use */
	bool looked_at;			 /* or found shut */
	struct port_look look;
};

struct doors {
	struct door doors[DOORS_MAX];
	struct tcp_attempt attempts[DOORS_MAX];
	size_t n;
};

static void add_door(struct doors *doors, const struct server_settings *settings, const struct net_addr *addr,
	bool recommended)
{
	if (doors->n == DOORS_MAX)
		return;
	doors->doors[doors->n].settings = *settings;
	doors->doors[doors->n].recommended = recommended;
	doors->attempts[doors->n] =
		(struct tcp_attempt){.addr = net_addr_with_port(addr, settings->port), .fd = -1};
	doors->n++;
}

/* Whether it is worth looking: not where the server was met and the fault is its certificate, its refusal or
 * a mismatch. */
static bool is_worth_it(const struct out_session *out)
{
	switch (out->problem) {
	case F_PORT_CLOSED:
	case F_PORT_SILENT:
	case F_PORT_REJECTED:
	case F_PORT_FORBIDDEN_HERE:
	case F_HOST_UNREACHABLE:
	case F_SERVER_SILENT:
	case F_SERVER_LOST:
	case F_SERVER_GARBLED:
	case F_SERVER_OTHER_SERVICE:
	case F_SERVER_IS_INCOMING:
	case F_STARTTLS_MISSING:
	case F_STARTTLS_MASKED:
	case F_STARTTLS_REFUSED:
	case F_TLS_TOO_OLD:
	case F_TLS_WEAK:
	case F_TLS_BROKEN:
		return true;
	default:
		return false;
	}
}

/* The address that is looked at: the one that was reached, else the one that answered a probe, else the first
 * IPv4. */
static const struct net_addr *best_address(
	const struct server_names *names, const struct out_session *out, const struct port_table *ports)
{
	if (out->winner < out->n_attempts)
		return &out->attempts[out->winner].addr;
	for (size_t i = 0; ports && i < ports->n; i++) {
		if (ports->probes[i].attempt.outcome == TCP_CONNECTED)
			return &ports->probes[i].attempt.addr;
	}
	for (size_t i = 0; i < names->n; i++) {
		if (net_addr_family(&names->addrs[i]) == AF_INET)
			return &names->addrs[i];
	}
	return &names->addrs[0];
}

static void add_own(struct doors *doors, const struct out_session *out, const struct net_addr *addr)
{
	for (size_t i = 0; i < sending_ports_n; i++) {
		struct server_settings settings = out->used;

		if (sending_ports[i] == out->used.port)
			continue;
		settings.port = sending_ports[i];
		settings.security = settings.port == PORT_SUBMISSIONS ? SECURITY_TLS : SECURITY_STARTTLS;
		add_door(doors, &settings, addr, false);
	}
}

/* The recommended server, where it is another one. It was found, not told: private addresses are left alone. */
static void add_recommended(struct check_run *run, struct doors *doors, const struct out_session *out,
	const struct recommended_settings *recommended)
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	const struct server_settings *best;
	struct dns_answer answers[2];
	struct dns_config config;
	struct net_addr addr;

	if (!recommended || !recommended->n_outgoing || recommended->source == SOURCE_GUESS)
		return;
	best = &recommended->outgoing[0];
	if (strcmp(best->host, out->used.host) == 0)
		return;
	answers[0] = address_question(best->host, DNS_A);
	answers[1] = address_question(best->host, DNS_AAAA);
	case_dns(run_case(run), &config);
	dns_ask_eager(&scope, &config, answers, 2, 1, 0);
	if (answer_address_here(&scope, answers, 0, &addr) &&
		(recommended->source == SOURCE_BUILTIN || !net_addr_is_private(&addr))) {
		for (size_t i = 0; i < recommended->n_outgoing && i < 2; i++) {
			if (strcmp(recommended->outgoing[i].host, best->host) == 0)
				add_door(doors, &recommended->outgoing[i], &addr, true);
		}
	}
	dns_answers_release(answers, 2);
}

/* Whether a port that greets by itself has nothing to say yet. */
static size_t still_silent(const struct doors *doors, struct io_want *wants, const bool *spoke)
{
	size_t n = 0;

	for (size_t i = 0; i < doors->n; i++) {
		bool greets = doors->doors[i].settings.security != SECURITY_TLS;

		wants[i] = (struct io_want){.fd = -1, .events = POLLIN};
		if (doors->attempts[i].fd >= 0 && greets && !spoke[i]) {
			wants[i].fd = doors->attempts[i].fd;
			n++;
		}
	}
	return n;
}

/* One wait for all greetings. */
static void await_greetings(struct check_run *run, const struct doors *doors, bool *spoke_r)
{
	struct io_scope scope = io_scope_within(run_scope(run), GREETING_MS);
	struct io_want wants[DOORS_MAX];

	memset(spoke_r, 0, DOORS_MAX * sizeof *spoke_r);
	while (still_silent(doors, wants, spoke_r)) {
		if (io_wait(&scope, wants, doors->n) != IO_OK)
			return;
		for (size_t i = 0; i < doors->n; i++)
			spoke_r[i] |= wants[i].revents != 0;
	}
}

static void look_through(
	struct check_run *run, const struct tls_store *store, struct doors *doors, int64_t limit_ms)
{
	bool spoke[DOORS_MAX];

	await_greetings(run, doors, spoke);
	for (size_t i = 0; i < doors->n; i++) {
		struct door *door = &doors->doors[i];
		struct tcp_attempt *attempt = &doors->attempts[i];

		if (attempt->fd < 0)
			continue;
		/* What greets nobody may wait for a hello; on port 25 it is only slow. */
		if (door->settings.security != SECURITY_TLS && !spoke[i]) {
			if (door->settings.port == PORT_SMTP) {
				net_close(attempt->fd);
				attempt->fd = -1;
				continue;
			}
			door->settings.security = SECURITY_TLS;
		}
		look_at(run, store, attempt->fd, door->settings.host, door->settings.port,
			door->settings.security, limit_ms, &door->look);
		attempt->fd = -1;
	}
}

static const struct door *first_working(const struct doors *doors, bool recommended)
{
	for (size_t i = 0; i < doors->n; i++) {
		if (doors->doors[i].recommended == recommended && doors->doors[i].look.works)
			return &doors->doors[i];
	}
	return NULL;
}

static void add_doors(struct finding *finding, const struct doors *doors)
{
	struct str STR_AUTO text = STR_INIT_MAX(1000);

	evidence_attempts(finding, doors->attempts, doors->n);
	for (size_t i = 0; i < doors->n; i++) {
		const struct door *door = &doors->doors[i];

		if (doors->attempts[i].outcome == TCP_CONNECTED)
			str_addf(&text, "%s%s:%d %s %s%s", text.len ? "; " : "", door->settings.host,
				door->settings.port, security_name(door->settings.security),
				smtp_step_name(door->look.step), door->look.works ? ", works" : "");
	}
	run_evidence(finding, "looks", str_text(&text));
}

static void say_other_port(struct check_run *run, const struct doors *doors, const struct door *door)
{
	add_doors(run_say(run, F_PORT_OTHER_WORKS,
			  /* TRANSLATORS: {host} is the name of a server, {port} a number, {security}
			     "SSL/TLS" or the like. */
			  N_("Another port of {host} works: {port}, with {security}."),
			  A_HOST("host", door->settings.host), A_PORT(door->settings.port),
			  A_WORD("security", security_word(door->settings.security))),
		doors);
}

static void say_outdated(
	struct check_run *run, const struct doors *doors, const struct door *door, const char *old)
{
	add_doors(run_say(run, F_SERVER_OUTDATED,
			  /* TRANSLATORS: {host} and {old_host} are names of servers, {port} is a number. */
			  N_("Your mail provider wants mail to be sent through {host}, port {port}, with "
			     "{security}; that server "
			     "works. The one in use, {old_host}, does not."),
			  A_HOST("host", door->settings.host), A_HOST("old_host", old),
			  A_PORT(door->settings.port),
			  A_WORD("security", security_word(door->settings.security))),
		doors);
}

/* Every other port for sending answered "nothing here". */
static bool all_closed(const struct doors *doors)
{
	size_t n = 0;

	for (size_t i = 0; i < doors->n; i++) {
		if (doors->doors[i].recommended)
			continue;
		if (doors->attempts[i].outcome != TCP_REFUSED && doors->attempts[i].outcome != TCP_RESET)
			return false;
		n++;
	}
	return n > 0;
}

/* What was seen at every door that let us in, for whoever wants to compare. */
static void keep_doors(const struct doors *doors, struct alternatives *fact)
{
	for (size_t i = 0; i < doors->n; i++) {
		const struct door *door = &doors->doors[i];
		struct seen_door *seen = &fact->doors[fact->n];

		if (doors->attempts[i].outcome != TCP_CONNECTED)
			continue;
		*seen = (struct seen_door){
			.settings = door->settings,
			.addr = doors->attempts[i].addr,
			.same_server = !door->recommended,
			.greeted = door->look.smtp,
			.starttls = door->look.starttls,
			.works = door->look.works,
			.login = door->look.login,
		};
		str_copy(seen->greeting, sizeof seen->greeting, door->look.greeting);
		str_copy(seen->issuer, sizeof seen->issuer, look_signer(&door->look.tls));
		fact->n++;
	}
}

static void report(struct check_run *run, const struct doors *doors, const struct out_session *out)
{
	const struct door *other = first_working(doors, false), *recommended = first_working(doors, true);
	struct alternatives *fact = mem_new(sizeof *fact);

	keep_doors(doors, fact);
	if (other) {
		fact->works = other->settings;
		say_other_port(run, doors, other);
	} else if (recommended) {
		fact->works = recommended->settings;
		say_outdated(run, doors, recommended, out->used.host);
	}
	if (!other && all_closed(doors))
		add_doors(run_say(run, F_PORT_OTHERS_CLOSED,
				  /* TRANSLATORS: {host} is the name of a server. */
				  N_("The other ports for sending are closed at {host} as well."),
				  A_HOST("host", out->used.host)),
			doors);
	fact_put_alternatives(run, fact);
}

/* What network.ports has found out about this address and port, NULL for nothing. */
static const struct tcp_attempt *known_attempt(const struct port_table *ports, const struct net_addr *addr)
{
	for (size_t i = 0; ports && i < ports->n; i++) {
		const struct tcp_attempt *attempt = &ports->probes[i].attempt;

		if (net_addr_port(&attempt->addr) == net_addr_port(addr) &&
			net_addr_same_ip(&attempt->addr, addr))
			return attempt;
	}
	return NULL;
}

/*
 * Connects side by side to all doors that nobody has looked at, as far as the host has room; one that was found shut already is
 * not tried again. open_r: how many are open now.
 */
static enum io_status open_doors(
	struct check_run *run, struct doors *doors, const struct port_table *ports, size_t *open_r)
{
	struct io_scope scope = io_scope_within(run_scope(run), CONNECT_MS);
	struct tcp_attempt attempts[DOORS_MAX];
	size_t which[DOORS_MAX], n = 0;
	enum io_status status;

	for (size_t i = 0; i < doors->n; i++) {
		const struct tcp_attempt *known = known_attempt(ports, &doors->attempts[i].addr);

		if (doors->doors[i].looked_at)
			continue;
		if (known && known->outcome != TCP_CONNECTED) {
			doors->attempts[i] = *known;
		} else {
			which[n] = i;
			attempts[n++] = doors->attempts[i];
		}
	}
	status = tcp_connect_all(&scope, attempts, n);
	*open_r = 0;
	for (size_t k = 0; k < n; k++) {
		doors->attempts[which[k]] = attempts[k];
		doors->doors[which[k]].looked_at = attempts[k].outcome != TCP_UNTRIED;
		*open_r += attempts[k].outcome == TCP_CONNECTED;
	}
	return status;
}

static void run_alternatives(struct check_run *run)
{
	const struct out_session *out = fact_await_out_session(run);
	const struct server_names *names = fact_get_out_names(run);
	const struct store_fact *store = fact_await_tls_store(run);
	const struct port_table *ports = fact_await_out_ports(run);
	enum io_status status;
	struct doors *doors;
	size_t open;

	if (!out || !names->n || out->ready || !is_worth_it(out) || !store || !store->store) {
		run_skip(run, names->n ? "settings.server" : "settings.names");
		return;
	}
	doors = mem_new(sizeof *doors);
	add_own(doors, out, best_address(names, out, ports));
	add_recommended(run, doors, out, fact_await_recommended(run));
	do {
		status = open_doors(run, doors, ports, &open);
		if (open)
			look_through(run, store->store, doors,
				out->problem == F_SERVER_SILENT ? HURRIED_MS : LOOK_MS);
	} while (status == IO_OK && open);
	if (status == IO_OK)
		report(run, doors, out);
	free(doors);
}

const struct check check_settings_alternatives = {
	.id = "settings.alternatives",
	.step = STEP_SETTINGS,
	.title = N_("See what works instead"),
	.needs = FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(OUT_SESSION) | FACT_BIT(RECOMMENDED) | FACT_BIT(OUT_PORTS) | FACT_BIT(TLS_STORE),
	.provides = FACT_BIT(ALTERNATIVES),
	.limit_ms = 9000,
	.applies = settings_apply_online,
	.run = run_alternatives,
};
