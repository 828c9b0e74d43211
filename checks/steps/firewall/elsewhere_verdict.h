/*
 * What the other doors of a server tell about the one in use: is encryption, is a login offered there? Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_ELSEWHERE_VERDICT_H
#define MAILMEND_STEPS_ELSEWHERE_VERDICT_H

#include "checks/engine/facts.h"
#include "checks/engine/finding.h"

struct elsewhere_verdict {
	enum finding_id id; /* F_N: nothing can be said */
	size_t which;	    /* the door that tells; n where none does */
};

/*
 * STARTTLS is missing at the door in use: F_STARTTLS_ELSEWHERE where another door of the same server has it or works encrypted from the
 * start, F_STARTTLS_NOWHERE where others greeted and none did.
 */
struct elsewhere_verdict elsewhere_starttls(const struct seen_door *doors, size_t n);

/*
 * No login is offered at the door in use (port): F_LOGIN_ELSEWHERE where another door of the same server offers one; on port 25, which is
 * made for servers among themselves, F_PORT_FOR_SERVERS instead; F_LOGIN_NOWHERE where others work and none offers one.
 */
struct elsewhere_verdict elsewhere_login(int port, const struct seen_door *doors, size_t n);

#endif
