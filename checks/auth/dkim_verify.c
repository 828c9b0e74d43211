/*
 * Signatures verified, with the reason why they fail (RFC 6376 section 6.1). An RSA signature is opened with the key: what comes out tells
 * whether the header was changed or the key is another one.
 */
#include "checks/auth/dkim.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/dkim_canon.h"
#include "checks/base/mem.h"

/* What is wrong with the signature as it stands, without the key. */
static enum dkim_verdict judge_signature(const struct dkim_signature *signature, int64_t now)
{
	if (signature->fault != DKIM_VERDICT_NONE)
		return signature->fault;
	return signature->expires_at >= 0 && now > signature->expires_at ? DKIM_SIGNATURE_EXPIRED
									 : DKIM_VERDICT_NONE;
}

static enum dkim_verdict judge_key(const struct dkim_signature *signature, const struct dkim_key *key)
{
	bool ed25519 = signature->algorithm == DKIM_ED25519_SHA256;

	if (!key)
		return DKIM_KEY_UNANSWERED;
	if (key->fault == DKIM_KEY_NO_RECORD)
		return DKIM_KEY_ABSENT;
	if (key->fault != DKIM_KEY_FINE)
		return DKIM_KEY_UNUSABLE;
	if (key->ed25519 != ed25519 || (key->strict && strcmp(signature->identity, signature->domain) != 0))
		return DKIM_KEY_UNFIT;
	return DKIM_VERDICT_NONE;
}

static EVP_PKEY_CTX *rsa_context(EVP_PKEY *pkey, int (*init)(EVP_PKEY_CTX *))
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pkey, NULL);

	if (!context)
		mem_exhausted();
	if (init(context) == 1 && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
		EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1)
		return context;
	EVP_PKEY_CTX_free(context);
	return NULL;
}

/* Whether the signature, opened with this key, is one of some SHA-256 at all. */
static bool rsa_opens(EVP_PKEY *pkey, const struct str *bytes)
{
	EVP_PKEY_CTX *context = rsa_context(pkey, EVP_PKEY_verify_recover_init);
	size_t len = (size_t)EVP_PKEY_get_size(pkey);
	unsigned char *out = mem_new(len);
	bool opens = context && EVP_PKEY_verify_recover(context, out, &len,
					(const unsigned char *)str_text(bytes), bytes->len) == 1;

	EVP_PKEY_CTX_free(context);
	free(out);
	return opens && len == DKIM_HASH_LEN;
}

static enum dkim_verdict verify_rsa(
	EVP_PKEY *pkey, const struct str *bytes, const unsigned char hash[DKIM_HASH_LEN])
{
	EVP_PKEY_CTX *context = rsa_context(pkey, EVP_PKEY_verify_init);
	bool fits = context && EVP_PKEY_verify(context, (const unsigned char *)str_text(bytes), bytes->len,
				       hash, DKIM_HASH_LEN) == 1;

	EVP_PKEY_CTX_free(context);
	if (fits)
		return DKIM_PASS;
	return rsa_opens(pkey, bytes) ? DKIM_HEADER_CHANGED : DKIM_KEY_DIFFERS;
}

/* RFC 8463 section 3: the hash is what Ed25519 signs. */
static enum dkim_verdict verify_ed25519(
	EVP_PKEY *pkey, const struct str *bytes, const unsigned char hash[DKIM_HASH_LEN])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool fits;

	if (!context)
		mem_exhausted();
	fits = EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1 &&
	       EVP_DigestVerify(
		       context, (const unsigned char *)str_text(bytes), bytes->len, hash, DKIM_HASH_LEN) == 1;
	EVP_MD_CTX_free(context);
	return fits ? DKIM_PASS : DKIM_MISMATCH;
}

static bool body_fits(const struct message *message, const struct dkim_signature *signature)
{
	unsigned char hash[DKIM_HASH_LEN];

	return dkim_body_hash(message, signature, hash) && signature->body_hash.len == DKIM_HASH_LEN &&
	       memcmp(hash, str_text(&signature->body_hash), DKIM_HASH_LEN) == 0;
}

enum dkim_verdict dkim_verify(const struct message *message, const struct dkim_signature *signature,
	const struct dkim_key *key, int64_t now)
{
	enum dkim_verdict verdict = judge_signature(signature, now);
	unsigned char hash[DKIM_HASH_LEN];

	if (verdict == DKIM_VERDICT_NONE)
		verdict = judge_key(signature, key);
	if (verdict != DKIM_VERDICT_NONE)
		return verdict;
	/* The header first: a signature of another key says nothing about the body. */
	dkim_header_hash(message, signature, hash);
	verdict = key->ed25519 ? verify_ed25519(key->pkey, &signature->bytes, hash)
			       : verify_rsa(key->pkey, &signature->bytes, hash);
	ERR_clear_error();
	if (verdict != DKIM_PASS)
		return verdict;
	if (!message->has_body)
		return DKIM_PASS_HEADER;
	return body_fits(message, signature) ? DKIM_PASS : DKIM_BODY_CHANGED;
}
