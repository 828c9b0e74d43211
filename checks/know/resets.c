/*
 * Times in the words of servers. Texts are prepared as for the patterns: lower case, single blanks.
 */
#include "checks/know/resets.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/pattern.h"
#include "checks/know/tables.h"

#define MINUTE	    60
#define HOUR	    (60 * MINUTE)
#define DAY	    (24 * HOUR)
#define LONGEST	    (31 * (int64_t)DAY)
#define DIGITS_MAX  7
#define N_OF(array) (sizeof(array) / sizeof *(array))

struct word {
	const char *word;
	int64_t value;
};

static const struct word units[] = {
	{"seconds", 1},
	{"second", 1},
	{"secs", 1},
	{"sec", 1},
	{"s", 1},
	{"minutes", MINUTE},
	{"minute", MINUTE},
	{"mins", MINUTE},
	{"min", MINUTE},
	{"hours", HOUR},
	{"hour", HOUR},
	{"hrs", HOUR},
	{"hr", HOUR},
	{"h", HOUR},
	{"days", DAY},
	{"day", DAY},
};

static const struct word numbers[] = {
	{"a", 1},
	{"an", 1},
	{"one", 1},
	{"two", 2},
	{"three", 3},
	{"four", 4},
	{"five", 5},
	{"six", 6},
	{"ten", 10},
	{"twelve", 12},
	{"fifteen", 15},
	{"twenty", 20},
	{"thirty", 30},
	{"sixty", 60},
	{"per", 1},
	{"each", 1},
	{"every", 1},
	{"/", 1},
};

/* Words that are a time by themselves. */
static const struct word periods[] = {
	{"hourly", HOUR},
	{"daily", DAY},
	{"tomorrow", DAY},
	{"today", DAY},
	{"midnight", DAY},
};

static size_t word_length(const char *at)
{
	size_t n = 0;

	while (ascii_isalpha(at[n]))
		n++;
	return n;
}

/* The value of the word at `at`, 0 for one that is not in the list; len_r its length. */
static int64_t value_at(const char *at, const struct word *words, size_t n, size_t *len_r)
{
	size_t len = *at == '/' ? 1 : word_length(at);

	for (size_t i = 0; i < n; i++) {
		if (strlen(words[i].word) == len && memcmp(words[i].word, at, len) == 0) {
			*len_r = len;
			return words[i].value;
		}
	}
	return 0;
}

static size_t gap(const char *at)
{
	return strspn(at, " -");
}

/* A number in digits or as a word at `at`; 0 for none. */
static int64_t number_at(const char *at, size_t *len_r)
{
	size_t n = strspn(at, "0123456789");

	if (!n)
		return value_at(at, numbers, N_OF(numbers), len_r);
	*len_r = n;
	return n <= DIGITS_MAX ? strtol(at, NULL, 10) : 0;
}

/* "15 minutes", "one hour", "per day" at `at`. */
static int64_t time_at(const char *at)
{
	size_t len = 0;
	int64_t number = number_at(at, &len), unit;

	if (!number)
		return value_at(at, periods, N_OF(periods), &len);
	at += len;
	at += gap(at);
	unit = value_at(at, units, N_OF(units), &len);
	/* "24hours.example.org" is a name. */
	if (!unit || number > LONGEST / unit || (at[len] == '.' && ascii_isalnum(at[len + 1])))
		return 0;
	return number * unit;
}

static bool begins_word(const char *text, const char *at)
{
	return at == text || (!ascii_isalnum(at[-1]) && at[-1] != '.') || *at == '/';
}

/* The first time in text, 0 for none. */
static int64_t first_time(const char *text)
{
	for (const char *at = text; *at; at++) {
		int64_t seconds = begins_word(text, at) ? time_at(at) : 0;

		if (seconds)
			return seconds;
	}
	return 0;
}

bool resets_in_text(const char *text, int64_t *seconds_r)
{
	static const char *const before[] = {
		"try again", "again in", "retry", "wait", "again after", "come back"};
	struct str STR_AUTO low = STR_INIT;
	int64_t seconds = 0;

	pattern_prepare(&low, text);
	for (size_t i = 0; i < N_OF(before) && !seconds; i++) {
		const char *at = strstr(str_text(&low), before[i]);

		seconds = at ? first_time(at) : 0;
	}
	if (!seconds)
		seconds = first_time(str_text(&low));
	if (seconds)
		*seconds_r = seconds;
	return seconds > 0;
}

bool resets_known(const char *scope, const char *cause, int64_t *seconds_r)
{
	for (size_t i = 0; i < know_resets_rows; i++) {
		if (strcmp(know_resets[i][0], scope) != 0 || strcmp(know_resets[i][1], cause) != 0)
			continue;
		*seconds_r = strtol(know_resets[i][2], NULL, 10);
		return true;
	}
	return false;
}
