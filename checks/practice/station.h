/*
 * A scenario while it runs: its names and contexts, and what its servers share. Between practice.c and the
 * serve_*.c.
 */
#ifndef MAILMEND_PRACTICE_STATION_H
#define MAILMEND_PRACTICE_STATION_H

#include <stdatomic.h>
#include <stdbool.h>

#include <openssl/ssl.h>

#include "checks/base/str.h"
#include "checks/practice/crew.h"
#include "checks/practice/world.h"

struct station {
	const struct practice_world *world;
	char domain[HOST_MAX], out_host[HOST_MAX], in_host[HOST_MAX];
	char address[ADDRESS_MAX + 1];
	SSL_CTX *out_tls, *in_tls;
	atomic_bool fetched; /* the person has fetched mail */
};

/* One port of a host: the data of its conversations. */
struct booth {
	struct station *station;
	enum port_act act;
	int port;
};

/* Whether this is the account's name and password. */
bool station_knows(const struct station *station, const char *user, const char *password);

/* The same for a PLAIN response in base64 (RFC 4616). */
bool station_knows_plain(const struct station *station, const char *base64);

/* A reply with {host}, {address} and {domain} put in. */
void station_fill(const struct station *station, const char *text, struct str *out);

/* The conversations; data is a booth. */
crew_serve serve_smtp, serve_access, serve_other;

/* The name server; data is a station. */
crew_serve serve_dns_stream;
crew_answer serve_dns;

#endif
