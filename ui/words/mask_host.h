/*
 * Host names within a mask: which part names an organisation, and which labels tell nothing about anybody.
 */
#ifndef MAILMEND_UI_MASK_HOST_H
#define MAILMEND_UI_MASK_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "ui/words/mask_names.h"

/* Whether the labels in s say only what a server is for ("smtp", "mail2", "out-mx"). */
bool host_is_plain(const char *s, size_t len);

/* Learns the organisation that a host name belongs to; a well-known mail provider stays readable. */
void host_learn(struct mask_names *names, const char *host, size_t len);

/* Whether a name is of a domain that is known, or holds one before another ("firma.example.dbl.spamhaus.org"). */
bool host_is_known(const struct mask_names *names, const char *host, size_t len);

/* Appends the stand-in of a host whose domain is known (learn) or of which it is known that it may be shown. */
void host_replace(struct mask_names *names, const char *host, size_t len, struct str *out);

/* Whether a name in a finished text may stand there. An unknown name may, unless it is the domain of an
 * address. */
bool host_is_fine(const struct mask_names *names, const char *host, size_t len, bool of_address);

#endif
