/*
 * Places at hosts, and the queue for them. Descriptors belong to the process, so whoever closes one need not know whose place
 * it has: the gates of all runs are found here, under one lock, which is never held while anything waits.
 */
#include "checks/net/gate.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/vec.h"

#define YOUNG_US      CLOCK_MS(500)
#define YOUNG_MOST_US CLOCK_MS(1500)

enum place_state {
	PLACE_ASKED,	/* the first packet is sent, or is just being sent */
	PLACE_OPEN,	/* the connection is there */
	PLACE_GIVEN_UP, /* closed unanswered; counts until it is cold */
	PLACE_LOST,	/* disconnected by the gate; does not count, and waits to be closed by its owner */
};

struct place {
	int fd; /* -1: PLACE_GIVEN_UP */
	size_t host;
	enum gate_use use;
	enum place_state state;
	int64_t since_us;
};

struct known_addr {
	struct net_addr addr;
	size_t host;
};

struct queued {
	struct gate_wish *wish;
	size_t host;
};

struct net_gate {
	struct net_gate *next; /* in `gates` */
	VEC(struct known_addr) known;
	VEC(struct place) places;
	VEC(struct queued) queue; /* in the order of arrival */
	size_t hosts;
	int64_t slowest_us; /* of the handshakes so far */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct net_gate *gates;

struct net_gate *net_gate_new(void)
{
	struct net_gate *gate = mem_new(sizeof *gate);

