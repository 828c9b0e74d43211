/*
 * Evolution, and the GNOME online accounts that it sends with. A mail account names a sender ("IdentityUid"), the sender names a server
 * ("TransportUid"); each is a file of its own. Defaults are those of evolution-data-server: no encryption, no login, port 25 or 465.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/desktop.h"
#include "checks/profiles/dialect.h"
#include "checks/profiles/evolution_sources.h"
#include "checks/profiles/evolution_state.h"
#include "checks/profiles/goa.h"

/* Google and Outlook got sign-in by browser without the desktop's accounts in 3.28 (module-google-backend, camel-sasl-xoauth2-*). */
#define OAUTH_VERSION "3.28"

struct evolution {
	struct sources sources;
	struct goa goa;
	bool has_goa;
	struct evolution_state state;
};

static enum security security_of(const char *method)
{
	if (strcmp(method, "ssl-on-alternate-port") == 0)
		return SECURITY_TLS;
	return strcmp(method, "starttls-on-standard-port") == 0 ? SECURITY_STARTTLS : SECURITY_NONE;
}

static enum profile_login login_of(const char *method)
{
	static const struct {
		const char *method;
		enum profile_login login;
	} known[] = {
		{"PLAIN", LOGIN_PASSWORD},
		{"LOGIN", LOGIN_PASSWORD},
		{"plain/password", LOGIN_PASSWORD},
		{"POPB4SMTP", LOGIN_OFF},
		{"CRAM-MD5", LOGIN_ENCRYPTED},
		{"DIGEST-MD5", LOGIN_ENCRYPTED},
		{"GSSAPI", LOGIN_GSSAPI},
		{"NTLM", LOGIN_NTLM},
		{"XOAUTH2", LOGIN_OAUTH},
		{"Google", LOGIN_OAUTH},
		{"Outlook", LOGIN_OAUTH},
		{"Yahoo!", LOGIN_OAUTH},
		{"OAuth2", LOGIN_OAUTH},
	};

	if (!*method || strcmp(method, "none") == 0)
		return LOGIN_OFF;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (ascii_caseeq(method, known[i].method))
			return known[i].login;
	return ascii_starts(method, "SCRAM-") ? LOGIN_ENCRYPTED : LOGIN_UNTOLD;
}

static void fill_server(struct reading *reading, const struct source *source, struct profile_server *server)
{
	const struct ini *ini = &source->ini;
	int host = 0, method = 0;
	const char *how = ini_get(ini, "Authentication", "Method", "none", &method);

	desktop_name(server->settings.host, sizeof server->settings.host,
		ini_get(ini, "Authentication", "Host", "", &host));
	server->settings.source = SOURCE_PROGRAM;
	server->settings.security = security_of(ini_get(ini, "Security", "Method", "none", NULL));
	if (desktop_port(ini_get(ini, "Authentication", "Port", "", NULL)))
		server->settings.port = desktop_port(ini_get(ini, "Authentication", "Port", "", NULL));
	desktop_text(server->settings.user, sizeof server->settings.user,
		ini_get(ini, "Authentication", "User", "", NULL));
	server->login = login_of(how);
	desktop_text(server->method, sizeof server->method, strcmp(how, "none") == 0 ? "" : how);
	reading_place(reading, source->path, host, &server->place);
	reading_place(reading, source->path, method ? method : host, &server->login_place);
}

static void fill_sending(struct reading *reading, const struct source *transport, struct profile *profile)
{
	const char *backend = ini_get(&transport->ini, "Mail Transport", "BackendName", "smtp", NULL);
	struct server_settings *settings = &profile->out.settings;

	if (strcmp(backend, "sendmail") == 0) {
		str_copy(profile->hands_to, sizeof profile->hands_to, "sendmail");
	} else if (strcmp(backend, "smtp") != 0) {
		/* Exchange, Microsoft 365: through web requests. */
		desktop_text(profile->hands_to, sizeof profile->hands_to, backend);
		return;
	}
	fill_server(reading, transport, &profile->out);
	if (settings->host[0] && !settings->port)
		settings->port = settings->security == SECURITY_TLS ? 465 : 25;
}

