/*
 * login.program: everything works from here, and still the person's program cannot send. Or the program does
 * not sign in at all. What remains then lies in the program itself.
 */
#include "checks/engine/facts.h"
#include "checks/steps/common/offer.h"
#include "checks/steps/login/login.h"

/* The program was seen to fail at handing the mail over; a mail that came back or got lost had left it
 * already. */
static bool program_fails(const struct mailcase *mailcase)
{
	return (mailcase->symptom == SYMPTOM_MESSAGE || mailcase->symptom == SYMPTOM_OUTBOX) &&
	       mailcase->scope != SCOPE_ONE;
}

static void say_still_fails(struct check_run *run, const struct target *target)
{
	struct finding *finding;

	if (target->in_use)
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_PROGRAM_STILL_FAILS,
			N_("From here {host} takes your name, your password and your mail. Your mail program "
			   "still cannot send, "
			   "so it must be doing something else."),
			A_HOST("host", target->out.host));
	else
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_PROGRAM_STILL_FAILS,
			N_("From here sending through {host} works with your password. Your mail program "
			   "cannot send, so its "
			   "settings or its stored password must be different."),
			A_HOST("host", target->out.host));
	run_evidence(finding, "settings", target->in_use ? "in-use" : "recommended");
	run_evidence(finding, "told", run_case(run)->symptom == SYMPTOM_OUTBOX ? "outbox" : "message");
}

/* Told that the program does not sign in: the server's own refusal without a login is the proof. */
static void say_login_off(struct check_run *run, const struct out_session *session)
{
	/* TRANSLATORS: {host} is the name of a mail server */
	run_say(run, F_PROGRAM_LOGIN_OFF,
		N_("Your mail program does not sign in for sending, and {host} only takes mail after a "
		   "sign-in."),
		A_HOST("host", session->used.host));
}

static void run_program(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct target *target = fact_get_target(run);
	const struct login_result *login = fact_await_out_login(run);
	const struct envelope_result *envelope = fact_await_envelope(run);
	const struct mailcase *mailcase = run_case(run);

	if (!session->ready) {
		run_skip(run, "settings.server");
	} else if (mailcase->program_login == PROGRAM_LOGIN_OFF) {
		if (login_offer(session)->auth && envelope && envelope->tried && !envelope->accepted)
			say_login_off(run, session);
	} else if (!program_fails(mailcase)) {
		run_skip(run, "not-told");
	} else if (login && login->accepted && envelope && envelope->accepted) {
		say_still_fails(run, target);
	}
}

static bool told_about_program(const struct mailcase *mailcase)
{
	return mailcase->symptom != SYMPTOM_UNKNOWN || mailcase->program_login == PROGRAM_LOGIN_OFF;
}

const struct check check_login_program = {
	.id = "login.program",
	.step = STEP_LOGIN,
	.title = N_("Compare with what your mail program does"),
	.needs = FACT_BIT(OUT_SESSION) | FACT_BIT(TARGET),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE),
	.limit_ms = 1000,
	.concludes = true,
	.applies = told_about_program,
	.run = run_program,
};
