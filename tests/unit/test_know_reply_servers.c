/*
 * What the servers say that most people run, whoever runs them, and what else an answer depends on: who
 * speaks, how lines are joined, and that passing words alone mean nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/reply_told.h"

/* Postfix. */
static const struct told postfix[] = {
	{450, "4.2.0",
		"<bob@example.org>: Recipient address rejected: Greylisted, see "
		"http://postgrey.schweikert.ch/help/example.org.html",
		"greylisted"},
	{550, "5.1.1", "<bob@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
		"recipient-unknown"},
	{550, "5.1.1", "<bob@example.org>: Recipient address rejected: User unknown in local recipient table",
		"recipient-unknown"},
	{550, "5.1.6", "<bob@example.org>: Recipient address rejected: User has moved to bob@example.com",
		"recipient-moved"},
	{454, "4.7.1", "<bob@example.org>: Relay access denied", "relay-denied"},
	{554, "5.7.1", "<bob@example.org>: Relay access denied", "relay-denied"},
	{554, "5.7.1",
		"Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; "
		"https://www.spamhaus.org/query/ip/192.0.2.1",
		"address-listed"},
	{554, "5.7.1",
		"Service unavailable; Sender address [alice@example.com] blocked using dbl.spamhaus.org",
		"domain-listed"},
	{450, "4.7.25", "Client host rejected: cannot find your hostname, [192.0.2.1]", "ptr-missing"},
	{450, "4.7.1", "Client host rejected: cannot find your reverse hostname, [192.0.2.1]", "ptr-missing"},
	{450, "4.7.1", "<pc.local>: Helo command rejected: Host not found", "helo-name-wrong"},
	{504, "5.5.2", "<pc>: Helo command rejected: need fully-qualified hostname", "helo-name-wrong"},
	{450, "4.1.8", "<alice@nowhere.example>: Sender address rejected: Domain not found",
		"sender-domain-unknown"},
	{550, "5.1.8", "<alice@nowhere.example>: Sender address rejected: Domain not found",
		"sender-domain-unknown"},
	{450, "4.1.2", "<bob@nowhere.example>: Recipient address rejected: Domain not found",
		"recipient-domain-unknown"},
	{553, "5.7.1", "<alice@example.com>: Sender address rejected: not owned by user bob@example.com",
		"sender-refused"},
	{553, "5.7.1", "<alice@example.com>: Sender address rejected: not logged in", "login-required"},
	{530, "5.7.0", "Must issue a STARTTLS command first", "encryption-required"},
	{535, "5.7.8", "Error: authentication failed: UGFzc3dvcmQ6", "wrong-password"},
	{535, "5.7.8", "Error: authentication failed: (reason unavailable)", "wrong-password"},
	{503, "5.5.1", "Error: authentication not enabled", "encryption-mismatch"},
	{452, "4.3.1", "Insufficient system storage", "recipient-system-full"},
	{552, "5.3.4", "Message size exceeds fixed limit", "message-too-large"},
	{552, "5.3.4", "Error: message file too big", "message-too-large"},
	{452, "4.5.3", "Error: too many recipients", "too-many-recipients"},
	{421, "4.7.0", "mail.example.org Error: too many connections from 192.0.2.1", "too-many-connections"},
	{450, "4.7.1", "Error: too much mail from 192.0.2.1", "sending-limit-reached"},
	{451, "4.3.0", "<bob@example.org>: Temporary lookup failure", "temporary-failure"},
	{550, "5.7.1", "message content rejected", "content-looks-spam"},
	{521, "5.3.2", "mail.example.org does not accept mail", "recipient-domain-no-mail"},
	{556, "5.1.10", "Recipient address has null MX", "recipient-domain-no-mail"},
	{550, "5.7.23",
		"<bob@example.org>: Recipient address rejected: Message rejected due to: SPF fail - not "
		"authorized",
		"spf-excludes-server"},
};

/* Exim. */
static const struct told exim[] = {
	{550, "", "Unrouteable address", "recipient-domain-unknown"},
	{550, "", "relay not permitted", "relay-denied"},
	{550, "", "Sender verify failed", "sender-domain-unknown"},
	{550, "", "Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", "helo-name-wrong"},
	{535, "", "Incorrect authentication data", "wrong-password"},
	{552, "", "Message size exceeds maximum permitted", "message-too-large"},
	{421, "", "Too many concurrent SMTP connections; please try again later.", "too-many-connections"},
	{451, "", "Temporary local problem - please try later", "temporary-failure"},
	{550, "", "This message contains a virus (Eicar-Test-Signature).", "virus-found"},
	{503, "", "valid RCPT command must precede DATA", "protocol-error"},
	{550, "", "Previous (cached) callout verification failure", "recipient-unknown"},
};

