/*
 * DNS messages of the name servers of a scenario (RFC 1035): what is asked, and a reply in the making, in which every record is of the name
 * that was asked for.
 */
#ifndef MAILMEND_PRACTICE_DNS_REPLY_H
#define MAILMEND_PRACTICE_DNS_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/mail/address.h"
#include "checks/net/dns.h"
#include "checks/practice/crew.h"

#define DNS_HEADER 12

/* A reply in the making. */
struct dns_reply {
	unsigned char *bytes;
	size_t len;
	int answers;
	unsigned ttl;
	size_t owner; /* where the name stands that the records are of */
};

struct dns_asked {
	char name[DNS_NAME_MAX];
	int type;
	size_t end; /* where the question section ends */
};

void dns_reply_put16(unsigned char *at, unsigned value);

/* Reads the one question of a message; false for what is none. */
bool dns_reply_question(const unsigned char *query, size_t len, struct dns_asked *question_r);

/* Records; what has no room is left out. */
void dns_reply_addr(struct dns_reply *reply, const char *text, int type);
void dns_reply_name(struct dns_reply *reply, int type, const char *name);
void dns_reply_srv(struct dns_reply *reply, int port, const char *host);
void dns_reply_mx(struct dns_reply *reply, int preference, const char *host);

/* value as in zone.h: "ns1.firma.example 2026112101". */
void dns_reply_soa(struct dns_reply *reply, const char *value);

/* A zone_take: data is the reply. */
void dns_reply_value(void *data, enum dns_type type, const char *value);

#endif
