/*
 * One TCP connection in the making: started, asked how it went, given up. Private to this room; tcp.c drives
 * many.
 */
#ifndef MAILMEND_NET_TCP_OPEN_H
#define MAILMEND_NET_TCP_OPEN_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/net/gate.h"
#include "checks/net/tcp.h"

struct tcp_open {
	struct tcp_attempt *attempt;
	struct gate_wish wish;
	int fd;		    /* -1 while pending: a map that drops */
	bool begun;	    /* its packets are out; false again when it has to make room */
	bool pending;	    /* begun and not yet decided */
	int64_t started_us; /* the latest start; 0: never yet */
	int64_t first_us;   /* the first one; 0: never yet */
	int64_t again_us;   /* not begun for want of room: when another try is worth it */
};

/* Empties the outputs of the attempt. wake_fd: see gate_wish. */
void tcp_open_init(struct tcp_open *open, struct tcp_attempt *attempt, enum gate_use use, int wake_fd);

/*
 * Sends the SYN. Afterwards it is pending, or its attempt has its outcome already. False: the host has no room for it now;
 * it waits for some.
 */
bool tcp_open_start(struct tcp_open *open, const struct io_scope *scope);

/* Looks at a pending one whose descriptor poll(2) reported. It may have had to make room: then it is not begun any more. */
void tcp_open_look(struct tcp_open *open);

/* Ends one that way, whether it is pending or was never begun. */
void tcp_open_end(struct tcp_open *open, enum tcp_outcome outcome, int error);

#endif
