/*
 * MTA-STS (RFC 8461): a domain says that mail to it travels encrypted, to servers whose names it lists. The record in DNS says that there is a
 * policy, the policy is a file on a web server. Pure: who fetches it is another matter.
 */
#ifndef MAILMEND_AUTH_MTA_STS_H
#define MAILMEND_AUTH_MTA_STS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/mail/address.h"
#include "checks/net/dns.h"

#define MTA_STS_AGE_MAX	   31557600 /* seconds, section 3.2 */
#define MTA_STS_POLICY_MAX ((size_t)64 * 1024)
#define MTA_STS_MX_MAX	   64

enum mta_sts_record {
	MTA_STS_NONE,	 /* there is none; no text begins with v=STSv1 */
	MTA_STS_FOUND,	 /* one, in good form: id is set */
	MTA_STS_SEVERAL, /* more than one: the domain counts as without */
	MTA_STS_NO_ID,	 /* no id, or not 1 to 32 letters and digits: likewise */
	MTA_STS_SYNTAX, /* meant as one (another version, blanks or quotation marks before it) or a piece that is no field */
	MTA_STS_UNKNOWN, /* could not be found out */
};

/* The answer to TXT of _mta-sts.DOMAIN. text_r: the record or what was meant as one, harmless. */
enum mta_sts_record mta_sts_record(
	const struct dns_answer *answer, char id_r[33], char text_r[], size_t text_size);

enum mta_sts_mode { MTA_STS_MODE_NONE, MTA_STS_MODE_TESTING, MTA_STS_MODE_ENFORCE };
const char *mta_sts_mode_name(enum mta_sts_mode mode);

/* What is wrong with a policy; the first of these. Senders then do without it. */
enum mta_sts_fault {
	MTA_STS_FINE,
	MTA_STS_NO_VERSION, /* no "version: STSv1" */
	MTA_STS_NO_MODE,    /* no mode, or none that exists */
	MTA_STS_NO_AGE,	    /* no max_age, or no number up to MTA_STS_AGE_MAX */
	MTA_STS_NO_MX,	    /* no mx where mode is enforce or testing */
	MTA_STS_BAD_MX,	  /* an mx that is no name: an address, a wildcard that is not the first label, … */
	MTA_STS_BAD_LINE, /* a line that is no "key: value" */
};

struct mta_sts_policy {
	enum mta_sts_fault fault;
	enum mta_sts_mode mode;
	int64_t max_age;		   /* seconds */
	char mx[MTA_STS_MX_MAX][HOST_MAX]; /* lower case; "*." before some */
	size_t n_mx;
	char piece[80]; /* what is at fault, harmless; "" */
};

/* Reads a policy file (section 3.2), of any bytes. */
void mta_sts_parse(const char *text, size_t len, struct mta_sts_policy *policy_r);

/* Whether the policy allows this MX host: by its name, or "*." in place of its first label (section 4.1). */
bool mta_sts_allows(const struct mta_sts_policy *policy, const char *host);

#endif
