/*
 * The mail in a server of one's own: its queue as its programs print it, when a line is stuck, and who hands in too much by its log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/steps/own/maillog.h"
#include "checks/steps/own/queue.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define NOW	    1795280000

static void begin(struct queue_reading *reading, struct own_queue *queue, const char *asked)
{
	memset(queue, 0, sizeof *queue);
	memset(reading, 0, sizeof *reading);
	reading->queue = queue;
	reading->asked = asked;
	reading->now = NOW;
}

static void reads_postqueue(void **state)
{
	static const char text[] = "{\"queue_name\": \"deferred\", \"queue_id\": \"A7AAB49E\", "
				   "\"arrival_time\": 1795278897, \"sender\": "
				   "\"anna@example.org\", \"recipients\": [{\"address\": \"b@dead.example\", "
				   "\"delay_reason\": \"connect to "
				   "dead.example[192.0.2.9]:25: Connection timed out\"}]}\n"
				   "{\"queue_name\": \"hold\", \"arrival_time\": 1795270000, \"sender\": "
				   "\"Anna@example.org\", \"recipients\": "
				   "[{\"address\": \"c@other.example\"}]}\n"
				   "{\"queue_name\": \"active\", \"arrival_time\": 1795279990, \"sender\": "
				   "\"x@y.z\", \"recipients\": []}\n"
				   "{\"queue_name\": \"deferred\", \"arrival_time\": 1, \"sender\": "
				   "\"MAILER-DAEMON\", \"recipients\": []}\n"
				   "not json\n[1]\n{\"queue_name\": \"deferred\"";
	struct queue_reading reading;
	struct own_queue queue;

	(void)state;
	begin(&reading, &queue, "DEAD.example");
	queue_read_postfix(text, &reading);
	queue_finish(&reading);
	assert_int_equal(queue.n, 4);
	assert_int_equal(queue.waiting, 2);
	assert_int_equal(queue.held, 1);
	assert_int_equal(queue.bounces, 1);
	assert_int_equal(queue.asked, 1);
	assert_int_equal(queue.domains, 2);
	assert_int_equal(queue.oldest, 1795270000);
	assert_int_equal(queue.n_senders, 1);
	assert_int_equal(queue.senders[0].n, 2);
	assert_int_equal(queue.n_reasons, 2);
}

static void reads_exim(void **state)
{
	static const char text[] =
		"25m  2.9K 0t5C6f-0000c8-00 <anna@example.org>\n          b@dead.example\n\n"
		" 3d   306 1xUo3F-000016-1p <> *** frozen ***\n          root@example.org\n\n"
		" 4h   306 1xUo3F-000018000016-1p <anna@example.org>\n        D x@y.z\nrubbish\n";
	static const char log[] = "2026-11-21 16:51:09 Received from anna@example.org U=anna P=local S=1517\n"
				  "2026-11-21 16:51:09 H=dead.example [192.0.2.9] Connection timed out\n"
				  "2026-11-21 16:51:09 b@dead.example R=dnslookup T=remote_smtp defer (110): "
				  "Connection timed out\n";
	STR_AUTO struct str ids = STR_INIT;
	struct queue_reading reading;
	struct own_queue queue;

	(void)state;
	begin(&reading, &queue, "");
	queue_read_exim(text, &reading, &ids);
	queue_read_msglog(log, &reading);
	queue_finish(&reading);
	assert_int_equal(queue.n, 3);
	assert_int_equal(queue.waiting, 2);
	assert_int_equal(queue.bounces, 1);
	assert_int_equal(queue.oldest, NOW - 4 * 3600);
	assert_string_equal(str_text(&ids), "0t5C6f-0000c8-00 1xUo3F-000018000016-1p ");
	assert_int_equal(queue.reasons[0].why, OWN_REASON_UNREACHED);
	assert_string_equal(queue.reasons[0].text, "Connection timed out");
	assert_string_equal(queue.reasons[0].domain, "dead.example");
}

static void reads_others(void **state)
{
	struct queue_reading reading;
	struct own_queue queue;

	(void)state;
	begin(&reading, &queue, "");
	queue_read_opensmtpd(
		"1bd0eb7ab5a9b4c9|inet4|mta||anna@example.org|b@dead.example|b@dead.example|1795270000|"
		"1795500000|"
		"1795279000|3|pending|200|Network error on destination MXs\n"
		"1bd0eb7ab5a9b4ca|inet4|mta||a@b.c|b@d.e|b@d.e|1795270000|1795500000|0|0|inflight|2|\nx|y\n",
		&reading);
	queue_finish(&reading);
	assert_int_equal(queue.n, 2);
	assert_int_equal(queue.waiting, 1);
	assert_int_equal(queue.reasons[0].why, OWN_REASON_UNREACHED);
	begin(&reading, &queue, "");
	queue_read_sendmail("\t\t/var/spool/mqueue (1 request)\n-----Q-ID----- --Size-- -----Q-Time-----\n"
			    "x0A1b2C3d4e5      12 Mon Nov 16 10:00 <anna@example.org>\n                 "
			    "(Deferred: Connection "
			    "timed out with mx.)\n\t\t\t\t\t <b@dead.example>\n\t\tTotal requests: 1\n",
		&reading);
	queue_finish(&reading);
	assert_int_equal(queue.waiting, 1);
	assert_int_equal(queue.reasons[0].why, OWN_REASON_UNREACHED);
	assert_string_equal(queue.reasons[0].domain, "dead.example");
}

static void knows_reasons(void **state)
{
	static const struct {
		const char *reason;
		enum own_reason why;
		const char *reply;
	} rows[] = {
		{"", OWN_REASON_NONE, NULL},
		{"connect to mx.example[192.0.2.1]:25: Connection timed out", OWN_REASON_UNREACHED, NULL},
		{"host mx.example[192.0.2.1] said: 450 4.7.1 try later (in reply to RCPT TO command)",
			OWN_REASON_REPLY, "450 4.7.1 try later (in reply to RCPT TO command)"},
		{"host mx[192.0.2.1] refused to talk to me: 554 5.7.1 listed", OWN_REASON_REPLY,
			"554 5.7.1 listed"},
		{"SASL authentication failed; server smtp.x[192.0.2.1] said: 535 5.7.8 bad", OWN_REASON_LOGIN,
			"535 5.7.8 bad"},
		{"Host or domain name not found. Name service error for name=x type=MX: Host not found, try "
		 "again",
			OWN_REASON_NAME, NULL},
		{"SMTP error from remote mail server after RCPT TO:<b@x>: 451 greylisted", OWN_REASON_REPLY,
			"451 greylisted"},
		{"TLS is required, but was not offered by host x", OWN_REASON_TLS, NULL},
		{"local data error while talking to x", OWN_REASON_HERE, NULL},
		{"deferred transport", OWN_REASON_TOLD, NULL},
		{"421 too many connections", OWN_REASON_REPLY, "421 too many connections"},
		{"something said: 12", OWN_REASON_OTHER, NULL},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		const char *reply = queue_reply(rows[i].reason);

		assert_int_equal(queue_why(rows[i].reason), rows[i].why);
		if (rows[i].reply)
			assert_string_equal(reply, rows[i].reply);
		else
			assert_null(reply);
	}
}

static void is_stuck(void **state)
{
	static const struct {
		size_t waiting, domains, asked;
		struct {
			enum own_reason why;
			size_t n;
		} reasons[3];
		bool stuck;
	} rows[] = {
		{0, 0, 0, {{0, 0}}, false},
		/* as every server has them */
		{3, 3, 0, {{OWN_REASON_UNREACHED, 2}, {OWN_REASON_REPLY, 1}}, false},
		{19, 1, 0, {{OWN_REASON_UNREACHED, 19}}, false},
		{60, 40, 0, {{OWN_REASON_UNREACHED, 30}, {OWN_REASON_REPLY, 20}, {OWN_REASON_NAME, 10}},
			false},
		{6, 6, 0, {{OWN_REASON_REPLY, 6}}, false},
		/* one place that is dead, and its mails pile up */
		{20, 1, 0, {{OWN_REASON_UNREACHED, 20}}, true},
		/* no place can be reached */
		{5, 3, 0, {{OWN_REASON_UNREACHED, 5}}, true},
		{5, 5, 0, {{OWN_REASON_NAME, 5}}, true},
		/* what holds everything up */
		{1, 1, 0, {{OWN_REASON_LOGIN, 1}}, true},
		{2, 1, 0, {{OWN_REASON_TOLD, 2}}, true},
		{2, 2, 0, {{OWN_REASON_TOLD, 1}, {OWN_REASON_UNREACHED, 1}}, false},
		/* what was asked about */
		{1, 1, 1, {{OWN_REASON_UNREACHED, 1}}, true},
		/* nothing is said */
		{25, 0, 0, {{0, 0}}, true},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct own_queue queue = {
			.waiting = rows[i].waiting, .domains = rows[i].domains, .asked = rows[i].asked};

		for (; queue.n_reasons < 3 && rows[i].reasons[queue.n_reasons].n; queue.n_reasons++) {
			queue.reasons[queue.n_reasons].why = rows[i].reasons[queue.n_reasons].why;
			queue.reasons[queue.n_reasons].n = rows[i].reasons[queue.n_reasons].n;
		}
		if (queue_is_stuck(&queue) != rows[i].stuck)
			fail_msg("row %zu", i);
	}
}

