/*
 * Waiting: deadlines are absolute, EINTR changes nothing, cancel wins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/time.h>

#include "checks/base/clock.h"
#include "checks/net/io.h"

static struct io_scope scope_of(int cancel_fd, int64_t ms)
{
	struct io_scope all = {.cancel_fd = cancel_fd, .deadline_us = CLOCK_NEVER};

	return io_scope_within(&all, ms);
}

static void post(int fd)
{
	static const uint64_t one = 1;

	assert_int_equal(write(fd, &one, sizeof one), sizeof one);
}

static void test_scopes_only_shrink(void **state)
{
	struct io_scope all = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct io_scope outer = io_scope_within(&all, 1000), inner = io_scope_within(&outer, 5000);
	struct io_scope least = io_scope_within(&outer, 10);

	(void)state;
	assert_true(io_scope_left_ms(&all) == INT64_MAX);
	assert_true(inner.deadline_us == outer.deadline_us);
	assert_true(least.deadline_us < outer.deadline_us);
	assert_in_range(io_scope_left_ms(&least), 0, 10);
	inner = io_scope_within(&all, INT64_MAX);
	assert_true(inner.deadline_us == CLOCK_NEVER);
	inner = io_scope_within(&outer, -5);
	assert_int_equal(io_scope_left_ms(&inner), 0);
}

static void test_deadline(void **state)
{
	struct io_scope scope = scope_of(-1, 60);
	int64_t start = clock_us();
	int fds[2];
	struct io_want want = {.events = POLLIN};

	(void)state;
	assert_int_equal(pipe(fds), 0);
	want.fd = fds[0];
	assert_int_equal(io_wait(&scope, &want, 1), IO_TIMED_OUT);
	assert_in_range(clock_us() - start, 60000, 160000);
	/* What is there when time is over is still there. */
	assert_int_equal(write(fds[1], "x", 1), 1);
	assert_int_equal(io_wait(&scope, &want, 1), IO_OK);
	assert_true(want.revents & POLLIN);
	close(fds[0]);
	close(fds[1]);
}

static void test_nothing_to_wait_for(void **state)
{
	struct io_scope scope = scope_of(-1, 30);
	int64_t start = clock_us();

	(void)state;
	assert_int_equal(io_wait(&scope, NULL, 0), IO_TIMED_OUT);
	assert_in_range(clock_us() - start, 30000, 130000);
}

static void test_cancel_wins(void **state)
{
	int cancel = eventfd(0, EFD_CLOEXEC), ready = eventfd(1, EFD_CLOEXEC);
	struct io_scope scope = scope_of(cancel, 1000), over = scope_of(cancel, 0);
	struct io_want want = {.fd = ready, .events = POLLIN};

	(void)state;
	assert_int_equal(io_wait(&scope, &want, 1), IO_OK);
	post(cancel);
	assert_int_equal(io_wait(&scope, &want, 1), IO_CANCELLED);
	assert_int_equal(io_wait(&over, &want, 1), IO_CANCELLED);
	close(cancel);
	close(ready);
}

struct canceller {
	int fd;
	int64_t at_us;
};

static void *cancel_later(void *data)
{
	struct canceller *canceller = data;
	struct io_scope scope = scope_of(-1, 50);

	io_wait(&scope, NULL, 0);
	canceller->at_us = clock_us();
	post(canceller->fd);
	return NULL;
}

static void test_cancel_is_quick(void **state)
{
	struct canceller canceller = {.fd = eventfd(0, EFD_CLOEXEC)};
	struct io_scope scope = {.cancel_fd = canceller.fd, .deadline_us = CLOCK_NEVER};
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, cancel_later, &canceller), 0);
	assert_int_equal(io_wait(&scope, NULL, 0), IO_CANCELLED);
	pthread_join(thread, NULL);
	assert_in_range(clock_us() - canceller.at_us, 0, 100000);
	close(canceller.fd);
}

static volatile sig_atomic_t alarms;

static void on_alarm(int number)
{
	(void)number;
	alarms++;
}

static void test_interrupted(void **state)
{
	struct sigaction action = {.sa_handler = on_alarm}, before;
	struct itimerval every = {.it_interval = {.tv_usec = 5000}, .it_value = {.tv_usec = 5000}}, off = {0};
	struct io_scope scope = scope_of(-1, 120);
	int64_t start = clock_us();

	(void)state;
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &every, NULL);
	assert_int_equal(io_wait(&scope, NULL, 0), IO_TIMED_OUT);
	assert_in_range(clock_us() - start, 120000, 240000);
	assert_true(alarms > 3);
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &before, NULL);
}

static void test_left_out(void **state)
{
	int ready = eventfd(1, EFD_CLOEXEC), idle = eventfd(0, EFD_CLOEXEC);
	struct io_scope scope = scope_of(-1, 1000);
	struct io_want wants[] = {{.fd = -1, .events = POLLIN, .revents = 7}, {.fd = idle, .events = POLLIN},
		{.fd = ready, .events = POLLIN}};

	(void)state;
	assert_int_equal(io_wait(&scope, wants, 3), IO_OK);
	assert_int_equal(wants[0].revents, 0);
	assert_int_equal(wants[1].revents, 0);
	assert_int_equal(wants[2].revents, POLLIN);
	close(ready);
	close(idle);
}

static void test_prepare(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	io_prepare(fds[0]);
	assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fds[0], F_GETFD) & FD_CLOEXEC);
	close(fds[0]);
	close(fds[1]);
	assert_string_equal(io_status_name(IO_OK), "ok");
	assert_string_equal(io_status_name(IO_FAILED), "failed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scopes_only_shrink),
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_nothing_to_wait_for),
		cmocka_unit_test(test_cancel_wins),
		cmocka_unit_test(test_cancel_is_quick),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
