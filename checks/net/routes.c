/*
 * Is there a way out of this computer at all? connect() of a UDP socket looks up a route and sends nothing.
 */
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/net/map.h"
#include "checks/net/resolver.h"

/* Addresses of the root name servers: as public and as long-lived as any. */
#define PUBLIC_V4 "198.41.0.4"
#define PUBLIC_V6 "2001:503:ba3e::2:30"

static bool has_route(const struct net_addr *to)
{
	int fd = socket(net_addr_family(to), SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool route;

	if (fd < 0)
		return false;
	route = connect(fd, (const struct sockaddr *)&to->ss, to->len) == 0;
	close(fd);
	return route;
}

static bool may_leave(const struct io_scope *scope, const char *text)
{
	struct net_addr to;

	if (!net_addr_parse(text, 53, &to))
		return false;
	if (scope->map)
		return net_map_apply(scope->map, &to) != NET_MAP_UNREACHABLE;
	return has_route(&to);
}

/* An address that an interface gives itself is no sign of a network: fe80::/10 and 169.254.0.0/16. */
static bool is_real(const struct ifaddrs *i)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)i->ifa_addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)i->ifa_addr;

	if (!i->ifa_addr || !(i->ifa_flags & IFF_UP) || (i->ifa_flags & IFF_LOOPBACK))
		return false;
	if (i->ifa_addr->sa_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 16 != 0xa9fe;
	return i->ifa_addr->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr);
}

static bool look_for_interface(void)
{
	struct ifaddrs *list;
	bool found = false;

	if (getifaddrs(&list) != 0)
		return false;
	for (struct ifaddrs *i = list; i && !found; i = i->ifa_next)
		found = is_real(i);
	freeifaddrs(list);
	return found;
}

void net_routes_look(const struct io_scope *scope, struct net_routes *routes_r)
{
	routes_r->ipv4 = may_leave(scope, PUBLIC_V4);
	routes_r->ipv6 = may_leave(scope, PUBLIC_V6);
	routes_r->any_interface = scope->map ? routes_r->ipv4 || routes_r->ipv6 : look_for_interface();
}
