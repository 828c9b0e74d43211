/*
 * Sendmail as a sender through another server: sendmail.mc, which people write, else the sendmail.cf that is made from it. cf/README of Sendmail
 * has SMART_HOST, the arguments of mailers, and authinfo.
 */
#include "checks/profiles/dialect.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/own_profile.h"

#define MC	 "/etc/mail/sendmail.mc"
#define CF	 "/etc/mail/sendmail.cf"
#define AUTHINFO "/etc/mail/authinfo"
#define SHARED	 "/usr/share/"

static bool sendmail_knows(const char *path, const char *text)
{
	const char *slash = strrchr(path, '/');

	if (!text)
		return slash && (strcmp(slash, "/sendmail.mc") == 0 || strcmp(slash, "/sendmail.cf") == 0);
	return strstr(text, "SMART_HOST") || (strstr(text, "\nMrelay,") && strstr(text, "\nDS"));
}

/* sendmail.mc while it is read: what it includes is read where it stands. */
struct mc {
	struct own_reading *own;
	struct profile_place host, last,
		wrong; /* where SMART_HOST stands; the line at hand; quotes that m4 does not know */
	char wrong_line[240];
	bool feature; /* authinfo, or the table of access that holds the same */
	char table[PROFILE_PLACE_MAX];
};

/* The argument in `…' at *at, which goes behind it; false without one. */
static bool next_argument(const char **at, char *buf, size_t size)
{
	const char *from = *at + strspn(*at, " \t,("), *end;
	int deep = 1;

	if (*from != '`')
		return false;
	for (end = ++from; *end && deep; end++)
		deep += *end == '`' ? 1 : *end == '\'' ? -1 : 0;
	if (deep)
		return false;
	own_trimmed(from, (size_t)(end - 1 - from), buf, size);
	*at = end;
	return true;
}

static void read_define(struct mc *mc, const char *line)
{
	const char *at = line;
	char name[80], value[300];

	if (!next_argument(&at, name, sizeof name)) {
		/* define('SMART_HOST', …) gives a value to a name that has quotes in it. */
		if (ascii_find(line, "SMART_HOST") || ascii_find(line, "MAILER_ARGS")) {
			mc->wrong = mc->last;
			snprintf(mc->wrong_line, sizeof mc->wrong_line, "define%.200s", line);
		}
		return;
	}
	if (!next_argument(&at, value, sizeof value))
		return;
	if (strcmp(name, "SMART_HOST") == 0) {
		mc->host = mc->last;
		own_list_add(&mc->own->list, "DS", 2, value, strlen(value), mc->last.line);
	} else if (ascii_ends(name, "_MAILER_ARGS")) {
		char key[100], args[320];

		snprintf(key, sizeof key, "M%.*s", (int)(strlen(name) - strlen("_MAILER_ARGS")), name);
		ascii_tolower(key + 1);
		snprintf(args, sizeof args, "A=%s", value);
		own_list_add(&mc->own->list, key, strlen(key), args, strlen(args), mc->last.line);
	}
}

/* FEATURE(`authinfo', `hash -o /etc/mail/authinfo.db') names the table; access_db holds the same lines where there is none. */
static void read_feature(struct mc *mc, const char *line)
{
	const char *at = line, *slash;
	char name[80], value[300] = "";

	if (!next_argument(&at, name, sizeof name) ||
		(strcmp(name, "authinfo") != 0 && (strcmp(name, "access_db") != 0 || mc->feature)))
		return;
	(void)next_argument(&at, value, sizeof value);
	slash = strchr(value, '/');
	mc->feature = strcmp(name, "authinfo") == 0;
	str_copy(mc->table, sizeof mc->table, slash ? slash : mc->feature ? AUTHINFO : "/etc/mail/access");
	mc->table[strcspn(mc->table, " \t")] = '\0';
	if (ascii_ends(mc->table, ".db"))
		mc->table[strlen(mc->table) - 3] = '\0';
}

static void read_mc(struct mc *mc, const char *path);

static void read_mc_line(struct mc *mc, const char *line)
{
	char path[PROFILE_PLACE_MAX];
	const char *at;

	if (ascii_starts(line, "define(")) {
		read_define(mc, line + strlen("define"));
	} else if (ascii_starts(line, "FEATURE(")) {
		read_feature(mc, line + strlen("FEATURE"));
	} else if (ascii_starts(line, "include(") || ascii_starts(line, "sinclude(")) {
		at = strchr(line, '(');
		/* What Sendmail brings itself says nothing of a smarthost. */
		if (next_argument(&at, path, sizeof path) && path[0] == '/' && !ascii_starts(path, SHARED))
			read_mc(mc, path);
	}
}

