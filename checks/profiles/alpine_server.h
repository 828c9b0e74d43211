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

void alpine_server_read(const char *text, struct alpine_server *server_r);

#endif
