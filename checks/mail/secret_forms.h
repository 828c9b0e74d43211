/*
 * The forms in which a secret can come back from a peer, and their removal from a text. Used by the
 * transcript only.
 *
 * A secret of four bytes or more is hidden wherever it stands; a shorter one only as a whole word, because
 * "a" or "no" would otherwise blot out every sentence. In base64 it is found at each of the three alignments,
 * so that it is also hidden in the middle of a longer message (PLAIN, XOAUTH2, OAUTHBEARER, with or without
 * an authorisation name); the whole run of base64 around it goes. Secrets under five bytes are known in
 * base64 by their complete messages only.
 */
#ifndef MAILMEND_MAIL_SECRET_FORMS_H
#define MAILMEND_MAIL_SECRET_FORMS_H

#include <stddef.h>

#include "checks/base/secret.h"
#include "checks/base/str.h"
#include "checks/base/vec.h"

#define SECRET_HIDDEN "(hidden)"

enum form_kind {
	FORM_ANYWHERE,
	FORM_WORD,	  /* not next to a letter, a digit or a byte above 127 */
	FORM_CASELESS,	  /* hex and %XX */
	FORM_BASE64,	  /* the inner characters of one alignment */
	FORM_BASE64_WORD, /* a complete base64 text without its padding */
};

struct secret_form {
	enum form_kind kind;
	char *bytes; /* under the pad, as the secret itself is at rest */
	size_t len;
	char pad[16];
};

struct secret_forms {
	VEC(struct secret_form) v;
};

/* Adds every form of the secret and of the base64 of the user name (may be NULL); known ones are not added
 * twice. */
void secret_forms_add(struct secret_forms *forms, const struct secret *secret, const char *user);
void secret_forms_release(struct secret_forms *forms);

/* Replaces what matches by SECRET_HIDDEN, in place. */
void secret_forms_scrub(const struct secret_forms *forms, struct str *text);

#endif
