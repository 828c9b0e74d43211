/*
 * The values of rules as words: addresses, ports, names of services, protocols, states. Pure.
 */
#ifndef MAILMEND_STEPS_RULE_VALUE_H
#define MAILMEND_STEPS_RULE_VALUE_H

#include "checks/steps/firewall/ruleset.h"

/*
 * Reads one value of the key: "192.0.2.0/24", "192.0.2.1-192.0.2.9", "25", "25-30" (also "25:30"), "smtp", "established",
 * "tun*", "0x1/0xff", "anna". What cannot be read is a value that is unknown. Names are kept by the ruleset.
 */
void rule_value_read(
	struct ruleset *ruleset, enum rule_key key, const char *text, struct rule_value *value_r);

/* Whether the value is of IPv4 or IPv6, 0 otherwise; what a netmask covers; every address of the family. */
bool rule_value_address(const char *text, struct rule_value *value_r);

/* TCP flags as in the header: "syn", "fin,syn", "ALL", "NONE"; false for other words. */
bool rule_value_tcp_flags(const char *text, uint64_t *flags_r);

#endif
