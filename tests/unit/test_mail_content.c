/*
 * What stands in a mail, for filters: its form byte by byte, its files and what is inside of them, its links.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/mail/message_files.h"
#include "checks/mail/message_form.h"
#include "checks/mail/message_hrefs.h"

#define TOP "From: a@example.org\r\nSubject: x\r\n"

static void the_form(void **state)
{
	static const struct {
		const char *bytes;
		size_t len; /* 0: up to the NUL */
		struct message_form form;
	} rows[] = {
		{TOP "\r\nText\r\n", 0, {.bytes = 41}},
		{"From: a@b\nX: y\n\nText\n", 0, {.bytes = 25}}, /* as programs keep it */
		{TOP "\r\nText\nmore\r\n", 0, {.bytes = 47, .bare_lf = 4}},
		{TOP "\r\nTe\rxt\r\n", 0, {.bytes = 42, .bare_cr = 4}},
		{TOP "\r\nTe\0xt\r\n", 42, {.bytes = 42, .nul = 4}},
		{"Subject: caf\xc3\xa9\r\n\r\n\xc3\xa9\r\n", 0, {.bytes = 22, .high_header = 1}},
		{"X: y\r\n\r\nno end", 0, {.bytes = 16}},
		{"", 0, {.bytes = 0}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message_form form;
		size_t len = rows[i].len ? rows[i].len : strlen(rows[i].bytes);

		message_form_read(rows[i].bytes, len, &form);
		if (memcmp(&form, &rows[i].form, sizeof form) != 0)
			fail_msg("row %zu: bytes %zu, long %zu, bare LF %zu, bare CR %zu, NUL %zu, high %zu",
				i, form.bytes, form.long_line, form.bare_lf, form.bare_cr, form.nul,
				form.high_header);
	}
}

static void the_longest_line_that_may_be(void **state)
{
	char bytes[1200];
	struct message_form form;

	(void)state;
	for (size_t n = 997; n <= 1000; n++) {
		memset(bytes, 'x', n);
		memcpy(bytes + n, "\r\n", 3);
		message_form_read(bytes, n + 2, &form);
		assert_int_equal(form.long_line, n > 998);
		assert_int_equal(form.length, n > 998 ? n : 0);
	}
}

/* --- files --- */

#define FILE_OF(disposition, encoding, body)                                                                 \
	TOP "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: "                     \
	    "text/plain\r\n\r\nHi\r\n"                                                                       \
	    "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: " encoding          \
	    "\r\n" disposition "\r\n\r\n" body "\r\n--b--\r\n"
#define ATTACHED(name) "Content-Disposition: attachment; filename=" name

struct seen {
	size_t n;
	struct message_file last;
};

static bool take_file(const struct message_file *file, void *data)
{
	struct seen *seen = data;

	seen->n++;
	seen->last = *file;
	return false;
}

static void look(const char *bytes, size_t len, struct seen *seen)
{
	struct message MESSAGE_AUTO message = {.len = 0};

	memset(seen, 0, sizeof *seen);
	assert_true(message_parse(bytes, len, &message));
	message_files(&message, take_file, seen);
}

static void names_in_every_form(void **state)
{
	static const struct {
		const char *mail, *name;
	} rows[] = {
		{FILE_OF(ATTACHED("\"invoice.exe\""), "base64", "AAAA"), "invoice.exe"},
		{FILE_OF(ATTACHED("invoice.exe"), "base64", "AAAA"), "invoice.exe"},
		{FILE_OF(ATTACHED("\"=?utf-8?B?csOkdHNlbC5leGU=?=\""), "7bit", "x"), "r\xc3\xa4tsel.exe"},
		{FILE_OF("Content-Disposition: attachment; filename*=UTF-8''r%C3%A4tsel.exe", "7bit", "x"),
			"r\xc3\xa4tsel.exe"},
		{FILE_OF("Content-Disposition: attachment;\r\n filename*0=inv;\r\n filename*1=oice.exe",
			 "7bit", "x"),
			"invoice.exe"},
		{FILE_OF("Content-Disposition: attachment; filename=\"C:\\temp\\invoice.exe\"", "7bit", "x"),
			"invoice.exe"},
		{FILE_OF("X: y", "7bit", "x"), ""},
	};
	struct seen seen;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		look(rows[i].mail, strlen(rows[i].mail), &seen);
		assert_int_equal(seen.n, 1);
		assert_string_equal(seen.last.name, rows[i].name);
	}
}

static void a_program_under_another_name(void **state)
{
	static const char mail[] = FILE_OF(ATTACHED("\"picture.jpg\""), "base64", "TVqQAAMAAAAEAAAA");
	struct seen seen;

	(void)state;
	look(mail, sizeof mail - 1, &seen);
	assert_true(seen.last.program);
}

