/*
 * The addresses of all interfaces that are up, each mixed by itself and added, so that their order does not count.
 */
#include "checks/net/place.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

/* FNV-1a: it only has to differ. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * 0x100000001b3u;
	return hash;
}

static uint64_t of_interface(const struct ifaddrs *one)
{
	uint64_t hash = mix(0xcbf29ce484222325u, one->ifa_name, strlen(one->ifa_name));

	if (one->ifa_addr->sa_family == AF_INET)
		return mix(hash, &((const struct sockaddr_in *)(const void *)one->ifa_addr)->sin_addr, 4);
	return mix(hash, &((const struct sockaddr_in6 *)(const void *)one->ifa_addr)->sin6_addr, 16);
}

/* What every computer has, and what it gives itself without a network, says nothing. */
static int counts(const struct ifaddrs *one)
{
	if (!one->ifa_addr || !(one->ifa_flags & IFF_UP) || (one->ifa_flags & IFF_LOOPBACK))
		return 0;
	if (one->ifa_addr->sa_family == AF_INET6)
		return !IN6_IS_ADDR_LINKLOCAL(
			&((const struct sockaddr_in6 *)(const void *)one->ifa_addr)->sin6_addr);
	return one->ifa_addr->sa_family == AF_INET;
}

uint64_t net_place(void)
{
	struct ifaddrs *all;
	uint64_t place = 1;

	if (getifaddrs(&all) != 0)
		return 0;
	for (const struct ifaddrs *one = all; one; one = one->ifa_next)
		if (counts(one))
			place += of_interface(one);
	freeifaddrs(all);
	return place;
}
