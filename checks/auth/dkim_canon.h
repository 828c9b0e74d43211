/*
 * What is signed: header and body in the two forms of RFC 6376 section 3.4. Private to dkim_*.c.
 */
#ifndef MAILMEND_AUTH_DKIM_CANON_H
#define MAILMEND_AUTH_DKIM_CANON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/auth/dkim.h"

#define DKIM_HASH_LEN 32

/* The SHA-256 of the body, of its first l= bytes where there is l=. False: l= is more than there is (section 3.5). */
bool dkim_body_hash(const struct message *message, const struct dkim_signature *signature,
	unsigned char hash_r[DKIM_HASH_LEN]);

/* The SHA-256 of the header fields of h= and of the signature's own field without b= (section 3.7). */
void dkim_header_hash(const struct message *message, const struct dkim_signature *signature,
	unsigned char hash_r[DKIM_HASH_LEN]);

/* One field in its form, with CRLF: for tests and for the hash. */
void dkim_field(const struct message_field *field, bool relaxed, struct str *out);

#endif