/* Sendmail. */
static const struct told sendmail[] = {
	{550, "5.1.1", "<bob@example.org>... User unknown", "recipient-unknown"},
	{550, "5.7.1", "<bob@example.org>... Relaying denied", "relay-denied"},
	{550, "5.7.1", "<bob@example.org>... Relaying denied. IP name lookup failed [192.0.2.1]",
		"relay-denied"},
	{550, "5.7.1", "<bob@example.org>... Relaying denied. Proper authentication required.",
		"login-required"},
	{553, "5.1.8",
		"<alice@nowhere.example>... Domain of sender address alice@nowhere.example does not exist",
		"sender-domain-unknown"},
	{451, "4.1.8", "Domain of sender address alice@nowhere.example does not resolve",
		"sender-domain-unknown"},
	{552, "5.2.3", "Message size exceeds fixed maximum message size (10000000)", "message-too-large"},
	{554, "5.4.6",
		"Too many hops 26 (25 max): from <alice@example.com> via mail.example.org, to "
		"<bob@example.org>",
		"mail-loop"},
	{554, "5.3.5", "Local configuration error: mail loops back to me (MX problem?)", "mail-loop"},
	{550, "5.0.0", "<bob@example.org>... Can't create output", "mailbox-full"},
	{421, "4.3.2", "Connection rate limit exceeded.", "too-many-connections"},
	{550, "5.1.2", "<bob@nowhere.example>... Host unknown (Name server: nowhere.example: host not found)",
		"recipient-domain-unknown"},
	{501, "5.1.8", "Domain of sender address alice@nowhere.example does not exist",
		"sender-domain-unknown"},
	{554, "5.0.0", "Service unavailable", "recipient-refuses"},
};

/* OpenSMTPD. */
static const struct told opensmtpd[] = {
	{550, "", "Invalid recipient: <bob@example.org>", "relay-denied"},
	{524, "5.2.4", "Mailing list expansion problem: <bob@example.org>", "recipient-server-error"},
	{535, "", "Authentication failed", "wrong-password"},
	{530, "5.7.0", "Must issue an AUTH command first", "login-required"},
	{452, "4.5.3", "Too many recipients", "too-many-recipients"},
	{421, "4.7.0", "Too many messages sent", "sending-limit-reached"},
};

