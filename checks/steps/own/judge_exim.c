/*
 * Exim, by what exim -bP says of its main options, routers and transports; on Debian also by the file of answers that its settings
 * are made from.
 */
#include "checks/steps/own/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/engine/words.h"
#include "checks/know/provider.h"
#include "checks/steps/own/own.h"

#define RECONFIGURE "sudo dpkg-reconfigure exim4-config"

/* The key of a router's option beside one that was met: "router.NAME.driver" to "router.NAME.route_list". */
static const char *sibling(const struct own_list *list, const char *key, const char *option)
{
	const char *dot = strrchr(key, '.');
	char other[256];

	if (!dot)
		return "";
	snprintf(other, sizeof other, "%.*s.%s", (int)(dot - key), key, option);
	return own_list_get(list, other, "");
}

static bool is_router(const struct own_setting *setting, const char *const *drivers)
{
	size_t len = strlen(setting->key);

	if (!ascii_starts(setting->key, "router.") || len < 7 ||
		strcmp(setting->key + len - 7, ".driver") != 0)
		return false;
	for (; *drivers; drivers++) {
		if (ascii_caseeq(setting->value, *drivers))
			return true;
	}
	return false;
}

/* "* smtp.example.org::587 byname": the hosts of the first rule that is for every domain. */
static bool hosts_of_route(const char *route, char *hosts_r, size_t size)
{
	char pattern[128];
	const char *at = route;

	if (!own_next_word(&at, pattern, sizeof pattern))
		return false;
	if (strcmp(pattern, "*") != 0 || !own_next_word(&at, hosts_r, size))
		return false;
	hosts_r[strcspn(hosts_r, ";")] = '\0';
	return hosts_r[0] && !strchr(hosts_r, '$');
}

struct smarthost {
	const struct own_setting *router; /* its driver */
	char hosts[256];
};

static bool find_smarthost(const struct own_list *list, struct smarthost *smarthost_r)
{
	static const char *const drivers[] = {"manualroute", NULL};

	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *setting = &list->v.items[i];
		const char *data;

		if (!is_router(setting, drivers))
			continue;
		smarthost_r->router = setting;
		if (hosts_of_route(sibling(list, setting->key, "route_list"), smarthost_r->hosts,
			    sizeof smarthost_r->hosts))
			return true;
		data = sibling(list, setting->key, "route_data");
		if (*data && !strchr(data, '$')) {
			str_copy(smarthost_r->hosts, sizeof smarthost_r->hosts, data);
			smarthost_r->hosts[strcspn(smarthost_r->hosts, " \t")] = '\0';
			return true;
		}
	}
	return false;
}

/* The first host of the list; one_colon_r: a number stands where a host should, because a port has one colon before it. */
static bool first_hop(const char *hosts, struct own_hop *hop_r, bool *one_colon_r)
{
	const char *at = hosts;
	char separator = 0, item[256];
	bool found = false;
	int64_t number;

	*one_colon_r = false;
	while (own_next_exim_item(&at, &separator, item, sizeof item)) {
		item[strcspn(item, "/")] = '\0';
		if (ascii_number(item, 1, 65535, &number))
			*one_colon_r = found;
		else if (!found)
			found = own_read_hop(item, hop_r);
	}
	return found;
}

static const char *transport_option(
	const struct own_list *list, const struct smarthost *smarthost, const char *option)
{
	char key[256];

	snprintf(key, sizeof key, "transport.%.100s.%s", sibling(list, smarthost->router->key, "transport"),
		option);
	return own_list_get(list, key, "");
}

static void read_relay(const struct own_list *list, struct own_settings *settings)
{
	struct smarthost smarthost;
	struct own_hop hop;
	bool one_colon;

	if (!find_smarthost(list, &smarthost) || !first_hop(smarthost.hosts, &hop, &one_colon))
		return;
	str_copy(settings->relay.host, sizeof settings->relay.host, hop.host);
	settings->relay.port = hop.port ? hop.port : 25;
	settings->relay.source = SOURCE_PROGRAM;
	settings->relay.security = ascii_caseeq(transport_option(list, &smarthost, "protocol"), "smtps")
					   ? SECURITY_TLS
					   : SECURITY_STARTTLS;
	settings->must_encrypt = *transport_option(list, &smarthost, "hosts_require_tls");
	settings->relay_encrypts = settings->relay_plain = true;
}

