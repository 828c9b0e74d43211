/*
 * What the two files of the scanner share: where it stands, and how a find is replaced. mask_scan.c finds names, mask_numbers.c
 * addresses in numbers.
 */
#ifndef MAILMEND_UI_MASK_NUMBERS_H
#define MAILMEND_UI_MASK_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/ascii.h"
#include "ui/words/mask_names.h"

struct scan {
	const struct mask_names *names;
	struct mask_names *learn;
	struct str *out;
	bool leak;
	const char *text; /* signs that stand around words are blanks in it */
	const char *original;
	size_t len;
};

static inline bool is_word(char c)
{
	return ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

/* Appends len bytes, as they were where they are of the text. */
void scan_emit(struct scan *scan, const char *s, size_t len);

/* How many bytes from at on are of this kind, at most max. */
size_t scan_span(const struct scan *scan, size_t at, size_t max, bool (*is)(char));

/* A name within the text: replaced by its stand-in, or a leak. */
void scan_meet(struct scan *scan, enum name_kind kind, const char *s, size_t len);

/* An address that begins at at: how long it is, 0 for none. In nibbles: back to front, a label for each digit. sep: '.' or '-'. */
size_t try_ipv6(struct scan *scan, size_t at);
size_t try_nibbles(struct scan *scan, size_t at);
size_t try_ipv4(struct scan *scan, size_t at, char sep);

#endif
