/*
 * Thunderbird and Betterbird: profiles.ini names the profiles, prefs.js and user.js in each hold accounts, identities and servers. One
 * account here is one identity, with the server that it is tied to, or the default one. What a file leaves out has the defaults of
 * the program (mailnews.js, SmtpServer.sys.mjs and SmtpClient.sys.mjs of release 128 and later).
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/secret.h"
#include "checks/know/addons.h"
#include "checks/profiles/desktop.h"
#include "checks/profiles/dialect.h"
#include "checks/profiles/thunderbird_state.h"

/* Installed by the distribution, as a snap, and as a flatpak. */
const char *const thunderbird_places[] = {
	".thunderbird",
	".icedove",
	"snap/thunderbird/common/.thunderbird",
	".var/app/org.mozilla.Thunderbird/.thunderbird",
	".var/app/org.mozilla.thunderbird/.thunderbird",
	".var/app/eu.betterbird.Betterbird/.thunderbird",
	NULL,
};

/* Before 31 it knew no TLS 1.2; sign-in by browser for Microsoft's servers came with 78 (77 for receiving). */
#define OLDEST_VERSION "31"
#define OAUTH_VERSION  "78"
#define PORTS_VERSION  "91" /* from here on a missing port is 587 or 465; before, 25 or 465 */

/* Accounts and identities that are looked at in one profile: each account may name all of them. */
#define LOOKED_MAX 512

enum { SOCKET_PLAIN, SOCKET_TRY, SOCKET_STARTTLS, SOCKET_TLS };

/* nsMsgAuthMethod */
static enum profile_login login_of(int method)
{
	switch (method) {
	case 1:
		return LOGIN_OFF;
	case 2:
	case 3:
		return LOGIN_PASSWORD;
	case 4:
		return LOGIN_ENCRYPTED;
	case 5:
		return LOGIN_GSSAPI;
	case 6:
		return LOGIN_NTLM;
	case 7:
		return LOGIN_CERTIFICATE;
	case 8: /* any secure one */
	case 9: /* any */
		return LOGIN_ANY;
	case 10:
		return LOGIN_OAUTH;
	default:
		return LOGIN_UNTOLD;
	}
}

static enum security security_of(int socket)
{
	switch (socket) {
	case SOCKET_TLS:
		return SECURITY_TLS;
	case SOCKET_TRY:
	case SOCKET_STARTTLS:
		return SECURITY_STARTTLS;
	default:
		return SECURITY_NONE;
	}
}

static void place_of(struct reading *reading, const struct thunderbird *thunderbird, const struct pref *pref,
	struct profile_place *place_r)
{
	const char *file = pref && pref->user_js ? thunderbird->user_file : thunderbird->prefs_file;

	reading_place(reading, file, pref ? pref->line : 0, place_r);
}

/* The setting of this server, else that of "default". */
static const struct pref *smtp_pref(const struct prefs *prefs, const char *key, const char *name)
{
	const struct pref *own = prefs_of(prefs, "mail.smtpserver", key, name);

	return own ? own : prefs_of(prefs, "mail.smtpserver", "default", name);
}

static void default_port(const struct thunderbird *thunderbird, struct server_settings *settings)
{
	const char *version = thunderbird->state.version;

	if (settings->security == SECURITY_TLS)
		settings->port = 465;
	else
		settings->port = version[0] && desktop_version_compare(version, PORTS_VERSION) < 0 ? 25 : 587;
}

static void read_sending(struct reading *reading, const struct thunderbird *thunderbird, const char *key,
	struct profile *profile)
{
	const struct prefs *prefs = &thunderbird->prefs;
	const struct pref *host = prefs_of(prefs, "mail.smtpserver", key, "hostname");
	const struct pref *method = smtp_pref(prefs, key, "authMethod");
	const struct pref *user = prefs_of(prefs, "mail.smtpserver", key, "username");
	struct profile_server *out = &profile->out;
	int socket = prefs_number(smtp_pref(prefs, key, "try_ssl"), SOCKET_PLAIN);

	desktop_name(out->settings.host, sizeof out->settings.host, prefs_text(host, ""));
	out->settings.security = security_of(socket);
	out->may_go_clear = socket == SOCKET_TRY;
	out->settings.port = prefs_number(prefs_of(prefs, "mail.smtpserver", key, "port"), 0);
	if (!out->settings.port)
		default_port(thunderbird, &out->settings);
	out->login = login_of(prefs_number(method, 3));
	snprintf(out->method, sizeof out->method, "authMethod %d", prefs_number(method, 3));
	desktop_text(out->settings.user, sizeof out->settings.user, prefs_text(user, ""));
	out->settings.source = SOURCE_PROGRAM;
	place_of(reading, thunderbird, host, &out->place);
	place_of(reading, thunderbird, method ? method : user ? user : host, &out->login_place);
	/* Exchange without SMTP: mail goes through web requests, and there is no such server to speak of. */
	if (ascii_starts(key, "ews") ||
		strcmp(prefs_text(prefs_of(prefs, "mail.smtpserver", key, "type"), ""), "ews") == 0)
		str_copy(profile->hands_to, sizeof profile->hands_to, "Exchange Web Services");
}

