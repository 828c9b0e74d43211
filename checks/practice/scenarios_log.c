/*
 * A mail server of one's own whose log tells what the matter is, and one whose log only looks as if: every server has lines about spam that
 * it refused, about mailboxes that are not there, and about troubles of last week.
 */
#include "checks/engine/words.h"
#include "checks/practice/own_server.h"

/* The lines of one mail that reached the friend, and of one that anybody answered otherwise. */
#define SENT(when, id)                                                                                       \
	when " mail postfix/qmgr[702]: " id ": from=<anna@firma.example>, size=1200, nrcpt=1 (queue "        \
	     "active)\n" when " mail postfix/smtp[812]: " id                                                 \
	     ": to=<freund@anderswo.example>, relay=mx.anderswo.example[192.0.2.125]:25, delay=0.9, "        \
	     "delays=0.1/0/0.3/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok)\n" when                            \
	     " mail postfix/qmgr[702]: " id ": removed\n"
#define ANSWERED(when, id, to, relay, dsn, status, words)                                                    \
	when " mail postfix/qmgr[702]: " id ": from=<anna@firma.example>, size=1200, nrcpt=1 (queue "        \
	     "active)\n" when " mail postfix/smtp[813]: " id ": to=<" to ">, relay=" relay                   \
	     ":25, delay=1.2, delays=0.1/0/0.5/0.6, dsn=" dsn ", status=" status " (host " relay             \
	     " said: " words ")\n"
#define REMOVED(when, id) when " mail postfix/qmgr[702]: " id ": removed\n"

#define UNAUTHENTICATED(when, id, to)                                                                        \
	ANSWERED(when, id, to, "gmail-smtp-in.l.google.com[192.0.2.126]", "5.7.26", "bounced",               \
		"550-5.7.26 Your email has been blocked because the sender is unauthenticated. Gmail "       \
		"requires all senders to authenticate with either SPF or DKIM. (in reply to end of DATA "    \
		"command)")                                                                                  \
	REMOVED(when, id)
#define SLOWED(when, id, to)                                                                                 \
	ANSWERED(when, id, to, "mta7.am0.yahoodns.net[192.0.2.127]", "4.7.0", "deferred",                    \
		"421 4.7.0 [TSS04] Messages from 192.0.2.25 temporarily deferred due to unexpected volume "  \
		"or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes (in reply " \
		"to MAIL FROM command)")
#define UNKNOWN(when, id, to)                                                                                \
	ANSWERED(when, id, to, "mx.anderswo.example[192.0.2.125]", "5.1.1", "bounced",                       \
		"550 5.1.1 <" to ">: Recipient address rejected: User unknown in local recipient table "     \
		"(in reply to RCPT TO command)")                                                             \
	REMOVED(when, id)
/* Words of a filter of its own, without any code. */
#define RIDDLE(when, id, to)                                                                                 \
	when " mail postfix/qmgr[702]: " id ": from=<anna@firma.example>, size=1200, nrcpt=1 (queue "        \
	     "active)\n" when " mail postfix/pipe[814]: " id ": to=<" to                                     \
	     ">, relay=waechter, delay=0.4, status=bounced (Blaue Blume verwelkt)\n" REMOVED(when, id)
#define TURNED_AWAY(when)                                                                                    \
	when " mail postfix/smtpd[815]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 554 5.7.1 "        \
	     "<a@b.example>: Relay access denied; from=<s@p.example> to=<a@b.example> proto=ESMTP "          \
	     "helo=<x>\n"

static const char distrusted[] = SENT("Nov 21 09:00:01", "4Gx1Kq0001")
	UNAUTHENTICATED("Nov 21 09:01:01", "4Gx1Kq0002", "carla@gmail.com")
		SENT("Nov 21 09:20:01", "4Gx1Kq0003")
			UNAUTHENTICATED("Nov 21 09:21:01", "4Gx1Kq0004", "carla@gmail.com")
				UNAUTHENTICATED("Nov 21 09:41:01", "4Gx1Kq0005", "emil@gmail.com")
					SENT("Nov 21 10:00:01", "4Gx1Kq0006");

static const char slowed[] = SENT("Nov 21 09:00:01", "4Gx1Kq0001") SLOWED("Nov 21 09:01:01", "4Gx1Kq0002",
	"carla@yahoo.com") SLOWED("Nov 21 09:11:01", "4Gx1Kq0003", "emil@yahoo.com")
	SLOWED("Nov 21 09:21:01", "4Gx1Kq0004", "fred@yahoo.com") SENT("Nov 21 10:00:01", "4Gx1Kq0005");

/* Three days ago Google did not believe it; that was mended. */
static const char usual[] = UNAUTHENTICATED("Nov 18 09:01:01", "4Gx1Kq0001", "carla@gmail.com")
	UNAUTHENTICATED("Nov 18 09:21:01", "4Gx1Kq0002", "carla@gmail.com") UNAUTHENTICATED(
		"Nov 18 09:41:01", "4Gx1Kq0003", "emil@gmail.com") SENT("Nov 21 08:00:01", "4Gx1Kq0004")
		TURNED_AWAY("Nov 21 08:01:01") TURNED_AWAY("Nov 21 08:02:01") SENT("Nov 21 08:10:01",
			"4Gx1Kq0005") UNKNOWN("Nov 21 08:20:01", "4Gx1Kq0006", "freudn@anderswo.example")
			RIDDLE("Nov 21 08:30:01", "4Gx1Kq0007", "freund@anderswo.example")
				SENT("Nov 21 09:00:01", "4Gx1Kq0008") SENT("Nov 21 10:00:01", "4Gx1Kq0009");

#define LOGGED(name, log)                                                                                    \
	static const struct computer name = {                                                                \
		.files = (const struct computer_file[]){FILES(MAIN, MAIL_PORTS, log)},                       \
		.commands = (const struct computer_command[]){COMMANDS(MAIN, "")},                           \
		.processes = mail_processes,                                                                 \
		.rooms = roomy,                                                                              \
	}

LOGGED(server_distrusted, distrusted);
LOGGED(server_slowed, slowed);
LOGGED(server_usual, usual);

static const struct practice_scenario scenarios[] = {
	{
		.name = "own-log-spf-missing",
		.cause = CAUSE_SPF_MISSING,
		.also = {CAUSE_SENDER_NOT_AUTHENTICATED},
		.step = STEP_DNS,
		.about = N_("The log of the mail server is full of refusals by Google, and the domain lacks "
			    "the entries that would have mail believed."),
		.neighbour = "own-log-usual",
		.world = &(const struct practice_world){.told = {ADMIN},
			.dns.records = "@ TXT -\nmail._domainkey TXT -\n",
			.computer = &server_distrusted},
	},
	{
		.name = "own-log-poor-reputation",
		.cause = CAUSE_POOR_REPUTATION,
		.step = STEP_ERRORS,
		.about = N_("The log of the mail server says that Yahoo puts its mail off, because people "
			    "complained of it."),
		.neighbour = "own-log-usual",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &server_slowed},
	},
	{
		.name = "own-log-usual",
		.cause = CAUSE_NONE,
		.step = STEP_ERRORS,
		.about = N_("Nothing is wrong: the log holds what every log holds. Spam was turned away, a "
			    "mailbox is not there, and a trouble is over."),
		.neighbour = "own-log-poor-reputation",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &server_usual},
	},
};

const struct practice_group practice_log = {
	.scenarios = scenarios, .n = sizeof scenarios / sizeof scenarios[0]};
