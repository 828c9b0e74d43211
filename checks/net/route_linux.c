/*
 * rtnetlink(7): which route, which interface. Each question has a socket of its own, and its answer a second at most.
 */
#include "checks/net/route.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"

#define ASK_MS	  1000
#define BUF_SIZE  65536
#define BYTES_MAX (1 << 20) /* of a list; routers of the Internet have more */

/* A question: its header, its fixed part and at most one attribute. */
struct question {
	struct nlmsghdr head;
	union {
		struct rtmsg route;
		struct ifinfomsg link;
	} u;
	unsigned char attribute[RTA_SPACE(sizeof(struct in6_addr))];
};

static size_t question_len(size_t fixed, size_t attribute)
{
	return NLMSG_LENGTH(fixed) + (attribute ? RTA_SPACE(attribute) : 0);
}

/* Behind the fixed part, which may be shorter than the union. */
static void add_attribute(
	struct question *question, size_t fixed, unsigned short type, const void *value, size_t len)
{
	struct rtattr head = {.rta_type = type, .rta_len = (unsigned short)RTA_LENGTH(len)};
	unsigned char *at = (unsigned char *)question + NLMSG_LENGTH(fixed);

	memcpy(at, &head, sizeof head);
	memcpy(at + RTA_LENGTH(0), value, len);
}

/* Whoever is told of one message; true when it was what was waited for. */
struct taker {
	bool (*take)(const struct route_message *message, void *data);
	void *data;
	bool list; /* the answer is a list, with an end of its own */
};

/* Feeds one datagram, which may hold many messages; true when nothing more is to come. */
static bool feed(const unsigned char *bytes, size_t len, const struct taker *taker)
{
	struct route_message message;
	size_t used, at = 0;

	for (used = route_read(bytes, len, &message); used;
		used = route_read(bytes + at, len - at, &message)) {
		if (message.end || taker->take(&message, taker->data) || !taker->list)
			return true;
		at += used;
	}
	return false;
}

static enum io_status read_answer(int fd, const struct io_scope *scope, const struct taker *taker)
{
	unsigned char *buf = mem_new(BUF_SIZE);
	enum io_status status = IO_OK;
	size_t seen = 0;
	bool done = false;

	while (status == IO_OK && !done && seen < BYTES_MAX) {
		struct io_want want = {.fd = fd, .events = POLLIN};
		ssize_t got = 0;

		status = io_wait(scope, &want, 1);
		if (status == IO_OK)
			got = recv(fd, buf, BUF_SIZE, MSG_DONTWAIT);
		if (got > 0) {
			seen += (size_t)got;
			done = feed(buf, (size_t)got, taker);
		} else if (got < 0 && errno != EAGAIN && errno != EINTR) {
			status = IO_FAILED;
		}
	}
	free(buf);
	return status;
}

static enum io_status ask(
	const struct io_scope *scope, struct question *question, size_t len, const struct taker *taker)
{
	struct io_scope within = io_scope_within(scope, ASK_MS);
	enum io_status status;
	int fd;

	if (scope->map)
		return IO_FAILED;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return IO_FAILED;
	io_prepare(fd);
	question->head.nlmsg_len = (unsigned)len;
	question->head.nlmsg_seq = 1;
	question->head.nlmsg_flags |= NLM_F_REQUEST;
	status = send(fd, question, len, MSG_NOSIGNAL) == (ssize_t)len ? read_answer(fd, &within, taker)
								       : IO_FAILED;
	close(fd);
	return status;
}

static bool take_route(const struct route_message *message, void *data)
{
	if (message->is_route)
		*(struct route_way *)data = message->way;
	return message->is_route;
}

static bool take_link(const struct route_message *message, void *data)
{
	struct route_way *way = data;

	if (!message->is_link || message->way.device != way->device)
		return false;
	str_copy(way->name, sizeof way->name, message->way.name);
	str_copy(way->driver, sizeof way->driver, message->way.driver);
	way->hardware = message->way.hardware;
	way->tap = message->way.tap;
	return true;
}

/* Name and kind of the interface of a way. */
static enum io_status look_at_link(const struct io_scope *scope, struct route_way *way)
{
	struct question question = {.head.nlmsg_type = RTM_GETLINK,
		.u.link = {.ifi_family = AF_UNSPEC, .ifi_index = way->device}};
	const struct taker taker = {.take = take_link, .data = way};

	return ask(scope, &question, question_len(sizeof question.u.link, 0), &taker);
}

static enum io_status finish(
	const struct io_scope *scope, enum io_status status, struct route_way *way, struct route_way *way_r)
{
	if (status == IO_OK && way->device)
		status = look_at_link(scope, way);
	if (status == IO_OK)
		*way_r = *way;
	return status;
}

enum io_status route_to(const struct io_scope *scope, const struct net_addr *to, struct route_way *way_r)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&to->ss;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&to->ss;
	bool is6 = net_addr_family(to) == AF_INET6;
	size_t len = is6 ? sizeof v6->sin6_addr : sizeof v4->sin_addr;
	struct route_way way = {.device = 0};
	struct question question = {.head.nlmsg_type = RTM_GETROUTE,
		.u.route = {.rtm_family = is6 ? AF_INET6 : AF_INET, .rtm_dst_len = (unsigned char)(8 * len)}};
	const struct taker taker = {.take = take_route, .data = &way};

	add_attribute(&question, sizeof question.u.route, RTA_DST,
		is6 ? (const void *)&v6->sin6_addr : (const void *)&v4->sin_addr, len);
	return finish(scope, ask(scope, &question, question_len(sizeof question.u.route, len), &taker), &way,
		way_r);
}

struct search {
	int but;
	bool found;
	unsigned metric;
	struct route_way best;
};

/* The list of routes is read to its end: the best one may be the last. */
static bool take_best(const struct route_message *message, void *data)
{
	struct search *search = data;

	if (!message->is_route || !message->is_default || !message->way.device ||
		message->way.device == search->but || (search->found && message->metric >= search->metric))
		return false;
	search->found = true;
	search->metric = message->metric;
	search->best = message->way;
	return false;
}

enum io_status route_beside(const struct io_scope *scope, int family, int but, struct route_way *way_r)
{
	struct search search = {.but = but};
	struct question question = {.head = {.nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_DUMP},
		.u.route = {.rtm_family = family == AF_INET6 ? AF_INET6 : AF_INET}};
	const struct taker taker = {.take = take_best, .data = &search, .list = true};

	return finish(scope, ask(scope, &question, question_len(sizeof question.u.route, 0), &taker),
		&search.best, way_r);
}
