/*
 * An SPF record, read by the grammar of RFC 7208 section 12. It is right as a whole or not at all (4.6): what is wrong anywhere is said
 * with the term.
 */
#ifndef MAILMEND_AUTH_SPF_RECORD_H
#define MAILMEND_AUTH_SPF_RECORD_H

#include "checks/auth/spf.h"

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_OTHER, /* a modifier that nobody knows; it says nothing (6) */
};

struct spf_term {
	enum spf_kind kind;
	char qualifier;	  /* of a mechanism */
	const char *text; /* all of it */
	size_t len;
	const char *spec; /* the domain-spec, spec_len 0: none */
	size_t spec_len;
	int cidr4, cidr6;	   /* 32 and 128 where nothing is said */
	unsigned char network[16]; /* of ip4, ip6 */
};

struct spf_record {
	char *text; /* the bytes, with a NUL behind */
	size_t len;
	VEC(struct spf_term) terms; /* in their order; point into text */
	const struct spf_term *redirect, *exp;
	enum spf_fault fault;
	const char *fault_term; /* into text */
	size_t fault_len;
};

/* Whether a TXT record is one of SPF: "v=spf1" and a blank or nothing behind it (4.5). */
bool spf_record_is(const char *bytes, size_t len);

/* Reads one that is; false with fault and its term when it is not right. */
bool spf_record_read(const char *bytes, size_t len, struct spf_record *record_r);
void spf_record_release(struct spf_record *record);

/* Whether the term asks DNS, and so counts (4.6.4). */
bool spf_term_asks(const struct spf_term *term);

#endif
