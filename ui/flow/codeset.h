/*
 * Between UTF-8, in which everything inside is written, and the character set of the terminal.
 */
#ifndef MAILMEND_UI_FLOW_CODESET_H
#define MAILMEND_UI_FLOW_CODESET_H

#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"

/* The character that the terminal can show for this one: itself, a plain stand-in, or '?'. */
uint32_t codeset_shown(uint32_t code);

/* Appends UTF-8 text in the character set of the locale. */
void codeset_out(struct str *out, const char *utf8);

/* Appends bytes that were typed in the character set of the locale as UTF-8; what is none becomes '?'. */
void codeset_in(struct str *out, const char *bytes, size_t len);

/* Makes room for n more bytes, so that nothing is moved while they are added (and no copy of a secret stays
 * behind). */
void codeset_reserve(struct str *out, size_t n);

#endif
