/*
 * DNS messages, right and wrong: what is read out of them and what is not (hazards.md 31 to 33, 35 to 37, 40;
 * H8).
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
#include "checks/net/dns.h"
#include "checks/net/dns_wire.h"
#include "tests/unit/support/test_dns.h"

#define ID   0x1234
#define NAME "example.org"

static struct test_msg msg;

/* Reads msg as the answer to that question; the records are to be released. */
static bool parse(const char *name, enum dns_type type, struct dns_answer *answer)
{
	bool truncated = false;

	*answer = (struct dns_answer){.name = name, .type = type};
	return test_dns_parse(msg.bytes, msg.len, ID, answer, &truncated);
}

static enum dns_outcome outcome_of(enum dns_type type)
{
	struct dns_answer answer;
	enum dns_outcome outcome;

	assert_true(parse(NAME, type, &answer));
	outcome = answer.outcome;
	dns_answers_release(&answer, 1);
	return outcome;
}

static void test_every_type(void **state)
{
	static const unsigned char a[] = {192, 0, 2, 1}, aaaa[16] = {0x20, 1, 0xd, 0xb8, [15] = 1},
				   ten[] = {0, 10};
	static const unsigned char srv[] = {0, 1, 0, 2, 2, 75}, tlsa[] = {3, 1, 1, 0, 0xff};
	static const unsigned char txt[] = "\003v=s\000\005pf1 \000";
	struct net_addr addr;
	struct dns_answer answer;

	(void)state;
	test_msg_reply(&msg, ID, NAME, DNS_A, TEST_AA | TEST_AD);
	test_msg_record(&msg, TEST_ANSWER, "EXAMPLE.org", DNS_A, a, 4);
	test_msg_record(&msg, TEST_ANSWER, "other.org", DNS_A, a, 4);
	assert_true(parse("Example.ORG.", DNS_A, &answer));
	assert_int_equal(answer.outcome, DNS_FOUND);
	assert_int_equal(answer.n, 1);
	assert_int_equal(answer.rcode, 0);
	assert_true(answer.authoritative && answer.authenticated);
	assert_int_equal(answer.records[0].ttl, 300);
	net_addr_parse("192.0.2.1", 0, &addr);
	assert_true(net_addr_same_ip(&answer.records[0].u.addr, &addr));
	assert_string_equal(answer.canonical, "");
	dns_answers_release(&answer, 1);

	test_msg_reply(&msg, ID, NAME, DNS_AAAA, 0);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_AAAA, aaaa, 16);
	assert_true(parse(NAME, DNS_AAAA, &answer));
	net_addr_parse("2001:db8::1", 0, &addr);
	assert_true(net_addr_same_ip(&answer.records[0].u.addr, &addr));
	assert_false(answer.authoritative || answer.authenticated);
	dns_answers_release(&answer, 1);

	test_msg_reply(&msg, ID, NAME, DNS_MX, 0);
	test_msg_name_record(&msg, TEST_ANSWER, NAME, DNS_MX, ten, 2, "mx.example.org");
	test_msg_name_record(&msg, TEST_ANSWER, NAME, DNS_MX, "\0\0", 2, ".");
	assert_true(parse(NAME, DNS_MX, &answer));
	assert_int_equal(answer.n, 2);
	assert_int_equal(answer.records[0].u.mx.preference, 10);
	assert_string_equal(answer.records[0].u.mx.host, "mx.example.org");
	assert_string_equal(answer.records[1].u.mx.host, ".");
	dns_answers_release(&answer, 1);

	test_msg_reply(&msg, ID, NAME, DNS_SRV, 0);
	test_msg_name_record(&msg, TEST_ANSWER, NAME, DNS_SRV, srv, 6, "mail.example.org");
	assert_true(parse(NAME, DNS_SRV, &answer));
	assert_int_equal(answer.records[0].u.srv.priority, 1);
	assert_int_equal(answer.records[0].u.srv.weight, 2);
	assert_int_equal(answer.records[0].u.srv.port, 587);
	assert_string_equal(answer.records[0].u.srv.host, "mail.example.org");
	dns_answers_release(&answer, 1);

	test_msg_reply(&msg, ID, NAME, DNS_TXT, 0);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_TXT, txt, sizeof txt - 1);
	assert_true(parse(NAME, DNS_TXT, &answer));
	assert_int_equal(answer.records[0].u.txt.len, 8);
	assert_memory_equal(answer.records[0].u.txt.bytes, "v=spf1 \0", 9);
	dns_answers_release(&answer, 1);

	test_msg_reply(&msg, ID, NAME, DNS_TLSA, 0);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_TLSA, tlsa, 5);
	assert_true(parse(NAME, DNS_TLSA, &answer));
	assert_int_equal(answer.records[0].u.txt.len, 5);
	assert_memory_equal(answer.records[0].u.txt.bytes, tlsa, 5);
	dns_answers_release(&answer, 1);

	test_msg_reply(&msg, ID, NAME, DNS_NS, 0);
	test_msg_name_record(&msg, TEST_ANSWER, NAME, DNS_NS, "", 0, "ns.example.net");
	assert_true(parse(NAME, DNS_NS, &answer));
	assert_string_equal(answer.records[0].u.name, "ns.example.net");
	dns_answers_release(&answer, 1);

	test_msg_reply(&msg, ID, NAME, DNS_SOA, 0);
	test_msg_soa(&msg, NAME);
	msg.bytes[7] = 1;
	msg.bytes[9] = 0;
	assert_true(parse(NAME, DNS_SOA, &answer));
	assert_string_equal(answer.records[0].u.soa.mname, "ns.example.org");
	assert_int_equal(answer.records[0].u.soa.serial, 2026052394);
	dns_answers_release(&answer, 1);
}

