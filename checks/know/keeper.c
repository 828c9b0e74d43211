/*
 * Name servers against keepers.psv. Patterns are globs over the whole name; the first row that fits wins.
 */
#include "checks/know/keeper.h"

#include <fnmatch.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/tables.h"

enum column { PATTERNS, NAME, MENU, PAGE, SOURCE };

#define NAME_MAX_BYTES 256

/* patterns are separated by commas. */
static bool fits(const char *patterns, const char *name)
{
	char pattern[80];

	for (const char *at = patterns; *at;) {
		size_t len = strcspn(at, ",");

		if (len < sizeof pattern) {
			memcpy(pattern, at, len);
			pattern[len] = '\0';
			if (fnmatch(pattern, name, FNM_NOESCAPE) == 0)
				return true;
		}
		at += len + (at[len] == ',');
	}
	return false;
}

bool keeper_by_ns(const char *ns, struct keeper *keeper_r)
{
	char name[NAME_MAX_BYTES];
	size_t len;

	if (!str_copy(name, sizeof name, ns))
		return false;
	ascii_tolower(name);
	len = strlen(name);
	if (len && name[len - 1] == '.')
		name[len - 1] = '\0';
	for (size_t i = 0; i < know_keepers_rows; i++) {
		const char *const *row = know_keepers[i];

		if (!fits(row[PATTERNS], name))
			continue;
		*keeper_r = (struct keeper){
			.name = row[NAME],
			.menu = row[MENU],
			.page = row[PAGE],
			.row = i,
		};
		return true;
	}
	return false;
}
