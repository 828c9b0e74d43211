/*
 * The name servers of a scenario (RFC 1035): the one that the person uses, which knows all names, and the
 * domain's own, which is always right.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/net/dns.h"
#include "checks/practice/places.h"
#include "checks/practice/station.h"

#define HEADER 12

enum rcode { RCODE_OK = 0, RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5 };

/* A reply in the making. */
struct reply {
	unsigned char *bytes;
	size_t len;
	int answers;
};

struct question {
	char name[DNS_NAME_MAX];
	int type;
	size_t end; /* where the question section ends */
};

static void put16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

static bool read_question(const unsigned char *query, size_t len, struct question *question_r)
{
	size_t at = HEADER, n = 0;

	if (len < HEADER + 5 || query[4] || query[5] != 1)
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

/* A record for the name in the question; the rdata is at most 300 bytes. */
static void add(struct reply *reply, int type, const void *rdata, size_t len)
{
	unsigned char *at = reply->bytes + reply->len;

	if (reply->len + 12 + len > CREW_DATAGRAM)
		return;
	put16(at, 0xc000 | HEADER);
	put16(at + 2, (unsigned)type);
	put16(at + 4, 1);
	put16(at + 6, 0);
	put16(at + 8, 300);
	put16(at + 10, (unsigned)len);
	memcpy(at + 12, rdata, len);
	reply->len += 12 + len;
	reply->answers++;
}

static void add_addr(struct reply *reply, const char *text, int type)
{
	struct net_addr addr;

	if (!net_addr_parse(text, 0, &addr))
		return;
	if (type == DNS_A && net_addr_family(&addr) == AF_INET)
		add(reply, DNS_A, &((const struct sockaddr_in *)&addr.ss)->sin_addr, 4);
	else if (type == DNS_AAAA && net_addr_family(&addr) == AF_INET6)
		add(reply, DNS_AAAA, &((const struct sockaddr_in6 *)&addr.ss)->sin6_addr, 16);
}

static enum rcode answer_host(struct reply *reply, enum host_names names, const struct place *place, int type)
{
	if (names == NAMES_ABSENT)
		return RCODE_NXDOMAIN;
	if (names == NAMES_FAIL)
		return RCODE_SERVFAIL;
	if (names == NAMES_EMPTY)
		return RCODE_OK;
	if (names == NAMES_V4_DEAD)
		add_addr(reply, place_out_dead.v6, type);
	add_addr(reply, place->v4, type);
	if (names != NAMES_V4 && place->v6)
		add_addr(reply, place->v6, type);
	return RCODE_OK;
}

static void add_name(struct reply *reply, int type, const char *name)
{
	unsigned char rdata[HOST_MAX + 2];

	add(reply, type, rdata, put_name(rdata, name));
}

static void add_srv(struct reply *reply, int port, const char *host)
{
	unsigned char rdata[6 + HOST_MAX] = {0, 0, 0, 1};

	put16(rdata + 4, (unsigned)port);
	add(reply, DNS_SRV, rdata, 6 + put_name(rdata + 6, host));
}

static void add_mx(struct reply *reply, const char *host)
{
	unsigned char rdata[2 + HOST_MAX] = {0, 10};

	add(reply, DNS_MX, rdata, 2 + put_name(rdata + 2, host));
}

/* What the domain publishes about its servers (RFC 6186, RFC 8314). */
static bool answer_srv(const struct station *station, struct reply *reply, const char *label, int type)
{
	const struct {
		const char *label;
		int port;
		const char *host;
	} published[] = {
		{"_submissions._tcp", 465, station->out_host},
		{"_submission._tcp", 587, station->out_host},
		{"_imaps._tcp", 993, station->in_host},
		{"_pop3s._tcp", 995, station->in_host},
	};

	for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
		if (!ascii_caseeq(label, published[i].label))
			continue;
		if (type == DNS_SRV)
			add_srv(reply, published[i].port, published[i].host);
		return true;
	}
	return false;
}

