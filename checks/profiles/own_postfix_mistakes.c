/*
 * Postfix: how the relay is written, how it is signed in to, and lines of main.cf that do not what they seem to.
 */
#include "checks/profiles/own_postfix.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/profiles/text.h"

/* The relay as it should stand, as a line of main.cf or of the table of senders. */
static void relay_line(const struct own_reading *own, const char *sender, char *buf, size_t size)
{
	char hop[300];

	own_bracketed(&own->profile->out.settings, hop, sizeof hop);
	snprintf(buf, size, "%s%s%s", *sender ? sender : "relayhost =", " ", hop);
}

static void say_relay(struct own_reading *own, enum mistake_id id, const char *sender, const char *is)
{
	STR_AUTO struct str shown = STR_INIT;
	char change[640], whole[640];

	address_without_secret(is, &shown);
	relay_line(own, sender, change, sizeof change);
	snprintf(whole, sizeof whole, "%s %s", *sender ? sender : "relayhost =", str_text(&shown));
	profile_mistake(
		own->profile, id, &own->profile->out.place, whole, change, own->profile->out.settings.host);
}

/* "[smtp.example.org:587]", "smtp://smtp.example.org", "smtp.example.org 587": what Postfix takes for a name that nobody has. */
static bool judge_form(struct own_reading *own, const char *hop, const char *sender)
{
	const char *written = *sender ? hop : own_list_get(&own->list, "relayhost", "");
	struct server_settings *relay = &own->profile->out.settings;
	char *colon = strrchr(relay->host, ':'), word[256];
	struct own_hop read;
	int64_t port;

	if (own_read_hop(hop, &read) && !read.scheme[0] && colon && strchr(relay->host, '.') &&
		ascii_number(colon + 1, 1, 65535, &port)) {
		*colon = '\0';
	} else if (own_read_hop(hop, &read) && read.scheme[0]) {
		port = relay->port;
	} else if (own_next_word(&written, word, sizeof word) && own_next_word(&written, word, sizeof word) &&
		   ascii_number(word, 1, 65535, &port)) {
		written = own_list_get(&own->list, "relayhost", "");
	} else {
		return false;
	}
	relay->port = (int)port;
	say_relay(own, MISTAKE_UNREADABLE_LINE, sender,
		*sender ? hop : own_list_get(&own->list, "relayhost", ""));
	return true;
}

/* Without brackets the name's MX is asked, which is for a domain; a server that takes mail from those who sign in has none, or another. */
static void judge_brackets(struct own_reading *own, const char *hop, const char *sender)
{
	const struct server_settings *relay = &own->profile->out.settings;

	if (own->settings.relay_by_mx && own_takes_in(relay->host, relay->port))
		say_relay(own, MISTAKE_BRACKETS_MISSING, sender, hop);
}

/* Whether each sender has a line of its own among the logins. */
static bool by_sender(const struct own_reading *own)
{
	if (!own_list_is_yes(&own->list, "smtp_sender_dependent_authentication", false))
		return false;
	for (size_t i = 0; i < own->logins.v.n; i++)
		if (strchr(own->logins.v.items[i].key, '@'))
			return true;
	return false;
}

/* A line for the same server, written otherwise. */
static const struct own_setting *near_login(const struct own_reading *own)
{
	for (size_t i = 0; i < own->logins.v.n; i++) {
		const struct own_setting *line = &own->logins.v.items[i];
		struct own_hop hop;

		if (own_read_hop(line->key, &hop) && ascii_caseeq(hop.host, own->profile->out.settings.host))
			return line;
	}
	return NULL;
}

/* The table has no line that begins as the relay is written. */
static void judge_table(struct own_reading *own, const char *hop)
{
	const struct own_setting *near = near_login(own);
	char user[256] = "NAME", change[640], is[300] = "";
	struct profile_place place;

	if (near) {
		(void)own_login_user(near->value, user, sizeof user);
		snprintf(is, sizeof is, "%s", near->key);
	}
	snprintf(change, sizeof change, "%s %s:PASSWORD", hop, user);
	reading_place(own->reading, own->table_path, near ? near->line : 0, &place);
	profile_mistake(own->profile, MISTAKE_PASSWORD_NOT_FOUND, &place, is, change, hop);
}

