/*
 * Sendmail's lines, in the form of sendmail/deliver.c and its operations guide: several recipients in one line, codes beside the words,
 * rulesets, what is handed from the program to the server.
 */
#include "support/log_lines.h"

#include "checks/base/clock.h"
#include "checks/know/log_read.h"

#define S  "Nov 20 10:00:00 mx sm-mta[4711]: "
#define ID "5AKA00xY004711"

static void test_mails(void **state)
{
	static const struct log_case table[] = {
		{S ID ": from=<anna@a.example>, size=1234, class=0, nrcpts=2, msgid=<x@a.example>, "
		      "proto=ESMTP, daemon=MTA-v4, relay=pc.a.example [192.0.2.7]",
			"queued id=" ID " n=2 from=anna@a.example relay=pc.a.example at=192.0.2.7"},
		{S ID ": from=<s@pam.example>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA-v4, "
		      "relay=[IPv6:2001:db8::66]",
			"nothing id=" ID " from=s@pam.example at=2001:db8::66"},
		{S ID ": to=<b@b.example>,<c@b.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, "
		      "pri=121234, relay=mx.b.example. [192.0.2.25], dsn=2.0.0, stat=Sent (Ok: queued as "
		      "4bXYZ)",
			"result sent id=" ID
			" all=<b@b.example>,<c@b.example> relay=mx.b.example at=192.0.2.25"},
		{S ID ": to=<b@b.example>,<c@b.example>, [more], ctladdr=<anna@a.example> (1000/1000), "
		      "delay=00:00:01, mailer=esmtp, pri=1, dsn=5.1.1, stat=User unknown",
			"result bounced id=" ID
			" all=<b@b.example>,<c@b.example> code=5.1.1 by=relay: User unknown"},
		{S ID ": to=anna, ctladdr=anna (1000/1000), delay=00:00:00, xdelay=00:00:00, mailer=local, "
		      "pri=30310, dsn=2.0.0, stat=Sent",
			"result sent id=" ID " all=anna"},
		{S ID ": to=<x@dead.example>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30310, "
		      "relay=mx.dead.example. [192.0.2.9], dsn=4.0.0, stat=Deferred: Connection refused by "
		      "mx.dead.example.",
			"result deferred id=" ID
			" all=<x@dead.example> relay=mx.dead.example at=192.0.2.9 code=4.0.0 by=relay: "
			"Connection refused by mx.dead.example."},
		{S ID ": to=<x@grey.example>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30310, "
		      "relay=mx.grey.example. [192.0.2.9], dsn=4.7.1, stat=Deferred: 451 4.7.1 Greylisted",
			"result deferred id=" ID " all=<x@grey.example> relay=mx.grey.example at=192.0.2.9 "
			"code=4.7.1 by=server: 451 4.7.1 Greylisted"},
		{S ID ": to=<x@b.example>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30310, "
		      "relay=mx.b.example. [192.0.2.9], dsn=5.7.1, reply=554 5.7.1 <x@b.example>, Relay "
		      "denied, stat=Service unavailable",
			"result bounced id=" ID
			" all=<x@b.example> relay=mx.b.example at=192.0.2.9 code=5.7.1 by=server: 554 5.7.1 "
			"<x@b.example>, Relay denied"},
		{S ID ": to=<x@none.example>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30310, "
		      "relay=none.example, dsn=5.1.2, stat=Host unknown (Name server: none.example: host not "
		      "found)",
			"result bounced id=" ID
			" all=<x@none.example> relay=none.example code=5.1.2 by=relay: Host unknown (Name "
			"server: none.example: host not found)"},
		{S ID ": to=<x@b.example>, delay=00:00:00, mailer=esmtp, pri=30310, stat=queued",
			"nothing id=" ID},
		{"Nov 20 10:00:00 mx sendmail[4711]: " ID
		 ": to=x@b.example, ctladdr=anna (1000/1000), delay=00:00:00, xdelay=00:00:00, mailer=relay, "
		 "pri=30310, relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, stat=Sent (5AKA01xY004712 Message "
		 "accepted for delivery)",
			"result forwarded id=" ID " all=x@b.example at=127.0.0.1"},
		{S ID ": 5AKA01xY004712: return to sender: Cannot send message for 5 days",
			"result bounced expired id=" ID " by=relay: Cannot send message for 5 days"},
		{S ID ": 5AKA01xY004712: DSN: Cannot send message for 1 day",
			"result bounced expired id=" ID " by=relay: Cannot send message for 1 day"},
		{S ID ": 5AKA01xY004712: DSN: User unknown", "queued id=5AKA01xY004712 n=1"},
		{S ID ": 5AKA01xY004712: sender notify: Warning: could not send message for past 4 hours",
			"queued id=5AKA01xY004712 n=1"},
		{S "starting daemon (8.17.1.9): SMTP+queueing@00:10:00", "nothing"},
		{"Nov 20 10:00:00 mx sendfax[4711]: " ID ": to=<x@b.example>, stat=Sent", NULL},
	};

	(void)state;
	LOG_TABLE(log_sendmail, table);
}