	pthread_mutex_lock(&lock);
	gate->next = gates;
	gates = gate;
	pthread_mutex_unlock(&lock);
	return gate;
}

void net_gate_free(struct net_gate **gate)
{
	if (!*gate)
		return;
	pthread_mutex_lock(&lock);
	for (struct net_gate **at = &gates; *at; at = &(*at)->next) {
		if (*at == *gate) {
			*at = (*gate)->next;
			break;
		}
	}
	pthread_mutex_unlock(&lock);
	VEC_RELEASE(&(*gate)->known);
	VEC_RELEASE(&(*gate)->places);
	VEC_RELEASE(&(*gate)->queue);
	free(*gate);
	*gate = NULL;
}

static size_t host_of(struct net_gate *gate, const struct net_addr *addr)
{
	struct known_addr *known;

	for (size_t i = 0; i < gate->known.n; i++) {
		if (net_addr_same_ip(&gate->known.items[i].addr, addr))
			return gate->known.items[i].host;
	}
	known = VEC_ADD(&gate->known);
	known->addr = *addr;
	known->host = gate->hosts++;
	return known->host;
}

static void join_hosts(struct net_gate *gate, size_t host, size_t other)
{
	for (size_t i = 0; i < gate->known.n; i++) {
		if (gate->known.items[i].host == other)
			gate->known.items[i].host = host;
	}
	for (size_t i = 0; i < gate->places.n; i++) {
		if (gate->places.items[i].host == other)
			gate->places.items[i].host = host;
	}
	for (size_t i = 0; i < gate->queue.n; i++) {
		if (gate->queue.items[i].host == other)
			gate->queue.items[i].host = host;
	}
}

void net_gate_one_host(struct net_gate *gate, const struct net_addr *addrs, size_t n)
{
	if (!gate)
		return;
	pthread_mutex_lock(&lock);
	for (size_t i = 1; i < n; i++)
		join_hosts(gate, host_of(gate, &addrs[0]), host_of(gate, &addrs[i]));
	pthread_mutex_unlock(&lock);
}

bool net_gate_is_one_host(struct net_gate *gate, const struct net_addr *a, const struct net_addr *b)
{
	bool same;

	if (!gate)
		return false;
	pthread_mutex_lock(&lock);
	same = host_of(gate, a) == host_of(gate, b);
	pthread_mutex_unlock(&lock);
	return same;
}

/* Everybody who waits for this host looks again; the order of the queue says whose turn it is. */
static void wake(const struct net_gate *gate, size_t host)
{
	const uint64_t one = 1;

	for (size_t i = 0; i < gate->queue.n; i++) {
		const struct queued *queued = &gate->queue.items[i];

		if (queued->host == host && queued->wish->wake_fd >= 0 &&
			write(queued->wish->wake_fd, &one, sizeof one) < 0)
			continue; /* full means readable */
	}
}

static void remove_place(struct net_gate *gate, size_t i)
{
	size_t host = gate->places.items[i].host;

	gate->places.items[i] = gate->places.items[--gate->places.n];
	wake(gate, host);
}

static void leave_queue(struct net_gate *gate, struct gate_wish *wish)
{
	for (size_t i = 0; i < gate->queue.n; i++) {
		size_t host = gate->queue.items[i].host;

		if (gate->queue.items[i].wish != wish)
			continue;
		memmove(&gate->queue.items[i], &gate->queue.items[i + 1],
			(--gate->queue.n - i) * sizeof *gate->queue.items);
		wish->waits = false;
		wake(gate, host);
		return;
	}
}

static int64_t cold_at(const struct net_gate *gate, const struct place *place)
{
	int64_t young = 2 * gate->slowest_us;

	if (young < YOUNG_US)
		young = YOUNG_US;
	return place->since_us + (young > YOUNG_MOST_US ? YOUNG_MOST_US : young);
}

/* Those that were given up and are cold by now. */
static void forget_cold(struct net_gate *gate)
{
	int64_t now = clock_us();

	for (size_t i = gate->places.n; i-- > 0;) {
		if (gate->places.items[i].state == PLACE_GIVEN_UP &&
			now >= cold_at(gate, &gate->places.items[i]))
			remove_place(gate, i);
	}
}

static bool has_room(const struct net_gate *gate, size_t host, enum gate_use use)
{
	size_t taken = 0, probes = 0;

	for (size_t i = 0; i < gate->places.n; i++) {
		const struct place *place = &gate->places.items[i];

		if (place->host != host || place->state == PLACE_LOST)
			continue;
		taken++;
		probes += place->use != GATE_SESSION;
	}
	return taken < GATE_PLACES && (use == GATE_SESSION || probes < GATE_PROBES);
}

/* Whether somebody else who waits for this host comes first. */
static bool is_behind(const struct net_gate *gate, size_t host, const struct gate_wish *wish)
{
	bool earlier = true;

	for (size_t i = 0; i < gate->queue.n; i++) {
		const struct queued *queued = &gate->queue.items[i];
		bool session = queued->wish->use == GATE_SESSION;

		if (queued->wish == wish)
			earlier = false;
		else if (queued->host == host && (session || wish->use != GATE_SESSION) &&
			 (earlier || (session && wish->use != GATE_SESSION)))
			return true;
	}
	return false;
}

static bool is_answered(int fd)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;

	return getpeername(fd, (struct sockaddr *)&peer, &len) == 0;
}

/*
 * The look at this host that has been cold for the longest loses its place: shutdown of a socket that is still asking
 * disconnects it (on Linux), and whoever polls it is woken. One whose connection has come about is left to its owner, who is about
 * to close it.
 */
static bool send_away(struct net_gate *gate, size_t host)
{
	struct place *oldest = NULL;
	int64_t now = clock_us();

	for (size_t i = 0; i < gate->places.n; i++) {
		struct place *place = &gate->places.items[i];

		if (place->host == host && place->use == GATE_LOOK && place->state == PLACE_ASKED &&
			now >= cold_at(gate, place) && (!oldest || place->since_us < oldest->since_us) &&
			!is_answered(place->fd))
			oldest = place;
	}
	if (!oldest)
		return false;
	shutdown(oldest->fd, SHUT_RDWR);
	oldest->state = PLACE_LOST;
	return true;
}

