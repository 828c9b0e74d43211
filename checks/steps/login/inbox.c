/*
 * login.inbox: looks for mails that came back, in the inbox and within the session that login.receive opened, where the person agreed to
 * it. It only reads; what the reports say is said by errors.mailbox.
 */
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/know/bounce.h"
#include "checks/mail/access_inbox.h"
#include "checks/steps/login/login.h"

#define DAYS	       30
#define READ_MAX       12 /* mails that are fetched to find INBOX_REPORTS_MAX reports of failure among them */
#define INBOX_LIMIT_MS 20000

/* Not every mail of a postmaster is a report of failure. */
static bool is_report(const struct str *mail)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.kind = BOUNCE_NONE};

	if (!message_parse(str_text(mail), mail->len, &message))
		return false;
	bounce_read(&message, &bounce);
	return bounce.kind == BOUNCE_FAILURE || bounce.kind == BOUNCE_DELAY || bounce.kind == BOUNCE_UNCLEAR;
}

/* What has come of a mail is kept also where the rest of it did not. */
static void read_reports(struct access_session *session, const struct io_scope *scope,
	const struct access_inbox *inbox, struct inbox_reports *reports)
{
	struct str mail STR_AUTO = STR_INIT;
	size_t i;

	for (i = 0; i < inbox->n && i < READ_MAX && reports->n < INBOX_REPORTS_MAX; i++) {
		reports->step = access_inbox_read(session, scope, inbox->ids[i], &mail);
		if (is_report(&mail)) {
			struct str *kept = &reports->mails[reports->n++];

			str_add_bytes(kept, str_text(&mail), mail.len);
		}
		if (reports->step != ACCESS_DONE)
			break;
	}
	reports->whole = inbox->whole && reports->step == ACCESS_DONE;
	str_wipe(&mail);
}

static void run_inbox(struct check_run *run)
{
	const struct in_login *in = fact_get_in_login(run);
	const struct in_session *met = fact_get_in_session(run);
	struct inbox_reports *reports;
	struct access_inbox inbox;

	if (!in->accepted) {
		run_skip(run, "login.receive");
		return;
	}
	reports = mem_new(sizeof *reports);
	reports->days = DAYS;
	reports->step =
		access_inbox_look(met->access, run_scope(run), clock_wall() - (int64_t)DAYS * 86400, &inbox);
	/* Where looking failed half-way, what was found is still worth reading. */
	if (!met->access->broken)
		read_reports(met->access, run_scope(run), &inbox, reports);
	if (!mailcase_looks_for_arrival(run_case(run))) /* content.arrival goes on */
		access_leave(met->access, run_scope(run));
	fact_put_inbox_reports(run, reports);
}

const struct check check_login_inbox = {
	.id = "login.inbox",
	.step = STEP_LOGIN,
	.title = N_("Look for mails that came back in the inbox"),
	.needs = FACT_BIT(IN_LOGIN) | FACT_BIT(IN_SESSION),
	.provides = FACT_BIT(INBOX_REPORTS),
	.limit_ms = INBOX_LIMIT_MS,
	.applies = mailcase_reads_inbox,
	.run = run_inbox,
};
