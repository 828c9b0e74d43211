/*
 * Postfix: encryption, and the login at a relay. Each fault is one that cannot work, whatever the relay says.
 */
#include "checks/steps/own/judge.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/words.h"
#include "checks/know/provider.h"
#include "checks/steps/own/own.h"

static bool is_one_of(const char *value, const char *const *words)
{
	for (; *words; words++) {
		if (ascii_caseeq(value, *words))
			return true;
	}
	return false;
}

/* Levels that demand a certificate which can be checked. */
static bool wants_certificate(const char *level)
{
	static const char *const levels[] = {"verify", "secure", "fingerprint", NULL};

	return is_one_of(level, levels);
}

static void judge_level(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	static const char *const known[] = {
		"", "none", "may", "encrypt", "dane", "dane-only", "fingerprint", "verify", "secure", NULL};
	const char *level = own_list_get(list, "smtp_tls_security_level", "");
	bool signers = *own_list_get(list, "smtp_tls_CAfile", "") ||
		       *own_list_get(list, "smtp_tls_CApath", "") ||
		       own_list_is_yes(list, "tls_append_default_CA", false);
	const char *msgid = NULL;

	if (strchr(level, '$'))
		return;
	if (!is_one_of(level, known))
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} does not know the word {value}, to which {setting} is set; it then "
			   "sends nothing.");
	else if (wants_certificate(level) && !ascii_caseeq(level, "fingerprint") && !signers)
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} is told to check every certificate ({setting} is {value}), but has no "
			   "list of "
			   "signers to check them by. So it gives no mail to anybody.");
	else if (wants_certificate(level) && !settings->relay.host[0])
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} gives mail only to servers whose certificate it can check ({setting} "
			   "is {value}). "
			   "Most servers that take mail for others have none that fits.");
	if (!msgid)
		return;
	own_fault_change(own_fault_add(faults, F_OWN_SETTING, msgid, list, "smtp_tls_security_level", world),
		"sudo postconf -e 'smtp_tls_security_level = may'", "");
}

static void judge_wrapper(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	bool wrapper = own_list_is_yes(list, "smtp_tls_wrappermode", false);
	struct own_fault *fault = NULL;

	if (wrapper && (!settings->relay.host[0] || settings->relay.port != 465)) {
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
			N_("{program} begins every connection encrypted at once ({setting}). Servers "
			   "understand that at "
			   "port 465 only, and it does not connect there."),
			list, "smtp_tls_wrappermode", world);
		own_fault_change(fault, "sudo postconf -X smtp_tls_wrappermode", "");
	} else if (!wrapper && settings->relay.port == 465) {
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {host} a server. */
			N_("{program} hands all mail to {host} at port 465, which is encrypted from the "
			   "first moment; "
			   "without smtp_tls_wrappermode both wait for each other."),
			list, "relayhost", world);
		own_fault_change(fault,
			"sudo postconf -e 'smtp_tls_wrappermode = yes' 'smtp_tls_security_level = encrypt'",
			"");
	} else if (wrapper && !settings->must_encrypt) {
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
			N_("{program} wants smtp_tls_security_level to be encrypt where {setting} is on; "
			   "without it no "
			   "mail is sent."),
			list, "smtp_tls_wrappermode", world);
		own_fault_change(fault, "sudo postconf -e 'smtp_tls_security_level = encrypt'", "");
	}
}

/* Where a relay is named: relayhost, or what stands in its place. */
static const char *relay_setting(const struct own_list *list)
{
	if (*own_list_get(list, "*", ""))
		return "transport_maps";
	return *own_list_get(list, "relayhost", "") ? "relayhost" : "default_transport";
}

static void judge_no_login(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	struct own_fault *fault = own_judge_no_login(list, settings, world, relay_setting(list), faults);

	if (fault)
		own_fault_change(fault,
			"sudo postconf -e 'smtp_sasl_auth_enable = yes' 'smtp_sasl_security_options = "
			"noanonymous' 'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd'",
			"");
}

