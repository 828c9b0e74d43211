/*
 * The tip "Does a security program scan your mail?": which runs its checks are part of.
 */
#ifndef MAILMEND_STEPS_ANTIVIRUS_H
#define MAILMEND_STEPS_ANTIVIRUS_H

#include "checks/engine/check.h"

extern const struct check check_antivirus_shield, check_antivirus_guards, check_antivirus_plugins;

/* What is seen from here holds for the program that fails, and others may be asked. */
bool antivirus_applies_online(const struct mailcase *mailcase);

/* The program that fails runs on this computer. */
bool antivirus_applies_here(const struct mailcase *mailcase);

#endif