/* H8: libresolv takes any length. */
static void test_rdata_lengths(void **state)
{
	static const struct {
		enum dns_type type;
		const char *rdata;
		size_t len;
	} bad[] = {
		{DNS_A, "\1\2", 2},
		{DNS_A, "", 0},
		{DNS_A, "\1\2\3\4\5", 5},
		{DNS_AAAA, "\1\2\3\4\5\6\7\x8\1\2\3\4\5\6\7", 15},
		{DNS_MX, "\0", 1},
		{DNS_MX, "\0\12", 2},
		{DNS_MX, "\0\12\1a\0x", 6},
		{DNS_MX, "\0\12\1a", 4},
		{DNS_SRV, "\0\1\0\1\0\1", 6},
		{DNS_TLSA, "\3\1", 2},
		{DNS_TXT, "", 0},
		{DNS_TXT, "\5abc", 4},
		{DNS_TXT, "\3abc\2", 5},
		{DNS_NS, "", 0},
		{DNS_NS, "\1a\0\0", 4},
		{DNS_PTR, "\xc0", 1},
		{DNS_CNAME, "\3ab", 3},
		{DNS_SOA, "\0\0\0\0", 4},
	};
	static const unsigned char a[] = {192, 0, 2, 1};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		test_msg_reply(&msg, ID, NAME, (int)bad[i].type, 0);
		test_msg_record(&msg, TEST_ANSWER, NAME, (int)bad[i].type, bad[i].rdata, bad[i].len);
		if (outcome_of(bad[i].type) != DNS_MALFORMED)
			fail_msg("case %zu", i);
	}
	/* A bad record beside a good one is left out. */
	test_msg_reply(&msg, ID, NAME, DNS_A, 0);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_A, "\1", 1);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_A, a, 4);
	assert_int_equal(outcome_of(DNS_A), DNS_FOUND);
}

static void test_kinds_of_no(void **state)
{
	static const struct {
		int rcode;
		enum dns_outcome outcome;
	} cases[] = {{0, DNS_NO_DATA}, {1, DNS_FORMERR}, {2, DNS_SERVFAIL}, {3, DNS_NXDOMAIN},
		{4, DNS_FORMERR}, {5, DNS_REFUSED}, {9, DNS_FORMERR}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct dns_answer answer;

		test_msg_reply(&msg, ID, NAME, DNS_MX, cases[i].rcode);
		test_msg_soa(&msg, NAME);
		assert_true(parse(NAME, DNS_MX, &answer));
		assert_int_equal(answer.outcome, cases[i].outcome);
		assert_int_equal(answer.rcode, cases[i].rcode);
		assert_int_equal(answer.n, 0);
		assert_int_equal(answer.negative_ttl, 60);
		assert_string_equal(answer.zone, NAME);
		assert_int_equal(dns_is_absent(answer.outcome), cases[i].rcode == 0 || cases[i].rcode == 3);
	}
	/* A referral is not "there is none"; of NS it is the parent's answer. */
	test_msg_reply(&msg, ID, NAME, DNS_MX, 0);
	test_msg_name_record(&msg, TEST_AUTHORITY, NAME, DNS_NS, "", 0, "ns.example.net");
	assert_int_equal(outcome_of(DNS_MX), DNS_REFUSED);
	test_msg_reply(&msg, ID, NAME, DNS_NS, 0);
	test_msg_name_record(&msg, TEST_AUTHORITY, NAME, DNS_NS, "", 0, "ns.example.net");
	assert_int_equal(outcome_of(DNS_NS), DNS_FOUND);
	/* With recursion available the same is an answer. */
	test_msg_reply(&msg, ID, NAME, DNS_MX, TEST_RA);
	test_msg_name_record(&msg, TEST_AUTHORITY, NAME, DNS_NS, "", 0, "ns.example.net");
	assert_int_equal(outcome_of(DNS_MX), DNS_NO_DATA);
	/* BADVERS stands half in the OPT record (RFC 6891). */
	test_msg_reply(&msg, ID, NAME, DNS_MX, TEST_RA);
	test_msg_add(&msg, "\0\0\x29\4\xd0\1\0\0\0\0\0", 11);
	msg.bytes[11] = 1;
	assert_int_equal(outcome_of(DNS_MX), DNS_FORMERR);
}

