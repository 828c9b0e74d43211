/*
 * Dovecot's submission server: logins that failed, mails that it handed on or that were not taken from it.
 */
#include "support/log_lines.h"

#define S "Nov 20 10:00:00 mx dovecot: "
#define CLOSED                                                                                               \
	"Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<anna>, method=PLAIN, "   \
	"rip=192.0.2.7, lip=192.0.2.1, TLS, session=<x>"

static void test_lines(void **state)
{
	static const struct log_case table[] = {
		{S "submission-login: " CLOSED, "trouble in at=192.0.2.7 stage=auth by=relay: " CLOSED},
		{"Nov 20 10:00:00 submission-login: Info: " CLOSED,
			"trouble in at=192.0.2.7 stage=auth by=relay: Info: " CLOSED},
		{S "submission-login: Disconnected: TLS handshaking: SSL_accept() failed: error:0A000416:SSL "
		   "routines::sslv3 alert certificate unknown: user=<>, rip=192.0.2.7, lip=192.0.2.1",
			"trouble in at=192.0.2.7 stage=starttls by=relay: Disconnected: TLS handshaking: "
			"SSL_accept() failed: error:0A000416:SSL routines::sslv3 alert certificate unknown: "
			"user=<>, rip=192.0.2.7, lip=192.0.2.1"},
		{S "submission-login: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, "
		   "rip=192.0.2.7",
			"nothing"},
		{S "submission-login: Login: user=<anna>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, "
		   "mpid=4711, TLS, session=<x>",
			"nothing"},
		{S "submission(anna)<4711><x>: Successfully relayed message: from=<anna@a.example>, size=12, "
		   "id=x, nrcpt=1, reply=`250 2.0.0 Ok: queued as 4bXYZ'",
			"result forwarded from=anna@a.example"},
		{S "submission(anna)<4711><x>: Failed to relay message: from=<anna@a.example>, size=12, "
		   "nrcpt=1, reply=`552 5.3.4 Too big'",
			"rejected from=anna@a.example stage=data by=server: 552 5.3.4 Too big"},
		{S "submission(anna)<4711><x>: Failed to relay message: from=<anna@a.example>, "
		   "to=<b@b.example>, size=12, rcpt=1/2, reply=`550 5.1.1 No such user'",
			"rejected from=anna@a.example to=b@b.example stage=data by=server: 550 5.1.1 No such "
			"user"},
		{S "submission(anna)<4711><x>: Error: Failed to establish relay connection: "
		   "connect(192.0.2.1:25) failed: Connection refused",
			"trouble out by=relay: connect(192.0.2.1:25) failed: Connection refused"},
		{S "submission(anna)<4711><x>: Lost connection to relay server",
			"trouble out by=relay: submission(anna)<4711><x>: Lost connection to relay server"},
		{S "imap-login: " CLOSED, "nothing"},
		{S "lmtp(anna)<4711><x>: msgid=<y>: saved mail to INBOX", "nothing"},
	};

	(void)state;
	LOG_TABLE(log_dovecot, table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
