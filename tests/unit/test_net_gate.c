/*
 * The gate: no more than four connections at once to one host, whoever asks, sessions first, and nobody waits for a port that
 * stays silent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/net/gate.h"
#include "checks/net/map.h"
#include "checks/net/tcp.h"
#include "tests/unit/support/test_server.h"

static struct net_addr addr_of(const char *text)
{
	struct net_addr addr;

	assert_true(net_addr_parse(text, 25, &addr));
	return addr;
}

/* A socket that asks for a place, and may get one. */
struct asking {
	struct net_addr addr;
	struct gate_wish wish;
	int fd;
	int64_t again_us;
};

static void asking_init(struct asking *asking, const char *addr, enum gate_use use)
{
	*asking = (struct asking){.addr = addr_of(addr), .fd = socket(AF_INET, SOCK_STREAM, 0)};
	assert_true(asking->fd >= 0);
	asking->wish = (struct gate_wish){.addr = &asking->addr, .use = use, .wake_fd = -1};
}

static bool enters(struct net_gate *gate, struct asking *asking)
{
	return net_gate_enter(gate, &asking->wish, asking->fd, &asking->again_us);
}

static bool comes_in(struct net_gate *gate, struct asking *asking, const char *addr, enum gate_use use)
{
	asking_init(asking, addr, use);
	return enters(gate, asking);
}

static void test_places(void **state)
{
	struct net_gate *gate = net_gate_new();
	struct asking probes[4], sessions[4], other;

	(void)state;
	for (int i = 0; i < GATE_PROBES; i++)
		assert_true(comes_in(gate, &probes[i], "192.0.2.1", GATE_TALK));
	assert_false(comes_in(gate, &probes[3], "192.0.2.1", GATE_TALK));
	assert_true(comes_in(gate, &other, "192.0.2.2", GATE_TALK)); /* another host */
	assert_true(comes_in(gate, &sessions[0], "192.0.2.1", GATE_SESSION));
	assert_false(comes_in(gate, &sessions[1], "192.0.2.1", GATE_SESSION));
	/* The probe waited first, and the session goes first. */
	net_close(probes[0].fd);
	assert_false(enters(gate, &probes[3]));
	assert_true(enters(gate, &sessions[1]));
	net_close(probes[1].fd);
	assert_true(enters(gate, &probes[3]));
	/* Sessions may have all places. */
	net_close(probes[2].fd);
	net_close(probes[3].fd);
	assert_true(comes_in(gate, &sessions[2], "192.0.2.1", GATE_SESSION));
	assert_true(comes_in(gate, &sessions[3], "192.0.2.1", GATE_SESSION));
	assert_false(comes_in(gate, &probes[0], "192.0.2.1", GATE_TALK));
	for (int i = 0; i < 4; i++)
		net_close(sessions[i].fd);
	assert_true(enters(gate, &probes[0]));
	net_close(probes[0].fd);
	net_close(other.fd);
	net_gate_free(&gate);
	assert_null(gate);
}

static void test_order(void **state)
{
	struct net_gate *gate = net_gate_new();
	struct asking in[GATE_PROBES], first, second;

	(void)state;
	for (int i = 0; i < GATE_PROBES; i++)
		assert_true(comes_in(gate, &in[i], "192.0.2.1", GATE_TALK));
	assert_false(comes_in(gate, &first, "192.0.2.1", GATE_TALK));
	assert_false(comes_in(gate, &second, "192.0.2.1", GATE_TALK));
	net_close(in[0].fd);
	assert_false(enters(gate, &second));
	net_gate_withdraw(gate, &first.wish);
	assert_true(enters(gate, &second));
	net_close(first.fd);
	net_close(second.fd);
	net_close(in[1].fd);
	net_close(in[2].fd);
	net_gate_free(&gate);
}

/* IPv4 and IPv6 of one name have their places together, whenever that is found out. */
static void test_one_host(void **state)
{
	const struct net_addr both[] = {addr_of("192.0.2.1"), addr_of("2001:db8::1")};
	struct net_gate *gate = net_gate_new();
	struct asking four[2], six[2], late;

	(void)state;
	assert_true(comes_in(gate, &four[0], "192.0.2.1", GATE_SESSION));
	assert_true(comes_in(gate, &four[1], "192.0.2.1", GATE_SESSION));
	assert_true(comes_in(gate, &six[0], "2001:db8::1", GATE_TALK));
	assert_false(net_gate_is_one_host(gate, &both[0], &both[1]));
	net_gate_one_host(gate, both, 2);
	assert_true(net_gate_is_one_host(gate, &both[0], &both[1]));
	assert_true(comes_in(gate, &six[1], "2001:db8::1", GATE_TALK));
	assert_false(comes_in(gate, &late, "192.0.2.1", GATE_SESSION));
	net_gate_withdraw(gate, &late.wish);
	net_close(late.fd);
	net_close(four[0].fd);
	net_close(four[1].fd);
	net_close(six[0].fd);
	net_close(six[1].fd);
	net_gate_free(&gate);
}

