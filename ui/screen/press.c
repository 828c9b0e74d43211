/*
 * What keys do. Everything works with arrows, Enter, digits and the letters of action.h; Esc is one step back
 * and nothing else.
 */
#include "checks/base/clock.h"
#include "ui/flow/action.h"
#include "ui/screen/face.h"

#define PASTE_GUARD_US CLOCK_MS(300)

static size_t text_rows(const struct face *face)
{
	return face->rows.foot - face->rows.text;
}

static size_t last_scroll(const struct face *face)
{
	size_t shown = face->layout.text_shown;

	return text_rows(face) > shown ? text_rows(face) - shown : 0;
}

/* The person answered or moved on: another view has to be fetched. */
static void moved_on(struct face *face)
{
	face->fresh = true;
	face->stale = true;
}

/* What was typed and not sent off is there again when the person comes back; a password is not. */
static void keep_draft(struct face *face)
{
	if ((face->view.input != INPUT_LINE && face->view.input != INPUT_PASTE) || !face->field.touched)
		return;
	str_wipe(&face->draft);
	field_text(&face->field, &face->draft);
	face->draft_screen = flow_screen_name(face->flow);
}

static void act(struct face *face, enum action action)
{
	if (!flow_can(face->flow, action))
		return;
	keep_draft(face);
	flow_act(face->flow, action);
	moved_on(face);
}

static void choose(struct face *face, size_t choice)
{
	if (face->view.running || choice >= face->view.n_choices)
		return;
	keep_draft(face);
	flow_choose(face->flow, choice);
	moved_on(face);
}

/* Sends off what stands in the field. */
static void enter(struct face *face)
{
	struct str text STR_AUTO = STR_INIT;
	const char *screen = flow_screen_name(face->flow);

	field_text(&face->field, &text);
	keep_draft(face);
	if (face->view.input == INPUT_SECRET)
		flow_enter_secret(face->flow, str_text(&text), text.len);
	else
		flow_enter(face->flow, str_text(&text));
	str_wipe(&text);
	if (flow_screen_name(face->flow) != screen)
		face->draft_screen = NULL; /* it was taken; otherwise it stands there to be corrected */
	moved_on(face);
}

/* --- moving the focus --- */

static void down(struct face *face)
{
	struct focus *focus = &face->focus;

	if (focus->kind == FOCUS_TEXT && !focus->at_status && focus->scroll < last_scroll(face)) {
		focus->scroll++;
	} else if (focus->kind == FOCUS_TEXT && !face->view.running) {
		focus->kind = face->view.input != INPUT_NONE ? FOCUS_FIELD : FOCUS_CHOICE;
		focus->at_status = false;
	} else if (focus->kind == FOCUS_FIELD && face->view.n_choices > 0) {
		focus->kind = FOCUS_CHOICE;
		focus->choice = 0;
	} else if (focus->kind == FOCUS_CHOICE && focus->choice + 1 < face->view.n_choices) {
		focus->choice++;
	} else if (focus->kind == FOCUS_CHOICE && focus->scroll < last_scroll(face)) {
		focus->scroll++; /* the text goes on although the choices end */
	}
	face->stale = true;
}

static void up(struct face *face)
{
	struct focus *focus = &face->focus;

	if (focus->kind == FOCUS_CHOICE && focus->choice > 0) {
		focus->choice--;
	} else if (focus->kind == FOCUS_CHOICE && face->view.input != INPUT_NONE) {
		focus->kind = FOCUS_FIELD;
	} else if (focus->kind != FOCUS_TEXT && last_scroll(face) > 0) {
		focus->kind = FOCUS_TEXT;
	} else if (focus->kind == FOCUS_TEXT && focus->scroll > 0) {
		focus->scroll--;
	}
	face->stale = true;
}

static void page(struct face *face, int direction)
{
	size_t shown = face->layout.text_shown, step = shown > 1 ? shown - 1 : 1;
	struct focus *focus = &face->focus;

	if (direction < 0)
		focus->scroll = focus->scroll > step ? focus->scroll - step : 0;
	else
		focus->scroll =
			focus->scroll + step < last_scroll(face) ? focus->scroll + step : last_scroll(face);
	face->stale = true;
}

static void press_enter(struct face *face)
{
	if (face->focus.kind == FOCUS_FIELD)
		enter(face);
	else
		choose(face, face->focus.kind == FOCUS_CHOICE ? face->focus.choice : face->view.chosen);
}

/* --- in the field --- */

