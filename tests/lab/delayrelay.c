/*
 * A long and lossy wire for kernels without sch_netem: joins two network namespaces by two TUN devices and
 * passes every IP packet on after a fixed one-way delay, in both directions and for IPv4 and IPv6 alike, with
 * optional loss, duplication and corruption. Addresses and routes are the caller's business (relay.py).
 * Part of the lab, not of the program. It ends when its standard input does.
 *
 * usage: delayrelay NETNS_A NETNS_B DEVICE DELAY_MS [LOSS% [DUPLICATE% [CORRUPT% [SEED]]]]
 * NETNS_x is a file such as /proc/123/ns/net. Prints "ready" when both devices exist.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define QUEUE_LEN     65536 /* packets under way in one direction; more are lost, as on any line */
#define PACKET_MAX    65536
#define NS_PER_S      1000000000LL
#define HEADER_SPARED 20 /* corruption leaves the IP header alone, or nobody would see the packet */

struct packet {
	long long due;
	size_t len;
	unsigned char *bytes;
};

struct line {
	struct packet queue[QUEUE_LEN];
	unsigned head, tail;
};

struct wire {
	long long delay_ns;
	double loss, duplicate, corrupt; /* per cent */
};

static struct line lines[2];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* A device belongs to the namespace in which it is made; the descriptor works from everywhere. */
static int tun_open(const char *netns, const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int there = open(netns, O_RDONLY | O_CLOEXEC);
	int fd;

	if (own < 0 || there < 0)
		die(netns);
	if (setns(there, CLONE_NEWNET))
		die("setns");
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		die("/dev/net/tun");
	snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
	if (ioctl(fd, TUNSETIFF, &request))
		die("TUNSETIFF");
	if (setns(own, CLONE_NEWNET))
		die("setns");
	close(there);
	close(own);
	return fd;
}

static int happens(double percent)
{
	return percent > 0 && drand48() * 100 < percent;
}

static void line_put(struct line *line, const unsigned char *bytes, size_t len, long long due)
{
	struct packet *packet = &line->queue[line->tail % QUEUE_LEN];

	if (line->tail - line->head >= QUEUE_LEN)
		return;
	packet->bytes = malloc(len);
	if (!packet->bytes)
		return;
	memcpy(packet->bytes, bytes, len);
	packet->len = len;
	packet->due = due;
	line->tail++;
}

/* Everything that waits at this end is taken at once; its delay begins now. */
static void line_fill(struct line *line, int fd, const struct wire *wire)
{
	static unsigned char bytes[PACKET_MAX];
	ssize_t got;

	for (int i = 0; i < 256; i++) {
		got = read(fd, bytes, sizeof bytes);
		if (got <= 0)
			return;
		if (happens(wire->loss))
			continue;
		if (got > HEADER_SPARED && happens(wire->corrupt))
			bytes[HEADER_SPARED + lrand48() % (got - HEADER_SPARED)] ^=
				(unsigned char)(1 << (lrand48() & 7));
		line_put(line, bytes, (size_t)got, now_ns() + wire->delay_ns);
		if (happens(wire->duplicate))
			line_put(line, bytes, (size_t)got, now_ns() + wire->delay_ns);
	}
}

static void line_drain(struct line *line, int fd, long long now)
{
	while (line->head != line->tail && line->queue[line->head % QUEUE_LEN].due <= now) {
		struct packet *packet = &line->queue[line->head++ % QUEUE_LEN];

		/* A device that is down or full loses the packet; who sent it will send it again. */
		if (write(fd, packet->bytes, packet->len) < 0 && errno == EBADF)
			die("write");
		free(packet->bytes);
	}
}

static long long next_due(long long now)
{
	long long wait = NS_PER_S;

	for (int side = 0; side < 2; side++) {
		struct line *line = &lines[side];

		if (line->head != line->tail && line->queue[line->head % QUEUE_LEN].due - now < wait)
			wait = line->queue[line->head % QUEUE_LEN].due - now;
	}
	return wait < 0 ? 0 : wait;
}

/* lines[side] holds what came in at fds[side] and leaves at the other end. */
static void forward(const int fds[2], const struct wire *wire)
{
	for (;;) {
		struct pollfd polled[3] = {{.fd = fds[0], .events = POLLIN}, {.fd = fds[1], .events = POLLIN},
			{.fd = 0, .events = POLLIN}};
		long long wait = next_due(now_ns());
		struct timespec limit = {.tv_sec = wait / NS_PER_S, .tv_nsec = wait % NS_PER_S};
		char byte;

		if (ppoll(polled, 3, &limit, NULL) < 0 && errno != EINTR)
			die("poll");
		if (polled[2].revents && read(0, &byte, 1) <= 0)
			return;
		for (int side = 0; side < 2; side++) {
			line_fill(&lines[side], fds[side], wire);
			line_drain(&lines[side], fds[!side], now_ns());
		}
	}
}

static double number(int argc, char **argv, int at, double otherwise)
{
	return argc > at ? strtod(argv[at], NULL) : otherwise;
}

int main(int argc, char **argv)
{
	struct wire wire = {0};
	int fds[2];

	if (argc < 5) {
		fputs("usage: delayrelay NETNS_A NETNS_B DEVICE DELAY_MS [LOSS% [DUPLICATE% [CORRUPT% "
		      "[SEED]]]]\n",
			stderr);
		return 2;
	}
	wire.delay_ns = (long long)(number(argc, argv, 4, 0) * 1e6);
	wire.loss = number(argc, argv, 5, 0);
	wire.duplicate = number(argc, argv, 6, 0);
	wire.corrupt = number(argc, argv, 7, 0);
	srand48((long)number(argc, argv, 8, 1));
	fds[0] = tun_open(argv[1], argv[3]);
	fds[1] = tun_open(argv[2], argv[3]);
	/* The default slack of 50 us would be added to every delay. */
	prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
	/* Ahead of what is measured, or a busy machine would lengthen the line; without the right it goes on. */
	(void)sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
	puts("ready");
	fflush(stdout);
	forward(fds, &wire);
	return 0;
}
