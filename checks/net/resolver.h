/*
 * What this computer itself answers for a name: the hosts file, and NSS as a whole (mDNS, LDAP, a local cache).
 *
 * getaddrinfo cannot be cancelled, so it runs on a worker that may be abandoned; an abandoned worker owns its
 * memory and frees it when it ends.
 */
#ifndef MAILMEND_NET_RESOLVER_H
#define MAILMEND_NET_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/addr.h"
#include "checks/net/io.h"

#define RESOLVER_ADDRS_MAX 16

struct resolver_answer {
	struct net_addr addrs[RESOLVER_ADDRS_MAX]; /* port 0 */
	size_t n;
	int error; /* EAI_… of getaddrinfo, 0 when it answered */
};

/* Addresses that the hosts file gives for name, read directly (nothing is asked). n is 0 when it has none. */
void resolver_hosts_file(const char *path, const char *name, struct resolver_answer *answer_r);

/*
 * Asks the system (NSS). IO_OK: answer_r holds addresses or an error; otherwise nothing is known. With a map nobody is
 * asked: IO_FAILED.
 */
enum io_status resolver_system(
	const struct io_scope *scope, const char *name, struct resolver_answer *answer_r);

/*
 * Whether this computer has a route to the outside, per family. With a map: whether the map says anything else than
 * NET_MAP_UNREACHABLE of 198.41.0.4 and 2001:503:ba3e::2:30 (root name servers).
 */
struct net_routes {
	bool ipv4, ipv6; /* connect() of a UDP socket to a public address finds a route */
	bool any_interface; /* an interface other than loopback is up and has an address (link-local ones do not count) */
};
void net_routes_look(const struct io_scope *scope, struct net_routes *routes_r);

#endif
