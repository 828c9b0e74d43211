/*
 * Conversations of the built-in servers. SIGPIPE is blocked in their threads (crew.c), so that a client that
 * leaves early is an EPIPE.
 */
#include "checks/practice/peer.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "checks/base/str.h"

void peer_release(struct peer *peer)
{
	if (peer->ssl && SSL_is_init_finished(peer->ssl)) {
		ERR_clear_error();
		SSL_shutdown(peer->ssl);
	}
	SSL_free(peer->ssl);
	peer->ssl = NULL;
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = -1;
}

static bool wait_for(struct peer *peer, short events)
{
	struct io_want want = {.fd = peer->fd, .events = events};

	return io_wait(&peer->scope, &want, 1) == IO_OK;
}

/* Whether a TLS call that gave `result` is to be tried again, once the socket is ready. */
static bool tls_goes_on(struct peer *peer, int result)
{
	switch (SSL_get_error(peer->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_for(peer, POLLIN);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(peer, POLLOUT);
	default:
		return false;
	}
}

static ssize_t read_some(struct peer *peer, char *buf, size_t size)
{
	for (;;) {
		ssize_t n;

		if (peer->ssl) {
			ERR_clear_error();
			n = SSL_read(peer->ssl, buf, (int)size);
			if (n > 0 || !tls_goes_on(peer, (int)n))
				return n;
			continue;
		}
		n = recv(peer->fd, buf, size, 0);
		if (n >= 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(peer, POLLIN))
			return n;
	}
}

static ssize_t write_some(struct peer *peer, const char *bytes, size_t len)
{
	for (;;) {
		ssize_t n;

		if (peer->ssl) {
			ERR_clear_error();
			n = SSL_write(peer->ssl, bytes, (int)len);
			if (n > 0 || !tls_goes_on(peer, (int)n))
				return n;
			continue;
		}
		n = send(peer->fd, bytes, len, MSG_NOSIGNAL);
		if (n >= 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(peer, POLLOUT))
			return n;
	}
}

/* Takes a whole line out of what was read. */
static bool take_line(struct peer *peer, char *line_r)
{
	char *end = memchr(peer->in, '\n', peer->n_in);
	size_t len, used;

	if (!end)
		return false;
	len = (size_t)(end - peer->in);
	used = len + 1;
	if (len && peer->in[len - 1] == '\r')
		len--;
	memcpy(line_r, peer->in, len);
	line_r[len] = '\0';
	peer->n_in -= used;
	memmove(peer->in, peer->in + used, peer->n_in);
	return true;
}

bool peer_hear(struct peer *peer, char *line_r)
{
	while (!take_line(peer, line_r)) {
		ssize_t n;

		if (peer->n_in == sizeof peer->in)
			return false;
		n = read_some(peer, peer->in + peer->n_in, sizeof peer->in - peer->n_in);
		if (n <= 0)
			return false;
		peer->n_in += (size_t)n;
	}
	return true;
}

bool peer_hear_bytes(struct peer *peer, void *bytes_r, size_t len)
{
	char *rest = bytes_r;

	while (len) {
		ssize_t n = read_some(peer, rest, len);

		if (n <= 0)
			return false;
		rest += n;
		len -= (size_t)n;
	}
	return true;
}

bool peer_send(struct peer *peer, const void *bytes, size_t len)
{
	const char *rest = bytes;

	while (len) {
		ssize_t n = write_some(peer, rest, len);

		if (n <= 0)
			return false;
		rest += n;
		len -= (size_t)n;
	}
	return true;
}

bool peer_say(struct peer *peer, const char *text)
{
	struct str STR_AUTO out = STR_INIT;
	const char *line_end = peer->bare_lf ? "\n" : "\r\n";

	for (; *text; text++) {
		if (*text == '\n')
			str_add(&out, line_end);
		else
			str_add_char(&out, *text);
	}
	str_add(&out, line_end);
	return peer_send(peer, out.s, out.len);
}

bool peer_sayf(struct peer *peer, const char *format, ...)
{
	struct str STR_AUTO text = STR_INIT;
	va_list args;

	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	return peer_say(peer, str_text(&text));
}

bool peer_encrypt(struct peer *peer, SSL_CTX *context)
{
	peer->n_in = 0;
	peer->ssl = SSL_new(context);
	if (!peer->ssl || SSL_set_fd(peer->ssl, peer->fd) != 1)
		return false;
	for (;;) {
		int result;

		ERR_clear_error();
		result = SSL_accept(peer->ssl);
		if (result == 1)
			return true;
		if (!tls_goes_on(peer, result))
			return false;
	}
}

bool peer_pause(struct peer *peer, int ms)
{
	struct io_scope scope = io_scope_within(&peer->scope, ms);

	return io_wait(&scope, NULL, 0) == IO_TIMED_OUT;
}

int peer_segment(const struct peer *peer)
{
	int segment = 0;
	socklen_t len = sizeof segment;

	return getsockopt(peer->fd, IPPROTO_TCP, TCP_MAXSEG, &segment, &len) == 0 ? segment : 0;
}

/*
 * A filter of the socket: what it does not take is not even confirmed by the kernel. Linux has it, and asks for no rights.
 * The length that it sees begins with the TCP header.
 */
void peer_lose(struct peer *peer, unsigned most)
{
	struct sock_filter small_only[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, most, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};
	struct sock_filter nothing[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
	const struct sock_fprog program = {
		.len = most ? sizeof small_only / sizeof small_only[0] : 1,
		.filter = most ? small_only : nothing,
	};

	setsockopt(peer->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

void peer_reset(struct peer *peer)
{
	const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

	if (peer->ssl)
		SSL_set_quiet_shutdown(peer->ssl, 1);
	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void peer_hear_out(struct peer *peer)
{
	char buf[512];

	while (read_some(peer, buf, sizeof buf) > 0)
		continue;
}
