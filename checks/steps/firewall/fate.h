/*
 * What the rules of this computer do to a new TCP connection that somebody here opens: the first packet going out and the
 * answer coming in. Pure; tables test it.
 *
 * Every condition is yes, no or "cannot be said" (a match that we do not understand, something about the connection that
 * is not known). Only what holds in every case is said: a rule that may match makes the end unsure where it matters.
 */
#ifndef MAILMEND_STEPS_FATE_H
#define MAILMEND_STEPS_FATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/net/addr.h"
#include "checks/steps/firewall/ruleset.h"

struct connection {
	struct net_addr to;	  /* address and port */
	struct net_addr from;	  /* len 0: not known */
	const char *interface;	  /* where it leaves; NULL: not known */
	int64_t uid, gid;	  /* -1: not known */
	const char *user, *group; /* their names; "": not known */
	const char *cgroup;	  /* "/user.slice/user-1000.slice"; NULL: not known */
};

enum fate_kind {
	FATE_ALLOWED,
	FATE_RULE,   /* stopped by a rule */
	FATE_POLICY, /* stopped by what a chain does with everything else */
	FATE_UNSURE, /* it hangs on something we do not know; rule may be the one */
};

/* A place in the ruleset. rule NULL: the chain itself, that is its policy. */
struct rule_spot {
	const struct rule_table *table;
	const struct rule_chain *chain;
	const struct rule *rule;
};

struct fate {
	enum fate_kind kind;
	struct rule_spot by; /* FATE_RULE, FATE_POLICY, and FATE_UNSURE: the first that may be the one */
	bool rejects;	     /* it says so, rather than being silent */
	bool inbound;	     /* the answer is stopped, not the question */
	unsigned
		narrowed; /* keys (1 << KEY_…) by which the connection was picked out, as seen from the sender */
	struct rule_spot
		near; /* a rule that lets mail pass and misses this connection by one key; chain NULL: none */
	enum rule_key near_key;
	struct rule_spot redirect; /* a rule that sends it elsewhere; chain NULL: none */
	struct rule_spot queue;	   /* a rule that lets a program decide; chain NULL: none */
};

void fate_of(const struct ruleset *ruleset, const struct connection *connection, struct fate *fate_r);

/* Whether the rule that stops the connection was meant for something else: a range of addresses, a person, another port. */
bool fate_is_aside(const struct fate *fate);

#endif
