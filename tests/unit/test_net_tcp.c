/*
 * TCP: how each kind of end is told, and the race of RFC 8305.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "checks/base/clock.h"
#include "checks/net/map.h"
#include "checks/net/recverr.h"
#include "checks/net/tcp.h"
#include "tests/unit/support/test_server.h"

static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

static struct net_addr addr_of(const char *text, int port)
{
	struct net_addr addr;

	assert_true(net_addr_parse(text, port, &addr));
	return addr;
}

static void serve_nothing(int fd, void *data)
{
	(void)data;
	test_hear_out(fd);
}

/* A port where nothing listens: bound, so that nobody else gets it. */
static struct net_addr closed_port(int *fd_r)
{
	struct net_addr addr = addr_of("127.0.0.1", 0);

	*fd_r = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(*fd_r, (struct sockaddr *)&addr.ss, addr.len), 0);
	getsockname(*fd_r, (struct sockaddr *)&addr.ss, &addr.len);
	return addr;
}

static void test_every_outcome(void **state)
{
	struct test_server *server = test_server_new(AF_INET, serve_nothing, NULL);
	int holder, nodelay = 0, error = -1;
	socklen_t len = sizeof nodelay;
	struct net_map_rule rules[] = {
		{.from = addr_of("192.0.2.1", 0), .action = NET_MAP_TO, .to = test_server_addr(server)},
		{.from = addr_of("192.0.2.2", 0), .action = NET_MAP_TO, .to = closed_port(&holder)},
		{.from = addr_of("192.0.2.3", 0), .action = NET_MAP_REFUSE},
		{.from = addr_of("192.0.2.4", 0), .action = NET_MAP_DROP},
		{.from = addr_of("192.0.2.5", 0), .action = NET_MAP_UNREACHABLE},
		{.from = addr_of("192.0.2.6", 0), .action = NET_MAP_HOST_UNREACHABLE},
		{.from = addr_of("192.0.2.7", 0), .action = NET_MAP_FORBID},
	};
	static const struct {
		enum tcp_outcome outcome;
		int error;
	} expected[] = {{TCP_CONNECTED, 0}, {TCP_REFUSED, ECONNREFUSED}, {TCP_REFUSED, ECONNREFUSED},
		{TCP_TIMED_OUT, ETIMEDOUT}, {TCP_NET_UNREACHABLE, ENETUNREACH},
		{TCP_HOST_UNREACHABLE, EHOSTUNREACH}, {TCP_FORBIDDEN, EACCES}};
	struct net_map map = {.rules = rules, .n = 7, .otherwise = NET_MAP_DROP};
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct tcp_attempt attempts[7] = {0};
	int64_t start = clock_us();

	(void)state;
	for (size_t i = 0; i < 7; i++)
		attempts[i].addr = net_addr_with_port(&rules[i].from, 587);
	scope = io_scope_within(&scope, 200);
	assert_int_equal(tcp_connect_all(&scope, attempts, 7), IO_OK);
	assert_in_range(clock_us() - start, 200000, 2000000);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(attempts[i].outcome, expected[i].outcome);
		assert_int_equal(attempts[i].error, expected[i].error);
		assert_int_equal(attempts[i].offender.len, 0);
		assert_int_equal(attempts[i].fd >= 0, i == 0);
		assert_true(net_addr_same_ip(&attempts[i].addr, &rules[i].from));
		assert_in_range(attempts[i].took_us, i == 3 ? 150000 : 0, 2000000);
	}
	assert_int_equal(getsockopt(attempts[0].fd, IPPROTO_TCP, TCP_NODELAY, &nodelay, &len), 0);
	assert_true(nodelay);
	len = sizeof error;
	assert_int_equal(getsockopt(attempts[0].fd, IPPROTO_IP, IP_RECVERR, &error, &len), 0);
	assert_int_equal(error, 0);
	assert_true(fcntl(attempts[0].fd, F_GETFL) & O_NONBLOCK);
	close(attempts[0].fd);
	close(holder);
	test_server_free(&server);
}

