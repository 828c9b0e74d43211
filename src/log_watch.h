/*
 * What the command log shows while it reads: one line on a terminal that is painted anew, and with --follow what came in.
 */
#ifndef MAILMEND_LOG_WATCH_H
#define MAILMEND_LOG_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/engine/cause.h"
#include "checks/know/log_book.h"
#include "ui/words/words.h"

struct log_watch {
	bool progress;	   /* standard error is a terminal that can paint a line anew */
	bool follow;	   /* what comes in is told on standard output */
	struct mask *mask; /* NULL: no names are hidden in it */
	bool painted;
	bool at_end;		/* follow: all that was there at the beginning has been read */
	uint64_t lines;		/* when it was looked at last */
	uint64_t told[CAUSE_N]; /* of each cause; CAUSE_NONE: what was not explained */
	/* Follow: called once, when the end is reached. */
	void (*reached)(void *ctx);
	void *ctx;
};

void log_watch_init(struct log_watch *watch, bool follow, bool masked);

/* For struct log_reading; ctx is the watch. */
bool log_watch_tell(void *ctx, struct log_book *book);

/* Takes the line off the terminal. */
void log_watch_end(struct log_watch *watch);

void log_watch_release(struct log_watch *watch);

#endif
