/*
 * dns.dmarc as a whole: zones over real packets, what SPF and DKIM found out as facts of checks made here, mails that were given; what is
 * found, what is to be published, and which cause it makes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"
#include "checks/steps/dns/dmarc_verdict.h"
#include "tests/unit/support/test_zone.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const struct test_zone_record zone[] = {
	{"strict.test", "MX", "10 mail.strict.test"},
	{"_dmarc.strict.test", "TXT", "v=DMARC1; p=reject; sp=quarantine; rua=mailto:a@strict.test"},
	{"shop.strict.test", "A", "192.0.2.1"},
	{"mild.test", "MX", "10 mail.strict.test"},
	{"_dmarc.mild.test", "TXT", "v=DMARC1; p=none"},
	{"exact.test", "MX", "10 mail.strict.test"},
	{"_dmarc.exact.test", "TXT", "v=DMARC1; p=quarantine; aspf=s; adkim=s"},
	{"trial.test", "MX", "10 mail.strict.test"},
	{"_dmarc.trial.test", "TXT", "v=DMARC1; p=quarantine; t=y"},
	{"bare.test", "MX", "10 mail.strict.test"},
	{"at.test", "TXT", "v=DMARC1; p=quarantine"},
	{"twice.test", "MX", "10 mail.strict.test"},
	{"_dmarc.twice.test.twice.test", "TXT", "v=DMARC1; p=none"},
	{"under.test", "MX", "10 mail.strict.test"},
	{"dmarc.under.test", "TXT", "v=DMARC1; p=none"},
	{"two.test", "MX", "10 mail.strict.test"},
	{"_dmarc.two.test", "TXT", "v=DMARC1; p=reject"},
	{"_dmarc.two.test", "TXT", "v=DMARC1; p=none"},
	{"blank.test", "MX", "10 mail.strict.test"},
	{"_dmarc.blank.test", "TXT", " v=DMARC1; p=reject"},
	{"typo.test", "MX", "10 mail.strict.test"},
	{"_dmarc.typo.test", "TXT", "v=DMARC1; p=rejekt; rua=mailto:a@typo.test"},
	{"pless.test", "MX", "10 mail.strict.test"},
	{"_dmarc.pless.test", "TXT", "v=DMARC1; rua=mailto:a@pless.test"},
	{"odd.test", "MX", "10 mail.strict.test"},
	{"_dmarc.odd.test", "TXT", "v=DMARC1; p=none; adkim=strict"},
	{"old.test", "MX", "10 mail.strict.test"},
	{"_dmarc.old.test", "TXT", "v=DMARC1; p=quarantine; pct=50; rf=afrf"},
	{"psd.test", "MX", "10 mail.strict.test"},
	{"_dmarc.psd.test", "TXT", "v=DMARC1; p=none; psd=y"},
	{"lost.test", "MX", "10 mail.strict.test"},
	{"_dmarc.lost.test", "TXT",
		"v=DMARC1; p=none; rua=mailto:a@strict.test,mailto:b@gone.invalid,c@lost.test"},
	{"sub.lonely.test", "MX", "10 mail.strict.test"},
	{"_dmarc.sub.lonely.test", "TXT", "v=DMARC1; p=reject"},
	{"lonely.test", "MX", "10 mail.strict.test"},
	{"fails.test", "MX", "10 mail.strict.test"},
	{"_dmarc.fails.test", "SERVFAIL", ""},
	{"yahoo.com", "MX", "10 mail.strict.test"},
	{"_dmarc.yahoo.com", "TXT", "v=DMARC1; p=reject; pct=100"},
	{"gmail.com", "MX", "10 mail.strict.test"},
	{"_dmarc.gmail.com", "TXT", "v=DMARC1; p=none; sp=quarantine"},
	{NULL, NULL, NULL},
};

static struct test_dns *server;
static struct spf_judged spf;
static struct dkim_judged dkim;

static void put_spf(struct check_run *run)
{
	struct spf_judged *judged = mem_new(sizeof *judged);

	*judged = spf;
	fact_put_spf_judged(run, judged);
}

static void put_dkim(struct check_run *run)
{
	struct dkim_judged *judged = mem_new(sizeof *judged);

	*judged = dkim;
	fact_put_dkim_judged(run, judged);
}

static const struct check fake_spf = {.id = "dns.spf",
	.step = STEP_DNS,
	.title = "a",
	.limit_ms = 5000,
	.provides = FACT_BIT(SPF_JUDGED),
	.run = put_spf};
static const struct check fake_dkim = {.id = "dns.dkim",
	.step = STEP_DNS,
	.title = "b",
	.limit_ms = 5000,
	.provides = FACT_BIT(DKIM_JUDGED),
	.run = put_dkim};

/* What SPF and DKIM say: for their own domain where none is named behind the word. */
static void set_facts(const char *spf_says, const char *dkim_says, const char *domain)
{
	const char *colon = strchr(spf_says, ':');

	memset(&spf, 0, sizeof spf);
	memset(&dkim, 0, sizeof dkim);
	spf.known = strncmp(spf_says, "pass", 4) == 0 || strncmp(spf_says, "fail", 4) == 0 ||
		    strcmp(spf_says, "unsure") == 0;
	spf.passes = strncmp(spf_says, "pass", 4) == 0;
	spf.fails = spf.known && !spf.passes;
	spf.unsure = strcmp(spf_says, "unsure") == 0;
	spf.missing = strcmp(spf_says, "missing") == 0;
	str_copy(spf.domain, sizeof spf.domain, colon ? colon + 1 : domain);
	colon = strchr(dkim_says, ':');
	dkim.state = strncmp(dkim_says, "good", 4) == 0	 ? DKIM_STATE_VERIFIED
		     : strncmp(dkim_says, "key", 3) == 0 ? DKIM_STATE_KEY
		     : strcmp(dkim_says, "none") == 0	 ? DKIM_STATE_ABSENT
		     : strcmp(dkim_says, "broken") == 0	 ? DKIM_STATE_BROKEN
							 : DKIM_STATE_UNKNOWN;
	str_copy(dkim.domain, sizeof dkim.domain, colon ? colon + 1 : domain);
}

