/*
 * DKIM: key records right and wrong in every way, and a server's private key against the record. Keys are made here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "checks/auth/dkim.h"
#include "checks/base/encode.h"
#include "checks/base/mem.h"
#include "tests/unit/support/keys.h"

/* --- key records --- */

static void key_records(void **state)
{
	static const struct {
		const char *record;
		enum dkim_key_fault fault;
		bool mended;
	} rows[] = {
		{"v=DKIM1; k=rsa; p=%R", DKIM_KEY_FINE, false},
		{"v=DKIM1;p=%R;", DKIM_KEY_FINE, false},
		{"p=%R", DKIM_KEY_FINE, false},
		{"  v = DKIM1 ; h=sha1:sha256 ; k = rsa ; s=* ; t=y:s ; n=note; p = %R ", DKIM_KEY_FINE,
			false},
		{"v=DKIM1; p=%H %T", DKIM_KEY_FINE, false},
		{"v=DKIM1; g=*; x_new=1; p=%R", DKIM_KEY_FINE, false},
		{"v=DKIM1; k=ed25519; p=%E", DKIM_KEY_FINE, false},
		{"v=DKIM1; p=", DKIM_KEY_REVOKED, false},
		{"v=DKIM1; k=rsa; p=;", DKIM_KEY_REVOKED, false},
		{"v=DKIM1; k=rsa", DKIM_KEY_EMPTY, false},
		{"k=rsa; v=DKIM1; p=%R", DKIM_KEY_VERSION, true},
		{"v=DKIM2; p=%R", DKIM_KEY_VERSION, true},
		{"v=DKIM1; k=dsa; p=%R", DKIM_KEY_TYPE, true},
		{"v=DKIM1; s=tlsrpt; p=%R", DKIM_KEY_SERVICE, true},
		{"v=DKIM1; s=email:tlsrpt; p=%R", DKIM_KEY_FINE, false},
		{"v=DKIM1; h=sha1; p=%R", DKIM_KEY_HASH, true},
		{"v=DKIM1; p=%H", DKIM_KEY_CUT, false},
		{"v=DKIM1; p=%HA", DKIM_KEY_CUT, false},
		{"v=DKIM1; k=ed25519; p=%R", DKIM_KEY_OTHER_TYPE, true},
		{"v=DKIM1; k=rsa; p=%E", DKIM_KEY_OTHER_TYPE, false},
		{"v=DKIM1; p=Hello", DKIM_KEY_CUT, false},
		{"v=DKIM1; p=Hell", DKIM_KEY_BROKEN, false},
		{"v=DKIM1; p=H?l!", DKIM_KEY_BROKEN, false},
		{"v=DKIM1; p=%R; p=%R", DKIM_KEY_SYNTAX, false},
		{"v=DKIM1; =x; p=Hell", DKIM_KEY_SYNTAX, false},
		{"", DKIM_KEY_SYNTAX, false},
		/* what web forms and zone files leave behind */
		{"\"v=DKIM1; k=rsa; p=%R\"", DKIM_KEY_MANGLED, true},
		{"v=DKIM1; k=rsa; p=%H\" \"%T", DKIM_KEY_MANGLED, true},
		{"v=DKIM1\\; k=rsa\\; p=%R", DKIM_KEY_MANGLED, true},
		{"v=DKIM1 k=rsa p=%R", DKIM_KEY_MANGLED, true},
		{"v=DKIM1, k=rsa, p=%R", DKIM_KEY_MANGLED, true},
		{"\xe2\x80\x9cv=DKIM1; k=rsa; p=%R\xe2\x80\x9d", DKIM_KEY_MANGLED, true},
		{"v=DKIM1; p=-----BEGIN PUBLIC KEY-----%R-----END PUBLIC KEY-----", DKIM_KEY_MANGLED, true},
		{"sel._domainkey IN TXT ( \"v=DKIM1; k=rsa; \" \"p=%R\" )", DKIM_KEY_MANGLED, true},
		{"V=DKIM1; K=rsa; P=%R", DKIM_KEY_MANGLED, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *text = filled(rows[i].record);
		struct dkim_key DKIM_KEY_AUTO key;

		dkim_key_read(text, strlen(text), &key);
		if (key.fault != rows[i].fault)
			fail_msg("%s: %d, not %d", rows[i].record, key.fault, rows[i].fault);
		assert_int_equal(key.mended.len != 0, rows[i].mended);
		if (rows[i].mended) {
			struct dkim_key DKIM_KEY_AUTO again;

			dkim_key_read(str_text(&key.mended), key.mended.len, &again);
			assert_int_equal(again.fault, DKIM_KEY_FINE);
			assert_true(dkim_key_same(&key, &again));
		}
		free(text);
	}
}

static void sizes_flags_and_forms(void **state)
{
	unsigned char *der = NULL;
	int len = i2d_PublicKey(rsa1024, &der);
	struct str STR_AUTO bare = STR_INIT;
	struct dkim_key DKIM_KEY_AUTO key;
	char *text = record_of(rsa512);

	(void)state;
	dkim_key_read(text, strlen(text), &key);
	assert_int_equal(key.fault, DKIM_KEY_SHORT);
	assert_int_equal(key.bits, 512);
	dkim_key_release(&key);
	free(text);
	text = filled("v=DKIM1; t=s:y; p=%R");
	dkim_key_read(text, strlen(text), &key);
	assert_true(key.testing && key.strict && !key.bare && key.bits == 1024);
	dkim_key_release(&key);
	free(text);
	str_add(&bare, "v=DKIM1; p=");
	base64_encode(&bare, der, (size_t)len);
	OPENSSL_free(der);
	dkim_key_read(str_text(&bare), bare.len, &key);
	assert_int_equal(key.fault, DKIM_KEY_FINE);
	assert_true(key.bare && key.mended.len);
}

static struct dns_record txt(char *text)
{
	return (struct dns_record){.type = DNS_TXT, .u.txt = {text, strlen(text)}};
}

static void several_records(void **state)
{
	static const struct {
		const char *a, *b;
		enum dkim_key_fault fault;
	} rows[] = {
		{"v=DKIM1; p=%R", NULL, DKIM_KEY_FINE},
		{"v=DKIM1; p=%R", "v=spf1 -all", DKIM_KEY_FINE},
		{"some-site-verification=xyz", "v=DKIM1; p=%R", DKIM_KEY_FINE},
		{"v=spf1 -all", "v=DMARC1; p=none", DKIM_KEY_NO_RECORD},
		{"v=DKIM1; p=%R", "v=DKIM1; k=ed25519; p=%E", DKIM_KEY_SEVERAL},
		{"v=DKIM1; p=%H", "%T", DKIM_KEY_SPLIT},
		{"%T", "v=DKIM1; p=%H", DKIM_KEY_SPLIT},
		{"v=DKIM1; p=%H", "nothing", DKIM_KEY_CUT},
		/* The first alone holds a whole key, which nothing may leak of. */
		{"v=DKIM1; p=%R; h=sha1", ":sha256", DKIM_KEY_SPLIT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *a = filled(rows[i].a), *b = rows[i].b ? filled(rows[i].b) : NULL;
		struct dns_record records[2] = {txt(a), b ? txt(b) : (struct dns_record){.ttl = 0}};
		struct dns_answer answer = {.outcome = DNS_FOUND, .records = records, .n = b ? 2 : 1};
		struct dkim_key DKIM_KEY_AUTO key;

		dkim_key_choose(&answer, &key);
		if (key.fault != rows[i].fault)
			fail_msg("%s | %s: %d, not %d", rows[i].a, rows[i].b, key.fault, rows[i].fault);
		assert_int_equal(key.records, answer.n);
		free(a);
		free(b);
	}
}

static void names_of_keys(void **state)
{
	char name[HOST_MAX];

	(void)state;
	assert_true(dkim_key_name("Sel1.a", "example.org", name));
	assert_string_equal(name, "sel1.a._domainkey.example.org");
	assert_true(dkim_key_name("20230601", "example.org", name));
	assert_true(dkim_key_name("a_b", "example.org", name));
	assert_false(dkim_key_name("", "example.org", name));
	assert_false(dkim_key_name("a b", "example.org", name));
	assert_false(dkim_key_name("a:5", "example.org", name));
	assert_false(dkim_key_name("a..b", "example.org", name));
	assert_false(dkim_key_name("\x1b[31m", "example.org", name));
}

/* --- the server's own key --- */

struct key_file {
	char path[64];
	FILE *file;
};

static struct key_file key_file(void)
{
	struct key_file key = {.path = "/tmp/mailmend-dkim-XXXXXX"};
	int fd = mkstemp(key.path);

	assert_true(fd >= 0);
	key.file = fdopen(fd, "w");
	assert_non_null(key.file);
	return key;
}

static enum dkim_private read_back(struct key_file *file, struct dkim_key *key_r)
{
	enum dkim_private result;

	fclose(file->file);
	result = dkim_private_read(file->path, key_r, NULL);
	unlink(file->path);
	return result;
}

static void write_private(FILE *file, EVP_PKEY *pkey, bool pkcs1)
{
	BIO *bio = BIO_new_fp(file, BIO_NOCLOSE);

	if (pkcs1)
		PEM_write_bio_PrivateKey_traditional(bio, pkey, NULL, NULL, 0, NULL, NULL);
	else
		PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL);
	BIO_free(bio);
}

static bool has_private_half(EVP_PKEY *pkey)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool has = PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1;

	BIO_free(bio);
	return has;
}

