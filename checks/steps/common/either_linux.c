/*
 * Two descriptors as one, by epoll: readable while either is.
 */
#include "checks/steps/common/either.h"

#include <sys/epoll.h>

#include "checks/net/gate.h"

static int watch(int set, int fd)
{
	struct epoll_event event = {.events = EPOLLIN};

	return fd < 0 ? 0 : epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
}

int either_fd(int cancel_fd, int other_fd)
{
	int set = epoll_create1(EPOLL_CLOEXEC);

	if (set < 0)
		return -1;
	if (watch(set, cancel_fd) != 0 || watch(set, other_fd) != 0) {
		net_close(set);
		return -1;
	}
	return set;
}
