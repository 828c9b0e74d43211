/*
 * Matching for the reply table: words in order, alternatives, lists and ranges of codes.
 */
#include "checks/know/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define ELLIPSIS     "\xe2\x80\xa6"
#define PREPARED_MAX 4096

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

/*
 * Where needle of len bytes stands. Codes such as "ib103" or "aup#i-1000" may stand inside of other characters; "[ts*" is a beginning
 * that goes on.
 */
static const char *find_part(const char *text, char *needle, size_t len)
{
	const char *at = text;

	if (len && needle[len - 1] == '*') {
		needle[--len] = '\0';
		while ((at = strstr(at, needle)) && at != text && letter_or_digit(at[-1]) &&
			letter_or_digit(needle[0]))
			at++;
	} else if (strchr(needle, ' ') || !strpbrk(needle, "0123456789_:#")) {
		at = find_words(text, needle, len);
	} else {
		at = strstr(text, needle);
	}
	return at ? at + len : NULL;
}

size_t pattern_way(const char *segment, size_t len, const char *alternative, char *way, size_t size)
{
	const char *open = memchr(segment, '{', len);
	const char *close = open ? memchr(open, '}', len - (size_t)(open - segment)) : NULL;
	size_t before = close ? (size_t)(open - segment) : len;
	size_t alt = close ? strcspn(alternative, ",}") : 0;
	size_t behind = close ? len - (size_t)(close + 1 - segment) : 0;

	if (before + alt + behind >= size)
		return 0;
	memcpy(way, segment, before);
	if (close) {
		memcpy(way + before, alternative, alt);
		memcpy(way + before + alt, close + 1, behind);
	}
	way[before + alt + behind] = '\0';
	return before + alt + behind;
}

/* The earliest end of any way through a segment with {a,b,…}. */
static const char *find_segment(const char *text, const char *segment, size_t len)
{
	const char *open = memchr(segment, '{', len);
	const char *close = open ? memchr(open, '}', len - (size_t)(open - segment)) : NULL;
	const char *best = NULL, *alternative = open ? open + 1 : "";
	char way[PATTERN_WAY_MAX];

	do {
		size_t n = pattern_way(segment, len, alternative, way, sizeof way);
		const char *end = NULL;

		if (n)
			end = close ? find_segment(text, way, n) : find_part(text, way, n);
		if (end && (!best || end < best))
			best = end;
		if (close)
			alternative += strcspn(alternative, ",}") + 1;
	} while (close && alternative < close);
	return best;
}

size_t pattern_segment(const char **pattern)
{
	const char *dots = strstr(*pattern, ELLIPSIS);
	size_t len = dots ? (size_t)(dots - *pattern) : strlen(*pattern);
	const char *next = dots ? dots + strlen(ELLIPSIS) : *pattern + len;

	while (dots && len && (*pattern)[len - 1] == ' ')
		len--;
	*pattern = next + strspn(next, " ");
	return len;
}

bool pattern_match(const char *pattern, const char *text)
{
	while (*pattern) {
		const char *segment = pattern;
		size_t len = pattern_segment(&pattern);

		if (len && !(text = find_segment(text, segment, len)))
			return false;
	}
	return true;
}

static int words_in(const char *s, size_t len)
{
	int words = 0;

	for (size_t i = 0; i < len; i++)
		words += letter_or_digit(s[i]) && (i == 0 || !letter_or_digit(s[i - 1]));
	return words;
}

/* The words of the shortest way through {a,b,…}. */
static int fewest_words(const char *open, const char *close)
{
	int fewest = words_in(open + 1, strcspn(open + 1, ",}"));

	for (const char *s = open; s < close; s += strcspn(s + 1, ",}") + 1) {
		int words = words_in(s + 1, strcspn(s + 1, ",}"));

		if (words < fewest)
			fewest = words;
	}
	return fewest;
}

int pattern_words(const char *pattern)
{
	int words = 0;

	while (*pattern) {
		const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL;
		size_t len = strcspn(pattern, "{");

		if (close) {
			words += fewest_words(pattern, close);
			pattern = close + 1;
		} else if (strncmp(pattern, ELLIPSIS, strlen(ELLIPSIS)) == 0) {
			pattern += strlen(ELLIPSIS);
		} else {
			const char *dots = strstr(pattern, ELLIPSIS);

			if (dots && (size_t)(dots - pattern) < len)
				len = (size_t)(dots - pattern);
			len += !len;
			words += words_in(pattern, len);
			pattern += len;
		}
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

static bool is_class(const char *element, const void *data)
{
	return element[0] - '0' == *(const int *)data;
}

bool pattern_code_class(const char *list, int code)
{
	int class = code / 100;

	return any_element(list, is_class, &class);
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
