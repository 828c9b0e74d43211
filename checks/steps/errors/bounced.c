/*
 * Telling a mail that came back from a line of an error message.
 */
#include "checks/steps/errors/bounced.h"

#include <string.h>

/* "Error: 550 …" begins like a field of a header, too: a mail has its sender, or was written into by servers. */
static bool has_header(const struct message *message)
{
	static const char *const fields[] = {
		"From", "Received", "Return-Path", "Delivered-To", "MIME-Version"};
	size_t n = 0;

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		n += message_field(message, fields[i], 0) != NULL;
	return n > 0 && message->n > 1;
}

bool bounced_find(const char *bytes, size_t len, struct message *message_r)
{
	struct message message;

	if (!message_parse(bytes, len, &message))
		return message_find(bytes, len, message_r);
	if (has_header(&message)) {
		*message_r = message;
		return true;
	}
	message_release(&message);
	return message_find(bytes, len, message_r);
}

bool bounced_read(const char *bytes, size_t len, struct bounced *bounced_r)
{
	struct bounced bounced;

	if (!len || !bounced_find(bytes, len, &bounced.message))
		return false;
	bounce_read(&bounced.message, &bounced.bounce);
	if (bounced.bounce.kind != BOUNCE_NONE) {
		*bounced_r = bounced;
		return true;
	}
	bounced_release(&bounced);
	return false;
}

void bounced_release(struct bounced *bounced)
{
	bounce_release(&bounced->bounce);
	message_release(&bounced->message);
}

bool bounced_is_message(const struct mailcase *mailcase)
{
	struct bounced bounced;

	if (!bounced_read(mailcase->message, strlen(mailcase->message), &bounced))
		return false;
	bounced_release(&bounced);
	return true;
}
