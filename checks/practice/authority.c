/*
 * Certificates for the built-in servers.
 */
#include "checks/practice/authority.h"

#include <pthread.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "checks/base/str.h"

#define DAY 86400L

struct signer {
	X509 *cert;
	EVP_PKEY *key;
};

static struct signer root, middle, stranger;
static EVP_PKEY *leaf_key;
static char *root_pem;

/* What a certificate says. */
struct paper {
	const char *name; /* a person reads it in the report */
	const char *host; /* NULL: an authority */
	long from_s, until_s;
	EVP_PKEY *key;
	bool for_clients; /* good for nothing that a server does */
};

static void need(bool ok)
{
	if (!ok)
		mem_exhausted();
}

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	need(extension && X509_add_ext(cert, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

static void add_extensions(X509 *cert, X509 *issuer, const struct paper *paper)
{
	struct str STR_AUTO san = STR_INIT;
	const char *host = paper->host;

	add_extension(cert, issuer, NID_basic_constraints, host ? "critical,CA:FALSE" : "critical,CA:TRUE");
	add_extension(cert, issuer, NID_key_usage,
		host ? "critical,digitalSignature,keyEncipherment" : "critical,keyCertSign,cRLSign");
	add_extension(cert, issuer, NID_subject_key_identifier, "hash");
	add_extension(cert, issuer, NID_authority_key_identifier, "keyid");
	if (!host)
		return;
	if (paper->for_clients)
		add_extension(cert, issuer, NID_ext_key_usage, "clientAuth");
	str_addf(&san, "DNS:%s", host);
	add_extension(cert, issuer, NID_subject_alt_name, str_text(&san));
}

/* Signed by `by`, or by its own key (NULL). */
static X509 *sign(const struct paper *paper, const struct signer *by)
{
	X509 *cert = X509_new();
	X509_NAME *name = X509_NAME_new();
	uint32_t serial;

	need(cert && name);
	random_bytes(&serial, sizeof serial);
	X509_set_version(cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), (long)(serial & 0x7fffffff));
	X509_gmtime_adj(X509_getm_notBefore(cert), paper->from_s);
	X509_gmtime_adj(X509_getm_notAfter(cert), paper->until_s);
	X509_set_pubkey(cert, paper->key);
	need(X509_NAME_add_entry_by_txt(
		     name, "CN", MBSTRING_UTF8, (const unsigned char *)paper->name, -1, -1, 0) == 1);
	X509_set_subject_name(cert, name);
	X509_set_issuer_name(cert, by ? X509_get_subject_name(by->cert) : name);
	X509_NAME_free(name);
	add_extensions(cert, by ? by->cert : cert, paper);
	need(X509_sign(cert, by ? by->key : paper->key, EVP_sha256()) > 0);
	/* What OpenSSL keeps of the extensions is worked out before several threads use it. */
	(void)X509_check_purpose(cert, -1, 0);
	return cert;
}

static struct signer signer_new(const char *name, const struct signer *by)
{
	struct paper paper = {
		.name = name, .from_s = -900 * DAY, .until_s = 3650 * DAY, .key = EVP_EC_gen("P-256")};

	need(paper.key != NULL);
	return (struct signer){.cert = sign(&paper, by), .key = paper.key};
}

static char *pem_of(X509 *cert)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *bytes, *pem;
	long len;

	need(memory && PEM_write_bio_X509(memory, cert) == 1);
	len = BIO_get_mem_data(memory, &bytes);
	pem = mem_strndup(bytes, (size_t)len);
	BIO_free(memory);
	return pem;
}

static void make_authority(void)
{
	root = signer_new("Practice Root", NULL);
	middle = signer_new("Practice Issuer", &root);
	stranger = signer_new("Unknown Signer", NULL);
	leaf_key = EVP_EC_gen("P-256");
	need(leaf_key != NULL);
	root_pem = pem_of(root.cert);
}

static void authority_ready(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_authority);
}

const char *authority_signers(void)
{
	authority_ready();
	return root_pem;
}

static const struct signer *signer_for(enum cert_kind kind)
{
	if (kind == CERT_SELF_SIGNED)
		return NULL;
	return kind == CERT_UNKNOWN_SIGNER ? &stranger : &middle;
}

static X509 *leaf_new(const char *host, enum cert_kind kind, EVP_PKEY *key)
{
	struct paper paper = {
		.name = host, .host = host, .from_s = -30 * DAY, .until_s = 60 * DAY, .key = key};

	if (kind == CERT_EXPIRED) {
		paper.from_s = -100 * DAY;
		paper.until_s = -9 * DAY;
	} else if (kind == CERT_LONG_EXPIRED) {
		paper.from_s = -250 * DAY;
		paper.until_s = -160 * DAY;
	} else if (kind == CERT_NOT_YET) {
		paper.from_s = 20 * DAY;
	} else if (kind == CERT_WRONG_PURPOSE) {
		paper.for_clients = true;
	} else if (kind == CERT_WRONG_NAME) {
		paper.name = paper.host = "web07.hosting.example";
	}
	return sign(&paper, signer_for(kind));
}

static void set_offer(SSL_CTX *context, enum tls_offer offer, enum cert_kind kind)
{
	SSL_CTX_set_min_proto_version(context, offer == OFFER_TLS_10 ? TLS1_VERSION : TLS1_2_VERSION);
	SSL_CTX_set_max_proto_version(context, offer == OFFER_TLS_10 ? TLS1_VERSION : 0);
	need(SSL_CTX_set_cipher_list(context,
		     offer == OFFER_TLS_10 || kind == CERT_WEAK ? "ALL:@SECLEVEL=0" : "DEFAULT") == 1);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

SSL_CTX *authority_context(const char *host, enum cert_kind kind, enum tls_offer offer)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key;
	X509 *leaf;

	need(context != NULL);
	authority_ready();
	/* 1,024 bits: too short for anybody today. */
	key = kind == CERT_WEAK ? EVP_RSA_gen(1024) : leaf_key;
	need(key != NULL);
	set_offer(context, offer, kind);
	leaf = leaf_new(host, kind, key);
	need(SSL_CTX_use_certificate(context, leaf) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1);
	if (signer_for(kind) == &middle && kind != CERT_INCOMPLETE)
		need(SSL_CTX_add1_chain_cert(context, middle.cert) == 1);
	if (kind == CERT_UNKNOWN_SIGNER)
		need(SSL_CTX_add1_chain_cert(context, stranger.cert) == 1);
	X509_free(leaf);
	if (kind == CERT_WEAK)
		EVP_PKEY_free(key);
	ERR_clear_error();
	return context;
}
