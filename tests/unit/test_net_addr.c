/*
 * Addresses: what is one and what is not, which are private, the order of RFC 8305, and the map.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/net/map.h"
#include "checks/net/tcp.h"

static struct net_addr addr_of(const char *text, int port)
{
	struct net_addr addr;

	assert_true(net_addr_parse(text, port, &addr));
	return addr;
}

static void test_parse(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"192.0.2.1", "192.0.2.1"},
		{"2001:db8::1", "2001:db8::1"},
		{"[2001:db8::1]", "2001:db8::1"},
		{"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
		{"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
		{"fe80::1%lo", "fe80::1%lo"},
		{"[fe80::1%1]", "fe80::1%lo"},
		{"fe80::1%4294967295", "fe80::1%4294967295"},
		{"", NULL},
		{"192.0.2", NULL},
		{"192.0.2.1.", NULL},
		{"192.0.2.256", NULL},
		{" 192.0.2.1", NULL},
		{"[192.0.2.1]", NULL},
		{"192.0.2.1:25", NULL},
		{"[2001:db8::1", NULL},
		{"[]", NULL},
		{"[", NULL},
		{"2001:db8::1]", NULL},
		{"2001:db8::1::", NULL},
		{"fe80::1%", NULL},
		{"fe80::1%no-such-interface", NULL},
		{"mail.example.org", NULL},
		{"1111111111111111111111111111111111111111111111111111111111111111111111111111111", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct net_addr addr;
		char text[NET_ADDR_TEXT] = "untouched";
		bool good = net_addr_parse(cases[i].in, 587, &addr);

		assert_int_equal(good, cases[i].out != NULL);
		if (!good)
			continue;
		net_addr_text(&addr, text, sizeof text);
		assert_string_equal(text, cases[i].out);
		assert_int_equal(net_addr_port(&addr), 587);
		addr = net_addr_with_port(&addr, 25);
		assert_int_equal(net_addr_port(&addr), 25);
	}
}

static void test_no_address(void **state)
{
	struct net_addr none = {0};
	char text[NET_ADDR_TEXT] = "x";

	(void)state;
	net_addr_text(&none, text, sizeof text);
	assert_string_equal(text, "");
	assert_int_equal(net_addr_port(&none), 0);
	assert_false(net_addr_is_private(&none));
	assert_false(net_addr_is_own(&none));
	assert_false(net_addr_same_ip(&none, &none));
}

static void test_private(void **state)
{
	static const struct {
		const char *text;
		bool private, loopback;
	} cases[] = {
		{"127.0.0.1", true, true},
		{"127.9.9.9", true, true},
		{"::1", true, true},
		{"::ffff:127.0.0.1", true, true},
		{"10.1.2.3", true, false},
		{"11.0.0.1", false, false},
		{"172.15.255.255", false, false},
		{"172.16.0.1", true, false},
		{"172.31.255.255", true, false},
		{"172.32.0.1", false, false},
		{"192.168.1.1", true, false},
		{"192.169.0.1", false, false},
		{"169.254.1.1", true, false},
		{"100.63.255.255", false, false},
		{"100.64.0.1", true, false},
		{"100.127.255.255", true, false},
		{"100.128.0.1", false, false},
		{"0.0.0.0", true, false},
		{"8.8.8.8", false, false},
		{"::", true, false},
		{"fc00::1", true, false},
		{"fdff::1", true, false},
		{"fe00::1", false, false},
		{"fe80::1", true, false},
		{"febf::1", true, false},
		{"fec0::1", true, false},
		{"ff02::1", false, false},
		{"2001:db8::1", false, false},
		{"::ffff:10.0.0.1", true, false},
		{"::ffff:8.8.8.8", false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct net_addr addr = addr_of(cases[i].text, 0);

		if (net_addr_is_private(&addr) != cases[i].private)
			fail_msg("%s", cases[i].text);
		assert_int_equal(net_addr_is_loopback(&addr), cases[i].loopback);
	}
}

static void test_same(void **state)
{
	struct net_addr a = addr_of("192.0.2.1", 25), b = addr_of("::ffff:192.0.2.1", 587),
			c = addr_of("192.0.2.2", 25);
	struct net_addr d = addr_of("2001:db8::1", 1), e = addr_of("2001:db8::2", 1),
			own = addr_of("127.0.0.1", 1);

	(void)state;
	assert_true(net_addr_same_ip(&a, &b));
	assert_false(net_addr_same_ip(&a, &c));
	assert_true(net_addr_same_ip(&d, &d));
	assert_false(net_addr_same_ip(&d, &e));
	assert_false(net_addr_same_ip(&a, &d));
	assert_true(net_addr_is_own(&own));
	assert_false(net_addr_is_own(&a));
}

static void test_sort(void **state)
{
	static const struct {
		const char *in[6], *out[6];
	} cases[] = {
		{{"192.0.2.1", "2001:db8::1"}, {"2001:db8::1", "192.0.2.1"}},
		{{"192.0.2.1", "192.0.2.2", "192.0.2.3"}, {"192.0.2.1", "192.0.2.2", "192.0.2.3"}},
		{{"2001:db8::1", "2001:db8::2"}, {"2001:db8::1", "2001:db8::2"}},
		{{"192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.3", "2001:db8::2"},
			{"2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"}},
		{{"2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"},
			{"2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"}},
		{{NULL}, {NULL}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct net_addr addrs[6];
		size_t n = 0;

		for (; n < 6 && cases[i].in[n]; n++)
			addrs[n] = addr_of(cases[i].in[n], 25);
		tcp_sort_addresses(addrs, n);
		for (size_t k = 0; k < n; k++) {
			char text[NET_ADDR_TEXT];

			net_addr_text(&addrs[k], text, sizeof text);
			assert_string_equal(text, cases[i].out[k]);
		}
	}
}

static void test_map(void **state)
{
	struct net_map_rule rules[] = {
		{.from = addr_of("192.0.2.1", 25), .action = NET_MAP_DROP},
		{.from = addr_of("192.0.2.1", 0), .action = NET_MAP_TO, .to = addr_of("127.0.0.1", 4000)},
		{.from = addr_of("0.0.0.0", 465), .action = NET_MAP_REFUSE},
		{.from = addr_of("2001:db8::1", 587), .action = NET_MAP_FORBID},
	};
	struct net_map map = {.rules = rules, .n = 4, .otherwise = NET_MAP_UNREACHABLE};
	struct net_addr addr = addr_of("192.0.2.1", 25);
	struct net_addr to = addr_of("127.0.0.1", 4000);

	(void)state;
	rules[2].from.len = 0;
	assert_int_equal(net_map_apply(NULL, &addr), NET_MAP_TO);
	assert_int_equal(net_addr_port(&addr), 25);
	assert_int_equal(net_map_apply(&map, &addr), NET_MAP_DROP);
	addr = addr_of("192.0.2.1", 587);
	assert_int_equal(net_map_apply(&map, &addr), NET_MAP_TO);
	assert_true(net_addr_same_ip(&addr, &to));
	assert_int_equal(net_addr_port(&addr), 4000);
	addr = addr_of("198.51.100.1", 465);
	assert_int_equal(net_map_apply(&map, &addr), NET_MAP_REFUSE);
	addr = addr_of("198.51.100.1", 466);
	assert_int_equal(net_map_apply(&map, &addr), NET_MAP_UNREACHABLE);
	addr = addr_of("2001:db8::1", 587);
	assert_int_equal(net_map_apply(&map, &addr), NET_MAP_FORBID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