/* qmail, notqmail, vpopmail and chkuser. */
static const struct told qmail[] = {
	{553, "", "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "relay-denied"},
	{550, "", "sorry, no mailbox here by that name. (#5.1.1)", "recipient-unknown"},
	{552, "", "sorry, that message size exceeds my databytes limit (#5.3.4)", "message-too-large"},
	{553, "", "sorry, your envelope sender is in my badmailfrom list (#5.7.1)", "recipient-refuses"},
	{554, "", "too many hops, this message is looping (#5.4.6)", "mail-loop"},
	{451, "", "qq trouble in home directory (#4.3.0)", "recipient-server-error"},
	{550, "", "user does not exist, but will deliver to /home/vpopmail", "recipient-unknown"},
	{552, "", "The users mailfolder is over the allowed quota (size). (#5.2.2)", "mailbox-full"},
	{511, "", "sorry, can't find a valid MX for sender domain (#5.1.8 - chkuser)",
		"sender-domain-unknown"},
};

/* Exchange. */
static const struct told exchange[] = {
	{550, "5.1.1", "RESOLVER.ADR.RecipNotFound; not found", "recipient-unknown"},
	{550, "5.1.10",
		"RESOLVER.ADR.RecipientNotFound; Recipient bob@example.org not found by SMTP address lookup",
		"recipient-unknown"},
	{550, "5.7.1", "RESOLVER.RST.NotAuthorized; not authorized", "recipient-refuses"},
	{550, "5.7.1", "RESOLVER.RST.AuthRequired; authentication required", "recipient-refuses"},
	{550, "5.7.1", "Unable to relay", "relay-denied"},
	{550, "5.7.54", "SMTP; Unable to relay recipient in non-accepted domain", "relay-denied"},
	{554, "5.2.2",
		"STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed "
		"to process message due to a permanent exception",
		"mailbox-full"},
	{554, "5.4.14", "Hop count exceeded - possible mail loop ATTR34", "mail-loop"},
	{552, "5.3.4", "Message size exceeds fixed maximum message size", "message-too-large"},
	{550, "5.2.3", "RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
		"message-too-large"},
	{535, "5.7.3", "Authentication unsuccessful", "wrong-password"},
	{530, "5.7.57", "SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
		"login-required"},
	{452, "4.3.1", "Insufficient system resources", "recipient-system-full"},
	{421, "4.3.2", "Service not available, closing transmission channel", "temporary-failure"},
	{550, "5.7.60", "SMTP; Client does not have permissions to send as this sender", "sender-refused"},
};

/* Courier. */
static const struct told courier[] = {
	{513, "5.7.1", "Relaying denied.", "relay-denied"},
	{550, "5.1.1", "User unknown.", "recipient-unknown"},
	{517, "5.1.8", "Sender domain not found in DNS", "sender-domain-unknown"},
};

/* Dovecot. */
static const struct told dovecot[] = {
	{552, "5.2.2", "<bob@example.org> Quota exceeded (mailbox for user is full)", "mailbox-full"},
	{550, "5.1.1", "<bob@example.org> User doesn't exist: bob@example.org", "recipient-unknown"},
	{451, "4.2.0", "<bob@example.org> Execution of Sieve filters was aborted due to temporary failure",
		"temporary-failure"},
};

/* filters before and behind servers. */
static const struct told filters[] = {
	{554, "5.7.1", "Spam message rejected", "content-looks-spam"},
	{451, "4.7.1", "Try again later", "greylisted"},
	{451, "4.7.1", "Greylisted, please try again later", "greylisted"},
	{450, "4.7.1", "Ratelimit \"bounce_to\" exceeded", "sending-limit-reached"},
	{554, "5.7.0", "Reject, id=12345-01 - spam", "content-looks-spam"},
	{554, "5.7.0", "Reject, id=12345-01 - INFECTED: Eicar-Signature", "virus-found"},
	{554, "5.7.0", "Reject, id=12345-01 - BANNED: application/zip,.exe,invoice.exe",
		"attachment-refused"},
	{550, "5.7.1", "Your HELO/EHLO greet is malformed", "helo-name-wrong"},
	{550, "5.7.1",
		"Mail appeared to be SPAM or forged. Ask your Mail/DNS-Administrator to correct HELO and DNS "
		"MX settings or to get removed from DNSBLs",
		"poor-reputation"},
	{550, "5.7.1", "Blocked by SpamAssassin", "content-looks-spam"},
	{550, "5.7.1", "rejected by DMARC policy for example.com", "dmarc-rejects"},
	{550, "5.7.1",
		"Administrative prohibition - envelope blocked - "
		"https://community.mimecast.com/docs/DOC-1369#550",
		"recipient-refuses"},
	{451, "",
		"Internal resources are temporarily unavailable - "
		"https://community.mimecast.com/docs/DOC-1369#451",
		"greylisted"},
	{550, "5.7.1", "Message rejected as spam by Content Filtering.", "content-looks-spam"},
	{554, "",
		"Your access to this mail system has been rejected due to the sending MTA's poor reputation. "
		"If you believe that this failure is in error, please contact the intended recipient via "
		"alternate means.",
		"poor-reputation"},
	{553, "", "mail rejected because your IP is in the PBL. See http://www.spamhaus.org/pbl",
		"dynamic-address"},
	{550, "", "permanent failure for one or more recipients (bob@example.org:blocked)",
		"recipient-refuses"},
	{554, "5.7.1", "Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1", "poor-reputation"},
};

/* providers whose name stands in no greeting. */
static const struct told providers[] = {
	{554, "",
		"Transaction failed Reject due to policy restrictions. For explanation visit "
		"https://postmaster.gmx.net/en/error-messages?ip=192.0.2.1&c=hi",
		"recipient-refuses"},
	{554, "",
		"IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact "
		"tobr@rx.t-online.de to clarify.)",
		"poor-reputation"},
	{550, "5.7.0", "Too many spams from your IP (192.0.2.1), please visit http://postmaster.free.fr/",
		"poor-reputation"},
	{554, "5.7.1", "This message has been blocked because it contains spam", "content-looks-spam"},
	{550, "",
		"Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&id=20022&no=1000726",
		"content-looks-spam"},
	{554, "", "DT:SPM 163 smtp8,DMCowAD3,1234,spam", "content-looks-spam"},
	{550, "",
		"spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x or report "
		"details to abuse@corp.mail.ru.",
		"content-looks-spam"},
	{554, "5.7.1", "Message rejected under suspicion of SPAM; https://ya.cc/1IrBc", "content-looks-spam"},
	{553, "5.7.1", "Sender address rejected: not owned by auth user.", "sender-refused"},
	{554, "", "Email address is not verified.", "sender-not-verified"},
	{454, "", "Throttling failure: Maximum sending rate exceeded.", "sending-limit-reached"},
	{550, "", "5.4.5 Daily user sending quota exceeded", "sending-limit-reached"},
	{421, "4.1.0", "192.0.2.1 Throttled - try again later. Please see https://postmaster.comcast.net/",
		"too-many-connections"},
	{550, "",
		"\"JunkMail rejected - host.example [192.0.2.1] is in an RBL, see http://www.spamhaus.org\"",
		"address-listed"},
};
/* Replies of several lines, joined by someone who left their codes between. */
static const struct told joined[] = {
	{550, "5.7.26",
		"The MAIL FROM domain [example.org] has an SPF record with a 550-5.7.26 hard fail policy "
		"(-all) but it fails to pass SPF checks",
		"spf-excludes-server"},
	{550, "5.7.1",
		"Our system has detected that this message is 550-5.7.1 likely suspicious due to the very "
		"low reputation of the sending IP 550-5.7.1 address.",
		"poor-reputation"},
	{552, "5.7.0",
		"This message was blocked because its content presents a potential 552-5.7.0 security issue. "
		"Please visit",
		"attachment-refused"},
	{550, "", "This message is 550-likely unsolicited 550 mail", "content-looks-spam"},
};

/* Words that pass by in any log or mail: without a code they say nothing. */
static const struct told passing[] = {
	{0, "", "Please try again later.", "nothing"},
	{0, "", "Hello, how are you today?", "nothing"},
	{0, "", "Service unavailable", "nothing"},
	{0, "", "The message was sent to the printer.", "nothing"},
	{0, "", "", "nothing"},
};

static void from_mail_servers(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(postfix, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(exim, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(sendmail, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(opensmtpd, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(qmail, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(exchange, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(courier, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(dovecot, "", WITH_CODES), 0);
}

static void from_filters_and_providers(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(filters, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(providers, "", WITH_CODES), 0);
}

/* The name of a server that nobody knows changes nothing. */
static void from_a_host_of_no_fame(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(postfix, "mx.example.org", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(exchange, "mx.example.org", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(filters, "mx.example.org", WITH_CODES), 0);
}

static void lines_joined(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(joined, "aspmx.l.google.com", WITH_CODES), 0);
}

static void passing_words(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(passing, "", WORDS_ALONE), 0);
}

/* A delivering server speaks of the next one, a mail program of its own. */
static void speakers_differ(void **state)
{
	static const struct {
		enum reply_speaker speaker;
		const char *text, *cause;
	} said[] = {
		{SPEAKER_RELAY, "connect to mx.example.org[192.0.2.1]:25: Connection timed out",
			"recipient-unreachable"},
		{SPEAKER_PROGRAM, "Connection timed out", "port-blocked"},
		{SPEAKER_RELAY,
			"Host or domain name not found. Name service error for name=nowhere.example type=A: "
			"Host not found",
			"recipient-domain-unknown"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		struct reply_query query = {.enhanced = "",
			.text = said[i].text,
			.host = "",
			.banner = "",
			.speaker = said[i].speaker};
		struct reply_meaning meaning;

		reply_explain(&query, &meaning);
		assert_non_null(meaning.cause);
		assert_string_equal(meaning.cause, said[i].cause);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_mail_servers),
		cmocka_unit_test(from_filters_and_providers),
		cmocka_unit_test(from_a_host_of_no_fame),
		cmocka_unit_test(lines_joined),
		cmocka_unit_test(passing_words),
		cmocka_unit_test(speakers_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
