/*
 * What Google has published of its replies, one by one: where Google says it, and where nobody knows who said it, as in a line that
 * somebody pastes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/reply_told.h"

/* support.google.com/a/answer/3726730 of 2026-02-12. */
static const struct told google[] = {
	{450, "4.2.1",
		"The user you are trying to contact is receiving email too quickly. Please resend your "
		"message at a later time.",
		"recipient-busy"},
	{450, "4.2.1",
		"The user you are trying to contact is receiving email at a rate that prevents additional "
		"messages from being delivered.",
		"recipient-busy"},
	{450, "4.2.1", "Peak SMTP relay limit exceeded for this customer. This is a temporary error.",
		"sending-limit-reached"},
	{452, "4.2.2",
		"The recipient's inbox is out of storage space. Please direct the recipient to Manage files "
		"in your Google Drive storage.",
		"mailbox-full"},
	{451, "4.3.0",
		"Email server has temporarily rejected this message. Go to About SMTP error messages for "
		"more information.",
		"temporary-failure"},
	{451, "4.3.0", "Multiple destination domains per transaction is unsupported. Please try again.",
		"protocol-error"},
	{421, "4.3.0",
		"Temporary System Problem. Try again later. For more information, go to About SMTP error "
		"messages.",
		"temporary-failure"},
	{451, "4.4.2", "Timeout - closing connection. For more information, go to About SMTP error messages.",
		"connection-unstable"},
	{421, "4.4.5", "Server busy, try again later. For more information, go to About SMTP error messages.",
		"temporary-failure"},
	{451, "4.5.0",
		"SMTP protocol violation. For more information, go to About SMTP error messages and review "
		"RFC 5321 specifications.",
		"protocol-error"},
	{452, "4.5.3",
		"Domain policy size per transaction exceeded, please try this recipient in a separate "
		"transaction.",
		"too-many-recipients"},
	{452, "4.5.3",
		"Your message has too many recipients. For more information regarding Google's sending "
		"limits, go to Limits for sending & getting email.",
		"too-many-recipients"},
	{421, "4.7.0",
		"Connection expired, try reconnecting. For more information, go to About SMTP error "
		"messages.",
		"connection-unstable"},
	{421, "4.7.0",
		"IP not in whitelist for RCPT domain, closing connection. For more information, go to "
		"Allowlists, denylists, and approved senders.",
		"recipient-refuses"},
	{421, "4.7.0",
		"Try again later, closing connection. (EHLO) For more information, go to About SMTP error "
		"messages.",
		"too-many-connections"},
	{421, "4.7.0",
		"The IP address sending this message does not have a PTR record, or the corresponding "
		"forward DNS entry does not point to the sending IP. To protect our users from spam, email "
		"sent from your IP address has been temporarily rate limited.",
		"ptr-missing"},
	{454, "4.7.0",
		"Too many login attempts, please try again later. For more information, go to Add Gmail to "
		"another email client.",
		"account-locked"},
	{454, "4.7.0", "Cannot authenticate due to a temporary system problem. Try again later.",
		"temporary-failure"},
	{421, "4.7.0",
		"TLS required for RCPT domain, closing connection. For more information, go to Email "
		"encryption in transit.",
		"encryption-required"},
	{421, "4.7.0",
		"This message is suspicious due to the very low reputation of the sending IP address. To "
		"protect our users from spam, email sent from your IP address has been temporarily rate "
		"limited.",
		"poor-reputation"},
	{421, "4.7.0",
		"This message is suspicious due to the very low reputation of the sending domain. To best "
		"protect our users from spam, the message has been blocked.",
		"domain-poor-reputation"},
	{421, "4.7.0",
		"This message is suspicious due to the nature of the content or the links within. To best "
		"protect our users from spam, the message has been blocked.",
		"content-looks-spam"},
	{451, "4.7.23",
		"192.0.2.1 The sending IP address for this message doesn't have a PTR record, or the PTR "
		"record's forward DNS entry doesn't match the sending IP address. To protect users from "
		"spam, your email has been temporarily rate limited.",
		"ptr-missing"},
	{451, "4.7.24",
		"The SPF record of the sending domain has one or more suspicious entries. To protect our "
		"users from spam, email sent from your IP address has been temporarily rate limited.",
		"spf-invalid"},
	{451, "4.7.26",
		"Unauthenticated email from example.org is not accepted due to domain's DMARC policy, but "
		"temporary DNS failures prevent authentication.",
		"dmarc-rejects"},
	{421, "4.7.26",
		"This email has been rate limited because it is unauthenticated. Gmail requires all senders "
		"to authenticate with either SPF or DKIM. Authentication results: DKIM = did not pass SPF "
		"example.org with ip: 192.0.2.1 = did not pass.",
		"sender-not-authenticated"},
	{421, "4.7.27",
		"Your email has been rate limited because SPF authentication didn't pass for this message. "
		"Gmail requires all bulk email senders to authenticate their email with SPF.",
		"spf-excludes-server"},
	{421, "4.7.28",
		"Gmail has detected an unusual rate of email. To protect our users from spam, email has been "
		"temporarily rate limited.",
		"poor-reputation"},
	{421, "4.7.28",
		"Gmail has detected an unusual rate of email originating from your IP address 192.0.2.1. To "
		"protect our users from spam, email sent from your IP address has been temporarily rate "
		"limited.",
		"poor-reputation"},
	{421, "4.7.28",
		"Gmail has detected an unusual rate of unsolicited email originating from your IP Netblock "
		"192.0.2.0/24.",
		"poor-reputation"},
	{421, "4.7.28",
		"Gmail has detected an unusual rate of unsolicited email originating from your DKIM domain "
		"example.org.",
		"domain-poor-reputation"},
	{421, "4.7.28",
		"Gmail has detected an unusual rate of unsolicited email originating from your SPF domain "
		"example.org.",
		"domain-poor-reputation"},
	{421, "4.7.28",
		"Gmail has detected an unusual rate of unsolicited email containing one of your URL domains.",
		"content-looks-spam"},
	{421, "4.7.28",
		"Gmail has detected an unusual amount of unsolicited email originating from your IP address.",
		"poor-reputation"},
	{421, "4.7.28",
		"Gmail has detected this sender exceeded the quota for sending messages that have the same "
		"Message-ID:. To best protect our users, the message has been temporarily rejected.",
		"sending-limit-reached"},
	{421, "4.7.29",
		"Your email has been rate limited because you're not using a TLS connection. Gmail requires "
		"all bulk email senders to use TLS/SSL for SMTP connections.",
		"encryption-required"},
	{421, "4.7.30",
		"Your email has been rate limited because DKIM authentication didn't pass for this message.",
		"dkim-invalid"},
	{421, "4.7.40",
		"Your email has been rate limited because the sending domain doesn't have a DMARC record, or "
		"the DMARC record doesn't specify a DMARC policy.",
		"dmarc-missing"},
	{421, "4.7.32",
		"Your email has been rate limited because the From: header (RFC5322) in this message isn't "
		"aligned with either the authenticated SPF or DKIM organizational domain.",
		"dmarc-rejects"},
	{421, "5.7.32",
		"Your email was blocked because the From: header (RFC5322) in this message isn't aligned "
		"with either the authenticated SPF or DKIM organizational domain.",
		"dmarc-rejects"},
	{550, "5.1.1",
		"The email account that you tried to reach does not exist. Please double-check the "
		"recipient's email address for typos or unnecessary spaces.",
		"recipient-unknown"},
	{553, "5.1.2",
		"We weren't able to find the recipient domain. Please check for any spelling errors and make "
		"sure you didn't enter any spaces, periods, or other punctuation after the recipient's email "
		"address.",
		"recipient-domain-unknown"},
	{553, "5.1.3", "The recipient address user@ is not a valid RFC 5321 address.", "recipient-unknown"},
	{553, "5.1.7", "The sender address user@ is not a valid RFC 5321 address.", "sender-refused"},
	{550, "5.2.1", "The email account that you tried to reach is inactive.", "recipient-suspended"},
	{550, "5.2.1",
		"The user you are trying to contact is receiving email at a rate that prevents additional "
		"messages from being delivered.",
		"recipient-busy"},
	{552, "5.2.2",
		"The recipient's inbox is out of storage space and inactive. Please direct the recipient to "
		"Manage files in your Google Drive storage.",
		"mailbox-full"},
	{552, "5.3.4", "Your message exceeded Google's message size limits.", "message-too-large"},
	{552, "5.3.4", "The number of attachments (501) exceeds Google's limit of 500 attachments.",
		"message-too-large"},
	{552, "5.3.4",
		"The size of your message (51000000 bytes) exceeded Google's message size limits of 50000000 "
		"bytes.",
		"message-too-large"},
	{552, "5.3.4",
		"Your message exceeded Google's message header size limits. Messages must not exceed 500000 "
		"total header bytes or 1000 header fields.",
		"message-too-large"},
	{552, "5.3.4",
		"The size of the Subject header value (90000 bytes) exceeds Google's limit of 80000 bytes "
		"per individual header size.",
		"message-too-large"},
	{552, "5.3.4",
		"The size of one of the header values (90000 bytes) exceeds Google's limit of 80000 bytes "
		"per individual header size.",
		"message-too-large"},
	{552, "5.3.4",
		"The size of a header name (900 bytes) exceeds Google's header name limit of 800 bytes.",
		"message-too-large"},
	{552, "5.3.4", "Your message has a Subject: header that exceeds Google's message header size limits.",
		"message-too-large"},
	{550, "5.4.5",
		"Daily user sending limit exceeded. For more information on Gmail sending limits, go to "
		"Gmail sending limits.",
		"sending-limit-reached"},
	{550, "5.4.5", "Daily SMTP relay limit exceeded for user.", "sending-limit-reached"},
	{554, "5.4.6", "Message exceeded 50 hops, this may indicate an email loop.", "mail-loop"},
	{503, "5.5.1", "Bad sequence of commands.", "protocol-error"},
	{502, "5.5.1", "Unimplemented command. For more information, go to About SMTP error messages.",
		"protocol-error"},
	{502, "5.5.1", "Unrecognized command. For more information, go to About SMTP error messages.",
		"protocol-error"},
	{502, "5.5.1", "Too many unrecognized commands, goodbye.", "protocol-error"},
	{503, "5.5.1",
		"No DATA after BDAT. An email transaction protocol command was issued out of sequence.",
		"protocol-error"},
	{503, "5.5.1", "EHLO/HELO first. An email transaction protocol command was issued out of sequence.",
		"protocol-error"},
	{503, "5.5.1", "An email transaction protocol command was issued out of sequence.", "protocol-error"},
	{503, "5.5.1", "RCPT first. An email transaction protocol command was issued out of sequence.",
		"protocol-error"},
	{501, "5.5.2", "Syntax error, cannot decode response.", "protocol-error"},
	{555, "5.5.2",
		"Syntax error. For more information, go to About SMTP error messages and review RFC 5321 "
		"specifications.",
		"protocol-error"},
	{555, "5.5.2", "Syntax error, goodbye. For more information, go to About SMTP error messages.",
		"protocol-error"},
	{550, "5.5.3", "Too many recipients for this sender.", "too-many-recipients"},
	{501, "5.5.4",
		"HELO/EHLO argument foo_bar invalid closing connection. For more information, go to "
		"HELO/EHLO email error.",
		"helo-name-wrong"},
	{501, "5.5.4", "Empty HELO/EHLO argument not allowed, closing connection.", "helo-name-wrong"},
	{554, "5.6.0", "Email message is malformed. Not accepted.", "message-malformed"},
	{552, "5.7.0",
		"This message was blocked because its content presents a potential security issue. To review "
		"our message content and attachment content guidelines, go to File types blocked in Gmail.",
		"attachment-refused"},
	{503, "5.7.0", "No identity changes permitted.", "protocol-error"},
	{550, "5.7.0",
		"Email relay denied 192.0.2.1. Invalid credentials for relay for one of the domains in: "
		"example.org (as obtained from HELO and (E)MAIL FROM).",
		"relay-denied"},
	{550, "5.7.0",
		"Email relay denied 192.0.2.1. The sending email account has been temporarily suspended due "
		"to abuse.",
		"account-suspended"},
	{550, "5.7.0", "Email sending denied. For more information, go to SMTP relay service error messages.",
		"relay-denied"},
	{554, "5.7.0", "Too many unauthenticated commands.", "protocol-error"},
	{530, "5.7.0",
		"Authentication required. For more information, go to Can't sign in to your Google Account.",
		"login-required"},
	{530, "5.7.0", "Must issue a STARTTLS command first.", "encryption-required"},
	{550, "5.7.1",
		"The user or domain that you are sending to (or from) has a policy that prohibits the email "
		"that you sent. Contact your domain administrator for assistance.",
		"recipient-refuses"},
	{550, "5.7.1",
		"Invalid credentials for relay 192.0.2.1. The IP address you've registered in your Workspace "
		"SMTP Relay service doesn't match the domain of the account this email is being sent from.",
		"relay-denied"},
	{550, "5.7.1",
		"This message is likely unsolicited email. To reduce the amount of spam sent to Gmail, this "
		"message has been blocked.",
		"content-looks-spam"},
	{550, "5.7.1",
		"This message does not meet IPv6 sending guidelines regarding PTR records and "
		"authentication.",
		"ptr-missing"},
	{550, "5.7.1",
		"This message is likely suspicious due to the very low reputation of the sending IP address. "
		"To best protect our users from spam, the message has been blocked.",
		"poor-reputation"},
	{550, "5.7.1",
		"This message is likely suspicious due to the very low reputation of the sending domain.",
		"domain-poor-reputation"},
	{550, "5.7.1",
		"Messages missing a valid address in the From: header, or having no From: header, are not "
		"accepted.",
		"message-malformed"},
	{550, "5.7.1", "Messages missing a valid Message-ID: header are not accepted.", "message-malformed"},
	{550, "5.7.1", "Messages with multiple addresses in the From: header are not accepted.",
		"message-malformed"},
	{550, "5.7.1", "The message contains a unicode character in a disallowed header.",
		"message-malformed"},
	{550, "5.7.1",
		"This message is not RFC 5322 compliant because it has duplicate headers. To reduce the "
		"amount of spam sent to Gmail, this message has been blocked.",
		"message-malformed"},
	{550, "5.7.1",
		"This message is not RFC 5322 compliant because the From: header is missing. To reduce the "
		"amount of spam sent to Gmail, this message has been blocked.",
		"message-malformed"},
	{550, "5.7.1", "This message is not RFC 5322 compliant because it has multiple From: headers.",
		"message-malformed"},
	{550, "5.7.1",
		"This message is not RFC 5322 compliant because the From: header has a non-compliant domain "
		"name.",
		"message-malformed"},
	{550, "5.7.1",
		"This email has been rate limited. For more information, go to Limits for sending & getting "
		"email.",
		"sending-limit-reached"},
	{550, "5.7.1",
		"The IP you're using to send email is not authorized to send email directly to our servers. "
		"Use the SMTP relay at your service provider instead.",
		"dynamic-address"},
	{550, "5.7.1", "Daily SMTP relay sending limit exceeded for this customer.", "sending-limit-reached"},
	{550, "5.7.1",
		"Encoded-word syntax is not permitted in message header Message-ID. To reduce the amount of "
		"spam sent to Gmail, this message has been blocked.",
		"message-malformed"},
	{550, "5.7.1", "This message is not RFC 5322 compliant. There are multiple Subject headers.",
		"message-malformed"},
	{550, "5.7.1", "This message is not RFC 5322 compliant. There is a malformed Date header.",
		"message-malformed"},
	{523, "5.7.10", "SMTP protocol violation, no commands allowed to pipeline after STARTTLS.",
		"protocol-error"},
	{501, "5.7.11", "Syntax error (no parameters allowed).", "protocol-error"},
	{534, "5.7.14", "Please log in through your web browser and then try again.", "web-login-needed"},
	{550, "5.7.24", "The SPF record of the sending domain has one or more suspicious entries.",
		"spf-invalid"},
	{550, "5.7.25",
		"This message was blocked because the sending IP address doesn't have a PTR record, or the "
		"forwarding DNS entry doesn't reference the sending IP address.",
		"ptr-missing"},
	{550, "5.7.26",
		"This email has been blocked because the sender is unauthenticated. Gmail requires all "
		"senders to authenticate with either SPF or DKIM. Authentication results: DKIM = did not "
		"pass",
		"sender-not-authenticated"},
	{550, "5.7.26",
		"The (E)MAIL FROM domain [example.org] has an SPF record with a hard fail policy (-all) but "
		"it fails to pass SPF checks with the ip: [192.0.2.1].",
		"spf-excludes-server"},
	{550, "5.7.26",
		"Unauthenticated email from example.org is not accepted due to domain's DMARC policy. "
		"Contact the administrator of example.org domain if this was legitimate email.",
		"dmarc-rejects"},
	{550, "5.7.27",
		"This message was blocked because it didn't pass SPF authentication. Gmail requires bulk "
		"email senders to authenticate their email with SPF.",
		"spf-excludes-server"},
	{550, "5.7.28",
		"There is an unusual rate of unsolicited email originating from your IP address. To protect "
		"our users from spam, email sent from your IP address has been blocked.",
		"poor-reputation"},
	{550, "5.7.29",
		"This message was blocked because it wasn't sent over a TLS connection. Gmail requires all "
		"bulk email senders to use TLS/SSL for SMTP connections.",
		"encryption-required"},
	{550, "5.7.30",
		"This message was blocked because it didn't pass DKIM authentication. Gmail requires bulk "
		"email senders to authenticate their email with DKIM.",
		"dkim-invalid"},
	{550, "5.7.40",
		"Your message was blocked because the sending domain doesn't have a DMARC record or the "
		"DMARC record doesn't specify a DMARC policy.",
		"dmarc-missing"},
	{504, "5.7.40", "Unrecognized authentication type.", "login-method-outdated"},
	{504, "5.7.4", "XOAUTH is no longer supported.", "login-method-outdated"},
	{535, "5.7.80",
		"Username and Password not accepted. For more information, go to Can't sign in to your "
		"Google Account.",
		"wrong-password"},
	{535, "5.7.8",
		"Username and Password not accepted. Learn more at "
		"https://support.google.com/mail/?p=BadCredentials",
		"wrong-password"},
	{534, "5.7.90",
		"Application-specific password required. For more information, go to Sign in with app "
		"passwords.",
		"app-password-needed"},
	{534, "5.7.9", "Please log in with your web browser and then try again.", "web-login-needed"},
};

