/*
 * The one field in which a person types: bounded, wiped when it is released. It knows nothing of curses.
 */
#ifndef MAILMEND_UI_SCREEN_FIELD_H
#define MAILMEND_UI_SCREEN_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"

struct field {
	uint32_t *codes;
	size_t n, at;	   /* characters; the place of the cursor */
	size_t bytes, max; /* of the UTF-8 form */
	bool lines;	   /* line ends are kept */
	bool touched;	   /* something was typed: the value it began with is no longer merely offered */
};

void field_init(struct field *field, const char *value, size_t max, bool lines);
void field_release(struct field *field); /* wipes */

/* Adds a character at the cursor; what does not fit or is a control character is dropped. */
void field_type(struct field *field, uint32_t code);
void field_erase_before(struct field *field);
void field_erase_at(struct field *field);
void field_clear(struct field *field);
void field_move(struct field *field, long by);

/* Whether the line that the cursor stands in is empty: Enter there ends a field of several lines. */
bool field_line_is_empty(const struct field *field);

/* Appends the text as UTF-8, in one piece of memory: growing would leave copies of a secret behind. */
void field_text(const struct field *field, struct str *out);

/*
 * What of a one-line field fits into columns, with the cursor in it: appends it to out, and tells the
 * cursor's column.
 */
void field_window(const struct field *field, int columns, struct str *out, int *cursor_r);

/* The last rows of a field of several lines, each cut to columns; tells the cursor's row and column. */
void field_rows(
	const struct field *field, int columns, size_t n, struct str *rows, size_t *row_r, int *cursor_r);

#endif