static struct record *run_it(struct mailcase *mailcase)
{
	static const struct check *const checks[] = {&fake_spf, &fake_dkim, &check_dns_dmarc};
	struct net_addr addr = test_dns_addr(server);

	/* The tests' server has a port of its own. */
	snprintf(mailcase->resolver, sizeof mailcase->resolver, "127.0.0.1:%d", net_addr_port(&addr));
	return run_to_end(mailcase, checks, N(checks), -1);
}

static struct mailcase admin_case(const char *domain)
{
	struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.role = ROLE_ADMIN;
	mailcase.only = STEP_BIT(STEP_DNS);
	str_copy(mailcase.domain, sizeof mailcase.domain, domain);
	return mailcase;
}

/* The names of all findings with their severities, in their order. */
static void list_findings(const struct record *record, struct str *out)
{
	for (size_t i = 0; i < record->findings.n; i++)
		str_addf(out, "%s%s", i ? " " : "", finding_name(record->findings.items[i].id));
}

static const char *first_evidence(const struct record *record, const char *key)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		if (finding_evidence(&record->findings.items[i], key))
			return finding_evidence(&record->findings.items[i], key);
	}
	return "";
}

static enum check_status status_of(const struct record *record)
{
	for (size_t i = 0; i < record->checks.n; i++) {
		if (strcmp(record->checks.items[i].check->id, "dns.dmarc") == 0)
			return record->checks.items[i].status;
	}
	return CHECK_WAITING;
}

