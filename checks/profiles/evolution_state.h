/*
 * What Evolution is doing, beside its settings: which account is the usual one, its version, offline mode, and mail that waits.
 */
#ifndef MAILMEND_PROFILES_EVOLUTION_STATE_H
#define MAILMEND_PROFILES_EVOLUTION_STATE_H

#include "checks/profiles/files.h"

struct evolution_state {
	struct profile_state state;
	struct profile_place version_place;
	char account[128], identity[128]; /* the names of the usual account's and sender's sources; "" */
};

/* Of the installed program, or of its flatpak where that keeps its own. */
void evolution_state(struct reading *reading, struct evolution_state *state_r);

#endif
