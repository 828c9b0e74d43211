/*
 * The condition of a whole rule: whether it fits a packet, and by what it was picked out.
 */
#ifndef MAILMEND_STEPS_CONDITION_H
#define MAILMEND_STEPS_CONDITION_H

#include "checks/steps/firewall/packet.h"

struct condition {
	enum tri tri;
	unsigned narrowed;	       /* 1 << KEY_… of every match that fits, or may */
	size_t missed;		       /* matches that do not fit */
	const struct rule_match *miss; /* the last of them */
};

/* narrowed: what led to the rule's chain. The key of a verdict map is left out: it is tried row by row. */
struct condition condition_of(const struct packet *packet, const struct rule_table *table,
	const struct rule *rule, unsigned narrowed);

/* The keys by which the match picks packets out; none where it lets every address pass. */
unsigned match_narrows(const struct rule_match *match);

/* Whether its ports are for sending mail, not a wide range that they happen to lie in. */
bool match_holds_mail_port(const struct rule_match *match);

#endif