/* The label in front of ".DOMAIN"; "" for the domain itself, NULL for a name elsewhere. */
static const char *label_of(const struct station *station, char *name)
{
	size_t len = strlen(name), domain = strlen(station->domain);

	if (ascii_caseeq(name, station->domain))
		return "";
	if (len <= domain + 1 || name[len - domain - 1] != '.' ||
		!ascii_caseeq(name + len - domain, station->domain))
		return NULL;
	name[len - domain - 1] = '\0';
	return name;
}

/* The apex of a domain: one mail server, one name server. */
static enum rcode answer_apex(struct reply *reply, const char *mx, const char *ns, int type)
{
	if (type == DNS_MX)
		add_mx(reply, mx);
	if (type == DNS_NS && ns)
		add_name(reply, DNS_NS, ns);
	return RCODE_OK;
}

/* What the domain's owner says about its names. */
static enum rcode answer_domain(const struct station *station, struct reply *reply,
	const struct question *question, const char *label)
{
	const struct practice_world *world = station->world;
	char ns[HOST_MAX + 8];

	if (ascii_caseeq(label, "smtp"))
		return answer_host(reply, world->dns.out, &place_out, question->type);
	if (ascii_caseeq(label, "imap"))
		return answer_host(reply, NAMES_BOTH, &place_in, question->type);
	if (ascii_caseeq(label, "ns1"))
		return answer_host(reply, NAMES_V4, &place_own_dns, question->type);
	str_copy(ns, sizeof ns, "ns1.");
	str_copy(ns + 4, sizeof ns - 4, station->domain);
	if (!*label)
		return answer_apex(reply, station->out_host, ns, question->type);
	return !world->dns.no_srv && answer_srv(station, reply, label, question->type) ? RCODE_OK
										       : RCODE_NXDOMAIN;
}

/* Routers of the internet company have names, no other address has one. */
static enum rcode answer_reverse(struct reply *reply, const char *name)
{
	static const char *const routers[] = {"1.113.0.203.in-addr.arpa", "17.113.0.203.in-addr.arpa"};

	for (size_t i = 0; i < sizeof routers / sizeof routers[0]; i++) {
		if (!ascii_caseeq(name, routers[i]))
			continue;
		add_name(reply, DNS_PTR, i ? "r2.netz." COMPANY_DOMAIN : "r1.netz." COMPANY_DOMAIN);
		return RCODE_OK;
	}
	return RCODE_NXDOMAIN;
}

/* Names that are not the domain's. */
static enum rcode answer_elsewhere(struct station *station, struct reply *reply, struct question *question)
{
	char mx[HOST_MAX + 4] = "mx.";

	if (ascii_caseeq(question->name, FRIEND_DOMAIN))
		return answer_apex(reply, station->world->dns.friend_without_mail ? "" : "mx." FRIEND_DOMAIN,
			NULL, question->type);
	if (ascii_caseeq(question->name, "mx." FRIEND_DOMAIN))
		return answer_host(reply, NAMES_BOTH, &place_friend, question->type);
	if (station->world->company[0].port && ascii_caseeq(question->name, "smtp." COMPANY_DOMAIN))
		return answer_host(reply, NAMES_V4, &place_company, question->type);
	if (ascii_ends(question->name, ".arpa"))
		return answer_reverse(reply, question->name);
	/* Nobody but the scenario lives under .example (RFC 2606); everything else is there. */
	if (ascii_ends(question->name, ".example"))
		return RCODE_NXDOMAIN;
	if (question->type == DNS_A)
		return answer_host(reply, NAMES_V4, station_settle(station, question->name), DNS_A);
	if (station->world->dns.no_mx)
		return RCODE_OK;
	str_copy(mx + 3, sizeof mx - 3, question->name);
	return answer_apex(reply, mx, NULL, question->type);
}

