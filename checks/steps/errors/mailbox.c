/*
 * errors.mailbox: what the reports say that lay in the inbox (login.inbox), the newest first.
 *
 * Only what is recent and about a mail of this person's points to a cause. Spammers put strangers' addresses into their mails as the
 * sender, and the reports about those reach people who never sent anything. And where no mail goes out now, a report is about one that
 * did: it came before the trouble of today, unless mails that come back are that trouble.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/engine/facts.h"
#include "checks/steps/errors/errors.h"
#include "checks/steps/errors/say_bounce.h"

#define OLD_AFTER_S ((int64_t)14 * 86400)

struct report {
	struct message message;
	struct bounce bounce;
	struct bounce_origin origin;
};

static void report_release(struct report *report)
{
	bounce_release(&report->bounce);
	message_release(&report->message);
}

static bool report_read(const struct str *mail, struct report *report_r)
{
	if (!message_parse(str_text(mail), mail->len, &report_r->message))
		return false;
	bounce_read(&report_r->message, &report_r->bounce);
	bounce_origin_read(&report_r->message, "inbox", &report_r->origin);
	return true;
}

/* Other addresses of the same domain may well be the same person's. */
static bool is_of(const struct mailcase *mailcase, const struct mail_address *from)
{
	const char *user = mailcase_user(mailcase);
	const char *at = strrchr(user, '@');

	return ascii_caseeq(from->domain, mailcase->address.domain) ||
	       (at && ascii_caseeq(from->domain, at + 1));
}

/* The mail that came back names somebody else as its sender; where it names nobody, it may be this person's. */
static bool is_foreign(const struct mailcase *mailcase, const struct message *report)
{
	struct message MESSAGE_AUTO returned = {.len = 0};
	struct str value STR_AUTO = STR_INIT;
	struct mail_address from;

	return mailcase->address.full[0] && message_returned(report, &returned) &&
	       message_value(&returned, "From", 0, &value) &&
	       address_parse(str_text(&value), &from) == ADDRESS_FINE && !is_of(mailcase, &from);
}

static void add_evidence(struct finding *finding, const struct report *report)
{
	const struct bounce *bounce = &report->bounce;
	char words[PASTE_TEXT_MAX + 32];

	run_evidence(finding, "source", report->origin.source);
	run_evidence(finding, "kind", bounce_kind_name(bounce->kind));
	if (bounce->reporter[0])
		run_evidence(finding, "reporter", bounce->reporter);
	if (!bounce->n)
		return;
	bounce_in_words(&bounce->recipients[0], words, sizeof words);
	run_evidence(finding, "reply", words);
	if (bounce->recipients[0].reply.meaning.cause)
		run_evidence(finding, "meaning", bounce->recipients[0].reply.meaning.cause);
}

static void say_old(struct check_run *run, const struct report *report, bool stuck)
{
	const char *recipient = report->bounce.recipients[0].address;
	struct finding *finding;

	if (stuck)
		/* TRANSLATORS: {recipient} is an email address, {date} date and time */
		finding = run_say(run, F_INBOX_REPORT_OLD,
			N_("A mail to {recipient} came back on {date}. It had been sent, and no mail goes "
			   "out from here now, so the trouble of today is another one."),
			A_EMAIL("recipient", recipient), A_DATE("date", report->origin.date));
	else
		/* TRANSLATORS: {recipient} is an email address, {date} date and time */
		finding = run_say(run, F_INBOX_REPORT_OLD,
			N_("A mail to {recipient} came back on {date}. That is long ago, so it may have "
			   "nothing to do with the trouble of today."),
			A_EMAIL("recipient", recipient), A_DATE("date", report->origin.date));
	add_evidence(finding, report);
}

static void say_foreign(struct check_run *run, const struct report *report)
{
	add_evidence(run_say(run, F_INBOX_REPORT_FOREIGN,
			     N_("A report in the inbox is about a mail that was not sent from your address. "
				"Somebody may have put your address into a mail of theirs; nothing has to be "
				"done."),
			     {0}),
		report);
}

static void say_unclear(struct check_run *run, const struct report *report)
{
	add_evidence(
		run_say(run, F_INBOX_REPORT_UNCLEAR,
			N_("A report in the inbox does not say clearly which mail failed, or why."), {0}),
		report);
}

