/*
 * A server as it is published, in the making. Between autoconfig.c and autodiscover.c.
 */
#ifndef MAILMEND_KNOW_PUBLISHED_H
#define MAILMEND_KNOW_PUBLISHED_H

#include "checks/know/autoconfig.h"
#include "checks/know/xml.h"

/* How one signs in there. */
enum published_auth {
	AUTH_PASSWORD = 1,
	AUTH_OAUTH = 2,
	AUTH_NOBODY = 4, /* the server wants no login: whoever is on the provider's line */
};

struct published_server {
	bool outgoing, incoming, pop3;
	char host[XML_TEXT_MAX]; /* as it stands there */
	int port;
	char kind; /* as provider_server.kind; 0: not told, or not understood */
	unsigned auth;
	char user; /* as provider_server.user; 0: not told */
};

/* The form of a user name that was given to the postmaster of this domain; placeholders are understood. */
char published_user(const char *user, const char *domain);

/* Adds it to the row, where it is whole; domain is put into its host's name. */
void published_add(struct published *published, const struct published_server *server, const char *domain);

/* Makes the row whole: encrypted servers first, what holds for all of it. False: it has no server for sending. */
bool published_finish(struct published *published, unsigned auth);

#endif
