/*
 * The four ways in which himalaya's settings have been written, with the names of each.
 */
#ifndef MAILMEND_PROFILES_HIMALAYA_H
#define MAILMEND_PROFILES_HIMALAYA_H

#include "checks/profiles/text.h"

enum form { FORM_NONE, FORM_OLD, FORM_BETA, FORM_ONE, FORM_TWO };

struct himalaya_form {
	const char *host, *port, *user, *encryption, *auth, *prefix;
	const char *method; /* stands in struct profile_server where the file names none; tells the form */
};
extern const struct himalaya_form himalaya_forms[]; /* by enum form */

/* The dialect's lines, in the form that the account was read in. */
void himalaya_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r);

#endif
