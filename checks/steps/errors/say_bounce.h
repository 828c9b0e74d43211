/*
 * What a mail that came back says, as findings: one for each different meaning, the same for a file, a paste and a mailbox.
 */
#ifndef MAILMEND_STEPS_ERRORS_SAY_BOUNCE_H
#define MAILMEND_STEPS_ERRORS_SAY_BOUNCE_H

#include "checks/engine/check.h"
#include "checks/know/bounce.h"

struct bounce_origin {
	const char *source;    /* evidence: "file", "paste", "inbox" */
	int64_t date;	       /* when it came back, seconds since 1970; 0: not told */
	char domain[HOST_MAX]; /* of the sender of the mail that came back; "": not told */
};

#define BOUNCE_SAID_MAX 5 /* different meanings; of more, the first are told */

/* When and from whom; message is the report. */
void bounce_origin_read(const struct message *message, const char *source, struct bounce_origin *origin_r);

/*
 * Says what became of the recipients: failed and delayed ones (BOUNCE_FAILURE, BOUNCE_DELAY; of other kinds it says nothing). The
 * findings are those of a reply's meaning; arguments: recipient, reply, count, and where known host, port, domain, tested_at.
 */
void say_bounce(struct check_run *run, const struct bounce *bounce, const struct bounce_origin *origin);

/* The finding for one recipient, for tests: pure. F_BOUNCE_UNCLEAR where nobody knows the reason. */
enum finding_id bounce_finding_id(const struct bounce_recipient *recipient);

/* The words of the refusal: code, enhanced code, text; the status where there are none; "" without either. */
void bounce_in_words(const struct bounce_recipient *recipient, char *buf, size_t size);

#endif
