/*
 * Where a mail server is: its addresses as the hosts file, DNS or the system give them, sorted for connecting
 * (RFC 8305).
 */
#ifndef MAILMEND_STEPS_LOOKUP_H
#define MAILMEND_STEPS_LOOKUP_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* What DNS answered, for the evidence; all DNS_UNASKED where it was not asked. */
struct lookup_answers {
	struct dns_answer a, aaaa;
};

/*
 * Fills names_r for host; every address gets port. An address literal asks nobody. The hosts file counts first,
 * then A and AAAA in one round, and the system (NSS) last; both of this computer's own answers never with
 * --resolver. n is 0 when nothing was found: a and aaaa say why. False when the scope was cancelled.
 * answers_r may be NULL; else the caller releases it, also after false.
 */
bool lookup_host(struct check_run *run, const char *host, int port, struct server_names *names_r,
	struct lookup_answers *answers_r);
void lookup_answers_release(struct lookup_answers *answers);

#endif
