/*
 * The domain's own name servers: what their answers mean (tables), and dns.servers and dns.propagation against a small world of name
 * servers over real packets: a resolver, a zone above, and two servers of the domain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/run.h"
#include "checks/net/map.h"
#include "checks/steps/dns/servers.h"
#include "checks/steps/dns/spread.h"
#include "tests/unit/support/test_dns.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void what_one_server_is(void **state)
{
	static const struct {
		enum dns_outcome outcome;
		bool authoritative, reachable;
		int rcode;
		enum server_state state;
	} cases[] = {
		{DNS_FOUND, true, true, 0, SERVER_GOOD},
		{DNS_FOUND, false, true, 0, SERVER_LAME},
		{DNS_NXDOMAIN, true, true, 3, SERVER_LAME},
		{DNS_REFUSED, false, true, 5, SERVER_REFUSES},
		{DNS_REFUSED, false, true, 0, SERVER_LAME},
		{DNS_SERVFAIL, false, true, 2, SERVER_FAILS},
		{DNS_FORMERR, false, true, 1, SERVER_GARBLED},
		{DNS_MALFORMED, false, true, -1, SERVER_GARBLED},
		{DNS_TIMED_OUT, false, true, -1, SERVER_SILENT},
		{DNS_TIMED_OUT, false, false, -1, SERVER_UNSEEN},
		{DNS_UNREACHABLE, false, false, -1, SERVER_UNSEEN},
		{DNS_CANCELLED, false, true, -1, SERVER_UNSEEN},
		{DNS_UNASKED, false, true, 0, SERVER_UNSEEN},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct dns_answer soa = {.outcome = cases[i].outcome,
			.authoritative = cases[i].authoritative,
			.rcode = cases[i].rcode};

		assert_int_equal(server_state(&soa, cases[i].reachable), cases[i].state);
		assert_true(server_state_name(cases[i].state)[0]);
	}
}

/* Names by letters: g good, b bad, s silent, 4 good but silent at one IPv4 address, 6 good but silent by IPv6, u unseen, - without address,
 * ? not looked up, o old: only the resolver remembers it, and it refuses. */
static void fill(struct survey *survey, const char *letters)
{
	for (const char *c = letters; *c; c++) {
		struct name_server *name = &survey->names[survey->n++];

		*name = (struct name_server){
			.found = NAME_HAS_ADDRESS, .in_parent = *c != 'o', .in_zone = *c != 'o'};
		name->good = *c == 'g' || *c == '4' || *c == '6';
		name->four = *c == 'b' || *c == 'o'   ? SERVER_REFUSES
			     : *c == 's' || *c == '4' ? SERVER_SILENT
			     : *c == 'u'	      ? SERVER_UNSEEN
						      : SERVER_GOOD;
		name->six = *c == '6' ? SERVER_SILENT : SERVER_UNSEEN;
		if (*c == '-')
			name->found = NAME_NO_ADDRESS;
		if (*c == '?')
			name->found = NAME_NOT_KNOWN;
	}
}

