/*
 * Controls: the ports of the server for receiving, the same server on 443, and the servers of two well-known
 * providers on the ports for sending and on 443. Connections only: nothing is said, and they are closed at
 * once. They tell who stands in the way when the server for sending cannot be reached, and are not asked
 * otherwise.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/net/resolver.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/network/network.h"
#include "checks/steps/common/ports.h"

#define CONNECT_MS 3000
#define AT_ONCE	   3
#define DNS_MS	   3000
#define PORT_HTTPS 443
#define NAMES_MAX  (CONTROL_HOSTS + 1)

/* Hosts to be resolved: the server for receiving first (host "" when not known), then the controls. */
struct asked {
	char hosts[NAMES_MAX][HOST_MAX];
	enum dns_outcome outcomes[NAMES_MAX];
	struct net_addr addrs[NAMES_MAX]; /* len 0: none */
	bool told;			  /* the server for receiving was named by the person */
};

static void choose(struct check_run *run, struct asked *asked)
{
	const struct mailcase *mailcase = run_case(run);
	const struct recommended_settings *recommended = fact_await_recommended(run);
	const struct target *target = fact_get_target(run);
	char hosts[CONTROL_HOSTS][HOST_MAX];

	asked->told = mailcase->incoming.host[0];
	if (asked->told)
		str_copy(asked->hosts[0], HOST_MAX, mailcase->incoming.host);
	else if (recommended && recommended->n_incoming)
		str_copy(asked->hosts[0], HOST_MAX, recommended->incoming[0].host);
	control_hosts(target->out.host, hosts);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		str_copy(asked->hosts[i + 1], HOST_MAX, hosts[i]);
}

static void resolve(struct check_run *run, struct asked *asked)
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	struct dns_answer answers[2 * NAMES_MAX];
	size_t names[NAMES_MAX], n = 0;
	struct dns_config config;

	for (size_t i = 0; i < NAMES_MAX; i++) {
		if (!asked->hosts[i][0] || net_addr_parse(asked->hosts[i], 0, &asked->addrs[i]))
			continue;
		answers[2 * n] = address_question(asked->hosts[i], DNS_A);
		answers[2 * n + 1] = address_question(asked->hosts[i], DNS_AAAA);
		names[n++] = i;
	}
	if (!n)
		return;
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, 2 * n);
	for (size_t k = 0; k < n; k++) {
		struct net_addr addr = {.len = 0};

		answer_address_here(&scope, &answers[2 * k], 0, &addr);
		asked->outcomes[names[k]] = answers[2 * k].outcome;
		/* Servers that nobody named are not contacted at private addresses. */
		if (addr.len && ((names[k] == 0 && asked->told) || !net_addr_is_private(&addr)))
			asked->addrs[names[k]] = addr;
	}
	dns_answers_release(answers, 2 * n);
}

static void add_probe(struct control_table *table, const char *host, const struct net_addr *addr, int port,
	bool incoming, enum dns_outcome dns)
{
	struct control_probe *probe = &table->probes[table->n];

	if (table->n == CONTROLS_MAX)
		return;
	*probe = (struct control_probe){.port = port, .incoming = incoming, .dns = dns};
	probe->attempt.fd = -1;
	if (addr->len)
		probe->attempt.addr = net_addr_with_port(addr, port);
	str_copy(probe->host, sizeof probe->host, host);
	table->n++;
}

static void add_incoming(struct check_run *run, struct control_table *table, const struct asked *asked)
{
	static const int ports[] = {993, 143, 995, 110};
	int told = run_case(run)->incoming.port;
	bool listed = told == 0;

	if (!asked->hosts[0][0])
		return;
	for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
		listed |= ports[i] == told;
		add_probe(table, asked->hosts[0], &asked->addrs[0], ports[i], true, asked->outcomes[0]);
	}
	if (!listed)
		add_probe(table, asked->hosts[0], &asked->addrs[0], told, true, asked->outcomes[0]);
}

static void fill_table(struct check_run *run, struct control_table *table, const struct asked *asked)
{
	const struct server_names *names = fact_get_out_names(run);
	int in_use = fact_get_target(run)->out.port;
	const struct net_addr *own = &names->addrs[0];
	struct net_routes routes;
	int family;

	/* As the others are asked (answer_address_here). */
	net_routes_look(run_scope(run), &routes);
	family = routes.ipv4 || !routes.ipv6 ? AF_INET : AF_INET6;
	add_incoming(run, table, asked);
	for (size_t i = 0; i < names->n; i++) {
		if (net_addr_family(&names->addrs[i]) == family)
			own = &names->addrs[i];
	}
	add_probe(table, names->host, own, PORT_HTTPS, false, names->a);
	for (size_t i = 1; i < NAMES_MAX; i++) {
		if (!asked->hosts[i][0])
			continue;
		add_probe(table, asked->hosts[i], &asked->addrs[i], PORT_HTTPS, false, asked->outcomes[i]);
		add_probe(table, asked->hosts[i], &asked->addrs[i], PORT_SUBMISSIONS, false,
			asked->outcomes[i]);
		add_probe(table, asked->hosts[i], &asked->addrs[i],
			in_use == PORT_SMTP ? PORT_SMTP : PORT_SUBMISSION, false, asked->outcomes[i]);
	}
}

/* All that have an address, in one wait. */
static void probe(struct check_run *run, struct control_table *table)
{
	struct tcp_attempt attempts[CONTROLS_MAX];
	size_t which[CONTROLS_MAX], n = 0;

	for (size_t k = 0; k < table->n; k++) {
		/* One from the beginning, where the person's own servers are, to two from the end: of the few that are
		   young at once (AT_ONCE), no more than one goes to the same host. */
		size_t front = (k + 2) / 3, i = k % 3 ? table->n - (k - front) - 1 : front;

		table->any_dns |= table->probes[i].dns == DNS_FOUND;
		if (!table->probes[i].attempt.addr.len)
			continue;
		which[n] = i;
		attempts[n++] = table->probes[i].attempt;
	}
	if (!n)
		return;
	tcp_probe_all(run_scope(run), attempts, n, AT_ONCE, CONNECT_MS);
	for (size_t k = 0; k < n; k++) {
		table->any_reached |= attempts[k].outcome == TCP_CONNECTED;
		table->probes[which[k]].attempt = attempts[k];
	}
}

static void run_controls(struct check_run *run)
{
	struct control_table *table;
	struct asked *asked;

	if (!fact_get_out_names(run)->n) {
		run_skip(run, "settings.names");
		return;
	}
	if (!network_give_way(run))
		return;
	table = mem_new(sizeof *table);
	asked = mem_new(sizeof *asked);
	choose(run, asked);
	resolve(run, asked);
	fill_table(run, table, asked);
	probe(run, table);
	free(asked);
	fact_put_controls(run, table);
}

const struct check check_network_controls = {
	.id = "network.controls",
	.step = STEP_NETWORK,
	.title = N_("Try other servers, to tell who is in the way: the one for receiving and two well-known "
		    "providers"),
	.needs = FACT_BIT(TARGET) | FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(RECOMMENDED),
	.provides = FACT_BIT(CONTROLS),
	.until = FACT_BIT(OUT_REACHED),
	.limit_ms = 8000,
	.applies = network_applies,
	.run = run_controls,
};
