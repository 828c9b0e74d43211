/*
 * The inside of one DNS record, by type (RFC 1035, 2782, 3596, 4034, 6698). Private to this room.
 */
#ifndef MAILMEND_NET_DNS_RDATA_H
#define MAILMEND_NET_DNS_RDATA_H

#include <arpa/nameser.h>
#include <stdbool.h>

#include "checks/net/dns.h"

/* Reads rr into record_r, which then owns what it allocates; false when its rdata breaks the rules of the
 * type. */
bool dns_rdata_read(const ns_msg *msg, const ns_rr *rr, struct dns_record *record_r);

/* The name that a CNAME, NS or PTR leads to, in full. */
bool dns_rdata_name(const ns_msg *msg, const ns_rr *rr, char text_r[NS_MAXDNAME]);

/* How long a negative answer holds by this SOA (RFC 2308 section 5). */
bool dns_rdata_negative_ttl(const ns_msg *msg, const ns_rr *rr, uint32_t *ttl_r);

#endif
