/*
 * Answers compared. Addresses may be given by place (the nearest of several), so they count only where a serial shows that they are
 * older, or where they are kept so long that nobody gives them by place.
 */
#include "checks/steps/dns/spread.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "checks/base/ascii.h"
#include "checks/base/vec.h"

#define BY_PLACE_TTL 1800 /* who answers by place keeps answers short */

bool zone_server_by_hand(const struct zone_servers *servers, size_t server)
{
	const struct zone_server *this = &servers->items[server];

	for (size_t i = 0; i < servers->n && net_addr_family(&this->addr) == AF_INET6; i++)
		if (net_addr_family(&servers->items[i].addr) == AF_INET &&
			ascii_caseeq(servers->items[i].host, this->host))
			return false;
	return true;
}

bool name_is_within(const char *name, const char *zone)
{
	size_t name_len = strlen(name), len = strlen(zone);

	return name_len >= len && ascii_caseeq(name + name_len - len, zone) &&
	       (name_len == len || name[name_len - len - 1] == '.');
}

enum zone_question spread_question(enum spread_kind kind)
{
	static const enum zone_question questions[SPREAD_KIND_N] = {
		[SPREAD_MX] = ZONE_MX,
		[SPREAD_SPF] = ZONE_TXT,
		[SPREAD_DMARC] = ZONE_DMARC,
		[SPREAD_ADDRESS] = ZONE_HOST_A,
		[SPREAD_ADDRESS6] = ZONE_HOST_AAAA,
	};

	return questions[kind];
}

static bool begins_with(const struct dns_record *record, const char *what)
{
	size_t len = strlen(what);

	return record->type == DNS_TXT && record->u.txt.len >= len &&
	       strncasecmp(record->u.txt.bytes, what, len) == 0;
}

static bool is_of_kind(const struct dns_record *record, enum spread_kind kind)
{
	switch (kind) {
	case SPREAD_SPF:
		return begins_with(record, "v=spf1");
	case SPREAD_DMARC:
		return begins_with(record, "v=DMARC1");
	default:
		return true;
	}
}

/* Bytes of texts that could be mistaken for the end of a line are shown as numbers. */
static char *line_of(const struct dns_record *record)
{
	struct str text = STR_INIT;
	char ip[NET_ADDR_TEXT];

	switch (record->type) {
	case DNS_MX:
		str_addf(&text, "%d %s", record->u.mx.preference, record->u.mx.host);
		ascii_tolower(text.s);
		break;
	case DNS_A:
	case DNS_AAAA:
		net_addr_text(&record->u.addr, ip, sizeof ip);
		str_add(&text, ip);
		break;
	case DNS_TXT:
		for (size_t i = 0; i < record->u.txt.len; i++) {
			unsigned char c = (unsigned char)record->u.txt.bytes[i];

			if (c < ' ' || c > '~' || c == '\\')
				str_addf(&text, "\\%03u", c);
			else
				str_add_char(&text, (char)c);
		}
		break;
	default:
		break;
	}
	return str_take(&text);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool spread_form(const struct dns_answer *answer, enum spread_kind kind, struct str *form_r)
{
	VEC(char *) lines = {.items = NULL};

	if (answer->outcome != DNS_FOUND && !dns_is_absent(answer->outcome))
		return false;
	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n; i++)
		if (is_of_kind(&answer->records[i], kind))
			*VEC_ADD(&lines) = line_of(&answer->records[i]);
	if (lines.n)
		qsort(lines.items, lines.n, sizeof *lines.items, compare_lines);
	str_clear(form_r);
	for (size_t i = 0; i < lines.n; i++) {
		str_addf(form_r, "%s%s", i ? "\n" : "", lines.items[i]);
		free(lines.items[i]);
	}
	VEC_RELEASE(&lines);
	return true;
}

bool serial_is_older(uint32_t a, uint32_t b)
{
	return a != b && b - a < (uint32_t)1 << 31;
}

static uint32_t serial_of(const struct zone_server *server)
{
	return server->answers[ZONE_SOA].records[0].u.soa.serial;
}

/* The domain's servers speak for it only with authority: whatever else they say is not their own. */
static const struct dns_answer *own_answer(const struct zone_server *server, enum spread_kind kind)
{
	const struct dns_answer *answer = &server->answers[spread_question(kind)];

	return server->good && answer->authoritative ? answer : NULL;
}

static bool same_form(const struct dns_answer *a, const struct dns_answer *b, enum spread_kind kind)
{
	struct str STR_AUTO one = STR_INIT, two = STR_INIT;

	/* What cannot be compared does not differ. */
	if (!spread_form(a, kind, &one) || !spread_form(b, kind, &two))
		return true;
	return strcmp(str_text(&one), str_text(&two)) == 0;
}

/* How long the answer may be kept, in seconds. */
static uint32_t spread_ttl(const struct dns_answer *answer, enum spread_kind kind)
{
	uint32_t ttl = answer->negative_ttl;

	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n; i++)
		if (is_of_kind(&answer->records[i], kind) || !i)
			ttl = answer->records[i].ttl;
	return ttl;
}

