/*
 * errors.own-abuse: does somebody send spam through this server? Counted by login, by user of this computer and by client, from the
 * end of the mail log; a person who writes much is told from a program by what becomes of the mail and where it comes from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/computer.h"
#include "checks/steps/own/maillog.h"
#include "checks/steps/own/own.h"

#define TAIL_BYTES (900 << 10)

#define QUEUE_MUCH	    100
#define QUEUE_DOMAINS	    20
#define QUEUE_SHARE_PERCENT 80

/* Where Postfix writes its log by itself is a setting; elsewhere the system keeps it. */
static enum computer_answer read_log(const struct mailcase *mailcase, enum own_kind kind, struct str *text_r)
{
	const struct own_about *about = own_about(kind);
	enum computer_answer answer = COMPUTER_ABSENT;

	for (size_t i = 0; i < 4 && about->logs[i]; i++) {
		enum computer_answer one = computer_tail(mailcase, about->logs[i], TAIL_BYTES, text_r);

		if (one == COMPUTER_READ && text_r->len)
			return one;
		if (one == COMPUTER_FORBIDDEN)
			answer = one;
	}
	return answer;
}

/* The journal of the facility "mail". */
static bool read_journal(struct check_run *run, struct str *text_r)
{
	static const char *const words[] = {
		"journalctl", "-q", "--no-pager", "-o", "short-iso", "-n", "4000", "SYSLOG_FACILITY=2", NULL};
	int code;

	return computer_run(run_case(run), run_scope(run), words, text_r, &code) == COMPUTER_READ &&
	       code == 0 && text_r->len > 0;
}

static const char *sentence(enum maillog_by by)
{
	switch (by) {
	case MAILLOG_BY_LOGIN:
		/* TRANSLATORS: {who} is a login name, {count} a number of mails. */
		return N_("Very much mail is handed in by the login {who}: {count} mails within an hour, in "
			  "a way that looks "
			  "like spam. Its password may be stolen.");
	case MAILLOG_BY_UID:
		/* TRANSLATORS: {who} is a user of the computer, {count} a number of mails. */
		return N_("Very much mail is handed in on this computer by the user {who}: {count} mails "
			  "within an hour, in a "
			  "way that looks like spam. A web page or script may be misused.");
	default:
		/* TRANSLATORS: {who} is the name or address of a computer, {count} a number of mails. */
		return N_("Very much mail for others is handed in by {who}: {count} mails within an hour, in "
			  "a way that looks "
			  "like spam.");
	}
}

/* 33 to "www-data (33)", where the file of accounts says so. */
static void name_of_uid(const struct mailcase *mailcase, const char *uid, char *name_r, size_t size)
{
	STR_AUTO struct str text = STR_INIT;
	const char *line;

	str_copy(name_r, size, uid);
	if (!ascii_isdigit(*uid) || computer_read(mailcase, "/etc/passwd", &text) != COMPUTER_READ)
		return;
	for (line = str_text(&text); *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t name = strcspn(line, ":\n"), len = strlen(uid);
		const char *number = line + name;

		if (strncmp(number, ":x:", 3) == 0 && strncmp(number + 3, uid, len) == 0 &&
			number[3 + len] == ':') {
			snprintf(name_r, size, "%.*s (%s)", (int)(name < 64 ? name : 64), line, uid);
			return;
		}
	}
}

static void say_abused(struct check_run *run, const struct maillog_user *user)
{
	static const char *const kinds[] = {
		[MAILLOG_BY_LOGIN] = "login", [MAILLOG_BY_UID] = "uid", [MAILLOG_BY_CLIENT] = "client"};
	char name[ADDRESS_MAX + 80];
	struct finding *finding;

	str_copy(name, sizeof name, user->name);
	if (user->by == MAILLOG_BY_UID)
		name_of_uid(run_case(run), user->name, name, sizeof name);
	finding = run_say(run, F_OWN_ABUSED, sentence(user->by),
		user->by == MAILLOG_BY_CLIENT ? A_HOST("who", name) : A_USER("who", name),
		A_COUNT("count", (int64_t)user->most));
	run_evidence(finding, "by", kinds[user->by]);
	run_evidence(finding, "name", name);
	run_evidencef(finding, "mails", "%zu", user->mails);
	run_evidencef(finding, "most_in_an_hour", "%zu", user->most);
	run_evidencef(finding, "recipients", "%zu", user->recipients);
	run_evidencef(finding, "failed", "%zu", user->failed);
	run_evidencef(finding, "clients", "%zu", user->clients);
	run_evidencef(finding, "senders", "%zu", user->senders);
}

static void judge(struct check_run *run, const char *text)
{
	struct maillog *reading = mem_new(sizeof *reading);
	const struct maillog_user *user;

	maillog_read(text, reading);
	user = maillog_abuser(reading);
	if (user)
		say_abused(run, user);
	free(reading);
}

/* Without a log, only a line that one sender alone has filled, for strangers everywhere, tells enough. */
static void judge_queue(struct check_run *run)
{
	const struct own_queue *queue = fact_await_own_queue(run);
	struct finding *finding;

	if (!queue || queue->waiting < QUEUE_MUCH || queue->domains < QUEUE_DOMAINS ||
		queue->senders[0].n * 100 < queue->waiting * QUEUE_SHARE_PERCENT) {
		run_unknown(run, N_("There is no mail log that could be read."));
		return;
	}
	finding = run_say(run, F_OWN_ABUSED,
		/* TRANSLATORS: {who} is an email address, {count} a number of mails. */
		N_("{count} mails from {who} to very many different places wait here. That looks like spam."),
		A_EMAIL("who", queue->senders[0].name), A_COUNT("count", (int64_t)queue->senders[0].n));
	run_evidence(finding, "by", "sender");
	run_evidence(finding, "name", queue->senders[0].name);
	run_evidencef(finding, "domains", "%zu", queue->domains);
}

static void run_abuse(struct check_run *run)
{
	const struct own_server *server = fact_get_own_server(run);
	STR_AUTO struct str text = STR_INIT;
	enum computer_answer answer;

	if (server->kind == OWN_NONE || server->apart) {
		run_skip(run, "settings.own-service");
		return;
	}
	answer = read_log(run_case(run), server->kind, &text);
	if (answer == COMPUTER_READ || read_journal(run, &text))
		judge(run, str_text(&text));
	else if (answer == COMPUTER_FORBIDDEN)
		run_say(run, F_OWN_NOT_READ,
			/* TRANSLATORS: {program} is a mail server program, {command} a command on its own line. */
			N_("The log of {program} can only be read with more rights. This shows its end: "
			   "{command}"),
			A_NAME("program", own_about(server->kind)->name),
			A_COMMAND("command", server->kind == OWN_EXIM
						     ? "sudo tail -n 50 /var/log/exim4/mainlog"
						     : "sudo tail -n 50 /var/log/mail.log"));
	else
		judge_queue(run);
}

const struct check check_errors_own_abuse = {
	.id = "errors.own-abuse",
	.step = STEP_ERRORS,
	.title = N_("Count who hands in mail, in the server's log"),
	.needs = FACT_BIT(OWN_SERVER),
	.wants = FACT_BIT(OWN_QUEUE),
	.limit_ms = 6000,
	.applies = own_applies,
	.run = run_abuse,
};
