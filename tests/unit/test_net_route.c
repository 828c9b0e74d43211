/*
 * The way of packets: netlink's messages as the kernel writes them and as it never would, kinds of interfaces, and the
 * kernel of this machine asked for its own loopback.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/net/map.h"
#include "checks/net/route.h"

/* A message in the making. */
struct message {
	unsigned char bytes[512];
	size_t len;
};

static void finish(struct message *message)
{
	unsigned len = (unsigned)message->len;

	memcpy(message->bytes, &len, sizeof len);
}

static void begin(struct message *message, unsigned short type, const void *body, size_t len)
{
	const struct nlmsghdr head = {.nlmsg_type = type};

	memset(message, 0, sizeof *message);
	memcpy(message->bytes, &head, sizeof head);
	memcpy(message->bytes + NLMSG_HDRLEN, body, len);
	message->len = NLMSG_HDRLEN + NLMSG_ALIGN(len);
	finish(message);
}

static void add(struct message *message, unsigned short type, const void *value, size_t len)
{
	const struct rtattr head = {.rta_type = type, .rta_len = (unsigned short)RTA_LENGTH(len)};

	memcpy(message->bytes + message->len, &head, sizeof head);
	memcpy(message->bytes + message->len + sizeof head, value, len);
	message->len += RTA_ALIGN(RTA_LENGTH(len));
	finish(message);
}

static void begin_route(struct message *message, unsigned char dst_len, unsigned char table)
{
	const struct rtmsg body = {
		.rtm_family = AF_INET, .rtm_dst_len = dst_len, .rtm_table = table, .rtm_type = RTN_UNICAST};

	begin(message, RTM_NEWROUTE, &body, sizeof body);
}

static void text_is(const struct net_addr *addr, const char *expected)
{
	char text[NET_ADDR_TEXT];

	net_addr_text(addr, text, sizeof text);
	assert_string_equal(text, expected);
}

static void a_route_is_read(void **state)
{
	static const unsigned char gateway[] = {192, 0, 2, 1}, source[] = {192, 0, 2, 7};
	const unsigned device = 3, metric = 600;
	struct route_message read;
	struct message message;

	(void)state;
	begin_route(&message, 0, RT_TABLE_MAIN);
	add(&message, RTA_OIF, &device, sizeof device);
	add(&message, RTA_GATEWAY, gateway, sizeof gateway);
	add(&message, RTA_PREFSRC, source, sizeof source);
	add(&message, RTA_PRIORITY, &metric, sizeof metric);
	assert_int_equal(route_read(message.bytes, message.len, &read), message.len);
	assert_true(read.is_route && read.is_default && !read.end && !read.is_link);
	assert_int_equal(read.way.device, 3);
	assert_int_equal(read.metric, 600);
	text_is(&read.way.gateway, "192.0.2.1");
	text_is(&read.way.source, "192.0.2.7");
}

static void only_the_main_table_has_default_routes(void **state)
{
	const unsigned other = 51820;
	struct route_message read;
	struct message message;

	(void)state;
	begin_route(&message, 24, RT_TABLE_MAIN);
	route_read(message.bytes, message.len, &read);
	assert_true(read.is_route && !read.is_default);
	begin_route(&message, 0, RT_TABLE_LOCAL);
	route_read(message.bytes, message.len, &read);
	assert_false(read.is_default);
	begin_route(&message, 0, RT_TABLE_MAIN);
	add(&message, RTA_TABLE, &other, sizeof other);
	route_read(message.bytes, message.len, &read);
	assert_false(read.is_default);
}

