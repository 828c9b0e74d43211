/*
 * What receivers do with mail under DMARC, from what SPF and DKIM are known to say. Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_DNS_DMARC_VERDICT_H
#define MAILMEND_STEPS_DNS_DMARC_VERDICT_H

#include "checks/engine/facts.h"
#include "checks/mail/message.h"

/* What one of the two ways to pass has to say. */
enum dmarc_way {
	DMARC_WAY_UNKNOWN,
	DMARC_WAY_PASSES, /* and stands for the author's domain */
	DMARC_WAY_COULD,  /* a key is published: whoever has it can sign */
	DMARC_WAY_FAILS,  /* or passes for another domain, which does not count */
};

/* NULL: nothing was found out. aligned: its domain stands for the author's. */
enum dmarc_way dmarc_way_of_spf(const struct spf_judged *spf, bool aligned);
enum dmarc_way dmarc_way_of_dkim(const struct dkim_judged *dkim, bool aligned);

/* What the receiver of a mail wrote about this method ("spf", "dkim", "dmarc"); NULL for none. The first one from the top counts, a pass before others. */
const struct message_result *dmarc_told(const struct message_result *results, size_t n, const char *method);

enum dmarc_fate {
	DMARC_FATE_OPEN, /* it may pass: nothing speaks against it, and nothing proves it */
	DMARC_FATE_PASSES,
	DMARC_FATE_FAILS,   /* for sure */
	DMARC_FATE_DOUBTED, /* one way fails, of the other nothing is known */
};

enum dmarc_fate dmarc_fate(enum dmarc_way spf, enum dmarc_way dkim);

/* "passes", "could-pass", "fails", "unknown": for the evidence. */
const char *dmarc_way_name(enum dmarc_way way);

/*
 * Whether the server of these settings is another organisation's than the domain's: not of its provider and not of its own names. False
 * where that cannot be said: an address, a name of this computer or of the network at hand, or none at all.
 */
bool dmarc_is_foreign_server(const char *host, const char *domain);

#endif
