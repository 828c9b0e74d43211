/*
 * Whose computer it is: the person's own folders, and whether they may see everything.
 */
#include "checks/engine/computer.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/engine/mailcase.h"

/* A case with a map and without a computer has an empty one. */
static bool is_stand_in(const struct mailcase *mailcase)
{
	return mailcase->computer || mailcase->map;
}

/* Under sudo the files in question are those of the person who called it. */
static bool home_of_caller(char *home_r, size_t size)
{
	const char *name = geteuid() == 0 ? getenv("SUDO_USER") : NULL;
	struct passwd entry, *found = NULL;
	char buf[4096];

	if (!name || !*name || getpwnam_r(name, &entry, buf, sizeof buf, &found) != 0 || !found)
		return false;
	return str_copy(home_r, size, found->pw_dir);
}

bool computer_home(const struct mailcase *mailcase, char *home_r, size_t size)
{
	const char *home = getenv("HOME");
	size_t len;

	if (is_stand_in(mailcase))
		return str_copy(home_r, size, "/home/anna");
	if (!home_of_caller(home_r, size) && (!home || home[0] != '/' || !str_copy(home_r, size, home)))
		return false;
	len = strlen(home_r);
	while (len > 1 && home_r[len - 1] == '/')
		home_r[--len] = '\0';
	return true;
}

bool computer_config_home(const struct mailcase *mailcase, char *folder_r, size_t size)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	char home[PATH_MAX];

	if (!is_stand_in(mailcase) && config && config[0] == '/' && !home_of_caller(home, sizeof home))
		return str_copy(folder_r, size, config);
	if (!computer_home(mailcase, home, sizeof home))
		return false;
	return snprintf(folder_r, size, "%s/.config", home) < (int)size;
}

bool computer_is_root(const struct mailcase *mailcase)
{
	if (mailcase->computer)
		return mailcase->computer->root;
	return !mailcase->map && geteuid() == 0;
}
