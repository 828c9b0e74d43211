/*
 * The name servers of a scenario (RFC 1035): the one that the person uses, which knows all names, and the two of the
 * domain, which know nothing else.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/blocklist.h"
#include "checks/practice/dns_reply.h"
#include "checks/practice/places.h"
#include "checks/practice/zone.h"

#define USUAL_S	     300
#define REMEMBERED_S 1800

/* RCODE_NOTHING: no answer at all; RCODE_SENT_ON: the records say who knows more. */
enum rcode {
	RCODE_SENT_ON = -2,
	RCODE_NOTHING = -1,
	RCODE_OK = 0,
	RCODE_SERVFAIL = 2,
	RCODE_NXDOMAIN = 3,
	RCODE_REFUSED = 5
};

static enum rcode answer_host(
	struct dns_reply *reply, enum host_names names, const struct place *place, int type)
{
	if (names == NAMES_ABSENT)
		return RCODE_NXDOMAIN;
	if (names == NAMES_FAIL)
		return RCODE_SERVFAIL;
	if (names == NAMES_EMPTY)
		return RCODE_OK;
	if (names == NAMES_V4_DEAD)
		dns_reply_addr(reply, place_out_dead.v6, type);
	dns_reply_addr(reply, place->v4, type);
	if (names != NAMES_V4 && place->v6)
		dns_reply_addr(reply, place->v6, type);
	return RCODE_OK;
}

/* What the zone above says of itself. */
static void add_registry(struct dns_reply *reply, int type)
{
	if (type == DNS_NS)
		dns_reply_name(reply, DNS_NS, REGISTRY_HOST);
	if (type == DNS_SOA)
		dns_reply_soa(reply, REGISTRY_HOST " 1");
}

/* What the domain publishes about its servers (RFC 6186, RFC 8314). */
static bool answer_srv(const struct station *station, struct dns_reply *reply, const char *label, int type)
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
			dns_reply_srv(reply, published[i].port, published[i].host);
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

/* The apex of another domain: it has a mail server. */
static enum rcode answer_apex(struct dns_reply *reply, const char *mx, int type)
{
	if (type == DNS_MX)
		dns_reply_mx(reply, 10, mx);
	return RCODE_OK;
}

/* What the domain's owner says about its names. */
static enum rcode answer_domain(const struct station *station, struct dns_reply *reply,
	const struct dns_asked *question, const char *label)
{
	const struct practice_world *world = station->world;

	if (ascii_caseeq(label, "smtp"))
		return answer_host(reply, world->dns.out, &place_out, question->type);
	if (ascii_caseeq(label, "imap"))
		return answer_host(reply, NAMES_BOTH, &place_in, question->type);
	if (ascii_caseeq(label, "ns1"))
		return answer_host(reply, NAMES_V4, &place_own_dns, question->type);
	if (ascii_caseeq(label, "ns2"))
		return answer_host(reply, NAMES_V4, &place_own_dns2, question->type);
	return !world->dns.no_srv && answer_srv(station, reply, label, question->type) ? RCODE_OK
										       : RCODE_NXDOMAIN;
}

/* Routers of the internet company have names, no other address has one. */
static enum rcode answer_reverse(struct dns_reply *reply, const char *name)
{
	static const char *const routers[] = {"1.113.0.203.in-addr.arpa", "17.113.0.203.in-addr.arpa"};

	for (size_t i = 0; i < sizeof routers / sizeof routers[0]; i++) {
		if (!ascii_caseeq(name, routers[i]))
			continue;
		dns_reply_name(reply, DNS_PTR, i ? "r2.netz." COMPANY_DOMAIN : "r1.netz." COMPANY_DOMAIN);
		return RCODE_OK;
	}
	return RCODE_NXDOMAIN;
}

/* Names that are not the domain's. */
static enum rcode answer_elsewhere(
	struct station *station, struct dns_reply *reply, struct dns_asked *question)
{
	char mx[HOST_MAX + 4] = "mx.";

	if (ascii_caseeq(question->name, FRIEND_DOMAIN))
		return answer_apex(reply, station->world->dns.friend_without_mail ? "" : "mx." FRIEND_DOMAIN,
			question->type);
	if (ascii_caseeq(question->name, REGISTRY_HOST))
		return answer_host(reply, NAMES_V4, &place_registry, question->type);
	if (ascii_caseeq(question->name, REGISTRY_ZONE)) {
		add_registry(reply, question->type);
		return RCODE_OK;
	}
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
	return answer_apex(reply, mx, question->type);
}

