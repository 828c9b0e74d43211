/*
 * antivirus.plugins: which add-ons of Thunderbird touch what is sent? Read from the person's profile, wherever this system keeps it.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/know/addons.h"
#include "checks/steps/antivirus/antivirus.h"

/* Installed by the distribution, as a snap, and as a flatpak. */
static const char *const places[] = {
	".thunderbird",
	"snap/thunderbird/common/.thunderbird",
	".var/app/org.mozilla.Thunderbird/.thunderbird",
	".var/app/org.mozilla.thunderbird/.thunderbird",
};

#define TOLD_MAX 4 /* add-ons that are told; more say no more */

static bool applies(const struct mailcase *mailcase)
{
	bool thunderbird = mailcase->program == PROGRAM_UNKNOWN || mailcase->program == PROGRAM_THUNDERBIRD ||
			   mailcase->program == PROGRAM_OTHER;

	return thunderbird && antivirus_applies_here(mailcase);
}

static void say(struct check_run *run, const struct addon *addon, const char *path)
{
	struct finding *finding;

	if (addon->whole_program)
		/* TRANSLATORS: {addon} is the name of an add-on, Thunderbird a mail program. */
		finding = run_say(run, F_PLUGIN_FOUND,
			N_("The add-on {addon} in Thunderbird may change everything in the program, sending "
			   "too."),
			A_NAME("addon", addon->name));
	else
		/* TRANSLATORS: {addon} is the name of an add-on, Thunderbird a mail program. */
		finding = run_say(run, F_PLUGIN_FOUND,
			N_("The add-on {addon} in Thunderbird may look into and change mails before they are "
			   "sent."),
			A_NAME("addon", addon->name));
	run_evidence(finding, "file", path);
}

/* The add-ons of one profile; gives how many were told by now. */
static size_t look_into(struct check_run *run, const char *profile, size_t told)
{
	struct str STR_AUTO text = STR_INIT;
	struct addon addons[ADDONS_MAX];
	char path[ADDONS_PATH_MAX + 20];
	size_t n;

	snprintf(path, sizeof path, "%s/extensions.json", profile);
	if (computer_read(run_case(run), path, &text) != COMPUTER_READ)
		return told;
	n = addons_touching(str_text(&text), text.len, addons);
	for (size_t i = 0; i < n && told < TOLD_MAX; i++, told++)
		say(run, &addons[i], "extensions.json");
	return told;
}

static void run_plugins(struct check_run *run)
{
	char home[ADDONS_PATH_MAX], base[2 * ADDONS_PATH_MAX], path[2 * ADDONS_PATH_MAX + 20];
	char profiles[ADDONS_PROFILES_MAX][ADDONS_PATH_MAX];
	struct str STR_AUTO text = STR_INIT;
	size_t told = 0;

	if (!computer_home(run_case(run), home, sizeof home))
		return;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		size_t n;

		snprintf(base, sizeof base, "%s/%s", home, places[i]);
		snprintf(path, sizeof path, "%s/profiles.ini", base);
		if (computer_read(run_case(run), path, &text) != COMPUTER_READ)
			continue;
		n = addons_profiles(str_text(&text), base, profiles);
		for (size_t k = 0; k < n; k++)
			told = look_into(run, profiles[k], told);
	}
}

const struct check check_antivirus_plugins = {
	.id = "antivirus.plugins",
	.step = STEP_ANTIVIRUS,
	.title = N_("See which add-ons of Thunderbird touch what is sent"),
	.limit_ms = 1000,
	.applies = applies,
	.run = run_plugins,
};
