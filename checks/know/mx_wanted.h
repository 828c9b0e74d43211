/*
 * What a mail company wants in the MX of its customers' domains (mx_wanted.psv).
 */
#ifndef MAILMEND_KNOW_MX_WANTED_H
#define MAILMEND_KNOW_MX_WANTED_H

#include <stdbool.h>

#include "checks/base/str.h"

/*
 * Appends the records to publish, one a line ("example.org. MX 1 smtp.google.com."), where server belongs to a company that is in the table.
 * server and domain are lower-case A-labels.
 */
bool mx_wanted(const char *server, const char *domain, struct str *records);

#endif
