/*
 * A name server on loopback, UDP and TCP on one port, that answers as the test's function says; and the
 * writing of messages, right and wrong.
 */
#ifndef MAILMEND_TESTS_DNS_H
#define MAILMEND_TESTS_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/net/addr.h"
#include "checks/net/dns.h"
#include "checks/net/dns_wire.h"

#define TEST_DNS_MAX 65535

/* A message in the making. */
struct test_msg {
	unsigned char bytes[TEST_DNS_MAX];
	size_t len;
};

enum test_section { TEST_ANSWER = 6, TEST_AUTHORITY = 8, TEST_ADDITIONAL = 10 };

#define TEST_AA 0x0400
#define TEST_TC 0x0200
#define TEST_AD 0x0020
#define TEST_RA 0x0080

/* A query with RD for name; the same as a reply (QR) with the flags and the rcode. */
void test_msg_query(struct test_msg *msg, uint16_t id, const char *name, int type);
void test_msg_reply(struct test_msg *msg, uint16_t id, const char *name, int type, int flags_and_rcode);

/* The reply to a query as received: its id, its question. */
void test_msg_reply_to(struct test_msg *msg, const unsigned char *query, size_t len, int flags_and_rcode);

/* Raw bytes, with nothing counted. */
void test_msg_add(struct test_msg *msg, const void *bytes, size_t len);

/* A name, uncompressed. */
void test_msg_name(struct test_msg *msg, const char *name);

/* One record of class IN with TTL 300. */
void test_msg_record(struct test_msg *msg, enum test_section section, const char *owner, int type,
	const void *rdata, size_t len);

/* The same with a name as rdata, behind skip bytes of it. */
void test_msg_name_record(struct test_msg *msg, enum test_section section, const char *owner, int type,
	const void *before, size_t skip, const char *name);

/* A SOA in authority, minimum 60. */
void test_msg_soa(struct test_msg *msg, const char *owner);

/* The name in the question of a query, as text. */
void test_query_name(const unsigned char *query, size_t len, char *buf, size_t size);

/* One question that was received, and who shall answer. Silence is reply.len 0. */
struct test_question {
	const unsigned char *query;
	size_t len;
	bool tcp;
	struct net_addr from; /* UDP */
	int nth;	      /* counting from 0, over both transports */
	struct test_msg reply;
	bool drip;		/* TCP: the reply byte by byte, a hundred ms apart */
	struct test_msg before; /* UDP: sent before the reply, and the reply twice; len 0: neither */
};

typedef void test_answer(struct test_question *question, void *data);

struct test_dns;

/* tcp false: nothing listens there. */
struct test_dns *test_dns_new(test_answer *answer, void *data, bool tcp);
struct net_addr test_dns_addr(const struct test_dns *dns);
int test_dns_asked(struct test_dns *dns);
void test_dns_free(struct test_dns **dns);

/* Reads an answer to the question of answer, which may have no name: then any is right. */
static inline bool test_dns_parse(
	const unsigned char *msg, size_t len, uint16_t id, struct dns_answer *answer, bool *truncated_r)
{
	struct dns_reading reading;
	char normal[DNS_TEXT_MAX];
	bool named = answer->name != NULL;
	bool mine;

	dns_answer_clear(answer);
	if (named && !dns_name_normal(answer->name, normal))
		return false;
	mine = dns_read(msg, len, id, named ? normal : NULL, answer, &reading);
	if (mine)
		*truncated_r = reading.truncated;
	return mine;
}

#endif
