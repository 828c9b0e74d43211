/*
 * Companies that keep the records of domains (DNS), known by the names of their name servers, and where in their customer
 * pages a record is changed (keepers.psv).
 */
#ifndef MAILMEND_KNOW_KEEPER_H
#define MAILMEND_KNOW_KEEPER_H

#include <stdbool.h>
#include <stddef.h>

struct keeper {
	const char *name; /* "Cloudflare" */
	const char *menu; /* the way through its pages, as they call it; "" not known */
	const char *page; /* where one signs in; "" not known */
	size_t row;	  /* of the table: the same company again */
};

/* The company that a name server belongs to; any case, with or without the final dot. False when it is not in the table. */
bool keeper_by_ns(const char *ns, struct keeper *keeper_r);

#endif
