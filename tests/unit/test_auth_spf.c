/*
 * SPF: sections 2 to 5 of RFC 7208, case by case over real packets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/spf.h"
#include "checks/base/clock.h"
#include "tests/unit/support/spf_zone.h"
#include "tests/unit/support/test_spf.h"

#define SIX "2001:db8::1"

#define IS(who, what, ...)                                                                                   \
	{                                                                                                    \
		.sender = (who), .result = (what), __VA_ARGS__                                               \
	}

/* clang-format off */
static const struct test_spf cases[] = {
	/* 2.3, 2.4, 4.1, 4.3 */
	IS("anna@pass.example", "pass"), IS("anna@pass.example", "fail", .ip = "203.0.113.1"), IS("", "pass"), IS("<>", "pass"),
	IS("", "fail", .ip = "203.0.113.1", .explanation = "postmaster@mail.helo.example of mail.helo.example as mail.helo.example for mail.helo.example"),
	IS("", "none", .helo = "[192.0.2.1]"), IS("", "none", .helo = "[IPv6:2001:db8::1]"), IS("", "none", .helo = "localhost"), IS("", "none", .helo = ""),
	IS("", "none", .helo = "a..example", .rounds = 1), IS("", "none", .helo = "caf\xc3\xa9.example"), IS("", "none", .helo = "a b.example"), IS("", "none", .helo = "x\x01.example"),
	IS("anna@who.example", "fail", .explanation = "l=anna s=anna@who.example o=who.example d=who.example h=mail.helo.example"),
	IS("<anna@who.example>", "fail", .explanation = "l=anna s=anna@who.example o=who.example d=who.example h=mail.helo.example"),
	IS("@who.example", "fail", .explanation = "l=postmaster s=postmaster@who.example o=who.example d=who.example h=mail.helo.example"),
	IS("who.example", "fail", .explanation = "l=postmaster s=postmaster@who.example o=who.example d=who.example h=mail.helo.example"),
	IS("a@b@who.example", "fail", .explanation = "l=a@b s=a@b@who.example o=who.example d=who.example h=mail.helo.example"),
	IS("\"a b\"@who.example.", "fail", .explanation = "l=\"a b\" s=\"a b\"@who.example o=who.example d=who.example h=mail.helo.example"),
	IS("j\xc3\xbcrg@who.example", "fail"), IS("anna@WHO.example", "fail", .explanation = "l=anna s=anna@WHO.example o=WHO.example d=WHO.example h=mail.helo.example"),
	IS("anna@who.example", "fail", .helo = "", .explanation = "l=anna s=anna@who.example o=who.example d=who.example h=unknown"),
	IS("a@" L63 ".example", "fail"), IS("a@" L64 ".example", "none", .rounds = 1), IS("a@com", "none"), IS("a@com.", "none"), IS("a@.example", "none"), IS("a@a..example", "none", .rounds = 1),
	IS("a@", "none"), IS("a@[192.0.2.1]", "none"), IS("a@gone.example", "none"), IS("a@nodata.example", "none"), IS("a@a_b.example", "pass"),
	IS("a@" L63 "." L63 "." L63 "." L63 ".example", "none"), IS("a@pass..example", "none", .rounds = 1), IS("a@\xff.example", "none"),

	/* 3.3, 4.4, 4.5 */
	IS("a@joined.example", "pass"), IS("a@split.example", "pass"), IS("a@apart.example", "permerror", .term = "+all-all"), IS("a@others.example", "pass"),
	IS("a@ten.example", "none"), IS("a@dash.example", "none"), IS("a@case.example", "pass"), IS("a@bare.example", "neutral"), IS("a@barer.example", "neutral"),
	IS("a@front.example", "none"), IS("a@tab.example", "none"), IS("a@v2.example", "none"), IS("a@spf2.example", "none"), IS("a@two-records.example", "permerror"),
	IS("a@twice-same.example", "permerror"), IS("a@two-versions.example", "pass"), IS("a@type99.example", "none"), IS("a@both.example", "pass"),
	IS("a@eight-other.example", "pass"), IS("a@eight.example", "permerror"), IS("a@eight2.example", "permerror"), IS("a@nul.example", "permerror"),
	IS("a@txt-fails.example", "temperror"), IS("a@txt-refused.example", "temperror"), IS("a@txt-formerr.example", "temperror"), IS("a@txt-slow.example", "temperror", .limit_ms = 60),
	IS("a@cname.example", "pass"), IS("a@cname-none.example", "none"),

	/* 4.6 */
	IS("a@late.example", "permerror", .term = "foo"), IS("a@late2.example", "permerror", .term = "a:1.2.3.4"), IS("a@blanks.example", "pass"),
	IS("a@tabbed.example", "permerror"), IS("a@last.example", "neutral"), IS("a@first.example", "softfail"),
	IS("a@quals.example", "neutral"), IS("a@quals.example", "softfail", .ip = "192.0.2.2"), IS("a@quals.example", "fail", .ip = "192.0.2.3"),
	IS("a@quals.example", "pass", .ip = "192.0.2.4"), IS("a@quals.example", "pass", .ip = "192.0.2.5"), IS("a@quals.example", "neutral", .ip = "192.0.2.6"),
	IS("a@qual2.example", "permerror"), IS("a@qual3.example", "permerror"), IS("a@qual4.example", "permerror"), IS("a@unknown.example", "permerror"),
	IS("a@unknown2.example", "permerror", .term = "foo"), IS("a@ptrr.example", "permerror", .term = "mxx:one.example"),

	/* 4.6.4 */
	IS("a@limit10.example", "pass", .lookups = 11), IS("a@limit11.example", "permerror", .lookups = 11, .term = "a:one.example"),
	IS("a@limit-late.example", "pass", .lookups = 2), IS("a@limit-in.example", "pass", .lookups = 11), IS("a@limit-out.example", "permerror"),
	IS("a@limit-redirect.example", "permerror", .term = "redirect=pass.example"), IS("a@limit-free.example", "pass", .lookups = 1),
	IS("a@loop.example", "permerror", .rounds = 2), IS("a@loop2.example", "permerror"), IS("a@self.example", "permerror"),
	IS("a@void2.example", "pass", .voids = 3), IS("a@void3.example", "permerror", .term = "mx:none3.example"), IS("a@void-end.example", "permerror"),
	IS("a@void-in.example", "permerror", .term = "a:none3.example"), IS("a@void-nodata.example", "permerror"),
	IS("a@mx10.example", "pass"), IS("a@mx11.example", "permerror", .term = "mx:mxeleven.example"),

	/* 5.1 */
	IS("a@all-arg.example", "permerror"), IS("a@all-cidr.example", "permerror"), IS("a@all-dot.example", "permerror"), IS("a@all-soft.example", "softfail"),
	IS("a@all-twice.example", "neutral"), IS("a@all-redirect.example", "fail", .lookups = 1),

	/* 5.2 */
	IS("a@in-pass.example", "pass"), IS("a@in-fail.example", "softfail"), IS("a@in-soft.example", "fail"), IS("a@in-neutral.example", "fail"),
	IS("a@in-none.example", "permerror"), IS("a@in-gone.example", "permerror"), IS("a@in-wrong.example", "permerror", .term = "ipv4:192.0.2.1"),
	IS("a@in-temp.example", "temperror"), IS("a@in-neg.example", "fail"), IS("a@in-q.example", "neutral"), IS("a@in-noarg.example", "permerror"),
	IS("a@in-colon.example", "permerror"), IS("a@in-cidr.example", "permerror"), IS("a@in-cidr2.example", "permerror"), IS("a@in-macro.example", "permerror"),
	IS("a@in-two.example", "permerror"), IS("a@in-deep.example", "pass", .lookups = 3), IS(L64 "@in-long.example", "permerror"),
	IS("com@in-one.example", "permerror"), IS("pass.example@in-one.example", "pass"), IS("a@in-order.example", "pass", .lookups = 1),

	/* 5.3 */
	IS("x@a.example", "pass"), IS("x@a.example", "pass", .ip = SIX), IS("x@a.example", "fail", .ip = "2001:db8::3"), IS("x@a.example", "pass", .ip = "::ffff:192.0.2.1"),
	IS("x@a-other.example", "fail"), IS("x@a-other.example", "pass", .ip = "198.51.100.2"), IS("x@a-many.example", "pass"), IS("x@a-cname.example", "pass"),
	IS("x@a-mixed.example", "pass"), IS("x@a-dot.example", "pass"), IS("x@a-gone.example", "fail", .voids = 2), IS("x@a-temp.example", "temperror"),
	IS("x@a-refused.example", "temperror"), IS("x@a-24.example", "pass", .ip = "192.0.2.77"), IS("x@a-24.example", "fail", .ip = "192.0.3.1"), IS("x@a-0.example", "pass"),
	IS("x@a-0.example", "fail", .ip = SIX), IS("x@a-00.example", "permerror"), IS("x@a-024.example", "permerror"), IS("x@a-33.example", "permerror"),
	IS("x@a-6-129.example", "permerror"), IS("x@a-dual.example", "pass", .ip = "198.51.100.77"), IS("x@a-dual.example", "pass", .ip = "2001:db8::77"),
	IS("x@a-dual.example", "fail", .ip = "2001:db8:0:1::1"), IS("x@a-6only.example", "fail", .ip = "198.51.100.3"), IS("x@a-6only.example", "pass", .ip = "2001:db8::99"),
	IS("x@a-bad1.example", "permerror"), IS("x@a-bad2.example", "permerror"), IS("x@a-bad3.example", "permerror"), IS("x@a-bad4.example", "permerror"),
	IS("x@a-bad5.example", "permerror"), IS("x@a-bad6.example", "permerror"), IS("x@a-bad7.example", "permerror"), IS("x@a-bad8.example", "permerror"),
	IS("x@a-bad9.example", "permerror"), IS("x@a-bad10.example", "permerror"), IS("x@a-bad11.example", "permerror"), IS("x@a-bad12.example", "permerror"),
	IS("x@a-bad13.example", "fail"), IS("x@a-bad14.example", "permerror"), IS("x@a-bad15.example", "permerror"), IS("x@a-bad16.example", "permerror"),
	IS("x@a-odd1.example", "pass"), IS("x@a-odd2.example", "pass"), IS("x@a-odd3.example", "fail"), IS("x@a-odd4.example", "fail", .voids = 1),
	IS("x@a-odd5.example", "fail"), IS("x@a-long.example", "fail"), IS("x@a-slash.example", "pass"), IS("x@a-slash.example", "fail", .ip = SIX),
	IS("x@a-slash6.example", "pass", .ip = SIX), IS("x@a-slash6.example", "fail", .voids = 2), IS("x@a-slash60.example", "fail"), IS("x@a-slash60.example", "pass", .ip = "fe80::1"),

	/* 5.4 */
	IS("x@mx.example", "pass"), IS("x@mx.example", "pass", .ip = SIX), IS("x@mx.example", "fail", .ip = "203.0.113.1"), IS("x@mx-none.example", "fail", .voids = 2),
	IS("x@mx-null.example", "fail", .voids = 1), IS("x@mx-temp.example", "temperror"), IS("x@mx-temp2.example", "temperror"), IS("x@mx-gone.example", "fail"),
	IS("x@mx-cidr.example", "pass", .ip = "198.51.100.99"), IS("x@mx-cidr.example", "pass", .ip = "2001:db8::99"), IS("x@mx-cname.example", "pass"),
	IS("x@mx-bad.example", "permerror"), IS("x@mx-bad2.example", "permerror"), IS("x@mx-bad3.example", "permerror"), IS("x@mx-27.example", "pass", .ip = "192.0.2.30"),
	IS("x@mx-27.example", "fail", .ip = "192.0.2.32"),

	/* 5.5 */
	IS("x@ptr.example", "pass"), IS("x@ptr.example", "pass", .ip = SIX), IS("x@xptr.example", "fail"), IS("x@ptr2.example", "pass"), IS("x@ptr-other.example", "pass"),
	IS("x@ptr-self.example", "pass"), IS("x@other.example", "fail"), IS("x@ptr-slow.example", "fail"), IS("x@ptr.example", "fail", .ip = "192.0.2.99", .voids = 1),
	IS("x@ptr.example", "fail", .ip = "203.0.113.200", .voids = 2), IS("x@ptr-bad.example", "permerror"), IS("x@ptr-bad2.example", "permerror"),
	IS("x@ptr-bad3.example", "permerror"), IS("x@ptr10.example", "pass", .ip = "192.0.2.50"), IS("x@ptr11.example", "fail", .ip = "192.0.2.50"),

	/* 5.6 */
	IS("x@ip4-0.example", "pass"), IS("x@ip4-0.example", "fail", .ip = SIX), IS("x@ip4-32.example", "pass"), IS("x@ip4-32.example", "pass", .ip = "::FFFF:192.0.2.1"),
	IS("x@ip4-23.example", "pass"), IS("x@ip4-23.example", "fail", .ip = "192.0.4.1"), IS("x@ip4-33.example", "permerror"), IS("x@ip4-032.example", "permerror"),
	IS("x@ip4-bare.example", "permerror"), IS("x@ip4-colon.example", "permerror"), IS("x@ip4-short.example", "permerror"), IS("x@ip4-port.example", "permerror"),
	IS("x@ip4-dual.example", "permerror"), IS("x@ip4-zero.example", "permerror"), IS("x@ip4-256.example", "permerror"), IS("x@ip4-name.example", "permerror"),
	IS("x@ip4-slash.example", "permerror"), IS("x@ip4-six.example", "permerror"), IS("x@ip4-macro.example", "permerror"), IS("x@ip4-range.example", "permerror"),
	IS("x@ip4-blank.example", "permerror"), IS("x@ip6.example", "pass", .ip = SIX), IS("x@ip6.example", "fail"), IS("x@ip6.example", "fail", .ip = "2001:db9::"),
	IS("x@ip6-1.example", "pass", .ip = SIX), IS("x@ip6-0.example", "pass", .ip = "fe80::1"), IS("x@ip6-0.example", "fail"), IS("x@ip6-0.example", "fail", .ip = "::ffff:192.0.2.1"),
	IS("x@ip6-129.example", "permerror"), IS("x@ip6-bare.example", "permerror"), IS("x@ip6-four.example", "permerror"), IS("x@ip6-dual.example", "permerror"),
	IS("x@ip6-mapped.example", "fail"), IS("x@ip6-bracket.example", "permerror"), IS("x@ip6-127.example", "pass", .ip = SIX), IS("x@ip6-127.example", "fail", .ip = "2001:db8::2"),
	IS("x@ip6-zone.example", "permerror"), IS("x@ip6-9.example", "permerror"),

	/* 5.7 */
	IS("x@ex.example", "pass"), IS("x@ex.example", "pass", .ip = SIX), IS("x@ex-none.example", "fail", .voids = 2), IS("x@ex-six.example", "fail", .ip = SIX),
	IS("x@ex-temp.example", "temperror"), IS("x@ex-bare.example", "permerror"), IS("x@ex-colon.example", "permerror"), IS("x@ex-cidr.example", "permerror"),
	IS("x@ex-any.example", "pass", .ip = "203.0.113.200"), IS("anna-list@ex-macro.example", "pass"), IS("anna+list@ex-macro.example", "pass"),
	IS("bert@ex-macro.example", "fail"),

	/* the longest chain: the record, those that it includes, those that they include and the servers' addresses */
	IS("x@wide.example", "pass", .rounds = 3, .lookups = 10),
};
/* clang-format on */

