/*
 * Tracing under a map that plays the way, and the judgement of traces as tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/net/map.h"
#include "checks/net/trace.h"
#include "tests/unit/support/test_server.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static struct net_addr addr_of(const char *text, int port)
{
	struct net_addr addr;

	assert_true(net_addr_parse(text, port, &addr));
	return addr;
}

/*
 * A trace in a line, one word for each life: "a" to "z" a router of that letter, "*" silence, "-" not tried, "+" connected,
 * "!" a reset, "#" a refusal by ICMP, "." forbidden here.
 */
static struct net_trace trace_of(const char *line)
{
	struct net_trace trace = {.to = addr_of("203.0.113.25", 587)};

	for (; *line; line++) {
		struct tcp_attempt *hop = &trace.hops[trace.n++];
		char ip[20];

		*hop = (struct tcp_attempt){.addr = trace.to, .fd = -1, .outcome = TCP_TIMED_OUT};
		snprintf(ip, sizeof ip, "198.51.100.%d", *line);
		if ((*line >= 'a' && *line <= 'z') || *line == '#') {
			hop->outcome = TCP_HOST_UNREACHABLE;
			hop->offender = addr_of(ip, 0);
			hop->icmp_type = *line == '#' ? 3 : 11;
			hop->icmp_code = *line == '#' ? 13 : 0;
		} else if (*line == '+') {
			hop->outcome = TCP_CONNECTED;
		} else if (*line == '!') {
			hop->outcome = TCP_REFUSED;
		} else if (*line == '-') {
			hop->outcome = TCP_UNTRIED;
		}
		if (!trace.end_ttl && strchr("+!#", *line)) {
			trace.end = *line == '+'   ? TRACE_ARRIVED
				    : *line == '!' ? TRACE_REFUSED
						   : TRACE_REJECTED;
			trace.end_ttl = trace.n;
		}
	}
	if (!trace.end_ttl)
		trace.end_ttl = trace.n;
	return trace;
}

static void test_gap(void **state)
{
	static const struct {
		const char *closed, *open;
		size_t last, next;
		bool target;
	} cases[] = {
		{"***", "abc+", 0, 1, false},
		{"a**", "abc+", 1, 2, false},
		{"ab*", "abc+", 2, 3, false},
		{"abc", "abc+", 3, 4, true},
		{"a*c", "abc+", 3, 4, true}, /* a silence before an answer is none */
		{"a--d", "a**d+", 4, 5, true},
		{"a--*", "a**d+", 1, 4, false},
		{"a", "a***", 1, 0, false}, /* nobody else answers the open port either */
		{"a**", "a!", 1, 2, true},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct net_trace closed = trace_of(cases[i].closed), open = trace_of(cases[i].open);
		struct trace_gap gap = trace_gap(&closed, &open);

		if (gap.last != cases[i].last || gap.next != cases[i].next ||
			gap.next_is_target != cases[i].target)
			fail_msg("%s beside %s: %zu, %zu, %d", cases[i].closed, cases[i].open, gap.last,
				gap.next, gap.next_is_target);
	}
}

static void test_circles(void **state)
{
	static const struct {
		const char *line;
		bool circles;
	} cases[] = {
		{"abcdef", false},
		{"abcbcbc", true},
		{"abcbc", true},
		{"abca", false}, /* once may be a second way */
		{"abcabc", true},
		{"aabb", false}, /* routers that count wrong */
		{"aaaa", false},
		{"abcbc+", false},
		{"****", false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct net_trace trace = trace_of(cases[i].line);

		if (trace_circles(&trace) != cases[i].circles)
			fail_msg("%s", cases[i].line);
	}
}

static void test_text(void **state)
{
	struct net_trace trace = trace_of("a-*#");
	struct str STR_AUTO text = STR_INIT;

	(void)state;
	trace.hops[0].took_us = 2300;
	trace_text(&trace, &text);
	assert_string_equal(
		str_text(&text), "1 198.51.100.97 2 ms; 3 *; 4 198.51.100.35 says ICMP 3/13 0 ms");
}

static void serve_nothing(int fd, void *data)
{
	(void)fd;
	(void)data;
}

/* A way of four routers by IPv4 and two by IPv6; ports that end at different places. */
struct played {
	struct test_server *server;
	struct net_map_rule rules[8];
	struct net_addr way[6];
	struct net_map map;
	struct io_scope scope;
};

static void played_init(struct played *played)
{
	static const char *const way[] = {"192.168.1.1", "2001:db8:1::1", "198.51.100.1", "198.51.100.9",
		"2001:db8:2::1", "203.0.113.1"};

	*played = (struct played){.server = test_server_new(AF_INET, serve_nothing, NULL)};
	for (size_t i = 0; i < N_OF(way); i++)
		played->way[i] = addr_of(way[i], 0);
	played->rules[0] = (struct net_map_rule){.from = addr_of("203.0.113.25", 443),
		.action = NET_MAP_TO,
		.to = test_server_addr(played->server)};
	played->rules[1] = (struct net_map_rule){
		.from = addr_of("203.0.113.25", 587), .action = NET_MAP_DROP, .dies_after = 2};
	played->rules[2] = (struct net_map_rule){.from = addr_of("203.0.113.25", 465),
		.action = NET_MAP_DROP,
		.dies_after = NET_MAP_DIES_HERE};
	played->rules[3] = (struct net_map_rule){.from = addr_of("203.0.113.25", 25),
		.action = NET_MAP_HOST_UNREACHABLE,
		.offender = addr_of("192.168.1.1", 0),
		.icmp_type = 3,
		.icmp_code = 13,
		.dies_after = 1};
	played->rules[4] = (struct net_map_rule){
		.from = addr_of("2001:db8:9::25", 587), .action = NET_MAP_DROP, .dies_after = 2};
	played->rules[5] =
		(struct net_map_rule){.from = addr_of("203.0.113.25", 2525), .action = NET_MAP_FORBID};
	played->map = (struct net_map){.rules = played->rules,
		.n = 6,
		.otherwise = NET_MAP_DROP,
		.way = played->way,
		.n_way = N_OF(way)};
	played->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &played->map};
}