/* Who says no is taken from the map, and packets that live too short end at the routers of its way. */
static void test_mapped_way(void **state)
{
	struct test_server *server = test_server_new(AF_INET, serve_nothing, NULL);
	struct net_map_rule rules[] = {
		{.from = addr_of("192.0.2.1", 443), .action = NET_MAP_TO, .to = test_server_addr(server)},
		{.from = addr_of("192.0.2.1", 25),
			.action = NET_MAP_FORBID,
			.offender = addr_of("192.0.2.254", 0),
			.icmp_type = 3,
			.icmp_code = 13,
			.dies_after = 1},
		{.from = addr_of("192.0.2.1", 465), .action = NET_MAP_DROP, .dies_after = NET_MAP_DIES_HERE},
		{.from = addr_of("2001:db8::1", 0), .action = NET_MAP_DROP, .dies_after = 2},
	};
	const struct net_addr way[] = {
		addr_of("192.168.1.1", 0),
		addr_of("2001:db8:1::1", 0),
		addr_of("192.0.2.254", 0),
		addr_of("2001:db8:2::1", 0),
		addr_of("2001:db8:3::1", 0),
	};
	static const struct {
		const char *to;
		int port, ttl;
		enum tcp_outcome outcome;
		const char *offender;
		int type, code;
	} cases[] = {
		{"192.0.2.1", 443, 1, TCP_HOST_UNREACHABLE, "192.168.1.1", 11, 0},
		{"192.0.2.1", 443, 2, TCP_HOST_UNREACHABLE, "192.0.2.254", 11, 0},
		{"192.0.2.1", 443, 3, TCP_CONNECTED, "", 0, 0},
		{"192.0.2.1", 443, 0, TCP_CONNECTED, "", 0, 0},
		{"192.0.2.1", 25, 1, TCP_HOST_UNREACHABLE, "192.168.1.1", 11, 0},
		{"192.0.2.1", 25, 2, TCP_HOST_UNREACHABLE, "192.0.2.254", 3, 13},
		{"192.0.2.1", 25, 0, TCP_HOST_UNREACHABLE, "192.0.2.254", 3, 13},
		{"192.0.2.1", 465, 1, TCP_TIMED_OUT, "", 0, 0},
		{"2001:db8::1", 25, 2, TCP_HOST_UNREACHABLE, "2001:db8:2::1", 3, 0},
		{"2001:db8::1", 25, 3, TCP_TIMED_OUT, "", 0, 0},
		{"198.51.100.1", 25, 1, TCP_NET_UNREACHABLE, "", 0, 0},
	};
	struct net_map map = {
		.rules = rules, .n = 4, .otherwise = NET_MAP_UNREACHABLE, .way = way, .n_way = 5};
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct tcp_attempt attempts[sizeof cases / sizeof cases[0]] = {0};
	size_t n = sizeof cases / sizeof cases[0];

	(void)state;
	for (size_t i = 0; i < n; i++) {
		attempts[i].addr = addr_of(cases[i].to, cases[i].port);
		attempts[i].ttl = cases[i].ttl;
	}
	scope = io_scope_within(&scope, 300);
	assert_int_equal(tcp_connect_all(&scope, attempts, n), IO_OK);
	for (size_t i = 0; i < n; i++) {
		char offender[NET_ADDR_TEXT];

		net_addr_text(&attempts[i].offender, offender, sizeof offender);
		assert_int_equal(attempts[i].outcome, cases[i].outcome);
		assert_string_equal(offender, cases[i].offender);
		assert_int_equal(attempts[i].icmp_type, cases[i].type);
		assert_int_equal(attempts[i].icmp_code, cases[i].code);
		assert_int_equal(attempts[i].ttl, cases[i].ttl);
		if (attempts[i].fd >= 0)
			close(attempts[i].fd);
	}
	test_server_free(&server);
}

