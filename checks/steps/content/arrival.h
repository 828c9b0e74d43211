/*
 * The test mail that the server took: did it arrive, where, when, on which way, and what does the receiving side think of it?
 *
 * arrival_look.c waits and looks, arrival_say.c says what was found, arrival_judged.c what the receiving side wrote about it.
 */
#ifndef MAILMEND_STEPS_ARRIVAL_H
#define MAILMEND_STEPS_ARRIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/know/bounce.h"
#include "checks/mail/access_find.h"

enum arrival_place {
	ARRIVAL_NOWHERE,
	ARRIVAL_INBOX,
	ARRIVAL_JUNK,
	ARRIVAL_ELSEWHERE, /* in a folder that no filter for spam uses */
};

struct arrival {
	enum arrival_place place;
	struct access_folder folder; /* where it lies */
	struct str header;	     /* of the mail; owned */
	struct str report;	     /* a mail system's about our mail, as far as it was read; owned */
	bool report_of_other;	     /* it is about the mail to --send-to */
	int64_t took_ms;	     /* from the server's yes to where it was seen, or to the last look */
	bool in_time;		     /* it was looked for as long as was to be */
	bool no_junk;		     /* no folder for spam was there to be looked into */
	bool inbox_only;	     /* POP3 */
	enum access_step step;	     /* ACCESS_DONE: looking worked to its end */
	bool looked;		     /* at least one look came to its end */
};

/* Waits for the mail, on the session that met holds and on further ones. Leaves the session. */
void arrival_look(struct check_run *run, const struct sent_mail *sent, const struct in_login *in,
	const struct in_session *met, struct arrival *arrival_r);

/* Says all that there is to say. */
void arrival_say(struct check_run *run, const struct sent_mail *sent, const struct in_login *in,
	const struct arrival *arrival);

/* The same for what stands in the header: the way, the checks of the sender, the filter. */
void arrival_say_judged(struct check_run *run, const struct arrival *arrival);

/* --- pure, for tests --- */

/* Whether that folder is one for spam, or one that is not looked into (the person's own mails, views of others). */
bool arrival_is_junk(const struct access_folder *folder);
bool arrival_is_passed_over(const struct access_folder *folder);

/* Between which servers the mail waited longest: the one that had it, "" where it is not told, and for how many seconds. */
int64_t arrival_longest_stop(const struct message *message, char host_r[HOST_MAX]);

extern const struct check check_content_arrival;

#endif
