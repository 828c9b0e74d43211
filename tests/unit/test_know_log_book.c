/*
 * What is counted, and where a recipient stands in the end: the rights of the counting, line by line; then the groups and the limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/know/log_count.h"
#include "checks/know/log_read.h"

static const struct io_scope no_limit = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

#define T	    "Nov 20 10:00:0"
#define Q(id)	    T "1 mx postfix/qmgr[8]: " id ": from=<a@a.example>, size=9, nrcpt=1 (queue active)\n"
#define REMOVED(id) T "9 mx postfix/qmgr[8]: " id ": removed\n"
#define TO(id, to, what)                                                                                     \
	T "2 mx postfix/smtp[3]: " id ": to=<" to ">, relay=none, delay=1, delays=0/0/0/1, " what "\n"
#define SENT	"dsn=2.0.0, status=sent (250 ok)"
#define WAITS	"dsn=4.2.2, status=deferred (host mx.b.example[192.0.2.1] said: 452 4.2.2 mailbox full)"
#define SLOW	"dsn=4.4.1, status=deferred (connect to mx.b.example[192.0.2.1]:25: Connection timed out)"
#define REFUSED "dsn=5.1.1, status=bounced (host mx.b.example[192.0.2.1] said: 550 5.1.1 user unknown)"
#define A	"A1B2C3D4E5"
#define B	"B1B2C3D4E5"

static struct log_book *read_into(const char *text, const struct log_limits *limits)
{
	struct log_book *book = log_book_new(limits);
	struct log_reading how = {.reference = 1795305600};
	struct log_file file;

	assert_int_equal(log_read_text(&no_limit, text, strlen(text), &how, book, &file), LOG_READ);
	return book;
}

static void add(struct str *out, const char *name, uint64_t n)
{
	if (n)
		str_addf(out, "%s%s %llu", out->len ? ", " : "", name, (unsigned long long)n);
}

static char *said(const struct log_counts *c)
{
	struct str out = STR_INIT;

	add(&out, "mails", c->messages);
	add(&out, "came", c->arrivals);
	add(&out, "sent", c->sent);
	add(&out, "forwarded", c->forwarded);
	add(&out, "deferred", c->deferred);
	add(&out, "bounced", c->bounced);
	add(&out, "expired", c->expired);
	add(&out, "overcome", c->overcome);
	add(&out, "attempts", c->attempts);
	add(&out, "rejected", c->rejected);
	add(&out, "warned", c->warned);
	add(&out, "held", c->held);
	add(&out, "discarded", c->discarded);
	add(&out, "troubles", c->troubles);
	add(&out, "strange", c->strange);
	add(&out, "approximate", c->approximate);
	assert_int_equal(c->recipients, c->sent + c->forwarded + c->deferred + c->bounced);
	return str_take(&out);
}

static void test_counts(void **state)
{
	static const struct {
		const char *about, *log, *counts;
	} table[] = {
		{"sent",
			T "0 mx postfix/smtpd[2]: " A ": client=x[192.0.2.9]\n" Q(A)
				TO(A, "b@b.example", SENT) REMOVED(A),
			"mails 1, came 1, sent 1, attempts 1"},
		{"delayed, then sent",
			Q(A) TO(A, "b@b.example", WAITS) Q(A) TO(A, "B@b.Example", SENT) REMOVED(A),
			"mails 1, sent 1, overcome 1, attempts 2"},
		{"delayed twice", Q(A) TO(A, "b@b.example", WAITS) Q(A) TO(A, "b@b.example", SLOW),
			"mails 1, deferred 1, attempts 2"},
		{"delayed, then refused",
			Q(A) TO(A, "b@b.example", WAITS) TO(A, "b@b.example", REFUSED) REMOVED(A),
			"mails 1, bounced 1, attempts 2"},
		{"three recipients, each with its own end",
			Q(A) TO(A, "b@b.example", SENT) TO(A, "c@b.example", WAITS)
				TO(A, "d@b.example", REFUSED),
			"mails 1, sent 1, deferred 1, bounced 1, attempts 3"},
		{"the mail of failure is a mail of its own",
			Q(A) TO(A, "d@b.example", REFUSED) T
			"3 mx postfix/bounce[5]: " A ": sender non-delivery notification: " B "\n" Q(B)
				REMOVED(A) TO(B, "a@a.example", SENT) REMOVED(B),
			"mails 2, sent 1, bounced 1, attempts 2"},
		{"an id that is used again",
			Q(A) TO(A, "b@b.example", SENT) REMOVED(A) Q(A) TO(A, "b@b.example", SENT) REMOVED(A),
			"mails 2, sent 2, attempts 2"},
		{"the same, and the end of the first is missing",
			Q(A) TO(A, "b@b.example", WAITS) T
			"3 mx postfix/smtpd[2]: " A ": client=x[192.0.2.9]\n" Q(A) TO(A, "b@b.example", SENT),
			"mails 2, came 1, sent 1, deferred 1, attempts 2"},
		{"begun before the log", TO(A, "b@b.example", SENT) REMOVED(A),
			"mails 1, sent 1, attempts 1"},
		{"only its end is in the log", REMOVED(A), ""},
		{"a line comes late", Q(A) REMOVED(A) TO(A, "b@b.example", SENT),
			"mails 1, sent 1, attempts 1"},
		{"given up after days",
			Q(A) TO(A, "b@b.example", WAITS) TO(A, "c@b.example", SLOW) T
			"3 mx postfix/qmgr[8]: " A
			": from=<a@a.example>, status=expired, returned to sender\n" REMOVED(A),
			"mails 1, bounced 2, expired 2, attempts 2"},
		{"given up, and nothing else is in the log",
			T "3 mx postfix/qmgr[8]: " A
			  ": from=<a@a.example>, status=expired, returned to sender\n" REMOVED(A),
			"mails 1, bounced 1, expired 1"},
		{"removed by hand while it waits",
			Q(A) TO(A, "b@b.example", WAITS) T "3 mx postfix/postsuper[8]: " A ": removed\n",
			"mails 1, deferred 1, attempts 1"},
		{"a probe is no mail",
			Q(A) TO(A, "b@b.example", "dsn=2.1.5, status=deliverable (250 ok)") REMOVED(A), ""},
		{"a probe and a mail",
			Q(A) TO(A, "b@b.example", "dsn=5.1.1, status=undeliverable (no)") REMOVED(A) Q(A)
				TO(A, "b@b.example", SENT),
			"mails 1, sent 1, attempts 1"},
		{"an alias",
			Q(A) TO(A, "b@b.example", "dsn=2.0.0, status=sent (forwarded as " B ")") Q(B)
				TO(B, "c@b.example", SENT),
			"mails 2, sent 1, forwarded 1, attempts 2"},
		{"two computers, one id",
			Q(A) T "1 other postfix/qmgr[8]: " A ": from=<>, size=9, nrcpt=1 (queue active)\n",
			"mails 2"},
		{"two servers on one computer",
			Q(A) T "1 mx postfix-out/qmgr[8]: " A ": from=<>, size=9, nrcpt=1 (queue active)\n",
			"mails 2"},
		{"refusals",
			T "1 mx postfix/smtpd[2]: NOQUEUE: reject: RCPT from x[192.0.2.9]: 554 5.7.1 "
			  "<b@b.example>: Relay access denied; "
			  "from=<> to=<b@b.example> proto=SMTP helo=<x>\n" T
			  "1 mx postfix/smtpd[2]: NOQUEUE: reject_warning: RCPT from x[192.0.2.9]: 450 4.1.8 "
			  "no; from=<>\n" T "1 mx postfix/cleanup[2]: " A
			  ": hold: header Subject: x from x[192.0.2.9]; from=<>\n" T
			  "1 mx postfix/cleanup[2]: " A ": discard: body x from x[192.0.2.9]; from=<>\n",
			"rejected 1, warned 1, held 1, discarded 1"},
		{"trouble",
			T "1 mx postfix/smtpd[2]: warning: x[192.0.2.9]: SASL LOGIN authentication failed: "
			  "x\n" T
			  "1 mx postfix/smtp[2]: connect to mx.b.example[192.0.2.1]:25: Connection refused\n",
			"troubles 2"},
		{"other programs", T "1 mx cron[2]: " A ": removed\nnonsense\n\n\r\n", "strange 2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct log_book *book = read_into(table[i].log, NULL);
		char *counts = said(log_book_counts(book));

		if (strcmp(counts, table[i].counts) != 0)
			print_error("%s\n", table[i].about);
		assert_string_equal(counts, table[i].counts);
		free(counts);
		log_book_free(&book);
	}
}

static const struct log_group *group_of(struct log_book *book, const char *cause)
{
	const struct log_group *const *groups;
	size_t n = log_book_groups(book, &groups);

	for (size_t i = 0; i < n; i++)
		if (cause ? groups[i]->cause && !strcmp(groups[i]->cause, cause) : !groups[i]->cause)
			return groups[i];
	return NULL;
}

static void test_groups(void **state)
{
	struct log_book *book = read_into(
		TO(A, "x@one.example", WAITS) TO(A, "b@two.example", WAITS) TO(A, "c@TWO.example", WAITS)
			TO(A, "d@three.example", REFUSED) TO(A, "x@one.example", SENT) T
		"7 mx postfix/smtpd[2]: NOQUEUE: reject: RCPT from x[192.0.2.9]: 554 5.7.1 <b@b.example>: "
		"Relay access denied; from=<> "
		"to=<b@b.example> proto=SMTP helo=<x>\n",
		NULL);
	const struct log_group *full = group_of(book, "mailbox-full"), *unknown, *denied;

	(void)state;
	assert_non_null(full);
	assert_int_equal(full->side, LOG_OUT);
	assert_int_equal(full->count, 2);
	assert_int_equal(full->deferred, 2);
	assert_int_equal(full->overcome, 1);
	assert_int_equal(full->attempts, 3);
	assert_int_equal(full->n_domains, 1);
	assert_string_equal(full->domains[0].name, "two.example");
	assert_int_equal(full->domains[0].count, 2);
	assert_int_equal(full->code, 452);
	assert_string_equal(full->enhanced, "4.2.2");
	assert_string_equal(full->relay, "mx.b.example");
	assert_string_equal(full->text, "452 4.2.2 mailbox full");
	assert_int_equal(full->first, 1795168802);
	assert_true(full->first == full->last && full->temporary && full->sure);
	unknown = group_of(book, "recipient-unknown");
	assert_true(unknown && unknown->bounced == 1 && unknown->count == 1);
	denied = group_of(book, "relay-denied");
	assert_true(denied && denied->side == LOG_IN && denied->count == 1 && !denied->n_domains);
	log_book_free(&book);
}

/* A recipient stands in the group of its last trouble only. */
static void test_moves(void **state)
{
	struct log_book *book = read_into(TO(A, "b@b.example", WAITS) TO(A, "b@b.example", SLOW), NULL);
	const struct log_group *const *groups;

	(void)state;
	assert_int_equal(log_book_groups(book, &groups), 1);
	assert_int_equal(groups[0]->count, 1);
	assert_string_equal(groups[0]->text, "connect to mx.b.example[192.0.2.1]:25: Connection timed out");
	log_book_free(&book);
	book = read_into(TO(A, "b@b.example", WAITS) T
		"3 mx postfix/qmgr[8]: " A ": from=<a@a.example>, status=expired, returned to sender\n",
		NULL);
	assert_int_equal(log_book_groups(book, &groups), 1);
	assert_true(groups[0]->bounced == 1 && groups[0]->deferred == 0 && groups[0]->count == 1);
	log_book_free(&book);
}

