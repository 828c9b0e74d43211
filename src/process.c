/*
 * Hardening, signals of the commands without a wizard, and the end for lack of memory.
 */
#include "src/process.h"

#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <openssl/crypto.h>

#include "checks/base/mem.h"
#include "ui/flow/wizard.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define EXIT_NO_MEMORY 70

static void out_of_memory(void)
{
	static const char text[] = "mailmend: this computer has no memory left\n";

	wizard_terminal_restore();
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(EXIT_NO_MEMORY);
	_exit(EXIT_NO_MEMORY);
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

/* A library that fails for lack of memory looks like a server that is at fault: "no certificate is trusted".
 * The run ends instead, before anything false is said. */
static void share_the_end_of_memory(void)
{
	CRYPTO_set_mem_functions(get_for_openssl, resize_for_openssl, free_for_openssl);
	json_set_alloc_funcs(get, free);
}

#define LARGE_BLOCK (32 * 1024)

void process_harden(void)
{
	const struct rlimit none = {0, 0};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	setrlimit(RLIMIT_CORE, &none);
	if (!SANITIZED) /* the leak check of a sanitizer traces its own process */
		prctl(PR_SET_DUMPABLE, 0);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGPIPE, &ignore, NULL);
	umask(077);
	mallopt(M_ARENA_MAX, 2); /* a few workers: an arena for each would cost memory and gain nothing */
	mallopt(M_MMAP_THRESHOLD,
		LARGE_BLOCK); /* buffers for whole messages: what is not used of them costs nothing */
	mem_set_exhausted(out_of_memory);
	share_the_end_of_memory();
}

static atomic_int cancel_fd = -1;

static void on_signal(int number)
{
	const uint64_t one = 1;

	(void)number;
	/* An eventfd can only refuse when it is full, and then it is readable already. */
	if (write(atomic_load(&cancel_fd), &one, sizeof one) < 0)
		return;
}

int process_cancel_fd(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (fd < 0)
		return -1;
	atomic_store(&cancel_fd, fd);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		struct sigaction before, action = {.sa_handler = on_signal};

		sigemptyset(&action.sa_mask);
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
	return fd;
}
