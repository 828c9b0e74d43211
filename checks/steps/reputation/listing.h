/*
 * What a listing means for this person: the same answer is normal for a home and a reason to be refused for a server. Pure.
 */
#ifndef MAILMEND_STEPS_REPUTATION_LISTING_H
#define MAILMEND_STEPS_REPUTATION_LISTING_H

#include <stdbool.h>

#include "checks/engine/facts.h"
#include "checks/engine/finding.h"
#include "checks/know/blocklist.h"

/* Whose the thing is that was asked about. */
enum list_owner {
	LIST_OF_HOME,	  /* the person's own connection, which hands mail in */
	LIST_OF_PROVIDER, /* a server of the mail provider that delivers */
	LIST_OF_ADMIN,	  /* a server that the person looks after */
	LIST_OF_MAYBE,	  /* a server that may deliver, or another beside it */
	LIST_OF_DOMAIN,	  /* the sender's domain, or the name of its server */
	LIST_OF_LINK,	  /* somebody in a link */
};

/* Of an address that mail leaves from. */
enum list_owner list_owner_of(const struct outlet *outlet, bool admin);

/* The finding for a listing; F_N: it means nothing for this owner. */
enum finding_id listing_finding(const struct blocklist_answer *answer, enum list_owner owner);

/* Which listing is told first: the larger. */
int listing_gravity(enum finding_id finding);

/*
 * Whether it counts among the smaller lists that together make receivers distrust an address: what was seen of this very address, not how its
 * owner set it up.
 */
bool listing_adds_up(const struct blocklist_answer *answer, enum list_owner owner);

/* Msgids, whole sentences: what the list saw there; what to mend before asking for removal, "" where nobody of this kind can. */
const char *listing_why(enum blocklist_reason reason);
const char *listing_mend(enum blocklist_reason reason, enum list_owner owner);

#endif
