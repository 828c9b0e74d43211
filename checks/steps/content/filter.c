/*
 * content.filter: a spam filter that runs on this computer is given the mail and asked what it thinks. The mail does not leave the computer; the
 * filter may ask its block lists, as for every mail.
 */
#include "checks/steps/content/filter.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/check.h"
#include "checks/know/spam_tests.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/given_mail.h"
#include "checks/steps/common/spam_words.h"

#define FILTERS	    2
#define REASONS_MAX 5
#define CONNECT_MS  500	  /* on this computer */
#define ANSWER_MS   12000 /* of each */

static const struct filter *const filters[FILTERS] = {&filter_spamd, &filter_rspamd};

/* --- the conversation --- */

static void connect_all(const struct io_scope *scope, struct tcp_attempt *attempts)
{
	const struct io_scope soon = io_scope_within(scope, CONNECT_MS);

	for (size_t i = 0; i < FILTERS; i++) {
		attempts[i] = (struct tcp_attempt){.fd = -1};
		(void)net_addr_parse("127.0.0.1", filters[i]->port, &attempts[i].addr);
	}
	(void)tcp_connect_all(&soon, attempts, FILTERS);
}

/* Header lines, up to the empty one. */
static bool read_head(struct stream *stream, const struct io_scope *scope, struct str *answer)
{
	enum line_fault fault;
	struct str STR_AUTO line = STR_INIT;

	while (answer->len < FILTER_ANSWER_MAX) {
		if (stream_read_line(stream, scope, &line, &fault) != IO_OK || fault == LINE_TOO_LONG ||
			fault == LINE_NUL)
			return false;
		str_add_bytes(answer, str_text(&line), line.len);
		str_add(answer, "\r\n");
		if (!line.len)
			return true;
	}
	return false;
}

static bool read_answer(struct stream *stream, const struct io_scope *scope, struct str *answer)
{
	struct str STR_AUTO body = STR_INIT;
	char value[24];
	int64_t len;

	if (!read_head(stream, scope, answer) ||
		!filter_header(str_text(answer), answer->len, "Content-length", value, sizeof value) ||
		!ascii_number(value, 0, (int64_t)FILTER_ANSWER_MAX, &len))
		return false;
	if (len && stream_read_bytes(stream, scope, (size_t)len, &body) != IO_OK)
		return false;
	str_add_bytes(answer, str_text(&body), body.len);
	return true;
}

/* fd is taken over. */
static bool converse(struct check_run *run, const struct filter *filter, int fd, const struct message *mail,
	struct spam_verdict *verdict_r)
{
	struct stream *stream = stream_new(fd);
	struct str STR_AUTO question = STR_INIT, STR_AUTO answer = STR_INIT;
	struct io_scope scope = io_scope_within(run_scope(run), ANSWER_MS);
	bool understood;

	filter->ask(mail->bytes, mail->len, &question);
	understood = stream_write(stream, &scope, str_text(&question), question.len) == IO_OK &&
		     read_answer(stream, &scope, &answer) &&
		     filter->read(str_text(&answer), answer.len, verdict_r);
	stream_free(&stream);
	return understood;
}

/* --- what it comes to --- */

static const char *virus_of(const struct spam_verdict *verdict)
{
	for (size_t i = 0; i < verdict->n; i++)
		if (spam_test_find(verdict->hits[i].name) == SPAM_REASON_VIRUS)
			return verdict->hits[i].name;
	return NULL;
}

static void in_points(char *buf, size_t size, int hundredths)
{
	int whole = hundredths < 0 ? -hundredths : hundredths;

	snprintf(buf, size, "%s%d.%d", hundredths < 0 ? "-" : "", whole / 100, whole / 10 % 10);
}

static void add_rules(struct finding *finding, const struct spam_verdict *verdict)
{
	struct str STR_AUTO rules = STR_INIT_MAX(900);

	for (size_t i = 0; i < verdict->n; i++)
		str_addf(&rules, "%s%s", i ? " " : "", verdict->hits[i].name);
	run_evidence(finding, "rules", str_text(&rules));
}

