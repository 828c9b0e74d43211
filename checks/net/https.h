/*
 * One GET over TLS (RFC 9110, 9112) with a certificate that must be right: for small files that domains publish about themselves. Nothing
 * personal is sent, no redirect is followed, and no more is kept than the caller asks for.
 */
#ifndef MAILMEND_NET_HTTPS_H
#define MAILMEND_NET_HTTPS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/net/http.h"
#include "checks/net/io.h"
#include "checks/net/tls.h"

#define HTTPS_HEAD_MAX ((size_t)16 * 1024)

struct https_page {
	int status;			  /* 0: no HTTP was spoken */
	char location[HTTP_LOCATION_MAX]; /* of a redirect, harmless; "" without one */
	char type[80];			  /* Content-Type, harmless; "" without one */
	bool whole;			  /* the body is all there */
	struct str body;		  /* raw bytes */
};

/*
 * Reads what came (fuzzed): head, then the body by its length, by chunks, or up to the end, where ended tells that the
 * connection was closed. False while the head is not all there. The body is cut at max bytes. The caller releases it.
 */
bool https_page_read(const char *bytes, size_t len, bool ended, size_t max, struct https_page *page_r);
void https_page_release(struct https_page *page);

/*
 * Asks fd (a connected socket, taken over) for https://host/path. tls_r tells how encryption ended, in any case; nothing is
 * asked where the certificate is not right (verified false): then the page has status 0. IO_OK: page_r holds what came; otherwise
 * nothing is known. The caller releases the page in any case.
 */
enum io_status https_get(const struct io_scope *scope, int fd, const struct tls_store *store,
	const char *host, const char *path, size_t max, struct tls_report *tls_r, struct https_page *page_r);

#endif
