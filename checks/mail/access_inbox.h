/*
 * Reports in the inbox: mails that a mail system wrote because another one came back. After access_login, within the same session.
 *
 * Nothing is changed: by IMAP the inbox is examined, not selected, and mails are peeked at (RFC 9051 sections 6.3.3 and 6.4.5); by POP3
 * only TOP is used (RFC 1939 section 7), since servers mark what was fetched by RETR, and some hide it from then on. Nothing of a mail
 * goes into the transcript.
 */
#ifndef MAILMEND_MAIL_ACCESS_INBOX_H
#define MAILMEND_MAIL_ACCESS_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "checks/mail/access.h"

#define INBOX_FOUND_MAX 20 /* what looks like a report, the newest first */
#define INBOX_MAIL_BYTES                                                                                     \
	60000 /* of one mail, from its beginning; the report stands there, what came back behind it */
#define INBOX_POP3_MAX 50   /* mails whose header is looked at by POP3, which cannot search */
#define INBOX_IMAP_MAX 3000 /* mails that are searched by IMAP */

struct access_inbox {
	uint32_t mails;		       /* in the inbox, of any kind */
	uint32_t ids[INBOX_FOUND_MAX]; /* UID (IMAP) or number (POP3), for access_inbox_read */
	size_t n;
	bool whole; /* everything since the day was looked at, as far as the limits above go */
};

/*
 * Looks for what came on the day of `since` (seconds since 1970) or later. What was found before something went wrong stands in inbox_r
 * in any case.
 */
enum access_step access_inbox_look(struct access_session *session, const struct io_scope *scope,
	int64_t since, struct access_inbox *inbox_r);

/* The first bytes of one mail; empty where it is not there any more. mail_r is replaced; after a fault it holds what had come. */
enum access_step access_inbox_read(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *mail_r);

#endif
