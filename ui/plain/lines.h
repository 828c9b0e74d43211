/*
 * Lines from the person or from a script, and text to them, in the character set of the terminal.
 */
#ifndef MAILMEND_UI_PLAIN_LINES_H
#define MAILMEND_UI_PLAIN_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/base/str.h"

#define LINE_BYTES_MAX 16384

enum line_status {
	LINE_READ,
	LINE_EVENT,   /* the other descriptor became readable */
	LINE_TIMEOUT, /* until_us passed */
	LINE_SIGNAL,  /* signals_caught() */
	LINE_EOF,
	LINE_GONE, /* nobody reads what we write, or the terminal is gone */
};

struct lines {
	bool terminal; /* input comes from a terminal */
	char buf[4096];
	size_t n, at;
	struct str line; /* so far, in the terminal's character set; cut at LINE_BYTES_MAX */
	bool gone;
};

void lines_init(struct lines *lines);
void lines_release(struct lines *lines);

/*
 * The next line without its end, as UTF-8. event_fd -1: none. With listen false no input is taken, only
 * events, time and signals are waited for.
 */
enum line_status lines_next(
	struct lines *lines, int event_fd, int64_t until_us, bool listen, struct str *out);

/* The echo of a terminal off or on; off drops what was typed ahead, so that no part of a secret was shown. */
void lines_echo(struct lines *lines, bool on);

/* Drops what was typed ahead on a terminal; a script keeps its lines. */
void lines_drop(struct lines *lines);

/* Writes UTF-8 text; remembers when nobody takes it. */
void lines_write(struct lines *lines, const char *utf8);

#endif
