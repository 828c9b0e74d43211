/*
 * The causes that a log tells of: the groups of a log_book put together by cause, whichever side of the server they were seen on. Pure; shared by
 * the check errors.log and the reports of the command log.
 */
#ifndef MAILMEND_STEPS_ERRORS_LOG_CAUSES_H
#define MAILMEND_STEPS_ERRORS_LOG_CAUSES_H

#include "checks/base/vec.h"
#include "checks/engine/cause.h"
#include "checks/know/log_book.h"

struct log_cause {
	enum cause_id id; /* CAUSE_NONE: a text that nobody explained */
	bool sure;
	uint64_t
		count; /* recipients that were not reached and clients that were refused; lines where neither is told */
	uint64_t deferred, bounced; /* of the recipients: wait still, given up */
	uint64_t refused;	    /* lines: what a client wanted to hand in was not taken */
	uint64_t
		troubles; /* lines about connections, sign-ins and encryption; not counted beside recipients */
	uint64_t overcome;	      /* recipients that had it and were reached later; not in count */
	bool lasting;		      /* waiting alone does not help all of the recipients */
	int64_t first, last;	      /* 0: the log has no times */
	const struct log_group *best; /* whose example, words and destinations stand for it */
};

struct log_causes {
	VEC(struct log_cause) causes;	   /* with a count, the largest first */
	VEC(struct log_cause) overcome;	   /* without one: all of it was sent later */
	VEC(struct log_cause) unexplained; /* the largest first */
};

/* Valid until the book changes. */
void log_causes_of(struct log_book *book, struct log_causes *causes_r);
void log_causes_release(struct log_causes *causes);
#define LOG_CAUSES_AUTO __attribute__((cleanup(log_causes_release)))

/* How much of what a log tells stands in the way of sending now. */
enum log_weight {
	LOG_WEIGHS, /* it does */
	LOG_LIGHT, /* it concerns single recipients or mails, or passes by itself, while other mail goes out */
	LOG_OVER,  /* it has not come again although the log goes on, or all of it was sent later */
	LOG_CLIENTS, /* it concerns those who hand in mail here */
};

enum log_weight log_weigh(const struct log_cause *cause, const struct log_counts *counts);

/* Recipients that did not get their mail. */
static inline uint64_t log_failed(const struct log_counts *counts)
{
	return counts->deferred + counts->bounced;
}

/* Whether any of it is a mail server's log. */
static inline bool log_is_known(const struct log_counts *counts)
{
	return counts->lines > counts->strange;
}

#endif