static void test_cases(void **state)
{
	test_spf_cases(*state, cases, sizeof cases / sizeof *cases);
}

static struct spf_result audit(struct fixture *fixture, const char *domain, size_t *rounds_r)
{
	struct lookups *lookups = fixture_renew(fixture, 4000);
	struct spf_query query = {.sender = domain, .helo = "", .audit = true};
	struct spf_result result;

	spf_check(lookups, &query, &result);
	if (rounds_r)
		*rounds_r = lookups_rounds(lookups);
	return result;
}

/* What is wrong anywhere behind a record is found without an address. */
static void test_audit(void **state)
{
	static const struct {
		const char *domain;
		enum spf_code code;
		enum spf_trouble trouble;
		int lookups, voids;
		size_t places;
	} records[] = {
		{"pass.example", SPF_NEUTRAL, SPF_FINE, 0, 0, 1},
		{"wide.example", SPF_NEUTRAL, SPF_FINE, 9, 0, 7},
		{"in-deep.example", SPF_NEUTRAL, SPF_FINE, 2, 0, 3},
		{"limit10.example", SPF_NEUTRAL, SPF_FINE, 10, 0, 1},
		{"limit-late.example", SPF_PERMERROR, SPF_TOO_MANY_LOOKUPS, 13, 12, 1},
		{"limit-redirect.example", SPF_PERMERROR, SPF_TOO_MANY_LOOKUPS, 11, 0, 4},
		{"loop.example", SPF_PERMERROR, SPF_TOO_MANY_LOOKUPS, 50, 0, 51},
		{"void3.example", SPF_PERMERROR, SPF_TOO_MANY_VOIDS, 3, 3, 1},
		{"in-order.example", SPF_TEMPERROR, SPF_LOOKUP_FAILED, 1, 0, 2},
		{"in-gone.example", SPF_PERMERROR, SPF_INCLUDE_NONE, 1, 0, 2},
		{"in-wrong.example", SPF_PERMERROR, SPF_SYNTAX, 1, 0, 2},
		{"mx11.example", SPF_PERMERROR, SPF_TOO_MANY_MX, 1, 0, 1},
		{"six-only.example", SPF_NONE, SPF_NO_DOMAIN, 0, 0, 1},
		{"a-slash6.example", SPF_NEUTRAL, SPF_FINE, 1, 0, 1},
	};

	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		size_t rounds;
		struct spf_result result = audit(*state, records[i].domain, &rounds);

		if (result.code != records[i].code || result.trouble != records[i].trouble ||
			result.lookups != records[i].lookups || result.voids != records[i].voids ||
			result.places.n != records[i].places)
			fail_msg("%s: %s, trouble %d, %d lookups, %d voids, %zu places", records[i].domain,
				spf_code_name(result.code), result.trouble, result.lookups, result.voids,
				result.places.n);
		assert_in_range(rounds, 1, 4);
		assert_string_equal(result.places.items[0], records[i].domain);
		spf_result_release(&result);
	}
}

