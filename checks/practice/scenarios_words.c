/*
 * Mails that came back, as mail servers of several makes write them, and what they are easily taken for: an answer of somebody on holiday,
 * a receipt, a complaint.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

#define SENDER "anna@" PRACTICE_DOMAIN
#define OWN    "mail." PRACTICE_DOMAIN
#define THEIRS "mx." FRIEND_DOMAIN
#define AT     "Fri, 20 Nov 2026 09:14:05 +0100"

#define RETURNED                                                                                             \
	"Return-Path: <" SENDER ">\n"                                                                        \
	"From: Anna <" SENDER ">\n"                                                                          \
	"To: " FRIEND_ADDRESS "\n"                                                                           \
	"Subject: Angebot\n"                                                                                 \
	"Date: Fri, 20 Nov 2026 09:14:01 +0100\n"                                                            \
	"Message-ID: <angebot-7@" PRACTICE_DOMAIN ">\n"

/* RFC 3464, with the words of Postfix before it. */
#define POSTFIX(to, action, status, fields, reply)                                                           \
	"Return-Path: <>\n"                                                                                  \
	"From: MAILER-DAEMON@" OWN " (Mail Delivery System)\n"                                               \
	"To: " SENDER "\n"                                                                                   \
	"Subject: Undelivered Mail Returned to Sender\n"                                                     \
	"Date: " AT "\n"                                                                                     \
	"Auto-Submitted: auto-replied\n"                                                                     \
	"MIME-Version: 1.0\n"                                                                                \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"5E1.179/" OWN "\"\n"        \
	"\n"                                                                                                 \
	"--5E1.179/" OWN "\n"                                                                                \
	"Content-Type: text/plain; charset=us-ascii\n"                                                       \
	"\n"                                                                                                 \
	"This is the mail system at host " OWN ".\n"                                                         \
	"\n"                                                                                                 \
	"<" to ">: " reply "\n"                                                                              \
	"\n"                                                                                                 \
	"--5E1.179/" OWN "\n"                                                                                \
	"Content-Type: message/delivery-status\n"                                                            \
	"\n"                                                                                                 \
	"Reporting-MTA: dns; " OWN "\n"                                                                      \
	"Arrival-Date: Fri, 20 Nov 2026 09:14:01 +0100 (CET)\n"                                              \
	"\n"                                                                                                 \
	"Final-Recipient: rfc822; " to "\n"                                                                  \
	"Action: " action "\n"                                                                               \
	"Status: " status "\n" fields "\n"                                                                   \
	"--5E1.179/" OWN "\n"                                                                                \
	"Content-Type: text/rfc822-headers\n"                                                                \
	"\n" RETURNED "\n"                                                                                   \
	"--5E1.179/" OWN "--\n"

/* The recipient's server said it. */
#define REFUSED(status, reply)                                                                               \
	POSTFIX(FRIEND_ADDRESS, "failed", status,                                                            \
		"Remote-MTA: dns; " THEIRS "\nDiagnostic-Code: smtp; " reply "\n",                           \
		"host " THEIRS "[203.0.113.25] said: " reply " (in reply to RCPT TO command)")

/* The own server found it out by itself. */
#define FOUND(to, action, status, reply)                                                                     \
	POSTFIX(to, action, status, "Diagnostic-Code: X-Postfix; " reply "\n", reply)

/* Plain text, as qmail writes it. */
#define QMAIL(reply)                                                                                         \
	"Return-Path: <>\n"                                                                                  \
	"From: MAILER-DAEMON@" OWN "\n"                                                                      \
	"To: " SENDER "\n"                                                                                   \
	"Subject: failure notice\n"                                                                          \
	"Date: " AT "\n"                                                                                     \
	"\n"                                                                                                 \
	"Hi. This is the qmail-send program at " OWN ".\n"                                                   \
	"I'm afraid I wasn't able to deliver your message to the following addresses.\n"                     \
	"This is a permanent error; I've given up. Sorry it didn't work out.\n"                              \
	"\n"                                                                                                 \
	"<" FRIEND_ADDRESS ">:\n" reply "\n"                                                                 \
	"\n"                                                                                                 \
	"--- Below this line is a copy of the message.\n"                                                    \
	"\n" RETURNED "\n"                                                                                   \
	"das Angebot folgt.\n"