static void what_all_are(void **state)
{
	static const struct {
		const char *letters;
		bool authority, resolver_fails, parent_denies;
		enum delegation delegation;
	} cases[] = {
		{"gg", true, false, false, DELEGATED_WELL},
		{"gb", true, false, false, DELEGATED_PARTLY},
		{"gs", true, false, false, DELEGATED_PARTLY},
		{"g-", true, false, false, DELEGATED_PARTLY},
		{"g4", true, false, false, DELEGATED_PARTLY},
		/* IPv6 alone, what cannot be seen, what the resolver alone remembers, and what was not found out */
		{"g6", true, false, false, DELEGATED_WELL},
		{"gu", true, false, false, DELEGATED_WELL},
		{"go", true, false, false, DELEGATED_WELL},
		{"g?", true, false, false, DELEGATED_WELL},
		{"bb", true, true, false, DELEGATED_NOT},
		{"ss", true, true, false, DELEGATED_NOT},
		{"--", true, true, false, DELEGATED_NOT},
		{"bs-", true, true, false, DELEGATED_NOT},
		{"bu", true, true, false, DELEGATED_NOT},
		{"bu", true, false, false, DELEGATED_UNKNOWN},
		{"uu", true, true, false, DELEGATED_UNKNOWN},
		{"??", true, true, false, DELEGATED_UNKNOWN},
		{"", true, true, false, DELEGATED_UNKNOWN},
		/* Nobody with authority was reached: somebody on the way may answer in their place, or port 53 is closed. */
		{"bb", false, true, false, DELEGATED_UNKNOWN},
		{"ss", false, true, false, DELEGATED_UNKNOWN},
		{"bb", true, false, true, DELEGATED_NOT},
	};
	struct survey gone = {.authority = true, .parent_denies = true};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct survey survey = {.authority = cases[i].authority,
			.resolver_fails = cases[i].resolver_fails,
			.parent_denies = cases[i].parent_denies,
			.parent_known = true,
			.zone_known = true};

		fill(&survey, cases[i].letters);
		if (delegation_judge(&survey) != cases[i].delegation)
			fail_msg("case %zu (%s)", i, cases[i].letters);
		assert_false(delegation_differs(&survey));
	}
	fill(&gone, "b");
	assert_int_equal(delegation_judge(&gone), DELEGATED_GONE);
	gone.names[0].good = true;
	assert_int_not_equal(delegation_judge(&gone), DELEGATED_GONE);
}

static struct dns_record text_record(const char *text)
{
	struct dns_record record = {.type = DNS_TXT, .ttl = 300};

	record.u.txt.bytes = (char *)text;
	record.u.txt.len = strlen(text);
	return record;
}

static struct dns_record mx_record(int preference, const char *host)
{
	struct dns_record record = {.type = DNS_MX, .ttl = 600};

	record.u.mx.preference = preference;
	str_copy(record.u.mx.host, sizeof record.u.mx.host, host);
	return record;
}

static void names_of_both_sides(void **state)
{
	struct dns_record above[] = {
		{.type = DNS_NS, .u.name = "NS1.example.net"}, {.type = DNS_NS, .u.name = "ns2.example.net"}};
	struct dns_record own[] = {
		{.type = DNS_NS, .u.name = "ns2.Example.net"}, {.type = DNS_NS, .u.name = "ns3.example.net"}};
	const struct dns_answer parent = {.outcome = DNS_FOUND, .records = above, .n = 2},
				zone = {.outcome = DNS_FOUND, .records = own, .n = 2},
				none = {.outcome = DNS_SERVFAIL};
	struct survey survey = {.n = 0};

	(void)state;
	survey_take(&survey, &none, NS_OF_ZONE);
	assert_int_equal(survey.n, 0);
	survey_take(&survey, &zone, NS_REMEMBERED);
	assert_int_equal(survey.n, 2);
	assert_true(name_server_counts(&survey, &survey.names[0]));
	survey_take(&survey, &parent, NS_OF_PARENT);
	assert_int_equal(survey.n, 3);
	assert_false(name_server_counts(&survey, &survey.names[1]));
	assert_false(delegation_differs(&survey));
	survey_take(&survey, &zone, NS_OF_ZONE);
	assert_int_equal(survey.n, 3);
	assert_true(delegation_differs(&survey));
	assert_string_equal(survey.names[0].host, "ns2.example.net");
}

static void forms(void **state)
{
	struct dns_record mx[] = {mx_record(20, "B.example.org"), mx_record(10, "a.example.org")};
	struct dns_record txt[] = {
		text_record("google-site=1"), text_record("v=spf1 a\n\\ -all"), text_record("V=SPF1 mx")};
	struct dns_answer answer = {.outcome = DNS_FOUND, .records = mx, .n = 2};
	struct str STR_AUTO form = STR_INIT;

	(void)state;
	assert_true(spread_form(&answer, SPREAD_MX, &form));
	assert_string_equal(str_text(&form), "10 a.example.org\n20 b.example.org");
	answer.records = txt;
	answer.n = 3;
	assert_true(spread_form(&answer, SPREAD_SPF, &form));
	assert_string_equal(str_text(&form), "V=SPF1 mx\nv=spf1 a\\010\\092 -all");
	assert_true(spread_form(&answer, SPREAD_DMARC, &form));
	assert_string_equal(str_text(&form), "");
	for (enum dns_outcome outcome = DNS_UNASKED; outcome <= DNS_BAD_NAME; outcome++) {
		answer = (struct dns_answer){.outcome = outcome};
		if (outcome == DNS_FOUND)
			continue;
		assert_int_equal(spread_form(&answer, SPREAD_MX, &form), dns_is_absent(outcome));
	}
}

