/*
 * The transcript: nothing that a peer echoes brings a secret back, in whatever form and wherever in a text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/mail/transcript.h"

#define CANARY "c4n&ry \"S3cret\\"
#define USER   "anna@example.org"

static struct transcript *hiding(const char *password, const char *user)
{
	struct transcript *transcript = transcript_new(0);
	struct secret *secret = secret_new(password, strlen(password));

	transcript_hide(transcript, secret, user);
	secret_free(&secret);
	return transcript;
}

static void scrubbed(struct transcript *transcript, const char *text, const char *expected)
{
	struct str str = STR_INIT;

	str_add(&str, text);
	transcript_scrub(transcript, &str);
	assert_string_equal(str_text(&str), expected);
	str_release(&str);
}

static void test_raw(void **state)
{
	struct transcript *t = hiding(CANARY, USER);

	(void)state;
	scrubbed(t, "535 " CANARY " is wrong", "535 (hidden) is wrong");
	scrubbed(t, "535 x" CANARY "x", "535 x(hidden)x");
	scrubbed(t, "a1 LOGIN \"anna\" \"c4n&ry \\\"S3cret\\\\\"", "a1 LOGIN \"anna\" \"(hidden)\"");
	scrubbed(t, "GET /?p=c4n%26ry%20%22S3cret%5C&x", "GET /?p=(hidden)&x");
	scrubbed(t, "GET /?p=c4n%26ry+%22S3cret%5c&x", "GET /?p=(hidden)&x");
	scrubbed(t, "63346e26727920225333637265745c", "(hidden)");
	scrubbed(t, "0x63346E26727920225333637265745C!", "0x(hidden)!");
	scrubbed(t, "nothing of the kind", "nothing of the kind");
	scrubbed(t, "", "");
	transcript_free(&t);
	assert_null(t);
}

/* In every message that carries the secret, in both alphabets, and inside of longer ones at each alignment. */
static void test_base64(void **state)
{
	static const char *const around[][2] = {{"", ""}, {"x", ""}, {"xy", "z"}, {"xyz", "zz"},
		{"xyzz", "zzz"}, {"\001" USER "\001", ""}, {USER "\001" USER "\001", ""},
		{"user=" USER "\001auth=Bearer ", "\001\001"},
		{"n,a=" USER ",\001host=h\001port=587\001auth=Bearer ", "\001\001"}};
	struct transcript *t = hiding(CANARY, USER);

	(void)state;
	for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
		struct str message = STR_INIT;
		struct str line = STR_INIT;

		str_addf(&message, "%s%s%s", around[i][0], CANARY, around[i][1]);
		for (size_t n = 0; n < message.len; n++)
			if (message.s[n] == '\001' && i < 7)
				message.s[n] = '\0';
		str_add(&line, "334 <");
		base64_encode(&line, message.s, message.len);
		str_add(&line, ">");
		transcript_scrub(t, &line);
		assert_string_equal(str_text(&line), "334 <(hidden)>");
		str_clear(&line);
		base64_encode(&line, message.s, message.len);
		for (size_t n = 0; n < line.len; n++)
			line.s[n] = line.s[n] == '+' ? '-' : line.s[n] == '/' ? '_' : line.s[n];
		transcript_scrub(t, &line);
		assert_string_equal(str_text(&line), "(hidden)");
		str_release(&message);
		str_release(&line);
	}
	struct transcript *signs = hiding("\077\077\077>>>ooo", "al");

	scrubbed(signs, "Pz8/Pj4+b29v Pz8_Pj4-b29v", "(hidden) (hidden)");
	transcript_free(&signs);
	/* The base64 of the user name alone, and without padding. */
	scrubbed(t, "334 YW5uYUBleGFtcGxlLm9yZw==", "334 (hidden)");
	scrubbed(t, "334 YW5uYUBleGFtcGxlLm9yZw", "334 (hidden)");
	transcript_free(&t);
}

/* Short secrets are hidden as whole words and whole messages; they must not blot out everything else. */
static void test_short(void **state)
{
	struct transcript *t = hiding("no", "al");
	struct str plain = STR_INIT;

	(void)state;
	scrubbed(t, "550 no such user, not now: \"no\"", "550 (hidden) such user, not now: \"(hidden)\"");
	scrubbed(t, "bm8= bm8x", "(hidden) bm8x");
	base64_encode(&plain, "\0al\0no", 6);
	transcript_scrub(t, &plain);
	assert_string_equal(str_text(&plain), "(hidden)");
	str_clear(&plain);
	base64_encode(&plain, "al\0al\0no", 8);
	transcript_scrub(t, &plain);
	assert_string_equal(str_text(&plain), "(hidden)");
	str_release(&plain);
	transcript_free(&t);
	t = hiding("abcd", "al");
	scrubbed(t, "xabcdx YWJjZA==", "x(hidden)x (hidden)");
	transcript_free(&t);
}