static bool is_failure(const struct bounce *bounce)
{
	return (bounce->kind == BOUNCE_FAILURE || bounce->kind == BOUNCE_DELAY) && bounce->n;
}

/* Several tries, the same news: a server reports a delay every few hours, and people send again. */
static bool is_repeated(const struct bounce *older, const struct bounce *newer)
{
	for (size_t i = 0; i < older->n; i++) {
		const struct bounce_recipient *one = &older->recipients[i];
		bool known = false;

		for (size_t k = 0; k < newer->n && !known; k++)
			known = ascii_caseeq(one->address, newer->recipients[k].address) &&
				bounce_finding_id(one) == bounce_finding_id(&newer->recipients[k]);
		if (!known)
			return false;
	}
	return is_failure(newer);
}

static bool was_told(const struct report *reports, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_repeated(&reports[i].bounce, &reports[k].bounce))
			return true;
	return false;
}

/* Whether mail gets stuck before anybody could send it back, and that is not what the person complains of. */
static bool is_stuck(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	const struct out_session *session = fact_await_out_session(run);
	const struct login_result *login = fact_await_out_login(run);
	const struct envelope_result *envelope = fact_await_envelope(run);

	if (mailcase->symptom == SYMPTOM_BOUNCE || mailcase->symptom == SYMPTOM_LOST)
		return false;
	return (session && !session->ready) || (login && login->tried && !login->accepted) ||
	       (envelope && envelope->tried && !envelope->accepted);
}

static void say(struct check_run *run, const struct report *report, bool stuck)
{
	int64_t came = report->origin.date;

	if (is_foreign(run_case(run), &report->message))
		say_foreign(run, report);
	else if (!is_failure(&report->bounce))
		say_unclear(run, report);
	else if (stuck || (came && came < clock_wall() - OLD_AFTER_S))
		say_old(run, report, stuck);
	else
		say_bounce(run, &report->bounce, &report->origin);
}

static void say_none(struct check_run *run, const struct inbox_reports *found)
{
	struct finding *finding;

	if (!found->whole) {
		run_unknown(run, N_("The inbox could not be looked through to the end."));
		return;
	}
	const struct arg args[] = {A_COUNT("count", found->days), {0}};

	/* TRANSLATORS: {count} is a number of days */
	finding = run_finding_plural(run, F_INBOX_NO_REPORTS,
		NP_("In the inbox lies no report of the last day that a mail could not be delivered.",
			"In the inbox lies no report of the last {count} days that a mail could not be "
			"delivered."),
		args);
	run_evidence(finding, "source", "inbox");
}

static void say_count(struct check_run *run, const struct report *reports, size_t n)
{
	const struct arg args[] = {A_COUNT("count", (int64_t)n), A_DATE("date", reports[0].origin.date), {0}};
	struct finding *finding;

	/* TRANSLATORS: {count} is a number above 1, {date} date and time */
	finding = run_finding_plural(run, F_INBOX_REPORTS,
		NP_("In the inbox lies a report that a mail could not be delivered. It came on {date}.",
			"{count} reports in the inbox that a mail could not be delivered were read. The "
			"newest came on {date}."),
		args);
	run_evidence(finding, "source", "inbox");
}

static void run_mailbox(struct check_run *run)
{
	const struct inbox_reports *found = fact_get_inbox_reports(run);
	struct report reports[INBOX_REPORTS_MAX];
	bool stuck = is_stuck(run);
	size_t n = 0;

	memset(reports, 0, sizeof reports);
	for (size_t i = 0; i < found->n; i++)
		n += report_read(&found->mails[i], &reports[n]);
	if (n)
		say_count(run, reports, n);
	else
		say_none(run, found);
	for (size_t i = 0; i < n; i++)
		if (!was_told(reports, i))
			say(run, &reports[i], stuck);
	for (size_t i = 0; i < n; i++)
		report_release(&reports[i]);
}

const struct check check_errors_mailbox = {
	.id = "errors.mailbox",
	.step = STEP_ERRORS,
	.title = N_("Read the mails that came back to the inbox"),
	.needs = FACT_BIT(INBOX_REPORTS),
	.wants = FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE),
	.limit_ms = 5000,
	.concludes = true,
	.applies = mailcase_reads_inbox,
	.run = run_mailbox,
};
