/*
 * The texts of a cause, filled from the record.
 */
#include "ui/words/words.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/engine/words.h"
#include "ui/words/args.h"

#define CERTAIN_ENOUGH 80 /* "very likely" and more (words_certainty) */

static const struct cause_words *words_of(const struct diagnosed_cause *cause)
{
	return &cause_words[cause->id - 1];
}

static void fill_from(struct str *out, const char *msgid, const struct record *record,
	const struct diagnosed_cause *cause, const struct words_style *style)
{
	struct words_args args;

	if (!msgid || !*msgid || cause->id == CAUSE_NONE)
		return;
	words_args_of(&args, record, cause);
	words_fill(out, gettext(msgid), args.v.items, args.v.n, style);
	words_args_release(&args);
}

void words_cause_title(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	fill_from(out, words_of(cause)->title, record, cause, style);
}

void words_cause_meaning(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	fill_from(out, words_of(cause)->meaning, record, cause, style);
}

void words_cause_until(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	fill_from(out, words_of(cause)->until, record, cause, style);
}

/* The i-th step of those that have what they are about, without those that were told (changed: what to change); NULL past the last. */
static const char *step_at(const struct advice *advice, const struct words_args *args, bool changed, size_t i)
{
	for (size_t k = 0; k < ADVICE_STEPS_MAX && advice->steps[k]; k++)
		if (words_has_needed(advice->steps[k], args) &&
			!(changed && strstr(advice->steps[k], "{change}")) && i-- == 0)
			return advice->steps[k];
	return NULL;
}

/* A mistake that was read in a program's file: which line to write. Before everything else that can be done. */
static bool change_step(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	const char *change = NULL, *line = NULL;
	const struct finding *finding = NULL;

	for (size_t i = 0; i < cause->n_findings && !change; i++) {
		finding = &record->findings.items[cause->findings[i]];
		change = finding_evidence(finding, "mistake") ? finding_evidence(finding, "change") : NULL;
	}
	if (!change || !finding_evidence(finding, "file"))
		return false;
	line = finding_evidence(finding, "line");

	const struct arg args[] = {A_NAME("file", finding_evidence(finding, "file")),
		A_NAME("line", line ? line : ""), A_COMMAND("change", change)};

	words_fill(out,
		/* TRANSLATORS: {file} is a file, {line} a number, {change} one line or more to be typed as they stand. */
		line ? _("Open the file {file} in an editor. At line {line} it has to say:\n{change}")
		     /* TRANSLATORS: {file} is a file, {change} one line or more to be typed as they stand. */
		     : _("Open the file {file} in an editor. It has to say:\n{change}"),
		args, sizeof args / sizeof args[0], style);
	return true;
}

bool words_cause_step(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	size_t i, const struct words_style *style)
{
	bool told = record->mailcase.program != PROGRAM_UNKNOWN;
	const struct advice *advice = advice_find_by(
		cause->id, told ? record->mailcase.program : record->learnt.program, cause->who);
	struct words_args args;
	struct str STR_AUTO change = STR_INIT;
	const char *step;

	bool changed = change_step(&change, record, cause, style);

	if (changed && i-- == 0) {
		str_add(out, str_text(&change));
		return true;
	}
	words_args_of(&args, record, cause);
	step = step_at(advice, &args, changed, i);
	if (step)
		words_fill(out, gettext(step), args.v.items, args.v.n, style);
	words_args_release(&args);
	return step != NULL;
}

/* "Can you correct it? Exact answer: {reply}" where nobody replied is "Can you correct it?". */
static void drop_reply(char *line)
{
	static const char reply[] = "{reply}";
	char *start = strstr(line, reply);
	const char *rest;

	if (!start)
		return;
	rest = start + strlen(reply);
	rest += *rest == '.';
	if (*rest && *rest != ' ')
		return; /* more is said in the same sentence */
	while (start - line > 1 && !(start[-1] == ' ' && strchr(".?!", start[-2])))
		start--;
	if (start - line > 1)
		memmove(start - 1, rest, strlen(rest) + 1);
}

/* The first line of a text, and of the others those that have what they are about. */
static void add_known_lines(struct str *out, const char *text, const struct words_args *args)
{
	bool replied = words_has_value(args, "reply");

	for (bool first = true; *text; first = false) {
		size_t len = strcspn(text, "\n");
		char *line = mem_strndup(text, len);

		if (!replied)
			drop_reply(line);
		if (first || words_has_needed(line, args))
			str_addf(out, "%s%s", first ? "" : "\n", line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

void words_cause_ask(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	const char *ask = cause->id == CAUSE_NONE ? NULL : cause_ask_for(cause->id, cause->who);
	struct words_args args;
	struct str known STR_AUTO = STR_INIT;

	if (!ask || !*ask)
		return;
	words_args_of(&args, record, cause);
	add_known_lines(&known, gettext(ask), &args);
	words_fill(out, str_text(&known), args.v.items, args.v.n, style);
	words_args_release(&args);
}

void words_cause_reason(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	fill_from(out, cause->reason, record, cause, style);
}

/* What was tried already is not proposed once more: then a person who sees more is the next step. */
void words_cause_surer(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	const struct surer *surer = &surer_table[cause->id - 1];
	enum experiment experiment;

	if (cause->confidence >= CERTAIN_ENOUGH)
		return;
	if (surer->experiment && experiment_by_name(surer->experiment, &experiment) &&
		record->mailcase.tried[experiment] != TRIED_NOT)
		fill_from(out, N_("Show the page for your helper to somebody who knows this network."),
			record, cause, style);
	else
		fill_from(out, surer->text, record, cause, style);
}
