/*
 * A log as the step errors sees it: the older parts of logs in the order of time, where this computer keeps them, groups put together by cause, and
 * what of them stands in the way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "checks/base/clock.h"
#include "checks/engine/computer.h"
#include "checks/know/log_read.h"
#include "checks/steps/errors/log_causes.h"
#include "checks/steps/errors/log_sources.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void older_parts_are_known(void **state)
{
	static const struct {
		const char *base, *name;
		bool part;
		enum log_rotated kind;
	} table[] = {
		{"mail.log", "mail.log", true, LOG_NEWEST},
		{"mail.log", "mail.log.gz", true, LOG_NEWEST},
		{"mail.log", "mail.log.0", true, LOG_BY_NUMBER},
		{"mail.log", "mail.log.1", true, LOG_BY_NUMBER},
		{"mail.log", "mail.log.12.gz", true, LOG_BY_NUMBER},
		{"mail.log", "mail.log.2.xz", true, LOG_BY_NUMBER},
		{"maillog", "maillog-20261120.gz", true, LOG_BY_DATE},
		{"maillog", "maillog-20261120", true, LOG_BY_DATE},
		{"maillog", "maillog-2026-11-20", true, LOG_BY_DATE},
		{"maillog", "maillog-2026112003.zst", true, LOG_BY_DATE},
		{"postfix.log", "postfix.log.20261120-143300.gz", true, LOG_BY_DATE},
		{"current", "@400000005f5c3a1b2c3d4e5f.s", true, LOG_BY_LABEL},
		{"current", "@400000005f5c3a1b2c3d4e5f.u", true, LOG_BY_LABEL},
		{"current", "current", true, LOG_NEWEST},
		{"current", "@400000005f5c3a1b2c3d4e5f.t", false, 0},
		{"current", "@4000.s", false, 0},
		{"current", "lock", false, 0},
		{"mail.log", "mail.logx", false, 0},
		{"mail.log", "mail.log.", false, 0},
		{"mail.log", "mail.log-1", false, 0},
		{"mail.log", "mail.log.1.bak", false, 0},
		{"mail.log", "mail.log.1-", false, 0},
		{"mail.log", "mail.lo", false, 0},
		{"mail", "mail.log", false, 0},
		{"mail", "mail.err", false, 0},
		{"mail.log", "mail.log.20261120202611202026112020261120", false, 0},
		{"mail.log", "@400000005f5c3a1b2c3d4e5f.s", false, 0},
		{"mail.log", "", false, 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct log_rotation part = {.number = -7};

		if (log_rotation_read(table[i].base, table[i].name, &part) != table[i].part)
			fail_msg("%s of %s", table[i].name, table[i].base);
		if (table[i].part)
			assert_int_equal(part.kind, table[i].kind);
		else
			assert_int_equal(part.number, -7);
	}
}

static void older_parts_come_first(void **state)
{
	static const struct {
		const char *base, *older, *newer;
	} table[] = {
		{"mail.log", "mail.log.1", "mail.log"},
		{"mail.log", "mail.log.2.gz", "mail.log.1"},
		{"mail.log", "mail.log.10.gz", "mail.log.9.gz"},
		{"maillog", "maillog-20251231.gz", "maillog-20260101.gz"},
		{"maillog", "maillog-20261120", "maillog"},
		{"maillog", "maillog-2026-11-19", "maillog-20261120.gz"},
		{"postfix.log", "postfix.log.20261120-143300", "postfix.log.20261120-143301"},
		{"current", "@400000005f5c3a1b2c3d4e5f.s", "@400000005f5c3a1b2c3d4e60.u"},
		{"current", "@400000005f5c3a1b2c3d4e5f.s", "current"},
	};
	struct log_rotation a, b;

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		assert_true(log_rotation_read(table[i].base, table[i].older, &a));
		assert_true(log_rotation_read(table[i].base, table[i].newer, &b));
		assert_true(log_rotation_compare(&a, &b) < 0);
		assert_true(log_rotation_compare(&b, &a) > 0);
		assert_int_equal(log_rotation_compare(&a, &a), 0);
	}
}

/* Debian's directories; a place that is a directory is no log, and a part that is just being compressed is there once. */
static void usual_places_are_found(void **state)
{
	static const char *const expected[] = {"/var/log/mail.log.10.gz", "/var/log/mail.log.2.gz",
		"/var/log/mail.log.1", "/var/log/mail.log", "/var/log/exim4/mainlog.1",
		"/var/log/exim4/mainlog", "/var/log/exim4/rejectlog"};
	const struct computer computer = {
		.files = (const struct computer_file[]){
			{"/var/log/", "mail\nmail.err\nmail.log\nmail.log.1\nmail.log.10.gz\nmail.log.2.gz\n"
				      "mail.log.1.gz\nsyslog"},
			{"/var/log/mail/", "mail.err\n"},
			{"/var/log/exim4/", "mainlog\nmainlog.1\npaniclog\nrejectlog\n"},
			{NULL, NULL},
		}};
	const struct mailcase mailcase = {.computer = &computer};
	struct log_sources sources = {.list = {NULL, 0, 0}};
	size_t found = 0;

	(void)state;
	log_sources_find(&mailcase, &sources);
	for (size_t i = 0; i < sources.list.n; i++) {
		/* what lies in directories that cannot be listed is tried, too */
		if (found < N_OF(expected) && strcmp(sources.list.items[i].path, expected[found]) == 0)
			found++;
		assert_true(strcmp(sources.list.items[i].path, "/var/log/mail") != 0);
		assert_true(strcmp(sources.list.items[i].path, "/var/log/mail.log.1.gz") != 0);
	}
	assert_int_equal(found, N_OF(expected));
	log_sources_newest(&sources, 2);
	assert_string_equal(sources.list.items[0].path, "/var/log/mail.log.1");
	assert_string_equal(sources.list.items[1].path, "/var/log/mail.log");
	log_sources_release(&sources);
}