static void test_audit_tells(void **state)
{
	struct spf_result result = audit(*state, "all.example", NULL);

	assert_true(result.allows_all);
	assert_false(result.opaque);
	spf_result_release(&result);
	result = audit(*state, "ip4-23.example", NULL);
	assert_false(result.allows_all);
	assert_int_equal(result.widest4, 23);
	assert_int_equal(result.widest6, 129);
	assert_string_equal(result.widest, "ip4:192.0.3.77/23");
	assert_string_equal(result.record, "v=spf1 ip4:192.0.3.77/23 -all");
	spf_result_release(&result);
	result = audit(*state, "ex-macro.example", NULL);
	assert_true(result.opaque);
	assert_int_equal(result.voids, 0);
	spf_result_release(&result);
	result = audit(*state, "ptr.example", NULL);
	assert_true(result.uses_ptr);
	spf_result_release(&result);
}

/* Nobody there: that is told from a server that fails. */
static void test_unreachable(void **state)
{
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(2000)};
	struct fixture *fixture = *state;
	struct test_dns *gone = test_dns_new(test_zone_answer, (void *)zone, false);
	struct dns_config nobody = {.servers = {test_dns_addr(gone)}, .n_servers = 1};
	struct spf_query query = {.sender = "anna@pass.example", .helo = ""};
	struct spf_result result;
	struct lookups *lookups;

	test_dns_free(&gone);
	lookups = lookups_new(&scope, &nobody);
	assert_true(net_addr_parse("192.0.2.1", 0, &query.ip));
	spf_check(lookups, &query, &result);
	assert_int_equal(result.code, SPF_TEMPERROR);
	assert_true(result.unreachable);
	spf_result_release(&result);
	lookups_free(&lookups);
	lookups = fixture_renew(fixture, 2000);
	query.sender = "anna@txt-fails.example";
	spf_check(lookups, &query, &result);
	assert_int_equal(result.code, SPF_TEMPERROR);
	assert_false(result.unreachable);
	spf_result_release(&result);
}

