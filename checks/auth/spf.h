/*
 * SPF (RFC 7208), whole: check_host() with its limits, its explanation, and the way it was worked out.
 *
 *     struct spf_query query = {.ip = addr, .sender = "anna@example.org", .helo = "mail.example.org"};
 *     struct spf_result result;
 *     spf_check(lookups, &query, &result);   …   spf_result_release(&result);
 *
 * Names are asked through lookups.h only. What the records of others say is printable ASCII in everything that comes out.
 */
#ifndef MAILMEND_AUTH_SPF_H
#define MAILMEND_AUTH_SPF_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/auth/lookups.h"
#include "checks/base/vec.h"
#include "checks/net/addr.h"

#define SPF_LOOKUPS_MAX 10 /* terms that ask DNS (4.6.4) */
#define SPF_VOIDS_MAX	2  /* of them, those that find nothing */
#define SPF_NAMES_MAX	10 /* hosts of one mx, names of one ptr */
#define SPF_TRACE_MAX	96
#define SPF_TEXT_MAX	480 /* bytes of any text in a result, but for the record and the explanation */

enum spf_code { SPF_NONE, SPF_NEUTRAL, SPF_PASS, SPF_FAIL, SPF_SOFTFAIL, SPF_TEMPERROR, SPF_PERMERROR };
const char *spf_code_name(enum spf_code code); /* "none", "neutral", "pass", … */

/* Why a result is none, permerror or temperror. */
enum spf_trouble {
	SPF_FINE,
	SPF_BAD_DOMAIN,	      /* none: no domain that could have a record (4.3) */
	SPF_NO_DOMAIN,	      /* none: NXDOMAIN */
	SPF_NO_RECORD,	      /* none: the domain has no such record */
	SPF_SEVERAL,	      /* permerror: more than one record (4.5) */
	SPF_SYNTAX,	      /* permerror: see fault */
	SPF_TOO_MANY_LOOKUPS, /* permerror: more than ten terms ask DNS */
	SPF_TOO_MANY_VOIDS,   /* permerror: more than two find nothing */
	SPF_TOO_MANY_MX,      /* permerror: an mx with more than ten hosts */
	SPF_INCLUDE_NONE,     /* permerror: an included domain has no record (5.2) */
	SPF_REDIRECT_NONE,    /* permerror: likewise (6.1) */
	SPF_LOOKUP_FAILED,    /* temperror: a name could not be looked up */
};

/* What is wrong with a term. */
enum spf_fault {
	SPF_FAULT_NONE,
	SPF_FAULT_UNKNOWN,   /* no mechanism has this name */
	SPF_FAULT_CHARACTER, /* a byte that may not stand in a record */
	SPF_FAULT_ARGUMENT,  /* what the term needs is missing */
	SPF_FAULT_UNWANTED,  /* something stands behind the term that does not belong there */
	SPF_FAULT_NETWORK,   /* no IP address */
	SPF_FAULT_CIDR,	     /* no length of a network */
	SPF_FAULT_DOMAIN,    /* no domain */
	SPF_FAULT_MACRO,     /* a macro that there is not */
	SPF_FAULT_MODIFIER,  /* no name of a modifier */
	SPF_FAULT_TWICE,     /* redirect or exp a second time */
};

