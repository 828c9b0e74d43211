/*
 * What answers about a domain mean. Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_DNS_DOMAIN_H
#define MAILMEND_STEPS_DNS_DOMAIN_H

#include "checks/know/keeper.h"
#include "checks/mail/address.h"
#include "checks/net/dns.h"

#define DOMAIN_ABOVE_MAX 3

/* The domains above this one up to its organisation, the nearest first, as ends of domain; gives how many. */
size_t domain_above(const char *domain, const char *organisation, const char *above_r[DOMAIN_ABOVE_MAX]);

enum domain_state { DOMAIN_UNSEEN, DOMAIN_EXISTS, DOMAIN_DENIED };

/* From answers to questions of several types about the same name. A name that has anything exists, whatever else is said of it. */
enum domain_state domain_judge(const struct dns_answer *answers, size_t n);

/* The first of every step-th answers that names name servers, NULL without one. */
const struct dns_answer *domain_keeper_of(const struct dns_answer *ns, size_t n, size_t step);

/* Who keeps the records, by the names of the servers: true from the table; else their registrable domain is the name. */
bool domain_keeper(const struct dns_answer *ns, struct keeper *keeper_r, char name_r[HOST_MAX]);

#endif
