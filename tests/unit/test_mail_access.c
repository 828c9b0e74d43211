/*
 * IMAP and POP3 up to the login against scripted peers: greetings, what is offered, encryption, each way to
 * sign in, and what hostile servers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/mail/access.h"
#include "tests/unit/support/peer.h"
#include "tests/unit/support/peer_tls.h"

#define HOST	 "mail.test"
#define USER	 "anna@example.org"
#define PASSWORD "Canary \"Passw0rd\\"
/* \0anna@example.org\0Canary "Passw0rd\ */
#define PLAIN  "AGFubmFAZXhhbXBsZS5vcmcAQ2FuYXJ5ICJQYXNzdzByZFw="
#define QUOTED "\"anna@example.org\" \"Canary \\\"Passw0rd\\\\\""

static SSL_CTX *tls;
static struct tls_store *store;
static struct secret *password;

struct talk {
	struct peer *peer;
	struct access_session *session;
	struct transcript *transcript;
	struct io_scope scope;
};

static void start(
	struct talk *t, enum access_protocol protocol, const struct peer_act *script, int64_t limit_ms)
{
	memset(t, 0, sizeof *t);
	t->peer = peer_new(script, tls);
	t->transcript = transcript_new(0);
	t->session = access_new(protocol, peer_connect(t->peer), HOST, 993, t->transcript);
	t->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(limit_ms)};
}

static void see(const struct transcript_line *line, void *data)
{
	str_addf(data, "%s\n", line->text);
}

static void stop(struct talk *t)
{
	struct str lines = STR_INIT;

	transcript_each(t->transcript, see, &lines);
	assert_null(strstr(str_text(&lines), "Passw0rd"));
	assert_null(strstr(str_text(&lines), PLAIN));
	assert_null(strstr(t->session->text, "Passw0rd"));
	access_free(&t->session);
	assert_null(t->session);
	assert_null(peer_finish(&t->peer, NULL));
	transcript_free(&t->transcript);
	str_release(&lines);
}

static void expect_step(const char *what, enum access_step step, enum access_step expected)
{
	if (step != expected)
		fail_msg("%s: %s instead of %s", what, access_step_name(step), access_step_name(expected));
}

static bool has_mech(const struct access_session *session, const char *name)
{
	for (size_t i = 0; i < session->n_mechs; i++)
		if (strcmp(session->mechs[i], name) == 0)
			return true;
	return false;
}

