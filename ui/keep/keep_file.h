/*
 * One file, written whole or not at all. Private to ui/keep.
 */
#ifndef MAILMEND_UI_KEEP_FILE_H
#define MAILMEND_UI_KEEP_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/err.h"

/* A new file beside the one that it is to replace. It is locked as long as it is open, so that nobody takes it for left over. */
struct fresh {
	char *path;
	int fd; /* -1: there is none */
};

bool fresh_write(struct fresh *fresh_r, const char *target, const char *bytes, size_t len, struct err *err);

/* To the disk and into its place. Whether or not that worked, there is none afterwards. */
bool fresh_commit(struct fresh *fresh, const char *target, struct err *err);

void fresh_drop(struct fresh *fresh);

#endif
