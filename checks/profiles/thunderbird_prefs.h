/*
 * Thunderbird's prefs.js and user.js: lines like user_pref("mail.smtpserver.smtp1.port", 587);
 */
#ifndef MAILMEND_PROFILES_THUNDERBIRD_PREFS_H
#define MAILMEND_PROFILES_THUNDERBIRD_PREFS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/vec.h"

#define PREFS_MAX 20000

struct pref {
	char *name, *value; /* text without its quotes; numbers, true and false as they stand */
	int line;
	bool user_js; /* of user.js, which wins over prefs.js at each start of the program */
};

struct prefs {
	VEC(struct pref) all;
	int unreadable; /* the first line that is none of the form, 0: none */
};

/* Adds those of one file; of what is not about mail and being online nothing is kept. */
void prefs_read(struct prefs *prefs, const char *text, bool user_js);
void prefs_release(struct prefs *prefs);
#define PREFS_AUTO __attribute__((cleanup(prefs_release)))

/* The last of this name, NULL without one. */
const struct pref *prefs_find(const struct prefs *prefs, const char *name);

/* The one named PREFIX.KEY.NAME, NULL without one. */
const struct pref *prefs_of(const struct prefs *prefs, const char *prefix, const char *key, const char *name);

/* Its value, otherwise where there is none. */
const char *prefs_text(const struct pref *pref, const char *otherwise);
int prefs_number(const struct pref *pref, int otherwise);

/* The next name of a list, which commas part: false at its end. */
bool prefs_next(const char **at, char *name_r, size_t size);

#endif
