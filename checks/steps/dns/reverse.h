/*
 * What the name of a sending address, and the name that its server gives itself, are worth to receivers. The judgements are pure,
 * so that tables test them.
 */
#ifndef MAILMEND_STEPS_DNS_REVERSE_H
#define MAILMEND_STEPS_DNS_REVERSE_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* "5.113.0.203.in-addr.arpa", or the nibbles under ip6.arpa; "" for no address. */
#define REVERSE_NAME_MAX 80
void reverse_name(const struct net_addr *addr, char *buf, size_t size);

/* The zones that such a name may lie in, the widest last: /24 and /16, /64 and /48 and /32; gives how many. */
#define REVERSE_ZONES_MAX 3
size_t reverse_zones(const char *name, const char *zones_r[REVERSE_ZONES_MAX]);

enum helo_fault { HELO_FINE, HELO_LITERAL, HELO_SHORT, HELO_LOCAL, HELO_MALFORMED, HELO_FAULT_N };
const char *helo_fault_name(enum helo_fault fault);

/* By the name alone. */
enum helo_fault helo_judge(const char *name);

/*
 * Whether a name looks made by a machine for the line of a customer: it bears its address, or words such as dyn, pool, dsl. Names of the
 * organisation of domain are its own.
 */
bool reverse_is_generic(const char *name, const struct net_addr *addr, const char *domain);

#define REVERSE_NAMES_MAX 4

/* One address, its names, and whether they lead back (RFC 8601 section 3: iprev). */
struct reverse {
	struct net_addr addr;
	enum dns_outcome outcome; /* of PTR */
	char names[REVERSE_NAMES_MAX][HOST_MAX];
	size_t n;
	size_t confirmed; /* which name leads back; n: none does */
	bool unseen;	  /* one could not be asked for */
};

/* F_PTR_FINE, F_PTR_MISSING, F_PTR_MISMATCH, F_PTR_GENERIC, or F_N where it could not be found out. */
enum finding_id reverse_verdict(const struct reverse *reverse, const char *domain);

#define REVERSES_MAX 4

/* What one run of dns.reverse looks at. */
struct sending_names {
	struct check_run *run;
	const struct outlet_list *list;
	const char *domain;
	struct dns_config config;
	struct reverse reverses[REVERSES_MAX];
	char asked[REVERSES_MAX][REVERSE_NAME_MAX];
	bool sure[REVERSES_MAX];
	size_t n;
	enum helo_fault fault;
	struct dns_answer helo[2]; /* A and AAAA; DNS_UNASKED for a name that is none */
};

/* Whether the answers to A and AAAA hold the address; whether one of them is missing. */
bool reverse_leads_to(const struct dns_answer pair[2], const struct net_addr *addr);
bool reverse_unseen(const struct dns_answer pair[2]);

/*
 * Softens a problem that does not stand in the way: of an address that is only likely, or where nothing but a pasted message speaks of
 * records at all. What the message says then decides (the rules know both).
 */
void reverse_weigh(const struct sending_names *names, struct finding *finding, bool sure);

/* The name that the address should have: what the server calls itself where that is a name, else the server in use, else a usual one. */
void reverse_wanted_name(const struct sending_names *names, char *buf, size_t size);

/* Each verdict once, for the first address that has it; a good one where nothing is wrong. */
void reverse_say(const struct sending_names *names);
void reverse_say_helo(const struct sending_names *names);

#endif
