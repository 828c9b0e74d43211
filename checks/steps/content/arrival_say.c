/*
 * What became of the test mail, in words.
 */
#include "checks/base/ascii.h"
#include "checks/know/pattern.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/content/arrival.h"

#define LATE_S 10 /* from the server's yes to the mailbox: longer is worth telling */

static int64_t seconds_of(const struct arrival *arrival)
{
	int64_t seconds = (arrival->took_ms + 500) / 1000;

	return seconds ? seconds : 1;
}

static void add_evidence(struct finding *finding, const struct sent_mail *sent, const struct arrival *arrival)
{
	run_evidence(finding, "message_id", sent->id);
	run_evidencef(finding, "took_ms", "%lld", (long long)arrival->took_ms);
	if (arrival->place)
		run_evidence(finding, "folder", arrival->folder.shown);
	run_evidence(finding, "protocol", arrival->inbox_only ? "pop3" : "imap");
}

/* --- it arrived --- */

static struct finding *say_late(struct check_run *run, const struct arrival *arrival)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	char host[HOST_MAX] = "";
	int64_t stop_s = 0;

	if (message_parse(str_text(&arrival->header), arrival->header.len, &message))
		stop_s = arrival_longest_stop(&message, host);
	if (host[0] && stop_s * 2 >= seconds_of(arrival))
		/* TRANSLATORS: {seconds} and {stop} are numbers of seconds, {host} is the name of a server. */
		return run_say(run, F_TEST_MAIL_LATE,
			N_("The test mail arrived in the inbox, but late: after {seconds} seconds. For "
			   "{stop} of them {host} had it."),
			A_SECONDS("seconds", seconds_of(arrival)), A_SECONDS("stop", stop_s),
			A_HOST("host", host));
	/* TRANSLATORS: {seconds} is a number. */
	return run_say(run, F_TEST_MAIL_LATE,
		N_("The test mail arrived in the inbox, but late: after {seconds} seconds."),
		A_SECONDS("seconds", seconds_of(arrival)));
}

static struct finding *say_in_inbox(struct check_run *run, const struct arrival *arrival)
{
	const struct arg args[] = {A_COUNT("count", seconds_of(arrival)), {0}};

	if (seconds_of(arrival) > LATE_S)
		return say_late(run, arrival);
	/* TRANSLATORS: {count} is a number of seconds. */
	return run_finding_plural(run, F_TEST_MAIL_ARRIVED,
		NP_("The test mail arrived in the inbox within a second.",
			"The test mail arrived in the inbox within {count} seconds."),
		args);
}

static void say_arrived(struct check_run *run, const struct sent_mail *sent, const struct arrival *arrival)
{
	struct finding *finding;

	if (arrival->place == ARRIVAL_INBOX)
		finding = say_in_inbox(run, arrival);
	else if (arrival->place == ARRIVAL_JUNK)
		/* TRANSLATORS: {folder} is the name of a folder in a mailbox. */
		finding = run_say(run, F_TEST_MAIL_IN_SPAM,
			N_("The test mail arrived, but in the folder \"{folder}\": the receiving side took "
			   "it for unwanted mail (spam)."),
			A_TEXT("folder", arrival->folder.shown));
	else
		/* TRANSLATORS: {folder} is the name of a folder in a mailbox. */
		finding = run_say(run, F_TEST_MAIL_ELSEWHERE,
			N_("The test mail arrived in the folder \"{folder}\", not in the inbox. Most likely "
			   "a filter rule of your mailbox puts it there."),
			A_TEXT("folder", arrival->folder.shown));
	add_evidence(finding, sent, arrival);
	arrival_say_judged(run, arrival);
}

/* --- it came back --- */

/* What the report says of the mail's recipient, as the answer of a server. */
static void say_reason(
	struct check_run *run, const struct sent_mail *sent, const struct bounce_recipient *recipient)
{
	const struct paste *paste = &recipient->reply;
	struct smtp_reply reply = {.code = paste->code};
	const char *host = paste->said_by[0] ? paste->said_by : sent->host;

	str_copy(reply.enhanced, sizeof reply.enhanced,
		paste->enhanced[0] ? paste->enhanced : recipient->status);
	str_copy(reply.text, sizeof reply.text, paste->text);
	run_evidence(reply_finding(run, &reply, paste->stage, host, "", true), "source", "report");
}

static struct finding *say_returned(struct check_run *run, const struct arrival *arrival, bool delayed)
{
	if (delayed)
		return run_say(run, F_TEST_MAIL_DELAYED,
			N_("The test mail has not arrived yet: a report in the inbox says that a mail "
			   "server still tries."),
			{0});
	if (arrival->report_of_other)
		/* TRANSLATORS: {recipient} is an email address. */
		return run_say(run, F_TEST_MAIL_RETURNED,
			N_("The test mail to {recipient} came back with a report."),
			A_EMAIL("recipient", run_case(run)->send_to));
	return run_say(run, F_TEST_MAIL_RETURNED,
		N_("The test mail was taken and then came back to the inbox with a report."), {0});
}

