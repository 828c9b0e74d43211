/*
 * The loop of the full-screen face: one poll over {terminal, run, signals}, no wake-up without a reason, at
 * most one update a second while checks run.
 */
#define NCURSES_WIDECHAR 1
#include "ui/screen/screen.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "ui/flow/action.h"
#include "ui/flow/signals.h"
#include "ui/screen/face.h"
#include "ui/screen/paint.h"
#include "ui/screen/terminal.h"
#include "ui/words/words.h"

#define EMPTY_READS_MAX 3

/* --- showing --- */

/* Where reading begins on a screen that was not there before. */
static void begin_focus(struct face *face)
{
	const struct view *view = &face->view;

	face->focus = (struct focus){.choice = view->chosen};
	if (view->running || view->to_verdict)
		face->focus.at_status = true; /* FOCUS_TEXT */
	else if (view->page)
		face->focus.kind = FOCUS_TEXT;
	else if (view->input != INPUT_NONE)
		face->focus.kind = FOCUS_FIELD;
	else
		face->focus.kind = FOCUS_CHOICE;
}

static void begin_field(struct face *face)
{
	const struct view *view = &face->view;
	const char *name = flow_screen_name(face->flow);
	bool draft = face->draft_screen == name;

	field_release(&face->field);
	if (view->input == INPUT_NONE)
		return;
	field_init(&face->field, draft ? str_text(&face->draft) : view->input_value, view->input_max,
		view->input == INPUT_PASTE);
}

static void fetch_view(struct face *face)
{
	view_release(&face->view);
	flow_view(face->flow, &face->view);
	if (!face->fresh)
		return;
	face->fresh = false;
	begin_focus(face);
	begin_field(face);
	if (face->view.careful && !face->keys_when_idle)
		keys_drop(); /* typed before the question could be read */
	terminal_paste(face->view.input == INPUT_PASTE);
}

/* What stands in the input's rows. A secret shows the same fixed words whatever was typed. */
static void show_field(struct face *face, struct str *text, struct paint_field *field_r, int columns)
{
	*field_r = (struct paint_field){.rows = ""};
	if (face->view.input == INPUT_SECRET) {
		/* TRANSLATORS: stands in the password field instead of the password; at most 20 columns. */
		str_addf(text, "%s\n", _("(hidden)"));
	} else if (face->view.input == INPUT_PASTE) {
		field_rows(&face->field, columns, PASTE_ROWS, text, &field_r->cursor_row,
			&field_r->cursor_column);
	} else if (face->view.input == INPUT_LINE) {
		field_window(&face->field, columns, text, &field_r->cursor_column);
		str_add_char(text, '\n');
	}
	field_r->rows = str_text(text);
}

/* Keys stand two blanks apart: what does not fit is left out whole, from the end. */
static void keys_that_fit(struct str *out, const char *keys, int columns)
{
	size_t len = strlen(keys);

	str_add(out, keys);
	while (words_width(str_text(out)) >= columns) {
		while (len > 0 && !ascii_starts(keys + len, "  "))
			len--;
		if (len == 0)
			return;
		str_clear(out);
		str_add_bytes(out, keys, len--);
	}
}

/* The last line names only what works here; in a narrow window the letters are what matters. */
static void keys_line(const struct face *face, struct str *out, int columns)
{
	if (face->focus.kind == FOCUS_FIELD) {
		/* TRANSLATORS: at most 72 columns: the keys while something is typed. */
		keys_that_fit(out,
			face->view.input == INPUT_PASTE ? _("empty line: done  Esc: back  Tab: choices")
							: _("Enter: go on  Esc: back  Tab: choices"),
			columns);
		return;
	}
	struct str letters STR_AUTO = STR_INIT;
	/* TRANSLATORS: at most 30 columns: how to choose, on the last line of the screen. */
	const char *how = _("Arrows, Enter or number");

	action_line(face->flow, &letters);
	if (!face->view.running && words_width(how) + 2 + words_width(str_text(&letters)) < columns)
		str_addf(out, "%s  ", how);
	str_add(out, str_text(&letters));
}

static void paint_view(struct face *face, int columns, int lines)
{
	struct str keys STR_AUTO = STR_INIT;
	struct str text STR_AUTO = STR_INIT;
	struct paint_field field;
	size_t input_rows = face->view.input == INPUT_NONE    ? 0
			    : face->view.input == INPUT_PASTE ? PASTE_ROWS
							      : 1;

	keys_line(face, &keys, columns);
	rows_release(&face->rows);
	layout_release(&face->layout);
	rows_make(&face->rows, &face->view, str_text(&keys), columns - 1, input_rows);
	layout_make(&face->layout, &face->rows, &face->focus, columns, lines);
	show_field(face, &text, &field, columns > 4 ? columns - 4 : 1);
	paint(&face->rows, &face->layout, &face->focus, &field, columns);
}

