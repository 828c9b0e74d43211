/*
 * SPF records put right, and the line to publish.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/spf_record.h"
#include "checks/steps/dns/spf_mend.h"

/* Whatever is written can be read. */
static void assert_right(const char *text)
{
	struct spf_record record;

	assert_true(spf_record_is(text, strlen(text)));
	assert_true(spf_record_read(text, strlen(text), &record));
	spf_record_release(&record);
}

static void test_syntax(void **state)
{
	static const struct {
		const char *wrong, *right;
	} records[] = {
		{"v=spf1 ipv4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"},
		{"v=spf1 ip:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"},
		{"v=spf1 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"},
		{"v=spf1 a:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"},
		{"v=spf1 ip4:2001:db8::1 -all", "v=spf1 ip6:2001:db8::1 -all"},
		{"v=spf1 ip6:192.0.2.0/24 -all", "v=spf1 ip4:192.0.2.0/24 -all"},
		{"v=spf1 ip4:203.0.113.300 mx -all", "v=spf1 mx -all"},
		{"v=spf1 ip4:192.0.2.1/33 mx -all", "v=spf1 ip4:192.0.2.1 mx -all"},
		{"v=spf1 ip4:192.0.2.1, ip4:192.0.2.2; -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"},
		{"v=spf1 include: _spf.example.org -all", "v=spf1 include:_spf.example.org -all"},
		{"v=spf1 mx - all", "v=spf1 mx -all"},
		{"v=spf1 mx -all.", "v=spf1 mx -all"},
		{"v=spf1 includes:_spf.example.org ~all", "v=spf1 include:_spf.example.org ~all"},
		{"v=spf1 redirect:_spf.example.org", "v=spf1 redirect=_spf.example.org"},
		{"v=spf1 mx\xe2\x80\x8b -all", "v=spf1 mx -all"},
		{"v=spf1\tmx\xc2\xa0-all", "v=spf1 mx -all"},
		{"v=spf1 exists:%{z}.example.org mx -all", "v=spf1 mx -all"},
		{"v=spf1 mx redirect=a.example redirect=a.example", "v=spf1 mx redirect=a.example"},
		{"v=spf1 foo bar=baz mx mx -all", "v=spf1 bar=baz mx -all"},
		{"v=spf mx -all", "v=spf1 mx -all"},
		{" v=spf1 mx -all", "v=spf1 mx -all"},
		{"\"v=spf1 mx -all\"", "v=spf1 mx -all"},
		{"spf1 mx -all", "v=spf1 mx -all"},
		{"v=spf1;mx;-all", NULL},
		{"v=spf1", NULL},
		{"v=spf1 nonsense", NULL},
		{"google-site-verification=x", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct str STR_AUTO out = STR_INIT;
		bool mended = spf_mend_syntax(&out, records[i].wrong, strlen(records[i].wrong));

		if (!records[i].right) {
			assert_string_equal(str_text(&out), "");
			assert_false(mended);
			continue;
		}
		assert_string_equal(str_text(&out), records[i].right);
		assert_true(mended);
		assert_right(str_text(&out));
	}
}

static void test_add(void **state)
{
	static const struct {
		const char *record, *term, *result;
	} records[] = {
		{"v=spf1 mx -all", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1 mx -all"},
		{"v=spf1 -all", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1 -all"},
		{"v=spf1 -all IP4:192.0.2.1", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1 -all"},
		{"v=spf1", "include:_spf.example.org", "v=spf1 include:_spf.example.org"},
		{"v=spf1 redirect=_spf.example.org", "ip6:2001:db8::1",
			"v=spf1 ip6:2001:db8::1 redirect=_spf.example.org"},
		{"v=spf1 wrong -all", "ip4:192.0.2.1", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct str STR_AUTO out = STR_INIT;

		assert_int_equal(
			spf_mend_add(&out, records[i].record, records[i].term), records[i].result != NULL);
		assert_string_equal(str_text(&out), records[i].result ? records[i].result : "");
	}
}

static void test_drop(void **state)
{
	struct str STR_AUTO out = STR_INIT;

	(void)state;
	assert_true(spf_mend_drop(
		&out, "v=spf1 include:A.example mx include:a.example -all", "include:a.example"));
	assert_string_equal(str_text(&out), "v=spf1 mx -all");
	assert_false(spf_mend_drop(&out, "v=spf1 mx -all", "include:a.example"));
	assert_false(spf_mend_drop(&out, "v=spf1 mx foo", "mx"));
	assert_string_equal(str_text(&out), "v=spf1 mx -all");
}

static void test_merge(void **state)
{
	static const struct {
		const char *records[3], *result;
	} merges[] = {
		{{"v=spf1 mx -all", "v=spf1 include:spf.example.org -all"},
			"v=spf1 mx include:spf.example.org -all"},
		{{"v=spf1 mx -all", "v=spf1 a ~all"}, "v=spf1 mx a ~all"},
		{{"v=spf1 mx ~all", "v=spf1 mx -all", "v=spf1 ?all"}, "v=spf1 mx ?all"},
		{{"v=spf1 mx", "v=spf1 redirect=a.example exp=why.example"},
			"v=spf1 mx include:a.example ~all exp=why.example"},
		{{"v=spf1 ipv4:192.0.2.1 -all", "v=spf1 mx -all"}, "v=spf1 ip4:192.0.2.1 mx -all"},
		{{"v=spf1 foo", "v=spf1 bar"}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof merges / sizeof *merges; i++) {
		struct str STR_AUTO out = STR_INIT;
		size_t n = 0;

		while (n < 3 && merges[i].records[n])
			n++;
		assert_int_equal(spf_mend_merge(&out, merges[i].records, n), merges[i].result != NULL);
		assert_string_equal(str_text(&out), merges[i].result ? merges[i].result : "");
		if (merges[i].result)
			assert_right(str_text(&out));
	}
}

static void test_near(void **state)
{
	static const char *const near[] = {"v=spf mx -all", " v=spf1 mx -all", "\"v=spf1 mx -all\"",
		"v=spf1.", "spf1 mx", "v=spf1\tmx -all", "v=spf2 mx", "V=SPF mx",
		"\xef\xbb\xbfv=spf1 mx -all"};
	static const char *const far[] = {"v=spf1 mx -all", "v=spf1", "v=spf10 x", "spf2.0/pra +all",
		"v=DKIM1; p=", "", "spfoo", "google-site-verification=v=spf1"};

	(void)state;
	for (size_t i = 0; i < sizeof near / sizeof *near; i++)
		assert_true(spf_is_near(near[i], strlen(near[i])));
	for (size_t i = 0; i < sizeof far / sizeof *far; i++)
		assert_false(spf_is_near(far[i], strlen(far[i])));
}

static void test_line(void **state)
{
	struct str STR_AUTO out = STR_INIT;
	char record[301];

	(void)state;
	spf_mend_line(&out, "example.org", "v=spf1 mx -all");
	assert_string_equal(str_text(&out), "example.org. TXT \"v=spf1 mx -all\"");
	memset(record, 'x', 300);
	record[300] = '\0';
	str_clear(&out);
	spf_mend_line(&out, "example.org", record);
	assert_int_equal(out.len, strlen("example.org. TXT \"\" \"\"") + 300);
	assert_memory_equal(out.s + strlen("example.org. TXT \"") + 255, "\" \"", 3);
}

static void test_term(void **state)
{
	struct net_addr addr;
	char term[80];

	(void)state;
	net_addr_parse("192.0.2.1", 25, &addr);
	spf_mend_term(&addr, term, sizeof term);
	assert_string_equal(term, "ip4:192.0.2.1");
	net_addr_parse("2001:db8::1", 25, &addr);
	spf_mend_term(&addr, term, sizeof term);
	assert_string_equal(term, "ip6:2001:db8::1");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_syntax),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_drop),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_term),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
