/*
 * The one seam of this room: where an address really leads. NULL in real runs; practice mode and tests give one,
 * so that a scenario may use any names and documentation addresses while all traffic stays on loopback. With a map
 * nothing that the map does not name is ever contacted: it behaves as the map's `otherwise`.
 */
#ifndef MAILMEND_NET_MAP_H
#define MAILMEND_NET_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/addr.h"

#define NET_MAP_DIES_HERE (-1) /* dies_after: the packets do not leave this computer */

enum net_map_action {
	NET_MAP_TO,		  /* to a loopback address and port */
	NET_MAP_REFUSE,		  /* as if a reset came back at once */
	NET_MAP_DROP,		  /* as if packets vanished: time-out */
	NET_MAP_UNREACHABLE,	  /* as if the network were unreachable (ENETUNREACH) */
	NET_MAP_HOST_UNREACHABLE, /* EHOSTUNREACH */
	NET_MAP_FORBID,		  /* as if this computer forbade it (EACCES) */
};

struct net_map_rule {
	struct net_addr
		from; /* address and port; port 0 matches every port; len 0 matches every address (of its
				 port: net_addr_parse("0.0.0.0", 25, &from), then from.len = 0) */
	enum net_map_action action;
	struct net_addr to; /* for NET_MAP_TO: loopback only, anything else is a broken program (assert) */
	/* Who says so, for REFUSE, UNREACHABLE, HOST_UNREACHABLE and FORBID, and the ICMP message of it; len 0:
	 * nobody (a reset, or this computer's own routes). A loopback address stands for this computer itself. */
	struct net_addr offender;
	int icmp_type, icmp_code;
	/* Packets pass that many hops of the map's way and end there; not for NET_MAP_TO. 0: nobody knows where (with
	 * DROP no hop ever answers). */
	int dies_after;
};

struct net_map {
	const struct net_map_rule *rules; /* the first that matches wins */
	size_t n;
	enum net_map_action otherwise; /* never NET_MAP_TO */
	const char *
		signers; /* trusted signers instead of the system's, in PEM form; "": none; NULL: the system's */
	/* The routers on the way to every address that is not loopback, from near to far; those of one family are one
	 * way. They answer to packets that live too short. n_way 0: no router is ever heard of. */
	const struct net_addr *way;
	size_t n_way;
	/* What holds for connections that leave by an interface of their own choice (tcp_attempt.device): past a VPN. NULL:
	 * the same. */
	const struct net_map *aside;
};

/* What happens to a connection to addr; *addr is replaced for NET_MAP_TO. map NULL: NET_MAP_TO, addr untouched. */
enum net_map_action net_map_apply(const struct net_map *map, struct net_addr *addr);

/* The rule that net_map_apply goes by, NULL where it is `otherwise` or there is no map. */
const struct net_map_rule *net_map_rule(const struct net_map *map, const struct net_addr *addr);

/* Whether a packet to addr that lives ttl hops ends at a router of the way, and at which. ttl 0: it lives long. */
bool net_map_hop(const struct net_map *map, const struct net_addr *addr, int ttl, struct net_addr *hop_r);

#endif
