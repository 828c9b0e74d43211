/*
 * Secrets live in one locked block each and are wiped when they go.
 */
#include "checks/base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

static size_t read_some(int fd, char *buf, size_t size, int *error_r)
{
	size_t len = 0;

	while (len < size && !memchr(buf, '\n', len)) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			*error_r = errno;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	return len;
}

struct secret *secret_from_fd(int fd, const char **why_r)
{
	char buf[SECRET_MAX + 3];
	int error = 0;
	size_t len = read_some(fd, buf, sizeof buf, &error);
	const char *end = memchr(buf, '\n', len);
	size_t line = end ? (size_t)(end - buf) : len;
	struct secret *secret;

	if (line && buf[line - 1] == '\r')
		line--;
	secret = error ? NULL : secret_new(buf, line);
	mem_wipe(buf, sizeof buf);
	if (!secret)
		*why_r = error		     ? "it cannot be read"
			 : !line	     ? "its first line is empty"
			 : line > SECRET_MAX ? "its first line is longer than 8192 bytes"
					     : "its first line holds a control character";
	return secret;
}

struct secret *secret_from_file(const char *path, bool *world_readable_r, const char **why_r)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct secret *secret = NULL;
	struct stat st;

	if (fd < 0) {
		*why_r = errno == ENOENT ? "there is no such file" : "it cannot be opened";
		return NULL;
	}
	if (fstat(fd, &st) == 0)
		*world_readable_r = (st.st_mode & (S_IRGRP | S_IROTH)) != 0;
	secret = secret_from_fd(fd, why_r);
	close(fd);
	return secret;
}
