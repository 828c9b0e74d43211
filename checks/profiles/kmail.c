/*
 * KMail (and Kontact): mailtransports holds the servers for sending (kmailtransport's mailtransport.kcfg), emailidentities the senders with
 * the number of the server each is tied to, and one file for each Akonadi resource the servers for receiving. One account here is one
 * sender.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/provider.h"
#include "checks/profiles/desktop.h"
#include "checks/profiles/dialect.h"
#include "checks/profiles/ini.h"

#define RESOURCES_MAX 16

struct resource {
	char path[PROFILE_PLACE_MAX];
	struct ini ini;
	bool pop3;
};

struct kmail {
	char transports_file[PROFILE_PLACE_MAX], identities_file[PROFILE_PLACE_MAX];
	struct ini transports, identities;
	struct resource resources[RESOURCES_MAX];
	size_t n_resources;
	struct profile_state state;
};

static enum profile_login login_of(const char *type)
{
	if (strcmp(type, "PLAIN") == 0 || strcmp(type, "LOGIN") == 0 || strcmp(type, "CLEAR") == 0)
		return LOGIN_PASSWORD;
	if (strcmp(type, "CRAM_MD5") == 0 || strcmp(type, "DIGEST_MD5") == 0 || strcmp(type, "APOP") == 0)
		return LOGIN_ENCRYPTED;
	if (strcmp(type, "GSSAPI") == 0)
		return LOGIN_GSSAPI;
	if (strcmp(type, "NTLM") == 0)
		return LOGIN_NTLM;
	if (strcmp(type, "XOAUTH2") == 0)
		return LOGIN_OAUTH;
	return strcmp(type, "ANONYMOUS") == 0 ? LOGIN_OFF : LOGIN_UNTOLD;
}

/* "[Transport 123]": the group of this number or name, else of the default, else the first; NULL: there are none. */
static const char *transport_group(const struct ini *ini, const char *wanted)
{
	const char *usual = ini_get(ini, "General", "default-transport", "", NULL), *found = NULL;
	int rank = 0;

	for (size_t i = 0; i < ini->groups.n; i++) {
		const char *group = ini->groups.items[i];
		const char *id;
		int now = 1;

		if (!ascii_starts(group, "Transport "))
			continue;
		id = ini_get(ini, group, "id", group + strlen("Transport "), NULL);
		if (*wanted && (strcmp(id, wanted) == 0 ||
				       strcmp(ini_get(ini, group, "name", "", NULL), wanted) == 0))
			now = 3;
		else if (*usual && strcmp(id, usual) == 0)
			now = 2;
		if (now > rank) {
			rank = now;
			found = group;
		}
	}
	return found;
}

static void fill_login(
	struct reading *reading, const struct kmail *kmail, const char *group, struct profile_server *out)
{
	const struct ini *ini = &kmail->transports;
	const char *type = ini_get(ini, group, "authtype", "PLAIN", NULL);
	int line = 0;

	out->login = ini_is_yes(ini, group, "auth", false) ? login_of(type) : LOGIN_OFF;
	(void)ini_get(ini, group, "auth", "", &line);
	out->login_place = out->place;
	if (line)
		reading_place(reading, kmail->transports_file, line, &out->login_place);
	if (out->login == LOGIN_OFF)
		return;
	desktop_text(out->method, sizeof out->method, type);
	desktop_text(out->settings.user, sizeof out->settings.user, ini_get(ini, group, "user", "", NULL));
	out->stored = ini_is_yes(ini, group, "storepass", false);
}

static void fill_sending(
	struct reading *reading, const struct kmail *kmail, const char *group, struct profile *profile)
{
	const struct ini *ini = &kmail->transports;
	const char *kind = ini_get(ini, group, "identifier", ini_get(ini, group, "type", "SMTP", NULL), NULL);
	const char *encryption = ini_get(ini, group, "encryption", "None", NULL);
	struct profile_server *out = &profile->out;
	int line = 0;

	if (ascii_caseeq(kind, "Sendmail")) {
		desktop_text(profile->hands_to, sizeof profile->hands_to,
			ini_get(ini, group, "host", "sendmail", &line));
	} else if (!ascii_caseeq(kind, "SMTP")) {
		/* Exchange and others: "akonadi_ews_resource_0". */
		desktop_text(profile->hands_to, sizeof profile->hands_to, kind);
	} else {
		desktop_name(out->settings.host, sizeof out->settings.host,
			ini_get(ini, group, "host", "", &line));
		out->settings.port = desktop_port(ini_get(ini, group, "port", "25", NULL));
		if (strcmp(encryption, "SSL") == 0)
			out->settings.security = SECURITY_TLS;
		else
			out->settings.security =
				strcmp(encryption, "TLS") == 0 ? SECURITY_STARTTLS : SECURITY_NONE;
		out->settings.source = SOURCE_PROGRAM;
		reading_place(reading, kmail->transports_file, line, &out->place);
		fill_login(reading, kmail, group, out);
	}
	if (!profile->name[0])
		desktop_text(profile->name, sizeof profile->name, ini_get(ini, group, "name", "", NULL));
}

