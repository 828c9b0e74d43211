/*
 * The mail that came back, whichever way it was given: a file (--mail, explain), or pasted whole as the message.
 */
#ifndef MAILMEND_STEPS_ERRORS_BOUNCED_H
#define MAILMEND_STEPS_ERRORS_BOUNCED_H

#include "checks/engine/mailcase.h"
#include "checks/know/bounce.h"

/* Whether bytes are a mail with its header, or hold one; the caller releases it. What has lines like "Error: …" alone is none. */
bool bounced_find(const char *bytes, size_t len, struct message *message_r);

struct bounced {
	struct message message;
	struct bounce bounce; /* never BOUNCE_NONE */
};

/* False when a mail system did not write it: then there is nothing to release. */
bool bounced_read(const char *bytes, size_t len, struct bounced *bounced_r);
void bounced_release(struct bounced *bounced);
#define BOUNCED_AUTO __attribute__((cleanup(bounced_release)))

/* Whether what was pasted as the message is such a mail: errors.bounce reads it then, and nobody else. */
bool bounced_is_message(const struct mailcase *mailcase);

#endif