#define AT(minute)   "Nov 20 10:" minute ":01 mx postfix/"
#define QUEUED(m, i) AT(m) "qmgr[7]: " i ": from=<a@a.example>, size=9, nrcpt=1 (queue active)\n"
#define TO(m, i, to, what)                                                                                   \
	QUEUED(m, i)                                                                                         \
	AT(m)                                                                                                \
	"smtp[8]: " i ": to=<" to ">, relay=mx.b.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, " what "\n"
#define SENT	"dsn=2.0.0, status=sent (250 2.0.0 Ok)"
#define FULL	"dsn=4.2.2, status=deferred (host mx.b.example[192.0.2.1] said: 452 4.2.2 mailbox full)"
#define UNKNOWN "dsn=5.1.1, status=bounced (host mx.b.example[192.0.2.1] said: 550 5.1.1 user unknown)"
#define RIDDLE	"status=bounced (Blaue Blume verwelkt)"
#define DENIED(m)                                                                                            \
	AT(m)                                                                                                \
	"smtpd[9]: NOQUEUE: reject: RCPT from x[192.0.2.9]: 554 5.7.1 <b@b.example>: Relay access "          \
	"denied; from=<s@s.example> to=<b@b.example> proto=SMTP helo=<x>\n"

static struct log_book *read_into(const char *text)
{
	static const struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	const struct log_reading how = {.reference = 1795305600};
	struct log_book *book = log_book_new(NULL);
	struct log_file file;

	assert_int_equal(log_read_text(&scope, text, strlen(text), &how, book, &file), LOG_READ);
	return book;
}

static const struct log_cause *cause_of(const struct log_causes *causes, enum cause_id id)
{
	for (size_t i = 0; i < causes->causes.n; i++)
		if (causes->causes.items[i].id == id)
			return &causes->causes.items[i];
	return NULL;
}

static void groups_become_causes(void **state)
{
	struct log_book *book = read_into(TO("00", "A1B2C3D4E1", "a@b.example", UNKNOWN) TO(
		"01", "A1B2C3D4E2", "b@b.example", UNKNOWN) TO("02", "A1B2C3D4E3", "c@b.example", FULL)
			TO("03", "A1B2C3D4E4", "d@b.example", RIDDLE) DENIED("04") DENIED("05") DENIED("06")
				TO("07", "A1B2C3D4E5", "e@c.example", FULL)
					TO("08", "A1B2C3D4E5", "e@c.example", SENT));
	const struct log_cause *unknown, *full, *denied;
	LOG_CAUSES_AUTO struct log_causes causes;

	(void)state;
	log_causes_of(book, &causes);
	assert_int_equal(causes.causes.n, 3);
	for (size_t i = 1; i < causes.causes.n; i++)
		assert_true(causes.causes.items[i - 1].count >= causes.causes.items[i].count);
	unknown = cause_of(&causes, CAUSE_RECIPIENT_UNKNOWN);
	full = cause_of(&causes, CAUSE_MAILBOX_FULL);
	denied = cause_of(&causes, CAUSE_RELAY_DENIED);
	assert_true(unknown && full && denied);
	assert_int_equal(unknown->bounced, 2);
	assert_true(unknown->lasting && unknown->sure && unknown->last - unknown->first == 60);
	assert_int_equal(full->deferred, 1);
	assert_int_equal(full->overcome, 1);
	assert_false(full->lasting);
	assert_int_equal(denied->refused, 3);
	assert_int_equal(denied->count, 3);
	assert_int_equal(causes.unexplained.n, 1);
	assert_string_equal(causes.unexplained.items[0].best->text, "Blaue Blume verwelkt");
	assert_int_equal(log_failed(log_book_counts(book)), 4);
	log_book_free(&book);
}

