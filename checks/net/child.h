/*
 * Programs that are run with fixed words, without a shell. Their output comes through a pipe that is read under a scope; a
 * child that does not end within it is killed.
 */
#ifndef MAILMEND_NET_CHILD_H
#define MAILMEND_NET_CHILD_H

#include <sys/types.h>

#include "checks/base/str.h"
#include "checks/net/io.h"

struct child {
	pid_t pid;
	int out; /* its standard output, non-blocking; owned by the caller */
};

/*
 * Starts words[0], looked up in the PATH of its environment, with its output in a pipe. environment NULL: our own. quiet: nothing on its standard
 * input, its errors dropped. False with errno.
 */
bool child_start(char *const *words, char *const *environment, bool quiet, struct child *child_r);

/* Appends what it prints to out, up to the end or out's max (out->cut tells). IO_OK at the end. */
enum io_status child_read(const struct child *child, const struct io_scope *scope, struct str *out);

/* Waits for its end within the scope, and ends it where it does not come. Its wait status. Closes nothing. */
int child_reap(const struct child *child, const struct io_scope *scope);

#endif
