/*
 * Damaged and hostile reports: cut anywhere, NUL bytes, enormous lines, parts without number or within each other, more recipients than
 * are kept. Nothing is lost that stands before the damage, and every text stays harmless.
 */
#include "support/bounced.h"

#include "checks/base/utf8.h"

static const char report[] =
	"From: MAILER-DAEMON@mail.example.org\r\nTo: me@home.example\r\nSubject: Undelivered "
	"Mail\r\nMIME-Version: 1.0\r\n"
	"Content-Type: multipart/report; report-type=delivery-status; boundary=XX\r\n\r\n"
	"--XX\r\nContent-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	"PGFubkBmYXIuZXhhbXBsZT46IDU1MiA1LjIuMiBtYWlsYm94IGZ1bGwK\r\n\r\n"
	"--XX\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n\r\n"
	"Final-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: "
	"smtp; 552\r\n 5.2.2 mailbox full\r\n\r\n"
	"--XX\r\nContent-Type: message/rfc822\r\n\r\nFrom: me@home.example\r\nTo: "
	"ann@far.example\r\nMessage-ID: <1@home.example>\r\n\r\nText\r\n--XX--\r\n";

/* What is kept can be shown: no control characters, UTF-8, within bounds. */
static void check_harmless(const char *text, size_t len)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.dialect = ""};

	if (!message_parse(text, len, &message))
		return;
	bounce_read(&message, &bounce);
	assert_true(bounce.n <= BOUNCE_RECIPIENTS_MAX);
	for (size_t i = 0; i < bounce.n; i++) {
		const struct bounce_recipient *recipient = &bounce.recipients[i];

		assert_true(utf8_valid(recipient->address, strlen(recipient->address)));
		assert_true(utf8_valid(recipient->reply.text, strlen(recipient->reply.text)));
		assert_null(strpbrk(recipient->address, "\n\r\x1b"));
		assert_null(strpbrk(recipient->reply.text, "\r\x1b"));
	}
}

static void cut_anywhere(void **state)
{
	static const char told[] = "failure: ann@far.example failed mailbox-full";
	const char *action = strstr(report, "Status: 5.2.2");

	(void)state;
	for (size_t len = 1; len < sizeof report; len += 7) {
		struct str STR_AUTO got = STR_INIT;

		check_harmless(report, len);
		if (report + len < action + 15)
			continue;
		bounced_told(report, len, &got);
		assert_string_equal(str_text(&got), told);
	}
	/* Already the prose alone says it. */
	bounced_expect("From: MAILER-DAEMON@mail.example.org\r\nSubject: x\r\nMIME-Version: "
		       "1.0\r\nContent-Type: multipart/report; boundary=XX\r\n\r\n"
		       "--XX\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: "
		       "base64\r\n\r\nPGFubkBmYXIuZXhhbXBsZT46IDU1MiA1LjIuMiBtYWlsYm94IGZ1bGw",
		told);
}

static void bytes_that_do_not_belong(void **state)
{
	char *copy = malloc(sizeof report);

	(void)state;
	assert_non_null(copy);
	for (size_t i = 0; i < sizeof report - 1; i += 11) {
		static const char bytes[] = {'\0', '\x1b', '\xff', '\n', '='};

		memcpy(copy, report, sizeof report);
		copy[i] = bytes[i % sizeof bytes];
		check_harmless(copy, sizeof report - 1);
	}
	free(copy);
}

static void enormous_lines(void **state)
{
	struct str STR_AUTO mail = STR_INIT;

	(void)state;
	str_add(&mail, "From: MAILER-DAEMON@mail.example.org\nSubject: Undelivered "
		       "Mail\n\n<ann@far.example>: 552 5.2.2 mailbox full ");
	for (int i = 0; i < 200000; i++)
		str_add(&mail, "a@b.example ");
	str_add(&mail, "\n\n<bob@far.example>: 550 5.1.1 user unknown\n");
	bounced_expect(str_text(&mail), "failure: ann@far.example failed mailbox-full");
}

static void parts_without_number(void **state)
{
	struct str STR_AUTO mail = STR_INIT, STR_AUTO got = STR_INIT;

	(void)state;
	str_add(&mail, "From: MAILER-DAEMON@mail.example.org\nSubject: Undelivered Mail\nContent-Type: "
		       "multipart/report; boundary=X\n\n"
		       "--X\n\n<ann@far.example>: 552 5.2.2 mailbox full\n");
	for (int i = 0; i < 100000; i++)
		str_add(&mail, "--X\n\n");
	bounced_told(str_text(&mail), mail.len, &got);
	assert_string_equal(str_text(&got), "failure: ann@far.example failed mailbox-full");
}

static void parts_within_parts(void **state)
{
	struct str STR_AUTO mail = STR_INIT;

	(void)state;
	str_add(&mail, "From: MAILER-DAEMON@mail.example.org\nSubject: Undelivered Mail\n");
	for (int i = 0; i < 3000; i++)
		str_addf(&mail, "Content-Type: %s; boundary=B%d\n\n--B%d\n",
			i % 2 ? "multipart/mixed" : "multipart/report", i, i);
	for (int i = 0; i < 3000; i++)
		str_add(&mail, "Content-Type: message/rfc822\n\nFrom: a@b.example\n");
	check_harmless(str_text(&mail), mail.len);
}

static void more_recipients_than_are_kept(void **state)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.dialect = ""};
	struct str STR_AUTO mail = STR_INIT;

	(void)state;
	str_add(&mail, "From: MAILER-DAEMON@mail.example.org\nSubject: x\nContent-Type: multipart/report; "
		       "boundary=X\n\n"
		       "--X\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\n");
	for (int i = 0; i < BOUNCE_RECIPIENTS_MAX + 5; i++)
		str_addf(&mail,
			"Final-Recipient: rfc822; u%d@far.example\nAction: failed\nStatus: "
			"5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 u%d\n\n",
			i, i);
	assert_true(message_parse(str_text(&mail), mail.len, &message));
	bounce_read(&message, &bounce);
	assert_int_equal(bounce.n, BOUNCE_RECIPIENTS_MAX);
	assert_true(bounce.cut);
	assert_string_equal(bounce.recipients[BOUNCE_RECIPIENTS_MAX - 1].address, "u999@far.example");
}

/* Escape sequences and right-to-left marks from strangers are not kept. */
static void text_that_deceives(void **state)
{
	static const char mail[] = "From: MAILER-DAEMON@mail.example.org\nSubject: x\n\n<ann@far.example>: "
				   "552 5.2.2 \x1b[31mmailbox\x1b[0m full\xe2\x80\xae\n";

	(void)state;
	check_harmless(mail, sizeof mail - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(bytes_that_do_not_belong),
		cmocka_unit_test(enormous_lines),
		cmocka_unit_test(parts_without_number),
		cmocka_unit_test(parts_within_parts),
		cmocka_unit_test(more_recipients_than_are_kept),
		cmocka_unit_test(text_that_deceives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
