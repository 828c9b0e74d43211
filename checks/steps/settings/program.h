/*
 * What stands wrong in the program's own settings: which finding tells it, and in which words.
 */
#ifndef MAILMEND_STEPS_SETTINGS_PROGRAM_H
#define MAILMEND_STEPS_SETTINGS_PROGRAM_H

#include "checks/engine/check.h"
#include "checks/profiles/profile.h"

/* Tells one mistake, with its place, what stands there and the change as evidence; for run_soften(). */
struct finding *program_say(
	struct check_run *run, const struct profile *profile, const struct mistake *mistake);

/* The test showed that it does no harm: told as a note. */
void program_say_harmless(
	struct check_run *run, const struct profile *profile, const struct mistake *mistake);

/* What was read, and what was not. */
void program_say_read(struct check_run *run, const struct profile *profile);
void program_say_refused(struct check_run *run, const struct profile_refusal *refusal);

#endif
