/*
 * The one seam of this room: where an address really leads. NULL in real runs; practice mode and tests give one,
 * so that a scenario may use any names and documentation addresses while all traffic stays on loopback. With a map
 * nothing that the map does not name is ever contacted: it behaves as the map's `otherwise`.
 */
#ifndef MAILMEND_NET_MAP_H
#define MAILMEND_NET_MAP_H

#include <stddef.h>

#include "checks/net/addr.h"

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
};

struct net_map {
	const struct net_map_rule *rules; /* the first that matches wins */
	size_t n;
	enum net_map_action otherwise; /* never NET_MAP_TO */
	const char *
		signers; /* trusted signers instead of the system's, in PEM form; "": none; NULL: the system's */
};

/* What happens to a connection to addr; *addr is replaced for NET_MAP_TO. map NULL: NET_MAP_TO, addr untouched. */
enum net_map_action net_map_apply(const struct net_map *map, struct net_addr *addr);

#endif
