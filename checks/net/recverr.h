/*
 * Who sent the ICMP error: the error queue of a socket. Private to this room; Linux has it, in
 * recverr_linux.c.
 */
#ifndef MAILMEND_NET_RECVERR_H
#define MAILMEND_NET_RECVERR_H

#include "checks/net/addr.h"

struct recverr {
	int error;		  /* errno; 0: the queue was empty */
	struct net_addr offender; /* len 0: the error came from this computer's own stack */
	int type, code;
};

/* Has ICMP errors kept for recverr_take(); without it soft ones only show after minutes. */
void recverr_on(int fd, int family);

/* Back to the default, and the queue emptied: a queue with something in it makes poll(2) report for ever. */
void recverr_off(int fd, int family);

/* Takes the first error out of the queue. That also clears SO_ERROR, so its error is the one to keep. */
void recverr_take(int fd, struct recverr *recverr_r);

#endif