/* "@:localhost:example.org" as words; what is looked up elsewhere is left out. */
static char *local_words(const struct own_list *list)
{
	const char *at = own_list_get(list, "local_domains", NULL);
	STR_AUTO struct str words = STR_INIT_MAX(OWN_VALUE_MAX);
	char separator = 0, item[256];

	if (!at)
		return NULL;
	while (own_next_exim_item(&at, &separator, item, sizeof item)) {
		if (strcmp(item, "@") == 0)
			str_addf(&words, "%s ", own_list_get(list, "primary_hostname", ""));
		else if (own_is_plain(item) && item[0] != '@')
			str_addf(&words, "%s ", item);
	}
	return str_take(&words);
}

/* "10M" */
static int64_t bytes_of(const char *text)
{
	char digits[24];
	size_t len = strspn(text, "0123456789");
	int64_t number = 0;

	if (!len || len >= sizeof digits)
		return 0;
	memcpy(digits, text, len);
	digits[len] = '\0';
	if (!ascii_number(digits, 0, INT64_MAX >> 32, &number))
		return 0;
	switch (ascii_lower(text[len])) {
	case 'k':
		return number << 10;
	case 'm':
		return number << 20;
	case 'g':
		return number << 30;
	default:
		return number;
	}
}

static bool holds_all(const struct own_list *list)
{
	const char *at = own_list_get(list, "hold_domains", "");
	char separator = 0, item[64];

	while (own_next_exim_item(&at, &separator, item, sizeof item)) {
		if (strcmp(item, "*") == 0)
			return true;
	}
	return false;
}

void own_exim_settings(
	const struct own_list *list, const struct own_world *world, struct own_settings *settings_r)
{
	const char *helo = own_list_get(list, "transport.remote_smtp.helo_data", "");
	struct own_settings settings = {.kind = OWN_EXIM, .ipv4 = true};

	str_copy(settings.name, sizeof settings.name,
		*helo && !strchr(helo, '$') ? helo : own_list_get(list, "primary_hostname", world->hostname));
	str_copy(settings.spool, sizeof settings.spool,
		own_list_get(list, "spool_directory", "/var/spool/exim4"));
	settings.min_free = bytes_of(own_list_get(list, "check_spool_space", "10M"));
	settings.ipv6 = !own_list_is_yes(list, "disable_ipv6", false);
	settings.holds = holds_all(list);
	settings.local = local_words(list);
	read_relay(list, &settings);
	*settings_r = settings;
}

/* Debian's answers: the kind of server, and the smarthost with its colons. */
static void judge_debian(
	const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	const char *type = own_list_get(list, "dc_eximconfig_configtype", NULL);
	const char *msgid = NULL, *setting = "dc_eximconfig_configtype";

	if (!type)
		return;
	if (ascii_caseeq(type, "none"))
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} was installed but never set up ({setting} is {value}).");
	else if (ascii_caseeq(type, "local"))
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		msgid = N_("{program} is set up for mail on this computer alone ({setting} is {value}); it "
			   "sends nothing to "
			   "others.");
	else if ((ascii_caseeq(type, "smarthost") || ascii_caseeq(type, "satellite")) &&
		 !*own_list_get(list, "dc_smarthost", "")) {
		/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
		msgid = N_("{program} is to hand all mail to another server, but {setting} does not say to "
			   "which.");
		setting = "dc_smarthost";
	}
	if (msgid)
		own_fault_change(
			own_fault_add(faults, F_OWN_SETTING, msgid, list, setting, world), RECONFIGURE, "");
}

static void judge_colon(const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	struct smarthost smarthost;
	struct own_hop hop;
	struct own_fault *fault;
	bool one_colon;

	if (!find_smarthost(list, &smarthost) || !first_hop(smarthost.hosts, &hop, &one_colon) || !one_colon)
		return;
	fault = own_fault_add(faults, F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings, {host} is a
		   server. */
		N_("{program} takes the port in {value} for a second server, because one colon stands before "
		   "it "
		   "({setting}). It needs two colons."),
		list, own_list_find(list, "dc_smarthost") ? "dc_smarthost" : "route_list", world);
	if (!fault->value[0])
		str_copy(fault->value, sizeof fault->value, smarthost.hosts);
	str_copy(fault->host, sizeof fault->host, hop.host);
	if (own_list_find(list, "dc_smarthost"))
		own_fault_change(fault, RECONFIGURE, "");
}

