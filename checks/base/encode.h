/*
 * base64 (RFC 4648 section 4) and hex, strict: SASL challenges come from strangers.
 */
#ifndef MAILMEND_BASE_ENCODE_H
#define MAILMEND_BASE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

/* Appends the base64 form of len bytes, with padding, without line breaks. */
void base64_encode(struct str *out, const void *bytes, size_t len);

/* Appends the decoded bytes of text; false (out may hold a part) for any character or padding out of place. */
bool base64_decode(struct str *out, const char *text);

/* Appends two lower-case digits for each byte. */
void hex_encode(struct str *out, const void *bytes, size_t len);

#endif