/* Names that there are, as their owners mean them. */
static enum rcode answer_right(struct station *station, struct reply *reply, struct question *question)
{
	const struct practice_world *world = station->world;
	const char *label;

	if (world->extra.host && ascii_caseeq(question->name, world->extra.host))
		return answer_host(reply, NAMES_V4, &place_extra, question->type);
	label = label_of(station, question->name);
	return label ? answer_domain(station, reply, question, label)
		     : answer_elsewhere(station, reply, question);
}

/* The name server that the person uses. */
static enum rcode answer_person(struct station *station, struct reply *reply, struct question *question)
{
	const struct dns_plan *dns = &station->world->dns;
	enum rcode rcode;

	if (dns->mood == DNS_MOOD_FAILS)
		return RCODE_SERVFAIL;
	if (dns->mood == DNS_MOOD_REFUSES)
		return RCODE_REFUSED;
	if (dns->mood == DNS_MOOD_PORTAL || (dns->wrong && ascii_caseeq(question->name, station->out_host)))
		return answer_host(reply, NAMES_V4, &place_extra, question->type);
	rcode = answer_right(station, reply, question);
	if (dns->mood == DNS_MOOD_LANDS && rcode == RCODE_NXDOMAIN)
		return answer_host(reply, NAMES_V4, &place_extra, question->type);
	return rcode;
}

/* The domain's own: it knows nothing else. */
static enum rcode answer_owner(struct station *station, struct reply *reply, struct question *question)
{
	const char *label = label_of(station, question->name);

	return label ? answer_domain(station, reply, question, label) : RCODE_REFUSED;
}

static size_t answer_query(
	const unsigned char *query, size_t len, unsigned char *reply_r, struct station *station, bool owner)
{
	struct reply reply = {.bytes = reply_r};
	struct question question;
	enum rcode rcode;

	if (!read_question(query, len, &question))
		return 0;
	memset(reply_r, 0, HEADER);
	memcpy(reply_r, query, 2);
	put16(reply_r + 4, 1);
	memcpy(reply_r + HEADER, query + HEADER, question.end - HEADER);
	reply.len = question.end;
	rcode = (owner ? answer_owner : answer_person)(station, &reply, &question);
	/* QR, AA of the owner, RD as asked; RA of the other. */
	reply_r[2] = (unsigned char)(0x80 | (owner ? 0x04 : 0) | (query[2] & 1));
	reply_r[3] = (unsigned char)((owner ? 0 : 0x80) | rcode);
	put16(reply_r + 6, (unsigned)reply.answers);
	return reply.len;
}

size_t serve_dns(const unsigned char *query, size_t len, unsigned char *reply_r, void *data)
{
	struct station *station = data;

	if (station->world->dns.mood == DNS_MOOD_SILENT)
		return 0;
	return answer_query(query, len, reply_r, station, false);
}

size_t serve_own_dns(const unsigned char *query, size_t len, unsigned char *reply_r, void *data)
{
	return answer_query(query, len, reply_r, data, true);
}

/* Over TCP each message has its length in front (RFC 1035 section 4.2.2). One question is enough for a
 * client. */
static void serve_stream(struct peer *peer, void *data, crew_answer *answer)
{
	unsigned char query[2 + CREW_DATAGRAM], reply[2 + CREW_DATAGRAM];
	size_t n, len;

	if (!peer_hear_bytes(peer, query, 2))
		return;
	len = (size_t)query[0] << 8 | query[1];
	if (len > CREW_DATAGRAM || !peer_hear_bytes(peer, query + 2, len))
		return;
	n = answer(query + 2, len, reply + 2, data);
	if (!n) {
		peer_hear_out(peer);
		return;
	}
	put16(reply, (unsigned)n);
	peer_send(peer, reply, n + 2);
}

void serve_dns_stream(struct peer *peer, void *data)
{
	serve_stream(peer, data, serve_dns);
}

void serve_own_dns_stream(struct peer *peer, void *data)
{
	serve_stream(peer, data, serve_own_dns);
}