static void test_domains(void **state)
{
	static const struct {
		const char *domain, *spf, *dkim;
		const char *findings;
		const char *cause; /* "" none */
		const char *record;
	} table[] = {
		/* what passes */
		{"strict.test", "pass", "unknown", "dmarc-fine", "", ""},
		{"strict.test", "fail", "good", "dmarc-fine", "", ""},
		{"strict.test", "pass:mail.strict.test", "none", "dmarc-fine", "", ""},
		{"strict.test", "fail", "key", "dmarc-fine", "", ""},
		{"strict.test", "fail", "key:mail.strict.test", "dmarc-fine", "", ""},
		{"strict.test", "unknown", "none", "dmarc-fine", "", ""},
		{"strict.test", "unsure", "unknown", "dmarc-fine", "", ""},
		{"strict.test", "unsure", "none", "dmarc-fine", "", ""},
		{"mild.test", "fail", "none", "dmarc-fine", "", ""},
		{"trial.test", "fail", "none", "dmarc-fine", "", ""},
		{"exact.test", "pass", "none", "dmarc-fine", "", ""},
		/* what does not */
		{"strict.test", "fail", "none", "dmarc-rejects", "dmarc-rejects",
			"_dmarc.strict.test. TXT \"v=DMARC1; p=none; sp=none; rua=mailto:a@strict.test\""},
		{"strict.test", "missing", "broken", "dmarc-rejects", "dmarc-rejects",
			"_dmarc.strict.test. TXT \"v=DMARC1; p=none; sp=none; rua=mailto:a@strict.test\""},
		{"shop.strict.test", "missing", "none", "dmarc-rejects", "dmarc-rejects",
			"_dmarc.strict.test. TXT \"v=DMARC1; p=none; sp=none; rua=mailto:a@strict.test\""},
		{"strict.test", "pass:mailer.test", "none", "dmarc-rejects", "dmarc-rejects",
			"_dmarc.strict.test. TXT \"v=DMARC1; p=none; sp=none; rua=mailto:a@strict.test\""},
		{"strict.test", "fail", "good:mailer.test", "dmarc-rejects", "dmarc-rejects",
			"_dmarc.strict.test. TXT \"v=DMARC1; p=none; sp=none; rua=mailto:a@strict.test\""},
		{"exact.test", "pass:news.exact.test", "none", "dmarc-rejects", "dmarc-rejects",
			"_dmarc.exact.test. TXT \"v=DMARC1; p=none; adkim=s; aspf=s\""},
		{"strict.test", "fail", "unknown", "dmarc-rejects-maybe", "dmarc-rejects",
			"_dmarc.strict.test. TXT \"v=DMARC1; p=none; sp=none; rua=mailto:a@strict.test\""},
		{"strict.test", "fail", "key:mailer.test", "dmarc-rejects-maybe", "dmarc-rejects",
			"_dmarc.strict.test. TXT \"v=DMARC1; p=none; sp=none; rua=mailto:a@strict.test\""},
		/* what is missing or cannot be read */
		{"bare.test", "pass", "good", "dmarc-missing", "dmarc-missing",
			"_dmarc.bare.test. TXT \"v=DMARC1; p=none; rua=mailto:postmaster@bare.test\""},
		{"at.test", "pass", "good", "dmarc-invalid", "dmarc-missing",
			"_dmarc.at.test. TXT \"v=DMARC1; p=quarantine\""},
		{"twice.test", "pass", "good", "dmarc-invalid", "dmarc-missing",
			"_dmarc.twice.test. TXT \"v=DMARC1; p=none\""},
		{"under.test", "pass", "good", "dmarc-invalid", "dmarc-missing",
			"_dmarc.under.test. TXT \"v=DMARC1; p=none\""},
		{"two.test", "pass", "good", "dmarc-invalid", "dmarc-missing",
			"_dmarc.two.test. TXT \"v=DMARC1; p=none\""},
		{"blank.test", "pass", "good", "dmarc-invalid", "dmarc-missing",
			"_dmarc.blank.test. TXT \"v=DMARC1; p=reject\""},
		{"typo.test", "fail", "none", "dmarc-invalid", "dmarc-missing",
			"_dmarc.typo.test. TXT \"v=DMARC1; p=reject; rua=mailto:a@typo.test\""},
		{"pless.test", "pass", "good", "dmarc-invalid", "dmarc-missing",
			"_dmarc.pless.test. TXT \"v=DMARC1; p=none; rua=mailto:a@pless.test\""},
		/* what counts and could be better */
		{"odd.test", "pass", "good", "dmarc-odd dmarc-fine", "",
			"_dmarc.odd.test. TXT \"v=DMARC1; p=none; adkim=s\""},
		{"old.test", "pass", "good", "dmarc-odd dmarc-fine", "",
			"_dmarc.old.test. TXT \"v=DMARC1; p=quarantine; t=y\""},
		{"psd.test", "pass", "good", "dmarc-odd dmarc-fine", "", ""},
		{"lost.test", "pass", "good",
			"dmarc-fine dmarc-reports-lost dmarc-reports-lost dmarc-reports-lost", "",
			"lost.test._report._dmarc.strict.test. TXT \"v=DMARC1\""},
		{"sub.lonely.test", "pass:lonely.test", "none", "dmarc-fine dmarc-odd", "", ""},
		{"sub.lonely.test", "pass:sub.lonely.test", "none", "dmarc-fine", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case(table[i].domain);
		struct str STR_AUTO found = STR_INIT;
		struct record *record;
		enum cause_id cause;

		set_facts(table[i].spf, table[i].dkim, table[i].domain);
		record = run_it(&mailcase);
		list_findings(record, &found);
		cause = diagnosis_first(&record->diagnosis);
		if (strcmp(str_text(&found), table[i].findings) != 0 ||
			strcmp(cause == CAUSE_NONE ? "" : cause_name(cause), table[i].cause) != 0 ||
			strcmp(first_evidence(record, "record"), table[i].record) != 0)
			fail_msg("%s, %s, %s: %s; %s; %s", table[i].domain, table[i].spf, table[i].dkim,
				str_text(&found), cause == CAUSE_NONE ? "" : cause_name(cause),
				first_evidence(record, "record"));
		record_free(&record);
	}
}

/* Nothing is concluded where nobody answered, or where the domain itself is not there. */
static void test_unanswered(void **state)
{
	static const struct {
		const char *domain;
		enum check_status status;
	} table[] = {{"fails.test", CHECK_UNKNOWN}, {"gone.invalid", CHECK_SKIPPED},
		{"x.fails.test", CHECK_SKIPPED}};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case(table[i].domain);
		struct record *record;

		set_facts("fail", "none", table[i].domain);
		record = run_it(&mailcase);
		assert_int_equal(status_of(record), table[i].status);
		assert_int_equal(record->findings.n, 0);
		record_free(&record);
	}
}

