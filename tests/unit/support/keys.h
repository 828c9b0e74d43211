/*
 * The keys that the tests of DKIM's room share: made for a group of tests (make_keys() and drop_keys() set it up and tear it down), with
 * patterns that name what their records publish.
 */
#ifndef MAILMEND_TESTS_KEYS_H
#define MAILMEND_TESTS_KEYS_H

#include <stdlib.h>

#include "checks/base/mem.h"
#include "tests/unit/support/sign.h"

static EVP_PKEY *rsa1024, *rsa512, *other1024, *ed25519;
static char *p1024, *ped25519; /* p= of their records */

static inline char *public_of(EVP_PKEY *pkey)
{
	struct str STR_AUTO record = STR_INIT;

	dkim_key_record(pkey, &record);
	return mem_strdup(strstr(str_text(&record), "p=") + 2);
}

static inline int make_keys(void **state)
{
	(void)state;
	rsa1024 = make_key(1024);
	other1024 = make_key(1024);
	rsa512 = make_key(512);
	ed25519 = make_key(0);
	p1024 = public_of(rsa1024);
	ped25519 = public_of(ed25519);
	return 0;
}

static inline int drop_keys(void **state)
{
	(void)state;
	EVP_PKEY_free(rsa1024);
	EVP_PKEY_free(other1024);
	EVP_PKEY_free(rsa512);
	EVP_PKEY_free(ed25519);
	free(p1024);
	free(ped25519);
	return 0;
}

/* The pattern with %R: p= of the RSA key, %E: of the Ed25519 key, %H: the first half of %R, %T: the rest; the caller frees. */
static inline char *filled(const char *pattern)
{
	struct str out = STR_INIT;
	size_t half = strlen(p1024) / 2 / 4 * 4;

	for (; *pattern; pattern++) {
		if (*pattern != '%') {
			str_add_char(&out, *pattern);
			continue;
		}
		switch (*++pattern) {
		case 'R':
			str_add(&out, p1024);
			break;
		case 'E':
			str_add(&out, ped25519);
			break;
		case 'H':
			str_add_bytes(&out, p1024, half);
			break;
		case 'T':
			str_add(&out, p1024 + half);
			break;
		}
	}
	return str_take(&out);
}

#endif
