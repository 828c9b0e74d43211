/*
 * OpenSMTPD as a sender through another server: the relay action of smtpd.conf(5), its table of logins, and the language of versions
 * before 6.4, which today's refuse.
 */
#include "checks/profiles/dialect.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/own_profile.h"
#include "checks/profiles/text.h"

/* The places of the systems that have it: OpenBSD, Debian, Fedora, Arch, FreeBSD. */
static const char *const files[] = {"/etc/mail/smtpd.conf", "/etc/smtpd.conf", "/etc/opensmtpd/smtpd.conf",
	"/etc/smtpd/smtpd.conf", "/usr/local/etc/mail/smtpd.conf"};

static bool opensmtpd_knows(const char *path, const char *text)
{
	const char *slash = strrchr(path, '/');

	if (!text)
		return slash && strcmp(slash, "/smtpd.conf") == 0;
	return strstr(text, "action ") && strstr(text, "match ") && strstr(text, "relay");
}

/* "name = value" is a macro; $name is replaced in the lines below it. */
static void add_macro(struct own_list *macros, const char *line)
{
	char name[64], value[300];
	size_t len = 0;

	while (ascii_isalnum(line[len]) || line[len] == '_')
		len++;
	if (!len || len >= sizeof name || line[len + strspn(line + len, " \t")] != '=')
		return;
	own_trimmed(strchr(line, '=') + 1, strlen(strchr(line, '=') + 1), value, sizeof value);
	own_trimmed(line, len, name, sizeof name);
	if (value[0] == '"' && strlen(value) > 1 && value[strlen(value) - 1] == '"') {
		value[strlen(value) - 1] = '\0';
		own_list_add(macros, name, len, value + 1, strlen(value + 1), 0);
	} else {
		own_list_add(macros, name, len, value, strlen(value), 0);
	}
}

static void replace(const struct own_list *macros, const char *line, struct str *out)
{
	while (*line) {
		size_t len = strcspn(line, "$");
		char name[64];
		size_t n = 0;

		str_add_bytes(out, line, len);
		line += len;
		if (!*line)
			return;
		for (line++; (ascii_isalnum(line[n]) || line[n] == '_') && n + 1 < sizeof name; n++)
			name[n] = line[n];
		name[n] = '\0';
		str_add(out, own_list_get(macros, name, ""));
		line += n;
	}
}

/* The settings with their macros put in, each with its line. */
static void read_list(struct own_reading *own, const char *text)
{
	OWN_LIST_AUTO struct own_list raw = {{0}}, macros = {{0}};

	own_read_opensmtpd(text, &raw);
	for (size_t i = 0; i < raw.v.n; i++) {
		const struct own_setting *line = &raw.v.items[i];
		STR_SECRET struct str whole = STR_INIT_MAX(OWN_VALUE_MAX),
				      value = STR_INIT_MAX(OWN_VALUE_MAX);

		str_addf(&whole, "%s %s", line->key, line->value);
		add_macro(&macros, str_text(&whole));
		replace(&macros, line->value, &value);
		own_list_add(
			&own->list, line->key, strlen(line->key), str_text(&value), value.len, line->line);
	}
}

struct relay_action {
	const struct own_setting *line;
	char name[64], url[300], table[64];
	struct own_hop hop;
};

/* action "name" relay host URL auth <table>. */
static bool read_action(const struct own_setting *line, struct relay_action *action_r)
{
	const char *at = line->value;

	*action_r = (struct relay_action){.line = line};
	if (!own_next_bare(&at, action_r->name, sizeof action_r->name) ||
		!own_has_bare(line->value, "host", action_r->url, sizeof action_r->url))
		return false;
	if (own_has_bare(line->value, "auth", action_r->table, sizeof action_r->table) &&
		action_r->table[0] == '<') {
		action_r->table[strcspn(action_r->table, ">")] = '\0';
		memmove(action_r->table, action_r->table + 1, strlen(action_r->table));
	} else {
		/* "auth anna:password" in the place of a table. */
		action_r->table[strcspn(action_r->table, ":")] = '\0';
	}
	return own_read_hop(action_r->url, &action_r->hop);
}

/* A label without "://" before it; own_read_hop() takes it for a part of the name. */
static bool split_label(struct relay_action *action)
{
	char *at = strchr(action->url, '@');
	char whole[320];

	if (action->hop.label[0] || !at || strstr(action->url, "://"))
		return action->hop.label[0] != '\0';
	snprintf(whole, sizeof whole, "smtp://%s", action->url);
	return own_read_hop(whole, &action->hop) && action->hop.label[0];
}

