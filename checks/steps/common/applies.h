/*
 * Which runs the checks that speak with servers are part of.
 */
#ifndef MAILMEND_STEPS_APPLIES_H
#define MAILMEND_STEPS_APPLIES_H

#include <stdbool.h>

#include "checks/engine/mailcase.h"

/* There is a server or an address to speak of. */
bool settings_apply(const struct mailcase *mailcase);

/* The same, and others may be asked (no --offline). */
bool settings_apply_online(const struct mailcase *mailcase);

/* The same, and the program that fails shares this network: only then does the way from here mean anything. */
bool settings_apply_near(const struct mailcase *mailcase);

/* The same, and the program that fails runs on this computer, as far as is known. */
bool settings_apply_here(const struct mailcase *mailcase);

#endif
