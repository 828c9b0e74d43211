/*
 * Preloaded into the program under test: counts every allocation of the program and of its libraries, and
 * lets the one fail that is asked for. glibc's own functions do the work.
 *
 *   TORTURE_FAIL=N        the N-th allocation fails, counted from 1; 0: none
 *   TORTURE_LASTING=1     all that follow fail too
 *   TORTURE_WHERE=FILE    the name of the library (or program) that asked for it, written when it fails
 *   TORTURE_COUNT=FILE    how many there were, written when the program ends in the ordinary way
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong count;
static unsigned long fail_at;
static bool lasting;
static const char *where;

static void write_file(const char *path, const char *text)
{
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		unlink(path);
	close(fd);
}

/* The nearest caller that is neither this file nor libc, which only passes requests on (strdup, tsearch). */
static void tell_where(void)
{
	void *frames[16];
	int n = where ? backtrace(frames, 16) : 0;

	for (int i = 2; i < n; i++) {
		Dl_info info;

		if (!dladdr(frames[i], &info) || !info.dli_fname || strstr(info.dli_fname, "/failing.so") ||
			strstr(info.dli_fname, "/libc.so"))
			continue;
		write_file(where, info.dli_fname);
		return;
	}
}

static bool fails(void)
{
	unsigned long number = atomic_fetch_add(&count, 1) + 1;

	if (!fail_at || number < fail_at || (number > fail_at && !lasting))
		return false;
	if (number == fail_at)
		tell_where();
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **block_r, size_t alignment, size_t size)
{
	void *block = fails() ? NULL : __libc_memalign(alignment, size);

	if (!block)
		return ENOMEM;
	*block_r = block;
	return 0;
}

__attribute__((constructor)) static void begin(void)
{
	const char *number = getenv("TORTURE_FAIL");
	void *frame;

	backtrace(&frame, 1); /* the first use of it allocates */
	lasting = getenv("TORTURE_LASTING") != NULL;
	where = getenv("TORTURE_WHERE");
	atomic_store(&count, 0);
	fail_at = number ? strtoul(number, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void)
{
	char text[32];

	snprintf(text, sizeof text, "%lu\n", atomic_load(&count));
	write_file(getenv("TORTURE_COUNT"), text);
}
