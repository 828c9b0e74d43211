/*
 * The rules as the kernel has them, which only root sees: nftables, and iptables in both of its forms.
 */
#ifndef MAILMEND_STEPS_LIVE_RULES_H
#define MAILMEND_STEPS_LIVE_RULES_H

#include <stdbool.h>

#include "checks/engine/check.h"
#include "checks/steps/firewall/ruleset.h"

/* Adds them; whether all were read. */
bool live_rules_read(struct check_run *run, struct ruleset *ruleset);

/* Where iptables' own words were read, nft's of the same tables are left out: they are the same rules, less well shown. Pure. */
void live_rules_hide(struct ruleset *ruleset);

/* Whether some rules are there that only iptables can show, and it did not. Pure. */
bool live_rules_lack(const struct ruleset *ruleset);

#endif
