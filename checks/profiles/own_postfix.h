/*
 * What the form of Postfix' files makes wrong, for its dialect.
 */
#ifndef MAILMEND_PROFILES_OWN_POSTFIX_H
#define MAILMEND_PROFILES_OWN_POSTFIX_H

#include "checks/profiles/own_profile.h"

#define POSTFIX_METHOD_LINE "smtp_sasl_security_options = noanonymous"
#define POSTFIX_LOGIN_LINES                                                                                  \
	"smtp_sasl_auth_enable = yes\n" POSTFIX_METHOD_LINE                                                  \
	"\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd"

/* The relay (as it is written) and the login there; sender: whose relay it is, "" for everybody's. */
void postfix_mistakes(struct own_reading *own, const char *hop, const char *sender);

/* Lines of main.cf that do not what they seem to. */
void postfix_lines_wrong(struct own_reading *own, const char *text);

/* Whether a relay is meant that Postfix does not see: a line that another one takes back, or one that it cannot read. */
bool postfix_wants_relay(const struct own_reading *own, const char *text);

#endif
