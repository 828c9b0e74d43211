/*
 * A part of dns.mx: without an MX, mail for a domain goes to the domain's own address (RFC 5321 section 5.1). Is that its mail server, or
 * only its web server? The addresses of the servers in use tell.
 */
#include "checks/steps/dns/mx.h"

#include "checks/engine/check.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"

/* The servers in use, as they were told, in one round; how many addresses they have. */
static size_t ask_servers(struct check_run *run, struct net_addr *addrs_r, size_t size)
{
	const struct mailcase *mailcase = run_case(run);
	const char *const hosts[] = {mailcase->in_use.host, mailcase->incoming.host};
	struct io_scope scope = matter_scope(run);
	struct dns_answer answers[4];
	struct dns_config config;
	size_t n = 0, got = 0;

	for (size_t i = 0; i < 2; i++) {
		if (net_addr_parse(hosts[i], 0, &addrs_r[got])) {
			got++;
		} else if (hosts[i][0]) {
			answers[n++] = address_question(hosts[i], DNS_A);
			answers[n++] = address_question(hosts[i], DNS_AAAA);
		}
	}
	case_dns(mailcase, &config);
	dns_ask_all(&scope, &config, answers, n);
	for (size_t i = 0; i < n; i++)
		got += answer_addresses(&answers[i], 0, addrs_r + got, size - got);
	dns_answers_release(answers, n);
	return got;
}

/* Whether the domain's own address is a mail server's; *known_r: whether any server's address is known. */
static bool is_mail_server(struct check_run *run, const struct mx_host *host, bool *known_r)
{
	const struct mailcase *mailcase = run_case(run);
	struct net_addr addrs[2 * ADDRS_MAX];
	size_t n = ask_servers(run, addrs, 2 * ADDRS_MAX - 1);
	bool own = false;

	n += net_addr_parse(mailcase->sending_ip, 0, &addrs[n]);
	for (size_t i = 0; i < host->n; i++) {
		own |= addr_among(&host->addrs[i], addrs, n);
		own |= !mailcase->map && mailcase->where == WHERE_HERE && net_addr_is_own(&host->addrs[i]);
	}
	*known_r = n > 0;
	return own;
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

void mx_judge_implicit(
	struct check_run *run, const struct domain_records *records, const struct mx_table *table)
{
	char ip[NET_ADDR_TEXT];
	struct finding *finding;
	bool known;

	if (!table->hosts[0].n) {
		run_unknown(run, N_("The address of the domain could not be looked up."));
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
