/*
 * msmtp's logfile in several stamps, and nullmailer's lines that tell something.
 */
#include "support/log_lines.h"

#define F                                                                                                    \
	"host=smtp.a.example tls=on auth=on user=anna from=anna@a.example "                                  \
	"recipients=b@b.example,c@c.example "

static void test_msmtp(void **state)
{
	static const struct log_case table[] = {
		{"Nov 20 10:00:00 " F
		 "mailsize=273 smtpstatus=250 smtpmsg='250 2.0.0 Ok: queued as 4bXYZ' exitcode=EX_OK",
			"result sent from=anna@a.example all=b@b.example,c@c.example relay=smtp.a.example"},
		{"juin 03 11:20:37 " F
		 "smtpstatus=550 smtpmsg='550 5.1.1 <b@b.example>: it's unknown' errormsg='recipient address "
		 "b@b.example not accepted by the server' exitcode=EX_DATAERR",
			"result bounced from=anna@a.example all=b@b.example,c@c.example relay=smtp.a.example "
			"stage=rcpt by=server: 550 5.1.1 <b@b.example>: it's unknown"},
		{"2026-11-20T10:00:00 " F
		 "smtpstatus=535 smtpmsg='535-5.7.8 Username and Password not accepted.\\n535 5.7.8 Read "
		 "more' errormsg='authentication failed (method PLAIN)' exitcode=EX_NOPERM",
			"result bounced from=anna@a.example all=b@b.example,c@c.example relay=smtp.a.example "
			"stage=auth by=server: 535-5.7.8 Username and Password not accepted.  535 5.7.8 Read "
			"more"},
		{F "errormsg='cannot connect to smtp.a.example, port 587: Connection timed out' "
		   "exitcode=EX_TEMPFAIL",
			"result bounced from=anna@a.example all=b@b.example,c@c.example relay=smtp.a.example "
			"by=program: cannot connect to smtp.a.example, port 587: Connection timed out"},
		{"Nov 20 10:00:00 pc msmtp[4711]: " F "errormsg='TLS certificate verification failed: the "
		 "certificate has expired' exitcode=EX_NOPERM",
			"result bounced from=anna@a.example all=b@b.example,c@c.example relay=smtp.a.example "
			"stage=starttls by=program: TLS certificate verification failed: the certificate has "
			"expired"},
		{"Nov 20 10:00:00 pc msmtp[4711]: account default not found", "nothing"},
		{"host=smtp.a.example tls=on exit=0", NULL},
	};

	(void)state;
	LOG_TABLE(log_msmtp, table);
}

static void test_nullmailer(void **state)
{
	static const struct log_case table[] = {
		{"Nov 20 10:00:00 pc nullmailer-send[4711]: Starting delivery: host: smtp.a.example "
		 "protocol: smtp file: 1795305600.4711",
			"nothing"},
		{"Nov 20 10:00:00 pc nullmailer-send[4711]: smtp: Failed: 550 5.7.1 relay not permitted",
			"trouble out by=server: 550 5.7.1 relay not permitted"},
		{"Nov 20 10:00:00 pc nullmailer-send[4711]: smtp: Failed: Connect failed",
			"trouble out by=program: Connect failed"},
		{"Nov 20 10:00:00 pc nullmailer-send[4711]: Sending failed: Permanent error in sending the "
		 "message",
			"nothing"},
		{"Nov 20 10:00:00 pc nullmailer-send[4711]: Sent file.", "result sent"},
	};

	(void)state;
	LOG_TABLE(log_nullmailer, table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_msmtp),
		cmocka_unit_test(test_nullmailer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
