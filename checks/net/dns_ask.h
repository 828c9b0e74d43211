/*
 * One DNS question on its way: which servers it was sent to, when it is due again, and its end. Private to
 * this room; dns.c drives many of them in one wait.
 */
#ifndef MAILMEND_NET_DNS_ASK_H
#define MAILMEND_NET_DNS_ASK_H

#include "checks/net/dns_port.h"
#include "checks/net/dns_wire.h"

/* A question over TCP; at most one at a time. */
struct dns_tcp {
	bool active;
	int fd; /* -1: a map that drops */
	uint16_t id;
	struct dns_path *path;
	int64_t deadline_us;
	unsigned char *out; /* two bytes of length, and the question */
	size_t out_len, out_done;
	unsigned char prefix[2];
	unsigned char *in; /* NULL until the length is known */
	size_t in_len, in_done;
};

struct dns_ask {
	struct dns_answer *answer;
	struct dns_pool *pool;
	char *name; /* now asked: the question, later the end of a CNAME chain */
	int steps;  /* of CNAME chains so far */
	struct dns_path paths[DNS_SERVERS_MAX];
	size_t n_paths, turn;
	struct dns_tcp tcp;
	int64_t started_us, deadline_us, next_us, interval_us;
	enum dns_outcome failure; /* the best account of what went wrong, DNS_UNASKED so far nothing */
	int failure_rcode;
	int64_t stagger_us; /* what is sent again is sent so much later than by the first question */
	bool starved;	    /* no descriptor was free */
	bool crowded;	    /* many others are under way with it: a server may have turned it away for that */
	bool turned_away;   /* it was, and is asked once more */
	bool done, told;    /* told: the caller knows that it ended */
};

/* How questions that go together are asked. */
struct dns_asking {
	struct dns_pool *pool;
	const struct net_addr *servers; /* in their order; they live as long as the question */
	size_t n_servers;
	int64_t started_us, deadline_us;
	size_t nth, of; /* its place among the questions of this round */
};

/* Begins; the first packet is posted. */
void dns_ask_start(struct dns_ask *ask, struct dns_answer *answer, const struct dns_asking *asking);

/* Does what is due now: the next packet, the end of patience. */
void dns_ask_tick(struct dns_ask *ask, int64_t now_us);

/* When dns_ask_tick() is due next. */
int64_t dns_ask_due(const struct dns_ask *ask);

/* What it waits for itself, over TCP; false when the sockets of the pool do the waiting. */
bool dns_ask_wants(const struct dns_ask *ask, struct io_want *want_r);

/* Its own descriptor is ready. */
void dns_ask_ready(struct dns_ask *ask, const struct io_want *want);

/* Ends it with that outcome, if it has not ended yet. */
void dns_ask_finish(struct dns_ask *ask, enum dns_outcome outcome);

void dns_ask_release(struct dns_ask *ask);

/* Between dns_ask.c, dns_port.c and dns_tcp.c. */

/* A message that may be the answer of this path. */
void dns_ask_message(
	struct dns_ask *ask, struct dns_path *path, uint16_t id, const unsigned char *msg, size_t len);

/* This path gives nothing: the next one, or the end. */
void dns_ask_path_failed(struct dns_ask *ask, struct dns_path *path, enum dns_outcome why, int rcode);

/* Takes the other ways back: nothing that comes by them counts any more. */
void dns_ask_close_paths(struct dns_ask *ask);

void dns_tcp_start(struct dns_ask *ask, struct dns_path *path);
void dns_tcp_ready(struct dns_ask *ask);
void dns_tcp_stop(struct dns_ask *ask);

#endif
