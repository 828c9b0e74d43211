/*
 * Which DNS servers a case asks, and whether this computer's own answers (hosts file, NSS) count.
 */
#ifndef MAILMEND_STEPS_CASE_DNS_H
#define MAILMEND_STEPS_CASE_DNS_H

#include <stdbool.h>

#include "checks/engine/mailcase.h"
#include "checks/net/dns.h"

/* --resolver, else the system's configuration. */
void case_dns(const struct mailcase *mailcase, struct dns_config *config_r);

/* With --resolver every name is asked there and nowhere else; in practice mode nothing of this computer
 * counts. */
bool case_asks_system(const struct mailcase *mailcase);

/* A question for A or AAAA of host; host must outlive it. */
struct dns_answer address_question(const char *host, enum dns_type type);

/* Takes up to n addresses out of a FOUND answer, with this port; gives how many. */
size_t answer_addresses(const struct dns_answer *answer, int port, struct net_addr *addrs_r, size_t n);

#endif
