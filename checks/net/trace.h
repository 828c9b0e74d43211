/*
 * The way of TCP packets, hop by hop: connections whose packets live 1, 2, 3 … hops, side by side. The router at which one
 * ends says so (ICMP "time exceeded"), and IP_RECVERR hands its address to an unprivileged process. On systems without
 * IP_RECVERR no router is ever heard of.
 *
 * Two such ways to one host, to a port that is closed by somebody and to one that works, show between which hops the packets
 * of the first end.
 */
#ifndef MAILMEND_NET_TRACE_H
#define MAILMEND_NET_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/net/tcp.h"

#define TRACE_HOPS_MAX 16
#define TRACE_SIDE     4   /* lives side by side */
#define TRACE_WAIT_MS  700 /* for each answer */

enum trace_end {
	TRACE_LOST,	/* nothing more was heard, up to the last hop that was tried */
	TRACE_ARRIVED,	/* a connection came about */
	TRACE_REFUSED,	/* a reset came back */
	TRACE_REJECTED, /* somebody on the way said no by ICMP */
	TRACE_STOPPED,	/* this computer did not let it out, or the scope ended */
};

struct net_trace {
	struct net_addr to;
	struct tcp_attempt hops[TRACE_HOPS_MAX]; /* [ttl - 1]; fd -1 in all */
	size_t n;				 /* how many were tried */
	enum trace_end end;
	size_t end_ttl; /* the shortest life with which it ended so; n for TRACE_LOST */
};

/*
 * Traces to addr (its port counts) with lives up to max hops, in groups of TRACE_SIDE, and ends with the first group in which
 * something other than a router on the way answered, or the second one in a row without any answer. IO_OK, or IO_CANCELLED.
 */
enum io_status net_trace(
	const struct io_scope *scope, const struct net_addr *addr, size_t max, struct net_trace *trace_r);

/*
 * The same for a port that may be closed on the way, beside a trace of another port that arrived: only the lives at which a
 * router answered there are tried, and the first one that stays silent twice, while the other port's packets are answered,
 * ends it. A router that answers to neither port the second time (they answer to so many a second only) is left out of both.
 */
enum io_status net_trace_beside(const struct io_scope *scope, const struct net_addr *addr,
	struct net_trace *open, struct net_trace *trace_r);

/*
 * Asks once more at the lives below the end that stayed silent, TRACE_SIDE at most: a router that has just answered much is silent for a while.
 */
enum io_status net_trace_again(const struct io_scope *scope, struct net_trace *trace);

/* Whether a router on the way answered that the life of this packet was over. */
bool trace_is_hop(const struct tcp_attempt *attempt);

/* Where packets of one port end while those of another arrive. Pure. */
struct trace_gap {
	size_t last; /* the longest life with which a router answered for the closed port; 0: none did */
	size_t next; /* the next life at which somebody answered for the open port only; 0: nobody did */
	bool next_is_target; /* that somebody is the server itself */
};
struct trace_gap trace_gap(const struct net_trace *closed, const struct net_trace *open);

/* Whether packets pass the same router twice with others between: they go round in a circle. Pure. */
bool trace_circles(const struct net_trace *trace);

/* Appends "1 192.168.1.1 2 ms; 2 *; 3 203.0.113.25 connected 9 ms". */
void trace_text(const struct net_trace *trace, struct str *text);

#endif
