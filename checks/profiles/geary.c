/*
 * Geary: one folder for each account with a geary.ini (accounts-manager.vala). Two forms: version 1 with groups of its own for receiving
 * and sending, and the one before it. For Gmail, Outlook and Yahoo the servers stand in the program, for accounts of the desktop
 * in GNOME's own file.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/desktop.h"
#include "checks/profiles/dialect.h"
#include "checks/profiles/goa.h"
#include "checks/profiles/ini.h"

#define ACCOUNTS_MAX 24
#define OLD_GROUP    "AccountInformation"
#define GOA_PREFIX   "goa_"

static const struct service {
	const char *provider, *host, *incoming;
	int port;
	enum security security;
} services[] = {
	{"gmail", "smtp.gmail.com", "imap.gmail.com", 465, SECURITY_TLS},
	{"outlook", "smtp-mail.outlook.com", "imap-mail.outlook.com", 587, SECURITY_STARTTLS},
	{"yahoo", "smtp.mail.yahoo.com", "imap.mail.yahoo.com", 465, SECURITY_TLS},
};

struct geary {
	struct ini ini;
	const char *path;
	char id[128]; /* of the account: the name of its folder */
};

static enum security security_of(const char *text)
{
	if (ascii_caseeq(text, "transport"))
		return SECURITY_TLS;
	return ascii_caseeq(text, "start-tls") || ascii_caseeq(text, "start_tls") ? SECURITY_STARTTLS
										  : SECURITY_NONE;
}

static void place(struct reading *reading, const struct geary *geary, const char *group, const char *key,
	struct profile_place *place_r)
{
	int line = 0;

	(void)ini_get(&geary->ini, group, key, "", &line);
	reading_place(reading, geary->path, line, place_r);
}

static void default_port(struct profile_server *server, bool incoming)
{
	struct server_settings *settings = &server->settings;

	if (settings->port || !settings->host[0])
		return;
	if (incoming)
		desktop_incoming_port(settings);
	else if (settings->security == SECURITY_TLS)
		settings->port = 465;
	else
		settings->port = server->login == LOGIN_OFF ? 25 : 587;
}

static void fill_server(
	struct reading *reading, const struct geary *geary, const char *group, struct profile_server *server)
{
	const struct ini *ini = &geary->ini;

	desktop_name(
		server->settings.host, sizeof server->settings.host, ini_get(ini, group, "host", "", NULL));
	server->settings.port = desktop_port(ini_get(ini, group, "port", "0", NULL));
	server->settings.security = security_of(ini_get(ini, group, "transport_security", "", NULL));
	server->settings.source = SOURCE_PROGRAM;
	desktop_text(
		server->settings.user, sizeof server->settings.user, ini_get(ini, group, "login", "", NULL));
	server->login = LOGIN_PASSWORD;
	server->stored = ini_is_yes(ini, group, "remember_password", false);
	place(reading, geary, group, "host", &server->place);
}

/* "credentials": none, use-incoming, custom. */
static void fill_credentials(struct reading *reading, const struct geary *geary, struct profile *profile)
{
	const char *how = ini_get(&geary->ini, "Outgoing", "credentials", "custom", NULL);
	struct profile_server *out = &profile->out;

	place(reading, geary, "Outgoing", "credentials", &out->login_place);
	if (ascii_caseeq(how, "none")) {
		out->login = LOGIN_OFF;
		out->settings.user[0] = '\0';
	} else if (ascii_caseeq(how, "use-incoming")) {
		str_copy(out->settings.user, sizeof out->settings.user, profile->in.settings.user);
	}
}

static void fill_service(struct reading *reading, const struct geary *geary, const char *group,
	const char *key, const struct service *service, struct profile *profile)
{
	struct profile_server *out = &profile->out, *in = &profile->in;

	str_copy(out->settings.host, sizeof out->settings.host, service->host);
	out->settings.port = service->port;
	out->settings.security = service->security;
	str_copy(in->settings.host, sizeof in->settings.host, service->incoming);
	in->settings.port = 993;
	in->settings.security = SECURITY_TLS;
	out->login = in->login = LOGIN_PASSWORD;
	out->settings.source = in->settings.source = SOURCE_PROGRAM;
	if (!in->settings.user[0])
		str_copy(in->settings.user, sizeof in->settings.user, profile->address);
	str_copy(out->settings.user, sizeof out->settings.user, in->settings.user);
	place(reading, geary, group, key, &out->place);
	out->login_place = in->place = out->place;
}