static void judge_routers(
	const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	static const char *const away[] = {"dnslookup", "manualroute", "iplookup", "queryprogram", NULL};
	static const char *const any[] = {"accept", "redirect", "dnslookup", "manualroute", NULL};
	bool some = false;

	for (size_t i = 0; i < list->v.n; i++) {
		if (is_router(&list->v.items[i], away))
			return;
		some |= is_router(&list->v.items[i], any);
	}
	/* Nothing is said where the routers could not be read, or where the answers of Debian say it already. */
	if (!some || faults->v.n)
		return;
	own_fault_add(faults, F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program. */
		N_("The settings of {program} hold no rule (router) that leads mail to other servers: none "
		   "looks up a server "
		   "and none names one."),
		list, "routers", world);
}

static void judge_held(const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	if (holds_all(list))
		own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
			N_("{program} is told to keep back mail to all domains: {setting} is {value}."), list,
			"hold_domains", world);
	if (own_list_is_yes(list, "queue_only", false))
		own_fault_add(faults, F_OWN_SETTING_ODD,
			/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
			N_("{program} does not send a mail when it comes, but only when its queue is gone "
			   "through "
			   "({setting})."),
			list, "queue_only", world);
}

static void judge_families(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	if (!world->routes_known || settings->ipv6 || world->ipv4 || !world->ipv6)
		return;
	own_fault_add(faults, F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
		N_("{program} does not use the newer kind of address (IPv6; {setting} is on), and this "
		   "computer has no way "
		   "out with the older one."),
		list, "disable_ipv6", world);
}

static bool is_home(const char *address)
{
	return ascii_starts(address, "127.") || strcmp(address, "::1") == 0 || strcmp(address, "::::1") == 0;
}

static void judge_interfaces(
	const struct own_list *list, const struct own_world *world, struct own_faults *faults)
{
	const char *at = own_list_get(list, "local_interfaces", "");
	char separator = 0, item[128];
	struct own_fault *fault;
	bool any = false;

	if (!world->mailboxes)
		return;
	for (; own_next_exim_item(&at, &separator, item, sizeof item); any = true) {
		if (!is_home(item))
			return;
	}
	if (!any)
		return;
	fault = own_fault_add(faults, F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program, {setting} and {value} are from its settings. */
		N_("{program} listens only to this computer itself ({setting} is {value}), but people who "
		   "have their "
		   "mailboxes here want to hand in mail from elsewhere."),
		list, "local_interfaces", world);
	if (own_list_find(list, "dc_local_interfaces"))
		own_fault_change(fault, RECONFIGURE, "");
}

static void judge_relay(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	struct provider provider;
	struct own_fault *fault = NULL;
	const char *setting = own_list_find(list, "dc_smarthost") ? "dc_smarthost" : "route_list";

	if (settings->relay.port == 465 && settings->relay.security != SECURITY_TLS)
		fault = own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {host} a server. */
			N_("{program} hands all mail to {host} at port 465, which is encrypted from the "
			   "first moment; without "
			   "\"protocol = smtps\" both wait for each other."),
			list, setting, world);
	else if (settings->relay.port == 25 && provider_lists_host(settings->relay.host, &provider))
		fault = own_fault_add(faults, F_OWN_SETTING_ODD,
			/* TRANSLATORS: {program} is a mail server program, {host} a server. */
			N_("{program} hands all mail to {host} at port 25. That port is often closed; for "
			   "those who sign "
			   "in, 587 is meant."),
			list, setting, world);
	if (!fault)
		return;
	str_copy(fault->host, sizeof fault->host, settings->relay.host);
	fault->port = settings->relay.port;
}

void own_exim_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	judge_debian(list, world, faults);
	judge_colon(list, world, faults);
	judge_routers(list, world, faults);
	judge_held(list, world, faults);
	judge_families(list, settings, world, faults);
	judge_interfaces(list, world, faults);
	judge_relay(list, settings, world, faults);
	own_judge_name(list, settings, world, "primary_hostname",
		"sudo hostnamectl set-hostname mail.YOUR-DOMAIN", faults);
}
