/*
 * Reports in the inbox: which of them point to a cause, which are only told of, and what is said when there is none. The mails are put where
 * login.inbox would put them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/catalogue.h"
#include "tests/unit/support/fake_checks.h"

#define DAY 86400

struct letter {
	int days; /* how long ago it came */
	const char *from, *to, *status, *words, *action;
};

static struct letter letters[INBOX_REPORTS_MAX];
static size_t n_letters;
static bool whole, refused;

static void write_report(const struct letter *letter, struct str *out)
{
	time_t t = (time_t)(clock_wall() - (int64_t)letter->days * DAY);
	char date[64];
	struct tm tm;

	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&t, &tm));
	str_addf(out,
		"Return-Path: <>\r\nDate: %s\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: "
		"anna@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
		"--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\r\n"
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n",
		date);
	if (letter->to)
		str_addf(out,
			"Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\nDiagnostic-Code: smtp; "
			"%s\r\n",
			letter->to, letter->action ? letter->action : "failed", letter->status,
			letter->words);
	str_add(out, "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n");
	if (letter->from)
		str_addf(out, "From: %s\r\n", letter->from);
	if (letter->to)
		str_addf(out, "To: %s\r\n", letter->to);
	str_add(out, "Subject: hello\r\n\r\n--b--\r\n");
}

static void put_reports(struct check_run *run)
{
	struct inbox_reports *reports = mem_new(sizeof *reports);

	reports->whole = whole;
	reports->days = 30;
	for (size_t i = 0; i < n_letters; i++)
		write_report(&letters[i], &reports->mails[reports->n++]);
	fact_put_inbox_reports(run, reports);
}

static void put_login(struct check_run *run)
{
	struct login_result *login = mem_new(sizeof *login);

	login->tried = true;
	login->accepted = !refused;
	fact_put_out_login(run, login);
}

static const struct check fake_inbox = {.id = "login.inbox",
	.step = STEP_LOGIN,
	.title = "i",
	.provides = FACT_BIT(INBOX_REPORTS),
	.limit_ms = 1000,
	.run = put_reports};
static const struct check fake_login = {.id = "login.sign-in",
	.step = STEP_LOGIN,
	.title = "l",
	.provides = FACT_BIT(OUT_LOGIN),
	.limit_ms = 1000,
	.run = put_login};

static struct record *run_with(enum symptom symptom, const struct letter *given, size_t n)
{
	static const struct check *const checks[] = {&fake_inbox, &fake_login, &check_errors_mailbox};
	struct secret *secret = secret_new("geheim", 6);
	struct mailcase mailcase;
	struct record *record;

	mailcase_init(&mailcase);
	assert_int_equal(address_parse("anna@example.org", &mailcase.address), ADDRESS_FINE);
	mailcase.secret = secret;
	mailcase.read_bounces = true;
	mailcase.symptom = symptom;
	for (n_letters = 0; n_letters < n; n_letters++)
		letters[n_letters] = given[n_letters];
	record = run_to_end(&mailcase, checks, 3, -1);
	secret_free(&secret);
	return record;
}

static size_t count_of(const struct record *record, enum finding_id id)
{
	size_t n = 0;

	for (size_t i = 0; i < record->findings.n; i++)
		n += record->findings.items[i].id == id;
	return n;
}

#define UNKNOWN "5.1.1", "550 5.1.1 <ber@example.net>: Recipient address rejected: User unknown"
#define FULL	"5.2.2", "552 5.2.2 mailbox full"

static const struct {
	const char *about;
	struct letter letters[3];
	size_t n;
	enum symptom symptom;
	bool refused;
	size_t causes, old, foreign, unclear; /* how many are said */
} rows[] = {
	{"a recent one", {{2, "Anna <anna@example.org>", "ber@example.net", UNKNOWN, NULL}}, 1,
		SYMPTOM_BOUNCE, false, 1, 0, 0, 0},
	{"another address of the same domain", {{2, "shop@example.org", "ber@example.net", UNKNOWN, NULL}}, 1,
		SYMPTOM_BOUNCE, false, 1, 0, 0, 0},
	{"nobody is named as the sender", {{2, NULL, "ber@example.net", UNKNOWN, NULL}}, 1, SYMPTOM_BOUNCE,
		false, 1, 0, 0, 0},
	{"a mail of somebody else", {{2, "win@lottery.example", "ber@example.net", UNKNOWN, NULL}}, 1,
		SYMPTOM_BOUNCE, false, 0, 0, 1, 0},
	{"long ago", {{15, "anna@example.org", "ber@example.net", UNKNOWN, NULL}}, 1, SYMPTOM_BOUNCE, false,
		0, 1, 0, 0},
	{"before the trouble of today", {{1, "anna@example.org", "ber@example.net", UNKNOWN, NULL}}, 1,
		SYMPTOM_MESSAGE, true, 0, 1, 0, 0},
	{"mails come back, and sending fails too",
		{{1, "anna@example.org", "ber@example.net", UNKNOWN, NULL}}, 1, SYMPTOM_BOUNCE, true, 1, 0, 0,
		0},
	{"asked for without a complaint", {{1, "anna@example.org", "ber@example.net", UNKNOWN, NULL}}, 1,
		SYMPTOM_UNKNOWN, false, 1, 0, 0, 0},
	{"the same twice",
		{{1, "anna@example.org", "ber@example.net", UNKNOWN, NULL},
			{2, "anna@example.org", "ber@example.net", UNKNOWN, NULL}},
		2, SYMPTOM_BOUNCE, false, 1, 0, 0, 0},
	{"two recipients, two reasons",
		{{1, "anna@example.org", "ber@example.net", UNKNOWN, NULL},
			{2, "anna@example.org", "cem@example.com", FULL, NULL}},
		2, SYMPTOM_BOUNCE, false, 2, 0, 0, 0},
	{"a report without a recipient", {{1, "anna@example.org", NULL, "", "", NULL}}, 1, SYMPTOM_BOUNCE,
		false, 0, 0, 0, 1},
};

