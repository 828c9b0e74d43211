/*
 * The table of replies: every row can be reached, the order of rows hides none, and what the words say is
 * what comes out.
 *
 * For each row a text is built from its own pattern, told by its own speaker with its own code at its own
 * stage. The row, or an earlier one that means the same, has to win; a row that no text of its own can reach
 * is a mistake in the order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/know/pattern.h"
#include "checks/know/reply.h"
#include "checks/know/reply_rows.h"
#include "checks/know/tables.h"

#define ELLIPSIS     "\xe2\x80\xa6"
#define TURNS	     40 /* no group has more alternatives */
#define ENHANCED_MAX 24
#define NAME_MAX     128

static const struct {
	const char *name;
	enum reply_stage stage;
} stages[] = {
	{"banner", REPLY_STAGE_BANNER},
	{"ehlo", REPLY_STAGE_EHLO},
	{"starttls", REPLY_STAGE_STARTTLS},
	{"auth", REPLY_STAGE_AUTH},
	{"mail", REPLY_STAGE_MAIL},
	{"rcpt", REPLY_STAGE_RCPT},
	{"data", REPLY_STAGE_DATA},
	{"incoming", REPLY_STAGE_INCOMING},
};

/* The n-th element (counted in a circle) of a list by comma that ends at `end`. */
static size_t element(const char *list, const char *end, size_t n, const char **element_r)
{
	size_t count = 1;

	for (const char *c = list; c < end; c++)
		count += *c == ',';
	for (n %= count; n > 0; n--)
		list = strchr(list, ',') + 1;
	*element_r = list;
	return strcspn(list, ",}") < (size_t)(end - list) ? strcspn(list, ",}") : (size_t)(end - list);
}

/* A text that the pattern asks for: its words, the n-th of each group of alternatives, other words between. */
static void build_text(const char *pattern, size_t n, struct str *text)
{
	while (*pattern) {
		const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL, *word;

		if (close) {
			size_t len = element(pattern + 1, close, n, &word);

			str_add_bytes(text, word, len && word[len - 1] == '*' ? len - 1 : len);
			pattern = close + 1;
		} else if (strncmp(pattern, ELLIPSIS, strlen(ELLIPSIS)) == 0) {
			str_add(text, " zz ");
			pattern += strlen(ELLIPSIS);
		} else if (*pattern == '*') {
			str_add(text, "9");
			pattern++;
		} else {
			str_add_char(text, *pattern++);
		}
	}
}

/* A code that the row lists; where it lists none, one that fits how it ends. */
static int code_of(const char *const row[8])
{
	if (!row[REPLY_CODE][0])
		return row[REPLY_SEVERITY][0] == 'D' ? 451 : 550;
	if (row[REPLY_CODE][1] == 'x')
		return (row[REPLY_CODE][0] - '0') * 100 + 50;
	return (int)strtol(row[REPLY_CODE], NULL, 10);
}

/* The first enhanced code that the row lists, of the class of its code. */
static void enhanced_of(const char *const row[8], int code, char *buf)
{
	size_t len = strcspn(row[REPLY_ENHANCED], ",");
	const char *range = strstr(row[REPLY_ENHANCED], "..");

	if (range && (size_t)(range - row[REPLY_ENHANCED]) < len)
		len = (size_t)(range - row[REPLY_ENHANCED]);
	assert_true(len < ENHANCED_MAX);
	memcpy(buf, row[REPLY_ENHANCED], len);
	buf[len] = '\0';
	if (buf[0] == 'x')
		buf[0] = (char)('0' + code / 100);
}

/* The n-th stage that the row names, unknown for none. */
static enum reply_stage stage_of(const char *const row[8], size_t n)
{
	enum reply_stage named[sizeof stages / sizeof stages[0]];
	size_t n_named = 0;