static void read_mc(struct mc *mc, const char *path)
{
	STR_AUTO struct str text = STR_INIT;
	char line[400];
	int number = 0;

	if (!reading_file(mc->own->reading, path, &text) || !reading_enter(mc->own->reading, path))
		return;
	for (const char *at = str_text(&text); *at; at += strcspn(at, "\n"), at += *at == '\n') {
		own_trimmed(at, strcspn(at, "\n"), line, sizeof line);
		reading_place(mc->own->reading, path, ++number, &mc->last);
		read_mc_line(mc, line);
	}
	reading_leave(mc->own->reading);
}

/* What Sendmail works by is made from the other; until that is done again, a change does nothing. */
static void judge_made(struct own_reading *own, const struct mc *mc)
{
	OWN_LIST_AUTO struct own_list made = {{0}};
	STR_AUTO struct str text = STR_INIT;
	const char *wanted = own_list_get(&own->list, "DS", ""), *is;

	if (strcmp(own->path, MC) != 0 || !reading_file(own->reading, CF, &text))
		return;
	own_read_sendmail(str_text(&text), &made);
	is = own_list_get(&made, "DS", "");
	if (!ascii_caseeq(is, wanted))
		profile_mistake(
			own->profile, MISTAKE_OVERRIDDEN, &mc->host, wanted, "sudo make -C /etc/mail", CF);
}

static void host_lines(const struct server_settings *wanted, struct str *out)
{
	str_addf(out, "define(`SMART_HOST', `[%s]')dnl", wanted->host);
	if (wanted->port && wanted->port != 25)
		str_addf(out, "\ndefine(`RELAY_MAILER_ARGS', `TCP $h %d')dnl", wanted->port);
}

/* Without brackets the name's MX is asked; a port behind the name makes the name a mailer, and nothing is sent. */
static void judge_host(struct own_reading *own)
{
	struct server_settings *relay = &own->profile->out.settings;
	const char *host = own_list_get(&own->list, "DS", "");
	const char *colon = strrchr(host, ':');
	STR_AUTO struct str change = STR_INIT;
	int64_t port;

	host_lines(relay, &change);
	if (colon && ascii_number(colon + 1, 1, 65535, &port))
		profile_mistake(own->profile, MISTAKE_UNREADABLE_LINE, &own->profile->out.place, host,
			str_text(&change), relay->host);
	else if (own->settings.relay_by_mx && own_takes_in(relay->host, relay->port))
		profile_mistake(own->profile, MISTAKE_BRACKETS_MISSING, &own->profile->out.place, host,
			str_text(&change), relay->host);
}

/* "U:anna" "I:anna@example.org" "P:…": who it signs in as; I is what the server is told, U where that is missing. */
static void user_of(const char *value, char *user_r, size_t size)
{
	const char *user = NULL;

	for (const char *at = value; *at; at++) {
		if (at[0] == '"' && (at[1] == 'I' || (at[1] == 'U' && !user)) &&
			(at[2] == ':' || at[2] == '='))
			user = at + 3;
	}
	if (user)
		own_trimmed(user, strcspn(user, "\""), user_r, size);
}

/* AuthInfo:host, AuthInfo:address, or AuthInfo: for all. */
static const struct own_setting *login_of(const struct own_reading *own, bool *any_r)
{
	const char *host = own->profile->out.settings.host;
	const struct own_setting *found = NULL;

	*any_r = false;
	for (size_t i = 0; i < own->logins.v.n; i++) {
		const struct own_setting *line = &own->logins.v.items[i];
		const char *key = line->key + strlen("AuthInfo:");

		if (!ascii_starts(line->key, "AuthInfo:"))
			continue;
		*any_r = true;
		if (!*key || ascii_caseeq(key, host))
			found = line;
	}
	return found;
}

