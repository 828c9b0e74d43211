/*
 * Evidence of a TLS session: protocol, cipher, and what stands in each certificate. Everything in a
 * certificate comes from a stranger, so each text is made harmless as it is copied.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "checks/base/encode.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/net/addr.h"
#include "checks/net/tls_link.h"

/* One part of a name as UTF-8; false when the name has no such part. */
static bool name_part(const X509_NAME *name, int nid, char *buf, size_t size)
{
	int at = X509_NAME_get_index_by_NID((X509_NAME *)name, nid, -1);
	unsigned char *utf8 = NULL;
	int len;

	if (at < 0)
		return false;
	len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (len < 0)
		return false;
	text_harmless_buf(buf, size, utf8, (size_t)len);
	OPENSSL_free(utf8);
	return buf[0] != '\0';
}

static void whole_name(const X509_NAME *name, char *buf, size_t size)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *text;
	long len;

	if (!memory)
		mem_exhausted();
	X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
	len = BIO_get_mem_data(memory, &text);
	text_harmless_buf(buf, size, text, len > 0 ? (size_t)len : 0);
	BIO_free(memory);
}

static void read_subject(struct cert_info *info, X509 *cert)
{
	const X509_NAME *subject = X509_get_subject_name(cert);
	const X509_NAME *issuer = X509_get_issuer_name(cert);

	if (!name_part(subject, NID_commonName, info->subject, sizeof info->subject))
		whole_name(subject, info->subject, sizeof info->subject);
	name_part(issuer, NID_organizationName, info->issuer_org, sizeof info->issuer_org);
	if (!name_part(issuer, NID_commonName, info->issuer, sizeof info->issuer))
		str_copy(info->issuer, sizeof info->issuer, info->issuer_org);
	if (!info->issuer[0])
		whole_name(issuer, info->issuer, sizeof info->issuer);
}

static void add_name(struct cert_info *info, const GENERAL_NAME *name)
{
	char *to = info->names[info->n_names];
	size_t size = sizeof info->names[0];
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);
	size_t len;

	if (type != GEN_DNS && type != GEN_IPADD)
		return;
	len = (size_t)ASN1_STRING_length(value);
	if (type == GEN_DNS) {
		text_harmless_buf(to, size, ASN1_STRING_get0_data(value), len);
	} else if (len == 4 || len == 16) {
		struct net_addr addr =
			net_addr_make(len == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(value), 0);

		net_addr_text(&addr, to, size);
	}
	info->n_names += to[0] != '\0';
}

static void read_names(struct cert_info *info, X509 *cert)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && info->n_names < TLS_NAMES_MAX; i++)
		add_name(info, sk_GENERAL_NAME_value(names, i));
	GENERAL_NAMES_free(names);
	if (!info->n_names &&
		name_part(X509_get_subject_name(cert), NID_commonName, info->names[0], sizeof info->names[0]))
		info->n_names = 1;
}

static int64_t seconds(const ASN1_TIME *time)
{
	struct tm tm;

	return ASN1_TIME_to_tm(time, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

static void read_key(struct cert_info *info, X509 *cert)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;
	char group[32] = "";
	size_t len;

	if (!type) {
		str_copy(info->key, sizeof info->key, "unknown");
	} else if (EVP_PKEY_get_group_name(key, group, sizeof group, &len) == 1) {
		const char *nist = EC_curve_nid2nist(OBJ_sn2nid(group));

		snprintf(info->key, sizeof info->key, "%s %.20s", type, nist ? nist : group);
	} else if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id(key) == EVP_PKEY_DSA) {
		snprintf(info->key, sizeof info->key, "%.20s %d", type, EVP_PKEY_get_bits(key));
	} else {
		snprintf(info->key, sizeof info->key, "%.20s", type);
	}
}

static void digest_key(struct cert_info *info, X509 *cert)
{
	unsigned char digest[EVP_MAX_MD_SIZE], *der = NULL;
	int der_len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
	unsigned int len = 0;
	struct str STR_AUTO hex = STR_INIT;

	if (der_len > 0 && EVP_Digest(der, (size_t)der_len, digest, &len, EVP_sha256(), NULL) == 1)
		hex_encode(&hex, digest, len);
	OPENSSL_free(der);
	str_copy(info->key_sha256, sizeof info->key_sha256, str_text(&hex));
}

static void read_cert(struct cert_info *info, X509 *cert)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	const char *signature = OBJ_nid2ln(X509_get_signature_nid(cert));
	struct str hex = STR_INIT;

	read_subject(info, cert);
	read_names(info, cert);
	read_key(info, cert);
	digest_key(info, cert);
	info->not_before = seconds(X509_get0_notBefore(cert));
	info->not_after = seconds(X509_get0_notAfter(cert));
	str_copy(info->signature, sizeof info->signature, signature ? signature : "unknown");
	if (X509_digest(cert, EVP_sha256(), digest, &len) == 1)
		hex_encode(&hex, digest, len);
	str_copy(info->sha256, sizeof info->sha256, str_text(&hex));
	str_release(&hex);
	info->self_signed = X509_self_signed(cert, 1) == 1;
}

void tls_report_session(struct tls_report *report, SSL *ssl)
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
	const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);

	str_copy(report->protocol, sizeof report->protocol, cipher ? SSL_get_version(ssl) : "");
	if (cipher) {
		str_copy(report->cipher, sizeof report->cipher, SSL_CIPHER_get_name(cipher));
		report->bits = SSL_CIPHER_get_bits(cipher, NULL);
	}
	report->n_chain = 0;
	for (int i = 0; i < sk_X509_num(chain) && report->n_chain < TLS_CHAIN_MAX; i++)
		read_cert(&report->chain[report->n_chain++], sk_X509_value(chain, i));
	ERR_clear_error();
}