static void press_in_paste(struct face *face, const struct key *key)
{
	bool guarded = face->pasting || clock_us() - face->pasted_us < PASTE_GUARD_US;

	if (key->kind == KEY_IS_ENTER && (guarded || !field_line_is_empty(&face->field)))
		field_type(&face->field, '\n');
	else if (key->kind == KEY_IS_ENTER || (key->kind == KEY_IS_CHAR && key->code == 0x04 && !guarded))
		enter(face);
	else if (key->kind == KEY_IS_CHAR)
		field_type(&face->field, key->code);
	if (guarded && !face->pasting)
		face->pasted_us = clock_us();
}

/* True when the field took the key. */
static bool press_in_field(struct face *face, const struct key *key)
{
	struct field *field = &face->field;

	face->stale = true;
	if (face->view.input == INPUT_PASTE && (key->kind == KEY_IS_ENTER || key->kind == KEY_IS_CHAR)) {
		press_in_paste(face, key);
		return true;
	}
	switch (key->kind) {
	case KEY_IS_CHAR:
		if (key->code == 0x15) /* Ctrl-U */
			field_clear(field);
		else
			field_type(field, key->code);
		return true;
	case KEY_IS_ERASE:
		field_erase_before(field);
		return true;
	case KEY_IS_DELETE:
		field_erase_at(field);
		return true;
	case KEY_IS_LEFT:
	case KEY_IS_RIGHT:
		field_move(field, key->kind == KEY_IS_LEFT ? -1 : 1);
		return true;
	case KEY_IS_HOME:
	case KEY_IS_END:
		field_move(field, key->kind == KEY_IS_HOME ? -(long)field->n : (long)field->n);
		return true;
	default:
		return false;
	}
}

/* --- everywhere --- */

static void press_char(struct face *face, uint32_t code)
{
	enum action action;
	int digit = digit_value(code);

	if (code == ' ')
		page(face, 1);
	else if (digit >= 0)
		choose(face, digit_choice(digit));
	else if (action_by_key(code, &action))
		act(face, action);
}

static void press_click(struct face *face, int line)
{
	if (line < 0 || line >= face->layout.lines || face->layout.places[line].row < 0)
		return;
	const struct row *row = &face->rows.v.items[face->layout.places[line].row];
	if (row->kind == ROW_CHOICE)
		choose(face, (size_t)row->choice);
}

/* Keys that were part of a paste, or pressed before the screen was read, must not answer it. */
static bool is_guarded(struct face *face)
{
	if (!face->view.careful || face->view.input != INPUT_NONE || face->pasted_us == 0)
		return false;
	bool guarded = clock_us() - face->pasted_us < PASTE_GUARD_US;
	face->pasted_us = guarded ? clock_us() : 0;
	return guarded;
}

/* In a window that shows one sentence only, one key has a meaning. */
static void press_when_small(struct face *face, const struct key *key)
{
	enum action action;

	if (key->kind == KEY_IS_CHAR && action_by_key(key->code, &action) && action == ACTION_QUIT)
		act(face, action);
}

/* Keys that mean the same wherever the focus is. */
static void press_anywhere(struct face *face, const struct key *key)
{
	switch (key->kind) {
	case KEY_IS_CHAR:
		press_char(face, key->code);
		break;
	case KEY_IS_ENTER:
		press_enter(face);
		break;
	case KEY_IS_ESC:
		act(face, ACTION_BACK);
		break;
	case KEY_IS_UP:
	case KEY_IS_BACK_TAB:
		up(face);
		break;
	case KEY_IS_DOWN:
	case KEY_IS_TAB:
		down(face);
		break;
	case KEY_IS_PAGE_UP:
	case KEY_IS_PAGE_DOWN:
		page(face, key->kind == KEY_IS_PAGE_UP ? -1 : 1);
		break;
	case KEY_IS_HOME:
	case KEY_IS_END:
		face->focus.scroll = key->kind == KEY_IS_HOME ? 0 : last_scroll(face);
		face->stale = true;
		break;
	case KEY_IS_CLICK:
		press_click(face, key->row);
		break;
	default:
		break;
	}
}

void face_press(struct face *face, const struct key *key)
{
	if (key->kind == KEY_IS_PASTE_BEGIN || key->kind == KEY_IS_PASTE_END) {
		face->pasting = key->kind == KEY_IS_PASTE_BEGIN;
		face->pasted_us = clock_us();
	} else if (key->kind == KEY_IS_RESIZE || key->kind == KEY_IS_REDRAW) {
		face->stale = true;
	} else if (face->small) {
		press_when_small(face, key);
	} else if (is_guarded(face) || (face->pasting && face->focus.kind != FOCUS_FIELD)) {
		return;
	} else if (face->focus.kind != FOCUS_FIELD || !press_in_field(face, key)) {
		press_anywhere(face, key);
	}
}
