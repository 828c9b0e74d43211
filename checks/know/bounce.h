/*
 * A mail that a mail system wrote: what kind it is, and for each recipient what became of the mail, in whose words. Machine-readable parts
 * (RFC 3464, 3798, 5965, 6522) before prose; prose in the dialects of bounce_*.c.
 *
 * Everything in it comes from strangers: it is bounded and made harmless here.
 */
#ifndef MAILMEND_KNOW_BOUNCE_H
#define MAILMEND_KNOW_BOUNCE_H

#include "checks/know/paste.h"
#include "checks/mail/message.h"

enum bounce_kind {
	BOUNCE_NONE,	   /* an ordinary mail */
	BOUNCE_FAILURE,	   /* at least one recipient did not get it */
	BOUNCE_DELAY,	   /* it is still tried */
	BOUNCE_DELIVERED,  /* delivered, relayed, expanded; read (RFC 3798) */
	BOUNCE_COMPLAINT,  /* somebody pressed "this is spam" (RFC 5965) */
	BOUNCE_AUTO_REPLY, /* out of office (RFC 3834) */
	BOUNCE_CHALLENGE,  /* "confirm that you are a person" */
	BOUNCE_UNCLEAR, /* it looks like a report, but does not say what failed, or is not about a mail of this person's */
};
const char *bounce_kind_name(enum bounce_kind kind); /* "failure", "auto-reply", … for evidence and JSON */

enum bounce_action { BOUNCE_FAILED, BOUNCE_DELAYED };
const char *bounce_action_name(enum bounce_action action); /* "failed", "delayed" (RFC 3464 section 2.3.3) */

struct bounce_recipient {
	char address[ADDRESS_MAX +
		     1]; /* as the report names it, without the type ("rfc822;"); "": not told */
	enum bounce_action action;
	char status[16];     /* enhanced status code; "" not told */
	int64_t retry_until; /* seconds since 1970: how long it is still tried (Will-Retry-Until); 0: not told */
	struct paste
		reply; /* diagnostic text, who said it, and what it means; meaning.cause NULL: not understood */
};

struct bounce {
	enum bounce_kind kind;
	const char *dialect;	 /* "rfc3464", "qmail", … : by what it was understood; "" */
	char reporter[HOST_MAX]; /* the server that wrote the report; "" */
	struct bounce_recipient
		*recipients; /* owned; each address once, in the mail's order; delivered ones are left out */
	size_t n;
	bool cut; /* there were more than BOUNCE_RECIPIENTS_MAX */
	bool foreign; /* the returned mail names nobody of the domain that the report came to: perhaps somebody forged the sender */
};

#define BOUNCE_RECIPIENTS_MAX 1000

/* Never fails: what it does not understand is BOUNCE_NONE or BOUNCE_UNCLEAR. The caller releases it. */
void bounce_read(const struct message *message, struct bounce *bounce_r);
void bounce_release(struct bounce *bounce);
#define BOUNCE_AUTO __attribute__((cleanup(bounce_release)))

#endif