/* When the next place of this host becomes free or cold by itself. */
static int64_t next_cold(const struct net_gate *gate, size_t host)
{
	int64_t next = CLOCK_NEVER, now = clock_us();

	for (size_t i = 0; i < gate->places.n; i++) {
		const struct place *place = &gate->places.items[i];
		bool passes = place->state == PLACE_GIVEN_UP ||
			      (place->state == PLACE_ASKED && place->use == GATE_LOOK);
		int64_t at = cold_at(gate, place);

		if (place->host == host && passes && at > now && at < next)
			next = at;
	}
	return next;
}

static void take_place(struct net_gate *gate, size_t host, enum gate_use use, int fd)
{
	struct place *place = VEC_ADD(&gate->places);

	*place = (struct place){.fd = fd, .host = host, .use = use, .since_us = clock_us()};
}

bool net_gate_enter(struct net_gate *gate, struct gate_wish *wish, int fd, int64_t *again_us_r)
{
	size_t host;
	bool enters;

	if (!gate)
		return true;
	pthread_mutex_lock(&lock);
	host = host_of(gate, wish->addr);
	forget_cold(gate);
	enters = !is_behind(gate, host, wish) && (has_room(gate, host, wish->use) || send_away(gate, host));
	if (enters) {
		take_place(gate, host, wish->use, fd);
		leave_queue(gate, wish);
	} else {
		*again_us_r = next_cold(gate, host);
	}
	if (!enters && !wish->waits) {
		*VEC_ADD(&gate->queue) = (struct queued){.wish = wish, .host = host};
		wish->waits = true;
	}
	pthread_mutex_unlock(&lock);
	return enters;
}

void net_gate_withdraw(struct net_gate *gate, struct gate_wish *wish)
{
	if (!gate)
		return;
	pthread_mutex_lock(&lock);
	leave_queue(gate, wish);
	pthread_mutex_unlock(&lock);
}

/* The place of this descriptor; NULL for one without. The lock is held. */
static struct place *place_of(int fd, struct net_gate **gate_r)
{
	for (struct net_gate *gate = gates; gate; gate = gate->next) {
		for (size_t i = 0; i < gate->places.n; i++) {
			if (gate->places.items[i].fd != fd)
				continue;
			*gate_r = gate;
			return &gate->places.items[i];
		}
	}
	return NULL;
}

void net_gate_connected(int fd, int64_t took_us)
{
	struct net_gate *gate = NULL;
	struct place *place;

	pthread_mutex_lock(&lock);
	place = place_of(fd, &gate);
	if (place && place->state == PLACE_ASKED)
		place->state = PLACE_OPEN;
	if (place && took_us > gate->slowest_us)
		gate->slowest_us = took_us;
	pthread_mutex_unlock(&lock);
}

bool net_gate_is_lost(int fd)
{
	struct net_gate *gate = NULL;
	const struct place *place;
	bool lost;

	pthread_mutex_lock(&lock);
	place = place_of(fd, &gate);
	lost = place && place->state == PLACE_LOST;
	pthread_mutex_unlock(&lock);
	return lost;
}

/* Closed first, under the lock: whoever takes the place comes after the last packet of this one. */
static void close_place(int fd, bool unanswered)
{
	struct net_gate *gate = NULL;
	struct place *place;

	pthread_mutex_lock(&lock);
	place = place_of(fd, &gate);
	close(fd);
	if (place && unanswered && place->state == PLACE_ASKED) {
		place->state = PLACE_GIVEN_UP;
		place->fd = -1;
	} else if (place) {
		remove_place(gate, (size_t)(place - gate->places.items));
	}
	pthread_mutex_unlock(&lock);
}

void net_hang_up(int fd)
{
	struct net_gate *gate = NULL;
	const struct place *place;

	pthread_mutex_lock(&lock);
	place = place_of(fd, &gate);
	shutdown(fd, SHUT_WR);
	if (place)
		remove_place(gate, (size_t)(place - gate->places.items));
	pthread_mutex_unlock(&lock);
}

void net_close(int fd)
{
	close_place(fd, false);
}

void net_give_up(int fd)
{
	close_place(fd, true);
}