static void tell_login(struct own_reading *own, const char *table)
{
	struct profile_server *out = &own->profile->out;
	const struct own_setting *login;
	char change[640];
	bool any;

	own_reading_logins(own, table);
	reading_place(own->reading, table, 0, &out->login_place);
	if (own->table == OWN_TABLE_UNKNOWN)
		return;
	login = login_of(own, &any);
	out->login = login ? LOGIN_ANY : LOGIN_OFF;
	if (login) {
		out->stored = true;
		user_of(login->value, out->settings.user, sizeof out->settings.user);
	} else if (any) {
		snprintf(change, sizeof change, "AuthInfo:%s \"U:NAME\" \"I:NAME\" \"P:PASSWORD\"",
			out->settings.host);
		profile_mistake(own->profile, MISTAKE_PASSWORD_NOT_FOUND, &out->login_place, "", change,
			out->settings.host);
	}
}

static void tell_account(struct own_reading *own, const struct mc *mc)
{
	own_sendmail_settings(&own->list, "", &own->settings);
	if ((!own->settings.relay.host[0] && !mc->wrong_line[0]) || !own_reading_account(own))
		return;
	own->profile->out.place = mc->host.file[0] ? mc->host : own_reading_at(own, "DS");
	if (mc->wrong_line[0]) {
		STR_AUTO struct str change = STR_INIT;

		for (const char *c = mc->wrong_line; *c; c++)
			str_add_char(&change,
				*c == '\'' && (c[-1] == '(' || c[-1] == ' ' || c[-1] == ',') ? '`' : *c);
		profile_mistake(own->profile, MISTAKE_UNREADABLE_LINE, &mc->wrong, mc->wrong_line,
			str_text(&change), "`");
	}
	if (!own->settings.relay.host[0])
		return;
	judge_host(own);
	if (mc->table[0])
		tell_login(own, mc->table);
	else
		own->profile->out.login = LOGIN_OFF;
	judge_made(own, mc);
}

/* In what was made, the table is a map: Kauthinfo hash -o /etc/mail/authinfo.db. */
static void read_cf(struct own_reading *own, struct mc *mc)
{
	STR_AUTO struct str text = STR_INIT;
	const char *map, *slash;

	if (!reading_file(own->reading, own->path, &text))
		return;
	own_read_sendmail(str_text(&text), &own->list);
	map = own_list_get(&own->list, "Kauthinfo", own_list_get(&own->list, "Kaccess", ""));
	slash = strchr(map, '/');
	if (slash)
		own_trimmed(slash, strcspn(slash, " \t"), mc->table, sizeof mc->table);
	if (ascii_ends(mc->table, ".db"))
		mc->table[strlen(mc->table) - 3] = '\0';
}

static void sendmail_read(struct reading *reading, const char *path)
{
	OWN_READING_AUTO struct own_reading own = {.reading = reading,
		.program = PROGRAM_SENDMAIL,
		.path = path,
		.first = reading->into->found.n};
	struct mc mc = {.own = &own};

	if (ascii_ends(path, ".cf"))
		read_cf(&own, &mc);
	else
		read_mc(&mc, path);
	tell_account(&own, &mc);
}

/* What people write comes first; where it is not there, what Sendmail works by. */
static void sendmail_find(struct reading *reading)
{
	STR_AUTO struct str text = STR_INIT;

	sendmail_read(reading, reading_file(reading, MC, &text) ? MC : CF);
}

static void sendmail_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	struct server_settings other = *wanted;

	(void)profile;
	switch (setting) {
	case SETTING_SECURITY:
	case SETTING_HOST:
	case SETTING_PORT:
		/* It begins every connection in the clear and then asks for encryption. */
		if (other.port == 465 || other.security == SECURITY_TLS)
			other.port = 587;
		host_lines(&other, lines_r);
		break;
	case SETTING_LOGIN:
	case SETTING_METHOD:
	case SETTING_USER:
		str_addf(lines_r,
			"FEATURE(`authinfo', `hash -o " AUTHINFO ".db')dnl\n# " AUTHINFO
			"\nAuthInfo:%s \"U:%s\" \"I:%s\" \"P:PASSWORD\"",
			wanted->host, wanted->user[0] ? wanted->user : "NAME",
			wanted->user[0] ? wanted->user : "NAME");
		break;
	case SETTING_FROM:
		str_addf(lines_r,
			"FEATURE(`genericstable', `hash -o /etc/mail/genericstable.db')dnl\n"
			"# /etc/mail/genericstable\nNAME %s",
			wanted->user);
		break;
	}
}

const struct dialect dialect_sendmail = {
	.program = PROGRAM_SENDMAIL,
	.server = true,
	.find = sendmail_find,
	.knows = sendmail_knows,
	.read = sendmail_read,
	.lines = sendmail_lines,
};
