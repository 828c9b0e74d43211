/*
 * What the checks of this room share.
 */
#ifndef MAILMEND_STEPS_NETWORK_H
#define MAILMEND_STEPS_NETWORK_H

#include <stdbool.h>

#include "checks/engine/check.h"

/* The program that fails shares this network, and others may be asked: only then does it mean anything. */
bool network_applies(const struct mailcase *mailcase);

/*
 * Lets the connection itself go first: waits a moment, in which a server that can be reached ends this check
 * (until). False: cancelled meanwhile.
 */
bool network_give_way(struct check_run *run);

#endif
