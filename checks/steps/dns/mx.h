/*
 * What a domain's MX and the addresses of its hosts mean. Pure but for the implicit one, so that tables test it.
 */
#ifndef MAILMEND_STEPS_DNS_MX_H
#define MAILMEND_STEPS_DNS_MX_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* Fills the table's hosts and flags from the answer to MX, by preference, without addresses; hosts as names in lower case. */
void mx_read(const struct domain_records *records, struct mx_table *table_r);

/* Adds what A and AAAA of a host say. */
void mx_take_addresses(struct mx_host *host, const struct dns_answer *a, const struct dns_answer *aaaa);

/* Why mail cannot be brought to a host. */
enum mx_fault {
	MX_USABLE,
	MX_LITERAL,  /* an address stands where a name belongs */
	MX_NOWHERE,  /* the name does not exist */
	MX_HOMELESS, /* it has no address */
	MX_PRIVATE,  /* its addresses are of private networks */
	MX_UNSEEN,   /* could not be looked up */
	MX_FAULT_N,
};
const char *mx_fault_name(enum mx_fault fault);
enum mx_fault mx_fault(const struct mx_host *host);

/* Of all hosts: the finding F_MX_FINE, F_MX_UNUSABLE, F_MX_ODD, or F_N where it could not be found out. */
enum finding_id mx_verdict(const struct mx_table *table);

/*
 * The record to publish for the case's domain: what its mail provider wants, else the server in use where it is the domain's own, else a
 * name of the usual form; as evidence "record".
 */
void mx_evidence_record(struct finding *finding, const struct mailcase *mailcase);

/* "mx": each host with its addresses, and what is wrong with it. */
void mx_evidence_hosts(struct finding *finding, const struct mx_table *table);

/* Where the domain's own address stands in for an MX: is it a mail server's? Told servers are looked up; says what it finds. */
void mx_judge_implicit(
	struct check_run *run, const struct domain_records *records, const struct mx_table *table);

/* Whether addr is one of these. */
bool addr_among(const struct net_addr *addr, const struct net_addr *addrs, size_t n);

#endif
