/*
 * For peers that speak TLS: a certificate, and the store that trusts it.
 */
#ifndef MAILMEND_TESTS_PEER_TLS_H
#define MAILMEND_TESTS_PEER_TLS_H

#include <openssl/ssl.h>

#include "checks/net/tls.h"

/* A server context with a fresh self-signed certificate for host; store_r trusts it. The caller frees both. */
SSL_CTX *peer_tls_new(const char *host, struct tls_store **store_r);

#endif
