/*
 * Companies that take a domain's mail only to sift it or to hand it on: an MX of theirs tells nothing of where the mailboxes are.
 */
#ifndef MAILMEND_STEPS_SIEVE_H
#define MAILMEND_STEPS_SIEVE_H

#include <stdbool.h>

/* host: an MX host, in any case. */
bool host_is_sieve(const char *host);

#endif
