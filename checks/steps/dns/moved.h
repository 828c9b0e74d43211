/*
 * After a move: which entry still names the old place? What names, addresses, banner and certificate tell, and what follows. Pure, so that
 * tables test it.
 */
#ifndef MAILMEND_STEPS_DNS_MOVED_H
#define MAILMEND_STEPS_DNS_MOVED_H

#include "checks/engine/facts.h"
#include "checks/steps/dns/company.h"

struct moved_signs {
	bool own_name; /* the server for sending bears the domain's own name, so that its address is an entry of the domain */
	bool apart; /* none of its addresses is, or is near, one of a server that takes the domain's mail */
	bool told;  /* the person changed the mail provider */
	bool unreached;	      /* no connection to it came about, or it did not greet */
	bool cert_fails;      /* its certificate is for other names */
	struct company mx;    /* who takes the domain's mail */
	struct company place; /* whose the server for sending is, by its name */
	struct company ptr, alias, cert,
		banner;		 /* what is told of it there: reverse name, CNAME, certificate, greeting */
	struct company incoming; /* whose the server for receiving is, where it was told */
	bool mx_provider,
		place_provider; /* both have mailboxes for sure: they are in the table of providers */
	bool mx_sieve;		/* whoever takes the mail only sifts it */
	bool spf, spf_place,
		spf_mx; /* there is such a record; it names the server's place; it names who takes the mail */
};

/* Whether names and addresses alone leave a question open: the server is in another place than who takes the mail, and not the same company's. */
bool moved_is_worth_asking(const struct moved_signs *signs);

/* F_ADDRESS_STALE, F_ADDRESS_STALE_MAYBE, F_ADDRESS_ELSEWHERE (it works there, as far as it was seen), or F_N. */
enum finding_id moved_address(const struct moved_signs *signs);

/* F_MX_OUTDATED, F_MX_ELSEWHERE, or F_N where both are the same company's. */
enum finding_id moved_mx(const struct moved_signs *signs);

/* Reads the domain's SPF record for what it names: hosts of the place, of who takes the mail, and their addresses. */
void moved_read_spf(struct moved_signs *signs, const char *record, const char *domain,
	const struct net_addr *here, size_t n_here, const struct mx_table *mx);

/* The company that stands most clearly behind the server, to be named; NULL where none is told. */
const struct company *moved_behind(const struct moved_signs *signs);

/* Whether two lists have an address, or a network, in common. */
bool moved_is_near(const struct net_addr *addrs, size_t n, const struct mx_table *mx);

#endif
