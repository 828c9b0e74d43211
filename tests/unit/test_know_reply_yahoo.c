/*
 * What Yahoo and Apple say, by their pages and servers, one by one: where they say it, and where nobody knows who said it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/reply_told.h"

/* Yahoo's page of 2026-02-15 and the pages before it, with what its servers say. */
static const struct told yahoo[] = {
	{421, "4.7.0",
		"[TS01] Messages from 192.0.2.1 temporarily deferred due to user complaints - 4.16.55.1; see "
		"https://postmaster.yahooinc.com/error-codes",
		"poor-reputation"},
	{421, "4.7.0",
		"[TS02] Messages from 192.0.2.1 temporarily deferred - 4.16.56.1; see "
		"http://postmaster.yahoo.com/errors/421-ts02.html",
		"poor-reputation"},
	{421, "4.7.1",
		"[TS03] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed. "
		"See http://postmaster.yahoo.com/421-ts03.html",
		"poor-reputation"},
	{421, "4.7.0",
		"[TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user "
		"complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes",
		"poor-reputation"},
	{553, "5.7.1",
		"[TSS07] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's "
		"list; see https://help.yahoo.com/kb/postmaster/SLN5070.html",
		"address-listed"},
	{553, "5.7.2",
		"[TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT "
		"succeed. See https://postmaster.yahooinc.com/error-codes",
		"poor-reputation"},
	{553, "5.7.2",
		"[TSS11] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT "
		"succeed.",
		"poor-reputation"},
	{421, "4.7.0",
		"[GL01] Message from (192.0.2.1) temporarily deferred - 4.16.50. Please refer to "
		"http://postmaster.yahoo.com/errors/421-gl01.html",
		"greylisted"},
	{553, "5.7.1",
		"[BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's "
		"list; see http://postmaster.yahoo.com/550-bl23.html",
		"address-listed"},
	{553, "5.7.1",
		"[BL23] Connections not accepted from IP addresses on Spamhaus XBL; see "
		"http://postmaster.yahoo.com/errors/550-bl23.html",
		"address-listed"},
	{554, "",
		"Message not allowed - [PH01] Email not accepted for policy reasons. Please visit "
		"https://postmaster.yahooinc.com/error-codes",
		"recipient-refuses"},
	{554, "5.7.9",
		"Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes",
		"recipient-refuses"},
	{550, "5.7.9",
		"This mail has been blocked because the sender is unauthenticated. Yahoo requires all "
		"senders to authenticate with either SPF or DKIM.",
		"sender-not-authenticated"},
	{554, "5.7.5",
		"(AU01) Message not accepted for policy reasons. See "
		"http://postmaster.yahoo.com/errors/postmaster-28.html",
		"dkim-invalid"},
	{451, "",
		"Message temporarily deferred due to unresolvable RFC.5321 from domain. See "
		"https://senders.yahooinc.com/error-codes#unresolvable-from-domain",
		"sender-domain-unknown"},
	{554, "", "Message not accepted due to unresolvable RFC.5322 from domain", "sender-domain-unknown"},
	{451, "", "Resources temporarily unavailable. Please try again later [#4.16.1].",
		"temporary-failure"},
	{451, "", "VS1-IP Excessive unknown recipients - possible Open Relay (#4.1.8)", "poor-reputation"},
	{451, "", "VS1-MF Excessive unknown recipients - possible Open Relay (#4.4.5)", "poor-reputation"},
	{421, "", "Message temporarily deferred - [160]", "poor-reputation"},
	{421, "", "Max message per connection reached, closing transmission channel", "too-many-connections"},
	{450, "", "User is receiving mail too quickly", "recipient-busy"},
	{554, "",
		"delivery error: dd This user doesn't have a yahoo.com account (user@yahoo.com) [-5] - "
		"mta123.mail.mud.yahoo.com",
		"recipient-unknown"},
	{554, "",
		"delivery error: dd Sorry your message to user@yahoo.com cannot be delivered. This account "
		"has been disabled or discontinued [#102]. - mta1.mail.yahoo.com",
		"recipient-suspended"},
	{554, "",
		"30 Sorry, your message to user@aol.com cannot be delivered. This mailbox is disabled "
		"(554.30).",
		"recipient-suspended"},
	{552, "", "1 Requested mail action aborted, mailbox not found", "recipient-unknown"},
	{554, "", "Message not allowed - Headers are not RFC compliant[291]", "message-malformed"},
	{550, "", "relaying denied for <user@yahoo.com>", "relay-denied"},
	{452, "", "Too many recipients", "too-many-recipients"},
	{535, "5.7.0", "(#AUTH005) Too many bad auth attempts.", "app-password-needed"},
};

