/*
 * errors.message: the message that the person's program showed, or the mail that came back.
 *
 * A live test that succeeded outweighs an old message: where the server takes the login today, a message
 * about the password tells about the program, not about the account.
 */
#include <string.h>

#include "checks/engine/facts.h"
#include "checks/know/reply.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/errors/errors.h"

/* Causes that a login which works from here disproves for the account. */
static bool about_login(const char *cause)
{
	static const char *const login_causes[] = {"wrong-password", "login-required", "username-wrong",
		"encryption-required", "login-method-outdated", "encryption-mismatch"};

	for (size_t i = 0; i < sizeof login_causes / sizeof login_causes[0]; i++)
		if (strcmp(cause, login_causes[i]) == 0)
			return true;
	return false;
}

static void say_program_fails(struct check_run *run, const struct target *target, const char *message)
{
	struct finding *finding;

	/* TRANSLATORS: {host} is the name of a mail server */
	finding = run_say(run, F_PROGRAM_STILL_FAILS,
		N_("Your mail program shows that the sign-in fails. From here {host} takes the same name and "
		   "password, so the "
		   "program must be using something else."),
		A_HOST("host", target ? target->out.host : ""));
	run_evidence(finding, "message", message);
	run_evidence(finding, "told", "message");
}

static void say_unclear(struct check_run *run, const char *message)
{
	struct finding *finding;

	finding = run_say(run, F_MESSAGE_UNCLEAR,
		N_("The message does not say clearly what is wrong. The tests below find out more."), {0});
	run_evidence(finding, "message", message);
}

static void say_meaning(
	struct check_run *run, const struct reply_query *query, const struct reply_meaning *meaning)
{
	enum finding_id id = reply_finding_id(meaning, query->code, query->stage);
	struct finding *finding;

	/* TRANSLATORS: {reply} is the message that the person pasted, word by word */
	finding = run_say(run, id, N_("The message you were shown tells what is wrong: {reply}"),
		A_TEXT("reply", query->text));
	run_evidence(finding, "source", "you told us");
	run_evidencef(finding, "reply_code", "%d", query->code);
	run_evidence(finding, "enhanced", query->enhanced);
	run_evidence(finding, "meaning", meaning->cause);
	run_evidence(finding, "meaning_source", meaning->source);
}

static void run_message(struct check_run *run)
{
	const char *message = run_case(run)->message;
	const struct login_result *login = fact_await_out_login(run);
	const struct target *target = fact_get_target(run);
	struct reply_meaning meaning;
	struct reply_query query;
	char enhanced[12];

	if (!reply_find(message, &query, enhanced, sizeof enhanced)) {
		say_unclear(run, message);
		return;
	}
	reply_explain(&query, &meaning);
	if (!meaning.cause)
		say_unclear(run, message);
	else if (login && login->accepted && about_login(meaning.cause))
		say_program_fails(run, target, message);
	else
		say_meaning(run, &query, &meaning);
}

static bool has_message(const struct mailcase *mailcase)
{
	return mailcase->message[0] != '\0';
}

const struct check check_errors_message = {
	.id = "errors.message",
	.step = STEP_ERRORS,
	.title = N_("Read the message you were shown"),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(TARGET),
	.limit_ms = 1000,
	.concludes = true,
	.applies = has_message,
	.run = run_message,
};
