/*
 * TCP_QUICKACK, tcp(7): it holds until the kernel thinks better of it, so it is set before every wait.
 */
#include "checks/net/ack.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

void ack_at_once(int fd)
{
	int before = errno, on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
	errno = before;
}

/* SIOCOUTQ, tcp(7), by its older name. */
int ack_missing(int fd)
{
	int before = errno, bytes = -1;

	if (ioctl(fd, TIOCOUTQ, &bytes) != 0)
		bytes = -1;
	errno = before;
	return bytes;
}
