/*
 * Many questions over few sockets. A packet belongs to the question whose id it bears; the rest of RFC 5452 section 9.1 is seen to by
 * the kernel (address and port: the sockets are connected) and by dns_read() (the question).
 */
#include "checks/net/dns_port.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "checks/net/dns_ask.h"
#include "checks/net/map.h"
#include "checks/net/recverr.h"

#define SHARE                                                                                                \
	32 /* questions on one socket, as long as there are descriptors; their answers fit into its buffer */
#define BURST	   32 /* packets in one call */
#define READ_BURST 16
#define READ_TURNS 8 /* a flood must not keep the others waiting */

struct dns_slot {
	struct dns_ask *ask;
	struct dns_path *path;
	uint16_t id;
	bool due; /* posted, not sent */
};

struct dns_port {
	const struct net_addr *server;
	int fd; /* -1: a map that drops, or broken */
	bool broken;
	size_t n_due;
	VEC(struct dns_slot) slots;
};

static int mapped_error(enum net_map_action action)
{
	switch (action) {
	case NET_MAP_REFUSE:
		return ECONNREFUSED;
	case NET_MAP_UNREACHABLE:
		return ENETUNREACH;
	case NET_MAP_HOST_UNREACHABLE:
		return EHOSTUNREACH;
	case NET_MAP_FORBID:
		return EACCES;
	case NET_MAP_DROP:
		return EAGAIN;
	case NET_MAP_TO:
		break;
	}
	return 0;
}

