/*
 * Claws Mail: accountrc holds a group for each account, clawsrc the common settings, folderlist.xml where unsent mail waits
 * (prefs_account.c, send_message.c). Signing in to send with an empty name uses the one for receiving.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/desktop.h"
#include "checks/profiles/dialect.h"
#include "checks/profiles/ini.h"
#include "checks/profiles/text.h"

enum { SSL_NONE, SSL_TUNNEL, SSL_STARTTLS };

/* SMTPAuthType */
enum {
	AUTH_ANY = 0,
	AUTH_LOGIN = 1,
	AUTH_CRAM_MD5 = 2,
	AUTH_DIGEST_MD5 = 4,
	AUTH_PLAIN = 16,
	AUTH_OAUTH2 = 32
};

/* RecvProtocol; 3 was IMAP before config_version came. */
enum { RECEIVES_POP3 = 0, RECEIVES_IMAP = 1, RECEIVES_IMAP_OLD = 3 };

struct claws {
	struct ini accounts;
	const char *path; /* of accountrc */
	struct profile_state state;
};

static int number_of(const struct ini *ini, const char *group, const char *key, int otherwise)
{
	int64_t number;

	return ascii_number(ini_get(ini, group, key, "", NULL), 0, INT32_MAX, &number) ? (int)number
										       : otherwise;
}

static enum profile_login login_of(int method)
{
	switch (method) {
	case AUTH_ANY:
		return LOGIN_ANY;
	case AUTH_LOGIN:
	case AUTH_PLAIN:
		return LOGIN_PASSWORD;
	case AUTH_CRAM_MD5:
	case AUTH_DIGEST_MD5:
		return LOGIN_ENCRYPTED;
	case AUTH_OAUTH2:
		return LOGIN_OAUTH;
	default:
		return LOGIN_UNTOLD;
	}
}

static const char *method_name(int method)
{
	switch (method) {
	case AUTH_LOGIN:
		return "LOGIN";
	case AUTH_PLAIN:
		return "PLAIN";
	case AUTH_CRAM_MD5:
		return "CRAM-MD5";
	case AUTH_DIGEST_MD5:
		return "DIGEST-MD5";
	case AUTH_OAUTH2:
		return "XOAUTH2";
	default:
		return "";
	}
}

static enum security security_of(int ssl)
{
	if (ssl == SSL_TUNNEL)
		return SECURITY_TLS;
	return ssl == SSL_STARTTLS ? SECURITY_STARTTLS : SECURITY_NONE;
}

static void fill_login(
	struct reading *reading, const struct claws *claws, const char *group, struct profile_server *out)
{
	const struct ini *ini = &claws->accounts;
	int line = 0, method = number_of(ini, group, "smtp_auth_method", AUTH_ANY);

	out->login_place = out->place;
	(void)ini_get(ini, group, "use_smtp_auth", "", &line);
	if (line)
		reading_place(reading, claws->path, line, &out->login_place);
	if (!ini_is_yes(ini, group, "use_smtp_auth", false)) {
		out->login = LOGIN_OFF;
		return;
	}
	out->login = login_of(method);
	str_copy(out->method, sizeof out->method, method_name(method));
	desktop_text(
		out->settings.user, sizeof out->settings.user, ini_get(ini, group, "smtp_user_id", "", NULL));
	if (!out->settings.user[0])
		desktop_text(out->settings.user, sizeof out->settings.user,
			ini_get(ini, group, "user_id", "", NULL));
}

static void fill_sending(
	struct reading *reading, const struct claws *claws, const char *group, struct profile *profile)
{
	const struct ini *ini = &claws->accounts;
	struct profile_server *out = &profile->out;
	int line = 0;

