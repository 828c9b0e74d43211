/*
 * The reply table made ready once: scopes found in speakers.psv, and what each pattern needs of a text.
 */
#include "checks/know/reply_rows.h"

#include <pthread.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/grams.h"
#include "checks/know/pattern.h"
#include "checks/know/reply.h"
#include "checks/know/tables.h"

#define NEEDS_MAX 32768

/* What nobody else is likely to say: so many words, or a name of so many letters. */
#define DISTINCT_WORDS	 3
#define DISTINCT_LETTERS 12

enum speaker_column { SPEAKER_SCOPE, SPEAKER_KIND, SPEAKER_HOSTS, SPEAKER_WORDS };

static struct reply_row rows[REPLY_ROWS_MAX];
static const uint16_t *needs[REPLY_ROWS_MAX]; /* NULL: any text may match */
static uint16_t needs_of_all[NEEDS_MAX];
static size_t n_rows;

static const char *const kinds[] = {[KIND_VENDOR] = "vendor",
	[KIND_SERVER] = "server",
	[KIND_ANY] = "any",
	[KIND_PROGRAM] = "program",
	[KIND_WORDS] = "words"};

/* A scope that stands nowhere (lint finds it) is taken for a vendor that never speaks. */
static void find_speaker(const char *scope, struct reply_row *row_r)
{
	row_r->speaker = UINT8_MAX;
	row_r->kind = KIND_VENDOR;
	for (size_t i = 0; i < know_speakers_rows && i < REPLY_SPEAKERS_MAX; i++) {
		if (strcmp(know_speakers[i][SPEAKER_SCOPE], scope))
			continue;
		row_r->speaker = (uint8_t)i;
		for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
			if (strcmp(know_speakers[i][SPEAKER_KIND], kinds[kind]) == 0)
				row_r->kind = (uint8_t)kind;
		return;
	}
}

static bool is_distinct(const char *pattern)
{
	return pattern[0] == '[' || pattern_words(pattern) >= DISTINCT_WORDS ||
	       (!strchr(pattern, ' ') && strlen(pattern) >= DISTINCT_LETTERS);
}

static void make_rows(void)
{
	size_t used = 0;

	n_rows = know_replies_rows < REPLY_ROWS_MAX ? know_replies_rows : REPLY_ROWS_MAX;
	for (size_t i = 0; i < n_rows; i++) {
		const char *const *cells = know_replies[i];
		size_t n = grams_need(cells[REPLY_PATTERN], needs_of_all + used, NEEDS_MAX - used);

		rows[i].number = (uint16_t)i;
		find_speaker(cells[REPLY_SCOPE], &rows[i]);
		rows[i].own = cells[REPLY_WHERE][0] && pattern_listed(cells[REPLY_WHERE], "own");
		rows[i].distinct = !rows[i].own && is_distinct(cells[REPLY_PATTERN]);
		needs[i] = n ? needs_of_all + used : NULL;
		used += n;
	}
}

static void make_ready(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_rows);
}

size_t reply_rows_for(const char *text, const struct reply_row *rows_r[REPLY_ROWS_MAX])
{
	struct grams grams;
	size_t n = 0;

	make_ready();
	grams_read(&grams, text);
	for (size_t i = 0; i < n_rows; i++)
		if (!needs[i] || grams_may_match(&grams, needs[i]))
			rows_r[n++] = &rows[i];
	return n;
}

static bool host_within(const char *host, const char *ends)
{
	char end[80];

	while (*ends) {
		size_t len = strcspn(ends, ",");

		if (len + 1 < sizeof end) {
			end[0] = '.';
			memcpy(end + 1, ends, len);
			end[len + 1] = '\0';
			if (ascii_ends(host, end) || ascii_caseeq(host, end + 1))
				return true;
		}
		ends += len + (ends[len] == ',');
	}
	return false;
}

bool reply_speaks(size_t speaker, const char *host, const char *banner, const char *text)
{
	const char *words;

	if (speaker >= know_speakers_rows)
		return false;
	if (host[0] && host_within(host, know_speakers[speaker][SPEAKER_HOSTS]))
		return true;
	words = know_speakers[speaker][SPEAKER_WORDS];
	return words[0] && ((banner[0] && pattern_match(words, banner)) || pattern_match(words, text));
}
