/*
 * The steps of an SMTP session against scripted peers: what each outcome is called, when it comes, and what
 * is never said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/mail/smtp_wire.h"
#include "tests/unit/support/peer.h"
#include "tests/unit/support/peer_tls.h"

#define HOST	"mail.test"
#define PATIENT 5000

struct talk {
	struct peer *peer;
	struct smtp_session *smtp;
	struct transcript *transcript;
	struct io_scope scope;
	struct str said;
};

static SSL_CTX *tls;
static struct tls_store *store;

static void begin(struct talk *t, const struct peer_act *script, int64_t limit_ms)
{
	memset(t, 0, sizeof *t);
	t->peer = peer_new(script, tls);
	t->transcript = transcript_new(0);
	t->smtp = smtp_new(peer_connect(t->peer), HOST, 587, NULL, t->transcript);
	t->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(limit_ms)};
}

/* Ends the talk: the script was followed, and every command was clean unless it was said to be otherwise. */
static void end(struct talk *t, bool clean)
{
	smtp_free(&t->smtp);
	assert_null(t->smtp);
	assert_null(peer_finish(&t->peer, &t->said));
	if (clean)
		assert_true(peer_lines_are_clean(&t->said));
	transcript_free(&t->transcript);
	str_release(&t->said);
}

static enum smtp_step banner_of(struct talk *t, const struct peer_act *script, int64_t limit_ms)
{
	begin(t, script, limit_ms);
	return smtp_banner(t->smtp, &t->scope);
}

static void test_healthy(void **state)
{
	static const struct peer_act script[] = {PEER_SENDS("220-mail.test\r\n220 ESMTP\r\n"),
		PEER_EXPECTS("EHLO [127.0.0.1]"),
		PEER_SENDS("250-mail.test hello\r\n250-PIPELINING\r\n250 SIZE 1000\r\n"),
		PEER_EXPECTS("MAIL FROM:<anna@example.org>"),
		PEER_EXPECTS("RCPT TO:<bert@xn--bcher-kva.example>"),
		PEER_SENDS("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"), PEER_EXPECTS("RSET"), PEER_EXPECTS("QUIT"),
		PEER_DOES(PEER_END)};
	struct smtp_envelope e;
	struct talk t;

	(void)state;
	assert_int_equal(banner_of(&t, script, PATIENT), SMTP_DONE);
	assert_string_equal(t.smtp->banner.text, "mail.test ESMTP");
	assert_string_equal(t.smtp->peer, "mail.test:587");
	assert_string_equal(t.smtp->helo, "[127.0.0.1]");
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_DONE);
	assert_true(t.smtp->clear.known && t.smtp->clear.pipelining);
	assert_false(t.smtp->secure.known);
	assert_int_equal(
		smtp_envelope(t.smtp, &t.scope, "anna@example.org", "bert@b\303\274cher.example", &e),
		SMTP_DONE);
	assert_int_equal(e.mail.code, 250);
	assert_string_equal(e.rcpt.enhanced, "2.1.5");
	smtp_leave(t.smtp, &t.scope);
	assert_true(t.smtp->broken);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_LOST);
	assert_int_equal(t.smtp->reply.code, 0);
	end(&t, true);
}

struct banner {
	const char *name;
	struct peer_act script[3];
	enum smtp_step step;
	enum smtp_fault fault;
	int code;
};

