/*
 * Reports in the inbox by IMAP and POP3 against scripted peers: what is asked, word by word, so that nothing is ever changed; what is
 * found and read; and what hostile servers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/mail/access_inbox.h"
#include "tests/unit/support/peer.h"

#define SINCE  1792281600 /* 2026-10-18 */
#define DAY    "18-Oct-2026"
#define SENDER "OR FROM \"MAILER-DAEMON\" FROM \"postmaster\""
#define HEADER                                                                                               \
	"OR HEADER \"Content-Type\" \"multipart/report\" OR HEADER \"X-Failed-Recipients\" \"@\" " SENDER

struct talk {
	struct peer *peer;
	struct access_session *session;
	struct transcript *transcript;
	struct io_scope scope;
	struct access_inbox inbox;
	struct str mail;
};

static void start(
	struct talk *t, enum access_protocol protocol, const struct peer_act *script, int64_t limit_ms)
{
	memset(t, 0, sizeof *t);
	t->peer = peer_new(script, NULL);
	t->transcript = transcript_new(0);
	t->session = access_new(protocol, peer_connect(t->peer), "mail.test", 993, t->transcript);
	t->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(limit_ms)};
}

static void see(const struct transcript_line *line, void *data)
{
	str_addf(data, "%s\n", line->text);
}

/* Nothing of a mail's words may be kept anywhere. */
static void stop(struct talk *t)
{
	struct str lines = STR_INIT;
	const char *wrong;

	transcript_each(t->transcript, see, &lines);
	assert_null(strstr(str_text(&lines), "private"));
	assert_null(strstr(t->session->text, "private"));
	access_free(&t->session);
	wrong = peer_finish(&t->peer, NULL);
	if (wrong)
		fail_msg("%s", wrong);
	transcript_free(&t->transcript);
	str_release(&lines);
	str_release(&t->mail);
}

static enum access_step look(struct talk *t)
{
	return access_inbox_look(t->session, &t->scope, SINCE, &t->inbox);
}

static enum access_step read_one(struct talk *t, uint32_t id)
{
	return access_inbox_read(t->session, &t->scope, id, &t->mail);
}

static void imap_searches_and_peeks(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("a1 EXAMINE INBOX"),
		PEER_SENDS("* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 1] .\r\na1 OK [READ-ONLY] "
			   "in\r\n"),
		PEER_EXPECTS("a2 UID SEARCH 1:3 SINCE " DAY " " HEADER),
		PEER_SENDS("* SEARCH 7 57\r\na2 OK found\r\n"),
		PEER_EXPECTS("a3 UID FETCH 57 BODY.PEEK[]<0.60000>"),
		PEER_SENDS("* 1 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 57 BODY[]<0> {20}\r\n"
			   "From: x\r\n\r\nprivate)\0 FLAGS ())\r\na3 OK got\r\n"),
		PEER_EXPECTS("a4 UID FETCH 7 BODY.PEEK[]<0.60000>"), PEER_SENDS("a4 OK nothing\r\n"),
		PEER_EXPECTS("a5 LOGOUT"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_IMAP, script, 5000);
	assert_int_equal(look(&t), ACCESS_DONE);
	assert_true(t.inbox.whole);
	assert_int_equal(t.inbox.mails, 3);
	assert_int_equal(t.inbox.n, 2);
	assert_int_equal(t.inbox.ids[0], 57);
	assert_int_equal(t.inbox.ids[1], 7);
	assert_int_equal(read_one(&t, 57), ACCESS_DONE);
	assert_int_equal(t.mail.len, 20);
	assert_memory_equal(t.mail.s, "From: x\r\n\r\nprivate)", 20);
	assert_int_equal(read_one(&t, 7), ACCESS_DONE);
	assert_int_equal(t.mail.len, 0);
	access_leave(t.session, &t.scope);
	stop(&t);
}

