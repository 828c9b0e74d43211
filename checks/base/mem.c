/*
 * Memory for all rooms: one place that knows what to do when there is none left.
 */
#include "checks/base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*exhausted_handler)(void);

void mem_set_exhausted(void (*handler)(void))
{
	exhausted_handler = handler;
}

_Noreturn void mem_exhausted(void)
{
	if (exhausted_handler)
		exhausted_handler();
	abort();
}

void *mem_new(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		mem_exhausted();
	return p;
}

void *mem_new_array(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		mem_exhausted();
	return p;
}

void *mem_resize(void *old, size_t n, size_t size)
{
	void *p;

	if (size && n > SIZE_MAX / size)
		mem_exhausted();
	p = realloc(old, n && size ? n * size : 1);
	if (!p)
		mem_exhausted();
	return p;
}

char *mem_strdup(const char *s)
{
	return s ? mem_strndup(s, strlen(s)) : NULL;
}

char *mem_strndup(const char *s, size_t len)
{
	char *copy = mem_new(len + 1);

	if (len)
		memcpy(copy, s, len);
	return copy;
}

void mem_wipe(void *p, size_t len)
{
	explicit_bzero(p, len);
}
