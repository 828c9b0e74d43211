/*
 * errors.own-queue: how many mails wait on this server, since when, and why. The servers' own programs are asked, which need no
 * rights at Postfix and an administrator's at the others.
 */
#include "checks/steps/own/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/computer.h"
#include "checks/know/paste.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/profiles/own_list.h"
#include "checks/steps/own/own.h"

/* What is asked for the queue, and what a person types for it. */
static const struct {
	const char *words[4], *by_hand;
} commands[OWN_KIND_N] = {
	[OWN_POSTFIX] = {{"postqueue", "-j"}, "sudo postqueue -p"},
	[OWN_EXIM] = {{"exim4", "-bp"}, "sudo exim4 -bp"},
	[OWN_OPENSMTPD] = {{"smtpctl", "show", "queue"}, "sudo smtpctl show queue"},
	[OWN_SENDMAIL] = {{"mailq"}, "sudo mailq"},
};

struct asking {
	struct check_run *run;
	const struct own_server *server;
	const struct own_settings *settings;
	struct queue_reading reading;
	struct own_queue *queue;
};

/* Exim keeps a log for each mail, in one directory or in one for each sixth letter of the id. */
static void read_msglog(struct asking *asking, const char *id)
{
	const char *spool =
		asking->settings && asking->settings->spool[0] ? asking->settings->spool : "/var/spool/exim4";
	STR_AUTO struct str text = STR_INIT;
	char path[400];

	snprintf(path, sizeof path, "%s/msglog/%s", spool, id);
	if (computer_read(run_case(asking->run), path, &text) != COMPUTER_READ) {
		snprintf(path, sizeof path, "%s/msglog/%c/%s", spool, id[5], id);
		if (computer_read(run_case(asking->run), path, &text) != COMPUTER_READ)
			return;
	}
	queue_read_msglog(str_text(&text), &asking->reading);
}

static void take(struct asking *asking, const char *text)
{
	STR_AUTO struct str ids = STR_INIT;
	const char *at;
	char id[64];

	switch (asking->server->kind) {
	case OWN_POSTFIX:
		queue_read_postfix(text, &asking->reading);
		break;
	case OWN_EXIM:
		queue_read_exim(text, &asking->reading, &ids);
		for (at = str_text(&ids); own_next_word(&at, id, sizeof id);)
			read_msglog(asking, id);
		break;
	case OWN_OPENSMTPD:
		queue_read_opensmtpd(text, &asking->reading);
		break;
	default:
		queue_read_sendmail(text, &asking->reading);
	}
	queue_finish(&asking->reading);
}

/* False where the queue could not be read. */
static bool ask(struct asking *asking)
{
	const char *words[4];
	STR_AUTO struct str text = STR_INIT;
	enum computer_answer answer;
	int code;

	memcpy(words, commands[asking->server->kind].words, sizeof words);
	if (asking->server->kind == OWN_EXIM)
		words[0] = asking->server->command;
	answer = computer_run(run_case(asking->run), run_scope(asking->run), words, &text, &code);
	if (answer == COMPUTER_FAILED && text.len)
		asking->queue->more = true;
	else if (answer != COMPUTER_READ || code != 0)
		return false;
	take(asking, str_text(&text));
	return true;
}

static const char *meaning(enum own_reason why)
{
	static const char *const words[OWN_REASON_N] = {
		[OWN_REASON_NONE] = N_("Why they wait is not said."),
		[OWN_REASON_REPLY] = N_("Other servers put them off or refuse them."),
		[OWN_REASON_UNREACHED] = N_("The servers that they are for cannot be reached."),
		[OWN_REASON_NAME] = N_("The servers that they are for are not found by their names."),
		[OWN_REASON_LOGIN] = N_("The server that mail is handed to does not accept the sign-in."),
		[OWN_REASON_TLS] = N_("The connection could not be encrypted as the settings demand."),
		[OWN_REASON_HERE] = N_("Something on this computer keeps them from leaving."),
		[OWN_REASON_TOLD] = N_("A setting or a person keeps them back."),
		[OWN_REASON_OTHER] = N_("The reason in the server's words tells more."),
	};

	return words[why];
}

static void add_evidence(struct finding *finding, const struct own_queue *queue)
{
	STR_AUTO struct str groups = STR_INIT_MAX(900);
	char since[24];

	run_evidencef(finding, "count", "%zu%s", queue->n, queue->more ? " or more" : "");
	run_evidencef(finding, "waiting", "%zu", queue->waiting);
	run_evidencef(finding, "on_hold", "%zu", queue->held);
	run_evidencef(finding, "bounces", "%zu", queue->bounces);
	run_evidencef(finding, "domains", "%zu", queue->domains);
	if (queue->oldest) {
		clock_iso8601(queue->oldest, since, sizeof since);
		run_evidence(finding, "oldest", since);
	}
	for (size_t i = 0; i < queue->n_reasons && i < 4; i++)
		str_addf(&groups, "%s%zu: %s (%s)", i ? "; " : "", queue->reasons[i].n,
			queue->reasons[i].text, queue->reasons[i].domain);
	if (groups.len)
		run_evidence(finding, "reasons", str_text(&groups));
}

