/*
 * What a failure in a log means: its words and codes, asked of the reply table.
 */
#ifndef MAILMEND_KNOW_LOG_MEANING_H
#define MAILMEND_KNOW_LOG_MEANING_H

#include "checks/know/log_event.h"

struct log_codes {
	int code;	   /* 0: none */
	char enhanced[16]; /* "" without one */
};

/* The codes at the beginning of the event's text, or those that stand beside it. Quick. */
void log_codes_read(const struct log_event *event, struct log_codes *codes_r);

/* Not quick: the whole table is gone through. */
void log_meaning_read(const struct log_event *event, struct reply_meaning *meaning_r);

#endif