static const struct service *service_of(const char *provider)
{
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
		if (ascii_caseeq(services[i].provider, provider))
			return &services[i];
	return NULL;
}

/* An account of the desktop: its servers stand in GNOME's file. False where that has it no more. */
static bool fill_goa(struct reading *reading, const char *id, struct profile *profile)
{
	GOA_AUTO struct goa goa = {.path = ""};
	char group[160];

	snprintf(group, sizeof group, "Account %.140s", id);
	return goa_read(reading, &goa) && goa_has_mail(&goa, group) &&
	       goa_fill(reading, &goa, group, profile);
}

static void read_new(struct reading *reading, const struct geary *geary, struct profile *profile)
{
	const struct ini *ini = &geary->ini;
	const struct service *service =
		service_of(ini_get(ini, "Account", "service_provider", "other", NULL));
	const char *goa = ini_get(ini, "Metadata", "goa_id", "", NULL);

	desktop_text(profile->name, sizeof profile->name, ini_get(ini, "Account", "label", "", NULL));
	desktop_address(profile->address, sizeof profile->address,
		ini_get(ini, "Account", "sender_mailboxes", "", NULL));
	if (!*goa && ascii_starts(geary->id, GOA_PREFIX))
		goa = geary->id + strlen(GOA_PREFIX);
	if (*goa && fill_goa(reading, goa, profile))
		return;
	fill_server(reading, geary, "Incoming", &profile->in);
	fill_server(reading, geary, "Outgoing", &profile->out);
	if (service) {
		fill_service(reading, geary, "Account", "service_provider", service, profile);
	} else {
		fill_credentials(reading, geary, profile);
		default_port(&profile->in, true);
		default_port(&profile->out, false);
	}
	place(reading, geary, "Account", "sender_mailboxes", &profile->out.from_place);
}

static void fill_old(
	struct reading *reading, const struct geary *geary, bool incoming, struct profile_server *server)
{
	const struct ini *ini = &geary->ini;

	desktop_name(server->settings.host, sizeof server->settings.host,
		ini_get(ini, OLD_GROUP, incoming ? "imap_host" : "smtp_host", "", NULL));
	server->settings.port =
		desktop_port(ini_get(ini, OLD_GROUP, incoming ? "imap_port" : "smtp_port", "0", NULL));
	if (ini_is_yes(ini, OLD_GROUP, incoming ? "imap_ssl" : "smtp_ssl", incoming))
		server->settings.security = SECURITY_TLS;
	else if (ini_is_yes(ini, OLD_GROUP, incoming ? "imap_starttls" : "smtp_starttls", true))
		server->settings.security = SECURITY_STARTTLS;
	else
		server->settings.security = SECURITY_NONE;
	server->settings.source = SOURCE_PROGRAM;
	server->login = LOGIN_PASSWORD;
	desktop_text(server->settings.user, sizeof server->settings.user,
		ini_get(ini, OLD_GROUP, incoming ? "imap_username" : "smtp_username", "", NULL));
	place(reading, geary, OLD_GROUP, incoming ? "imap_host" : "smtp_host", &server->place);
}

