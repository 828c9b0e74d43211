/*
 * Columns of single characters, for the layout within ui/words.
 */
#ifndef MAILMEND_UI_WIDTH_H
#define MAILMEND_UI_WIDTH_H

#include <stddef.h>
#include <stdint.h>

/* 0, 1 or 2 columns; what cannot be shown takes 1, the '?' that stands in for it. */
int width_of(uint32_t code);

/* Reads the next character of at most len bytes (len > 0); a byte that is no UTF-8 is one character of
 * width 1. */
size_t width_next(const char *s, size_t len, uint32_t *code_r, int *width_r);

#endif