static void a_gateway_may_be_of_the_other_family(void **state)
{
	unsigned char via[2 + 16] = {0};
	const unsigned short family = AF_INET6;
	struct route_message read;
	struct message message;

	(void)state;
	memcpy(via, &family, sizeof family);
	via[2] = 0xfe;
	via[3] = 0x80;
	via[17] = 1;
	begin_route(&message, 0, RT_TABLE_MAIN);
	add(&message, RTA_VIA, via, sizeof via);
	route_read(message.bytes, message.len, &read);
	text_is(&read.way.gateway, "fe80::1");
	begin_route(&message, 0, RT_TABLE_MAIN);
	add(&message, RTA_VIA, via, 5);
	add(&message, RTA_GATEWAY, via, 3);
	route_read(message.bytes, message.len, &read);
	assert_int_equal(read.way.gateway.len, 0);
}

static void add_driver(struct message *message, const char *kind, unsigned char tun_type)
{
	unsigned char info[64] = {0};
	struct rtattr head = {
		.rta_type = IFLA_INFO_KIND, .rta_len = (unsigned short)RTA_LENGTH(strlen(kind) + 1)};
	size_t at = RTA_ALIGN(head.rta_len);

	memcpy(info, &head, sizeof head);
	memcpy(info + sizeof head, kind, strlen(kind));
	if (tun_type) {
		const struct rtattr data = {
			.rta_type = IFLA_INFO_DATA | NLA_F_NESTED, .rta_len = RTA_LENGTH(8)};
		const struct rtattr type = {.rta_type = IFLA_TUN_TYPE, .rta_len = RTA_LENGTH(1)};

		memcpy(info + at, &data, sizeof data);
		memcpy(info + at + 4, &type, sizeof type);
		info[at + 8] = tun_type;
		at += 12;
	}
	add(message, IFLA_LINKINFO, info, at);
}

static void an_interface_is_read(void **state)
{
	const struct ifinfomsg body = {.ifi_index = 7, .ifi_type = 0xfffe};
	struct route_message read;
	struct message message;

	(void)state;
	begin(&message, RTM_NEWLINK, &body, sizeof body);
	add(&message, IFLA_IFNAME, "tun0", 5);
	add_driver(&message, "tun", IFF_TUN);
	assert_int_equal(route_read(message.bytes, message.len, &read), message.len);
	assert_true(read.is_link);
	assert_int_equal(read.way.device, 7);
	assert_string_equal(read.way.name, "tun0");
	assert_string_equal(read.way.driver, "tun");
	assert_false(read.way.tap);
	assert_int_equal(route_kind(&read.way, ""), ROUTE_TUN);
	begin(&message, RTM_NEWLINK, &body, sizeof body);
	add(&message, IFLA_IFNAME, "a-name-much-too-long", 21);
	add_driver(&message, "tun", IFF_TAP);
	route_read(message.bytes, message.len, &read);
	assert_string_equal(read.way.name, "a-name-much-too");
	assert_int_equal(route_kind(&read.way, ""), ROUTE_TAP);
}

static void ends_and_errors(void **state)
{
	const int unreachable = -101;
	struct route_message read;
	struct message message;

	(void)state;
	begin(&message, NLMSG_ERROR, &unreachable, sizeof unreachable);
	assert_true(route_read(message.bytes, message.len, &read) && read.end);
	assert_int_equal(read.error, 101);
	begin(&message, NLMSG_DONE, "", 0);
	assert_true(route_read(message.bytes, message.len, &read) && read.end);
	assert_int_equal(read.error, 0);
}

/* Every prefix, and every byte of the lengths wrong: nothing is read beyond the end (the sanitizers watch). */
static void what_is_cut_is_not_read(void **state)
{
	const unsigned device = 3;
	struct route_message read;
	struct message message;

	(void)state;
	begin_route(&message, 0, RT_TABLE_MAIN);
	add(&message, RTA_OIF, &device, sizeof device);
	for (size_t len = 0; len < message.len; len++)
		assert_int_equal(route_read(message.bytes, len, &read), 0);
	for (unsigned value = 0; value < 256; value++) {
		message.bytes[NLMSG_HDRLEN + sizeof(struct rtmsg)] = (unsigned char)value;
		assert_int_equal(route_read(message.bytes, message.len, &read), message.len);
	}
	memset(message.bytes, 0, 4);
	assert_int_equal(route_read(message.bytes, message.len, &read), 0);
}

