/*
 * Reading attachments.psv and shorteners.psv.
 */
#include "checks/know/suspects.h"

#include <stddef.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/tables.h"

static const char *const kinds[FILE_KIND_N] = {
	[FILE_PLAIN] = "plain",
	[FILE_PAGE] = "page",
	[FILE_ARCHIVE] = "archive",
	[FILE_MACRO] = "macro",
	[FILE_DISK] = "disk",
	[FILE_SHORTCUT] = "shortcut",
	[FILE_SCRIPT] = "script",
	[FILE_PROGRAM] = "program",
};

const char *file_kind_name(enum file_kind kind)
{
	return kinds[kind];
}

static bool lists(const char *list, const char *word, size_t len)
{
	while (*list) {
		size_t n = strcspn(list, ",");

		if (n == len && ascii_ncasecmp(list, word, len) == 0)
			return true;
		list += n + (list[n] == ',');
	}
	return false;
}

static enum file_kind kind_of(const char *word)
{
	for (int i = 0; i < FILE_KIND_N; i++)
		if (strcmp(kinds[i], word) == 0)
			return (enum file_kind)i;
	return FILE_PLAIN;
}

/* Windows leaves out dots and blanks at the end of a name. */
enum file_kind file_kind(const char *name)
{
	size_t len = strlen(name), start;

	while (len && strchr(" .", name[len - 1]))
		len--;
	for (start = len; start && name[start - 1] != '.' && name[start - 1] != '/';)
		start--;
	if (!start || name[start - 1] != '.')
		return FILE_PLAIN;
	for (size_t i = 0; i < know_attachments_rows; i++)
		if (lists(know_attachments[i][0], name + start, len - start))
			return kind_of(know_attachments[i][1]);
	return FILE_PLAIN;
}

bool host_shortens(const char *host)
{
	if (ascii_starts(host, "www."))
		host += 4;
	for (size_t i = 0; i < know_shorteners_rows; i++)
		if (lists(know_shorteners[i][0], host, strlen(host)))
			return true;
	return false;
}
