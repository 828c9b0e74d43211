/*
 * What the checks share that look for somebody in the mail conversation: when they are part of a run, when there is a reason to
 * look, and how words of a greeting are compared. The judgements are pure, so that tables test them.
 */
#ifndef MAILMEND_STEPS_FILTERS_H
#define MAILMEND_STEPS_FILTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* The program that fails shares this network, and others may be asked. */
bool filters_apply(const struct mailcase *mailcase);

/* The server proved who it is, and nobody on the way can change what is said. */
bool filters_is_proven(const struct out_session *session);

/* The server was met, by a greeting or a certificate, and what it said was in clear to everybody on the way when the trouble came. */
bool filters_trouble_in_clear(const struct out_session *session, const struct envelope_result *envelope);

/* The conversation itself failed, for whatever reason. */
bool filters_in_trouble(const struct out_session *session, const struct login_result *login,
	const struct envelope_result *envelope);

/* Nobody can sign in here: the server offers no way at all and refuses mail for that, or only ways that programs do not speak. */
bool filters_lacks_login(const struct mailcase *mailcase, const struct out_session *session,
	const struct envelope_result *envelope);

/* The name with which a greeting begins ("smtp.example.org ESMTP ready"), lower case; "" where it begins with none. */
void banner_name(const char *banner, char *name_r, size_t size);

/* Whether a greeting's name has nothing to do with the server: not its name, nor that of its alias, nor of its certificate. */
bool banner_is_foreign(
	const char *banner, const char *host, const char *canonical, const struct cert_info *cert);

#endif
