/*
 * The rows of a view: headings and paragraphs wrapped by columns, choices with their numbers.
 */
#include "ui/screen/rows.h"

#include "checks/base/mem.h"
#include "ui/words/words.h"

#define CHOICE_INDENT 4 /* "> 1 " */

struct wrapping {
	struct rows *rows;
	struct row like;
	bool first;
};

static void add_row(struct rows *rows, struct row row)
{
	*VEC_ADD(&rows->v) = row;
}

static void add_line(const char *s, size_t len, void *data)
{
	struct wrapping *wrapping = data;
	struct row row = wrapping->like;

	row.text = mem_strndup(s, len);
	row.first = wrapping->first;
	wrapping->first = false;
	add_row(wrapping->rows, row);
}

static void add_wrapped(struct rows *rows, struct row like, const char *text, int columns)
{
	struct wrapping wrapping = {.rows = rows, .like = like, .first = true};

	words_wrap(text, columns > 0 ? columns : 1, add_line, &wrapping);
}

static void add_blank(struct rows *rows)
{
	add_row(rows, (struct row){.kind = ROW_BLANK, .choice = -1});
}

static void add_paragraphs(struct rows *rows, const struct view *view, int columns)
{
	for (size_t i = 0; i < view->paras.n; i++) {
		const struct view_para *para = &view->paras.items[i];
		/* what is to be copied keeps its lines as far as the window allows */
		int width = para->role == ROLE_COMMAND || columns < TEXT_COLUMNS ? columns : TEXT_COLUMNS;
		if (i > 0 && !para->tight)
			add_blank(rows);
		add_wrapped(rows, (struct row){.kind = ROW_TEXT, .role = para->role, .choice = -1},
			para->text, width);
	}
}

static void add_field(struct rows *rows, const struct view *view, int columns, size_t field_rows)
{
	add_wrapped(rows, (struct row){.kind = ROW_LABEL, .choice = -1}, view->input_label, columns);
	for (size_t i = 0; i < field_rows; i++)
		add_row(rows, (struct row){.kind = ROW_FIELD, .choice = -1, .first = i == 0});
	if (view->n_choices > 0)
		add_blank(rows);
}

void rows_make(struct rows *rows_r, const struct view *view, const char *keys, int columns, size_t field_rows)
{
	int width = columns < TEXT_COLUMNS ? columns : TEXT_COLUMNS;

	memset(rows_r, 0, sizeof *rows_r);
	add_wrapped(rows_r, (struct row){.kind = ROW_HEADING, .choice = -1}, view->heading, width);
	rows_r->text = rows_r->v.n;
	add_paragraphs(rows_r, view, columns);
	rows_r->foot = rows_r->v.n;
	if (view->input != INPUT_NONE)
		add_field(rows_r, view, width, field_rows);
	for (size_t i = 0; i < view->n_choices; i++)
		add_wrapped(rows_r, (struct row){.kind = ROW_CHOICE, .choice = (int)i},
			view->choices[i].label, width - CHOICE_INDENT);
	rows_r->keys = rows_r->v.n;
	add_row(rows_r, (struct row){.kind = ROW_KEYS, .choice = -1, .text = mem_strdup(keys)});
}

void rows_release(struct rows *rows)
{
	for (size_t i = 0; i < rows->v.n; i++)
		free(rows->v.items[i].text);
	VEC_RELEASE(&rows->v);
}