/* Closed unanswered: the answer may be on its way and looks like a connection to the host, so the place is not free yet. */
static void test_given_up(void **state)
{
	const struct io_scope scope = {.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(5000)};
	struct net_gate *gate = net_gate_new();
	struct asking in[GATE_PROBES], next, last;
	int64_t start = clock_us();
	struct io_scope until = scope;

	(void)state;
	for (int i = 0; i < GATE_PROBES; i++)
		assert_true(comes_in(gate, &in[i], "192.0.2.1", GATE_TALK));
	net_give_up(in[0].fd);
	assert_false(comes_in(gate, &next, "192.0.2.1", GATE_TALK));
	assert_in_range(next.again_us, start + CLOCK_MS(400), start + CLOCK_MS(5000));
	until.deadline_us = next.again_us;
	assert_int_equal(io_wait(&until, NULL, 0), IO_TIMED_OUT);
	assert_true(enters(gate, &next));
	/* One that was answered leaves at once. */
	net_gate_connected(in[1].fd, CLOCK_MS(1));
	net_give_up(in[1].fd);
	assert_true(comes_in(gate, &in[1], "192.0.2.1", GATE_TALK));
	/* One that has nothing more to say gives its place back before it is closed. */
	assert_false(comes_in(gate, &last, "192.0.2.1", GATE_TALK));
	net_hang_up(in[2].fd);
	assert_true(enters(gate, &last));
	net_close(last.fd);
	net_close(in[1].fd);
	net_close(in[2].fd);
	net_close(next.fd);
	net_gate_free(&gate);
}

/* A host that counts who is in. */
struct counted {
	atomic_int in, most, all;
};

static void serve_counting(int fd, void *data)
{
	struct counted *counted = data;
	int in = atomic_fetch_add(&counted->in, 1) + 1, most = atomic_load(&counted->most);

	atomic_fetch_add(&counted->all, 1);
	while (in > most && !atomic_compare_exchange_weak(&counted->most, &most, in))
		continue;
	test_send(fd, "220\r\n", 5);
	test_hear_out(fd);
	atomic_fetch_sub(&counted->in, 1);
}

struct host {
	struct counted counted;
	struct test_server *server;
	struct net_map_rule rules[2];
	struct net_map map;
	struct net_gate *gate;
};

static void host_init(struct host *host)
{
	const struct net_addr both[] = {addr_of("192.0.2.1"), addr_of("2001:db8::1")};

	memset(host, 0, sizeof *host);
	host->server = test_server_new(AF_INET, serve_counting, &host->counted);
	for (size_t i = 0; i < 2; i++) {
		host->rules[i] = (struct net_map_rule){
			.from = both[i], .action = NET_MAP_TO, .to = test_server_addr(host->server)};
	}
	host->map = (struct net_map){.rules = host->rules, .n = 2, .otherwise = NET_MAP_DROP};
	host->gate = net_gate_new();
	net_gate_one_host(host->gate, both, 2);
}

static void host_release(struct host *host)
{
	net_gate_free(&host->gate);
	test_server_free(&host->server);
}

static struct io_scope scope_of(const struct host *host, int64_t limit_ms)
{
	const struct io_scope scope = {
		.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &host->map, .gate = host->gate};

	return io_scope_within(&scope, limit_ms);
}

/* Until the host has greeted, so that it counted this one; then closes it. */
static void hear_and_close(const struct io_scope *scope, int fd)
{
	struct io_want want = {.fd = fd, .events = POLLIN};
	char line[5];

	assert_int_equal(io_wait(scope, &want, 1), IO_OK);
	assert_int_equal(recv(fd, line, sizeof line, 0), 5);
	shutdown(fd, SHUT_WR);
	assert_int_equal(
		io_wait(scope, &want, 1), IO_OK); /* the host has closed: it counts this one no more */
	net_close(fd);
}

#define ROUNDS 12

static void *visit_all(void *data)
{
	struct host *host = data;
	struct io_scope scope = scope_of(host, 60000);

	for (int round = 0; round < ROUNDS; round++) {
		struct tcp_attempt attempts[2] = {
			{.addr = host->rules[0].from}, {.addr = host->rules[1].from}};

		assert_int_equal(tcp_connect_all(&scope, attempts, 2), IO_OK);
		for (size_t i = 0; i < 2; i++) {
			if (attempts[i].outcome == TCP_CONNECTED)
				hear_and_close(&scope, attempts[i].fd);
		}
	}
	return NULL;
}

