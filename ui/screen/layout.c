/*
 * Where rows go. Normally: heading, text (which scrolls), input and choices (always in sight), keys on the
 * last line. In a window below 40x12 everything is one column of lines that follows the focus.
 */
#include "checks/base/mem.h"
#include "ui/screen/rows.h"

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The row that has the focus. */
static size_t focus_row(const struct rows *rows, const struct focus *focus)
{
	for (size_t i = rows->text; i < rows->keys; i++) {
		const struct row *row = &rows->v.items[i];
		switch (focus->kind) {
		case FOCUS_CHOICE:
			if (row->kind == ROW_CHOICE && (size_t)row->choice == focus->choice && row->first)
				return i;
			break;
		case FOCUS_FIELD:
			if (row->kind == ROW_FIELD && row->first)
				return i;
			break;
		default:
			if (focus->at_status ? row->role == ROLE_STATUS && row->kind == ROW_TEXT
					     : i == rows->text + focus->scroll)
				return i;
		}
	}
	return rows->text < rows->keys ? rows->text : 0;
}

static void put(struct layout *layout, int line, size_t row)
{
	if (line >= 0 && line < layout->lines)
		layout->places[line].row = (int)row;
}

static void find_cursor(struct layout *layout, size_t row)
{
	for (int i = 0; i < layout->lines; i++)
		if (layout->places[i].row == (int)row)
			layout->cursor_line = i;
}

/* Everything in one column: the focus in the middle third. */
static void layout_line_by_line(struct layout *layout, const struct rows *rows, const struct focus *focus)
{
	size_t row = focus_row(rows, focus), total = rows->v.n, lines = (size_t)layout->lines;
	size_t first = row > lines / 3 ? row - lines / 3 : 0;

	if (first + lines > total)
		first = total > lines ? total - lines : 0;
	for (size_t i = 0; i < lines && first + i < total; i++)
		put(layout, (int)i, first + i);
	layout->text_shown = 1;
	find_cursor(layout, row);
}

/* The part of the foot that fits, with the focus in it. */
static size_t first_of_foot(const struct rows *rows, const struct focus *focus, size_t shown)
{
	size_t row = focus_row(rows, focus), n = rows->keys - rows->foot, first = rows->foot;

	if (row >= rows->foot && row + 1 > rows->foot + shown)
		first = row + 1 - shown;
	/* a choice of several rows shows all of them where it can */
	while (first < rows->keys - shown && row > first && row + 1 < rows->keys &&
		rows->v.items[first + shown].choice == (int)focus->choice && focus->kind == FOCUS_CHOICE)
		first++;
	return least(first, rows->foot + n - shown);
}

/* The foot from line on. Where choices are hidden below, its last row says so. */
static void put_foot(
	struct layout *layout, int line, const struct rows *rows, const struct focus *focus, size_t shown)
{
	bool cut = shown > 3 && shown < rows->keys - rows->foot;
	size_t first = first_of_foot(rows, focus, cut ? shown - 1 : shown);

	if (first + shown > rows->keys)
		first = rows->keys - shown;
	for (size_t i = 0; i < shown; i++)
		put(layout, line + (int)i, first + i);
	if (cut && first + shown < rows->keys)
		layout->places[line + (int)shown - 1].more_choices = true;
}

static void layout_whole(struct layout *layout, const struct rows *rows, struct focus *focus)
{
	size_t lines = (size_t)layout->lines, head = rows->text, text = rows->foot - rows->text;
	size_t foot = rows->keys - rows->foot, gap = lines >= 16 ? 1 : 0, line = 0;
	size_t room = lines - 1 - gap; /* keys and the blank line above them */

	head = least(head, room / 3);
	room -= head + (text ? gap : 0) + (foot ? 1 : 0);
	size_t text_least = least(text, lines >= 16 ? 4 : 3);
	size_t foot_shown = least(foot, room - least(text_least, room));
	size_t text_shown = least(text, room - foot_shown);

	focus->scroll = least(focus->scroll, text - text_shown);
	layout->text_shown = text_shown;
	for (size_t i = 0; i < head; i++)
		put(layout, (int)line++, i);
	line += gap;
	for (size_t i = 0; i < text_shown; i++)
		put(layout, (int)line++, rows->text + focus->scroll + i);
	if (focus->scroll + text_shown < text && text_shown > 0)
		layout->places[line - 1].more = true;
	line += foot && text ? 1 : 0;
	put_foot(layout, (int)line, rows, focus, foot_shown);
	put(layout, layout->lines - 1, rows->keys);
	find_cursor(layout, focus_row(rows, focus));
}

void layout_make(
	struct layout *layout_r, const struct rows *rows, struct focus *focus, int columns, int lines)
{
	memset(layout_r, 0, sizeof *layout_r);
	layout_r->lines = lines > 0 ? lines : 1;
	layout_r->places = mem_new_array((size_t)layout_r->lines, sizeof *layout_r->places);
	for (int i = 0; i < layout_r->lines; i++)
		layout_r->places[i].row = -1;
	if (columns < WHOLE_COLUMNS || lines < WHOLE_LINES)
		layout_line_by_line(layout_r, rows, focus);
	else
		layout_whole(layout_r, rows, focus);
}

void layout_release(struct layout *layout)
{
	free(layout->places);
	layout->places = NULL;
}
