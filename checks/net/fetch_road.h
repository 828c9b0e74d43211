/*
 * The road to a web server, up to a connected socket: whose it is, its addresses, and the attempts at them (RFC 8305's staggering). Private
 * to this room; fetch.c drives many of them in one wait and hands the sockets to libcurl, so that the gate, the map and the rule about
 * addresses inside a network hold there as everywhere.
 */
#ifndef MAILMEND_NET_FETCH_ROAD_H
#define MAILMEND_NET_FETCH_ROAD_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/dns.h"
#include "checks/net/fetch.h"
#include "checks/net/tcp_open.h"

#define FETCH_ADDRS_MAX 4
#define FETCH_HOST_MAX	254

struct fetch_road {
	char host[FETCH_HOST_MAX];
	int port;
	bool named; /* a private address is all right */
	struct tcp_attempt attempts[FETCH_ADDRS_MAX];
	struct tcp_open opens[FETCH_ADDRS_MAX];
	size_t n, begun;
	int64_t first_us, latest_us; /* when the first and the latest attempt began; 0: none yet */
};

/* Finds the addresses of all n hosts in one round; outcomes_r: FETCH_DONE where there are some. wake_fd: see gate_wish. */
void fetch_roads_find(const struct io_scope *scope, const struct dns_config *dns,
	struct fetch_road *const *roads, size_t n, int wake_fd, enum fetch_outcome *outcomes_r);

/*
 * Does what is due. True while nothing is decided: then due_us_r is lowered to when it is due again. False: it is, and fd_r is
 * the connected socket, or -1.
 */
bool fetch_road_go(struct fetch_road *road, const struct io_scope *scope, int64_t *due_us_r, int *fd_r);

/* The attempt whose descriptor is under way, the i-th; -1 past the last. */
int fetch_road_fd(const struct fetch_road *road, size_t i);

/* What fetch_road_fd(road, i) gave is ready. */
void fetch_road_look(struct fetch_road *road, size_t i);

/* Gives up what is under way, the place in the queue for room, and every socket but keep_fd (-1: all). */
void fetch_road_leave(struct fetch_road *road, const struct io_scope *scope, int keep_fd);

/* The address that the socket leads to, as libcurl wants it: "192.0.2.1", "[2001:db8::1]". */
void fetch_road_address(const struct fetch_road *road, char *buf, size_t size);

#endif
