/*
 * Mails that came back with a machine-readable part (RFC 3464, 6533): its fields as servers really write them, which texts count, who is
 * left out; and what kind of mail it is.
 */
#include "support/bounced.h"

#define HEAD(subject)                                                                                        \
	"From: MAILER-DAEMON@mail.example.org\r\nTo: me@home.example\r\nSubject: " subject                   \
	"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "             \
	"boundary=XX\r\n\r\n"
#define PROSE(text) "--XX\r\nContent-Type: text/plain\r\n\r\n" text "\r\n"
#define STATUS(text)                                                                                         \
	"--XX\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n" text \
	"\r\n"
#define RETURNED                                                                                             \
	"--XX\r\nContent-Type: message/rfc822\r\n\r\nFrom: me@home.example\r\nTo: ann@far.example\r\n"       \
	"Message-ID: <1@home.example>\r\nSubject: Hello\r\n\r\nText\r\n--XX--\r\n"
#define REPORT(status) HEAD("Undelivered") PROSE("It failed.") STATUS(status) RETURNED

static void fields_and_their_variants(void **state)
{
	static const struct {
		const char *status, *told;
	} rows[] = {
		{"\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
		 "Diagnostic-Code: smtp; 550 5.1.1 <ann@far.example>: User unknown\r\n",
			"failure: ann@far.example failed recipient-unknown"},
		/* Folded, upper case, blanks before the colon, a type of its own. */
		{"\r\nFINAL-RECIPIENT : RFC822;ann@far.example\r\naction : FAILED\r\nstatus : 5.2.2\r\n"
		 "diagnostic-code : SMTP;\r\n 552 5.2.2\r\n\tmailbox is full\r\n",
			"failure: ann@far.example failed mailbox-full"},
		/* No empty line between the groups. */
		{"Final-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
		 "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\nFinal-Recipient: rfc822; "
		 "bob@far.example\r\n"
		 "Action: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 over quota\r\n",
			"failure: ann@far.example failed recipient-unknown; bob@far.example failed "
			"mailbox-full"},
		/* The recipient does not come first in its group. */
		{"\r\nAction: failed\r\nStatus: 5.0.0 (permanent failure)\r\nOriginal-Recipient: rfc822; "
		 "ann@far.example\r\n"
		 "Final-Recipient: rfc822; ann@far.example\r\nDiagnostic-Code: smtp; 550 5.1.1 no such "
		 "user\r\n"
		 "\r\nAction: delayed\r\nFinal-Recipient: rfc822; bob@far.example\r\nStatus: 4.2.2\r\n"
		 "Diagnostic-Code: smtp; 452 4.2.2 mailbox full\r\n",
			"failure: ann@far.example failed recipient-unknown; bob@far.example delayed "
			"mailbox-full"},
		/* Delivered, relayed and expanded ones are left out. */
		{"\r\nFinal-Recipient: rfc822; ok@far.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
		 "\r\nFinal-Recipient: rfc822; list@far.example\r\nAction: expanded\r\nStatus: 2.0.0\r\n"
		 "\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
			"failure: ann@far.example failed recipient-unknown"},
		{"\r\nFinal-Recipient: rfc822; ok@far.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n",
			"delivered"},
		/* Twice the same person: once. */
		{"\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
		 "\r\nFinal-Recipient: rfc822; ANN@far.example\r\nAction: failed\r\nStatus: 5.2.2\r\n",
			"failure: ann@far.example failed recipient-unknown"},
		/* The address only in the original form; a source route gives way to it; characters of RFC 6533. */
		{"\r\nOriginal-Recipient: <ann@far.example>\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 "
		 "5.1.1 unknown user\r\n",
			"failure: ann@far.example failed recipient-unknown"},
		{"\r\nOriginal-recipient: rfc822;ann@far.example\r\nFinal-recipient: "
		 "rfc822;@relay.example:ann@inner\r\n"
		 "Action: failed\r\nStatus: 5.2.2\r\n",
			"failure: ann@far.example failed mailbox-full"},
		{"\r\nFinal-Recipient: utf-8; j\\x{F6}rg@far.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
			"failure: j\xc3\xb6rg@far.example failed recipient-unknown"},
		{"\r\nFinal-Recipient: x-local; root\r\nAction: failed\r\nStatus: 5.1.1\r\n",
			"failure: root failed recipient-unknown"},
		/* No diagnostic: what stands behind the status code. */
		{"\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: 5.0.0 (mailbox "
		 "is full)\r\n",
			"failure: ann@far.example failed mailbox-full"},
		/* A program on the other side failed (sysexits.h). */
		{"\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: "
		 "5.3.0\r\nDiagnostic-Code: X-Unix; 67\r\n",
			"failure: ann@far.example failed recipient-unknown"},
		{"\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: "
		 "5.3.0\r\nDiagnostic-Code: X-Unix; 75\r\n",
			"failure: ann@far.example failed recipient-server-error"},
		/* It is still tried, and nobody says why. */
		{"\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: delayed\r\nStatus: 4.0.0\r\n",
			"delay: ann@far.example delayed recipient-unreachable"},
		/* Codes of logins mean the recipient where servers talk with each other. */
		{"\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: "
		 "5.7.13\r\nDiagnostic-Code: smtp; 525 5.7.13 no\r\n",
			"failure: ann@far.example failed recipient-suspended"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str STR_AUTO mail = STR_INIT;

		str_addf(&mail, "%s%s%s%s\r\n%s", HEAD("Undelivered"), PROSE("It failed."),
			"--XX\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
			"mail.example.org\r\n",
			rows[i].status, RETURNED);
		bounced_expect(str_text(&mail), rows[i].told);
	}
}

static void what_a_recipient_holds(void **state)
{
	static const char text[] = REPORT("\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: "
					  "delayed\r\nStatus: 4.2.2\r\nRemote-MTA: dns; "
					  "mx.far.example.\r\nDiagnostic-Code: smtp; 452 4.2.2 mailbox is "
					  "full\r\nWill-Retry-Until: Sat, 21 Nov "
					  "2026 10:00:00 +0000\r\n");
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.dialect = ""};
	const struct bounce_recipient *ann;

	(void)state;
	assert_true(message_parse(text, sizeof text - 1, &message));
	bounce_read(&message, &bounce);
	assert_int_equal(bounce.n, 1);
	ann = &bounce.recipients[0];
	assert_string_equal(bounce.dialect, "rfc3464");
	assert_string_equal(bounce.reporter, "mail.example.org");
	assert_string_equal(ann->status, "4.2.2");
	assert_int_equal(ann->reply.code, 452);
	assert_string_equal(ann->reply.said_by, "mx.far.example");
	assert_string_equal(ann->reply.text, "mailbox is full");
	assert_true(ann->reply.meaning.temporary);
	assert_int_equal(ann->retry_until, 1795255200);
	assert_false(bounce.foreign);
}

