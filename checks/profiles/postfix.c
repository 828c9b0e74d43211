/*
 * Postfix as a sender through another server: main.cf with its defaults, the table of logins, one relay for each sender, and what the form
 * of these files makes wrong. postconf(5), SASL_README and TLS_README have the rules.
 */
#include "checks/profiles/dialect.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/own_postfix.h"

#define MAIN_CF "/etc/postfix/main.cf"

static bool postfix_knows(const char *path, const char *text)
{
	OWN_LIST_AUTO struct own_list list = {{0}};
	const char *slash = strrchr(path, '/');

	if (!text)
		return slash && strcmp(slash, "/main.cf") == 0;
	own_read_postfix(text, &list);
	return own_list_find(&list, "relayhost") || own_list_find(&list, "smtp_sasl_password_maps") ||
	       (own_list_find(&list, "myhostname") && own_list_find(&list, "mydestination"));
}

/* The file of "hash:/etc/postfix/x"; false for tables that are no files of text. */
static bool table_file(const char *map, char *path_r, size_t size)
{
	const char *colon = strchr(map, ':');

	return colon && colon[1] == '/' && str_copy(path_r, size, colon + 1);
}

/* Where a table of transports sends everything. */
static void add_transport(struct own_reading *own)
{
	OWN_LIST_AUTO struct own_list table = {{0}};
	STR_AUTO struct str value = STR_INIT_MAX(OWN_VALUE_MAX), text = STR_INIT;
	const struct own_setting *all;
	char map[256], path[256];
	const char *at;

	own_expand(&own->list, own_list_get(&own->list, "transport_maps", ""), &value);
	for (at = str_text(&value); own_next_word(&at, map, sizeof map);) {
		if (table_file(map, path, sizeof path) && reading_file(own->reading, path, &text))
			own_read_table(str_text(&text), &table);
	}
	all = own_list_find(&table, "*");
	if (all)
		own_list_add(&own->list, "*", 1, all->value, strlen(all->value), 0);
}

/* The tables of logins that are files; a table of another kind leaves it open whether a login is in it. */
static void read_logins(struct own_reading *own)
{
	STR_AUTO struct str value = STR_INIT_MAX(OWN_VALUE_MAX);
	char map[256], path[256];
	enum own_table worst = OWN_TABLE_READ;
	const char *at;
	bool any = false;

	own_expand(&own->list, own_list_get(&own->list, "smtp_sasl_password_maps", ""), &value);
	for (at = str_text(&value); own_next_word(&at, map, sizeof map); any = true) {
		own->table = OWN_TABLE_UNKNOWN;
		if (table_file(map, path, sizeof path))
			own_reading_logins(own, path);
		if (own->table != OWN_TABLE_READ)
			worst = own->table;
	}
	own->table = any ? worst : OWN_TABLE_UNKNOWN;
}

/* Whom it signs in as there: by the sender first where each has a login of its own. */
static const struct own_setting *login_of(const struct own_reading *own, const char *hop, const char *sender)
{
	const struct own_setting *found = NULL;

	if (*sender && own_list_is_yes(&own->list, "smtp_sender_dependent_authentication", false))
		found = own_list_find(&own->logins, sender);
	return found ? found : own_login_for(&own->logins, hop);
}

static void tell_login(struct own_reading *own, const char *hop, const char *sender)
{
	struct profile_server *out = &own->profile->out;
	const struct own_setting *login = login_of(own, hop, sender);

	out->login_place = own_reading_at(own, "smtp_sasl_auth_enable");
	if (out->login == LOGIN_OFF)
		return;
	out->stored = *own_list_get(&own->list, "smtp_sasl_password_maps", "");
	if (login)
		(void)own_login_user(login->value, out->settings.user, sizeof out->settings.user);
	if (out->login == LOGIN_ENCRYPTED)
		str_copy(out->method, sizeof out->method, "CRAM-MD5"); /* the usual one of what is left */
}

/* The setting that names the relay, for its place. */
static const char *relay_setting(const struct own_list *list)
{
	if (own_list_find(list, "*"))
		return "transport_maps";
	return *own_list_get(list, "relayhost", "") ? "relayhost" : "default_transport";
}

static void tell_account(struct own_reading *own)
{
	char hop[300];

	own_postfix_hop(&own->list, hop, sizeof hop);
	if (!own_reading_account(own))
		return;
	own->profile->out.place = own_reading_at(own, relay_setting(&own->list));
	if (own->profile->out.settings.host[0])
		tell_login(own, hop, "");
	postfix_mistakes(own, hop, "");
}

