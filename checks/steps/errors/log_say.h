/*
 * What errors.log finds: how its reading (log.c) and its sentences (log_say.c) meet.
 */
#ifndef MAILMEND_STEPS_ERRORS_LOG_SAY_H
#define MAILMEND_STEPS_ERRORS_LOG_SAY_H

#include "checks/engine/check.h"
#include "checks/steps/errors/log_causes.h"

/* One finding for each cause, and what else there is to say. */
void log_say(struct check_run *run, struct log_book *book);

#endif
