/*
 * Exim's lines: flags, fields, both forms of ids, what other selectors and syslog add; the lines stand in the form of the spec's chapter
 * "Log files".
 */
#include "support/log_lines.h"

#define OLD "1tDxyz-0005MB-2a"
#define NEW "1tDxyz-000000004Kp-1aBc"

static void test_lines(void **state)
{
	static const struct log_case table[] = {
		{"2026-11-20 08:57:53 " OLD
		 " <= kryten@dwarf.example H=mailer.example.org [192.0.2.123] U=exim P=smtp S=5678 id=a@b",
			"queued id=" OLD
			" from=kryten@dwarf.example relay=mailer.example.org at=192.0.2.123"},
		{"2026-11-20 08:57:53 " OLD " <= <> R=1tDxyz-0005MA-2a U=Debian-exim P=local S=1234",
			"queued id=" OLD},
		{"2026-11-20 08:57:53 " NEW
		 " <= a@b.example H=([10.21.32.43]) [192.0.2.34] P=esmtp S=1 T=\"H=x [1]\"",
			"queued id=" NEW " from=a@b.example at=192.0.2.34"},
		{"2026-11-20 08:57:53.123 +0100 [4711] " NEW
		 " => monk@holistic.example R=dnslookup T=remote_smtp H=mx.holistic.example [2001:db8::234] "
		 "X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes DN=\"CN=mx: x\" C=\"250 "
		 "2.0.0 Ok: queued as 4bXYZ\" QT=0.3s",
			"result sent id=" NEW " to=monk@holistic.example relay=mx.holistic.example "
			"at=2001:db8::234: 250 2.0.0 Ok: queued as 4bXYZ"},
		{"2026-11-20 08:59:13 " OLD " => marv <marv@hitch.example> R=localuser T=local_delivery",
			"result sent id=" OLD " to=marv@hitch.example"},
		{"2026-11-20 08:59:13 " OLD
		 " -> |/usr/bin/vacation marv <marv@hitch.example> R=userforward T=address_pipe",
			"result sent id=" OLD " to=marv@hitch.example"},
		{"2026-11-20 08:59:13 " OLD
		 " => b@c.example <list@hitch.example> R=dnslookup T=remote_smtp H=mx.c.example [192.0.2.9]",
			"result sent id=" OLD " to=b@c.example relay=mx.c.example at=192.0.2.9"},
		{"2026-11-20 08:59:13 " OLD " >> x@c.example R=cut T=remote_smtp H=mx.c.example [192.0.2.9]*",
			"result sent id=" OLD " to=x@c.example relay=mx.c.example at=192.0.2.9"},
		{"2026-11-20 08:59:13 " OLD " *> x@c.example R=dnslookup T=remote_smtp", "nothing id=" OLD},
		{"2026-11-20 16:20:23 " OLD
		 " == marvin@endrest.example R=dnslookup T=smtp defer (146): Connection refused DT=0.003s",
			"result deferred id=" OLD " to=marvin@endrest.example by=relay: Connection refused"},
		{"2026-11-20 16:20:23 " NEW
		 " == g@grey.example R=dnslookup T=remote_smtp defer (-44) H=mx.grey.example [192.0.2.5]: "
		 "SMTP error from remote mail server after RCPT TO:<g@grey.example>: 451 4.7.1 Greylisted, "
		 "try again",
			"result deferred id=" NEW " to=g@grey.example relay=mx.grey.example at=192.0.2.5 "
			"stage=rcpt by=server: 451 4.7.1 Greylisted, try again"},
		{"2026-11-20 16:20:23 " OLD
		 " ** jim@trek99.example <jim@trek99.example>: Unrouteable address",
			"result bounced id=" OLD " to=jim@trek99.example by=relay: Unrouteable address"},
		{"2026-11-20 16:20:23 " OLD " ** jim@trek99.example: retry timeout exceeded",
			"result bounced expired id=" OLD
			" to=jim@trek99.example by=relay: retry timeout exceeded"},
		{"2026-11-20 07:14:17 " OLD
		 " ** ace400@pb.example R=dnslookup T=remote_smtp: SMTP error from remote mailer after "
		 "pipelined RCPT TO:<ace400@pb.example>: host pbmail3.py.example [192.0.2.111]: 553 5.3.0 "
		 "<ace400@pb.example>...Addressee unknown",
			"result bounced id=" OLD
			" to=ace400@pb.example relay=pbmail3.py.example at=192.0.2.111 stage=rcpt by=server: "
			"553 5.3.0 <ace400@pb.example>...Addressee unknown"},
		{"2026-11-20 07:14:17 " NEW
		 " ** a@big.example R=dnslookup T=remote_smtp H=mx.big.example [192.0.2.8]:25 X=TLS1.3:A:256 "
		 "CV=yes: SMTP error from remote mail server after end of data: 550-5.7.26 This mail is "
		 "unauthenticated\\n550 5.7.26 Read more",
			"result bounced id=" NEW
			" to=a@big.example relay=mx.big.example at=192.0.2.8 stage=data by=server: "
			"550-5.7.26 This mail is unauthenticated  550 5.7.26 Read more"},
		{"2026-11-20 07:14:17 " OLD
		 " ** a@b.example R=s T=remote_smtp H=mx.b.example [192.0.2.8]: SMTP error from remote mail "
		 "server after MAIL FROM:<x@y.example> SIZE=2048: 550 5.7.1 Not you",
			"result bounced id=" OLD " to=a@b.example relay=mx.b.example at=192.0.2.8 stage=mail "
			"by=server: 550 5.7.1 Not you"},
		{"2026-11-20 09:00:11 " OLD " Completed", "done id=" OLD},
		{"2026-11-20 09:00:11 " NEW " Completed QT=3m45s", "done id=" NEW},
		{"2026-11-20 09:00:11 " OLD " Message is frozen", "nothing id=" OLD},
		{"2026-11-20 09:00:11 " OLD " *** Frozen (delivery error message)", "nothing id=" OLD},
		{"2026-11-20 09:00:11 Start queue run: pid=812 -qff", "nothing"},
	};

	(void)state;
	LOG_TABLE(log_exim, table);
}