/* What differs only in names, numbers and addresses is one text; what the table does not know is listed with it. */
static void test_unexplained(void **state)
{
#define ODD(id, to, host, words) TO(id, to, "status=deferred (host " host "[192.0.2.1] said: zqx " words ")")
	struct log_book *book = read_into(
		ODD(A, "b@one.example", "mx.one.example",
			"vwx <b@one.example> at mx.one.example id 8f3a77c1b2d4e6") ODD(B, "c@two.example",
			"mx7.two.example", "vwx <c@two.example> at mx7.two.example id 91b2c3d4e5f607")
			ODD("C1B2C3D4E5", "c@two.example", "mx7.two.example", "vwy"),
		NULL);
	const struct log_group *const *groups;

	(void)state;
	assert_int_equal(log_book_groups(book, &groups), 2);
	assert_null(groups[0]->cause);
	assert_int_equal(groups[0]->count, 2);
	assert_int_equal(groups[0]->n_domains, 2);
	assert_int_equal(groups[1]->count, 1);
	log_book_free(&book);
	book = read_into(ODD(A, "b@one.example", "mx.one.example", "abc") ODD(B, "b@one.example",
				 "mx.one.example", "def") ODD(B, "b@one.example", "mx.one.example", "abc"),
		&(struct log_limits){.groups = 1});
	assert_int_equal(log_book_groups(book, &groups), 1);
	assert_int_equal(groups[0]->count, 2);
	assert_int_equal(log_book_counts(book)->others, 0);
	log_book_free(&book);
}