/* A person whose mail is taken: the same is told as a warning, and makes no cause. */
static void test_softened(void **state)
{
	static const char *const domains[] = {"strict.test", "bare.test", "two.test"};

	(void)state;
	for (size_t i = 0; i < N(domains); i++) {
		struct mailcase mailcase = admin_case("");
		struct record *record;

		mailcase.role = ROLE_USER;
		mailcase.only = 0;
		str_copy(mailcase.address.domain, sizeof mailcase.address.domain, domains[i]);
		set_facts("fail", "none", domains[i]);
		record = run_it(&mailcase);
		assert_int_equal(record->findings.n, 1);
		assert_int_equal(finding_severity(record->findings.items[0].id), SEVERITY_PROBLEM);
		assert_int_equal(finding_weight(&record->findings.items[0]), SEVERITY_WARNING);
		assert_int_equal(diagnosis_first(&record->diagnosis), CAUSE_NONE);
		record_free(&record);
	}
}

/* An address at a mail provider, used with some server. */
static void test_freemail(void **state)
{
	static const struct {
		const char *domain, *host, *spf;
		const char *findings;
	} table[] = {
		{"yahoo.com", "smtp.mail.yahoo.com", "unknown", ""},
		{"yahoo.com", "mail.strict.test", "unknown", "dmarc-rejects"},
		{"yahoo.com", "mail.strict.test", "fail", "dmarc-rejects"},
		{"yahoo.com", "smtp.gmail.com", "unknown", "dmarc-rejects"},
		{"yahoo.com", "mail.strict.test", "pass", ""},
		{"yahoo.com", "smtp.aol.com", "unknown", ""},
		{"yahoo.com", "127.0.0.1", "unknown", ""},
		{"yahoo.com", "localhost", "unknown", ""},
		{"yahoo.com", "mailserver.lan", "unknown", ""},
		{"yahoo.com", "", "unknown", ""},
		{"gmail.com", "smtp.gmail.com", "fail", ""},
		{"gmail.com", "mail.strict.test", "unknown", "dmarc-odd"},
	};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case("");
		struct str STR_AUTO found = STR_INIT;
		struct record *record;

		mailcase.role = ROLE_USER;
		str_copy(mailcase.address.domain, sizeof mailcase.address.domain, table[i].domain);
		str_copy(mailcase.in_use.host, sizeof mailcase.in_use.host, table[i].host);
		set_facts(table[i].spf, "unknown", table[i].domain);
		record = run_it(&mailcase);
		list_findings(record, &found);
		if (strcmp(str_text(&found), table[i].findings) != 0)
			fail_msg("%s, %s: %s", table[i].domain, table[i].host, str_text(&found));
		if (strcmp(table[i].findings, "dmarc-rejects") == 0) {
			assert_int_equal(diagnosis_first(&record->diagnosis), CAUSE_DMARC_REJECTS);
			assert_int_equal(record->diagnosis.causes[0].who, WHO_YOU);
			assert_string_equal(first_evidence(record, "record"), "");
			assert_string_equal(
				first_evidence(record, "send_through"), "smtp.mail.yahoo.com:465");
		}
		record_free(&record);
	}
}

