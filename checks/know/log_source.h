/*
 * The bytes of a log in pieces of whole lines: from a descriptor, a text or a gzip stream; what is too long, empty or packed is
 * dealt with here, so that whoever reads lines needs to know nothing of it.
 */
#ifndef MAILMEND_KNOW_LOG_SOURCE_H
#define MAILMEND_KNOW_LOG_SOURCE_H

#include <zlib.h>

#include "checks/know/log_read.h"

enum {
	LOG_PIECE = 256 * 1024, /* bytes that are read at once */
	LOG_CARRY_MAX =
		LOG_LINE_MAX +
		2, /* so much of a line that it is seen to be too long, with CR at its end or without */
	LOG_PIECE_MAX =
		LOG_PIECE + LOG_CARRY_MAX, /* room that a piece needs, with what was left of the one before */
};

enum log_fill {
	LOG_FILL_LINES,
	LOG_FILL_IDLE, /* nothing came until tell_us; ask again */
	LOG_FILL_END,
};

struct log_source {
	const struct io_scope *scope;
	const char *path; /* for follow; NULL: none */
	const char *text; /* a text in memory; NULL: fd */
	size_t text_left;
	int fd;
	size_t piece; /* bytes that are read at once, at most LOG_PIECE */
	bool regular, follow, own_fd;
	int64_t tell_us; /* a stream is not waited for longer; CLOCK_NEVER */

	unsigned char head[8]; /* the first bytes, looked at and not yet given out */
	size_t head_len, head_at;
	z_stream *unzip; /* NULL: as it is */
	unsigned char *packed;
	bool between; /* members of gzip: its end may be here */

	char *carry; /* LOG_CARRY_MAX bytes: the line that goes on in the next piece */
	size_t carry_len;
	bool skipping; /* the rest of a line that is too long */
	bool ended;
	uint64_t taken;	       /* bytes since the last piece was given out */
	uint64_t offset;       /* bytes read from fd */
	struct log_file *file; /* what became of it */
};

/* Looks at the first bytes: false when it is packed in a way that is not read, or cannot be read at all; file tells which. */
bool log_source_begin(struct log_source *source);

/*
 * The next whole lines (at least one byte) into buf of LOG_PIECE_MAX bytes; raw_r: how many bytes of the log they stand for. NULs
 * end lines as line ends do. The last piece may end without either.
 */
enum log_fill log_source_fill(struct log_source *source, char *buf, size_t *len_r, uint64_t *raw_r);

void log_source_release(struct log_source *source);

/* For log_source.c: waits until there is more in a file that is followed, at most until tell_us. */
enum log_follow { LOG_FOLLOW_MORE, LOG_FOLLOW_NOTHING, LOG_FOLLOW_ANEW, LOG_FOLLOW_STOP };
enum log_follow log_source_follow(struct log_source *source);

#endif
