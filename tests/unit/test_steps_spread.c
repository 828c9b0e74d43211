/*
 * Whether all who are asked about a domain say the same: steps/dns/spread.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/steps/dns/spread.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

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

static void names_within(void **state)
{
	(void)state;
	assert_true(name_is_within("mail.Example.org", "example.org"));
	assert_true(name_is_within("example.org", "example.org"));
	assert_false(name_is_within("badexample.org", "example.org"));
	assert_false(name_is_within("org", "example.org"));
	assert_false(name_is_within("", "example.org"));
}

static void repeated_by_hand(void **state)
{
	static struct zone_servers servers = {.n = 3};
	static const char *const addresses[] = {"192.0.2.1", "2001:db8::1", "2001:db8::2"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		str_copy(servers.items[i].host, HOST_MAX, i < 2 ? "ns1.example.net" : "ns2.example.net");
		net_addr_parse(addresses[i], 53, &servers.items[i].addr);
	}
	assert_true(zone_server_by_hand(&servers, 0));
	assert_false(zone_server_by_hand(&servers, 1));
	assert_true(zone_server_by_hand(&servers, 2));
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
	for (size_t kind = 0; kind < SPREAD_KIND_N; kind++) {
		pair.resolver[kind] = pair.servers.items[0].answers[spread_question((enum spread_kind)kind)];
		pair.resolver[kind].authoritative = false;
	}
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

/* A resolver that has the domain itself, or makes addresses up for a network without IPv4, remembers nothing old. */
static void what_the_resolver_says_of_its_own(void **state)
{
	static const struct {
		const char *six;
		bool old;
	} rows[] = {
		{"64:ff9b::192.0.2.1", false},
		{"2001:db8:1:ffc0:0:201::", false}, /* 192.0.2.1 behind a prefix of 56 bits */
		{"2001:db8:1:2:c0:2:100:0", false}, /* and of 64 bits */
		{"2001:db8:c000:201::", false},	    /* and of 32 bits */
		{"64:ff9b::192.0.2.2", true},
		{"2001:db8::1", true},
	};
	struct dns_record other[] = {mx_record(1, "inside.example.org")}, six[] = {{.type = DNS_AAAA}};
	struct pair *pair = a_pair();
	struct spread spread;

	(void)state;
	pair->resolver[SPREAD_MX].records = other;
	spread = judged(pair);
	assert_true(spread.old[SPREAD_MX]);
	pair->resolver[SPREAD_MX].authoritative = true;
	spread = judged(pair);
	assert_false(any_difference(&spread));
	for (size_t i = 0; i < N(rows); i++) {
		pair = a_pair();
		for (size_t k = 0; k < 2; k++)
			pair->servers.items[k].answers[ZONE_HOST_AAAA] = (struct dns_answer){
				.outcome = DNS_NO_DATA, .authoritative = true, .negative_ttl = 3600};
		assert_true(net_addr_parse(rows[i].six, 0, &six[0].u.addr));
		pair->resolver[SPREAD_ADDRESS6] =
			(struct dns_answer){.outcome = DNS_FOUND, .records = six, .n = 1};
		spread = judged(pair);
		if (spread.old[SPREAD_ADDRESS6] != rows[i].old)
			fail_msg("%s", rows[i].six);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(names_within),
		cmocka_unit_test(repeated_by_hand),
		cmocka_unit_test(serials),
		cmocka_unit_test(servers_compared),
		cmocka_unit_test(what_is_no_difference),
		cmocka_unit_test(the_resolver_compared),
		cmocka_unit_test(what_the_resolver_says_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
