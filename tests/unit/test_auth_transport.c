/*
 * What a domain publishes about encryption between servers: MTA-STS (RFC 8461), TLS reports (RFC 8460), TLSA (RFC 6698, RFC 7672), over
 * real packets where DNS is involved.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/mta_sts.h"
#include "checks/auth/tls_rpt.h"
#include "checks/auth/tlsa.h"
#include "checks/base/str.h"
#include "tests/unit/support/zone_lookups.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define HASH	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OTHER	    "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const struct test_zone_record zone[] = {
	{"_mta-sts.good.test", "TXT", "v=STSv1; id=20160831085700Z;"},
	{"_mta-sts.bare.test", "TXT", "v=STSv1;id=1"},
	{"_mta-sts.more.test", "TXT", "other"},
	{"_mta-sts.more.test", "TXT", "v=STSv1; foo=bar; id=abc; id=def"},
	{"_mta-sts.alias.test", "CNAME", "_mta-sts.good.test"},
	{"_mta-sts.two.test", "TXT", "v=STSv1; id=1;"},
	{"_mta-sts.two.test", "TXT", "v=STSv1; id=2;"},
	{"_mta-sts.noid.test", "TXT", "v=STSv1;"},
	{"_mta-sts.dash.test", "TXT", "v=STSv1; id=2026-11-21;"},
	{"_mta-sts.long.test", "TXT", "v=STSv1; id=123456789012345678901234567890123;"},
	{"_mta-sts.blank.test", "TXT", " v=STSv1; id=1;"},
	{"_mta-sts.case.test", "TXT", "V=STSV1; id=1;"},
	{"_mta-sts.two.version.test", "TXT", "v=STSv2; id=1;"},
	{"_mta-sts.piece.test", "TXT", "v=STSv1; id=1; hello"},
	{"_mta-sts.comma.test", "TXT", "v=STSv1, id=1"},
	{"_mta-sts.spf.test", "TXT", "v=spf1 -all"},
	{"_mta-sts.fails.test", "SERVFAIL", ""},
	{"_smtp._tls.good.test", "TXT", "v=TLSRPTv1;rua=mailto:reports@good.test"},
	{"_smtp._tls.web.test", "TXT", "v=TLSRPTv1; rua=https://web.test/v1, mailto:a@b.test"},
	{"_smtp._tls.some.test", "TXT", "v=TLSRPTv1; rua=gopher:x,mailto:a@b.test?subject=x; x=y"},
	{"_smtp._tls.two.test", "TXT", "v=TLSRPTv1;rua=mailto:a@two.test"},
	{"_smtp._tls.two.test", "TXT", "v=TLSRPTv1;rua=mailto:b@two.test"},
	{"_smtp._tls.none.test", "TXT", "v=TLSRPTv1;"},
	{"_smtp._tls.bare.test", "TXT", "v=TLSRPTv1; rua=reports@bare.test"},
	{"_smtp._tls.blank.test", "TXT", "\"v=TLSRPTv1; rua=mailto:a@b.test\""},
	{"_smtp._tls.piece.test", "TXT", "v=TLSRPTv1; rua=mailto:a@b.test; mailto:c@d.test"},
	{"_smtp._tls.other.test", "TXT", "v=TLSRPTv2; rua=mailto:a@b.test"},
	{"_smtp._tls.fails.test", "SERVFAIL", ""},
	{"_25._tcp.mx.good.test", "TLSA", "3 1 1 " HASH},
	{"_25._tcp.mx.good.test", "TLSA", "2 0 1 " OTHER},
	{"_25._tcp.mx.good.test", "SECURE", ""},
	{"_25._tcp.mx.open.test", "TLSA", "3 1 1 " HASH},
	{"_25._tcp.mx.pkix.test", "TLSA", "1 0 1 " HASH},
	{"_25._tcp.mx.pkix.test", "TLSA", "0 1 1 " HASH},
	{"_25._tcp.mx.pkix.test", "SECURE", ""},
	{"_25._tcp.mx.part.test", "TLSA", "3 1 2 " HASH HASH},
	{"_25._tcp.mx.part.test", "TLSA", "3 2 1 " HASH},
	{"_25._tcp.mx.part.test", "TLSA", "3 1 3 " HASH},
	{"_25._tcp.mx.part.test", "TLSA", "3 1 1 0011"},
	{"_25._tcp.mx.part.test", "TLSA", "3 1 1"},
	{"_25._tcp.mx.part.test", "TLSA", "9 1 1 " HASH},
	{"_25._tcp.mx.part.test", "TLSA", "3 1 0 3082000011"},
	{"_25._tcp.mx.part.test", "TLSA", "3 1 0 0182000011"},
	{"_25._tcp.mx.part.test", "SECURE", ""},
	{"_25._tcp.mx.fails.test", "SERVFAIL", ""},
	{NULL, NULL, NULL},
};

static const struct dns_answer *ask(
	struct fixture *fixture, const char *prefix, const char *domain, enum dns_type type)
{
	struct str STR_AUTO name = STR_INIT;

	str_addf(&name, "%s.%s", prefix, domain);
	return lookups_ask(fixture->lookups, str_text(&name), type);
}

static void test_sts_record(void **state)
{
	static const struct {
		const char *domain;
		enum mta_sts_record is;
		const char *id;
	} table[] = {
		{"good.test", MTA_STS_FOUND, "20160831085700Z"},
		{"bare.test", MTA_STS_FOUND, "1"},
		{"more.test", MTA_STS_FOUND, "abc"},
		{"alias.test", MTA_STS_FOUND, "20160831085700Z"},
		{"two.test", MTA_STS_SEVERAL, ""},
		{"noid.test", MTA_STS_NO_ID, ""},
		{"dash.test", MTA_STS_NO_ID, ""},
		{"long.test", MTA_STS_NO_ID, ""},
		{"blank.test", MTA_STS_SYNTAX, ""},
		{"case.test", MTA_STS_SYNTAX, ""},
		{"two.version.test", MTA_STS_SYNTAX, ""},
		{"piece.test", MTA_STS_SYNTAX, "1"},
		{"comma.test", MTA_STS_SYNTAX, ""},
		{"spf.test", MTA_STS_NONE, ""},
		{"missing.test", MTA_STS_NONE, ""},
		{"fails.test", MTA_STS_UNKNOWN, ""},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < N_OF(table); i++) {
		char id[33], text[100];
		enum mta_sts_record is = mta_sts_record(
			ask(fixture, "_mta-sts", table[i].domain, DNS_TXT), id, text, sizeof text);

		if (is != table[i].is || strcmp(id, table[i].id) != 0)
			fail_msg("%s: %d, id %s", table[i].domain, is, id);
		assert_int_equal(text[0] != '\0', is != MTA_STS_NONE && is != MTA_STS_UNKNOWN);
	}
}

static void test_sts_policy(void **state)
{
	static const struct {
		const char *text;
		enum mta_sts_fault fault;
		enum mta_sts_mode mode;
		int64_t max_age;
		size_t n_mx;
		const char *piece;
	} table[] = {
		{"version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmx: "
		 "backupmx.example.com\n"
		 "max_age: 604800\n",
			MTA_STS_FINE, MTA_STS_MODE_ENFORCE, 604800, 3, ""},
		{"version:STSv1\r\nmode:testing\r\nmx:\t Mail.Example.COM. \r\nmax_age:1\r\n\r\n",
			MTA_STS_FINE, MTA_STS_MODE_TESTING, 1, 1, ""},
		{"mode: none\nversion: STSv1\nmax_age: 86400", MTA_STS_FINE, MTA_STS_MODE_NONE, 86400, 0, ""},
		{"version: STSv1\nmode: enforce\nmode: none\nmx: a.test\nmax_age: 5\nfoo: bar baz\n",
			MTA_STS_FINE, MTA_STS_MODE_ENFORCE, 5, 1, ""},
		{"version: STSv1\nmode: enforce\nmax_age: 5\n", MTA_STS_NO_MX, MTA_STS_MODE_ENFORCE, 5, 0,
			""},
		{"version: STSv2\nmode: none\nmax_age: 5\n", MTA_STS_NO_VERSION, MTA_STS_MODE_NONE, 5, 0,
			"STSv2"},
		{"mode: none\nmax_age: 5\n", MTA_STS_NO_VERSION, MTA_STS_MODE_NONE, 5, 0, ""},
		{"version: STSv1\nmode: on\nmax_age: 5\n", MTA_STS_NO_MODE, MTA_STS_MODE_NONE, 5, 0, "on"},
		{"version: STSv1\nmax_age: 5\n", MTA_STS_NO_MODE, MTA_STS_MODE_NONE, 5, 0, ""},
		{"version: STSv1\nmode: none\n", MTA_STS_NO_AGE, MTA_STS_MODE_NONE, 0, 0, ""},
		{"version: STSv1\nmode: none\nmax_age: one week\n", MTA_STS_NO_AGE, MTA_STS_MODE_NONE, 0, 0,
			"one week"},
		{"version: STSv1\nmode: none\nmax_age: 31557601\n", MTA_STS_NO_AGE, MTA_STS_MODE_NONE, 0, 0,
			"31557601"},
		{"version: STSv1\nmode: none\nmax_age: 31557600\n", MTA_STS_FINE, MTA_STS_MODE_NONE, 31557600,
			0, ""},
		{"version: STSv1\nmode: enforce\nmx: 192.0.2.1\nmax_age: 5\n", MTA_STS_BAD_MX,
			MTA_STS_MODE_ENFORCE, 5, 0, "192.0.2.1"},
		{"version: STSv1\nmode: enforce\nmx: .example.com\nmax_age: 5\n", MTA_STS_BAD_MX,
			MTA_STS_MODE_ENFORCE, 5, 0, ".example.com"},
		{"version: STSv1\nmode: enforce\nmx: mail.*.com\nmax_age: 5\n", MTA_STS_BAD_MX,
			MTA_STS_MODE_ENFORCE, 5, 0, "mail.*.com"},
		{"version: STSv1\nmode: enforce\nmx: a.test, b.test\nmax_age: 5\n", MTA_STS_BAD_MX,
			MTA_STS_MODE_ENFORCE, 5, 0, "a.test, b.test"},
		{"<!doctype html>\n<html>", MTA_STS_BAD_LINE, MTA_STS_MODE_NONE, 0, 0, "<!doctype html>"},
		{"", MTA_STS_NO_VERSION, MTA_STS_MODE_NONE, 0, 0, ""},
		{"\xff\xfe\x01: x\n", MTA_STS_NO_VERSION, MTA_STS_MODE_NONE, 0, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct mta_sts_policy policy;

		mta_sts_parse(table[i].text, strlen(table[i].text), &policy);
		if (policy.fault != table[i].fault || policy.mode != table[i].mode ||
			policy.max_age != table[i].max_age || policy.n_mx != table[i].n_mx)
			fail_msg("%s: fault %d, mode %d, %lld, %zu", table[i].text, policy.fault, policy.mode,
				(long long)policy.max_age, policy.n_mx);
		assert_string_equal(policy.piece, table[i].piece);
	}
}

static void test_sts_allows(void **state)
{
	static const char text[] =
		"version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmax_age: 5\n";
	static const struct {
		const char *host;
		bool allowed;
	} table[] = {
		{"mail.example.com", true},
		{"MAIL.example.COM", true},
		{"mail2.example.com", false},
		{"example.com", false},
		{"a.example.net", true},
		{"a.b.example.net", false},
		{"example.net", false},
		{".example.net", false},
		{"", false},
	};
	struct mta_sts_policy policy;

	(void)state;
	mta_sts_parse(text, sizeof text - 1, &policy);
	for (size_t i = 0; i < N_OF(table); i++) {
		if (mta_sts_allows(&policy, table[i].host) != table[i].allowed)
			fail_msg("%s", table[i].host);
	}
}

static void test_reports(void **state)
{
	static const struct {
		const char *domain;
		enum tls_rpt is;
	} table[] = {
		{"good.test", TLS_RPT_FOUND},
		{"web.test", TLS_RPT_FOUND},
		{"some.test", TLS_RPT_FOUND},
		{"two.test", TLS_RPT_SEVERAL},
		{"none.test", TLS_RPT_NO_ADDRESS},
		{"bare.test", TLS_RPT_NO_ADDRESS},
		{"blank.test", TLS_RPT_SYNTAX},
		{"piece.test", TLS_RPT_SYNTAX},
		{"other.test", TLS_RPT_SYNTAX},
		{"missing.test", TLS_RPT_NONE},
		{"fails.test", TLS_RPT_UNKNOWN},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < N_OF(table); i++) {
		char text[100];
		enum tls_rpt is =
			tls_rpt_read(ask(fixture, "_smtp._tls", table[i].domain, DNS_TXT), text, sizeof text);

		if (is != table[i].is)
			fail_msg("%s: %d", table[i].domain, is);
	}
}

static void test_tlsa(void **state)
{
	static const struct {
		const char *host;
		enum tlsa_state is;
		size_t n, usable, usage, type, length;
		const char *piece;
	} table[] = {
		{"mx.good.test", TLSA_USABLE, 2, 2, 0, 0, 0, ""},
		{"mx.open.test", TLSA_INSECURE, 1, 1, 0, 0, 0, ""},
		{"mx.pkix.test", TLSA_UNUSABLE, 2, 0, 2, 0, 0, "1 0 1"},
		{"mx.part.test", TLSA_USABLE, 8, 2, 1, 2, 3, "3 2 1"},
		{"mx.missing.test", TLSA_NONE, 0, 0, 0, 0, 0, ""},
		{"mx.fails.test", TLSA_FAILED, 0, 0, 0, 0, 0, ""},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < N_OF(table); i++) {
		struct tlsa_set set;

		tlsa_read(ask(fixture, "_25._tcp", table[i].host, DNS_TLSA), &set);
		if (set.state != table[i].is || set.n != table[i].n || set.usable != table[i].usable ||
			set.wrong_usage != table[i].usage || set.wrong_type != table[i].type ||
			set.wrong_length != table[i].length)
			fail_msg("%s: %d, %zu of %zu; %zu %zu %zu", table[i].host, set.state, set.usable,
				set.n, set.wrong_usage, set.wrong_type, set.wrong_length);
		assert_string_equal(set.piece, table[i].piece);
	}
}

static void test_tlsa_match(void **state)
{
	struct fixture *fixture = *state;
	const struct dns_answer *good = ask(fixture, "_25._tcp", "mx.good.test", DNS_TLSA);
	struct tls_report report = {.n_chain = 0};

	assert_int_equal(tlsa_match(good, &report), TLSA_MATCH_UNKNOWN);
	report.n_chain = 2;
	/* the key of the server's own certificate, the certificate of its signer; never the other way round */
	str_copy(report.chain[0].sha256, sizeof report.chain[0].sha256, HASH);
	str_copy(report.chain[1].key_sha256, sizeof report.chain[1].key_sha256, OTHER);
	assert_int_equal(tlsa_match(good, &report), TLSA_DIFFERS);
	str_copy(report.chain[0].key_sha256, sizeof report.chain[0].key_sha256, HASH);
	assert_int_equal(tlsa_match(good, &report), TLSA_MATCHES);
	report.chain[0].key_sha256[0] = '\0';
	str_copy(report.chain[1].sha256, sizeof report.chain[1].sha256, OTHER);
	assert_int_equal(tlsa_match(good, &report), TLSA_MATCHES);
	assert_int_equal(
		tlsa_match(ask(fixture, "_25._tcp", "mx.pkix.test", DNS_TLSA), &report), TLSA_MATCH_UNKNOWN);
	assert_int_equal(
		tlsa_match(ask(fixture, "_25._tcp", "mx.part.test", DNS_TLSA), &report), TLSA_MATCH_UNKNOWN);
	assert_int_equal(
		tlsa_match(ask(fixture, "_25._tcp", "mx.fails.test", DNS_TLSA), &report), TLSA_MATCH_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sts_policy),
		cmocka_unit_test(test_sts_allows),
		ZONE_TEST(test_sts_record, zone),
		ZONE_TEST(test_reports, zone),
		ZONE_TEST(test_tlsa, zone),
		ZONE_TEST(test_tlsa_match, zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
