/*
 * Postfix: what its settings come to, with its defaults: its name, where it hands mail to, what it keeps to itself. postconf(5) has each.
 */
#include "checks/profiles/own_settings.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"

static const struct {
	const char *key, *value;
} defaults[] = {
	{"mydestination", "$myhostname, localhost.$mydomain, localhost"},
	{"myorigin", "$myhostname"},
	{"smtp_helo_name", "$myhostname"},
	{"inet_protocols", "all"},
	{"inet_interfaces", "all"},
	{"queue_directory", "/var/spool/postfix"},
	{"queue_minfree", "0"},
	{"message_size_limit", "10240000"},
	{"default_transport", "smtp"},
	{"smtp_sasl_auth_enable", "no"},
	{"smtp_sasl_security_options", "noplaintext, noanonymous"},
	{"smtp_sasl_tls_security_options", "$smtp_sasl_security_options"},
};

/* Defaults have line 0 and stand at the end only where the list has no such setting. */
static void add_default(struct own_list *list, const char *key, const char *value)
{
	if (!own_list_find(list, key))
		own_list_add(list, key, strlen(key), value, strlen(value), 0);
}

void own_postfix_defaults(struct own_list *list, const char *hostname)
{
	STR_AUTO struct str name = STR_INIT_MAX(512);
	const char *dot;

	/* A name without a dot gets mydomain behind it, which is "localdomain" unless it is set. */
	str_add(&name, hostname);
	if (hostname[0] && !strchr(hostname, '.'))
		str_addf(&name, ".%s", own_list_get(list, "mydomain", "localdomain"));
	add_default(list, "myhostname", str_text(&name));
	str_clear(&name);
	own_expand(list, own_list_get(list, "myhostname", ""), &name);
	dot = strchr(str_text(&name), '.');
	add_default(list, "mydomain", dot ? dot + 1 : "localdomain");
	for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
		add_default(list, defaults[i].key, defaults[i].value);
}

static void value_of(const struct own_list *list, const char *key, char *buf, size_t size)
{
	STR_AUTO struct str out = STR_INIT_MAX(OWN_VALUE_MAX);

	own_expand(list, own_list_get(list, key, ""), &out);
	str_copy(buf, size, str_text(&out));
}

/* "smtp:[host]:587" as default_transport, or the same for all domains in a table of transports (key "*"). */
static const char *hop_of_transport(const char *transport)
{
	const char *colon = strchr(transport, ':');

	if (!colon || (!ascii_starts(transport, "smtp:") && !ascii_starts(transport, "relay:") &&
			      *transport != ':'))
		return "";
	return colon + 1;
}

void own_postfix_hop(const struct own_list *list, char *hop_r, size_t size)
{
	char transport[300];

	str_copy(hop_r, size, hop_of_transport(own_list_get(list, "*", "")));
	if (!*hop_r) {
		value_of(list, "default_transport", transport, sizeof transport);
		str_copy(hop_r, size, hop_of_transport(transport));
	}
	if (!*hop_r)
		value_of(list, "relayhost", hop_r, size);
	/* Several may stand there (since 3.5); the others are tried after the first. */
	hop_r[strcspn(hop_r, ", \t")] = '\0';
}

static enum security relay_security(const char *level, bool wrapper)
{
	if (wrapper)
		return SECURITY_TLS;
	return !level[0] || ascii_caseeq(level, "none") ? SECURITY_NONE : SECURITY_STARTTLS;
}

