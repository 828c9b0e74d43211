/*
 * The walk up the tree of names over real packets: whose record counts, which organisation a domain belongs to, what receivers do, and
 * whether reports would arrive (RFC 9989 section 4.10, RFC 9990 section 4).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/dmarc_report.h"
#include "tests/unit/support/zone_lookups.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static const struct test_zone_record zone[] = {
	/* the examples of RFC 9989 section 4.10.2 */
	{"_dmarc.example.com", "TXT", "v=DMARC1; p=reject; sp=quarantine; np=none"},
	{"_dmarc.mail.example.com", "TXT", "v=DMARC1; p=none"},
	{"_dmarc.own.example.net", "TXT", "v=DMARC1; p=quarantine; psd=n"},
	{"_dmarc.example.net", "TXT", "v=DMARC1; p=reject"},
	{"_dmarc.bank", "TXT", "v=DMARC1; p=reject; np=quarantine; psd=y"},
	{"_dmarc.mail.shop.bank", "TXT", "v=DMARC1; p=none"},
	{"_dmarc.seven.labels.are.still.a.name.test", "TXT", "v=DMARC1; p=reject; psd=y"},
	/* what is no record */
	{"_dmarc.two.test", "TXT", "v=DMARC1; p=reject"},
	{"_dmarc.two.test", "TXT", "v=DMARC1; p=none"},
	{"_dmarc.blank.test", "TXT", " v=DMARC1; p=reject"},
	{"_dmarc.split.test", "TXT", "v=DMARC1; p=rej|ect; t=y"},
	{"_dmarc.alias.test", "CNAME", "_dmarc.example.net"},
	{"_dmarc.typo.test", "TXT", "v=DMARC1; p=rejekt; rua=mailto:a@typo.test"},
	{"_dmarc.void.test", "TXT", "v=DMARC1; p=rejekt"},
	{"_dmarc.quiet.test", "TXT", "v=DMARC1; p=quarantine; t=y"},
	{"_dmarc.broken.test", "SERVFAIL", ""},
	{"_dmarc.sub.broken.test", "TXT", "v=DMARC1; p=none"},
	{"_dmarc.dead", "SERVFAIL", ""},
	{"_dmarc.fine.dead", "TXT", "v=DMARC1; p=reject"},
	{"_dmarc.only.sub.test", "TXT", "v=DMARC1; p=reject"},
	/* reports */
	{"reports.test", "MX", "10 mx.reports.test"},
	{"boss.example.com", "MX", "10 mx.reports.test"},
	{"implicit.test", "A", "192.0.2.1"},
	{"none.test", "MX", "0 ."},
	{"empty.test", "TXT", "x"},
	{"down.test", "SERVFAIL", ""},
	{"welcome.test", "MX", "10 mx.reports.test"},
	{"asks.test._report._dmarc.welcome.test", "TXT", "v=DMARC1"},
	{"asks.test._report._dmarc.implicit.test", "TXT", "v=DMARC1;"},
	{"away.test", "MX", "10 mx.reports.test"},
	{"asks.test._report._dmarc.away.test", "TXT", "v=DMARC1; rua=mailto:x@elsewhere.test"},
	{"moved.test", "MX", "10 mx.reports.test"},
	{"asks.test._report._dmarc.moved.test", "TXT", "v=DMARC1; rua=mailto:x@moved.test"},
	{"spf.test", "MX", "10 mx.reports.test"},
	{"asks.test._report._dmarc.spf.test", "TXT", "v=spf1 -all"},
	{"unsure.test", "MX", "10 mx.reports.test"},
	{"asks.test._report._dmarc.unsure.test", "SERVFAIL", ""},
	{"_dmarc.asks.test", "TXT",
		"v=DMARC1; p=none; "
		"rua=mailto:a@asks.test,mailto:b@welcome.test,mailto:c@implicit.test,a@asks.test,"
		"|mailto:d@gone.test,mailto:e@none.test,mailto:f@empty.test,mailto:g@down.test,mailto:h@away."
		"test,"
		"mailto:i@moved.test; ruf=mailto:j@spf.test,mailto:k@unsure.test,https://reports.test/,"
		"mailto:l@reports.test,mailto:m@boss.example.com"},
	{"asks.test", "MX", "10 mx.reports.test"},
	/* others by the list of public suffixes, the same by the walk */
	{"_dmarc.github.io", "TXT", "v=DMARC1; p=none; psd=n; rua=mailto:a@two.github.io"},
	{"two.github.io", "MX", "10 mx.reports.test"},
	{"_dmarc.one.github.io", "TXT", "v=DMARC1; p=none; rua=mailto:a@two.github.io"},
	{NULL, NULL, NULL},
};

