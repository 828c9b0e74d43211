/*
 * The texts of a cause, filled from the record.
 */
#include "ui/words/words.h"

#include "ui/words/args.h"

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

bool words_cause_step(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	size_t i, const struct words_style *style)
{
	const struct advice *advice = advice_find(cause->id, record->mailcase.program);

	if (i >= ADVICE_STEPS_MAX || !advice->steps[i])
		return false;
	fill_from(out, advice->steps[i], record, cause, style);
	return true;
}

void words_cause_ask(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	if (cause->who != WHO_YOU)
		fill_from(out, words_of(cause)->ask, record, cause, style);
}

void words_cause_reason(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style)
{
	fill_from(out, cause->reason, record, cause, style);
}
