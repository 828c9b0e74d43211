/*
 * What the judgement of all servers shares.
 */
#include "checks/steps/own/judge.h"

#include <string.h>

#include "checks/base/ascii.h"
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
