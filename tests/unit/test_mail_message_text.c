/*
 * What mails say, in UTF-8: encodings, charsets told and not told, HTML, encoded words, damaged MIME.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/utf8.h"
#include "checks/mail/message_text.h"

static bool collect(const struct message_part *part, void *data)
{
	struct str *out = data;

	str_addf(out, "[%d %s] %s", part->inside, part->type, part->text);
	return false;
}

static void all_parts(const char *mail, size_t len, struct str *out)
{
	struct message MESSAGE_AUTO message = {.len = 0};

	assert_true(message_parse(mail, len, &message));
	message_parts(&message, collect, out);
	assert_true(utf8_valid(str_text(out), out->len));
}

static void charsets(void **state)
{
	static const struct {
		const char *charset, *bytes, *text;
	} rows[] = {
		{"utf-8", "caf\xc3\xa9", "caf\xc3\xa9"},
		{"iso-8859-1", "caf\xe9 \x80", "caf\xc3\xa9 \xe2\x82\xac"},
		{"ISO-8859-15", "\xa4", "\xe2\x82\xac"},
		{"windows-1251", "\xcf\xf0\xe8", "\xd0\x9f\xd1\x80\xd0\xb8"},
		{"koi8-r", "\xf0\xd2\xc9", "\xd0\x9f\xd1\x80\xd0\xb8"},
		{"iso-2022-jp", "\x1b$B%K%c\x1b(B!", "\xe3\x83\x8b\xe3\x83\xa3!"},
		{"", "\x1b$B%K%c\x1b(B!", "\xe3\x83\x8b\xe3\x83\xa3!"},
		{"shift_jis", "\x83\x6a\x83\x83", "\xe3\x83\x8b\xe3\x83\xa3"},
		{"euc-jp", "\xa5\xcb\xa5\xe3", "\xe3\x83\x8b\xe3\x83\xa3"},
		{"gb2312", "\xc4\xe3", "\xe4\xbd\xa0"},
		{"big5", "\xa7\x41", "\xe4\xbd\xa0"},
		{"euc-kr", "\xb0\xa1", "\xea\xb0\x80"},
		{"unicode-1-1-utf-7", "caf+AOk-", "caf\xc3\xa9"},
		/* Not told, or nobody knows it: by the bytes. */
		{"", "caf\xe9", "caf\xc3\xa9"},
		{"x-nobody-knows", "caf\xc3\xa9", "caf\xc3\xa9"},
		{"../../etc/passwd", "caf\xe9", "caf\xc3\xa9"},
		/* Broken: a sign for what cannot be read, and the rest. */
		{"utf-8",
			"a\xff"
			"b",
			"a\xef\xbf\xbd"
			"b"},
		{"shift_jis", "\x83", "\xef\xbf\xbd"},
		{"iso-2022-jp", "\x1b$B%", "\xef\xbf\xbd"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str STR_AUTO out = STR_INIT;

		message_to_utf8(rows[i].charset, rows[i].bytes, strlen(rows[i].bytes), &out);
		assert_string_equal(str_text(&out), rows[i].text);
	}
}

static void encoded_words(void **state)
{
	static const struct {
		const char *value, *text;
	} rows[] = {
		{"plain", "plain"},
		{"=?utf-8?Q?caf=C3=A9?=", "caf\xc3\xa9"},
		{"=?ISO-8859-1?q?a_b=E9?= c", "a b\xc3\xa9 c"},
		{"=?utf-8?B?Y2Fm?= =?utf-8?B?w6k=?=", "caf\xc3\xa9"},
		{"x =?iso-2022-jp?B?GyRCJUslYxsoQg==?= y", "x \xe3\x83\x8b\xe3\x83\xa3 y"},
		{"=?utf-8*en?Q?a?=", "a"},
		/* No encoded words. */
		{"=?utf-8?Q?open", "=?utf-8?Q?open"},
		{"=?utf-8?X?a?=", "=?utf-8?X?a?="},
		{"=?", "=?"},
		{"a =? b ?= c", "a =? b ?= c"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str STR_AUTO out = STR_INIT;

		message_words(rows[i].value, &out);
		assert_string_equal(str_text(&out), rows[i].text);
	}
}

static void html(void **state)
{
	static const struct {
		const char *html, *text;
	} rows[] = {
		{"<p>One</p><p>two &amp; three</p>", "One\n\ntwo & three\n"},
		{"a<br>b  \n c", "a\nb c"},
		{"<style>x { y }</style>a<script>b</script>c", "ac"},
		{"<ann@far.example> failed", "<ann@far.example> failed"},
		{"&lt;ann@far.example&gt; &#39;x&#x27; &bogus; &#0; &#xD800;",
			"<ann@far.example> 'x' &bogus; &#0; &#xD800;"},
		{"a <b", "a <b"},
		{"<style>open", ""},
		{"<", "<"},
		{"&#", "&#"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str STR_AUTO out = STR_INIT;

		message_html_text(rows[i].html, strlen(rows[i].html), &out);
		assert_string_equal(str_text(&out), rows[i].text);
	}
}

static void parts_of_a_mail(void **state)
{
	static const struct {
		const char *mail, *told;
	} rows[] = {
		{"From: a@b.example\nContent-Type: text/plain; "
		 "charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9 =\njoined\n",
			"[0 text/plain] caf\xc3\xa9 joined\n"},
		{"From: a@b.example\nContent-Type: multipart/mixed; "
		 "boundary=\"X\"\n\n--X\n\none\n--X\nContent-Type: image/png\n\nbytes\n--X\n"
		 "Content-Type: message/rfc822\n\nFrom: c@d.example\n\ninner\n--X--\n",
			"[0 text/plain] one\n[0 image/png] [0 message/rfc822] [1 text/plain] inner\n"},
		/* Wrong or no boundary in the header: the body's own; none at all: it is text. */
		{"From: a@b.example\nContent-Type: multipart/mixed; boundary=X\n\n--Y\nContent-Type: "
		 "text/plain\n\none\n--Y--\n",
			"[0 text/plain] one\n"},
		{"From: a@b.example\nContent-Type: multipart/mixed\n\n--Y\nContent-Type: "
		 "text/plain\n\none\n--Y--\n",
			"[0 text/plain] one\n"},
		{"From: a@b.example\nContent-Type: multipart/mixed; boundary=X\n\nall that is left\n",
			"[0 text/plain] all that is left\n"},
		/* The last boundary is missing; base64 ends in the middle. */
		{"From: a@b.example\nContent-Type: multipart/mixed; "
		 "boundary=X\n\n--X\nContent-Transfer-Encoding: base64\n\nb25lIHR3byB0aHJlZ",
			"[0 text/plain] one two thre"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str STR_AUTO out = STR_INIT;

		all_parts(rows[i].mail, strlen(rows[i].mail), &out);
		assert_string_equal(str_text(&out), rows[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(charsets),
		cmocka_unit_test(encoded_words),
		cmocka_unit_test(html),
		cmocka_unit_test(parts_of_a_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
