/*
 * errors.message: the message that the person's program showed.
 *
 * A live test outweighs an old message: where the server takes the login today, a message about the password tells about the
 * program, not about the account; and what a program says about its connection is found out better by the tests, which see
 * where it ends. A refusal in the server's own words stays what it is.
 */
#include <string.h>

#include "checks/engine/facts.h"
#include "checks/know/paste.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/errors/bounced.h"
#include "checks/steps/errors/errors.h"

static bool listed(const enum cause_id *causes, size_t n, const char *name)
{
	enum cause_id cause;

	if (!cause_by_name(name, &cause))
		return false;
	for (size_t i = 0; i < n; i++)
		if (causes[i] == cause)
			return true;
	return false;
}

/* Causes that a login which works from here disproves for the account. */
static bool about_login(const char *cause)
{
	static const enum cause_id causes[] = {CAUSE_WRONG_PASSWORD, CAUSE_LOGIN_REQUIRED,
		CAUSE_USERNAME_WRONG, CAUSE_ENCRYPTION_REQUIRED, CAUSE_LOGIN_METHOD_OUTDATED,
		CAUSE_ENCRYPTION_MISMATCH};

	return listed(causes, sizeof causes / sizeof causes[0], cause);
}

/* Causes that lie on the way to the server: a program sees only that it did not get there. */
static bool about_way(const char *cause)
{
	static const enum cause_id causes[] = {CAUSE_SERVER_NAME_UNKNOWN, CAUSE_SERVER_NOT_MAIL,
		CAUSE_SERVER_OUTDATED, CAUSE_PORT_WRONG, CAUSE_ENCRYPTION_MISMATCH, CAUSE_TLS_TOO_OLD,
		CAUSE_OFFLINE, CAUSE_CAPTIVE_PORTAL, CAUSE_DNS_NOT_WORKING, CAUSE_SERVER_DOWN,
		CAUSE_PORT_BLOCKED, CAUSE_PORT25_BLOCKED, CAUSE_ALL_SMTP_PORTS_BLOCKED,
		CAUSE_NETWORK_MISROUTED, CAUSE_IPV6_BROKEN, CAUSE_LARGE_PACKETS_LOST,
		CAUSE_CONNECTION_FORGOTTEN, CAUSE_CONNECTION_UNSTABLE, CAUSE_SLOW_NETWORK,
		CAUSE_LOCAL_FIREWALL, CAUSE_FIREWALL_RULE_WRONG, CAUSE_MAIL_FILTERED_ON_PATH,
		CAUSE_STARTTLS_STRIPPED, CAUSE_PROXY_IN_THE_MIDDLE, CAUSE_ANTIVIRUS_INTERCEPTS_TLS,
		CAUSE_ANTIVIRUS_BLOCKS_PORT, CAUSE_CERTIFICATE_EXPIRED, CAUSE_CERTIFICATE_WRONG_NAME,
		CAUSE_CERTIFICATE_UNTRUSTED, CAUSE_CERTIFICATE_STORE_MISSING, CAUSE_CLOCK_WRONG,
		CAUSE_TEMPORARY_FAILURE};

	return listed(causes, sizeof causes / sizeof causes[0], cause);
}

static void add_evidence(struct finding *finding, const struct paste *paste)
{
	run_evidence(finding, "source", "you told us");
	if (paste->code)
		run_evidencef(finding, "reply_code", "%d", paste->code);
	if (paste->enhanced[0])
		run_evidence(finding, "enhanced", paste->enhanced);
	if (paste->text[0])
		run_evidence(finding, "reply", paste->text);
	if (paste->said_by[0])
		run_evidence(finding, "said_by", paste->said_by);
	if (paste->command[0])
		run_evidence(finding, "command", paste->command);
	if (paste->program)
		run_evidence(finding, "program", paste->program);
	if (paste->meaning.cause)
		run_evidence(finding, "meaning", paste->meaning.cause);
	if (paste->meaning.scope[0])
		run_evidence(finding, "meaning_scope", paste->meaning.scope);
	if (paste->meaning.source[0])
		run_evidence(finding, "meaning_source", paste->meaning.source);
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

static void say_tested(struct check_run *run, const struct paste *paste)
{
	struct finding *finding;

	finding = run_say(run, F_MESSAGE_OF_THE_WAY,
		N_("Your mail program says that it does not get through to the server. The tests show how "
		   "far one gets from here."),
		{0});
	add_evidence(finding, paste);
}

/* From a program's words alone nothing of this is likely: it lowers what they point to (checks/rules/message_weights.def). */
static void say_untested(struct check_run *run, const struct paste *paste)
{
	struct finding *finding;

	finding = run_say(run, F_MESSAGE_UNTESTED,
		N_("Your mail program tells no more than that it does not get through. Where it is stopped, "
		   "only "
		   "a test can tell: start mailmend with your email address."),
		{0});
	add_evidence(finding, paste);
}

/* The reply as its server said it, code first. */
static void say_meaning(struct check_run *run, const struct paste *paste)
{
	enum finding_id id = reply_finding_id(&paste->meaning, paste->code, paste->stage);
	const char *host = paste->said_by[0] ? paste->said_by : paste->about;
	char words[PASTE_TEXT_MAX + 32];
	const struct arg args[] = {A_TEXT("reply", words),
		host[0] ? A_HOST("host", host) : (struct arg){.type = ARG_NONE}, {.type = ARG_NONE}};

	paste_in_words(paste, words, sizeof words);
	/* TRANSLATORS: {reply} is the message that the person pasted, word by word */
	add_evidence(
		run_finding(run, id, N_("The message you were shown tells what is wrong: {reply}"), args),
		paste);
}

/* Whether the way to the server was tried in this run, with whatever result. */
static bool way_was_tried(struct check_run *run)
{
	const struct out_session *session = fact_await_out_session(run);

	return session || (fact_get_target(run) && !run_case(run)->offline);
}

static void say_way(struct check_run *run, const struct paste *paste)
{
	if (way_was_tried(run)) {
		say_tested(run, paste);
		return;
	}
	say_meaning(run, paste);
	if (!paste->meaning.sure)
		say_untested(run, paste);
}

static void run_message(struct check_run *run)
{
	const char *message = run_case(run)->message;
	const struct login_result *login = fact_await_out_login(run);
	const struct target *target = fact_get_target(run);
	struct paste paste;

	if (!paste_read(message, SPEAKER_UNKNOWN, &paste) || !paste.meaning.cause)
		say_unclear(run, message);
	else if (login && login->accepted && about_login(paste.meaning.cause))
		say_program_fails(run, target, message);
	else if (paste.speaker == SPEAKER_PROGRAM && about_way(paste.meaning.cause))
		say_way(run, &paste);
	else
		say_meaning(run, &paste);
}

static bool has_message(const struct mailcase *mailcase)
{
	return mailcase->message[0] && !bounced_is_message(mailcase);
}

const struct check check_errors_message = {
	.id = "errors.message",
	.step = STEP_ERRORS,
	.title = N_("Read the message you were shown"),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(OUT_SESSION) | FACT_BIT(TARGET),
	.limit_ms = 1000,
	.concludes = true,
	.applies = has_message,
	.run = run_message,
};