/* The prose helps where the fields say nothing, and tells the stage; else the fields count. */
static void prose_beside_the_fields(void **state)
{
	(void)state;
	bounced_expect(
		HEAD("x") PROSE("<ann@far.example>: host mx.far.example[192.0.2.1] said: 552 5.2.2 Mailbox "
				"full") STATUS("\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: "
					       "failed\r\nStatus: 5.0.0\r\n") RETURNED,
		"failure: ann@far.example failed mailbox-full");
	bounced_expect(
		HEAD("x") PROSE("<ann@far.example>: host mx.far.example[192.0.2.1] said: 552 5.2.2 Mailbox "
				"full") STATUS("\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: "
					       "failed\r\nStatus: 5.1.1\r\n"
					       "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n") RETURNED,
		"failure: ann@far.example failed recipient-unknown");
	/* Only the one that the fields name; the prose about somebody else is somebody else's. */
	bounced_expect(
		HEAD("x") PROSE("<bob@far.example>: 552 5.2.2 Mailbox full\r\n\r\n<cid@far.example>: 552 "
				"5.2.2 Mailbox full")
			STATUS("\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: "
			       "5.1.1\r\n") RETURNED,
		"failure: ann@far.example failed recipient-unknown");
	/* Sendmail keeps one line of several; its transcript has them all. */
	bounced_expect(HEAD("Returned mail: see transcript for details") PROSE(
			       "   ----- Transcript of session follows -----\r\n... while talking to "
			       "mx.far.example.:\r\n>>> DATA\r\n"
			       "<<< 552-5.2.2 We are sorry to say that the\r\n<<< 552 5.2.2 mailbox is "
			       "full\r\n554 5.0.0 Service unavailable")
			       STATUS("\r\nFinal-Recipient: RFC822; ann@far.example\r\nAction: "
				      "failed\r\nStatus: 5.0.0\r\n"
				      "Diagnostic-Code: SMTP; 552-5.2.2 We are sorry to say that the\r\n")
				       RETURNED,
		"failure: ann@far.example failed mailbox-full");
}

/* The fields stand in an ordinary text: MIME was lost, or somebody forwarded it. */
static void fields_without_their_part(void **state)
{
	(void)state;
	bounced_expect("From: MAILER-DAEMON@mail.example.org\nTo: me@home.example\nSubject: Returned mail\n\n"
		       "Reporting-MTA: dns; mail.example.org\n\nFinal-Recipient: rfc822; "
		       "ann@far.example\nAction: failed\n"
		       "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n",
		"failure: ann@far.example failed recipient-unknown");
	bounced_expect("From: me@home.example\nTo: help@home.example\nSubject: Fwd: what is "
		       "this?\n\nLook:\n\n> Reporting-MTA: dns; m.example\n"
		       ">\n> Final-Recipient: rfc822; ann@far.example\n> Action: failed\n> Status: 5.2.2\n> "
		       "Diagnostic-Code: smtp; 552 5.2.2\n"
		       ">  mailbox full\n",
		"failure: ann@far.example failed mailbox-full");
	/* The boundary of the header is not the one of the body. */
	bounced_expect(HEAD("x") "--YY\r\nContent-Type: text/plain\r\n\r\nIt "
				 "failed.\r\n--YY\r\nContent-Type: message/delivery-status\r\n\r\n"
				 "Final-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: "
				 "5.1.1\r\n--YY--\r\n",
		"failure: ann@far.example failed recipient-unknown");
}

