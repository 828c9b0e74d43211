/*
 * The forms of what is pasted: lines joined and glued, several replies, encodings, and bounds that hold whatever comes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/know/paste.h"

static const struct {
	const char *text, *words, *command;
	int code;
} replies[] = {
	{"550-5.7.26 This mail has been blocked because the sender is\n550-5.7.26 unauthenticated.\n550 "
	 "5.7.26 end",
		"This mail has been blocked because the sender is unauthenticated. end", "", 550},
	{"550-5.7.26 This mail is 550-5.7.26 unauthenticated. 550 5.7.26 end",
		"This mail is unauthenticated. end", "", 550},
	{"550-5.1.1 one\r\n550-5.1.1 two\r\n550 5.1.1 three\r\n", "one two three", "", 550},
	{"> 554-5.7.1 one\n> 554 5.7.1 two\n>\n> unrelated words", "one two", "", 554},
	{"<** 550-first line\n<** 550 second line\n -> QUIT", "first line second line", "", 550},
	{"(535, b'5.7.8 It isn\\'t so.\\n5.7.8  https://x.example q - gsmtp')",
		"It isn't so. https://x.example q - gsmtp", "AUTH", 535},
	{"(550, b'not here', 'me@b.example')", "not here", "", 550},
	{"550 'a@b.example' is not a registered gateway user",
		"'a@b.example' is not a registered gateway user", "", 550},
	{"host mx.y.example[192.0.2.5] said: 554 5.7.1 no (see x) (in reply to RCPT TO command)",
		"no (see x)", "RCPT TO", 554},
	{"S: 550 no such user\nC: QUIT", "no such user", "", 550},
	{"535 wrong\n    at Object.<anonymous> (x.js:1:2)", "wrong", "AUTH", 535},
	{"550 no\n\nbest regards, 5 people", "no", "", 550},
	{"450 4.3.2 later\n550 5.1.1 never\n450 4.3.2 later again", "never", "", 550},
	{"550 5.1.1 first\n554 5.7.1 last", "last", "", 554},
	{"550 one\n503 5.5.1 bad sequence of commands\n221 bye", "one", "", 550},
	{"552", "", "", 552},
	{"  \t 421   Service   not \t available  ", "Service not available", "", 421},
};

static void lines_of_a_reply_are_joined(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
		struct paste paste;

		assert_true(paste_read(replies[i].text, SPEAKER_UNKNOWN, &paste));
		if (paste.code != replies[i].code || strcmp(paste.text, replies[i].words) != 0 ||
			strcmp(paste.command, replies[i].command) != 0)
			fail_msg("%s\n  gives %d \"%s\" to %s", replies[i].text, paste.code, paste.text,
				paste.command);
	}
}

static void a_reply_is_shown_as_one_line(void **state)
{
	char words[PASTE_TEXT_MAX + 32];
	struct paste paste;

	(void)state;
	assert_true(paste_read("550-5.7.1 Relay\n550 5.7.1 access denied", SPEAKER_UNKNOWN, &paste));
	paste_in_words(&paste, words, sizeof words);
	assert_string_equal(words, "550 5.7.1 Relay access denied");
	assert_true(paste_read("535", SPEAKER_UNKNOWN, &paste));
	paste_in_words(&paste, words, sizeof words);
	assert_string_equal(words, "535");
	paste_in_words(&paste, words, 3);
	assert_string_equal(words, "53");
	assert_string_equal(paste_program_name("thunderbird"), "Thunderbird");
	assert_null(paste_program_name("no such id"));
	assert_null(paste_program_name(NULL));
}

static void who_is_known_to_speak_is_kept(void **state)
{
	static const char timed_out[] = "Connection timed out";
	struct paste paste;

	(void)state;
	assert_true(paste_read(timed_out, SPEAKER_UNKNOWN, &paste));
	assert_int_equal(paste.speaker, SPEAKER_PROGRAM);
	assert_string_equal(paste.meaning.cause, "port-blocked");
	assert_false(paste.meaning.sure);
	assert_true(paste_read(timed_out, SPEAKER_RELAY, &paste));
	assert_int_equal(paste.speaker, SPEAKER_RELAY);
	assert_string_equal(paste.meaning.cause, "recipient-unreachable");
	paste_read(timed_out, SPEAKER_SERVER, &paste);
	assert_int_equal(paste.speaker, SPEAKER_SERVER);
	assert_true(!paste.meaning.cause || strcmp(paste.meaning.scope, "program") != 0);
	assert_true(paste_read(
		"connect to mx.y.example[192.0.2.5]:25: Connection timed out", SPEAKER_RELAY, &paste));
	assert_string_equal(paste.said_by, "mx.y.example");
	assert_true(paste_read("Connection to smtp.b.example timed out", SPEAKER_UNKNOWN, &paste));
	assert_string_equal(paste.said_by, "");
	assert_string_equal(paste.about, "smtp.b.example");
	assert_true(paste_read("550 5.1.1 User unknown", SPEAKER_UNKNOWN, &paste));
	assert_int_equal(paste.speaker, SPEAKER_SERVER);
}

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct {
	const char *bytes;
	size_t len;
	const char *text;
} files[] = {
	{BYTES("550 no\r\nuser\n"), "550 no\nuser\n"},
	{BYTES("\xef\xbb\xbf"
	       "550 no"),
		"550 no"},
	{BYTES("\xff\xfe"
	       "5\0"
	       "5\0"
	       "0\0"
	       " \0"
	       "\xfc\0"),
		"550 \xc3\xbc"},
	{BYTES("\xfe\xff\0"
	       "5\0"
	       "3\0"
	       "5"),
		"535"},
	{BYTES("5\0"
	       "5\0"
	       "0\0"
	       "!\0"),
		"550!"},
	{BYTES("\0"
	       "5\0"
	       "5\0"
	       "0\0"
	       "!"),
		"550!"},
	{BYTES("\xff\xfe\x3d\xd8\x00\xde"), "\xf0\x9f\x98\x80"},
	{BYTES("\xff\xfe\x3d\xd8"), "\xef\xbf\xbd"},
	{BYTES("\xff\xfe"
	       "5\0"
	       "5"),
		"5"},
	{BYTES("gr\xfc\xdf"
	       "e \x93x\x94"),
		"gr\xc3\xbc\xc3\x9f"
		"e \xe2\x80\x9cx\xe2\x80\x9d"},
	{BYTES("a\rb\r\nc"), "a\nb\nc"},
	{BYTES("550 a\0b"), "550 a\\0b"},
	{BYTES("550 \x1b[31mred"), "550 \\x1b[31mred"},
	{BYTES("550 \xe2\x80\xaeno"), "550 no"},
	{BYTES(""), ""},
};

static void files_in_any_encoding_are_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct str text = STR_INIT;

		paste_clean(&text, files[i].bytes, files[i].len, 0);
		if (strcmp(str_text(&text), files[i].text) != 0)
			fail_msg("file %zu is read as \"%s\"", i, str_text(&text));
		str_release(&text);
	}
}

static void what_is_cleaned_is_bounded(void **state)
{
	struct str text = STR_INIT;
	char *bytes = mem_new(3 << 20);

	(void)state;
	memset(bytes, 'x', 3 << 20);
	paste_clean(&text, bytes, 3 << 20, 8191);
	assert_true(text.len <= 8191);
	str_release(&text);
	free(bytes);
}

static const char *const fillers[] = {"5", "5 ", "550 ", "550-", "550\n", "550-5.1.1 ", "5.1.1 ", "(", "'",
	"\\n", "\n", "\xff", "\xe2\x80\xa6", "said: ", "the server responded: ", "connect to a.",
	"host a.b said: 550 ", "> ", "an error occurred while sending mail. the mail server responded: "};

/* A text that is one thing over and over: read within its bounds, and the same each time. */
static void any_length_of_anything_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++) {
		struct str text = STR_INIT;
		struct paste paste;

		while (text.len < 20000)
			str_add(&text, fillers[i]);
		paste_read(str_text(&text), SPEAKER_UNKNOWN, &paste);
		assert_true(strlen(paste.text) < PASTE_TEXT_MAX);
		assert_true(utf8_valid(paste.text, strlen(paste.text)));
		str_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_a_reply_are_joined),
		cmocka_unit_test(a_reply_is_shown_as_one_line),
		cmocka_unit_test(who_is_known_to_speak_is_kept),
		cmocka_unit_test(files_in_any_encoding_are_text),
		cmocka_unit_test(what_is_cleaned_is_bounded),
		cmocka_unit_test(any_length_of_anything_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
