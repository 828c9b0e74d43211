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
#include <sys/eventfd.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/net/tcp_open.h"

#define ATTEMPTS_MAX	 256
#define ATTEMPT_DELAY_US CLOCK_MS(250) /* RFC 8305 section 8 */
#define YOUNG_US	 CLOCK_MS(500)
#define NO_WAKE_MS	 20 /* without a descriptor to be woken by */

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

/* The attempts of one call. Those that are not begun wait for their turn, or for room at the host. */
struct race {
	const struct io_scope *scope;
	struct tcp_open *opens;
	struct io_want *wants; /* one for each, and one for the gate */
	size_t n;
	int wake_fd; /* readable when there may be room; -1: there is no gate, or no descriptor was left */
};

static void race_init(struct race *race, const struct io_scope *scope, struct tcp_attempt *attempts, size_t n,
	enum gate_use use)
{
	assert(n <= ATTEMPTS_MAX);
	*race = (struct race){
		.scope = scope,
		.opens = mem_new_array(n, sizeof *race->opens),
		.wants = mem_new_array(n + 1, sizeof *race->wants),
		.n = n,
		.wake_fd = scope->gate ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1,
	};
	for (size_t i = 0; i < n; i++)
		tcp_open_init(&race->opens[i], &attempts[i], use, race->wake_fd);
}

/* Those that stand in the queue of a host could not take their turn now. */
static void race_withdraw(struct race *race)
{
	for (size_t i = 0; i < race->n; i++) {
		if (race->opens[i].wish.waits)
			net_gate_withdraw(race->scope->gate, &race->opens[i].wish);
	}
}

static void race_release(struct race *race)
{
	race_withdraw(race);
	if (race->wake_fd >= 0)
		close(race->wake_fd);
	free(race->opens);
	free(race->wants);
}

static size_t race_pending(const struct race *race)
{
	size_t pending = 0;

	for (size_t i = 0; i < race->n; i++)
		pending += race->opens[i].pending;
	return pending;
}

static size_t race_unbegun(const struct race *race)
{
	size_t unbegun = 0;

	for (size_t i = 0; i < race->n; i++)
		unbegun += !race->opens[i].begun;
	return unbegun;
}

/* Begins all that can be, at most `most` of them; how many were. */
static size_t race_begin(struct race *race, size_t most)
{
	size_t begun = 0;

	for (size_t i = 0; i < race->n && begun < most; i++)
		begun += !race->opens[i].begun && tcp_open_start(&race->opens[i], race->scope);
	return begun;
}

/* Begins the next one in order, if its host has room. Those behind it wait with it. */
static bool race_begin_next(struct race *race)
{
	for (size_t i = 0; i < race->n; i++) {
		if (!race->opens[i].begun)
			return tcp_open_start(&race->opens[i], race->scope);
	}
	return false;
}

/* Until when to wait: what is due by itself, or when there may be room for one that waits for it. */
static struct io_scope race_until(const struct race *race, int64_t due_us)
{
	struct io_scope until = *race->scope;
	bool waits = false;

	for (size_t i = 0; i < race->n; i++) {
		if (!race->opens[i].wish.waits)
			continue;
		waits = true;
		due_us = race->opens[i].again_us < due_us ? race->opens[i].again_us : due_us;
	}
	if (due_us < until.deadline_us)
		until.deadline_us = due_us;
	return waits && race->wake_fd < 0 ? io_scope_within(&until, NO_WAKE_MS) : until;
}

/* Waits until at least one attempt is decided, there may be room, or something is due (or the scope says otherwise). */
static enum io_status race_wait(struct race *race, int64_t due_us)
{
	struct io_scope until = race_until(race, due_us);
	struct io_want *room = &race->wants[race->n];
	enum io_status status;
	eventfd_t count;

	for (size_t i = 0; i < race->n; i++)
		race->wants[i] = (struct io_want){
			.fd = race->opens[i].pending ? race->opens[i].fd : -1, .events = POLLOUT};
	*room = (struct io_want){.fd = race->wake_fd, .events = POLLIN};
	status = io_wait(&until, race->wants, race->n + 1);
	if (status == IO_OK && room->revents && eventfd_read(race->wake_fd, &count) < 0)
		count = 0; /* nothing to clear */
	for (size_t i = 0; status == IO_OK && i < race->n; i++)
		if (race->wants[i].revents)
			tcp_open_look(&race->opens[i]);
	if (status != IO_OK && status != IO_TIMED_OUT)
		return status;
	return io_scope_left_ms(race->scope) > 0 ? IO_OK : IO_TIMED_OUT;
}

/* What is still open, or was never begun, when the wait ended with this status. */
static void race_end(struct race *race, enum io_status status, int error)
{
	for (size_t i = 0; i < race->n; i++) {
		struct tcp_open *open = &race->opens[i];

		if (open->begun && !open->pending)
			continue;
		if (status == IO_CANCELLED)
			tcp_open_end(open, open->first_us ? TCP_CANCELLED : TCP_UNTRIED, 0);
		else if (status == IO_TIMED_OUT && open->first_us)
			tcp_open_end(open, TCP_TIMED_OUT, ETIMEDOUT);
		else if (status == IO_FAILED && open->first_us)
			tcp_open_end(open, TCP_FAILED, error);
		else
			tcp_open_end(open, TCP_UNTRIED, 0);
	}
}