/* An empty inbox is not searched; a long one in pieces, from its end, and no further than the limit. */
static void imap_takes_pieces(void **state)
{
	static const struct peer_act empty[] = {
		PEER_EXPECTS("a1 EXAMINE INBOX"), PEER_SENDS("* 0 EXISTS\r\na1 OK\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act two[] = {PEER_EXPECTS("a1 EXAMINE INBOX"),
		PEER_SENDS("* 450 EXISTS\r\na1 OK\r\n"), PEER_EXPECTS("a2 UID SEARCH 151:450 SINCE *"),
		PEER_SENDS("* SEARCH\r\na2 OK\r\n"), PEER_EXPECTS("a3 UID SEARCH 1:150 SINCE *"),
		PEER_SENDS("* SEARCH 4294967295 4294967296 0 12\r\na3 OK\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act long_one[] = {PEER_EXPECTS("a1 EXAMINE INBOX"),
		PEER_SENDS("* 4294967295 EXISTS\r\na1 OK\r\n"),
		PEER_EXPECTS("a2 UID SEARCH 4294966996:4294967295 *"), PEER_SENDS("a2 OK\r\n"),
		PEER_EXPECTS("a3 *"), PEER_SENDS("a3 OK\r\n"), PEER_EXPECTS("a4 *"), PEER_SENDS("a4 OK\r\n"),
		PEER_EXPECTS("a5 *"), PEER_SENDS("a5 OK\r\n"), PEER_EXPECTS("a6 *"), PEER_SENDS("a6 OK\r\n"),
		PEER_EXPECTS("a7 *"), PEER_SENDS("a7 OK\r\n"), PEER_EXPECTS("a8 *"), PEER_SENDS("a8 OK\r\n"),
		PEER_EXPECTS("a9 *"), PEER_SENDS("a9 OK\r\n"), PEER_EXPECTS("a10 *"),
		PEER_SENDS("a10 OK\r\n"), PEER_EXPECTS("a11 UID SEARCH 4294964296:4294964595 *"),
		PEER_SENDS("a11 OK\r\n"), PEER_EXPECTS("a12 LOGOUT"), PEER_DOES(PEER_END)};
	static const struct {
		const struct peer_act *script;
		size_t n;
		uint32_t first;
	} rows[] = {{empty, 0, 0}, {two, 2, UINT32_MAX}, {long_one, 0, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct talk t;

		start(&t, ACCESS_IMAP, rows[i].script, 5000);
		assert_int_equal(look(&t), ACCESS_DONE);
		assert_int_equal(t.inbox.n, rows[i].n);
		assert_int_equal(t.inbox.n ? t.inbox.ids[0] : 0, rows[i].first);
		if (i == 2)
			access_leave(t.session, &t.scope);
		stop(&t);
	}
}

/* More than can be kept: the newest are. And a server that cannot search for fields is asked for senders. */
static void imap_keeps_the_newest(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("a1 EXAMINE INBOX"),
		PEER_SENDS("* 300 EXISTS\r\na1 OK\r\n"),
		PEER_EXPECTS("a2 UID SEARCH 1:300 SINCE " DAY " " HEADER),
		PEER_SENDS("a2 NO [CANNOT] no such search\r\n"),
		PEER_EXPECTS("a3 UID SEARCH 1:300 SINCE " DAY " " SENDER),
		PEER_SENDS("* SEARCH 9 8 7 1 2 3 4 5 6 10 11 12 13 14 15 16 17 18 19 20 21 22 30 30\r\na3 "
			   "OK\r\n"),
		PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_IMAP, script, 5000);
	assert_int_equal(look(&t), ACCESS_DONE);
	assert_int_equal(t.inbox.n, INBOX_FOUND_MAX);
	assert_int_equal(t.inbox.ids[0], 30);
	assert_int_equal(t.inbox.ids[1], 22);
	assert_int_equal(t.inbox.ids[INBOX_FOUND_MAX - 1], 4);
	stop(&t);
}

static void pop3_looks_at_headers(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("STAT"), PEER_SENDS("+OK 3 4711\r\n"),
		PEER_EXPECTS("TOP 3 0"),
		PEER_SENDS("+OK\r\nFrom: friend@example.net\r\nSubject: private\r\n"
			   "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\n.\r\n"),
		PEER_EXPECTS("TOP 2 0"), PEER_SENDS("-ERR gone\r\n"), PEER_EXPECTS("TOP 1 0"),
		PEER_SENDS("+OK\r\nFrom: Mailer-Daemon@example.net\r\n"
			   "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\n.\r\n"),
		PEER_EXPECTS("TOP 1 400"),
		PEER_SENDS("+OK\r\nFrom: Mailer-Daemon@example.net\r\n\r\n..private\r\n.\r\n"),
		PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_POP3, script, 5000);
	assert_int_equal(look(&t), ACCESS_DONE);
	assert_true(t.inbox.whole);
	assert_int_equal(t.inbox.mails, 3);
	assert_int_equal(t.inbox.n, 1);
	assert_int_equal(t.inbox.ids[0], 1);
	assert_int_equal(read_one(&t, 1), ACCESS_DONE);
	assert_string_equal(str_text(&t.mail), "From: Mailer-Daemon@example.net\r\n\r\n.private\r\n");
	access_leave(t.session, &t.scope);
	stop(&t);
}

/* Numbers follow the time: behind three old mails nothing new is looked for. */
static void pop3_stops_at_old_mails(void **state)
{
#define OLD PEER_SENDS("+OK\r\nFrom: postmaster@a.test\r\nDate: Mon, 1 Jun 2026 10:00:00 +0000\r\n\r\n.\r\n")
	static const struct peer_act script[] = {PEER_EXPECTS("STAT"), PEER_SENDS("+OK 9 1\r\n"),
		PEER_EXPECTS("TOP 9 0"), OLD, PEER_EXPECTS("TOP 8 0"), OLD, PEER_EXPECTS("TOP 7 0"), OLD,
		PEER_EXPECTS("QUIT"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_POP3, script, 5000);
	assert_int_equal(look(&t), ACCESS_DONE);
	assert_true(t.inbox.whole);
	assert_int_equal(t.inbox.n, 0);
	access_leave(t.session, &t.scope);
	stop(&t);
}

struct hostile {
	const char *name;
	enum access_protocol protocol;
	struct peer_act script[8];
	enum access_step looked, got; /* got: of mail 1, where looking went well */
	size_t len;		      /* of the mail that was read all the same */
};

#define IMAP_IN	  PEER_EXPECTS("a1 EXAMINE INBOX"), PEER_SENDS("* 1 EXISTS\r\na1 OK\r\n")
#define IMAP_ONE  IMAP_IN, PEER_EXPECTS("a2 *"), PEER_SENDS("* SEARCH 1\r\na2 OK\r\n"), PEER_EXPECTS("a3 *")
#define POP3_NONE PEER_EXPECTS("STAT"), PEER_SENDS("+OK 0 0\r\n"), PEER_EXPECTS("TOP 1 400")

static const struct hostile hostiles[] = {
	{"no inbox", ACCESS_IMAP,
		{PEER_EXPECTS("a1 EXAMINE INBOX"), PEER_SENDS("a1 NO [NONEXISTENT] none\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_REFUSED, 0, 0},
	{"another tag", ACCESS_IMAP,
		{PEER_EXPECTS("a1 *"), PEER_SENDS("* 1 EXISTS\r\nb1 OK\r\n"), PEER_DOES(PEER_END)},
		ACCESS_GARBLED, 0, 0},
	{"an older tag", ACCESS_IMAP,
		{IMAP_IN, PEER_EXPECTS("a2 *"), PEER_SENDS("a1 OK\r\n"), PEER_DOES(PEER_END)}, ACCESS_GARBLED,
		0, 0},
	{"BYE", ACCESS_IMAP,
		{IMAP_IN, PEER_EXPECTS("a2 *"), PEER_SENDS("* BYE [UNAVAILABLE] later\r\n"),
			PEER_DOES(PEER_CLOSE)},
		ACCESS_REFUSED, 0, 0},
	{"BYE and a refusal", ACCESS_IMAP,
		{IMAP_IN, PEER_EXPECTS("a2 *"), PEER_SENDS("* BYE\r\na2 NO out\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED, 0, 0},
	{"every search refused", ACCESS_IMAP,
		{IMAP_IN, PEER_EXPECTS("a2 *"), PEER_SENDS("a2 BAD no\r\n"), PEER_EXPECTS("a3 *"),
			PEER_SENDS("a3 BAD no\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED, 0, 0},
	{"cut in the search", ACCESS_IMAP,
		{IMAP_IN, PEER_EXPECTS("a2 *"), PEER_SENDS("* SEAR"), PEER_DOES(PEER_CLOSE)}, ACCESS_LOST, 0,
		0},
	{"lines without end", ACCESS_IMAP,
		{IMAP_IN, PEER_EXPECTS("a2 *"), PEER_REPEATS("* SEARCH 1\r\n", 100000), PEER_DOES(PEER_END)},
		ACCESS_GARBLED, 0, 0},
	{"one line without end", ACCESS_IMAP,
		{IMAP_IN, PEER_EXPECTS("a2 *"), PEER_REPEATS("* SEARCH 1 2 3 4", 100000),
			PEER_DOES(PEER_END)},
		ACCESS_GARBLED, 0, 0},
	{"a huge literal", ACCESS_IMAP,
		{IMAP_ONE, PEER_SENDS("* 1 FETCH (BODY[]<0> {4294967295}\r\nprivate"), PEER_DOES(PEER_END)},
		ACCESS_DONE, ACCESS_GARBLED, 0},
	{"literals without end", ACCESS_IMAP,
		{IMAP_ONE, PEER_REPEATS("* 1 FETCH (BODY[]<0> {7}\r\nprivate)\r\n", 100000),
			PEER_DOES(PEER_END)},
		ACCESS_DONE, ACCESS_GARBLED, 7},
	{"half a literal", ACCESS_IMAP,
		{IMAP_ONE, PEER_SENDS("* 1 FETCH (BODY[]<0> {70}\r\nprivate"), PEER_DOES(PEER_CLOSE)},
		ACCESS_DONE, ACCESS_LOST, 0},
	{"a literal that is no mail", ACCESS_IMAP,
		{IMAP_ONE,
			PEER_SENDS("* 1 FETCH (ENVELOPE {7}\r\nprivate)\r\n* LIST BODY[] "
				   "{7}\r\nprivate\r\na3 OK\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_DONE, ACCESS_DONE, 0},
	{"a number that is none", ACCESS_POP3,
		{PEER_EXPECTS("STAT"), PEER_SENDS("+OK many\r\n"), PEER_DOES(PEER_END)}, ACCESS_GARBLED, 0,
		0},
	{"no TOP", ACCESS_POP3,
		{PEER_EXPECTS("STAT"), PEER_SENDS("+OK 2 9\r\n"), PEER_EXPECTS("TOP 2 0"),
			PEER_SENDS("-ERR what\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED, 0, 0},
	{"a list without end", ACCESS_POP3,
		{POP3_NONE, PEER_SENDS("+OK\r\n"), PEER_REPEATS("private: a\r\n", 100000),
			PEER_DOES(PEER_END)},
		ACCESS_DONE, ACCESS_GARBLED, 12 * 2000},
	{"a long line in the mail", ACCESS_POP3,
		{POP3_NONE, PEER_SENDS("+OK\r\nprivate: a\r\n"), PEER_REPEATS("xxxxxxxxxxxxxxxx", 1000),
			PEER_DOES(PEER_END)},
		ACCESS_DONE, ACCESS_GARBLED, 12},
	{"strange bytes in the mail", ACCESS_POP3,
		{POP3_NONE, PEER_SENDS("+OK\r\na: \0b\rc\n\r\n.\r\n"), PEER_DOES(PEER_END)}, ACCESS_DONE,
		ACCESS_DONE, 11},
	{"cut in the mail", ACCESS_POP3,
		{POP3_NONE, PEER_SENDS("+OK\r\na: b\r\nprivate"), PEER_DOES(PEER_CLOSE)}, ACCESS_DONE,
		ACCESS_LOST, 6},
};

static void hostile_servers_are_survived(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostiles / sizeof *hostiles; i++) {
		const struct hostile *row = &hostiles[i];
		enum access_step step;
		struct talk t;

		start(&t, row->protocol, row->script, 5000);
		step = look(&t);
		if (step != row->looked)
			fail_msg("%s: looking is %s", row->name, access_step_name(step));
		assert_int_equal(t.inbox.whole, step == ACCESS_DONE);
		if (step == ACCESS_DONE) {
			step = read_one(&t, 1);
			if (step != row->got || t.mail.len != row->len)
				fail_msg("%s: reading is %s, %zu bytes", row->name, access_step_name(step),
					t.mail.len);
		}
		if (t.session->broken)
			assert_int_equal(look(&t), ACCESS_LOST);
		stop(&t);
	}
}

static void silence_ends_with_the_deadline(void **state)
{
	static const struct peer_act imap[] = {
		IMAP_ONE, PEER_DRIPS("* 1 FETCH (BODY[]<0> {7}\r\n", 60), PEER_DOES(PEER_END)};
	static const struct peer_act pop3[] = {POP3_NONE, PEER_SENDS("+OK\r\na: b\r\n"), PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_IMAP, imap, 400);
	assert_int_equal(look(&t), ACCESS_DONE);
	assert_int_equal(read_one(&t, 1), ACCESS_SILENT);
	stop(&t);
	start(&t, ACCESS_POP3, pop3, 400);
	assert_int_equal(look(&t), ACCESS_DONE);
	assert_int_equal(read_one(&t, 1), ACCESS_SILENT);
	assert_string_equal(str_text(&t.mail), "a: b\r\n");
	stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imap_searches_and_peeks),
		cmocka_unit_test(imap_takes_pieces),
		cmocka_unit_test(imap_keeps_the_newest),
		cmocka_unit_test(pop3_looks_at_headers),
		cmocka_unit_test(pop3_stops_at_old_mails),
		cmocka_unit_test(hostile_servers_are_survived),
		cmocka_unit_test(silence_ends_with_the_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
