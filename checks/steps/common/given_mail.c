/*
 * The mail that was given, whichever way it came.
 */
#include "checks/steps/common/given_mail.h"

#include <string.h>

#include "checks/know/provider.h"

/* What only servers write. A program that sends leaves them out. */
static bool passed_servers(const struct message *message)
{
	static const char *const fields[] = {"Received", "Return-Path", "Delivered-To",
		"Authentication-Results", "Received-SPF", "X-Original-To", "Envelope-To"};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (message_field(message, fields[i], 0))
			return true;
	return false;
}

static bool find(const char *bytes, size_t len, struct message *message_r)
{
	struct message message;

	/* A mail begins with its header; whatever else was pasted may have one inside. */
	if (!message_parse(bytes, len, &message))
		return message_find(bytes, len, message_r);
	if (message_field(&message, "From", 0) || message_field(&message, "DKIM-Signature", 0) ||
		message_field(&message, "Received", 0)) {
		*message_r = message;
		return true;
	}
	message_release(&message);
	return message_find(bytes, len, message_r);
}

bool given_mail_read(const struct mailcase *mailcase, struct given_mail *mail_r)
{
	const bool given = mailcase->mail_len != 0;
	struct given_mail mail = {.exact = given && !mailcase->mail_pasted};
	struct message returned;

	if (!find(given ? mailcase->mail : mailcase->message,
		    given ? mailcase->mail_len : strlen(mailcase->message), &mail.message))
		return false;
	if (message_is_report(&mail.message)) {
		mail.returned = message_returned(&mail.message, &returned);
		message_release(&mail.message);
		if (!mail.returned)
			return false;
		mail.message = returned;
	}
	/* What comes back is often shortened, and written anew. */
	mail.message.cut = mail.message.cut || (given && mailcase->mail_rest && !mail.returned);
	mail.exact = mail.exact && !mail.returned && !mail.message.prefixed && !mail.message.cut;
	mail.passed = mail.returned || passed_servers(&mail.message);
	*mail_r = mail;
	return true;
}

bool given_mail_read_own(const struct mailcase *mailcase, struct given_mail *mail_r)
{
	const char *domain = mailcase_domain(mailcase);
	char from[MESSAGE_FROM_MAX][HOST_MAX];
	struct given_mail mail;

	if (!mailcase->mail_len || !given_mail_read(mailcase, &mail))
		return false;
	if (domain[0] && message_from(&mail.message, from) && !provider_same_organisation(from[0], domain)) {
		given_mail_release(&mail);
		return false;
	}
	*mail_r = mail;
	return true;
}

void given_mail_release(struct given_mail *mail)
{
	message_release(&mail->message);
}
