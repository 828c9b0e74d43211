/*
 * Exim, by what exim -bP says of its main options, routers and transports; on Debian also by the file of answers that its settings
 * are made from.
 */
#include "checks/steps/own/judge.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/words.h"
#include "checks/steps/own/own.h"

#define RECONFIGURE "sudo dpkg-reconfigure exim4-config"

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
	struct own_smarthost smarthost;
	struct own_hop hop;
	struct own_fault *fault;
	bool one_colon;

	if (!own_exim_smarthost(list, &smarthost) || !own_exim_first_hop(smarthost.hosts, &hop, &one_colon) ||
		!one_colon)
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
		if (own_exim_is_router(&list->v.items[i], away))
			return;
		some |= own_exim_is_router(&list->v.items[i], any);
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

static void judge_held(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	if (settings->holds)
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
	const char *setting = own_list_find(list, "dc_smarthost") ? "dc_smarthost" : "route_list";
	struct own_fault *fault;

	own_judge_port25(list, settings, world, setting, "", faults);
	if (settings->relay.port != 465 || settings->relay.security == SECURITY_TLS)
		return;
	fault = own_fault_add(faults, F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program, {host} a server. */
		N_("{program} hands all mail to {host} at port 465, which is encrypted from the "
		   "first moment; without "
		   "\"protocol = smtps\" both wait for each other."),
		list, setting, world);
	str_copy(fault->host, sizeof fault->host, settings->relay.host);
	fault->port = settings->relay.port;
}

void own_exim_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	judge_debian(list, world, faults);
	judge_colon(list, world, faults);
	judge_routers(list, world, faults);
	judge_held(list, settings, world, faults);
	judge_families(list, settings, world, faults);
	judge_interfaces(list, world, faults);
	judge_relay(list, settings, world, faults);
	own_judge_name(list, settings, world, "primary_hostname",
		"sudo hostnamectl set-hostname mail.YOUR-DOMAIN", faults);
}
