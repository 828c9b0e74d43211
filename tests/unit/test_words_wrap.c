/*
 * Columns and lines: never wider than asked, nothing lost but blanks, no character cut.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/utf8.h"
#include "ui/words/words.h"

struct width {
	const char *text;
	int columns;
};

static const struct width widths[] = {
	{"", 0}, {"mail", 4}, {"Grüße", 5}, {"\u65e5\u672c\u8a9e", 6}, /* CJK */
	{"e\u0301a\u0308", 2},					       /* combining marks */
	{"\uff21\uff22", 4},					       /* full width Latin */
	{"\ud55c\uad6d\uc5b4", 6},				       /* Hangul */
	{"\u1112\u1161\u11ab", 2},		     /* the same in parts: only the first takes room */
	{"a\u200bb", 2},			     /* zero width space */
	{"\U0001f600", 2},			     /* an emoji */
	{"\x01\x1b", 2},			     /* control characters, each shown as '?' */
	{"\xff\xfe", 2},			     /* bytes that are no UTF-8 */
	{"\u0627\u0644\u0628\u0631\u064a\u062f", 6}, /* Arabic */
};

static void test_widths(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
		assert_int_equal(words_width(widths[i].text), widths[i].columns);
}

static const char *const texts[] = {
	"",
	" ",
	"one",
	"one two three four five six seven eight nine ten",
	"a  lot   of    blanks     between      words",
	"    indented as a command is",
	"Routerkonfigurationsoberflaechenbeschreibungsdokument ist lang",
	"first paragraph\nsecond paragraph that is longer\n\nfourth",
	"\u65e5\u672c\u8a9e\u306e\u6587\u7ae0\u306f\u3001\u7a7a\u767d\u304c\u306a\u3044\u3002"
	"\u300c\u5f15\u7528\u300d\u3082\u3042\u308b\u3002",
	"mixed \u65e5\u672c text \u8a9e with e\u0301\u0301\u0301 marks",
	"bytes \xff\xfe\xfd that are no UTF-8 \xc3",
	"\u0301mark first",
	"\ud55c\uad6d\uc5b4 \ubb38\uc7a5\uc740 \ube48\uce78\uc774 \uc788\ub2e4",
	"smtp-mail.outlook.com:587",
	"trailing blanks    \nand more   ",
	"Voil\u00e0\u00a0: ne coupez pas ici\u00a0!",
};

struct collected {
	struct str joined; /* everything but blanks and line ends */
	int widest;
	size_t lines;
	bool bad_end;
};

static void add_visible(struct str *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] != ' ' && s[i] != '\n')
			str_add_char(out, s[i]);
}

static void collect(const char *s, size_t len, void *data)
{
	struct collected *collected = data;
	char *line = strndup(s, len);
	int width = words_width(line);

	if (width > collected->widest)
		collected->widest = width;
	if (len > 0 && s[len - 1] == ' ')
		collected->bad_end = true;
	collected->lines++;
	add_visible(&collected->joined, s, len);
	free(line);
}

static void test_never_too_wide_and_nothing_lost(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct str visible = STR_INIT;

		add_visible(&visible, texts[i], strlen(texts[i]));
		for (int columns = 1; columns <= 80; columns++) {
			struct collected collected = {.joined = STR_INIT};

			words_wrap(texts[i], columns, collect, &collected);
			assert_true(collected.widest <= columns);
			assert_false(collected.bad_end);
			if (columns > 1) /* in one column a wide character cannot be shown at all */
				assert_string_equal(str_text(&collected.joined), str_text(&visible));
			str_release(&collected.joined);
		}
		str_release(&visible);
	}
}

static void assert_wrapped(const char *text, int columns, int indent, const char *expected)
{
	struct str out = STR_INIT;

	words_wrap_str(&out, text, columns, indent);
	assert_string_equal(str_text(&out), expected);
	str_release(&out);
}

static void test_places_of_breaks(void **state)
{
	(void)state;
	assert_wrapped("one two three", 7, 0, "one two\nthree\n");
	assert_wrapped("one two three", 9, 2, "  one two\n  three\n");
	assert_wrapped("one\n\ntwo", 20, 1, " one\n\n two\n");
	assert_wrapped("abcdefgh", 3, 0, "abc\ndef\ngh\n");
	/* no line begins with a comma or ends with an opening bracket */
	assert_wrapped("\u65e5\u672c\u3001\u8a9e", 4, 0, "\u65e5\n\u672c\u3001\n\u8a9e\n");
	assert_wrapped("\u65e5\u300c\u672c\u300d", 4, 0, "\u65e5\n\u300c\u672c\n\u300d\n");
	/* names of servers stay whole where they can */
	assert_wrapped("use smtp-mail.outlook.com now", 22, 0, "use\nsmtp-mail.outlook.com\nnow\n");
	/* a no-break space holds */
	assert_wrapped("quoi\u00a0? non", 6, 0, "quoi\u00a0?\nnon\n");
	/* a wide character in a single column */
	assert_wrapped("a\u65e5b", 1, 0, "a\n?\nb\n");
}

static void test_indent_gives_way(void **state)
{
	(void)state;
	for (int columns = 1; columns <= 12; columns++) {
		struct str out = STR_INIT;
		const char *line;

		words_wrap_str(&out, "some words here", columns, 10);
		for (line = str_text(&out); *line; line += strcspn(line, "\n") + 1)
			assert_true((int)strcspn(line, "\n") <= columns);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_never_too_wide_and_nothing_lost),
		cmocka_unit_test(test_places_of_breaks),
		cmocka_unit_test(test_indent_gives_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
