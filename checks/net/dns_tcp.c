/*
 * The same question over TCP, when the answer did not fit into a packet (RFC 7766). glibc has no time limit
 * here; this has 3 s, for all of it.
 */
#include "checks/net/dns_ask.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"

#define TCP_LIMIT_US CLOCK_MS(3000)
#define RETRY_US     CLOCK_MS(250) /* for a descriptor */

void dns_tcp_stop(struct dns_ask *ask)
{
	struct dns_tcp *tcp = &ask->tcp;

	if (tcp->fd >= 0)
		close(tcp->fd);
	free(tcp->in);
	free(tcp->out);
	*tcp = (struct dns_tcp){.fd = -1};
}

static void fail(struct dns_ask *ask, enum dns_outcome why)
{
	dns_ask_path_failed(ask, ask->tcp.path, why, -1);
}

/* Where descriptors are short, sockets that no question uses go first. */
static int open_connection(struct dns_ask *ask, const struct dns_path *path)
{
	int fd = dns_socket(SOCK_STREAM, path->server, ask->pool->map);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE) && dns_pool_spare(ask->pool))
		fd = dns_socket(SOCK_STREAM, path->server, ask->pool->map);
	return fd;
}

void dns_tcp_start(struct dns_ask *ask, struct dns_path *path)
{
	struct dns_tcp *tcp = &ask->tcp;

	dns_ask_close_paths(ask);
	dns_tcp_stop(ask);
	tcp->fd = open_connection(ask, path);
	if (tcp->fd < 0 && (errno == EMFILE || errno == ENFILE)) {
		ask->next_us = clock_us() + RETRY_US;
		return;
	}
	if (tcp->fd < 0 && errno != EAGAIN) {
		dns_ask_path_failed(ask, path, DNS_UNREACHABLE, -1);
		return;
	}
	tcp->active = true;
	tcp->path = path;
	tcp->id = random_u16();
	tcp->deadline_us = clock_us() + TCP_LIMIT_US;
	tcp->out = mem_new(DNS_QUERY_MAX + 2);
	tcp->out_len = dns_build(tcp->out + 2, ask->name, ask->answer, tcp->id, !path->plain);
	ns_put16((unsigned)tcp->out_len, tcp->out);
	tcp->out_len += 2;
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static void send_rest(struct dns_ask *ask)
{
	struct dns_tcp *tcp = &ask->tcp;
	ssize_t n = send(
		tcp->fd, tcp->out + tcp->out_done, tcp->out_len - tcp->out_done, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n >= 0)
		tcp->out_done += (size_t)n;
	else if (!would_block())
		fail(ask, DNS_UNREACHABLE);
}

/* Reads what is there of the length and then of the message; false when nothing more comes. */
static bool read_some(struct dns_tcp *tcp)
{
	size_t size = tcp->in ? tcp->in_len : sizeof tcp->prefix;
	unsigned char *to = tcp->in ? tcp->in : tcp->prefix;
	ssize_t n = recv(tcp->fd, to + tcp->in_done, size - tcp->in_done, MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && would_block();
	tcp->in_done += (size_t)n;
	if (!tcp->in && tcp->in_done == size) {
		tcp->in_len = ns_get16(tcp->prefix);
		tcp->in = mem_new(tcp->in_len);
		tcp->in_done = 0;
	}
	return true;
}

void dns_tcp_ready(struct dns_ask *ask)
{
	struct dns_tcp *tcp = &ask->tcp;
	struct dns_path *path = tcp->path;
	unsigned char *in;
	uint16_t id = tcp->id;

	if (tcp->out_done < tcp->out_len) {
		send_rest(ask);
		return;
	}
	if (!read_some(tcp)) {
		fail(ask, DNS_UNREACHABLE);
		return;
	}
	if (!tcp->in || tcp->in_done < tcp->in_len)
		return;
	/* The message outlives the connection, which its reading may end. */
	in = tcp->in;
	tcp->in = NULL;
	tcp->in_done = 0;
	dns_ask_message(ask, path, id, in, tcp->in_len);
	free(in);
	/* An answer to another question has no place on a connection that carries one. */
	if (!ask->done && ask->tcp.active && ask->tcp.id == id)
		fail(ask, DNS_MALFORMED);
}
