/*
 * The memory of a mask: which name stands for which. Split from mask.c, which finds the names in text.
 */
#ifndef MAILMEND_UI_MASK_NAMES_H
#define MAILMEND_UI_MASK_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/base/vec.h"

enum name_kind {
	NAME_USER,   /* a login name or the part before @ */
	NAME_DOMAIN, /* firma.example; everything below it goes with it */
	NAME_HOST,   /* the labels before a domain, or a name without a dot */
	NAME_IPV4,
	NAME_IPV6,
	NAME_KINDS,
};

struct mask_name {
	enum name_kind kind;
	char *original; /* lower case */
	char *stand_in; /* equals original for a domain that may be read (gmail.com) */
};

struct mask_names {
	VEC(struct mask_name) v;
	unsigned used[NAME_KINDS];
};

void names_release(struct mask_names *names);

/* The entry of a name (len bytes, any case), NULL without one. */
const struct mask_name *names_find(
	const struct mask_names *names, enum name_kind kind, const char *s, size_t len);

/* The same; a name that is new gets the next stand-in, which never equals an original that is known. */
const struct mask_name *names_learn(struct mask_names *names, enum name_kind kind, const char *s, size_t len);

/* Lets a domain stand as it is. */
void names_learn_readable(struct mask_names *names, const char *domain, size_t len);

/* Another spelling of a name that is known by stand_in. */
void names_alias(
	struct mask_names *names, enum name_kind kind, const char *s, size_t len, const char *stand_in);

/* Whether s is a stand-in that was given out (or a readable domain). */
bool names_is_stand_in(const struct mask_names *names, enum name_kind kind, const char *s, size_t len);

/*
 * The known domain that a host name (len bytes) is or ends with, the longest one; head_r gets the bytes
 * before it and its dot. NULL when there is none.
 */
const struct mask_name *names_domain_of(
	const struct mask_names *names, const char *s, size_t len, size_t *head_r);

/* Whether a name alone tells who it is, so that it must not stand in a finished text, whatever else that
 * says. */
bool names_is_unmistakable(const char *s, size_t len);

/* Names of mailboxes everywhere ("info"), which would tear holes into every text if they were masked alone. */
bool names_is_common(const char *s, size_t len);

#endif
