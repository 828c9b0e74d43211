/*
 * Whether a pause is to be tried at all, and what its end means. Pure.
 */
#ifndef MAILMEND_STEPS_PAUSE_VERDICT_H
#define MAILMEND_STEPS_PAUSE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/engine/finding.h"
#include "checks/engine/mailcase.h"
#include "checks/mail/smtp.h"

/*
 * How long a connection is left alone in this run, 0: not at all. Asked for by --pause; without it only where the person
 * told of a failure, or asked for the network or the firewall by name. Within a map only when it is asked for.
 */
int64_t pause_ms_of(const struct mailcase *mailcase);

/* What was seen of a connection that was left alone. */
struct pause_seen {
	bool asked;	     /* the pause came to its end, and NOOP was said */
	enum smtp_step step; /* of NOOP */
	int code;	     /* of its reply, 0: none */
	enum io_status io;   /* how the connection ended, in the pause or behind NOOP */
	int unconfirmed;     /* bytes of NOOP that nobody confirmed; -1: the system does not tell */
	bool line_lives;     /* another connection to the same server worked at the end */
};

/*
 * F_PAUSE_SURVIVED, F_CLOSED_AFTER_PAUSE (the server ended it in its own words or in order), F_FORGOTTEN_AFTER_PAUSE (something between
 * dropped it without a word), F_N: it could not be found out.
 */
enum finding_id pause_verdict(const struct pause_seen *seen);

#endif
