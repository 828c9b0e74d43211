/*
 * Postfix: its name, what it keeps back, where it hands mail to, whom it listens to. postconf(5) has each setting. What concerns
 * encryption and the login at a relay stands in judge_relay.c.
 */
#include "checks/steps/own/judge.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/engine/words.h"
#include "checks/steps/own/own.h"

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

/* Where all mail goes, as it is written; "" for straight to the recipients' servers. */
static void find_hop(const struct own_list *list, char *hop_r, size_t size)
{
	char transport[300];

	str_copy(hop_r, size, hop_of_transport(own_list_get(list, "*", "")));
	if (!*hop_r) {
		value_of(list, "default_transport", transport, sizeof transport);
		str_copy(hop_r, size, hop_of_transport(transport));
	}
	if (!*hop_r)
		value_of(list, "relayhost", hop_r, size);
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

	find_hop(list, hop, sizeof hop);
	value_of(list, "smtp_tls_security_level", level, sizeof level);
	if (!level[0] && own_list_is_yes(list, "smtp_use_tls", false))
		str_copy(level, sizeof level, "may");
	settings->must_encrypt = level[0] && !ascii_caseeq(level, "none") && !ascii_caseeq(level, "may") &&
				 !ascii_caseeq(level, "dane");
	settings->relay_encrypts = wrapper || (level[0] && !ascii_caseeq(level, "none"));
	settings->relay_checks = ascii_caseeq(level, "verify") || ascii_caseeq(level, "secure") ||
				 ascii_caseeq(level, "fingerprint") || ascii_caseeq(level, "dane-only");
	if (!own_read_hop(hop, &relay))
		return;
	str_copy(settings->relay.host, sizeof settings->relay.host, relay.host);
	settings->relay.port = relay.port ? relay.port : 25;
	settings->relay.source = SOURCE_PROGRAM;
	settings->relay.security = relay_security(level, wrapper);
	settings->relay_by_mx = !relay.literal && !own_list_is_yes(list, "disable_dns_lookups", false);
	settings->relay_login = own_list_is_yes(list, "smtp_sasl_auth_enable", false);
	settings->relay_login_known = true;
	value_of(list, "smtp_sasl_tls_security_options", options, sizeof options);
	settings->relay_plain = !ascii_find(options, "noplaintext");
}

/* Every word of value is one of those that keep mail back. */
static bool keeps_back(const char *transport)
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

static bool has_word(const struct own_list *list, const char *key, const char *wanted)
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
	return has_word(list, "inet_protocols", "all") || has_word(list, "inet_protocols", family);
}

void own_postfix_settings(
	const struct own_list *list, const struct own_world *world, struct own_settings *settings_r)
{
	STR_AUTO struct str local = STR_INIT_MAX(OWN_VALUE_MAX);
	char number[24];
	int64_t bytes, largest = 0;

	(void)world;
	*settings_r = (struct own_settings){.kind = OWN_POSTFIX};
	value_of(list, "smtp_helo_name", settings_r->name, sizeof settings_r->name);
	value_of(list, "queue_directory", settings_r->spool, sizeof settings_r->spool);
	read_relay(list, settings_r);
	settings_r->ipv4 = uses_family(list, "ipv4");
	settings_r->ipv6 = uses_family(list, "ipv6");
	settings_r->holds = keeps_back(own_list_get(list, "default_transport", "")) ||
			    has_word(list, "defer_transports", "smtp");
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

static void judge_transport(
	const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	struct own_fault *fault;

	if (keeps_back(own_list_get(list, "default_transport", ""))) {
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
			N_("{program} is told to keep back all mail to other servers: {setting} is {value}."),
			list, "default_transport", world);
		own_fault_change(fault, "sudo postconf -X default_transport", "");
	}
	if (has_word(list, "defer_transports", "smtp") || has_word(list, "defer_transports", "relay")) {
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
			N_("{program} is told to put off all mail to other servers until somebody says "
			   "otherwise: "
			   "{setting} is {value}."),
			list, "defer_transports", world);
		own_fault_change(fault, "sudo postconf -X defer_transports", "");
	}
	if (own_list_is_yes(list, "disable_dns_lookups", false) ||
		ascii_caseeq(own_list_get(list, "smtp_dns_support_level", ""), "disabled")) {
		const char *setting = own_list_find(list, "disable_dns_lookups") ? "disable_dns_lookups"
										 : "smtp_dns_support_level";
		char hop[300];

		find_hop(list, hop, sizeof hop);
		if (hop[0])
			return;
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
			N_("{program} is told not to ask the name service ({setting}), so it cannot find the "
			   "servers of "
			   "the recipients."),
			list, setting, world);
		own_fault_change(fault, "sudo postconf -X %s", setting);
	}
}

