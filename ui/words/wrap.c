/*
 * Lines of at most so many columns. A small part of UAX #14: break at blanks, between characters of Chinese
 * and Japanese but not before what closes or after what opens, and anywhere in a word that is too long alone.
 * Names of servers and commands are never broken at their hyphens and dots.
 */
#include "ui/words/words.h"

#include "checks/base/ascii.h"
#include "ui/words/width.h"

/* May not stand at the beginning of a line (UAX #14 CL, CP, EX, NS of Chinese and Japanese). */
/* clang-format off */
static const uint16_t closes[] = {
	0x3001, 0x3002, 0x3005, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015, 0x3017, 0x3019, 0x301b,
	0x301f, 0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x308e, 0x309b,
	0x309c, 0x309d, 0x309e, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30c3, 0x30e3, 0x30e5, 0x30e7,
	0x30ee, 0x30f5, 0x30f6, 0x30fb, 0x30fc, 0x30fd, 0x30fe, 0xff01, 0xff09, 0xff0c, 0xff0e, 0xff1a,
	0xff1b, 0xff1f, 0xff3d, 0xff5d, 0xff60, 0xff61, 0xff63, 0xff64, 0x2019, 0x201d, 0x2026, '!',
	')', ',', '.', ':', ';', '?', ']', '}', '%',
};
/* clang-format on */

/* May not stand at the end of a line. */
/* clang-format off */
static const uint16_t opens[] = {
	0x3008, 0x300a, 0x300c, 0x300e, 0x3010, 0x3014, 0x3016, 0x3018, 0x301a, 0x301d, 0xff08, 0xff3b,
	0xff5b, 0xff5f, 0xff62, 0x2018, 0x201c, '(', '[', '{',
};
/* clang-format on */

static bool is_one_of(const uint16_t *set, size_t n, uint32_t code)
{
	for (size_t i = 0; i < n; i++)
		if (set[i] == code)
			return true;
	return false;
}

/* Chinese and Japanese, which are written without blanks; Korean has them. */
static bool is_without_blanks(uint32_t code)
{
	return width_of(code) == 2 && !(code >= 0xac00 && code <= 0xd7a3) &&
	       !(code >= 0x1100 && code <= 0x115f);
}

/* Whether a line may end between two characters of which neither is a blank. */
static bool may_break(uint32_t before, uint32_t after)
{
	if (!is_without_blanks(before) && !is_without_blanks(after))
		return false;
	return width_of(after) > 0 && after != 0xa0 && after != 0x202f && before != 0xa0 &&
	       before != 0x202f && !is_one_of(closes, sizeof closes / sizeof closes[0], after) &&
	       !is_one_of(opens, sizeof opens / sizeof opens[0], before);
}

struct wrapper {
	int columns;
	void (*line)(const char *s, size_t len, void *data);
	void *data;
};

/* How much of a paragraph makes the next line: its bytes, and where the one after it begins. */
struct taken {
	size_t len, next;
};

/* A character that is wider than the whole line. */
static bool is_hopeless(const struct wrapper *wrapper, const char *s, size_t len, size_t *bytes_r)
{
	uint32_t code;
	int width;

	*bytes_r = width_next(s, len, &code, &width);
	return width > wrapper->columns;
}

static struct taken skip_blanks(const char *s, size_t len, size_t end, size_t next)
{
	while (next < len && s[next] == ' ')
		next++;
	return (struct taken){.len = end, .next = next};
}

static bool is_in_name(char c)
{
	return ascii_isalnum(c) || c == '.' || c == '-' || c == '_' || c == '@' || c == '+';
}

/*
 * A word that is cut because it is too long alone is cut before a name or an address in it rather than within one, so that
 * what was masked still looks it; in the second half of the line only.
 */
static size_t before_name(const char *s, size_t len, size_t at)
{
	size_t cut = at;

	while (cut > at / 2 && cut < len && is_in_name(s[cut - 1]) && is_in_name(s[cut]))
		cut--;
	return cut > at / 2 ? cut : at;
}

static struct taken take_line(const struct wrapper *wrapper, const char *s, size_t len)
{
	size_t at = 0, good = 0, good_next = 0;
	int used = 0;
	uint32_t before = 0;
	bool word = false;

	while (at < len) {
		uint32_t code;
		int width;
		size_t n = width_next(s + at, len - at, &code, &width);

		if (word && code == ' ' && before != ' ')
			good = good_next = at;
		else if (at > 0 && before != ' ' && code != ' ' && may_break(before, code))
			good = good_next = at;
		if (code == ' ' && used + width > wrapper->columns && good == at)
			return skip_blanks(s, len, good, good_next);
		if (used + width > wrapper->columns)
			break;
		word = word || code != ' ';
		used += width;
		at += n;
		before = code;
	}
	if (at == len)
		return (struct taken){.len = len, .next = len};
	if (good > 0)
		return skip_blanks(s, len, good, good_next);
	at = before_name(s, len, at);
	return (struct taken){.len = at, .next = at};
}

static void wrap_paragraph(const struct wrapper *wrapper, const char *s, size_t len)
{
	if (len == 0)
		wrapper->line(s, 0, wrapper->data);
	while (len > 0) {
		struct taken taken = take_line(wrapper, s, len);
		size_t bytes;

		if (taken.next == 0 && is_hopeless(wrapper, s, len, &bytes)) {
			wrapper->line("?", 1, wrapper->data);
			taken.next = bytes;
		} else {
			while (taken.len > 0 && s[taken.len - 1] == ' ')
				taken.len--;
			wrapper->line(s, taken.len, wrapper->data);
		}
		s += taken.next;
		len -= taken.next;
	}
}

void words_wrap(
	const char *text, int columns, void (*line)(const char *s, size_t len, void *data), void *data)
{
	const struct wrapper wrapper = {.columns = columns < 1 ? 1 : columns, .line = line, .data = data};

	while (*text) {
		size_t len = strcspn(text, "\n");

		wrap_paragraph(&wrapper, text, len);
		text += len + (text[len] == '\n');
	}
}

struct indented {
	struct str *out;
	int indent;
};

static void add_line(const char *s, size_t len, void *data)
{
	const struct indented *indented = data;

	for (int i = 0; len > 0 && i < indented->indent; i++)
		str_add_char(indented->out, ' ');
	str_add_bytes(indented->out, s, len);
	str_add_char(indented->out, '\n');
}

void words_wrap_str(struct str *out, const char *text, int columns, int indent)
{
	const int room = columns > 1 ? columns - 1 : 0;
	struct indented indented = {.out = out, .indent = indent < room ? indent : room};

	indent = indented.indent;
	words_wrap(text, columns - indent, add_line, &indented);
}