/*
 * The resource that belongs to the sender: one that names it, else, for a resource without a sender of its own, one that signs in with the
 * sender's address or is of the same organisation; and where there is but one, that one for the usual sender.
 */
static const struct resource *resource_of(
	const struct kmail *kmail, const char *uoid, bool usual, const char *address)
{
	const char *at = strrchr(address, '@');

	for (size_t i = 0; i < kmail->n_resources; i++) {
		const struct ini *ini = &kmail->resources[i].ini;

		if (*uoid && !ini_is_yes(ini, "cache", "UseDefaultIdentity", true) &&
			strcmp(ini_get(ini, "cache", "AccountIdentity", "", NULL), uoid) == 0)
			return &kmail->resources[i];
	}
	for (size_t i = 0; at && i < kmail->n_resources; i++) {
		const struct resource *resource = &kmail->resources[i];
		const char *group = resource->pop3 ? "General" : "network";
		const char *host =
			ini_get(&resource->ini, group, resource->pop3 ? "host" : "ImapServer", "", NULL);
		const char *user =
			ini_get(&resource->ini, group, resource->pop3 ? "login" : "UserName", "", NULL);

		if (ascii_caseeq(user, address) || provider_same_organisation(host, at + 1))
			return resource;
	}
	return usual && kmail->n_resources == 1 ? &kmail->resources[0] : NULL;
}

static void fill_imap(const struct ini *ini, struct server_settings *settings)
{
	/* What encryption its numbers mean has changed with the versions: the port tells it as well. */
	desktop_host(settings, ini_get(ini, "network", "ImapServer", "", NULL));
	if (desktop_port(ini_get(ini, "network", "ImapPort", "", NULL)))
		settings->port = desktop_port(ini_get(ini, "network", "ImapPort", "", NULL));
	settings->security = settings->port == 993 ? SECURITY_TLS : SECURITY_AUTO;
	desktop_text(settings->user, sizeof settings->user, ini_get(ini, "network", "UserName", "", NULL));
}

static void fill_pop3(const struct ini *ini, struct server_settings *settings)
{
	settings->pop3 = true;
	desktop_name(settings->host, sizeof settings->host, ini_get(ini, "General", "host", "", NULL));
	settings->port = desktop_port(ini_get(ini, "General", "port", "110", NULL));
	if (ini_is_yes(ini, "General", "useSSL", false))
		settings->security = SECURITY_TLS;
	else
		settings->security =
			ini_is_yes(ini, "General", "useTLS", false) ? SECURITY_STARTTLS : SECURITY_NONE;
	desktop_text(settings->user, sizeof settings->user, ini_get(ini, "General", "login", "", NULL));
}

static void fill_receiving(
	struct reading *reading, const struct resource *resource, struct profile_server *in)
{
	in->settings.source = SOURCE_PROGRAM;
	in->login = LOGIN_PASSWORD;
	if (resource->pop3)
		fill_pop3(&resource->ini, &in->settings);
	else
		fill_imap(&resource->ini, &in->settings);
	reading_place(reading, resource->path, 0, &in->place);
}

static void read_identity(struct reading *reading, const struct kmail *kmail, const char *group)
{
	const struct ini *ini = &kmail->identities;
	const char *uoid = ini_get(ini, group, "uoid", "", NULL);
	const char *transport;
	const struct resource *resource;
	struct profile *profile;
	int line = 0;

	if (!strchr(ini_get(ini, group, "Email Address", "", &line), '@'))
		return;
	transport = transport_group(&kmail->transports, ini_get(ini, group, "Transport", "", NULL));
	if (!transport)
		return;
	profile = reading_profile(reading, PROGRAM_KMAIL);
	if (!profile)
		return;
	profile->state = kmail->state;
	profile->usual = *uoid && strcmp(uoid, ini_get(ini, "General", "Default Identity", "", NULL)) == 0;
	desktop_text(profile->name, sizeof profile->name, ini_get(ini, group, "Identity", "", NULL));
	desktop_address(
		profile->address, sizeof profile->address, ini_get(ini, group, "Email Address", "", NULL));
	fill_sending(reading, kmail, transport, profile);
	reading_place(reading, kmail->identities_file, line, &profile->out.from_place);
	resource = resource_of(kmail, uoid, profile->usual, profile->address);
	if (resource)
		fill_receiving(reading, resource, &profile->in);
}

/* Servers without a sender: the senders' file is not there. */
static void read_transports(struct reading *reading, const struct kmail *kmail)
{
	const struct ini *ini = &kmail->transports;
	const char *usual = transport_group(ini, "");

	for (size_t i = 0; i < ini->groups.n; i++) {
		const char *group = ini->groups.items[i];
		struct profile *profile =
			ascii_starts(group, "Transport ") ? reading_profile(reading, PROGRAM_KMAIL) : NULL;

		if (!profile)
			continue;
		profile->state = kmail->state;
		profile->usual = usual == group;
		fill_sending(reading, kmail, group, profile);
	}
}

