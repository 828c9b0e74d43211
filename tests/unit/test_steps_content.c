/*
 * Kinds of files and of links, and the answers of spam filters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "checks/know/suspects.h"
#include "checks/steps/content/filter.h"

static void kinds_of_files(void **state)
{
	static const struct {
		const char *name;
		enum file_kind kind;
	} rows[] = {{"a.exe", FILE_PROGRAM}, {"Invoice.PDF.EXE", FILE_PROGRAM}, {"a.exe. ", FILE_PROGRAM},
		{"a.js", FILE_SCRIPT}, {"a.lnk", FILE_SHORTCUT}, {"a.iso", FILE_DISK}, {"a.docm", FILE_MACRO},
		{"a.zip", FILE_ARCHIVE}, {"a.html", FILE_PAGE}, {"a.pdf", FILE_PLAIN}, {"exe", FILE_PLAIN},
		{"", FILE_PLAIN}, {"a.exe/b", FILE_PLAIN}, {"a.", FILE_PLAIN}, {"...", FILE_PLAIN}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (file_kind(rows[i].name) != rows[i].kind)
			fail_msg("%s is %s", rows[i].name, file_kind_name(file_kind(rows[i].name)));
	assert_true(host_shortens("bit.ly"));
	assert_true(host_shortens("www.bit.ly"));
	assert_false(host_shortens("rabbit.ly"));
	assert_false(host_shortens("example.org"));
}

static bool understands(const struct filter *filter, const char *answer, struct spam_verdict *verdict)
{
	memset(verdict, 0, sizeof *verdict);
	return filter->read(answer, strlen(answer), verdict);
}

static void answers_of_spamassassin(void **state)
{
	static const char *const none[] = {"", "SPAMD/1.1 76 Bad header line\r\n\r\n",
		"HTTP/1.1 200 OK\r\n\r\n{}", "SPAMD/1.1 0 EX_OK\r\nSpam: True\r\n\r\nA",
		"SPAMD/1.1 0 EX_OK\r\nSpam: True ; x / 5.0\r\n\r\nA"};
	struct spam_verdict verdict;

	(void)state;
	assert_true(understands(&filter_spamd,
		"SPAMD/1.1 0 EX_OK\r\nContent-length: 9\r\nSpam: True ; 7.2 / "
		"5.0\r\n\r\nBAYES_99,\r\nHTML_MESSAGE\r\n",
		&verdict));
	assert_int_equal(verdict.verdict, SPAM_SPAM);
	assert_int_equal(verdict.score, 720);
	assert_int_equal(verdict.needed, 500);
	assert_true(verdict.n >= 1);
	assert_true(understands(&filter_spamd, "SPAMD/1.5 0 EX_OK\nSpam: False ; -1.0 / 5.0\n\n", &verdict));
	assert_int_equal(verdict.verdict, SPAM_HAM);
	assert_int_equal(verdict.score, -100);
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_false(understands(&filter_spamd, none[i], &verdict));
}

#define OK "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"

static void answers_of_rspamd(void **state)
{
	static const char *const none[] = {"", "HTTP/1.1 403 Forbidden\r\n\r\n{}", OK, OK "[]",
		OK "{\"score\":1}", OK "{\"score\":\"1\",\"required_score\":15,\"action\":\"reject\"}",
		OK "{\"score\":1e300,\"required_score\":15,\"action\":\"reject\"}"};
	struct spam_verdict verdict;

	(void)state;
	assert_true(understands(&filter_rspamd,
		OK "{\"score\":16.5,\"required_score\":15,\"action\":\"reject\",\"symbols\":{\"CLAM_VIRUS\":{"
		   "\"score\":12},"
		   "\"MIME_GOOD\":{\"score\":-0.1}}}",
		&verdict));
	assert_int_equal(verdict.verdict, SPAM_SPAM);
	assert_int_equal(verdict.score, 1650);
	assert_int_equal(verdict.n, 1);
	assert_string_equal(verdict.hits[0].name, "CLAM_VIRUS");
	assert_true(understands(&filter_rspamd,
		OK "{\"score\":4.1,\"required_score\":15,\"action\":\"greylist\"}", &verdict));
	assert_int_equal(verdict.verdict, SPAM_HAM);
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_false(understands(&filter_rspamd, none[i], &verdict));
}

static void questions(void **state)
{
	struct str STR_AUTO text = STR_INIT;

	(void)state;
	filter_spamd.ask("abc", 3, &text);
	assert_string_equal(str_text(&text), "SYMBOLS SPAMC/1.5\r\nContent-length: 3\r\n\r\nabc");
	str_clear(&text);
	filter_rspamd.ask("abc", 3, &text);
	assert_non_null(strstr(str_text(&text), "Content-Length: 3\r\n\r\nabc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_files),
		cmocka_unit_test(answers_of_spamassassin),
		cmocka_unit_test(answers_of_rspamd),
		cmocka_unit_test(questions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
