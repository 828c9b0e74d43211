/*
 * The threads of the built-in servers.
 */
#include "checks/practice/crew.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/vec.h"

#define POSTS_MAX      200
#define VISITS_MAX     64 /* conversations at once; more are closed */
#define VISIT_LIMIT_MS 120000

/* One socket that is waited on. */
struct post {
	int fd;
	crew_serve *serve;   /* of a listening socket */
	crew_answer *answer; /* of a socket for datagrams */
	void *data;
};

/* One conversation. */
struct visit {
	struct peer peer;
	crew_serve *serve;
	void *data;
	pthread_t thread;
	atomic_bool over;
};

struct crew {
	int stop_fd;
	struct post posts[POSTS_MAX];
	size_t n_posts;
	pthread_t thread;
	bool started;
	VEC(struct visit *) visits; /* of the accepting thread, then of crew_stop */
};

struct crew *crew_new(struct err *err)
{
	struct crew *crew = mem_new(sizeof *crew);

	crew->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (crew->stop_fd < 0) {
		err_errno(err, errno, "eventfd");
		free(crew);
		return NULL;
	}
	return crew;
}

/* A socket on that port of 127.0.0.1, 0: on a free one; -1: errno tells. */
static int bind_loopback(int type, int port, struct net_addr *addr_r)
{
	static const unsigned char loopback[] = {127, 0, 0, 1};
	struct net_addr addr = net_addr_make(AF_INET, loopback, port);
	int fd = socket(AF_INET, type, 0);

	if (fd < 0)
		return -1;
	io_prepare(fd);
	if (bind(fd, (const struct sockaddr *)&addr.ss, addr.len) != 0 ||
		(type == SOCK_STREAM && listen(fd, 32) != 0) ||
		getsockname(fd, (struct sockaddr *)&addr.ss, &addr.len) != 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	*addr_r = addr;
	return fd;
}

static bool has_room(const struct crew *crew, size_t n, struct err *err)
{
	if (crew->n_posts + n <= POSTS_MAX)
		return true;
	err_set(err, "more than %d ports", POSTS_MAX);
	return false;
}

bool crew_listen(struct crew *crew, crew_serve *serve, void *data, struct net_addr *addr_r, struct err *err)
{
	int fd;

	if (!has_room(crew, 1, err))
		return false;
	fd = bind_loopback(SOCK_STREAM, 0, addr_r);
	if (fd < 0) {
		err_errno(err, errno, "a port of 127.0.0.1");
		return false;
	}
	crew->posts[crew->n_posts++] = (struct post){.fd = fd, .serve = serve, .data = data};
	return true;
}

bool crew_listen_both(struct crew *crew, crew_answer *answer, crew_serve *serve, void *data,
	struct net_addr *addr_r, struct err *err)
{
	struct net_addr addr;

	if (!has_room(crew, 2, err))
		return false;
	/* A port that is free for the one may be taken for the other. */
	for (int tries = 0; tries < 50; tries++) {
		int stream = bind_loopback(SOCK_STREAM, 0, &addr);
		int datagrams = stream < 0 ? -1 : bind_loopback(SOCK_DGRAM, net_addr_port(&addr), &addr);

		if (datagrams >= 0) {
			crew->posts[crew->n_posts++] =
				(struct post){.fd = stream, .serve = serve, .data = data};
			crew->posts[crew->n_posts++] =
				(struct post){.fd = datagrams, .answer = answer, .data = data};
			*addr_r = addr;
			return true;
		}
		if (stream < 0)
			break;
		close(stream);
	}
	err_errno(err, errno, "a port of 127.0.0.1");
	return false;
}

/* A thread that no signal reaches: those are the main thread's, and SIGPIPE is an EPIPE here. */
static int thread_new(pthread_t *thread_r, void *(*run)(void *), void *data)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(thread_r, NULL, run, data);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

static void *run_visit(void *data)
{
	struct visit *visit = data;

	visit->serve(&visit->peer, visit->data);
	peer_release(&visit->peer);
	OPENSSL_thread_stop();
	atomic_store(&visit->over, true);
	return NULL;
}

/* Takes back the threads that have ended. */
static void reap(struct crew *crew)
{
	for (size_t i = crew->visits.n; i-- > 0;) {
		if (!atomic_load(&crew->visits.items[i]->over))
			continue;
		pthread_join(crew->visits.items[i]->thread, NULL);
		free(crew->visits.items[i]);
		crew->visits.items[i] = crew->visits.items[--crew->visits.n];
	}
}

static void take_visitor(struct crew *crew, const struct post *post)
{
	int fd = accept(post->fd, NULL, NULL);
	struct visit *visit;

	if (fd < 0)
		return;
	reap(crew);
	if (crew->visits.n >= VISITS_MAX) {
		close(fd);
		return;
	}
	io_prepare(fd);
	visit = mem_new(sizeof *visit);
	visit->serve = post->serve;
	visit->data = post->data;
	visit->peer.fd = fd;
	visit->peer.scope = (struct io_scope){
		.cancel_fd = crew->stop_fd, .deadline_us = clock_us() + CLOCK_MS(VISIT_LIMIT_MS)};
	if (thread_new(&visit->thread, run_visit, visit) == 0) {
		*VEC_ADD(&crew->visits) = visit;
	} else {
		peer_release(&visit->peer);
		free(visit);
	}
}

static void answer_datagram(const struct post *post)
{
	unsigned char query[CREW_DATAGRAM], reply[CREW_DATAGRAM];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof from;
	ssize_t n = recvfrom(post->fd, query, sizeof query, 0, (struct sockaddr *)&from, &from_len);
	size_t len = n > 0 ? post->answer(query, (size_t)n, reply, post->data) : 0;

	if (len)
		sendto(post->fd, reply, len, 0, (const struct sockaddr *)&from, from_len);
}

static void *run_crew(void *data)
{
	struct crew *crew = data;
	struct io_scope scope = {.cancel_fd = crew->stop_fd, .deadline_us = CLOCK_NEVER};
	struct io_want wants[POSTS_MAX];

	for (;;) {
		for (size_t i = 0; i < crew->n_posts; i++)
			wants[i] = (struct io_want){.fd = crew->posts[i].fd, .events = POLLIN};
		if (io_wait(&scope, wants, crew->n_posts) != IO_OK)
			return NULL;
		for (size_t i = 0; i < crew->n_posts; i++) {
			if (!wants[i].revents)
				continue;
			if (crew->posts[i].serve)
				take_visitor(crew, &crew->posts[i]);
			else
				answer_datagram(&crew->posts[i]);
		}
	}
}

bool crew_start(struct crew *crew, struct err *err)
{
	int error = thread_new(&crew->thread, run_crew, crew);

	if (error)
		err_errno(err, error, "a thread");
	crew->started = !error;
	return !error;
}

void crew_stop(struct crew **crew)
{
	const uint64_t one = 1;

	if (!*crew)
		return;
	if (write((*crew)->stop_fd, &one, sizeof one) < 0)
		abort(); /* an eventfd at zero takes a one */
	if ((*crew)->started)
		pthread_join((*crew)->thread, NULL);
	for (size_t i = 0; i < (*crew)->visits.n; i++) {
		pthread_join((*crew)->visits.items[i]->thread, NULL);
		free((*crew)->visits.items[i]);
	}
	VEC_RELEASE(&(*crew)->visits);
	for (size_t i = 0; i < (*crew)->n_posts; i++)
		close((*crew)->posts[i].fd);
	close((*crew)->stop_fd);
	free(*crew);
	*crew = NULL;
}