static void say_report(struct check_run *run, const struct sent_mail *sent, const struct arrival *arrival)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.kind = BOUNCE_NONE};
	const struct bounce_recipient *recipient = NULL;
	struct finding *finding;
	bool delayed;

	if (message_parse(str_text(&arrival->report), arrival->report.len, &message))
		bounce_read(&message, &bounce);
	recipient = bounce.n ? &bounce.recipients[0] : NULL;
	delayed = bounce.kind == BOUNCE_DELAY || (recipient && recipient->action == BOUNCE_DELAYED);
	if (delayed && arrival->report_of_other)
		return; /* one's own arrived; the other is still on its way */
	finding = say_returned(run, arrival, delayed);
	run_evidence(finding, "message_id", arrival->report_of_other ? sent->other_id : sent->id);
	run_evidence(finding, "kind", bounce_kind_name(bounce.kind));
	if (bounce.reporter[0])
		run_evidence(finding, "reporter", bounce.reporter);
	if (recipient && recipient->reply.meaning.cause) {
		run_soften(finding);
		say_reason(run, sent, recipient);
	}
}

/* --- it did not come --- */

/* A filter that throws away says so to nobody but the server that asked, and some servers pass the word on. */
static bool was_thrown_away(const char *reply)
{
	struct str STR_AUTO low = STR_INIT;

	pattern_prepare(&low, reply);
	return pattern_match(
		"{discarded,discard,dropped,quarantined,quarantine,held for,moderation}", str_text(&low));
}

static struct finding *say_missing(
	struct check_run *run, const struct sent_mail *sent, const struct arrival *arrival)
{
	if (was_thrown_away(sent->reply))
		/* TRANSLATORS: {host} is the name of a mail server, {reply} what it answered, word by word. */
		return run_say(run, F_TEST_MAIL_DISCARDED,
			N_("{host} took the test mail and keeps it or throws it away, in its own words: "
			   "{reply}"),
			A_HOST("host", sent->host), A_TEXT("reply", sent->reply));
	if (arrival->inbox_only)
		/* TRANSLATORS: {host} is the name of a mail server, {seconds} a number. */
		return run_say(run, F_TEST_MAIL_NOT_IN_INBOX,
			N_("{host} took the test mail, but after {seconds} seconds it is not in the inbox. "
			   "Other folders, such as the one for spam, cannot be seen from here."),
			A_HOST("host", sent->host), A_SECONDS("seconds", seconds_of(arrival)));
	/* TRANSLATORS: {host} is the name of a mail server, {seconds} a number. */
	return run_say(run, F_TEST_MAIL_MISSING,
		N_("{host} took the test mail, but after {seconds} seconds it is neither in the inbox nor in "
		   "another folder. It may still be on its way."),
		A_HOST("host", sent->host), A_SECONDS("seconds", seconds_of(arrival)));
}

/* The time was too short to say more than that. */
static void say_not_yet(struct check_run *run, const struct sent_mail *sent, const struct arrival *arrival)
{
	/* TRANSLATORS: {host} is the name of a mail server, {seconds} a number. */
	add_evidence(run_say(run, F_TEST_MAIL_NOT_YET,
			     N_("{host} took the test mail; within {seconds} seconds it has not arrived yet. "
				"Look again in some minutes."),
			     A_HOST("host", sent->host), A_SECONDS("seconds", seconds_of(arrival))),
		sent, arrival);
	run_unknown(run, N_("The time was too short to see whether the test mail arrives."));
}

static void say_none(struct check_run *run, const struct sent_mail *sent, const struct in_login *in,
	const struct arrival *arrival)
{
	if (arrival->step == ACCESS_CANCELLED) {
		run_unknown(run, N_("It was stopped before the test mail was seen."));
	} else if (arrival->in_time || was_thrown_away(sent->reply)) {
		struct finding *finding = say_missing(run, sent, arrival);

		run_evidence(finding, "reply", sent->reply);
		run_evidence(finding, "spam_folder", arrival->no_junk ? "none" : "looked");
		add_evidence(finding, sent, arrival);
	} else if (arrival->step == ACCESS_DONE || arrival->looked) {
		say_not_yet(run, sent, arrival);
	} else {
		struct finding *finding = run_say(run, F_ARRIVAL_UNSEEN,
			/* TRANSLATORS: {host} is the server for receiving mail. */
			N_("{host} does not let the test mail be looked for. Look for it in your inbox and "
			   "in the spam folder."),
			A_HOST("host", in->used.host));

		run_evidence(finding, "step", access_step_name(arrival->step));
	}
}

void arrival_say(struct check_run *run, const struct sent_mail *sent, const struct in_login *in,
	const struct arrival *arrival)
{
	bool returned = arrival->report.len && !arrival->report_of_other;

	if (arrival->place)
		say_arrived(run, sent, arrival);
	if (arrival->report.len)
		say_report(run, sent, arrival);
	if (!arrival->place && !returned)
		say_none(run, sent, in, arrival);
}
