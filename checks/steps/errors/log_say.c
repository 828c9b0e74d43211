/*
 * From what a log tells to findings: one for each cause, as if the last answer had been heard live. What is over, concerns a single mailbox, or
 * the clients of this server, is told and weighs less: every healthy server has such lines.
 */
#include "checks/steps/errors/log_say.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/steps/common/reply_finding.h"

#define SAID_MAX      24
#define SHOWN_DOMAINS 6

static void add_times(struct finding *finding, int64_t first, int64_t last)
{
	char when[24];

	if (first) {
		clock_iso8601(first, when, sizeof when);
		run_evidence(finding, "first", when);
	}
	if (last) {
		clock_iso8601(last, when, sizeof when);
		run_evidence(finding, "last", when);
	}
}

static void add_domains(struct finding *finding, const struct log_group *group)
{
	STR_AUTO struct str text = STR_INIT_MAX(900);

	for (size_t i = 0; i < group->n_domains && i < SHOWN_DOMAINS; i++)
		str_addf(&text, "%s%s %u", i ? ", " : "", group->domains[i].name, group->domains[i].count);
	if (text.len)
		run_evidence(finding, "destinations", str_text(&text));
}

static void add_evidence(struct finding *finding, const struct log_cause *cause)
{
	run_evidence(finding, "source", "log");
	run_evidencef(finding, "count", "%llu", (unsigned long long)cause->count);
	run_evidencef(finding, "deferred", "%llu", (unsigned long long)cause->deferred);
	run_evidencef(finding, "bounced", "%llu", (unsigned long long)cause->bounced);
	if (cause->refused)
		run_evidencef(finding, "refused", "%llu", (unsigned long long)cause->refused);
	if (cause->overcome)
		run_evidencef(finding, "sent_later", "%llu", (unsigned long long)cause->overcome);
	add_times(finding, cause->first, cause->last);
	add_domains(finding, cause->best);
	run_evidence(finding, "reply", cause->best->text);
	run_evidence(finding, "line", cause->best->example);
	run_evidence(finding, "meaning", cause_name(cause->id));
}

/* Who said it: a server where one is named, else where the mail wanted to go. */
static const char *host_of(const struct log_group *group)
{
	if (group->relay[0])
		return group->relay;
	return group->n_domains ? group->domains[0].name : "";
}

static enum finding_id id_of(const struct log_cause *cause)
{
	const struct reply_meaning meaning = {.cause = cause_name(cause->id), .sure = cause->sure};

	return reply_finding_id(&meaning, 0, REPLY_STAGE_UNKNOWN);
}

static void say_failing(
	struct check_run *run, const struct log_cause *cause, const struct log_counts *counts, bool light)
{
	uint64_t recipients = cause->deferred + cause->bounced;
	const struct arg args[] = {A_COUNT("count", (int64_t)(recipients ? recipients : cause->count)),
		A_COUNT("total", (int64_t)counts->recipients), A_HOST("host", host_of(cause->best)),
		A_TEXT("reply", cause->best->text), {.type = ARG_NONE}};
	struct finding *finding;

	if (recipients)
		finding = run_finding_plural(run, id_of(cause),
			/* TRANSLATORS: {count} of {total} are numbers of recipients, {reply} the words of a server. */
			NP_("In the log {count} of {total} recipients was not reached. The reason: {reply}",
				"In the log {count} of {total} recipients were not reached. The last reason: "
				"{reply}"),
			args);
	else
		finding = run_finding_plural(run, id_of(cause),
			/* TRANSLATORS: {count} is a number of lines, {reply} the words of a server, as its log has them. */
			NP_("The log tells {count} time of trouble on the way to another server: {reply}",
				"The log tells {count} times of trouble on the way to other servers. The "
				"last "
				"time: {reply}"),
			args);
	add_evidence(finding, cause);
	if (light)
		run_soften(finding);
}

static void say_over(struct check_run *run, const struct log_cause *cause)
{
	uint64_t count = cause->count ? cause->count : cause->overcome;
	const struct arg args[] = {A_COUNT("count", (int64_t)count), A_TEXT("reply", cause->best->text),
		A_DATE("date", cause->last), {.type = ARG_NONE}};

	if (!cause->count)
		add_evidence(
			run_finding_plural(run, F_LOG_OVER,
				/* TRANSLATORS: {count} is a number, {reply} the words of a server, as its log has them. */
				NP_("{count} recipient was reached later than usual. The reason given in "
				    "the log: {reply}",
					"{count} recipients were reached later than usual. The reason given "
					"in the log: {reply}"),
				args),
			cause);
	else
		add_evidence(
			run_finding_plural(run, F_LOG_OVER,
				/* TRANSLATORS: {count} is a number, {date} a date, {reply} the words of a server. */
				NP_("{count} recipient was not reached for a reason that has not come again "
				    "since {date}: {reply}",
					"{count} recipients were not reached for a reason that has not come "
					"again "
					"since {date}: {reply}"),
				args),
			cause);
}