/* Plain text, as Exim writes it. */
#define EXIM(reply)                                                                                          \
	"Return-path: <>\n"                                                                                  \
	"X-Failed-Recipients: " FRIEND_ADDRESS "\n"                                                          \
	"Auto-Submitted: auto-replied\n"                                                                     \
	"From: Mail Delivery System <Mailer-Daemon@" OWN ">\n"                                               \
	"To: " SENDER "\n"                                                                                   \
	"Subject: Mail delivery failed: returning message to sender\n"                                       \
	"Date: " AT "\n"                                                                                     \
	"\n"                                                                                                 \
	"This message was created automatically by mail delivery software.\n"                                \
	"\n"                                                                                                 \
	"A message that you sent could not be delivered to one or more of its\n"                             \
	"recipients. This is a permanent error. The following address(es) failed:\n"                         \
	"\n"                                                                                                 \
	"  " FRIEND_ADDRESS "\n"                                                                             \
	"    host " THEIRS " [203.0.113.25]\n"                                                               \
	"    SMTP error from remote mail server after RCPT TO:<" FRIEND_ADDRESS ">:\n"                       \
	"    " reply "\n"                                                                                    \
	"\n"                                                                                                 \
	"------ This is a copy of the message, including all the headers. ------\n"                          \
	"\n" RETURNED "\n"                                                                                   \
	"das Angebot folgt.\n"

#define CAME_BACK(text)                                                                                      \
	&(const struct practice_world)                                                                       \
	{                                                                                                    \
		.told = {.symptom = SYMPTOM_BOUNCE, .mail = text, .only = STEP_BIT(STEP_ERRORS) }            \
	}

/* No failure: that sending works has to be seen, too. */
#define NO_FAILURE(text)                                                                                     \
	&(const struct practice_world)                                                                       \
	{                                                                                                    \
		.told = {                                                                                    \
			.symptom = SYMPTOM_BOUNCE,                                                           \
			.mail = text,                                                                        \
			.only = STEP_BIT(STEP_ERRORS) | STEP_BIT(STEP_SETTINGS)                              \
		}                                                                                            \
	}

#define SCENARIO(id, raises, is_about, nearest, ...)                                                         \
	{                                                                                                    \
		.name = id, .cause = raises, .step = STEP_ERRORS, .about = is_about, .neighbour = nearest,   \
		.world = __VA_ARGS__                                                                         \
	}

