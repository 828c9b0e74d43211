/*
 * Thunderbird's state, from files beside its settings. Of stored passwords only the host and the time of the last change are read: the
 * name and the password are enciphered, and stay so.
 */
#include "checks/profiles/thunderbird_state.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "checks/base/ascii.h"
#include "checks/know/json_depth.h"
#include "checks/profiles/desktop.h"
#include "checks/profiles/ini.h"

#define LOGINS_DEPTH_MAX 16
#define STARTUP_REMEMBER 0
#define STARTUP_OFFLINE	 3

static bool below(const struct thunderbird *thunderbird, const char *name, char path_r[PROFILE_PLACE_MAX])
{
	int len = snprintf(path_r, PROFILE_PLACE_MAX, "%s/%s", thunderbird->folder, name);

	return len > 0 && len < PROFILE_PLACE_MAX;
}

/* "128.5.0_20241125123456/20241125123456" */
static void read_version(struct reading *reading, struct thunderbird *thunderbird)
{
	STR_AUTO struct str text = STR_INIT;
	INI_AUTO struct ini ini = {.groups = {.items = NULL}};
	char path[PROFILE_PLACE_MAX], version[40];
	int line = 0;

	if (!below(thunderbird, "compatibility.ini", path) || !reading_file(reading, path, &text))
		return;
	ini_read(&ini, str_text(&text), INI_PLAIN);
	str_copy(version, sizeof version, ini_get(&ini, "Compatibility", "LastVersion", "", &line));
	version[strcspn(version, "_/")] = '\0';
	desktop_text(thunderbird->state.version, sizeof thunderbird->state.version, version);
	reading_place(reading, path, line, &thunderbird->version_place);
}

/*
 * "network.online" is false while it works offline, and at the next start that is taken up again where it is told to remember it (0), or to
 * start offline always (3). With any other choice it starts online.
 */
static void read_offline(struct reading *reading, struct thunderbird *thunderbird)
{
	const struct pref *start = prefs_find(&thunderbird->prefs, "offline.startup_state");
	const struct pref *online = prefs_find(&thunderbird->prefs, "network.online");
	int state = prefs_number(start, -1);
	const struct pref *because = NULL;

	if (state == STARTUP_OFFLINE)
		because = start;
	else if (state == STARTUP_REMEMBER && strcmp(prefs_text(online, "true"), "false") == 0)
		because = online;
	if (!because)
		return;
	thunderbird->state.offline = true;
	reading_place(reading, because->user_js ? thunderbird->user_file : thunderbird->prefs_file,
		because->line, &thunderbird->state.place);
}

/* The key of "Local Folders", where unsent mail is kept whatever the account. */
static bool local_server(const struct prefs *prefs, char *key_r, size_t size)
{
	const char *at = prefs_text(prefs_find(prefs, "mail.accountmanager.localfoldersserver"), "");

	if (prefs_next(&at, key_r, size))
		return true;
	for (size_t i = 0; i < prefs->all.n; i++) {
		const struct pref *pref = &prefs->all.items[i];
		const char *end = ascii_starts(pref->name, "mail.server.") ? strrchr(pref->name, '.') : NULL;
		size_t start = strlen("mail.server.");

		if (!end || strcmp(end, ".type") != 0 || strcmp(pref->value, "none") != 0 ||
			end < pref->name + start)
			continue;
		snprintf(key_r, size, "%.*s", (int)(end - pref->name - (ptrdiff_t)start), pref->name + start);
		return true;
	}
	return false;
}

/* The folder of "Local Folders": told by a path from the profile's folder, or a whole one, or where it always was. */
static bool local_folder(
	const struct thunderbird *thunderbird, const char *key, char path_r[PROFILE_PLACE_MAX])
{
	const char *relative =
		prefs_text(prefs_of(&thunderbird->prefs, "mail.server", key, "directory-rel"), "");
	const char *whole = prefs_text(prefs_of(&thunderbird->prefs, "mail.server", key, "directory"), "");

	if (ascii_starts(relative, "[ProfD]") && !strstr(relative, ".."))
		return below(thunderbird, relative + strlen("[ProfD]"), path_r);
	if (whole[0] == '/' && !strstr(whole, ".."))
		return str_copy(path_r, PROFILE_PLACE_MAX, whole);
	return below(thunderbird, "Mail/Local Folders", path_r);
}

static void read_outbox(struct reading *reading, struct thunderbird *thunderbird)
{
	char key[64] = "", folder[PROFILE_PLACE_MAX], path[PROFILE_PLACE_MAX + 20];

	(void)local_server(&thunderbird->prefs, key, sizeof key);
	if (!local_folder(thunderbird, key, folder))
		return;
	snprintf(path, sizeof path, "%s/Unsent Messages", folder);
	if (strlen(path) >= PROFILE_PLACE_MAX)
		return;
	if (strstr(prefs_text(prefs_of(&thunderbird->prefs, "mail.server", key, "storeContractID"), ""),
		    "maildir"))
		desktop_outbox_maildir(reading, path, &thunderbird->state);
	else
		desktop_outbox_mbox(reading, path, &thunderbird->state);
}

void thunderbird_state(struct reading *reading, struct thunderbird *thunderbird)
{
	char path[PROFILE_PLACE_MAX];

	thunderbird->state.outbox = -1;
	read_version(reading, thunderbird);
	read_offline(reading, thunderbird);
	read_outbox(reading, thunderbird);
	if (below(thunderbird, "logins.json", path))
		(void)reading_file(reading, path, &thunderbird->logins);
}

int64_t thunderbird_changed(const char *text, size_t len, const char *origin)
{
	json_t *root = json_depth_fits(text, len, LOGINS_DEPTH_MAX) ? json_loadb(text, len, 0, NULL) : NULL;
	const json_t *list = json_object_get(root, "logins");
	int64_t changed = 0;
	int found = 0;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *login = json_array_get(list, i);
		const char *host = json_string_value(json_object_get(login, "hostname"));

		if (!host || !ascii_caseeq(host, origin))
			continue;
		found++;
		changed = json_integer_value(json_object_get(login, "timePasswordChanged")) / 1000;
	}
	json_decref(root);
	return found == 1 && changed > 0 ? changed : 0;
}

static int64_t changed_at(const struct thunderbird *thunderbird, const char *scheme, const char *host)
{
	char origin[HOST_MAX + 16];

	snprintf(origin, sizeof origin, "%s://%s", scheme, host);
	return thunderbird_changed(str_text(&thunderbird->logins), thunderbird->logins.len, origin);
}

/* A password left over from before signing in by browser says nothing. */
static bool uses_password(enum profile_login login)
{
	return login == LOGIN_PASSWORD || login == LOGIN_ENCRYPTED || login == LOGIN_ANY ||
	       login == LOGIN_NTLM;
}

void thunderbird_passwords(
	struct reading *reading, const struct thunderbird *thunderbird, struct profile *profile)
{
	const struct server_settings *in = &profile->in.settings;
	char path[PROFILE_PLACE_MAX];

	if (!thunderbird->logins.len || !profile->out.settings.host[0] ||
		!below(thunderbird, "logins.json", path))
		return;
	if (uses_password(profile->out.login))
		profile->state.sending_password = changed_at(thunderbird, "smtp", profile->out.settings.host);
	if (in->host[0] && uses_password(profile->in.login))
		profile->state.receiving_password =
			changed_at(thunderbird, in->pop3 ? "mailbox" : "imap", in->host);
	profile->out.stored = profile->state.sending_password != 0;
	profile->in.stored = profile->state.receiving_password != 0;
	reading_place(reading, path, 0, &profile->state.password_place);
}