static void say_clients(struct check_run *run, const struct log_cause *cause)
{
	const struct arg args[] = {A_COUNT("count", (int64_t)cause->count),
		A_TEXT("reply", cause->best->text), {.type = ARG_NONE}};

	add_evidence(
		run_finding_plural(run, F_LOG_CLIENTS,
			/* TRANSLATORS: {count} is a number, {reply} the words of this server, as its log has them. */
			NP_("This server itself turned a sender away {count} time: {reply}",
				"This server itself turned senders away {count} times. The last reason: "
				"{reply}"),
			args),
		cause);
}

static void say_cause(struct check_run *run, const struct log_cause *cause, const struct log_counts *counts)
{
	switch (log_weigh(cause, counts)) {
	case LOG_WEIGHS:
		say_failing(run, cause, counts, false);
		break;
	case LOG_LIGHT:
		say_failing(run, cause, counts, true);
		break;
	case LOG_OVER:
		say_over(run, cause);
		break;
	case LOG_CLIENTS:
		say_clients(run, cause);
		break;
	}
}

static void say_unexplained(struct check_run *run, const struct log_causes *causes)
{
	const struct log_cause *top = causes->unexplained.items;
	uint64_t count = 0;

	for (size_t i = 0; i < causes->unexplained.n; i++)
		count += causes->unexplained.items[i].count;
	if (!count)
		return;

	const struct arg args[] = {
		A_COUNT("count", (int64_t)count), A_TEXT("reply", top->best->text), {.type = ARG_NONE}};
	struct finding *finding = run_finding_plural(run, F_LOG_UNEXPLAINED,
		/* TRANSLATORS: {count} is a number, {reply} words of the log. */
		NP_("The log names {count} failure whose words are not known to this program: {reply}",
			"The log names {count} failures whose words are not known to this program. The most "
			"frequent: {reply}"),
		args);

	run_evidencef(finding, "count", "%llu", (unsigned long long)count);
	run_evidence(finding, "line", top->best->example);
	add_times(finding, top->first, top->last);
}

static void say_sums(struct check_run *run, const struct log_counts *counts)
{
	const struct arg args[] = {A_COUNT("count", (int64_t)counts->recipients),
		A_COUNT("sent", (int64_t)(counts->sent + counts->forwarded)),
		A_COUNT("failed", (int64_t)log_failed(counts)), {.type = ARG_NONE}};
	struct finding *finding = run_finding_plural(run, F_LOG_READ,
		/* TRANSLATORS: {count}, {sent} and {failed} are numbers of recipients. */
		NP_("The log tells what became of mail to {count} recipient: {sent} reached, {failed} not.",
			"The log tells what became of mail to {count} recipients: {sent} reached, {failed} "
			"not."),
		args);

	run_evidencef(finding, "lines", "%llu", (unsigned long long)counts->lines);
	run_evidencef(finding, "messages", "%llu", (unsigned long long)counts->messages);
	run_evidencef(finding, "sent", "%llu", (unsigned long long)counts->sent);
	run_evidencef(finding, "deferred", "%llu", (unsigned long long)counts->deferred);
	run_evidencef(finding, "bounced", "%llu", (unsigned long long)counts->bounced);
	run_evidencef(finding, "rejected", "%llu", (unsigned long long)counts->rejected);
	add_times(finding, counts->from, counts->to);
}

void log_say(struct check_run *run, struct log_book *book)
{
	const struct log_counts *counts = log_book_counts(book);
	LOG_CAUSES_AUTO struct log_causes causes;

	log_causes_of(book, &causes);
	say_sums(run, counts);
	for (size_t i = 0; i < causes.causes.n && i < SAID_MAX; i++)
		say_cause(run, &causes.causes.items[i], counts);
	for (size_t i = 0; i < causes.overcome.n && i < SAID_MAX; i++)
		say_cause(run, &causes.overcome.items[i], counts);
	say_unexplained(run, &causes);
}
