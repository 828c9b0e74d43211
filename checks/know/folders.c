/*
 * Reading folders.psv.
 */
#include "checks/know/folders.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/tables.h"

enum column { NAME, USE, SOURCE };

enum folder_kind folder_kind_by_name(const char *leaf)
{
	static const struct {
		const char *use;
		enum folder_kind kind;
	} kinds[] = {{"junk", FOLDER_KIND_JUNK}, {"own", FOLDER_KIND_OWN}, {"trash", FOLDER_KIND_TRASH}};

	for (size_t i = 0; i < know_folders_rows; i++) {
		if (!ascii_caseeq(know_folders[i][NAME], leaf))
			continue;
		for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
			if (strcmp(know_folders[i][USE], kinds[k].use) == 0)
				return kinds[k].kind;
	}
	return FOLDER_KIND_UNKNOWN;
}