	if (ini_is_yes(ini, group, "use_mail_command", false) &&
		*ini_get(ini, group, "mail_command", "", NULL)) {
		profile_hands_to(profile, ini_get(ini, group, "mail_command", "", &line));
		reading_place(reading, claws->path, line, &out->place);
		return;
	}
	desktop_text(
		out->settings.host, sizeof out->settings.host, ini_get(ini, group, "smtp_server", "", &line));
	out->settings.source = SOURCE_PROGRAM;
	out->settings.security = security_of(number_of(ini, group, "ssl_smtp", SSL_NONE));
	if (ini_is_yes(ini, group, "set_smtpport", false))
		out->settings.port = desktop_port(ini_get(ini, group, "smtp_port", "25", NULL));
	if (!out->settings.port)
		out->settings.port = out->settings.security == SECURITY_TLS ? 465 : 25;
	reading_place(reading, claws->path, line, &out->place);
	fill_login(reading, claws, group, out);
}

static void fill_receiving(
	struct reading *reading, const struct claws *claws, const char *group, struct profile_server *in)
{
	const struct ini *ini = &claws->accounts;
	int protocol = number_of(ini, group, "protocol", RECEIVES_POP3), line = 0;
	bool imap = protocol == RECEIVES_IMAP || protocol == RECEIVES_IMAP_OLD;

	if (!imap && protocol != RECEIVES_POP3)
		return;
	in->settings.pop3 = !imap;
	in->settings.source = SOURCE_PROGRAM;
	in->login = LOGIN_PASSWORD;
	desktop_name(in->settings.host, sizeof in->settings.host,
		ini_get(ini, group, "receive_server", "", &line));
	in->settings.security = security_of(number_of(ini, group, imap ? "ssl_imap" : "ssl_pop", SSL_NONE));
	if (ini_is_yes(ini, group, imap ? "set_imapport" : "set_popport", false))
		in->settings.port =
			desktop_port(ini_get(ini, group, imap ? "imap_port" : "pop_port", "", NULL));
	desktop_text(in->settings.user, sizeof in->settings.user, ini_get(ini, group, "user_id", "", NULL));
	desktop_incoming_port(&in->settings);
	reading_place(reading, claws->path, line, &in->place);
}

/* "Fetch mail first, then send without a login": servers gave that up. */
static void judge_order(
	struct reading *reading, const struct claws *claws, const char *group, struct profile *profile)
{
	struct profile_place place;
	int line = 0;

	(void)ini_get(&claws->accounts, group, "pop_before_smtp", "", &line);
	if (profile->out.login != LOGIN_OFF || !profile->out.settings.host[0] ||
		!ini_is_yes(&claws->accounts, group, "pop_before_smtp", false))
		return;
	reading_place(reading, claws->path, line, &place);
	profile_mistake(
		profile, MISTAKE_METHOD_OUTDATED, &place, "pop_before_smtp=1", NULL, "POP before SMTP");
}

static void read_account(struct reading *reading, const struct claws *claws, const char *group)
{
	const struct ini *ini = &claws->accounts;
	struct profile *profile;
	int line = 0;

	if (!*ini_get(ini, group, "smtp_server", "", NULL) && !*ini_get(ini, group, "address", "", NULL))
		return;
	profile = reading_profile(reading, PROGRAM_CLAWS);
	if (!profile)
		return;
	profile->state = claws->state;
	profile->usual = ini_is_yes(ini, group, "is_default", false);
	desktop_text(profile->name, sizeof profile->name, ini_get(ini, group, "account_name", "", NULL));
	desktop_address(profile->address, sizeof profile->address, ini_get(ini, group, "address", "", &line));
	fill_sending(reading, claws, group, profile);
	fill_receiving(reading, claws, group, &profile->in);
	reading_place(reading, claws->path, line, &profile->out.from_place);
	judge_order(reading, claws, group, profile);
}

/* The value of attribute name in the tag that begins at tag and ends at end; false without one. */
static bool attribute(const char *tag, const char *end, const char *name, char *value_r, size_t size)
{
	size_t len = strlen(name);

	for (const char *at = tag; at + len + 2 < end; at++) {
		const char *close;

		if (!ascii_isspace(at[0]) || strncmp(at + 1, name, len) != 0 || at[len + 1] != '=' ||
			at[len + 2] != '"')
			continue;
		at += len + 3;
		close = memchr(at, '"', (size_t)(end - at));
		if (!close)
			return false;
		snprintf(value_r, size, "%.*s",
			(int)((size_t)(close - at) < size ? (size_t)(close - at) : size - 1), at);
		return true;
	}
	return false;
}

