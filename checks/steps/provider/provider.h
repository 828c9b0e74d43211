/*
 * The tip "Does your mail provider or internet company set limits?": what the server says when it is asked to take a mail.
 */
#ifndef MAILMEND_STEPS_PROVIDER_H
#define MAILMEND_STEPS_PROVIDER_H

#include "checks/engine/check.h"

extern const struct check check_provider_envelope;

#endif