/* "anna@example.org [smtp.example.org]:587": a relay of one sender's own. */
static void tell_sender(struct own_reading *own, const struct own_setting *line, const char *path)
{
	struct server_settings *relay = &own->settings.relay;
	struct own_hop hop;

	if (!strchr(line->key, '@') || line->key[0] == '@' || !own_read_hop(line->value, &hop))
		return;
	str_copy(relay->host, sizeof relay->host, hop.host);
	relay->port = hop.port ? hop.port : 25;
	own->settings.relay_login = own_list_is_yes(&own->list, "smtp_sasl_auth_enable", false);
	own->settings.relay_login_known = true;
	own->settings.relay_by_mx = !hop.literal;
	if (!own_reading_account(own))
		return;
	own->profile->usual = false;
	str_copy(own->profile->address, sizeof own->profile->address, line->key);
	str_copy(own->profile->name, sizeof own->profile->name, line->key);
	reading_place(own->reading, path, line->line, &own->profile->out.place);
	own->profile->out.from_place = own->profile->out.place;
	tell_login(own, line->value, line->key);
	postfix_mistakes(own, line->value, line->key);
}

static void tell_senders(struct own_reading *own)
{
	STR_AUTO struct str value = STR_INIT_MAX(OWN_VALUE_MAX), text = STR_INIT;
	char map[256], path[256];
	const char *at;

	own_expand(&own->list, own_list_get(&own->list, "sender_dependent_relayhost_maps", ""), &value);
	for (at = str_text(&value); own_next_word(&at, map, sizeof map);) {
		OWN_LIST_AUTO struct own_list table = {{0}};

		if (!table_file(map, path, sizeof path) || !reading_file(own->reading, path, &text))
			continue;
		own_read_table(str_text(&text), &table);
		for (size_t i = 0; i < table.v.n; i++)
			tell_sender(own, &table.v.items[i], path);
	}
}

static void postfix_read(struct reading *reading, const char *path)
{
	OWN_READING_AUTO struct own_reading own = {.reading = reading,
		.program = PROGRAM_POSTFIX,
		.path = path,
		.first = reading->into->found.n};
	STR_AUTO struct str text = STR_INIT;

	if (!reading_file(reading, path, &text))
		return;
	own_read_postfix(str_text(&text), &own.list);
	own_postfix_defaults(&own.list, "");
	add_transport(&own);
	read_logins(&own);
	own_postfix_settings(&own.list, "", &own.settings);
	/* Mail that goes straight to the recipients' servers is no matter of an account. */
	if (own.settings.relay.host[0] || own.settings.holds || postfix_wants_relay(&own, str_text(&text)))
		tell_account(&own);
	if (own.profile)
		postfix_lines_wrong(&own, str_text(&text));
	tell_senders(&own);
}

static void postfix_find(struct reading *reading)
{
	postfix_read(reading, MAIN_CF);
}

static void security_lines(const struct server_settings *wanted, struct str *lines_r)
{
	if (wanted->security == SECURITY_NONE) {
		str_add(lines_r, "smtp_tls_wrappermode = no\nsmtp_tls_security_level = may");
		return;
	}
	str_addf(lines_r, "smtp_tls_wrappermode = %s\nsmtp_tls_security_level = encrypt",
		wanted->security == SECURITY_TLS ? "yes" : "no");
}

static void postfix_lines(const struct profile *profile, enum profile_setting setting,
	const struct server_settings *wanted, struct str *lines_r)
{
	char hop[300];

	own_bracketed(wanted, hop, sizeof hop);
	switch (setting) {
	case SETTING_HOST:
	case SETTING_PORT:
		/* A sender's own relay stands in a table. */
		if (profile->address[0])
			str_addf(lines_r, "%s %s", profile->address, hop);
		else
			str_addf(lines_r, "relayhost = %s", hop);
		/* At 465 the encryption begins at once, which Postfix has to be told beside the port. */
		if (wanted->port == 465 && profile->out.settings.security != SECURITY_TLS) {
			str_add_char(lines_r, '\n');
			security_lines(wanted, lines_r);
		}
		break;
	case SETTING_SECURITY:
		security_lines(wanted, lines_r);
		break;
	case SETTING_LOGIN:
		str_add(lines_r, POSTFIX_LOGIN_LINES);
		break;
	case SETTING_METHOD:
		str_add(lines_r, POSTFIX_METHOD_LINE);
		break;
	case SETTING_USER:
		str_addf(lines_r, "%s %s:PASSWORD", hop, wanted->user);
		break;
	case SETTING_FROM:
		str_addf(lines_r, "sender_canonical_maps = static:%s", wanted->user);
		break;
	}
}

const struct dialect dialect_postfix = {
	.program = PROGRAM_POSTFIX,
	.server = true,
	.find = postfix_find,
	.knows = postfix_knows,
	.read = postfix_read,
	.lines = postfix_lines,
};