static const struct pref *server_pref(
	const struct prefs *prefs, const char *key, const char *real, const char *name)
{
	/* A name that was changed later stands beside the first one. */
	const struct pref *changed = prefs_of(prefs, "mail.server", key, real);

	return changed && changed->value[0] ? changed : prefs_of(prefs, "mail.server", key, name);
}

static void read_receiving(struct reading *reading, const struct thunderbird *thunderbird, const char *key,
	struct profile *profile)
{
	const struct prefs *prefs = &thunderbird->prefs;
	const char *type = prefs_text(prefs_of(prefs, "mail.server", key, "type"), "");
	const struct pref *host = server_pref(prefs, key, "realhostname", "hostname");
	struct profile_server *in = &profile->in;

	desktop_text(profile->name, sizeof profile->name,
		prefs_text(prefs_of(prefs, "mail.server", key, "name"), ""));
	if (strcmp(type, "imap") != 0 && strcmp(type, "pop3") != 0)
		return;
	in->settings.pop3 = type[0] == 'p';
	in->settings.source = SOURCE_PROGRAM;
	in->settings.security =
		security_of(prefs_number(prefs_of(prefs, "mail.server", key, "socketType"), SOCKET_PLAIN));
	desktop_name(in->settings.host, sizeof in->settings.host, prefs_text(host, ""));
	desktop_text(in->settings.user, sizeof in->settings.user,
		prefs_text(server_pref(prefs, key, "realuserName", "userName"), ""));
	in->settings.port = prefs_number(prefs_of(prefs, "mail.server", key, "port"), 0);
	in->login = login_of(prefs_number(prefs_of(prefs, "mail.server", key, "authMethod"), 3));
	desktop_incoming_port(&in->settings);
	place_of(reading, thunderbird, host, &in->place);
}

/* The server that the identity is tied to, else the default, else the first. */
static void smtp_key(const struct prefs *prefs, const char *identity, char *key_r, size_t size)
{
	const char *own = prefs_text(prefs_of(prefs, "mail.identity", identity, "smtpServer"), "");
	const char *usual = prefs_text(prefs_find(prefs, "mail.smtp.defaultserver"), "");
	const char *all = prefs_text(prefs_find(prefs, "mail.smtpservers"), "");

	key_r[0] = '\0';
	if (!prefs_next(&own, key_r, size) && !prefs_next(&usual, key_r, size))
		(void)prefs_next(&all, key_r, size);
}

static void read_identity(struct reading *reading, const struct thunderbird *thunderbird, const char *server,
	const char *identity, bool usual)
{
	const struct prefs *prefs = &thunderbird->prefs;
	const struct pref *address = prefs_of(prefs, "mail.identity", identity, "useremail");
	struct profile *profile;
	char key[64];

	if (!address || !strchr(address->value, '@'))
		return;
	profile = reading_profile(reading, PROGRAM_THUNDERBIRD);
	if (!profile)
		return;
	profile->state = thunderbird->state;
	profile->usual = usual;
	desktop_address(profile->address, sizeof profile->address, address->value);
	smtp_key(prefs, identity, key, sizeof key);
	read_receiving(reading, thunderbird, server, profile);
	read_sending(reading, thunderbird, key, profile);
	place_of(reading, thunderbird, address, &profile->out.from_place);
	thunderbird_passwords(reading, thunderbird, profile);
	desktop_judge_version(profile, &thunderbird->version_place, OLDEST_VERSION, OAUTH_VERSION);
}

/* Whether one more may be looked at. */
static bool may_look(const struct reading *reading, size_t *looked)
{
	return reading->into->found.n < PROFILES_MAX && (*looked)++ < LOOKED_MAX;
}

static void read_account(struct reading *reading, const struct thunderbird *thunderbird, const char *account,
	bool usual, size_t *looked)
{
	const struct prefs *prefs = &thunderbird->prefs;
	const char *servers = prefs_text(prefs_of(prefs, "mail.account", account, "server"), "");
	const char *identities = prefs_text(prefs_of(prefs, "mail.account", account, "identities"), "");
	char server[64] = "", identity[64];

	(void)prefs_next(&servers, server, sizeof server);
	for (bool first = true;
		may_look(reading, looked) && prefs_next(&identities, identity, sizeof identity);
		first = false)
		read_identity(reading, thunderbird, server, identity, usual && first);
}