static const struct banner banners[] = {
	{"no text", {PEER_SENDS("220\r\n"), PEER_DOES(PEER_END)}, SMTP_DONE, SMTP_FAULT_NONE, 220},
	{"bare LF", {PEER_SENDS("220 x\n"), PEER_DOES(PEER_END)}, SMTP_DONE, SMTP_FAULT_BARE_LF, 220},
	{"421", {PEER_SENDS("421 4.3.2 busy\r\n"), PEER_DOES(PEER_CLOSE)}, SMTP_REFUSED, SMTP_FAULT_NONE,
		421},
	{"554", {PEER_SENDS("554 5.7.1 listed\r\n"), PEER_DOES(PEER_END)}, SMTP_REFUSED, SMTP_FAULT_NONE,
		554},
	{"250", {PEER_SENDS("250 x\r\n"), PEER_DOES(PEER_END)}, SMTP_UNEXPECTED, SMTP_FAULT_NONE, 250},
	{"354", {PEER_SENDS("354 x\r\n"), PEER_DOES(PEER_END)}, SMTP_UNEXPECTED, SMTP_FAULT_NONE, 354},
	{"FTP", {PEER_SENDS("220 (vsFTPd 3.0.3)\r\n"), PEER_DOES(PEER_END)}, SMTP_DONE, SMTP_FAULT_NONE, 220},
	{"POP3", {PEER_SENDS("+OK ready\r\n"), PEER_DOES(PEER_END)}, SMTP_NOT_SMTP, SMTP_FAULT_TEXT, 0},
	{"IMAP", {PEER_SENDS("* OK ready\r\n"), PEER_DOES(PEER_END)}, SMTP_NOT_SMTP, SMTP_FAULT_TEXT, 0},
	{"HTTP", {PEER_SENDS("HTTP/1.1 400 Bad\r\n\r\n"), PEER_DOES(PEER_CLOSE)}, SMTP_NOT_SMTP,
		SMTP_FAULT_TEXT, 0},
	{"SSH", {PEER_SENDS("SSH-2.0-x\r\n"), PEER_DOES(PEER_END)}, SMTP_NOT_SMTP, SMTP_FAULT_TEXT, 0},
	{"alert", {PEER_SENDS("\x15\x03\x01\0\x02\x02\x0a"), PEER_DOES(PEER_CLOSE)}, SMTP_NOT_SMTP,
		SMTP_FAULT_NUL, 0},
	{"cut alert", {PEER_SENDS("\x15\x03\x01"), PEER_DOES(PEER_CLOSE)}, SMTP_NOT_SMTP, SMTP_FAULT_NONE, 0},
	{"words", {PEER_SENDS("Hello there\r\n"), PEER_DOES(PEER_END)}, SMTP_GARBLED, SMTP_FAULT_TEXT, 0},
	{"code", {PEER_SENDS("22 x\r\n"), PEER_DOES(PEER_END)}, SMTP_GARBLED, SMTP_FAULT_CODE, 0},
	{"mixed", {PEER_SENDS("220-x\r\n250 x\r\n"), PEER_DOES(PEER_END)}, SMTP_GARBLED, SMTP_FAULT_CODE, 0},
	{"NUL", {PEER_SENDS("220 a\0b\r\n"), PEER_DOES(PEER_END)}, SMTP_GARBLED, SMTP_FAULT_NUL, 0},
	{"bare CR", {PEER_SENDS("220 a\rb\r\n"), PEER_DOES(PEER_END)}, SMTP_GARBLED, SMTP_FAULT_BARE_CR, 0},
	{"endless", {PEER_REPEATS("220-x\r\n", 100000), PEER_DOES(PEER_END)}, SMTP_GARBLED,
		SMTP_FAULT_ENDLESS, 0},
	{"long", {PEER_REPEATS("220 xxxxxxxxxxxxxxxxxxxxxxxxxxxx", 40000), PEER_DOES(PEER_END)}, SMTP_GARBLED,
		SMTP_FAULT_LONG_LINE, 0},
	{"cut", {PEER_SENDS("220-mail"), PEER_DOES(PEER_CLOSE)}, SMTP_LOST, SMTP_FAULT_NONE, 0},
	{"cut between", {PEER_SENDS("220-mail\r\n"), PEER_DOES(PEER_CLOSE)}, SMTP_LOST, SMTP_FAULT_NONE, 0},
	{"closed", {PEER_DOES(PEER_CLOSE)}, SMTP_LOST, SMTP_FAULT_NONE, 0},
	{"reset", {PEER_DOES(PEER_RESET)}, SMTP_LOST, SMTP_FAULT_NONE, 0},
};