/*
 * Block lists know their test entries and nobody else (RFC 5782 section 5); whom they list stands in the scenario's
 * entries.
 */
static bool answer_list(struct dns_reply *reply, const struct dns_asked *question, enum rcode *rcode_r)
{
	char labels[BLOCKLIST_LABELS_MAX], name[DNS_NAME_MAX];
	struct blocklist list;

	for (size_t i = 0; i < blocklist_count(); i++) {
		blocklist_get(i, &list);
		if (!ascii_ends(question->name, list.zone))
			continue;
		*rcode_r = RCODE_NXDOMAIN;
		for (unsigned kind = BLOCKLIST_V4; kind <= BLOCKLIST_URI; kind <<= 1) {
			if (!(list.kinds & kind))
				continue;
			blocklist_test_labels(&list, (enum blocklist_kind)kind, true, labels);
			if (!blocklist_name(&list, labels, name, sizeof name) ||
				!ascii_caseeq(name, question->name))
				continue;
			*rcode_r = RCODE_OK;
			if (question->type == DNS_A)
				dns_reply_addr(reply, "127.0.0.2", DNS_A);
			break;
		}
		return true;
	}
	return false;
}

/* Names that there are, as their owners mean them. */
static enum rcode answer_right(struct station *station, struct dns_reply *reply, struct dns_asked *question)
{
	const struct practice_world *world = station->world;
	const char *label;
	enum rcode rcode;

	if (world->extra.host && ascii_caseeq(question->name, world->extra.host))
		return answer_host(reply, NAMES_V4, &place_extra, question->type);
	if (answer_list(reply, question, &rcode))
		return rcode;
	label = label_of(station, question->name);
	return label ? answer_domain(station, reply, question, label)
		     : answer_elsewhere(station, reply, question);
}

/* What the scenario's entries say comes before what the world is like. */
static enum rcode answer_by_zone(struct station *station, struct dns_reply *reply, struct dns_asked *question,
	const char *const *sets, size_t n, bool person)
{
	const char *label;

	switch (zone_find(station, sets, n, question->name, question->type, dns_reply_value, reply)) {
	case ZONE_ABSENT:
		return RCODE_NXDOMAIN;
	case ZONE_FAILS:
		return RCODE_SERVFAIL;
	case ZONE_SILENT:
		return RCODE_NOTHING;
	case ZONE_EMPTY:
	case ZONE_FOUND:
		return RCODE_OK;
	default:
		break;
	}
	if (person)
		return answer_right(station, reply, question);
	label = label_of(station, question->name);
	return label ? answer_domain(station, reply, question, label) : RCODE_REFUSED;
}

/* The name server that the person uses. */
static enum rcode answer_person(struct station *station, struct dns_reply *reply, struct dns_asked *question)
{
	const struct dns_plan *dns = &station->world->dns;
	const char *const before[] = {dns->remembered}, *const sets[] = {dns->records, zone_usual};
	enum rcode rcode;

	if (dns->mood == DNS_MOOD_FAILS)
		return RCODE_SERVFAIL;
	if (dns->mood == DNS_MOOD_REFUSES)
		return RCODE_REFUSED;
	if (dns->mood == DNS_MOOD_PORTAL || (dns->wrong && ascii_caseeq(question->name, station->out_host)))
		return answer_host(reply, NAMES_V4, &place_extra, question->type);
	reply->ttl = REMEMBERED_S;
	if (zone_find(station, before, 1, question->name, question->type, dns_reply_value, reply) ==
		ZONE_FOUND)
		return RCODE_OK;
	reply->ttl = USUAL_S;
	rcode = answer_by_zone(station, reply, question, sets, 2, true);
	if (dns->mood == DNS_MOOD_LANDS && rcode == RCODE_NXDOMAIN)
		return answer_host(reply, NAMES_V4, &place_extra, question->type);
	return rcode;
}

/* One of the domain's own. */
static enum rcode answer_owner(struct station *station, struct dns_reply *reply, struct dns_asked *question,
	const char *otherwise, enum ns_mood mood)
{
	const struct dns_plan *dns = &station->world->dns;
	const char *const sets[] = {otherwise, dns->records, zone_usual};

	if (mood == NS_MOOD_SILENT)
		return RCODE_NOTHING;
	if (mood == NS_MOOD_KNOWS_NOTHING || !ascii_ends(question->name, station->domain))
		return RCODE_REFUSED;
	return answer_by_zone(station, reply, question, sets, 3, false);
}