/* The relay as it should stand. The method holds label and table as they are written: "mail <secrets>". */
static void action_line(
	const struct profile *profile, const struct server_settings *wanted, bool login, struct str *out)
{
	char label[40] = "mail", table[40] = "<secrets>", port[16] = "";
	const char *blank = strchr(profile->out.method, ' ');

	if (blank && blank != profile->out.method)
		own_trimmed(profile->out.method, (size_t)(blank - profile->out.method), label, sizeof label);
	if (blank && blank[1] == '<')
		str_copy(table, sizeof table, blank + 1);
	if (wanted->port && wanted->port != (wanted->security == SECURITY_TLS ? 465 : 25))
		snprintf(port, sizeof port, ":%d", wanted->port);
	str_addf(out, "action \"%s\" relay host %s://%s%s%s%s", profile->name[0] ? profile->name : "relay",
		wanted->security == SECURITY_TLS    ? "smtps"
		: wanted->security == SECURITY_NONE ? "smtp+notls"
						    : "smtp+tls",
		login ? label : "", login ? "@" : "", wanted->host, port);
	if (login)
		str_addf(out, " auth %s", table);
}

static void say_action(struct own_reading *own, enum mistake_id id, const struct relay_action *action,
	const struct server_settings *wanted, const char *what)
{
	STR_AUTO struct str change = STR_INIT;
	STR_AUTO struct str is = STR_INIT;

	address_without_secret(action->url, &is);
	action_line(own->profile, wanted, true, &change);
	profile_mistake(own->profile, id, &own->profile->out.place, str_text(&is), str_text(&change), what);
}

/* table NAME file:PATH, table NAME { label = "user:password" }: where the logins stand; false where that is not a file. */
static bool table_path(
	const struct own_reading *own, const char *name, char *path_r, size_t size, bool *inside_r)
{
	for (size_t i = 0; i < own->list.v.n; i++) {
		const struct own_setting *line = &own->list.v.items[i];
		const char *at = line->value, *colon;
		char word[300];

		if (strcmp(line->key, "table") != 0 || !own_next_bare(&at, word, sizeof word) ||
			strcmp(word, name) != 0)
			continue;
		*inside_r = strchr(at, '{') != NULL;
		colon = own_next_bare(&at, word, sizeof word) ? strchr(word, ':') : NULL;
		return str_copy(path_r, size, colon && !*inside_r ? colon + 1 : word) && path_r[0] == '/';
	}
	*inside_r = false;
	path_r[0] = '\0';
	return false;
}

static void judge_table(struct own_reading *own, const struct relay_action *action)
{
	struct profile_server *out = &own->profile->out;
	char path[300], change[400];
	bool inside;
	const struct own_setting *login;
	struct profile_place place;

	if (!table_path(own, action->table, path, sizeof path, &inside)) {
		if (!inside && !path[0])
			profile_mistake(own->profile, MISTAKE_PASSWORD_NOT_FOUND, &out->place, action->table,
				"table secrets file:/etc/mail/secrets", action->table);
		out->stored = inside;
		return;
	}
	own_reading_logins(own, path);
	login = own_list_find(&own->logins, action->hop.label);
	if (login) {
		out->stored = own_login_user(login->value, out->settings.user, sizeof out->settings.user);
		return;
	}
	if (own->table == OWN_TABLE_UNKNOWN) {
		out->stored = true;
		return;
	}
	snprintf(change, sizeof change, "%s NAME:PASSWORD", action->hop.label);
	reading_place(own->reading, path, 0, &place);
	profile_mistake(own->profile, MISTAKE_PASSWORD_NOT_FOUND, &place, "", change, action->hop.label);
}

/* Label and table belong together, and both to a connection that is always encrypted: with "smtp://" it refuses to start. */
static void judge_login(struct own_reading *own, const struct relay_action *action)
{
	struct profile_server *out = &own->profile->out;
	struct server_settings wanted = out->settings;
	bool encrypts =
		ascii_caseeq(action->hop.scheme, "smtp+tls") || ascii_caseeq(action->hop.scheme, "smtps");

	out->login_place = out->place;
	snprintf(out->method, sizeof out->method, "%.18s %s%.16s%s", action->hop.label,
		action->table[0] ? "<" : "", action->table, action->table[0] ? ">" : "");
	if (!action->hop.label[0] && !action->table[0]) {
		out->method[0] = '\0';
		return;
	}
	if (wanted.security != SECURITY_TLS)
		wanted.security = SECURITY_STARTTLS;
	if (!action->hop.label[0] || !action->table[0]) {
		out->login = LOGIN_OFF;
		say_action(own, MISTAKE_NO_LOGIN, action, &wanted,
			action->table[0] ? action->table : action->hop.label);
		return;
	}
	out->login = LOGIN_PASSWORD;
	if (!encrypts)
		say_action(own, MISTAKE_UNREADABLE_LINE, action, &wanted, "smtp+tls");
	judge_table(own, action);
}

static void tell_action(struct own_reading *own, const struct own_setting *line)
{
	struct relay_action action;
	struct own_hop *hop = &action.hop;

	if (!read_action(line, &action) && !split_label(&action))
		return;
	(void)split_label(&action);
	str_copy(own->settings.relay.host, sizeof own->settings.relay.host, hop->host);
	own->settings.relay.port = hop->port ? hop->port : ascii_caseeq(hop->scheme, "smtps") ? 465 : 25;
	own->settings.relay.security = ascii_caseeq(hop->scheme, "smtps")	 ? SECURITY_TLS
				       : ascii_caseeq(hop->scheme, "smtp+notls") ? SECURITY_NONE
										 : SECURITY_STARTTLS;
	if (!own_reading_account(own))
		return;
	str_copy(own->profile->name, sizeof own->profile->name, action.name);
	reading_place(own->reading, own->path, line->line, &own->profile->out.place);
	if (own->profile->out.login == LOGIN_UNTOLD)
		own->profile->out.login = LOGIN_OFF;
	judge_login(own, &action);
}

