/*
 * Reports in the inbox that a mail could not be delivered; the person has agreed that they are looked for.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

/* A report as mail servers write it (RFC 3464), of a mail from this sender. */
#define REPORT(sender, recipient, status, words)                                                             \
	"Return-Path: <>\n"                                                                                  \
	"From: MAILER-DAEMON@relay.anderswo.example (Mail Delivery System)\n"                                \
	"To: {address}\n"                                                                                    \
	"Subject: Undelivered Mail Returned to Sender\n"                                                     \
	"Auto-Submitted: auto-replied\n"                                                                     \
	"MIME-Version: 1.0\n"                                                                                \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"part\"\n"                   \
	"\n"                                                                                                 \
	"--part\n"                                                                                           \
	"Content-Type: text/plain\n"                                                                         \
	"\n"                                                                                                 \
	"This is the mail system at host relay.anderswo.example.\n"                                          \
	"\n"                                                                                                 \
	"<" recipient ">: host mx.anderswo.example said: " words "\n"                                        \
	"\n"                                                                                                 \
	"--part\n"                                                                                           \
	"Content-Type: message/delivery-status\n"                                                            \
	"\n"                                                                                                 \
	"Reporting-MTA: dns; relay.anderswo.example\n"                                                       \
	"\n"                                                                                                 \
	"Final-Recipient: rfc822; " recipient "\n"                                                           \
	"Action: failed\n"                                                                                   \
	"Status: " status "\n"                                                                               \
	"Remote-MTA: dns; mx.anderswo.example\n"                                                             \
	"Diagnostic-Code: smtp; " words "\n"                                                                 \
	"\n"                                                                                                 \
	"--part\n"                                                                                           \
	"Content-Type: text/rfc822-headers\n"                                                                \
	"\n"                                                                                                 \
	"From: " sender "\n"                                                                                 \
	"To: " recipient "\n"                                                                                \
	"Subject: Urlaub\n"                                                                                  \
	"\n"                                                                                                 \
	"--part--"

#define LETTER                                                                                               \
	"From: Freund <" FRIEND_ADDRESS ">\n"                                                                \
	"To: {address}\n"                                                                                    \
	"Subject: 550 5.1.1 user unknown\n"                                                                  \
	"\n"                                                                                                 \
	"Did you get such a mail too?"

#define UNKNOWN_USER                                                                                         \
	REPORT("{address}", "freud@anderswo.example", "5.1.1",                                               \
		"550 5.1.1 <freud@anderswo.example>: Recipient address rejected: User unknown")
#define FULL                                                                                                 \
	REPORT("{address}", "freund@anderswo.example", "5.2.2",                                              \
		"552 5.2.2 <freund@anderswo.example> Mailbox full: quota exceeded")
#define FORGED                                                                                               \
	REPORT("Lotto <gewinn@nirgends.example>", "niemand@anderswo.example", "5.7.1",                       \
		"554 5.7.1 Message rejected as spam")

/* Nothing in it tells whose mail failed, or why. */
#define VAGUE                                                                                                \
	"Return-Path: <>\n"                                                                                  \
	"From: MAILER-DAEMON@relay.anderswo.example (Mail Delivery System)\n"                                \
	"To: {address}\n"                                                                                    \
	"Subject: Undelivered Mail Returned to Sender\n"                                                     \
	"MIME-Version: 1.0\n"                                                                                \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"part\"\n"                   \
	"\n"                                                                                                 \
	"--part\n"                                                                                           \
	"Content-Type: text/plain\n"                                                                         \
	"\n"                                                                                                 \
	"Your message could not be delivered.\n"                                                             \
	"\n"                                                                                                 \
	"--part--"

static const struct practice_scenario scenarios[] = {
	{
		.name = "bounce-in-inbox",
		.cause = CAUSE_RECIPIENT_UNKNOWN,
		.step = STEP_ERRORS,
		.about = N_("A report in the inbox says that the recipient's address does not exist."),
		.neighbour = "bounce-in-inbox-old",
		.world = &(const struct practice_world){.in.mails = {{LETTER, 3}, {UNKNOWN_USER, 2}},
			.told.read_bounces = true},
	},
	{
		.name = "bounce-in-inbox-pop3",
		.cause = CAUSE_MAILBOX_FULL,
		.step = STEP_ERRORS,
		.about = N_("A report in the inbox says that the recipient's mailbox is full."),
		.neighbour = "no-bounce-in-inbox",
		.world = &(
			const struct practice_world){.in.mails = {{UNKNOWN_USER, 25}, {FULL, 1}, {LETTER, 0}},
			.told = {.read_bounces = true, .pop3 = true}},
	},
	{
		.name = "bounce-in-inbox-old",
		.step = STEP_ERRORS,
		.about = N_("The reports in the inbox are old, or about somebody else's mails. Nothing is "
			    "wrong."),
		.neighbour = "bounce-in-inbox",
		.world =
			&(const struct practice_world){
				.in.mails = {{FULL, 50}, {UNKNOWN_USER, 20}, {FORGED, 1}, {VAGUE, 0}},
				.told.read_bounces = true},
	},
	{
		.name = "no-bounce-in-inbox",
		.step = STEP_ERRORS,
		.about = N_("There is no report in the inbox, and nothing is wrong."),
		.neighbour = "bounce-in-inbox",
		.world = &(const struct practice_world){.in.mails = {{LETTER, 1}}, .told.read_bounces = true},
	},
};

const struct practice_group practice_inbox = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
