/*
 * qmail-send's lines (qmail-log(5)) by multilog and by splogger; reports with blanks as _ and line ends as /.
 */
#include "support/log_lines.h"

#define M "@4000000067404a2a1dcd6500 "
#define Y "Nov 20 10:00:00 mx qmail: 1795305600.123456 "

static void test_mails(void **state)
{
	static const struct log_case table[] = {
		{M "new msg 1311", "accepted id=1311"},
		{M "info msg 1311: bytes 2018 from <anna@here.example> qp 4711 uid 1000",
			"queued id=1311 from=anna@here.example"},
		{M "starting delivery 8: msg 1311 to remote b@b.example",
			"started id=1311 other=8 to=b@b.example"},
		{M "starting delivery 9: msg 1311 to local here.example-anna@here.example",
			"started id=1311 other=9 to=here.example-anna@here.example"},
		{M "status: local 0/10 remote 1/20", "nothing"},
		{M "delivery 8: success: "
		   "192.0.2.25_accepted_message./Remote_host_said:_250_ok_1795305600_qp_4711/",
			"result sent other=8"},
		{M "delivery 9: success: did_0+0+1/", "result sent other=9"},
		{M "bounce msg 1311 qp 4712", "nothing"},
		{M "end msg 1311", "done id=1311"},
		{Y "new msg 1311", "accepted id=1311"},
		{Y "end msg 1311", "done id=1311"},
		{M "delivery van: success", NULL},
		{M "tcpserver: status: 1/40", NULL},
	};

	(void)state;
	LOG_TABLE(log_qmail, table);
}

static void test_reports(void **state)
{
	static const struct log_case table[] = {
		{M "delivery 8: failure: "
		   "192.0.2.25_does_not_like_recipient./"
		   "Remote_host_said:_550_5.1.1_<b@b.example>:_no_such_user/Giving_up_on_192.0.2.25./",
			"result bounced other=8 at=192.0.2.25 stage=rcpt by=server: 550 5.1.1 <b@b.example>: "
			"no such user"},
		{M "delivery 8: failure: "
		   "192.0.2.25_failed_after_I_sent_the_message./"
		   "Remote_host_said:_550-5.7.26_This_mail_is_unauthenticated/550_5.7.26_see_https://"
		   "help.b.example/x/",
			"result bounced other=8 at=192.0.2.25 stage=data by=server: 550-5.7.26 This mail is "
			"unauthenticated 550 5.7.26 see https://help.b.example/x"},
		{M "delivery 8: deferral: "
		   "Connected_to_192.0.2.25_but_greeting_failed./Remote_host_said:_421_4.3.2_busy/",
			"result deferred other=8 at=192.0.2.25 stage=banner by=server: 421 4.3.2 busy"},
		{M "delivery 8: deferral: "
		   "Connected_to_192.0.2.25_but_sender_was_rejected./Remote_host_said:_451_4.1.8_later/",
			"result deferred other=8 at=192.0.2.25 stage=mail by=server: 451 4.1.8 later"},
		{M "delivery 8: deferral: Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/",
			"result deferred other=8 by=relay: Sorry, I wasn't able to establish an SMTP "
			"connection. (#4.4.1)"},
		{M "delivery 8: failure: Sorry,_I_couldn't_find_any_host_named_nowhere.example._(#5.1.2)/",
			"result bounced other=8 by=relay: Sorry, I couldn't find any host named "
			"nowhere.example. (#5.1.2)"},
		{M "delivery 8: failure: "
		   "192.0.2.25_does_not_like_recipient./Remote_host_said:_450_4.2.1_wait/"
		   "Giving_up_on_192.0.2.25./"
		   "I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./",
			"result bounced expired other=8 at=192.0.2.25 stage=rcpt by=server: 450 4.2.1 wait"},
		{M "delivery 8: report mangled, will defer",
			"result deferred other=8 by=relay: report mangled, will defer"},
		{Y "delivery 8: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/",
			"result bounced other=8 by=relay: Sorry, no mailbox here by that name. (#5.1.1)"},
	};

	(void)state;
	LOG_TABLE(log_qmail, table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mails),
		cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
