/*
 * Kinds of interfaces: which are tunnels into another network, and which only look like one.
 */
#include "checks/net/route.h"

#include <string.h>

/* ARPHRD_… of <linux/if_arp.h>; the figures are part of the kernel's interface. */
#define HARDWARE_ETHER	  1
#define HARDWARE_PPP	  512
#define HARDWARE_TUNNEL	  768
#define HARDWARE_TUNNEL6  769
#define HARDWARE_LOOPBACK 772
#define HARDWARE_SIT	  776
#define HARDWARE_IPGRE	  778
#define HARDWARE_IP6GRE	  823
#define HARDWARE_RAWIP	  519
#define HARDWARE_NONE	  0xfffe

const char *route_kind_name(enum route_kind kind)
{
	static const char *const names[] = {
		[ROUTE_UNKNOWN] = "unknown",
		[ROUTE_LOOPBACK] = "loopback",
		[ROUTE_ETHERNET] = "ethernet",
		[ROUTE_WIFI] = "wifi",
		[ROUTE_TUN] = "tun",
		[ROUTE_TAP] = "tap",
		[ROUTE_WIREGUARD] = "wireguard",
		[ROUTE_PPP] = "ppp",
		[ROUTE_IPSEC] = "ipsec",
		[ROUTE_TUNNEL] = "tunnel",
		[ROUTE_MODEM] = "modem",
		[ROUTE_OTHER] = "other",
	};

	return names[kind];
}

static const struct {
	const char *word;
	enum route_kind kind;
} words[] = {
	{"wireguard", ROUTE_WIREGUARD},
	{"amneziawg", ROUTE_WIREGUARD},
	{"ovpn", ROUTE_TUN},
	{"ovpn-dco", ROUTE_TUN},
	{"tun", ROUTE_TUN},
	{"ppp", ROUTE_PPP},
	{"xfrm", ROUTE_IPSEC},
	{"vti", ROUTE_IPSEC},
	{"vti6", ROUTE_IPSEC},
	{"gre", ROUTE_TUNNEL},
	{"gretap", ROUTE_TUNNEL},
	{"ip6gre", ROUTE_TUNNEL},
	{"ip6gretap", ROUTE_TUNNEL},
	{"ipip", ROUTE_TUNNEL},
	{"ip6tnl", ROUTE_TUNNEL},
	{"sit", ROUTE_TUNNEL},
	{"wlan", ROUTE_WIFI},
	{"wwan", ROUTE_MODEM},
	{"rmnet", ROUTE_MODEM},
};

static enum route_kind by_word(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].word) == len && strncmp(words[i].word, word, len) == 0)
			return words[i].kind;
	}
	return ROUTE_UNKNOWN;
}

/* The value of DEVTYPE=, one of the lines. */
static enum route_kind by_uevent(const char *uevent)
{
	static const char key[] = "DEVTYPE=";

	for (const char *line = uevent; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, sizeof key - 1) == 0) {
			const char *value = line + sizeof key - 1;

			return by_word(value, strcspn(value, "\r\n"));
		}
	}
	return ROUTE_UNKNOWN;
}

static enum route_kind by_hardware(unsigned hardware)
{
	switch (hardware) {
	case HARDWARE_ETHER:
		return ROUTE_ETHERNET;
	case HARDWARE_PPP:
		return ROUTE_PPP;
	case HARDWARE_LOOPBACK:
		return ROUTE_LOOPBACK;
	case HARDWARE_TUNNEL:
	case HARDWARE_TUNNEL6:
	case HARDWARE_SIT:
	case HARDWARE_IPGRE:
	case HARDWARE_IP6GRE:
		return ROUTE_TUNNEL;
	case HARDWARE_RAWIP:
		return ROUTE_MODEM;
	case HARDWARE_NONE:
		return ROUTE_TUN;
	default:
		return ROUTE_OTHER;
	}
}

enum route_kind route_kind(const struct route_way *way, const char *uevent)
{
	enum route_kind kind = by_word(way->driver, strlen(way->driver));

	if (kind == ROUTE_UNKNOWN)
		kind = by_uevent(uevent);
	if (kind == ROUTE_UNKNOWN)
		kind = by_hardware(way->hardware);
	return kind == ROUTE_TUN && way->tap ? ROUTE_TAP : kind;
}

bool route_is_vpn(enum route_kind kind, bool has_other)
{
	switch (kind) {
	case ROUTE_WIREGUARD:
	case ROUTE_IPSEC:
		return true;
	case ROUTE_TUN:
	case ROUTE_TAP:
	case ROUTE_PPP:
	case ROUTE_TUNNEL:
		return has_other;
	default:
		return false;
	}
}