#define FROM	"From: Anna <anna@strict.test>\r\n"
#define PATH(x) "Return-Path: <" x ">\r\n"
#define TOLD(x) "Authentication-Results: mx.receiver.test; " x "\r\n"
#define TEXT	"To: ben@receiver.test\r\nSubject: Hello\r\n\r\nHello\r\n"

/* A mail that was given: its From, its return path and what its receiver wrote count. */
static void test_mails(void **state)
{
	static const struct {
		const char *mail, *spf, *dkim, *findings;
	} table[] = {
		{FROM TEXT, "fail", "none", "dmarc-rejects"},
		{PATH("anna@strict.test") FROM TEXT, "pass", "none", "dmarc-fine"},
		{PATH("bounce@mailer.test") FROM TEXT, "pass", "none", "dmarc-rejects"},
		{PATH("bounce@mailer.test") FROM TEXT, "pass", "good", "dmarc-fine"},
		{PATH("bounce@mailer.test") FROM TEXT, "pass", "unknown", "dmarc-rejects-maybe"},
		{TOLD("dmarc=fail header.from=strict.test") FROM TEXT, "unknown", "unknown", "dmarc-rejects"},
		{TOLD("dmarc=pass header.from=strict.test") FROM TEXT, "fail", "none", "dmarc-fine"},
		{TOLD("dmarc=fail header.from=other.test") FROM TEXT, "unknown", "unknown", "dmarc-fine"},
		{TOLD("spf=pass smtp.mailfrom=anna@strict.test") FROM TEXT, "fail", "none", "dmarc-fine"},
		{TOLD("spf=pass smtp.mailfrom=x@mailer.test; dkim=pass header.d=strict.test") FROM TEXT,
			"unknown", "unknown", "dmarc-fine"},
		{TOLD("spf=pass smtp.mailfrom=x@mailer.test; dkim=pass header.d=mailer.test") FROM TEXT,
			"unknown", "unknown", "dmarc-rejects"},
		{TOLD("spf=fail smtp.mailfrom=anna@strict.test") FROM TEXT, "unknown", "unknown",
			"dmarc-rejects-maybe"},
		{"From: anna@shop.strict.test\r\n" TEXT, "fail", "none", "dmarc-rejects"},
		{"From: anna@shop.strict.test\r\n" TEXT, "pass", "none", "dmarc-fine"},
		/* of somebody else */
		{PATH("x@mailer.test") "From: anna@bare.test\r\n" TEXT, "pass", "none", "dmarc-fine"},
		{"no mail at all", "pass", "none", "dmarc-fine"},
	};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct mailcase mailcase = admin_case("strict.test");
		struct str STR_AUTO found = STR_INIT;
		struct record *record;

		mailcase.mail = table[i].mail;
		mailcase.mail_len = strlen(table[i].mail);
		set_facts(table[i].spf, table[i].dkim, "strict.test");
		record = run_it(&mailcase);
		list_findings(record, &found);
		if (strcmp(str_text(&found), table[i].findings) != 0)
			fail_msg(
				"%s %s %s: %s", table[i].mail, table[i].spf, table[i].dkim, str_text(&found));
		record_free(&record);
	}
}

