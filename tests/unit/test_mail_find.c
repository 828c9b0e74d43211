/*
 * One mail, found again, against scripted peers: folders and what they are for, what is asked word by word so that nothing is ever
 * changed, and what hostile servers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/mail/access_find.h"
#include "tests/unit/support/peer.h"

#define ID "0123456789abcdef@example.org"

struct talk {
	struct peer *peer;
	struct access_session *session;
	struct transcript *transcript;
	struct io_scope scope;
	struct access_folders *folders;
	struct str header;
};

static void start(struct talk *t, enum access_protocol protocol, const struct peer_act *script)
{
	memset(t, 0, sizeof *t);
	t->peer = peer_new(script, NULL);
	t->transcript = transcript_new(0);
	t->session = access_new(protocol, peer_connect(t->peer), "mail.test", 993, t->transcript);
	t->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(5000)};
	t->folders = calloc(1, sizeof *t->folders);
}

static void see(const struct transcript_line *line, void *data)
{
	str_addf(data, "%s\n", line->text);
}

/* Names of folders and words of mails are kept nowhere. */
static void stop(struct talk *t)
{
	struct str lines = STR_INIT;
	const char *wrong;

	transcript_each(t->transcript, see, &lines);
	assert_null(strstr(str_text(&lines), "Private"));
	access_free(&t->session);
	wrong = peer_finish(&t->peer, NULL);
	if (wrong)
		fail_msg("%s", wrong);
	transcript_free(&t->transcript);
	str_release(&lines);
	str_release(&t->header);
	free(t->folders);
}

static void names_are_decoded(void **state)
{
	static const struct {
		const char *name, *shown;
	} rows[] = {
		{"Junk", "Junk"},
		{"Courrier ind&AOk-sirable", "Courrier indésirable"},
		{"A&-B", "A&B"},
		{"&V4NXPpCuTvY-", "垃圾邮件"},
		{"&2D3eAQ-", "😁"},
		{"&2D0-x", "x"}, /* half of a pair */
		{"&AOk", "é"},	 /* no end */
		{"&AO", ""},
		{"&", ""},
		{"a\033[2Jb", "a[2Jb"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char shown[100];

		folder_decode(rows[i].name, shown, sizeof shown);
		if (i + 1 < sizeof rows / sizeof *rows)
			assert_string_equal(shown, rows[i].shown);
		else
			assert_null(strchr(shown, '\033'));
	}
}

static void folders_and_their_uses(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("a1 LIST \"\" \"*\" RETURN (SPECIAL-USE)"),
		PEER_SENDS("a1 BAD no\r\n"), PEER_EXPECTS("a2 LIST \"\" \"*\""),
		PEER_SENDS("* LIST (\\HasNoChildren) \"/\" INBOX\r\n"
			   "* LIST (\\Noselect \\HasChildren) \"/\" \"[Gmail]\"\r\n"
			   "* LIST (\\HasNoChildren \\Junk) \"/\" \"[Gmail]/Spam\"\r\n"
			   "* LIST (\\sent) \".\" {9}\r\nINBOX.Out\r\n"
			   "* LIST () NIL \"Private \\\"x\\\"\"\r\n"
			   "* LIST (\\All) \"/\" All\r\n"
			   "* LIST (\\NonExistent) \"/\" Gone\r\n"
			   "* LIST broken\r\n* LSUB () \"/\" other\r\na2 OK\r\n"),
		PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_IMAP, script);
	t.session->special_use = true;
	assert_int_equal(access_folders(t.session, &t.scope, t.folders), ACCESS_DONE);
	assert_int_equal(t.folders->n, 5);
	assert_false(t.folders->cut);
	assert_int_equal(t.folders->items[0].uses, FOLDER_INBOX);
	assert_string_equal(t.folders->items[1].name, "[Gmail]/Spam");
	assert_string_equal(t.folders->items[1].leaf, "Spam");
	assert_int_equal(t.folders->items[1].uses, FOLDER_JUNK);
	assert_string_equal(t.folders->items[2].leaf, "Out");
	assert_int_equal(t.folders->items[2].uses, FOLDER_OWN);
	assert_string_equal(t.folders->items[3].name, "Private \"x\"");
	assert_int_equal(t.folders->items[3].uses, 0);
	assert_int_equal(t.folders->items[4].uses, FOLDER_ALL);
	stop(&t);
}

