/*
 * DMARC records (RFC 9989 sections 4.7 and 4.8; those of RFC 7489 understood): what one says, which one counts at a name, and what was meant
 * as one and is none.
 */
#ifndef MAILMEND_AUTH_DMARC_H
#define MAILMEND_AUTH_DMARC_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/mail/address.h"
#include "checks/net/dns.h"

enum dmarc_policy { DMARC_POLICY_ABSENT, DMARC_POLICY_NONE, DMARC_POLICY_QUARANTINE, DMARC_POLICY_REJECT };

/* "none", "quarantine", "reject"; "" for none given. */
const char *dmarc_policy_name(enum dmarc_policy policy);

#define DMARC_URIS_MAX 10
#define DMARC_URI_MAX  256
#define DMARC_TEXT_MAX 1000

/* An address for reports. */
struct dmarc_uri {
	char text[DMARC_URI_MAX]; /* as written, without the size that RFC 7489 allowed behind "!" */
	char host[HOST_MAX];	  /* of mailto: the domain, A-labels, lower case; "" for other schemes */
	bool valid;		  /* a URI, and where it is mailto: with an address in it */
};

/* What is wrong or old in a record that counts all the same; bits. */
#define DMARC_P_MISSING	  (1U << 0)
#define DMARC_P_WRONG	  (1U << 1) /* neither none, quarantine nor reject */
#define DMARC_SUB_WRONG	  (1U << 2) /* sp or np, likewise */
#define DMARC_ALIGN_WRONG (1U << 3) /* adkim or aspf is neither r nor s: r counts */
#define DMARC_FLAG_WRONG  (1U << 4) /* t, psd or fo has a value that does not exist: its default counts */
#define DMARC_TWICE	  (1U << 5) /* a tag is there twice: the first counts, or none at all for some receivers */
#define DMARC_NO_TAG	  (1U << 6)  /* a piece that is no "tag=value" */
#define DMARC_UNKNOWN	  (1U << 7)  /* a tag that does not exist: it is ignored */
#define DMARC_URI_WRONG	  (1U << 8)  /* an address for reports that is none */
#define DMARC_OLD	  (1U << 9)  /* pct, rf or ri: no longer part of DMARC */
#define DMARC_PERCENT	  (1U << 10) /* pct below 100: heeded by some receivers, not by others */
#define DMARC_MANY_URIS	  (1U << 11) /* more addresses than DMARC_URIS_MAX: the rest is left out */
#define DMARC_FAULTS_N	  12

struct dmarc_record {
	enum dmarc_policy p, sp, np; /* ABSENT: not given, or not understood */
	char psd;		     /* 'y', 'n' or 'u' */
	bool test;		     /* t=y */
	bool strict_dkim, strict_spf;
	int percent; /* pct, 100 without */
	struct dmarc_uri rua[DMARC_URIS_MAX], ruf[DMARC_URIS_MAX];
	size_t n_rua, n_ruf;
	unsigned faults;
	char pieces[DMARC_FAULTS_N][80]; /* of each fault the first piece that has it, harmless; "" */
};

/* The piece of the record that has this fault, "" for none. */
const char *dmarc_piece(const struct dmarc_record *record, unsigned fault);

/* One address for reports, as it stands between commas; and whether fo may have this value. */
void dmarc_uri_read(const char *text, size_t len, struct dmarc_uri *uri_r);
bool dmarc_is_fo(const char *value, size_t len);

/* Whether the text counts as a DMARC record: v=DMARC1 first, and exactly so. Only such ones may be parsed. */
bool dmarc_is_record(const char *text, size_t len);
void dmarc_parse(const char *text, size_t len, struct dmarc_record *record_r);

/*
 * Whether receivers go by it at all (RFC 9989 section 4.10.1): all policies are valid, or there is an address for reports;
 * with an address and without valid policies it counts as p=none.
 */
bool dmarc_counts(const struct dmarc_record *record);

/* How a text was meant as a record and is none, so that receivers overlook it. */
enum dmarc_near {
	DMARC_NEAR_NOT,	      /* it is a record, or something else altogether */
	DMARC_NEAR_BLANK,     /* a blank or another sign stands before it */
	DMARC_NEAR_QUOTED,    /* quotation marks are part of it */
	DMARC_NEAR_VERSION,   /* "v=DMARC1" is not written exactly so */
	DMARC_NEAR_ORDER,     /* v=DMARC1 is not first */
	DMARC_NEAR_SEPARATOR, /* no semicolon behind v=DMARC1 */
};

/* at_home: the text stands at a name _dmarc, where even one without any v= was meant so. */
enum dmarc_near dmarc_near(const char *text, size_t len, bool at_home);

/*
 * Appends the record that the text was meant to be, in good form: known tags with values that exist, a mistyped policy as the one that it
 * is nearest to, else none.
 */
void dmarc_mend(const char *text, size_t len, struct str *out);

/* The same, asking that nothing be refused: every policy none. */
void dmarc_soften(const char *text, size_t len, struct str *out);

/* What stands at one name. */
struct dmarc_at {
	enum dns_outcome outcome;
	size_t n;		    /* records there; more than one: none of them counts */
	struct dmarc_record record; /* the one that counts, where n is 1 */
	char text
		[DMARC_TEXT_MAX]; /* the first record as published, harmless; without any, what was meant as one */
	enum dmarc_near near; /* n is 0: how far text is from a record */
	bool cut;	      /* text is longer than it is shown */
	struct str
		mended; /* what to publish instead; empty where all is well. Of several, the one with the mildest policy */
};

/* The answer to TXT, or any that failed. at_home as above. The caller releases. */
void dmarc_select(const struct dns_answer *answer, bool at_home, struct dmarc_at *at_r);
void dmarc_at_release(struct dmarc_at *at);

static inline bool dmarc_at_counts(const struct dmarc_at *at)
{
	return at->n == 1;
}

#endif