static void test_names(void **state)
{
	static const struct {
		const char *domain;
		const char *names[DMARC_WALK_MAX + 1];
	} table[] = {
		{"com", {"com"}},
		{"example.com", {"example.com", "com"}},
		{"a.b.c.d.e.f.example.com",
			{"a.b.c.d.e.f.example.com", "b.c.d.e.f.example.com", "c.d.e.f.example.com",
				"d.e.f.example.com", "e.f.example.com", "f.example.com", "example.com",
				"com"}},
		/* RFC 9989 section 4.10 */
		{"a.b.c.d.e.f.g.h.i.j.mail.example.com",
			{"a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com",
				"h.i.j.mail.example.com", "i.j.mail.example.com", "j.mail.example.com",
				"mail.example.com", "example.com", "com"}},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		char names[DMARC_WALK_MAX][HOST_MAX];
		size_t n = dmarc_walk_names(table[i].domain, names);

		for (size_t k = 0; k < n; k++) {
			assert_non_null(table[i].names[k]);
			assert_string_equal(names[k], table[i].names[k]);
		}
		assert_null(table[i].names[n]);
	}
}

/* Whose record decides, and what becomes of mail that fails. */
static void test_decision(void **state)
{
	static const struct {
		const char *domain;
		bool exists;
		const char *organisation, *decides, *tag;
		enum dmarc_policy asked, policy;
		bool certain, unknown;
	} table[] = {
		{"example.com", true, "example.com", "example.com", "p", DMARC_POLICY_REJECT,
			DMARC_POLICY_REJECT, true, false},
		{"mail.example.com", true, "example.com", "mail.example.com", "p", DMARC_POLICY_NONE,
			DMARC_POLICY_NONE, true, false},
		{"a.mail.example.com", true, "example.com", "example.com", "sp", DMARC_POLICY_QUARANTINE,
			DMARC_POLICY_QUARANTINE, true, false},
		{"a.mail.example.com", false, "example.com", "example.com", "np", DMARC_POLICY_NONE,
			DMARC_POLICY_NONE, true, false},
		{"b.own.example.net", true, "own.example.net", "own.example.net", "p",
			DMARC_POLICY_QUARANTINE, DMARC_POLICY_QUARANTINE, true, false},
		{"c.example.net", false, "example.net", "example.net", "p", DMARC_POLICY_REJECT,
			DMARC_POLICY_REJECT, true, false},
		/* a public suffix with a record */
		{"shop.bank", true, "shop.bank", "bank", "p", DMARC_POLICY_REJECT, DMARC_POLICY_REJECT, true,
			false},
		{"x.shop.bank", false, "shop.bank", "bank", "np", DMARC_POLICY_QUARANTINE,
			DMARC_POLICY_QUARANTINE, true, false},
		{"mail.shop.bank", true, "shop.bank", "mail.shop.bank", "p", DMARC_POLICY_NONE,
			DMARC_POLICY_NONE, true, false},
		{"bank", true, "bank", "bank", "p", DMARC_POLICY_REJECT, DMARC_POLICY_REJECT, true, false},
		/* names with more than eight labels */
		{"a.b.c.d.e.f.g.h.i.j.mail.example.com", true, "example.com", "example.com", "sp",
			DMARC_POLICY_QUARANTINE, DMARC_POLICY_QUARANTINE, true, false},
		{"x.a.seven.labels.are.still.a.name.test", true, "a.seven.labels.are.still.a.name.test",
			"seven.labels.are.still.a.name.test", "p", DMARC_POLICY_REJECT, DMARC_POLICY_REJECT,
			true, false},
		/* no record counts */
		{"two.test", true, "two.test", NULL, "", DMARC_POLICY_ABSENT, DMARC_POLICY_ABSENT, true,
			false},
		{"blank.test", true, "blank.test", NULL, "", DMARC_POLICY_ABSENT, DMARC_POLICY_ABSENT, true,
			false},
		{"nothing.at.all.test", true, "nothing.at.all.test", NULL, "", DMARC_POLICY_ABSENT,
			DMARC_POLICY_ABSENT, true, false},
		/* strings joined, aliases followed, policies softened */
		{"split.test", true, "split.test", "split.test", "p", DMARC_POLICY_REJECT,
			DMARC_POLICY_QUARANTINE, true, false},
		{"quiet.test", true, "quiet.test", "quiet.test", "p", DMARC_POLICY_QUARANTINE,
			DMARC_POLICY_NONE, true, false},
		{"alias.test", true, "alias.test", "alias.test", "p", DMARC_POLICY_REJECT,
			DMARC_POLICY_REJECT, true, false},
		{"typo.test", true, "typo.test", "typo.test", "p", DMARC_POLICY_NONE, DMARC_POLICY_NONE, true,
			false},
		{"void.test", true, "void.test", "void.test", "", DMARC_POLICY_ABSENT, DMARC_POLICY_ABSENT,
			true, false},
		/* a failure is no absence */
		{"broken.test", true, "broken.test", NULL, "", DMARC_POLICY_ABSENT, DMARC_POLICY_ABSENT,
			false, true},
		{"sub.broken.test", true, "sub.broken.test", "sub.broken.test", "p", DMARC_POLICY_NONE,
			DMARC_POLICY_NONE, false, false},
		{"fine.dead", true, "fine.dead", "fine.dead", "p", DMARC_POLICY_REJECT, DMARC_POLICY_REJECT,
			true, false},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < N_OF(table); i++) {
		struct dmarc_walk *walk = dmarc_walk_new(fixture->lookups, table[i].domain);
		struct dmarc_decision decision;

		dmarc_decide(walk, table[i].exists, &decision);
		assert_string_equal(walk->organisation, table[i].organisation);
		assert_string_equal(
			decision.step ? decision.step->domain : "", table[i].decides ? table[i].decides : "");
		assert_string_equal(decision.tag, table[i].tag);
		if (decision.asked != table[i].asked || decision.policy != table[i].policy ||
			walk->certain != table[i].certain || decision.unknown != table[i].unknown)
			fail_msg("%s: asked %d, policy %d, certain %d, unknown %d", table[i].domain,
				decision.asked, decision.policy, walk->certain, decision.unknown);
		dmarc_walk_free(&walk);
		assert_null(walk);
	}
}