/* Nothing is under way, and those that wait do so for room that the caller's own new connections take. */
static bool race_is_in_its_own_way(const struct race *race)
{
	for (size_t i = 0; i < race->n; i++) {
		bool own = false;

		if (race->opens[i].pending)
			return false;
		for (size_t k = 0; k < race->n && !race->opens[i].begun && !own; k++)
			own = race->opens[k].attempt->fd >= 0 &&
			      net_gate_is_one_host(race->scope->gate, &race->opens[i].attempt->addr,
				      &race->opens[k].attempt->addr);
		if (!race->opens[i].begun && !own)
			return false;
	}
	return true;
}

enum io_status tcp_connect_all(const struct io_scope *scope, struct tcp_attempt *attempts, size_t n)
{
	enum io_status status = IO_OK;
	struct race race;

	race_init(&race, scope, attempts, n, GATE_TALK);
	race_begin(&race, n);
	while (status == IO_OK && !race_is_in_its_own_way(&race)) {
		status = race_wait(&race, CLOCK_NEVER);
		if (status == IO_OK)
			race_begin(&race, n);
	}
	race_end(&race, status, errno);
	race_release(&race);
	return status == IO_CANCELLED ? IO_CANCELLED : IO_OK;
}

/*
 * Closes what has connected, gives up what took too long; how many are pending and young, and when the next thing is due. One that had
 * to make room goes on taking its time.
 */
static size_t race_tend(struct race *race, int64_t limit_us, int64_t *due_us_r)
{
	int64_t now = clock_us();
	size_t young = 0;

	*due_us_r = CLOCK_NEVER;
	for (size_t i = 0; i < race->n; i++) {
		struct tcp_open *open = &race->opens[i];
		int64_t due = open->started_us + YOUNG_US, end = open->first_us + limit_us;

		if (open->attempt->fd >= 0)
			net_close(open->attempt->fd);
		open->attempt->fd = -1;
		if (!open->first_us || (open->begun && !open->pending))
			continue;
		if (now >= end) {
			tcp_open_end(open, TCP_TIMED_OUT, ETIMEDOUT);
			continue;
		}
		young += open->pending && now < due;
		if (!open->pending || now >= due || end < due)
			due = end;
		*due_us_r = due < *due_us_r ? due : *due_us_r;
	}
	return young;
}

enum io_status tcp_probe_all(const struct io_scope *scope, struct tcp_attempt *attempts, size_t n,
	size_t at_once, int64_t limit_ms)
{
	enum io_status status = IO_OK;
	struct race race;
	int64_t due_us;

	race_init(&race, scope, attempts, n, GATE_LOOK);
	while (status == IO_OK) {
		size_t young = race_tend(&race, CLOCK_MS(limit_ms), &due_us);

		if (young < at_once && race_begin(&race, at_once - young))
			continue;
		if (!race_pending(&race) && !race_unbegun(&race))
			break;
		if (young >= at_once)
			race_withdraw(&race);
		status = race_wait(&race, due_us);
	}
	race_end(&race, status, errno);
	race_tend(&race, INT64_MAX / 4, &due_us);
	race_release(&race);
	return status == IO_CANCELLED ? IO_CANCELLED : IO_OK;
}

static size_t race_winner(const struct race *race)
{
	for (size_t i = 0; i < race->n; i++)
		if (race->opens[i].begun && race->opens[i].attempt->outcome == TCP_CONNECTED)
			return i;
	return race->n;
}

/* Only one connection is handed out; another that was made in the same moment counts as never tried. */
static void race_drop_losers(struct race *race, size_t winner)
{
	for (size_t i = winner + 1; i < race->n; i++) {
		struct tcp_attempt *attempt = race->opens[i].attempt;

		if (!race->opens[i].begun || attempt->outcome != TCP_CONNECTED)
			continue;
		race->opens[i].fd = attempt->fd;
		tcp_open_end(&race->opens[i], TCP_UNTRIED, 0);
	}
}

/* When the next attempt may start: the delay is over or the latest one has ended. */
static int64_t race_next_due(const struct race *race)
{
	const struct tcp_open *latest;
	size_t begun = race->n - race_unbegun(race);

	if (begun == 0 || begun == race->n)
		return begun == 0 ? 0 : CLOCK_NEVER;
	latest = &race->opens[begun - 1];
	return latest->pending ? latest->started_us + ATTEMPT_DELAY_US : 0;
}

enum io_status tcp_connect_first(
	const struct io_scope *scope, struct tcp_attempt *attempts, size_t n, size_t *winner_r)
{
	enum io_status status = IO_OK;
	struct race race;
	size_t winner = n;

	race_init(&race, scope, attempts, n, GATE_SESSION);
	while (status == IO_OK && winner == n) {
		int64_t due_us = race_next_due(&race);

		if (due_us <= clock_us() && race_begin_next(&race)) {
			winner = race_winner(&race);
			continue;
		}
		if (!race_pending(&race) && !race_unbegun(&race))
			break;
		status = race_wait(&race, due_us <= clock_us() ? CLOCK_NEVER : due_us);
		winner = race_winner(&race);
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
