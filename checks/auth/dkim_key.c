/*
 * DKIM key records. The text is a stranger's, and people paste it through web forms that cut, quote and escape: each way in which it goes wrong
 * is told apart, so that the sentence can say what to mend.
 */
#include "checks/auth/dkim.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/dkim_mend.h"
#include "checks/auth/dkim_tags.h"
#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/base/mem.h"

#define ED25519_LEN 32

/* The length that the DER at the beginning says it has, its head included; 0: it is no SEQUENCE. */
static size_t der_length(const unsigned char *der, size_t len)
{
	size_t n = 0, bytes;

	if (len < 2 || der[0] != 0x30)
		return 0;
	if (der[1] < 0x80)
		return 2 + (size_t)der[1];
	bytes = der[1] & 0x7f;
	if (!bytes || bytes > 3 || len < 2 + bytes)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | der[2 + i];
	return 2 + bytes + n;
}

static EVP_PKEY *rsa_key(const unsigned char *der, size_t len, bool *bare_r)
{
	const unsigned char *at = der;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &at, (long)len);

	*bare_r = false;
	if (!pkey) {
		at = der;
		pkey = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)len);
		*bare_r = pkey != NULL;
	}
	if (pkey && at != der + len) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return pkey;
}

/* Whether the bytes are the raw key of Ed25519 (RFC 8463 section 4), or its SubjectPublicKeyInfo, which belongs there no more than RSA. */
static void read_ed25519(struct dkim_key *key, const unsigned char *bytes, size_t len)
{
	bool bare;

	key->ed25519 = true;
	if (len == ED25519_LEN) {
		key->pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, len);
		key->fault = key->pkey ? DKIM_KEY_FINE : DKIM_KEY_BROKEN;
		return;
	}
	key->pkey = rsa_key(bytes, len, &bare);
	if (!key->pkey)
		key->fault =
			len < ED25519_LEN || der_length(bytes, len) > len ? DKIM_KEY_CUT : DKIM_KEY_BROKEN;
	else if (EVP_PKEY_get_base_id(key->pkey) == EVP_PKEY_ED25519)
		key->fault = DKIM_KEY_MANGLED;
	else
		key->fault = DKIM_KEY_OTHER_TYPE;
}

static void read_rsa(struct dkim_key *key, const unsigned char *bytes, size_t len)
{
	key->pkey = rsa_key(bytes, len, &key->bare);
	if (!key->pkey) {
		if (der_length(bytes, len) > len)
			key->fault = DKIM_KEY_CUT;
		else
			key->fault = len == ED25519_LEN ? DKIM_KEY_OTHER_TYPE : DKIM_KEY_BROKEN;
		return;
	}
	if (EVP_PKEY_get_base_id(key->pkey) != EVP_PKEY_RSA) {
		key->ed25519 = EVP_PKEY_get_base_id(key->pkey) == EVP_PKEY_ED25519;
		key->fault = DKIM_KEY_OTHER_TYPE;
		return;
	}
	key->bits = EVP_PKEY_get_bits(key->pkey);
	key->long_key = key->bits > DKIM_BITS_MOST;
	key->fault = key->bits < DKIM_BITS_LEAST ? DKIM_KEY_SHORT : DKIM_KEY_FINE;
}

/* p=, with blanks taken out (section 3.2: they are allowed). A length that is no multiple of 4 was cut, or lost its padding. */
static void read_public(struct dkim_key *key, const struct dkim_tag *tag, bool ed25519)
{
	struct str STR_AUTO text = STR_INIT;
	struct str STR_AUTO bytes = STR_INIT;
	bool strict;

	dkim_tag_pack(tag, &text);
	if (!text.len) {
		key->fault = DKIM_KEY_REVOKED;
		return;
	}
	strict = strlen(str_text(&text)) == text.len && base64_decode(&bytes, str_text(&text));
	if (!strict) {
		str_clear(&bytes);
		if (!base64_loosely(str_text(&text), &bytes)) {
			key->fault = DKIM_KEY_BROKEN;
			return;
		}
	}
	if (ed25519)
		read_ed25519(key, (const unsigned char *)str_text(&bytes), bytes.len);
	else
		read_rsa(key, (const unsigned char *)str_text(&bytes), bytes.len);
	if (!strict)
		key->fault = key->fault == DKIM_KEY_FINE ? DKIM_KEY_MANGLED : DKIM_KEY_CUT;
}

