/*
 * The word that says nothing, small and as large as a packet, against scripted peers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/mail/smtp.h"
#include "tests/unit/support/peer.h"

#define LARGE 1420

static const struct io_scope whole = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

/* One NOOP against a script; large 0: the small one. code_r: of the reply. */
static enum smtp_step ask(
	const struct peer_act *script, size_t large, int64_t limit_ms, int *code_r, struct str *said_r)
{
	struct io_scope scope = io_scope_within(&whole, limit_ms);
	struct peer *peer = peer_new(script, NULL);
	struct transcript *transcript = transcript_new(0);
	struct smtp_session *smtp = smtp_new(peer_connect(peer), "mail.test", 587, NULL, transcript);
	enum smtp_step step = large ? smtp_noop_large(smtp, &scope, large) : smtp_noop(smtp, &scope);

	*code_r = smtp->reply.code;
	smtp_free(&smtp);
	assert_null(peer_finish(&peer, said_r));
	transcript_free(&transcript);
	return step;
}

static void what_comes_back(void **state)
{
	static const struct peer_act fine[] = {
		PEER_EXPECTS("NOOP"), PEER_SENDS("250 Ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act over[] = {
		PEER_EXPECTS("NOOP"), PEER_SENDS("421 4.4.2 timeout exceeded\r\n"), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act lost[] = {PEER_EXPECTS("NOOP"), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act mute[] = {PEER_EXPECTS("NOOP"), PEER_DOES(PEER_END)};
	int code;

	(void)state;
	assert_int_equal(ask(fine, 0, 5000, &code, NULL), SMTP_DONE);
	assert_int_equal(code, 250);
	assert_int_equal(ask(over, 0, 5000, &code, NULL), SMTP_REFUSED);
	assert_int_equal(code, 421);
	assert_int_equal(ask(lost, 0, 5000, &code, NULL), SMTP_LOST);
	assert_int_equal(code, 0);
	assert_int_equal(ask(mute, 0, 100, &code, NULL), SMTP_SILENT);
	assert_int_equal(code, 0);
}

static void one_line_as_large_as_asked(void **state)
{
	static const struct peer_act fine[] = {
		PEER_EXPECTS("NOOP x*"), PEER_SENDS("250 Ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act fussy[] = {
		PEER_EXPECTS("NOOP x*"), PEER_SENDS("500 5.5.2 Line too long\r\n"), PEER_DOES(PEER_END)};
	struct str STR_AUTO said = STR_INIT;
	int code;

	(void)state;
	assert_int_equal(ask(fine, LARGE, 5000, &code, &said), SMTP_DONE);
	assert_int_equal(said.len, LARGE + 2);
	assert_int_equal(strcspn(str_text(&said), "\r"), LARGE);
	assert_int_equal(ask(fussy, LARGE, 5000, &code, NULL), SMTP_REFUSED);
	assert_int_equal(code, 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_back),
		cmocka_unit_test(one_line_as_large_as_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