static void test_not_the_answer(void **state)
{
	struct dns_answer answer;
	bool truncated;

	(void)state;
	test_msg_reply(&msg, ID + 1, NAME, DNS_A, 0);
	assert_false(parse(NAME, DNS_A, &answer));
	test_msg_reply(&msg, ID, "example.com", DNS_A, 0);
	assert_false(parse(NAME, DNS_A, &answer));
	test_msg_reply(&msg, ID, NAME, DNS_MX, 0);
	assert_false(parse(NAME, DNS_A, &answer));
	test_msg_query(&msg, ID, NAME, DNS_A);
	assert_false(parse(NAME, DNS_A, &answer));
	test_msg_reply(&msg, ID, NAME, DNS_A, 0x0800); /* opcode IQUERY */
	assert_false(parse(NAME, DNS_A, &answer));
	test_msg_reply(&msg, ID, NAME, DNS_A, 0);
	msg.bytes[5] = 2;
	assert_false(parse(NAME, DNS_A, &answer));
	msg.bytes[5] = 0;
	assert_false(parse(NAME, DNS_A, &answer));
	msg.bytes[3] = 1; /* FORMERR without a question */
	msg.len = 12;
	assert_true(parse(NAME, DNS_A, &answer));
	assert_int_equal(answer.outcome, DNS_FORMERR);
	test_msg_reply(&msg, ID, NAME, DNS_A, 0);
	for (size_t len = 0; len < msg.len; len++) {
		answer = (struct dns_answer){.name = NAME, .type = DNS_A};
		assert_false(test_dns_parse(msg.bytes, len, ID, &answer, &truncated));
	}
	/* Without a name nothing is compared. */
	test_msg_reply(&msg, ID, "example.com", DNS_MX, 3);
	assert_true(parse(NULL, DNS_A, &answer));
	assert_int_equal(answer.outcome, DNS_NXDOMAIN);
}

static void test_broken_messages(void **state)
{
	static const unsigned char a[] = {192, 0, 2, 1};
	size_t owner;

	(void)state;
	/* More records announced than there are. */
	test_msg_reply(&msg, ID, NAME, DNS_A, 0);
	msg.bytes[6] = msg.bytes[7] = 0xff;
	assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_A, a, 4);
	assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
	/* rdata past the end. */
	test_msg_reply(&msg, ID, NAME, DNS_A, 0);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_A, a, 4);
	msg.bytes[msg.len - 5] = 200;
	assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
	/* Owners that loop, point forward, are too long: the record goes, the rest stays. */
	static const char *const owners[] = {"\xc0\x1d", "\xc0\xff",
		"\x40"
		"aa"};

	for (size_t i = 0; i < 3; i++) {
		test_msg_reply(&msg, ID, NAME, DNS_A, 0);
		owner = msg.len;
		test_msg_add(&msg, owners[i], 2);
		test_msg_add(&msg, "\0\1\0\1\0\0\0\1\0\4\1\2\3\4", 14);
		msg.bytes[7] = 1;
		assert_int_equal(owner, 29);
		assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
		if (i == 2)
			continue;
		test_msg_record(&msg, TEST_ANSWER, NAME, DNS_A, a, 4);
		assert_int_equal(outcome_of(DNS_A), DNS_FOUND);
	}
}

