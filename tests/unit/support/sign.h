/*
 * Keys made in a test, and mails signed with them (DKIM), so that nothing secret lies in the tree. For cmocka tests; functions of its own in
 * each, since the rooms that it needs are linked by few.
 */
#ifndef MAILMEND_TESTS_SIGN_H
#define MAILMEND_TESTS_SIGN_H

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "checks/auth/dkim.h"
#include "checks/auth/dkim_canon.h"
#include "checks/base/encode.h"

/* bits 0: Ed25519. */
static inline EVP_PKEY *make_key(int bits)
{
	EVP_PKEY *pkey = bits ? EVP_RSA_gen((unsigned)bits) : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	assert_non_null(pkey);
	return pkey;
}

static inline void sign_hash(EVP_PKEY *pkey, const unsigned char hash[DKIM_HASH_LEN], struct str *out)
{
	unsigned char bytes[512];
	size_t len = sizeof bytes;

	if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519) {
		EVP_MD_CTX *context = EVP_MD_CTX_new();

		assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, pkey), 1);
		assert_int_equal(EVP_DigestSign(context, bytes, &len, hash, DKIM_HASH_LEN), 1);
		EVP_MD_CTX_free(context);
	} else {
		EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pkey, NULL);

		assert_int_equal(EVP_PKEY_sign_init(context), 1);
		assert_int_equal(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()), 1);
		assert_int_equal(EVP_PKEY_sign(context, bytes, &len, hash, DKIM_HASH_LEN), 1);
		EVP_PKEY_CTX_free(context);
	}
	base64_encode(out, bytes, len);
}

/* The mail with a signature before it; tags stand between v=1 and bh=. */
static inline char *sign_mail(EVP_PKEY *pkey, const char *tags, const char *mail)
{
	struct str STR_AUTO text = STR_INIT;
	struct str STR_AUTO bh = STR_INIT;
	struct str STR_AUTO b = STR_INIT;
	unsigned char hash[DKIM_HASH_LEN];

	for (int turn = 0; turn < 3; turn++) {
		struct message MESSAGE_AUTO message = {.len = 0};
		struct dkim_signature signatures[DKIM_SIGNATURES_MAX];
		size_t n;

		str_clear(&text);
		str_addf(&text, "DKIM-Signature: v=1; %s;\r\n bh=%s; b=%s\r\n%s", tags,
			turn ? str_text(&bh) : "AAAA", turn == 2 ? str_text(&b) : "AAAA", mail);
		if (turn == 2)
			break;
		assert_true(message_parse(str_text(&text), text.len, &message));
		n = dkim_signatures(&message, signatures);
		if (turn == 0) {
			dkim_body_hash(&message, &signatures[0], hash);
			base64_encode(&bh, hash, sizeof hash);
		} else {
			dkim_header_hash(&message, &signatures[0], hash);
			sign_hash(pkey, hash, &b);
		}
		while (n)
			dkim_signature_release(&signatures[--n]);
	}
	return str_take(&text);
}

static inline char *record_of(EVP_PKEY *pkey)
{
	struct str record = STR_INIT;

	dkim_key_record(pkey, &record);
	return str_take(&record);
}

/* Another text in place of the first one of this kind; the caller frees. */
static inline char *replaced(const char *text, const char *what, const char *by)
{
	struct str out = STR_INIT;
	const char *at = strstr(text, what);

	assert_non_null(at);
	str_add_bytes(&out, text, (size_t)(at - text));
	str_add(&out, by);
	str_add(&out, at + strlen(what));
	return str_take(&out);
}

#endif