static void serials(void **state)
{
	static const struct {
		uint32_t a, b;
		bool older;
	} cases[] = {
		{1, 2, true},
		{2, 1, false},
		{1, 1, false},
		{2026112101, 2026112102, true},
		{0xffffffff, 0, true},
		{0, 0xffffffff, false},
		{0, 0x7fffffff, true},
		{0, 0x80000000, false},
		{0x80000000, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		assert_int_equal(serial_is_older(cases[i].a, cases[i].b), cases[i].older);
}

/* Two servers of one maker; the caller changes what differs. */
struct pair {
	struct zone_servers servers;
	struct dns_record soa[2], mx[2], a[2];
	struct dns_answer resolver[SPREAD_KIND_N];
};

static struct pair *a_pair(void)
{
	static struct pair pair;

	memset(&pair, 0, sizeof pair);
	pair.servers.n = 2;
	for (size_t i = 0; i < 2; i++) {
		struct zone_server *server = &pair.servers.items[i];

		pair.soa[i] = (struct dns_record){
			.type = DNS_SOA, .u.soa = {.mname = "ns1.example.net", .serial = 7}};
		pair.mx[i] = mx_record(10, "mail.example.org");
		pair.a[i] = (struct dns_record){.type = DNS_A, .ttl = 300};
		net_addr_parse("192.0.2.1", 0, &pair.a[i].u.addr);
		server->good = true;
		server->answers[ZONE_SOA] =
			(struct dns_answer){.outcome = DNS_FOUND, .records = &pair.soa[i], .n = 1};
		server->answers[ZONE_MX] =
			(struct dns_answer){.outcome = DNS_FOUND, .records = &pair.mx[i], .n = 1};
		server->answers[ZONE_HOST_A] =
			(struct dns_answer){.outcome = DNS_FOUND, .records = &pair.a[i], .n = 1};
		server->answers[ZONE_TXT] = server->answers[ZONE_DMARC] =
			(struct dns_answer){.outcome = DNS_NO_DATA, .negative_ttl = 60};
		for (size_t q = 0; q < ZONE_QUESTIONS; q++)
			server->answers[q].authoritative = true;
	}
	for (size_t kind = 0; kind < SPREAD_KIND_N; kind++)
		pair.resolver[kind] = pair.servers.items[0].answers[spread_question((enum spread_kind)kind)];
	return &pair;
}

static struct spread judged(const struct pair *pair)
{
	struct spread spread;

	spread_judge(&pair->servers, pair->resolver, &spread);
	return spread;
}

static bool any_difference(const struct spread *spread)
{
	bool any = spread->serials_differ;

	for (size_t kind = 0; kind < SPREAD_KIND_N; kind++)
		any |= spread->differ[kind] || spread->old[kind];
	return any;
}

static void servers_compared(void **state)
{
	struct pair *pair = a_pair();
	struct spread spread = judged(pair);

	(void)state;
	assert_false(any_difference(&spread));
	assert_true(spread.known[SPREAD_MX] && !spread.known[SPREAD_ADDRESS6]);
	/* a server that is behind */
	pair->mx[1] = mx_record(10, "old.example.org");
	pair->soa[1].u.soa.serial = 6;
	spread = judged(pair);
	assert_true(spread.differ[SPREAD_MX] && spread.serials_differ && !spread.old[SPREAD_MX]);
	assert_int_equal(spread.oldest, 1);
	assert_int_equal(spread.newest, 0);
	assert_int_equal(spread_other(&pair->servers, SPREAD_MX, spread.newest), 1);
	assert_int_equal(spread_other(&pair->servers, SPREAD_SPF, spread.newest), 2);
	/* the same without its serial: still a difference */
	pair->soa[1].u.soa.serial = 7;
	spread = judged(pair);
	assert_true(spread.differ[SPREAD_MX] && !spread.serials_differ);
	/* not with authority, or failing: nothing is said */
	pair->servers.items[1].answers[ZONE_MX].authoritative = false;
	spread = judged(pair);
	assert_false(any_difference(&spread));
	pair = a_pair();
	pair->servers.items[1].answers[ZONE_MX] =
		(struct dns_answer){.outcome = DNS_SERVFAIL, .authoritative = true};
	spread = judged(pair);
	assert_false(any_difference(&spread));
	pair->servers.items[1].answers[ZONE_MX] =
		(struct dns_answer){.outcome = DNS_NO_DATA, .authoritative = true};
	spread = judged(pair);
	assert_true(spread.differ[SPREAD_MX]);
}

/* Serials of two makers mean nothing to each other, nor do addresses by place. */
static void what_is_no_difference(void **state)
{
	struct pair *pair = a_pair();
	struct spread spread;

	(void)state;
	pair->soa[1].u.soa.serial = 1;
	spread = judged(pair);
	assert_true(spread.serials_differ);
	str_copy(pair->soa[1].u.soa.mname, DNS_NAME_MAX, "ns.other.example");
	spread = judged(pair);
	assert_false(any_difference(&spread));
	pair = a_pair();
	net_addr_parse("192.0.2.9", 0, &pair->a[1].u.addr);
	spread = judged(pair);
	assert_false(any_difference(&spread));
	pair->soa[1].u.soa.serial = 6;
	spread = judged(pair);
	assert_true(spread.differ[SPREAD_ADDRESS]);
}

static void the_resolver_compared(void **state)
{
	struct pair *pair = a_pair();
	struct dns_record old[] = {mx_record(5, "old.example.org")}, at[] = {{.type = DNS_A, .ttl = 90}};
	struct spread spread;

	(void)state;
	old[0].ttl = 120;
	pair->resolver[SPREAD_MX].records = old;
	spread = judged(pair);
	assert_true(spread.old[SPREAD_MX] && !spread.differ[SPREAD_MX]);
	assert_int_equal(spread.ttl[SPREAD_MX], 120);
	pair->resolver[SPREAD_MX] = (struct dns_answer){.outcome = DNS_NXDOMAIN, .negative_ttl = 33};
	spread = judged(pair);
	assert_true(spread.lost[SPREAD_MX] && !spread.old[SPREAD_MX]);
	str_copy(pair->resolver[SPREAD_MX].zone, DNS_NAME_MAX, "example.org");
	spread = judged(pair);
	assert_true(spread.old[SPREAD_MX] && !spread.lost[SPREAD_MX]);
	assert_int_equal(spread.ttl[SPREAD_MX], 33);
	pair->resolver[SPREAD_MX] = (struct dns_answer){.outcome = DNS_SERVFAIL};
	spread = judged(pair);
	assert_false(any_difference(&spread));
	/* An address by place, and one that is kept for hours. */
	net_addr_parse("192.0.2.9", 0, &at[0].u.addr);
	pair->resolver[SPREAD_ADDRESS].records = at;
	spread = judged(pair);
	assert_false(any_difference(&spread));
	pair->a[0].ttl = pair->a[1].ttl = 3600;
	spread = judged(pair);
	assert_true(spread.old[SPREAD_ADDRESS]);
	/* Where the servers differ among themselves, the resolver is nobody's fault. */
	pair->mx[1] = mx_record(1, "x.example.org");
	spread = judged(pair);
	assert_true(spread.differ[SPREAD_MX] && !spread.old[SPREAD_MX]);
}

/* The small world. Everybody knows what stands in his part of the table; RESOLVER asks nobody. */
enum player { RESOLVER, PARENT, NS1, NS2, PLAYERS };

struct says {
	const char *name;
	int type;
	const char *text; /* a name, or "preference name"; for TXT the text */
};

struct part {
	enum player player;
	const char
		*zone; /* answers with authority, SOA included; "" for the resolver and for who refuses all */
	uint32_t serial;
	int rcode;	   /* of every answer; 16: silence */
	const char *fails; /* the end of names for which it answers SERVFAIL */
	struct says says[12];
	struct says refers[3]; /* NS of what is beyond the zone */
};

struct world {
	struct test_dns *players[PLAYERS];
	struct net_map_rule rules[PLAYERS];
	struct net_map map;
	const struct part *parts;
};

static void add_soa(struct test_msg *msg, enum test_section section, const char *zone, uint32_t serial)
{
	unsigned char rdata[512];
	size_t len = 0;

	for (const char *const *part = (const char *const[]){"ns1.prov.test", "admin.prov.test", NULL}; *part;
		part++) {
		const char *at = *part;

		while (*at) {
			size_t label = strcspn(at, ".");

			rdata[len++] = (unsigned char)label;
			memcpy(rdata + len, at, label);
			len += label;
			at += label + (at[label] == '.');
		}
		rdata[len++] = 0;
	}
	memset(rdata + len, 0, 20);
	for (int i = 0; i < 4; i++)
		rdata[len + (size_t)i] = (unsigned char)(serial >> (24 - 8 * i));
	rdata[len + 19] = 60;
	test_msg_record(msg, section, zone, DNS_SOA, rdata, len + 20);
}

static void add_says(struct test_msg *msg, enum test_section section, const struct says *says)
{
	unsigned char bytes[256];
	struct net_addr addr;
	char *end;

	switch (says->type) {
	case DNS_A:
		net_addr_parse(says->text, 0, &addr);
		test_msg_record(msg, section, says->name, DNS_A,
			&((struct sockaddr_in *)(void *)&addr.ss)->sin_addr, 4);
		break;
	case DNS_TXT:
		bytes[0] = (unsigned char)strlen(says->text);
		memcpy(bytes + 1, says->text, bytes[0]);
		test_msg_record(msg, section, says->name, DNS_TXT, bytes, bytes[0] + 1U);
		break;
	case DNS_MX:
		bytes[0] = 0;
		bytes[1] = (unsigned char)strtol(says->text, &end, 10);
		test_msg_name_record(msg, section, says->name, DNS_MX, bytes, 2, end + 1);
		break;
	default:
		test_msg_name_record(msg, section, says->name, says->type, "", 0, says->text);
	}
}

static void play(struct test_question *question, void *data)
{
	const struct part *part = data;
	char name[256];
	size_t end = question->len - 4 - (question->query[11] ? 11 : 0);
	int type = question->query[end] << 8 | question->query[end + 1];
	int flags = part->zone[0] ? TEST_AA : TEST_RA;
	bool any = false;

	test_query_name(question->query, question->len, name, sizeof name);
	if (part->rcode == 16)
		return;
	if (part->rcode) {
		test_msg_reply_to(&question->reply, question->query, question->len, part->rcode);
		return;
	}
	if (part->fails && strlen(name) >= strlen(part->fails) &&
		strcmp(name + strlen(name) - strlen(part->fails), part->fails) == 0) {
		test_msg_reply_to(&question->reply, question->query, question->len, TEST_RA | 2);
		return;
	}
	for (size_t i = 0; i < N(part->refers) && part->refers[i].name; i++)
		if (strcmp(part->refers[i].name, name) == 0)
			flags = 0;
	test_msg_reply_to(&question->reply, question->query, question->len, flags);
	for (size_t i = 0; flags == 0 && i < N(part->refers) && part->refers[i].name; i++)
		add_says(&question->reply, TEST_AUTHORITY, &part->refers[i]);
	for (size_t i = 0; flags && i < N(part->says) && part->says[i].name; i++) {
		if (strcmp(part->says[i].name, name) != 0 || part->says[i].type != type)
			continue;
		add_says(&question->reply, TEST_ANSWER, &part->says[i]);
		any = true;
	}
	if (part->zone[0] && type == DNS_SOA && strcmp(part->zone, name) == 0)
		add_soa(&question->reply, TEST_ANSWER, part->zone, part->serial);
	else if (flags && !any)
		add_soa(&question->reply, TEST_AUTHORITY, part->zone[0] ? part->zone : "prov.test", 1);
}

static const char *const addresses[PLAYERS] = {"192.0.2.53", "192.0.2.10", "192.0.2.11", "192.0.2.12"};

/* A domain example.test; each case says what its players do differently. */
#define NAMES                                                                                                \
	{"example.test", DNS_NS, "ns1.prov.test"}, {"example.test", DNS_NS, "ns2.prov.test"},                \
		{"example.test", DNS_MX, "10 mail.example.test"},                                            \
	{                                                                                                    \
		"example.test", DNS_TXT, "v=spf1 mx -all"                                                    \
	}
#define LOOKUPS                                                                                              \
	{"test", DNS_NS, "a.nic.test"}, {"a.nic.test", DNS_A, "192.0.2.10"},                                 \
		{"ns1.prov.test", DNS_A, "192.0.2.11"},                                                      \
	{                                                                                                    \
		"ns2.prov.test", DNS_A, "192.0.2.12"                                                         \
	}
#define REFERS                                                                                               \
	{"example.test", DNS_NS, "ns1.prov.test"},                                                           \
	{                                                                                                    \
		"example.test", DNS_NS, "ns2.prov.test"                                                      \
	}
#define OLD_NAMES                                                                                            \
	{"example.test", DNS_NS, "ns1.prov.test"}, {"example.test", DNS_NS, "ns2.prov.test"},                \
		{"example.test", DNS_MX, "10 old.example.test"},                                             \
	{                                                                                                    \
		"example.test", DNS_TXT, "v=spf1 mx -all"                                                    \
	}

static const struct part healthy[PLAYERS] = {
	[RESOLVER] = {.zone = "", .says = {NAMES, LOOKUPS}},
	[PARENT] = {.zone = "test", .serial = 1, .refers = {REFERS}},
	[NS1] = {.zone = "example.test", .serial = 5, .says = {NAMES}},
	[NS2] = {.zone = "example.test", .serial = 5, .says = {NAMES}},
};

static struct record *examine(const struct part *changes, size_t n)
{
	static const struct check *const checks[] = {
		&check_dns_domain, &check_dns_servers, &check_dns_propagation};
	struct part parts[PLAYERS];
	struct world world = {.map = {.rules = world.rules, .n = PLAYERS, .otherwise = NET_MAP_UNREACHABLE}};
	struct mailcase mailcase;
	struct record *record;

	memcpy(parts, healthy, sizeof parts);
	for (size_t i = 0; i < n; i++)
		parts[changes[i].player] = changes[i];
	for (size_t i = 0; i < PLAYERS; i++) {
		world.players[i] = test_dns_new(play, &parts[i], false);
		world.rules[i] =
			(struct net_map_rule){.action = NET_MAP_TO, .to = test_dns_addr(world.players[i])};
		net_addr_parse(addresses[i], 53, &world.rules[i].from);
	}
	mailcase_init(&mailcase);
	mailcase.role = ROLE_ADMIN;
	str_copy(mailcase.domain, sizeof mailcase.domain, "example.test");
	str_copy(mailcase.resolver, sizeof mailcase.resolver, "192.0.2.53");
	mailcase.only = STEP_BIT(STEP_DNS);
	mailcase.map = &world.map;
	record = run_to_end(&mailcase, checks, N(checks), -1);
	for (size_t i = 0; i < PLAYERS; i++)
		test_dns_free(&world.players[i]);
	return record;
}

static const struct finding *found(const struct record *record, enum finding_id id)
{
	for (size_t i = 0; i < record->findings.n; i++)
		if (record->findings.items[i].id == id)
			return &record->findings.items[i];
	return NULL;
}

static void a_healthy_domain(void **state)
{
	struct record *record = examine(NULL, 0);

	(void)state;
	assert_non_null(found(record, F_DELEGATION_FINE));
	assert_non_null(found(record, F_PROPAGATED));
	assert_null(found(record, F_DELEGATION_ODD));
	assert_null(found(record, F_DELEGATION_PARTLY));
	record_free(&record);
}

static void wrong_servers(void **state)
{
	static const struct {
		struct part changes[3];
		size_t n;
		enum finding_id id;
		const char *says; /* in the evidence "servers" */
	} cases[] = {
		{{{.player = NS2, .zone = "", .rcode = 5}}, 1, F_DELEGATION_PARTLY,
			"ns2.prov.test 192.0.2.12: refuses"},
		{{{.player = NS2, .zone = "", .rcode = 2}}, 1, F_DELEGATION_PARTLY, "192.0.2.12: fails"},
		{{{.player = NS2, .zone = "", .rcode = 16}}, 1, F_DELEGATION_PARTLY, "192.0.2.12: silent"},
		{{{.player = NS2, .zone = "other.test"}}, 1, F_DELEGATION_PARTLY,
			"192.0.2.12: not responsible"},
		{{{.player = NS1, .zone = "", .rcode = 5}, {.player = NS2, .zone = "", .rcode = 5},
			 {.player = RESOLVER, .zone = "", .fails = "example.test", .says = {LOOKUPS}}},
			3, F_DELEGATION_BROKEN, "192.0.2.11: refuses"},
		{{{.player = PARENT, .zone = "test", .refers = {{"example.test", DNS_NS, "ns1.prov.test"}}}},
			1, F_DELEGATION_ODD, "192.0.2.11: good"},
		{{{.player = NS2, .zone = "example.test", .serial = 4, .says = {NAMES}}}, 1, F_SERIALS_DIFFER,
			"serial 4"},
		{{{.player = NS2, .zone = "example.test", .serial = 4, .says = {OLD_NAMES}}}, 1,
			F_SERVERS_DIFFER, "10 old.example.test"},
		{{{.player = RESOLVER, .zone = "", .says = {OLD_NAMES, LOOKUPS}}}, 1, F_RESOLVER_OUTDATED,
			"10 mail.example.test"},
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct record *record = examine(cases[i].changes, cases[i].n);
		const struct finding *finding = found(record, cases[i].id);

		if (!finding)
			fail_msg("case %zu: no %s", i, finding_name(cases[i].id));
		if (!strstr(finding_evidence(finding, "servers"), cases[i].says))
			fail_msg("case %zu: %s", i, finding_evidence(finding, "servers"));
		record_free(&record);
	}
}

/* Port 53 is closed for all but the resolver: that is nobody's fault, and nothing is known. */
static void nobody_can_be_asked(void **state)
{
	static const struct part silent[] = {{.player = PARENT, .zone = "", .rcode = 16},
		{.player = NS1, .zone = "", .rcode = 16}, {.player = NS2, .zone = "", .rcode = 16}};
	static const struct part intercepted[] = {{.player = PARENT, .zone = "", .says = {NAMES, LOOKUPS}},
		{.player = NS1, .zone = "", .says = {NAMES, LOOKUPS}},
		{.player = NS2, .zone = "", .says = {NAMES, LOOKUPS}}};
	const struct part *const all[] = {silent, intercepted};

	(void)state;
	for (size_t i = 0; i < N(all); i++) {
		struct record *record = examine(all[i], 3);

		assert_null(found(record, F_DELEGATION_BROKEN));
		assert_null(found(record, F_DELEGATION_PARTLY));
		assert_null(found(record, F_DELEGATION_FINE));
		assert_null(found(record, F_SERVERS_DIFFER));
		record_free(&record);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_one_server_is),
		cmocka_unit_test(what_all_are),
		cmocka_unit_test(names_of_both_sides),
		cmocka_unit_test(forms),
		cmocka_unit_test(serials),
		cmocka_unit_test(servers_compared),
		cmocka_unit_test(what_is_no_difference),
		cmocka_unit_test(the_resolver_compared),
		cmocka_unit_test(a_healthy_domain),
		cmocka_unit_test(wrong_servers),
		cmocka_unit_test(nobody_can_be_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
