/*
 * DNS messages: built and read (RFC 1035, 2308, 6891). Private to this room.
 */
#ifndef MAILMEND_NET_DNS_WIRE_H
#define MAILMEND_NET_DNS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/net/dns.h"

#define DNS_TEXT_MAX	1025 /* bytes of any name as text, every byte escaped (NS_MAXDNAME) */
#define DNS_QUERY_MAX	512
#define DNS_EDNS_BYTES	1232 /* fits every path without fragments (DNS flag day 2020) */
#define DNS_MESSAGE_MAX 65535

/* The one form in which names are compared: no final dot, escapes as ns_name_ntop makes them. False: cannot
 * be asked. */
bool dns_name_normal(const char *name, char text_r[DNS_TEXT_MAX]);

/* Writes the question, of the type and with the flags of asked; gives its length. name must be normal. */
size_t dns_build(unsigned char buf[DNS_QUERY_MAX], const char *name, const struct dns_answer *asked,
	uint16_t id, bool edns);

/* What the asking side must know beyond the answer. */
struct dns_reading {
	bool truncated;
	bool unfinished; /* a CNAME chain whose end was neither answered nor denied: ask for target */
	int steps;	 /* of the CNAME chain */
	char target[DNS_TEXT_MAX]; /* its end, "" without one */
};

/*
 * Reads one message (fuzzed) into the outputs of answer, which must be empty. name is normal; NULL skips the comparison of
 * the question. Gives false when this is not the answer to the question (wrong id, wrong question, no
 * response): the caller keeps waiting. What a truncated message holds is not the whole answer.
 */
bool dns_read(const unsigned char *msg, size_t len, uint16_t id, const char *name, struct dns_answer *answer,
	struct dns_reading *reading_r);

/* Empties the outputs without freeing them. */
void dns_answer_clear(struct dns_answer *answer);

/* Frees the records. */
void dns_records_free(struct dns_answer *answer);

#endif
