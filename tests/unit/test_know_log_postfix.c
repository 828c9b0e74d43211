/*
 * Postfix's lines as its daemons write them: results with their reasons, refusals, trouble on either side, and lines that tell nothing.
 */
#include "support/log_lines.h"

#define T	"Nov 20 10:00:00 mx "
#define QMGR	T "postfix/qmgr[812]: "
#define SMTP	T "postfix/smtp[3001]: "
#define SMTPD	T "postfix/smtpd[2001]: "
#define CLEANUP T "postfix/cleanup[2600]: "

static void test_life(void **state)
{
	static const struct log_case table[] = {
		{SMTPD "4A1B2C3D4E: client=pc.here.example[192.0.2.7], sasl_method=PLAIN, sasl_username=anna",
			"arriving id=4A1B2C3D4E"},
		{T "postfix/pickup[1]: 4A1B2C3D4E: uid=1000 from=<anna>", "arriving id=4A1B2C3D4E"},
		{CLEANUP "4A1B2C3D4E: message-id=<1@here.example>", "nothing"},
		{QMGR "4A1B2C3D4E: from=<anna@here.example>, size=900, nrcpt=1 (queue active)",
			"queued id=4A1B2C3D4E from=anna@here.example"},
		{QMGR "4bXyzW1kqGz2: from=<>, size=900, nrcpt=1 (queue active)", "queued id=4bXyzW1kqGz2"},
		{QMGR "4A1B2C3D4E: removed", "done id=4A1B2C3D4E"},
		{T "postfix/postsuper[9]: 4A1B2C3D4E: removed", "done id=4A1B2C3D4E"},
		{T "postfix/postsuper[9]: 4A1B2C3D4E: placed on hold", "nothing id=4A1B2C3D4E"},
		{QMGR "4A1B2C3D4E: from=<anna@here.example>, status=expired, returned to sender",
			"result bounced expired id=4A1B2C3D4E from=anna@here.example by=relay: expired, "
			"returned to sender"},
		{T "postfix/bounce[7]: 4A1B2C3D4E: sender non-delivery notification: 5B1B2C3D4E", "nothing"},
		{T "postfix/anvil[5]: statistics: max connection rate 1/60s for (smtp:192.0.2.7)", "nothing"},
		{"Nov 20 10:00:00 postfix/qmgr[812]: 4A1B2C3D4E: removed", "done id=4A1B2C3D4E"},
		{"2026-11-20T10:00:00.123456+01:00 mx postfix-out/qmgr[812]: 4A1B2C3D4E: removed",
			"done id=4A1B2C3D4E"},
		{"<22>1 2026-11-20T10:00:00Z mx postfix/qmgr 812 - - 4A1B2C3D4E: removed",
			"done id=4A1B2C3D4E"},
		{T "relay/qmgr[812]: 4A1B2C3D4E: removed", "done id=4A1B2C3D4E"},
		{T "cron[812]: 4A1B2C3D4E: removed", NULL},
		{T "smtpd[812]: 4A1B2C3D4E: client=a[192.0.2.7]", NULL},
	};

	(void)state;
	LOG_TABLE(log_postfix, table);
}

static void test_results(void **state)
{
	static const struct log_case table[] = {
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=mx.b.example[192.0.2.25]:25, delay=1, "
		      "delays=0/0/0/1, dsn=2.0.0, "
		      "status=sent (250 2.0.0 Ok: queued as 77)",
			"result sent id=4A1B2C3D4E to=b@b.example relay=mx.b.example at=192.0.2.25 "
			"code=2.0.0: 250 2.0.0 Ok: "
			"queued as 77"},
		{T "postfix/local[1]: 4A1B2C3D4E: to=<b@here.example>, orig_to=<c, d@e.example>, "
		   "relay=local, delay=1, "
		   "delays=0/0/0/1, dsn=2.0.0, status=sent (forwarded as 5B1B2C3D4E)",
			"result forwarded id=4A1B2C3D4E to=b@here.example code=2.0.0: forwarded as "
			"5B1B2C3D4E"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=mx.b.example[2001:db8::25]:25, conn_use=2, "
		      "delay=1, delays=0/0/0/1, "
		      "dsn=5.1.1, status=bounced (host mx.b.example[2001:db8::25] said: 550 5.1.1 "
		      "<b@b.example> (in reply to) gone "
		      "(in reply to RCPT TO command))",
			"result bounced id=4A1B2C3D4E to=b@b.example relay=mx.b.example at=2001:db8::25 "
			"code=5.1.1 stage=rcpt "
			"by=server: 550 5.1.1 <b@b.example> (in reply to) gone"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, "
		      "status=deferred (connect to "
		      "mx.b.example[192.0.2.25]:25: Connection timed out)",
			"result deferred id=4A1B2C3D4E to=b@b.example relay=mx.b.example at=192.0.2.25 "
			"code=4.4.1 by=relay: connect to "
			"mx.b.example[192.0.2.25]:25: Connection timed out"},
		{T "postfix/error[4]: 4A1B2C3D4E: to=<b@b.example>, relay=none, delay=30, delays=30/0/0/0, "
		   "dsn=4.4.1, "
		   "status=deferred (delivery temporarily suspended: host mx.b.example[192.0.2.25] refused "
		   "to talk to me: 421 busy)",
			"result deferred id=4A1B2C3D4E to=b@b.example relay=mx.b.example at=192.0.2.25 "
			"code=4.4.1 stage=banner "
			"by=server: 421 busy"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=smtp.p.example[192.0.2.25]:587, delay=1, "
		      "delays=0/0/0/1, dsn=4.7.8, "
		      "status=deferred (SASL authentication failed; server smtp.p.example[192.0.2.25] said: "
		      "535 5.7.8 Bad password)",
			"result deferred id=4A1B2C3D4E to=b@b.example relay=smtp.p.example at=192.0.2.25 "
			"code=4.7.8 stage=auth "
			"by=server: 535 5.7.8 Bad password"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=mx.b.example[192.0.2.25]:25, delay=1, "
		      "delays=0/0/0/1, dsn=4.4.2, "
		      "status=deferred (lost connection with mx.b.example[192.0.2.25] while sending RCPT TO)",
			"result deferred id=4A1B2C3D4E to=b@b.example relay=mx.b.example at=192.0.2.25 "
			"code=4.4.2 stage=rcpt by=relay: "
			"lost connection with mx.b.example[192.0.2.25] while sending RCPT TO"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=none, delay=1, delays=0/0/0/1, dsn=4.7.4, "
		      "status=deferred (TLS is required, "
		      "but was not offered by host mx.b.example[192.0.2.25])",
			"result deferred id=4A1B2C3D4E to=b@b.example relay=mx.b.example at=192.0.2.25 "
			"code=4.7.4 stage=starttls "
			"by=relay: TLS is required, but was not offered by host mx.b.example[192.0.2.25]"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=mx.b.example[192.0.2.25]:25, delay=1, "
		      "delays=0/0/0/1, dsn=4.1.1, "
		      "status=SOFTBOUNCE (gone)",
			"result deferred id=4A1B2C3D4E to=b@b.example relay=mx.b.example at=192.0.2.25 "
			"code=4.1.1 by=relay: gone"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=none, delay=1, delays=0/0/0/1, dsn=2.1.5, "
		      "status=deliverable (250 Ok)",
			"probe id=4A1B2C3D4E to=b@b.example code=2.1.5: 250 Ok"},
		{SMTP "4A1B2C3D4E: to=<b@b.example>, relay=none, delay=1, delays=0/0/0/1, dsn=5.1.1, "
		      "status=undeliverable (gone)",
			"probe id=4A1B2C3D4E to=b@b.example code=5.1.1: gone"},
	};

	(void)state;
	LOG_TABLE(log_postfix, table);
}