static void test_banners(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof banners / sizeof banners[0]; i++) {
		const struct banner *b = &banners[i];
		struct talk t;
		enum smtp_step step = banner_of(&t, b->script, PATIENT);

		if (step != b->step)
			fail_msg("%s: %s", b->name, smtp_step_name(step));
		if (b->fault != SMTP_FAULT_NUL || step != SMTP_NOT_SMTP)
			assert_int_equal(t.smtp->fault, b->fault);
		assert_int_equal(t.smtp->banner.code, b->code);
		if (!b->code && step != SMTP_DONE)
			assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_LOST);
		end(&t, true);
	}
}

/* One reply, one deadline: a peer that drips is as late as a silent one. */
static void test_deadlines(void **state)
{
	static const struct peer_act silent[] = {PEER_DOES(PEER_END)};
	static const struct peer_act drip[] = {
		PEER_DRIPS("220 a very slow one\r\n", 40), PEER_DOES(PEER_END)};
	static const struct peer_act half[] = {PEER_SENDS("220-half\r\n"), PEER_DOES(PEER_END)};
	const struct peer_act *scripts[] = {silent, drip, half};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct talk t;
		int64_t start = clock_us();

		assert_int_equal(banner_of(&t, scripts[i], 150), SMTP_SILENT);
		assert_true(clock_since_ms(start) >= 150 && clock_since_ms(start) < 2000);
		assert_int_equal(t.smtp->io, IO_TIMED_OUT);
		assert_int_equal(t.smtp->banner.code, 0);
		end(&t, true);
	}
}

static void test_cancel(void **state)
{
	static const struct peer_act silent[] = {PEER_DOES(PEER_END)};
	int fd = eventfd(1, EFD_CLOEXEC);
	struct talk t;

	(void)state;
	begin(&t, silent, PATIENT);
	t.scope.cancel_fd = fd;
	assert_int_equal(smtp_banner(t.smtp, &t.scope), SMTP_CANCELLED);
	end(&t, true);
	close(fd);
}

static void test_helo_fallback(void **state)
{
	static const char *const codes[] = {"500 what", "501 what", "502 5.5.2 what", "504 what"};
	struct talk t;

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		struct peer_act script[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
			{PEER_SEND, codes[i], strlen(codes[i]), 1, NULL}, PEER_SENDS("\r\n"),
			PEER_EXPECTS("HELO [127.0.0.1]"), PEER_SENDS("250 old\r\n"), PEER_DOES(PEER_END)};

		assert_int_equal(banner_of(&t, script, PATIENT), SMTP_DONE);
		assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_DONE);
		assert_true(t.smtp->clear.known && t.smtp->clear.helo_only);
		assert_string_equal(t.smtp->clear.greeting, "old");
		end(&t, true);
	}
	static const struct peer_act no[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("502 no\r\n"), PEER_DOES(PEER_END)};

	assert_int_equal(banner_of(&t, no, PATIENT), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_REFUSED);
	assert_false(t.smtp->clear.known);
	end(&t, true);
	/* What was offered before does not outlive a refused second question. */
	static const struct peer_act twice[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250-x\r\n250 STARTTLS\r\n"), PEER_EXPECTS("EHLO *"), PEER_SENDS("451 no\r\n"),
		PEER_DOES(PEER_END)};

	assert_int_equal(banner_of(&t, twice, PATIENT), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_DONE);
	assert_true(t.smtp->clear.starttls);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_REFUSED);
	assert_false(t.smtp->clear.known || t.smtp->clear.starttls);
	end(&t, true);
	/* A refusal of another kind is no reason to try the old way. */
	static const struct peer_act busy[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("550 no\r\n"), PEER_DOES(PEER_END)};

	assert_int_equal(banner_of(&t, busy, PATIENT), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_REFUSED);
	assert_int_equal(t.smtp->reply.code, 550);
	end(&t, true);
}

