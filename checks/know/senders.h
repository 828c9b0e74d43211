/*
 * Who sends mail for domains of others: mailbox providers, hosting companies and mailing services. How each is recognised, what it wants in
 * the domain's SPF record, and under which names it keeps DKIM keys.
 *
 * The table is senders.psv, restated facts from the services' own help pages; no network. Names are lower-case A-labels.
 */
#ifndef MAILMEND_KNOW_SENDERS_H
#define MAILMEND_KNOW_SENDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

#define SENDER_SELECTORS_MAX 8
#define SENDER_SPF_MAX	     8

struct sender {
	const char *id;	  /* "google-workspace" */
	const char *name; /* "Google Workspace" */
	/* What the domain's SPF record names: domains of include: or redirect= (any one of them will do), the one to publish first. */
	char spf[SENDER_SPF_MAX][80];
	size_t n_spf;
	bool sure; /* the service says so itself, or domains were seen that do so; false: restated by others, never the ground of a fault */
	bool spf_own; /* it sends with an envelope sender of its own: the domain's SPF record need not name it */
	/* DKIM selectors that it gives to its customers; none: each customer has others. */
	char selectors[SENDER_SELECTORS_MAX][64];
	size_t n_selectors;
	const char *targets; /* see sender_key_target */
};

/* The service that a mail domain's MX host belongs to; false when it is not in the table. The longest suffix wins. */
bool sender_by_mx(const char *host, struct sender *sender_r);

/* The service that a server for sending (submission host, HELO or reverse name of a delivering server) belongs to. */
bool sender_by_host(const char *host, struct sender *sender_r);

/* The service that an include of an SPF record belongs to. */
bool sender_by_spf(const char *domain, struct sender *sender_r);

/* Whether domain is one of the service's SPF domains, its older names included. */
bool sender_has_spf(const struct sender *sender, const char *domain);

/*
 * Appends the name that the customer's own key name, SELECTOR._domainkey.DOMAIN, is a CNAME to; false where the service gives each customer a
 * key of his own, or it is not known.
 */
bool sender_key_target(const struct sender *sender, size_t nth, const char *domain, struct str *out);

/* Selectors that are in use at many places, the most frequent first, for domains of which nothing else is known. */
#define SENDER_USUAL_MAX 64
size_t sender_usual_selectors(const char *names_r[SENDER_USUAL_MAX]);

#endif
