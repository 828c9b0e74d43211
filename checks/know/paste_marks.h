/*
 * The words that programs put around a reply (wrappers.psv): where they stand in a text and what they tell. For paste.c.
 */
#ifndef MAILMEND_KNOW_PASTE_MARKS_H
#define MAILMEND_KNOW_PASTE_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/know/reply.h"

struct paste_mark {
	size_t start, end;	    /* of the words in the text */
	size_t host, host_len;	    /* the server that they name; host_len 0: none */
	const char *program;	    /* whose words; "" for those of many */
	enum reply_stage stage;	    /* where in the conversation, REPLY_STAGE_UNKNOWN: not told */
	enum reply_speaker speaker; /* SPEAKER_RELAY: a delivering server's words; else SPEAKER_PROGRAM */
	bool lead;		    /* a reply stands behind them */
	bool tail;		    /* a reply ends before them */
	bool ahead;		    /* what they tell is about a reply that stands before them */
};

/* The marks of a text in their order, at most n. */
size_t paste_marks(const char *text, struct paste_mark *marks_r, size_t n);

#endif