static void judge_serials(const struct zone_servers *servers, struct spread *spread)
{
	size_t first = servers->n;

	for (size_t i = 0; i < servers->n; i++) {
		const struct zone_server *server = &servers->items[i];

		if (!server->good)
			continue;
		if (first == servers->n)
			first = spread->newest = spread->oldest = i;
		if (serial_is_older(serial_of(server), serial_of(&servers->items[spread->oldest])))
			spread->oldest = i;
		if (serial_is_older(serial_of(&servers->items[spread->newest]), serial_of(server)))
			spread->newest = i;
	}
	/* Servers of two makers have serials of two makes. */
	spread->serials_differ =
		spread->newest != spread->oldest &&
		ascii_caseeq(servers->items[spread->newest].answers[ZONE_SOA].records[0].u.soa.mname,
			servers->items[spread->oldest].answers[ZONE_SOA].records[0].u.soa.mname);
}

static bool is_address(enum spread_kind kind)
{
	return kind == SPREAD_ADDRESS || kind == SPREAD_ADDRESS6;
}

/* The places in which RFC 6052 section 2.2 puts an IPv4 address into one of IPv6, for each length of a prefix. */
static bool holds_address(const unsigned char six[16], const unsigned char four[4])
{
	static const unsigned char places[][4] = {
		{4, 5, 6, 7}, {5, 6, 7, 9}, {6, 7, 9, 10}, {7, 9, 10, 11}, {9, 10, 11, 12}, {12, 13, 14, 15}};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		size_t same = 0;

		while (same < 4 && six[places[i][same]] == four[same])
			same++;
		if (same == 4)
			return true;
	}
	return false;
}

/* Addresses that the resolver itself makes of those of IPv4, in networks that have IPv6 alone (DNS64, RFC 6147). */
static bool is_translated(const struct dns_answer *six, const struct dns_answer *four)
{
	size_t made = 0;

	for (size_t i = 0; six->outcome == DNS_FOUND && four->outcome == DNS_FOUND && i < six->n; i++) {
		const struct sockaddr_in6 *to = (const struct sockaddr_in6 *)&six->records[i].u.addr.ss;
		bool any = false;

		for (size_t j = 0; j < four->n; j++) {
			const struct sockaddr_in *of =
				(const struct sockaddr_in *)&four->records[j].u.addr.ss;

			any |= holds_address(
				to->sin6_addr.s6_addr, (const unsigned char *)&of->sin_addr.s_addr);
		}
		made += any;
	}
	return made && made == six->n;
}

/* Whether the resolver answers from what it once heard. One that has the domain itself, as inside of a company, remembers nothing. */
static bool is_memory(const struct dns_answer *resolver, enum spread_kind kind)
{
	return !resolver[kind].authoritative &&
	       (kind != SPREAD_ADDRESS6 || !is_translated(&resolver[kind], &resolver[SPREAD_ADDRESS]));
}

static void judge_kind(const struct zone_servers *servers, const struct dns_answer *resolver,
	enum spread_kind kind, struct spread *spread)
{
	const struct dns_answer *first = NULL, *got = &resolver[kind];
	bool by_place, unproved;

	for (size_t i = 0; i < servers->n; i++) {
		const struct dns_answer *answer = own_answer(&servers->items[i], kind);

		if (!answer || (answer->outcome != DNS_FOUND && !dns_is_absent(answer->outcome)))
			continue;
		if (!first)
			first = answer;
		else if (!same_form(first, answer, kind))
			spread->differ[kind] = true;
	}
	spread->known[kind] = first != NULL;
	if (!first)
		return;
	by_place = is_address(kind) && spread_ttl(first, kind) < BY_PLACE_TTL;
	if (is_address(kind) && !spread->serials_differ)
		spread->differ[kind] = false;
	/* A denial is proved, and remembered, by the zone's SOA (RFC 2308 section 5). */
	unproved = dns_is_absent(got->outcome) && !got->zone[0];
	if (!spread->differ[kind] && !by_place && is_memory(resolver, kind) && !same_form(first, got, kind))
		*(unproved ? &spread->lost[kind] : &spread->old[kind]) = true;
	spread->ttl[kind] = spread_ttl(got, kind);
}

void spread_judge(
	const struct zone_servers *servers, const struct dns_answer *resolver, struct spread *spread_r)
{
	memset(spread_r, 0, sizeof *spread_r);
	judge_serials(servers, spread_r);
	for (size_t kind = 0; kind < SPREAD_KIND_N; kind++)
		judge_kind(servers, resolver, (enum spread_kind)kind, spread_r);
}

size_t spread_other(const struct zone_servers *servers, enum spread_kind kind, size_t one)
{
	for (size_t i = 0; i < servers->n; i++) {
		const struct dns_answer *mine = own_answer(&servers->items[one], kind),
					*other = own_answer(&servers->items[i], kind);

		if (mine && other && !same_form(mine, other, kind))
			return i;
	}
	return servers->n;
}
