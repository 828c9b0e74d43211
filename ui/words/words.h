/*
 * From msgids and typed arguments to the sentences that a person reads.
 *
 * This is the only place where findings, causes and steps become text: the msgid is translated, its
 * {placeholders} are filled by type (masked, isolated, counted, dated), and never is a sentence glued from
 * parts. All functions give UTF-8; the terminal's own character set is ui/screen's and ui/plain's business.
 */
#ifndef MAILMEND_UI_WORDS_H
#define MAILMEND_UI_WORDS_H

#include <libintl.h>
#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/engine/record.h"

#define _(text) gettext(text)
#define P_(context, text)                                                                                    \
	words_context(context "\004" text, text) /* a word that needs its context, msgctxt */

const char *words_context(const char *key, const char *text);

/*
 * Chooses the language: lang (--lang; NULL or "": the environment), then the locale. A locale that is not
 * generated is survived: C.UTF-8 with LANGUAGE kept. LC_NUMERIC stays "C". Call once, before any thread
 * starts. missing_r (may be NULL) gets the name of a locale that was asked for and is not there, else NULL.
 */
void words_init(const char *lang, const char **missing_r);

/* The language in use as an id ("de", "pt_BR", "en"). */
const char *words_language(void);

struct mask; /* mask.h */

struct words_style {
	struct mask *mask; /* NULL: nothing is masked */
	bool isolate;	   /* put U+2068/U+2069 round arguments, for right-to-left languages in HTML only */
};

/* Fills the placeholders of a translated text. One that has no argument becomes its plain word ("the
 * server"). */
void words_fill(struct str *out, const char *translated, const struct arg *args, size_t n,
	const struct words_style *style);

/* A finding as one paragraph, in the language in use. */
void words_finding(struct str *out, const struct finding *finding, const struct words_style *style);

/* "problem", "could not be found out", "works", "a note" … in a word, translated. */
const char *words_status(enum check_status status);
const char *words_severity(enum severity severity);

/* "SSL/TLS", "STARTTLS": as mail programs call it; "" for SECURITY_AUTO. */
const char *words_security(enum security security);

/* The tip as a question: "Are the settings for sending right?" Those who look after a mail server are asked otherwise. */
const char *words_step_question(enum step step, enum role role);

/* "You can mend this", "Your mail provider must act", "Nobody has to act: it goes away by itself". */
const char *words_who(enum who who, bool temporary);

/* "certain", "very likely", "likely", "possible": in words, never a bare number. */
const char *words_certainty(int confidence);

/* The texts of a cause; each "" where there is none. Steps by index, false past the last. */
void words_cause_title(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style);
void words_cause_meaning(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style);
void words_cause_until(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style);
bool words_cause_step(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	size_t i, const struct words_style *style);

/* What a run came to, as one sentence. */
const char *words_outcome(enum verdict verdict, enum cause_id cause);

struct changed_check;

/* "Sign in to send. Before: problem. Now: done." */
void words_changed_check(
	struct str *out, const struct changed_check *changed, const struct words_style *style);

/* The ready text for whoever must act: time, host, port, exact reply; "" when the person acts. */
void words_cause_ask(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style);

/* Why we are this sure, one sentence. */
void words_cause_reason(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style);

/* What would make it surer, one sentence; "" where it is very likely or certain already. */
void words_cause_surer(struct str *out, const struct record *record, const struct diagnosed_cause *cause,
	const struct words_style *style);

/* The verdict in one sentence, and the way of the mail in one line with the place where it stops. */
void words_verdict(struct str *out, const struct record *record, const struct words_style *style);
void words_way(struct str *out, const struct record *record, const struct words_style *style);

/* "The same by hand": the literal command for a finding (openssl s_client, dig, nc), or "". */
void words_by_hand(struct str *out, const struct record *record, const struct finding *finding,
	const struct words_style *style);

/* --- layout: counts columns, never bytes --- */

/* Columns that s takes (wcwidth; what has no width counts 1 as the '?' that stands in for it). */
int words_width(const char *s);

/*
 * Calls line for each line of text wrapped to columns: at blanks, between CJK characters but not before
 * closing punctuation, and at '\n'; a word that is too long alone is cut at a character edge. Never wider
 * than columns.
 */
void words_wrap(
	const char *text, int columns, void (*line)(const char *s, size_t len, void *data), void *data);

/* Appends text wrapped, each line after the indent (spaces), ended by '\n'. */
void words_wrap_str(struct str *out, const char *text, int columns, int indent);

#endif
