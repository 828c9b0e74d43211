/*
 * The mail programs of this computer as the system knows them: their files, their sandboxes' names, their AppArmor profiles.
 */
#ifndef MAILMEND_STEPS_PROGRAMS_H
#define MAILMEND_STEPS_PROGRAMS_H

#include "checks/engine/cause.h"

#define PROGRAM_FILES_MAX 5

/* Lists end with NULL. */
struct program_names {
	enum program program;
	const char *name; /* as in paths of control groups */
	const char *snap; /* NULL: there is none */
	const char *files[PROGRAM_FILES_MAX], *profiles[PROGRAM_FILES_MAX], *flatpaks[PROGRAM_FILES_MAX];
};

/* NULL: no program that runs on computers like this one. */
const struct program_names *program_names_of(enum program program);

#endif
