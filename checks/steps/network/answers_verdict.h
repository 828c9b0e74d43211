/*
 * Whether somebody changes the answers about names, judged from what the resolver in use and the zone's own servers said.
 * Pure.
 */
#ifndef MAILMEND_STEPS_ANSWERS_VERDICT_H
#define MAILMEND_STEPS_ANSWERS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/addr.h"

#define ANSWERS_ADDRS_MAX 8
#define ANSWERS_UNLIKELY  3
#define ANSWERS_CONTROLS  2

struct answer_list {
	struct net_addr addrs[ANSWERS_ADDRS_MAX];
	size_t n;
};

enum unlikely_name {
	UNLIKELY_RESERVED, /* below .example, which nobody can own (RFC 2606) */
	UNLIKELY_TOP,	   /* below the server's own top-level domain */
	UNLIKELY_NEAR,	   /* beside the server's own name: its owner may answer anything there */
};

struct answers_picture {
	struct answer_list given; /* for the server's name, by the resolver */
	bool denied;		  /* the resolver says for certain: no such name or no address */
	struct answer_list unlikely[ANSWERS_UNLIKELY];
	struct answer_list controls[ANSWERS_CONTROLS]; /* of other companies */
	bool has_owner;				       /* the name's domain has name servers */
	bool asked_owner;			       /* one of them answered for itself (AA) */
	struct answer_list true_ones;		       /* what they say */
	bool runs;	  /* the resolver's answer grows older: it is remembered, not made */
	bool true_proven; /* what stands at the true address proves to be this server */
};

/* Names that cannot exist get an address. */
bool answers_anything(const struct answers_picture *picture);

/* Every name gets the same one address. */
bool answers_one(const struct answers_picture *picture);

/* The name gets what names that do not exist get, and its domain has no owner: it does not exist either. */
bool answers_nobody(const struct answers_picture *picture);

enum answers_difference {
	ANSWERS_SAME, /* or not known */
	ANSWERS_OTHER, /* another address, whose difference is not yet weighed: an old one, or one for this region */
	ANSWERS_BOGON,	 /* an address that exists inside a network only, or nowhere */
	ANSWERS_LANDING, /* the address that names get that do not exist */
	ANSWERS_STRANGER, /* an address that the owner does not know, while the right server stands at another */
	ANSWERS_SUPPRESSED /* the name is denied */
};

enum answers_difference answers_difference(const struct answers_picture *picture);

/* "bogon", "landing", … for evidence. */
const char *answers_difference_name(enum answers_difference difference);

#endif
