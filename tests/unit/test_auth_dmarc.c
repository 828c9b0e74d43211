/*
 * DMARC records: what counts as one, what it says, what was meant as one (RFC 9989 sections 4.7 and 4.8, RFC 7489 section 6).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/dmarc.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void test_is_record(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} table[] = {
		{"v=DMARC1", true},
		{"v=DMARC1;", true},
		{"v=DMARC1; p=none", true},
		{"v = DMARC1 ; p = none", true},
		{"V=DMARC1;p=none", true},
		{"v=DMARC1\t;p=none", true},
		{"v=DMARC1;;;p=none;;", true},
		{"", false},
		{" v=DMARC1; p=none", false},
		{"\tv=DMARC1; p=none", false},
		{";v=DMARC1; p=none", false},
		{"\"v=DMARC1; p=none\"", false},
		{"v=dmarc1; p=none", false},
		{"v=DMARC1 p=none", false},
		{"v=DMARC1, p=none", false},
		{"v=DMARC10; p=none", false},
		{"v=DMARC; p=none", false},
		{"v=DMARC2; p=none", false},
		{"p=none; v=DMARC1", false},
		{"v=spf1 -all", false},
		{"v", false},
		{"v=", false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		if (dmarc_is_record(table[i].text, strlen(table[i].text)) != table[i].is)
			fail_msg("%s", table[i].text);
	}
}

/* A NUL in a string of TXT is a byte like others. */
static void test_bytes(void **state)
{
	static const char text[] = "v=DMARC1;p=re\0ject; rua=mailto:a@example.org\0";
	struct dmarc_record record;

	(void)state;
	assert_true(dmarc_is_record(text, sizeof text - 1));
	dmarc_parse(text, sizeof text - 1, &record);
	assert_int_equal(record.p, DMARC_POLICY_ABSENT);
	assert_int_equal(record.faults, DMARC_P_WRONG | DMARC_URI_WRONG);
	assert_string_equal(dmarc_piece(&record, DMARC_P_WRONG), "p=re\\0ject");
	assert_string_equal(dmarc_piece(&record, DMARC_URI_WRONG), "rua=mailto:a@example.org\\0");
	assert_string_equal(dmarc_piece(&record, DMARC_MANY_URIS), "");
	assert_false(dmarc_is_record("v=DMARC1\0;p=none", 16));
	assert_false(dmarc_is_record("v=DMARC1", 7));
}

#define ABSENT	   DMARC_POLICY_ABSENT
#define NONE	   DMARC_POLICY_NONE
#define QUARANTINE DMARC_POLICY_QUARANTINE
#define REJECT	   DMARC_POLICY_REJECT

