/*
 * Putting rows on the window: erase, draw, move the cursor to the focus, one refresh.
 */
#ifndef MAILMEND_UI_SCREEN_PAINT_H
#define MAILMEND_UI_SCREEN_PAINT_H

#include "ui/screen/field.h"
#include "ui/screen/rows.h"

/* The input as it is to be seen. */
struct paint_field {
	const char *rows; /* lines, each ended by '\n' */
	size_t cursor_row;
	int cursor_column;
};

void paint(const struct rows *rows, const struct layout *layout, const struct focus *focus,
	const struct paint_field *field, int columns);

/* One sentence for a window that is too small for anything else. */
void paint_too_small(int columns, int lines);

/* Everything anew, after Ctrl-L. */
void paint_all_again(void);

#endif
