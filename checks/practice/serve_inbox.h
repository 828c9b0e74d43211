/*
 * The mails of a server for receiving, for whoever has signed in: what serve_access.c gives on.
 */
#ifndef MAILMEND_PRACTICE_SERVE_INBOX_H
#define MAILMEND_PRACTICE_SERVE_INBOX_H

#include "checks/practice/station.h"

/* One command behind the login; false: the conversation is over. The inbox can only be examined: SELECT is refused. */
bool inbox_imap(const struct station *station, struct peer *peer, const char *tag, const char *verb,
	const char *rest);
bool inbox_pop3(const struct station *station, struct peer *peer, const char *verb, const char *rest);

#endif
