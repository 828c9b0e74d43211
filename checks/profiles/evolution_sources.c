/*
 * Reading Evolution's sources. Those without a word about mail are forgotten at once.
 */
#include "checks/profiles/evolution_sources.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/desktop.h"

#define FOLDERS_MAX 32

static bool is_about_mail(const struct ini *ini)
{
	static const char *const groups[] = {
		"Mail Account", "Mail Identity", "Mail Submission", "Mail Transport", "Collection"};

	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
		if (ini_has_group(ini, groups[i]))
			return true;
	return false;
}

static void set_uid(struct source *source)
{
	const char *slash = strrchr(source->path, '/');

	str_copy(source->uid, sizeof source->uid, slash ? slash + 1 : source->path);
	if (ascii_ends(source->uid, ".source"))
		source->uid[strlen(source->uid) - strlen(".source")] = '\0';
}

static void read_file(struct reading *reading, const char *path, struct sources *sources)
{
	STR_SECRET struct str text = STR_INIT;
	struct source source = {.path = ""};

	if (sources->all.n >= SOURCES_MAX || !str_copy(source.path, sizeof source.path, path) ||
		!reading_file(reading, path, &text))
		return;
	ini_read(&source.ini, str_text(&text), INI_GLIB);
	if (!is_about_mail(&source.ini)) {
		ini_release(&source.ini);
		return;
	}
	set_uid(&source);
	*VEC_ADD(&sources->all) = source;
}

void sources_read(struct reading *reading, const char *folder, struct sources *sources)
{
	STR_AUTO struct str names = STR_INIT;
	char name[256], path[PROFILE_PLACE_MAX];

	if (!reading_folder(reading, folder, &names))
		return;
	for (const char *at = str_text(&names); desktop_next_name(&at, name, sizeof name);) {
		int len = snprintf(path, sizeof path, "%s/%s", folder, name);

		if (ascii_ends(name, ".source") && len > 0 && (size_t)len < sizeof path)
			read_file(reading, path, sources);
	}
}

void sources_read_below(struct reading *reading, const char *folder, struct sources *sources)
{
	STR_AUTO struct str names = STR_INIT;
	char name[256], path[PROFILE_PLACE_MAX];
	int folders = 0;

	if (!reading_folder(reading, folder, &names))
		return;
	for (const char *at = str_text(&names);
		folders < FOLDERS_MAX && desktop_next_name(&at, name, sizeof name);) {
		int len = snprintf(path, sizeof path, "%s/%s", folder, name);

		if (name[0] == '.' || strchr(name, '.') || len < 0 || (size_t)len >= sizeof path)
			continue;
		folders++;
		sources_read(reading, path, sources);
	}
}

void sources_release(struct sources *sources)
{
	for (size_t i = 0; i < sources->all.n; i++)
		ini_release(&sources->all.items[i].ini);
	VEC_RELEASE(&sources->all);
}

const struct source *sources_find(const struct sources *sources, const char *uid)
{
	for (size_t i = 0; *uid && i < sources->all.n; i++)
		if (strcmp(sources->all.items[i].uid, uid) == 0)
			return &sources->all.items[i];
	return NULL;
}