/* Both limits are on the socket before the SYN leaves. */
static void test_limits(void **state)
{
	struct test_server *server = test_server_new(AF_INET, serve_nothing, NULL);
	struct tcp_attempt attempt = {.addr = test_server_addr(server), .ttl = 7, .max_segment = 536};
	struct io_scope scope = io_scope_within(&unlimited, 2000);
	int ttl = 0, segment = 0;
	socklen_t len = sizeof ttl;

	(void)state;
	assert_int_equal(tcp_connect_all(&scope, &attempt, 1), IO_OK);
	assert_int_equal(attempt.outcome, TCP_CONNECTED);
	assert_int_equal(getsockopt(attempt.fd, IPPROTO_IP, IP_TTL, &ttl, &len), 0);
	assert_int_equal(ttl, 7);
	len = sizeof segment;
	assert_int_equal(getsockopt(attempt.fd, IPPROTO_TCP, TCP_MAXSEG, &segment, &len), 0);
	assert_in_range(segment, 400, 536);
	close(attempt.fd);
	test_server_free(&server);
}

/*
 * Probes: those that connect are closed at once, silent ones hold up the next only while they are young, and each has its
 * own time.
 */
static void test_probes(void **state)
{
	struct test_server *server = test_server_new(AF_INET, serve_nothing, NULL);
	struct net_map_rule rules[] = {
		{.from = addr_of("192.0.2.1", 0), .action = NET_MAP_TO, .to = test_server_addr(server)},
		{.from = addr_of("192.0.2.2", 0), .action = NET_MAP_REFUSE},
	};
	struct net_map map = {.rules = rules, .n = 2, .otherwise = NET_MAP_DROP};
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct tcp_attempt attempts[5] = {{.addr = addr_of("192.0.2.3", 25)},
		{.addr = addr_of("192.0.2.1", 25)}, {.addr = addr_of("192.0.2.4", 25)},
		{.addr = addr_of("192.0.2.2", 25)}, {.addr = addr_of("192.0.2.1", 26)}};
	static const enum tcp_outcome expected[5] = {
		TCP_TIMED_OUT, TCP_CONNECTED, TCP_TIMED_OUT, TCP_REFUSED, TCP_CONNECTED};
	int64_t start = clock_us();

	(void)state;
	assert_int_equal(tcp_probe_all(&scope, attempts, 5, 1, 800), IO_OK);
	/* The first and the third are silent: the second waits for one of them to be no longer young, the fourth for both. */
	assert_in_range(clock_us() - start, 1290000, 3000000);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(attempts[i].outcome, expected[i]);
		assert_int_equal(attempts[i].fd, -1);
	}
	assert_in_range(attempts[0].took_us, 790000, 1500000);
	assert_in_range(attempts[2].took_us, 790000, 1500000);
	scope = io_scope_within(&scope, 100);
	assert_int_equal(tcp_probe_all(&scope, attempts, 3, 1, 800), IO_OK);
	assert_int_equal(attempts[0].outcome, TCP_TIMED_OUT);
	assert_int_equal(attempts[1].outcome, TCP_UNTRIED);
	test_server_free(&server);
}

/* Whoever found no address for one of several is not stopped by it. */
static void test_without_address(void **state)
{
	struct net_map_rule rules[] = {{.from = addr_of("192.0.2.2", 0), .action = NET_MAP_REFUSE}};
	struct net_map map = {.rules = rules, .n = 1, .otherwise = NET_MAP_DROP};
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct tcp_attempt attempts[2] = {{.addr = {.len = 0}}, {.addr = addr_of("192.0.2.2", 25)}};

	(void)state;
	assert_int_equal(tcp_connect_all(&scope, attempts, 2), IO_OK);
	assert_int_equal(attempts[0].outcome, TCP_UNTRIED);
	assert_int_equal(attempts[0].fd, -1);
	assert_int_equal(attempts[1].outcome, TCP_REFUSED);
	scope.map = NULL;
	assert_int_equal(tcp_connect_all(&scope, attempts, 1), IO_OK);
	assert_int_equal(attempts[0].outcome, TCP_UNTRIED);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(tcp_outcome_name(TCP_CONNECTED), "connected");
	assert_string_equal(tcp_outcome_name(TCP_TIMED_OUT), "timed-out");
	assert_string_equal(tcp_outcome_name(TCP_FAILED), "failed");
}

