/*
 * The rows of replies.psv as reply.c walks through them: who speaks in each, and which of them can match a text at all.
 */
#ifndef MAILMEND_KNOW_REPLY_ROWS_H
#define MAILMEND_KNOW_REPLY_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of replies.psv. */
enum reply_column {
	REPLY_SCOPE,
	REPLY_WHERE,
	REPLY_PATTERN,
	REPLY_CODE,
	REPLY_ENHANCED,
	REPLY_CAUSE,
	REPLY_SEVERITY,
	REPLY_SOURCE
};

#define REPLY_ROWS_MAX	   2048
#define REPLY_SPEAKERS_MAX 128

enum speaker_kind { KIND_VENDOR, KIND_SERVER, KIND_ANY, KIND_PROGRAM, KIND_WORDS };

struct reply_row {
	uint16_t number;
	uint8_t speaker; /* row of speakers.psv */
	uint8_t kind;	 /* enum speaker_kind */
	bool own;	 /* only where its scope really speaks */
	bool distinct;	 /* counts where others speak, too */
};

/* The rows that can match text (prepared by pattern_prepare), in the order of the table; none that match is left out. Thread-safe. */
size_t reply_rows_for(const char *text, const struct reply_row *rows_r[REPLY_ROWS_MAX]);

/* Whether a row of speakers.psv speaks here: host is its name, banner and text are prepared. */
bool reply_speaks(size_t speaker, const char *host, const char *banner, const char *text);

#endif
