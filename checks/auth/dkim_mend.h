/*
 * Key records that went through web forms: what came in on the way is taken out again. Private to dkim_*.c.
 */
#ifndef MAILMEND_AUTH_DKIM_MEND_H
#define MAILMEND_AUTH_DKIM_MEND_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

/*
 * Appends the record as it was meant: from "v=DKIM1" on, without quotes (typographic ones, too), backslashes, brackets and PEM lines, with the
 * semicolons that are missing. What cannot be understood is left as it is.
 */
void dkim_mend(const char *text, size_t len, struct str *out);

/* Decodes base64 whose padding is missing or whose end was cut; false: there are other characters in it. */
bool base64_loosely(const char *text, struct str *out);

#endif
