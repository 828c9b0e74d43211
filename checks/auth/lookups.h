/*
 * The look-ups of one evaluation (SPF, DMARC, DKIM): each name is asked once, and names that are going to be asked soon travel along
 * with the first one that must be waited for, so that an evaluation takes as many round trips as its longest chain.
 *
 * What was foreseen and never asked for costs a packet and has no other effect: its failure is nobody's failure.
 */
#ifndef MAILMEND_AUTH_LOOKUPS_H
#define MAILMEND_AUTH_LOOKUPS_H

#include "checks/net/dns.h"
#include "checks/net/io.h"

#define LOOKUPS_FORESEEN_MAX 64

struct lookups;

/* scope and config are borrowed for its life. One thread at a time. */
struct lookups *lookups_new(const struct io_scope *scope, const struct dns_config *config);
void lookups_free(struct lookups **lookups);

/*
 * A question that may come. Nothing is sent yet. Names that cannot be asked, questions known already and those beyond
 * LOOKUPS_FORESEEN_MAX at a time are dropped. name is copied.
 */
void lookups_foresee(struct lookups *lookups, const char *name, enum dns_type type);

/*
 * The answer to a question. When it is not known yet, it is asked together with all that was foreseen; what was foreseen
 * may take 200 ms longer than this answer, and is asked again when it is needed and was given up. Never NULL; borrowed until lookups_free. A
 * scope that ended gives DNS_CANCELLED or DNS_TIMED_OUT.
 */
const struct dns_answer *lookups_ask(struct lookups *lookups, const char *name, enum dns_type type);

/* The same when it is known already, else NULL: nothing is sent. */
const struct dns_answer *lookups_known(const struct lookups *lookups, const char *name, enum dns_type type);

/* How many questions went out, and in how many rounds. */
size_t lookups_asked(const struct lookups *lookups);
size_t lookups_rounds(const struct lookups *lookups);

#endif
