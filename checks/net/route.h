/*
 * The way that packets would take: by which interface, through which gateway, from which address; and by which other
 * interface they could leave. The kernel is asked over netlink, which needs no rights and sends nothing. Linux has it, in
 * route_linux.c.
 */
#ifndef MAILMEND_NET_ROUTE_H
#define MAILMEND_NET_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/addr.h"
#include "checks/net/io.h"

#define ROUTE_NAME_MAX 16 /* IFNAMSIZ */
#define ROUTE_WORD_MAX 24

enum route_kind {
	ROUTE_UNKNOWN,
	ROUTE_LOOPBACK,
	ROUTE_ETHERNET,
	ROUTE_WIFI,
	ROUTE_TUN, /* a program carries the packets: OpenVPN, Tailscale, … */
	ROUTE_TAP,
	ROUTE_WIREGUARD,
	ROUTE_PPP, /* a dialled line (PPPoE) or a VPN (L2TP, PPTP) */
	ROUTE_IPSEC,
	ROUTE_TUNNEL, /* GRE, IP in IP, SIT */
	ROUTE_MODEM,
	ROUTE_OTHER,
};

/* "wireguard", "ethernet", … for evidence. */
const char *route_kind_name(enum route_kind kind);

struct route_way {
	int device; /* index of the interface; 0: there is no way */
	char name[ROUTE_NAME_MAX];
	struct net_addr gateway, source; /* len 0: none, not known */
	unsigned hardware;		 /* ARPHRD_… of the interface */
	char driver[ROUTE_WORD_MAX];	 /* IFLA_INFO_KIND: "wireguard", "tun"; "" for real hardware */
	bool tap;			 /* driver "tun" with whole Ethernet frames */
};

/* The way that packets to `to` would take. IO_OK also where there is none (device 0). With a map: IO_FAILED. */
enum io_status route_to(const struct io_scope *scope, const struct net_addr *to, struct route_way *way_r);

/*
 * The best way to everywhere (a default route) of this family that does not lead over the interface `but`; device 0 when
 * there is none.
 */
enum io_status route_beside(const struct io_scope *scope, int family, int but, struct route_way *way_r);

/*
 * What kind of interface it is: by its driver where it has one, else by hardware and uevent, the text of
 * /sys/class/net/NAME/uevent ("" when not known). Pure.
 */
enum route_kind route_kind(const struct route_way *way, const char *uevent);

/*
 * Whether the interface is a tunnel into another network. has_other: another interface leads to the Internet. A dialled
 * line and the only way out of a container are none, although they look alike. Pure.
 */
bool route_is_vpn(enum route_kind kind, bool has_other);

/* What one netlink message tells; for route_linux.c and its fuzz target. */
struct route_message {
	bool is_route, is_link, end; /* end: of a list, or an error */
	int error;		     /* errno of an error, 0 otherwise */
	bool is_default;	     /* a unicast route to everywhere, of the main table */
	unsigned metric;
	struct route_way way;
};

/*
 * Reads the message at the beginning of bytes; gives how many bytes it took, 0 when no whole message is there. Pure
 * (fuzzed).
 */
size_t route_read(const void *bytes, size_t len, struct route_message *message_r);

#endif
