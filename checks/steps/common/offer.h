/*
 * What a server offers for signing in.
 */
#ifndef MAILMEND_STEPS_OFFER_H
#define MAILMEND_STEPS_OFFER_H

#include "checks/engine/facts.h"

/* What the server offers where a login would happen: inside TLS, or in clear where none is wanted. */
const struct smtp_offer *login_offer(const struct out_session *session);

#endif