static void read_old(struct reading *reading, const struct geary *geary, struct profile *profile)
{
	const struct ini *ini = &geary->ini;
	const struct service *service = service_of(ini_get(ini, OLD_GROUP, "service_provider", "", NULL));

	desktop_text(profile->name, sizeof profile->name, ini_get(ini, OLD_GROUP, "nickname", "", NULL));
	desktop_address(profile->address, sizeof profile->address,
		ini_get(ini, OLD_GROUP, "primary_email", "", NULL));
	place(reading, geary, OLD_GROUP, "primary_email", &profile->out.from_place);
	if (service) {
		fill_service(reading, geary, OLD_GROUP, "service_provider", service, profile);
		return;
	}
	fill_old(reading, geary, true, &profile->in);
	fill_old(reading, geary, false, &profile->out);
	if (ini_is_yes(ini, OLD_GROUP, "smtp_use_imap_credentials", false)) {
		str_copy(profile->out.settings.user, sizeof profile->out.settings.user,
			profile->in.settings.user);
	} else if (ini_is_yes(ini, OLD_GROUP, "smtp_noauth", false)) {
		profile->out.login = LOGIN_OFF;
		place(reading, geary, OLD_GROUP, "smtp_noauth", &profile->out.login_place);
	}
	default_port(&profile->in, true);
	default_port(&profile->out, false);
}

/* The account of one geary.ini. Gives its place in the order that the person has given them. */
static void read_file(struct reading *reading, const char *path)
{
	struct geary geary = {.path = path};
	STR_SECRET struct str text = STR_INIT;
	char folder[PROFILE_PLACE_MAX];
	const char *slash;
	struct profile *profile;
	int64_t ordinal = 1;

	if (!reading_file(reading, path, &text))
		return;
	ini_read(&geary.ini, str_text(&text), INI_GLIB);
	desktop_folder_of(path, folder, sizeof folder);
	slash = strrchr(folder, '/');
	str_copy(geary.id, sizeof geary.id, slash ? slash + 1 : folder);
	profile =
		strcmp(ini_get(&geary.ini, "Metadata", "status", "enabled", NULL), "removed") != 0 &&
				(ini_has_group(&geary.ini, "Account") || ini_has_group(&geary.ini, OLD_GROUP))
			? reading_profile(reading, PROGRAM_GEARY)
			: NULL;
	if (profile && ini_has_group(&geary.ini, "Account"))
		read_new(reading, &geary, profile);
	else if (profile)
		read_old(reading, &geary, profile);
	if (profile)
		profile->usual =
			ascii_number(ini_get(&geary.ini, "Account", "ordinal",
					     ini_get(&geary.ini, OLD_GROUP, "ordinal", "", NULL), NULL),
				0, 1000, &ordinal) &&
			ordinal == 0;
	ini_release(&geary.ini);
}

static void read_folders(struct reading *reading, const char *folder)
{
	STR_AUTO struct str names = STR_INIT;
	char path[PROFILE_PLACE_MAX], name[256];
	int accounts = 0;

	if (!reading_folder(reading, folder, &names))
		return;
	for (const char *at = str_text(&names);
		accounts < ACCOUNTS_MAX && desktop_next_name(&at, name, sizeof name);) {
		int len = snprintf(path, sizeof path, "%s/%s/geary.ini", folder, name);

		if ((!ascii_starts(name, "account_") && !ascii_starts(name, GOA_PREFIX) &&
			    !strchr(name, '@')) ||
			len < 0 || (size_t)len >= sizeof path)
			continue;
		accounts++;
		read_file(reading, path);
	}
}

static void find(struct reading *reading)
{
	size_t first = reading->into->found.n;
	char path[PROFILE_PLACE_MAX + 20];

	if (!reading->home[0])
		return;
	snprintf(path, sizeof path, "%s/geary", reading->config);
	read_folders(reading, path);
	read_folders(reading, "~/.var/app/org.gnome.Geary/config/geary");
	/* Before 0.13 they stood beside the mail. */
	if (reading->into->found.n == first)
		read_folders(reading, "~/.local/share/geary");
}

static bool knows(const char *path, const char *text)
{
	if (text)
		return (strstr(text, "[Outgoing]") && strstr(text, "[Incoming]")) ||
		       strstr(text, "[" OLD_GROUP "]");
	return desktop_is_named(path, "geary.ini");
}

const struct dialect dialect_geary = {
	.program = PROGRAM_GEARY,
	.find = find,
	.knows = knows,
	.read = read_file,
};
