/*
 * Handing over a text: what goes over the wire, where it may stop, and what is never sent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/mail/smtp.h"
#include "tests/unit/support/peer.h"

#define PATIENT 5000

/* clang-format off */
#define TAKES_ENVELOPE                                                                                       \
	PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"), PEER_SENDS("250 x\r\n"), PEER_EXPECTS("MAIL *"),    \
	PEER_SENDS("250 ok\r\n"), PEER_EXPECTS("RCPT *"), PEER_SENDS("250 ok\r\n")
/* clang-format on */

struct talk {
	struct peer *peer;
	struct smtp_session *smtp;
	struct io_scope scope;
	struct str said;
	struct smtp_data data;
};

/* Everything up to where a text may follow. */
static void begin(struct talk *t, const struct peer_act *script, int64_t limit_ms)
{
	struct smtp_envelope envelope;

	memset(t, 0, sizeof *t);
	t->peer = peer_new(script, NULL);
	t->smtp = smtp_new(peer_connect(t->peer), "mail.test", 587, NULL, NULL);
	t->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(PATIENT)};
	assert_int_equal(smtp_banner(t->smtp, &t->scope), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t->smtp, &t->scope, false), SMTP_DONE);
	assert_int_equal(
		smtp_envelope(t->smtp, &t->scope, "a@example.org", "a@example.org", &envelope), SMTP_DONE);
	t->scope.deadline_us = clock_us() + CLOCK_MS(limit_ms);
}

static void end(struct talk *t)
{
	smtp_free(&t->smtp);
	assert_null(peer_finish(&t->peer, &t->said));
	str_release(&t->said);
}

static void test_the_wire(void **state)
{
	static const struct peer_act script[] = {TAKES_ENVELOPE, PEER_EXPECTS("DATA"),
		PEER_SENDS("354 go\r\n"), PEER_EXPECTS("Subject: x"), PEER_EXPECTS(""), PEER_EXPECTS("..dot"),
		PEER_EXPECTS("..."), PEER_EXPECTS("last"), PEER_EXPECTS("."),
		PEER_SENDS("250 2.0.0 queued as 1\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	begin(&t, script, PATIENT);
	/* CRLF, LF and CR alone end a line; a dot at its beginning is doubled; the last line gets an end. */
	assert_int_equal(smtp_data(t.smtp, &t.scope, "Subject: x\r\n\n.dot\r..\nlast", &t.data), SMTP_DONE);
	assert_int_equal(t.data.data.code, 354);
	assert_int_equal(t.data.text.code, 250);
	assert_string_equal(t.data.text.text, "queued as 1");
	assert_int_equal(t.data.bytes, strlen("Subject: x\r\n\r\n..dot\r\n...\r\nlast\r\n"));
	end(&t);
}

static void test_refusals(void **state)
{
	static const struct peer_act at_data[] = {TAKES_ENVELOPE, PEER_EXPECTS("DATA"),
		PEER_SENDS("451 4.3.0 not now\r\n"), PEER_EXPECTS("RSET"), PEER_SENDS("250 ok\r\n"),
		PEER_DOES(PEER_END)};
	static const struct peer_act at_end[] = {TAKES_ENVELOPE, PEER_EXPECTS("DATA"),
		PEER_SENDS("354 go\r\n"), PEER_EXPECTS("x"), PEER_EXPECTS("."),
		PEER_SENDS("554 5.7.1 spam\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act odd[] = {
		TAKES_ENVELOPE, PEER_EXPECTS("DATA"), PEER_SENDS("250 what\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	begin(&t, at_data, PATIENT);
	assert_int_equal(smtp_data(t.smtp, &t.scope, "x", &t.data), SMTP_REFUSED);
	assert_int_equal(t.data.data_step, SMTP_REFUSED);
	assert_int_equal(t.data.text.code, 0);
	assert_int_equal(smtp_reset(t.smtp, &t.scope), SMTP_DONE);
	end(&t);
	begin(&t, at_end, PATIENT);
	assert_int_equal(smtp_data(t.smtp, &t.scope, "x", &t.data), SMTP_REFUSED);
	assert_int_equal(t.data.data_step, SMTP_DONE);
	assert_int_equal(t.data.text_step, SMTP_REFUSED);
	assert_string_equal(t.data.text.enhanced, "5.7.1");
	end(&t);
	begin(&t, odd, PATIENT);
	assert_int_equal(smtp_data(t.smtp, &t.scope, "x", &t.data), SMTP_UNEXPECTED);
	end(&t);
}

static void test_cut_and_silent(void **state)
{
	static const struct peer_act cut[] = {TAKES_ENVELOPE, PEER_EXPECTS("DATA"), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act cut_later[] = {TAKES_ENVELOPE, PEER_EXPECTS("DATA"),
		PEER_SENDS("354 go\r\n"), PEER_EXPECTS("x"), PEER_EXPECTS("."), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act silent[] = {TAKES_ENVELOPE, PEER_EXPECTS("DATA"),
		PEER_SENDS("354 go\r\n"), PEER_EXPECTS("x"), PEER_EXPECTS("."), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	begin(&t, cut, PATIENT);
	assert_int_equal(smtp_data(t.smtp, &t.scope, "x", &t.data), SMTP_LOST);
	assert_int_equal(t.data.data_step, SMTP_LOST);
	assert_int_equal(smtp_reset(t.smtp, &t.scope), SMTP_LOST);
	end(&t);
	begin(&t, cut_later, PATIENT);
	assert_int_equal(smtp_data(t.smtp, &t.scope, "x", &t.data), SMTP_LOST);
	assert_int_equal(t.data.data_step, SMTP_DONE);
	end(&t);
	begin(&t, silent, 200);
	assert_int_equal(smtp_data(t.smtp, &t.scope, "x", &t.data), SMTP_SILENT);
	/* The other side has it all, it only says nothing. */
	assert_true(t.data.unacknowledged <= 0);
	end(&t);
}

static void test_what_is_never_sent(void **state)
{
	static const struct peer_act script[] = {TAKES_ENVELOPE, PEER_DOES(PEER_END)};
	char line[1100];
	struct talk t;

	(void)state;
	begin(&t, script, PATIENT);
	assert_int_equal(smtp_data(t.smtp, &t.scope, "caf\303\251", &t.data), SMTP_REFUSED_BY_US);
	memset(line, 'a', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	assert_int_equal(smtp_data(t.smtp, &t.scope, line, &t.data), SMTP_REFUSED_BY_US);
	end(&t);
}

/* The longest line that may be, and a text of many packets. */
static void test_large(void **state)
{
	static const struct peer_act script[] = {TAKES_ENVELOPE, PEER_EXPECTS("DATA"),
		PEER_SENDS("354 go\r\n"), PEER_EXPECTS("aaa*"), PEER_EXPECTS("bbb*"), PEER_EXPECTS("."),
		PEER_SENDS("250 ok\r\n"), PEER_DOES(PEER_END)};
	char text[998 + 1 + 998 + 1];
	struct talk t;

	(void)state;
	memset(text, 'a', 998);
	text[998] = '\n';
	memset(text + 999, 'b', 998);
	text[sizeof text - 1] = '\0';
	begin(&t, script, PATIENT);
	assert_int_equal(smtp_data(t.smtp, &t.scope, text, &t.data), SMTP_DONE);
	assert_int_equal(t.data.bytes, 2 * 1000);
	end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_wire),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_cut_and_silent),
		cmocka_unit_test(test_what_is_never_sent),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