static void chain(int links, bool loop)
{
	static const unsigned char a[] = {192, 0, 2, 1};
	char from[32] = NAME, to[32];

	test_msg_reply(&msg, ID, NAME, DNS_A, TEST_RA);
	for (int i = 1; i <= links; i++) {
		snprintf(to, sizeof to, "c%d.example.org", i);
		test_msg_name_record(
			&msg, TEST_ANSWER, from, DNS_CNAME, "", 0, loop && i == links ? NAME : to);
		memcpy(from, to, sizeof from);
	}
	test_msg_record(&msg, TEST_ANSWER, from, DNS_A, a, 4);
}

static void test_aliases(void **state)
{
	static const unsigned char a[] = {192, 0, 2, 1};
	struct dns_answer answer;

	(void)state;
	chain(8, false);
	assert_true(parse(NAME, DNS_A, &answer));
	assert_int_equal(answer.outcome, DNS_FOUND);
	assert_int_equal(answer.n, 1);
	assert_string_equal(answer.canonical, "c8.example.org");
	dns_answers_release(&answer, 1);
	chain(9, false);
	assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
	chain(20, false);
	assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
	chain(1, true);
	assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
	chain(3, true);
	assert_int_equal(outcome_of(DNS_A), DNS_MALFORMED);
	/* Out of order. */
	test_msg_reply(&msg, ID, NAME, DNS_A, 0);
	test_msg_record(&msg, TEST_ANSWER, "c2.example.org", DNS_A, a, 4);
	test_msg_name_record(&msg, TEST_ANSWER, "c1.example.org", DNS_CNAME, "", 0, "c2.example.org");
	test_msg_name_record(&msg, TEST_ANSWER, NAME, DNS_CNAME, "", 0, "C1.example.org");
	assert_int_equal(outcome_of(DNS_A), DNS_FOUND);
	/* The alias itself is asked for. */
	test_msg_reply(&msg, ID, NAME, DNS_CNAME, 0);
	test_msg_name_record(&msg, TEST_ANSWER, NAME, DNS_CNAME, "", 0, "c1.example.org");
	assert_true(parse(NAME, DNS_CNAME, &answer));
	assert_string_equal(answer.records[0].u.name, "c1.example.org");
	assert_string_equal(answer.canonical, "");
	dns_answers_release(&answer, 1);
	/* The end does not exist, or has no such record. */
	test_msg_reply(&msg, ID, NAME, DNS_A, 3);
	test_msg_name_record(&msg, TEST_ANSWER, NAME, DNS_CNAME, "", 0, "gone.example.org");
	assert_true(parse(NAME, DNS_A, &answer));
	assert_int_equal(answer.outcome, DNS_NXDOMAIN);
	assert_string_equal(answer.canonical, "gone.example.org");
}

