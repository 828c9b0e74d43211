/*
 * What Microsoft has published of its replies, one by one: where it says so itself, and where nobody knows who said it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/reply_told.h"

/* learn.microsoft.com, non-delivery reports in Exchange Online, of 2026-02-12. */
static const struct told microsoft[] = {
	{432, "4.3.2", "STOREDRV.Deliver; recipient thread limit exceeded", "recipient-busy"},
	{450, "4.4.316", "Connection refused [Message=Socket error code 10061]", "recipient-unreachable"},
	{550, "4.4.7", "Message expired", "delivery-expired"},
	{452, "4.5.3", "Too many recipients", "too-many-recipients"},
	{450, "4.7.26",
		"Access denied, a message sent over IPv6 [2a01:111:f200:2004::240] must pass either SPF or "
		"DKIM validation, this message is not signed",
		"sender-not-authenticated"},
	{450, "4.7.321", "starttls-not-supported: Destination mail server must support TLS to receive mail.",
		"recipient-tls-failed"},
	{450, "4.7.322", "certificate-expired: Destination mail server's certificate is expired.",
		"recipient-tls-failed"},
	{450, "4.7.323", "tlsa-invalid: The domain failed DANE validation.", "recipient-tls-failed"},
	{450, "4.7.324", "dnssec-invalid: Destination domain returned invalid DNSSEC records",
		"recipient-tls-failed"},
	{450, "4.7.325",
		"certificate-host-mismatch: Remote certificate MUST have a common name or subject "
		"alternative name matching the hostname (DANE)",
		"recipient-tls-failed"},
	{451, "4.7.500", "Access denied, please try again later", "poor-reputation"},
	{451, "4.7.860", "Access denied, please try again later", "poor-reputation"},
	{550, "5.0.350", "x-dg-ref header is too long", "message-malformed"},
	{550, "5.0.350", "Requested action not taken: policy violation detected (AS345)",
		"attachment-refused"},
	{550, "5.1.0", "Sender denied", "recipient-refuses"},
	{550, "5.1.1", "Bad destination mailbox address", "recipient-unknown"},
	{550, "5.1.8", "Access denied, bad outbound sender", "account-suspended"},
	{550, "5.1.10", "Recipient not found", "recipient-unknown"},
	{550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
		"recipient-unknown"},
	{550, "5.1.20", "Multiple From addresses are not allowed without Sender address",
		"message-malformed"},
	{550, "5.1.90",
		"Your message can't be sent because you've reached your daily limit for message recipients",
		"sending-limit-reached"},
	{550, "5.2.2", "Submission quota exceeded", "sending-limit-reached"},
	{550, "5.2.121", "Recipient's per hour message receive limit from specific sender exceeded",
		"recipient-busy"},
	{550, "5.2.122", "Recipient's per hour message receive limit exceeded", "recipient-busy"},
	{550, "5.3.190",
		"Journaling on-premises messages to Microsoft 365 or Office 365 not supported when "
		"Journaling Archive is disabled",
		"mail-server-misconfigured"},
	{550, "5.4.1", "Relay Access Denied", "relay-denied"},
	{550, "5.4.6", "Routing loop detected", "mail-loop"},
	{550, "5.4.14", "Routing loop detected", "mail-loop"},
	{550, "5.4.300", "Message expired", "delivery-expired"},
	{550, "5.5.0", "Requested action not taken: mailbox unavailable", "recipient-unknown"},
	{550, "5.6.11", "Invalid characters", "message-malformed"},
	{550, "5.7.1", "Delivery not authorized", "recipient-refuses"},
	{550, "5.7.1", "Unable to relay", "relay-denied"},
	{530, "5.7.1", "Client was not authenticated", "login-required"},
	{550, "5.7.12", "Sender was not authenticated by organization", "recipient-refuses"},
	{550, "5.7.23", "The message was rejected because of Sender Policy Framework violation",
		"spf-excludes-server"},
	{530, "5.7.57", "Client was not authenticated to send anonymous mail during MAIL FROM",
		"login-required"},
	{550, "5.7.64", "TenantAttribution; Relay Access Denied", "recipient-server-error"},
	{550, "5.7.124", "Sender not in allowed-senders list", "recipient-refuses"},
	{550, "5.7.133", "Sender not authenticated for group", "recipient-refuses"},
	{550, "5.7.134", "Sender was not authenticated for mailbox", "recipient-refuses"},
	{550, "5.7.135", "Sender was not authenticated for public folder", "recipient-refuses"},
	{550, "5.7.136", "Sender was not authenticated", "recipient-refuses"},
	{550, "5.7.193",
		"UnifiedGroupAgent; Delivery failed because the sender isn't a group member or external "
		"senders aren't permitted to send to this group.",
		"recipient-refuses"},
	{550, "5.7.25",
		"Access denied, the sending IPv6 address [2a01:111:f200:2004::240] must have a reverse DNS "
		"record",
		"ptr-missing"},
	{550, "5.7.321", "starttls-not-supported: Destination mail server must support TLS to receive mail.",
		"recipient-tls-failed"},
	{550, "5.7.323", "tlsa-invalid: The domain failed DANE validation.", "recipient-tls-failed"},
	{550, "5.7.501", "Access denied, spam abuse detected", "account-suspended"},
	{550, "5.7.502", "Access denied, banned sender", "poor-reputation"},
	{550, "5.7.503", "Access denied, banned sender", "poor-reputation"},
	{550, "5.7.505", "Access denied, banned recipient", "recipient-unknown"},
	{550, "5.7.506", "Access Denied, Bad HELO", "helo-name-wrong"},
	{550, "5.7.507", "Access denied, rejected by recipient", "recipient-refuses"},
	{550, "5.7.508",
		"Access denied, [2001:db8::1] has exceeded permitted limits within 2001:db8::/64 range",
		"sending-limit-reached"},
	{550, "5.7.509",
		"Access denied, sending domain [example.org] does not pass DMARC verification and has a "
		"DMARC policy of reject.",
		"dmarc-rejects"},
	{550, "5.7.510", "Access denied, [contoso.com] does not accept email over IPv6", "ipv6-broken"},
	{550, "5.7.511", "Access denied, banned sender", "poor-reputation"},
	{550, "5.7.512", "Access denied, message must be RFC 5322 section 3.6.2 compliant",
		"message-malformed"},
	{550, "5.7.513",
		"Service unavailable, Client host [192.0.2.1] blocked by contoso.com using Customer Block "
		"list (AS16012607)",
		"recipient-refuses"},
	{550, "5.7.515",
		"Access denied, sending domain example.org does not meet the required authentication level.",
		"sender-not-authenticated"},
	{550, "5.7.520",
		"Access denied, Your organization does not allow external forwarding. Please contact your "
		"administrator for further assistance. AS(7555)",
		"recipient-refuses"},
	{550, "5.7.606", "Access denied, banned sending IP [192.0.2.1]", "poor-reputation"},
	{550, "5.7.703",
		"Your message can't be delivered because one or more recipients are blocked by your "
		"organization's tenant recipient block policy",
		"recipient-refuses"},
	{550, "5.7.705", "Access denied, tenant has exceeded threshold", "account-suspended"},
	{550, "5.7.708", "Access denied, traffic not accepted from this IP", "account-suspended"},
	{550, "5.7.750", "Service unavailable. Client blocked from sending from unregistered domains",
		"sender-not-verified"},
	{0, "", "The message can't be submitted because the sender's submission quota was exceeded",
		"sending-limit-reached"},
	{550, "5.4.316", "Message expired, connection refused(Socket error code 10061)",
		"recipient-unreachable"},
	{550, "5.4.312", "Message expired, DNS query failed(ErrorRetry)", "recipient-unreachable"},
	{550, "5.1.351",
		"Remote server returned unknown recipient or mailbox unavailable -> 550 no such user",
		"recipient-unknown"},
	{535, "5.7.139",
		"Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
		"https://aka.ms/smtp_auth_disabled for more information.",
		"login-disabled"},
	{535, "5.7.139", "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
		"login-disabled"},
	{535, "5.7.139", "Authentication unsuccessful, basic authentication is disabled.", "oauth-required"},
	{535, "5.7.139", "Authentication unsuccessful, the user credentials were incorrect.",
		"wrong-password"},
	{535, "5.7.139",
		"Authentication unsuccessful, the request did not meet the criteria to be authenticated "
		"successfully. Contact your administrator.",
		"login-refused-by-policy"},
	{535, "5.7.139",
		"Authentication unsuccessful, user is locked by your organization's security defaults "
		"policy. Contact your administrator.",
		"login-refused-by-policy"},
	{550, "5.7.60", "SMTP; Client does not have permissions to send as this sender", "sender-refused"},
	{554, "5.2.252", "SendAsDenied; user@example.org not allowed to send as other@example.org",
		"sender-refused"},
	{550, "5.7.30", "Basic authentication is not supported for Client Submission.", "oauth-required"},
	{432, "4.3.2", "Concurrent connections limit exceeded.", "too-many-connections"},
};

