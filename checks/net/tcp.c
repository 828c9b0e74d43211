/*
 * Many TCP connections at a time: all of them (to learn how each ends), or the first that works (RFC 8305).
 */
#include "checks/net/tcp.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/net/tcp_open.h"

#define ATTEMPTS_MAX	 256
#define ATTEMPT_DELAY_US CLOCK_MS(250) /* RFC 8305 section 8 */
#define YOUNG_US	 CLOCK_MS(500)

const char *tcp_outcome_name(enum tcp_outcome outcome)
{
	static const char *const names[] = {
		[TCP_UNTRIED] = "untried",
		[TCP_CONNECTED] = "connected",
		[TCP_REFUSED] = "refused",
		[TCP_TIMED_OUT] = "timed-out",
		[TCP_HOST_UNREACHABLE] = "host-unreachable",
		[TCP_NET_UNREACHABLE] = "net-unreachable",
		[TCP_FORBIDDEN] = "forbidden",
		[TCP_RESET] = "reset",
		[TCP_CANCELLED] = "cancelled",
		[TCP_FAILED] = "failed",
	};

	return names[outcome];
}

/* The attempts of one call. Those from `started` on have not been begun. */
struct race {
	struct tcp_open *opens;
	struct io_want *wants;
	size_t n, started;
};

static void race_init(struct race *race, struct tcp_attempt *attempts, size_t n)
{
	assert(n <= ATTEMPTS_MAX);
	*race = (struct race){
		.opens = mem_new_array(n, sizeof *race->opens),
		.wants = mem_new_array(n, sizeof *race->wants),
		.n = n,
	};
	for (size_t i = 0; i < n; i++)
		tcp_attempt_clear(&attempts[i]);
}

static void race_release(struct race *race)
{
	free(race->opens);
	free(race->wants);
}

static size_t race_pending(const struct race *race)
{
	size_t pending = 0;

	for (size_t i = 0; i < race->started; i++)
		pending += race->opens[i].pending;
	return pending;
}

/* Waits until at least one attempt is decided (or another descriptor of the scope says otherwise). */
static enum io_status race_wait(struct race *race, const struct io_scope *scope)
{
	enum io_status status;

	for (size_t i = 0; i < race->started; i++)
		race->wants[i] = (struct io_want){.fd = race->opens[i].fd, .events = POLLOUT};
	status = io_wait(scope, race->wants, race->started);
	for (size_t i = 0; status == IO_OK && i < race->started; i++)
		if (race->wants[i].revents)
			tcp_open_look(&race->opens[i]);
	return status;
}

/* What is still open when the wait ended with this status. */
static void race_end(struct race *race, enum io_status status, int error)
{
	for (size_t i = 0; i < race->started; i++) {
		if (!race->opens[i].pending)
			continue;
		if (status == IO_CANCELLED)
			tcp_open_end(&race->opens[i], TCP_CANCELLED, 0);
		else if (status == IO_TIMED_OUT)
			tcp_open_end(&race->opens[i], TCP_TIMED_OUT, ETIMEDOUT);
		else if (status == IO_FAILED)
			tcp_open_end(&race->opens[i], TCP_FAILED, error);
		else
			tcp_open_end(&race->opens[i], TCP_UNTRIED, 0);
	}
}

enum io_status tcp_connect_all(const struct io_scope *scope, struct tcp_attempt *attempts, size_t n)
{
	enum io_status status = IO_OK;
	struct race race;

	race_init(&race, attempts, n);
	for (; race.started < n; race.started++)
		tcp_open_start(&race.opens[race.started], scope->map, &attempts[race.started]);
	while (status == IO_OK && race_pending(&race))
		status = race_wait(&race, scope);
	race_end(&race, status, errno);
	race_release(&race);
	return status == IO_CANCELLED ? IO_CANCELLED : IO_OK;
}

/* Closes what has connected, gives up what took too long; how many are pending and young, and when the next thing is due. */
static size_t race_tend(struct race *race, int64_t limit_us, int64_t *due_us_r)
{
	int64_t now = clock_us();
	size_t young = 0;

	*due_us_r = CLOCK_NEVER;
	for (size_t i = 0; i < race->started; i++) {
		struct tcp_open *open = &race->opens[i];
		int64_t due = open->started_us + YOUNG_US;

		if (open->attempt->fd >= 0)
			close(open->attempt->fd);
		open->attempt->fd = -1;
		if (open->pending && now >= open->started_us + limit_us)
			tcp_open_end(open, TCP_TIMED_OUT, ETIMEDOUT);
		if (!open->pending)
			continue;
		young += now < due;
		due = now < due ? due : open->started_us + limit_us;
		*due_us_r = due < *due_us_r ? due : *due_us_r;
	}
	return young;
}

