/*
 * Files of a person and a system that the search for guards reads, on any bytes: the profile of a mail program, the list of sockets, the
 * settings of mail servers; and the words of answers and signers. The first byte chooses the reader.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/know/addons.h"
#include "checks/know/guard.h"
#include "checks/know/resets.h"
#include "checks/know/shield.h"
#include "checks/steps/antivirus/hooks.h"
#include "checks/steps/common/sockets.h"
#include "checks/steps/firewall/filters.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_ends(const char *text, size_t size)
{
	if (strnlen(text, size) == size)
		abort();
}

static void try_profiles(const char *text)
{
	char paths[ADDONS_PROFILES_MAX][ADDONS_PATH_MAX];
	size_t n = addons_profiles(text, "/home/anna/.thunderbird", paths);

	if (n > ADDONS_PROFILES_MAX)
		abort();
	for (size_t i = 0; i < n; i++) {
		check_ends(paths[i], sizeof paths[i]);
		if (strstr(paths[i], ".."))
			abort();
	}
}

static void try_addons(const char *text, size_t len)
{
	struct addon addons[ADDONS_MAX];
	size_t n = addons_touching(text, len, addons);

	if (n > ADDONS_MAX)
		abort();
	for (size_t i = 0; i < n; i++) {
		check_ends(addons[i].name, sizeof addons[i].name);
		if (!addons[i].name[0] || (!addons[i].sending && !addons[i].whole_program))
			abort();
	}
}

static void try_words(const char *text)
{
	int64_t seconds = 0;
	struct shield shield;
	struct guard guard;
	char name[64];

	if (resets_in_text(text, &seconds) && (seconds < 1 || seconds > 31 * 86400))
		abort();
	(void)shield_by_issuer(text, text, &shield);
	(void)guard_by_words(text, &guard);
	(void)guard_by_process(text, &guard);
	(void)guard_is_scanner_talk(text);
	banner_name(text, name, sizeof name);
	check_ends(name, sizeof name);
}

static void try_hooks(const char *text)
{
	char hook[64] = "";

	(void)hook_of_postfix(text, hook, sizeof hook);
	check_ends(hook, sizeof hook);
	(void)hook_of_exim(text, hook, sizeof hook);
	check_ends(hook, sizeof hook);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct socket_line line;
	char *text;

	if (!len)
		return 0;
	text = strndup((const char *)data + 1, len - 1);
	if (!text)
		return 0;
	switch (data[0] % 5) {
	case 0:
		try_profiles(text);
		break;
	case 1:
		try_addons((const char *)data + 1, len - 1);
		break;
	case 2:
		(void)socket_line_parse(text, &line);
		break;
	case 3:
		try_hooks(text);
		break;
	default:
		try_words(text);
	}
	free(text);
	return 0;
}