static void read_flags(struct dkim_key *key, const struct dkim_tag *tag)
{
	key->testing = tag && dkim_tag_lists(tag, "y");
	key->strict = tag && dkim_tag_lists(tag, "s");
}

/* What the tags beside p= say. FINE: it may be used for mail. */
static enum dkim_key_fault judge_tags(const struct dkim_tags *tags)
{
	const struct dkim_tag *v = dkim_tag(tags, "v"), *k = dkim_tag(tags, "k"), *s = dkim_tag(tags, "s"),
			      *h = dkim_tag(tags, "h");

	if (v && (!dkim_tag_says(v, "DKIM1") || v != &tags->items[0]))
		return DKIM_KEY_VERSION;
	if (k && !dkim_tag_says(k, "rsa") && !dkim_tag_says(k, "ed25519"))
		return DKIM_KEY_TYPE;
	if (s && !dkim_tag_lists(s, "*") && !dkim_tag_lists(s, "email"))
		return DKIM_KEY_SERVICE;
	if (h && !dkim_tag_lists(h, "sha256"))
		return DKIM_KEY_HASH;
	return DKIM_KEY_FINE;
}

/* As it stands, nothing mended. */
static void read_strictly(const char *text, size_t len, struct dkim_key *key)
{
	struct dkim_tags tags;
	const struct dkim_tag *p, *k;
	enum dkim_key_fault fault;

	if (!dkim_tags_read(text, len, &tags)) {
		key->fault = DKIM_KEY_SYNTAX;
		memcpy(key->tag, tags.wrong, sizeof key->tag);
		return;
	}
	p = dkim_tag(&tags, "p");
	k = dkim_tag(&tags, "k");
	read_flags(key, dkim_tag(&tags, "t"));
	fault = judge_tags(&tags);
	if (p)
		read_public(key, p, k && dkim_tag_says(k, "ed25519"));
	else
		key->fault = DKIM_KEY_EMPTY;
	if (fault != DKIM_KEY_FINE && key->fault != DKIM_KEY_REVOKED)
		key->fault = fault;
}

/* Whether a key that is not right as it stands would be with less in it than came in on the way. */
static void try_to_mend(const char *text, size_t len, struct dkim_key *key)
{
	struct dkim_key DKIM_KEY_AUTO mended = {.fault = DKIM_KEY_NO_RECORD};
	struct str STR_AUTO clean = STR_INIT;

	dkim_mend(text, len, &clean);
	if (clean.len == len && memcmp(str_text(&clean), text, len) == 0)
		return;
	read_strictly(str_text(&clean), clean.len, &mended);
	if (mended.fault != DKIM_KEY_FINE)
		return;
	dkim_key_release(key);
	*key = mended;
	mended = (struct dkim_key){.fault = DKIM_KEY_NO_RECORD};
	key->fault = DKIM_KEY_MANGLED;
}

/* The record as it should be, of a key that was found in a wrong one. */
static void note_mended(struct dkim_key *key)
{
	int type = key->pkey ? EVP_PKEY_get_base_id(key->pkey) : 0;

	if (key->mended.len || (type != EVP_PKEY_RSA && type != EVP_PKEY_ED25519))
		return;
	if (key->fault != DKIM_KEY_SHORT && (key->fault != DKIM_KEY_FINE || key->bare))
		dkim_key_record(key->pkey, &key->mended);
}

/* Whether something may have come in on the way. A v= that stands behind other tags was put there. */
static bool may_be_mangled(const char *text, size_t len, const struct dkim_key *key)
{
	size_t i = 0;

	while (i < len && !ascii_isalnum(text[i]))
		i++;
	if (key->fault == DKIM_KEY_VERSION)
		return i < len && ascii_lower(text[i]) == 'v';
	return key->fault == DKIM_KEY_SYNTAX || key->fault == DKIM_KEY_EMPTY || key->fault == DKIM_KEY_CUT ||
	       key->fault == DKIM_KEY_BROKEN || (!key->pkey && key->fault != DKIM_KEY_REVOKED);
}

