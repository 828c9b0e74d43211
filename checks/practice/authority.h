/*
 * A certification authority in memory, made once per process, and the certificates that it signs: good ones,
 * and wrong ones in one respect each. EC keys, so that a start takes a few milliseconds.
 */
#ifndef MAILMEND_PRACTICE_AUTHORITY_H
#define MAILMEND_PRACTICE_AUTHORITY_H

#include <openssl/ssl.h>

#include "checks/practice/world.h"

/* The certificate of the authority, in PEM form; valid for the life of the process. */
const char *authority_signers(void);

/* The same with the one who signs certificates of this kind, as if the person trusted him too. */
const char *authority_signers_too(enum cert_kind cert);

/* A server's context for host; the caller frees it. NULL when OpenSSL refuses. */
SSL_CTX *authority_context(const char *host, enum cert_kind cert, enum tls_offer offer);

/* The same for a server that has every name: its certificate is for the one that the client asks for. */
SSL_CTX *authority_context_any(enum cert_kind cert);

#endif