static void read_accounts(struct reading *reading, const struct thunderbird *thunderbird, bool usual_profile)
{
	const struct prefs *prefs = &thunderbird->prefs;
	const char *all = prefs_text(prefs_find(prefs, "mail.accountmanager.accounts"), "");
	const char *defaults = prefs_text(prefs_find(prefs, "mail.accountmanager.defaultaccount"), "");
	char account[64], usual[64] = "";
	size_t looked = 0;

	(void)prefs_next(&defaults, usual, sizeof usual);
	while (may_look(reading, &looked) && prefs_next(&all, account, sizeof account))
		read_account(
			reading, thunderbird, account, usual_profile && strcmp(account, usual) == 0, &looked);
}

static void say_unreadable(
	struct reading *reading, const struct thunderbird *thunderbird, int line, size_t first)
{
	struct profile_place place;

	reading_place(reading, thunderbird->user_file, line, &place);
	for (size_t i = first; line && i < reading->into->found.n; i++)
		profile_mistake(&reading->into->found.items[i], MISTAKE_UNREADABLE_LINE, &place, NULL, NULL,
			"user.js");
}

static void read_folder(struct reading *reading, const char *folder, bool usual)
{
	struct thunderbird thunderbird = {.folder = folder};
	STR_AUTO struct str text = STR_INIT;
	size_t first = reading->into->found.n;
	int len = snprintf(thunderbird.prefs_file, sizeof thunderbird.prefs_file, "%s/prefs.js", folder);
	int user_unreadable = 0;

	snprintf(thunderbird.user_file, sizeof thunderbird.user_file, "%s/user.js", folder);
	if (len < 0 || len >= PROFILE_PLACE_MAX || !reading_file(reading, thunderbird.prefs_file, &text))
		return;
	prefs_read(&thunderbird.prefs, str_text(&text), false);
	thunderbird.prefs.unreadable = 0;
	if (reading_file(reading, thunderbird.user_file, &text)) {
		prefs_read(&thunderbird.prefs, str_text(&text), true);
		user_unreadable = thunderbird.prefs.unreadable;
	}
	thunderbird_state(reading, &thunderbird);
	read_accounts(reading, &thunderbird, usual);
	say_unreadable(reading, &thunderbird, user_unreadable, first);
	prefs_release(&thunderbird.prefs);
	str_wipe_release(&thunderbird.logins);
}

/* Every profile that profiles.ini names, the one in use first. */
static void read_profiles(struct reading *reading, const char *base, const char *text, bool usual)
{
	char folders[ADDONS_PROFILES_MAX][ADDONS_PATH_MAX];
	size_t n = addons_profiles(text, base, folders);

	for (size_t i = 0; i < n; i++)
		read_folder(reading, folders[i], usual && i == 0);
}

static void find(struct reading *reading)
{
	STR_AUTO struct str text = STR_INIT;
	char base[PROFILE_PLACE_MAX + 80], path[PROFILE_PLACE_MAX + 100];

	if (!reading->home[0])
		return;
	for (size_t i = 0; thunderbird_places[i]; i++) {
		snprintf(base, sizeof base, "%s/%s", reading->home, thunderbird_places[i]);
		snprintf(path, sizeof path, "%s/profiles.ini", base);
		if (reading_file(reading, path, &text))
			read_profiles(reading, base, str_text(&text), true);
	}
}

static bool knows(const char *path, const char *text)
{
	if (text)
		return strstr(text, "user_pref(\"mail.") || strstr(text, "user_pref('mail.");
	return desktop_is_named(path, "prefs.js") || desktop_is_named(path, "user.js") ||
	       (desktop_is_named(path, "profiles.ini") &&
		       (ascii_find(path, "thunderbird") || ascii_find(path, "icedove")));
}

/* A file of another name that holds such lines is read as prefs.js alone. */
static void read_alone(struct reading *reading, const char *path)
{
	struct thunderbird thunderbird = {.folder = "", .state = {.outbox = -1}};
	STR_AUTO struct str text = STR_INIT;

	if (!reading_file(reading, path, &text))
		return;
	str_copy(thunderbird.prefs_file, sizeof thunderbird.prefs_file, path);
	prefs_read(&thunderbird.prefs, str_text(&text), false);
	read_accounts(reading, &thunderbird, true);
	prefs_release(&thunderbird.prefs);
}

static void read_one(struct reading *reading, const char *path)
{
	STR_AUTO struct str text = STR_INIT;
	char folder[PROFILE_PLACE_MAX];

	desktop_folder_of(path, folder, sizeof folder);
	if (desktop_is_named(path, "profiles.ini")) {
		if (reading_file(reading, path, &text))
			read_profiles(reading, folder, str_text(&text), true);
	} else if (desktop_is_named(path, "prefs.js") || desktop_is_named(path, "user.js")) {
		read_folder(reading, folder, true);
	} else {
		read_alone(reading, path);
	}
}

const struct dialect dialect_thunderbird = {
	.program = PROGRAM_THUNDERBIRD,
	.find = find,
	.knows = knows,
	.read = read_one,
};