static void judge_families(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	struct own_fault *fault;
	const char *msgid = NULL;

	if (!world->routes_known || (!world->ipv4 && !world->ipv6) || (settings->ipv4 && settings->ipv6))
		return;
	if (settings->ipv6 && !settings->ipv4 && !world->ipv6)
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} may use only the newer kind of address (IPv6; {setting} is {value}), "
			   "and this "
			   "computer has no way out with it.");
	else if (settings->ipv4 && !settings->ipv6 && !world->ipv4)
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} may use only the older kind of address (IPv4; {setting} is {value}), "
			   "and this "
			   "computer has no way out with it.");
	else if (settings->ipv6 && !settings->ipv4)
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} may use only the newer kind of address (IPv6; {setting} is {value}). "
			   "Most mail "
			   "servers have only the older one, so mail to them cannot leave.");
	if (!msgid)
		return;
	fault = own_fault_add(faults, F_OWN_SETTING, msgid, list, "inet_protocols", world);
	own_fault_change(fault, "sudo postconf -e 'inet_protocols = all'", "");
}

/* Whether every address that it listens on is one of this computer alone. */
static bool listens_at_home_only(const struct own_list *list)
{
	STR_AUTO struct str value = STR_INIT_MAX(OWN_VALUE_MAX);
	const char *at;
	char word[128];
	bool any = false;

	own_expand(list, own_list_get(list, "inet_interfaces", ""), &value);
	for (at = str_text(&value); own_next_word(&at, word, sizeof word); any = true) {
		if (!ascii_caseeq(word, "loopback-only") && !ascii_caseeq(word, "localhost") &&
			!ascii_starts(word, "127.") && strcmp(word, "::1") != 0 && strcmp(word, "[::1]") != 0)
			return false;
	}
	return any;
}

static void judge_interfaces(
	const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	struct own_fault *fault;

	if (!world->mailboxes || !listens_at_home_only(list))
		return;
	fault = own_fault_add(faults, F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		N_("{program} listens only to this computer itself ({setting} is {value}), but people who "
		   "have their "
		   "mailboxes here want to hand in mail from elsewhere."),
		list, "inet_interfaces", world);
	own_fault_change(fault, "sudo postconf -e 'inet_interfaces = all'", "");
}

static void judge_open(const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	if (has_word(list, "mynetworks", "0.0.0.0/0") || has_word(list, "mynetworks", "[::]/0"))
		own_fault_add(faults, F_OWN_SETTING_ODD,
			/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
			N_("{program} sends for everybody in the world ({setting}). Spammers will find it, "
			   "and other "
			   "servers will then refuse its mail."),
			list, "mynetworks", world);
}

/* The file behind "hash:/etc/postfix/x" that Postfix opens; false for types that are no files. */
static bool file_of_map(const char *map, char *path_r, size_t size)
{
	static const struct {
		const char *type, *suffix;
	} types[] = {{"hash:", ".db"}, {"btree:", ".db"}, {"lmdb:", ".lmdb"}, {"cdb:", ".cdb"},
		{"texthash:", ""}, {"regexp:", ""}, {"pcre:", ""}, {"cidr:", ""}};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		size_t len = strlen(types[i].type);

		if (!ascii_starts(map, types[i].type) || map[len] != '/')
			continue;
		return snprintf(path_r, size, "%s%s", map + len, types[i].suffix) < (int)size;
	}
	return false;
}

static void judge_maps(const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	static const char *const settings[] = {"transport_maps", "smtp_sasl_password_maps",
		"sender_canonical_maps", "canonical_maps", "recipient_canonical_maps", "smtp_generic_maps",
		"sender_dependent_relayhost_maps", "virtual_alias_maps", "smtp_tls_policy_maps",
		"smtpd_sender_login_maps"};

	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		STR_AUTO struct str value = STR_INIT_MAX(OWN_VALUE_MAX);
		const char *at;
		char map[256], path[300];

		own_expand(list, own_list_get(list, settings[i], ""), &value);
		for (at = str_text(&value); own_next_word(&at, map, sizeof map);) {
			struct own_fault *fault;

			if (!file_of_map(map, path, sizeof path) || !world->absent(world->data, path))
				continue;
			fault = own_fault_add(faults, F_OWN_SETTING,
				/* TRANSLATORS: {program} is a mail server program, {setting} one of its settings,
				   {value} a file. */
				N_("{program} is told to look into the table {value} ({setting}), and that "
				   "file is not "
				   "there. Every mail waits until it is."),
				list, settings[i], world);
			str_copy(fault->value, sizeof fault->value, path);
			own_fault_change(fault, "sudo postmap %s", map);
			break;
		}
	}
}

void own_postfix_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	judge_transport(list, world, faults);
	own_judge_name(list, settings, world,
		own_list_find(list, "smtp_helo_name")->line ? "smtp_helo_name" : "myhostname",
		"sudo postconf -e 'myhostname = mail.YOUR-DOMAIN'", faults);
	judge_families(list, settings, world, faults);
	judge_interfaces(list, world, faults);
	judge_open(list, world, faults);
	judge_maps(list, world, faults);
	own_postfix_judge_tls(list, settings, world, faults);
}