static void test_imap_greetings(void **state)
{
	static const struct {
		const char *greeting;
		enum access_step step;
		const char *banner, *code;
	} rows[] = {
		{"* OK ready\r\n", ACCESS_DONE, "ready", ""},
		{"* OK\r\n", ACCESS_DONE, "", ""},
		{"* ok [ALERT] down at noon\r\n", ACCESS_DONE, "down at noon", "ALERT"},
		{"* PREAUTH welcome\r\n", ACCESS_DONE, "welcome", ""},
		{"* BYE [UNAVAILABLE] too many\r\n", ACCESS_REFUSED, "too many", "UNAVAILABLE"},
		{"* OK a literal {5}\r\nabcde and more\r\n", ACCESS_DONE, "a literal {5} and more", ""},
		{"+OK ready\r\n", ACCESS_DONE, "ready", ""},
		{"+OKAY\r\n", ACCESS_GARBLED, "+OKAY", ""},
		{"220 mail ESMTP\r\n", ACCESS_GARBLED, "220 mail ESMTP", ""},
		{"* HELLO\r\n", ACCESS_GARBLED, "* HELLO", ""},
		{"* OKAY\r\n", ACCESS_GARBLED, "* OKAY", ""},
		{"* OK \033[2J\r\n", ACCESS_DONE, "\\x1b[2J", ""},
		{"* OK a\rb\r\n", ACCESS_GARBLED, "* OK a\\rb", ""},
		{"* OK {99999999}\r\n", ACCESS_GARBLED, "", ""},
		{"", ACCESS_LOST, "", ""},
		{"* OK half", ACCESS_LOST, "* OK half", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct peer_act script[] = {{PEER_SEND, rows[i].greeting, strlen(rows[i].greeting), 1, NULL},
			PEER_DOES(PEER_CLOSE)};
		struct talk t;

		start(&t, ACCESS_IMAP, script, 5000);
		expect_step(rows[i].greeting, access_banner(t.session, &t.scope), rows[i].step);
		assert_string_equal(t.session->banner, rows[i].banner);
		assert_string_equal(t.session->code, rows[i].code);
		assert_int_equal(t.session->broken, rows[i].step != ACCESS_DONE);
		stop(&t);
	}
}

static void test_imap_capability(void **state)
{
	static const struct peer_act listed[] = {
		PEER_SENDS("* OK [CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED STARTTLS AUTH=PLAIN auth=login] "
			   "hi\r\n"),
		PEER_DOES(PEER_END)};
	static const struct peer_act asked[] = {PEER_SENDS("* OK hi\r\n"), PEER_EXPECTS("a1 CAPABILITY"),
		PEER_SENDS("* 3 EXISTS\r\n* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN AUTH=PLAIN\r\na1 OK "
			   "done\r\n"),
		PEER_DOES(PEER_END)};
	static const struct peer_act wrong_tag[] = {PEER_SENDS("* OK hi\r\n"), PEER_EXPECTS("a1 CAPABILITY"),
		PEER_SENDS("* CAPABILITY IMAP4rev1\r\na2 OK done\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act endless[] = {PEER_SENDS("* OK hi\r\n"), PEER_EXPECTS("a1 CAPABILITY"),
		PEER_REPEATS("* 1 EXISTS\r\n", 100000), PEER_DOES(PEER_END)};
	static const struct peer_act literals[] = {PEER_SENDS("* OK hi\r\n"), PEER_EXPECTS("a1 CAPABILITY"),
		PEER_REPEATS("* X {4000}\r\n", 100000), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_IMAP, listed, 5000);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_true(t.session->capability_seen && t.session->sasl_ir && t.session->login_disabled &&
		    t.session->starttls);
	assert_true(has_mech(t.session, "PLAIN") && has_mech(t.session, "LOGIN"));
	assert_string_equal(t.session->code, "");
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_DONE);
	stop(&t);
	start(&t, ACCESS_IMAP, asked, 5000);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(t.session->n_mechs, 2);
	assert_false(t.session->sasl_ir || t.session->login_disabled || t.session->starttls);
	stop(&t);
	const struct peer_act *const hostile[] = {wrong_tag, endless, literals};

	for (size_t i = 0; i < 3; i++) {
		start(&t, ACCESS_IMAP, hostile[i], 5000);
		assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
		assert_int_equal(access_capability(t.session, &t.scope), ACCESS_GARBLED);
		assert_int_equal(access_capability(t.session, &t.scope), ACCESS_LOST);
		stop(&t);
	}
}

/* What was offered in clear is forgotten, and what was put in before the handshake is thrown away. */
static void test_starttls(void **state)
{
	static const struct peer_act imap[] = {
		PEER_SENDS("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=LOGIN] hi\r\n"),
		PEER_EXPECTS("a1 STARTTLS"), PEER_SENDS("a1 OK go\r\n* OK injected\r\n"), PEER_DOES(PEER_TLS),
		PEER_EXPECTS("a2 CAPABILITY"), PEER_SENDS("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na2 OK\r\n"),
		PEER_EXPECTS("a3 LOGOUT"), PEER_DOES(PEER_END)};
	static const struct peer_act pop3[] = {PEER_SENDS("+OK hi\r\n"), PEER_EXPECTS("CAPA"),
		PEER_SENDS("+OK\r\nSTLS\r\nUSER\r\nSASL LOGIN\r\n.\r\n"), PEER_EXPECTS("STLS"),
		PEER_SENDS("+OK go\r\n"), PEER_DOES(PEER_TLS), PEER_EXPECTS("CAPA"),
		PEER_SENDS("+OK\r\nSASL PLAIN\r\n.\r\n"), PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	static const struct peer_act no[] = {PEER_SENDS("* OK hi\r\n"), PEER_EXPECTS("a1 STARTTLS"),
		PEER_SENDS("a1 BAD what\r\n"), PEER_DOES(PEER_END)};
	struct sasl_login login = {.user = USER, .secret = password, .kind = SASL_PASSWORD};
	struct talk t;

	(void)state;
	start(&t, ACCESS_IMAP, imap, 5000);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(access_starttls(t.session, &t.scope, store, HOST), ACCESS_DONE);
	assert_int_equal(t.session->early_bytes, strlen("* OK injected\r\n"));
	assert_false(t.session->capability_seen || has_mech(t.session, "LOGIN"));
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_DONE);
	assert_true(has_mech(t.session, "PLAIN") && !has_mech(t.session, "LOGIN"));
	assert_int_equal(access_login(t.session, &t.scope, &login), ACCESS_REFUSED_BY_US);
	access_leave(t.session, &t.scope);
	stop(&t);
	start(&t, ACCESS_POP3, pop3, 5000);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_DONE);
	assert_true(t.session->starttls && !t.session->login_disabled && has_mech(t.session, "LOGIN"));
	assert_int_equal(access_starttls(t.session, &t.scope, store, HOST), ACCESS_DONE);
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_DONE);
	assert_true(
		t.session->login_disabled && has_mech(t.session, "PLAIN") && !has_mech(t.session, "LOGIN"));
	access_leave(t.session, &t.scope);
	stop(&t);
	start(&t, ACCESS_IMAP, no, 5000);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(access_starttls(t.session, &t.scope, store, HOST), ACCESS_REFUSED);
	assert_string_equal(t.session->text, "what");
	assert_int_equal(access_login(t.session, &t.scope, &login), ACCESS_REFUSED_BY_US);
	stop(&t);
}

