/*
 * What filters look at in a mail: kinds of files (attachments.psv) and services that hide where a link leads (shorteners.psv).
 */
#ifndef MAILMEND_KNOW_SUSPECTS_H
#define MAILMEND_KNOW_SUSPECTS_H

#include <stdbool.h>

enum file_kind {
	FILE_PLAIN, /* nothing is known against it */
	FILE_PAGE,
	FILE_ARCHIVE,
	FILE_MACRO,
	FILE_DISK,
	FILE_SHORTCUT,
	FILE_SCRIPT,
	FILE_PROGRAM,
	FILE_KIND_N,
};

const char *file_kind_name(enum file_kind kind); /* "program", for evidence */

/* By the end of its name: "Invoice.PDF.exe " is a program. */
enum file_kind file_kind(const char *name);

/* Whether the host is a service for short links. */
bool host_shortens(const char *host);

#endif