/* Apple's iCloud Mail. */
static const struct told apple[] = {
	{550, "5.7.1",
		"[CS01] Message rejected due to local policy. Please visit "
		"https://support.apple.com/en-us/HT204137",
		"recipient-refuses"},
	{554, "5.7.1",
		"[HM07] Message rejected due to local policy. Please visit "
		"https://support.apple.com/en-us/HT204137",
		"recipient-refuses"},
	{554, "5.7.1",
		"[HM08] Message rejected due to local policy. Please visit "
		"https://support.apple.com/en-us/HT204137",
		"recipient-refuses"},
	{554, "5.7.1", "[CS02] Message rejected due to local policy.", "recipient-refuses"},
	{554, "5.7.1",
		"[HME1] This message was blocked for failing both SPF and DKIM authentication checks. See "
		"https://support.apple.com/en-us/HT204137 for mailing best practices",
		"sender-not-authenticated"},
	{554, "5.7.1",
		"Your message was rejected due to example.org's DMARC policy. See "
		"https://support.apple.com/en-us/HT204137 for info",
		"dmarc-rejects"},
	{421, "4.7.1",
		"Messages to user@icloud.com deferred due to excessive volume. Try again later - "
		"https://support.apple.com/en-us/HT204137",
		"sending-limit-reached"},
	{451, "4.7.1", "Service unavailable - try again later", "temporary-failure"},
	{550, "5.1.1", "<user@icloud.com>: user does not exist", "recipient-unknown"},
	{550, "5.1.1", "<user@icloud.com>: inactive email address (in reply to RCPT TO command)",
		"recipient-suspended"},
	{550, "5.1.1", "unknown or illegal alias: user@icloud.com", "recipient-unknown"},
	{550, "5.1.6", "recipient no longer on server: user@icloud.com", "recipient-moved"},
	{552, "5.2.2", "<user@icloud.com>: user is over quota (in reply to RCPT TO command)", "mailbox-full"},
	{550, "5.7.1",
		"Your email was rejected due to having a domain present in the Spamhaus DBL -- see "
		"https://www.spamhaus.org/dbl/",
		"domain-listed"},
	{550, "5.7.1",
		"Mail from IP 192.0.2.1 was rejected due to listing in Spamhaus SBL. For details please see "
		"http://www.spamhaus.org/query/bl?ip=192.0.2.1",
		"address-listed"},
	{550, "5.7.0", "Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.1",
		"poor-reputation"},
	{554, "", "st11p00im-smtpin013.me.com ESMTP not accepting connections", "poor-reputation"},
	{554, "5.7.1", "<user@icloud.com>: Relay access denied", "relay-denied"},
	{550, "5.7.0", "From address is not one of your addresses.", "sender-refused"},
};

static void from_yahoo(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(yahoo, "mta6.am0.yahoodns.net", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(yahoo, "mta6.am0.yahoodns.net", WORDS_ALONE), 0);
}

static void from_apple(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(apple, "mx01.mail.icloud.com", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(apple, "mx01.mail.icloud.com", WORDS_ALONE), 0);
}

static void pasted(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(yahoo, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(apple, "", WITH_CODES), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_yahoo),
		cmocka_unit_test(from_apple),
		cmocka_unit_test(pasted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