static void *cancel_soon(void *data)
{
	static const uint64_t one = 1;
	struct io_scope scope = io_scope_within(&unlimited, 50);

	io_wait(&scope, NULL, 0);
	assert_int_equal(write(*(int *)data, &one, sizeof one), sizeof one);
	return NULL;
}

static void test_cancelled(void **state)
{
	int cancel = eventfd(0, EFD_CLOEXEC);
	struct net_map map = {.otherwise = NET_MAP_DROP};
	struct io_scope scope = {.cancel_fd = cancel, .deadline_us = CLOCK_NEVER, .map = &map};
	struct tcp_attempt attempts[2] = {
		{.addr = addr_of("192.0.2.1", 25)}, {.addr = addr_of("192.0.2.2", 25)}};
	int64_t start = clock_us();
	size_t winner;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &cancel), 0);
	assert_int_equal(tcp_connect_all(&scope, attempts, 2), IO_CANCELLED);
	assert_in_range(clock_us() - start, 0, 150000);
	assert_int_equal(attempts[0].outcome, TCP_CANCELLED);
	assert_int_equal(attempts[1].outcome, TCP_CANCELLED);
	pthread_join(thread, NULL);
	assert_int_equal(tcp_connect_first(&scope, attempts, 2, &winner), IO_CANCELLED);
	assert_int_equal(winner, 2);
	close(cancel);
}

static void test_no_descriptors(void **state)
{
	struct test_server *server = test_server_new(AF_INET, serve_nothing, NULL);
	struct tcp_attempt attempts[3] = {0};
	struct rlimit before, few;
	int next = dup(0);

	(void)state;
	for (size_t i = 0; i < 3; i++)
		attempts[i].addr = test_server_addr(server);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	few.rlim_cur = (rlim_t)next;
	close(next);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_int_equal(tcp_connect_all(&unlimited, attempts, 3), IO_OK);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(attempts[i].outcome, TCP_FAILED);
		assert_int_equal(attempts[i].error, EMFILE);
		assert_int_equal(attempts[i].fd, -1);
	}
	test_server_free(&server);
}

struct racer {
	enum net_map_action action;
	enum tcp_outcome outcome;
};

/* Runs a race of n and gives how long it took, in microseconds. */
static int64_t race(const struct racer *racers, size_t n, size_t expected_winner)
{
	struct test_server *server = test_server_new(AF_INET, serve_nothing, NULL);
	struct net_map_rule rules[4];
	struct net_map map = {.rules = rules, .n = n, .otherwise = NET_MAP_DROP};
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct tcp_attempt attempts[4] = {0};
	size_t winner;
	int64_t start = clock_us(), took;

	for (size_t i = 0; i < n; i++) {
		char text[NET_ADDR_TEXT];

		snprintf(text, sizeof text, "192.0.2.%zu", i + 1);
		attempts[i].addr = addr_of(text, 25);
		rules[i] = (struct net_map_rule){
			.from = attempts[i].addr, .action = racers[i].action, .to = test_server_addr(server)};
	}
	scope = io_scope_within(&scope, 700);
	assert_int_equal(tcp_connect_first(&scope, attempts, n, &winner), IO_OK);
	took = clock_us() - start;
	assert_int_equal(winner, expected_winner);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(attempts[i].outcome, racers[i].outcome);
		assert_int_equal(attempts[i].fd >= 0, i == winner);
	}
	if (winner < n)
		close(attempts[winner].fd);
	test_server_free(&server);
	return took;
}

