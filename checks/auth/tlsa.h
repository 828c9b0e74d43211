/*
 * DANE for mail servers (RFC 6698, RFC 7672): the certificate of an MX host, published in DNS and secured by DNSSEC. Senders that
 * know DANE give their mail to no server that shows another one.
 */
#ifndef MAILMEND_AUTH_TLSA_H
#define MAILMEND_AUTH_TLSA_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/dns.h"
#include "checks/net/tls.h"

enum tlsa_state {
	TLSA_NONE,     /* nothing is published */
	TLSA_USABLE,   /* at least one record that senders go by, and DNSSEC secures it */
	TLSA_INSECURE, /* published without DNSSEC, or the resolver does not check: senders do not heed it */
	TLSA_UNUSABLE, /* secured, but no record is of use: mail must be encrypted, by whatever certificate */
	TLSA_FAILED,   /* the question failed: such senders wait, and send nothing */
};

struct tlsa_set {
	enum tlsa_state state;
	size_t n, usable; /* records, and those of use */
	/* Of those without use: */
	size_t wrong_usage;  /* 0 or 1 (RFC 7672 section 3.1.3), or none that exists */
	size_t wrong_type;   /* a selector or a matching type that does not exist */
	size_t wrong_length; /* a hash that is too short or too long, no data at all */
	char piece[48];	     /* the first such one: "1 0 1" */
};

/* The answer to TLSA of _25._tcp.HOST. */
void tlsa_read(const struct dns_answer *answer, struct tlsa_set *set_r);

enum tlsa_match { TLSA_MATCH_UNKNOWN, TLSA_MATCHES, TLSA_DIFFERS };

/*
 * Whether the chain that a server showed fits one of the usable records. UNKNOWN where that cannot be told: nothing usable, nothing
 * shown, or none fits and there are others than of SHA-256 (matching type 1), which everybody uses.
 */
enum tlsa_match tlsa_match(const struct dns_answer *answer, const struct tls_report *report);

#endif
