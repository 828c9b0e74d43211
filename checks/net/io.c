/*
 * The one place where the program sleeps: poll(2) on the cancel descriptor and on whatever is waited for.
 * EINTR never shortens or lengthens a wait, because the rest is worked out anew from the absolute deadline.
 */
#include "checks/net/io.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>

#include "checks/base/clock.h"

#define WANTS_MAX 1024

struct io_scope io_scope_within(const struct io_scope *scope, int64_t limit_ms)
{
	struct io_scope inner = *scope;
	int64_t now = clock_us();

	if (limit_ms < (CLOCK_NEVER - now) / 1000 && now + limit_ms * 1000 < inner.deadline_us)
		inner.deadline_us = now + limit_ms * 1000;
	return inner;
}

/* Rounded up, so that a wait for the last part of a millisecond does not spin. */
static int64_t ms_until(int64_t deadline_us)
{
	int64_t now = clock_us();

	return deadline_us <= now ? 0 : (deadline_us - now - 1) / 1000 + 1;
}

int64_t io_scope_left_ms(const struct io_scope *scope)
{
	return scope->deadline_us == CLOCK_NEVER ? INT64_MAX : ms_until(scope->deadline_us);
}

static int poll_ms(const struct io_scope *scope)
{
	int64_t left = io_scope_left_ms(scope);

	if (left == INT64_MAX)
		return -1;
	return left > INT_MAX ? INT_MAX : (int)left;
}

enum io_status io_wait(const struct io_scope *scope, struct io_want *wants, size_t n)
{
	struct pollfd fds[WANTS_MAX + 1];
	int ready;

	assert(n <= WANTS_MAX);
	fds[n] = (struct pollfd){.fd = scope->cancel_fd, .events = POLLIN};
	for (size_t i = 0; i < n; i++) {
		fds[i] = (struct pollfd){.fd = wants[i].fd, .events = wants[i].events};
		wants[i].revents = 0;
	}
	for (;;) {
		ready = poll(fds, n + 1, poll_ms(scope));
		if (ready < 0 && errno != EINTR)
			return IO_FAILED;
		if (ready > 0)
			break;
		if (ready == 0 && io_scope_left_ms(scope) == 0)
			return IO_TIMED_OUT;
	}
	if (fds[n].revents)
		return IO_CANCELLED;
	for (size_t i = 0; i < n; i++)
		wants[i].revents = fds[i].revents;
	return IO_OK;
}

const char *io_status_name(enum io_status status)
{
	static const char *const names[] = {
		[IO_OK] = "ok",
		[IO_TIMED_OUT] = "timed-out",
		[IO_CANCELLED] = "cancelled",
		[IO_CLOSED] = "closed",
		[IO_RESET] = "reset",
		[IO_FAILED] = "failed",
	};

	return names[status];
}

void io_prepare(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0)
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}
