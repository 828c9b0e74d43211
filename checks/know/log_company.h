/*
 * Which companies' servers a host name stands for, as far as the reply table tells them apart (speakers.psv).
 */
#ifndef MAILMEND_KNOW_LOG_COMPANY_H
#define MAILMEND_KNOW_LOG_COMPANY_H

#include "checks/know/log_event.h"

/* The same for all hosts that the reply table treats alike, 0 for those that it does not know. Quick, and thread-safe. */
uint64_t log_company_key(struct span host);

#endif
