/*
 * Text from outside made harmless, and UTF-8 read strictly (RFC 3629).
 *
 * Whatever a server, a paste or a file says goes through text_harmless() before it is kept or shown: no
 * escape sequence, no bidi control and no broken UTF-8 gets past it, and it is bounded.
 */
#ifndef MAILMEND_BASE_UTF8_H
#define MAILMEND_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"

/*
 * Reads one character of at most len bytes. Gives its length in bytes (1 to 4) and the code point, or 0 for
 * bytes that are not UTF-8 (overlong forms, surrogates and beyond U+10FFFF included); code_r is then
 * untouched.
 */
size_t utf8_decode(const char *s, size_t len, uint32_t *code_r);

/* Appends one code point. */
void utf8_encode(struct str *out, uint32_t code);

/* Whether all of s is UTF-8. */
bool utf8_valid(const char *s, size_t len);

/* Characters that can change how their neighbours are shown, or hide: bidi controls, zero width, variation
 * selectors. */
bool utf8_is_deceptive(uint32_t code);

enum text_lines {
	TEXT_ONE_LINE,	 /* a line end is shown as \n */
	TEXT_KEEP_LINES, /* \n stays, CR LF becomes \n, tab becomes a space */
};

/*
 * Appends src (len bytes, any bytes) so that it can be kept and shown: C0, DEL and C1 as \xNN (\0 for NUL),
 * bytes that are not UTF-8 as \xNN, deceptive characters left out, the rest as it is. Stops before out would
 * get longer than max bytes in all and then ends with "..."; max 0 means no limit.
 */
void text_harmless(struct str *out, const void *src, size_t len, enum text_lines lines, size_t max);

/* text_harmless() into a fixed buffer, one line. */
void text_harmless_buf(char *dst, size_t size, const void *src, size_t len);

#endif
