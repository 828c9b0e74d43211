/*
 * OpenSMTPD by its smtpd.conf(5), Sendmail by its sendmail.cf: what their settings come to.
 */
#include "checks/profiles/own_settings.h"

#include <string.h>

#include "checks/base/ascii.h"

bool own_next_bare(const char **at, char *word_r, size_t size)
{
	size_t len;

	if (!own_next_word(at, word_r, size))
		return false;
	len = strlen(word_r);
	if (len > 1 && word_r[0] == '"' && word_r[len - 1] == '"') {
		memmove(word_r, word_r + 1, len - 2);
		word_r[len - 2] = '\0';
	}
	return true;
}

bool own_has_bare(const char *line, const char *wanted, char *next_r, size_t size)
{
	char word[256];

	while (own_next_bare(&line, word, sizeof word)) {
		if (strcmp(word, wanted) != 0)
			continue;
		return !next_r || own_next_bare(&line, next_r, size);
	}
	return false;
}

const struct own_setting *own_relay_action(const struct own_list *list, const char *name)
{
	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *line = &list->v.items[i];
		const char *at = line->value;
		char own[128], method[32];

		if (strcmp(line->key, "action") == 0 && own_next_bare(&at, own, sizeof own) &&
			own_next_bare(&at, method, sizeof method) && strcmp(method, "relay") == 0 &&
			(!*name || strcmp(own, name) == 0))
			return line;
	}
	return NULL;
}

const struct own_setting *own_way_out(const struct own_list *list)
{
	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *line = &list->v.items[i];
		char action[128], target[128];

		if (strcmp(line->key, "match") == 0 &&
			own_has_bare(line->value, "action", action, sizeof action) &&
			own_relay_action(list, action) &&
			(!own_has_bare(line->value, "for", target, sizeof target) ||
				strcmp(target, "local") != 0))
			return own_relay_action(list, action);
	}
	return NULL;
}

/* Domains of match lines whose action is no relay. */
static char *local_domains(const struct own_list *list)
{
	STR_AUTO struct str words = STR_INIT_MAX(OWN_VALUE_MAX);

	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *line = &list->v.items[i];
		char action[128], domain[256];

		if (strcmp(line->key, "match") == 0 &&
			own_has_bare(line->value, "action", action, sizeof action) &&
			!own_relay_action(list, action) &&
			own_has_bare(line->value, "domain", domain, sizeof domain) && own_is_plain(domain))
			str_addf(&words, "%s ", domain);
	}
	return str_take(&words);
}

static void read_relay(const struct own_setting *action, struct own_settings *settings)
{
	char url[300];
	struct own_hop hop;
	bool tls;

	if (!own_has_bare(action->value, "host", url, sizeof url) || !own_read_hop(url, &hop))
		return;
	tls = ascii_caseeq(hop.scheme, "smtps");
	str_copy(settings->relay.host, sizeof settings->relay.host, hop.host);
	settings->relay.port = hop.port ? hop.port : tls ? 465 : 25;
	settings->relay.source = SOURCE_PROGRAM;
	settings->relay.security = tls ? SECURITY_TLS : SECURITY_STARTTLS;
	if (ascii_caseeq(hop.scheme, "smtp+notls"))
		settings->relay.security = SECURITY_NONE;
	settings->must_encrypt = tls || ascii_caseeq(hop.scheme, "smtp+tls");
	settings->relay_checks = settings->must_encrypt && !own_has_bare(action->value, "no-verify", NULL, 0);
	settings->relay_encrypts = settings->relay.security != SECURITY_NONE;
	settings->relay_login = hop.label[0] && own_has_bare(action->value, "auth", NULL, 0);
	settings->relay_login_known = settings->relay_plain = true;
}

void own_opensmtpd_settings(
	const struct own_list *list, const char *hostname, struct own_settings *settings_r)
{
	struct own_settings settings = {.kind = OWN_OPENSMTPD, .ipv4 = true, .ipv6 = true};
	const struct own_setting *action = own_way_out(list);

	str_copy(settings.name, sizeof settings.name, hostname);
	str_copy(settings.spool, sizeof settings.spool, "/var/spool/smtpd");
	if (action) {
		(void)own_has_bare(action->value, "helo", settings.name, sizeof settings.name);
		read_relay(action, &settings);
	}
	settings.local = local_domains(list);
	*settings_r = settings;
}

/* "esmtp:[smtp.example.org]" or the host alone. */
static bool has_mailer(const char *value)
{
	return strchr(value, ':') && (ascii_starts(value, "esmtp:") || ascii_starts(value, "smtp:") ||
					     ascii_starts(value, "relay:"));
}

/* "A=TCP $h 587" of the mailer that the smarthost is reached by: the relay mailer where none is named. */
static int port_of_mailer(const struct own_list *list, const char *smart_host)
{
	char mailer[32] = "Mrelay", word[32];
	const char *args, *at;
	int64_t port;

	if (has_mailer(smart_host)) {
		size_t len = strcspn(smart_host, ":");

		memcpy(mailer + 1, smart_host, len);
		mailer[1 + len] = '\0';
	}
	args = ascii_find(own_list_get(list, mailer, ""), "A=TCP");
	at = args ? args + strlen("A=TCP") : "";
	for (int i = 0; i < 2; i++)
		if (!own_next_word(&at, word, sizeof word))
			return 25;
	return ascii_number(word, 1, 65535, &port) ? (int)port : 25;
}

static void read_smart_host(const struct own_list *list, struct own_settings *settings)
{
	const char *value = own_list_get(list, "DS", "");
	struct own_hop hop;

	if (!own_read_hop(has_mailer(value) ? strchr(value, ':') + 1 : value, &hop))
		return;
	str_copy(settings->relay.host, sizeof settings->relay.host, hop.host);
	settings->relay.port = hop.port ? hop.port : port_of_mailer(list, value);
	settings->relay.source = SOURCE_PROGRAM;
	settings->relay.security = SECURITY_STARTTLS;
	settings->relay_by_mx = !hop.literal;
	settings->relay_encrypts = settings->relay_plain = true;
}

void own_sendmail_settings(const struct own_list *list, const char *hostname, struct own_settings *settings_r)
{
	struct own_settings settings = {.kind = OWN_SENDMAIL, .ipv4 = true, .ipv6 = true};
	const char *name = own_list_get(list, "Dj", hostname);
	STR_AUTO struct str local = STR_INIT_MAX(OWN_VALUE_MAX);
	int64_t blocks;

	str_copy(settings.name, sizeof settings.name, strchr(name, '$') ? hostname : name);
	str_copy(settings.spool, sizeof settings.spool,
		own_list_get(list, "O QueueDirectory", "/var/spool/mqueue"));
	settings.spool[strcspn(settings.spool, "*")] = '\0';
	if (ascii_number(own_list_get(list, "O MinFreeBlocks", "100"), 0, INT32_MAX, &blocks))
		settings.min_free = blocks * 1024;
	read_smart_host(list, &settings);
	for (size_t i = 0; i < list->v.n; i++) {
		if (strcmp(list->v.items[i].key, "Cw") == 0)
			str_addf(&local, "%s ", list->v.items[i].value);
	}
	settings.local = str_take(&local);
	*settings_r = settings;
}
