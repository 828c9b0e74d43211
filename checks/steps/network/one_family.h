/*
 * The other address family of a connection that came about: fine, dead, or not known yet. Pure.
 */
#ifndef MAILMEND_STEPS_ONE_FAMILY_H
#define MAILMEND_STEPS_ONE_FAMILY_H

#include "checks/engine/facts.h"

enum family_state { FAMILY_FINE, FAMILY_DEAD, FAMILY_UNDECIDED };

/* What one attempt says of its family; FAMILY_UNDECIDED: it was not given the time to end. */
enum family_state family_of_attempt(const struct tcp_attempt *attempt);

/* other_r: the attempt of the other family that decided, or that is to be tried again. */
enum family_state other_family(const struct out_session *out, struct tcp_attempt *other_r);

#endif
