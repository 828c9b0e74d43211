/*
 * Which mails tell something about the person's own domain: those that it sent, also inside of a report of failure. The way of another mail, or
 * that of the report, is that of somebody else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/catalogue.h"
#include "checks/engine/run.h"
#include "checks/steps/common/given_mail.h"

#define HOP(address)                                                                                         \
	"Received: from out.sender.example (out.sender.example [" address "])\r\n"                           \
	"\tby mx.receiver.example with ESMTP id 1; Sat, 21 Nov 2026 10:00:00 +0000\r\n"
#define REST "To: b@receiver.example\r\nSubject: x\r\nDate: Sat, 21 Nov 2026 09:59:00 +0000\r\n"
#define OWN  HOP("203.0.113.9") "From: a@example.org\r\n" REST "\r\nText\r\n"
#define REPORT                                                                                               \
	HOP("203.0.113.77")                                                                                  \
	"From: MAILER-DAEMON@receiver.example\r\nTo: a@example.org\r\n"                                      \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\r\n\r\n--x\r\n\r\n"     \
	"Not delivered.\r\n"

static const struct {
	const char *mail;
	bool own;
	const char *from; /* where it left, as dns.outlets says */
} rows[] = {
	{OWN, true, "203.0.113.9"},
	{HOP("203.0.113.8") "From: \"A\" <a@news.example.org>\r\n" REST "\r\nText\r\n", true, "203.0.113.8"},
	{HOP("203.0.113.7") "From: b@elsewhere.example\r\n" REST "\r\nText\r\n", false, NULL},
	{HOP("203.0.113.6") REST "\r\nText\r\n", true, "203.0.113.6"},
	{REPORT "--x\r\nContent-Type: message/rfc822\r\n\r\n" OWN "--x--\r\n", true, "203.0.113.9"},
	{REPORT "--x--\r\n", false, NULL},
};

static struct mailcase case_with(const char *mail)
{
	struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.role = ROLE_ADMIN;
	mailcase.only = STEP_BIT(STEP_DNS);
	str_copy(mailcase.domain, sizeof mailcase.domain, "example.org");
	mailcase.mail = mail;
	mailcase.mail_len = strlen(mail);
	return mailcase;
}

static void whose_mail_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mailcase mailcase = case_with(rows[i].mail);
		struct given_mail GIVEN_MAIL_AUTO mail = {.exact = false};

		if (given_mail_read_own(&mailcase, &mail) != rows[i].own)
			fail_msg("row %zu", i);
	}
}

static void where_it_left(void **state)
{
	static const struct check *const checks[] = {&check_dns_outlets_quiet};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mailcase mailcase = case_with(rows[i].mail);
		struct record *record = run_to_end(&mailcase, checks, 1, -1);
		const struct finding *finding = record_finding(record, F_PUBLIC_ADDRESS);
		const char *ip = finding ? finding->args[0].text : NULL;

		if (!ip != !rows[i].from || (ip && strcmp(ip, rows[i].from) != 0))
			fail_msg("row %zu: %s", i, ip ? ip : "nothing");
		record_free(&record);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(whose_mail_it_is),
		cmocka_unit_test(where_it_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
