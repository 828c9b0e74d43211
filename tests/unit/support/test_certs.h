/*
 * Certificates made in memory, for servers on loopback: good ones, and wrong ones in one respect each.
 */
#ifndef MAILMEND_TESTS_CERTS_H
#define MAILMEND_TESTS_CERTS_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/ssl.h>
#include <openssl/x509.h>

struct test_cert {
	X509 *cert;
	EVP_PKEY *key;
};

struct test_cert_options {
	const char *cn, *org;	 /* NULL: without */
	const char *san;	 /* as in openssl.cnf: "DNS:mail.example.org,IP:127.0.0.1"; NULL: without */
	int64_t from_s, until_s; /* relative to now; both 0: an hour ago to an hour from now */
	bool ca;
	int rsa_bits; /* 0: EC P-256 */
	bool weak;    /* signed with SHA-1 */
};

/* Signed by issuer, or by itself (NULL). Any failure ends the test program. */
void test_cert_make(
	struct test_cert *cert_r, const struct test_cert_options *options, const struct test_cert *issuer);
void test_cert_release(struct test_cert *cert);

/* A new file under TMPDIR with the certificate in PEM form; the caller unlinks and frees the path. */
char *test_cert_file(const struct test_cert *cert);

/* A server's context with that certificate and n more behind it in the chain; everything down to TLS 1.0 is
 * allowed. */
SSL_CTX *test_server_context(const struct test_cert *leaf, const struct test_cert *const *more, size_t n);

/* Makes OpenSSL's own signers invisible to this process. Before any thread starts. */
void test_hide_system_signers(void);

#endif
