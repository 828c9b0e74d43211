/*
 * dns.kept: does the server that the person sends through still take the domain for its own, although the domain's mail is taken elsewhere?
 * Mail to the own domain then never leaves it. It is asked as any other mail server would ask it: at port 25, without a login, whether it
 * takes a mail for an address of the domain; and for one that is nobody's, since a server that takes everything tells nothing. Only where
 * a move was told, or a server is looked after, or mails come back or get lost; nothing is sent.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/know/reply.h"
#include "checks/mail/smtp.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/company.h"
#include "checks/steps/dns/moved.h"
#include "checks/steps/dns/mx.h"

#define PORT_SMTP  25
#define CONNECT_MS 3000
#define REPLY_MS   6000
#define NOBODY	   "postmaster@example.org" /* RFC 2606: nobody keeps mail for it */

struct keeping {
	struct check_run *run;
	const char *domain, *host;
	const struct server_names *names;
	char to[ADDRESS_MAX + 1];
	struct smtp_reply reply; /* to the recipient of the domain */
};

/* An address of the domain: the person's own, the recipient's, or the one that every domain has (RFC 5321 section 4.5.1). */
static void choose_recipient(struct keeping *keeping)
{
	const struct mailcase *mailcase = run_case(keeping->run);
	const char *at = strrchr(mailcase->to, '@');

	if (at && strcmp(at + 1, keeping->domain) == 0)
		str_copy(keeping->to, sizeof keeping->to, mailcase->to);
	else if (mailcase->address.full[0] && !mailcase->domain[0])
		str_copy(keeping->to, sizeof keeping->to, mailcase->address.full);
	else
		(void)snprintf(keeping->to, sizeof keeping->to, "postmaster@%s", keeping->domain);
}

static int connect_to(const struct keeping *keeping)
{
	struct io_scope scope = io_scope_within(run_scope(keeping->run), CONNECT_MS);
	struct tcp_attempt attempts[2];
	size_t n = keeping->names->n < 2 ? keeping->names->n : 2, winner = n;

	for (size_t i = 0; i < n; i++)
		attempts[i] = (struct tcp_attempt){
			.addr = net_addr_with_port(&keeping->names->addrs[i], PORT_SMTP), .fd = -1};
	(void)tcp_connect_first(&scope, attempts, n, &winner);
	return winner < n ? attempts[winner].fd : -1;
}

/* A refusal that speaks of the mailbox shows the same as an acceptance: the server takes the domain for its own. */
static bool speaks_of_mailbox(const struct keeping *keeping)
{
	const struct reply_query query = {.code = keeping->reply.code,
		.enhanced = keeping->reply.enhanced,
		.text = keeping->reply.text,
		.host = keeping->host,
		.banner = "",
		.stage = REPLY_STAGE_RCPT};
	struct reply_meaning means = {.cause = NULL};

	reply_explain(&query, &means);
	return means.cause &&
	       (strcmp(means.cause, "recipient-unknown") == 0 || strcmp(means.cause, "mailbox-full") == 0);
}

enum kept_answer { KEPT_UNSEEN, KEPT_NOT, KEPT_YES };

static enum kept_answer converse(struct keeping *keeping, struct smtp_session *smtp)
{
	struct io_scope scope = io_scope_within(run_scope(keeping->run), REPLY_MS);
	struct smtp_envelope replies;

	if (smtp_banner(smtp, &scope) != SMTP_DONE || smtp_ehlo(smtp, &scope, true) != SMTP_DONE)
		return KEPT_UNSEEN;
	smtp_envelope(smtp, &scope, "", keeping->to, &replies);
	if (replies.mail_step != SMTP_DONE)
		return KEPT_UNSEEN;
	keeping->reply = replies.rcpt;
	if (replies.rcpt_step == SMTP_REFUSED)
		return speaks_of_mailbox(keeping) ? KEPT_YES : KEPT_NOT;
	if (replies.rcpt_step != SMTP_DONE || smtp_reset(smtp, &scope) != SMTP_DONE)
		return KEPT_UNSEEN;
	smtp_envelope(smtp, &scope, "", NOBODY, &replies);
	return replies.mail_step == SMTP_DONE && replies.rcpt_step == SMTP_REFUSED ? KEPT_YES : KEPT_UNSEEN;
}

static enum kept_answer ask(struct keeping *keeping)
{
	enum kept_answer answer;
	struct smtp_session *smtp;
	int fd = connect_to(keeping);

	if (fd < 0)
		return KEPT_UNSEEN;
	smtp = smtp_new(fd, keeping->host, PORT_SMTP, NULL, run_transcript(keeping->run));
	answer = converse(keeping, smtp);
	smtp_leave(smtp, run_scope(keeping->run));
	smtp_free(&smtp);
	return answer;
}

