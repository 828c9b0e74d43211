/*
 * The line of mails that wait: readers of what each server's program prints, grouping by reason, and when a line is stuck. Pure.
 */
#ifndef MAILMEND_STEPS_OWN_QUEUE_H
#define MAILMEND_STEPS_OWN_QUEUE_H

#include <stdint.h>

#include "checks/engine/facts.h"

#define OWN_DOMAINS_SEEN 64

/* A queue while it is read. */
struct queue_reading {
	struct own_queue *queue;
	const char *asked; /* domain in question; "" for none */
	int64_t now;
	char domains[OWN_DOMAINS_SEEN][HOST_MAX];
};

/* One mail: since when (0: not known), from whom, and whether somebody put it on hold. False for a bounce, which does not wait. */
bool queue_add_mail(struct queue_reading *reading, int64_t since, const char *sender, bool held);

/* One reason of the mail that was added last, and where it wants to go. */
void queue_add_reason(
	struct queue_reading *reading, int64_t since, const char *recipient, const char *reason);

/* Puts reasons and senders in order; once, at the end. */
void queue_finish(struct queue_reading *reading);

/* postqueue -j: one JSON object a line. */
void queue_read_postfix(const char *text, struct queue_reading *reading);

/* exim -bp: ids_r gets the ids of the oldest mails (blanks between) so that their reasons can be read: queue_read_msglog. */
void queue_read_exim(const char *text, struct queue_reading *reading, struct str *ids_r);

/* The log that Exim keeps of one mail: its last reason. */
void queue_read_msglog(const char *text, struct queue_reading *reading);

/* smtpctl show queue */
void queue_read_opensmtpd(const char *text, struct queue_reading *reading);

/* Sendmail's mailq */
void queue_read_sendmail(const char *text, struct queue_reading *reading);

/* What kind of reason these words are. */
enum own_reason queue_why(const char *reason);

/* The answer of another server among them: "550 5.1.1 no such user". NULL without one. */
const char *queue_reply(const char *reason);

/* Whether the line is stuck, and not only waiting as lines do. */
bool queue_is_stuck(const struct own_queue *queue);

#endif
