/*
 * Sets of addresses that rules of iptables refer to, as "ipset save" prints them. Pure.
 */
#ifndef MAILMEND_STEPS_IPSET_H
#define MAILMEND_STEPS_IPSET_H

#include "checks/steps/firewall/ruleset.h"

/* Adds the sets to every table of iptables that is there. */
void ipset_read(struct ruleset *ruleset, const char *text);

#endif
