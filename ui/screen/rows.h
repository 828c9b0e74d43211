/*
 * From a view to rows, and from rows to places on the window. Pure: no curses here, any size from 1x1 up is
 * lawful.
 */
#ifndef MAILMEND_UI_SCREEN_ROWS_H
#define MAILMEND_UI_SCREEN_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/vec.h"
#include "ui/flow/flow.h"

#define TEXT_COLUMNS 72
#define PASTE_ROWS   4

enum row_kind { ROW_BLANK, ROW_HEADING, ROW_TEXT, ROW_LABEL, ROW_FIELD, ROW_CHOICE, ROW_KEYS };

struct row {
	enum row_kind kind;
	enum view_role role;
	int choice; /* of a ROW_CHOICE, else -1 */
	bool first; /* of its paragraph or choice */
	char *text;
};

struct rows {
	VEC(struct row) v;
	size_t heading, text, foot, keys; /* where each part begins; keys is the last row */
};

/* field_rows: how many rows the input takes, 0 without one. */
void rows_make(
	struct rows *rows_r, const struct view *view, const char *keys, int columns, size_t field_rows);
void rows_release(struct rows *rows);

/* What has the focus. */
enum focus_kind { FOCUS_TEXT, FOCUS_FIELD, FOCUS_CHOICE };
struct focus {
	enum focus_kind kind;
	size_t choice;
	size_t scroll;	/* first row of the text that is shown */
	bool at_status; /* FOCUS_TEXT: on the status line, not on the first row */
};

/* One row of the window. */
struct place {
	int row;	   /* index into rows, -1: empty */
	bool more;	   /* the mark that the text goes on below stands here instead */
	bool more_choices; /* the mark that there are further choices below */
};

struct layout {
	struct place *places; /* one for each line of the window */
	int lines;
	size_t text_shown; /* rows of text that fit; scroll goes up to text rows - text_shown */
	int cursor_line;   /* where the focus is; 0 when nothing fits */
};

/* Where everything goes; clamps focus->scroll. */
void layout_make(
	struct layout *layout_r, const struct rows *rows, struct focus *focus, int columns, int lines);
void layout_release(struct layout *layout);

/* How large the window must be: for the whole layout, and for anything at all. */
#define WHOLE_COLUMNS 40
#define WHOLE_LINES   12
#define LEAST_COLUMNS 20
#define LEAST_LINES   5

#endif
