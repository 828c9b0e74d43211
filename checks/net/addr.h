/*
 * An IP address with a port, IPv4 or IPv6.
 */
#ifndef MAILMEND_NET_ADDR_H
#define MAILMEND_NET_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#define NET_ADDR_TEXT 64 /* bytes that hold any address as text, IPv6 scope included */

struct net_addr {
	struct sockaddr_storage ss;
	socklen_t len; /* 0: no address */
};

/* Reads "192.0.2.1", "2001:db8::1" or "[2001:db8::1]" (an optional %scope); false for anything else. */
bool net_addr_parse(const char *text, int port, struct net_addr *addr_r);

/* From raw bytes in network order: 4 for AF_INET, 16 for AF_INET6. */
struct net_addr net_addr_make(int family, const void *bytes, int port);

/* The address without the port: "192.0.2.1", "2001:db8::1". "" for no address. */
void net_addr_text(const struct net_addr *addr, char *buf, size_t size);

int net_addr_port(const struct net_addr *addr);
int net_addr_family(const struct net_addr *addr);

/* The same address with another port. */
struct net_addr net_addr_with_port(const struct net_addr *addr, int port);

/* Whether address (not port) is the same; an IPv4-mapped IPv6 address equals its IPv4 form. */
bool net_addr_same_ip(const struct net_addr *a, const struct net_addr *b);

/* Loopback, private (RFC 1918, RFC 4193), link-local, shared (RFC 6598), unspecified: not on the public Internet. */
bool net_addr_is_private(const struct net_addr *addr);
bool net_addr_is_loopback(const struct net_addr *addr);

/* Whether one of this computer's own interfaces has this address. */
bool net_addr_is_own(const struct net_addr *addr);

#endif
