/*
 * Memory that does not run out quietly.
 *
 * All of mailmend allocates through these functions. None of them returns NULL: when memory is exhausted the
 * one handler that src has set is called (it restores the terminal, saves the answers and ends the program
 * with status 70). The handler must not return.
 */
#ifndef MAILMEND_BASE_MEM_H
#define MAILMEND_BASE_MEM_H

#include <stddef.h>

/* Sets what happens when memory is exhausted; NULL restores the default, abort(). Call before any thread
 * starts. */
void mem_set_exhausted(void (*handler)(void));

/* Calls the handler above, for libraries that report the lack of memory themselves. */
_Noreturn void mem_exhausted(void);

/* size bytes, all zero; the caller frees with free(). size 0 gives a pointer that may be freed. */
void *mem_new(size_t size);

/* n elements of size bytes, all zero; an overflow of n * size counts as exhausted. */
void *mem_new_array(size_t n, size_t size);

/* Resizes like realloc(), without a zero fill; old may be NULL. */
void *mem_resize(void *old, size_t n, size_t size);

/* A copy of s, or NULL for NULL; the caller frees. */
char *mem_strdup(const char *s);

/* A copy of the first len bytes of s with a NUL behind them; the caller frees. */
char *mem_strndup(const char *s, size_t len);

/* Overwrites len bytes in a way that the compiler keeps. */
void mem_wipe(void *p, size_t len);

#endif
