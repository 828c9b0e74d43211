/*
 * The tip "What does the message say?": what the person told and tried, and the message that their program showed.
 */
#ifndef MAILMEND_STEPS_ERRORS_H
#define MAILMEND_STEPS_ERRORS_H

#include "checks/engine/check.h"

extern const struct check check_errors_told;
extern const struct check check_errors_tried;
extern const struct check check_errors_message;
extern const struct check check_errors_mailbox;
extern const struct check check_errors_log;
extern const struct check check_errors_bounce;

#endif