/* accept … relay via tls+auth://label@host auth <secrets>: the language until 6.3. */
static const struct own_setting *old_rule(const struct own_list *list, char *url_r, size_t size)
{
	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *line = &list->v.items[i];

		if (strcmp(line->key, "accept") == 0 && own_has_bare(line->value, "relay", NULL, 0) &&
			own_has_bare(line->value, "via", url_r, size))
			return line;
	}
	return NULL;
}

static void tell_old(struct own_reading *own, const struct own_setting *line, const char *url)
{
	struct server_settings *relay = &own->settings.relay;
	STR_AUTO struct str change = STR_INIT;
	struct own_hop hop;
	bool tls, login;

	if (!own_read_hop(url, &hop))
		return;
	tls = ascii_starts(hop.scheme, "smtps") || ascii_starts(hop.scheme, "ssl") ||
	      ascii_starts(hop.scheme, "secure");
	login = ascii_ends(hop.scheme, "+auth");
	str_copy(relay->host, sizeof relay->host, hop.host);
	relay->port = hop.port ? hop.port : tls ? 465 : 25;
	relay->security = tls ? SECURITY_TLS : SECURITY_STARTTLS;
	if (!own_reading_account(own))
		return;
	reading_place(own->reading, own->path, line->line, &own->profile->out.place);
	own->profile->out.login_place = own->profile->out.place;
	own->profile->out.login = login ? LOGIN_PASSWORD : LOGIN_OFF;
	if (login)
		snprintf(own->profile->out.method, sizeof own->profile->out.method, "%.18s <secrets>",
			hop.label);
	action_line(own->profile, relay, login, &change);
	str_add(&change, "\nmatch from local for any action \"relay\"");
	profile_mistake(own->profile, MISTAKE_UNREADABLE_LINE, &own->profile->out.place, line->value,
		str_text(&change), "6.4");
}

/* Rules there are, but none that leads away. */
static void tell_kept(struct own_reading *own)
{
	const struct own_setting *action = own_relay_action(&own->list, "");
	char name[64] = "relay", change[160], is[220];
	const char *at = action ? action->value : "";

	if (!own_list_find(&own->list, "match") || own_list_find(&own->list, "include") ||
		!own_reading_account(own))
		return;
	(void)own_next_bare(&at, name, sizeof name);
	snprintf(change, sizeof change, "%smatch from local for any action \"%s\"",
		action ? "" : "action \"relay\" relay\n", name);
	snprintf(is, sizeof is, "match %.200s", own_list_get(&own->list, "match", ""));
	own->profile->out.place = own_reading_at(own, "match");
	own_reading_mistake(own, MISTAKE_KEEPS_MAIL, "match", is, change, "match");
}

static void opensmtpd_read(struct reading *reading, const char *path)
{
	OWN_READING_AUTO struct own_reading own = {.reading = reading,
		.program = PROGRAM_OPENSMTPD,
		.path = path,
		.first = reading->into->found.n};
	STR_SECRET struct str text = STR_INIT;
	const struct own_setting *line;
	char url[300];

	if (!reading_file(reading, path, &text))
		return;
	read_list(&own, str_text(&text));
	own_opensmtpd_settings(&own.list, "", &own.settings);
	line = own_way_out(&own.list);
	if (line) {
		tell_action(&own, line);
		return;
	}
	line = old_rule(&own.list, url, sizeof url);
	if (line)
		tell_old(&own, line, url);
	else
		tell_kept(&own);
}

static void opensmtpd_find(struct reading *reading)
{
	size_t before = reading->into->found.n;

	for (size_t i = 0; i < sizeof files / sizeof files[0] && reading->into->found.n == before; i++)
		opensmtpd_read(reading, files[i]);
}

static void opensmtpd_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	if (setting == SETTING_USER)
		str_addf(lines_r, "%.*s %s:PASSWORD", (int)strcspn(profile->out.method, " "),
			profile->out.method[0] ? profile->out.method : "mail", wanted->user);
	else if (setting == SETTING_FROM)
		str_addf(lines_r, "mail-from \"%s\"", wanted->user);
	else
		action_line(profile, wanted, setting == SETTING_LOGIN || profile->out.login == LOGIN_PASSWORD,
			lines_r);
}

const struct dialect dialect_opensmtpd = {
	.program = PROGRAM_OPENSMTPD,
	.server = true,
	.find = opensmtpd_find,
	.knows = opensmtpd_knows,
	.read = opensmtpd_read,
	.lines = opensmtpd_lines,
};
