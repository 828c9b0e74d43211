/*
 * DNS messages of the name servers of a scenario: the question is read, records are added.
 */
#include "checks/practice/dns_reply.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/practice/zone.h"

void dns_reply_put16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

bool dns_reply_question(const unsigned char *query, size_t len, struct dns_asked *question_r)
{
	size_t at = DNS_HEADER, n = 0;

	if (len < DNS_HEADER + 5 || query[4] || query[5] != 1)
		return false;
	while (at < len && query[at]) {
		size_t label = query[at++];

		if (label > 63 || at + label >= len || n + label + 2 > sizeof question_r->name)
			return false;
		memcpy(question_r->name + n, query + at, label);
		n += label;
		question_r->name[n++] = '.';
		at += label;
	}
	if (!n || at + 5 > len)
		return false;
	question_r->name[n - 1] = '\0';
	question_r->type = query[at + 1] << 8 | query[at + 2];
	question_r->end = at + 5;
	return true;
}

/* A name without compression. */
static size_t put_name(unsigned char *at, const char *name)
{
	size_t n = 0;

	while (*name) {
		size_t label = strcspn(name, ".");

		at[n++] = (unsigned char)label;
		memcpy(at + n, name, label);
		n += label;
		name += label + (name[label] == '.');
	}
	at[n++] = 0;
	return n;
}

/* A record for the name in the question. */
static void dns_reply_add(struct dns_reply *reply, int type, const void *rdata, size_t len)
{
	unsigned char *at = reply->bytes + reply->len;

	if (reply->len + 12 + len > CREW_DATAGRAM)
		return;
	dns_reply_put16(at, (unsigned)(0xc000 | reply->owner));
	dns_reply_put16(at + 2, (unsigned)type);
	dns_reply_put16(at + 4, 1);
	dns_reply_put16(at + 6, 0);
	dns_reply_put16(at + 8, reply->ttl);
	dns_reply_put16(at + 10, (unsigned)len);
	memcpy(at + 12, rdata, len);
	reply->len += 12 + len;
	reply->answers++;
}

void dns_reply_addr(struct dns_reply *reply, const char *text, int type)
{
	struct net_addr addr;

	if (!net_addr_parse(text, 0, &addr))
		return;
	if (type == DNS_A && net_addr_family(&addr) == AF_INET)
		dns_reply_add(reply, DNS_A, &((const struct sockaddr_in *)&addr.ss)->sin_addr, 4);
	else if (type == DNS_AAAA && net_addr_family(&addr) == AF_INET6)
		dns_reply_add(reply, DNS_AAAA, &((const struct sockaddr_in6 *)&addr.ss)->sin6_addr, 16);
}

void dns_reply_name(struct dns_reply *reply, int type, const char *name)
{
	unsigned char rdata[HOST_MAX + 2];

	dns_reply_add(reply, type, rdata, put_name(rdata, name));
}

void dns_reply_srv(struct dns_reply *reply, int port, const char *host)
{
	unsigned char rdata[6 + HOST_MAX] = {0, 0, 0, 1};

	dns_reply_put16(rdata + 4, (unsigned)port);
	dns_reply_add(reply, DNS_SRV, rdata, 6 + put_name(rdata + 6, host));
}

void dns_reply_mx(struct dns_reply *reply, int preference, const char *host)
{
	unsigned char rdata[2 + HOST_MAX];

	dns_reply_put16(rdata, (unsigned)preference);
	dns_reply_add(reply, DNS_MX, rdata, 2 + put_name(rdata + 2, host));
}

/* In strings of at most 255 bytes (RFC 1035 section 3.3.14). */
static void add_txt(struct dns_reply *reply, const char *text)
{
	unsigned char rdata[ZONE_VALUE_MAX + ZONE_VALUE_MAX / 255 + 1];
	size_t n = 0;

	do {
		size_t len = strlen(text) < 255 ? strlen(text) : 255;

		rdata[n++] = (unsigned char)len;
		memcpy(rdata + n, text, len);
		n += len;
		text += len;
	} while (*text);
	dns_reply_add(reply, DNS_TXT, rdata, n);
}

/* "ns1.firma.example 2026112101" */
void dns_reply_soa(struct dns_reply *reply, const char *value)
{
	unsigned char rdata[2 * HOST_MAX + 24] = {0};
	char server[HOST_MAX];
	size_t len = strcspn(value, " "), n;
	int64_t serial = 0;

	str_copy(server, len + 1 < sizeof server ? len + 1 : sizeof server, value);
	ascii_number(value + len + strspn(value + len, " "), 0, UINT32_MAX, &serial);
	n = put_name(rdata, server);
	n += put_name(rdata + n, server);
	dns_reply_put16(rdata + n, (unsigned)(serial >> 16));
	dns_reply_put16(rdata + n + 2, (unsigned)serial);
	dns_reply_put16(rdata + n + 18, 300); /* how long "there is none" holds */
	dns_reply_add(reply, DNS_SOA, rdata, n + 20);
}

/* The number that a value begins with. */
static int number_of(const char *value)
{
	int number = 0;

	for (; ascii_isdigit(*value) && number < 10000; value++)
		number = number * 10 + *value - '0';
	return number;
}

void dns_reply_value(void *data, enum dns_type type, const char *value)
{
	struct dns_reply *reply = data;
	size_t word = strcspn(value, " ");

	switch (type) {
	case DNS_A:
	case DNS_AAAA:
		dns_reply_addr(reply, value, (int)type);
		break;
	case DNS_MX:
		dns_reply_mx(
			reply, number_of(value), strcmp(value + word, " .") == 0 ? "" : value + word + 1);
		break;
	case DNS_SOA:
		dns_reply_soa(reply, value);
		break;
	case DNS_TXT:
		add_txt(reply, value);
		break;
	default:
		dns_reply_name(reply, (int)type, value);
	}
}
