/*
 * Where a rule stands, and the exact line that lets the connection pass it, in the words of the program that the rules belong to. Pure.
 */
#ifndef MAILMEND_STEPS_RULE_FIX_H
#define MAILMEND_STEPS_RULE_FIX_H

#include "checks/steps/firewall/fate.h"

#define RULE_PLACE_MAX 300
#define RULE_FIX_MAX   600

struct rule_fix {
	char place[RULE_PLACE_MAX]; /* "nft inet filter output, handle 12", "/etc/nftables.conf, line 12" */
	char command[RULE_FIX_MAX]; /* to be typed as it stands, "sudo nft insert rule …" */
	char line
		[RULE_FIX_MAX]; /* what belongs into a file so that it stays, "tcp dport 587 accept"; "" where the command stays */
	char file[RULE_PLACE_MAX]; /* that file, with the line; "" where not known */
};

/* Of a connection that is stopped (FATE_RULE, FATE_POLICY, or FATE_UNSURE with a place). */
void rule_fix_make(const struct fate *fate, const struct connection *connection, struct rule_fix *fix_r);

void rule_place(const struct rule_spot *spot, char *place_r, size_t size);

/* The rule as a person knows it: its text, or what its chain does with everything else. */
void rule_words(const struct rule_spot *spot, char *words_r, size_t size);

#endif
