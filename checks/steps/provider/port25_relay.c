/*
 * Which internet company is this, and has it a server for sending that answers at port 25 while all others do not? Addresses
 * of a line and of the routers near it have names in the company's domain.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/provider/port25.h"

#define ADDRS_ASKED 6
#define NAMES_MAX   8
#define DNS_MS	    2000
#define CONNECT_MS  1500

/* What companies call their servers for sending. */
static const char *const usual_names[] = {"smtp", "mail", "relay", "smtprelay", "mailrelay"};

struct names {
	char hosts[NAMES_MAX][HOST_MAX];
	size_t n;
};

static void add_name(struct names *names, const char *host)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->hosts[i], host) == 0)
			return;
	}
	if (names->n < NAMES_MAX && str_copy(names->hosts[names->n], HOST_MAX, host))
		names->n++;
}

/* RFC 1035 section 3.5, RFC 3596 section 2.5 */
static void reverse_name(const struct net_addr *addr, char *buf, size_t size)
{
	struct str STR_AUTO text = STR_INIT_MAX(100);
	const unsigned char *bytes;

	if (net_addr_family(addr) == AF_INET6) {
		bytes = ((const struct sockaddr_in6 *)&addr->ss)->sin6_addr.s6_addr;
		for (int i = 15; i >= 0; i--)
			str_addf(&text, "%x.%x.", bytes[i] & 15U, bytes[i] >> 4U);
		str_add(&text, "ip6.arpa");
	} else {
		bytes = (const unsigned char *)&((const struct sockaddr_in *)&addr->ss)->sin_addr;
		for (int i = 3; i >= 0; i--)
			str_addf(&text, "%u.", bytes[i]);
		str_add(&text, "in-addr.arpa");
	}
	str_copy(buf, size, str_text(&text));
}

/* The domain that the first of the addresses has a name in. */
static void find_company(
	struct check_run *run, const struct net_addr *addrs, size_t n, char company_r[HOST_MAX])
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	struct dns_answer answers[ADDRS_ASKED];
	char names[ADDRS_ASKED][100];
	struct dns_config config;

	company_r[0] = '\0';
	if (n > ADDRS_ASKED)
		n = ADDRS_ASKED;
	for (size_t i = 0; i < n; i++) {
		reverse_name(&addrs[i], names[i], sizeof names[i]);
		answers[i] = (struct dns_answer){.name = names[i], .type = DNS_PTR};
	}
	if (!n)
		return;
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, n);
	for (size_t i = 0; i < n && !company_r[0]; i++) {
		if (answers[i].outcome == DNS_FOUND && answers[i].n)
			provider_organisation(answers[i].records[0].u.name, company_r, HOST_MAX);
	}
	dns_answers_release(answers, n);
}

/* Those that we know, those of its MX, and the usual ones. */
static void collect_names(struct check_run *run, const char *company, struct names *names)
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	struct dns_answer mx = {.name = company, .type = DNS_MX};
	struct provider provider;
	struct dns_config config;
	char host[HOST_MAX + 16];

	if (provider_by_domain(company, &provider)) {
		for (size_t i = 0; i < provider.n_outgoing && i < 2; i++)
			add_name(names, provider.outgoing[i].host);
	}
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, &mx, 1);
	if (mx.outcome == DNS_FOUND && mx.n && provider_same_organisation(mx.records[0].u.mx.host, company))
		add_name(names, mx.records[0].u.mx.host);
	dns_answers_release(&mx, 1);
	for (size_t i = 0; i < sizeof usual_names / sizeof usual_names[0]; i++) {
		snprintf(host, sizeof host, "%s.%s", usual_names[i], company);
		add_name(names, host);
	}
}

/* Several names are often one server. */
static bool is_known(const struct tcp_attempt *attempts, size_t n, const struct net_addr *addr)
{
	for (size_t i = 0; i < n; i++) {
		if (net_addr_same_ip(&attempts[i].addr, addr))
			return true;
	}
	return false;
}

/* The first that greets as a mail server. A company's own server may well have an address of its own network. */
static void try_names(struct check_run *run, const struct names *names, char relay_r[HOST_MAX])
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	struct dns_answer answers[NAMES_MAX];
	struct tcp_attempt attempts[NAMES_MAX];
	size_t which[NAMES_MAX], n = 0;
	struct dns_config config;

	for (size_t i = 0; i < names->n; i++)
		answers[i] = address_question(names->hosts[i], DNS_A);
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, names->n);
	for (size_t i = 0; i < names->n; i++) {
		attempts[n] = (struct tcp_attempt){.fd = -1};
		if (!answer_addresses(&answers[i], PORT_SMTP, &attempts[n].addr, 1) ||
			net_addr_is_loopback(&attempts[n].addr) || is_known(attempts, n, &attempts[n].addr) ||
			(!run_scope(run)->map && net_addr_is_own(&attempts[n].addr)))
			continue;
		which[n++] = i;
	}
	dns_answers_release(answers, names->n);
	if (!n)
		return;
	scope = io_scope_within(run_scope(run), CONNECT_MS);
	tcp_connect_all(&scope, attempts, n);
	for (size_t i = 0; i < n; i++) {
		bool greeted;

		if (attempts[i].fd < 0)
			continue;
		greeted = port25_hear(run, attempts[i].fd, names->hosts[which[i]], NULL, 0);
		if (greeted && !relay_r[0])
			str_copy(relay_r, HOST_MAX, names->hosts[which[i]]);
	}
}

void port25_find_relay(struct check_run *run, const struct net_addr *addrs, size_t n, char relay_r[HOST_MAX])
{
	struct names *names = mem_new(sizeof *names);
	char company[HOST_MAX];

	relay_r[0] = '\0';
	find_company(run, addrs, n, company);
	if (company[0]) {
		collect_names(run, company, names);
		try_names(run, names, relay_r);
	}
	free(names);
}