/* A name without brackets is a domain, whose servers for receiving are asked for; such a port is one for handing in. */
static void judge_brackets(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	struct provider provider;
	struct own_fault *fault;
	char hop[HOST_MAX + 16];

	if (!settings->relay_by_mx ||
		(settings->relay.port == 25 && !provider_lists_host(settings->relay.host, &provider)))
		return;
	snprintf(hop, sizeof hop, "[%s]:%d", settings->relay.host,
		settings->relay.port == 25 ? 587 : settings->relay.port);
	fault = own_fault_add(faults, F_OWN_SETTING_ODD,
		/* TRANSLATORS: {program} is a mail server program, {host} a server. */
		N_("{program} hands all mail to {host}, whose name stands there without square brackets. So "
		   "it looks "
		   "for the servers that receive mail for that name."),
		list, relay_setting(list), world);
	own_fault_change(fault, "sudo postconf -e 'relayhost = %s'", hop);
}

/* Its own default forbids passwords as they are, even where the connection is encrypted; the companies offer nothing else. */
static void judge_ways(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	struct provider provider;
	struct own_fault *fault;

	if (!settings->relay_login || settings->relay_plain || !settings->relay_encrypts)
		return;
	fault = own_fault_add(faults,
		provider_lists_host(settings->relay.host, &provider) ? F_OWN_SETTING : F_OWN_SETTING_ODD,
		/* TRANSLATORS: {program} is a mail server program, {host} a server; noplaintext is literal. */
		N_("{program} is told to sign in at {host}, but to give no password as it is (noplaintext). "
		   "Most "
		   "servers take it in no other way."),
		list, "smtp_sasl_security_options", world);
	own_fault_change(fault, "sudo postconf -e 'smtp_sasl_security_options = noanonymous'", "");
}

static void judge_login(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	struct own_fault *fault;

	if (!settings->relay_login)
		return;
	if (!*own_list_get(list, "smtp_sasl_password_maps", "")) {
		own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {host} a server. */
			N_("{program} is told to sign in at {host}, but not where name and password stand "
			   "(smtp_sasl_password_maps)."),
			list, "smtp_sasl_auth_enable", world);
	} else if (world->logins && !own_login_for(world->logins, own_list_get(list, "relayhost", ""))) {
		own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {host} a server, {setting} one of its
			   settings. */
			N_("{program} is told to sign in at {host}, but the table of passwords ({setting}) "
			   "has no line for "
			   "it. The line must begin exactly as the server is named in relayhost."),
			list, "smtp_sasl_password_maps", world);
	}
	if (!settings->relay_encrypts && !settings->relay_plain) {
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {host} a server. */
			N_("{program} is told to sign in at {host}, but neither to encrypt the connection "
			   "nor to give "
			   "the password without encryption. So it cannot."),
			list, "smtp_sasl_auth_enable", world);
		own_fault_change(fault,
			"sudo postconf -e 'smtp_tls_security_level = encrypt' 'smtp_sasl_security_options = "
			"noanonymous'",
			"");
	}
}

void own_postfix_judge_tls(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	size_t before = faults->v.n;

	judge_level(list, settings, world, faults);
	judge_wrapper(list, settings, world, faults);
	if (settings->relay.host[0]) {
		own_judge_port25(list, settings, world, relay_setting(list),
			"sudo postconf -e 'relayhost = [%s]:587'", faults);
		judge_brackets(list, settings, world, faults);
		judge_no_login(list, settings, world, faults);
		judge_login(list, settings, world, faults);
		judge_ways(list, settings, world, faults);
	}
	for (size_t i = before; i < faults->v.n; i++) {
		str_copy(faults->v.items[i].host, HOST_MAX, settings->relay.host);
		faults->v.items[i].port = settings->relay.port;
	}
}
