/*
 * Secrets live in one locked block each, under a random pad, and are wiped when they go.
 */
#include "checks/base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "checks/base/mem.h"
#include "checks/base/random.h"

struct secret {
	size_t len;
	unsigned char bytes[]; /* the pad, then the secret under it */
};

static size_t block_size(size_t len)
{
	return sizeof(struct secret) + 2 * len;
}

struct secret *secret_new(const char *bytes, size_t len)
{
	struct secret *secret;

	if (!len || len > SECRET_MAX || memchr(bytes, '\0', len) || memchr(bytes, '\r', len) ||
		memchr(bytes, '\n', len))
		return NULL;
	secret = mem_new(block_size(len));
	/* Best effort: without the right to lock, the secret may reach swap, and nothing else changes. */
	(void)mlock(secret, block_size(len));
	secret->len = len;
	random_bytes(secret->bytes, len);
	for (size_t i = 0; i < len; i++)
		secret->bytes[len + i] = secret->bytes[i] ^ (unsigned char)bytes[i];
	return secret;
}

void secret_free(struct secret **secret)
{
	struct secret *s = *secret;
	size_t size;

	if (!s)
		return;
	size = block_size(s->len);
	mem_wipe(s, size);
	(void)munlock(s, size);
	free(s);
	*secret = NULL;
}

void secret_reveal(const struct secret *secret, struct str *out)
{
	for (size_t i = 0; i < secret->len; i++)
		str_add_char(out, (char)(secret->bytes[i] ^ secret->bytes[secret->len + i]));
}
