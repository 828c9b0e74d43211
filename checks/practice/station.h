/*
 * A scenario while it runs: its names and contexts, and what its servers share. Between practice.c, town.c and
 * the serve_*.c.
 */
#ifndef MAILMEND_PRACTICE_STATION_H
#define MAILMEND_PRACTICE_STATION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <openssl/ssl.h>

#include "checks/base/str.h"
#include "checks/practice/crew.h"
#include "checks/practice/places.h"
#include "checks/practice/world.h"

/* A test mail that was taken. */
struct delivery {
	struct str mail;  /* as it was handed in; owned */
	int64_t taken_us; /* on the monotonic clock; 0: none was */
	int64_t taken_at; /* seconds since 1970 */
};

struct station {
	const struct practice_world *world;
	char domain[HOST_MAX], out_host[HOST_MAX], in_host[HOST_MAX];
	char address[ADDRESS_MAX + 1];
	SSL_CTX *out_tls, *in_tls, *friend_tls, *internet_tls, *web_tls;
	atomic_bool fetched; /* the person has fetched mail */
	atomic_uint codes;   /* how often the sign-in server was asked for the key */
	atomic_uint visits;  /* conversations with the servers for sending */
	pthread_mutex_t lock;
	struct delivery own, other;		 /* the mail to the person, and to somebody else */
	char internet[INTERNET_HOSTS][HOST_MAX]; /* whose the addresses are; "": nobody's yet */
};

/* One port of a host: the data of its conversations. */
struct booth {
	struct station *station;
	enum port_act act;
	int port;
	const struct smtp_plan *plan; /* NULL: a server for receiving */
	SSL_CTX *tls;
	const char *host; /* NULL: that of the Internet's host `internet` */
	size_t internet;
	bool open; /* takes mail from everybody, without a login */
};

/* The names of a world, nothing opened yet; station_release frees what town_build opened. */
void station_init(struct station *station, const struct practice_world *world);
void station_release(struct station *station);

/* Whether this is the account's name and password. */
bool station_knows(const struct station *station, const char *user, const char *password);

/* The same for a PLAIN response in base64 (RFC 4616). */
bool station_knows_plain(const struct station *station, const char *base64);

/* A reply with {host}, {address} and {domain} put in. */
void station_fill(const struct station *station, const char *host, const char *text, struct str *out);

/* Where the Internet's host of this name is: each name has an address of its own, as long as there are some. */
const struct place *station_settle(struct station *station, const char *name);

/* Keeps a mail for this recipient that a server took. */
void station_deliver(struct station *station, const char *recipient, const struct str *mail);

/* The name of the booth's host; name_r has HOST_MAX bytes. */
void station_host_of(const struct booth *booth, char *name_r);

/* The conversations; data is a booth. */
crew_serve serve_smtp, serve_access, serve_web, serve_other, serve_filter;

/* The name servers: the one that the person uses, the two of the domain, that of the zone above; data is a station. */
crew_serve serve_dns_stream, serve_own_dns_stream, serve_own_dns2_stream, serve_registry_stream;
crew_answer serve_dns, serve_own_dns, serve_own_dns2, serve_registry;

#endif