/* hazards.md 8 and 10: every reply at every stage has its outcome. */
static void test_codes_at_each_stage(void **state)
{
	static const struct {
		const char *reply;
		enum smtp_step greeting, ehlo, starttls;
	} rows[] = {
		{"220 x\r\n", SMTP_DONE, SMTP_DONE, SMTP_TLS_FAILED},
		{"221 x\r\n", SMTP_UNEXPECTED, SMTP_DONE, SMTP_UNEXPECTED},
		{"354 x\r\n", SMTP_UNEXPECTED, SMTP_UNEXPECTED, SMTP_UNEXPECTED},
		{"421 x\r\n", SMTP_REFUSED, SMTP_REFUSED, SMTP_REFUSED},
		{"454 x\r\n", SMTP_REFUSED, SMTP_REFUSED, SMTP_REFUSED},
		{"500 x\r\n", SMTP_REFUSED, SMTP_REFUSED, SMTP_REFUSED},
		{"501 x\r\n", SMTP_REFUSED, SMTP_REFUSED, SMTP_REFUSED},
		{"530 x\r\n", SMTP_REFUSED, SMTP_REFUSED, SMTP_REFUSED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct peer_act reply = {PEER_SEND, rows[i].reply, strlen(rows[i].reply), 1, NULL};
		struct peer_act greeting[] = {reply, PEER_DOES(PEER_END)};
		struct peer_act ehlo[] = {
			PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"), reply, PEER_DOES(PEER_END)};
		struct peer_act starttls[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
			PEER_SENDS("250-x\r\n250 STARTTLS\r\n"), PEER_EXPECTS("STARTTLS"), reply,
			PEER_DOES(PEER_CLOSE)};
		struct talk t;

		assert_int_equal(banner_of(&t, greeting, PATIENT), rows[i].greeting);
		assert_int_equal(t.smtp->broken, ascii_starts(rows[i].reply, "421"));
		end(&t, true);
		assert_int_equal(banner_of(&t, ehlo, PATIENT), SMTP_DONE);
		assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), rows[i].ehlo);
		end(&t, true);
		assert_int_equal(banner_of(&t, starttls, PATIENT), SMTP_DONE);
		assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_DONE);
		assert_int_equal(smtp_starttls(t.smtp, &t.scope, store, TLS_SECURE, HOST), rows[i].starttls);
		assert_false(stream_is_encrypted(t.smtp->stream));
		end(&t, false);
	}
}

static void test_starttls(void **state)
{
	static const struct peer_act script[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250-x\r\n250-AUTH LOGIN\r\n250 STARTTLS\r\n"), PEER_EXPECTS("STARTTLS"),
		PEER_SENDS("220 2.0.0 go\r\n"), PEER_DOES(PEER_TLS), PEER_EXPECTS("EHLO [127.0.0.1]"),
		PEER_SENDS("250-x\r\n250 AUTH PLAIN\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	assert_int_equal(banner_of(&t, script, PATIENT), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_DONE);
	assert_int_equal(smtp_starttls(t.smtp, &t.scope, store, TLS_SECURE, HOST), SMTP_DONE);
	assert_true(t.smtp->tls.verified);
	assert_false(t.smtp->secure.known);
	assert_int_equal(t.smtp->early_bytes, 0);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_DONE);
	/* What was offered in clear stays evidence and is not mixed with what is offered now. */
	assert_true(smtp_offers(&t.smtp->clear, "LOGIN") && !smtp_offers(&t.smtp->secure, "LOGIN"));
	assert_true(smtp_offers(&t.smtp->secure, "PLAIN") && !t.smtp->secure.starttls);
	end(&t, true);
}

/* hazards.md 11: replies put in before the handshake are thrown away and never read as if they came through
 * TLS. */
static void test_early_bytes(void **state)
{
	static const struct peer_act script[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250-x\r\n250 STARTTLS\r\n"), PEER_EXPECTS("STARTTLS"),
		PEER_SENDS("220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n"), PEER_DOES(PEER_TLS),
		PEER_EXPECTS("EHLO *"), PEER_SENDS("250 honest\r\n"), PEER_DOES(PEER_END)};
	struct secret *secret = secret_new("secret", 6);
	struct sasl_login login = {.user = "anna", .secret = secret, .kind = SASL_PASSWORD};
	struct talk t;

	(void)state;
	assert_int_equal(banner_of(&t, script, PATIENT), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_DONE);
	assert_int_equal(smtp_starttls(t.smtp, &t.scope, store, TLS_SECURE, HOST), SMTP_DONE);
	assert_int_equal(t.smtp->early_bytes, strlen("250-evil\r\n250 AUTH PLAIN\r\n"));
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_DONE);
	assert_string_equal(t.smtp->secure.greeting, "honest");
	assert_int_equal(smtp_auth(t.smtp, &t.scope, SASL_PLAIN, &login), SMTP_REFUSED_BY_US);
	end(&t, true);
	secret_free(&secret);
}