static void kinds_of_interfaces(void **state)
{
	static const struct {
		const char *driver, *uevent;
		unsigned hardware;
		enum route_kind kind;
		bool vpn, vpn_alone; /* beside another way, and without one */
	} table[] = {
		{"", "INTERFACE=eth0\n", 1, ROUTE_ETHERNET, false, false},
		{"veth", "", 1, ROUTE_ETHERNET, false, false},
		{"", "DEVTYPE=wlan\nINTERFACE=wlp1s0\n", 1, ROUTE_WIFI, false, false},
		{"", "INTERFACE=wlp1s0\nDEVTYPE=wlan", 1, ROUTE_WIFI, false, false},
		{"", "DEVTYPE=wlanish\n", 1, ROUTE_ETHERNET, false, false},
		{"wireguard", "", 0xfffe, ROUTE_WIREGUARD, true, true},
		{"", "DEVTYPE=wireguard\n", 0xfffe, ROUTE_WIREGUARD, true, true},
		{"tun", "", 0xfffe, ROUTE_TUN, true, false},
		{"", "", 0xfffe, ROUTE_TUN, true, false},
		{"xfrm", "", 0xfffe, ROUTE_IPSEC, true, true},
		{"vti", "", 768, ROUTE_IPSEC, true, true},
		{"ppp", "", 512, ROUTE_PPP, true, false},
		{"", "", 512, ROUTE_PPP, true, false},
		{"sit", "", 776, ROUTE_TUNNEL, true, false},
		{"", "DEVTYPE=wwan\n", 0xfffe, ROUTE_MODEM, false, false},
		{"", "", 519, ROUTE_MODEM, false, false},
		{"", "", 772, ROUTE_LOOPBACK, false, false},
		{"", "", 24, ROUTE_OTHER, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct route_way way = {.hardware = table[i].hardware};
		enum route_kind kind;

		str_copy(way.driver, sizeof way.driver, table[i].driver);
		kind = route_kind(&way, table[i].uevent);
		if (kind != table[i].kind || route_is_vpn(kind, true) != table[i].vpn ||
			route_is_vpn(kind, false) != table[i].vpn_alone)
			fail_msg("row %zu: %s", i, route_kind_name(kind));
	}
}

static void the_kernel_knows_its_loopback(void **state)
{
	const struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct route_way way = {.device = 0};
	struct net_addr to;

	(void)state;
	assert_true(net_addr_parse("127.0.0.1", 0, &to));
	assert_int_equal(route_to(&scope, &to, &way), IO_OK);
	assert_true(way.device > 0);
	assert_string_equal(way.name, "lo");
	assert_int_equal(route_kind(&way, ""), ROUTE_LOOPBACK);
	assert_int_equal(route_beside(&scope, AF_INET, 0, &way), IO_OK);
}

static void within_a_map_nobody_is_asked(void **state)
{
	const struct net_map map = {.otherwise = NET_MAP_DROP};
	const struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct route_way way = {.device = 5};
	struct net_addr to;

	(void)state;
	assert_true(net_addr_parse("192.0.2.1", 0, &to));
	assert_int_equal(route_to(&scope, &to, &way), IO_FAILED);
	assert_int_equal(way.device, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_route_is_read),
		cmocka_unit_test(only_the_main_table_has_default_routes),
		cmocka_unit_test(a_gateway_may_be_of_the_other_family),
		cmocka_unit_test(an_interface_is_read),
		cmocka_unit_test(ends_and_errors),
		cmocka_unit_test(what_is_cut_is_not_read),
		cmocka_unit_test(kinds_of_interfaces),
		cmocka_unit_test(the_kernel_knows_its_loopback),
		cmocka_unit_test(within_a_map_nobody_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
