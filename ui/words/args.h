/*
 * The arguments of a cause's texts: what its findings say first, then what the record knows. And the plain
 * words for what nobody knows.
 */
#ifndef MAILMEND_UI_WORDS_ARGS_H
#define MAILMEND_UI_WORDS_ARGS_H

#include <stddef.h>

#include "checks/base/vec.h"
#include "checks/engine/record.h"

struct words_args {
	VEC(struct arg) v; /* texts borrowed from the record */
};

/* Fills args_r, which the caller releases; cause may be NULL. The record must stay meanwhile. */
void words_args_of(
	struct words_args *args_r, const struct record *record, const struct diagnosed_cause *cause);
void words_args_release(struct words_args *args);

/*
 * The plain word for a placeholder without a value, translated: "the mail server". NULL: this placeholder is
 * not one that texts without arguments may use. Every such name is listed once in args.c.
 */
const char *words_plain(const char *name, size_t len);

/* Whether a step with this placeholder is about nothing else, so that it is left out where the value is not known. */
bool words_is_needed(const char *name, size_t len);

bool words_has_value(const struct words_args *args, const char *name);

/* Whether the text has all that it is about (words_is_needed). */
bool words_has_needed(const char *text, const struct words_args *args);

/* Whether the name is that of a web page, which is left out rather than paraphrased at the end of a sentence. */
bool words_is_page(const char *name, size_t len);

#endif
