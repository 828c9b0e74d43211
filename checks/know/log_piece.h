/*
 * A piece of a log, read by one thread: whole lines into notes and sums, which are counted later.
 */
#ifndef MAILMEND_KNOW_LOG_PIECE_H
#define MAILMEND_KNOW_LOG_PIECE_H

#include "checks/know/log_count.h"

/* What came out of the last piece, and what the thread remembers for the next one. All zero at first, but for the clock's reference. */
struct log_piece {
	struct log_notes notes;
	struct log_tally tally;
	struct log_eyes eyes;
	int64_t since; /* see log_reading.since */
};

/* Adds the lines in buf, of which the last one may have no end. The bytes may be changed, and the notes point to them. */
void log_piece_read(struct log_piece *piece, char *buf, size_t len);

#endif