enum io_status tcp_probe_all(const struct io_scope *scope, struct tcp_attempt *attempts, size_t n,
	size_t at_once, int64_t limit_ms)
{
	enum io_status status = IO_OK;
	struct io_scope inner = *scope;
	struct race race;

	race_init(&race, attempts, n);
	while (status == IO_OK) {
		size_t young = race_tend(&race, CLOCK_MS(limit_ms), &inner.deadline_us);

		if (race.started < n && young < at_once) {
			tcp_open_start(&race.opens[race.started], scope->map, &attempts[race.started]);
			race.started++;
			continue;
		}
		if (race.started == n && !race_pending(&race))
			break;
		if (inner.deadline_us > scope->deadline_us)
			inner.deadline_us = scope->deadline_us;
		status = race_wait(&race, &inner);
		if (status == IO_TIMED_OUT && inner.deadline_us < scope->deadline_us)
			status = IO_OK;
	}
	race_end(&race, status, errno);
	race_tend(&race, INT64_MAX / 4, &inner.deadline_us);
	race_release(&race);
	return status == IO_CANCELLED ? IO_CANCELLED : IO_OK;
}

static size_t race_winner(const struct race *race)
{
	for (size_t i = 0; i < race->started; i++)
		if (race->opens[i].attempt->outcome == TCP_CONNECTED)
			return i;
	return race->n;
}

/* Only one connection is handed out; another that was made in the same moment counts as never tried. */
static void race_drop_losers(struct race *race, size_t winner)
{
	for (size_t i = winner + 1; i < race->started; i++) {
		struct tcp_attempt *attempt = race->opens[i].attempt;

		if (attempt->outcome != TCP_CONNECTED)
			continue;
		race->opens[i].fd = attempt->fd;
		tcp_open_end(&race->opens[i], TCP_UNTRIED, 0);
	}
}

/* Whether the next attempt may start: the delay is over or the latest one has ended. */
static bool race_next_due(const struct race *race)
{
	const struct tcp_open *latest;

	if (race->started == 0 || race->started == race->n)
		return race->started < race->n;
	latest = &race->opens[race->started - 1];
	return !latest->pending || clock_us() - latest->started_us >= ATTEMPT_DELAY_US;
}

/* The scope, or until the next attempt is due. */
static struct io_scope race_scope(const struct race *race, const struct io_scope *scope)
{
	struct io_scope inner = *scope;
	int64_t due = race->opens[race->started - 1].started_us + ATTEMPT_DELAY_US;

	if (race->started < race->n && due < inner.deadline_us)
		inner.deadline_us = due;
	return inner;
}

enum io_status tcp_connect_first(
	const struct io_scope *scope, struct tcp_attempt *attempts, size_t n, size_t *winner_r)
{
	enum io_status status = IO_OK;
	struct race race;
	size_t winner = n;

	race_init(&race, attempts, n);
	while (status == IO_OK && winner == n) {
		struct io_scope inner;

		if (race_next_due(&race)) {
			tcp_open_start(&race.opens[race.started], scope->map, &attempts[race.started]);
			race.started++;
			winner = race_winner(&race);
			continue;
		}
		if (!race_pending(&race))
			break;
		inner = race_scope(&race, scope);
		status = race_wait(&race, &inner);
		winner = race_winner(&race);
		if (status == IO_TIMED_OUT && inner.deadline_us < scope->deadline_us)
			status = IO_OK;
	}
	race_end(&race, status, errno);
	if (winner < n)
		race_drop_losers(&race, winner);
	race_release(&race);
	*winner_r = winner;
	return status == IO_CANCELLED ? IO_CANCELLED : IO_OK;
}

void tcp_sort_addresses(struct net_addr *addrs, size_t n)
{
	struct net_addr *old = mem_new_array(n, sizeof *old);
	size_t next6 = 0, next4 = 0;
	bool want6 = true;

	if (n)
		memcpy(old, addrs, n * sizeof *old);
	for (size_t i = 0; i < n; i++) {
		while (next6 < n && net_addr_family(&old[next6]) != AF_INET6)
			next6++;
		while (next4 < n && net_addr_family(&old[next4]) == AF_INET6)
			next4++;
		if (next4 == n || (want6 && next6 < n))
			addrs[i] = old[next6++];
		else
			addrs[i] = old[next4++];
		want6 = net_addr_family(&addrs[i]) != AF_INET6;
	}
	free(old);
}
