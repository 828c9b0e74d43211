/*
 * OpenSMTPD's lines in the forms of its three ages: mta.c, mda.c, queue.c and smtp_session.c of today, with "event=", and with "TempFail for".
 */
#include "support/log_lines.h"

#define S "Nov 20 10:00:00 mx smtpd[4711]: "
#define T S "1d2c3b4a59687786 "

static void test_today(void **state)
{
	static const struct log_case table[] = {
		{T "smtp message msgid=78e5c402 size=1118 nrcpt=2 proto=ESMTP", "queued id=78e5c402 n=2"},
		{T "smtp envelope evpid=78e5c402920bcc4f from=<a@here.example> to=<b@b.example>", "nothing"},
		{T "mta delivery evpid=78e5c402920bcc4f from=<a@here.example> to=<b@b.example> rcpt=<-> "
		   "source=\"192.0.2.1\" relay=\"192.0.2.25 (mx.b.example)\" delay=1s result=\"Ok\" "
		   "stat=\"250 2.0.0 Ok: queued\"",
			"result sent id=78e5c402 from=a@here.example to=b@b.example relay=mx.b.example "
			"at=192.0.2.25 by=server: 250 2.0.0 Ok: queued"},
		{T "mta delivery evpid=78e5c402920bcc4f from=<> to=<b@b.example> rcpt=<-> "
		   "source=\"192.0.2.1\" relay=\"[2001:db8::25] (<unknown>)\" delay=1s result=\"PermFail\" "
		   "stat=\"550 5.1.1 <b@b.example>: no \"such\" user\"",
			"result bounced id=78e5c402 to=b@b.example at=2001:db8::25 by=server: 550 5.1.1 "
			"<b@b.example>: no \"such\" user"},
		{T "mta delivery evpid=78e5c402920bcc4f from=<a@here.example> to=<b@dead.example> rcpt=<-> "
		   "source=\"-\" relay=\"dead.example\" delay=1s result=\"TempFail\" stat=\"Network error on "
		   "destination MXs\"",
			"result deferred id=78e5c402 from=a@here.example to=b@dead.example "
			"relay=dead.example by=relay: Network error on destination MXs"},
		{T "mda delivery evpid=78e5c402920bcc4f from=<a@here.example> to=<anna@here.example> "
		   "rcpt=<anna@here.example> user=anna delay=0s result=Ok stat=Delivered",
			"result sent id=78e5c402 from=a@here.example to=anna@here.example by=relay: "
			"Delivered"},
		{T "mda delivery evpid=78e5c402920bcc4f from=<> to=<anna@here.example> user=anna delay=0s "
		   "result=TempFail stat=Error (\"mail.maildir: mkdir: Permission denied\")",
			"result deferred id=78e5c402 to=anna@here.example by=relay: Error (\"mail.maildir: "
			"mkdir: Permission denied\")"},
		{S "relay: Expire for 78e5c402920bcc4f: from=<a@here.example>, to=<b@dead.example>, "
		   "rcpt=<->, delay=4d, stat=Envelope expired",
			"result bounced expired id=78e5c402 from=a@here.example to=b@dead.example by=relay: "
			"Envelope expired"},
		{S "delivery: Remove for 78e5c402920bcc4f: from=<a@here.example>, to=<b@dead.example>, "
		   "rcpt=<->, delay=4d, stat=Removed by administrator",
			"nothing"},
		{T "smtp failed-command command=\"RCPT TO:<x@far.example> \" result=\"550 Invalid recipient: "
		   "<x@far.example>\"",
			"rejected to=x@far.example stage=rcpt by=server: 550 Invalid recipient: "
			"<x@far.example>"},
		{T "smtp failed-command command=\"\" result=\"550 no rDNS please fix\"",
			"rejected stage=banner by=server: 550 no rDNS please fix"},
		{T "smtp failed-command command=\"AUTH LOGIN\" result=\"503 5.5.1 Invalid command: Command "
		   "not supported\"",
			"trouble in stage=auth by=server: 503 5.5.1 Invalid command: Command not supported"},
		{T "smtp failed-command command=\"EHLO x\" result=\"501 5.5.4 Invalid domain name\"",
			"nothing stage=ehlo by=server: 501 5.5.4 Invalid domain name"},
		{T "smtp authentication user=anna result=permfail",
			"trouble in stage=auth by=relay: user=anna result=permfail"},
		{T "smtp authentication user=anna result=ok", "nothing"},
		{T "mta error reason=Connection refused", "trouble out by=relay: Connection refused"},
		{S "smtp-out: Failed to resolve MX for [relay:nowhere.example,smtp,mx]: Domain does not "
		   "exist",
			"trouble out relay=nowhere.example by=relay: Domain does not exist"},
		{S "info: OpenSMTPD 7.3.0p2 starting", "nothing"},
		{"1d2c3b4a59687786 smtp message msgid=78e5c402 size=1118 nrcpt=1 proto=ESMTP",
			"queued id=78e5c402 n=1"},
	};

	(void)state;
	LOG_TABLE(log_opensmtpd, table);
}