static bool read_ini(struct reading *reading, const char *folder, const char *name,
	char path_r[PROFILE_PLACE_MAX], struct ini *ini_r)
{
	STR_SECRET struct str text = STR_INIT;
	int len = snprintf(path_r, PROFILE_PLACE_MAX, "%s/%s", folder, name);

	if (len < 0 || len >= PROFILE_PLACE_MAX || !reading_file(reading, path_r, &text))
		return false;
	ini_read(ini_r, str_text(&text), INI_KDE);
	return true;
}

static void read_resources(struct reading *reading, const char *folder, struct kmail *kmail)
{
	STR_AUTO struct str names = STR_INIT;
	char name[128];

	if (!reading_folder(reading, folder, &names))
		return;
	for (const char *at = str_text(&names);
		kmail->n_resources < RESOURCES_MAX && desktop_next_name(&at, name, sizeof name);) {
		struct resource *resource = &kmail->resources[kmail->n_resources];

		resource->pop3 = ascii_starts(name, "akonadi_pop3_resource_");
		if ((!resource->pop3 && !ascii_starts(name, "akonadi_imap_resource_") &&
			    !ascii_starts(name, "akonadi_kolab_resource_")) ||
			!ascii_ends(name, "rc"))
			continue;
		kmail->n_resources += read_ini(reading, folder, name, resource->path, &resource->ini);
	}
}

static void read_state(struct reading *reading, const char *folder, const char *data, struct kmail *kmail)
{
	INI_AUTO struct ini ini = {.groups = {.items = NULL}};
	char path[PROFILE_PLACE_MAX];
	int line = 0;

	kmail->state.outbox = -1;
	if (read_ini(reading, folder, "kmail2rc", path, &ini) &&
		strcmp(ini_get(&ini, "Behaviour", "NetworkState", "Online", &line), "Offline") == 0) {
		kmail->state.offline = true;
		reading_place(reading, path, line, &kmail->state.place);
	}
	if (data) {
		snprintf(path, sizeof path, "%s/local-mail/outbox", data);
		desktop_outbox_maildir(reading, path, &kmail->state);
	}
}

static void release(struct kmail *kmail)
{
	ini_release(&kmail->transports);
	ini_release(&kmail->identities);
	for (size_t i = 0; i < kmail->n_resources; i++)
		ini_release(&kmail->resources[i].ini);
}

/* data: the folder of KDE's data, NULL: not looked into. */
static void read_folder(struct reading *reading, const char *folder, const char *data)
{
	struct kmail kmail = {.n_resources = 0};
	size_t first = reading->into->found.n;

	if (!read_ini(reading, folder, "mailtransports", kmail.transports_file, &kmail.transports))
		return;
	read_resources(reading, folder, &kmail);
	read_state(reading, folder, data, &kmail);
	if (read_ini(reading, folder, "emailidentities", kmail.identities_file, &kmail.identities))
		for (size_t i = 0; i < kmail.identities.groups.n && reading->into->found.n < PROFILES_MAX;
			i++)
			if (ascii_starts(kmail.identities.groups.items[i], "Identity #"))
				read_identity(reading, &kmail, kmail.identities.groups.items[i]);
	if (reading->into->found.n == first)
		read_transports(reading, &kmail);
	release(&kmail);
}

static void find(struct reading *reading)
{
	static const struct {
		const char *config, *data;
	} places[] = {
		{"~/.var/app/org.kde.kontact/config", "~/.var/app/org.kde.kontact/data"},
		{"~/.var/app/org.kde.kmail2/config", "~/.var/app/org.kde.kmail2/data"},
		{"~/.kde/share/config", "~/.local/share"}, /* of KDE 4 */
		{"~/.kde4/share/config", "~/.local/share"},
	};

	if (reading->config[0])
		read_folder(reading, reading->config, "~/.local/share");
	for (size_t i = 0; reading->home[0] && i < sizeof places / sizeof places[0]; i++)
		read_folder(reading, places[i].config, places[i].data);
}

static bool knows(const char *path, const char *text)
{
	if (text)
		return strstr(text, "[Transport ") && strstr(text, "host=");
	return desktop_is_named(path, "mailtransports") || desktop_is_named(path, "emailidentities");
}

static void read_one(struct reading *reading, const char *path)
{
	struct kmail kmail = {.state = {.outbox = -1}};
	STR_SECRET struct str text = STR_INIT;
	char folder[PROFILE_PLACE_MAX];

	if (knows(path, NULL)) {
		desktop_folder_of(path, folder, sizeof folder);
		read_folder(reading, folder, NULL);
		return;
	}
	if (!reading_file(reading, path, &text))
		return;
	str_copy(kmail.transports_file, sizeof kmail.transports_file, path);
	ini_read(&kmail.transports, str_text(&text), INI_KDE);
	read_transports(reading, &kmail);
	release(&kmail);
}

const struct dialect dialect_kmail = {
	.program = PROGRAM_KMAIL,
	.find = find,
	.knows = knows,
	.read = read_one,
};
