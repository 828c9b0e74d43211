/*
 * A row of providers.psv as struct provider: what stands between the table and those who look things up in it.
 */
#ifndef MAILMEND_KNOW_PROVIDER_ROW_H
#define MAILMEND_KNOW_PROVIDER_ROW_H

#include "checks/know/provider.h"

/* Row i of the table for a mail domain; domain "": servers whose names are made of the domain's are left out. */
void provider_row(size_t i, const char *domain, struct provider *provider_r);

/* The row of this id; false when there is none. */
bool provider_row_of(const char *id, size_t *i_r);

/* Whether row i makes hosts for sending of the whole name of a mail domain. */
bool provider_row_makes(size_t i);

/* Whether this could be such a host of row i; the domain goes into buf then. */
bool provider_row_made(size_t i, const char *host, char *buf, size_t size);

#endif