	if (!row[REPLY_WHERE][0])
		return REPLY_STAGE_UNKNOWN;
	for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
		if (pattern_listed(row[REPLY_WHERE], stages[i].name))
			named[n_named++] = stages[i].stage;
	if (pattern_listed(row[REPLY_WHERE], "delivery"))
		named[n_named++] = REPLY_STAGE_RCPT;
	return n_named ? named[n % n_named] : REPLY_STAGE_UNKNOWN;
}

static enum reply_speaker speaker_of(const char *const row[8])
{
	if (!row[REPLY_WHERE][0])
		return SPEAKER_UNKNOWN;
	if (pattern_listed(row[REPLY_WHERE], "relay"))
		return SPEAKER_RELAY;
	return pattern_listed(row[REPLY_WHERE], "program") ? SPEAKER_PROGRAM : SPEAKER_UNKNOWN;
}

/* The first host of its speaker; where there is none, a greeting that holds the first of its words. */
static void let_speak(
	const char *scope, struct reply_query *query, char host[NAME_MAX], char banner[NAME_MAX])
{
	query->host = host;
	query->banner = banner;
	snprintf(host, NAME_MAX, "mx.example.org");
	banner[0] = '\0';
	for (size_t i = 0; i < know_speakers_rows; i++) {
		const char *const *speaker = know_speakers[i];
		const char *words = speaker[3][0] == '{' ? speaker[3] + 1 : speaker[3];

		if (strcmp(speaker[0], scope) != 0)
			continue;
		if (speaker[2][0])
			snprintf(host, NAME_MAX, "mx1.%.*s", (int)strcspn(speaker[2], ","), speaker[2]);
		else if (words[0])
			snprintf(banner, NAME_MAX, "mx.example.org ESMTP %.*s ready",
				(int)strcspn(words, ",}*"), words);
		return;
	}
	fail_msg("nobody here speaks for the scope %s", scope);
}

/* Whether the row, or an earlier one of the same cause, wins for its own text in the given turn. */
static bool wins(size_t row, size_t turn, struct str *text, size_t *instead_r)
{
	const char *const *cells = know_replies[row];
	struct reply_query query = {.code = code_of(cells)};
	struct reply_meaning meaning;
	char enhanced[ENHANCED_MAX], host[NAME_MAX], banner[NAME_MAX];

	str_clear(text);
	build_text(cells[REPLY_PATTERN], turn, text);
	enhanced_of(cells, query.code, enhanced);
	query.enhanced = enhanced;
	query.text = str_text(text);
	query.stage = stage_of(cells, turn);
	query.speaker = speaker_of(cells);
	let_speak(cells[REPLY_SCOPE], &query, host, banner);
	reply_explain(&query, &meaning);
	*instead_r = meaning.row;
	return meaning.cause && strcmp(meaning.cause, cells[REPLY_CAUSE]) == 0 && meaning.row <= row;
}

static void every_row_can_be_reached(void **state)
{
	struct str text = STR_INIT;
	size_t unreached = 0;

	(void)state;
	for (size_t row = 0; row < know_replies_rows; row++) {
		size_t instead = 0;
		bool reached = false;

		for (size_t turn = 0; turn < TURNS && !reached; turn++)
			reached = wins(row, turn, &text, &instead);
		if (reached)
			continue;
		unreached++;
		print_error("row %zu (%s, \"%s\", %s) is hidden behind row %zu (%s, \"%s\", %s)\n", row,
			know_replies[row][REPLY_SCOPE], know_replies[row][REPLY_PATTERN],
			know_replies[row][REPLY_CAUSE], instead, know_replies[instead][REPLY_SCOPE],
			know_replies[instead][REPLY_PATTERN], know_replies[instead][REPLY_CAUSE]);
	}
	str_release(&text);
	assert_int_equal(unreached, 0);
}

