/*
 * Signing in over SMTP: every method, every way in which a server can turn it down, and the secret that stays
 * inside verified TLS and out of the transcript.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/base/encode.h"
#include "checks/mail/smtp.h"
#include "tests/unit/support/peer.h"
#include "tests/unit/support/peer_scram.h"
#include "tests/unit/support/peer_tls.h"

#define HOST	 "mail.test"
#define USER	 "anna@example.org"
#define PASSWORD "Canary-Passw0rd!"
/* \0anna@example.org\0Canary-Passw0rd! */
#define PLAIN  "AGFubmFAZXhhbXBsZS5vcmcAQ2FuYXJ5LVBhc3N3MHJkIQ=="
#define USER64 "YW5uYUBleGFtcGxlLm9yZw=="
#define PASS64 "Q2FuYXJ5LVBhc3N3MHJkIQ=="
#define HELLO  PEER_DOES(PEER_TLS), PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"), PEER_SENDS("250 x\r\n")

static SSL_CTX *tls;
static struct tls_store *store;
static struct secret *password;

struct talk {
	struct peer *peer;
	struct smtp_session *smtp;
	struct transcript *transcript;
	struct io_scope scope;
};

static void see(const struct transcript_line *line, void *data)
{
	str_addf(data, "%s\n", line->text);
}

static void open_talk(struct talk *t, const struct peer_act *script)
{
	memset(t, 0, sizeof *t);
	t->peer = peer_new(script, tls);
	t->transcript = transcript_new(0);
	t->smtp = smtp_new(peer_connect(t->peer), HOST, 465, "pc.example.org", t->transcript);
	t->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(8000)};
	assert_int_equal(smtp_tls_now(t->smtp, &t->scope, store, TLS_SECURE, HOST), SMTP_DONE);
	assert_int_equal(smtp_banner(t->smtp, &t->scope), SMTP_DONE);
	assert_int_equal(smtp_ehlo(t->smtp, &t->scope, false), SMTP_DONE);
}

/* Nobody finds the secret in what is kept. */
static void close_talk(struct talk *t)
{
	struct str lines = STR_INIT;
	struct str said = STR_INIT;

	transcript_each(t->transcript, see, &lines);
	assert_null(strstr(str_text(&lines), PASSWORD));
	assert_null(strstr(str_text(&lines), PASS64));
	assert_null(strstr(str_text(&lines), "Q2FuYXJ5"));
	assert_null(strstr(str_text(&lines), "AENhbmFye"));
	assert_null(strstr(t->smtp->reply.text, PASSWORD));
	smtp_free(&t->smtp);
	assert_null(peer_finish(&t->peer, &said));
	assert_true(peer_lines_are_clean(&said));
	transcript_free(&t->transcript);
	str_release(&lines);
	str_release(&said);
}

static struct sasl_login login_of(enum sasl_secret kind)
{
	return (struct sasl_login){.user = USER, .secret = password, .kind = kind, .host = HOST, .port = 465};
}

static void sign_in(
	struct talk *t, const struct peer_act *script, enum sasl_mech mech, enum smtp_step expected)
{
	struct sasl_login login = login_of(mech == SASL_XOAUTH2	      ? SASL_TOKEN_XOAUTH2
					   : mech == SASL_OAUTHBEARER ? SASL_TOKEN_OAUTHBEARER
								      : SASL_PASSWORD);
	enum smtp_step step;

	open_talk(t, script);
	step = smtp_auth(t->smtp, &t->scope, mech, &login);
	if (step != expected)
		fail_msg("%s instead of %s", smtp_step_name(step), smtp_step_name(expected));
}