static void test_implicit_tls(void **state)
{
	static const struct peer_act script[] = {
		PEER_DOES(PEER_TLS), PEER_SENDS("220 x\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act plain[] = {PEER_SENDS("220 x\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	begin(&t, script, PATIENT);
	assert_int_equal(smtp_tls_now(t.smtp, &t.scope, store, TLS_SECURE, HOST), SMTP_DONE);
	assert_int_equal(smtp_banner(t.smtp, &t.scope), SMTP_DONE);
	assert_int_equal(t.smtp->early_bytes, 0);
	/* Once is enough. */
	assert_int_equal(smtp_tls_now(t.smtp, &t.scope, store, TLS_SECURE, HOST), SMTP_REFUSED_BY_US);
	assert_int_equal(smtp_starttls(t.smtp, &t.scope, store, TLS_SECURE, HOST), SMTP_REFUSED_BY_US);
	end(&t, true);
	begin(&t, plain, PATIENT);
	assert_int_equal(smtp_tls_now(t.smtp, &t.scope, store, TLS_SECURE, HOST), SMTP_TLS_FAILED);
	assert_int_equal(t.smtp->tls.outcome, TLS_NOT_TLS);
	assert_int_equal(smtp_banner(t.smtp, &t.scope), SMTP_LOST);
	end(&t, false);
}

static void greet(struct talk *t, const struct peer_act *script, int64_t limit_ms)
{
	assert_int_equal(banner_of(t, script, limit_ms), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t->smtp, &t->scope, false), SMTP_DONE);
}

static void test_envelope_one_by_one(void **state)
{
	static const struct peer_act refused[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250 x\r\n"), PEER_EXPECTS("MAIL FROM:<>"), PEER_SENDS("553 5.7.1 not yours\r\n"),
		PEER_DOES(PEER_END)};
	static const struct peer_act relay[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250 x\r\n"), PEER_EXPECTS("MAIL FROM:<a@b.org>"), PEER_SENDS("250 ok\r\n"),
		PEER_EXPECTS("RCPT TO:<c@d.org>"), PEER_SENDS("554 5.7.1 Relay access denied\r\n"),
		PEER_DOES(PEER_END)};
	struct smtp_envelope e;
	struct talk t;

	(void)state;
	greet(&t, refused, PATIENT);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "", "c@d.org", &e), SMTP_REFUSED);
	assert_int_equal(e.mail.code, 553);
	assert_int_equal(e.rcpt.code, 0);
	end(&t, true);
	greet(&t, relay, PATIENT);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", "c@d.org", &e), SMTP_REFUSED);
	assert_int_equal(e.mail_step, SMTP_DONE);
	assert_int_equal(e.rcpt_step, SMTP_REFUSED);
	assert_string_equal(e.rcpt.text, "Relay access denied");
	end(&t, true);
}

#define PIPELINING_HELLO                                                                                     \
	PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"), PEER_SENDS("250-x\r\n250 PIPELINING\r\n"),          \
		PEER_EXPECTS("MAIL FROM:<a@b.org>"), PEER_EXPECTS("RCPT TO:<c@d.org>")

static void see_note(const struct transcript_line *line, void *data)
{
	bool *seen = data;

	*seen = *seen || (line->kind == SAID_NOTE && strstr(line->text, "no whole reply to RCPT TO"));
}

