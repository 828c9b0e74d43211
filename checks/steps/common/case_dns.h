/*
 * Which DNS servers a case asks, and whether this computer's own answers (hosts file, NSS) count.
 */
#ifndef MAILMEND_STEPS_CASE_DNS_H
#define MAILMEND_STEPS_CASE_DNS_H

#include <stdbool.h>

#include "checks/engine/mailcase.h"
#include "checks/net/dns.h"
#include "checks/net/io.h"

/* --resolver, else the system's configuration. */
void case_dns(const struct mailcase *mailcase, struct dns_config *config_r);

/* With --resolver every name is asked there and nowhere else; in practice mode nothing of this computer
 * counts. */
bool case_asks_system(const struct mailcase *mailcase);

/* A question for A or AAAA of host; host must outlive it. */
struct dns_answer address_question(const char *host, enum dns_type type);

/* Takes up to n addresses out of a FOUND answer, with this port; gives how many. */
size_t answer_addresses(const struct dns_answer *answer, int port, struct net_addr *addrs_r, size_t n);

/*
 * One address out of a host's answers to A and to AAAA, of the family that this computer has a way for: IPv4 where it has both,
 * since whether IPv6 works is a question of its own. False without one; addr_r untouched.
 */
bool answer_address_here(
	const struct io_scope *scope, const struct dns_answer pair[2], int port, struct net_addr *addr_r);

#endif
