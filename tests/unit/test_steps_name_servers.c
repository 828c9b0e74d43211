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

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

static bool refers(const struct part *part, const char *name)
{
	for (size_t i = 0; i < N(part->refers) && part->refers[i].name; i++)
		if (strcmp(part->refers[i].name, name) == 0)
			return true;
	return false;
}

static void answer_as(const struct part *part, const char *name, int type, struct test_msg *reply)
{
	bool any = false;

	for (size_t i = 0; i < N(part->says) && part->says[i].name; i++) {
		if (strcmp(part->says[i].name, name) != 0 || part->says[i].type != type)
			continue;
		add_says(reply, TEST_ANSWER, &part->says[i]);
		any = true;
	}
	if (part->zone[0] && type == DNS_SOA && strcmp(part->zone, name) == 0)
		add_soa(reply, TEST_ANSWER, part->zone, part->serial);
	else if (!any)
		add_soa(reply, TEST_AUTHORITY, part->zone[0] ? part->zone : "prov.test", 1);
}

static void play(struct test_question *question, void *data)
{
	const struct part *part = data;
	size_t end = question->len - 4 - (question->query[11] ? 11 : 0);
	int type = question->query[end] << 8 | question->query[end + 1];
	int flags = part->zone[0] ? TEST_AA : TEST_RA;
	char name[256];

	test_query_name(question->query, question->len, name, sizeof name);
	if (part->rcode == 16)
		return;
	if (part->rcode || (part->fails && ends_with(name, part->fails))) {
		test_msg_reply_to(
			&question->reply, question->query, question->len, part->rcode ? part->rcode : 2);
	} else if (refers(part, name)) {
		test_msg_reply_to(&question->reply, question->query, question->len, 0);
		for (size_t i = 0; i < N(part->refers) && part->refers[i].name; i++)
			add_says(&question->reply, TEST_AUTHORITY, &part->refers[i]);
	} else {
		test_msg_reply_to(&question->reply, question->query, question->len, flags);
		answer_as(part, name, type, &question->reply);
	}
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
		cmocka_unit_test(a_healthy_domain),
		cmocka_unit_test(wrong_servers),
		cmocka_unit_test(nobody_can_be_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
