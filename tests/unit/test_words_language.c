/*
 * The language is found with and without a generated locale. The catalogue is made here, so that no other
 * part decides whether this test can run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <locale.h>
#include <sys/stat.h>

#include "ui/words/words.h"

static char dir[] = "/tmp/mailmend-words-XXXXXX";

static void write_word(FILE *file, uint32_t word)
{
	fwrite(&word, sizeof word, 1, file);
}

/* A catalogue in the format of GNU gettext: a header, two tables of lengths and places, the strings. */
static void write_catalogue(const char *path, const char *language)
{
	char header[128];
	const char *ids[] = {"", "Can this computer reach the mail server?", "status\004problem"};
	const char *texts[] = {header, "Erreicht dieser Rechner den Mailserver?", "Problem!"};
	const size_t n = 3;
	uint32_t at = (uint32_t)(28 + 16 * n);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	snprintf(header, sizeof header, "Content-Type: text/plain; charset=UTF-8\nLanguage: %s\n", language);
	write_word(file, 0x950412de);
	write_word(file, 0);
	write_word(file, (uint32_t)n);
	write_word(file, 28);
	write_word(file, (uint32_t)(28 + 8 * n));
	write_word(file, 0);
	write_word(file, (uint32_t)(28 + 16 * n));
	for (int table = 0; table < 2; table++) {
		for (size_t i = 0; i < n; i++) {
			uint32_t len = (uint32_t)strlen(table ? texts[i] : ids[i]);

			write_word(file, len);
			write_word(file, at);
			at += len + 1;
		}
	}
	for (size_t i = 0; i < n; i++)
		fwrite(ids[i], strlen(ids[i]) + 1, 1, file);
	for (size_t i = 0; i < n; i++)
		fwrite(texts[i], strlen(texts[i]) + 1, 1, file);
	assert_int_equal(fclose(file), 0);
}

static int make_catalogues(void **state)
{
	static const char *const languages[] = {"de", "pt_BR"};
	char path[256];

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, languages[i]);
		assert_int_equal(mkdir(path, 0700), 0);
		snprintf(path, sizeof path, "%s/%s/LC_MESSAGES", dir, languages[i]);
		assert_int_equal(mkdir(path, 0700), 0);
		snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/mailmend.mo", dir, languages[i]);
		write_catalogue(path, languages[i]);
	}
	return 0;
}

static int remove_catalogues(void **state)
{
	static const char *const paths[] = {"de/LC_MESSAGES/mailmend.mo", "de/LC_MESSAGES", "de",
		"pt_BR/LC_MESSAGES/mailmend.mo", "pt_BR/LC_MESSAGES", "pt_BR", ""};
	char path[256];

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, paths[i]);
		remove(path);
	}
	return 0;
}

struct environment {
	const char *lc_all, *lang, *language; /* NULL: not set */
	const char *option;
	const char *expected; /* words_language() */
	const char *missing;
};

static const struct environment environments[] = {
	{NULL, NULL, NULL, NULL, "en", NULL}, {NULL, "C", NULL, NULL, "en", NULL},
	{NULL, "C", NULL, "de", "de", NULL}, /* no locale generated at all */
	{"C", NULL, NULL, "de", "de", NULL}, {NULL, "C.UTF-8", "de", NULL, "de", NULL},
	{NULL, "C.UTF-8", NULL, NULL, "en", NULL}, {NULL, "C.UTF-8", "de", "en", "en", NULL},
	{NULL, "C.UTF-8", NULL, "de_AT.UTF-8", "de", NULL}, {NULL, "C.UTF-8", NULL, "pt-BR", "pt_BR", NULL},
	{NULL, "C.UTF-8", NULL, "xx", "en", NULL},
	{NULL, "de_XX.UTF-8", NULL, NULL, "de", "de_XX.UTF-8"}, /* asked for, and not there */
	{"pt_BR.NOSUCHCODESET", NULL, NULL, NULL, "pt_BR", "pt_BR.NOSUCHCODESET"},
	{NULL, "de_XX.UTF-8", "pt_BR:de", NULL, "pt_BR", "de_XX.UTF-8"},
	{NULL, "de_XX.UTF-8", NULL, "en", "en", "de_XX.UTF-8"},
	{NULL, NULL, "de", NULL, "de", NULL}, /* nothing but a language: a bare system */
	{NULL, "C", "de", NULL, "en", NULL},  /* plain C was asked for */
};

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void enter(const struct environment *environment, const char **missing_r)
{
	set("LC_ALL", environment->lc_all);
	set("LC_CTYPE", NULL);
	set("LC_MESSAGES", NULL);
	set("LANG", environment->lang);
	set("LANGUAGE", environment->language);
	words_init(environment->option, missing_r);
	bindtextdomain("mailmend", dir);
}

static void test_environments(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof environments / sizeof environments[0]; i++) {
		const struct environment *environment = &environments[i];
		const char *missing = "untouched";

		enter(environment, &missing);
		assert_string_equal(words_language(), environment->expected);
		if (environment->missing)
			assert_string_equal(missing, environment->missing);
		else
			assert_null(missing);
		assert_string_equal(words_step_question(STEP_NETWORK, ROLE_USER),
			strcmp(environment->expected, "en") ? "Erreicht dieser Rechner den Mailserver?"
							    : "Can this computer reach the mail server?");
		assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
	}
}

static void test_context(void **state)
{
	(void)state;
	enter(&environments[2], NULL);
	assert_string_equal(words_status(CHECK_PROBLEM), "Problem!");
	assert_string_equal(
		words_severity(SEVERITY_PROBLEM), "problem"); /* another context, not translated */
	assert_string_equal(words_status(CHECK_WAITING), "waiting");
}

/* The width of lines is the same whatever the locale. */
static void test_width_is_free_of_the_locale(void **state)
{
	(void)state;
	enter(&environments[1], NULL);
	assert_int_equal(words_width("\u65e5\u672ce\u0301"), 5);
	enter(&environments[5], NULL);
	assert_int_equal(words_width("\u65e5\u672ce\u0301"), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_environments),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_width_is_free_of_the_locale),
	};

	return cmocka_run_group_tests(tests, make_catalogues, remove_catalogues);
}
