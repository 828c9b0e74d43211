/*
 * What a name server says, as a table: the zones of many cases in one array, served over real packets (test_dns.h).
 *
 *     {"example.org", "TXT", "v=spf1 mx -all"}      a string; "|" begins the next string of the same record
 *     {"example.org", "MX", "10 mail.example.org"}  {"example.org", "A", "192.0.2.1"}   and AAAA, CNAME, PTR, NS
 *     {"_imaps._tcp.example.org", "SRV", "0 1 993 mail.example.org"}   {"_25._tcp.mail.example.org", "TLSA", "3 1 1 00aa"}
 *     {"example.org", "SECURE", ""}                 answers about this name bear AD
 *     {"example.org", "SPF", "v=spf1 -all"}         the record type 99, which nobody may ask for
 *     {"slow.example.org", "TIMEOUT", "TXT"}        no answer to such questions; "" for all types
 *     {"broken.example.org", "SERVFAIL", ""}        likewise, and REFUSED, FORMERR
 *
 * A CNAME is followed as a resolver does. A name without a record is NXDOMAIN, one above a record has no data. \NNN in a string is
 * a byte in decimal digits; names are as ns_name_ntop writes them.
 */
#ifndef MAILMEND_TESTS_ZONE_H
#define MAILMEND_TESTS_ZONE_H

#include "tests/unit/support/test_dns.h"

struct test_zone_record {
	const char *name, *type, *data; /* name NULL ends the table */
};

/* For test_dns_new(); data is the table. */
void test_zone_answer(struct test_question *question, void *data);

#endif
