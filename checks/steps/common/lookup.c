/*
 * Looking a server up, for every step that connects. In the healthy case one round trip.
 */
#include "checks/steps/common/lookup.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/net/gate.h"
#include "checks/steps/common/case_dns.h"

#define AAAA_GRACE_MS 50 /* RFC 8305 section 3 */
#define SYSTEM_MS     3000
#define HOSTS_FILE    "/etc/hosts"

/* A name with more addresses than this has many hosts behind it. */
#define ONE_HOST_MAX 4

static void take_system(struct server_names *names, const struct resolver_answer *answer, int port)
{
	for (size_t i = 0; i < answer->n && names->n < ADDRS_MAX; i++)
		names->addrs[names->n++] = net_addr_with_port(&answer->addrs[i], port);
}

/* An address literal, or a line of the hosts file: nothing is asked. */
static bool without_asking(const struct mailcase *mailcase, struct server_names *names, int port)
{
	struct resolver_answer answer = {.n = 0};

	if (host_is_literal(names->host)) {
		names->literal = net_addr_parse(names->host, port, &names->addrs[0]);
		names->n = names->literal;
		return true;
	}
	if (!case_asks_system(mailcase))
		return false;
	resolver_hosts_file(HOSTS_FILE, names->host, &answer);
	take_system(names, &answer, port);
	names->from_hosts_file = names->n > 0;
	return names->from_hosts_file;
}

static bool ask(struct check_run *run, struct server_names *names, int port, struct lookup_answers *answers)
{
	struct dns_answer both[2] = {
		address_question(names->host, DNS_A), address_question(names->host, DNS_AAAA)};
	const struct dns_answer *a = &both[0], *aaaa = &both[1];
	struct dns_config config;
	bool asked;

	case_dns(run_case(run), &config);
	asked = dns_ask_eager(run_scope(run), &config, both, 2, 1, AAAA_GRACE_MS) == IO_OK;
	names->a = a->outcome;
	names->aaaa = aaaa->outcome;
	names->n = answer_addresses(a, port, names->addrs, ADDRS_MAX / 2);
	names->n += answer_addresses(aaaa, port, names->addrs + names->n, ADDRS_MAX - names->n);
	names->authenticated = a->authenticated || aaaa->authenticated;
	str_copy(names->canonical, sizeof names->canonical, a->canonical[0] ? a->canonical : aaaa->canonical);
	*answers = (struct lookup_answers){.a = both[0], .aaaa = both[1]};
	return asked;
}

/* Names of the network at hand (mDNS, a search domain) are known without DNS; for others its silence is the
 * end. */
static bool may_be_local(const char *host)
{
	const char *dot = strrchr(host, '.');

	return !dot || ascii_caseeq(dot, ".local") || ascii_caseeq(dot, ".lan") ||
	       ascii_caseeq(dot, ".home") || ascii_caseeq(dot, ".internal") || ascii_caseeq(dot, ".arpa");
}

static void ask_system(struct check_run *run, struct server_names *names, int port)
{
	struct io_scope scope = io_scope_within(run_scope(run), SYSTEM_MS);
	struct resolver_answer answer = {.n = 0};
	bool silent = names->a == DNS_TIMED_OUT && !may_be_local(names->host);

	if (!case_asks_system(run_case(run)) || names->a == DNS_BAD_NAME || silent)
		return;
	if (resolver_system(&scope, names->host, &answer) == IO_OK)
		take_system(names, &answer, port);
	names->from_system = names->n > 0;
}

bool lookup_host(struct check_run *run, const char *host, int port, struct server_names *names_r,
	struct lookup_answers *answers_r)
{
	struct lookup_answers answers = {.a = {.records = NULL}};
	int64_t began_us = clock_us();
	bool asked = true;

	*names_r = (struct server_names){.n = 0};
	str_copy(names_r->host, sizeof names_r->host, host);
	if (!without_asking(run_case(run), names_r, port)) {
		asked = ask(run, names_r, port, &answers);
		if (asked && !names_r->n)
			ask_system(run, names_r, port);
	}
	tcp_sort_addresses(names_r->addrs, names_r->n);
	if (names_r->n <= ONE_HOST_MAX)
		net_gate_one_host(run_scope(run)->gate, names_r->addrs, names_r->n);
	names_r->took_us = clock_us() - began_us;
	if (answers_r)
		*answers_r = answers;
	else
		lookup_answers_release(&answers);
	return asked;
}

void lookup_answers_release(struct lookup_answers *answers)
{
	dns_answers_release(&answers->a, 1);
	dns_answers_release(&answers->aaaa, 1);
}
