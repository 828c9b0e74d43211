/*
 * From the recipient's address to a connection: MX (RFC 5321 section 5.1), addresses of both families, port 25 of each.
 */
#include "checks/steps/own/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/net/gate.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/tcp_verdict.h"
#include "checks/steps/common/names_verdict.h"

#define DNS_MS	   4000
#define CONNECT_MS 5000 /* two lost packets are not silence */

/* Large and everywhere; every one takes mail for its postmaster. */
static const char *const well_known[] = {"gmail.com", "outlook.com", "gmx.net"};

#define WELL_KNOWN (sizeof well_known / sizeof well_known[0])

static void set_sender(struct walk *walk)
{
	const struct mailcase *mailcase = run_case(walk->run);
	const char *domain = mailcase_domain(mailcase);

	if (mailcase->address.full[0])
		str_copy(walk->from, sizeof walk->from, mailcase->address.full);
	else if (domain[0])
		snprintf(walk->from, sizeof walk->from, "postmaster@%s", domain);
	else
		walk->from[0] = '\0';
}

static int by_preference(const void *a, const void *b)
{
	const struct dns_record *one = a, *other = b;

	return one->u.mx.preference - other->u.mx.preference;
}

/* False for a null MX (RFC 7505): the domain takes no mail. Without any MX the domain itself is the server. */
static bool take_hosts(struct walk *walk, struct dns_answer *mx)
{
	if (mx->outcome != DNS_FOUND) {
		str_copy(walk->hosts[walk->n_hosts++], HOST_MAX, walk->domain);
		return true;
	}
	qsort(mx->records, mx->n, sizeof *mx->records, by_preference);
	for (size_t i = 0; i < mx->n && walk->n_hosts < WALK_HOSTS; i++) {
		const char *host = mx->records[i].u.mx.host;

		if (host[0] && strcmp(host, ".") != 0 && strlen(host) < HOST_MAX)
			str_copy(walk->hosts[walk->n_hosts++], HOST_MAX, host);
	}
	return walk->n_hosts > 0;
}

static void say_no_mail(struct walk *walk)
{
	run_say(walk->run, F_WALK_NO_MAIL,
		/* TRANSLATORS: {domain} is the part of an address after the @. */
		N_("{domain} says in the domain name service that it takes no mail at all."),
		A_HOST("domain", walk->domain));
}

/* The look-up failed: is it this name, or names as a whole? */
static void say_failed(struct walk *walk, const struct dns_answer *answers, size_t n)
{
	const struct route_facts *routes = fact_await_routes(walk->run);
	enum dns_outcome others[WELL_KNOWN];
	enum finding_id id;
	char server[NET_ADDR_TEXT] = "";
	struct dns_config config;
	struct finding *finding;

	for (size_t i = 1; i < n; i++)
		others[i - 1] = answers[i].outcome;
	id = names_verdict_failed(answers[0].outcome, others, n - 1, routes ? &routes->routes : NULL);
	case_dns(run_case(walk->run), &config);
	if (config.n_servers)
		net_addr_text(&config.servers[0], server, sizeof server);
	if (id == F_OFFLINE)
		finding = run_say(walk->run, id, N_("This computer has no connection to the Internet."), {0});
	else if (id == F_DNS_SILENT || id == F_DNS_FAILS)
		finding = run_say(walk->run, id,
			/* TRANSLATORS: {server} is the address of a name server. */
			N_("This computer cannot look up any name: the name server that it asks ({server}) "
			   "gives no answer that "
			   "helps. So no recipient's server is found."),
			A_IP("server", server));
	else
		finding = run_say(walk->run, F_WALK_STOPPED,
			/* TRANSLATORS: {domain} is the part of an address after the @. */
			N_("The way ends at the domain name service: which server takes the mail of {domain} "
			   "could not be "
			   "looked up; other names can be."),
			A_HOST("domain", walk->domain));
	run_evidence(finding, "stage", "mx");
	evidence_answer(finding, "dns_mx", &answers[0]);
}

static bool judge_mx(struct walk *walk, struct dns_answer *answers, size_t n)
{
	struct dns_answer *mx = &answers[0];

	walk->mx_us = mx->took_us;
	if (mx->outcome == DNS_NXDOMAIN || mx->outcome == DNS_BAD_NAME) {
		run_say(walk->run, F_WALK_NO_DOMAIN,
			/* TRANSLATORS: {domain} is the part of an address after the @. */
			N_("There is no domain {domain}: no mail to it can ever arrive."),
			A_HOST("domain", walk->domain));
		return false;
	}
	if (mx->outcome != DNS_FOUND && mx->outcome != DNS_NO_DATA) {
		say_failed(walk, answers, n);
		return false;
	}
	if (!take_hosts(walk, mx)) {
		say_no_mail(walk);
		return false;
	}
	return true;
}

