/*
 * TOML, as far as settings need it: tables, dotted and quoted names, inline tables, strings of all four kinds, numbers and yes/no as they
 * stand. Each value becomes an entry of a book under its whole name, "accounts.work.smtp.host"; the parts of arrays are left out.
 */
#ifndef MAILMEND_PROFILES_TOML_H
#define MAILMEND_PROFILES_TOML_H

#include "checks/profiles/text.h"

/* Names whose last part is one of secrets are kept without their value. False: a line is no TOML; *line_r says which. */
bool toml_read(const struct str *text, int file, const char *const *secrets, struct book *book, int *line_r);

#endif
