/*
 * The words that programs put around a reply (wrappers.psv): where they stand in a text and what they tell. For paste.c.
 */
#ifndef MAILMEND_KNOW_PASTE_MARKS_H
#define MAILMEND_KNOW_PASTE_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/know/reply.h"
#include "checks/mail/address.h"

struct paste_mark {
	size_t start, end;	/* of the words in the text */
	char host[HOST_MAX];	/* the server that they name; "" none */
	const char *program;	/* whose words; "" for those of many */
	const char *says;	/* what they say is wrong, in English; "" nothing */
	enum reply_stage stage; /* where in the conversation, REPLY_STAGE_UNKNOWN: not told */
	bool relay;		/* a delivering server's words about the next one */
	bool lead;		/* a reply stands behind them */
	bool tail;		/* a reply ends before them, and what they tell is about that one */
};

/* The marks of a text in their order, at most n; none lies inside another. */
size_t paste_marks(const char *text, struct paste_mark *marks_r, size_t n);

#endif