static void test_tags(void **state)
{
	static const struct {
		const char *text;
		enum dmarc_policy p, sp, np;
		const char *flags; /* psd, then "t" for test, "d" and "s" for strict alignment */
		unsigned faults;
		bool counts;
	} table[] = {
		{"v=DMARC1; p=none", NONE, ABSENT, ABSENT, "u", 0, true},
		{"v=DMARC1; p=Reject; sp=QUARANTINE;np=none;", REJECT, QUARANTINE, NONE, "u", 0, true},
		{"v=DMARC1;rua=mailto:a@example.org;p=quarantine", QUARANTINE, ABSENT, ABSENT, "u", 0, true},
		{"v=DMARC1; p=reject; adkim=s; aspf=S; t=y; psd=n; fo=1:d:s; ruf=mailto:f@example.org",
			REJECT, ABSENT, ABSENT, "ntds", 0, true},
		{"v=DMARC1; p=reject; adkim=r; aspf=r; t=n; psd=u; fo=0", REJECT, ABSENT, ABSENT, "u", 0,
			true},
		{"v=DMARC1; p=none; psd=y", NONE, ABSENT, ABSENT, "y", 0, true},
		{"v=DMARC1; p=none; pct=100; rf=afrf; ri=86400", NONE, ABSENT, ABSENT, "u", DMARC_OLD, true},
		{"v=DMARC1; p=reject; pct=20", REJECT, ABSENT, ABSENT, "u", DMARC_OLD | DMARC_PERCENT, true},
		{"v=DMARC1; p=reject; pct=all", REJECT, ABSENT, ABSENT, "u", DMARC_OLD | DMARC_FLAG_WRONG,
			true},
		{"v=DMARC1", ABSENT, ABSENT, ABSENT, "u", DMARC_P_MISSING, false},
		{"v=DMARC1; rua=mailto:a@example.org", ABSENT, ABSENT, ABSENT, "u", DMARC_P_MISSING, true},
		{"v=DMARC1; p=rejekt", ABSENT, ABSENT, ABSENT, "u", DMARC_P_WRONG, false},
		{"v=DMARC1; p=", ABSENT, ABSENT, ABSENT, "u", DMARC_P_WRONG, false},
		{"v=DMARC1; p=\"reject\"", ABSENT, ABSENT, ABSENT, "u", DMARC_P_WRONG, false},
		{"v=DMARC1; p=reject pct=100", ABSENT, ABSENT, ABSENT, "u", DMARC_P_WRONG, false},
		{"v=DMARC1; p=rejekt; rua=mailto:a@example.org", ABSENT, ABSENT, ABSENT, "u", DMARC_P_WRONG,
			true},
		{"v=DMARC1; p=reject; sp=no", REJECT, ABSENT, ABSENT, "u", DMARC_SUB_WRONG, false},
		{"v=DMARC1; p=reject; np=no; rua=mailto:a@example.org", REJECT, ABSENT, ABSENT, "u",
			DMARC_SUB_WRONG, true},
		{"v=DMARC1; p=reject; adkim=strict", REJECT, ABSENT, ABSENT, "u", DMARC_ALIGN_WRONG, true},
		{"v=DMARC1; p=reject; t=yes; psd=maybe", REJECT, ABSENT, ABSENT, "u", DMARC_FLAG_WRONG, true},
		{"v=DMARC1; p=reject; fo=1:1", REJECT, ABSENT, ABSENT, "u", DMARC_FLAG_WRONG, true},
		{"v=DMARC1; p=reject; fo=", REJECT, ABSENT, ABSENT, "u", DMARC_FLAG_WRONG, true},
		{"v=DMARC1; p=none; p=reject", NONE, ABSENT, ABSENT, "u", DMARC_TWICE, true},
		{"v=DMARC1; p=none; all mail", NONE, ABSENT, ABSENT, "u", DMARC_NO_TAG, true},
		{"v=DMARC1; p=none; =x", NONE, ABSENT, ABSENT, "u", DMARC_NO_TAG, true},
		{"v=DMARC1; p=none; policy=reject", NONE, ABSENT, ABSENT, "u", DMARC_UNKNOWN, true},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct dmarc_record record;
		char flags[6] = "";
		size_t n = 0;

		assert_true(dmarc_is_record(table[i].text, strlen(table[i].text)));
		dmarc_parse(table[i].text, strlen(table[i].text), &record);
		flags[n++] = record.psd;
		if (record.test)
			flags[n++] = 't';
		if (record.strict_dkim)
			flags[n++] = 'd';
		if (record.strict_spf)
			flags[n++] = 's';
		if (record.p != table[i].p || record.sp != table[i].sp || record.np != table[i].np ||
			record.faults != table[i].faults || strcmp(flags, table[i].flags) != 0 ||
			dmarc_counts(&record) != table[i].counts)
			fail_msg("%s: p %d sp %d np %d flags %s faults %x", table[i].text, record.p,
				record.sp, record.np, flags, record.faults);
	}
}