/* The answer of another server that holds most of the line, told as if it had been said to us. */
static void say_reply(struct check_run *run, const struct own_waiting *top)
{
	const char *reply = queue_reply(top->text);
	struct smtp_reply said = {.lines = 1};
	struct paste paste;

	if (!reply || !paste_read(reply, SPEAKER_SERVER, &paste))
		return;
	/* What concerns one recipient or passes by itself is no reason for a whole line. */
	if (!paste.meaning.sure || paste.meaning.temporary ||
		ascii_starts(paste.meaning.cause, "recipient-") ||
		ascii_starts(paste.meaning.cause, "mailbox-"))
		return;
	said.code = paste.code;
	str_copy(said.enhanced, sizeof said.enhanced, paste.enhanced);
	str_copy(said.text, sizeof said.text, paste.text);
	run_evidence(reply_finding(run, &said, paste.stage, top->domain, "", false), "from", "the queue");
}

static void say_stuck(struct check_run *run, const struct own_queue *queue, const char *program)
{
	const struct own_waiting *top = &queue->reasons[0];
	enum own_reason why = queue->n_reasons ? top->why : OWN_REASON_NONE;
	const struct arg args[] = {A_COUNT("count", (int64_t)queue->waiting), A_NAME("program", program),
		A_DATE("date", queue->oldest), A_WORD("meaning", meaning(why)), A_TEXT("reply", top->text),
		A_HOST("domain", top->domain), {.type = ARG_NONE}};
	struct finding *finding = run_finding_plural(run, F_OWN_QUEUE_STUCK,
		/* TRANSLATORS: {count} is a number of mails, {program} a mail server program, {meaning} a whole sentence. */
		N_("{count} mail waits in the queue of {program} and does not leave. {meaning}"),
		N_("{count} mails wait in the queue of {program} and do not leave. {meaning}"), args);

	add_evidence(finding, queue);
	run_evidence(finding, "meaning", meaning(why));
	if (queue->n_reasons)
		run_evidence(finding, "reply", top->text);
	if (why == OWN_REASON_REPLY || why == OWN_REASON_LOGIN)
		say_reply(run, top);
}

static void say_fine(struct check_run *run, const struct own_queue *queue, const char *program)
{
	const struct arg args[] = {
		A_COUNT("count", (int64_t)queue->waiting), A_NAME("program", program), {.type = ARG_NONE}};
	struct finding *finding;

	if (!queue->waiting)
		finding = run_finding(run, F_OWN_QUEUE_FINE,
			/* TRANSLATORS: {program} is a mail server program. */
			N_("No mail waits in the queue of {program}."), args + 1);
	else
		finding = run_finding_plural(run, F_OWN_QUEUE_FINE,
			/* TRANSLATORS: {count} is a number of mails, {program} a mail server program. */
			N_("{count} mail waits in the queue of {program}, which is usual."),
			N_("{count} mails wait in the queue of {program}, for different reasons, which is "
			   "usual."),
			args);
	add_evidence(finding, queue);
}

static void say_not_read(struct check_run *run, enum own_kind kind)
{
	run_say(run, F_OWN_NOT_READ,
		/* TRANSLATORS: {program} is a mail server program, {command} a command on its own line. */
		N_("The queue of {program} can only be read with more rights. This shows it: {command}"),
		A_NAME("program", own_about(kind)->name), A_COMMAND("command", commands[kind].by_hand));
}

static void run_queue(struct check_run *run)
{
	const char *at = strrchr(run_case(run)->to, '@');
	struct asking asking = {.run = run, .server = fact_get_own_server(run)};
	const char *program = own_about(asking.server->kind)->name;

	if (asking.server->kind == OWN_NONE || asking.server->apart) {
		run_skip(run, "settings.own-service");
		return;
	}
	asking.settings = fact_await_own_settings(run);
	asking.queue = mem_new(sizeof *asking.queue);
	asking.reading =
		(struct queue_reading){.queue = asking.queue, .asked = at ? at + 1 : "", .now = clock_wall()};
	if (!ask(&asking)) {
		if (run_is_over(run))
			run_unknown(run, N_("It was stopped before the server answered."));
		else
			say_not_read(run, asking.server->kind);
		free(asking.queue);
		return;
	}
	if (queue_is_stuck(asking.queue))
		say_stuck(run, asking.queue, program);
	else
		say_fine(run, asking.queue, program);
	fact_put_own_queue(run, asking.queue);
}

const struct check check_errors_own_queue = {
	.id = "errors.own-queue",
	.step = STEP_ERRORS,
	.title = N_("Look into the queue of the mail server"),
	.needs = FACT_BIT(OWN_SERVER),
	.wants = FACT_BIT(OWN_SETTINGS),
	.provides = FACT_BIT(OWN_QUEUE),
	.limit_ms = 8000,
	.applies = own_applies,
	.run = run_queue,
};
