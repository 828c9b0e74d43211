/*
 * The tip "Does your mail provider accept your name and password?": signing in to send, receiving with the same account, the
 * contrast of both, and the program that still fails.
 */
#ifndef MAILMEND_STEPS_LOGIN_H
#define MAILMEND_STEPS_LOGIN_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

#define LOGIN_LIMIT_MS 20000 /* servers delay refusals by seconds */

extern const struct check check_login_sign_in;
extern const struct check check_login_incoming;
extern const struct check check_login_receive;
extern const struct check check_login_inbox;
extern const struct check check_login_contrast;
extern const struct check check_login_pop_before_smtp;
extern const struct check check_login_program;

/* sign_in.c: whether a password may go there without the person having named the server. */
bool login_is_trusted(const struct mailcase *mailcase, const struct server_settings *used);

#endif
