/*
 * Where names stand in free text: addresses, IP numbers and known names, found the same way when they are
 * replaced and when a finished text is searched for leaks.
 */
#ifndef MAILMEND_UI_MASK_SCAN_H
#define MAILMEND_UI_MASK_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "ui/words/mask_names.h"

/* learn NULL: nothing is replaced, the answer is whether a name was found that is no stand-in. */
bool scan_text(const struct mask_names *names, struct mask_names *learn, const char *text, struct str *out);

/* Appends the stand-in of one host name (learnt where it is new); loopback and "localhost" stay. */
void scan_host(struct mask_names *names, const char *host, size_t len, struct str *out);

/* Appends the stand-in of an IP address, or of an address of mail; false (nothing appended) when it is none. */
bool scan_ip(struct mask_names *names, const char *ip, size_t len, struct str *out);
bool scan_email(struct mask_names *names, const char *email, struct str *out);

#endif
