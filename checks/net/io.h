/*
 * Waiting. io_wait is the only place in the program that sleeps.
 *
 * Every function that can block takes a const struct io_scope: until when it may last, what cancels it, and (in
 * practice mode and tests only) where addresses really lead. Scopes only shrink. Nothing here is recharged per
 * read: one reply, one deadline.
 */
#ifndef MAILMEND_NET_IO_H
#define MAILMEND_NET_IO_H

#include <stddef.h>
#include <stdint.h>

struct net_map;
struct net_gate;

struct io_scope {
	int cancel_fd;		   /* an eventfd that becomes readable on cancel; -1: cannot be cancelled */
	int64_t deadline_us;	   /* on the monotonic clock; CLOCK_NEVER: no limit */
	const struct net_map *map; /* NULL in real runs, see map.h */
	struct net_gate *gate; /* how many connections one host has at once, see gate.h; NULL: any number */
};

/* What became of an attempt to read, write or wait. The peer's own "no" is never one of these: that is data. */
enum io_status {
	IO_OK,
	IO_TIMED_OUT, /* the scope's deadline passed */
	IO_CANCELLED, /* the scope's cancel_fd became readable; wins over everything else */
	IO_CLOSED,    /* the other side closed in order */
	IO_RESET,     /* the other side, or a box between, reset the connection */
	IO_FAILED,    /* the system refused; errno tells why, and struct err where there is one */
};

/* The same scope, ending limit_ms from now or at its own deadline, whichever comes first. */
struct io_scope io_scope_within(const struct io_scope *scope, int64_t limit_ms);

/* Milliseconds left, 0 when it is over; INT64_MAX without a limit. */
int64_t io_scope_left_ms(const struct io_scope *scope);

struct io_want {
	int fd;	       /* -1: left out */
	short events;  /* POLLIN, POLLOUT as in poll(2) */
	short revents; /* filled in; POLLERR and POLLHUP are always reported */
};

/*
 * Waits until one of n wants is ready (IO_OK), the deadline passes (IO_TIMED_OUT) or the scope is cancelled. n may
 * be 0: then it only waits. EINTR is retried with the time that remains. At most 1,024 wants.
 */
enum io_status io_wait(const struct io_scope *scope, struct io_want *wants, size_t n);

/* "ok", "timed-out", … for evidence and logs. */
const char *io_status_name(enum io_status status);

/* Marks the socket non-blocking and close-on-exec. */
void io_prepare(int fd);

#endif