static void test_refused_and_trouble(void **state)
{
	static const struct log_case table[] = {
		{"2026-11-20 10:00:00 H=(friend) [192.0.2.66] F=<s@pam.example> rejected RCPT "
		 "<x@far.example>: relay not permitted",
			"rejected from=s@pam.example to=x@far.example at=192.0.2.66 stage=rcpt by=server: "
			"relay not permitted"},
		{"2026-11-20 10:00:00 H=mail.b.example (b) [192.0.2.67]:4711 I=[192.0.2.1]:25 X=TLS1.3:A:256 "
		 "CV=no F=<> temporarily rejected RCPT <anna@here.example>: greylisted, wait",
			"rejected to=anna@here.example relay=mail.b.example at=192.0.2.67 stage=rcpt "
			"by=server: greylisted, wait"},
		{"2026-11-20 10:00:00 " OLD " H=mail.b.example [192.0.2.67] F=<v@b.example> rejected after "
		 "DATA: This message contains a virus",
			"rejected id=" OLD " from=v@b.example relay=mail.b.example at=192.0.2.67 stage=data "
			"by=server: This message contains a virus"},
		{"2026-11-20 10:00:00 rejected HELO from [192.0.2.9]: syntactically invalid argument(s): a_b",
			"rejected stage=ehlo by=server: syntactically invalid argument(s): a_b"},
		{"2026-11-20 10:00:00 H=mail.b.example [192.0.2.67] Warning: a b", "nothing"},
		{"2026-11-20 10:00:00 " OLD " H=mx.c.example [192.0.2.9] Connection timed out",
			"trouble out id=" OLD
			" relay=mx.c.example at=192.0.2.9 by=relay: Connection timed out"},
		{"2026-11-20 10:00:00 " OLD " H=mx.c.example [2001:db8::9]:25 Network is unreachable",
			"trouble out id=" OLD
			" relay=mx.c.example at=2001:db8::9 by=relay: Network is unreachable"},
		{"2026-11-20 10:00:00 " OLD
		 " H=mx.c.example [192.0.2.9] TLS error on connection (gnutls_handshake): The TLS connection "
		 "was non-properly terminated.",
			"trouble out id=" OLD
			" relay=mx.c.example at=192.0.2.9 stage=starttls by=relay: TLS error on connection "
			"(gnutls_handshake): The TLS connection was non-properly terminated."},
		{"2026-11-20 10:00:00 " OLD
		 " plain authenticator failed H=smtp.c.example [192.0.2.9] 535 5.7.8 Bad credentials",
			"trouble out id=" OLD
			" relay=smtp.c.example at=192.0.2.9 stage=auth by=server: 535 5.7.8 Bad credentials"},
		{"2026-11-20 10:00:00 login authenticator failed for (x) [192.0.2.66]: 535 Incorrect "
		 "authentication data (set_id=anna)",
			"trouble in at=192.0.2.66 stage=auth by=relay: 535 Incorrect authentication data "
			"(set_id=anna)"},
	};

	(void)state;
	LOG_TABLE(log_exim, table);
}

static void test_by_syslog(void **state)
{
	static const struct log_case table[] = {
		{"Nov 20 10:00:00 mx exim[812]: 2026-11-20 10:00:00 " OLD
		 " == a@b.example R=r T=t defer (110): Connection timed out",
			"result deferred id=" OLD " to=a@b.example by=relay: Connection timed out"},
		{"2026-11-20T10:00:00.5+01:00 mx exim4[812]: [1/2] " OLD
		 " ** a@b.example R=r: Unrouteable address",
			"result bounced id=" OLD " to=a@b.example by=relay: Unrouteable address"},
		{"Nov 20 10:00:00 mx exim[812]: " NEW " Completed", "done id=" NEW},
		{"Nov 20 10:00:00 mx exim[812]: 2026-11-20 10:00:00 End queue run: pid=812", "nothing"},
		{"Nov 20 10:00:00 mx other[812]: " OLD " Completed", NULL},
		{"2026-11-20 10:00:00 status installed libc6:amd64 2.36-9", NULL},
	};

	(void)state;
	LOG_TABLE(log_exim, table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_refused_and_trouble),
		cmocka_unit_test(test_by_syslog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
