/*
 * dns.host: what the domain name service says of the server for sending, in words: its addresses, the name that it really has, and how long
 * a change takes until everybody knows it.
 */
#include <string.h>

#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/matter.h"

/* The longest that an old answer may still go round. */
static uint32_t longest_ttl(const struct dns_answer pair[2])
{
	uint32_t ttl = 0;

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; pair[i].outcome == DNS_FOUND && j < pair[i].n; j++)
			ttl = pair[i].records[j].ttl > ttl ? pair[i].records[j].ttl : ttl;
	return ttl;
}

static void addresses_in_words(const struct dns_answer pair[2], char *buf, size_t size)
{
	struct str STR_AUTO text = STR_INIT_MAX(size - 1);
	struct net_addr addrs[ADDRS_MAX];
	size_t n = answer_addresses(&pair[0], 0, addrs, ADDRS_MAX / 2);
	char ip[NET_ADDR_TEXT];

	n += answer_addresses(&pair[1], 0, addrs + n, ADDRS_MAX - n);
	for (size_t i = 0; i < n; i++) {
		net_addr_text(&addrs[i], ip, sizeof ip);
		str_addf(&text, "%s%s", i ? ", " : "", ip);
	}
	str_copy(buf, size, str_text(&text));
}

static void say(struct check_run *run, const char *host, const struct dns_answer pair[2])
{
	const char *canonical = pair[0].canonical[0] ? pair[0].canonical : pair[1].canonical;
	struct finding *finding;
	char text[400];
	const struct arg args[] = {A_HOST("host", host), A_HOST("canonical", canonical),
		A_IP("addresses", text), A_COUNT("minutes", (longest_ttl(pair) + 59) / 60),
		{.type = ARG_NONE}};

	addresses_in_words(pair, text, sizeof text);
	if (canonical[0])
		finding = run_finding_plural(run, F_HOST_RECORDS,
			/* TRANSLATORS: {host} is a server, {canonical} the name that it really has, {addresses} its addresses, {minutes} a
			   number. */
			N_("{host} is another name of {canonical}, whose address is {addresses}. Once it is "
			   "changed, an old answer goes round "
			   "for {minutes} minute at most."),
			N_("{host} is another name of {canonical}, whose address is {addresses}. Once it is "
			   "changed, an old answer goes round "
			   "for {minutes} minutes at most."),
			args);
	else
		finding = run_finding_plural(run, F_HOST_RECORDS,
			/* TRANSLATORS: {host} is a server, {addresses} its addresses, {minutes} a number. */
			N_("The address of {host} is {addresses}. Once it is changed, an old answer goes "
			   "round for {minutes} minute at most."),
			N_("The address of {host} is {addresses}. Once it is changed, an old answer goes "
			   "round for {minutes} minutes at most."),
			args);
	evidence_answer(finding, "dns_a", &pair[0]);
	evidence_answer(finding, "dns_aaaa", &pair[1]);
	run_evidence(finding, "alias", canonical);
	run_evidencef(finding, "ttl", "%u", (unsigned)longest_ttl(pair));
}

static void look_up(struct check_run *run, const char *host)
{
	struct io_scope scope = matter_scope(run);
	struct dns_config config;
	struct dns_answer pair[2];

	if (!host[0] || host_is_literal(host)) {
		run_skip(run, "settings.names");
		return;
	}
	pair[0] = address_question(host, DNS_A);
	pair[1] = address_question(host, DNS_AAAA);
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, pair, 2);
	if (pair[0].outcome == DNS_FOUND || pair[1].outcome == DNS_FOUND)
		say(run, host, pair);
	else if (!dns_is_absent(pair[0].outcome) || !dns_is_absent(pair[1].outcome))
		run_unknown(run, N_("The entries of the server for sending could not be looked up."));
	dns_answers_release(pair, 2);
}

static void run_host(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);

	look_up(run, mailcase->in_use.host[0] ? mailcase->in_use.host : mailcase->helo);
}

static void run_host_found(struct check_run *run)
{
	const struct target *target = fact_await_target(run);

	look_up(run, target ? target->out.host : "");
}

/* A person whose mails are taken has no use for it. */
static bool applies(const struct mailcase *mailcase)
{
	return lists_apply(mailcase) && mailcase_records_matter(mailcase) &&
	       (mailcase->in_use.host[0] || mailcase->helo[0]);
}

/* One that is found by trying is looked up in runs only that try. */
static bool applies_found(const struct mailcase *mailcase)
{
	return lists_apply(mailcase) && mailcase_records_matter(mailcase) && !applies(mailcase) &&
	       mailcase_wants_step(mailcase, STEP_SETTINGS);
}

const struct check check_dns_host = {
	.id = "dns.host",
	.step = STEP_DNS,
	.title = N_("Look up the entries of the server for sending"),
	.limit_ms = 6000,
	.applies = applies,
	.run = run_host,
};

const struct check check_dns_host_found = {
	.id = "dns.host-found",
	.step = STEP_DNS,
	.title = N_("Look up the entries of the server for sending"),
	.wants = FACT_BIT(TARGET),
	.limit_ms = 6000,
	.applies = applies_found,
	.run = run_host_found,
};
