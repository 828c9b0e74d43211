/*
 * The tag lists of DKIM (RFC 6376 section 3.2), which are stricter than DMARC's: names are case-sensitive, none may stand twice, and what
 * is no "tag=value" makes the whole list invalid. Private to dkim_*.c.
 */
#ifndef MAILMEND_AUTH_DKIM_TAGS_H
#define MAILMEND_AUTH_DKIM_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

#define DKIM_TAGS_MAX 32

struct dkim_tag {
	const char *name, *value; /* value without blanks around it */
	size_t name_len, len;
};

struct dkim_tags {
	struct dkim_tag items[DKIM_TAGS_MAX];
	size_t n;
	char wrong[16]; /* of a list that is invalid: the tag; "" when there is none to name */
};

/* False: it is invalid. The tags point into text. */
bool dkim_tags_read(const char *text, size_t len, struct dkim_tags *tags_r);

const struct dkim_tag *dkim_tag(const struct dkim_tags *tags, const char *name);
bool dkim_tag_says(const struct dkim_tag *tag, const char *value);

/* Whether value is one of the elements of a list by colon. */
bool dkim_tag_lists(const struct dkim_tag *tag, const char *value);

/* Appends the value without any blanks and line ends. */
void dkim_tag_pack(const struct dkim_tag *tag, struct str *out);

#endif
