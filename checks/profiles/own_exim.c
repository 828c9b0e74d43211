/*
 * Exim: what its main options, routers and transports come to, as exim -bP prints them or its file holds them.
 */
#include "checks/profiles/own_settings.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"

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

bool own_exim_is_router(const struct own_setting *setting, const char *const *drivers)
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

/* Debian's answers, where the routers cannot be read: they are made from them. */
static bool smarthost_answered(const struct own_list *list, struct own_smarthost *smarthost_r)
{
	const char *type = own_list_get(list, "dc_eximconfig_configtype", "");
	const struct own_setting *answer = own_list_find(list, "dc_smarthost");

	if (!answer || !*answer->value ||
		(!ascii_caseeq(type, "smarthost") && !ascii_caseeq(type, "satellite")))
		return false;
	smarthost_r->from = answer;
	smarthost_r->answered = true;
	str_copy(smarthost_r->hosts, sizeof smarthost_r->hosts, answer->value);
	/* Semicolons part the hosts there; update-exim4.conf makes colons of them. */
	for (char *c = smarthost_r->hosts; *c; c++)
		*c = *c == ';' ? ':' : *c;
	return true;
}

static bool smarthost_routed(const struct own_list *list, struct own_smarthost *smarthost_r)
{
	static const char *const drivers[] = {"manualroute", NULL};

	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *setting = &list->v.items[i];
		const char *data;

		if (!own_exim_is_router(setting, drivers))
			continue;
		smarthost_r->from = setting;
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

bool own_exim_smarthost(const struct own_list *list, struct own_smarthost *smarthost_r)
{
	*smarthost_r = (struct own_smarthost){.from = NULL};
	return smarthost_routed(list, smarthost_r) || smarthost_answered(list, smarthost_r);
}

bool own_exim_first_hop(const char *hosts, struct own_hop *hop_r, bool *one_colon_r)
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
	const struct own_list *list, const struct own_smarthost *smarthost, const char *option)
{
	char key[256];

	snprintf(key, sizeof key, "transport.%.100s.%s",
		smarthost->answered ? "remote_smtp_smarthost"
				    : sibling(list, smarthost->from->key, "transport"),
		option);
	return own_list_get(list, key, "");
}

static void read_relay(const struct own_list *list, struct own_settings *settings)
{
	struct own_smarthost smarthost;
	struct own_hop hop;
	bool one_colon;

	if (!own_exim_smarthost(list, &smarthost) || !own_exim_first_hop(smarthost.hosts, &hop, &one_colon))
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

void own_exim_settings(const struct own_list *list, const char *hostname, struct own_settings *settings_r)
{
	const char *helo = own_list_get(list, "transport.remote_smtp.helo_data", "");
	struct own_settings settings = {.kind = OWN_EXIM, .ipv4 = true};

	str_copy(settings.name, sizeof settings.name,
		*helo && !strchr(helo, '$') ? helo : own_list_get(list, "primary_hostname", hostname));
	str_copy(settings.spool, sizeof settings.spool,
		own_list_get(list, "spool_directory", "/var/spool/exim4"));
	settings.min_free = bytes_of(own_list_get(list, "check_spool_space", "10M"));
	settings.ipv6 = !own_list_is_yes(list, "disable_ipv6", false);
	settings.holds = holds_all(list);
	settings.local = local_words(list);
	read_relay(list, &settings);
	*settings_r = settings;
}
