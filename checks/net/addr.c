/*
 * IP addresses: read, written, compared and sorted into "here", "near" and "the Internet".
 */
#include "checks/net/addr.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"

/* The socket address by its family; the storage is large and aligned enough for each. */
static struct sockaddr_in *v4(const struct net_addr *addr)
{
	return (struct sockaddr_in *)&addr->ss;
}

static struct sockaddr_in6 *v6(const struct net_addr *addr)
{
	return (struct sockaddr_in6 *)&addr->ss;
}

struct net_addr net_addr_make(int family, const void *bytes, int port)
{
	struct net_addr addr;

	memset(&addr, 0, sizeof addr);
	if (family == AF_INET) {
		addr.ss.ss_family = AF_INET;
		v4(&addr)->sin_port = htons((uint16_t)port);
		memcpy(&v4(&addr)->sin_addr, bytes, 4);
		addr.len = sizeof(struct sockaddr_in);
	} else if (family == AF_INET6) {
		addr.ss.ss_family = AF_INET6;
		v6(&addr)->sin6_port = htons((uint16_t)port);
		memcpy(&v6(&addr)->sin6_addr, bytes, 16);
		addr.len = sizeof(struct sockaddr_in6);
	}
	return addr;
}

/* A scope is an interface by name or by number. */
static bool parse_scope(const char *text, uint32_t *scope_r)
{
	int64_t number;

	if (ascii_number(text, 1, UINT32_MAX, &number))
		*scope_r = (uint32_t)number;
	else
		*scope_r = if_nametoindex(text);
	return *scope_r != 0;
}

static bool parse_v6(char *text, int port, struct net_addr *addr_r)
{
	char *percent = strchr(text, '%');
	unsigned char bytes[16];
	uint32_t scope = 0;

	if (percent) {
		*percent = '\0';
		if (!parse_scope(percent + 1, &scope))
			return false;
	}
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return false;
	*addr_r = net_addr_make(AF_INET6, bytes, port);
	v6(addr_r)->sin6_scope_id = scope;
	return true;
}

bool net_addr_parse(const char *text, int port, struct net_addr *addr_r)
{
	char buf[NET_ADDR_TEXT + 2];
	unsigned char bytes[4];
	size_t len = strlen(text);

	if (len >= sizeof buf)
		return false;
	if (inet_pton(AF_INET, text, bytes) == 1) {
		*addr_r = net_addr_make(AF_INET, bytes, port);
		return true;
	}
	memcpy(buf, text, len + 1);
	if (buf[0] != '[')
		return parse_v6(buf, port, addr_r);
	if (buf[len - 1] != ']')
		return false;
	buf[len - 1] = '\0';
	return parse_v6(buf + 1, port, addr_r);
}

void net_addr_text(const struct net_addr *addr, char *buf, size_t size)
{
	char ip[INET6_ADDRSTRLEN] = "";
	char interface[IF_NAMESIZE];

	if (!size)
		return;
	buf[0] = '\0';
	if (!addr->len)
		return;
	if (net_addr_family(addr) == AF_INET)
		inet_ntop(AF_INET, &v4(addr)->sin_addr, ip, sizeof ip);
	else if (net_addr_family(addr) == AF_INET6)
		inet_ntop(AF_INET6, &v6(addr)->sin6_addr, ip, sizeof ip);
	if (net_addr_family(addr) != AF_INET6 || !v6(addr)->sin6_scope_id)
		snprintf(buf, size, "%s", ip);
	else if (if_indextoname(v6(addr)->sin6_scope_id, interface))
		snprintf(buf, size, "%s%%%s", ip, interface);
	else
		snprintf(buf, size, "%s%%%u", ip, (unsigned)v6(addr)->sin6_scope_id);
}

int net_addr_family(const struct net_addr *addr)
{
	return addr->ss.ss_family;
}

int net_addr_port(const struct net_addr *addr)
{
	if (net_addr_family(addr) == AF_INET)
		return ntohs(v4(addr)->sin_port);
	return net_addr_family(addr) == AF_INET6 ? ntohs(v6(addr)->sin6_port) : 0;
}

struct net_addr net_addr_with_port(const struct net_addr *addr, int port)
{
	struct net_addr copy = *addr;