/* All questions of a walk travel together, and never more than eight. */
static void test_one_round(void **state)
{
	struct fixture *fixture = *state;
	struct dmarc_walk *walk = dmarc_walk_new(fixture->lookups, "a.b.c.d.e.f.g.h.i.j.mail.example.com");

	assert_int_equal(walk->n, 8);
	assert_int_equal(lookups_rounds(fixture->lookups), 1);
	assert_int_equal(test_dns_asked(fixture->server), 8);
	dmarc_walk_free(&walk);
	walk = dmarc_walk_new(fixture->lookups, "mail.example.com");
	assert_int_equal(test_dns_asked(fixture->server), 8);
	dmarc_walk_free(&walk);
	/* Nothing beyond psd=n is looked at. */
	walk = dmarc_walk_new(fixture->lookups, "b.own.example.net");
	assert_int_equal(walk->n, 2);
	dmarc_walk_free(&walk);
}

/* A name that is too long with "_dmarc." before it has no record; its parents may. */
static void test_long_name(void **state)
{
	struct fixture *fixture = *state;
	char name[HOST_MAX] = "";
	struct dmarc_walk *walk;

	for (int i = 0; i < 4; i++)
		str_copy(name + strlen(name), sizeof name - strlen(name),
			"a2345678901234567890123456789012345678901234567890123456789.");
	str_copy(name + strlen(name), sizeof name - strlen(name), "example.com");
	assert_int_equal(strlen(name), 251);
	walk = dmarc_walk_new(fixture->lookups, name);
	assert_int_equal(walk->steps[0].at.outcome, DNS_BAD_NAME);
	assert_true(walk->certain);
	assert_string_equal(walk->organisation, "example.com");
	dmarc_walk_free(&walk);
}