/* Outlook.com's postmaster page of 2026-06-15, and what its servers say with it. */
static const struct told outlook[] = {
	{421, "",
		"RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit "
		"allowed. Reason for rate limitation is related to IP/domain reputation.",
		"poor-reputation"},
	{421, "",
		"RP-002 The mail server IP connecting to Outlook.com server has exceeded the rate limit "
		"allowed on this connection.",
		"poor-reputation"},
	{421, "",
		"RP-003 The mail server IP connecting to Outlook.com server has exceeded the connection "
		"limit allowed.",
		"too-many-connections"},
	{550, "5.7.515",
		"Mail rejected by Outlook.com for policy reasons. Messages from domains sending over 5,000 "
		"emails per day to Outlook.com accounts must be authenticated with SPF, DKIM, and DMARC",
		"sender-not-authenticated"},
	{550, "",
		"SC-001 Mail rejected by Outlook.com for policy reasons. Reasons for rejection may be "
		"related to content with spam-like characteristics or IP/domain reputation.",
		"content-looks-spam"},
	{550, "",
		"SC-002 Mail rejected by Outlook.com for policy reasons. The mail server IP connecting to "
		"Outlook.com has exhibited namespace mining behavior.",
		"poor-reputation"},
	{550, "",
		"SC-003 Mail rejected by Outlook.com for policy reasons. Your IP address appears to be an "
		"open proxy/relay.",
		"poor-reputation"},
	{550, "",
		"SC-004 Mail rejected by Outlook.com for policy reasons. A block has been placed against "
		"your IP address because we have received complaints concerning mail coming from that IP "
		"address.",
		"poor-reputation"},
	{550, "",
		"DY-001 Mail rejected by Outlook.com for policy reasons. We generally do not accept email "
		"from dynamic IP's as they are not typically used to deliver unauthenticated SMTP email to "
		"an Internet mail server. For more information, Spamhaus maintains lists of dynamic and "
		"residential IP addresses.",
		"dynamic-address"},
	{550, "",
		"DY-002 Mail rejected by Outlook.com for policy reasons. The likely cause is a compromised "
		"or virus infected server/personal computer.",
		"poor-reputation"},
	{550, "",
		"OU-001 Mail rejected by Outlook.com for policy reasons. For more information about this "
		"block and to request removal please go to: Spamhaus.",
		"address-listed"},
	{550, "",
		"OU-002 Mail rejected by Outlook.com for policy reasons. Reasons for rejection may be "
		"related to content with spam-like characteristics or IP/domain reputation.",
		"content-looks-spam"},
	{550, "", "command rejected due to Sender ID validation failure.", "spf-excludes-server"},
	{550, "5.7.1",
		"Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service "
		"provider since part of their network is on our block list (S3150).",
		"poor-reputation"},
	{550, "5.7.1",
		"Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service "
		"provider since part of their network is on our block list (S3140).",
		"poor-reputation"},
	{451, "4.7.650",
		"The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. For "
		"e-mail delivery information, see https://postmaster.live.com (S775)",
		"poor-reputation"},
	{451, "4.7.651",
		"The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. For "
		"e-mail delivery information, see https://postmaster.live.com (S3114)",
		"poor-reputation"},
	{451, "4.7.652",
		"The mail server [192.0.2.1] has exceeded the maximum number of connections. (S3115)",
		"too-many-connections"},
	{451, "4.7.500", "Server busy. Please try again later from [192.0.2.1]. (AS761)", "poor-reputation"},
	{550, "5.4.1",
		"[user@example.org]: Recipient address rejected: Access denied. AS(201806281) "
		"[X.prod.protection.outlook.com]",
		"recipient-unknown"},
	{550, "5.7.504",
		"[email@contoso.com]: Recipient address rejected: Access denied "
		"[X.prod.protection.outlook.com]",
		"recipient-unknown"},
	{550, "5.5.0",
		"Requested action not taken: mailbox unavailable (S2017062302). "
		"[X.prod.protection.outlook.com]",
		"recipient-unknown"},
	{554, "5.2.2",
		"mailbox full; "
		"STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed "
		"to process message due to a permanent exception",
		"mailbox-full"},
	{554, "5.4.14", "Hop count exceeded - possible mail loop ATTR34 [X.prod.protection.outlook.com]",
		"mail-loop"},
};

static void from_microsoft(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(microsoft, "smtp.office365.com", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(outlook, "hotmail-com.olc.protection.outlook.com", WITH_CODES), 0);
}

static void pasted(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(microsoft, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(outlook, "", WITH_CODES), 0);
}

static void words_alone(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(microsoft, "smtp.office365.com", WORDS_ALONE), 0);
	assert_int_equal(TOLD_WRONGLY(outlook, "hotmail-com.olc.protection.outlook.com", WORDS_ALONE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_microsoft),
		cmocka_unit_test(pasted),
		cmocka_unit_test(words_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
