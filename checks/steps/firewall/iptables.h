/*
 * Rules of iptables: what iptables-save and ip6tables-save print, and the files that hold it (rules.v4, ufw's). Pure.
 */
#ifndef MAILMEND_STEPS_IPTABLES_H
#define MAILMEND_STEPS_IPTABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/steps/firewall/ruleset.h"

struct iptables_source {
	enum table_family family; /* TABLE_IP, TABLE_IP6 */
	enum rule_tool tool;	  /* TOOL_IPTABLES, TOOL_LEGACY, TOOL_UFW */
	const char *file;	  /* NULL: live */
};

/* Adds what the text holds; false when it holds no table. Chains without a declaration get no policy. */
bool iptables_read(struct ruleset *ruleset, const struct iptables_source *source, const char *text);

/* Whether the text was printed by the iptables that speaks to nftables. */
bool iptables_is_nft(const char *text);

/* One rule's words behind "-A CHAIN", into the rule: "-p tcp --dport 25 -j DROP". The table is that of its chain. */
void iptables_rule_read(struct ruleset *ruleset, const char *words, struct rule *rule);

#endif
