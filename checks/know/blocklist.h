/*
 * Block lists and welcome lists that are asked through DNS (RFC 5782): which there are, how an address or a domain is written in a
 * question, what keeps a list honest (its test entries), and what its answers mean. No network.
 *
 * The tables are blocklists.psv, blocklist_codes.psv and blocklists_dead.psv. Strings are those of the tables: static.
 */
#ifndef MAILMEND_KNOW_BLOCKLIST_H
#define MAILMEND_KNOW_BLOCKLIST_H

#include <stdbool.h>
#include <stddef.h>

#define BLOCKLISTS_MAX	     128 /* rows; a unit test holds the table to it */
#define BLOCKLIST_LABELS_MAX 256 /* what stands before a zone, with a NUL */

/* What a list is asked about; bits. */
enum blocklist_kind {
	BLOCKLIST_V4 = 1,
	BLOCKLIST_V6 = 2,
	BLOCKLIST_DOMAIN = 4, /* domains of senders, names of servers */
	BLOCKLIST_URI = 8,    /* hosts in links */
};
#define BLOCKLIST_ADDRESSES (BLOCKLIST_V4 | BLOCKLIST_V6)
#define BLOCKLIST_NAMES	    (BLOCKLIST_DOMAIN | BLOCKLIST_URI)

enum blocklist_access {
	BLOCKLIST_OPEN,
	BLOCKLIST_OWN_RESOLVER, /* answers no resolver that many people share */
	BLOCKLIST_REGISTERED,	/* answers only resolvers that were registered with it */
};

struct blocklist {
	size_t row;	  /* its number in the table, the gravest first */
	const char *zone; /* "zen.spamhaus.org" */
	unsigned kinds;
	enum blocklist_access access;
	const char *company;			 /* who keeps it */
	const char *page;			 /* where removal is asked for, or explained */
	const char *listed, *unlisted, *refusal; /* as in the table */
};

size_t blocklist_count(void);
void blocklist_get(size_t row, struct blocklist *list_r);

/* What being listed means, from harmless to grave. */
enum blocklist_weight {
	BLOCKLIST_NONE,
	BLOCKLIST_WELCOME, /* known as good */
	BLOCKLIST_POLICY,  /* not meant to deliver mail itself */
	BLOCKLIST_RANGE,   /* a whole network, because of others in it */
	BLOCKLIST_MINOR,   /* some receivers give it a few points */
	BLOCKLIST_NEW,	   /* a domain that was registered a few days ago */
	BLOCKLIST_SCORE,   /* a mark for reputation, and a bad one */
	BLOCKLIST_SERIOUS, /* many receivers refuse because of it */
	BLOCKLIST_WEIGHT_N
};

/* Why; the ids of the table. */
#define BLOCKLIST_REASONS(X)                                                                                 \
	X(LISTED, "listed")	      /* nobody knows more */                                                \
	X(SPAM, "spam")		      /* spam was sent from there */                                         \
	X(INFECTED, "infected")	      /* a computer there is infected or taken over */                       \
	X(ATTACK, "attack")	      /* somebody there tries passwords or breaks in */                      \
	X(PROXY, "proxy")	      /* strangers can send through it */                                    \
	X(BOTNET, "botnet")	      /* infected computers are steered from there */                        \
	X(STOLEN, "stolen")	      /* the network is in the hands of criminals */                         \
	X(BACKSCATTER, "backscatter") /* bounces go to people who sent nothing */                            \
	X(HOME, "home")		      /* a home, or an address that changes */                               \
	X(NAMELESS, "nameless")	      /* the address has no name, or one made of numbers */                  \
	X(NEIGHBOURS, "neighbours")   /* others in the same network */                                       \
	X(REPUTATION, "reputation")   /* a mark, worked out of all of it */                                  \
	X(TRUSTED, "trusted")	      /* known as good */                                                    \
	X(BULK, "bulk")		      /* the domain stood in spam */                                         \
	X(PHISHING, "phishing")	      /* it asks for passwords under a false name */                         \
	X(MALWARE, "malware")	      /* it spreads harmful programs */                                      \
	X(ABUSED, "abused")	      /* an honest site that somebody broke into */                          \
	X(NEW, "new")		      /* registered a few days ago */

enum blocklist_reason {
#define BLOCKLIST_REASON(ID, name) BECAUSE_##ID,
	BLOCKLIST_REASONS(BLOCKLIST_REASON)
#undef BLOCKLIST_REASON
		BECAUSE_N
};
const char *blocklist_reason_name(enum blocklist_reason reason);

enum blocklist_saying {
	BLOCKLIST_SAYS_LISTED,
	BLOCKLIST_SAYS_PUBLIC, /* not answered: the resolver is one that many share */
	BLOCKLIST_SAYS_MANY,   /* not answered: too many questions, or not registered */
	BLOCKLIST_SAYS_WRONG,  /* not answered: the question was none */
	BLOCKLIST_SAYS_FOREIGN, /* no answer of a block list at all (RFC 5782 section 2.1): the zone is dead or somebody lies */
};

struct blocklist_answer {
	enum blocklist_saying saying;
	enum blocklist_weight weight; /* of BLOCKLIST_SAYS_LISTED: the gravest of the codes */
	enum blocklist_reason reason;
	unsigned char code[4]; /* the one that counted */
	bool known;	       /* the table has it */
};

/* Reads the addresses of a positive answer; n is at least 1. */
void blocklist_read(const struct blocklist *list, const unsigned char (*codes)[4], size_t n,
	struct blocklist_answer *answer_r);

/*
 * How an address (4 or 16 bytes in network order) stands before a zone: "4.3.2.1", or 32 nibbles. labels_r has
 * BLOCKLIST_LABELS_MAX bytes.
 */
void blocklist_address_labels(const unsigned char *bytes, size_t len, char *labels_r);

/*
 * What the list must know (listed) or must never list, to be believed when it is asked about that kind (one bit); as labels.
 */
void blocklist_test_labels(
	const struct blocklist *list, enum blocklist_kind kind, bool listed, char *labels_r);

/* The question: labels, a dot, the zone. False when it is longer than size. */
bool blocklist_name(const struct blocklist *list, const char *labels, char *buf, size_t size);

/* Whether the zone, or one that it lies in, is among those that nobody should ask any more. */
bool blocklist_is_dead(const char *zone);

/* Whether a name is the zone of a list of the table, or a question below it. */
bool blocklist_keeps(const char *name);

#endif
