/*
 * The members of one JSON object (RFC 8259), read where it stands: what is a secret is copied once, into a string that its owner wipes,
 * and lies nowhere else. Objects and arrays inside are passed over.
 */
#ifndef MAILMEND_AUTH_FLAT_JSON_H
#define MAILMEND_AUTH_FLAT_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

/* Whether the whole text is one object. */
bool flat_json_is_object(const char *text, size_t len);

/*
 * The member of this name, a string or a number, into out (emptied first); false without one, where it stands twice, and where the whole
 * text is no object.
 */
bool flat_json_get(const char *text, size_t len, const char *key, struct str *out);

#endif
