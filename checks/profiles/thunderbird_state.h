/*
 * What Thunderbird is doing, beside its settings: its version, offline mode, mail that waits, and when its passwords were changed.
 */
#ifndef MAILMEND_PROFILES_THUNDERBIRD_STATE_H
#define MAILMEND_PROFILES_THUNDERBIRD_STATE_H

#include "checks/profiles/files.h"
#include "checks/profiles/thunderbird_prefs.h"

/* One profile folder. */
struct thunderbird {
	const char *folder;
	char prefs_file[PROFILE_PLACE_MAX], user_file[PROFILE_PLACE_MAX];
	struct prefs prefs;
	struct profile_state state; /* of all its accounts; passwords left out */
	struct profile_place version_place;
	struct str logins; /* logins.json: only hosts and times are taken from it */
};

/* Fills version, offline and outbox, and reads logins.json. */
void thunderbird_state(struct reading *reading, struct thunderbird *thunderbird);

/* When the passwords of this account were last changed; both 0 where it is not clear which ones are its. */
void thunderbird_passwords(
	struct reading *reading, const struct thunderbird *thunderbird, struct profile *profile);

/* logins.json (len bytes): when the one password for "smtp://host" was changed, in seconds; 0 for none, or for several. */
int64_t thunderbird_changed(const char *text, size_t len, const char *origin);

#endif
