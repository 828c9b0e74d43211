/*
 * Sockets for tests. All of a server's connections are known, so that its end can cut them.
 */
#include "tests/unit/support/test_server.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/net/io.h"

#define CONNECTIONS_MAX 1024

struct connection {
	struct test_server *server;
	pthread_t thread;
	int fd;
};

struct test_server {
	int listener;
	struct net_addr addr;
	test_serve *serve;
	void *data;
	pthread_t thread;
	pthread_mutex_t lock;
	struct connection connections[CONNECTIONS_MAX];
	size_t n;
};

static void set_limit(int fd)
{
	struct timeval limit = {.tv_sec = 10};
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void *serve_one(void *data)
{
	struct connection *connection = data;
	struct test_server *server = connection->server;

	server->serve(connection->fd, server->data);
	pthread_mutex_lock(&server->lock);
	close(connection->fd);
	connection->fd = -1;
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

static void *accept_all(void *data)
{
	struct test_server *server = data;

	for (;;) {
		int fd = accept(server->listener, NULL, NULL);
		struct connection *connection = &server->connections[server->n];

		if (fd < 0 || server->n == CONNECTIONS_MAX)
			return NULL;
		set_limit(fd);
		*connection = (struct connection){.server = server, .fd = fd};
		if (pthread_create(&connection->thread, NULL, serve_one, connection) != 0)
			abort();
		server->n++;
	}
}

struct test_server *test_server_new(int family, test_serve *serve, void *data)
{
	struct test_server *server = mem_new(sizeof *server);

	server->serve = serve;
	server->data = data;
	pthread_mutex_init(&server->lock, NULL);
	net_addr_parse(family == AF_INET ? "127.0.0.1" : "::1", 0, &server->addr);
	server->listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server->listener < 0 ||
		bind(server->listener, (struct sockaddr *)&server->addr.ss, server->addr.len) != 0 ||
		listen(server->listener, 128) != 0) {
		if (server->listener >= 0)
			close(server->listener);
		free(server);
		return NULL;
	}
	getsockname(server->listener, (struct sockaddr *)&server->addr.ss, &server->addr.len);
	if (pthread_create(&server->thread, NULL, accept_all, server) != 0)
		abort();
	return server;
}

struct net_addr test_server_addr(const struct test_server *server)
{
	return server->addr;
}

int test_server_connect(const struct test_server *server)
{
	int fd = socket(net_addr_family(&server->addr), SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&server->addr.ss, server->addr.len) != 0)
		abort();
	io_prepare(fd);
	return fd;
}

void test_server_free(struct test_server **server)
{
	struct test_server *s = *server;

	if (!s)
		return;
	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	for (size_t i = 0; i < s->n; i++) {
		pthread_mutex_lock(&s->lock);
		if (s->connections[i].fd >= 0)
			shutdown(s->connections[i].fd, SHUT_RDWR);
		pthread_mutex_unlock(&s->lock);
		pthread_join(s->connections[i].thread, NULL);
	}
	close(s->listener);
	pthread_mutex_destroy(&s->lock);
	free(s);
	*server = NULL;
}

void test_send(int fd, const void *bytes, size_t len)
{
	const char *rest = bytes;

	while (len) {
		ssize_t n = send(fd, rest, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		rest += n;
		len -= (size_t)n;
	}
}

void test_hear_out(int fd)
{
	char buf[4096];
	ssize_t n;

	do {
		n = recv(fd, buf, sizeof buf, 0);
	} while (n > 0 || (n < 0 && errno == EINTR));
}

void test_reset(int fd)
{
	struct linger linger = {.l_onoff = 1};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}