/* What stands in the way: by how much of the mail it stops, whose matter it is, and whether it is over. */
static void causes_are_weighed(void **state)
{
	static const struct log_group out = {.side = LOG_OUT}, way = {.side = LOG_OUT_WAY},
				      in = {.side = LOG_IN}, login = {.side = LOG_IN_WAY},
				      one = {.side = LOG_OUT, .n_domains = 1},
				      two = {.side = LOG_OUT, .n_domains = 2};
	static const struct {
		struct log_cause cause;
		struct log_counts counts;
		enum log_weight weight;
	} table[] = {
		/* a few of many, but not the recipients' own matter */
		{{CAUSE_SPF_MISSING, true, 3, 0, 3, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 1000, .sent = 997, .to = 100}, LOG_WEIGHS},
		{{CAUSE_SPF_MISSING, true, 2, 0, 2, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 1000, .sent = 998, .to = 100}, LOG_LIGHT},
		{{CAUSE_SPF_MISSING, true, 2, 0, 2, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 40, .sent = 38, .to = 100}, LOG_WEIGHS},
		/* mailboxes, and what passes */
		{{CAUSE_MAILBOX_FULL, true, 30, 0, 30, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 100, .sent = 70, .to = 100}, LOG_LIGHT},
		{{CAUSE_MAILBOX_FULL, true, 50, 0, 50, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 100, .sent = 50, .to = 100}, LOG_WEIGHS},
		{{CAUSE_GREYLISTED, true, 30, 30, 0, 0, 0, 0, false, 90, 100, &out},
			{.recipients = 100, .sent = 70, .to = 100}, LOG_LIGHT},
		{{CAUSE_RECIPIENT_UNKNOWN, true, 1, 0, 1, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 1, .sent = 0, .to = 100}, LOG_WEIGHS},
		/* one destination alone, and more of them */
		{{CAUSE_RECIPIENT_UNREACHABLE, true, 30, 30, 0, 0, 0, 0, true, 90, 100, &one},
			{.recipients = 30, .sent = 0, .to = 100}, LOG_LIGHT},
		{{CAUSE_RECIPIENT_UNREACHABLE, true, 30, 30, 0, 0, 0, 0, true, 90, 100, &two},
			{.recipients = 30, .sent = 0, .to = 100}, LOG_WEIGHS},
		{{CAUSE_SPF_MISSING, true, 30, 0, 30, 0, 0, 0, true, 90, 100, &one},
			{.recipients = 30, .sent = 0, .to = 100}, LOG_WEIGHS},
		/* over */
		{{CAUSE_SPF_MISSING, true, 30, 0, 30, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 60, .sent = 30, .to = 100 + 86401}, LOG_OVER},
		{{CAUSE_SPF_MISSING, true, 30, 0, 30, 0, 0, 0, true, 90, 100, &out},
			{.recipients = 30, .sent = 0, .to = 100 + 86401}, LOG_WEIGHS},
		{{CAUSE_GREYLISTED, true, 0, 0, 0, 0, 0, 9, false, 90, 100, &out},
			{.recipients = 9, .sent = 9, .to = 100}, LOG_OVER},
		/* no recipients */
		{{CAUSE_RELAY_DENIED, true, 99, 0, 0, 99, 0, 0, false, 90, 100, &in}, {.to = 100},
			LOG_CLIENTS},
		{{CAUSE_WRONG_PASSWORD, true, 9, 0, 0, 0, 9, 0, false, 90, 100, &login}, {.to = 100},
			LOG_CLIENTS},
		{{CAUSE_SERVER_DOWN, true, 9, 0, 0, 0, 9, 0, false, 90, 100, &way}, {.to = 100}, LOG_LIGHT},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		if (log_weigh(&table[i].cause, &table[i].counts) != table[i].weight)
			fail_msg("row %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(older_parts_are_known),
		cmocka_unit_test(older_parts_come_first),
		cmocka_unit_test(usual_places_are_found),
		cmocka_unit_test(groups_become_causes),
		cmocka_unit_test(causes_are_weighed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
