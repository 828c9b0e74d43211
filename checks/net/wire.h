/*
 * Bytes over a socket, in clear or inside TLS. Private to this room; stream.c makes lines of them.
 */
#ifndef MAILMEND_NET_WIRE_H
#define MAILMEND_NET_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/tls_link.h"

struct wire {
	int fd;
	SSL *ssl; /* NULL in clear */
	struct tls_link link;
	bool dead; /* TLS failed: no further SSL_* call is allowed, the closing one included */
};

/* Reads at least one byte. IO_CLOSED at the end; IO_FAILED sets errno. */
enum io_status wire_read(
	struct wire *wire, const struct io_scope *scope, void *buf, size_t size, size_t *got_r);

/* Writes all of it. */
enum io_status wire_write(struct wire *wire, const struct io_scope *scope, const void *bytes, size_t len);

/* Waits until something can be read in clear, or the end has come, and takes nothing. */
enum io_status wire_peek(struct wire *wire, const struct io_scope *scope);

/* Bytes that wait in the kernel (in clear) or in OpenSSL. */
size_t wire_pending(struct wire *wire);

/* Throws away up to n bytes that have arrived in clear; gives how many there were. */
size_t wire_drain(struct wire *wire, size_t n);

/* Says goodbye (close_notify) if that needs no waiting, and closes. */
void wire_close(struct wire *wire);

#endif
