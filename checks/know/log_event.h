/*
 * One line of a mail server's log, as far as it tells what became of a mail. Lines are read in place: spans point into the line
 * and live as long as it does. Dialects (log_dialect.h) make events; log_book.h connects and counts them.
 */
#ifndef MAILMEND_KNOW_LOG_EVENT_H
#define MAILMEND_KNOW_LOG_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/know/reply.h"

struct span {
	const char *s; /* not ended by a NUL; never NULL where len is not 0 */
	size_t len;    /* 0: not told */
};

enum log_kind {
	LOG_STRANGE, /* no line of a mail server */
	LOG_NOTHING, /* a line of a mail server that tells nothing about what became of a mail: counted, not kept */
	LOG_ARRIVING, /* a client hands a mail in; whether it came is told by LOG_QUEUED (Postfix): id. A mail that is still open under
			 the same id is over */
	LOG_ACCEPTED, /* the mail came in, said once: id; a mail that is still open under the same id is over */
	LOG_QUEUED,   /* the mail is in the queue, may be said again and again: id, recipients */
	LOG_STARTED, /* a delivery with a number of its own began (qmail): id, other_id the delivery's, recipient */
	LOG_RESULT, /* what became of one delivery: id or other_id as told by LOG_STARTED; recipient, result */
	LOG_PROBE,  /* this id is no mail: the server only asked whether an address works (Postfix: verify) */
	LOG_DONE,   /* the mail left the queue: id */
	LOG_REJECTED, /* the server did not take a mail from a client, or not in the ordinary way; id only if there was one */
	LOG_TROUBLE, /* it could not reach, sign in or encrypt, or somebody could not at it; no recipient stands in the line */
};

enum log_result {
	LOG_SENT,
	LOG_FORWARDED, /* done with here, and goes on as a mail of its own with another id (aliases, .forward) */
	LOG_DEFERRED, /* it is tried again */
	LOG_BOUNCED,  /* given up, or refused for good */
};

enum log_reject {
	LOG_REFUSED,   /* told no, for good or for now */
	LOG_WARNED,    /* would have been refused, was let in (Postfix: reject_warning, warn) */
	LOG_HELD,      /* put aside until a person decides */
	LOG_DISCARDED, /* taken and thrown away */
};

struct log_event {
	enum log_kind kind;
	enum log_result result; /* of LOG_RESULT */
	enum log_reject reject; /* of LOG_REJECTED */
	bool expired;		/* bounced because it was tried for too long */
	bool many;		/* recipient is a list, separated by commas, each with or without <> */
	bool incoming; /* LOG_TROUBLE: of a client with this server; false: of this server with another one */

	/*
	 * LOG_ACCEPTED, LOG_QUEUED: how many recipients there are in all, where the server never says LOG_DONE: the mail is over
	 * with the last one's final result. 0: not told, LOG_DONE will come.
	 */
	uint32_t recipients;

	struct span id;	      /* queue id, message number; without one a line is a mail of its own */
	struct span other_id; /* the delivery's number (qmail) */
	struct span sender;   /* address without <>; len 0 is also that of a mail of failure (<>) */
	struct span
		recipient; /* without <>. LOG_RESULT without one: all of the id's recipients that still wait */
	struct span relay;    /* who was asked: its name ("mx.example.org"); LOG_REJECTED: the client's */
	struct span address;  /* its IP address */
	struct span enhanced; /* the enhanced status code, where it stands beside the text ("dsn=4.4.1") */
	struct span text;     /* why, in whose words they are: the reply with its codes where there is one */
	enum reply_stage stage;
	enum reply_speaker
		speaker; /* server: relay's own reply (LOG_REJECTED: this server's); relay: this server's own words */

	/* Set by log_line_read() where the dialect did not. */
	struct span line; /* what is shown as an example: the whole line */
	int64_t when;	  /* seconds since 1970, UTC; 0: not told */
	uint64_t place;	  /* which computer and which of its servers logged it: an id is unique only there */
};

#endif