/* One step of the way; the words are found where it is shown (ui/words/spf_words.c). */
enum spf_said {
	SPF_SAID_RECORD,       /* place: the domain; text: its record */
	SPF_SAID_NO_RECORD,    /* name: the domain that has none */
	SPF_SAID_NO_DOMAIN,    /* name: the domain that does not exist */
	SPF_SAID_BAD_DOMAIN,   /* name: what is no domain */
	SPF_SAID_SEVERAL,      /* name: the domain; number: how many records */
	SPF_SAID_SYNTAX,       /* term, fault */
	SPF_SAID_NETWORK,      /* term; text: the network; matched or not */
	SPF_SAID_OTHER_FAMILY, /* term: a network of the other kind of address */
	SPF_SAID_ADDRESSES,    /* term; name: the host; text: its addresses; matched or not */
	SPF_SAID_NO_ADDRESS,   /* term; name: the host without one */
	SPF_SAID_MX,	       /* term; name: the domain; text: its servers */
	SPF_SAID_NO_MX,	       /* term; name: the domain without one */
	SPF_SAID_PTR,	       /* term; name: the domain; text: names of the address; matched or not */
	SPF_SAID_NO_PTR,       /* term: the address has no name */
	SPF_SAID_EXISTS,       /* term; name: what was asked for; matched or not */
	SPF_SAID_UNUSABLE,     /* term; name: what the term comes to, no name that can be asked */
	SPF_SAID_INCLUDE,      /* term; name: whose record comes next */
	SPF_SAID_INCLUDED,     /* term; code: what that record says; matched or not */
	SPF_SAID_ALL,	       /* term */
	SPF_SAID_REDIRECT,     /* term; name: whose record decides */
	SPF_SAID_NOTHING,      /* place: no term of its record matched */
	SPF_SAID_FAILED,       /* term; name: what could not be looked up; text: why (dns_outcome_name) */
	SPF_SAID_TOO_MANY,     /* term; trouble says which limit */
	SPF_SAID_RESULT,       /* code */
	SPF_SAID_CUT,	       /* the rest was left out */
};

struct spf_line {
	enum spf_said said;
	char *place; /* whose record: a domain, or "include:NAME" as it stands above; owned, as all texts; never NULL */
	char *term, *name, *text;
	bool included; /* place is a term */
	bool matched;
	char qualifier; /* '+', '-', '~' or '?' of the term */
	int number;
	enum spf_code code;
	enum spf_fault fault;
	enum spf_trouble trouble;
};

struct spf_query {
	struct net_addr ip; /* of the server that delivers; an IPv4-mapped address is the IPv4 one */
	const char *sender; /* as in MAIL FROM; "", or "<>": the name in helo is judged */
	const char *helo;   /* "": not known */
	/*
	 * Nothing matches, and the limits end nothing: every record that may be read is. What is wrong with any of them is in the result; ip
	 * is not needed (len 0: both kinds of addresses are asked for).
	 */
	bool audit;
};

struct spf_result {
	enum spf_code code;
	enum spf_trouble trouble;
	enum spf_fault fault;
	int lookups, voids;   /* terms that asked DNS, and those that found nothing */
	char *domain;	      /* that was judged */
	char *record;	      /* its record, NULL without exactly one */
	char *explanation;    /* NULL without one (6.2) */
	char *trouble_domain; /* in whose record */
	char *trouble_term;   /* the term, "" for the whole record */
	char *matched; /* the term that decided, "" when none did; of the domain's own record or of a redirect's */
	bool unreachable; /* temperror, and nobody could be asked at all */
	bool opaque;	  /* audit: who may send depends on macros, which cannot be read off the records */
	bool allows_all;  /* audit: "all" allows everybody */
	bool uses_ptr;	  /* audit */
	int widest4, widest6; /* audit: the shortest network that is allowed, 33 and 129 without one */
	char *widest;	      /* audit: the term that allows most addresses, "" without one */
	struct net_addr
		example; /* audit: an address of the first network that is allowed anywhere; len 0 without one */
	VEC(char *) places; /* audit: the domains whose records were read, the domain itself first */
	VEC(struct spf_line) trace;
};

/* Judges. Never fails: what could not be found out is SPF_TEMPERROR. */
void spf_check(struct lookups *lookups, const struct spf_query *query, struct spf_result *result_r);
void spf_result_release(struct spf_result *result);

/* How many TXT records of an answer are SPF records (4.5); the first of them, and the second where there is one. */
size_t spf_select(const struct dns_answer *answer, const struct dns_record *chosen_r[2]);

#endif