/* The same page of 2023-03-06, what was worded otherwise then; and what the sender FAQ of 2026-03-11 adds. */
static const struct told google_before[] = {
	{421, "4.7.0",
		"Our system has detected an unusual rate of unsolicited mail originating from your IP "
		"address. To protect our users from spam, mail sent from your IP address has been "
		"temporarily blocked.",
		"poor-reputation"},
	{421, "4.7.0",
		"Try again later, closing connection. This usually indicates a Denial of Service (DoS) for "
		"the SMTP relay at the HELO stage.",
		"too-many-connections"},
	{450, "4.2.1", "The user you are trying to contact is receiving mail too quickly.", "recipient-busy"},
	{451, "4.3.0", "Mail server temporarily rejected message.", "temporary-failure"},
	{452, "4.2.2", "The email account that you tried to reach is over quota.", "mailbox-full"},
	{454, "4.5.0",
		"SMTP protocol violation, no commands allowed to pipeline after STARTTLS, visit RFC 3207.",
		"protocol-error"},
	{454, "5.5.1", "STARTTLS may not be repeated.", "protocol-error"},
	{501, "5.5.4", "HELO/EHLO argument is invalid. For more information, visit HELO/EHLO email error.",
		"helo-name-wrong"},
	{530, "5.5.1",
		"Authentication Required. For more information, visit Can't sign in to your Google Account.",
		"login-required"},
	{535, "5.5.4", "Optional Argument not permitted for that AUTH mode.", "protocol-error"},
	{535, "5.7.1", "Application-specific password required.", "app-password-needed"},
	{535, "5.7.1", "Please log in with your web browser and then try again.", "web-login-needed"},
	{535, "5.7.1", "Username and Password not accepted.", "wrong-password"},
	{550, "5.2.1", "The email account that you tried to reach is disabled.", "recipient-suspended"},
	{550, "5.4.5", "Daily sending quota exceeded.", "sending-limit-reached"},
	{550, "5.7.0", "Mail relay denied.", "relay-denied"},
	{550, "5.7.0",
		"Mail Sending denied. This error occurs if the sender account is disabled or not registered "
		"within your Google Workspace domain.",
		"relay-denied"},
	{550, "5.7.1", "Email quota exceeded.", "sending-limit-reached"},
	{550, "5.7.1",
		"Our system has detected that this message is likely unsolicited mail. To reduce the amount "
		"of spam sent to Gmail, this message has been blocked.",
		"content-looks-spam"},
	{550, "5.7.1",
		"The IP you're using to send mail is not authorized to send email directly to our servers. "
		"Please use the SMTP relay at your service provider instead.",
		"dynamic-address"},
	{550, "5.7.1", "Unauthenticated email is not accepted from this domain.", "sender-not-authenticated"},
	{550, "5.7.1", "Daily SMTP relay limit exceeded for customer.", "sending-limit-reached"},
	{550, "5.7.26",
		"This message does not have authentication information or fails to pass authentication "
		"checks (SPF or DKIM). To best protect our users from spam, the message has been blocked.",
		"sender-not-authenticated"},
	{550, "5.7.26",
		"This message fails to pass SPF checks for an SPF record with a hard fail policy (-all).",
		"spf-excludes-server"},
	{552, "5.2.3", "Your message exceeded Google's message size limits.", "message-too-large"},
	{554, "5.6.0", "Mail message is malformed. Not accepted.", "message-malformed"},
	{554, "5.6.0", "Message exceeded 50 hops, this may indicate a mail loop.", "mail-loop"},
	{421, "4.7.31",
		"Your email has been rate limited because the sending domain doesn't have a DMARC record, or "
		"the DMARC record doesn't specify a DMARC policy.",
		"dmarc-missing"},
	{550, "5.7.1", "This message violates example.com email policy. - gcdp a1b2 - gsmtp",
		"recipient-refuses"},
};

static void from_google(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(google, "smtp.gmail.com", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(google_before, "aspmx.l.google.com", WITH_CODES), 0);
}

static void pasted(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(google, "", WITH_CODES), 0);
	assert_int_equal(TOLD_WRONGLY(google_before, "", WITH_CODES), 0);
}

static void words_alone(void **state)
{
	(void)state;
	assert_int_equal(TOLD_WRONGLY(google, "smtp.gmail.com", WORDS_ALONE), 0);
	assert_int_equal(TOLD_WRONGLY(google_before, "smtp.gmail.com", WORDS_ALONE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_google),
		cmocka_unit_test(pasted),
		cmocka_unit_test(words_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
