/*
 * Reading profiles.ini and extensions.json. Both are files of a person: any bytes may stand there.
 */
#include "checks/know/addons.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/know/json_depth.h"

#define LINE_MAX_BYTES 1024
#define DEPTH_MAX      32 /* of braces in braces; the reader goes as deep as the text does */

/* One section of profiles.ini. */
struct section {
	char path[ADDONS_PATH_MAX], preferred[ADDONS_PATH_MAX];
	bool relative, install;
};

struct folders {
	const char *base;
	char (*paths)[ADDONS_PATH_MAX];
	size_t n;
	bool installed; /* an installation names its own: then Default=1 of old times says nothing */
};

static void add_path(struct folders *folders, const char *path, bool relative, bool first)
{
	char whole[ADDONS_PATH_MAX];
	size_t at = folders->n;
	int len;

	if (!*path || strstr(path, ".."))
		return;
	len = relative ? snprintf(whole, sizeof whole, "%s/%s", folders->base, path)
		       : snprintf(whole, sizeof whole, "%s", path);
	if (len < 0 || (size_t)len >= sizeof whole)
		return;
	for (size_t i = 0; i < folders->n; i++) {
		if (strcmp(folders->paths[i], whole) == 0) {
			if (!first)
				return;
			at = i;
		}
	}
	if (at == ADDONS_PROFILES_MAX)
		return;
	folders->n += at == folders->n;
	if (first) {
		memmove(folders->paths + 1, folders->paths, at * sizeof *folders->paths);
		at = 0;
	}
	str_copy(folders->paths[at], ADDONS_PATH_MAX, whole);
}

static void end_section(struct folders *folders, const struct section *section)
{
	bool first = !folders->installed && strcmp(section->preferred, "1") == 0;

	folders->installed |= section->install;
	if (section->install)
		add_path(folders, section->preferred, section->preferred[0] != '/', true);
	else
		add_path(folders, section->path, section->relative, first);
}

static void take_line(struct section *section, const char *line)
{
	if (ascii_starts(line, "Path="))
		str_copy(section->path, sizeof section->path, line + strlen("Path="));
	else if (ascii_starts(line, "IsRelative="))
		section->relative = line[strlen("IsRelative=")] != '0';
	else if (ascii_starts(line, "Default="))
		str_copy(section->preferred, sizeof section->preferred, line + strlen("Default="));
}

size_t addons_profiles(const char *text, const char *base, char paths_r[ADDONS_PROFILES_MAX][ADDONS_PATH_MAX])
{
	struct folders folders = {.base = base, .paths = paths_r};
	struct section section = {.relative = true};
	char line[LINE_MAX_BYTES];

	while (*text) {
		size_t len = strcspn(text, "\r\n"), kept = len < sizeof line ? len : sizeof line - 1;

		memcpy(line, text, kept);
		line[kept] = '\0';
		text += len + strspn(text + len, "\r\n");
		if (line[0] == '[') {
			end_section(&folders, &section);
			section =
				(struct section){.relative = true, .install = ascii_starts(line, "[Install")};
		} else if (kept == len) {
			take_line(&section, line);
		}
	}
	end_section(&folders, &section);
	return folders.n;
}

static const char *string_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Brought by the program or the system, not by a person or by another program. */
static bool is_built_in(const json_t *addon)
{
	const char *location = string_of(addon, "location");

	return strcmp(location, "app-builtin") == 0 || ascii_starts(location, "app-system") ||
	       json_is_true(json_object_get(addon, "hidden"));
}

/* What it was allowed when it was installed. */
static void read_permissions(const json_t *addon, struct addon *addon_r)
{
	const json_t *list = json_object_get(json_object_get(addon, "userPermissions"), "permissions");
	size_t n = json_array_size(list);

	for (size_t i = 0; i < n; i++) {
		const char *word = json_string_value(json_array_get(list, i));

		if (!word)
			continue;
		addon_r->sending |= strcmp(word, "compose") == 0 || ascii_starts(word, "compose.");
		addon_r->whole_program |= ascii_starts(word, "experiment");
	}
	/* The kind of before 2020 had no permissions: it was a part of the program. */
	addon_r->whole_program |= json_is_object(json_object_get(addon, "legacy")) ||
				  ascii_starts(string_of(addon, "loader"), "bootstrap");
}

static bool touches(const json_t *addon, struct addon *addon_r)
{
	const char *name = string_of(json_object_get(addon, "defaultLocale"), "name");

	if (strcmp(string_of(addon, "type"), "extension") != 0 ||
		!json_is_true(json_object_get(addon, "active")) || is_built_in(addon))
		return false;
	*addon_r = (struct addon){.sending = false};
	read_permissions(addon, addon_r);
	if (!*name)
		name = string_of(addon, "id");
	text_harmless_buf(addon_r->name, sizeof addon_r->name, name, strlen(name));
	return addon_r->name[0] && (addon_r->sending || addon_r->whole_program);
}

size_t addons_touching(const char *text, size_t len, struct addon addons_r[ADDONS_MAX])
{
	json_t *root = json_depth_fits(text, len, DEPTH_MAX) ? json_loadb(text, len, 0, NULL) : NULL;
	const json_t *list = json_object_get(root, "addons");
	size_t n = 0, all = json_array_size(list);

	for (size_t i = 0; i < all && n < ADDONS_MAX; i++)
		n += touches(json_array_get(list, i), &addons_r[n]);
	json_decref(root);
	return n;
}