struct sign_in {
	const char *name;
	enum access_protocol protocol;
	enum sasl_secret kind;
	struct peer_act script[14];
	enum access_step step;
	const char *text, *code;
};

#define IMAP_HELLO(caps) PEER_DOES(PEER_TLS), PEER_SENDS("* OK [CAPABILITY IMAP4rev1" caps "] hi\r\n")
#define POP3_HELLO(caps)                                                                                     \
	PEER_DOES(PEER_TLS), PEER_SENDS("+OK hi\r\n"), PEER_EXPECTS("CAPA"),                                 \
		PEER_SENDS("+OK\r\n" caps ".\r\n")

static const struct sign_in sign_ins[] = {
	{"PLAIN at once", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(" SASL-IR AUTH=PLAIN"), PEER_EXPECTS("a1 AUTHENTICATE PLAIN " PLAIN),
			PEER_SENDS("* CAPABILITY IMAP4rev1 IDLE\r\na1 OK in\r\n"), PEER_DOES(PEER_END)},
		ACCESS_DONE, "in", ""},
	{"PLAIN in two steps", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(" AUTH=PLAIN"), PEER_EXPECTS("a1 AUTHENTICATE PLAIN"), PEER_SENDS("+ \r\n"),
			PEER_EXPECTS(PLAIN), PEER_SENDS("a1 OK in\r\n"), PEER_DOES(PEER_END)},
		ACCESS_DONE, "in", ""},
	{"PLAIN asked for again", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(" SASL-IR AUTH=PLAIN"), PEER_EXPECTS("a1 AUTHENTICATE PLAIN " PLAIN),
			PEER_SENDS("+\r\n"), PEER_EXPECTS(PLAIN), PEER_SENDS("a1 OK in\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_DONE, "in", ""},
	{"LOGIN quoted", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN " QUOTED),
			PEER_SENDS("a1 OK [CAPABILITY IMAP4rev1] in\r\n"), PEER_DOES(PEER_END)},
		ACCESS_DONE, "in", ""},
	{"refused with an echo", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN " QUOTED),
			PEER_SENDS("a1 NO [AUTHENTICATIONFAILED] not " QUOTED "\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED, "not \"anna@example.org\" \"(hidden)\"", "AUTHENTICATIONFAILED"},
	{"BYE and gone", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN *"), PEER_SENDS("* BYE [UNAVAILABLE] too many\r\n"),
			PEER_DOES(PEER_CLOSE)},
		ACCESS_REFUSED, "too many", "UNAVAILABLE"},
	{"cut", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN *"), PEER_DOES(PEER_CLOSE)}, ACCESS_LOST, "", ""},
	{"a continuation for LOGIN", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN *"), PEER_SENDS("+ what\r\n"), PEER_DOES(PEER_END)},
		ACCESS_GARBLED, "+ what", ""},
	{"LOGIN disabled, CRAM-MD5 left", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(" LOGINDISABLED AUTH=CRAM-MD5"), PEER_EXPECTS("a1 AUTHENTICATE CRAM-MD5"),
			PEER_SENDS("+ PDEuMkB4Pg==\r\n"), PEER_EXPECTS("YW5uYUBleGFtcGxlLm9yZ*"),
			PEER_SENDS("a1 OK in\r\n"), PEER_DOES(PEER_END)},
		ACCESS_DONE, "in", ""},
	{"nothing in common", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(" LOGINDISABLED AUTH=GSSAPI"), PEER_DOES(PEER_END)}, ACCESS_REFUSED_BY_US, "",
		""},
	{"garbage", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(" SASL-IR AUTH=PLAIN"), PEER_EXPECTS("a1 AUTHENTICATE PLAIN " PLAIN),
			PEER_SENDS("+ ???\r\n"), PEER_EXPECTS("*"), PEER_SENDS("a1 BAD cancelled\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_REFUSED, "cancelled", ""},
	{"garbage for ever", ACCESS_IMAP, SASL_PASSWORD,
		{IMAP_HELLO(" SASL-IR AUTH=PLAIN"), PEER_EXPECTS("a1 AUTHENTICATE PLAIN " PLAIN),
			PEER_SENDS("+ ???\r\n"), PEER_EXPECTS("*"), PEER_SENDS("+ ???\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_GARBLED, "???", ""},
	{"a refused token", ACCESS_IMAP, SASL_TOKEN_XOAUTH2,
		{IMAP_HELLO(" SASL-IR AUTH=PLAIN AUTH=XOAUTH2"), PEER_EXPECTS("a1 AUTHENTICATE XOAUTH2 *"),
			PEER_SENDS("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"), PEER_EXPECTS(""),
			PEER_SENDS("a1 NO [AUTHENTICATIONFAILED] no\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED, "no", "AUTHENTICATIONFAILED"},
	{"a token without its method", ACCESS_IMAP, SASL_TOKEN_OAUTHBEARER,
		{IMAP_HELLO(" AUTH=PLAIN"), PEER_DOES(PEER_END)}, ACCESS_REFUSED_BY_US, "", ""},
	{"POP3 USER and PASS", ACCESS_POP3, SASL_PASSWORD,
		{POP3_HELLO("USER\r\n"), PEER_EXPECTS("USER anna@example.org"), PEER_SENDS("+OK\r\n"),
			PEER_EXPECTS("PASS Canary \"Passw0rd\\"), PEER_SENDS("+OK in\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_DONE, "in", ""},
	{"POP3 without CAPA", ACCESS_POP3, SASL_PASSWORD,
		{PEER_DOES(PEER_TLS), PEER_SENDS("+OK hi\r\n"), PEER_EXPECTS("CAPA"),
			PEER_SENDS("-ERR what\r\n"), PEER_EXPECTS("USER anna@example.org"),
			PEER_SENDS("+OK\r\n"), PEER_EXPECTS("PASS *"),
			PEER_SENDS("-ERR [AUTH] not Canary \"Passw0rd\\\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED, "not (hidden)", "AUTH"},
	{"POP3 unknown user", ACCESS_POP3, SASL_PASSWORD,
		{POP3_HELLO("USER\r\n"), PEER_EXPECTS("USER *"), PEER_SENDS("-ERR [SYS/TEMP] later\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_REFUSED, "later", "SYS/TEMP"},
	{"POP3 PLAIN", ACCESS_POP3, SASL_PASSWORD,
		{POP3_HELLO("SASL PLAIN LOGIN\r\nUSER\r\n"), PEER_EXPECTS("AUTH PLAIN " PLAIN),
			PEER_SENDS("-ERR [IN-USE] locked\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED, "locked", "IN-USE"},
	{"POP3 LOGIN method", ACCESS_POP3, SASL_PASSWORD,
		{POP3_HELLO("SASL LOGIN\r\n"), PEER_EXPECTS("AUTH LOGIN"), PEER_SENDS("+ VXNlcm5hbWU6\r\n"),
			PEER_EXPECTS("YW5uYUBleGFtcGxlLm9yZw=="), PEER_SENDS("+ UGFzc3dvcmQ6\r\n"),
			PEER_EXPECTS("Q2FuYXJ5ICJQYXNzdzByZFw="), PEER_SENDS("+OK in\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_DONE, "in", ""},
	{"POP3 nothing in common", ACCESS_POP3, SASL_PASSWORD,
		{POP3_HELLO("SASL GSSAPI\r\n"), PEER_DOES(PEER_END)}, ACCESS_REFUSED_BY_US, "", ""},
	{"POP3 says IMAP", ACCESS_POP3, SASL_PASSWORD,
		{POP3_HELLO("USER\r\n"), PEER_EXPECTS("USER *"), PEER_SENDS("* OK\r\n"), PEER_DOES(PEER_END)},
		ACCESS_GARBLED, "* OK", ""},
};

static void test_sign_ins(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sign_ins / sizeof sign_ins[0]; i++) {
		const struct sign_in *s = &sign_ins[i];
		struct sasl_login login = {
			.user = USER, .secret = password, .kind = s->kind, .host = HOST, .port = 993};
		struct talk t;

		start(&t, s->protocol, s->script, 5000);
		expect_step(s->name, access_tls_now(t.session, &t.scope, store, HOST), ACCESS_DONE);
		expect_step(s->name, access_banner(t.session, &t.scope), ACCESS_DONE);
		expect_step(s->name, access_login(t.session, &t.scope, &login), s->step);
		assert_string_equal(t.session->text, s->text);
		assert_string_equal(t.session->code, s->code);
		stop(&t);
	}
}

/* What cannot stand in quotes goes as a literal, once the server asked for it. */
static void test_literals(void **state)
{
	static const struct peer_act script[] = {IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN {6}"),
		PEER_SENDS("+ go\r\n"), PEER_EXPECTS("j\303\266rg@ {7}"), PEER_SENDS("+ go\r\n"),
		PEER_EXPECTS("gr\303\274n\303\237"), PEER_SENDS("a1 OK in\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act refused[] = {IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN {6}"),
		PEER_SENDS("a1 BAD no literals\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act too_soon[] = {IMAP_HELLO(""), PEER_EXPECTS("a1 LOGIN {6}"),
		PEER_SENDS("a1 OK in\r\n"), PEER_DOES(PEER_END)};
	static const struct {
		const struct peer_act *script;
		enum access_step step;
	} rows[] = {{script, ACCESS_DONE}, {refused, ACCESS_REFUSED}, {too_soon, ACCESS_GARBLED}};
	struct secret *secret = secret_new("gr\303\274n\303\237", 7);
	struct sasl_login login = {.user = "j\303\266rg@", .secret = secret, .kind = SASL_PASSWORD};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct talk t;

		start(&t, ACCESS_IMAP, rows[i].script, 5000);
		assert_int_equal(access_tls_now(t.session, &t.scope, store, HOST), ACCESS_DONE);
		assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
		expect_step("literal", access_login(t.session, &t.scope, &login), rows[i].step);
		stop(&t);
	}
	secret_free(&secret);
}

/* No secret in clear, none to a stranger, and no name that could end a line. */
static void test_never_unverified(void **state)
{
	static const struct peer_act imap[] = {PEER_SENDS("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"),
		PEER_EXPECTS("a1 LOGOUT"), PEER_DOES(PEER_END)};
	static const struct peer_act pop3[] = {
		PEER_SENDS("+OK hi\r\n"), PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	static const struct peer_act other[] = {
		IMAP_HELLO(" AUTH=PLAIN"), PEER_EXPECTS("a1 LOGOUT"), PEER_DOES(PEER_END)};
	struct sasl_login login = {.user = USER, .secret = password, .kind = SASL_PASSWORD};
	struct talk t;

	(void)state;
	for (int protocol = 0; protocol < 2; protocol++) {
		start(&t, protocol ? ACCESS_POP3 : ACCESS_IMAP, protocol ? pop3 : imap, 5000);
		assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
		assert_int_equal(access_login(t.session, &t.scope, &login), ACCESS_REFUSED_BY_US);
		access_leave(t.session, &t.scope);
		assert_int_equal(access_login(t.session, &t.scope, &login), ACCESS_LOST);
		stop(&t);
	}
	static const struct peer_act lines[] = {
		POP3_HELLO("USER\r\n"), PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};

	start(&t, ACCESS_POP3, lines, 5000);
	assert_int_equal(access_tls_now(t.session, &t.scope, store, HOST), ACCESS_DONE);
	assert_int_equal(access_tls_now(t.session, &t.scope, store, HOST), ACCESS_REFUSED_BY_US);
	assert_int_equal(access_starttls(t.session, &t.scope, store, HOST), ACCESS_REFUSED_BY_US);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_DONE);
	login.user = "anna\r\nDELE 1";
	assert_int_equal(access_login(t.session, &t.scope, &login), ACCESS_REFUSED_BY_US);
	access_leave(t.session, &t.scope);
	stop(&t);
	for (int named = 0; named < 2; named++) {
		start(&t, ACCESS_IMAP, other, 5000);
		assert_int_equal(
			access_tls_now(t.session, &t.scope, store, named ? HOST : "other.test"), ACCESS_DONE);
		assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
		login.user = named ? "anna\r\na2 DELETE INBOX" : USER;
		assert_int_equal(access_login(t.session, &t.scope, &login), ACCESS_REFUSED_BY_US);
		access_leave(t.session, &t.scope);
		stop(&t);
	}
}

static void test_silence(void **state)
{
	static const struct peer_act silent[] = {PEER_DOES(PEER_END)};
	static const struct peer_act drip[] = {
		PEER_DRIPS("+OK slowly slowly slowly\r\n", 40), PEER_DOES(PEER_END)};
	static const struct peer_act list[] = {PEER_SENDS("+OK\r\n"), PEER_EXPECTS("CAPA"),
		PEER_SENDS("+OK\r\nUSER\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act endless[] = {PEER_SENDS("+OK\r\n"), PEER_EXPECTS("CAPA"),
		PEER_SENDS("+OK\r\n"), PEER_REPEATS("X\r\n", 100000), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_POP3, silent, 120);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_SILENT);
	stop(&t);
	start(&t, ACCESS_POP3, drip, 120);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_SILENT);
	stop(&t);
	start(&t, ACCESS_POP3, list, 300);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_SILENT);
	assert_false(t.session->capability_seen);
	stop(&t);
	start(&t, ACCESS_POP3, endless, 5000);
	assert_int_equal(access_banner(t.session, &t.scope), ACCESS_DONE);
	assert_int_equal(access_capability(t.session, &t.scope), ACCESS_GARBLED);
	stop(&t);
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
		cmocka_unit_test(test_imap_greetings),
		cmocka_unit_test(test_imap_capability),
		cmocka_unit_test(test_starttls),
		cmocka_unit_test(test_sign_ins),
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_never_unverified),
		cmocka_unit_test(test_silence),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