/* Any length and any bytes: an echo in any of the forms does not come through. */
static void test_all_lengths(void **state)
{
	(void)state;
	for (size_t len = 1; len <= 40; len++) {
		char password[41];
		struct str line = STR_INIT;
		struct str raw = STR_INIT;
		struct transcript *t;

		for (size_t i = 0; i < len; i++)
			password[i] = (char)('!' + (i * 37 + len * 11) % 94);
		password[len] = '\0';
		t = hiding(password, USER);
		str_addf(&line, " %s ", password);
		base64_encode(&line, password, len);
		str_add(&line, " ");
		str_add_char(&raw, '\0');
		str_add(&raw, USER);
		str_add_char(&raw, '\0');
		str_add(&raw, password);
		base64_encode(&line, raw.s, raw.len);
		str_add(&line, " ");
		transcript_scrub(t, &line);
		/* A quote before a short word is no letter; a short password of marks is a word of its own. */
		assert_string_equal(str_text(&line), " (hidden) (hidden) (hidden) ");
		str_release(&line);
		str_release(&raw);
		transcript_free(&t);
	}
}

static void test_hidden_stays(void **state)
{
	struct transcript *t = hiding("hidden", USER);

	(void)state;
	scrubbed(t, "AUTH PLAIN (hidden)", "AUTH PLAIN (hidden)");
	scrubbed(t, "it is hidden", "it is (hidden)");
	transcript_free(&t);
}

static void test_clean(void **state)
{
	struct transcript *t = hiding("canary-secret", USER);
	char buf[64], small[12];

	(void)state;
	/* A character that is left out while the text is made harmless stood in the middle. */
	transcript_clean(t, "no canary\342\200\213-secret", 19, buf, sizeof buf);
	assert_string_equal(buf, "no (hidden)");
	transcript_clean(t, "a\0b\033", 4, buf, sizeof buf);
	assert_string_equal(buf, "a\\0b\\x1b");
	transcript_clean(NULL, "canary-secret", 13, buf, sizeof buf);
	assert_string_equal(buf, "canary-secret");
	/* It is hidden before it is cut, so that no half of it is left. */
	transcript_clean(t, "xxxx canary-secret", 18, small, sizeof small);
	assert_null(strstr(small, "can"));
	assert_true(strlen(small) < sizeof small);
	/* Its end and the byte behind it make a character that would be left out. */
	struct transcript *latin = hiding("canary\342\200", USER);

	transcript_clean(latin, "canary\342\200\213", 9, buf, sizeof buf);
	assert_string_equal(buf, "(hidden)\\x8b");
	transcript_free(&latin);
	transcript_clean(t, "", 0, buf, sizeof buf);
	assert_string_equal(buf, "");
	transcript_free(&t);
}

struct seen {
	size_t n;
	struct str all;
	enum transcript_kind last_kind;
};

static void see(const struct transcript_line *line, void *data)
{
	struct seen *seen = data;

	seen->n++;
	seen->last_kind = line->kind;
	str_addf(&seen->all, "%s|%s\n", line->peer, line->text);
}

static void test_lines(void **state)
{
	struct transcript *t = transcript_new(3);
	struct secret *secret = secret_new(CANARY, strlen(CANARY));
	struct seen seen = {.n = 0};
	char *big = malloc(100000);

	(void)state;
	transcript_hide(t, secret, USER);
	transcript_add(t, "smtp.example.org:587", SAID_BY_US, "EHLO x", 6);
	transcript_add(
		t, "smtp.example.org:587", SAID_BY_PEER, "250 " CANARY "\033[2J", 4 + strlen(CANARY) + 4);
	memset(big, 'x', 100000);
	transcript_add(t, "\033peer", SAID_BY_PEER, big, 100000);
	transcript_note(t, "p", "with %s", CANARY);
	transcript_note(t, "p", "and more");
	transcript_each(t, see, &seen);
	assert_int_equal(seen.n, 4);
	assert_int_equal(seen.last_kind, SAID_NOTE);
	assert_true(ascii_starts(str_text(&seen.all),
		"smtp.example.org:587|EHLO x\nsmtp.example.org:587|250 (hidden)\\x1b[2J\n\\x1bpeer|xxx"));
	assert_non_null(strstr(str_text(&seen.all), "2 more lines were not kept"));
	assert_null(strstr(str_text(&seen.all), CANARY));
	assert_true(seen.all.len < 3000);
	str_release(&seen.all);
	secret_free(&secret);
	transcript_free(&t);
	free(big);
	/* Without a transcript nothing happens. */
	transcript_add(NULL, "p", SAID_NOTE, "x", 1);
	transcript_note(NULL, "p", "x");
	transcript_each(NULL, see, &seen);
	transcript_scrub(NULL, &seen.all);
	transcript_hide(NULL, NULL, NULL);
}

static void *write_lines(void *data)
{
	struct transcript *t = data;
	struct secret *secret = secret_new("another-secret", 14);

	transcript_hide(t, secret, "user");
	for (int i = 0; i < 200; i++)
		transcript_add(t, "p", SAID_BY_PEER, "some another-secret line", 24);
	secret_free(&secret);
	return NULL;
}

static void test_threads(void **state)
{
	struct transcript *t = transcript_new(0);
	struct seen seen = {.n = 0};
	pthread_t threads[4];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_lines, t), 0);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	transcript_each(t, see, &seen);
	assert_int_equal(seen.n, 800);
	assert_null(strstr(str_text(&seen.all), "another-secret"));
	str_release(&seen.all);
	transcript_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_all_lengths),
		cmocka_unit_test(test_hidden_stays),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