/* Makes view, rows and layout anew and paints them. */
static void face_show(struct face *face)
{
	int lines, columns;

	flow_stage(face->flow);
	getmaxyx(stdscr, lines, columns);
	face->small = columns < LEAST_COLUMNS || lines < LEAST_LINES;
	fetch_view(face);
	if (face->small)
		paint_too_small(columns, lines);
	else
		paint_view(face, columns, lines);
	face->stale = false;
	face->painted_us = clock_us();
}

/* --- the loop --- */

/* Takes every key that is there; false when the terminal said "readable" but nothing came. */
static bool take_keys(struct face *face)
{
	bool some = false;

	for (;;) {
		struct key key = keys_next();
		if (key.kind == KEY_IS_NONE)
			return some;
		some = true;
		if (key.kind == KEY_IS_REDRAW)
			paint_all_again();
		face_press(face, &key);
		if (flow_is_done(face->flow) || flow_wants_plain(face->flow))
			return true;
		/* the next key belongs to the next screen: it must be known, and may drop what was typed
		 * ahead */
		if (face->fresh)
			face_show(face);
		if (face->keys_when_idle && flow_is_running(face->flow))
			return true;
	}
}

static int64_t next_wake_us(const struct face *face)
{
	if (flow_is_running(face->flow))
		return face->painted_us + CLOCK_MS(1000);
	return CLOCK_NEVER;
}

/* The run's end is shown at once, everything else with the next second. */
static void take_events(struct face *face)
{
	bool watched = !strcmp(flow_screen_name(face->flow), "road");

	if (!flow_take_events(face->flow))
		return;
	face->fresh = face->fresh || watched;
	face->stale = true;
}

static bool is_gone(short revents)
{
	return revents & (POLLHUP | POLLERR | POLLNVAL);
}

/* One turn: true while the terminal is there. */
static bool turn(struct face *face, int *empty_reads)
{
	bool running = flow_is_running(face->flow);
	struct pollfd fds[2] = {
		{.fd = STDIN_FILENO, .events = (short)(face->keys_when_idle && running ? 0 : POLLIN)},
		{.fd = flow_run_fd(face->flow), .events = POLLIN},
	};
	int ready = signals_wait(fds, 2, next_wake_us(face));

	if (ready < 0 && errno != EINTR)
		return false;
	if (signals_caught())
		return true;
	if (ready < 0) /* the window changed, or Ctrl-Z and back */
		take_keys(face);
	if (ready > 0 && is_gone(fds[0].revents))
		return false;
	if (ready > 0 && fds[1].revents)
		take_events(face);
	if (ready > 0 && fds[0].revents & POLLIN)
		*empty_reads = take_keys(face) ? 0 : *empty_reads + 1;
	if (running && clock_us() >= face->painted_us + CLOCK_MS(1000))
		face->stale = true;
	return *empty_reads < EMPTY_READS_MAX;
}

static enum face_end loop(struct face *face)
{
	int empty_reads = 0;

	while (!flow_is_done(face->flow) && !flow_wants_plain(face->flow)) {
		if (face->stale)
			face_show(face);
		flow_save(face->flow);
		if (!turn(face, &empty_reads) || signals_caught())
			return FACE_INTERRUPTED;
	}
	return flow_is_done(face->flow) ? FACE_DONE : FACE_PLAIN;
}

static void face_release(struct face *face)
{
	view_release(&face->view);
	rows_release(&face->rows);
	layout_release(&face->layout);
	field_release(&face->field);
	str_wipe(&face->draft);
	str_release(&face->draft);
}

static enum face_end lead(struct flow *flow, const struct wizard_options *options, const char **why_r)
{
	struct face face = {.flow = flow, .options = options, .stale = true, .fresh = true};
	const char *keys = getenv("MAILMEND_TEST_KEYS");

	if (!terminal_open(options, why_r))
		return FACE_PLAIN;
	face.keys_when_idle = keys && strcmp(keys, "idle") == 0;
	flow_set_plain(flow, false);
	enum face_end end = loop(&face);
	if (end == FACE_INTERRUPTED) {
		flow_interrupt(flow); /* before the terminal, which may be dead, is asked for anything */
		flow_save(flow);
	}
	terminal_close();
	face_release(&face);
	if (end == FACE_PLAIN)
		*why_r = _("Plain mode is on because you chose to go on line by line.");
	return end;
}

const struct wizard_face screen_face = {.lead = lead};
