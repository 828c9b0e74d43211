/*
 * The tip "Does your mail provider or internet company set limits?": what the server says when it is asked to take a mail.
 */
#ifndef MAILMEND_STEPS_PROVIDER_H
#define MAILMEND_STEPS_PROVIDER_H

#include <stdbool.h>

#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/know/reply.h"

extern const struct check check_provider_envelope;
extern const struct check check_provider_test_mail;
extern const struct check check_provider_limits;

/* Says when a limit opens again, where the refusal or what is known of the provider tells (F_LIMIT_RESETS). */
void provider_say_limit(struct check_run *run, const struct out_session *session,
	const struct smtp_reply *reply, enum reply_stage stage);

#endif
