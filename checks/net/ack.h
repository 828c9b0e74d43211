/*
 * Acknowledging at once. Private to this room; Linux has it, in ack_linux.c.
 */
#ifndef MAILMEND_NET_ACK_H
#define MAILMEND_NET_ACK_H

/*
 * Before a wait for an answer: what has arrived is acknowledged now, and what comes next will be. A server
 * that sends its answer in pieces holds the second one back until the first is acknowledged (RFC 896), and an
 * acknowledgement that waits for company (RFC 1122 4.2.3.2) would cost 40 ms each time. errno stays; no
 * effect on what is no TCP socket.
 */
void ack_at_once(int fd);

/* How many bytes that were written the other side has not acknowledged yet; -1 where the system does not tell. errno stays. */
int ack_missing(int fd);

#endif
