/*
 * Secrets live in one locked block each and are wiped when they go.
 */
#include "checks/base/secret.h"

#include <string.h>
#include <sys/mman.h>

#include "checks/base/mem.h"

struct secret {
	size_t len;
	char bytes[];
};

struct secret *secret_new(const char *bytes, size_t len)
{
	struct secret *secret;

	if (!len || len > SECRET_MAX || memchr(bytes, '\0', len) || memchr(bytes, '\r', len) ||
		memchr(bytes, '\n', len))
		return NULL;
	secret = mem_new(sizeof *secret + len + 1);
	/* Best effort: without the right to lock, the secret may reach swap, and nothing else changes. */
	(void)mlock(secret, sizeof *secret + len + 1);
	secret->len = len;
	memcpy(secret->bytes, bytes, len);
	return secret;
}

void secret_free(struct secret **secret)
{
	struct secret *s = *secret;

	if (!s)
		return;
	size_t size = sizeof *s + s->len + 1;

	mem_wipe(s, size);
	(void)munlock(s, size);
	free(s);
	*secret = NULL;
}

const char *secret_text(const struct secret *secret)
{
	return secret->bytes;
}

size_t secret_len(const struct secret *secret)
{
	return secret->len;
}
