/*
 * The secret, from wherever the command line says that it comes.
 */
#ifndef MAILMEND_PASSWORD_H
#define MAILMEND_PASSWORD_H

#include "checks/base/secret.h"
#include "src/options.h"

/*
 * Reads it. True with *secret_r NULL where none was asked for (and for --password ask, which is the wizard's business); false
 * with the reason in error_r. warning_r (str) gets a sentence for stderr when others can read the file.
 */
bool password_read(const struct options *options, struct secret **secret_r, struct str *warning_r,
	struct usage_error *error_r);

/* Splits a command at blanks; '…', "…" and \ are understood. NULL for an open quote or nothing. Free with words_free. */
char **password_split(const char *command);
void password_words_free(char ***words);

#endif
