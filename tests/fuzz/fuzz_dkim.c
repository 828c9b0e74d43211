/*
 * DKIM on any bytes: the first line is a key record, the rest a mail with signatures. What is mended is right, what verifies verifies again, and
 * no signature is right without a usable key.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/dkim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define NOW 1800000000

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void check_key(const struct dkim_key *key)
{
	struct dkim_key DKIM_KEY_AUTO mended = {.fault = DKIM_KEY_NO_RECORD};

	expect(key->fault < DKIM_KEY_FAULT_N && strnlen(key->tag, sizeof key->tag) < sizeof key->tag);
	expect(key->fault != DKIM_KEY_FINE || key->pkey);
	if (!key->mended.len)
		return;
	dkim_key_read(str_text(&key->mended), key->mended.len, &mended);
	expect((mended.fault == DKIM_KEY_FINE || mended.fault == DKIM_KEY_SHORT) &&
		dkim_key_same(&mended, key));
}

static void check_several(const char *record, size_t len)
{
	size_t half = len / 2;
	char *first = strndup(record, half), *second = strndup(record + half, len - half);
	struct dns_record records[] = {
		{.type = DNS_TXT, .u.txt = {first, strlen(first)}},
		{.type = DNS_TXT, .u.txt = {second, strlen(second)}},
	};
	struct dns_answer answer = {.outcome = DNS_FOUND, .records = records, .n = 2};
	struct dkim_key DKIM_KEY_AUTO key;

	dkim_key_choose(&answer, &key);
	check_key(&key);
	free(first);
	free(second);
}

static void check_mail(const char *bytes, size_t len, const struct dkim_key *key)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct dkim_signature signatures[DKIM_SIGNATURES_MAX];
	size_t n;

	if (!message_parse(bytes, len, &message))
		return;
	n = dkim_signatures(&message, signatures);
	while (n) {
		struct dkim_signature *signature = &signatures[--n];
		enum dkim_verdict verdict = dkim_verify(&message, signature, key, NOW);
		char name[HOST_MAX];

		expect(verdict > DKIM_VERDICT_NONE && verdict < DKIM_VERDICT_N);
		expect(verdict == dkim_verify(&message, signature, key, NOW));
		expect((verdict != DKIM_PASS && verdict != DKIM_PASS_HEADER) || key->fault == DKIM_KEY_FINE);
		expect(!signature->selector[0] ||
			dkim_key_name(signature->selector, signature->domain, name));
		expect(dkim_verify(&message, signature, NULL, NOW) != DKIM_PASS);
		dkim_signature_release(signature);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *bytes = (const char *)data, *newline = len ? memchr(bytes, '\n', len) : NULL;
	size_t record = newline ? (size_t)(newline - bytes) : len;
	struct dkim_key DKIM_KEY_AUTO key;

	dkim_key_read(bytes, record, &key);
	check_key(&key);
	check_several(bytes, record);
	if (newline)
		check_mail(newline + 1, len - record - 1, &key);
	return 0;
}
