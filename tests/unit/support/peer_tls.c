/*
 * One certificate of test_certs, and a store that knows it.
 */
#include "tests/unit/support/peer_tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/support/test_certs.h"

SSL_CTX *peer_tls_new(const char *host, struct tls_store **store_r)
{
	struct err err = ERR_INIT;
	struct test_cert cert;
	char san[300];
	char *path;
	SSL_CTX *tls;

	snprintf(san, sizeof san, "DNS:%s", host);
	test_cert_make(&cert, &(struct test_cert_options){.cn = host, .san = san}, NULL);
	path = test_cert_file(&cert);
	*store_r = tls_store_new(path, &err);
	unlink(path);
	free(path);
	tls = test_server_context(&cert, NULL, 0);
	if (!*store_r || !tls)
		abort();
	test_cert_release(&cert);
	return tls;
}
