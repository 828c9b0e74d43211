/*
 * One DNS question on its way: which servers it was sent to, when it is due again, and its end. Private to
 * this room; dns.c drives many of them in one wait.
 */
#ifndef MAILMEND_NET_DNS_ASK_H
#define MAILMEND_NET_DNS_ASK_H

#include "checks/net/dns_wire.h"

/* The way to one server: a connected socket and the id that its answer must bear. */
struct dns_path {
	struct net_addr server; /* the real address, not the mapped one */
	int fd;			/* -1: not open, or a map that drops */
	uint16_t id;
	bool sent;   /* a question is out */
	bool failed; /* cannot be reached, or gave an answer that is none */
	bool plain;  /* without EDNS */
};

/* A question over TCP; at most one at a time. */
struct dns_tcp {
	bool active;
	int fd; /* -1: a map that drops */
	uint16_t id;
	struct dns_path *path;
	int64_t deadline_us;
	unsigned char out[DNS_QUERY_MAX + 2];
	size_t out_len, out_done;
	unsigned char prefix[2];
	unsigned char *in; /* NULL until the length is known */
	size_t in_len, in_done;
};

struct dns_ask {
	struct dns_answer *answer;
	const struct net_map *map;
	char *name; /* now asked: the question, later the end of a CNAME chain */
	int steps;  /* of CNAME chains so far */
	struct dns_path paths[DNS_SERVERS_MAX];
	size_t n_paths, turn;
	struct dns_tcp tcp;
	int64_t started_us, deadline_us, next_us, interval_us;
	enum dns_outcome failure; /* the best account of what went wrong, DNS_UNASKED so far nothing */
	int failure_rcode;
	bool starved;	 /* no descriptor was free */
	bool done, told; /* told: the caller knows that it ended */
};

/* Begins and sends the first packet. servers are asked in their order. */
void dns_ask_start(struct dns_ask *ask, struct dns_answer *answer, const struct net_addr *servers, size_t n,
	const struct net_map *map, int64_t deadline_us);

/* Does what is due now: the next packet, the end of patience. */
void dns_ask_tick(struct dns_ask *ask, int64_t now_us);

/* When dns_ask_tick() is due next. */
int64_t dns_ask_due(const struct dns_ask *ask);

/* Adds what it waits for to wants (room for DNS_SERVERS_MAX); gives how many. */
size_t dns_ask_wants(const struct dns_ask *ask, struct io_want *wants);

/* One of its descriptors is ready. buf has DNS_MESSAGE_MAX bytes. */
void dns_ask_ready(struct dns_ask *ask, const struct io_want *want, unsigned char *buf);

/* Ends it with that outcome, if it has not ended yet. */
void dns_ask_finish(struct dns_ask *ask, enum dns_outcome outcome);

void dns_ask_release(struct dns_ask *ask);

/* Between dns_ask.c and dns_tcp.c. */

/* A socket to server, connected (or connecting), as the map says. -1 with an errno; EAGAIN: a map that drops. */
int dns_socket(int type, const struct net_addr *server, const struct net_map *map);

/* A message that may be the answer of this path. */
void dns_ask_message(
	struct dns_ask *ask, struct dns_path *path, uint16_t id, const unsigned char *msg, size_t len);

/* This path gives nothing: the next one, or the end. */
void dns_ask_path_failed(struct dns_ask *ask, struct dns_path *path, enum dns_outcome why, int rcode);

void dns_tcp_start(struct dns_ask *ask, struct dns_path *path);
void dns_tcp_ready(struct dns_ask *ask);
void dns_tcp_stop(struct dns_ask *ask);

#endif
