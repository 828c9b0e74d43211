/*
 * Whether a JSON text nests no deeper than it should: its reader goes as deep as the text does.
 */
#ifndef MAILMEND_KNOW_JSON_DEPTH_H
#define MAILMEND_KNOW_JSON_DEPTH_H

#include <stdbool.h>
#include <stddef.h>

/* Braces in braces, counted outside of strings, at most max deep. The text may be anything. */
bool json_depth_fits(const char *text, size_t len, size_t max);

#endif
