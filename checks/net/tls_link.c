/*
 * The way of TLS bytes to and from a socket.
 */
#include "checks/net/tls_link.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/bio.h>
#include <openssl/err.h>

#include "checks/net/ack.h"

static int failed(BIO *bio, struct tls_link *link, bool reading)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
		if (reading)
			BIO_set_retry_read(bio);
		else
			BIO_set_retry_write(bio);
	} else {
		link->error = errno;
	}
	return -1;
}

static void keep_first(struct tls_link *link, const char *bytes, size_t n)
{
	size_t room = sizeof link->first - link->n_first;

	if (n > room)
		n = room;
	memcpy(link->first + link->n_first, bytes, n);
	link->n_first += n;
}

static int bio_read(BIO *bio, char *buf, int size)
{
	struct tls_link *link = BIO_get_data(bio);
	ssize_t n;

	BIO_clear_retry_flags(bio);
	n = recv(link->fd, buf, (size_t)size, MSG_DONTWAIT);
	if (n < 0)
		return failed(bio, link, true);
	if (n == 0)
		BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
	keep_first(link, buf, (size_t)n);
	return (int)n;
}

static int bio_write(BIO *bio, const char *buf, int size)
{
	struct tls_link *link = BIO_get_data(bio);
	ssize_t n;

	BIO_clear_retry_flags(bio);
	n = send(link->fd, buf, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
	return n < 0 ? failed(bio, link, false) : (int)n;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
	return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP;
}

static BIO_METHOD *method;

/* One for the whole process, never freed: sessions of all threads refer to it. */
static void make_method(void)
{
	BIO_METHOD *m =
		BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR, "mailmend");

	if (!m)
		return;
	BIO_meth_set_read(m, bio_read);
	BIO_meth_set_write(m, bio_write);
	BIO_meth_set_ctrl(m, bio_ctrl);
	method = m;
}

BIO *tls_link_bio(struct tls_link *link)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	BIO *bio;

	pthread_once(&once, make_method);
	bio = method ? BIO_new(method) : NULL;
	if (!bio)
		return NULL;
	BIO_set_data(bio, link);
	BIO_set_init(bio, 1);
	return bio;
}

static enum io_status wait_for(struct tls_link *link, const struct io_scope *scope, short events)
{
	struct io_want want = {.fd = link->fd, .events = events};
	enum io_status status;

	if (events == POLLIN)
		ack_at_once(link->fd);
	status = io_wait(scope, &want, 1);
	/* A peer that always has something to say, but never what is waited for, does not get past the
	 * deadline. */
	if (status == IO_OK && io_scope_left_ms(scope) == 0)
		return IO_TIMED_OUT;
	return status;
}

static enum io_status broken(const struct tls_link *link)
{
	if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return IO_CLOSED;
	if (link->error == ECONNRESET || link->error == EPIPE || link->error == ECONNABORTED)
		return IO_RESET;
	errno = link->error ? link->error : EPROTO;
	return IO_FAILED;
}

enum io_status tls_link_wait(struct tls_link *link, SSL *ssl, const struct io_scope *scope, int result)
{
	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_NONE:
		return IO_OK;
	case SSL_ERROR_WANT_READ:
		return wait_for(link, scope, POLLIN);
	case SSL_ERROR_WANT_WRITE:
		return wait_for(link, scope, POLLOUT);
	case SSL_ERROR_ZERO_RETURN:
		return IO_CLOSED;
	default:
		return broken(link);
	}
}
