/*
 * Reads what rtnetlink(7) says of a route or an interface: a header, a fixed part, and attributes, each with a length of
 * its own that is not to be trusted.
 */
#include "checks/net/route.h"

#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* One attribute at a time; false at the end or where the rest is no attribute. Nothing is aligned in a fuzzer's hands. */
struct attributes {
	const unsigned char *at;
	size_t len;
};

static bool next_attribute(
	struct attributes *rest, unsigned short *type_r, const unsigned char **value_r, size_t *len_r)
{
	struct rtattr head;
	size_t whole;

	if (rest->len < sizeof head)
		return false;
	memcpy(&head, rest->at, sizeof head);
	if (head.rta_len < sizeof head || head.rta_len > rest->len)
		return false;
	*type_r = head.rta_type & NLA_TYPE_MASK;
	*value_r = rest->at + sizeof head;
	*len_r = head.rta_len - sizeof head;
	whole = RTA_ALIGN(head.rta_len);
	whole = whole > rest->len ? rest->len : whole;
	rest->at += whole;
	rest->len -= whole;
	return true;
}

static unsigned number(const unsigned char *value, size_t len)
{
	unsigned n = 0;

	if (len >= sizeof n)
		memcpy(&n, value, sizeof n);
	else if (len)
		n = value[0];
	return n;
}

static void word(const unsigned char *value, size_t len, char *buf, size_t size)
{
	size_t n = strnlen((const char *)value, len);

	n = n < size - 1 ? n : size - 1;
	memcpy(buf, value, n);
	buf[n] = '\0';
}

static struct net_addr address(int family, const unsigned char *value, size_t len)
{
	struct net_addr none = {.len = 0};

	if (len != (family == AF_INET6 ? sizeof(struct in6_addr) : sizeof(struct in_addr)))
		return none;
	return net_addr_make(family, value, 0);
}

/* RTA_VIA: a gateway of the other family stands behind its own family. */
static struct net_addr address_via(const unsigned char *value, size_t len)
{
	struct net_addr none = {.len = 0};
	unsigned short family;

	if (len < sizeof family)
		return none;
	memcpy(&family, value, sizeof family);
	if (family != AF_INET && family != AF_INET6)
		return none;
	return address(family, value + sizeof family, len - sizeof family);
}

static void read_route(const unsigned char *body, size_t len, struct route_message *message)
{
	struct attributes rest;
	struct rtmsg head;
	unsigned table;
	unsigned short type;
	const unsigned char *value;
	size_t n;

	if (len < sizeof head)
		return;
	memcpy(&head, body, sizeof head);
	if (head.rtm_family != AF_INET && head.rtm_family != AF_INET6)
		return;
	message->is_route = true;
	table = head.rtm_table;
	rest = (struct attributes){.at = body + sizeof head, .len = len - sizeof head};
	while (next_attribute(&rest, &type, &value, &n)) {
		if (type == RTA_OIF)
			message->way.device = (int)number(value, n);
		else if (type == RTA_GATEWAY)
			message->way.gateway = address(head.rtm_family, value, n);
		else if (type == RTA_VIA)
			message->way.gateway = address_via(value, n);
		else if (type == RTA_PREFSRC)
			message->way.source = address(head.rtm_family, value, n);
		else if (type == RTA_PRIORITY)
			message->metric = number(value, n);
		else if (type == RTA_TABLE)
			table = number(value, n);
	}
	message->is_default = head.rtm_dst_len == 0 && head.rtm_type == RTN_UNICAST && table == RT_TABLE_MAIN;
}

static void read_driver_data(struct attributes rest, struct route_way *way)
{
	unsigned short type;
	const unsigned char *value;
	size_t n;

	while (next_attribute(&rest, &type, &value, &n)) {
		if (type == IFLA_TUN_TYPE)
			way->tap = number(value, n) == IFF_TAP;
	}
}

static void read_driver(struct attributes rest, struct route_way *way)
{
	struct attributes data = {.len = 0};
	unsigned short type;
	const unsigned char *value;
	size_t n;

	while (next_attribute(&rest, &type, &value, &n)) {
		if (type == IFLA_INFO_KIND)
			word(value, n, way->driver, sizeof way->driver);
		else if (type == IFLA_INFO_DATA)
			data = (struct attributes){.at = value, .len = n};
	}
	if (strcmp(way->driver, "tun") == 0)
		read_driver_data(data, way);
}

static void read_link(const unsigned char *body, size_t len, struct route_message *message)
{
	struct attributes rest;
	struct ifinfomsg head;
	unsigned short type;
	const unsigned char *value;
	size_t n;

	if (len < sizeof head)
		return;
	memcpy(&head, body, sizeof head);
	message->is_link = true;
	message->way.device = head.ifi_index;
	message->way.hardware = head.ifi_type;
	rest = (struct attributes){.at = body + sizeof head, .len = len - sizeof head};
	while (next_attribute(&rest, &type, &value, &n)) {
		if (type == IFLA_IFNAME)
			word(value, n, message->way.name, sizeof message->way.name);
		else if (type == IFLA_LINKINFO)
			read_driver((struct attributes){.at = value, .len = n}, &message->way);
	}
}

static void read_error(const unsigned char *body, size_t len, struct route_message *message)
{
	int error = 0;

	message->end = true;
	if (len >= sizeof error)
		memcpy(&error, body, sizeof error);
	message->error = error < 0 && error > -4096 ? -error : 0;
}

size_t route_read(const void *bytes, size_t len, struct route_message *message_r)
{
	struct route_message message = {.is_route = false};
	const unsigned char *body = (const unsigned char *)bytes + NLMSG_HDRLEN;
	struct nlmsghdr head;
	size_t whole;

	if (len < sizeof head)
		return 0;
	memcpy(&head, bytes, sizeof head);
	if (head.nlmsg_len < NLMSG_HDRLEN || head.nlmsg_len > len)
		return 0;
	switch (head.nlmsg_type) {
	case RTM_NEWROUTE:
		read_route(body, head.nlmsg_len - NLMSG_HDRLEN, &message);
		break;
	case RTM_NEWLINK:
		read_link(body, head.nlmsg_len - NLMSG_HDRLEN, &message);
		break;
	case NLMSG_ERROR:
		read_error(body, head.nlmsg_len - NLMSG_HDRLEN, &message);
		break;
	case NLMSG_DONE:
		message.end = true;
		break;
	default:
		break;
	}
	*message_r = message;
	whole = NLMSG_ALIGN((size_t)head.nlmsg_len);
	return whole > len ? len : whole;
}