static void test_before(void **state)
{
	static const struct log_case table[] = {
		{T "smtp event=message address=192.0.2.7 host=pc.example msgid=78e5c402 "
		   "from=<a@here.example> to=<b@b.example> size=10 ndest=1 proto=ESMTP",
			"queued id=78e5c402 n=1 from=a@here.example"},
		{T "smtp event=failed-command address=192.0.2.66 host=<unknown> command=\"RCPT "
		   "TO:<x@far.example>\" result=\"550 Invalid recipient\"",
			"rejected to=x@far.example at=192.0.2.66 stage=rcpt by=server: 550 Invalid "
			"recipient"},
		{T "mta event=delivery evpid=78e5c402920bcc4f from=<a@here.example> to=<b@b.example> "
		   "rcpt=<-> source=\"192.0.2.1\" relay=\"192.0.2.25 (mx.b.example)\" delay=1s "
		   "result=\"TempFail\" stat=\"421 4.7.0 Try later\"",
			"result deferred id=78e5c402 from=a@here.example to=b@b.example relay=mx.b.example "
			"at=192.0.2.25 by=server: 421 4.7.0 Try later"},
		{S "smtp-in: Accepted message 78e5c402 on session 1d2c3b4a59687786: from=<a@here.example>, "
		   "to=<b@b.example>, size=10, ndest=1, proto=ESMTP",
			"queued id=78e5c402 n=1 from=a@here.example"},
		{S "relay: PermFail for 78e5c402920bcc4f: session=1d2c3b4a59687786, from=<a@here.example>, "
		   "to=<b@b.example>, rcpt=<->, source=192.0.2.1, relay=192.0.2.25 (mx.b.example), delay=1s, "
		   "stat=550 5.7.1 no",
			"result bounced id=78e5c402 from=a@here.example to=b@b.example relay=mx.b.example "
			"at=192.0.2.25 by=server: 550 5.7.1 no"},
		{S "delivery: Ok for 78e5c402920bcc4f: from=<a@here.example>, to=<anna@here.example>, "
		   "user=anna, method=maildir, delay=1s, stat=Delivered",
			"result sent id=78e5c402 from=a@here.example to=anna@here.example by=relay: "
			"Delivered"},
		{S "smtp-in: Failed command on session 1d2c3b4a59687786: \"MAIL FROM:<x>\" => 553 5.1.8 "
		   "Sender address syntax error",
			"rejected stage=mail by=server: 553 5.1.8 Sender address syntax error"},
		{"Nov 20 10:00:00 mx postfix/smtpd[4711]: connect from unknown[192.0.2.7]", NULL},
	};

	(void)state;
	LOG_TABLE(log_opensmtpd, table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_today),
		cmocka_unit_test(test_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
