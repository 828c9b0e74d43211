/*
 * Letters and digits of protocols: ASCII only, never touched by the locale (in tr_TR
 * strcasecmp("MAIL","mail") is not 0). RFC 5321 2.4: commands and keywords are case-insensitive ASCII.
 */
#ifndef MAILMEND_BASE_ASCII_H
#define MAILMEND_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool ascii_isdigit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_isalpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_isalnum(char c)
{
	return ascii_isdigit(c) || ascii_isalpha(c);
}

static inline bool ascii_isspace(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* 0 to 15; -1: it is no hexadecimal digit. */
static inline int ascii_hex(char c)
{
	if (ascii_isdigit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline char ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* Like strncasecmp, and whether strcasecmp finds no difference, for ASCII; bytes above 127 compare as they are. */
int ascii_ncasecmp(const char *a, const char *b, size_t n);
bool ascii_caseeq(const char *a, const char *b);

/* Whether s begins with, ends with, or contains part, in any case; an empty part always matches. */
bool ascii_starts(const char *s, const char *part);
bool ascii_ends(const char *s, const char *part);
const char *ascii_find(const char *s, const char *part);

/* Lower-cases s in place. */
void ascii_tolower(char *s);

/*
 * Reads a whole number in decimal digits that fills all of s and lies within min..max. False leaves value_r
 * untouched: empty, other characters, out of range.
 */
bool ascii_number(const char *s, int64_t min, int64_t max, int64_t *value_r);

#endif
