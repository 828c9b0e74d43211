/*
 * Evolution's sources: one file for each account, sender and server, tied to each other by their names ("uid").
 */
#ifndef MAILMEND_PROFILES_EVOLUTION_SOURCES_H
#define MAILMEND_PROFILES_EVOLUTION_SOURCES_H

#include "checks/profiles/files.h"
#include "checks/profiles/ini.h"

#define SOURCES_MAX 120 /* calendars and address books stand among them */

struct source {
	char uid[128], path[PROFILE_PLACE_MAX];
	struct ini ini;
};

struct sources {
	VEC(struct source) all;
};

/* Adds every source of the folder that has to do with mail. */
void sources_read(struct reading *reading, const char *folder, struct sources *sources);
/* Adds those of each folder below it: what was made from an account of the desktop. */
void sources_read_below(struct reading *reading, const char *folder, struct sources *sources);
void sources_release(struct sources *sources);
#define SOURCES_AUTO __attribute__((cleanup(sources_release)))

/* NULL: none of this name. */
const struct source *sources_find(const struct sources *sources, const char *uid);

#endif
