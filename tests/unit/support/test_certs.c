/*
 * A certification authority of a few lines.
 */
#include "tests/unit/support/test_certs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "checks/base/random.h"
#include "checks/base/str.h"

static void need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "test certificates: %s failed\n", what);
	ERR_print_errors_fp(stderr);
	abort();
}

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	need(extension && X509_add_ext(cert, extension, -1) == 1, value);
	X509_EXTENSION_free(extension);
}

static void add_name(X509_NAME *name, const char *field, const char *value)
{
	if (value)
		need(X509_NAME_add_entry_by_txt(
			     name, field, MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0) == 1,
			field);
}

void test_cert_make(
	struct test_cert *cert_r, const struct test_cert_options *options, const struct test_cert *issuer)
{
	bool dated = options->from_s || options->until_s;
	X509 *cert = X509_new();
	X509_NAME *name = X509_NAME_new();
	uint32_t serial;

	random_bytes(&serial, sizeof serial);
	cert_r->key = options->rsa_bits ? EVP_RSA_gen((unsigned)options->rsa_bits) : EVP_EC_gen("P-256");
	need(cert && name && cert_r->key, "key");
	X509_set_version(cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), serial & 0x7fffffff);
	X509_gmtime_adj(X509_getm_notBefore(cert), dated ? options->from_s : -3600);
	X509_gmtime_adj(X509_getm_notAfter(cert), dated ? options->until_s : 3600);
	X509_set_pubkey(cert, cert_r->key);
	add_name(name, "O", options->org);
	add_name(name, "CN", options->cn);
	X509_set_subject_name(cert, name);
	X509_set_issuer_name(cert, issuer ? X509_get_subject_name(issuer->cert) : name);
	X509_NAME_free(name);
	add_extension(cert, cert, NID_basic_constraints, options->ca ? "critical,CA:TRUE" : "CA:FALSE");
	if (options->ca)
		add_extension(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign");
	add_extension(cert, cert, NID_subject_key_identifier, "hash");
	add_extension(cert, issuer ? issuer->cert : cert, NID_authority_key_identifier, "keyid");
	if (options->san)
		add_extension(cert, cert, NID_subject_alt_name, options->san);
	need(X509_sign(cert, issuer ? issuer->key : cert_r->key, options->weak ? EVP_sha1() : EVP_sha256()) >
			0,
		"signature");
	cert_r->cert = cert;
}

void test_cert_release(struct test_cert *cert)
{
	X509_free(cert->cert);
	EVP_PKEY_free(cert->key);
	cert->cert = NULL;
	cert->key = NULL;
}

char *test_cert_file(const struct test_cert *cert)
{
	const char *dir = getenv("TMPDIR");
	char *path = str_print("%s/mailmend-test-XXXXXX", dir ? dir : "/tmp");
	int fd = mkstemp(path);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;

	need(file && PEM_write_X509(file, cert->cert) == 1 && fclose(file) == 0, path);
	return path;
}

SSL_CTX *test_server_context(const struct test_cert *leaf, const struct test_cert *const *more, size_t n)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	need(context != NULL, "context");
	SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
	SSL_CTX_set_max_proto_version(context, 0);
	need(SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0") == 1, "ciphers");
	if (leaf)
		need(SSL_CTX_use_certificate(context, leaf->cert) == 1 &&
				SSL_CTX_use_PrivateKey(context, leaf->key) == 1,
			"certificate");
	for (size_t i = 0; i < n; i++)
		need(SSL_CTX_add1_chain_cert(context, more[i]->cert) == 1, "chain");
	return context;
}

void test_hide_system_signers(void)
{
	setenv("SSL_CERT_FILE", "/nonexistent/file", 1);
	setenv("SSL_CERT_DIR", "/nonexistent/dir", 1);
}
