/*
 * The reply's own words cut out of a text: without the repeated codes of its lines, without what a program says around it. For
 * paste.c.
 */
#ifndef MAILMEND_KNOW_PASTE_TEXT_H
#define MAILMEND_KNOW_PASTE_TEXT_H

#include "checks/base/str.h"
#include "checks/know/paste_codes.h"

/*
 * Appends the words that stand behind code and before limit (an offset of text), its lines joined by blanks. Ends with the
 * reply: at an empty line, at a line that is none of the reply's, at the quotation mark that closes it.
 */
void paste_words(struct str *out, const char *text, const struct paste_code *code, size_t limit);

/* Appends from..to with single blanks and without marks of quoting and brackets left open. */
void paste_plain(struct str *out, const char *text, size_t from, size_t to);

#endif
