/*
 * The rules of a packet filter as one model, whatever program wrote them down: tables with chains of rules and with named
 * sets. Readers (nft_json, nft_text, iptables_save, ufw, firewalld) fill it, fate.h asks it. Values only; texts live as long
 * as the ruleset.
 *
 * What a reader does not understand stands in it as KEY_UNKNOWN: it may match or not, and nothing is claimed that hangs on it.
 */
#ifndef MAILMEND_STEPS_RULESET_H
#define MAILMEND_STEPS_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/vec.h"

/* What a match looks at. A bit of `narrowed` in fate.h is 1 << key. */
enum rule_key {
	KEY_UNKNOWN, /* may match */
	KEY_NEVER,   /* never matches a TCP connection of ours: an ICMP type, another protocol's port */
	KEY_FAMILY,  /* 4 or 6 */
	KEY_PROTO,   /* IPPROTO_… */
	KEY_SADDR,
	KEY_DADDR,
	KEY_SPORT,
	KEY_DPORT,
	KEY_IIF, /* names; "tun*" is a beginning */
	KEY_OIF,
	KEY_UID, /* a number, or a name */
	KEY_GID,
	KEY_CGROUP, /* a path; what is below it belongs to it */
	KEY_MARK,
	KEY_CTMARK,
	KEY_TCPFLAGS,  /* as in the header, with a mask */
	KEY_STATE,     /* bits: STATE_… */
	KEY_SADDRTYPE, /* bits: ADDRTYPE_… */
	KEY_DADDRTYPE,
	KEY_PKTTYPE,   /* bits: PKT_… */
	KEY_DIRECTION, /* bits: DIRECTION_… */
	KEY_STATUS,    /* bits of the connection: STATUS_… */
	KEY_N
};

enum { STATE_INVALID = 1, STATE_NEW = 2, STATE_ESTABLISHED = 4, STATE_RELATED = 8, STATE_UNTRACKED = 16 };
enum { ADDRTYPE_LOCAL = 1, ADDRTYPE_UNICAST = 2, ADDRTYPE_OTHER = 4 };
enum { PKT_HOST = 1, PKT_OTHER = 2 };
enum { DIRECTION_ORIGINAL = 1, DIRECTION_REPLY = 2 };
enum { STATUS_SEEN_REPLY = 1, STATUS_CONFIRMED = 2, STATUS_OTHER = 4 };

struct rule_value {
	int family;		      /* AF_INET, AF_INET6: lo to hi; 0: from to `to`, or the name */
	unsigned char lo[16], hi[16]; /* an IPv4 address in the first four */
	uint64_t from, to;
	uint64_t mask;	  /* 0: none; else what is compared after the mask */
	const char *name; /* NULL: a number or address */
	bool any;	  /* "*" */
	bool unknown;	  /* a host name, a service that we do not know */
};

#define RULE_KEYS_MAX 5

struct rule_values {
	VEC(struct rule_value) v; /* rows of as many as there are keys */
};

/* All that has to be so at once: the keys' values are those of one row. */
struct rule_match {
	enum rule_key keys[RULE_KEYS_MAX];
	size_t n_keys;
	bool negated;	 /* none of the rows */
	const char *set; /* the rows of this set of the table; NULL: values */
	struct rule_values values;
};

enum verdict {
	VERDICT_NONE, /* counts, logs */
	VERDICT_ACCEPT,
	VERDICT_DROP,
	VERDICT_REJECT,
	VERDICT_RETURN,
	VERDICT_JUMP,
	VERDICT_GOTO,
	VERDICT_QUEUE,	  /* a program decides */
	VERDICT_REDIRECT, /* to `to` and `to_port`, as far as known */
	VERDICT_MAP,	  /* the last match's set holds the verdicts */
	VERDICT_UNKNOWN,  /* some end that we do not understand */
};