/* A report inside of a mail, or of another report. */
static void inside_of_another(void **state)
{
	(void)state;
	bounced_expect(
		"From: friend@home.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: "
		"multipart/mixed; boundary=OO\r\n\r\n"
		"--OO\r\nContent-Type: text/plain\r\n\r\nWhat is this?\r\n--OO\r\nContent-Type: "
		"message/rfc822\r\n\r\n" REPORT("\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: "
						"failed\r\nStatus: 5.1.1\r\n") "--OO--\r\n",
		"failure: ann@far.example failed recipient-unknown");
}

static void kinds(void **state)
{
	static const struct {
		const char *mail, *told;
	} rows[] = {
		{"From: a@b.example\nSubject: Lunch\n\nI got 550 5.1.1 for ann@far.example, what is that?\n",
			"none"},
		{"From: a@b.example\nSubject: Automatic reply: Lunch\n\nI am away.\n", "auto-reply"},
		{"From: a@b.example\nSubject: =?utf-8?Q?R=C3=A9ponse_automatique=C2=A0?=: Lunch\n\nJe "
		 "reviens.\n",
			"auto-reply"},
		{"From: a@b.example\nSubject: Lunch\nAuto-Submitted: auto-replied (vacation)\n\nI am away.\n",
			"auto-reply"},
		{"From: a@b.example\nSubject: Lunch\nX-Autoreply: yes\n\nI am away.\n", "auto-reply"},
		{"From: a@b.example\nSubject: Please confirm your message\n\nClick here.\n", "challenge"},
		{"From: fbl@b.example\nSubject: FW: x\nContent-Type: multipart/report; "
		 "report-type=feedback-report; boundary=XX\n\n"
		 "--XX\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: "
		 "ann@far.example\n--XX--\n",
			"complaint"},
		{"From: staff@b.example\nSubject: complaint about message from 192.0.2.1\n\nText\n",
			"complaint"},
		{"From: ann@far.example\nSubject: Read: x\nContent-Type: multipart/report; "
		 "report-type=disposition-notification; boundary=XX\n\n"
		 "--XX\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; "
		 "ann@far.example\n"
		 "Disposition: manual-action/MDN-sent-manually; displayed\n--XX--\n",
			"delivered"},
		/* A postmaster writes about something else; an answer with an empty return path, and a signature. */
		{"From: Postmaster <postmaster@b.example>\nSubject: News\n\nAsk us:\ninfo@b.example\nThe "
		 "mailbox is full of ideas.\n",
			"none"},
		{"Return-Path: <>\nFrom: Ann <ann@far.example>\nSubject: Hello\n\nI am "
		 "away.\n--\nann@far.example\n",
			"none"},
		/* It looks like a report, but says of nobody that it failed. */
		{"From: MAILER-DAEMON@b.example\nSubject: Undelivered Mail\n\nSomething went wrong. Click "
		 "here.\n",
			"unclear"},
		/* The addressee is told to be unreachable: no server's words, no returned mail. */
		{"From: Mail Delivery <postmaster@b.example>\nTo: me@home.example\nSubject: Delivery "
		 "failed\n\nme@home.example\n"
		 "Your messages are on hold, log in here.\n",
			"unclear"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		bounced_expect(rows[i].mail, rows[i].told);
}

/* What came back is nobody's here, and not even for whom the report names. */
static void unrelated_reports(void **state)
{
	static const char mail[] = HEAD("Undelivered")
		STATUS("\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: "
		       "5.1.1\r\n") "--XX\r\nContent-Type: message/rfc822\r\n\r\nFrom: "
				    "x@stranger.example\r\nTo: y@third.example\r\n"
				    "Message-ID: <9@stranger.example>\r\n\r\nBuy\r\n--XX--\r\n";
	static const char forged[] = HEAD("Undelivered")
		STATUS("\r\nFinal-Recipient: rfc822; ann@far.example\r\nAction: failed\r\nStatus: "
		       "5.1.1\r\n") "--XX\r\nContent-Type: message/rfc822\r\n\r\nFrom: "
				    "x@stranger.example\r\nTo: ann@far.example\r\n"
				    "Message-ID: <9@stranger.example>\r\n\r\nBuy\r\n--XX--\r\n";
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.dialect = ""};

	(void)state;
	bounced_expect(mail, "unclear");
	assert_true(message_parse(forged, sizeof forged - 1, &message));
	bounce_read(&message, &bounce);
	assert_true(bounce.foreign);
	assert_int_equal(bounce.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_and_their_variants),
		cmocka_unit_test(what_a_recipient_holds),
		cmocka_unit_test(prose_beside_the_fields),
		cmocka_unit_test(fields_without_their_part),
		cmocka_unit_test(inside_of_another),
		cmocka_unit_test(kinds),
		cmocka_unit_test(unrelated_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
