/*
 * One question: sent to the servers in turn after 250 ms, 500 ms, 1 s, … until one of them answers. Each
 * server has its own socket with a random port and id, and a late answer of an earlier one still counts.
 */
#include "checks/net/dns_ask.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "checks/base/str.h"
#include "checks/net/map.h"
#include "checks/net/recverr.h"

#define FIRST_INTERVAL_US CLOCK_MS(250)

static int mapped_error(enum net_map_action action)
{
	switch (action) {
	case NET_MAP_REFUSE:
		return ECONNREFUSED;
	case NET_MAP_UNREACHABLE:
		return ENETUNREACH;
	case NET_MAP_HOST_UNREACHABLE:
		return EHOSTUNREACH;
	case NET_MAP_FORBID:
		return EACCES;
	case NET_MAP_DROP:
		return EAGAIN;
	case NET_MAP_TO:
		break;
	}
	return 0;
}

int dns_socket(int type, const struct net_addr *server, const struct net_map *map)
{
	struct net_addr to = *server;
	int fd, error = mapped_error(net_map_apply(map, &to));

	if (error) {
		errno = error;
		return -1;
	}
	fd = socket(net_addr_family(&to), type, 0);
	if (fd < 0)
		return -1;
	io_prepare(fd);
	if (type == SOCK_DGRAM)
		recverr_on(fd, net_addr_family(&to));
	if (connect(fd, (const struct sockaddr *)&to.ss, to.len) == 0 || errno == EINPROGRESS)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void close_path(struct dns_path *path)
{
	if (path->fd >= 0)
		close(path->fd);
	path->fd = -1;
	path->sent = false;
}

static void close_paths(struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		close_path(&ask->paths[i]);
}

void dns_ask_finish(struct dns_ask *ask, enum dns_outcome outcome)
{
	struct dns_answer *answer = ask->answer;

	if (ask->done)
		return;
	answer->outcome = outcome;
	answer->took_us = clock_us() - ask->started_us;
	close_paths(ask);
	dns_tcp_stop(ask);
	ask->done = true;
}

void dns_ask_release(struct dns_ask *ask)
{
	close_paths(ask);
	dns_tcp_stop(ask);
	free(ask->name);
	ask->name = NULL;
}

static bool any_silent(const struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		if (ask->paths[i].sent && !ask->paths[i].failed)
			return true;
	return ask->tcp.active;
}

/* Nobody is left, or no time: the best account of why. */
static void give_up(struct dns_ask *ask)
{
	ask->answer->rcode = ask->failure_rcode;
	if (ask->failure != DNS_UNASKED && ask->failure != DNS_UNREACHABLE)
		dns_ask_finish(ask, ask->failure);
	else
		dns_ask_finish(ask, any_silent(ask) ? DNS_TIMED_OUT : DNS_UNREACHABLE);
}

enum sending { SENT, SEND_FAILED, SEND_LATER };

static enum sending open_path(struct dns_ask *ask, struct dns_path *path)
{
	path->id = random_u16();
	path->fd = dns_socket(SOCK_DGRAM, &path->server, ask->map);
	if (path->fd >= 0 || errno == EAGAIN)
		return SENT;
	return errno == EMFILE || errno == ENFILE ? SEND_LATER : SEND_FAILED;
}

static enum sending send_on(struct dns_ask *ask, struct dns_path *path)
{
	unsigned char query[DNS_QUERY_MAX];
	size_t len;
	enum sending sending = SENT;

	if (path->fd < 0)
		sending = open_path(ask, path);
	if (sending != SENT)
		return sending;
	path->sent = true;
	if (path->fd < 0)
		return SENT;
	len = dns_build(query, ask->name, ask->answer, path->id, !path->plain);
	if (send(path->fd, query, len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 || errno == EAGAIN ||
		errno == ENOBUFS)
		return SENT;
	return SEND_FAILED;
}

/* The next server in turn that has not failed, NULL when all have. */
static struct dns_path *next_path(struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++) {
		struct dns_path *path = &ask->paths[ask->turn++ % ask->n_paths];

		if (!path->failed)
			return path;
	}
	return NULL;
}

static void note_failure(struct dns_ask *ask, enum dns_outcome why, int rcode)
{
	/* What a server said tells more than that another one could not be asked. */
	if (ask->failure != DNS_UNASKED && ask->failure != DNS_UNREACHABLE && rcode < 0)
		return;
	ask->failure = why;
	ask->failure_rcode = rcode;
}

static void send_next(struct dns_ask *ask)
{
	for (;;) {
		struct dns_path *path = next_path(ask);
		enum sending sending;

		if (!path) {
			give_up(ask);
			return;
		}
		if (ask->answer->tcp) {
			dns_tcp_start(ask, path);
			return;
		}
		sending = send_on(ask, path);
		ask->starved = sending == SEND_LATER;
		if (sending != SEND_FAILED)
			break;
		close_path(path);
		path->failed = true;
		note_failure(ask, DNS_UNREACHABLE, -1);
	}
	ask->next_us = clock_us() + ask->interval_us;
	if (!ask->starved)
		ask->interval_us *= 2;
}

/* Whether a server was not asked yet. One that was asked may still answer: it needs no new packet. */
static bool any_unasked(const struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		if (!ask->paths[i].failed && !ask->paths[i].sent)
			return true;
	return false;
}

static bool any_left(const struct dns_ask *ask)
{
	for (size_t i = 0; i < ask->n_paths; i++)
		if (!ask->paths[i].failed)
			return true;
	return false;
}

void dns_ask_path_failed(struct dns_ask *ask, struct dns_path *path, enum dns_outcome why, int rcode)
{
	if (ask->tcp.active && ask->tcp.path == path)
		dns_tcp_stop(ask);
	close_path(path);
	path->failed = true;
	note_failure(ask, why, rcode);
	if (!any_left(ask))
		give_up(ask);
	else if (any_unasked(ask))
		send_next(ask);
}

static void begin_question(struct dns_ask *ask, const char *name)
{
	free(ask->name);
	ask->name = mem_strdup(name);
	close_paths(ask);
	dns_tcp_stop(ask);
	ask->turn = 0;
	ask->interval_us = FIRST_INTERVAL_US;
	send_next(ask);
}

void dns_ask_start(struct dns_ask *ask, struct dns_answer *answer, const struct net_addr *servers, size_t n,
	const struct net_map *map, int64_t deadline_us)
{
	char normal[DNS_TEXT_MAX];

	*ask = (struct dns_ask){.answer = answer,
		.map = map,
		.n_paths = n,
		.failure_rcode = -1,
		.started_us = clock_us(),
		.deadline_us = deadline_us,
		.tcp.fd = -1};
	dns_answer_clear(answer);
	for (size_t i = 0; i < n; i++)
		ask->paths[i] = (struct dns_path){.server = servers[i], .fd = -1};
	if (!dns_name_normal(answer->name, normal))
		dns_ask_finish(ask, DNS_BAD_NAME);
	else
		begin_question(ask, normal);
}

void dns_ask_tick(struct dns_ask *ask, int64_t now_us)
{
	if (ask->done)
		return;
	if (now_us >= ask->deadline_us)
		give_up(ask);
	else if (ask->tcp.active && now_us >= ask->tcp.deadline_us)
		dns_ask_path_failed(ask, ask->tcp.path, DNS_TIMED_OUT, -1);
	else if (!ask->tcp.active && (now_us >= ask->next_us || ask->starved))
		send_next(ask);
}

int64_t dns_ask_due(const struct dns_ask *ask)
{
	int64_t due = ask->tcp.active ? ask->tcp.deadline_us : ask->next_us;

	return due < ask->deadline_us ? due : ask->deadline_us;
}

size_t dns_ask_wants(const struct dns_ask *ask, struct io_want *wants)
{
	const struct dns_tcp *tcp = &ask->tcp;
	size_t n = 0;

	if (tcp->active) {
		wants[0] = (struct io_want){
			.fd = tcp->fd, .events = tcp->out_done < tcp->out_len ? POLLOUT : POLLIN};
		return 1;
	}
	for (size_t i = 0; i < ask->n_paths; i++)
		if (ask->paths[i].fd >= 0)
			wants[n++] = (struct io_want){.fd = ask->paths[i].fd, .events = POLLIN};
	return n;
}

/* With a new id, so that a late answer to the first form is not taken for that to the second. */
static void ask_again_plain(struct dns_ask *ask, struct dns_path *path)
{
	close_path(path);
	dns_tcp_stop(ask);
	path->plain = true;
	if (ask->answer->tcp)
		dns_tcp_start(ask, path);
	else if (send_on(ask, path) == SEND_FAILED)
		dns_ask_path_failed(ask, path, DNS_UNREACHABLE, -1);
}

static void take(
	struct dns_ask *ask, struct dns_path *path, struct dns_answer *got, struct dns_reading *reading)
{
	const char *canonical = reading->steps ? reading->target : ask->steps ? ask->name : "";

	if (reading->unfinished) {
		dns_records_free(got);
		ask->steps += reading->steps;
		if (ask->steps > DNS_CNAMES_MAX)
			dns_ask_finish(ask, DNS_MALFORMED);
		else
			begin_question(ask, reading->target);
		return;
	}
	str_copy(got->canonical, sizeof got->canonical, canonical);
	got->answered_by = path->server;
	*ask->answer = *got;
	dns_ask_finish(ask, got->outcome);
}

void dns_ask_message(
	struct dns_ask *ask, struct dns_path *path, uint16_t id, const unsigned char *msg, size_t len)
{
	struct dns_answer got = *ask->answer;
	struct dns_reading reading;

	dns_answer_clear(&got);
	if (!dns_read(msg, len, id, ask->name, &got, &reading))
		return;
	if (reading.truncated && !ask->tcp.active) {
		dns_records_free(&got);
		dns_tcp_start(ask, path);
		return;
	}
	if (got.outcome == DNS_FOUND || dns_is_absent(got.outcome)) {
		take(ask, path, &got, &reading);
		return;
	}
	dns_records_free(&got);
	if (got.outcome == DNS_FORMERR && !path->plain) {
		ask_again_plain(ask, path);
		return;
	}
	ask->answer->answered_by = path->server;
	dns_ask_path_failed(ask, path, got.outcome, got.rcode);
}

static void read_path(struct dns_ask *ask, struct dns_path *path, unsigned char *buf)
{
	ssize_t n = recv(path->fd, buf, DNS_MESSAGE_MAX, MSG_DONTWAIT);

	if (n >= 0)
		dns_ask_message(ask, path, path->id, buf, (size_t)n);
	else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		dns_ask_path_failed(ask, path, DNS_UNREACHABLE, -1);
}

/* An earlier event of the same round may have closed the descriptor; then it is nobody's any more. */
void dns_ask_ready(struct dns_ask *ask, const struct io_want *want, unsigned char *buf)
{
	if (ask->done)
		return;
	if (ask->tcp.active) {
		if (ask->tcp.fd == want->fd)
			dns_tcp_ready(ask);
		return;
	}
	for (size_t i = 0; i < ask->n_paths; i++) {
		if (ask->paths[i].fd == want->fd) {
			read_path(ask, &ask->paths[i], buf);
			return;
		}
	}
}