static void test_refusals(void **state)
{
	static const struct log_case table[] = {
		{SMTPD "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <b@b.example>: Relay access "
		       "denied; from=<a@a.example> "
		       "to=<b@b.example> proto=ESMTP helo=<x>",
			"rejected from=a@a.example to=b@b.example relay=unknown at=192.0.2.7 stage=rcpt "
			"by=server: 554 5.7.1 "
			"<b@b.example>: Relay access denied"},
		{SMTPD "4A1B2C3D4E: reject_warning: MAIL from unknown[192.0.2.7]: 450 4.1.8 no; "
		       "from=<a@a.example> proto=ESMTP helo=<x>",
			"rejected warned id=4A1B2C3D4E from=a@a.example relay=unknown at=192.0.2.7 "
			"stage=mail by=server: 450 4.1.8 no"},
		{CLEANUP "4A1B2C3D4E: milter-reject: END-OF-MESSAGE from pc[192.0.2.7]: 5.7.1 Spam; "
			 "from=<a@a.example> "
			 "to=<b@b.example> proto=ESMTP helo=<x>",
			"rejected id=4A1B2C3D4E from=a@a.example to=b@b.example relay=pc at=192.0.2.7 "
			"stage=data by=server: 5.7.1 Spam"},
		{CLEANUP "4A1B2C3D4E: discard: header Subject: x from pc[192.0.2.7]; from=<a@a.example> "
			 "to=<b@b.example>: gone",
			"rejected discarded id=4A1B2C3D4E from=a@a.example to=b@b.example relay=pc "
			"at=192.0.2.7 stage=data by=server: "
			"header Subject: x from pc[192.0.2.7]"},
		{SMTPD "NOQUEUE: filter: RCPT from pc[192.0.2.7]: <x>: Sender address triggers FILTER a:b; "
		       "from=<> to=<b@b.example>",
			"nothing"},
		{SMTPD "connect from unknown[192.0.2.7]", "nothing"},
		{SMTPD "lost connection after AUTH from unknown[192.0.2.7]", "nothing"},
	};

	(void)state;
	LOG_TABLE(log_postfix, table);
}

static void test_trouble(void **state)
{
	static const struct log_case table[] = {
		{SMTPD "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
			"trouble in relay=unknown at=192.0.2.7 stage=auth by=server: SASL LOGIN "
			"authentication failed: UGFzc3dvcmQ6"},
		{SMTPD "SSL_accept error from pc[192.0.2.7]: -1",
			"trouble in stage=starttls by=server: SSL_accept error from pc[192.0.2.7]: -1"},
		{SMTPD "warning: hostname x.example does not resolve to address 192.0.2.7", "nothing"},
		{SMTP "connect to mx.b.example[192.0.2.25]:25: Connection refused",
			"trouble out relay=mx.b.example at=192.0.2.25 by=relay: connect to "
			"mx.b.example[192.0.2.25]:25: Connection "
			"refused"},
		{SMTP "warning: SASL authentication failure: No worthy mechs found",
			"trouble out stage=auth by=relay: SASL authentication failure: No worthy mechs "
			"found"},
		{SMTP "4A1B2C3D4E: host mx.b.example[192.0.2.25] said: 450 4.7.1 later (in reply to RCPT TO "
		      "command)",
			"trouble out id=4A1B2C3D4E relay=mx.b.example at=192.0.2.25 stage=rcpt by=server: "
			"450 4.7.1 later"},
		{SMTP "Trusted TLS connection established to mx.b.example[192.0.2.25]:25: TLSv1.3",
			"nothing"},
	};

	(void)state;
	LOG_TABLE(log_postfix, table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
