/*
 * Add-ons of Thunderbird, as its profile lists them: profiles.ini names the profiles, extensions.json in each the add-ons.
 */
#ifndef MAILMEND_KNOW_ADDONS_H
#define MAILMEND_KNOW_ADDONS_H

#include <stdbool.h>
#include <stddef.h>

#define ADDONS_MAX	    16
#define ADDONS_PROFILES_MAX 8
#define ADDONS_PATH_MAX	    512

/*
 * The folders of the profiles that profiles.ini (text) names, those in use first: the default of an installation, then the others in the
 * file's order. base is the folder of profiles.ini; relative paths are joined to it. Gives how many.
 */
size_t addons_profiles(
	const char *text, const char *base, char paths_r[ADDONS_PROFILES_MAX][ADDONS_PATH_MAX]);

struct addon {
	char name[120];
	bool whole_program; /* it may change everything in the program (an experiment, or one of the old kind) */
	bool sending;	    /* it may read, change or send what is written */
};

/*
 * The add-ons of extensions.json (text of len bytes) that are switched on, were not brought by the program itself, and touch sending.
 * Gives how many; 0 for a text that is none.
 */
size_t addons_touching(const char *text, size_t len, struct addon addons_r[ADDONS_MAX]);

#endif
