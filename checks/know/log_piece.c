/*
 * The lines of a piece: what ends them, what is too long, and what each tells.
 */
#include "checks/know/log_piece.h"

#include <string.h>

#include "checks/know/log_read.h"

static size_t dialect_number(const struct log_dialect *dialect)
{
	size_t i = 0;

	while (log_dialects[i] != dialect)
		i++;
	return i;
}

/* Sums of a line that a dialect knows. */
static void tally_known(struct log_tally *tally, const struct log_dialect *dialect, int64_t when)
{
	tally->dialects[dialect_number(dialect) % LOG_TALLY_DIALECTS]++;
	if (!when)
		return;
	if (!tally->from || when < tally->from)
		tally->from = when;
	if (when > tally->to)
		tally->to = when;
}

static void read_line(struct log_piece *piece, char *line, size_t len)
{
	const struct log_dialect *dialect;
	struct log_event event;
	bool tells;

	if (len && line[len - 1] == '\r')
		len--;
	if (!len)
		return;
	piece->tally.lines++;
	if (len > LOG_LINE_MAX) {
		piece->tally.cut++;
		len = LOG_LINE_MAX;
	}
	tells = log_line_read(&piece->eyes, line, len, &event, &dialect);
	if (event.when && event.when < piece->since)
		return;
	if (dialect)
		tally_known(&piece->tally, dialect, event.when);
	else
		piece->tally.strange++;
	if (tells)
		log_notes_add(&piece->notes, &event);
}

/* A line with NULs in it is several: a crash leaves them between what was written before and after it. */
static void read_parts(struct log_piece *piece, char *line, size_t len)
{
	for (char *end = line + len; line < end;) {
		char *nul = memchr(line, '\0', (size_t)(end - line));

		if (!nul)
			nul = end;
		read_line(piece, line, (size_t)(nul - line));
		line = nul + 1;
	}
}

void log_piece_read(struct log_piece *piece, char *buf, size_t len)
{
	char *line = buf, *end = line + len;
	bool nuls = len && memchr(line, '\0', len);

	while (line < end) {
		char *newline = memchr(line, '\n', (size_t)(end - line));

		if (!newline)
			newline = end;
		if (nuls)
			read_parts(piece, line, (size_t)(newline - line));
		else
			read_line(piece, line, (size_t)(newline - line));
		line = newline + 1;
	}
}