static void test_strange_names(void **state)
{
	static const char wire[] = "\5a.b\0\033\6\"\xe2\x80\xae \\\3org";
	struct dns_answer answer;
	char longest[300] = "", label[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.";

	(void)state;
	test_msg_reply(&msg, ID, NAME, DNS_PTR, 0);
	test_msg_record(&msg, TEST_ANSWER, NAME, DNS_PTR, wire, sizeof wire);
	assert_true(parse(NAME, DNS_PTR, &answer));
	assert_string_equal(answer.records[0].u.name, "a\\.b\\000\\027.\\\"\\226\\128\\174\\032\\\\.org");
	dns_answers_release(&answer, 1);
	/* Names are compared after escaping. */
	test_msg_reply(&msg, ID, "a\\@b.org", DNS_A, 3);
	assert_true(parse("a\\064b.org", DNS_A, &answer));
	assert_false(parse("a\\065b.org", DNS_A, &answer));
	assert_false(parse("m\303\274nchen.example", DNS_A, &answer));
	assert_false(parse("", DNS_A, &answer));
	assert_false(parse("a b.example", DNS_A, &answer));
	assert_false(parse("a..example", DNS_A, &answer));
	/* 253 bytes of text can be asked, 255 cannot; nor a label of 64. */
	char normal[DNS_TEXT_MAX];

	for (int i = 0; i < 3; i++)
		str_copy(longest + strlen(longest), sizeof longest - strlen(longest), label);
	str_copy(longest + strlen(longest), sizeof longest - strlen(longest), label + 2);
	longest[strlen(longest) - 1] = '\0';
	assert_int_equal(strlen(longest), 253);
	assert_true(dns_name_normal(longest, normal));
	longest[253] = 'a';
	longest[254] = '\0';
	assert_false(dns_name_normal(longest, normal));
	label[63] = 'a';
	assert_false(dns_name_normal(label, normal));
	assert_true(dns_name_normal(".", normal));
	assert_true(dns_name_normal("_dmarc.example.org.", normal));
	assert_string_equal(normal, "_dmarc.example.org");
}

/* hazards.md 35: many records, and a cap on what is kept. */
static void test_large(void **state)
{
	static const unsigned char a[] = {192, 0, 2, 1};
	struct dns_answer answer;
	int64_t start;
	int n = 0;

	(void)state;
	test_msg_reply(&msg, ID, NAME, DNS_A, 0);
	while (msg.len + 64 < sizeof msg.bytes) {
		test_msg_record(&msg, TEST_ANSWER, n % 2 ? "o.example.org" : NAME, DNS_A, a, 4);
		n++;
	}
	start = clock_us();
	assert_true(parse(NAME, DNS_A, &answer));
	assert_in_range(clock_us() - start, 0, 50000);
	assert_true(n > 2000);
	assert_int_equal(answer.n, 64);
	dns_answers_release(&answer, 1);
}

/* Any of a domain's texts may be its list of permitted servers: none is left out, up to a number that no domain has. */
static void test_many_texts(void **state)
{
	static const unsigned char text[] = {5, 'v', '=', 'x', 'y', 'z'};
	static const int numbers[] = {1, 65, 200, 512, 600};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		struct dns_answer answer;

		test_msg_reply(&msg, ID, NAME, DNS_TXT, 0);
		for (int n = 0; n < numbers[i]; n++)
			test_msg_record(&msg, TEST_ANSWER, NAME, DNS_TXT, text, sizeof text);
		assert_true(parse(NAME, DNS_TXT, &answer));
		assert_int_equal(answer.n, numbers[i] < 512 ? numbers[i] : 512);
		dns_answers_release(&answer, 1);
	}
}

static void test_queries(void **state)
{
	static const unsigned char plain[] = {
		0x12, 0x34, 1, 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 2, 'm', 'x', 3, 'o', 'r', 'g', 0, 0, 15, 0, 1};
	static const unsigned char opt[] = {0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0};
	static const struct {
		bool iterative, unchecked;
		int third, fourth;
	} flags[] = {{true, false, 0, 0x20}, {false, true, 1, 0x30}, {true, true, 0, 0x30}};
	struct dns_answer mx = {.type = DNS_MX}, ns = {.type = DNS_NS};
	unsigned char buf[DNS_QUERY_MAX];

	(void)state;
	assert_int_equal(dns_build(buf, "mx.org", &mx, ID, false), sizeof plain);
	assert_memory_equal(buf, plain, sizeof plain);
	assert_int_equal(dns_build(buf, "mx.org", &mx, ID, true), sizeof plain + sizeof opt);
	assert_memory_equal(buf + sizeof plain, opt, sizeof opt);
	assert_int_equal(buf[11], 1);
	assert_int_equal(dns_build(buf, ".", &ns, ID, false), 17);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		mx.iterative = flags[i].iterative;
		mx.unchecked = flags[i].unchecked;
		dns_build(buf, "mx.org", &mx, ID, true);
		assert_int_equal(buf[2], flags[i].third);
		assert_int_equal(buf[3], flags[i].fourth);
	}
}

