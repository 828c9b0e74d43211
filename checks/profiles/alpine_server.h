/*
 * The server of a mail folder or for sending as Alpine writes it: HOST[:PORT]/switch/switch=value.
 */
#ifndef MAILMEND_PROFILES_ALPINE_SERVER_H
#define MAILMEND_PROFILES_ALPINE_SERVER_H

#include "checks/profiles/text.h"

struct alpine_server {
	bool ssl, tls, notls, submit, novalidate, pop3;
	int port;
	bool bad;
	char host[HOST_MAX], user[ADDRESS_MAX + 1], method[40], unknown[40];
};

/*
 * "USER:PASSWORD@" or "SCHEME://USER:PASSWORD@", which others write before the host and Alpine does not know: its length, 0 where none stands
 * there. The '@' of "/user=anna@example.org" is not one.
 */
size_t alpine_user_length(const char *text);

void alpine_server_read(const char *text, struct alpine_server *server_r);

#endif