/* What the quick look at runs of letters leaves out must never be a row that matches. */
static void no_row_that_matches_is_passed_over(void **state)
{
	const struct reply_row *some[REPLY_ROWS_MAX];
	struct str text = STR_INIT;

	(void)state;
	assert_true(know_replies_rows <= REPLY_ROWS_MAX);
	for (size_t row = 0; row < know_replies_rows; row++)
		for (size_t turn = 0; turn < TURNS; turn += 7) {
			size_t n_some, next = 0;

			str_clear(&text);
			build_text(know_replies[row][REPLY_PATTERN], turn, &text);
			n_some = reply_rows_for(str_text(&text), some);
			for (size_t i = 0; i < know_replies_rows; i++) {
				bool kept = next < n_some && some[next]->number == i;

				next += kept;
				if (!kept && pattern_match(know_replies[i][REPLY_PATTERN], str_text(&text)))
					fail_msg("\"%s\" matches \"%s\" and was left out",
						know_replies[i][REPLY_PATTERN], str_text(&text));
			}
			assert_int_equal(next, n_some);
		}
	str_release(&text);
}

static void every_row_is_well_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < know_replies_rows; i++) {
		const char *const *row = know_replies[i];

		if (!row[REPLY_SEVERITY][0] || !strchr("BMD", row[REPLY_SEVERITY][0]) ||
			strcmp(row[REPLY_SEVERITY] + 1, row[REPLY_SEVERITY][1] ? "?" : "") != 0)
			fail_msg("row %zu (%s) has the severity %s", i, row[REPLY_PATTERN],
				row[REPLY_SEVERITY]);
		if (!row[REPLY_PATTERN][0] && !row[REPLY_CODE][0] && !row[REPLY_ENHANCED][0])
			fail_msg("row %zu (%s) asks for nothing", i, row[REPLY_CAUSE]);
		assert_true(row[REPLY_SOURCE][0] != '\0');
		for (const char *c = row[REPLY_PATTERN]; *c; c++)
			if (*c >= 'A' && *c <= 'Z')
				fail_msg("row %zu has a capital letter: %s", i, row[REPLY_PATTERN]);
	}
}

struct told {
	enum reply_stage stage;
	int code;
	const char *enhanced, *text, *cause;
};

/* Words that stand close together and mean different things. */
static const struct told told[] = {
	{REPLY_STAGE_MAIL, 550, "5.7.1", "Your account may be compromised. Change your password.",
		"account-misused"},
	{REPLY_STAGE_MAIL, 554, "5.7.1", "Unusual sending activity, sending was stopped", "account-misused"},
	{REPLY_STAGE_AUTH, 535, "5.7.8", "This account has been suspended", "account-suspended"},
	{REPLY_STAGE_AUTH, 535, "5.7.8", "Account locked after too many failed attempts", "account-locked"},
	{REPLY_STAGE_AUTH, 534, "5.7.14", "Suspicious sign-in: log in with your web browser first",
		"web-login-needed"},
	{REPLY_STAGE_AUTH, 535, "5.7.8", "Error: authentication failed", "wrong-password"},
	{REPLY_STAGE_BANNER, 421, "4.7.0", "Too many concurrent connections", "too-many-connections"},
	{REPLY_STAGE_RCPT, 450, "4.2.0", "Recipient address rejected: Greylisted", "greylisted"},
	{REPLY_STAGE_RCPT, 452, "4.5.3", "Error: too many recipients", "too-many-recipients"},
	{REPLY_STAGE_MAIL, 550, "5.4.5", "Daily sending limit exceeded", "sending-limit-reached"},
};

static void close_words_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		const struct reply_query query = {.code = told[i].code,
			.enhanced = told[i].enhanced,
			.text = told[i].text,
			.host = "smtp.example.org",
			.banner = "",
			.stage = told[i].stage};
		struct reply_meaning meaning;

		reply_explain(&query, &meaning);
		if (!meaning.cause || strcmp(meaning.cause, told[i].cause) != 0)
			fail_msg("\"%s\" means %s, expected %s", told[i].text, meaning.cause, told[i].cause);
		assert_true(meaning.sure);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_well_formed),
		cmocka_unit_test(every_row_can_be_reached),
		cmocka_unit_test(no_row_that_matches_is_passed_over),
		cmocka_unit_test(close_words_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
