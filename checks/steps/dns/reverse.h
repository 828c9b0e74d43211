/*
 * What the name of a sending address, and the name that its server gives itself, are worth to receivers. Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_DNS_REVERSE_H
#define MAILMEND_STEPS_DNS_REVERSE_H

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

#endif