void dkim_key_read(const char *text, size_t len, struct dkim_key *key_r)
{
	struct dkim_key key = {.fault = DKIM_KEY_FINE, .records = 1};

	read_strictly(text, len, &key);
	if (key.fault != DKIM_KEY_FINE && may_be_mangled(text, len, &key))
		try_to_mend(text, len, &key);
	note_mended(&key);
	ERR_clear_error();
	*key_r = key;
}

/* Whether a text means to be a key record: it says DKIM1, or has p= and is none of the other kinds of record. */
static bool means_a_key(const struct dns_record *record)
{
	const char *text = record->u.txt.bytes;

	if (ascii_find(text, "DKIM1"))
		return true;
	if (ascii_starts(text, "v=") && !ascii_starts(text, "v=dkim"))
		return false;
	return ascii_starts(text, "p=") || ascii_find(text, ";p=") || ascii_find(text, " p=");
}

static void join(struct str *out, const struct dns_record *a, const struct dns_record *b)
{
	str_add_bytes(out, a->u.txt.bytes, a->u.txt.len);
	str_add_bytes(out, b->u.txt.bytes, b->u.txt.len);
}

/* A key that was entered in two records instead of one with two strings; which of them comes first DNS does not tell. */
static bool read_split(const struct dns_answer *answer, struct dkim_key *key_r)
{
	for (int order = 0; order < 2 && answer->n == 2; order++) {
		struct str STR_AUTO both = STR_INIT;
		struct dkim_key key;

		join(&both, &answer->records[order], &answer->records[!order]);
		dkim_key_read(str_text(&both), both.len, &key);
		if (key.fault == DKIM_KEY_FINE) {
			key.fault = DKIM_KEY_SPLIT;
			str_clear(&key.mended);
			dkim_key_record(key.pkey, &key.mended);
			dkim_key_release(key_r);
			*key_r = key;
			return true;
		}
		dkim_key_release(&key);
	}
	return false;
}

void dkim_key_choose(const struct dns_answer *answer, struct dkim_key *key_r)
{
	const struct dns_record *found = NULL;
	size_t n = 0;

	*key_r = (struct dkim_key){.fault = DKIM_KEY_NO_RECORD};
	for (size_t i = 0; i < answer->n; i++) {
		if (!means_a_key(&answer->records[i]))
			continue;
		found = found ? found : &answer->records[i];
		n++;
	}
	if (found)
		dkim_key_read(found->u.txt.bytes, found->u.txt.len, key_r);
	if (n > 1)
		key_r->fault = DKIM_KEY_SEVERAL;
	else if (n && key_r->fault != DKIM_KEY_FINE && read_split(answer, key_r))
		n = 2;
	key_r->records = answer->n;
}

void dkim_key_release(struct dkim_key *key)
{
	EVP_PKEY_free(key->pkey);
	str_release(&key->mended);
	*key = (struct dkim_key){.fault = DKIM_KEY_NO_RECORD};
}

bool dkim_key_name(const char *selector, const char *domain, char name_r[HOST_MAX])
{
	char name[HOST_MAX];
	struct str STR_AUTO text = STR_INIT;
	int port;

	str_addf(&text, "%s._domainkey.%s", selector, domain);
	/* A selector may have dots, and underscores in practice; what else there is must be a name. */
	if (!selector[0] || !domain[0] || strpbrk(str_text(&text), "/:@[] ") ||
		!host_parse(str_text(&text), name, &port))
		return false;
	str_copy(name_r, HOST_MAX, name);
	return true;
}

void dkim_key_record(const struct evp_pkey_st *pkey, struct str *out)
{
	unsigned char raw[ED25519_LEN], *der = NULL;
	size_t len = sizeof raw;
	int der_len;

	if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519) {
		if (EVP_PKEY_get_raw_public_key(pkey, raw, &len) != 1)
			mem_exhausted();
		str_add(out, "v=DKIM1; k=ed25519; p=");
		base64_encode(out, raw, len);
		return;
	}
	der_len = i2d_PUBKEY(pkey, &der);
	if (der_len <= 0)
		mem_exhausted();
	str_add(out, "v=DKIM1; k=rsa; p=");
	base64_encode(out, der, (size_t)der_len);
	OPENSSL_free(der);
}

bool dkim_key_same(const struct dkim_key *a, const struct dkim_key *b)
{
	return a->pkey && b->pkey && EVP_PKEY_eq(a->pkey, b->pkey) == 1;
}
