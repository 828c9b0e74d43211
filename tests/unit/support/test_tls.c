/*
 * A server's TLS, blocking.
 */
#include "tests/unit/support/test_tls.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/err.h>

void test_tls_hear_out(SSL *ssl)
{
	char buf[4096];
	int n;

	do {
		n = SSL_read(ssl, buf, sizeof buf);
	} while (n > 0);
}

/* A line of the client, byte by byte: nothing behind it is taken. */
static void hear_line(int fd)
{
	char c;

	do {
		if (recv(fd, &c, 1, 0) != 1)
			return;
	} while (c != '\n');
}

/* OpenSSL's own BIO writes without MSG_NOSIGNAL. Blocked in this thread only: the client must do without. */
static void block_sigpipe(void)
{
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, NULL);
}

void test_serve_tls(int fd, void *data)
{
	struct test_tls *tls = data;
	SSL *ssl = SSL_new(tls->context);

	block_sigpipe();
	if (tls->clear) {
		hear_line(fd);
		test_send(fd, tls->clear, strlen(tls->clear));
	}
	SSL_set_fd(ssl, fd);
	if (SSL_accept(ssl) == 1) {
		if (tls->talk)
			tls->talk(ssl, tls->data);
		else
			test_tls_hear_out(ssl);
	}
	SSL_free(ssl);
	ERR_clear_error();
}