/* Each reason once, the weightiest first. */
static void say_reasons(struct check_run *run, const struct spam_verdict *verdict)
{
	bool told[SPAM_REASON_N] = {false};
	int n = 0;

	for (size_t i = 0; i < verdict->n && n < REASONS_MAX; i++) {
		enum spam_reason reason = spam_test_find(verdict->hits[i].name);
		const char *words = spam_reason_words(reason);

		if (!words || told[reason])
			continue;
		told[reason] = true;
		n++;
		struct finding *finding = run_say(run, F_FILTER_REASON, words, {0});
		run_evidence(finding, "rule", verdict->hits[i].name);
		run_evidence(finding, "reason", spam_reason_name(reason));
	}
}

static void say_verdict(struct check_run *run, const struct spam_verdict *verdict, bool arrived)
{
	const char *virus = virus_of(verdict);
	char score[24], needed[24];
	struct finding *finding;

	in_points(score, sizeof score, verdict->score);
	in_points(needed, sizeof needed, verdict->needed);
	if (virus)
		/* TRANSLATORS: {filter} is the name of a program, {rule} what it calls the virus. */
		finding = run_say(run, F_FILTER_VIRUS,
			N_("The filter on this computer ({filter}) reports a virus in the mail: {rule}."),
			A_NAME("filter", verdict->filter), A_TEXT("rule", virus));
	else if (verdict->verdict == SPAM_SPAM)
		/* TRANSLATORS: {filter} is the name of a program, {score} and {needed} are numbers. */
		finding = run_say(run, F_FILTER_SPAM,
			N_("The spam filter on this computer ({filter}) takes the mail for spam: {score} "
			   "points, and {needed} "
			   "are enough."),
			A_NAME("filter", verdict->filter), A_TEXT("score", score), A_TEXT("needed", needed));
	else
		/* TRANSLATORS: {filter} is the name of a program, {score} and {needed} are numbers. */
		finding = run_say(run, F_FILTER_PASSES,
			N_("The spam filter on this computer ({filter}) lets the mail pass: {score} points, "
			   "and {needed} would "
			   "be spam."),
			A_NAME("filter", verdict->filter), A_TEXT("score", score), A_TEXT("needed", needed));
	add_rules(finding, verdict);
	if (arrived && finding_weight(finding) == SEVERITY_PROBLEM)
		run_soften(finding);
	if (verdict->verdict == SPAM_SPAM)
		say_reasons(run, verdict);
}

static void run_filter(struct check_run *run)
{
	struct given_mail GIVEN_MAIL_AUTO mail = {.exact = false};
	struct tcp_attempt attempts[FILTERS];
	bool any = false;

	if (!given_mail_read_own(run_case(run), &mail) || !mail.message.has_body || mail.message.cut) {
		run_skip(run, "no-mail");
		return;
	}
	connect_all(run_scope(run), attempts);
	for (size_t i = 0; i < FILTERS; i++) {
		struct spam_verdict verdict;

		if (attempts[i].outcome != TCP_CONNECTED)
			continue;
		any = true;
		if (converse(run, filters[i], attempts[i].fd, &mail.message, &verdict))
			say_verdict(run, &verdict, mail.passed && !mail.returned);
		else if (!run_is_over(run))
			/* TRANSLATORS: {filter} is the name of a program. */
			run_say(run, F_FILTER_UNCLEAR,
				N_("A spam filter ({filter}) seems to run on this computer, and its answer "
				   "could not be read."),
				A_NAME("filter", filters[i]->name));
	}
	if (!any)
		run_skip(run, "no-filter");
}

/* Offline it would miss what its lists say. */
static bool may_ask(const struct mailcase *mailcase)
{
	return mailcase->mail_len > 0 && !mailcase->offline && mailcase->where == WHERE_HERE &&
	       mailcase_wants_step(mailcase, STEP_CONTENT);
}

const struct check check_content_filter = {
	.id = "content.filter",
	.step = STEP_CONTENT,
	.title = N_("Ask a spam filter of this computer about the mail"),
	.limit_ms = 30000,
	.applies = may_ask,
	.run = run_filter,
};