static void private_keys(void **state)
{
	EVP_PKEY *keys[] = {rsa1024, ed25519, rsa1024};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct key_file file = key_file();
		struct dkim_key DKIM_KEY_AUTO own = {.fault = DKIM_KEY_NO_RECORD};
		struct dkim_key DKIM_KEY_AUTO published;
		char *record = record_of(keys[i]), *other = record_of(other1024);

		write_private(file.file, keys[i], i == 2);
		assert_int_equal(read_back(&file, &own), DKIM_PRIVATE_FINE);
		assert_int_equal(own.ed25519, keys[i] == ed25519);
		assert_false(has_private_half(own.pkey));
		dkim_key_read(record, strlen(record), &published);
		assert_true(dkim_key_same(&own, &published));
		dkim_key_release(&published);
		dkim_key_read(other, strlen(other), &published);
		assert_false(dkim_key_same(&own, &published));
		free(record);
		free(other);
	}
}

static void what_is_no_private_key(void **state)
{
	struct key_file empty = key_file(), locked = key_file(), public = key_file(), ec = key_file();
	struct dkim_key key = {.fault = DKIM_KEY_NO_RECORD};
	EVP_PKEY *curve = EVP_EC_gen("P-256");
	struct err err = ERR_INIT;

	(void)state;
	PEM_write_PrivateKey(
		locked.file, rsa1024, EVP_aes_128_cbc(), (unsigned char *)"secret", 6, NULL, NULL);
	PEM_write_PUBKEY(public.file, rsa1024);
	PEM_write_PrivateKey(ec.file, curve, NULL, NULL, 0, NULL, NULL);
	assert_int_equal(read_back(&empty, &key), DKIM_PRIVATE_NO_KEY);
	assert_int_equal(read_back(&locked, &key), DKIM_PRIVATE_LOCKED);
	assert_int_equal(read_back(&public, &key), DKIM_PRIVATE_NO_KEY);
	assert_int_equal(read_back(&ec, &key), DKIM_PRIVATE_TYPE);
	assert_int_equal(dkim_private_read("/nowhere/at/all", &key, &err), DKIM_PRIVATE_UNREADABLE);
	assert_true(err.text[0]);
	assert_int_equal(dkim_private_read("/dev/zero", &key, &err), DKIM_PRIVATE_UNREADABLE);
	assert_int_equal(dkim_private_read("/tmp", &key, &err), DKIM_PRIVATE_UNREADABLE);
	assert_null(key.pkey);
	EVP_PKEY_free(curve);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_records),
		cmocka_unit_test(sizes_flags_and_forms),
		cmocka_unit_test(several_records),
		cmocka_unit_test(names_of_keys),
		cmocka_unit_test(private_keys),
		cmocka_unit_test(what_is_no_private_key),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