static void fill_receiving(struct reading *reading, const struct source *account, struct profile *profile)
{
	const char *backend = ini_get(&account->ini, "Mail Account", "BackendName", "", NULL);
	struct server_settings *settings = &profile->in.settings;

	if (!ascii_starts(backend, "imap") && strcmp(backend, "pop") != 0)
		return;
	settings->pop3 = backend[0] == 'p';
	fill_server(reading, account, &profile->in);
	/* Here no method means the usual one: nobody receives without a login. */
	if (profile->in.login == LOGIN_OFF)
		profile->in.login = LOGIN_PASSWORD;
	desktop_incoming_port(settings);
}

/* Switched on, and so is the account that it belongs to. */
static bool is_on(const struct sources *sources, const struct source *source)
{
	const struct source *parent =
		sources_find(sources, ini_get(&source->ini, "Data Source", "Parent", "", NULL));

	if (!ini_is_yes(&source->ini, "Data Source", "Enabled", true))
		return false;
	return !parent || (ini_is_yes(&parent->ini, "Data Source", "Enabled", true) &&
				  ini_is_yes(&parent->ini, "Collection", "MailEnabled", true));
}

/* Folders on this computer and collections of searches are accounts too, for Evolution. */
static bool is_person_s(const struct source *account)
{
	static const char *const own[] = {"", "local", "vfolder", "maildir", "mbox", "mh", "spool", "rss"};
	const char *backend = ini_get(&account->ini, "Mail Account", "BackendName", "", NULL);

	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strcmp(backend, own[i]) == 0)
			return false;
	return true;
}

/* The desktop's account that the source was made from; "" for none. */
static void goa_group(const struct sources *sources, const struct source *source, char *group_r, size_t size)
{
	const struct source *parent =
		sources_find(sources, ini_get(&source->ini, "Data Source", "Parent", "", NULL));
	const char *id = ini_get(&source->ini, "GNOME Online Accounts", "AccountId", "", NULL);

	if (!*id && parent)
		id = ini_get(&parent->ini, "GNOME Online Accounts", "AccountId", "", NULL);
	snprintf(group_r, size, *id ? "Account %s" : "%s", id);
}

static void read_account(struct reading *reading, struct evolution *evolution, const struct source *account,
	const struct source *identity)
{
	const struct sources *sources = &evolution->sources;
	const struct source *transport =
		sources_find(sources, ini_get(&identity->ini, "Mail Submission", "TransportUid", "", NULL));
	struct profile *profile = reading_profile(reading, PROGRAM_EVOLUTION);
	char group[160];
	int from = 0;

	if (!profile)
		return;
	goa_group(sources, account, group, sizeof group);
	if (evolution->has_goa && *group && ini_has_group(&evolution->goa.ini, group))
		(void)goa_fill(reading, &evolution->goa, group, profile);
	profile->state = evolution->state.state;
	profile->usual = strcmp(account->uid, evolution->state.account) == 0 ||
			 strcmp(identity->uid, evolution->state.identity) == 0;
	desktop_text(profile->name, sizeof profile->name,
		ini_get(&account->ini, "Data Source", "DisplayName", "", NULL));
	if (*ini_get(&identity->ini, "Mail Identity", "Address", "", &from))
		desktop_address(profile->address, sizeof profile->address,
			ini_get(&identity->ini, "Mail Identity", "Address", "", NULL));
	reading_place(reading, identity->path, from, &profile->out.from_place);
	if (transport && (!profile->out.settings.host[0] ||
				 *ini_get(&transport->ini, "Authentication", "Host", "", NULL)))
		fill_sending(reading, transport, profile);
	if (!profile->in.settings.host[0] || *ini_get(&account->ini, "Authentication", "Host", "", NULL))
		fill_receiving(reading, account, profile);
	desktop_judge_version(profile, &evolution->state.version_place, NULL, OAUTH_VERSION);
}

static void read_accounts(struct reading *reading, struct evolution *evolution)
{
	const struct sources *sources = &evolution->sources;

	for (size_t i = 0; i < sources->all.n; i++) {
		const struct source *account = &sources->all.items[i];
		const struct source *identity = sources_find(
			sources, ini_get(&account->ini, "Mail Account", "IdentityUid", "", NULL));

		if (ini_has_group(&account->ini, "Mail Account") && identity && is_person_s(account) &&
			is_on(sources, account))
			read_account(reading, evolution, account, identity);
	}
}