	if (net_addr_family(addr) == AF_INET)
		v4(&copy)->sin_port = htons((uint16_t)port);
	else if (net_addr_family(addr) == AF_INET6)
		v6(&copy)->sin6_port = htons((uint16_t)port);
	return copy;
}

/* The IPv4 bytes of an IPv4 or IPv4-mapped address, NULL for any other. */
static const unsigned char *v4_bytes(const struct net_addr *addr)
{
	if (!addr->len)
		return NULL;
	if (net_addr_family(addr) == AF_INET)
		return (const unsigned char *)&v4(addr)->sin_addr;
	if (net_addr_family(addr) == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6(addr)->sin6_addr))
		return v6(addr)->sin6_addr.s6_addr + 12;
	return NULL;
}

static const unsigned char *v6_bytes(const struct net_addr *addr)
{
	return addr->len && net_addr_family(addr) == AF_INET6 ? v6(addr)->sin6_addr.s6_addr : NULL;
}

bool net_addr_same_ip(const struct net_addr *a, const struct net_addr *b)
{
	const unsigned char *a4 = v4_bytes(a), *b4 = v4_bytes(b);
	const unsigned char *a6 = v6_bytes(a), *b6 = v6_bytes(b);

	if (a4 && b4)
		return !memcmp(a4, b4, 4);
	if (a4 || b4 || !a6 || !b6)
		return false;
	if (v6(a)->sin6_scope_id && v6(b)->sin6_scope_id && v6(a)->sin6_scope_id != v6(b)->sin6_scope_id)
		return false;
	return !memcmp(a6, b6, 16);
}

bool net_addr_is_loopback(const struct net_addr *addr)
{
	const unsigned char *b4 = v4_bytes(addr);

	if (b4)
		return b4[0] == 127;
	return v6_bytes(addr) && IN6_IS_ADDR_LOOPBACK(&v6(addr)->sin6_addr);
}

/* Whether the first bits of bytes are those of prefix. */
static bool begins(const unsigned char *bytes, const unsigned char *prefix, int bits)
{
	int rest = bits % 8;

	if (memcmp(bytes, prefix, (size_t)bits / 8) != 0)
		return false;
	return !rest || !((bytes[bits / 8] ^ prefix[bits / 8]) >> (8 - rest));
}

bool net_addr_is_private(const struct net_addr *addr)
{
	static const struct {
		unsigned char prefix[2];
		int bits;
	} private4[] = {{{0}, 8}, {{10}, 8}, {{100, 64}, 10}, {{127}, 8}, {{169, 254}, 16}, {{172, 16}, 12},
		{{192, 168}, 16}},
	  private6[] = {{{0xfc}, 7}, {{0xfe, 0x80}, 10}, {{0xfe, 0xc0}, 10}};
	const unsigned char *b4 = v4_bytes(addr), *b6 = v6_bytes(addr);

	if (net_addr_is_loopback(addr))
		return true;
	for (size_t i = 0; b4 && i < sizeof private4 / sizeof *private4; i++)
		if (begins(b4, private4[i].prefix, private4[i].bits))
			return true;
	if (b4 || !b6)
		return false;
	for (size_t i = 0; i < sizeof private6 / sizeof *private6; i++)
		if (begins(b6, private6[i].prefix, private6[i].bits))
			return true;
	return IN6_IS_ADDR_UNSPECIFIED(&v6(addr)->sin6_addr);
}

bool net_addr_is_own(const struct net_addr *addr)
{
	struct ifaddrs *list;
	bool own = net_addr_is_loopback(addr);

	if (own || getifaddrs(&list) != 0)
		return own;
	for (struct ifaddrs *i = list; i && !own; i = i->ifa_next) {
		struct net_addr mine;

		if (!i->ifa_addr)
			continue;
		memset(&mine, 0, sizeof mine);
		if (i->ifa_addr->sa_family == AF_INET)
			mine.len = sizeof(struct sockaddr_in);
		else if (i->ifa_addr->sa_family == AF_INET6)
			mine.len = sizeof(struct sockaddr_in6);
		memcpy(&mine.ss, i->ifa_addr, mine.len);
		own = net_addr_same_ip(&mine, addr);
	}
	freeifaddrs(list);
	return own;
}
