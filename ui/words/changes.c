/*
 * What a run came to, and what is otherwise than in an earlier one, check by check.
 */
#include <string.h>

#include "checks/engine/since.h"
#include "ui/words/words.h"

/* A check of another version, which this one does not have, is called by its id. */
static const char *title_of(const char *id)
{
	for (size_t i = 0; i < catalogue_n; i++)
		if (strcmp(catalogue[i]->id, id) == 0)
			return _(catalogue[i]->title);
	return id;
}

const char *words_outcome(enum verdict verdict, enum cause_id cause)
{
	if (verdict == VERDICT_CAN_SEND)
		return _("Nothing stands in the way of sending.");
	if (cause != CAUSE_NONE)
		return _(cause_words[cause - 1].title);
	return _("It could not be found out what stops your mail.");
}

void words_changed_check(
	struct str *out, const struct changed_check *changed, const struct words_style *style)
{
	const struct arg args[] = {
		A_NAME("test", title_of(changed->id)),
		A_NAME("before", words_status(changed->before)),
		A_NAME("now", words_status(changed->now)),
	};

	/* TRANSLATORS: {test} is a phrase such as "Look up the server's name", {before} and {now} are words such as "problem". */
	words_fill(out, _("{test}. Before: {before}. Now: {now}."), args, 3, style);
}
