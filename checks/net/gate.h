/*
 * How many connections one host has at once: never more than four, whoever asks for them. A mail server counts them and turns
 * a fifth away, and then a test would be the trouble that it reports.
 *
 * A run has one gate; io_scope carries it to where sockets are opened. A connection has a place from before its first packet
 * until its descriptor is closed (net_close, net_give_up). Where no place is free it waits for one, as part of the same wait
 * as everything else: no lock is held meanwhile, and the scope's deadline and cancel hold. Sessions, in which somebody signs in,
 * go first and may have all places; everything else together has three at most.
 *
 * What was asked and not answered for a while (half a second, on a slow line twice what its handshakes take) is cold. A mere
 * look at a port that has gone cold loses its place to whoever wants it: its socket is disconnected in the same moment, so
 * that no late answer makes a connection of it, and it begins again when there is room. One that is given up earlier keeps
 * its place until it would be cold, because its answer may be under way and look like a connection to the host.
 */
#ifndef MAILMEND_NET_GATE_H
#define MAILMEND_NET_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/net/addr.h"

#define GATE_PLACES 4 /* at one host */
#define GATE_PROBES 3 /* of them for all that is no session */

enum gate_use {
	GATE_SESSION, /* the conversations that the run is about */
	GATE_TALK,    /* another conversation, or an attempt that must not be disturbed */
	GATE_LOOK,    /* whether a connection comes about, nothing else: loses its place when it is cold */
};

struct net_gate;

struct net_gate *net_gate_new(void);

/* No socket of the gate is open any more, and nobody waits. */
void net_gate_free(struct net_gate **gate);

/*
 * These addresses are of one host, which has its places for all of them together (IPv4 and IPv6). An address that was never
 * named here is a host of its own.
 */
void net_gate_one_host(struct net_gate *gate, const struct net_addr *addrs, size_t n);

/* Whether two addresses share their places. */
bool net_gate_is_one_host(struct net_gate *gate, const struct net_addr *a, const struct net_addr *b);

/* A wish for a place. It stays where it is in memory from net_gate_enter to net_gate_withdraw or to success. */
struct gate_wish {
	const struct net_addr *addr; /* in: where to; the port does not count */
	enum gate_use use;	     /* in */
	int wake_fd; /* in: an eventfd that is written to when another try is worth it; -1: none */
	bool waits;  /* it stands in the queue */
};

/*
 * Takes a place for the socket fd, whose packets must not have been sent yet; gate NULL: there is always one. False: there is
 * none now, and the wish waits in the order of arrival, sessions first. Then it is worth another try when wake_fd is readable
 * or at *again_us_r (CLOCK_NEVER: at no certain time).
 */
bool net_gate_enter(struct net_gate *gate, struct gate_wish *wish, int fd, int64_t *again_us_r);

/* The wish is given up. Nothing happens to one that does not wait. */
void net_gate_withdraw(struct net_gate *gate, struct gate_wish *wish);

/* The connection of fd came about, so long after its first packet. */
void net_gate_connected(int fd, int64_t took_us);

/* Whether the place of fd went to somebody else. Only a GATE_LOOK ever loses it. */
bool net_gate_is_lost(int fd);

/*
 * Closes a descriptor and gives its place back, in that order. Every connection is closed by one of these two; they need no
 * gate at hand, and a descriptor without a place (or without a gate) is closed all the same.
 */
void net_close(int fd);

/* Closes one that nobody has answered. */
void net_give_up(int fd);

/*
 * The conversation on fd is over: the other side is told that nothing more will come, and the place is given back. The
 * descriptor stays open, for whoever still asks it something, and is closed later.
 */
void net_hang_up(int fd);

#endif
