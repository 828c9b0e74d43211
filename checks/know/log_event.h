/*
 * One line of a mail server's log, as far as it tells what became of a mail. Lines are read in place: spans point into the line
 * and live as long as it does. Dialects (log_postfix.c, log_exim.c, …) make events; log_book.h connects and counts them.
 */
#ifndef MAILMEND_KNOW_LOG_EVENT_H
#define MAILMEND_KNOW_LOG_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/know/reply.h"

struct span {
	const char *s; /* not ended by a NUL */
	size_t len;    /* 0: not told */
};

enum log_kind {
	LOG_NOTHING,  /* a line of this server that tells nothing about mails: counted, not kept */
	LOG_STRANGE,  /* no line of a mail server */
	LOG_ACCEPTED, /* a mail came in; id, sender */
	LOG_RESULT,   /* one recipient: sent, deferred or bounced */
	LOG_DONE,     /* the mail left the queue; id */
	LOG_REJECTED, /* the server took no mail from a client: no id */
	LOG_TROUBLE,  /* it could not reach, sign in or encrypt; no recipient stands in the line */
};

enum log_result {
	LOG_SENT,
	LOG_DEFERRED, /* it is tried again */
	LOG_BOUNCED,  /* given up, or refused for good */
};

struct log_event {
	enum log_kind kind;
	enum log_result result;
	bool expired;	/* bounced because it was tried for too long */
	struct span id; /* queue id, message number or delivery number: what connects the lines */
	struct span
		other_id; /* where two numbers meet (qmail: delivery and message; Postfix: the bounce's own id) */
	struct span sender,
		recipient; /* addresses without <>; sender of len 0 with LOG_ACCEPTED: a mail of failure (<>) */
	struct span relay, address; /* who was asked: name and IP address */
	struct span text; /* why, in whose words they are; the reply with its codes where there is one */
	enum reply_stage stage;
	enum reply_speaker speaker; /* server: relay's own reply; relay: the logging server's own words */
	int64_t when;		    /* seconds since 1970, UTC; 0: the line does not tell */
};

#endif
