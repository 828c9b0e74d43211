/*
 * dns.mx: who takes the mail for the sender's domain? A domain to which nobody could answer is refused as a sender by many. The hosts'
 * addresses travel in one round.
 */
#include "checks/steps/dns/mx.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/matter.h"

static void ask_hosts(struct check_run *run, struct mx_table *table)
{
	struct io_scope scope = matter_scope(run);
	struct dns_answer answers[2 * MX_HOSTS_MAX];
	struct dns_config config;

	for (size_t i = 0; i < table->n; i++) {
		answers[2 * i] = address_question(table->hosts[i].host, DNS_A);
		answers[2 * i + 1] = address_question(table->hosts[i].host, DNS_AAAA);
	}
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, 2 * table->n);
	for (size_t i = 0; i < table->n; i++)
		mx_take_addresses(&table->hosts[i], &answers[2 * i], &answers[2 * i + 1]);
	dns_answers_release(answers, 2 * table->n);
}

/* Each host with its addresses, and what is wrong with it. */
void mx_evidence_hosts(struct finding *finding, const struct mx_table *table)
{
	struct str STR_AUTO text = STR_INIT_MAX(1000);
	char ip[NET_ADDR_TEXT];

	for (size_t i = 0; i < table->n; i++) {
		const struct mx_host *host = &table->hosts[i];
		enum mx_fault fault = mx_fault(host);

		str_addf(&text, "%s%d %s", i ? "; " : "", host->preference, host->host);
		for (size_t j = 0; j < host->n && j < 4; j++) {
			net_addr_text(&host->addrs[j], ip, sizeof ip);
			str_addf(&text, " %s", ip);
		}
		if (fault != MX_USABLE)
			str_addf(&text, " (%s)", mx_fault_name(fault));
		else if (host->alias && !table->implicit)
			str_add(&text, " (an alias)");
	}
	run_evidence(finding, "mx", str_text(&text));
}

static void say_missing(struct check_run *run, const struct domain_records *records)
{
	struct finding *finding = run_say(run, F_MX_MISSING,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("{domain} does not say which server takes its mail, and many servers refuse mail from a "
		   "domain that nobody can "
		   "answer. (The MX record is missing, and there is no address in its place.)"),
		A_HOST("domain", records->domain));

	mx_evidence_record(matter(run, finding), run_case(run));
	evidence_answer(finding, "dns_mx", &records->mx);
}

static void say_null(struct check_run *run, const struct domain_records *records)
{
	struct finding *finding = run_say(run, F_MX_NULL,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("{domain} says of itself that it takes no mail at all. Many servers then refuse mail from "
		   "it, because nobody "
		   "can answer. (Its MX record is the null MX.)"),
		A_HOST("domain", records->domain));

	mx_evidence_record(matter(run, finding), run_case(run));
	evidence_answer(finding, "dns_mx", &records->mx);
}

static const char *unusable_sentence(enum mx_fault fault)
{
	switch (fault) {
	case MX_LITERAL:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} an address in the place of a name. */
		return N_("The entry of {domain} for its mail names {host}, a bare address. A server's name "
			  "has to stand there, "
			  "so nobody can bring mail to you. (MX record)");
	case MX_PRIVATE:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} a server. */
		return N_("The entry of {domain} for its mail names {host}, whose address exists inside one "
			  "network only, so nobody "
			  "else can bring mail to you. (MX record)");
	case MX_NOWHERE:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} a server. */
		return N_("The entry of {domain} for its mail names {host}, and that name does not exist, so "
			  "nobody can bring mail "
			  "to you. (MX record)");
	default:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} a server. */
		return N_("The entry of {domain} for its mail names {host}, which has no address, so nobody "
			  "can bring mail to you. "
			  "(MX record)");
	}
}

/* The first host that shows it. */
static const struct mx_host *faulty(const struct mx_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		enum mx_fault fault = mx_fault(&table->hosts[i]);

		if (fault != MX_USABLE && fault != MX_UNSEEN)
			return &table->hosts[i];
	}
	return NULL;
}

