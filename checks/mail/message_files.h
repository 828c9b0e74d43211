/*
 * The files that a mail carries: names, kinds and sizes, and the names inside of ZIP archives.
 *
 * Names are those of strangers: bounded, in UTF-8, and not yet harmless.
 */
#ifndef MAILMEND_MAIL_MESSAGE_FILES_H
#define MAILMEND_MAIL_MESSAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/mail/message.h"

#define MESSAGE_FILES_MAX 32
#define FILE_NAME_MAX	  160
#define ZIP_NAMES_MAX	  64

struct message_file {
	char name[FILE_NAME_MAX]; /* "": it has none */
	char type[64];		  /* "application/zip", lower case */
	size_t bytes;		  /* decoded; of a file that the mail holds only in part, that part */
	bool program;		  /* its first bytes are those of a program (MZ, ELF) whatever it is called */
	bool zip;		  /* those of a ZIP archive, which documents of offices are, too */
	bool locked;		  /* an archive whose files cannot be read without a password */
	size_t n_inside;
	char inside[ZIP_NAMES_MAX][FILE_NAME_MAX]; /* names in the archive, with their folders */
};

/* Called for each file of the mail itself (not of mails inside of it), at most MESSAGE_FILES_MAX; true ends it. */
typedef bool message_file_visit(const struct message_file *file, void *data);
void message_files(const struct message *message, message_file_visit *visit, void *data);

/* The names in a ZIP archive, read from its beginning on (fuzzed): all that whole entries tell. */
void zip_read(const char *bytes, size_t len, struct message_file *file);

#endif