static void test_domains(void **state)
{
	struct str log = STR_INIT;
	struct log_book *book;
	const struct log_group *full;

	(void)state;
	for (int i = 0; i < LOG_DOMAINS_MAX * 3; i++) {
		str_addf(&log, TO("A%09d", "b@d%d.example", WAITS), i, i);
		str_addf(&log, TO("B%09d", "b@often.example", WAITS), i);
	}
	book = read_into(str_text(&log), NULL);
	full = group_of(book, "mailbox-full");
	assert_non_null(full);
	assert_int_equal(full->count, LOG_DOMAINS_MAX * 6);
	assert_int_equal(full->n_domains, LOG_DOMAINS_MAX);
	assert_true(full->more_domains);
	assert_string_equal(full->domains[0].name, "often.example");
	assert_int_equal(full->domains[0].count, LOG_DOMAINS_MAX * 3);
	str_release(&log);
	log_book_free(&book);
}

static struct span span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

static void add_event(struct log_book *book, const struct log_event *event)
{
	struct log_notes notes = {0};

	log_notes_add(&notes, event);
	log_book_count(book, &notes);
	log_notes_release(&notes);
}

static struct log_event event_of(enum log_kind kind, const char *id, const char *recipient)
{
	return (struct log_event){.kind = kind, .id = span_of(id), .recipient = span_of(recipient)};
}