struct made {
	size_t mails, failed, clients, senders, others;
	const char *login; /* NULL: user 33 of this computer */
	bool at_once;
};

static void make_postfix(struct str *text, const struct made *made)
{
	for (size_t i = 0; i < made->mails; i++) {
		const char *status = i < made->failed ? "deferred" : "sent";
		int hour = made->at_once ? 10 : (int)(i % 24);

		str_addf(text, "Nov 21 %02d:00:01 mail postfix/%s[1]: %08zX: ", hour,
			made->login ? "smtpd" : "pickup", i + 1);
		if (made->login)
			str_addf(text, "client=c%zu[192.0.2.%zu], sasl_method=PLAIN, sasl_username=%s\n",
				i % made->clients, i % made->clients, made->login);
		else
			str_add(text, "uid=33 from=<www-data>\n");
		str_addf(text,
			"Nov 21 %02d:00:02 mail postfix/qmgr[2]: %08zX: from=<s%zu@example.org>, size=1, "
			"nrcpt=1\n",
			hour, i + 1, i % made->senders);
		str_addf(text,
			"Nov 21 %02d:00:03 mail postfix/smtp[3]: %08zX: to=<x@y.z>, relay=none, status=%s "
			"(x)\n",
			hour, i + 1, status);
	}
	for (size_t i = 0; i < made->others; i++)
		str_addf(text,
			"Nov 21 10:00:05 mail postfix/smtpd[1]: B%07zX: client=c[192.0.2.200], "
			"sasl_username=u%zu\n",
			i, i % 20);
}