/* Postfix reads what postmap made of the table, not the table itself. */
static void judge_made(struct own_reading *own)
{
	static const struct {
		const char *type, *ending;
	} types[] = {{"hash:", ".db"}, {"btree:", ".db"}, {"lmdb:", ".lmdb"}, {"cdb:", ".cdb"}};
	const char *map = own_list_get(&own->list, "smtp_sasl_password_maps", "");
	char made[PROFILE_PLACE_MAX + 8], change[PROFILE_PLACE_MAX + 16];
	struct profile_place place;

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (!ascii_starts(map, types[i].type) || !own_is_plain(map))
			continue;
		snprintf(made, sizeof made, "%s%s", own->table_path, types[i].ending);
		if (!own_reading_lacks(own, made))
			continue;
		snprintf(change, sizeof change, "sudo postmap %.480s", map);
		reading_place(own->reading, own->table_path, 0, &place);
		profile_mistake(own->profile, MISTAKE_PASSWORD_NOT_FOUND, &place, "", change, made);
	}
}

static void judge_password(struct own_reading *own, const char *hop, const char *sender)
{
	char change[640];

	if (!*own_list_get(&own->list, "smtp_sasl_password_maps", "")) {
		own_reading_mistake(own, MISTAKE_PASSWORD_NOT_FOUND, "smtp_sasl_auth_enable",
			"smtp_sasl_auth_enable = yes",
			"smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd", hop);
	} else if (own->table == OWN_TABLE_ABSENT) {
		snprintf(change, sizeof change, "%s NAME:PASSWORD", hop);
		own_reading_mistake(own, MISTAKE_PASSWORD_NOT_FOUND, "smtp_sasl_password_maps",
			own_list_get(&own->list, "smtp_sasl_password_maps", ""), change, own->table_path);
	} else if (own->table == OWN_TABLE_READ && !own_login_for(&own->logins, hop) &&
		   !(*sender ? own_list_find(&own->logins, sender) != NULL : by_sender(own))) {
		judge_table(own, hop);
	} else {
		judge_made(own);
	}
}

/* Its own default forbids the ways that the companies have: it then says "no worthy mechs found". */
static void judge_ways(struct own_reading *own)
{
	const struct own_setting *options = own_list_find(&own->list, "smtp_sasl_security_options");
	char is[300];

	if (own->settings.relay_plain)
		return;
	snprintf(is, sizeof is, "smtp_sasl_security_options = %.250s", options->value);
	own_reading_mistake(own, MISTAKE_METHOD_OUTDATED,
		options->line ? "smtp_sasl_security_options" : "smtp_sasl_auth_enable", is,
		POSTFIX_METHOD_LINE, "noplaintext");
}

static void judge_wrapper(struct own_reading *own)
{
	const struct own_setting *level = own_list_find(&own->list, "smtp_tls_security_level");
	char what[200];

	if (!own_list_is_yes(&own->list, "smtp_tls_wrappermode", false) || own->settings.must_encrypt)
		return;
	snprintf(what, sizeof what, "smtp_tls_security_level = %.100s", level ? level->value : "");
	own_reading_mistake(own, MISTAKE_CONTRADICTION, "smtp_tls_wrappermode", "smtp_tls_wrappermode = yes",
		"smtp_tls_security_level = encrypt", what);
}

static void say_kept(struct own_reading *own, const char *setting, const char *change)
{
	char is[300];

	snprintf(is, sizeof is, "%s = %.250s", setting, own_list_get(&own->list, setting, ""));
	own_reading_mistake(own, MISTAKE_KEEPS_MAIL, setting, is, change, setting);
}

static void judge_kept(struct own_reading *own)
{
	if (own_postfix_keeps_back(own_list_get(&own->list, "default_transport", "")))
		say_kept(own, "default_transport", "default_transport = smtp");
	if (own_postfix_has_word(&own->list, "defer_transports", "smtp"))
		say_kept(own, "defer_transports", "defer_transports =");
}

void postfix_mistakes(struct own_reading *own, const char *hop, const char *sender)
{
	judge_kept(own);
	if (*hop && judge_form(own, hop, sender))
		return;
	if (!own->profile->out.settings.host[0])
		return;
	judge_brackets(own, hop, sender);
	judge_wrapper(own);
	if (own->profile->out.login == LOGIN_OFF)
		return;
	judge_password(own, hop, sender);
	judge_ways(own);
}