/* The way, as data: what the words are made from. */
static void test_trace(void **state)
{
	struct lookups *lookups = fixture_renew(*state, 4000);
	struct spf_query query = {.sender = "anna@in-deep.example", .helo = ""};
	struct spf_result result;
	static const enum spf_said said[] = {SPF_SAID_RECORD, SPF_SAID_INCLUDE, SPF_SAID_RECORD,
		SPF_SAID_INCLUDE, SPF_SAID_RECORD, SPF_SAID_NETWORK, SPF_SAID_ALL, SPF_SAID_INCLUDED,
		SPF_SAID_ALL, SPF_SAID_INCLUDED, SPF_SAID_ALL, SPF_SAID_RESULT};

	assert_true(net_addr_parse("203.0.113.1", 0, &query.ip));
	spf_check(lookups, &query, &result);
	assert_int_equal(result.trace.n, sizeof said / sizeof *said);
	for (size_t i = 0; i < result.trace.n; i++)
		assert_int_equal(result.trace.items[i].said, said[i]);
	assert_string_equal(result.trace.items[5].place, "include:pass.example");
	assert_string_equal(result.trace.items[5].term, "ip4:192.0.2.1");
	assert_string_equal(result.trace.items[5].text, "192.0.2.1");
	assert_false(result.trace.items[5].matched);
	assert_string_equal(result.trace.items[10].place, "in-deep.example");
	assert_string_equal(result.matched, "-all");
	spf_result_release(&result);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ZONE_TEST(test_cases, zone),
		ZONE_TEST(test_audit, zone),
		ZONE_TEST(test_audit_tells, zone),
		ZONE_TEST(test_unreachable, zone),
		ZONE_TEST(test_trace, zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
