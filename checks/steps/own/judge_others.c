/*
 * OpenSMTPD by its smtpd.conf(5), Sendmail by its sendmail.cf.
 */
#include "checks/steps/own/judge.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/words.h"
#include "checks/steps/own/own.h"

static bool has_line(const struct own_list *list, const char *key)
{
	return own_list_find(list, key) != NULL;
}

static bool listens_at_home_only(const struct own_list *list)
{
	bool any = false;

	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *line = &list->v.items[i];
		char where[128];

		if (strcmp(line->key, "listen") != 0 ||
			!own_has_bare(line->value, "on", where, sizeof where) || strcmp(where, "socket") == 0)
			continue;
		if (!ascii_starts(where, "lo") && !ascii_starts(where, "127.") && strcmp(where, "::1") != 0)
			return false;
		any = true;
	}
	return any;
}

static void say_at_home(const struct own_list *list, const char *setting, const struct own_world *world,
	struct own_faults *faults)
{
	own_fault_add(faults, F_OWN_SETTING,
		/* TRANSLATORS: {program} is a mail server program, {setting} is one of its settings. */
		N_("{program} listens only to this computer itself ({setting}), but people who have their "
		   "mailboxes here want to "
		   "hand in mail from elsewhere."),
		list, setting, world);
}

static void judge_relay(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, const char *setting, struct own_faults *faults)
{
	if (!settings->relay.host[0])
		return;
	own_judge_port25(list, settings, world, setting, "", faults);
	own_judge_encryption(list, settings, world, setting, faults);
	(void)own_judge_no_login(list, settings, world, setting, faults);
}

void own_opensmtpd_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	/* "accept … relay" is the language of versions before 6.4. */
	if (has_line(list, "match") && !own_way_out(list) && !has_line(list, "accept") &&
		!has_line(list, "include"))
		own_fault_add(faults, F_OWN_SETTING,
			/* TRANSLATORS: {program} is a mail server program; match and relay are literal. */
			N_("The settings of {program} hold no rule (match) that hands mail for other servers "
			   "to a relay "
			   "action, so none leaves."),
			list, "match", world);
	if (world->mailboxes && listens_at_home_only(list))
		say_at_home(list, "listen", world, faults);
	judge_relay(list, settings, world, "action", faults);
	own_judge_name(list, settings, world, "hostname", "", faults);
}

void own_sendmail_judge(const struct own_list *list, const struct own_settings *settings,
	const struct own_world *world, struct own_faults *faults)
{
	bool any = false, home = true;

	for (size_t i = 0; i < list->v.n; i++) {
		const struct own_setting *line = &list->v.items[i];

		if (strcmp(line->key, "O DaemonPortOptions") != 0)
			continue;
		any = true;
		home &= ascii_find(line->value, "Addr=127.") || ascii_find(line->value, "Addr=::1");
	}
	if (world->mailboxes && any && home)
		say_at_home(list, "O DaemonPortOptions", world, faults);
	judge_relay(list, settings, world, "DS", faults);
	own_judge_name(list, settings, world, "Dj", "", faults);
}