/* The recipient's domain with the others as a comparison, in one round. */
static bool ask_named(struct walk *walk, const struct io_scope *scope, const struct dns_config *config)
{
	struct dns_answer answers[1 + WELL_KNOWN] = {{.name = walk->domain, .type = DNS_MX}};
	bool found = false;

	for (size_t i = 0; i < WELL_KNOWN; i++)
		answers[1 + i] = (struct dns_answer){.name = well_known[i], .type = DNS_MX};
	if (dns_ask_eager(scope, config, answers, 1 + WELL_KNOWN, 1, 0) == IO_OK)
		found = judge_mx(walk, answers, 1 + WELL_KNOWN);
	dns_answers_release(answers, 1 + WELL_KNOWN);
	return found;
}

static bool ask_well_known(struct walk *walk, const struct io_scope *scope, const struct dns_config *config)
{
	struct dns_answer answers[WELL_KNOWN];
	bool found = false;

	for (size_t i = 0; i < WELL_KNOWN; i++)
		answers[i] = (struct dns_answer){.name = well_known[i], .type = DNS_MX};
	if (dns_ask_eager(scope, config, answers, WELL_KNOWN, 1, 0) != IO_OK)
		return false;
	for (size_t i = 0; i < WELL_KNOWN && !found; i++) {
		if (answers[i].outcome != DNS_FOUND)
			continue;
		str_copy(walk->domain, sizeof walk->domain, well_known[i]);
		snprintf(walk->to, sizeof walk->to, "postmaster@%s", well_known[i]);
		walk->mx_us = answers[i].took_us;
		found = take_hosts(walk, &answers[i]);
	}
	if (!found &&
		names_verdict_failed(answers[0].outcome, &answers[1].outcome, 0, NULL) ==
			F_NAME_LOOKUP_FAILED &&
		!dns_is_absent(answers[0].outcome))
		say_failed(walk, answers, WELL_KNOWN);
	else if (!found)
		run_unknown(
			walk->run, N_("No recipient was named, and the well-known ones are not known here."));
	dns_answers_release(answers, WELL_KNOWN);
	return found;
}

bool walk_choose(struct walk *walk)
{
	struct io_scope scope = io_scope_within(run_scope(walk->run), DNS_MS);
	const char *to = run_case(walk->run)->to, *at = strrchr(to, '@');
	struct dns_config config;

	walk->stage = "mx";
	set_sender(walk);
	case_dns(run_case(walk->run), &config);
	walk->told = at && at[1] && strlen(at + 1) < sizeof walk->domain;
	if (!walk->told)
		return ask_well_known(walk, &scope, &config);
	str_copy(walk->domain, sizeof walk->domain, at + 1);
	str_copy(walk->to, sizeof walk->to, to);
	return ask_named(walk, &scope, &config);
}

/* The first address of each family that may be used; servers that are found are not contacted inside a network. */
static size_t take_addresses(
	struct walk *walk, const struct dns_answer *both, struct tcp_attempt *attempts_r, bool *own_r)
{
	static const int families[] = {AF_INET, AF_INET6};
	size_t n = 0;

	for (size_t f = 0; f < 2; f++) {
		bool used = !walk->settings ||
			    (families[f] == AF_INET ? walk->settings->ipv4 : walk->settings->ipv6);

		for (size_t i = 0; both[f].outcome == DNS_FOUND && i < both[f].n; i++) {
			struct net_addr addr = net_addr_with_port(&both[f].records[i].u.addr, PORT_SMTP);

			*own_r |= !run_scope(walk->run)->map && net_addr_is_own(&addr);
			if (net_addr_is_private(&addr))
				continue;
			if (!used) {
				walk->families_left_out = true;
				break;
			}
			attempts_r[n++] = (struct tcp_attempt){.addr = addr, .fd = -1};
			break;
		}
	}
	return n;
}

/* Both families of one host at once; the winner's socket, or -1. */
static int try_host(struct walk *walk, const char *host, bool *own_r)
{
	struct io_scope names = io_scope_within(run_scope(walk->run), DNS_MS);
	struct io_scope scope = io_scope_within(run_scope(walk->run), CONNECT_MS);
	struct dns_answer both[2] = {address_question(host, DNS_A), address_question(host, DNS_AAAA)};
	struct tcp_attempt *attempts = &walk->attempts[walk->n_attempts];
	struct dns_config config;
	int64_t began = clock_us();
	size_t n;
	int fd = -1;

	walk->stage = "address";
	walk->host = host;
	case_dns(run_case(walk->run), &config);
	if (dns_ask_all(&names, &config, both, 2) != IO_OK)
		return -1;
	walk->address_us += clock_us() - began;
	n = take_addresses(walk, both, attempts, own_r);
	dns_answers_release(both, 2);
	if (!n || *own_r)
		return -1;
	walk->stage = "connect";
	scope = io_scope_within(run_scope(walk->run), CONNECT_MS);
	(void)tcp_connect_all(&scope, attempts, n);
	walk->n_attempts += n;
	for (size_t i = 0; i < n; i++) {
		if (attempts[i].outcome == TCP_CONNECTED && fd < 0) {
			fd = attempts[i].fd;
			walk->addr = attempts[i].addr;
		} else if (attempts[i].outcome == TCP_CONNECTED) {
			net_close(attempts[i].fd);
		}
		attempts[i].fd = -1;
	}
	return fd;
}

