/*
 * One TCP connection in the making: started, asked how it went, given up. Private to this room; tcp.c drives
 * many.
 */
#ifndef MAILMEND_NET_TCP_OPEN_H
#define MAILMEND_NET_TCP_OPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/net/tcp.h"

struct tcp_open {
	struct tcp_attempt *attempt;
	int fd; /* -1 while pending: a map that drops */
	bool pending;
	int64_t started_us;
};

/* Empties the outputs of an attempt. */
void tcp_attempt_clear(struct tcp_attempt *attempt);

/* Sends the SYN. Afterwards it is pending, or its attempt has its outcome already. */
void tcp_open_start(struct tcp_open *open, const struct net_map *map, struct tcp_attempt *attempt);

/* Looks at a pending one whose descriptor poll(2) reported. */
void tcp_open_look(struct tcp_open *open);

/* Ends a pending one that way. */
void tcp_open_end(struct tcp_open *open, enum tcp_outcome outcome, int error);

#endif
