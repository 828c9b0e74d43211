/*
 * firewalld itself, asked over the bus of this computer.
 */
#ifndef MAILMEND_STEPS_FIREWALLD_ASK_H
#define MAILMEND_STEPS_FIREWALLD_ASK_H

#include <stdbool.h>

#include "checks/engine/check.h"
#include "checks/steps/firewall/ruleset.h"

/* Adds what it tells about outgoing connections; false where it does not run or does not answer. Never asked in practice. */
bool firewalld_ask(struct check_run *run, struct ruleset *ruleset);

#endif
