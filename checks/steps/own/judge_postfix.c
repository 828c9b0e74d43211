/*
 * Postfix: its name, what it keeps back, where it hands mail to, whom it listens to. postconf(5) has each setting. What concerns
 * encryption and the login at a relay stands in judge_relay.c.
 */
#include "checks/steps/own/judge.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/words.h"
#include "checks/steps/own/own.h"

static void judge_transport(
	const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	struct own_fault *fault;

	if (own_postfix_keeps_back(own_list_get(list, "default_transport", ""))) {
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
			N_("{program} is told to keep back all mail to other servers: {setting} is {value}."),
			list, "default_transport", world);
		own_fault_change(fault, "sudo postconf -X default_transport", "");
	}
	if (own_postfix_has_word(list, "defer_transports", "smtp") ||
		own_postfix_has_word(list, "defer_transports", "relay")) {
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

		own_postfix_hop(list, hop, sizeof hop);
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
	if (own_postfix_has_word(list, "mynetworks", "0.0.0.0/0") ||
		own_postfix_has_word(list, "mynetworks", "[::]/0"))
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
