/*
 * What each role looks like stands in one table. Only default colours and 1, 2, 5, 6, bold and reverse are
 * used, and no meaning is in a colour alone.
 */
#define NCURSES_WIDECHAR 1
#include "ui/screen/paint.h"

#include <curses.h>
#include <wchar.h>

#include "checks/base/utf8.h"
#include "ui/flow/codeset.h"
#include "ui/screen/gather.h"
#include "ui/screen/terminal.h"
#include "ui/words/words.h"

struct look {
	short colour; /* 0: the terminal's own */
	attr_t attributes;
};

static const struct look looks[ROLE_N] = {
	[ROLE_TEXT] = {0, A_NORMAL},
	[ROLE_LEAD] = {0, A_BOLD},
	[ROLE_STATUS] = {0, A_BOLD},
	[ROLE_GOOD] = {2, A_NORMAL},
	[ROLE_BAD] = {1, A_BOLD},
	[ROLE_UNSURE] = {5, A_NORMAL},
	[ROLE_TITLE] = {0, A_BOLD},
	[ROLE_COMMAND] = {0, A_NORMAL},
};

static void send_update(void)
{
	gather_begin();
	refresh();
	gather_end();
}

static void wear(struct look look)
{
	short colour = terminal_has_colours() ? look.colour : 0;

	attr_set(look.attributes, colour, NULL);
}

/* Draws at most columns columns from here on; what the terminal cannot show is replaced, never dropped. */
static void add_text(const char *utf8, int columns)
{
	size_t len = strlen(utf8);
	int used = 0;

	for (size_t i = 0; i < len;) {
		uint32_t code = '?';
		size_t n = utf8_decode(utf8 + i, len - i, &code);
		i += n ? n : 1;
		wchar_t shown[2] = {(wchar_t)codeset_shown(code), L'\0'};
		int width = wcwidth(shown[0]);
		if (width < 0) {
			shown[0] = L'?';
			width = 1;
		}
		if (used + width > columns)
			return;
		addnwstr(shown, 1);
		used += width;
	}
}

static void paint_choice(const struct row *row, const struct focus *focus, int columns)
{
	bool chosen = focus->kind == FOCUS_CHOICE && focus->choice == (size_t)row->choice;
	char mark[16];

	if (row->first) {
		snprintf(mark, sizeof mark, "%c %d", chosen ? '>' : ' ', (row->choice + 1) % 10);
		attr_set(chosen ? A_REVERSE : A_NORMAL, 0, NULL);
		addnstr(mark, columns);
		attr_set(A_NORMAL, 0, NULL);
		addnstr(" ", columns > 3 ? 1 : 0);
	} else {
		addnstr("    ", columns);
	}
	add_text(row->text, columns - 4);
}

/* The n-th line of the field. */
static void paint_field_row(const struct paint_field *field, size_t n, bool focused, int columns)
{
	const char *line = field->rows;
	char text[1024];

	attr_set(focused && n == 0 ? A_REVERSE : A_NORMAL, 0, NULL);
	addnstr(n == 0 ? ">" : " ", columns);
	attr_set(A_NORMAL, 0, NULL);
	addnstr(" ", columns - 1 > 0 ? 1 : 0);
	for (; n > 0 && line; n--) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line || !*line)
		return;
	snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
	add_text(text, columns - 2);
}

static void paint_row(const struct row *row, const struct focus *focus, int columns)
{
	switch (row->kind) {
	case ROW_HEADING:
		attr_set(A_BOLD, 0, NULL);
		add_text(row->text, columns);
		break;
	case ROW_TEXT:
		wear(looks[row->role]);
		add_text(row->text, columns);
		break;
	case ROW_CHOICE:
		paint_choice(row, focus, columns);
		break;
	case ROW_LABEL:
	case ROW_KEYS:
		attr_set(A_NORMAL, 0, NULL);
		add_text(row->text, columns);
		break;
	default:
		break;
	}
	attr_set(A_NORMAL, 0, NULL);
}

/* "more" stands where text is hidden below: on the last row of text that is shown. */
static void paint_more(const struct focus *focus, int columns)
{
	if (focus->kind == FOCUS_FIELD) /* where a blank is typed */
		/* TRANSLATORS: at most 38 columns; stands below a text that does not fit on the screen. */
		add_text(_("-- more: arrow down --"), columns);
	else
		/* TRANSLATORS: at most 38 columns; stands below a text that does not fit on the screen. */
		add_text(_("-- more: space or arrow down --"), columns);
}

static void paint_more_choices(int columns)
{
	/* TRANSLATORS: at most 38 columns; stands below choices that do not fit on the screen. */
	add_text(_("-- more choices: arrow down --"), columns);
}

void paint(const struct rows *rows, const struct layout *layout, const struct focus *focus,
	const struct paint_field *field, int columns)
{
	int cursor_line = layout->cursor_line, cursor_column = 0, field_line = -1;
	int width = columns > 1 ? columns - 1 : 1; /* the last column wraps on some terminals */

	erase();
	for (int line = 0; line < layout->lines; line++) {
		const struct place *place = &layout->places[line];
		if (place->row < 0)
			continue;
		const struct row *row = &rows->v.items[place->row];
		move(line, 0);
		if (place->more) {
			paint_more(focus, width);
		} else if (place->more_choices) {
			paint_more_choices(width);
		} else if (row->kind == ROW_FIELD) {
			if (field_line < 0)
				field_line = line;
			paint_field_row(
				field, (size_t)(line - field_line), focus->kind == FOCUS_FIELD, width);
		} else {
			paint_row(row, focus, width);
		}
	}
	if (focus->kind == FOCUS_FIELD && field_line >= 0) {
		cursor_line = field_line + (int)field->cursor_row;
		cursor_column = 2 + field->cursor_column;
	}
	move(cursor_line < layout->lines ? cursor_line : 0,
		cursor_column < columns ? cursor_column : columns - 1);
	send_update();
}

struct small {
	int line, columns, lines;
};

static void add_small_line(const char *s, size_t len, void *data)
{
	struct small *small = data;
	char text[256];

	if (small->line >= small->lines)
		return;
	snprintf(text, sizeof text, "%.*s", (int)len, s);
	move(small->line++, 0);
	add_text(text, small->columns);
}

void paint_too_small(int columns, int lines)
{
	struct small small = {.columns = columns > 1 ? columns - 1 : 1, .lines = lines};

	erase();
	words_wrap(_("Make the window larger, or press q."), small.columns, add_small_line, &small);
	move(0, 0);
	send_update();
}

void paint_all_again(void)
{
	clearok(stdscr, TRUE);
}