static size_t routers(const struct net_trace *trace)
{
	size_t n = 0;

	for (size_t i = 0; i < trace->n; i++)
		n += trace_is_hop(&trace->hops[i]);
	return n;
}

static void test_ends(void **state)
{
	struct played played;
	static const struct {
		const char *to;
		int port;
		enum trace_end end;
		size_t end_ttl, routers;
	} cases[] = {
		{"203.0.113.25", 443, TRACE_ARRIVED, 5, 4},
		{"203.0.113.25", 25, TRACE_REJECTED, 2, 1},
		{"203.0.113.25", 2525, TRACE_STOPPED, 1, 0},
		{"203.0.113.25", 465, TRACE_LOST, 8, 0},
		{"2001:db8:9::25", 587, TRACE_LOST, 12, 2},
	};

	(void)state;
	played_init(&played);
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct net_addr to = addr_of(cases[i].to, cases[i].port);
		struct net_trace trace;

		assert_int_equal(net_trace(&played.scope, &to, TRACE_HOPS_MAX, &trace), IO_OK);
		if (trace.end != cases[i].end || trace.end_ttl != cases[i].end_ttl ||
			routers(&trace) != cases[i].routers)
			fail_msg("%s port %d: end %d at %zu, %zu routers", cases[i].to, cases[i].port,
				trace.end, trace.end_ttl, routers(&trace));
		for (size_t k = 0; k < trace.n; k++)
			assert_int_equal(trace.hops[k].fd, -1);
	}
	test_server_free(&played.server);
}

/* A router that was silent the first time is heard the second; what was known stays. */
static void test_again(void **state)
{
	struct played played;
	struct net_trace trace;
	struct net_addr to = addr_of("203.0.113.25", 443);

	(void)state;
	played_init(&played);
	assert_int_equal(net_trace(&played.scope, &to, TRACE_HOPS_MAX, &trace), IO_OK);
	assert_int_equal(routers(&trace), 4);
	trace.hops[1] = (struct tcp_attempt){.addr = to, .fd = -1, .outcome = TCP_TIMED_OUT};
	assert_int_equal(net_trace_again(&played.scope, &trace), IO_OK);
	assert_int_equal(routers(&trace), 4);
	assert_int_equal(trace.end, TRACE_ARRIVED);
	assert_int_equal(trace.end_ttl, 5);
	test_server_free(&played.server);
}

static void test_beside(void **state)
{
	struct played played;
	struct net_trace open, closed;
	struct net_addr to;
	int64_t began;

	(void)state;
	played_init(&played);
	to = addr_of("203.0.113.25", 443);
	assert_int_equal(net_trace(&played.scope, &to, TRACE_HOPS_MAX, &open), IO_OK);
	to = addr_of("203.0.113.25", 587);
	began = clock_us();
	assert_int_equal(net_trace_beside(&played.scope, &to, &open, &closed), IO_OK);
	/* One group, and one confirmation. */
	assert_in_range(clock_us() - began, CLOCK_MS(2 * TRACE_WAIT_MS - 50), CLOCK_MS(4 * TRACE_WAIT_MS));
	assert_int_equal(closed.end, TRACE_LOST);
	assert_int_equal(trace_gap(&closed, &open).last, 2);
	assert_int_equal(trace_gap(&closed, &open).next, 3);
	assert_false(trace_gap(&closed, &open).next_is_target);
	to = addr_of("203.0.113.25", 25);
	assert_int_equal(net_trace_beside(&played.scope, &to, &open, &closed), IO_OK);
	assert_int_equal(closed.end, TRACE_REJECTED);
	assert_int_equal(closed.end_ttl, 2);
	test_server_free(&played.server);
}

/* The time of the whole is the scope's. */
static void test_bounded(void **state)
{
	struct played played;
	struct net_addr to = addr_of("203.0.113.25", 465);
	struct net_trace trace;
	struct io_scope scope;
	int64_t began = clock_us();

	(void)state;
	played_init(&played);
	scope = io_scope_within(&played.scope, 200);
	assert_int_equal(net_trace(&scope, &to, TRACE_HOPS_MAX, &trace), IO_OK);
	assert_int_equal(trace.end, TRACE_LOST);
	assert_in_range(clock_us() - began, CLOCK_MS(150), CLOCK_MS(600));
	test_server_free(&played.server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_beside),
		cmocka_unit_test(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
