/*
 * Whose a server is, by its name. The domain's own names tell nothing of a company. Pure.
 */
#ifndef MAILMEND_STEPS_DNS_COMPANY_H
#define MAILMEND_STEPS_DNS_COMPANY_H

#include <stdbool.h>

#include "checks/mail/address.h"

struct company {
	char organisation[HOST_MAX]; /* registrable domain; "": nothing is told */
	char id[40];		     /* of senders.psv or providers.psv; "" in neither */
	char name[HOST_MAX];	     /* to be shown */
	bool own;		     /* the domain itself */
};

/* Of an MX host, of any other server (a host, its alias, its reverse name, a name in its certificate or banner), of a name in SPF. */
void company_of_mx(const char *host, const char *domain, struct company *company_r);
void company_of_host(const char *host, const char *domain, struct company *company_r);
void company_of_spf(const char *name, const char *domain, struct company *company_r);

/* Both told, and the same. */
bool company_same(const struct company *a, const struct company *b);

/* It is told, and it is another than the domain itself. */
bool company_is_other(const struct company *company);

#endif
