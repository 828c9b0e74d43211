/*
 * Whether the reports that a DMARC record asks for would arrive: addresses that are none, hosts that take no mail, and hosts of others that did
 * not agree (RFC 9990 section 4, RFC 7489 section 7.1).
 */
#ifndef MAILMEND_AUTH_DMARC_REPORT_H
#define MAILMEND_AUTH_DMARC_REPORT_H

#include "checks/auth/dmarc_walk.h"

enum dmarc_report_state {
	DMARC_REPORT_FINE,
	DMARC_REPORT_NO_ADDRESS, /* it is no URI, or no address stands in it */
	DMARC_REPORT_NO_HOST,	 /* the domain behind the @ does not exist */
	DMARC_REPORT_NO_MAIL,	 /* it takes no mail: null MX, or neither MX nor address */
	DMARC_REPORT_UNWELCOME,	 /* it is another organisation's, which did not agree to take them */
	DMARC_REPORT_UNKNOWN,	 /* could not be found out */
};

struct dmarc_report {
	const struct dmarc_uri *uri; /* of the record */
	bool failures;		     /* of ruf, not of rua */
	enum dmarc_report_state state;
	char name
		[DNS_NAME_MAX]; /* UNWELCOME: where the other side would agree, by a TXT record; "": too long */
};

#define DMARC_REPORTS_MAX (2 * DMARC_URIS_MAX)

/*
 * Judges the addresses in the record of step, in its order; how many. Its questions take one round, and one more where another's host did
 * not agree (whether it is another's after all).
 */
size_t dmarc_reports(struct lookups *lookups, const struct dmarc_step *step,
	struct dmarc_report reports_r[DMARC_REPORTS_MAX]);

#endif
