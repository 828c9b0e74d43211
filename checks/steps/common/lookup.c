/*
 * Looking a server up, for every step that connects.
 */
#include "checks/steps/common/lookup.h"

#include <string.h>

#include "checks/base/clock.h"

#define HOSTS_FILE "/etc/hosts"
#define LOOKUP_MS                                                                                            \
	3000 /* what is looked up here are controls: a name server asked four times in vain is silent */

void lookup_config(const struct mailcase *mailcase, struct dns_config *config_r)
{
	if (!mailcase->resolver[0] || !dns_config_given(mailcase->resolver, config_r))
		dns_config_system(config_r);
}

static void add_address(struct server_names *names, const struct net_addr *addr, int port)
{
	if (names->n < ADDRS_MAX)
		names->addrs[names->n++] = net_addr_with_port(addr, port);
}

static void add_resolved(struct server_names *names, const struct resolver_answer *answer, int port)
{
	for (size_t i = 0; i < answer->n; i++)
		add_address(names, &answer->addrs[i], port);
}

static bool from_literal(struct server_names *names, int port)
{
	struct net_addr addr;

	if (!net_addr_parse(names->host, port, &addr))
		return false;
	names->literal = true;
	add_address(names, &addr, port);
	return true;
}

static bool from_hosts_file(struct server_names *names, int port)
{
	struct resolver_answer answer = {.n = 0};

	resolver_hosts_file(HOSTS_FILE, names->host, &answer);
	add_resolved(names, &answer, port);
	names->from_hosts_file = names->n > 0;
	return names->n > 0;
}

static void from_dns(struct check_run *run, struct server_names *names, int port)
{
	struct io_scope scope = io_scope_within(run_scope(run), LOOKUP_MS);
	struct dns_config config;
	struct dns_answer answers[2] = {
		{.name = names->host, .type = DNS_AAAA},
		{.name = names->host, .type = DNS_A},
	};

	lookup_config(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, 2);
	names->aaaa = answers[0].outcome;
	names->a = answers[1].outcome;
	names->authenticated = answers[1].authenticated;
	str_copy(names->canonical, sizeof names->canonical, answers[1].canonical);
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < answers[i].n; k++)
			add_address(names, &answers[i].records[k].u.addr, port);
	dns_answers_release(answers, 2);
}

/* DNS gave nothing: the system may still know the name (mDNS, a company's own directory). */
static void from_system(struct check_run *run, struct server_names *names, int port)
{
	struct io_scope scope = io_scope_within(run_scope(run), 3000);
	struct resolver_answer answer = {.n = 0};

	if (resolver_system(&scope, names->host, &answer) != IO_OK)
		return;
	add_resolved(names, &answer, port);
	names->from_system = names->n > 0;
}

void lookup_host(struct check_run *run, const char *host, int port, struct server_names *names_r)
{
	const struct mailcase *mailcase = run_case(run);
	bool own_dns = !mailcase->resolver[0] && !mailcase->map;
	int64_t start = clock_us();

	*names_r = (struct server_names){.n = 0};
	str_copy(names_r->host, sizeof names_r->host, host);
	if (!from_literal(names_r, port) && !(own_dns && from_hosts_file(names_r, port))) {
		from_dns(run, names_r, port);
		if (!names_r->n && own_dns)
			from_system(run, names_r, port);
	}
	tcp_sort_addresses(names_r->addrs, names_r->n);
	names_r->took_us = clock_us() - start;
}