static void test_envelope_pipelined(void **state)
{
	static const struct peer_act refused[] = {
		PIPELINING_HELLO, PEER_SENDS("550 5.7.1 no\r\n503 5.5.1 need MAIL\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act one[] = {
		PIPELINING_HELLO, PEER_SENDS("250 ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act none[] = {PIPELINING_HELLO, PEER_DOES(PEER_END)};
	static const struct peer_act busy[] = {
		PIPELINING_HELLO, PEER_SENDS("421 bye\r\n"), PEER_DOES(PEER_CLOSE)};
	struct smtp_envelope e;
	bool seen = false;
	struct talk t;

	(void)state;
	greet(&t, refused, PATIENT);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", "c@d.org", &e), SMTP_REFUSED);
	assert_int_equal(e.mail.code, 550);
	assert_int_equal(e.rcpt.code, 503);
	end(&t, true);
	/* hazards.md 21: too few replies; the missing one has a name. */
	greet(&t, one, 300);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", "c@d.org", &e), SMTP_SILENT);
	assert_int_equal(e.mail_step, SMTP_DONE);
	assert_int_equal(e.rcpt_step, SMTP_SILENT);
	transcript_each(t.transcript, see_note, &seen);
	assert_true(seen);
	end(&t, true);
	greet(&t, none, 300);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", "c@d.org", &e), SMTP_SILENT);
	assert_int_equal(e.mail_step, SMTP_SILENT);
	assert_int_equal(e.mail.code + e.rcpt.code, 0);
	end(&t, true);
	greet(&t, busy, PATIENT);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", "c@d.org", &e), SMTP_REFUSED);
	assert_int_equal(e.rcpt_step, SMTP_LOST);
	assert_true(t.smtp->broken);
	end(&t, true);
}

/* hazards.md 19: what must not reach the wire does not, and the session is none the worse for it. */
static void test_envelope_arguments(void **state)
{
	static const char *const bad[] = {"a@b\r\nRCPT TO:<x>", "a@b.org>\r\nDATA", "a@b\nQUIT", "no-at",
		"a b@c.org", "a@b.org c@d.org", "j\303\266rg@b.org", "a@\001.org"};
	static const struct peer_act script[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250 x\r\n"), PEER_EXPECTS("MAIL FROM:<a@b.org>"), PEER_SENDS("250 ok\r\n"),
		PEER_EXPECTS("RCPT TO:<c@d.org>"), PEER_SENDS("250 ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act utf8[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250-x\r\n250 SMTPUTF8\r\n"),
		PEER_EXPECTS("MAIL FROM:<j\303\266rg@b.org> SMTPUTF8"), PEER_SENDS("250 ok\r\n"),
		PEER_EXPECTS("RCPT TO:<c@d.org>"), PEER_SENDS("250 ok\r\n"), PEER_DOES(PEER_END)};
	struct smtp_envelope e;
	struct talk t;
	char big[600];

	(void)state;
	greet(&t, script, PATIENT);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(smtp_envelope(t.smtp, &t.scope, bad[i], "c@d.org", &e), SMTP_REFUSED_BY_US);
		assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", bad[i], &e), SMTP_REFUSED_BY_US);
		assert_int_equal(e.mail_step, SMTP_REFUSED_BY_US);
	}
	memset(big, 'a', sizeof big);
	memcpy(big + sizeof big - 7, "@b.org", 7);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, big, "c@d.org", &e), SMTP_REFUSED_BY_US);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", "", &e), SMTP_REFUSED_BY_US);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "a@b.org", "c@d.org", &e), SMTP_DONE);
	end(&t, true);
	greet(&t, utf8, PATIENT);
	assert_int_equal(smtp_envelope(t.smtp, &t.scope, "j\303\266rg@b.org", "c@d.org", &e), SMTP_DONE);
	end(&t, false);
}