static void read_relay(const struct own_list *list, struct own_settings *settings)
{
	char hop[300], level[32], options[200];
	struct own_hop relay;
	bool wrapper = own_list_is_yes(list, "smtp_tls_wrappermode", false);

	own_postfix_hop(list, hop, sizeof hop);
	value_of(list, "smtp_tls_security_level", level, sizeof level);
	if (!level[0] && own_list_is_yes(list, "smtp_use_tls", false))
		str_copy(level, sizeof level, "may");
	settings->must_encrypt = level[0] && !ascii_caseeq(level, "none") && !ascii_caseeq(level, "may") &&
				 !ascii_caseeq(level, "dane");
	settings->relay_encrypts = wrapper || (level[0] && !ascii_caseeq(level, "none"));
	settings->relay_checks = ascii_caseeq(level, "verify") || ascii_caseeq(level, "secure") ||
				 ascii_caseeq(level, "fingerprint") || ascii_caseeq(level, "dane-only");
	value_of(list,
		settings->relay_encrypts ? "smtp_sasl_tls_security_options" : "smtp_sasl_security_options",
		options, sizeof options);
	settings->relay_plain = !ascii_find(options, "noplaintext");
	if (!own_read_hop(hop, &relay))
		return;
	str_copy(settings->relay.host, sizeof settings->relay.host, relay.host);
	settings->relay.port = relay.port ? relay.port : 25;
	settings->relay.source = SOURCE_PROGRAM;
	settings->relay.security = relay_security(level, wrapper);
	settings->relay_by_mx = !relay.literal && !own_list_is_yes(list, "disable_dns_lookups", false);
	settings->relay_login = own_list_is_yes(list, "smtp_sasl_auth_enable", false);
	settings->relay_login_known = true;
}

bool own_postfix_keeps_back(const char *transport)
{
	static const char *const words[] = {"error", "retry", "hold", "discard", "local", "virtual", "defer"};
	char word[64];
	size_t len = strcspn(transport, ": \t");

	if (!len || len >= sizeof word)
		return false;
	memcpy(word, transport, len);
	word[len] = '\0';
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (ascii_caseeq(word, words[i]))
			return true;
	}
	return false;
}

bool own_postfix_has_word(const struct own_list *list, const char *key, const char *wanted)
{
	STR_AUTO struct str value = STR_INIT_MAX(OWN_VALUE_MAX);
	const char *at;
	char word[128];

	own_expand(list, own_list_get(list, key, ""), &value);
	for (at = str_text(&value); own_next_word(&at, word, sizeof word);) {
		if (ascii_caseeq(word, wanted))
			return true;
	}
	return false;
}

static bool uses_family(const struct own_list *list, const char *family)
{
	return own_postfix_has_word(list, "inet_protocols", "all") ||
	       own_postfix_has_word(list, "inet_protocols", family);
}

void own_postfix_settings(const struct own_list *list, const char *hostname, struct own_settings *settings_r)
{
	STR_AUTO struct str local = STR_INIT_MAX(OWN_VALUE_MAX);
	char number[24];
	int64_t bytes, largest = 0;

	(void)hostname; /* own_postfix_defaults() put it into the list */
	*settings_r = (struct own_settings){.kind = OWN_POSTFIX};
	value_of(list, "smtp_helo_name", settings_r->name, sizeof settings_r->name);
	value_of(list, "queue_directory", settings_r->spool, sizeof settings_r->spool);
	read_relay(list, settings_r);
	settings_r->ipv4 = uses_family(list, "ipv4");
	settings_r->ipv6 = uses_family(list, "ipv6");
	settings_r->holds = own_postfix_keeps_back(own_list_get(list, "default_transport", "")) ||
			    own_postfix_has_word(list, "defer_transports", "smtp");
	own_expand(list, own_list_get(list, "mydestination", ""), &local);
	str_add_char(&local, ' ');
	own_expand(list, own_list_get(list, "virtual_mailbox_domains", ""), &local);
	str_add_char(&local, ' ');
	own_expand(list, own_list_get(list, "virtual_alias_domains", ""), &local);
	settings_r->local = str_take(&local);
	if (own_list_find(list, "mydestination") && own_list_find(list, "mydestination")->line)
		settings_r->destination = mem_strdup(own_list_get(list, "mydestination", ""));
	/* Postfix demands one and a half times the largest mail where nothing is set. */
	value_of(list, "message_size_limit", number, sizeof number);
	if (ascii_number(number, 0, INT64_MAX / 4, &largest))
		settings_r->min_free = largest + largest / 2;
	value_of(list, "queue_minfree", number, sizeof number);
	if (ascii_number(number, 1, INT64_MAX, &bytes) && bytes > settings_r->min_free)
		settings_r->min_free = bytes;
}
