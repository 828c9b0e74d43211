/*
 * Files in git's form: [section "sub"], name = value, with what they include. Sections and names are told in small letters, as
 * "section.sub.name"; a section's first line stands as "[section".
 */
#ifndef MAILMEND_PROFILES_GIT_CONFIG_H
#define MAILMEND_PROFILES_GIT_CONFIG_H

#include "checks/profiles/text.h"

#define GIT_CONDITIONS_MAX 16

struct git_config {
	struct reading *reading;
	struct book *book;
	/* Files that count only where a condition holds, which is not ours to know: they are not read here. */
	struct git_condition {
		char *condition, *path;
	} conditions[GIT_CONDITIONS_MAX];
	size_t n_conditions;
};

/* False: it could not be read. */
bool git_config_read(struct git_config *config, const char *path);
void git_config_release(struct git_config *config);

#endif