/* Without SPF and DKIM the record is still read; all of it takes one round of questions, two with foreign addresses for reports. */
static void test_alone(void **state)
{
	static const struct check *const checks[] = {&check_dns_dmarc};
	struct mailcase mailcase = admin_case("mild.test");
	struct net_addr addr = test_dns_addr(server);
	int before = test_dns_asked(server);
	struct record *record;

	(void)state;
	snprintf(mailcase.resolver, sizeof mailcase.resolver, "127.0.0.1:%d", net_addr_port(&addr));
	record = run_to_end(&mailcase, checks, 1, -1);
	assert_int_equal(record->findings.n, 1);
	assert_int_equal(record->findings.items[0].id, F_DMARC_FINE);
	/* _dmarc of the domain and of test, and the domain itself */
	assert_int_equal(test_dns_asked(server) - before, 3);
	record_free(&record);
}

static void test_fates(void **state)
{
	static const enum dmarc_fate fates[4][4] = {
		/* SPF: rows, DKIM: unknown, passes, could, fails */
		{DMARC_FATE_OPEN, DMARC_FATE_PASSES, DMARC_FATE_OPEN, DMARC_FATE_OPEN},
		{DMARC_FATE_PASSES, DMARC_FATE_PASSES, DMARC_FATE_PASSES, DMARC_FATE_PASSES},
		{DMARC_FATE_OPEN, DMARC_FATE_PASSES, DMARC_FATE_OPEN, DMARC_FATE_OPEN},
		{DMARC_FATE_DOUBTED, DMARC_FATE_PASSES, DMARC_FATE_OPEN, DMARC_FATE_FAILS},
	};

	(void)state;
	for (int s = 0; s < 4; s++) {
		for (int d = 0; d < 4; d++)
			assert_int_equal(dmarc_fate((enum dmarc_way)s, (enum dmarc_way)d), fates[s][d]);
	}
	assert_int_equal(dmarc_way_of_spf(NULL, true), DMARC_WAY_UNKNOWN);
	assert_int_equal(dmarc_way_of_dkim(NULL, true), DMARC_WAY_UNKNOWN);
}

static int start(void **state)
{
	(void)state;
	server = test_dns_new(test_zone_answer, (void *)zone, true);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	test_dns_free(&server);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_unanswered),
		cmocka_unit_test(test_softened),
		cmocka_unit_test(test_freemail),
		cmocka_unit_test(test_mails),
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_fates),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