int dns_socket(int type, const struct net_addr *server, const struct net_map *map)
{
	struct net_addr to = *server;
	int fd, error = mapped_error(net_map_apply(map, &to));

	if (error) {
		errno = error;
		return -1;
	}
	fd = socket(net_addr_family(&to), type, 0);
	if (fd < 0)
		return -1;
	io_prepare(fd);
	if (type == SOCK_DGRAM)
		recverr_on(fd, net_addr_family(&to));
	if (connect(fd, (const struct sockaddr *)&to.ss, to.len) == 0 || errno == EINPROGRESS)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

void dns_pool_init(struct dns_pool *pool, const struct net_map *map)
{
	*pool = (struct dns_pool){.map = map};
}

static void port_close(struct dns_port *port)
{
	if (port->fd >= 0)
		close(port->fd);
	port->fd = -1;
}

static void port_free(struct dns_port *port)
{
	port_close(port);
	VEC_RELEASE(&port->slots);
	free(port);
}

void dns_pool_release(struct dns_pool *pool)
{
	for (size_t i = 0; i < pool->n; i++)
		port_free(pool->ports[i]);
	free(pool->in);
	*pool = (struct dns_pool){.n = 0};
}

static void sweep(struct dns_pool *pool)
{
	size_t kept = 0, before = pool->n;

	for (size_t i = 0; i < before; i++) {
		struct dns_port *port = pool->ports[i];

		if (port->broken && !port->slots.n)
			port_free(port);
		else
			pool->ports[kept++] = port;
	}
	pool->n = kept;
}

/* One of them may just be read from: it stays in memory until the next round. */
bool dns_pool_spare(struct dns_pool *pool)
{
	bool any = false;

	for (size_t i = 0; i < pool->n; i++) {
		struct dns_port *port = pool->ports[i];

		if (port->slots.n || port->fd < 0)
			continue;
		port_close(port);
		port->broken = any = true;
	}
	return any;
}

static bool out_of_descriptors(void)
{
	return errno == EMFILE || errno == ENFILE;
}

static struct dns_port *port_new(struct dns_pool *pool, const struct net_addr *server)
{
	struct dns_port *port;
	int fd = -1;

	errno = EMFILE;
	if (pool->n < DNS_PORTS_MAX)
		fd = dns_socket(SOCK_DGRAM, server, pool->map);
	if (fd < 0 && errno != EAGAIN)
		return NULL;
	port = mem_new(sizeof *port);
	*port = (struct dns_port){.server = server, .fd = fd};
	pool->ports[pool->n++] = port;
	return port;
}

static bool leads_to(const struct dns_port *port, const struct net_addr *server)
{
	return !port->broken && port->server->len == server->len &&
	       memcmp(&port->server->ss, &server->ss, server->len) == 0;
}

/* The socket to server with the fewest questions. */
static struct dns_port *emptiest(const struct dns_pool *pool, const struct net_addr *server)
{
	struct dns_port *best = NULL;

	for (size_t i = 0; i < pool->n; i++) {
		struct dns_port *port = pool->ports[i];

		if (leads_to(port, server) && (!best || port->slots.n < best->slots.n))
			best = port;
	}
	return best;
}

/* Where descriptors are short, sockets that nobody uses go first, and then sockets take more questions than usual. */
static struct dns_port *find_port(struct dns_pool *pool, const struct net_addr *server)
{
	struct dns_port *shared = emptiest(pool, server), *port;

	if (shared && shared->slots.n < SHARE)
		return shared;
	port = port_new(pool, server);
	if (!port && out_of_descriptors() && dns_pool_spare(pool))
		port = port_new(pool, server);
	return !port && out_of_descriptors() ? shared : port;
}

static bool has_id(const struct dns_port *port, uint16_t id)
{
	for (size_t i = 0; i < port->slots.n; i++)
		if (port->slots.items[i].id == id)
			return true;
	return false;
}

static uint16_t make_id(struct dns_pool *pool, const struct dns_port *port)
{
	uint16_t id;

	do {
		if (!pool->n_ids) {
			random_bytes(pool->ids, sizeof pool->ids);
			pool->n_ids = sizeof pool->ids / sizeof *pool->ids;
		}
		id = pool->ids[--pool->n_ids];
	} while (has_id(port, id));
	return id;
}

bool dns_pool_enter(struct dns_pool *pool, struct dns_ask *ask, struct dns_path *path)
{
	struct dns_port *port = find_port(pool, path->server);
	uint16_t id;

	if (!port)
		return false;
	id = make_id(pool, port);
	*VEC_ADD(&port->slots) = (struct dns_slot){.ask = ask, .path = path, .id = id};
	path->port = port;
	path->slot = port->slots.n - 1;
	return true;
}

void dns_pool_leave(struct dns_path *path)
{
	struct dns_port *port = path->port;
	struct dns_slot *slot, *last;

	if (!port)
		return;
	slot = &port->slots.items[path->slot];
	last = &port->slots.items[--port->slots.n];
	port->n_due -= slot->due;
	*slot = *last;
	slot->path->slot = path->slot;
	path->port = NULL;
}

void dns_pool_post(struct dns_path *path)
{
	struct dns_slot *slot = &path->port->slots.items[path->slot];

	path->port->n_due += !slot->due;
	slot->due = true;
}

/* The server cannot be reached: every question that went this way learns it. */
static void port_fail(struct dns_port *port)
{
	port->broken = true;
	port_close(port);
	while (port->slots.n) {
		struct dns_slot slot = port->slots.items[port->slots.n - 1];

		dns_pool_leave(slot.path);
		dns_ask_path_failed(slot.ask, slot.path, DNS_UNREACHABLE, -1);
	}
}

static void sent(struct dns_port *port, struct dns_slot *const *slots, size_t n)
{
	for (size_t i = 0; i < n; i++)
		slots[i]->due = false;
	port->n_due -= n;
}

/* Sends up to BURST packets; false when no more can be sent now. */
static bool send_burst(struct dns_port *port)
{
	unsigned char packets[BURST][DNS_QUERY_MAX];
	struct dns_slot *slots[BURST];
	struct mmsghdr msgs[BURST];
	struct iovec parts[BURST];
	size_t n = 0;
	int done;

	memset(msgs, 0, sizeof msgs);
	for (size_t i = 0; i < port->slots.n && n < BURST; i++) {
		struct dns_slot *slot = &port->slots.items[i];

		if (!slot->due)
			continue;
		parts[n].iov_base = packets[n];
		parts[n].iov_len = dns_build(
			packets[n], slot->ask->name, slot->ask->answer, slot->id, !slot->path->plain);
		msgs[n].msg_hdr.msg_iov = &parts[n];
		msgs[n].msg_hdr.msg_iovlen = 1;
		slots[n++] = slot;
	}
	done = port->fd < 0 ? (int)n : sendmmsg(port->fd, msgs, (unsigned)n, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (done < 0 && errno == ENOBUFS)
		done = (int)n; /* lost on the way, like any packet: it is sent again when its time has come */
	if (done >= 0)
		sent(port, slots, (size_t)done);
	else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		port_fail(port);
	return done > 0 && port->n_due;
}

/* A port that fails may have its questions posted at others, before or behind it. */
void dns_pool_flush(struct dns_pool *pool)
{
	bool failed;

	do {
		failed = false;
		for (size_t i = 0; i < pool->n; i++) {
			struct dns_port *port = pool->ports[i];

			if (!port->n_due)
				continue;
			while (send_burst(port))
				continue;
			failed |= port->broken;
		}
	} while (failed);
}

size_t dns_pool_wants(struct dns_pool *pool, struct io_want *wants, struct dns_port **ports_r)
{
	size_t n = 0;

	sweep(pool);
	for (size_t i = 0; i < pool->n; i++) {
		struct dns_port *port = pool->ports[i];

		if (port->fd < 0)
			continue;
		wants[n] = (struct io_want){
			.fd = port->fd, .events = (short)(port->n_due ? POLLIN | POLLOUT : POLLIN)};
		ports_r[n++] = port;
	}
	return n;
}

static void hand_out(struct dns_port *port, const unsigned char *msg, size_t len)
{
	uint16_t id;

	if (len < sizeof id)
		return;
	id = (uint16_t)(msg[0] << 8 | msg[1]);
	for (size_t i = 0; i < port->slots.n; i++) {
		struct dns_slot slot = port->slots.items[i];

		if (slot.id == id) {
			dns_ask_message(slot.ask, slot.path, id, msg, len);
			return;
		}
	}
}

void dns_pool_ready(struct dns_pool *pool, struct dns_port *port)
{
	struct mmsghdr msgs[READ_BURST];
	struct iovec parts[READ_BURST];
	int n = READ_BURST;

	if (!pool->in)
		pool->in = mem_new((size_t)READ_BURST * DNS_MESSAGE_MAX);
	memset(msgs, 0, sizeof msgs);
	for (size_t i = 0; i < READ_BURST; i++) {
		parts[i] = (struct iovec){pool->in + i * DNS_MESSAGE_MAX, DNS_MESSAGE_MAX};
		msgs[i].msg_hdr.msg_iov = &parts[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	for (int turn = 0; turn < READ_TURNS && n == READ_BURST && port->fd >= 0; turn++) {
		n = recvmmsg(port->fd, msgs, READ_BURST, MSG_DONTWAIT, NULL);
		if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			port_fail(port);
		for (int i = 0; i < n; i++)
			hand_out(port, parts[i].iov_base, msgs[i].msg_len);
	}
}
