/*
 * Case and numbers for protocol words, free of the locale.
 */
#include "checks/base/ascii.h"

#include <string.h>

int ascii_ncasecmp(const char *a, const char *b, size_t n)
{
	for (; n; a++, b++, n--) {
		int diff = (unsigned char)ascii_lower(*a) - (unsigned char)ascii_lower(*b);

		if (diff || !*a)
			return diff;
	}
	return 0;
}

static int ascii_casecmp(const char *a, const char *b)
{
	return ascii_ncasecmp(a, b, SIZE_MAX);
}

bool ascii_caseeq(const char *a, const char *b)
{
	return ascii_casecmp(a, b) == 0;
}

bool ascii_starts(const char *s, const char *part)
{
	return ascii_ncasecmp(s, part, strlen(part)) == 0;
}

bool ascii_ends(const char *s, const char *part)
{
	size_t len = strlen(s), plen = strlen(part);

	return len >= plen && ascii_caseeq(s + len - plen, part);
}

const char *ascii_find(const char *s, const char *part)
{
	size_t plen = strlen(part);

	for (;; s++) {
		if (ascii_ncasecmp(s, part, plen) == 0)
			return s;
		if (!*s)
			return NULL;
	}
}

void ascii_tolower(char *s)
{
	for (; *s; s++)
		*s = ascii_lower(*s);
}

bool ascii_number(const char *s, int64_t min, int64_t max, int64_t *value_r)
{
	int64_t value = 0;

	if (!*s)
		return false;
	for (; *s; s++) {
		if (!ascii_isdigit(*s) || value > (INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (*s - '0');
	}
	if (value < min || value > max)
		return false;
	*value_r = value;
	return true;
}
