/*
 * GNOME online accounts, ~/.config/goa-1.0/accounts.conf: what Evolution and Geary sign in with where a person set an account up in the
 * settings of the desktop.
 */
#ifndef MAILMEND_PROFILES_GOA_H
#define MAILMEND_PROFILES_GOA_H

#include "checks/profiles/files.h"
#include "checks/profiles/ini.h"

struct goa {
	char path[PROFILE_PLACE_MAX];
	struct ini ini;
};

/* False: there are none. goa_r is to be released in any case. */
bool goa_read(struct reading *reading, struct goa *goa_r);
void goa_release(struct goa *goa);
#define GOA_AUTO __attribute__((cleanup(goa_release)))

/* Whether the group "Account account_123_0" is one that mail is switched on for. */
bool goa_has_mail(const struct goa *goa, const char *group);

/* Fills servers, sender and name from the group. False: it does not send by a mail server that we can name. */
bool goa_fill(struct reading *reading, const struct goa *goa, const char *group, struct profile *profile);

#endif