static void say_kept(const struct keeping *keeping, const struct mx_table *mx)
{
	struct finding *finding = run_say(keeping->run, F_KEPT_LOCAL,
		/* TRANSLATORS: {host} and {mx} are servers, {domain} the part of an address behind the @. */
		N_("{host} still takes the mail of {domain} for itself, although the domain says that {mx} "
		   "takes it. Mail that you send "
		   "through {host} to an address of {domain} stays there. Nothing was sent."),
		A_HOST("host", keeping->host), A_HOST("domain", keeping->domain),
		A_HOST("mx", mx->hosts[0].host));

	run_evidencef(finding, "reply", "%d %s", keeping->reply.code, keeping->reply.text);
	run_evidence(finding, "asked", "MAIL FROM:<>, RCPT TO of the domain, RCPT TO of example.org, RSET");
	run_evidence(finding, "to", keeping->to);
	mx_evidence_hosts(finding, mx);
}

/* Whether the server is another's than whoever takes the mail. */
static bool is_elsewhere(
	const struct keeping *keeping, const struct mx_table *mx, struct moved_signs *signs_r)
{
	company_of_host(keeping->host, keeping->domain, &signs_r->place);
	for (size_t i = 0; i < mx->n; i++) {
		if (mx_fault(&mx->hosts[i]) != MX_USABLE)
			continue;
		company_of_mx(mx->hosts[i].host, keeping->domain, &signs_r->mx);
		if (company_same(&signs_r->place, &signs_r->mx) && !signs_r->place.own)
			return false;
	}
	return mx->n && !mx->implicit && !moved_is_near(keeping->names->addrs, keeping->names->n, mx);
}

/*
 * A server under the domain's own name may be the new place, and MX the entry that was forgotten: then it is right to take the mail. The
 * list of permitted servers tells which of the two is the present one.
 */
static bool is_former(const struct keeping *keeping, const struct mx_table *mx, struct moved_signs *signs)
{
	struct io_scope scope = matter_scope(keeping->run);
	struct dns_answer txt = {.name = keeping->domain, .type = DNS_TXT};
	struct dns_config config;

	if (!signs->place.own)
		return true;
	case_dns(run_case(keeping->run), &config);
	dns_ask_all(&scope, &config, &txt, 1);
	for (size_t i = 0; txt.outcome == DNS_FOUND && i < txt.n; i++)
		if (ascii_starts(txt.records[i].u.txt.bytes, "v=spf1 "))
			moved_read_spf(signs, txt.records[i].u.txt.bytes + 7, keeping->domain,
				keeping->names->addrs, keeping->names->n, mx);
	dns_answers_release(&txt, 1);
	return signs->spf && (signs->spf_mx || !signs->spf_place);
}

static void run_kept(struct check_run *run)
{
	const struct domain_records *records = fact_get_domain_records(run);
	const struct mx_table *mx = fact_get_mx_table(run);
	const struct target *target = fact_await_target(run);
	struct moved_signs signs = {.told = false};
	struct keeping *keeping;

	if (!target || records->at_provider) {
		run_skip(run, "settings.names");
		return;
	}
	keeping = mem_new(sizeof *keeping);
	*keeping = (struct keeping){.run = run, .domain = records->domain, .host = target->out.host};
	keeping->names = fact_await_out_names(run);
	if (!keeping->names || !keeping->names->n || !is_elsewhere(keeping, mx, &signs) ||
		!is_former(keeping, mx, &signs)) {
		run_skip(run, "dns.mx");
	} else {
		choose_recipient(keeping);
		if (ask(keeping) == KEPT_YES)
			say_kept(keeping, mx);
	}
	free(keeping);
}

/* One more connection to the server in question: only where something speaks for a move, or mails go astray. */
static bool applies(const struct mailcase *mailcase)
{
	return records_apply(mailcase) && mailcase->in_use.host[0] &&
	       (mailcase->changed == CHANGED_PROVIDER || mailcase->symptom == SYMPTOM_BOUNCE ||
		       mailcase->symptom == SYMPTOM_LOST);
}

const struct check check_dns_kept = {
	.id = "dns.kept",
	.step = STEP_DNS,
	.title = N_("Ask the server whether it still takes the domain for its own"),
	.needs = FACT_BIT(DOMAIN_RECORDS) | FACT_BIT(MX_TABLE),
	.wants = FACT_BIT(TARGET) | FACT_BIT(OUT_NAMES),
	.limit_ms = 10000,
	.applies = applies,
	.run = run_kept,
};