static void more_folders_than_fit(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("a1 LIST \"\" \"*\""),
		PEER_REPEATS("* LIST () \"/\" \"x\"\r\n", 1500), PEER_SENDS("a1 OK\r\n"),
		PEER_DOES(PEER_END)};
	struct talk t;

	(void)state;
	start(&t, ACCESS_IMAP, script);
	assert_int_equal(access_folders(t.session, &t.scope, t.folders), ACCESS_DONE);
	assert_int_equal(t.folders->n, FOLDERS_MAX);
	assert_true(t.folders->cut);
	stop(&t);
}

static void imap_finds_by_search(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("a1 EXAMINE \"Private \\\"x\\\"\""),
		PEER_SENDS("* 3 EXISTS\r\na1 OK\r\n"),
		PEER_EXPECTS("a2 UID SEARCH HEADER \"Message-ID\" \"" ID "\""),
		PEER_SENDS("* SEARCH 7 57\r\na2 OK\r\n"),
		PEER_EXPECTS("a3 UID FETCH 57 BODY.PEEK[HEADER]<0.60000>"),
		PEER_SENDS(
			"* 3 FETCH (UID 57 BODY[HEADER]<0> {22}\r\nSubject: Private x\r\n\r\n)\r\na3 OK\r\n"),
		PEER_EXPECTS("a4 EXAMINE INBOX"), PEER_SENDS("* 0 EXISTS\r\na4 OK\r\n"), PEER_DOES(PEER_END)};
	struct access_folder folder = {.name = "Private \"x\""};
	struct talk t;
	uint32_t id;

	(void)state;
	start(&t, ACCESS_IMAP, script);
	assert_int_equal(access_find(t.session, &t.scope, &folder, ID, false, &id), ACCESS_DONE);
	assert_int_equal(id, 57);
	assert_int_equal(access_header(t.session, &t.scope, id, &t.header), ACCESS_DONE);
	assert_string_equal(str_text(&t.header), "Subject: Private x\r\n\r\n");
	assert_int_equal(access_find(t.session, &t.scope, &access_inbox_folder, ID, true, &id), ACCESS_DONE);
	assert_int_equal(id, 0);
	stop(&t);
}

/* A server that cannot search, or has not looked at what just came: the newest mails' own words count. */
static void imap_finds_among_the_newest(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("a1 EXAMINE INBOX"),
		PEER_SENDS("* 100 EXISTS\r\na1 OK\r\n"), PEER_EXPECTS("a2 UID SEARCH *"),
		PEER_SENDS("a2 NO [CANNOT] no\r\n"),
		PEER_EXPECTS("a3 FETCH 51:100 (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"),
		PEER_SENDS("* 99 FETCH (UID 8 BODY[HEADER.FIELDS (MESSAGE-ID)] {19}\r\nMessage-ID: "
			   "<a@b>\r\n)\r\n"
			   "* 100 FETCH (BODY[HEADER.FIELDS (MESSAGE-ID)] {44}\r\nMessage-ID: <" ID
			   ">\r\n UID 9)\r\na3 OK\r\n"),
		PEER_DOES(PEER_END)};
	struct talk t;
	uint32_t id;

	(void)state;
	start(&t, ACCESS_IMAP, script);
	assert_int_equal(access_find(t.session, &t.scope, &access_inbox_folder, ID, false, &id), ACCESS_DONE);
	assert_int_equal(id, 9);
	stop(&t);
}