static void *visit_first(void *data)
{
	struct host *host = data;
	struct io_scope scope = scope_of(host, 60000);

	for (int round = 0; round < ROUNDS; round++) {
		struct tcp_attempt attempts[2] = {
			{.addr = host->rules[1].from}, {.addr = host->rules[0].from}};
		size_t winner = 2;

		assert_int_equal(tcp_connect_first(&scope, attempts, 2, &winner), IO_OK);
		assert_true(winner < 2);
		hear_and_close(&scope, attempts[winner].fd);
	}
	return NULL;
}

/* Whoever asks, however they ask: connections that last, and sessions among them. */
static void test_bound(void **state)
{
	static void *(*const kinds[])(void *) = {visit_all, visit_first, visit_all, visit_first, visit_all,
		visit_first, visit_all, visit_first};
	pthread_t threads[8];
	struct host host;

	(void)state;
	host_init(&host);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, kinds[i], &host), 0);
	for (size_t i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	assert_in_range(atomic_load(&host.counted.most), 1, GATE_PLACES);
	assert_in_range(atomic_load(&host.counted.all), 8 * ROUNDS, 12 * ROUNDS);
	host_release(&host);
}

/* Those that a call itself keeps open are no reason to wait. */
static void test_own_way(void **state)
{
	struct tcp_attempt attempts[GATE_PROBES + 2];
	struct io_scope scope;
	struct host host;
	size_t open = 0;

	(void)state;
	host_init(&host);
	scope = scope_of(&host, 20000);
	for (size_t i = 0; i < GATE_PROBES + 2; i++)
		attempts[i] = (struct tcp_attempt){.addr = host.rules[i % 2].from};
	assert_int_equal(tcp_connect_all(&scope, attempts, GATE_PROBES + 2), IO_OK);
	assert_true(io_scope_left_ms(&scope) > 10000);
	for (size_t i = 0; i < GATE_PROBES + 2; i++) {
		open += attempts[i].outcome == TCP_CONNECTED;
		if (attempts[i].outcome == TCP_CONNECTED)
			hear_and_close(&scope, attempts[i].fd);
		else
			assert_int_equal(attempts[i].outcome, TCP_UNTRIED);
	}
	assert_int_equal(open, GATE_PROBES);
	host_release(&host);
}

/* Who waits is woken when somebody leaves, and is not recharged for it: the deadline and the cancel hold. */
struct waiting {
	struct host *host;
	struct tcp_attempt attempt;
	struct io_scope scope;
	enum io_status status;
};

static void *wait_for_room(void *data)
{
	struct waiting *waiting = data;

	waiting->status = tcp_connect_all(&waiting->scope, &waiting->attempt, 1);
	return NULL;
}

static void test_waiting(void **state)
{
	struct tcp_attempt in[GATE_PROBES];
	struct waiting waiting;
	struct io_scope scope;
	struct host host;
	pthread_t thread;
	static const uint64_t one = 1;
	int cancel = eventfd(0, EFD_CLOEXEC);

	(void)state;
	host_init(&host);
	scope = scope_of(&host, 20000);
	for (size_t i = 0; i < GATE_PROBES; i++)
		in[i] = (struct tcp_attempt){.addr = host.rules[0].from};
	assert_int_equal(tcp_connect_all(&scope, in, GATE_PROBES), IO_OK);
	waiting = (struct waiting){
		.host = &host, .attempt = {.addr = host.rules[1].from}, .scope = scope_of(&host, 100)};
	wait_for_room(&waiting);
	assert_int_equal(waiting.status, IO_OK);
	assert_int_equal(waiting.attempt.outcome, TCP_UNTRIED);
	waiting.scope = scope;
	assert_int_equal(pthread_create(&thread, NULL, wait_for_room, &waiting), 0);
	hear_and_close(&scope, in[0].fd);
	pthread_join(thread, NULL);
	assert_int_equal(waiting.attempt.outcome, TCP_CONNECTED);
	in[0] = waiting.attempt;
	waiting.scope.cancel_fd = cancel;
	assert_int_equal(pthread_create(&thread, NULL, wait_for_room, &waiting), 0);
	assert_int_equal(write(cancel, &one, sizeof one), sizeof one);
	pthread_join(thread, NULL);
	assert_int_equal(waiting.status, IO_CANCELLED);
	assert_int_equal(waiting.attempt.fd, -1);
	for (size_t i = 0; i < GATE_PROBES; i++)
		hear_and_close(&scope, in[i].fd);
	assert_true(io_scope_left_ms(&scope) > 10000);
	close(cancel);
	host_release(&host);
}