static void test_alignment(void **state)
{
	static const struct {
		const char *author, *identity;
		bool strict, aligned, formerly, certain;
	} table[] = {
		/* RFC 9989 section 4.4 */
		{"news.example.com", "foo.example.com", false, true, true, true},
		{"news.example.com", "news.example.com", false, true, true, true},
		{"news.example.com", "foo.example.net", false, false, false, true},
		{"news.example.com", "foo.example.com", true, false, false, true},
		{"news.example.com", "News.Example.COM", true, true, true, true},
		{"example.com", "mail.example.com", false, true, true, true},
		/* an organisation of its own inside of another */
		{"example.net", "own.example.net", false, false, true, true},
		{"a.own.example.net", "b.own.example.net", false, true, true, true},
		{"shop.bank", "mail.shop.bank", false, true, true, true},
		{"shop.bank", "other.bank", false, false, false, true},
		/* a record at the subdomain alone: what 7489 aligned, 9989 does not */
		{"only.sub.test", "sub.test", false, false, true, true},
		{"broken.test", "x.broken.test", false, false, true, false},
		{"example.com", "", false, false, false, true},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < N_OF(table); i++) {
		struct dmarc_walk *walk = dmarc_walk_new(fixture->lookups, table[i].author);
		struct dmarc_alignment alignment;

		dmarc_align(fixture->lookups, walk, table[i].identity, table[i].strict, &alignment);
		if (alignment.aligned != table[i].aligned || alignment.formerly != table[i].formerly ||
			alignment.certain != table[i].certain)
			fail_msg("%s, %s: aligned %d, formerly %d, certain %d", table[i].author,
				table[i].identity, alignment.aligned, alignment.formerly, alignment.certain);
		dmarc_walk_free(&walk);
	}
}

static void test_existence(void **state)
{
	struct fixture *fixture = *state;
	struct dmarc_walk *walk = dmarc_walk_new(fixture->lookups, "a.example.com");

	assert_true(dmarc_needs_existence(walk));
	dmarc_walk_free(&walk);
	walk = dmarc_walk_new(fixture->lookups, "example.com");
	assert_false(dmarc_needs_existence(walk));
	dmarc_walk_free(&walk);
	walk = dmarc_walk_new(fixture->lookups, "a.example.net");
	assert_false(dmarc_needs_existence(walk));
	dmarc_walk_free(&walk);
}

static void test_reports(void **state)
{
	static const enum dmarc_report_state states[] = {DMARC_REPORT_FINE, DMARC_REPORT_FINE,
		DMARC_REPORT_FINE, DMARC_REPORT_NO_ADDRESS, DMARC_REPORT_NO_HOST, DMARC_REPORT_NO_MAIL,
		DMARC_REPORT_NO_MAIL, DMARC_REPORT_UNKNOWN, DMARC_REPORT_UNWELCOME, DMARC_REPORT_FINE,
		DMARC_REPORT_UNWELCOME, DMARC_REPORT_UNKNOWN, DMARC_REPORT_FINE, DMARC_REPORT_UNWELCOME,
		DMARC_REPORT_UNWELCOME};
	struct fixture *fixture = *state;
	struct dmarc_walk *walk = dmarc_walk_new(fixture->lookups, "asks.test");
	struct dmarc_report reports[DMARC_REPORTS_MAX];
	size_t n = dmarc_reports(fixture->lookups, &walk->steps[0], reports);

	assert_int_equal(n, N_OF(states));
	for (size_t i = 0; i < n; i++) {
		if (reports[i].state != states[i])
			fail_msg("%s: %d", reports[i].uri->text, reports[i].state);
		assert_int_equal(reports[i].failures, i >= 10);
	}
	assert_string_equal(reports[13].name, "asks.test._report._dmarc.reports.test");
	dmarc_walk_free(&walk);
}

/* What the list of public suffixes holds to be two owners may be one by the records. */
static void test_reports_inside(void **state)
{
	struct fixture *fixture = *state;
	struct dmarc_walk *walk = dmarc_walk_new(fixture->lookups, "one.github.io");
	struct dmarc_report reports[DMARC_REPORTS_MAX];

	assert_string_equal(walk->organisation, "github.io");
	assert_int_equal(dmarc_reports(fixture->lookups, &walk->steps[0], reports), 1);
	assert_int_equal(reports[0].state, DMARC_REPORT_FINE);
	dmarc_walk_free(&walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		ZONE_TEST(test_decision, zone),
		ZONE_TEST(test_one_round, zone),
		ZONE_TEST(test_long_name, zone),
		ZONE_TEST(test_alignment, zone),
		ZONE_TEST(test_existence, zone),
		ZONE_TEST(test_reports, zone),
		ZONE_TEST(test_reports_inside, zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