#define LOCAL(flags, len, name)                                                                              \
	"PK\3\4\24\0" flags "\0\0\0\0\0\0\0\0\0\0"                                                           \
	"\3\0\0\0\3\0\0\0" len "\0\0\0" name "abc"

static void names_inside_of_archives(void **state)
{
	static const char plain[] = LOCAL("\0\0", "\5", "a.txt") LOCAL("\0\0", "\7", "d/b.exe");
	static const char locked[] = LOCAL("\1\0", "\5", "a.txt");
	struct message_file file = {.name = ""};

	(void)state;
	zip_read(plain, sizeof plain - 1, &file);
	assert_int_equal(file.n_inside, 2);
	assert_string_equal(file.inside[0], "a.txt");
	assert_string_equal(file.inside[1], "d/b.exe");
	assert_true(file.zip && !file.locked);
	memset(&file, 0, sizeof file);
	zip_read(locked, sizeof locked - 1, &file);
	assert_true(file.locked);
	for (size_t cut = 0; cut < sizeof plain; cut++) { /* torn at every byte */
		memset(&file, 0, sizeof file);
		zip_read(plain, cut, &file);
		assert_true(file.n_inside <= 2);
	}
}

/* --- links --- */

struct links {
	size_t n;
	struct message_href last;
};

static bool take_link(const struct message_href *href, void *data)
{
	struct links *links = data;

	links->n++;
	links->last = *href;
	return false;
}

#define HTML(body) TOP "Content-Type: text/html\r\n\r\n" body "\r\n"

static void links_of(const char *mail, struct links *links, struct message_build *build)
{
	struct message MESSAGE_AUTO message = {.len = 0};

	memset(links, 0, sizeof *links);
	assert_true(message_parse(mail, strlen(mail), &message));
	message_hrefs(&message, take_link, links, build);
}

static void where_links_lead(void **state)
{
	static const struct {
		const char *mail, *host, *shown;
		bool literal, user;
	} rows[] = {
		{HTML("<a href=\"https://shop.example/x\">here</a>"), "shop.example", "", false, false},
		{HTML("<A class=x HREF='http://evil.example/'>https://bank.example/login</A>"),
			"evil.example", "bank.example", false, false},
		{HTML("<a href=http://192.0.2.7/a>x</a>"), "192.0.2.7", "", true, false},
		{HTML("<a href=\"https://bank.example@evil.example/\">x</a>"), "evil.example", "", false,
			true},
		{HTML("<a href=\"https://b.example\"><b>www.<i>c.example</i></b></a>"), "b.example",
			"www.c.example", false, false},
		{TOP "\r\nSee https://plain.example/x now\r\n", "plain.example", "", false, false},
	};
	struct links links;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		links_of(rows[i].mail, &links, NULL);
		if (links.n != 1 || strcmp(links.last.host, rows[i].host) ||
			strcmp(links.last.shown, rows[i].shown) || links.last.literal != rows[i].literal ||
			links.last.user != rows[i].user)
			fail_msg("row %zu: %zu links, %s shows %s", i, links.n, links.last.host,
				links.last.shown);
	}
}

static void what_is_no_link(void **state)
{
	static const char *const mails[] = {HTML("<a href=\"mailto:a@b.example\">a@b.example</a>"),
		HTML("<a name=x>www.a.example</a>"), HTML("<a href="),
		HTML("<abbr href=\"http://a.example\">x</abbr>"),
		TOP "\r\nno link: a@b.example, C:\\x, 12://34\r\n"};
	struct links links;

	(void)state;
	for (size_t i = 0; i < sizeof mails / sizeof mails[0]; i++) {
		links_of(mails[i], &links, NULL);
		if (links.n)
			fail_msg("row %zu leads to %s", i, links.last.host);
	}
}

static void what_the_text_is_made_of(void **state)
{
	struct links links;
	struct message_build build;

	(void)state;
	links_of(HTML("<img src=x><form><input></form><script>1</script>Hi"), &links, &build);
	assert_true(build.html && !build.plain && build.form && build.script);
	assert_int_equal(build.pictures, 1);
	assert_int_equal(build.html_letters, 2);
	links_of(TOP "\r\nHello you\r\n", &links, &build);
	assert_true(build.plain && !build.html);
	assert_int_equal(build.plain_letters, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form),
		cmocka_unit_test(the_longest_line_that_may_be),
		cmocka_unit_test(names_in_every_form),
		cmocka_unit_test(a_program_under_another_name),
		cmocka_unit_test(names_inside_of_archives),
		cmocka_unit_test(where_links_lead),
		cmocka_unit_test(what_is_no_link),
		cmocka_unit_test(what_the_text_is_made_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