static void say_unusable(
	struct check_run *run, const struct domain_records *records, const struct mx_table *table)
{
	const struct mx_host *host = faulty(table);
	struct finding *finding =
		matter(run, run_say(run, F_MX_UNUSABLE, unusable_sentence(mx_fault(host)),
				    A_HOST("domain", records->domain), A_HOST("host", host->host)));

	run_evidence(finding, "fault", mx_fault_name(mx_fault(host)));
	mx_evidence_record(finding, run_case(run));
	mx_evidence_hosts(finding, table);
}

static void say_odd(struct check_run *run, const struct domain_records *records, const struct mx_table *table)
{
	const struct mx_host *host = faulty(table);
	struct finding *finding;

	for (size_t i = 0; !host && i < table->n; i++)
		if (table->hosts[i].alias && mx_fault(&table->hosts[i]) == MX_USABLE)
			host = &table->hosts[i];
	if (mx_fault(host) == MX_USABLE)
		finding = run_say(run, F_MX_ODD,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {host} a server. */
			N_("{host}, which takes mail for {domain}, is only another name (an alias) of a "
			   "server. Most servers bear "
			   "that, some do not. (An MX record must not lead to a CNAME record.)"),
			A_HOST("domain", records->domain), A_HOST("host", host->host));
	else
		finding = run_say(run, F_MX_ODD,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {host} a server. */
			N_("One of the servers that are to take mail for {domain} cannot be reached by "
			   "anybody: {host}. The others "
			   "can. (MX record)"),
			A_HOST("domain", records->domain), A_HOST("host", host->host));
	run_evidence(finding, "fault", mx_fault(host) == MX_USABLE ? "alias" : mx_fault_name(mx_fault(host)));
	mx_evidence_hosts(finding, table);
}

static void say_fine(
	struct check_run *run, const struct domain_records *records, const struct mx_table *table)
{
	mx_evidence_hosts(
		run_say(run, F_MX_FINE,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {host} a server. */
			N_("Mail for {domain} is taken by {host}: others know where to send "
			   "answers."),
			A_HOST("domain", records->domain), A_HOST("host", table->hosts[0].host)),
		table);
}

static void judge(struct check_run *run, const struct domain_records *records, const struct mx_table *table)
{
	enum finding_id id = table->n ? mx_verdict(table) : F_N;

	if (records->denied || records->at_provider)
		run_skip(run, "dns.domain");
	else if (table->none)
		say_null(run, records);
	else if (table->implicit)
		mx_judge_implicit(run, records, table);
	else if (records->mx.outcome == DNS_NO_DATA && dns_is_absent(records->a.outcome) &&
		 dns_is_absent(records->aaaa.outcome))
		say_missing(run, records);
	else if (id == F_MX_FINE)
		say_fine(run, records, table);
	else if (id == F_MX_ODD)
		say_odd(run, records, table);
	else if (id == F_MX_UNUSABLE)
		say_unusable(run, records, table);
	else
		run_unknown(run, N_("The servers that take the domain's mail could not be looked up."));
}

/* It waits inside, not before it starts: whoever waits for its table may then ask for other things meanwhile. */
static void run_mx(struct check_run *run)
{
	const struct domain_records *records = fact_await_domain_records(run);
	struct mx_table *table;

	if (!records) {
		run_skip(run, "dns.domain");
		return;
	}
	table = mem_new(sizeof *table);
	mx_read(records, table);
	if (table->implicit)
		mx_take_addresses(&table->hosts[0], &records->a, &records->aaaa);
	else if (table->n)
		ask_hosts(run, table);
	judge(run, records, table);
	fact_put_mx_table(run, table);
}

const struct check check_dns_mx = {
	.id = "dns.mx",
	.step = STEP_DNS,
	.title = N_("Look up who takes the domain's mail"),
	.wants = FACT_BIT(DOMAIN_RECORDS),
	.provides = FACT_BIT(MX_TABLE),
	.limit_ms = 6000,
	.applies = records_apply,
	.run = run_mx,
};