static void counts_abuse(void **state)
{
	static const struct {
		struct made made;
		bool abused;
	} rows[] = {
		{{.mails = 60, .failed = 40, .clients = 1, .senders = 1, .login = "anna", .at_once = true},
			true},
		{{.mails = 60, .failed = 0, .clients = 8, .senders = 1, .login = "anna", .at_once = true},
			true},
		{{.mails = 60, .failed = 40, .clients = 1, .senders = 1, .at_once = true}, true},
		{{.mails = 60, .failed = 0, .clients = 1, .senders = 12, .at_once = true}, true},
		/* a newsletter that arrives */
		{{.mails = 300, .failed = 10, .clients = 1, .senders = 1, .at_once = true}, false},
		/* a normal day */
		{{.mails = 40, .failed = 30, .clients = 1, .senders = 1, .login = "anna", .at_once = true},
			false},
		{{.mails = 200, .failed = 100, .clients = 1, .senders = 1, .login = "anna", .at_once = false},
			false},
		/* one of many who write much */
		{{.mails = 60,
			 .failed = 40,
			 .clients = 1,
			 .senders = 1,
			 .login = "anna",
			 .at_once = true,
			 .others = 100},
			false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct maillog *reading = mem_new(sizeof *reading);
		STR_AUTO struct str text = STR_INIT;
		const struct maillog_user *user;

		make_postfix(&text, &rows[i].made);
		maillog_read(str_text(&text), reading);
		user = maillog_abuser(reading);
		if ((user != NULL) != rows[i].abused)
			fail_msg("row %zu", i);
		if (user) {
			assert_string_equal(user->name, rows[i].made.login ? rows[i].made.login : "33");
			assert_int_equal(user->mails, rows[i].made.mails);
			assert_int_equal(user->failed, rows[i].made.failed);
		}
		free(reading);
	}
}

static void counts_exim(void **state)
{
	struct maillog *reading = mem_new(sizeof *reading);
	STR_AUTO struct str text = STR_INIT;
	const struct maillog_user *user;

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		str_addf(&text,
			"2026-11-21 16:51:09 1xUo%02zX-000016-1p <= www-data@example.org U=www-data P=local "
			"S=300\n",
			i);
		str_addf(&text,
			"2026-11-21 16:51:10 1xUo%02zX-000016-1p == x@dead.example R=dnslookup T=remote_smtp "
			"defer (110)\n",
			i);
	}
	str_add(&text, "2026-11-21 16:51:09 1xUoZZ-000016-1p <= b@c.d H=(x) [192.0.2.1] P=esmtpsa "
		       "A=plain_server:anna S=1\n");
	maillog_read(str_text(&text), reading);
	user = maillog_abuser(reading);
	assert_non_null(user);
	assert_string_equal(user->name, "www-data");
	assert_int_equal(user->by, MAILLOG_BY_UID);
	assert_int_equal(user->failed, 60);
	assert_int_equal(reading->n_users, 2);
	assert_string_equal(reading->users[1].name, "anna");
	free(reading);
}

/* What a client hands in for the people here is no abuse, however much; what leaves again is. */
static void knows_relaying(void **state)
{
	for (int out = 0; out < 2; out++) {
		struct maillog *reading = mem_new(sizeof *reading);
		STR_AUTO struct str text = STR_INIT;

		(void)state;
		for (size_t i = 0; i < 60; i++) {
			str_addf(&text,
				"2026-11-21T16:51:09.1+00:00 m postfix/smtpd[1]: %08zX: "
				"client=pc[192.0.2.7]\n",
				i + 1);
			str_addf(&text,
				"2026-11-21T16:51:09.1+00:00 m postfix/%s[1]: %08zX: to=<a@b.c>, relay=%s, "
				"status=bounced (x)\n",
				out ? "smtp" : "local", i + 1, out ? "mx.b.c[192.0.2.9]:25" : "local");
		}
		maillog_read(str_text(&text), reading);
		assert_int_equal(maillog_abuser(reading) != NULL, out);
		free(reading);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_postqueue),
		cmocka_unit_test(reads_exim),
		cmocka_unit_test(reads_others),
		cmocka_unit_test(knows_reasons),
		cmocka_unit_test(is_stuck),
		cmocka_unit_test(counts_abuse),
		cmocka_unit_test(counts_exim),
		cmocka_unit_test(knows_relaying),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