/* What the parent of a zone gives: names, and addresses that come along. Whoever was not to ask for us sends us on. */
static void test_referral(void **state)
{
	static const unsigned char a[] = {192, 0, 2, 53}, aaaa[16] = {0x20, 1, 0xd, 0xb8, [15] = 1};
	struct dns_answer answer;
	char text[NET_ADDR_TEXT];

	(void)state;
	for (int iterative = 0; iterative < 2; iterative++) {
		test_msg_reply(&msg, ID, NAME, DNS_NS, TEST_RA);
		test_msg_name_record(&msg, TEST_AUTHORITY, NAME, DNS_NS, "", 0, "ns.example.org");
		test_msg_record(&msg, TEST_ADDITIONAL, "ns.example.org", DNS_A, a, 4);
		test_msg_record(&msg, TEST_ADDITIONAL, "ns.example.org", DNS_AAAA, aaaa, 16);
		test_msg_record(&msg, TEST_ADDITIONAL, "ns.example.org", DNS_A, a, 3);
		test_msg_record(&msg, TEST_ADDITIONAL, "ns.example.org", DNS_TXT, "\1x", 2);
		answer = (struct dns_answer){.name = NAME, .type = DNS_NS, .iterative = iterative};
		assert_true(test_dns_parse(msg.bytes, msg.len, ID, &answer, &(bool){false}));
		assert_int_equal(answer.outcome, iterative ? DNS_FOUND : DNS_NO_DATA);
		assert_int_equal(answer.referral, iterative);
		assert_false(answer.authoritative);
		assert_int_equal(answer.n_glue, 2);
		assert_string_equal(answer.glue[1].name, "ns.example.org");
		assert_int_equal(net_addr_port(&answer.glue[1].addr), 53);
		net_addr_text(&answer.glue[1].addr, text, sizeof text);
		assert_string_equal(text, "2001:db8::1");
		dns_answers_release(&answer, 1);
	}
	/* To the root again: it knows nothing of the zone. */
	test_msg_reply(&msg, ID, NAME, DNS_NS, 0);
	test_msg_name_record(&msg, TEST_AUTHORITY, ".", DNS_NS, "", 0, "a.root-servers.net");
	answer = (struct dns_answer){.name = NAME, .type = DNS_NS, .iterative = true};
	assert_true(test_dns_parse(msg.bytes, msg.len, ID, &answer, &(bool){false}));
	assert_int_equal(answer.outcome, DNS_REFUSED);
	assert_true(answer.referral);
	/* Many of them: the first 32. */
	test_msg_reply(&msg, ID, NAME, DNS_NS, 0);
	for (int i = 0; i < 100; i++)
		test_msg_record(&msg, TEST_ADDITIONAL, NAME, DNS_A, a, 4);
	assert_true(test_dns_parse(msg.bytes, msg.len, ID, &answer, &(bool){false}));
	assert_int_equal(answer.n_glue, 32);
	dns_answers_release(&answer, 1);
}

static void test_given_servers(void **state)
{
	static const struct {
		const char *text, *ip;
		int port;
	} cases[] = {
		{"192.0.2.1", "192.0.2.1", 53},
		{"192.0.2.1:5353", "192.0.2.1", 5353},
		{"2001:db8::1", "2001:db8::1", 53},
		{"[2001:db8::1]", "2001:db8::1", 53},
		{"[2001:db8::1]:5353", "2001:db8::1", 5353},
		{"192.0.2.1:0", NULL, 0},
		{"192.0.2.1:65536", NULL, 0},
		{"192.0.2.1:", NULL, 0},
		{":53", NULL, 0},
		{"dns.example.org", NULL, 0},
		{"2001:db8::1:99999", NULL, 0},
		{"", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct dns_config config;
		char text[NET_ADDR_TEXT];

		assert_int_equal(dns_config_given(cases[i].text, &config), cases[i].ip != NULL);
		if (!cases[i].ip)
			continue;
		assert_int_equal(config.n_servers, 1);
		assert_false(config.from_system);
		net_addr_text(&config.servers[0], text, sizeof text);
		assert_string_equal(text, cases[i].ip);
		assert_int_equal(net_addr_port(&config.servers[0]), cases[i].port);
	}
}

static void test_system_servers(void **state)
{
	struct dns_config first, second;

	(void)state;
	dns_config_system(&first);
	dns_config_system(&second);
	assert_true(first.from_system);
	assert_in_range(first.n_servers, 1, DNS_SERVERS_MAX);
	assert_int_equal(first.n_servers, second.n_servers);
	assert_true(net_addr_port(&first.servers[0]) == 53);
}

static void test_words(void **state)
{
	(void)state;
	assert_string_equal(dns_outcome_name(DNS_NXDOMAIN), "nxdomain");
	assert_string_equal(dns_outcome_name(DNS_BAD_NAME), "bad-name");
	assert_string_equal(dns_type_name(DNS_TLSA), "TLSA");
	assert_string_equal(dns_type_name(DNS_AAAA), "AAAA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_type),
		cmocka_unit_test(test_rdata_lengths),
		cmocka_unit_test(test_kinds_of_no),
		cmocka_unit_test(test_not_the_answer),
		cmocka_unit_test(test_broken_messages),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_strange_names),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_many_texts),
		cmocka_unit_test(test_queries),
		cmocka_unit_test(test_referral),
		cmocka_unit_test(test_given_servers),
		cmocka_unit_test(test_system_servers),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
