/*
 * Matching for the reply table: words in order, alternatives, lists and ranges of codes.
 */
#include "checks/know/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define ELLIPSIS	"\xe2\x80\xa6"
#define PREPARED_MAX	4096
#define ALTERNATIVE_MAX 96

/* The plain form of a typographic character, 0 for one that stays as it is. */
static char plain_form(uint32_t code)
{
	switch (code) {
	case 0x2018:
	case 0x2019:
		return '\'';
	case 0x201c:
	case 0x201d:
		return '"';
	case 0x2010:
	case 0x2011:
	case 0x2013:
		return '-';
	case 0xa0:
	case '\t':
	case '\r':
	case '\n':
		return ' ';
	default:
		return code < 0x80 ? ascii_lower((char)code) : 0;
	}
}

void pattern_prepare(struct str *out, const char *text)
{
	size_t len = strlen(text);
	bool blank = true;

	out->max = PREPARED_MAX;
	while (len) {
		uint32_t code = 0;
		size_t n = utf8_decode(text, len, &code);
		char c = n ? plain_form(code) : '?';

		if (!n)
			n = 1;
		if (!c)
			str_add_bytes(out, text, n);
		else if (c != ' ' || !blank)
			str_add_char(out, c);
		blank = c == ' ';
		text += n;
		len -= n;
	}
}

static bool letter_or_digit(char c)
{
	return ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

/*
 * Where needle stands in text as whole words: "ip" is not in "recipient". An edge of the needle that is no
 * letter or digit itself may touch anything.
 */
static const char *find_words(const char *text, const char *needle, size_t len)
{
	for (const char *at = text; (at = strstr(at, needle)); at++) {
		bool left = at == text || !letter_or_digit(at[-1]) || !letter_or_digit(needle[0]);
		bool right = !letter_or_digit(at[len]) || !letter_or_digit(needle[len - 1]);

		if (left && right)
			return at;
	}
	return NULL;
}

/* Codes such as "ib10" or "aup#i-1000" stand for all that begins with them. */
static const char *find_part(const char *text, const char *needle, size_t *len_r)
{
	size_t len = strlen(needle);
	bool words = strchr(needle, ' ') || !strpbrk(needle, "0123456789_:#");

	*len_r = len;
	return words ? find_words(text, needle, len) : strstr(text, needle);
}

/* The earliest end of any alternative of {a,b,…}; before and behind are what the pattern has around the
 * braces. */
static const char *find_alternative(const char *text, const char *segment, size_t len)
{
	const char *open = memchr(segment, '{', len);
	const char *close = open ? memchr(open, '}', len - (size_t)(open - segment)) : NULL;
	const char *best = NULL;
	char needle[ALTERNATIVE_MAX * 2];

	if (!close) {
		size_t found;

		if (len >= sizeof needle)
			return NULL;
		memcpy(needle, segment, len);
		needle[len] = '\0';
		const char *at = find_part(text, needle, &found);

		return at ? at + found : NULL;
	}
	for (const char *p = open + 1; p < close;) {
		size_t alt = strcspn(p, ",}");
		struct str str = STR_INIT;
		const char *end;

		str_add_bytes(&str, segment, (size_t)(open - segment));
		str_add_bytes(&str, p, alt);
		str_add_bytes(&str, close + 1, len - (size_t)(close + 1 - segment));
		end = find_alternative(text, str_text(&str), str.len);
		str_release(&str);
		if (end && (!best || end < best))
			best = end;
		p += alt + 1;
	}
	return best;
}

bool pattern_match(const char *pattern, const char *text)
{
	while (*pattern) {
		const char *dots = strstr(pattern, ELLIPSIS);
		size_t len = dots ? (size_t)(dots - pattern) : strlen(pattern);
		const char *next = dots ? dots + strlen(ELLIPSIS) : pattern + len;

		while (len && pattern[len - 1] == ' ' && dots)
			len--;
		while (*next == ' ')
			next++;
		if (len) {
			text = find_alternative(text, pattern, len);
			if (!text)
				return false;
		}
		pattern = next;
	}
	return true;
}

int pattern_words(const char *pattern)
{
	int words = 0;
	bool in_word = false, in_braces = false;

	for (; *pattern; pattern++) {
		bool letter = letter_or_digit(*pattern) && (unsigned char)*pattern < 0x80;

		if (*pattern == '{')
			in_braces = true;
		if (*pattern == '}')
			in_braces = false;
		if (letter && !in_word)
			words++;
		in_word = letter || (in_braces && *pattern != '{');
	}
	return words;
}

/* Calls for each element of a list; the element is copied so that it ends with a NUL. */
static bool any_element(
	const char *list, bool (*test)(const char *element, const void *data), const void *data)
{
	if (!*list)
		return true;
	while (*list) {
		size_t len = strcspn(list, ",");
		char element[32];

		if (len < sizeof element) {
			memcpy(element, list, len);
			element[len] = '\0';
			if (test(element, data))
				return true;
		}
		list += len + (list[len] == ',');
	}
	return false;
}

static bool is_code(const char *element, const void *data)
{
	int code = *(const int *)data;

	if (strcmp(element + (*element ? 1 : 0), "xx") == 0)
		return element[0] - '0' == code / 100;
	return strtol(element, NULL, 10) == code;
}

bool pattern_code(const char *list, int code)
{
	return any_element(list, is_code, &code);
}

static bool is_enhanced(const char *element, const void *data)
{
	const char *enhanced = data;
	const char *range = strstr(element, "..");
	const char *low_dot, *high_dot, *dot = strrchr(enhanced, '.');

	if (!range)
		return element[0] == 'x' ? enhanced[0] && strcmp(element + 1, enhanced + 1) == 0
					 : strcmp(element, enhanced) == 0;
	high_dot = strrchr(range, '.');
	for (low_dot = range; low_dot > element && low_dot[-1] != '.';)
		low_dot--;
	if (!dot || !high_dot || (size_t)(dot + 1 - enhanced) != (size_t)(low_dot - element) ||
		strncmp(enhanced, element, (size_t)(low_dot - element)))
		return false;
	long value = strtol(dot + 1, NULL, 10);

	return value >= strtol(low_dot, NULL, 10) && value <= strtol(high_dot + 1, NULL, 10);
}

bool pattern_enhanced(const char *list, const char *enhanced)
{
	return any_element(list, is_enhanced, enhanced);
}

static bool is_word(const char *element, const void *data)
{
	return strcmp(element, data) == 0;
}

bool pattern_listed(const char *list, const char *word)
{
	return any_element(list, is_word, word);
}