/* The last gate: whatever the rooms above let through. */
static void test_no_bad_byte_is_sent(void **state)
{
	static const struct peer_act script[] = {
		PEER_EXPECTS("NOOP a"), PEER_EXPECTS("NOOP \303\274"), PEER_DOES(PEER_END)};
	static const char bad[] = {'\r', '\n', '\0', '\200', '\377'};
	struct talk t;

	(void)state;
	begin(&t, script, PATIENT);
	for (size_t i = 0; i < sizeof bad; i++) {
		char line[] = "NOOP a";
		struct smtp_command command = {.line = line, .len = 6};

		line[4] = bad[i];
		assert_int_equal(smtp_send(t.smtp, &t.scope, &command), SMTP_REFUSED_BY_US);
	}
	assert_int_equal(
		smtp_send(t.smtp, &t.scope, &(struct smtp_command){.line = "NOOP a", .len = 6}), SMTP_DONE);
	assert_int_equal(smtp_send(t.smtp, &t.scope,
				 &(struct smtp_command){.line = "NOOP \303\274", .len = 7, .utf8 = true}),
		SMTP_DONE);
	end(&t, false);
}

/* A name of ours that could not stand in EHLO is replaced. */
static void test_helo_names(void **state)
{
	static const struct peer_act script[] = {PEER_DOES(PEER_END)};
	static const char *const names[][2] = {{"pc.example.org", "pc.example.org"}, {"", "[127.0.0.1]"},
		{"a b", "[127.0.0.1]"}, {"a\r\nMAIL", "[127.0.0.1]"}, {"\303\274", "[127.0.0.1]"}};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct peer *peer = peer_new(script, NULL);
		struct smtp_session *smtp =
			smtp_new(peer_connect(peer), "2001:db8::1", 25, names[i][0], NULL);

		assert_string_equal(smtp->helo, names[i][1]);
		assert_string_equal(smtp->peer, "[2001:db8::1]:25");
		smtp_free(&smtp);
		assert_null(peer_finish(&peer, NULL));
	}
}

/* A reply before its command: a refusal counts, anything else makes the rest worthless. */
static void test_early_reply(void **state)
{
	static const struct peer_act early[] = {PEER_SENDS("220 x\r\n250 early\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act bye[] = {
		PEER_SENDS("220 x\r\n421 4.4.2 idle\r\n"), PEER_DOES(PEER_CLOSE)};
	struct talk t;

	(void)state;
	assert_int_equal(banner_of(&t, early, PATIENT), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_GARBLED);
	assert_int_equal(t.smtp->fault, SMTP_FAULT_EARLY);
	end(&t, true);
	assert_int_equal(banner_of(&t, bye, PATIENT), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_REFUSED);
	assert_int_equal(t.smtp->reply.code, 421);
	end(&t, true);
}

/* hazards.md 30 */
static void test_peer_gone(void **state)
{
	static const struct peer_act script[] = {PEER_SENDS("220 x\r\n"), PEER_DOES(PEER_RESET)};
	struct talk t;

	(void)state;
	assert_int_equal(banner_of(&t, script, PATIENT), SMTP_DONE);
	assert_null(peer_finish(&t.peer, NULL));
	assert_int_equal(smtp_ehlo(t.smtp, &t.scope, true), SMTP_LOST);
	smtp_leave(t.smtp, &t.scope);
	smtp_free(&t.smtp);
	transcript_free(&t.transcript);
}

static int set_up(void **state)
{
	(void)state;
	tls = peer_tls_new(HOST, &store);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	SSL_CTX_free(tls);
	tls_store_free(&store);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_healthy),
		cmocka_unit_test(test_banners),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_helo_fallback),
		cmocka_unit_test(test_codes_at_each_stage),
		cmocka_unit_test(test_starttls),
		cmocka_unit_test(test_early_bytes),
		cmocka_unit_test(test_implicit_tls),
		cmocka_unit_test(test_envelope_one_by_one),
		cmocka_unit_test(test_envelope_pipelined),
		cmocka_unit_test(test_envelope_arguments),
		cmocka_unit_test(test_no_bad_byte_is_sent),
		cmocka_unit_test(test_helo_names),
		cmocka_unit_test(test_early_reply),
		cmocka_unit_test(test_peer_gone),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
