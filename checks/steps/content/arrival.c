/*
 * content.arrival: waits for the test mail in the person's own mailbox. A mail that was taken is not yet one that arrived: it may lie in
 * the spam folder, be thrown away, come back, or come late. It goes on in the session that login.receive opened, and only reads.
 */
#include "checks/steps/content/arrival.h"

static void release(struct arrival *arrival)
{
	str_wipe(&arrival->header);
	str_release(&arrival->header);
	str_wipe(&arrival->report);
	str_release(&arrival->report);
}

/* Nobody can look: that is no trouble of the mail. */
static void say_unseen(struct check_run *run, const struct in_login *in)
{
	struct finding *finding = run_say(run, F_ARRIVAL_UNSEEN,
		N_("Whether the test mail arrived could not be looked at from here. Look for it in your "
		   "inbox and in the spam folder."),
		{0});

	if (in)
		run_evidence(finding, "stage", in->stage);
}

static void run_arrival(struct check_run *run)
{
	const struct sent_mail *sent = fact_await_sent_mail(run);
	const struct in_login *in = fact_await_in_login(run);
	const struct in_session *met = fact_get_in_session(run);
	struct arrival arrival = {.place = ARRIVAL_NOWHERE};
	bool signed_in = in && in->accepted && met && met->access;

	/* It reads the same inbox in the same session. */
	(void)fact_await_inbox_reports(run);
	if (!sent) {
		if (signed_in)
			access_leave(met->access, run_scope(run));
		run_skip(run, "provider.test-mail");
	} else if (!signed_in) {
		say_unseen(run, in);
	} else {
		arrival_look(run, sent, in, met, &arrival);
		arrival_say(run, sent, in, &arrival);
	}
	release(&arrival);
}

/* Without a way to sign in it says so. */
static bool arrival_applies(const struct mailcase *mailcase)
{
	return mailcase_sends_test_mail(mailcase) && mailcase->role == ROLE_USER &&
	       mailcase_wants_step(mailcase, STEP_CONTENT);
}

const struct check check_content_arrival = {
	.id = "content.arrival",
	.step = STEP_CONTENT,
	.title = N_("Look for the test mail in your inbox and spam folder"),
	.wants = FACT_BIT(SENT_MAIL) | FACT_BIT(IN_SESSION) | FACT_BIT(IN_LOGIN) | FACT_BIT(INBOX_REPORTS) |
		 FACT_BIT(TLS_STORE),
	.own_time = arrival_applies,
	.limit_ms = ARRIVAL_WAIT_MAX_MS + 60000,
	.applies = arrival_applies,
	.run = run_arrival,
};
