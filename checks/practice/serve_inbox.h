/*
 * The mails of a server for receiving, for whoever has signed in: what serve_access.c gives on.
 */
#ifndef MAILMEND_PRACTICE_SERVE_INBOX_H
#define MAILMEND_PRACTICE_SERVE_INBOX_H

#include "checks/practice/mailboxes.h"

/* One visit, from the login on. */
struct inbox_visit {
	struct station *station;
	struct peer *peer;
	enum box box; /* IMAP: the one that is examined */
	size_t pop3_most; /* POP3: what lay there at the login; what comes later is not seen (RFC 1939 section 8) */
};

/* The visit of whoever signs in now. */
void inbox_open(struct inbox_visit *visit, struct station *station, struct peer *peer);

/* One command behind the login; false: the conversation is over. Mailboxes can only be examined: SELECT is refused. */
bool inbox_imap(struct inbox_visit *visit, const char *tag, const char *verb, const char *rest);
bool inbox_pop3(const struct inbox_visit *visit, const char *verb, const char *rest);

#endif