/* Servers that do not say when a mail is over, lists of recipients, deliveries with numbers, mails without an id. */
static void test_other_servers(void **state)
{
	struct log_book *book = log_book_new(NULL);
	struct log_event accepted = event_of(LOG_ACCEPTED, "1", ""),
			 sent = event_of(LOG_RESULT, "1", "<a@x.example>,b@x.example"),
			 started = event_of(LOG_STARTED, "77", "c@x.example"),
			 ended = event_of(LOG_RESULT, "", "");
	char *counts;

	(void)state;
	accepted.recipients = 2;
	sent.many = true;
	add_event(book, &accepted);
	add_event(book, &sent);
	add_event(book, &accepted); /* the id is free again */
	started.other_id = ended.other_id = span_of("5");
	add_event(book, &started);
	ended.result = LOG_DEFERRED;
	ended.text = span_of("452 4.2.2 mailbox full");
	add_event(book, &ended);
	assert_string_equal(group_of(book, "mailbox-full")->domains[0].name, "x.example");
	add_event(book, &started);
	ended.result = LOG_SENT;
	add_event(book, &ended);
	sent.id = span_of("");
	sent.result = LOG_BOUNCED;
	add_event(book, &sent);
	counts = said(log_book_counts(book));
	assert_string_equal(counts, "mails 4, came 2, sent 3, bounced 2, overcome 1, attempts 4");
	free(counts);
	log_book_free(&book);
}

/* Within the limits all is exact; beyond, the oldest go and it is said. */
static void test_limits(void **state)
{
	static const struct {
		int mails;
		bool waiting, approximate;
	} table[] = {{8, false, false}, {9, false, true}, {4, true, false}, {5, true, true}};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct str log = STR_INIT;
		struct log_book *book;

		for (int n = 0; n < table[i].mails; n++)
			str_addf(&log, table[i].waiting ? TO("A%09d", "b@b.example", WAITS) : Q("A%09d"), n);
		for (int n = 0; n < table[i].mails; n++)
			str_addf(&log, TO("A%09d", "b@b.example", SENT), n);
		book = read_into(str_text(&log), &(struct log_limits){.open = 8, .waiting = 4});
		assert_int_equal(log_book_counts(book)->approximate, table[i].approximate);
		assert_int_equal(log_book_counts(book)->sent, table[i].mails);
		if (!table[i].approximate) {
			assert_int_equal(log_book_counts(book)->messages, table[i].mails);
			assert_int_equal(log_book_counts(book)->deferred, 0);
		}
		str_release(&log);
		log_book_free(&book);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_unexplained),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_other_servers),
		cmocka_unit_test(test_limits),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