static const struct practice_scenario scenarios[] = {
	SCENARIO("recipient-unknown", CAUSE_RECIPIENT_UNKNOWN,
		N_("A mail came back: the server does not know the recipient."), "recipient-suspended",
		CAME_BACK(REFUSED("5.1.1", "550 5.1.1 <" FRIEND_ADDRESS ">: Recipient address rejected: User "
					   "unknown in virtual mailbox table"))),
	SCENARIO("recipient-unknown-pasted", CAUSE_RECIPIENT_UNKNOWN,
		N_("A mail that came back was pasted whole, as the mail program shows its source."),
		"mailbox-full",
		&(const struct practice_world){.told = {.symptom = SYMPTOM_BOUNCE,
						       .message = EXIM("550 5.1.1 User unknown"),
						       .only = STEP_BIT(STEP_ERRORS)}}),
	SCENARIO("recipient-moved", CAUSE_RECIPIENT_MOVED,
		N_("A mail came back: the recipient has another email address now."), "recipient-unknown",
		CAME_BACK(REFUSED("5.1.6", "551 5.1.6 <" FRIEND_ADDRESS ">: Recipient address rejected: User "
					   "has moved to <freund@neu.example>"))),
	SCENARIO("recipient-suspended", CAUSE_RECIPIENT_SUSPENDED,
		N_("A mail came back: the recipient's mailbox is switched off."), "mailbox-full",
		CAME_BACK(REFUSED("5.2.1", "550 5.2.1 Mailbox disabled for this recipient"))),
	SCENARIO("recipient-busy", CAUSE_RECIPIENT_BUSY,
		N_("A mail was put off: the recipient gets too much at the moment."), "mailbox-full",
		CAME_BACK(POSTFIX(FRIEND_ADDRESS, "delayed", "4.2.1",
			"Remote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; 450-4.2.1 The "
			"user "
			"you are "
			"trying to contact is receiving mail at a rate that prevents additional messages "
			"from "
			"being delivered.\nWill-Retry-Until: Wed, 25 Nov 2026 09:14:01 +0100 (CET)\n",
			"host gmail-smtp-in.l.google.com[142.250.27.27] said: 450-4.2.1 The user you are "
			"trying to contact is receiving mail at a rate that prevents additional messages "
			"from "
			"being delivered. (in reply to RCPT TO command)"))),
	SCENARIO("mailbox-full", CAUSE_MAILBOX_FULL, N_("A mail came back: the recipient's mailbox is full."),
		"recipient-system-full", CAME_BACK(EXIM("552 5.2.2 mailbox is full"))),
	SCENARIO("recipient-refuses", CAUSE_RECIPIENT_REFUSES,
		N_("A mail came back: a rule of the recipient's side refuses it."), "recipient-unknown",
		CAME_BACK(REFUSED("5.7.2", "550 5.7.2 This list takes mail from its members only"))),
	SCENARIO("recipient-domain-mistyped", CAUSE_RECIPIENT_DOMAIN_UNKNOWN,
		N_("A mail came back: there is a typing mistake behind the @."), "recipient-unknown",
		CAME_BACK(FOUND("freund@anderwso.example", "failed", "5.1.2",
			"Host or domain name not found. Name service error for name=anderwso.example "
			"type=AAAA: "
			"Host not found"))),
	SCENARIO("recipient-takes-no-mail", CAUSE_RECIPIENT_DOMAIN_NO_MAIL,
		N_("A mail came back: the recipient's domain takes no mail."), "recipient-domain-mistyped",
		CAME_BACK(FOUND(FRIEND_ADDRESS, "failed", "5.1.10",
			"Domain " FRIEND_DOMAIN " does not accept mail (nullMX)"))),
	SCENARIO("recipient-silent", CAUSE_RECIPIENT_UNREACHABLE,
		N_("A mail is delayed: the recipient's server does not answer."), "recipient-server-broken",
		CAME_BACK(FOUND(FRIEND_ADDRESS, "delayed", "4.4.1",
			"connect to " THEIRS "[203.0.113.25]:25: Connection timed out"))),
	SCENARIO("recipient-system-full", CAUSE_RECIPIENT_SYSTEM_FULL,
		N_("A mail came back: the recipient's server has no room for anybody's mail."),
		"mailbox-full", CAME_BACK(REFUSED("5.3.1", "552 5.3.1 Insufficient system storage"))),
	SCENARIO("recipient-server-broken", CAUSE_RECIPIENT_SERVER_ERROR,
		N_("A mail came back: the recipient's server has a fault."), "recipient-system-full",
		CAME_BACK(REFUSED("5.3.5", "554 5.3.5 Server configuration error"))),
	SCENARIO("recipient-tls-failed", CAUSE_RECIPIENT_TLS_FAILED,
		N_("A mail is delayed: no encrypted connection to the recipient's server comes about."),
		"recipient-silent",
		CAME_BACK(FOUND(FRIEND_ADDRESS, "delayed", "4.7.5", "Server certificate not trusted"))),
	SCENARIO("delivery-expired", CAUSE_DELIVERY_EXPIRED,
		N_("A mail came back after days: delivery was given up."), "mail-loop",
		CAME_BACK(FOUND(FRIEND_ADDRESS, "failed", "4.4.7", "delivery time expired"))),
	SCENARIO("mail-loop", CAUSE_MAIL_LOOP, N_("A mail came back: it ran in circles between servers."),
		"delivery-expired",
		CAME_BACK(QMAIL("This message is looping: it already has my "
				"Delivered-To line. (#5.4.6)"))),
	SCENARIO("servers-misunderstand", CAUSE_PROTOCOL_ERROR,
		N_("A mail came back: the two mail servers did not understand each other."),
		"recipient-server-broken",
		CAME_BACK(REFUSED("5.5.0", "503 5.5.0 Error: improper use of SMTP command pipelining"))),
	SCENARIO("sender-not-authenticated", CAUSE_SENDER_NOT_AUTHENTICATED,
		N_("A mail came back: nothing shows that it really comes from its sender."),
		"recipient-refuses",
		CAME_BACK(POSTFIX(FRIEND_ADDRESS, "failed", "5.7.26",
			"Remote-MTA: dns; gmail-smtp-in.l.google.com\nDiagnostic-Code: smtp; 550-5.7.26 Your "
			"email has been blocked because the sender is unauthenticated. Gmail requires all "
			"senders to authenticate with either SPF or DKIM.\n",
			"host gmail-smtp-in.l.google.com[142.250.27.27] said: 550-5.7.26 Your email has been "
			"blocked because the sender is unauthenticated. Gmail requires all senders to "
			"authenticate with either SPF or DKIM. (in reply to end of DATA command)"))),
	SCENARIO("mail-delivered", CAUSE_NONE,
		N_("Nothing is wrong: a receipt says that a mail was delivered."), "recipient-unknown",
		NO_FAILURE(POSTFIX(FRIEND_ADDRESS, "delivered", "2.0.0",
			"Remote-MTA: dns; " THEIRS "\nDiagnostic-Code: smtp; 250 2.0.0 OK\n",
			"delivery via " THEIRS "[203.0.113.25]:25: 250 2.0.0 OK"))),
	SCENARIO("out-of-office", CAUSE_NONE,
		N_("Nothing is wrong: the recipient is on holiday, and a program answers."),
		"recipient-unknown",
		NO_FAILURE("Return-Path: <>\n"
			   "From: Freund <" FRIEND_ADDRESS ">\n"
			   "To: " SENDER "\n"
			   "Subject: Automatic reply: Angebot\n"
			   "Date: " AT "\n"
			   "Auto-Submitted: auto-replied\n"
			   "In-Reply-To: <angebot-7@" PRACTICE_DOMAIN ">\n"
			   "\n"
			   "I am out of the office until 30 November.\n")),
	SCENARIO("spam-complaint", CAUSE_NONE,
		N_("Nothing is broken: a recipient has marked a mail as spam, and the provider tells."),
		"recipient-unknown",
		NO_FAILURE("From: complaints@" FRIEND_DOMAIN "\n"
			   "To: postmaster@" PRACTICE_DOMAIN "\n"
			   "Subject: FW: Angebot\n"
			   "Date: " AT "\n"
			   "MIME-Version: 1.0\n"
			   "Content-Type: multipart/report; report-type=feedback-report; boundary=\"arf\"\n"
			   "\n"
			   "--arf\n"
			   "Content-Type: text/plain\n"
			   "\n"
			   "This is an email abuse report.\n"
			   "\n"
			   "--arf\n"
			   "Content-Type: message/feedback-report\n"
			   "\n"
			   "Feedback-Type: abuse\n"
			   "User-Agent: Complaints/1.0\n"
			   "Version: 1\n"
			   "\n"
			   "--arf\n"
			   "Content-Type: message/rfc822\n"
			   "\n" RETURNED "\n"
			   "das Angebot folgt.\n"
			   "\n"
			   "--arf--\n")),
	SCENARIO("confirm-first", CAUSE_NONE,
		N_("Nothing is broken: the recipient's side asks whether a person has written the mail."),
		"recipient-unknown",
		NO_FAILURE("Return-Path: <>\n"
			   "From: Freund <" FRIEND_ADDRESS ">\n"
			   "To: " SENDER "\n"
			   "Subject: Please confirm your message\n"
			   "Date: " AT "\n"
			   "Auto-Submitted: auto-replied\n"
			   "\n"
			   "This message was sent automatically. Your mail to " FRIEND_ADDRESS "\n"
			   "is being held because your address has not been verified. To have it\n"
			   "delivered, please confirm that you are a person by replying to this message.\n")),
	SCENARIO("bounce-unclear", CAUSE_NONE,
		N_("A report says that something was not delivered, and neither what nor why."),
		"recipient-unknown",
		NO_FAILURE("Return-Path: <>\n"
			   "From: MAILER-DAEMON@" THEIRS "\n"
			   "To: " SENDER "\n"
			   "Subject: Undeliverable mail\n"
			   "Date: " AT "\n"
			   "\n"
			   "There was a problem with a message.\n")),
};

const struct practice_group practice_words = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
