/*
 * A file that a person names, read whole and bounded: regular files, pipes and standard input alike.
 */
#ifndef MAILMEND_BASE_FILE_H
#define MAILMEND_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

/*
 * Adds the bytes of path ("-": standard input) to out, whose max bounds them: what is longer is cut there (out->cut). NULs are kept.
 * False, with errno, when it cannot be opened or read, or is a directory; out may then hold a part. A terminal never becomes
 * the controlling one. It blocks as long as a pipe does: not for checks.
 */
bool file_read(const char *path, struct str *out);

#endif
