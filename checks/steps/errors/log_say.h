/*
 * What errors.log finds: how its reading (log.c) and its sentences (log_say.c) meet.
 */
#ifndef MAILMEND_STEPS_ERRORS_LOG_SAY_H
#define MAILMEND_STEPS_ERRORS_LOG_SAY_H

#include "checks/engine/check.h"
#include "checks/steps/errors/log_causes.h"

/* How much of what a log tells stands in the way of sending now. */
enum log_weight {
	LOG_WEIGHS, /* it does */
	LOG_LIGHT, /* it concerns single recipients or mails, or passes by itself, while other mail goes out */
	LOG_OVER,  /* it has not come again although the log goes on, or all of it was sent later */
	LOG_CLIENTS, /* it concerns those who hand in mail here */
};

/* Pure, for tests. */
enum log_weight log_weigh(const struct log_cause *cause, const struct log_counts *counts);

/* One finding for each cause, and what else there is to say. */
void log_say(struct check_run *run, struct log_book *book);

#endif