static void test_addresses(void **state)
{
	static const struct {
		const char *uri, *text, *host;
		bool valid;
	} table[] = {
		{"mailto:dmarc@example.org", "mailto:dmarc@example.org", "example.org", true},
		{"MAILTO:Dmarc@Example.ORG.", "MAILTO:Dmarc@Example.ORG.", "example.org", true},
		{"mailto:a@example.org!10m", "mailto:a@example.org", "example.org", true},
		{"mailto:a@example.org!500", "mailto:a@example.org", "example.org", true},
		{"mailto:a@example.org!10x", "mailto:a@example.org!10x", "", false},
		{"mailto:a@example.org!m", "mailto:a@example.org!m", "", false},
		{"mailto:a@example.org?subject=x", "mailto:a@example.org?subject=x", "example.org", true},
		{"a@example.org", "a@example.org", "", false},
		{"mailto:example.org", "mailto:example.org", "", false},
		{"mailto://a@example.org", "mailto://a@example.org", "example.org", true},
		{"mailto:<a@example.org>", "mailto:<a@example.org>", "", false},
		{"mailto:a b@example.org", "mailto:a b@example.org", "", false},
		{"mailto:", "mailto:", "", false},
		{"https://example.org/dmarc", "https://example.org/dmarc", "", true},
		{"1x:y", "1x:y", "", false},
		{":y", ":y", "", false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct str STR_AUTO text = STR_INIT;
		struct dmarc_record record;

		str_addf(&text, "v=DMARC1; p=none; ruf=%s", table[i].uri);
		dmarc_parse(str_text(&text), text.len, &record);
		assert_int_equal(record.n_ruf, 1);
		assert_int_equal(record.n_rua, 0);
		assert_string_equal(record.ruf[0].text, table[i].text);
		assert_string_equal(record.ruf[0].host, table[i].host);
		if (record.ruf[0].valid != table[i].valid)
			fail_msg("%s", table[i].uri);
		assert_int_equal(record.faults, table[i].valid ? 0 : DMARC_URI_WRONG);
	}
}

static void test_many_addresses(void **state)
{
	struct str STR_AUTO text = STR_INIT;
	struct dmarc_record record;

	(void)state;
	str_add(&text, "v=DMARC1; p=none; rua=");
	for (int i = 0; i < 12; i++)
		str_addf(&text, "%s mailto:a%d@example.org ", i ? "," : "", i);
	dmarc_parse(str_text(&text), text.len, &record);
	assert_int_equal(record.n_rua, DMARC_URIS_MAX);
	assert_int_equal(record.faults, DMARC_MANY_URIS);
	assert_string_equal(record.rua[9].text, "mailto:a9@example.org");
	dmarc_parse("v=DMARC1;p=none;rua=mailto:a@example.org,,mailto:b@example.org,", 63, &record);
	assert_int_equal(record.n_rua, 2);
	assert_int_equal(record.faults, 0);
}

/* What was meant, how far it is from a record, and what to publish. */
static void test_near(void **state)
{
	static const struct {
		const char *text;
		bool at_home;
		enum dmarc_near near;
		const char *mended;
	} table[] = {
		{" v=DMARC1; p=reject", true, DMARC_NEAR_BLANK, "v=DMARC1; p=reject"},
		{"\xef\xbb\xbfv=DMARC1; p=none", true, DMARC_NEAR_BLANK, "v=DMARC1; p=none"},
		{"\"v=DMARC1; p=none\"", true, DMARC_NEAR_QUOTED, "v=DMARC1; p=none"},
		{"\xe2\x80\x9cv=DMARC1; p=none; sp=reject\xe2\x80\x9d", true, DMARC_NEAR_QUOTED,
			"v=DMARC1; p=none; sp=reject"},
		{"v=DMARC1\\; p=none\\; rua=mailto:a@example.org", true, DMARC_NEAR_QUOTED,
			"v=DMARC1; p=none; rua=mailto:a@example.org"},
		{"v=dmarc1; p=none", true, DMARC_NEAR_VERSION, "v=DMARC1; p=none"},
		{"v=DMARC; p=none", true, DMARC_NEAR_VERSION, "v=DMARC1; p=none"},
		{"v=DMARC2; p=none", true, DMARC_NEAR_VERSION, "v=DMARC1; p=none"},
		{"v=DMARC1.0; p=none", true, DMARC_NEAR_VERSION, "v=DMARC1; p=none"},
		{"v:DMARC1; p:none", true, DMARC_NEAR_VERSION, "v=DMARC1; p=none"},
		{"DMARC1; p=quarantine", true, DMARC_NEAR_VERSION, "v=DMARC1; p=quarantine"},
		{"p=reject", true, DMARC_NEAR_VERSION, "v=DMARC1; p=reject"},
		{"p=reject; v=DMARC1; rua=mailto:a@example.org", true, DMARC_NEAR_ORDER,
			"v=DMARC1; p=reject; rua=mailto:a@example.org"},
		{"v=DMARC1 p=reject rua=mailto:a@example.org", true, DMARC_NEAR_SEPARATOR,
			"v=DMARC1; p=reject; rua=mailto:a@example.org"},
		{"v=DMARC1, p=none, rua=mailto:a@example.org, mailto:b@example.org", true,
			DMARC_NEAR_SEPARATOR,
			"v=DMARC1; p=none; rua=mailto:a@example.org,mailto:b@example.org"},
		{"v=DMARC1 p=none; pct=100", false, DMARC_NEAR_SEPARATOR, "v=DMARC1; p=none"},
		{"v=DMARC1;p=none", true, DMARC_NEAR_NOT, "v=DMARC1; p=none"},
		{"v=DMARC1; p=rejct; rua=a@example.org", true, DMARC_NEAR_NOT,
			"v=DMARC1; p=reject; rua=mailto:a@example.org"},
		{"v=DMARC1; p=quarentine; sp=quar; adkim=strict; aspf=relaxed; fo=1:d", true, DMARC_NEAR_NOT,
			"v=DMARC1; p=quarantine; sp=quarantine; adkim=s; fo=1:d"},
		{"v=DMARC1; p=block; rua=mailto: a@example.org!10m", true, DMARC_NEAR_NOT,
			"v=DMARC1; p=none; rua=mailto:a@example.org"},
		{"v=DMARC1; p=reject; pct=10", true, DMARC_NEAR_NOT, "v=DMARC1; p=reject; t=y"},
		{"v=spf1 -all", true, DMARC_NEAR_NOT, "v=DMARC1; p=none"},
		{"google-site-verification=abc", false, DMARC_NEAR_NOT, "v=DMARC1; p=none"},
		{"dmarc-verification=abc", false, DMARC_NEAR_NOT, "v=DMARC1; p=none"},
		{"v=DKIM1; p=MIGf", false, DMARC_NEAR_NOT, "v=DMARC1; p=none"},
		{"p=reject", false, DMARC_NEAR_NOT, "v=DMARC1; p=reject"},
		{"", true, DMARC_NEAR_NOT, "v=DMARC1; p=none"},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		size_t len = strlen(table[i].text);
		struct str STR_AUTO mended = STR_INIT;
		struct dmarc_record record;

		if (dmarc_near(table[i].text, len, table[i].at_home) != table[i].near)
			fail_msg("%s: %d", table[i].text, dmarc_near(table[i].text, len, table[i].at_home));
		dmarc_mend(table[i].text, len, &mended);
		assert_string_equal(str_text(&mended), table[i].mended);
		/* What we would have published is right. */
		assert_true(dmarc_is_record(str_text(&mended), mended.len));
		dmarc_parse(str_text(&mended), mended.len, &record);
		assert_int_equal(record.faults, 0);
	}
}

static void test_soften(void **state)
{
	static const char text[] =
		"v=DMARC1; p=reject; sp=quarantine; np=reject; t=y; pct=5; adkim=s; rua=mailto:a@example.org";
	struct str STR_AUTO soft = STR_INIT;

	(void)state;
	dmarc_soften(text, sizeof text - 1, &soft);
	assert_string_equal(
		str_text(&soft), "v=DMARC1; p=none; sp=none; np=none; adkim=s; rua=mailto:a@example.org");
}

static struct dns_answer texts(struct dns_record *records, const char *const *strings)
{
	struct dns_answer answer = {.type = DNS_TXT, .outcome = DNS_FOUND, .records = records};

	for (; strings[answer.n]; answer.n++) {
		records[answer.n].type = DNS_TXT;
		records[answer.n].u.txt.bytes = (char *)strings[answer.n];
		records[answer.n].u.txt.len = strlen(strings[answer.n]);
	}
	return answer;
}

static void test_select(void **state)
{
	static const struct {
		const char *strings[4];
		size_t n;
		enum dmarc_near near;
		const char *text, *mended;
	} table[] = {
		{{"v=DMARC1; p=none"}, 1, DMARC_NEAR_NOT, "v=DMARC1; p=none", ""},
		{{"v=spf1 -all", "v=DMARC1; p=none; x=1"}, 1, DMARC_NEAR_NOT, "v=DMARC1; p=none; x=1", ""},
		{{"v=DMARC1; p=nnone"}, 1, DMARC_NEAR_NOT, "v=DMARC1; p=nnone", "v=DMARC1; p=none"},
		{{"v=DMARC1; p=reject", "v=DMARC1; p=none; rua=mailto:a@example.org"}, 2, DMARC_NEAR_NOT,
			"v=DMARC1; p=reject", "v=DMARC1; p=none; rua=mailto:a@example.org"},
		{{"v=DMARC1; p=none", "v=DMARC1; p=none", "v=DMARC1; p=none"}, 3, DMARC_NEAR_NOT,
			"v=DMARC1; p=none", "v=DMARC1; p=none"},
		{{" v=DMARC1; p=none", "v=spf1 -all"}, 0, DMARC_NEAR_BLANK, " v=DMARC1; p=none",
			"v=DMARC1; p=none"},
		{{"v=DMARC1; p=reject", " v=DMARC1; p=none"}, 1, DMARC_NEAR_NOT, "v=DMARC1; p=reject", ""},
		{{"v=spf1 -all"}, 0, DMARC_NEAR_NOT, "", ""},
		{{NULL}, 0, DMARC_NEAR_NOT, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct dns_record records[4];
		struct dns_answer answer = texts(records, table[i].strings);
		struct dmarc_at at;

		dmarc_select(&answer, true, &at);
		assert_int_equal(at.outcome, DNS_FOUND);
		assert_int_equal(at.n, table[i].n);
		assert_int_equal(at.near, table[i].near);
		assert_string_equal(at.text, table[i].text);
		assert_string_equal(str_text(&at.mended), table[i].mended);
		assert_int_equal(dmarc_at_counts(&at), table[i].n == 1);
		dmarc_at_release(&at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_record),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_many_addresses),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_soften),
		cmocka_unit_test(test_select),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
