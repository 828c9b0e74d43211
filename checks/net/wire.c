/*
 * Reading and writing with a deadline. Everything is non-blocking and sent with MSG_NOSIGNAL; in TLS the
 * error queue of the thread is emptied before each call, or another session's failure would be taken for
 * ours.
 */
#include "checks/net/wire.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "checks/net/ack.h"
#include "checks/net/gate.h"

/* After a failed call in clear: waits when it would have blocked, else tells what the failure was. */
static enum io_status after_failure(struct wire *wire, const struct io_scope *scope, short events)
{
	struct io_want want = {.fd = wire->fd, .events = events};
	enum io_status status;

	if (errno == ECONNRESET || errno == EPIPE || errno == ECONNABORTED)
		return IO_RESET;
	if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		return IO_FAILED;
	if (events == POLLIN)
		ack_at_once(wire->fd);
	status = io_wait(scope, &want, 1);
	return status == IO_OK && io_scope_left_ms(scope) == 0 ? IO_TIMED_OUT : status;
}

static enum io_status after_tls(struct wire *wire, const struct io_scope *scope, int result)
{
	enum io_status status = tls_link_wait(&wire->link, wire->ssl, scope, result);

	if (status == IO_RESET || status == IO_FAILED || ERR_peek_error())
		wire->dead = true;
	return status;
}

static enum io_status read_tls(
	struct wire *wire, const struct io_scope *scope, void *buf, size_t size, size_t *got_r)
{
	for (;;) {
		enum io_status status;
		int n;

		ERR_clear_error();
		n = SSL_read(wire->ssl, buf, size > INT_MAX ? INT_MAX : (int)size);
		if (n > 0) {
			*got_r = (size_t)n;
			return IO_OK;
		}
		status = after_tls(wire, scope, n);
		if (status != IO_OK)
			return status;
	}
}

enum io_status wire_read(
	struct wire *wire, const struct io_scope *scope, void *buf, size_t size, size_t *got_r)
{
	enum io_status status = IO_OK;

	if (wire->dead) {
		errno = EPROTO;
		return IO_FAILED;
	}
	if (wire->ssl)
		return read_tls(wire, scope, buf, size, got_r);
	while (status == IO_OK) {
		ssize_t n = recv(wire->fd, buf, size, MSG_DONTWAIT);

		if (n == 0)
			return IO_CLOSED;
		if (n > 0) {
			*got_r = (size_t)n;
			return IO_OK;
		}
		status = after_failure(wire, scope, POLLIN);
	}
	return status;
}

/* Writes some of it; IO_OK with 0 bytes after a wait. */
static enum io_status write_some(
	struct wire *wire, const struct io_scope *scope, const char *bytes, size_t len, size_t *done_r)
{
	ssize_t n;

	if (wire->ssl) {
		ERR_clear_error();
		n = SSL_write(wire->ssl, bytes, len > INT_MAX ? INT_MAX : (int)len);
		*done_r = n > 0 ? (size_t)n : 0;
		return n > 0 ? IO_OK : after_tls(wire, scope, (int)n);
	}
	n = send(wire->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	*done_r = n > 0 ? (size_t)n : 0;
	return n > 0 ? IO_OK : after_failure(wire, scope, POLLOUT);
}

enum io_status wire_write(struct wire *wire, const struct io_scope *scope, const void *bytes, size_t len)
{
	const char *rest = bytes;

	if (wire->dead) {
		errno = EPROTO;
		return IO_FAILED;
	}
	while (len) {
		size_t done;
		enum io_status status = write_some(wire, scope, rest, len, &done);

		if (status != IO_OK)
			return status;
		rest += done;
		len -= done;
	}
	return IO_OK;
}

enum io_status wire_peek(struct wire *wire, const struct io_scope *scope)
{
	enum io_status status = IO_OK;

	while (status == IO_OK) {
		char byte;
		ssize_t n = recv(wire->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

		if (n >= 0)
			return n ? IO_OK : IO_CLOSED;
		status = after_failure(wire, scope, POLLIN);
	}
	return status;
}

size_t wire_pending(struct wire *wire)
{
	int n = 0;

	if (wire->ssl)
		return (size_t)SSL_pending(wire->ssl);
	return ioctl(wire->fd, FIONREAD, &n) == 0 && n > 0 ? (size_t)n : 0;
}

size_t wire_drain(struct wire *wire, size_t n)
{
	char buf[1024];
	size_t drained = 0;

	while (drained < n) {
		ssize_t got = recv(wire->fd, buf, sizeof buf, MSG_DONTWAIT);

		if (got <= 0)
			break;
		drained += (size_t)got;
	}
	return drained;
}

void wire_close(struct wire *wire)
{
	if (wire->ssl && !wire->dead) {
		ERR_clear_error();
		SSL_shutdown(wire->ssl);
	}
	ERR_clear_error();
	SSL_free(wire->ssl);
	wire->ssl = NULL;
	if (wire->fd >= 0)
		net_close(wire->fd);
	wire->fd = -1;
}
