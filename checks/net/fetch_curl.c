/*
 * Loading libcurl, once, and giving it our memory.
 */
#include "checks/net/fetch_curl.h"

#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"

#define LIBRARY "libcurl.so.4" /* the one interface of every libcurl since 2006 */

static struct fetch_curl functions;
static bool loaded;

static void wipe_and_free(void *block)
{
	if (block)
		mem_wipe(block, malloc_usable_size(block));
	free(block);
}

static void *resize(void *block, size_t size)
{
	size_t old = block ? malloc_usable_size(block) : 0;
	void *larger = mem_new(size);

	if (old)
		memcpy(larger, block, old < size ? old : size);
	wipe_and_free(block);
	return larger;
}

/* POSIX gives functions as data pointers. */
static bool find(void *library, const char *name, void *function_r)
{
	void *symbol = dlsym(library, name);

	memcpy(function_r, &symbol, sizeof symbol);
	return symbol != NULL;
}

/* It stays: what it has set up in OpenSSL cannot be taken back. */
static void load(void)
{
	__typeof__(curl_global_init_mem) *init;
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	bool whole = library && find(library, "curl_global_init_mem", &init);

#define FIND(name) whole = whole && find(library, "curl_" #name, &functions.name);
	FETCH_CURL(FIND)
#undef FIND
	loaded = whole && init(CURL_GLOBAL_DEFAULT, mem_new, wipe_and_free, resize, mem_strdup,
				  mem_new_array) == CURLE_OK;
}

const struct fetch_curl *fetch_curl(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return loaded ? &functions : NULL;
}
