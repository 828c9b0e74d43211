/*
 * The sockets of questions that are asked together. Questions to one server share connected sockets, thirty-two each: every socket has
 * a random port of its own, every question on it a random id that no other one has, so that whoever forges an answer must
 * guess both (RFC 5452). Packets leave and arrive many at a time. Private to this room.
 */
#ifndef MAILMEND_NET_DNS_PORT_H
#define MAILMEND_NET_DNS_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/vec.h"
#include "checks/net/addr.h"
#include "checks/net/io.h"

#define DNS_PORTS_MAX 256

struct dns_ask;
struct dns_port;

/* The way of one question to one server. */
struct dns_path {
	const struct net_addr *server; /* the real address, not the mapped one */
	struct dns_port *port;	       /* NULL: no answer is expected this way */
	size_t slot;		       /* its place there */
	bool sent;		       /* a question is out */
	bool failed;		       /* cannot be reached, or gave an answer that is none */
	bool plain;		       /* without EDNS */
};

struct dns_pool {
	const struct net_map *map;
	struct dns_port *ports[DNS_PORTS_MAX];
	size_t n;
	uint16_t ids[64]; /* random, to be used from the end */
	size_t n_ids;
	unsigned char *in; /* room for what is read at once; NULL before the first time */
};

void dns_pool_init(struct dns_pool *pool, const struct net_map *map);

/* No path has a port any more. */
void dns_pool_release(struct dns_pool *pool);

/* Gives path a socket and an id. False with an errno: EMFILE or ENFILE when there is none now, else the server cannot be reached. */
bool dns_pool_enter(struct dns_pool *pool, struct dns_ask *ask, struct dns_path *path);

/* Whatever comes for the path from now on is not taken. Nothing happens to one without a port. */
void dns_pool_leave(struct dns_path *path);

/* The question of path, which has a port, is to be sent: by the next dns_pool_flush(). */
void dns_pool_post(struct dns_path *path);

/* Sends what was posted. A server that cannot be reached is told to its questions by dns_ask_path_failed(). */
void dns_pool_flush(struct dns_pool *pool);

/* What the sockets wait for; wants has room for DNS_PORTS_MAX, ports_r tells whose each is. Gives how many. */
size_t dns_pool_wants(struct dns_pool *pool, struct io_want *wants, struct dns_port **ports_r);

/* Reads what has come, and hands it to dns_ask_message(). */
void dns_pool_ready(struct dns_pool *pool, struct dns_port *port);

/* Closes sockets that no question uses; false when there were none. */
bool dns_pool_spare(struct dns_pool *pool);

/* A new socket to server, connected (or connecting), as the map says. -1 with an errno; EAGAIN: a map that drops. */
int dns_socket(int type, const struct net_addr *server, const struct net_map *map);

#endif