static void pop3_looks_at_the_newest(void **state)
{
	static const struct peer_act script[] = {PEER_EXPECTS("STAT"), PEER_SENDS("+OK 3 4711\r\n"),
		PEER_EXPECTS("TOP 3 0"),
		PEER_SENDS("+OK\r\nSubject: Private\r\nMessage-ID: <x@y>\r\n\r\n.\r\n"),
		PEER_EXPECTS("TOP 2 0"), PEER_SENDS("+OK\r\nmessage-id: <" ID ">\r\n\r\n.\r\n"),
		PEER_EXPECTS("TOP 2 0"), PEER_SENDS("+OK\r\nReceived: by a\r\n\r\n.\r\n"),
		PEER_DOES(PEER_END)};
	struct talk t;
	uint32_t id;

	(void)state;
	start(&t, ACCESS_POP3, script);
	assert_int_equal(access_folders(t.session, &t.scope, t.folders), ACCESS_DONE);
	assert_int_equal(t.folders->n, 1);
	assert_int_equal(access_find(t.session, &t.scope, &t.folders->items[0], ID, false, &id), ACCESS_DONE);
	assert_int_equal(id, 2);
	assert_int_equal(access_header(t.session, &t.scope, id, &t.header), ACCESS_DONE);
	assert_string_equal(str_text(&t.header), "Received: by a\r\n\r\n");
	stop(&t);
}

struct hostile {
	const char *name;
	struct peer_act script[8];
	enum access_step step;
};

#define IN PEER_EXPECTS("a1 EXAMINE INBOX"), PEER_SENDS("* 1 EXISTS\r\na1 OK\r\n"), PEER_EXPECTS("a2 *")

static const struct hostile hostiles[] = {
	{"not to be opened", {PEER_EXPECTS("a1 *"), PEER_SENDS("a1 NO none\r\n"), PEER_DOES(PEER_END)},
		ACCESS_REFUSED},
	{"BYE", {IN, PEER_SENDS("* BYE gone\r\n"), PEER_DOES(PEER_CLOSE)}, ACCESS_REFUSED},
	{"cut", {IN, PEER_SENDS("* SEAR"), PEER_DOES(PEER_CLOSE)}, ACCESS_LOST},
	{"another tag", {IN, PEER_SENDS("b2 OK\r\n"), PEER_DOES(PEER_END)}, ACCESS_GARBLED},
	{"no end", {IN, PEER_REPEATS("* SEARCH 1\r\n", 100000), PEER_DOES(PEER_END)}, ACCESS_GARBLED},
	{"a number too large",
		{IN, PEER_SENDS("* SEARCH 4294967296 99999999999999999999\r\na2 OK\r\n"),
			PEER_DOES(PEER_END)},
		ACCESS_DONE},
};

static void hostile_servers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostiles / sizeof *hostiles; i++) {
		struct talk t;
		uint32_t id;
		enum access_step step;

		start(&t, ACCESS_IMAP, hostiles[i].script);
		step = access_find(t.session, &t.scope, &access_inbox_folder, ID, false, &id);
		if (step != hostiles[i].step || id)
			fail_msg("%s: %s, %u", hostiles[i].name, access_step_name(step), id);
		stop(&t);
	}
}

/* What could end a command, or begin another, is never sent. */
static void nothing_is_smuggled(void **state)
{
	static const struct peer_act script[] = {PEER_DOES(PEER_END)};
	const struct access_folder folder = {.name = "a\r\na9 DELETE INBOX"};
	struct talk t;
	uint32_t id;

	(void)state;
	start(&t, ACCESS_IMAP, script);
	assert_int_equal(access_find(t.session, &t.scope, &folder, ID, false, &id), ACCESS_REFUSED_BY_US);
	assert_int_equal(access_find(t.session, &t.scope, &access_inbox_folder, "x\"\r\ny", false, &id),
		ACCESS_REFUSED_BY_US);
	stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_decoded),
		cmocka_unit_test(folders_and_their_uses),
		cmocka_unit_test(more_folders_than_fit),
		cmocka_unit_test(imap_finds_by_search),
		cmocka_unit_test(imap_finds_among_the_newest),
		cmocka_unit_test(pop3_looks_at_the_newest),
		cmocka_unit_test(hostile_servers),
		cmocka_unit_test(nothing_is_smuggled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
