/*
 * TCP connections, many at a time, each telling exactly how it ended.
 *
 * No host has more than a few of them at once (gate.h): those that find no room there begin later, as soon as there is some.
 * One that never found room stays TCP_UNTRIED.
 *
 * Sockets are non-blocking with TCP_NODELAY (a small write behind the TLS Finished costs a round trip otherwise) and
 * IP_RECVERR, so that an ICMP error tells which box sent it. On Linux; other systems give no offender.
 */
#ifndef MAILMEND_NET_TCP_H
#define MAILMEND_NET_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/net/addr.h"
#include "checks/net/io.h"

enum tcp_outcome {
	TCP_UNTRIED, /* never started, or still open when another one won or the scope was cancelled */
	TCP_CONNECTED,
	TCP_REFUSED,	      /* a reset came back: nothing listens there, or a filter says so */
	TCP_TIMED_OUT,	      /* no answer at all within the scope */
	TCP_HOST_UNREACHABLE, /* EHOSTUNREACH, and every other ICMP refusal (IPv6 gives EACCES for "prohibited") */
	TCP_NET_UNREACHABLE, /* ENETUNREACH: no route or no address of the family here, or a router said so */
	TCP_FORBIDDEN,	     /* EACCES, EPERM, EINVAL at connect() without ICMP: a rule of this computer */
	TCP_RESET,	     /* ECONNRESET while connecting */
	TCP_CANCELLED,
	TCP_FAILED, /* anything else; error tells */
};

struct tcp_attempt {
	struct net_addr addr; /* in: where to; it keeps the real address when a map leads elsewhere */
	int ttl;	      /* in: how many hops its packets live; 0: as the system does */
	int max_segment; /* in: TCP_MAXSEG, the largest segment that the peer may send; 0: the system's */
	bool undisturbed; /* in: tcp_probe_all only: its packets are repeated for as long as it lasts, whoever waits for room */
	int device; /* in: leave by the interface with this index, whatever the routes prefer; 0: as the routes say */
	enum tcp_outcome outcome; /* out */
	int error;		  /* out: errno of the failure, 0 otherwise */
	int64_t took_us;	  /* out: from the SYN to the outcome */
	int fd;			  /* out: the socket of TCP_CONNECTED, owned by the caller; -1 otherwise */
	struct net_addr offender; /* out: who sent the ICMP error; len 0 when nobody did */
	int icmp_type, icmp_code; /* out: as received; 0 without offender */
};

/* The ICMP type of "its time to live is over" in this address family. */
int tcp_expired_type(int family);

/* "connected", "refused", "timed-out", … the words of the JSON evidence. */
const char *tcp_outcome_name(enum tcp_outcome outcome);

/* Starts all n attempts at once and waits for every one, or for the scope: what is still open then is TCP_TIMED_OUT
 * (TCP_CANCELLED when the scope was cancelled). One without an address (len 0) stays TCP_UNTRIED. Gives IO_OK, or
 * IO_CANCELLED. n is at most 256. Those for which there is no room beside what came about stay TCP_UNTRIED: the
 * caller, who has the room, tries them again when it has closed the others. */
enum io_status tcp_connect_all(const struct io_scope *scope, struct tcp_attempt *attempts, size_t n);

/*
 * Only looks whether a connection comes about: each is closed the moment it does (fd stays -1), and each attempt has limit_ms
 * from its own start. A new attempt starts only while fewer than at_once are young; one that nobody has answered for 500 ms
 * does not count. Where others wait for room at the same host, such a one is broken off and begins again later.
 */
enum io_status tcp_probe_all(const struct io_scope *scope, struct tcp_attempt *attempts, size_t n,
	size_t at_once, int64_t limit_ms);

/*
 * RFC 8305: attempts in their order (the caller sorts them, families alternating, IPv6 first), a new one every
 * 250 ms or as soon as the one before failed, until one connects. winner_r is its index, n when none connected. The
 * others keep their outcome; those that were still open are closed and TCP_UNTRIED with took_us set to their age. At the gate
 * they count as sessions, which go first.
 */
enum io_status tcp_connect_first(
	const struct io_scope *scope, struct tcp_attempt *attempts, size_t n, size_t *winner_r);

/* Interleaves addresses by family, IPv6 first, keeping the order within a family (RFC 8305 section 4). */
void tcp_sort_addresses(struct net_addr *addrs, size_t n);

#endif