struct rule_action {
	enum verdict verdict;
	const char *target;   /* VERDICT_JUMP, GOTO: the chain */
	struct rule_value to; /* VERDICT_REDIRECT: family 0 without an address */
	int to_port;	      /* 0: the same */
};

struct rule {
	VEC(struct rule_match) matches;
	struct rule_action action;
	bool marks, mark_known; /* before that, it sets the packet's mark */
	uint64_t mark;
	const char *text; /* as its program shows it, without counters; never NULL */
	const char *file; /* NULL: live */
	int line;	  /* in the file */
	int number;	  /* in its chain, from 1 */
	int64_t handle;	  /* nft's, 0: none */
};

enum rule_hook {
	HOOK_NONE,
	HOOK_PREROUTING,
	HOOK_INPUT,
	HOOK_FORWARD,
	HOOK_OUTPUT,
	HOOK_POSTROUTING,
	HOOK_ELSEWHERE
};

struct rule_chain {
	const char *name;
	enum rule_hook hook; /* HOOK_NONE: only jumps lead there */
	int priority;
	enum verdict policy; /* VERDICT_ACCEPT, DROP, REJECT; VERDICT_NONE: jumps only */
	const char *file;    /* where the chain was declared; NULL: live */
	int line;
	VEC(struct rule) rules;
};

struct rule_set {
	const char *name;
	enum rule_key keys[RULE_KEYS_MAX]; /* of its declared type; KEY_UNKNOWN: by the match that uses it */
	size_t n_keys;
	bool verdicts; /* actions holds one for each row */
	bool partly;   /* more rows than were read */
	struct rule_values values;
	VEC(struct rule_action) actions;
};

/* Whose words the rules are in; how they are changed follows from it. */
enum rule_tool {
	TOOL_NFT,
	TOOL_IPTABLES,
	TOOL_LEGACY,
	TOOL_UFW,
	TOOL_FIREWALLD
}; /* TOOL_LEGACY: iptables-legacy beside another */

enum table_family { TABLE_INET, TABLE_IP, TABLE_IP6, TABLE_OTHER };

struct rule_table {
	enum table_family family;
	const char *name;
	enum rule_tool tool;
	bool foreign; /* holds rules of iptables that nft cannot show */
	VEC(struct rule_chain) chains;
	VEC(struct rule_set) sets;
};

struct ruleset {
	VEC(struct rule_table *) tables; /* owned */
	VEC(char *) texts;
	size_t n_rules;
	bool live;   /* as the kernel has it, not as a file says */
	bool partly; /* something could not be read */
};

void ruleset_release(struct ruleset *ruleset);

/* A copy that lives as long as the ruleset. */
const char *ruleset_keep(struct ruleset *ruleset, const char *text, size_t len);
const char *ruleset_keep_text(struct ruleset *ruleset, const char *text);

/* Found or made. Chains and sets are valid until the next one of their table is made. */
struct rule_table *ruleset_table(
	struct ruleset *ruleset, enum table_family family, const char *name, enum rule_tool tool);
struct rule_chain *table_chain(struct ruleset *ruleset, struct rule_table *table, const char *name);
struct rule_set *table_set(struct ruleset *ruleset, struct rule_table *table, const char *name);

/* Found, or NULL. */
const struct rule_chain *table_find_chain(const struct rule_table *table, const char *name);
const struct rule_set *table_find_set(const struct rule_table *table, const char *name);

/* A new empty rule at the end of the chain; NULL, and the ruleset partly, when there are more than we look at. */
struct rule *chain_add(struct ruleset *ruleset, struct rule_chain *chain);

/* A match on one key, at the end of the rule. Valid until the next one. */
struct rule_match *rule_add_match(struct rule *rule, enum rule_key key);
struct rule_value *match_add_value(struct rule_match *match);

/* Shorthands: key is the number, or lies between two. */
void rule_match_number(struct rule *rule, enum rule_key key, uint64_t number);
void rule_match_unknown(struct rule *rule);

#endif
