/*
 * Addresses back to front, as the names below in-addr.arpa and ip6.arpa and the questions to block lists hold them.
 */
#ifndef MAILMEND_UI_MASK_REVERSE_H
#define MAILMEND_UI_MASK_REVERSE_H

#include <stddef.h>

#include "checks/base/str.h"

/* "9.113.0.203" of "203.0.113.9", and the other way round. */
void reverse_quad(const char *dotted, char reversed_r[16]);

/* How long 32 hexadecimal digits with dots between them are at s, in front of another label; ip_r gets their address. 0: none. */
size_t reverse_nibbles(const char *s, size_t len, char ip_r[46]);

/* Appends an address of IPv6 in this form. */
void reverse_add_nibbles(struct str *out, const char *ip);

#endif
