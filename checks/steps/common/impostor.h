/*
 * Where somebody sits who answers in the place of others: on this computer, in its network, or beyond.
 */
#ifndef MAILMEND_STEPS_IMPOSTOR_H
#define MAILMEND_STEPS_IMPOSTOR_H

#include "checks/engine/cause.h"
#include "checks/engine/check.h"
#include "checks/net/addr.h"

/*
 * addr (with its port) is answered by somebody else than whom it belongs to; it must not be of the network at hand. WHO_YOU: both ends of
 * a connection to it are on this computer. WHO_LOCAL_NETWORK: packets that live one hop reach who answers. WHO_INTERNET_PROVIDER
 * otherwise. Connects once or twice, says nothing, and waits limit_ms at most for each. False where the run's time is over, so that
 * nothing is known.
 */
bool impostor_place(struct check_run *run, const struct net_addr *addr, int64_t limit_ms, enum who *who_r);

#endif
