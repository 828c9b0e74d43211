/*
 * A buffer of code points that never grows: a paste of any size is cut, a secret leaves no copies behind.
 */
#include "ui/screen/field.h"

#include <wchar.h>

#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "ui/flow/codeset.h"

static size_t utf8_len(uint32_t code)
{
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

static int columns_of(uint32_t code)
{
	int width = code == '\n' ? 0 : wcwidth((wchar_t)code);

	return width < 0 ? 1 : width;
}

void field_init(struct field *field, const char *value, size_t max, bool lines)
{
	size_t len = strlen(value);

	*field = (struct field){.max = max, .lines = lines};
	field->codes = mem_new_array(max + 1, sizeof *field->codes);
	for (size_t i = 0; i < len;) {
		uint32_t code = 0;
		size_t n = utf8_decode(value + i, len - i, &code);
		if (n > 0)
			field_type(field, code);
		i += n ? n : 1;
	}
	field->touched = false;
}

void field_release(struct field *field)
{
	if (field->codes)
		mem_wipe(field->codes, (field->max + 1) * sizeof *field->codes);
	free(field->codes);
	*field = (struct field){0};
}

void field_type(struct field *field, uint32_t code)
{
	bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);

	if (code == '\t') {
		code = ' ';
		control = false;
	}
	if (code == '\n' && field->lines)
		control = false;
	if (control || utf8_is_deceptive(code) || field->bytes + utf8_len(code) > field->max)
		return;
	memmove(field->codes + field->at + 1, field->codes + field->at,
		(field->n - field->at) * sizeof *field->codes);
	field->codes[field->at++] = code;
	field->n++;
	field->bytes += utf8_len(code);
	field->touched = true;
}

void field_erase_at(struct field *field)
{
	if (field->at >= field->n)
		return;
	field->bytes -= utf8_len(field->codes[field->at]);
	field->n--;
	memmove(field->codes + field->at, field->codes + field->at + 1,
		(field->n - field->at) * sizeof *field->codes);
	field->codes[field->n] = 0;
	field->touched = true;
}

void field_erase_before(struct field *field)
{
	if (field->at == 0)
		return;
	field->at--;
	field_erase_at(field);
}

void field_clear(struct field *field)
{
	mem_wipe(field->codes, (field->max + 1) * sizeof *field->codes);
	field->n = field->at = field->bytes = 0;
	field->touched = true;
}

void field_move(struct field *field, long by)
{
	if (by < 0)
		field->at = (size_t)-by > field->at ? 0 : field->at - (size_t)-by;
	else
		field->at = (size_t)by > field->n - field->at ? field->n : field->at + (size_t)by;
}

bool field_line_is_empty(const struct field *field)
{
	bool begins = field->at == 0 || field->codes[field->at - 1] == '\n';
	bool ends = field->at == field->n || field->codes[field->at] == '\n';

	return begins && ends;
}

void field_text(const struct field *field, struct str *out)
{
	codeset_reserve(out, field->bytes);
	for (size_t i = 0; i < field->n; i++)
		utf8_encode(out, field->codes[i]);
}

/* From first on as much as fits. */
static void window_from(const struct field *field, size_t first, int columns, struct str *out, int *cursor_r)
{
	int used = 0;

	*cursor_r = 0;
	for (size_t i = first; i < field->n && field->codes[i] != '\n'; i++) {
		if (used + columns_of(field->codes[i]) > columns)
			break;
		utf8_encode(out, field->codes[i]);
		used += columns_of(field->codes[i]);
		if (i + 1 == field->at)
			*cursor_r = used;
	}
}

/* The first character to show so that the cursor is in sight, in steps of half a window. */
static size_t first_shown(const struct field *field, size_t line, int columns)
{
	size_t first = line;
	int used = 0;

	for (size_t i = line; i < field->at; i++) {
		used += columns_of(field->codes[i]);
		while (used >= columns && first < i)
			used -= columns_of(field->codes[first++]);
	}
	return first;
}

void field_window(const struct field *field, int columns, struct str *out, int *cursor_r)
{
	window_from(field, first_shown(field, 0, columns), columns, out, cursor_r);
}

/* Where the line of this character begins. */
static size_t line_start(const struct field *field, size_t at)
{
	while (at > 0 && field->codes[at - 1] != '\n')
		at--;
	return at;
}

void field_rows(
	const struct field *field, int columns, size_t n, struct str *rows, size_t *row_r, int *cursor_r)
{
	size_t here = line_start(field, field->at), start = here, above = 0;

	while (above + 1 < n && start > 0) {
		start = line_start(field, start - 1);
		above++;
	}
	for (size_t i = 0; i <= above; i++) {
		int cursor;
		size_t line = start;
		size_t first = i == above ? first_shown(field, here, columns) : line;
		window_from(field, first, columns, rows, &cursor);
		str_add_char(rows, '\n');
		if (i == above)
			*cursor_r = cursor;
		while (start < field->n && field->codes[start] != '\n')
			start++;
		start++;
	}
	*row_r = above;
}