/* Whether one of Evolution's sources came from this account of the desktop. */
static bool is_used(const struct sources *sources, const char *group)
{
	for (size_t i = 0; i < sources->all.n; i++) {
		const char *id =
			ini_get(&sources->all.items[i].ini, "GNOME Online Accounts", "AccountId", "", NULL);

		if (*id && ascii_starts(group, "Account ") && strcmp(group + strlen("Account "), id) == 0)
			return true;
	}
	return false;
}

/* Accounts of the desktop that Evolution has not made its own: set up, but nothing was written for them yet. */
static void read_desktop_accounts(struct reading *reading, struct evolution *evolution)
{
	const struct ini *ini = &evolution->goa.ini;

	for (size_t i = 0; i < ini->groups.n; i++) {
		const char *group = ini->groups.items[i];
		struct profile *profile;

		if (!goa_has_mail(&evolution->goa, group) || is_used(&evolution->sources, group))
			continue;
		profile = reading_profile(reading, PROGRAM_EVOLUTION);
		if (!profile)
			return;
		profile->state = evolution->state.state;
		(void)goa_fill(reading, &evolution->goa, group, profile);
	}
}

static void find(struct reading *reading)
{
	struct evolution evolution = {.goa = {.path = ""}};
	char path[PROFILE_PLACE_MAX + 80];

	if (!reading->home[0])
		return;
	snprintf(path, sizeof path, "%s/evolution/sources", reading->config);
	sources_read(reading, path, &evolution.sources);
	snprintf(path, sizeof path, "%s/.cache/evolution/sources", reading->home);
	sources_read_below(reading, path, &evolution.sources);
	snprintf(
		path, sizeof path, "%s/.var/app/org.gnome.Evolution/config/evolution/sources", reading->home);
	sources_read(reading, path, &evolution.sources);
	evolution.has_goa = goa_read(reading, &evolution.goa);
	if (evolution.sources.all.n)
		evolution_state(reading, &evolution.state);
	else
		evolution.state.state.outbox = -1;
	read_accounts(reading, &evolution);
	if (evolution.has_goa)
		read_desktop_accounts(reading, &evolution);
	sources_release(&evolution.sources);
	goa_release(&evolution.goa);
}

static bool knows(const char *path, const char *text)
{
	if (text)
		return strstr(text, "[Mail Transport]") || strstr(text, "[Mail Account]") ||
		       strstr(text, "[Mail Submission]") || ascii_starts(text, "[Account account_");
	return ascii_ends(path, ".source") ||
	       (desktop_is_named(path, "accounts.conf") && ascii_find(path, "goa-1.0"));
}

/* A server's file alone: an account without a sender. */
static void read_transport_alone(struct reading *reading, struct evolution *evolution, const char *path)
{
	const struct source *source = NULL;
	struct profile *profile;

	for (size_t i = 0; i < evolution->sources.all.n; i++)
		if (strcmp(evolution->sources.all.items[i].path, path) == 0)
			source = &evolution->sources.all.items[i];
	if (!source || !ini_has_group(&source->ini, "Mail Transport"))
		return;
	profile = reading_profile(reading, PROGRAM_EVOLUTION);
	if (!profile)
		return;
	desktop_text(profile->name, sizeof profile->name,
		ini_get(&source->ini, "Data Source", "DisplayName", "", NULL));
	fill_sending(reading, source, profile);
}

/* One file is one part of an account: its folder holds the others. */
static void read_one(struct reading *reading, const char *path)
{
	struct evolution evolution = {.state = {.state = {.outbox = -1}}};
	STR_SECRET struct str text = STR_INIT;
	char folder[PROFILE_PLACE_MAX];
	size_t first = reading->into->found.n;

	if (desktop_is_named(path, "accounts.conf")) {
		evolution.has_goa = reading_file(reading, path, &text);
		str_copy(evolution.goa.path, sizeof evolution.goa.path, path);
		ini_read(&evolution.goa.ini, str_text(&text), INI_GLIB);
		read_desktop_accounts(reading, &evolution);
	} else {
		desktop_folder_of(path, folder, sizeof folder);
		sources_read(reading, folder, &evolution.sources);
		read_accounts(reading, &evolution);
		if (reading->into->found.n == first)
			read_transport_alone(reading, &evolution, path);
	}
	sources_release(&evolution.sources);
	goa_release(&evolution.goa);
}

const struct dialect dialect_evolution = {
	.program = PROGRAM_EVOLUTION,
	.find = find,
	.knows = knows,
	.read = read_one,
};
