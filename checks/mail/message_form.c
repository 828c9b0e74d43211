/*
 * One pass over the bytes, line by line.
 */
#include "checks/mail/message_form.h"

#include <stdbool.h>
#include <string.h>

struct lines {
	struct message_form form;
	size_t first_lf, n_lf, n_crlf; /* lines by their ends */
	size_t line;
	bool in_body;
};

static void keep_first(size_t *place, size_t line)
{
	if (!*place)
		*place = line;
}

static void look_at_bytes(struct lines *lines, const char *s, size_t len)
{
	const char *cr = len ? memchr(s, '\r', len) : NULL;

	if (cr)
		keep_first(&lines->form.bare_cr, lines->line);
	if (len && memchr(s, '\0', len))
		keep_first(&lines->form.nul, lines->line);
	for (size_t i = 0; i < len && !lines->in_body && !lines->form.high_header; i++)
		if ((unsigned char)s[i] >= 0x80)
			lines->form.high_header = lines->line;
}

/* s: without its end. */
static void take_line(struct lines *lines, const char *s, size_t len, bool crlf, bool ended)
{
	lines->line++;
	lines->form.bytes += len + 2;
	if (ended && crlf)
		lines->n_crlf++;
	else if (ended && lines->n_lf++ == 0)
		lines->first_lf = lines->line;
	if (len > FORM_LINE_MAX && !lines->form.long_line) {
		lines->form.long_line = lines->line;
		lines->form.length = len;
	}
	look_at_bytes(lines, s, len);
	if (len == 0)
		lines->in_body = true;
}

void message_form_read(const char *bytes, size_t len, struct message_form *form_r)
{
	struct lines lines = {.line = 0};
	const char *s = bytes, *end = bytes + len;

	while (s < end) {
		const char *lf = memchr(s, '\n', (size_t)(end - s)), *stop = lf ? lf : end;
		bool crlf = stop > s && stop[-1] == '\r';

		take_line(&lines, s, (size_t)(stop - s) - crlf, crlf, lf != NULL);
		s = lf ? lf + 1 : end;
	}
	if (lines.n_crlf && lines.n_lf)
		lines.form.bare_lf = lines.first_lf;
	*form_r = lines.form;
}
