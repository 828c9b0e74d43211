/*
 * A password or token in memory: kept out of swap where the system allows it, overwritten when it is
 * released, never copied into a struct str that outlives the command it is sent in.
 */
#ifndef MAILMEND_BASE_SECRET_H
#define MAILMEND_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

#define SECRET_MAX 8192 /* bytes, contract.md */

struct secret;

/* A copy of len bytes; NULL when len is 0 or more than SECRET_MAX, or a NUL, CR or LF is among them. */
struct secret *secret_new(const char *bytes, size_t len);

/* Wipes and frees; accepts NULL and sets the caller's pointer to NULL. */
void secret_free(struct secret **secret);

/*
 * Appends the bytes to out, which the caller wipes (str_wipe) as soon as they are sent. At rest a secret lies under a random
 * pad, so that a look into this process's memory while a server keeps it waiting does not find the words.
 */
void secret_reveal(const struct secret *secret, struct str *out);

#endif
