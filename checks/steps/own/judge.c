/*
 * What the judgement of all servers shares.
 */
#include "checks/steps/own/judge.h"

#include <string.h>

#include "checks/engine/words.h"
#include "checks/know/provider.h"
#include "checks/steps/own/own.h"

struct own_fault *own_fault_add(struct own_faults *faults, enum finding_id id, const char *msgid,
	const struct own_list *list, const char *setting, const struct own_world *world)
{
	const struct own_setting *found = own_list_find(list, setting);
	struct own_fault *fault = VEC_ADD(&faults->v);

	fault->id = id;
	fault->msgid = msgid;
	str_copy(fault->setting, sizeof fault->setting, setting);
	if (found) {
		str_copy(fault->value, sizeof fault->value, found->value);
		fault->line = found->line;
	}
	str_copy(fault->file, sizeof fault->file, world->file ? world->file : "");
	return fault;
}

void own_fault_change(struct own_fault *fault, const char *format, const char *word)
{
	const char *place = strstr(format, "%s");
	struct str STR_AUTO text = STR_INIT_MAX(sizeof fault->change - 1);

	if (!own_is_plain(word))
		return;
	if (place) {
		str_add_bytes(&text, format, (size_t)(place - format));
		str_add(&text, word);
		format = place + 2;
	}
	str_add(&text, format);
	str_copy(fault->change, sizeof fault->change, str_text(&text));
}

static const char *name_sentence(enum own_name_fault fault)
{
	switch (fault) {
	case OWN_NAME_SHORT:
		/* TRANSLATORS: {program} is a mail server program, {value} a name; myhost is an example. */
		return N_("{program} calls itself \"{value}\" when it hands over mail. That is half a name, "
			  "without "
			  "a domain, and many servers refuse it.");
	case OWN_NAME_LOCAL:
		/* TRANSLATORS: {program} is a mail server program, {value} a name. */
		return N_("{program} calls itself \"{value}\" when it hands over mail. That name means "
			  "something "
			  "on this computer or in its network only, and many servers refuse it.");
	default:
		/* TRANSLATORS: {program} is a mail server program, {value} a name. */
		return N_(
			"{program} calls itself \"{value}\" when it hands over mail. That is no name that a "
			"computer can have, and many servers refuse it.");
	}
}

void own_judge_name(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, const char *change, struct own_faults *faults)
{
	enum own_name_fault is = own_name_judge(settings->name);
	struct own_fault *fault;

	if (!settings->name[0] || is == OWN_NAME_FINE)
		return;
	/* A relay that one signs in to does not look at the name. */
	fault = own_fault_add(faults, settings->relay.host[0] ? F_OWN_SETTING_ODD : F_OWN_NAME,
		name_sentence(is), list, setting, world);
	str_copy(fault->value, sizeof fault->value, settings->name);
	own_fault_change(fault, change, "");
}

/* What the sentence names beside its setting. */
static struct own_fault *relay_fault(struct own_fault *fault, const struct own_settings *settings)
{
	str_copy(fault->host, sizeof fault->host, settings->relay.host);
	fault->port = settings->relay.port;
	return fault;
}

void own_judge_port25(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, const char *port_change,
	struct own_faults *faults)
{
	struct provider provider;
	struct own_fault *fault;

	if (settings->relay.port != 25 ||
		(!settings->relay_login && !provider_lists_host(settings->relay.host, &provider)))
		return;
	fault = own_fault_add(faults, F_OWN_SETTING_ODD,
		/* TRANSLATORS: {program} is a mail server program, {host} a server. */
		N_("{program} hands all mail to {host} at port 25. That port is often closed; for those who "
		   "sign in, 587 is "
		   "meant."),
		list, setting, world);
	own_fault_change(relay_fault(fault, settings), port_change, settings->relay.host);
}

struct own_fault *own_judge_no_login(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, struct own_faults *faults)
{
	struct provider provider;

	if (settings->relay_login || !settings->relay_login_known ||
		!provider_lists_host(settings->relay.host, &provider))
		return NULL;
	return relay_fault(
		own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program, {host} a server of a mail
				      company. */
			N_("{program} hands all mail to {host}, which sends only for those who sign in, and "
			   "does not "
			   "sign in "
			   "there."),
			list, setting, world),
		settings);
}

void own_judge_encryption(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, struct own_faults *faults)
{
	bool tls = settings->relay.security == SECURITY_TLS;
	const char *msgid = NULL;

	if (settings->relay.port == 465 && !tls)
		/* TRANSLATORS: {program} is a mail server program, {host} a server. */
		msgid = N_("{program} hands all mail to {host} at port 465, which is encrypted from the "
			   "first moment, "
			   "but begins without encryption. So both wait for each other.");
	else if (settings->relay.port == 587 && tls)
		/* TRANSLATORS: {program} is a mail server program, {host} a server. */
		msgid = N_(
			"{program} hands all mail to {host} at port 587, where a connection begins without "
			"encryption, but begins encrypted. So they do not understand each other.");
	if (msgid)
		relay_fault(own_fault_add(faults, F_OWN_SETTING, msgid, list, setting, world), settings);
}
