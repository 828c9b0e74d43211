/*
 * TLS on the server's side: the handshake and then what the test's function does.
 */
#ifndef MAILMEND_TESTS_TLS_H
#define MAILMEND_TESTS_TLS_H

#include "checks/net/stream.h"
#include "tests/unit/support/test_certs.h"
#include "tests/unit/support/test_server.h"

struct test_tls {
	SSL_CTX *context;
	const char
		*clear; /* sent in clear before TLS, after one line of the client; NULL: TLS from the start */
	void (*talk)(SSL *ssl, void *data); /* after the handshake; NULL: listens until the client closes */
	void *data;
};

/* For test_server_new(), with a struct test_tls. */
test_serve test_serve_tls;

/* Reads until the client closes. */
void test_tls_hear_out(SSL *ssl);

#endif
