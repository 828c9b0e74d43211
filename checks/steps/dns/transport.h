/*
 * What dns.transport and dns.tlsa work with, in its three files: transport.c asks, transport_fetch.c gets a policy from its web server, transport_say.c
 * says what is odd.
 */
#ifndef MAILMEND_STEPS_DNS_TRANSPORT_H
#define MAILMEND_STEPS_DNS_TRANSPORT_H

#include "checks/auth/lookups.h"
#include "checks/auth/mta_sts.h"
#include "checks/auth/tls_rpt.h"
#include "checks/auth/tlsa.h"
#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* How getting the policy ended; the first thing that stood in the way. */
enum policy_fetch {
	FETCH_NOT_TRIED,
	FETCH_NO_NAME,	   /* mta-sts.DOMAIN does not exist or has no address */
	FETCH_PRIVATE,	   /* it leads into a network of its own: nobody else gets there either */
	FETCH_UNREACHED,   /* no connection */
	FETCH_CERTIFICATE, /* encrypted, and the certificate is not right */
	FETCH_TLS,	   /* encryption did not come about */
	FETCH_REDIRECTED,  /* senders do not follow (RFC 8461 section 3.3) */
	FETCH_STATUS,	   /* the server has no such page, or trouble */
	FETCH_CUT,	   /* longer than 64 KB, or broken off */
	FETCH_DONE,	   /* policy is set; its fault tells whether it is of use */
	FETCH_UNKNOWN,	   /* could not be found out */
};

struct transport_sts {
	enum mta_sts_record record;
	char id[33], text[200];
	enum policy_fetch fetch;
	char detail[200]; /* of the fetch, for the evidence */
	struct mta_sts_policy policy;
};

#define TRANSPORT_HOSTS MX_HOSTS_MAX

struct transport_host {
	char host[HOST_MAX];
	struct tlsa_set tlsa;
	enum tlsa_match match;
};

/* One domain's encryption: the sender's own, or the recipient's. */
struct transport {
	struct check_run *run;
	struct io_scope scope;
	struct dns_config config;
	struct lookups *lookups;
	char domain[HOST_MAX];
	struct transport_sts sts;
	enum tls_rpt tls_rpt;
	char tls_rpt_text[200];
	struct transport_host hosts[TRANSPORT_HOSTS]; /* that take its mail */
	size_t n;
	bool signed_mx; /* the answer to MX bears AD: the resolver checks DNSSEC, and the domain has it */
};

/* Gets https://mta-sts.DOMAIN/.well-known/mta-sts.txt; its A and AAAA were foreseen. */
void transport_fetch(struct transport *transport, const struct tls_store *store);

/* MTA-STS and TLS reports of the sender's own domain. */
void transport_say(const struct transport *transport);

/* The TLSA records of its servers. */
void transport_say_tlsa(const struct transport *transport);

/* One note where the recipient's domain takes no mail that is not encrypted. */
void transport_say_recipient(const struct transport *transport);

#endif