static void say_family(struct walk *walk)
{
	const char *value = walk->settings->ipv4 ? "ipv4" : "ipv6";
	struct finding *finding = run_say(walk->run, F_OWN_SETTING,
		/* TRANSLATORS: {host} is a server; inet_protocols is literal. */
		N_("The server of the recipient, {host}, has only addresses of the kind that your mail "
		   "server is told not to use "
		   "(inet_protocols)."),
		A_HOST("host", walk->host), A_COMMAND("change", "sudo postconf -e 'inet_protocols = all'"));

	run_evidence(finding, "setting", "inet_protocols");
	run_evidence(finding, "value", value);
	run_evidence(finding, "change", "sudo postconf -e 'inet_protocols = all'");
}

static void say_unreached(struct walk *walk)
{
	const struct route_facts *routes = fact_await_routes(walk->run);
	struct tcp_verdict verdict = tcp_verdict(
		walk->attempts, walk->n_attempts, routes ? &routes->routes : NULL, net_addr_is_own);
	struct finding *finding;

	if (verdict.id == F_OFFLINE)
		finding = run_say(
			walk->run, F_OFFLINE, N_("This computer has no connection to the Internet."), {0});
	else if (verdict.id == F_PORT_FORBIDDEN_HERE)
		finding = run_say(walk->run, F_PORT_FORBIDDEN_HERE,
			/* TRANSLATORS: {host} is the name of a server, {port} a number. */
			N_("This computer itself forbids the connection to {host}, port {port}."),
			A_HOST("host", walk->host), A_PORT(PORT_SMTP));
	else if (verdict.id == F_PORT_CLOSED)
		finding = run_say(walk->run, F_WALK_UNANSWERED,
			/* TRANSLATORS: {host} is a server, {domain} the part of an address after the @, {port} a number. */
			N_("The way ends at the last server: {host}, which takes the mail of {domain}, "
			   "refuses connections at "
			   "port {port}."),
			A_HOST("host", walk->host), A_HOST("domain", walk->domain), A_PORT(PORT_SMTP));
	else
		finding = run_say(walk->run, F_WALK_UNANSWERED,
			/* TRANSLATORS: {host} is a server, {domain} the part of an address after the @, {port} a number. */
			N_("The way ends before the last server: from {host}, which takes the mail of "
			   "{domain}, nothing comes "
			   "back at port {port}."),
			A_HOST("host", walk->host), A_HOST("domain", walk->domain), A_PORT(PORT_SMTP));
	run_evidence(finding, "stage", "connect");
	walk_evidence(walk, finding);
}

int walk_connect(struct walk *walk)
{
	bool own = false;
	int fd = -1;

	for (size_t i = 0; i < walk->n_hosts && fd < 0 && !own; i++)
		fd = try_host(walk, walk->hosts[i], &own);
	if (fd >= 0)
		return fd;
	if (own)
		run_unknown(walk->run, N_("This computer is itself the server of the recipient; the way to "
					  "others was not tried."));
	else if (walk->n_attempts)
		say_unreached(walk);
	else if (walk->families_left_out)
		say_family(walk);
	else if (walk->told)
		walk_evidence(walk,
			run_say(walk->run, F_WALK_STOPPED,
				/* TRANSLATORS: {domain} is the part of an address after the @, {host} a server. */
				N_("The way ends at the domain name service: {host}, which is to take the "
				   "mail of "
				   "{domain}, has no address that can be reached."),
				A_HOST("host", walk->host), A_HOST("domain", walk->domain)));
	else
		run_unknown(walk->run, N_("The server of a well-known recipient has no address here."));
	return -1;
}

int walk_connect_again(struct walk *walk)
{
	struct io_scope scope = io_scope_within(run_scope(walk->run), CONNECT_MS);
	struct tcp_attempt attempt = {.addr = walk->addr, .fd = -1};

	(void)tcp_connect_all(&scope, &attempt, 1);
	return attempt.outcome == TCP_CONNECTED ? attempt.fd : -1;
}
