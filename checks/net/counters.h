/*
 * What the kernel counts of IP and TCP packets, and what the counts say about packets that nobody answered: did they leave
 * this computer, and did an answer come back to it?
 *
 * A firewall of this computer that drops a packet in silence leaves its marks (measured on Linux 6.18): the packet is asked
 * for (OutRequests) and not sent (OutTransmits), and its repetition fails (TCPRetransFail). An answer that it drops arrives
 * (InReceives) and is not handed on (InDelivers). A packet that is dropped further on leaves none of these.
 * The counts belong to the network namespace and all its processes: in a container they tell nothing of the firewall of the
 * computer around it, and a round with a port that works, of the same length, has to show that nobody else makes the marks.
 */
#ifndef MAILMEND_NET_COUNTERS_H
#define MAILMEND_NET_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net_counters {
	int64_t out_requests, out_transmits, forwarded, in_receives, in_delivers; /* of one address family */
	int64_t retrans_fail, syn_retrans;					  /* of both together */
	bool has_transmits; /* the kernel counts them (Linux 6.3 and later) */
	bool has_ip, has_tcp;
};

/* Reads the kernel's own tables; what a text lacks is left at 0. family: whose line of snmp, or snmp6, is meant. */
void net_counters_snmp(const char *text, struct net_counters *counters_r);    /* /proc/net/snmp: IPv4 */
void net_counters_snmp6(const char *text, struct net_counters *counters_r);   /* /proc/net/snmp6: IPv6 */
void net_counters_netstat(const char *text, struct net_counters *counters_r); /* /proc/net/netstat: TCP */

/* What was counted between two readings. */
struct net_counters net_counters_between(const struct net_counters *before, const struct net_counters *after);

/* One round: so many first packets, to a port that stays silent or to one that works. */
struct counters_round {
	struct net_counters counted;
	int n; /* connections that were begun */
};

enum counters_say {
	COUNTERS_UNKNOWN,
	COUNTERS_LEFT,		  /* the packets left this computer, and no answer came back to it */
	COUNTERS_HELD_BACK,	  /* they did not leave it */
	COUNTERS_ANSWERS_DROPPED, /* they left, and the answers are dropped here */
};

/* What one round suggests; only COUNTERS_LEFT is sure without a second round and one with a port that works. Pure. */
enum counters_say counters_round_says(const struct counters_round *round);

/* What two rounds with the silent port and one with a port that works say together. control.n 0: no port works. Pure. */
enum counters_say counters_judge(const struct counters_round *first, const struct counters_round *second,
	const struct counters_round *control);

#endif