static void what_points_to_a_cause(void **state)
{
	(void)state;
	whole = true;
	for (size_t i = 0; i < N(rows); i++) {
		struct record *record;
		size_t causes;

		refused = rows[i].refused;
		record = run_with(rows[i].symptom, rows[i].letters, rows[i].n);
		causes = count_of(record, F_SAYS_RECIPIENT_UNKNOWN) + count_of(record, F_SAYS_MAILBOX_FULL);
		if (causes != rows[i].causes || count_of(record, F_INBOX_REPORT_OLD) != rows[i].old ||
			count_of(record, F_INBOX_REPORT_FOREIGN) != rows[i].foreign ||
			count_of(record, F_INBOX_REPORT_UNCLEAR) != rows[i].unclear ||
			record->diagnosis.n != causes || count_of(record, F_INBOX_REPORTS) != 1)
			fail_msg("%s: %zu causes of %zu findings", rows[i].about, causes, record->findings.n);
		record_free(&record);
	}
}

/* What lies in the inbox is told with its count and the date of the newest, and as evidence nothing of the mail but the refusal. */
static void what_is_told_of_it(void **state)
{
	static const struct letter two[] = {{1, "anna@example.org", "ber@example.net", UNKNOWN, NULL},
		{20, "anna@example.org", "cem@example.com", FULL, NULL}};
	struct record *record;
	const struct finding *finding;

	(void)state;
	whole = true;
	refused = false;
	record = run_with(SYMPTOM_BOUNCE, two, 2);
	finding = record_finding(record, F_INBOX_REPORTS);
	assert_non_null(finding);
	assert_int_equal(finding_arg(finding, "count")->number, 2);
	assert_in_range(finding_arg(finding, "date")->number, clock_wall() - DAY - 100, clock_wall() - DAY);
	finding = record_finding(record, F_SAYS_RECIPIENT_UNKNOWN);
	assert_string_equal(finding_evidence(finding, "source"), "inbox");
	assert_string_equal(finding_arg(finding, "recipient")->text, "ber@example.net");
	for (size_t i = 0; i < record->findings.n; i++)
		for (size_t k = 0; k < record->findings.items[i].n_evidence; k++)
			assert_null(strstr(record->findings.items[i].evidence[k].value, "hello"));
	record_free(&record);
}

static void none_or_not_known(void **state)
{
	struct record *record;

	(void)state;
	for (int i = 0; i < 2; i++) {
		whole = i == 0;
		record = run_with(SYMPTOM_BOUNCE, NULL, 0);
		assert_int_equal(count_of(record, F_INBOX_NO_REPORTS), whole);
		assert_int_equal(
			result_of(record, "errors.mailbox")->status, whole ? CHECK_NOTE : CHECK_UNKNOWN);
		record_free(&record);
	}
}

/* Without a yes, a password or the step itself the inbox is left alone. */
static void only_after_a_yes(void **state)
{
	struct secret *secret = secret_new("geheim", 6);
	struct mailcase good, bad[6];

	(void)state;
	mailcase_init(&good);
	good.secret = secret;
	good.read_bounces = true;
	assert_true(mailcase_reads_inbox(&good));
	for (size_t i = 0; i < N(bad); i++)
		bad[i] = good;
	bad[0].read_bounces = false;
	bad[1].secret = NULL;
	bad[2].no_login = true;
	bad[3].offline = true;
	bad[4].role = ROLE_ADMIN;
	bad[5].skip = STEP_BIT(STEP_ERRORS);
	for (size_t i = 0; i < N(bad); i++)
		assert_false(mailcase_reads_inbox(&bad[i]));
	secret_free(&secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_points_to_a_cause),
		cmocka_unit_test(what_is_told_of_it),
		cmocka_unit_test(none_or_not_known),
		cmocka_unit_test(only_after_a_yes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