/* Settings that a relay depends on: of two lines the last one counts, without a word. */
static bool matters(const char *name, size_t len)
{
	static const char *const names[] = {"relayhost", "smtp_sasl_auth_enable", "smtp_sasl_password_maps",
		"smtp_sasl_security_options", "smtp_tls_wrappermode", "smtp_tls_security_level",
		"default_transport", "sender_dependent_relayhost_maps", "transport_maps"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strlen(names[i]) == len && ascii_ncasecmp(names[i], name, len) == 0)
			return true;
	return false;
}

/* The name in "name = value"; 0: there is none. */
static size_t name_length(const char *line)
{
	size_t len = 0;

	while (ascii_isalnum(line[len]) || line[len] == '_')
		len++;
	return len && line[len + strspn(line + len, " \t")] == '=' ? len : 0;
}

struct main_cf {
	struct own_reading *own;
	char before[80]; /* the setting that a line beginning with a blank belongs to */
	int number;
};

static void judge_line(struct main_cf *main_cf, const char *raw, const char *line)
{
	struct own_reading *own = main_cf->own;
	size_t name = name_length(line);
	STR_AUTO struct str shown = STR_INIT;
	struct profile_place place;
	char is[240];

	reading_place(own->reading, own->path, main_cf->number, &place);
	address_without_secret(line, &shown);
	if (ascii_isspace(*raw) && main_cf->before[0]) {
		if (name && matters(line, name))
			profile_mistake(own->profile, MISTAKE_OVERRIDDEN, &place, str_text(&shown),
				str_text(&shown), main_cf->before);
		return;
	}
	if (!strchr(line, '=')) {
		/* A line of the table of passwords may have come here: only its first word is shown. */
		const char *first = str_text(&shown);
		size_t word = strcspn(first, " \t");

		snprintf(is, sizeof is, "%.*s%s", (int)word, first, first[word] ? " …" : "");
		profile_mistake(own->profile, MISTAKE_UNREADABLE_LINE, &place, is, "", "=");
		return;
	}
	own_trimmed(line, name, main_cf->before, sizeof main_cf->before);
}

/* An earlier line of a setting that a later one empties, or names another server. */
static void judge_twice(struct own_reading *own)
{
	for (size_t i = 0; i < own->list.v.n; i++) {
		const struct own_setting *first = &own->list.v.items[i];
		const struct own_setting *last = own_list_find(&own->list, first->key);
		STR_AUTO struct str before = STR_INIT;
		STR_AUTO struct str after = STR_INIT;
		char is[300], change[300];
		struct profile_place place;

		if (!first->line || last == first || !*first->value ||
			!matters(first->key, strlen(first->key)) || ascii_caseeq(first->value, last->value))
			continue;
		address_without_secret(first->value, &before);
		address_without_secret(last->value, &after);
		snprintf(is, sizeof is, "%.80s =%s%.200s", last->key, *last->value ? " " : "",
			str_text(&after));
		snprintf(change, sizeof change, "%.80s = %.200s", first->key, str_text(&before));
		reading_place(own->reading, own->path, last->line, &place);
		profile_mistake(own->profile, MISTAKE_OVERRIDDEN, &place, is, change, first->key);
	}
}

void postfix_lines_wrong(struct own_reading *own, const char *text)
{
	struct main_cf main_cf = {.own = own};
	char line[400];

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		main_cf.number++;
		own_trimmed(text, strcspn(text, "\n"), line, sizeof line);
		if (line[0] && line[0] != '#')
			judge_line(&main_cf, text, line);
	}
	judge_twice(own);
}

bool postfix_wants_relay(const struct own_reading *own, const char *text)
{
	char line[200];

	for (size_t i = 0; i < own->list.v.n; i++)
		if (ascii_caseeq(own->list.v.items[i].key, "relayhost") && *own->list.v.items[i].value)
			return true;
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		own_trimmed(text, strcspn(text, "\n"), line, sizeof line);
		if (ascii_starts(line, "relayhost") && !ascii_ends(line, "="))
			return true;
	}
	return false;
}
