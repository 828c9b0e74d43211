/*
 * Placeholders by type, plain words where nothing is known, counts, and the fixed words of the wizard.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/words/mask.h"
#include "ui/words/words.h"

static void assert_filled(const char *text, const struct arg *args, size_t n, const struct words_style *style,
	const char *expected)
{
	struct str out = STR_INIT;

	words_fill(&out, text, args, n, style);
	assert_string_equal(str_text(&out), expected);
	str_release(&out);
}

static void test_types(void **state)
{
	const struct arg args[] = {A_HOST("host", "smtp.example.org"), A_PORT(587), A_SECONDS("seconds", 10),
		A_COUNT("count", 0), A_TEXT("reply", "535 5.7.8 {host} no"), A_WORD("word", "implicit TLS"),
		A_DATE("date", 86400 * 365)};

	(void)state;
	assert_filled("{host}:{port} after {seconds} s, {count}", args, 7, NULL,
		"smtp.example.org:587 after 10 s, 0");
	/* what a server says is never filled again */
	assert_filled("It said: {reply}", args, 7, NULL, "It said: 535 5.7.8 {host} no");
	assert_filled("{word}", args, 7, NULL, "implicit TLS");
	assert_filled("{date}", args, 7, NULL, "1971-01-01, 00:00");
}

static void test_braces_that_are_none(void **state)
{
	const struct arg args[] = {A_HOST("host", "h")};

	(void)state;
	assert_filled("a {b", args, 1, NULL, "a {b");
	assert_filled("{} {{host} {not one} {", args, 1, NULL, "{} {h {not one} {");
}

static void test_plain_words(void **state)
{
	const struct arg empty[] = {A_HOST("host", ""), A_PORT(0), A_TEXT("reply", NULL)};

	(void)state;
	assert_filled("We asked {host}.", NULL, 0, NULL, "We asked the mail server.");
	assert_filled("We asked {host} at port {port}: {reply}", empty, 3, NULL,
		"We asked the mail server at port (not known): (none)");
	assert_filled("Set the port to {working_port}.", NULL, 0, NULL, "Set the port to 465 (or 587).");
	assert_filled("nc {host_arg} {port_arg}", NULL, 0, NULL, "nc SERVER PORT");
	/* the plain word is not said twice */
	assert_filled("The server {host} refused.", empty, 3, NULL, "The server refused.");
	assert_filled("Der Server {host}.", NULL, 0, NULL, "Der Server.");
	assert_filled("with the user name {user} and", NULL, 0, NULL, "with the user name and");
}

static void test_page_without_a_page(void **state)
{
	const struct arg args[] = {A_URL("url_status", "https://status.example.org/")};

	(void)state;
	assert_filled(
		"Sign in there: {url_status}", args, 1, NULL, "Sign in there: https://status.example.org/");
	assert_filled("Sign in there: {url_status}", NULL, 0, NULL, "Sign in there.");
	assert_filled("Connectez-vous\u00a0: {url_status}", NULL, 0, NULL, "Connectez-vous\u00a0.");
	assert_filled("Go to {url_status} first.", NULL, 0, NULL,
		"Go to the web page of your mail provider first.");
}

static void test_first_argument_wins_unless_empty(void **state)
{
	const struct arg args[] = {A_HOST("host", "first"), A_HOST("host", "second")};

	(void)state;
	assert_filled("{host}", args, 2, NULL, "first");
}

static void test_style(void **state)
{
	const struct arg args[] = {
		A_EMAIL("address", "anna@firma.example"), A_TEXT("reply", "no anna@firma.example")};
	struct mask *mask = mask_new();
	const struct words_style masked = {.mask = mask}, isolated = {.isolate = true};

	(void)state;
	assert_filled(
		"{address}: {reply}", args, 2, &masked, "user1@domain1.example: no user1@domain1.example");
	assert_filled("{address}!", args, 2, &isolated, "\u2068anna@firma.example\u2069!");
	mask_free(&mask);
}

static void assert_finding(struct finding *finding, int64_t count, const char *expected)
{
	struct str out = STR_INIT;

	finding->args[0].number = count;
	words_finding(&out, finding, NULL);
	assert_string_equal(str_text(&out), expected);
	str_release(&out);
}

static void test_counts(void **state)
{
	struct finding finding = {.msgid = "{count} way is open.",
		.msgid_plural = "{count} ways are open.",
		.args = {A_COUNT("count", 0)},
		.n_args = 1};

	(void)state;
	assert_finding(&finding, 1, "1 way is open.");
	assert_finding(&finding, 2, "2 ways are open.");
	assert_finding(&finding, 0, "0 ways are open.");
}

static void test_fixed_words(void **state)
{
	(void)state;
	for (int status = CHECK_OK; status <= CHECK_RUNNING; status++)
		assert_true(strlen(words_status((enum check_status)status)) > 3);
	for (int severity = SEVERITY_OK; severity <= SEVERITY_PROBLEM; severity++)
		assert_true(strlen(words_severity((enum severity)severity)) > 3);
	for (int step = 0; step < STEP_N; step++) {
		const char *question = words_step_question((enum step)step, ROLE_USER);

		assert_int_equal(question[strlen(question) - 1], '?');
		assert_true(words_width(question) <= 60);
		question = words_step_question((enum step)step, ROLE_ADMIN);
		assert_int_equal(question[strlen(question) - 1], '?');
		assert_true(words_width(question) <= 60);
	}
	for (int who = WHO_YOU; who <= WHO_RECIPIENT; who++) {
		assert_true(strlen(words_who((enum who)who, false)) > 10);
		assert_string_equal(
			words_who((enum who)who, true), "Nobody has to act: it goes away by itself.");
	}
	assert_string_equal(words_certainty(100), "certain");
	assert_string_equal(words_certainty(80), "very likely");
	assert_string_equal(words_certainty(79), "likely");
	assert_string_equal(words_certainty(49), "possible");
}

static int use_utc(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	setenv("LC_ALL", "C", 1);
	tzset();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_braces_that_are_none),
		cmocka_unit_test(test_plain_words),
		cmocka_unit_test(test_page_without_a_page),
		cmocka_unit_test(test_first_argument_wins_unless_empty),
		cmocka_unit_test(test_style),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_fixed_words),
	};

	return cmocka_run_group_tests(tests, use_utc, NULL);
}