static void test_first(void **state)
{
	static const struct racer at_once[] = {{NET_MAP_TO, TCP_CONNECTED}, {NET_MAP_TO, TCP_UNTRIED}};
	static const struct racer refused[] = {{NET_MAP_REFUSE, TCP_REFUSED},
		{NET_MAP_UNREACHABLE, TCP_NET_UNREACHABLE}, {NET_MAP_TO, TCP_CONNECTED}};
	static const struct racer silent[] = {{NET_MAP_DROP, TCP_UNTRIED}, {NET_MAP_TO, TCP_CONNECTED}};
	static const struct racer mixed[] = {
		{NET_MAP_DROP, TCP_UNTRIED}, {NET_MAP_REFUSE, TCP_REFUSED}, {NET_MAP_TO, TCP_CONNECTED}};
	static const struct racer nobody[] = {{NET_MAP_DROP, TCP_TIMED_OUT}, {NET_MAP_REFUSE, TCP_REFUSED}};
	static const struct racer all_refused[] = {
		{NET_MAP_REFUSE, TCP_REFUSED}, {NET_MAP_REFUSE, TCP_REFUSED}};

	(void)state;
	assert_in_range(race(at_once, 2, 0), 0, 150000);
	assert_in_range(race(refused, 3, 2), 0, 150000);
	assert_in_range(race(silent, 2, 1), 250000, 400000);
	assert_in_range(race(mixed, 3, 2), 250000, 400000);
	assert_in_range(race(nobody, 2, 2), 700000, 900000);
	assert_in_range(race(all_refused, 2, 2), 0, 150000);
	assert_in_range(race(NULL, 0, 0), 0, 150000);
}

/* An ICMP error on loopback: a packet to a UDP port where nobody is. */
static void test_error_queue(void **state)
{
	struct net_addr to = addr_of("127.0.0.1", 0);
	int holder = socket(AF_INET, SOCK_DGRAM, 0), fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct io_want want = {.fd = fd};
	struct io_scope scope = io_scope_within(&unlimited, 5000);
	struct recverr queued;

	(void)state;
	assert_int_equal(bind(holder, (struct sockaddr *)&to.ss, to.len), 0);
	getsockname(holder, (struct sockaddr *)&to.ss, &to.len);
	close(holder);
	io_prepare(fd);
	recverr_take(fd, &queued);
	assert_int_equal(queued.error, 0);
	recverr_on(fd, AF_INET);
	assert_int_equal(connect(fd, (struct sockaddr *)&to.ss, to.len), 0);
	assert_int_equal(send(fd, "x", 1, 0), 1);
	assert_int_equal(io_wait(&scope, &want, 1), IO_OK);
	recverr_take(fd, &queued);
	assert_int_equal(queued.error, ECONNREFUSED);
	assert_int_equal(queued.type, 3);
	assert_int_equal(queued.code, 3);
	assert_true(net_addr_is_loopback(&queued.offender));
	recverr_off(fd, AF_INET);
	close(fd);
}

/* By an interface of its own choice a connection meets another map; an interface that is not there is no answer. */
static void test_by_device(void **state)
{
	struct test_server *server = test_server_new(AF_INET, serve_nothing, NULL);
	const struct net_map_rule past = {
		.from = addr_of("192.0.2.1", 0), .action = NET_MAP_TO, .to = test_server_addr(server)};
	const struct net_map aside = {.rules = &past, .n = 1, .otherwise = NET_MAP_DROP};
	const struct net_map map = {.otherwise = NET_MAP_REFUSE, .aside = &aside};
	const struct io_scope whole = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct io_scope scope = io_scope_within(&whole, 2000);
	struct tcp_attempt attempts[2] = {
		{.addr = addr_of("192.0.2.1", 587)}, {.addr = addr_of("192.0.2.1", 587), .device = 3}};
	struct tcp_attempt nowhere = {.addr = test_server_addr(server), .device = 999999};

	(void)state;
	tcp_connect_all(&scope, attempts, 2);
	assert_int_equal(attempts[0].outcome, TCP_REFUSED);
	assert_int_equal(attempts[1].outcome, TCP_CONNECTED);
	assert_int_equal(attempts[1].device, 3);
	close(attempts[1].fd);
	scope.map = NULL;
	tcp_connect_all(&scope, &nowhere, 1);
	assert_true(nowhere.outcome == TCP_UNTRIED || nowhere.outcome == TCP_FAILED);
	assert_true(nowhere.error != 0 && nowhere.fd < 0);
	test_server_free(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_outcome),
		cmocka_unit_test(test_mapped_way),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_without_address),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_no_descriptors),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_error_queue),
		cmocka_unit_test(test_by_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