static void test_clients(void **state)
{
	static const struct log_case table[] = {
		{S ID ": ruleset=check_rcpt, arg1=<x@far.example>, relay=pc.example [192.0.2.66], reject=550 "
		      "5.7.1 <x@far.example>... Relaying denied",
			"rejected id=" ID " to=x@far.example relay=pc.example at=192.0.2.66 stage=rcpt "
			"by=server: 550 5.7.1 <x@far.example>... Relaying denied"},
		{S "ruleset=check_relay, arg1=[192.0.2.66], arg2=192.0.2.66, relay=[192.0.2.66], reject=554 "
		   "5.7.1 Rejected 192.0.2.66 found in dnsbl.example",
			"rejected at=192.0.2.66 stage=banner by=server: 554 5.7.1 Rejected 192.0.2.66 found "
			"in dnsbl.example"},
		{S ID ": ruleset=check_mail, arg1=<s@pam.example>, relay=[192.0.2.66], quarantine=odd",
			"rejected held id=" ID " at=192.0.2.66 stage=mail by=server: odd"},
		{S ID ": <nemo@here.example>... User unknown",
			"rejected id=" ID " to=nemo@here.example stage=rcpt by=server: User unknown"},
		{S ID ": Milter: to=<b@here.example>, reject=451 4.7.1 Greylisting in action, please come "
		      "back in 00:05:00",
			"rejected id=" ID " to=b@here.example stage=rcpt by=server: 451 4.7.1 Greylisting in "
			"action, please come back in 00:05:00"},
		{S ID ": Milter: data, reject=550 5.7.1 Virus",
			"rejected id=" ID " stage=data by=server: 550 5.7.1 Virus"},
		{S ID ": AUTH failure (PLAIN): authentication failure (-13) SASL(-13): authentication "
		      "failure: bad password, relay=pc.example [192.0.2.7]",
			"trouble in id=" ID
			" relay=pc.example at=192.0.2.7 stage=auth by=relay: AUTH failure (PLAIN): "
			"authentication failure (-13) SASL(-13): authentication failure: bad password, "
			"relay=pc.example [192.0.2.7]"},
		{S "STARTTLS=client, error: connect failed=-1, reason=sslv3 alert handshake failure, "
		   "SSL_error=1, errno=0, retry=-1",
			"trouble out stage=starttls by=relay: STARTTLS=client, error: connect failed=-1, "
			"reason=sslv3 alert handshake failure, SSL_error=1, errno=0, retry=-1"},
		{S "STARTTLS=client, relay=mx.b.example., version=TLSv1.3, verify=FAIL, "
		   "cipher=TLS_AES_256_GCM_SHA384, bits=256/256",
			"nothing"},
	};

	(void)state;
	LOG_TABLE(log_sendmail, table);
}

/* What the program hands over to the server is one mail, though it has two numbers; what it could not hand over yet waits. */
static void test_handed_over(void **state)
{
	static const char *const lines[] = {
		"Nov 20 10:00:00 mx sendmail[1]: 5AKA00xY000001: from=anna, size=9, class=0, nrcpts=1, "
		"relay=anna@localhost",
		"Nov 20 10:00:00 mx sm-mta[2]: 5AKA00xY000002: from=<anna@a.example>, size=9, class=0, "
		"nrcpts=1, relay=localhost [127.0.0.1]",
		"Nov 20 10:00:00 mx sendmail[1]: 5AKA00xY000001: to=b@b.example, mailer=relay, "
		"relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, stat=Sent (5AKA00xY000002 Message accepted for "
		"delivery)",
		"Nov 20 10:00:01 mx sm-mta[2]: 5AKA00xY000002: to=<b@b.example>, mailer=esmtp, "
		"relay=mx.b.example. [192.0.2.25], dsn=2.0.0, stat=Sent (Ok)",
		"Nov 20 10:00:02 mx sendmail[3]: 5AKA00xY000003: from=anna, size=9, class=0, nrcpts=1, "
		"relay=anna@localhost",
		"Nov 20 10:00:02 mx sendmail[3]: 5AKA00xY000003: to=b@b.example, mailer=relay, "
		"relay=[127.0.0.1], dsn=4.0.0, stat=Deferred: Connection refused by [127.0.0.1]",
	};
	static const struct io_scope no_limit = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	const struct log_reading how = {.reference = 1795305600, .threads = 1};
	struct log_book *book = log_book_new(NULL);
	struct str STR_AUTO text = STR_INIT;
	const struct log_counts *counts;
	struct log_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		str_addf(&text, "%s\n", lines[i]);
	log_read_text(&no_limit, str_text(&text), text.len, &how, book, &file);
	counts = log_book_counts(book);
	assert_int_equal(counts->messages, 2);
	assert_int_equal(counts->sent, 1);
	assert_int_equal(counts->deferred, 1);
	assert_int_equal(counts->forwarded, 1);
	log_book_free(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mails),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_handed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
