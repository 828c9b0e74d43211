/*
 * dns.mx-implicit: without an MX, mail for a domain goes to the domain's own address (RFC 5321 section 5.1). Is that its mail server, or
 * only its web server? The addresses of the servers in use tell.
 */
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/mx.h"

/* Whether the server for receiving, told or recommended, is at the address; *known_r: whether it is anywhere. */
static bool is_incoming(struct check_run *run, const struct mx_host *host, bool *known_r)
{
	const struct recommended_settings *recommended = fact_await_recommended(run);
	const char *incoming = run_case(run)->incoming.host;
	struct io_scope scope = matter_scope(run);
	struct net_addr addrs[ADDRS_MAX];
	struct dns_answer pair[2];
	struct dns_config config;
	size_t n;
	bool own = false;

	if (!incoming[0] && recommended && recommended->n_incoming)
		incoming = recommended->incoming[0].host;
	if (!incoming[0] || host_is_literal(incoming))
		return false;
	pair[0] = address_question(incoming, DNS_A);
	pair[1] = address_question(incoming, DNS_AAAA);
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, pair, 2);
	n = answer_addresses(&pair[0], 0, addrs, ADDRS_MAX / 2);
	n += answer_addresses(&pair[1], 0, addrs + n, ADDRS_MAX - n);
	dns_answers_release(pair, 2);
	*known_r |= n > 0;
	for (size_t i = 0; i < n; i++)
		own |= addr_among(&addrs[i], host->addrs, host->n);
	return own;
}

/* Whether the domain's own address is a mail server's; *known_r: whether any server's address is known. */
static bool is_mail_server(struct check_run *run, const struct mx_host *host, bool *known_r)
{
	const struct mailcase *mailcase = run_case(run);
	const struct server_names *out = fact_await_out_names(run);
	struct net_addr given;
	bool own = false;

	*known_r = out && out->n;
	for (size_t i = 0; i < host->n; i++) {
		own |= out && addr_among(&host->addrs[i], out->addrs, out->n);
		own |= !mailcase->map && mailcase->where == WHERE_HERE && net_addr_is_own(&host->addrs[i]);
	}
	if (net_addr_parse(mailcase->sending_ip, 0, &given)) {
		own |= addr_among(&given, host->addrs, host->n);
		*known_r = true;
	}
	return own || is_incoming(run, host, known_r);
}

static void say_missing(
	struct check_run *run, const char *domain, const char *ip, const struct mx_table *table)
{
	struct finding *finding = run_say(run, F_MX_MISSING,
		/* TRANSLATORS: {domain} is the part of an address behind the @, {ip} an address of a computer. */
		N_("{domain} does not say which server takes its mail. It has only the address {ip}, which "
		   "is not that of its mail "
		   "server: answers to you end there. (The MX record is missing.)"),
		A_HOST("domain", domain), A_IP("ip", ip));

	mx_evidence_record(matter(run, finding), run_case(run));
	mx_evidence_hosts(finding, table);
}

static void run_implicit(struct check_run *run)
{
	const struct mx_table *table = fact_get_mx_table(run);
	const struct domain_records *records = fact_get_domain_records(run);
	char ip[NET_ADDR_TEXT];
	struct finding *finding;
	bool known;

	if (!table->implicit || !table->hosts[0].n || records->at_provider) {
		run_skip(run, "dns.mx");
		return;
	}
	net_addr_text(&table->hosts[0].addrs[0], ip, sizeof ip);
	if (!is_mail_server(run, &table->hosts[0], &known) && known) {
		say_missing(run, records->domain, ip, table);
		return;
	}
	finding = run_say(run, F_MX_IMPLICIT,
		/* TRANSLATORS: {domain} is the part of an address behind the @, {ip} an address of a computer. */
		N_("{domain} names no server for its mail, so mail for it goes to its own address, {ip}. "
		   "That is allowed. (There is no "
		   "MX record.)"),
		A_HOST("domain", records->domain), A_IP("ip", ip));
	mx_evidence_hosts(finding, table);
}

const struct check check_dns_mx_implicit = {
	.id = "dns.mx-implicit",
	.step = STEP_DNS,
	.title = N_("See whether the domain's own address takes its mail"),
	.needs = FACT_BIT(DOMAIN_RECORDS) | FACT_BIT(MX_TABLE),
	.wants = FACT_BIT(OUT_NAMES) | FACT_BIT(RECOMMENDED),
	.limit_ms = 2000,
	.applies = records_apply,
	.run = run_implicit,
};