/* A port that answers nobody: its queue of connections is full. */
struct silent {
	int listener, fillers[3];
	struct net_addr addr;
};

static void silent_init(struct silent *silent)
{
	struct net_addr addr = addr_of("127.0.0.1");

	addr = net_addr_with_port(&addr, 0);
	silent->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(silent->listener, (struct sockaddr *)&addr.ss, addr.len), 0);
	assert_int_equal(listen(silent->listener, 0), 0);
	getsockname(silent->listener, (struct sockaddr *)&addr.ss, &addr.len);
	silent->addr = addr;
	for (size_t i = 0; i < 3; i++) {
		silent->fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(silent->fillers[i], (struct sockaddr *)&addr.ss, addr.len);
	}
}

static void silent_release(struct silent *silent)
{
	for (size_t i = 0; i < 3; i++)
		close(silent->fillers[i]);
	close(silent->listener);
}

/* Looks at silent ports make room for each other and for everybody, and none of them is left out. */
static void test_silent_ports(void **state)
{
	struct net_gate *gate = net_gate_new();
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(20000), .gate = gate};
	struct tcp_attempt attempts[3 * GATE_PROBES];
	struct silent silent;
	int64_t start = clock_us();

	(void)state;
	silent_init(&silent);
	for (size_t i = 0; i < 3 * GATE_PROBES; i++)
		attempts[i] = (struct tcp_attempt){.addr = silent.addr};
	assert_int_equal(tcp_probe_all(&scope, attempts, 3 * GATE_PROBES, 3 * GATE_PROBES, 1600), IO_OK);
	for (size_t i = 0; i < 3 * GATE_PROBES; i++) {
		assert_int_equal(attempts[i].outcome, TCP_TIMED_OUT);
		assert_in_range(attempts[i].took_us, CLOCK_MS(1500), CLOCK_MS(4000));
		assert_int_equal(attempts[i].fd, -1);
	}
	/* A new three of them begin every half second, and do not wait 1.6 s for those before. */
	assert_in_range(clock_us() - start, CLOCK_MS(2500), CLOCK_MS(4200));
	silent_release(&silent);
	net_gate_free(&gate);
}

/* The look that makes room for another is disconnected: nothing can come of it any more. */
static void test_makes_room(void **state)
{
	struct net_gate *gate = net_gate_new();
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(5000)};
	struct io_want want = {.events = POLLOUT};
	struct asking looks[GATE_PROBES], talk;
	struct silent silent;

	(void)state;
	silent_init(&silent);
	for (int i = 0; i < GATE_PROBES; i++) {
		assert_true(comes_in(gate, &looks[i], "127.0.0.1", i ? GATE_TALK : GATE_LOOK));
		io_prepare(looks[i].fd);
		(void)connect(looks[i].fd, (struct sockaddr *)&silent.addr.ss, silent.addr.len);
	}
	assert_false(comes_in(gate, &talk, "127.0.0.1", GATE_TALK));
	scope.deadline_us = talk.again_us;
	assert_int_equal(io_wait(&scope, NULL, 0), IO_TIMED_OUT);
	assert_false(net_gate_is_lost(looks[0].fd));
	assert_true(enters(gate, &talk));
	assert_true(net_gate_is_lost(looks[0].fd));
	assert_false(net_gate_is_lost(looks[1].fd));
	want.fd = looks[0].fd;
	scope.deadline_us = clock_us();
	assert_int_equal(io_wait(&scope, &want, 1), IO_OK);
	assert_true(want.revents & POLLHUP);
	for (int i = 0; i < GATE_PROBES; i++)
		net_close(looks[i].fd);
	net_close(talk.fd);
	silent_release(&silent);
	net_gate_free(&gate);
}

static void test_without_gate(void **state)
{
	struct asking asking;

	(void)state;
	assert_true(comes_in(NULL, &asking, "192.0.2.1", GATE_LOOK));
	net_gate_withdraw(NULL, &asking.wish);
	net_gate_one_host(NULL, &asking.addr, 1);
	assert_false(net_gate_is_one_host(NULL, &asking.addr, &asking.addr));
	assert_false(net_gate_is_lost(asking.fd));
	net_gate_connected(asking.fd, 1);
	net_close(asking.fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_one_host),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_own_way),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_silent_ports),
		cmocka_unit_test(test_makes_room),
		cmocka_unit_test(test_without_gate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
