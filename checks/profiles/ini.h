/*
 * Files of groups and keys: "[Group]" and "key=value" lines, as GLib (Evolution, Geary, GNOME accounts), KDE's KConfig and Claws Mail
 * write them, with the line of each. Any bytes are survived and bounded (tests/fuzz/fuzz_profiles_desktop.c).
 */
#ifndef MAILMEND_PROFILES_INI_H
#define MAILMEND_PROFILES_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/vec.h"

#define INI_ENTRIES_MAX 8192
#define INI_GROUPS_MAX	512  /* what stands in further ones is left out */
#define INI_LINE_MAX	8192 /* longer lines are left out */

enum ini_form {
	INI_PLAIN, /* values as they stand */
	INI_GLIB,  /* \s \n \t \r \\ in values */
	INI_KDE,   /* the same and \xNN; "key[$e]" is the key */
};

struct ini_entry {
	size_t group;	   /* index of its group */
	char *key, *value; /* value NULL: a line without "=" */
	int line;
};

struct ini {
	VEC(char *) groups; /* in the order of the file, each once; "" for what stands before the first */
	VEC(struct ini_entry) entries;
};

/* Reads the text into ini_r, which need not be initialised. */
void ini_read(struct ini *ini_r, const char *text, enum ini_form form);
void ini_release(struct ini *ini);
#define INI_AUTO __attribute__((cleanup(ini_release)))

/* The last entry of this key in this group, as GLib and KDE take it; NULL without one, or without a value. */
const struct ini_entry *ini_find(const struct ini *ini, const char *group, const char *key);

/* Its value, otherwise where there is none; line_r (may be NULL) is set only where there is one. */
const char *ini_get(
	const struct ini *ini, const char *group, const char *key, const char *otherwise, int *line_r);

/* Whether it says yes: "true", "1", "yes", "on" in any case. */
bool ini_is_yes(const struct ini *ini, const char *group, const char *key, bool otherwise);

/* Whether there is such a group. */
bool ini_has_group(const struct ini *ini, const char *group);

#endif
