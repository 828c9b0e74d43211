/*
 * The TCP sockets of this computer, as Linux lists them for everybody (/proc/net/tcp, tcp6): who listens here, and whether a
 * connection that was meant for elsewhere was answered by a program of this computer.
 */
#ifndef MAILMEND_STEPS_SOCKETS_H
#define MAILMEND_STEPS_SOCKETS_H

#include <stdbool.h>

#include "checks/engine/mailcase.h"
#include "checks/net/addr.h"

#define SOCKET_ESTABLISHED 1
#define SOCKET_LISTENS	   10

struct socket_line {
	struct net_addr local, remote;
	int state; /* as the kernel counts: SOCKET_… */
};

/* One line of either file; false for the heading and anything else. Pure. */
bool socket_line_parse(const char *line, struct socket_line *line_r);

/* Whether some program of this computer listens on this port, at addr or at every address. */
bool sockets_listen(const struct mailcase *mailcase, const struct net_addr *addr);

/*
 * Whether a program of this computer holds the other end of a connection: own is our end. A connection that was led
 * astray by this computer's own rules has both ends here.
 */
bool sockets_answer_here(const struct mailcase *mailcase, const struct net_addr *own);

#endif
