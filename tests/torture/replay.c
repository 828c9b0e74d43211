/*
 * Runs a fuzz target over the files of a folder, and over each file again and again with one allocation
 * failing: the first, the second, until none is left to fail. Ours, OpenSSL's and jansson's count, and all go
 * through mem_resize(), as src/process.c arranges it: OpenSSL 3.0 uses a null pointer where its very first
 * allocations fail. Each attempt is a process of its own, which may end in two ways only: as always, or by
 * mem_exhausted() with 70. This also runs under sanitizers, where nothing can be preloaded.
 */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"

#define ATTEMPT_SECONDS 20

enum end { END_USUAL = 0, END_SURVIVED = 1, END_NO_MEMORY = 70 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static atomic_ulong count; /* some parsers have threads */
static unsigned long fail_at;

static bool fails(void)
{
	return atomic_fetch_add(&count, 1) + 1 == fail_at;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

static void *get(size_t size)
{
	return size ? mem_resize(NULL, size, 1) : NULL;
}

static void *get_for_openssl(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return get(size);
}

static void *resize_for_openssl(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	if (size)
		return mem_resize(old, size, 1);
	free(old);
	return NULL;
}

static void free_for_openssl(void *old, const char *file, int line)
{
	(void)file;
	(void)line;
	free(old);
}

static void no_memory(void)
{
	_exit(END_NO_MEMORY);
}

/* How the attempt ended, or -1 with what was wrong on stderr. */
static int attempt(const char *name, const uint8_t *data, size_t len, unsigned long number)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		alarm(ATTEMPT_SECONDS);
		fail_at = number;
		count = 0;
		LLVMFuzzerTestOneInput(data, len);
		_exit(count < number ? END_USUAL : END_SURVIVED);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (pid > 0 && WIFEXITED(status) &&
		(WEXITSTATUS(status) == END_USUAL || WEXITSTATUS(status) == END_SURVIVED ||
			WEXITSTATUS(status) == END_NO_MEMORY))
		return WEXITSTATUS(status);
	fprintf(stderr, "%s, allocation %lu: %s %d\n", name, number,
		WIFSIGNALED(status) ? "died of signal" : "ended with",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return -1;
}

struct tally {
	unsigned long inputs, faults, survived, bad;
};

/* step: every step-th allocation. */
static void torture(const char *name, const struct str *input, unsigned long step, struct tally *tally)
{
	uint8_t *exact = __real_malloc(input->len);
	int end = END_SURVIVED;

	memcpy(exact, input->s, input->len);
	for (unsigned long number = 1; end != END_USUAL; number += step) {
		end = attempt(name, exact, input->len, number);
		tally->faults += end != END_USUAL;
		tally->survived += end == END_SURVIVED;
		tally->bad += end == -1;
	}
	tally->inputs++;
	free(exact);
}

static bool read_file(const char *folder, const char *name, struct str *all)
{
	char *path = str_print("%s/%s", folder, name), buf[4096];
	FILE *file = fopen(path, "rb");
	size_t n;

	free(path);
	if (!file)
		return false;
	for (n = fread(buf, 1, sizeof buf, file); n > 0; n = fread(buf, 1, sizeof buf, file))
		str_add_bytes(all, buf, n);
	fclose(file);
	return true;
}

int main(int argc, char **argv)
{
	DIR *dir = argc == 3 ? opendir(argv[1]) : NULL;
	unsigned long step = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	struct tally tally = {0};

	if (!dir || !step) {
		fprintf(stderr, "usage: %s FOLDER STEP\n", argv[0]);
		return 2;
	}
	CRYPTO_set_mem_functions(get_for_openssl, resize_for_openssl, free_for_openssl);
	json_set_alloc_funcs(get, free);
	mem_set_exhausted(no_memory);
	for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
		struct str all = STR_INIT;

		if (entry->d_name[0] != '.' && read_file(argv[1], entry->d_name, &all) && all.len)
			torture(entry->d_name, &all, step, &tally);
		str_release(&all);
	}
	closedir(dir);
	printf("%lu inputs, %lu faults, %lu survived, %lu bad\n", tally.inputs, tally.faults, tally.survived,
		tally.bad);
	return tally.bad || !tally.faults;
}