static void test_plain(void **state)
{
	static const struct peer_act one_step[] = {HELLO, PEER_EXPECTS("AUTH PLAIN " PLAIN),
		PEER_SENDS("235 2.7.0 ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act empty_challenge[] = {HELLO, PEER_EXPECTS("AUTH PLAIN " PLAIN),
		PEER_SENDS("334 \r\n"), PEER_EXPECTS(PLAIN), PEER_SENDS("235 ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act syntax[] = {HELLO, PEER_EXPECTS("AUTH PLAIN " PLAIN),
		PEER_SENDS("501 5.5.4 syntax\r\n"), PEER_EXPECTS("AUTH PLAIN"), PEER_SENDS("334 Go on\r\n"),
		PEER_EXPECTS(PLAIN), PEER_SENDS("235 ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act refused[] = {HELLO, PEER_EXPECTS("AUTH PLAIN " PLAIN),
		PEER_SENDS("535-5.7.8 Username and password not accepted for " PASSWORD "\r\n535 5.7.8 " PLAIN
			   "\r\n"),
		PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	sign_in(&t, one_step, SASL_PLAIN, SMTP_DONE);
	close_talk(&t);
	sign_in(&t, empty_challenge, SASL_PLAIN, SMTP_DONE);
	close_talk(&t);
	sign_in(&t, syntax, SASL_PLAIN, SMTP_DONE);
	close_talk(&t);
	sign_in(&t, refused, SASL_PLAIN, SMTP_REFUSED);
	assert_int_equal(t.smtp->reply.code, 535);
	assert_string_equal(t.smtp->reply.enhanced, "5.7.8");
	assert_string_equal(t.smtp->reply.text, "Username and password not accepted for (hidden) (hidden)");
	assert_false(t.smtp->broken);
	close_talk(&t);
}

/* The two-step form is tried once, not again and again: each try may count for a lock-out. */
static void test_plain_once(void **state)
{
	static const struct peer_act again[] = {HELLO, PEER_EXPECTS("AUTH PLAIN " PLAIN),
		PEER_SENDS("501 no\r\n"), PEER_EXPECTS("AUTH PLAIN"), PEER_SENDS("501 no\r\n"),
		PEER_EXPECTS("RSET"), PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	static const struct peer_act asks[] = {HELLO, PEER_EXPECTS("AUTH PLAIN " PLAIN),
		PEER_SENDS("334 \r\n"), PEER_EXPECTS(PLAIN), PEER_SENDS("334 \r\n"), PEER_EXPECTS("*"),
		PEER_SENDS("501 cancelled\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act wrong[] = {HELLO, PEER_EXPECTS("AUTH PLAIN " PLAIN),
		PEER_SENDS("535 no\r\n"), PEER_EXPECTS("RSET"), PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	sign_in(&t, again, SASL_PLAIN, SMTP_REFUSED);
	smtp_leave(t.smtp, &t.scope);
	close_talk(&t);
	sign_in(&t, asks, SASL_PLAIN, SMTP_REFUSED);
	assert_int_equal(t.smtp->reply.code, 501);
	close_talk(&t);
	sign_in(&t, wrong, SASL_PLAIN, SMTP_REFUSED);
	smtp_leave(t.smtp, &t.scope);
	close_talk(&t);
}

static void test_login(void **state)
{
	static const struct peer_act script[] = {HELLO, PEER_EXPECTS("AUTH LOGIN"),
		PEER_SENDS("334 VXNlcm5hbWU6\r\n"), PEER_EXPECTS(USER64), PEER_SENDS("334 UGFzc3dvcmQ6\r\n"),
		PEER_EXPECTS(PASS64), PEER_SENDS("235 2.7.0 ok\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act early_no[] = {HELLO, PEER_EXPECTS("AUTH LOGIN"),
		PEER_SENDS("334 VXNlcm5hbWU6\r\n"), PEER_EXPECTS(USER64), PEER_SENDS("535 unknown\r\n"),
		PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	sign_in(&t, script, SASL_LOGIN, SMTP_DONE);
	close_talk(&t);
	sign_in(&t, early_no, SASL_LOGIN, SMTP_REFUSED);
	close_talk(&t);
}

static void test_cram(void **state)
{
	static const struct peer_act script[] = {HELLO, PEER_EXPECTS("AUTH CRAM-MD5"),
		PEER_SENDS("334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\r\n"),
		PEER_EXPECTS("YW5uYUBleGFtcGxlLm9yZ*"), PEER_SENDS("235 ok\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	sign_in(&t, script, SASL_CRAM_MD5, SMTP_DONE);
	close_talk(&t);
}

/* hazards.md 16 and 17, for each method: a challenge that makes no sense is answered by "*". */
static void test_garbage(void **state)
{
	static const enum sasl_mech mechs[] = {SASL_PLAIN, SASL_LOGIN, SASL_CRAM_MD5, SASL_SCRAM_SHA_1,
		SASL_SCRAM_SHA_256, SASL_XOAUTH2, SASL_OAUTHBEARER};
	static const struct peer_act script[] = {HELLO, PEER_EXPECTS("AUTH *"),
		PEER_SENDS("334 not base64!\r\n"), PEER_EXPECTS("*"), PEER_SENDS("501 5.0.0 cancelled\r\n"),
		PEER_DOES(PEER_END)};
	static const struct peer_act lines[] = {HELLO, PEER_EXPECTS("AUTH *"),
		PEER_SENDS("334-VXNl\r\n334 cm5h\r\n"), PEER_EXPECTS("*"), PEER_SENDS("535 no\r\n"),
		PEER_DOES(PEER_END)};
	static const struct peer_act stubborn[] = {HELLO, PEER_EXPECTS("AUTH *"), PEER_SENDS("334 !!\r\n"),
		PEER_EXPECTS("*"), PEER_SENDS("334 !!\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act big[] = {HELLO, PEER_EXPECTS("AUTH *"),
		PEER_REPEATS("334 QUFBQUFBQUFBQUFB", 3000), PEER_DOES(PEER_END)};
	static const struct peer_act cut[] = {HELLO, PEER_EXPECTS("AUTH *"), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act reset[] = {HELLO, PEER_EXPECTS("AUTH *"), PEER_DOES(PEER_RESET)};

	(void)state;
	for (size_t i = 0; i < sizeof mechs / sizeof mechs[0]; i++) {
		struct talk t;

		sign_in(&t, script, mechs[i], SMTP_REFUSED);
		assert_int_equal(t.smtp->reply.code, 501);
		close_talk(&t);
		sign_in(&t, lines, mechs[i], SMTP_REFUSED);
		close_talk(&t);
		sign_in(&t, stubborn, mechs[i], SMTP_UNEXPECTED);
		assert_true(t.smtp->broken);
		close_talk(&t);
		sign_in(&t, big, mechs[i], SMTP_GARBLED);
		close_talk(&t);
		sign_in(&t, cut, mechs[i], SMTP_LOST);
		close_talk(&t);
		sign_in(&t, reset, mechs[i], SMTP_LOST);
		close_talk(&t);
	}
}

/* hazards.md 16: LOGIN would answer for ever, if it were asked for ever. */
static void test_endless(void **state)
{
	static const struct peer_act script[] = {HELLO, PEER_EXPECTS("AUTH LOGIN"), PEER_SENDS("334 \r\n"),
		PEER_EXPECTS(USER64), PEER_SENDS("334 \r\n"), PEER_EXPECTS(PASS64), PEER_SENDS("334 \r\n"),
		PEER_EXPECTS("*"), PEER_SENDS("454 no\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	sign_in(&t, script, SASL_LOGIN, SMTP_REFUSED);
	assert_int_equal(t.smtp->reply.code, 454);
	close_talk(&t);
}

#define XOAUTH2_INITIAL "dXNlcj1hbm5hQGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyIENhbmFyeS1QYXNzdzByZCEBAQ=="

/* A refused token: JSON as a challenge, an empty line (or ^A) from us, then the refusal. */
static void test_tokens(void **state)
{
	static const struct peer_act fine[] = {HELLO, PEER_EXPECTS("AUTH XOAUTH2 " XOAUTH2_INITIAL),
		PEER_SENDS("235 2.7.0 Accepted\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act refused[] = {HELLO, PEER_EXPECTS("AUTH XOAUTH2 " XOAUTH2_INITIAL),
		PEER_SENDS("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"), PEER_EXPECTS(""),
		PEER_SENDS("535 5.7.8 Not accepted\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act bearer[] = {HELLO, PEER_EXPECTS("AUTH OAUTHBEARER *"),
		PEER_SENDS("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"), PEER_EXPECTS("AQ=="),
		PEER_SENDS("535 5.7.8 Not accepted\r\n"), PEER_DOES(PEER_END)};
	/* The JSON repeats the token: {"t":"Canary-Passw0rd!"} */
	static const struct peer_act echo[] = {HELLO, PEER_EXPECTS("AUTH XOAUTH2 *"),
		PEER_SENDS("334 eyJ0IjoiQ2FuYXJ5LVBhc3N3MHJkISJ9\r\n"), PEER_EXPECTS(""),
		PEER_SENDS("535 no\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	sign_in(&t, fine, SASL_XOAUTH2, SMTP_DONE);
	assert_string_equal(t.smtp->auth_detail, "");
	close_talk(&t);
	sign_in(&t, refused, SASL_XOAUTH2, SMTP_REFUSED);
	assert_string_equal(t.smtp->auth_detail, "{\"status\":\"401\"}");
	assert_int_equal(t.smtp->reply.code, 535);
	close_talk(&t);
	sign_in(&t, bearer, SASL_OAUTHBEARER, SMTP_REFUSED);
	assert_int_equal(t.smtp->reply.code, 535);
	close_talk(&t);
	sign_in(&t, echo, SASL_XOAUTH2, SMTP_REFUSED);
	assert_string_equal(t.smtp->auth_detail, "{\"t\":\"(hidden)\"}");
	close_talk(&t);
}

/* A token that does not fit into a command line goes in the two-step form (RFC 4954 section 4). */
static void test_long_token(void **state)
{
	static const struct peer_act script[] = {HELLO, PEER_EXPECTS("AUTH XOAUTH2"), PEER_SENDS("334 \r\n"),
		PEER_EXPECTS("dXNlcj1hbm5hQGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyI*"), PEER_SENDS("235 ok\r\n"),
		PEER_DOES(PEER_END)};
	char token[2001];
	struct sasl_login login = login_of(SASL_TOKEN_XOAUTH2);
	struct secret *secret;
	struct talk t;

	(void)state;
	memset(token, 't', 2000);
	secret = secret_new(token, 2000);
	login.secret = secret;
	open_talk(&t, script);
	assert_int_equal(smtp_auth(t.smtp, &t.scope, SASL_XOAUTH2, &login), SMTP_DONE);
	close_talk(&t);
	secret_free(&secret);
}

/* A password is never sent by a token method, a token never as a password. */
static void test_kinds(void **state)
{
	static const struct peer_act script[] = {
		HELLO, PEER_EXPECTS("RSET"), PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	struct sasl_login login = login_of(SASL_PASSWORD);
	struct talk t;

	(void)state;
	open_talk(&t, script);
	assert_int_equal(smtp_auth(t.smtp, &t.scope, SASL_XOAUTH2, &login), SMTP_REFUSED_BY_US);
	login.kind = SASL_TOKEN_XOAUTH2;
	assert_int_equal(smtp_auth(t.smtp, &t.scope, SASL_PLAIN, &login), SMTP_REFUSED_BY_US);
	login.kind = SASL_PASSWORD;
	login.user = "anna\r\nMAIL FROM:<>";
	assert_int_equal(smtp_auth(t.smtp, &t.scope, SASL_LOGIN, &login), SMTP_REFUSED_BY_US);
	login.user = USER;
	assert_int_equal(smtp_auth(t.smtp, &t.scope, SASL_NONE, &login), SMTP_REFUSED_BY_US);
	assert_false(t.smtp->broken);
	smtp_leave(t.smtp, &t.scope);
	close_talk(&t);
}

/* Not in clear, and not to a server whose certificate is for somebody else or was only looked at. */
static void test_never_unverified(void **state)
{
	static const struct peer_act clear[] = {PEER_SENDS("220 x\r\n"), PEER_EXPECTS("EHLO *"),
		PEER_SENDS("250-x\r\n250 AUTH PLAIN LOGIN\r\n"), PEER_EXPECTS("RSET"), PEER_EXPECTS("QUIT"),
		PEER_DOES(PEER_END)};
	static const struct peer_act other[] = {
		HELLO, PEER_EXPECTS("RSET"), PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	static const struct {
		bool encrypt;
		enum tls_kind kind;
		const char *host;
	} ways[] = {{false, TLS_SECURE, HOST}, {true, TLS_SECURE, "other.test"}, {true, TLS_LOOK, HOST}};
	struct sasl_login login = login_of(SASL_PASSWORD);

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		struct talk t = {.transcript = transcript_new(0)};

		t.peer = peer_new(ways[i].encrypt ? other : clear, tls);
		t.smtp = smtp_new(peer_connect(t.peer), HOST, 587, NULL, t.transcript);
		t.scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(8000)};
		if (ways[i].encrypt)
			assert_int_equal(
				smtp_tls_now(t.smtp, &t.scope, store, ways[i].kind, ways[i].host), SMTP_DONE);
		assert_int_equal(smtp_banner(t.smtp, &t.scope), SMTP_DONE);
		assert_int_equal(smtp_ehlo(t.smtp, &t.scope, false), SMTP_DONE);
		for (int mech = SASL_PLAIN; mech <= SASL_OAUTHBEARER; mech++) {
			login.kind = mech == SASL_XOAUTH2	? SASL_TOKEN_XOAUTH2
				     : mech == SASL_OAUTHBEARER ? SASL_TOKEN_OAUTHBEARER
								: SASL_PASSWORD;
			assert_int_equal(smtp_auth(t.smtp, &t.scope, (enum sasl_mech)mech, &login),
				SMTP_REFUSED_BY_US);
		}
		smtp_leave(t.smtp, &t.scope);
		close_talk(&t);
	}
}

enum proof { PROOF_ASKED, PROOF_IN_REPLY, PROOF_NONE, PROOF_WRONG };
static enum proof proof;

static bool serve_scram(struct peer *peer)
{
	struct peer_scram scram = {.password = PASSWORD};
	struct str line = STR_INIT;
	struct str out = STR_INIT;
	struct str reply = STR_INIT;
	static const char command[] = "AUTH SCRAM-SHA-256 ";
	bool fine = peer_hear_line(peer, &line) && strncmp(str_text(&line), command, strlen(command)) == 0 &&
		    peer_scram_first(&scram, line.s + strlen(command), &out);

	str_addf(&reply, "334 %s\r\n", str_text(&out));
	str_clear(&out);
	fine = fine && peer_say(peer, str_text(&reply)) && peer_hear_line(peer, &line) &&
	       peer_scram_final(&scram, str_text(&line), &out);
	str_clear(&reply);
	if (!fine)
		str_add(&reply, "535 5.7.8 wrong\r\n");
	else if (proof == PROOF_IN_REPLY)
		str_addf(&reply, "235 2.7.0 %s\r\n", str_text(&out));
	else if (proof == PROOF_NONE)
		str_add(&reply, "235 2.7.0 welcome\r\n");
	else
		str_addf(&reply, "334 %s\r\n", proof == PROOF_WRONG ? "dj1BQUFB" : str_text(&out));
	fine = peer_say(peer, str_text(&reply)) && fine;
	if (fine && (proof == PROOF_ASKED || proof == PROOF_WRONG)) {
		fine = peer_hear_line(peer, &line);
		fine = fine &&
		       peer_say(peer, strcmp(str_text(&line), "") == 0 ? "235 ok\r\n" : "501 cancelled\r\n");
	}
	peer_scram_release(&scram);
	str_release(&line);
	str_release(&out);
	str_release(&reply);
	return fine;
}

/* The server checks us by its own implementation, and we check the server. */
static void test_scram(void **state)
{
	static const struct peer_act script[] = {HELLO, PEER_RUNS(serve_scram), PEER_DOES(PEER_END)};
	static const struct {
		enum proof proof;
		enum smtp_step step;
	} rows[] = {{PROOF_ASKED, SMTP_DONE}, {PROOF_IN_REPLY, SMTP_DONE}, {PROOF_NONE, SMTP_UNEXPECTED},
		{PROOF_WRONG, SMTP_UNEXPECTED}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct talk t;

		proof = rows[i].proof;
		sign_in(&t, script, SASL_SCRAM_SHA_256, rows[i].step);
		close_talk(&t);
	}
}

static int set_up(void **state)
{
	(void)state;
	tls = peer_tls_new(HOST, &store);
	password = secret_new(PASSWORD, strlen(PASSWORD));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	SSL_CTX_free(tls);
	tls_store_free(&store);
	secret_free(&password);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_plain_once),
		cmocka_unit_test(test_login),
		cmocka_unit_test(test_cram),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_long_token),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_never_unverified),
		cmocka_unit_test(test_scram),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
