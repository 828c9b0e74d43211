/*
 * Files of graphical mail programs, on any bytes: each dialect reads a computer whose files all hold the same bytes, and the parsers below
 * them are tried alone. The first byte chooses the program. Whatever is read must be bounded and end in a NUL.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/engine/computer.h"
#include "checks/know/addons_native.h"
#include "checks/profiles/gvdb.h"
#include "checks/profiles/profile.h"
#include "checks/profiles/thunderbird_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const enum program programs[] = {
	PROGRAM_THUNDERBIRD, PROGRAM_EVOLUTION, PROGRAM_KMAIL, PROGRAM_GEARY, PROGRAM_CLAWS};

#define N_PROGRAMS (sizeof programs / sizeof programs[0])
#define HOME	   "/home/anna/"
#define TB	   HOME ".thunderbird/"

/* The paths that the dialects ask for. NULL: the fuzzed text. */
static const struct computer_file template[] = {
	{TB "profiles.ini", "[Profile0]\nIsRelative=1\nPath=p\n"},
	{TB "p/prefs.js", NULL},
	{TB "p/user.js", NULL},
	{TB "p/compatibility.ini", NULL},
	{TB "p/logins.json", NULL},
	{TB "p/Mail/Local Folders/Unsent Messages", NULL},
	{HOME ".config/evolution/sources/", "a.source\nb.source\n"},
	{HOME ".config/evolution/sources/a.source", NULL},
	{HOME ".config/evolution/sources/b.source",
		"[Mail Identity]\nAddress=a@x.example\n[Mail Submission]\nTransportUid=a\n"},
	{HOME ".config/goa-1.0/accounts.conf", NULL},
	{HOME ".config/dconf/user", NULL},
	{HOME ".local/share/evolution/mail/local/.Outbox/cur/", NULL},
	{HOME ".config/", "akonadi_imap_resource_0rc\nakonadi_pop3_resource_0rc\n"},
	{HOME ".config/mailtransports", NULL},
	{HOME ".config/emailidentities", NULL},
	{HOME ".config/akonadi_imap_resource_0rc", NULL},
	{HOME ".config/akonadi_pop3_resource_0rc", NULL},
	{HOME ".config/kmail2rc", NULL},
	{HOME ".config/geary/", "account_01\n"},
	{HOME ".config/geary/account_01/geary.ini", NULL},
	{HOME ".claws-mail/accountrc", NULL},
	{HOME ".claws-mail/clawsrc", NULL},
	{HOME ".claws-mail/folderlist.xml", NULL},
	{HOME "Mail/queue/", NULL},
};

#define N_FILES (sizeof template / sizeof template[0])

static void check_ends(const char *text, size_t size)
{
	if (strnlen(text, size) == size)
		abort();
}

static void check_server(const struct profile_server *server)
{
	check_ends(server->settings.host, sizeof server->settings.host);
	check_ends(server->settings.user, sizeof server->settings.user);
	check_ends(server->method, sizeof server->method);
	check_ends(server->place.file, sizeof server->place.file);
	if (server->settings.port < 0)
		abort();
}

static void check(const struct profiles *profiles)
{
	if (profiles->found.n > PROFILES_MAX || profiles->n_refusals > REFUSALS_MAX)
		abort();
	for (size_t i = 0; i < profiles->found.n; i++) {
		const struct profile *profile = &profiles->found.items[i];

		check_ends(profile->name, sizeof profile->name);
		check_ends(profile->address, sizeof profile->address);
		check_ends(profile->state.version, sizeof profile->state.version);
		check_server(&profile->out);
		check_server(&profile->in);
		if (profile->n_mistakes > MISTAKES_MAX)
			abort();
	}
}

static void try_program(enum program program, const char *text)
{
	struct computer_file files[N_FILES + 1] = {{NULL, NULL}};
	const struct computer computer = {.files = files};
	PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};
	static struct mailcase mailcase;

	for (size_t i = 0; i < N_FILES; i++)
		files[i] =
			(struct computer_file){template[i].path, template[i].text ? template[i].text : text};
	mailcase_init(&mailcase);
	mailcase.computer = &computer;
	profiles_of_program(&mailcase, program, &profiles);
	check(&profiles);
}

static void try_parsers(const uint8_t *data, size_t len, const char *text)
{
	struct addon addons[ADDONS_MAX];
	char value[32] = "";
	bool flag;

	(void)gvdb_flag(data, len, "/org/gnome/evolution/shell/start-offline", &flag);
	if (gvdb_text(data, len, "/org/gnome/evolution/version", value, sizeof value))
		check_ends(value, sizeof value);
	if (thunderbird_changed((const char *)data, len, "smtp://x") < 0)
		abort();
	if (addons_of_claws(text, addons) > ADDONS_MAX || addons_of_evolution(text, addons) > ADDONS_MAX)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text;

	if (!len)
		return 0;
	text = strndup((const char *)data + 1, len - 1);
	if (!text)
		return 0;
	if (data[0] % (N_PROGRAMS + 1) == N_PROGRAMS)
		try_parsers(data + 1, len - 1, text);
	else
		try_program(programs[data[0] % (N_PROGRAMS + 1)], text);
	free(text);
	return 0;
}