/* The folder "queue" of the first mailbox on this computer, in folderlist.xml: below the home folder, or a whole path. */
static bool queue_folder(const char *text, char path_r[PROFILE_PLACE_MAX])
{
	char type[16], root[256] = "", folder[256];

	for (const char *tag = strchr(text, '<'); tag; tag = strchr(tag + 1, '<')) {
		const char *end = tag + 1 + strcspn(tag + 1, "<>");

		if (!*end)
			return false;
		if (*end == '<')
			continue;
		if (strncmp(tag, "<folder ", 8) == 0) {
			root[0] = '\0';
			if (attribute(tag, end, "type", type, sizeof type) && strcmp(type, "mh") == 0)
				(void)attribute(tag, end, "path", root, sizeof root);
		} else if (strncmp(tag, "<folderitem ", 12) == 0 && root[0] &&
			   attribute(tag, end, "type", type, sizeof type) && strcmp(type, "queue") == 0 &&
			   attribute(tag, end, "path", folder, sizeof folder) && !strstr(folder, "..")) {
			snprintf(path_r, PROFILE_PLACE_MAX, root[0] == '/' ? "%s/%s" : "~/%s/%s", root,
				folder);
			return true;
		}
	}
	return false;
}

static void read_state(struct reading *reading, const char *folder, struct profile_state *state)
{
	STR_SECRET struct str text = STR_INIT;
	INI_AUTO struct ini ini = {.groups = {.items = NULL}};
	char path[PROFILE_PLACE_MAX + 20], queue[PROFILE_PLACE_MAX] = "~/Mail/queue";
	int line = 0;

	snprintf(path, sizeof path, "%s/clawsrc", folder);
	if (reading_file(reading, path, &text)) {
		ini_read(&ini, str_text(&text), INI_PLAIN);
		(void)ini_get(&ini, "Common", "work_offline", "", &line);
		state->offline = ini_is_yes(&ini, "Common", "work_offline", false);
		if (state->offline)
			reading_place(reading, path, line, &state->place);
	}
	snprintf(path, sizeof path, "%s/folderlist.xml", folder);
	if (reading_file(reading, path, &text))
		(void)queue_folder(str_text(&text), queue);
	desktop_outbox_mh(reading, queue, state);
}

static void read_accounts(struct reading *reading, const char *path, const struct profile_state *state)
{
	struct claws claws = {.path = path, .state = *state};
	STR_SECRET struct str text = STR_INIT;

	if (!reading_file(reading, path, &text))
		return;
	ini_read(&claws.accounts, str_text(&text), INI_PLAIN);
	for (size_t i = 0; i < claws.accounts.groups.n; i++)
		if (ascii_starts(claws.accounts.groups.items[i], "Account"))
			read_account(reading, &claws, claws.accounts.groups.items[i]);
	ini_release(&claws.accounts);
}

static void find(struct reading *reading)
{
	static const char *const places[] = {"~/.claws-mail", "~/.config/claws-mail",
		"~/.var/app/org.claws_mail.Claws-Mail/.claws-mail",
		"~/.var/app/org.claws_mail.Claws-Mail/config/claws-mail"};
	char path[PROFILE_PLACE_MAX];

	for (size_t i = 0; reading->home[0] && i < sizeof places / sizeof places[0]; i++) {
		struct profile_state state = {.outbox = -1};
		STR_SECRET struct str text = STR_INIT;

		snprintf(path, sizeof path, "%s/accountrc", places[i]);
		if (!reading_file(reading, path, &text))
			continue;
		read_state(reading, places[i], &state);
		read_accounts(reading, path, &state);
	}
}

static bool knows(const char *path, const char *text)
{
	if (text)
		return strstr(text, "[Account: ") && strstr(text, "smtp_server=");
	return desktop_is_named(path, "accountrc");
}

static void read_one(struct reading *reading, const char *path)
{
	const struct profile_state state = {.outbox = -1};

	read_accounts(reading, path, &state);
}

const struct dialect dialect_claws = {
	.program = PROGRAM_CLAWS,
	.find = find,
	.knows = knows,
	.read = read_one,
};
