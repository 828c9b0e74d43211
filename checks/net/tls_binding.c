/*
 * Channel binding: bytes that both ends of one TLS session know and nobody between them can bring about. RFC
 * 9266 (tls-exporter), RFC 5929 section 4 (tls-server-end-point).
 */
#include <string.h>

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "checks/net/tls_link.h"

#define EXPORTER_LABEL "EXPORTER-Channel-Binding"
#define EXPORTER_BYTES 32

/* Without the extended master secret a TLS 1.2 session can be made to have the secret of another (RFC 7627).
 */
static bool exporter(SSL *ssl, struct str *bytes_r)
{
	unsigned char bytes[EXPORTER_BYTES];

	if (SSL_version(ssl) < TLS1_3_VERSION && SSL_get_extms_support(ssl) != 1)
		return false;
	if (SSL_export_keying_material(ssl, bytes, sizeof bytes, EXPORTER_LABEL, strlen(EXPORTER_LABEL),
		    (const unsigned char *)"", 0, 1) != 1)
		return false;
	str_clear(bytes_r);
	str_add_bytes(bytes_r, bytes, sizeof bytes);
	return true;
}

/* The hash of the signature, but SHA-256 in place of MD5 and SHA-1; undefined for signatures without one
 * hash. */
static const EVP_MD *end_point_hash(const X509 *cert)
{
	int hash = NID_undef;

	if (X509_get_signature_info((X509 *)cert, &hash, NULL, NULL, NULL) != 1 || hash == NID_undef)
		return NULL;
	if (hash == NID_md5 || hash == NID_sha1)
		hash = NID_sha256;
	return EVP_get_digestbynid(hash);
}

static bool end_point(SSL *ssl, struct str *bytes_r)
{
	X509 *cert = SSL_get0_peer_certificate(ssl);
	const EVP_MD *hash = cert ? end_point_hash(cert) : NULL;
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int len;

	if (!hash || X509_digest(cert, hash, bytes, &len) != 1)
		return false;
	str_clear(bytes_r);
	str_add_bytes(bytes_r, bytes, len);
	return true;
}

bool tls_binding(SSL *ssl, const char *type, struct str *bytes_r)
{
	bool known = false;

	ERR_clear_error();
	if (!strcmp(type, "tls-exporter"))
		known = exporter(ssl, bytes_r);
	else if (!strcmp(type, "tls-server-end-point"))
		known = end_point(ssl, bytes_r);
	ERR_clear_error();
	return known;
}