/* The zone above answers for itself; whoever asks about the domain is sent on to its servers (RFC 1034 section 4.2.1). */
static enum rcode answer_registry(
	const struct station *station, struct dns_reply *reply, const struct dns_asked *question)
{
	const char *const sets[] = {zone_usual};
	size_t len = strlen(question->name), domain = strlen(station->domain);

	if (ascii_caseeq(question->name, REGISTRY_ZONE)) {
		add_registry(reply, question->type);
		return RCODE_OK;
	}
	if (!ascii_ends(question->name, station->domain))
		return ascii_ends(question->name, "." REGISTRY_ZONE) ? RCODE_NXDOMAIN : RCODE_REFUSED;
	reply->owner = DNS_HEADER + len - domain;
	zone_find(station, sets, 1, station->domain, DNS_NS, dns_reply_value, reply);
	return RCODE_SENT_ON;
}

/* Which of the name servers is asked. */
enum desk { DESK_PERSON, DESK_FIRST, DESK_SECOND, DESK_REGISTRY };

static enum rcode answer_at(
	struct station *station, struct dns_reply *reply, struct dns_asked *question, enum desk desk)
{
	const struct dns_plan *dns = &station->world->dns;

	switch (desk) {
	case DESK_FIRST:
		return answer_owner(station, reply, question, NULL, dns->ns1);
	case DESK_SECOND:
		return answer_owner(station, reply, question, dns->second, dns->ns2);
	case DESK_REGISTRY:
		return answer_registry(station, reply, question);
	default:
		return answer_person(station, reply, question);
	}
}

static size_t answer_query(const unsigned char *query, size_t len, unsigned char *reply_r,
	struct station *station, enum desk desk)
{
	const bool owner = desk != DESK_PERSON;
	struct dns_reply reply = {.bytes = reply_r, .ttl = USUAL_S, .owner = DNS_HEADER};
	struct dns_asked question;
	enum rcode rcode;

	if (!dns_reply_question(query, len, &question))
		return 0;
	memset(reply_r, 0, DNS_HEADER);
	memcpy(reply_r, query, 2);
	dns_reply_put16(reply_r + 4, 1);
	memcpy(reply_r + DNS_HEADER, query + DNS_HEADER, question.end - DNS_HEADER);
	reply.len = question.end;
	rcode = answer_at(station, &reply, &question, desk);
	if (rcode == RCODE_NOTHING)
		return 0;
	/* QR, AA of the owner, RD as asked; RA of the other. */
	reply_r[2] = (unsigned char)(0x80 | (owner && rcode != RCODE_SENT_ON ? 0x04 : 0) | (query[2] & 1));
	reply_r[3] = (unsigned char)((owner ? 0 : 0x80) | (rcode == RCODE_SENT_ON ? RCODE_OK : rcode));
	dns_reply_put16(reply_r + (rcode == RCODE_SENT_ON ? 8 : 6), (unsigned)reply.answers);
	return reply.len;
}

size_t serve_dns(const unsigned char *query, size_t len, unsigned char *reply_r, void *data)
{
	struct station *station = data;

	if (station->world->dns.mood == DNS_MOOD_SILENT)
		return 0;
	return answer_query(query, len, reply_r, station, DESK_PERSON);
}

size_t serve_own_dns(const unsigned char *query, size_t len, unsigned char *reply_r, void *data)
{
	return answer_query(query, len, reply_r, data, DESK_FIRST);
}

size_t serve_registry(const unsigned char *query, size_t len, unsigned char *reply_r, void *data)
{
	return answer_query(query, len, reply_r, data, DESK_REGISTRY);
}

size_t serve_own_dns2(const unsigned char *query, size_t len, unsigned char *reply_r, void *data)
{
	return answer_query(query, len, reply_r, data, DESK_SECOND);
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
	dns_reply_put16(reply, (unsigned)n);
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

void serve_own_dns2_stream(struct peer *peer, void *data)
{
	serve_stream(peer, data, serve_own_dns2);
}

void serve_registry_stream(struct peer *peer, void *data)
{
	serve_stream(peer, data, serve_registry);
}
