/*
 * TLS over our own sockets, private to this room: a BIO that never raises SIGPIPE (MSG_NOSIGNAL: a library
 * must not change what the process does with signals) and that remembers how the peer began and why the
 * socket failed.
 */
#ifndef MAILMEND_NET_TLS_LINK_H
#define MAILMEND_NET_TLS_LINK_H

#include <openssl/ssl.h>

#include "checks/base/str.h"
#include "checks/net/io.h"
#include "checks/net/tls.h"

#define TLS_FIRST_MAX 512

struct tls_link {
	int fd;				    /* not owned */
	int error;			    /* errno of the socket's failure, 0 without one */
	unsigned char first[TLS_FIRST_MAX]; /* what the peer sent at the very beginning */
	size_t n_first;
};

/* A new BIO over link, which must outlive it; NULL when there is no memory. */
BIO *tls_link_bio(struct tls_link *link);

/*
 * What the result of an SSL_* call asks for: IO_OK when the call is to be repeated (or was a success), after
 * waiting for the socket. IO_FAILED sets errno. The error queue still holds OpenSSL's reasons.
 */
enum io_status tls_link_wait(struct tls_link *link, SSL *ssl, const struct io_scope *scope, int result);

/* A new session of that kind; NULL when there is no memory. */
SSL *tls_store_session(const struct tls_store *store, enum tls_kind kind);

/* Makes a client's context of somebody else's (libcurl's) judge servers as TLS_SECURE does: signers, versions, keys, sizes. */
void tls_store_equip(const struct tls_store *store, SSL_CTX *context);

/* The handshake; the report is complete afterwards, but for `early`. The session is usable after TLS_DONE. */
void tls_handshake(struct tls_link *link, SSL *ssl, const struct io_scope *scope, const char *host,
	struct tls_report *report_r);

/* Protocol, cipher and the chain as the peer sent it. */
void tls_report_session(struct tls_report *report, SSL *ssl);

#endif
