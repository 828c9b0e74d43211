/*
 * Reports in prose, one for each program and provider whose way of writing is known: who is named, and what became of them. The words
 * around the recipients are the programs' own; names, addresses and reasons are not.
 */
#include "support/bounced.h"

#define FROM(subject)                                                                                        \
	"From: Mail Delivery System <MAILER-DAEMON@mail.example.org>\nTo: "                                  \
	"me@home.example\nSubject: " subject "\n\n"
#define COPY                                                                                                 \
	"Received: from home.example by mail.example.org; Sat, 21 Nov 2026 10:00:00 +0000\nFrom: "           \
	"me@home.example\nTo: other@far.example\nSubject: x\n\nText\n"

static const struct {
	const char *program, *mail, *told;
} rows[] = {
	{"postfix",
		FROM("Undelivered Mail Returned to Sender") "This is the mail system at host "
							    "mail.example.org.\n\n"
							    "I'm sorry to have to inform you that your "
							    "message could not\nbe delivered to one or more "
							    "recipients.\n\n"
							    "                   The mail system\n\n"
							    "<ann@far.example>: host "
							    "mx.far.example[192.0.2.1] said: 550 5.1.1\n    "
							    "<ann@far.example>: User unknown (in reply to "
							    "RCPT\n    TO command)\n\n"
							    "<bob@far.example> (expanded from "
							    "<list@home.example>): host\n    "
							    "mx.far.example[192.0.2.1] said: 552 5.2.2 "
							    "Mailbox full (in reply to\n    end of DATA "
							    "command)\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown; bob@far.example failed mailbox-full"},
	{"postfix, delayed",
		FROM("Delayed Mail (still being retried)") "This is the mail system at host "
							   "mail.example.org.\n\n"
							   "Your message could not be delivered for more "
							   "than 4 hour(s).\nIt will be retried until it is "
							   "5 day(s) old.\n\n                   The mail "
							   "system\n\n"
							   "<ann@far.example>: connect to "
							   "mx.far.example[192.0.2.1]:25: Connection\n    "
							   "timed out\n",
		"delay: ann@far.example delayed recipient-unreachable"},
	{"postfix, to the postmaster",
		FROM("Postfix SMTP server: errors from client") "Transcript of session follows.\n\n Out: 220 "
								"mail.example.org ESMTP Postfix\n"
								" In:  MAIL FROM:<me@home.example>\n Out: "
								"250 2.1.0 Ok\n In:  RCPT "
								"TO:<ann@far.example>\n Out: 250 2.1.5 Ok\n "
								"In:  DATA\n Out: 354 End data\n"
								" Out: 451 4.3.0 Error: queue file write "
								"error\n In:  QUIT\n Out: 221 2.0.0 Bye\n",
		"failure: ann@far.example failed recipient-server-error"},
	{"exim",
		FROM("Mail delivery failed: returning message to sender") "This message was created "
									  "automatically by mail delivery "
									  "software.\n\n"
									  "A message that you sent could not "
									  "be delivered to one or more of "
									  "its\nrecipients. This is a "
									  "permanent error. The following "
									  "address(es) failed:\n\n"
									  "  ann@far.example\n    host "
									  "mx.far.example [192.0.2.1]\n    "
									  "SMTP error from remote mail "
									  "server after RCPT "
									  "TO:<ann@far.example>:\n    550 "
									  "5.1.1 no such user here\n"
									  "  bob@far.example\n    (generated "
									  "from list@home.example)\n    host "
									  "mx.far.example [192.0.2.1]\n    "
									  "SMTP error from remote mail "
									  "server after end of data:\n    "
									  "552 5.2.2 mailbox is full\n\n"
									  "------ This is a copy of the "
									  "message, including all the "
									  "headers. ------\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown; bob@far.example failed mailbox-full"},
	{"exim, for somebody else's mail",
		FROM("Mail delivery failed") "This message was created automatically by mail delivery "
					     "software.\n\nA message sent by\n\n  <sender@home.example>\n\n"
					     "could not be delivered to one or more of its recipients. The "
					     "following\naddress(es) failed:\n\n  ann@far.example\n    552 "
					     "5.2.2 mailbox is full\n",
		"failure: ann@far.example failed mailbox-full"},
	{"exim, delayed",
		FROM("Warning: message 1abcde-000001-01 delayed 24 hours") "This message was created "
									   "automatically by mail delivery "
									   "software.\n"
									   "A message that you sent has not "
									   "yet been delivered to one or "
									   "more of its\nrecipients after "
									   "more than 24 hours on the queue "
									   "on mail.example.org.\n\n"
									   "The address to which the message "
									   "has not yet been delivered "
									   "is:\n\n  ann@far.example\n    "
									   "Delay reason: SMTP error from "
									   "remote mail server after RCPT "
									   "TO:<ann@far.example>:\n"
									   "    452 4.2.2 mailbox is "
									   "full\n\nNo action is required on "
									   "your part. Delivery attempts "
									   "will continue for\nsome time.\n",
		"delay: ann@far.example delayed mailbox-full"},
	{"sendmail",
		FROM("Returned mail: see transcript for details") "The original message was received at Sat, "
								  "21 Nov 2026 10:00:00 +0000\nfrom "
								  "home.example [192.0.2.7]\n\n"
								  "   ----- The following addresses had "
								  "permanent fatal errors "
								  "-----\n<ann@far.example>\n    (reason: "
								  "550 5.1.1 <ann@far.example>... User "
								  "unknown)\n"
								  "bob@far.example\n    (reason: 552 5.2.2 "
								  "Mailbox full)\n    (expanded from: "
								  "<list@home.example>)\n\n"
								  "   ----- Transcript of session follows "
								  "-----\n... while talking to "
								  "mx.far.example.:\n>>> DATA\n<<< 550 5.1.1 "
								  "<ann@far.example>... User unknown\n550 "
								  "5.1.1 <ann@far.example>... User unknown\n",
		"failure: ann@far.example failed recipient-unknown; bob@far.example failed mailbox-full"},
	{"sendmail, the transcript alone",
		FROM("Returned mail: User unknown") "   ----- Transcript of session follows -----\nWhile "
						    "talking to mx.far.example:\n>>> RCPT "
						    "To:<ann@far.example>\n"
						    "<<< 552 5.2.2 mailbox full\n550 <ann@far.example>... "
						    "User unknown\n\n   ----- Unsent message follows "
						    "-----\n" COPY,
		"failure: ann@far.example failed mailbox-full"},
	{"sendmail, given up",
		FROM("Returned mail: Cannot send message for 5 days") "   ----- The following addresses had "
								      "permanent fatal errors "
								      "-----\n<ann@far.example>\n\n"
								      "   ----- Transcript of session "
								      "follows -----\n<ann@far.example>... "
								      "Deferred: Connection timed out with "
								      "mx.far.example.\nMessage could not be "
								      "delivered for 5 days\n",
		"failure: ann@far.example failed recipient-unreachable"},
	{"sendmail, somebody forwarded it",
		"From: me@home.example\nTo: help@home.example\nSubject: Fwd: Returned mail\n\nPlease "
		"look:\n\n>    ----- The following addresses had permanent fatal errors -----\n"
		"> <ann@far.example>\n>     (reason: 550 5.1.1 User unknown)\n>\n>    ----- Transcript of "
		"session follows -----\n>>>> DATA\n> <<< 550 5.1.1 User unknown\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"qmail",
		FROM("failure notice") "Hi. This is the qmail-send program at mail.example.org.\nI'm afraid "
				       "I wasn't able to deliver your message to the following addresses.\n"
				       "This is a permanent error; I've given up. Sorry it didn't work "
				       "out.\n\n<ann@far.example>:\n192.0.2.1 does not like "
				       "recipient.\nRemote host said: 550 5.1.1 <ann@far.example> User "
				       "unknown\n"
				       "Giving up on 192.0.2.1.\n\n<bob@home.example>:\nSorry, no mailbox "
				       "here by that name. (#5.1.1)\n\n--- Below this line is a copy of the "
				       "message.\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown; bob@home.example failed "
		"recipient-unknown"},
	{"qmail-ldap and others like it",
		FROM("failure notice") "Unfortunately, your mail was not delivered to the following "
				       "address:\n\n<ann@far.example>:\n552 5.2.2 mailbox is full\n\n--- "
				       "Below this line is a copy of the message.\n\n" COPY,
		"failure: ann@far.example failed mailbox-full"},
	{"opensmtpd",
		FROM("Delivery status notification: error") "    Hi!\n\n    This is the MAILER-DAEMON, "
							    "please DO NOT REPLY to this email.\n\n    An "
							    "error has occurred while attempting to deliver "
							    "a message for\n    the following list of "
							    "recipients:\n\n"
							    "ann@far.example: 550 5.1.1 <ann@far.example>: "
							    "User unknown\nbob@far.example: 552 5.2.2 "
							    "Mailbox full\n\n    Below is a copy of the "
							    "original message:\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown; bob@far.example failed mailbox-full"},
	{"opensmtpd, delayed",
		FROM("Delivery status notification: warning") "    Hi!\n\n    This is the MAILER-DAEMON, "
							      "please DO NOT REPLY to this email.\n\n    A "
							      "message is delayed for more than 4 hours for "
							      "the following\n    list of recipients:\n\n"
							      "ann@far.example: 452 4.2.2 mailbox full\n\n   "
							      " Please note that this is only a temporary "
							      "failure report.\n",
		"delay: ann@far.example delayed mailbox-full"},
	{"dragonfly",
		FROM("Mail delivery failed") "This is the DragonFly Mail Agent v0.13 at "
					     "mail.example.org.\n\nThere was an error delivering your mail "
					     "to <ann@far.example>.\n\n"
					     "mx.far.example [192.0.2.1] did not like our RCPT TO:\n550 "
					     "5.1.1 <ann@far.example>: User unknown\n\nMessage headers "
					     "follow.\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown"},
	{"courier",
		FROM("NOTICE: mail delivery status.") "This is a delivery status notification from "
						      "mail.example.org,\nrunning the Courier mail server, "
						      "version 1.0.\n\n"
						      "                           UNDELIVERABLE MAIL\n\nYour "
						      "message to the following recipients cannot be "
						      "delivered:\n\n<ann@far.example>:\n    mx.far.example "
						      "[192.0.2.1]:\n>>> RCPT TO:<ann@far.example>\n"
						      "<<< 550 5.1.1 <ann@far.example>... User "
						      "unknown\n\n-------------------------------------------"
						      "--------------------------------\n\nIf your message "
						      "was also sent to additional recipients, their "
						      "delivery\nstatus is not included.\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"exchange 5.5",
		FROM("Undeliverable: Lunch") "Your message\n\n  To:      me@home.example\n  Subject: Lunch\n "
					     " Sent:    Sat, 21 Nov 2026 10:00:00 -0000\n\ndid not reach the "
					     "following recipient(s):\n\n"
					     "ann@far.example on Sat, 21 Nov 2026 10:00:02 -0000\n    The "
					     "recipient name is not recognized\n    MSEXCH:IMS:Far:Site:MX 0 "
					     "(000C05A6) Unknown Recipient\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"exchange, in any language",
		FROM("Onbestelbaar: Lunch") "Er is iets misgegaan bij deze "
					    "geadresseerden:\n\nann@far.example<mailto:ann@far.example>\nDit "
					    "e-mailadres kan niet worden gevonden.\n\n"
					    "Diagnostische gegevens:\n\nGenererende server: "
					    "mail.example.org\n\nann@far.example\n#550 5.1.1 "
					    "RESOLVER.ADR.RecipNotFound; not found ##\n\nOorspronkelijke "
					    "berichtkoppen:\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown"},
	{"office 365",
		FROM("Undeliverable: Lunch") "Delivery has failed to these recipients or groups:\n\nAnn "
					     "(ann@far.example)<mailto:ann@far.example>\nYour message "
					     "couldn't be delivered. See DSN 5.2.2 for help.\n\n"
					     "Diagnostic information for administrators:\n\nGenerating "
					     "server: AB1.prod.outlook.com\n\nann@far.example\nRemote Server "
					     "returned '554 5.2.2 mailbox full; STOREDRV.Deliver: mailbox "
					     "full'\n\nOriginal message headers:\n\n" COPY,
		"failure: ann@far.example failed mailbox-full"},
	{"outlook.com",
		FROM("Delivery Status Notification (Failure)") "This is an automatically generated Delivery "
							       "Status Notification.\n\nDelivery to the "
							       "following recipients failed.\n\n       "
							       "ann@far.example\n       bob@far.example\n\n"
							       "550 5.1.1 User unknown\n",
		"failure: ann@far.example failed recipient-unknown; bob@far.example failed "
		"recipient-unknown"},
	{"gmail, old",
		FROM("Delivery Status Notification (Failure)") "Delivery to the following recipient failed "
							       "permanently:\n\n     "
							       "ann@far.example\n\nTechnical details of "
							       "permanent failure:\nGoogle tried to deliver "
							       "your message, but it was rejected by the "
							       "recipient\n"
							       "domain. The error that the other server "
							       "returned was: 550 550 5.1.1 "
							       "<ann@far.example>... User unknown (state "
							       "14).\n\n   ----- Original message "
							       "-----\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown"},
	{"gmail, new",
		FROM("Delivery Status Notification (Failure)") "** Address not found **\n\nYour message "
							       "wasn't delivered to ann@far.example because "
							       "the address couldn't be found.\n\nThe "
							       "response from the remote server was:\n550 "
							       "5.1.1 user unknown\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"gmail, HTML alone",
		"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status "
		"Notification (Failure)\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
		"<html><style>b { x: y@z.example }</style><p>Your message wasn&#39;t delivered to "
		"<b>ann@far.example</b> because the mailbox is full.</p><p>The response was:</p><p>552 5.2.2 "
		"mailbox &lt;full&gt; over quota</p>\n",
		"failure: ann@far.example failed mailbox-full"},
	{"yahoo",
		FROM("Failure Notice") "Sorry, we were unable to deliver your message to the following "
				       "address.\n\n<ann@far.example>:\n552: 5.2.2 <ann@far.example>... "
				       "Mailbox full\n\n--- Below this line is a copy of the "
				       "message.\n\n" COPY,
		"failure: ann@far.example failed mailbox-full"},
	{"amazon workmail",
		FROM("Delivery Status Notification (Failure)") "An error occurred while trying to deliver "
							       "the mail to the following "
							       "recipients:\nann@far.example\n\nTechnical "
							       "report:\n\nReporting-MTA: dsn; "
							       "a.example\n\nAction: failed\n"
							       "Final-Recipient: rfc822; "
							       "ann@far.example\nDiagnostic-Code: smtp; 550 "
							       "5.1.1 user unknown\nStatus: 5.1.1\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"amazon ses, a notification",
		"From: Notices <no-reply@sns.example>\nSubject: AWS Notification "
		"Message\n\n{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\","
		"\"bouncedRecipients\":[{\"emailAddress\":\"ann@far.example\",\n"
		"\"action\":\"failed\",\"status\":\"5.2.2\",\"diagnosticCode\":\"smtp; 552 5.2.2 "
		"mailbox\nfull\"}]}}\n\n--\nUnsubscribe below.\n",
		"failure: ann@far.example failed mailbox-full"},
	{"domino",
		FROM("DELIVERY FAILURE: User Ann (ann@far.example) not listed in Domino Directory") "Your "
												    "message"
												    "\n\n  "
												    "Subject:"
												    " Lunch\n"
												    "\nwas "
												    "not "
												    "delivere"
												    "d "
												    "to:\n\n "
												    " ann@"
												    "far."
												    "example"
												    "\n\nbeca"
												    "use:"
												    "\n\n  "
												    "User "
												    "Ann "
												    "(ann@"
												    "far."
												    "example)"
												    " not "
												    "listed "
												    "in "
												    "Domino "
												    "Director"
												    "y\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"notes",
		FROM("Undeliverable message") "------- Failure Reasons  --------\n\n552 5.2.2 mailbox "
					      "full\nann@far.example\n\n------- Returned Message "
					      "--------\n" COPY,
		"failure: ann@far.example failed mailbox-full"},
	{"gmx",
		FROM("Mail delivery failed: returning message to sender") "This message was created "
									  "automatically by mail delivery "
									  "software.\n\nA message that you "
									  "sent could not be delivered to "
									  "one or more of\nits recipients. "
									  "This is a permanent error. The "
									  "following address\nfailed:\n\n"
									  "\"ann@far.example\":\nSMTP error "
									  "from remote server after RCPT "
									  "command:\nhost: "
									  "mx.far.example\n552 5.2.2 mailbox "
									  "is full\n\n--- The header of the "
									  "original message is following. "
									  "---\n\n" COPY,
		"failure: ann@far.example failed mailbox-full"},
	{"t-online",
		FROM("mail failed, returning to sender") "|------------------------- Failed addresses "
							 "follow: ---------------------|\n "
							 "<ann@far.example>\n    552 5.2.2 <ann@far.example> "
							 "Quota exceeded (mailbox for user is full)\n\n"
							 "|------------------------- Message header follows: "
							 "----------------------|\n" COPY,
		"failure: ann@far.example failed mailbox-full"},
	{"zoho",
		FROM("Undelivered Mail Returned to Sender") "This message was created automatically by mail "
							    "delivery software.\n A message that you sent "
							    "could not be delivered to one or more of its "
							    "recipients. This is a permanent error. \n\n"
							    "ann@far.example Invalid Address, ERROR_CODE "
							    ":552, ERROR_CODE :5.2.2 <ann@far.example>... "
							    "Mailbox Full\n\nReceived:from mail.zoho.com by "
							    "mx.zohomail.com\n",
		"failure: ann@far.example failed mailbox-full"},
	{"mail.ru",
		FROM("Mail failure.") "Это письмо создано автоматически сервером Mail.Ru, отвечать на него "
				      "не нужно.\n\n  ann@far.example\n    host mx.far.example [192.0.2.1]: "
				      "552 5.2.2 mailbox is full\n\n**********************\n\n"
				      "This message was created automatically by mail delivery "
				      "software.\nThe following address(es) failed:\n\n  ann@far.example\n   "
				      " 550 5.1.1 unknown user\n",
		"failure: ann@far.example failed mailbox-full"},
	{"mimecast",
		FROM("[Postmaster] Email Delivery Failure") "This is a delivery failure notification message "
							    "indicating that\nan email you addressed to "
							    "email address :\n\n-- ann@far.example\n\ncould "
							    "not be delivered. The problem appears to be :\n"
							    "-- Recipient email address is possibly "
							    "incorrect\n\nAdditional information follows "
							    ":\n-- 5.1.1 User unknown\n\nThis condition "
							    "occurred after 1 attempt(s).\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"barracuda",
		FROM("**Message you sent blocked by our bulk email filter**") "Your message to: "
									      "ann@far.example\nwas blocked "
									      "by our Spam Firewall. The "
									      "email you sent with the "
									      "following subject has NOT "
									      "BEEN DELIVERED:\n\nSubject: "
									      "x\n\n550 5.7.1 Message "
									      "rejected as spam\n",
		"failure: ann@far.example failed content-looks-spam"},
	{"mcafee",
		FROM("Delivery Status") "    --- The following addresses had delivery problems "
					"---\n\n<ann@far.example>   (5.1.1 <ann@far.example>... User "
					"unknown)\n\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"messaging server",
		FROM("Delivery Notification: Delivery has failed") "This report relates to a message you "
								   "sent with the following header "
								   "fields:\n\n  From: me@home.example\n  "
								   "To: ann@far.example\n\nYour message "
								   "cannot be delivered to the following "
								   "recipients:\n\n"
								   "  Recipient address: ann@far.example\n  "
								   "Reason: Remote SMTP server has rejected "
								   "address\n  Diagnostic code: smtp;550 "
								   "5.1.1 User unknown\n  Remote system: "
								   "dns;mx.far.example\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"imail",
		FROM("Undeliverable Mail") "Unknown user: ann@far.example\n\nOriginal message "
					   "follows.\n\n" COPY,
		"failure: ann@far.example failed recipient-unknown"},
	{"interscan",
		FROM("Mail could not be delivered") "Sent <<< RCPT TO:<ann@far.example>\nReceived >>> 550 "
						    "5.1.1 <ann@far.example>... user unknown\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"mailmarshal",
		FROM("Undeliverable Mail: \"Lunch\"") "Your message:\n   From:    me@home.example\n   "
						      "Subject: Lunch\n\nCould not be delivered because "
						      "of\n\n550 5.1.1 User unknown\n\nThe following "
						      "recipients were affected:\n    ann@far.example\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"mailfoundry",
		FROM("Message delivery has failed") "Unable to deliver message to: "
						    "<ann@far.example>\nDelivery failed for the following "
						    "reason:\n\nmx.far.example[192.0.2.1] responded with "
						    "failure: 552 mailbox full\n\nThis has been a permanent "
						    "failure.  No further delivery attempts will be made.\n",
		"failure: ann@far.example failed mailbox-full"},
	{"m-filter",
		FROM("failure notice") "以下のメールアドレスへの送信に失敗しました。\nann@far.example\n\n----"
				       "---server message\n552 5.2.2 mailbox full\n\n-------SMTP "
				       "command\nDATA\n\n-------original mail info\nFrom: me@home.example\n",
		"failure: ann@far.example failed mailbox-full"},
	{"surfcontrol",
		FROM("x") "Your message could not be sent.\nA transcript of the attempts to send the message "
			  "follows.\nThe number of attempts made: 1\nAddressed To: ann@far.example\n\nSat 21 "
			  "Nov 2026 10:00:00 +0000\nFailed to send to identified host,\nann@far.example: "
			  "[192.0.2.5], 552 mailbox full\n--- Message non-deliverable.\n",
		"failure: ann@far.example failed mailbox-full"},
	{"kddi",
		FROM("Mail") "Your mail sent on: Sat, 21 Nov 2026 10:00:00 +0900\n     Could not be "
			     "delivered to: <ann@far.example>\n     As their mailbox is full.\n",
		"failure: ann@far.example failed mailbox-full"},
	{"james",
		FROM("Re:Lunch") "Error: Invalid user address\n\nError message below:\n550 - Requested "
				 "action not taken: no such user here\n\nMessage details:\n  Subject: "
				 "Lunch\n  MAIL FROM: me@home.example\n  RCPT TO: ann@far.example\n  From: "
				 "me@home.example\n  Number of lines: 2\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"activehunter",
		FROM("FAILURE NOTICE : x") "The original message was received at Sat, 21 Nov 2026 10:00:00 "
					   "+0900\n\n  ----- The following addresses had permanent fatal "
					   "errors -----\n\n>>> ann@far.example <ann@far.example>\n\n  ----- "
					   "Transcript of session follows -----\n552 <ann@far.example>: "
					   "mailbox full\n",
		"failure: ann@far.example failed mailbox-full"},
	{"unnamed 1",
		FROM("Returned Mail: x") "---The following addresses had delivery "
					 "errors---\n\nann@far.example [mailbox full]\n",
		"failure: ann@far.example failed mailbox-full"},
	{"unnamed 3",
		FROM("Delivery status notification") "======\n      This is an automatically generated "
						     "Delivery Status Notification.\n\nDelivery to the "
						     "following recipients failed permanently:\n\n   * "
						     "ann@far.example\n\n======\n      Technical "
						     "details:\n\nSMTP:RCPT host 192.0.2.8: 552 5.2.2 "
						     "mailbox full\n",
		"failure: ann@far.example failed mailbox-full"},
	{"unnamed 6",
		FROM("There was an error sending your mail") "We had trouble delivering your message. Full "
							     "details follow:\n\n1 error(s):\n\nSMTP Server "
							     "<mx.far.example> rejected recipient "
							     "<ann@far.example> (Error following RCPT "
							     "command). It responded as follows: [550 5.1.1 "
							     "User unknown]\n",
		"failure: ann@far.example failed recipient-unknown"},
	{"one that nobody knows, in a language that nobody knows",
		FROM("Xyzzy") "Plugh:\n\n  1. ann@far.example --> 552 5.2.2 mailbox full\n  2. "
			      "bob@far.example --> 550 5.1.1 user unknown\n",
		"failure: ann@far.example failed mailbox-full; bob@far.example failed recipient-unknown"},
	{"what MAIL meets is the sender's",
		FROM("Mail delivery failed") "This message was created automatically by mail delivery "
					     "software.\n\nThe following address(es) failed:\n\n  "
					     "ann@far.example\n"
					     "    SMTP error from remote mail server after MAIL "
					     "FROM:<me@home.example> SIZE=5:\n    host mx.far.example "
					     "[192.0.2.1]: 550 unknown user\n",
		"failure: ann@far.example failed sender-refused"},
	{"what EHLO meets is the server's name",
		FROM("failure notice") "Hi. This is the qmail-send program at "
				       "mail.example.org.\n\n<ann@far.example>:\nConnected to 192.0.2.1 but "
				       "my name was rejected.\nRemote host said: 550 no such domain\n",
		"failure: ann@far.example failed helo-name-wrong"},
	{"a delivery that is told in prose",
		FROM("Mail Delivery Status Report") "This is the mail system at host "
						    "mail.example.org.\n\nEnclosed is the mail delivery "
						    "report that you requested.\n\n                   The "
						    "mail system\n\n"
						    "<ann@far.example>: delivery via "
						    "mx.far.example[192.0.2.1]:25: 250 2.1.5 Ok\n",
		"delivered"},
	{"a relay cannot reach the next server: nothing of the person's own line",
		FROM("Undelivered Mail") "<ann@far.example>: connect to mx.far.example[192.0.2.1]:25: "
					 "Connection refused\n\n<bob@far.example>: mail for far.example "
					 "loops back to myself\n",
		"failure: ann@far.example failed recipient-unreachable; bob@far.example failed mail-loop"},
	{"nobody is named but in the header",
		"From: Mail Delivery Subsystem <mailer-daemon@mail.example>\nSubject: "
		"Failure\nX-Failed-Recipients: ann@far.example,\n bob@far.example\n\nHello "
		"me@home.example,\n552 5.2.2 mailbox full\n",
		"failure: ann@far.example failed mailbox-full; bob@far.example failed mailbox-full"},
};

static void each_program(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct str STR_AUTO got = STR_INIT;

		bounced_told(rows[i].mail, strlen(rows[i].mail), &got);
		if (strcmp(str_text(&got), rows[i].told) != 0)
			print_error("%s\n", rows[i].program);
		assert_string_equal(str_text(&got), rows[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_program)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
