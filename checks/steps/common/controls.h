/*
 * Control names: servers of well-known providers that have nothing to do with the person's own. What works
 * with them tells whether a fault is the server's, or lies nearer.
 */
#ifndef MAILMEND_STEPS_CONTROLS_H
#define MAILMEND_STEPS_CONTROLS_H

#include <stddef.h>

#include "checks/engine/mailcase.h"
#include "checks/mail/address.h"

#define CONTROL_HOSTS 2

/* Two hosts for sending of different providers, neither of them of the organisation of own (a host; "" for
 * none). */
void control_hosts(const char *own, char hosts_r[CONTROL_HOSTS][HOST_MAX]);

#endif
