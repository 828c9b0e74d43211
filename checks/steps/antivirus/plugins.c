/*
 * antivirus.plugins: which add-ons of the mail program touch what is sent? Read from where each program lists them: Thunderbird in its
 * profile, Claws Mail in its settings, Evolution by what lies in its folder.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/know/addons.h"
#include "checks/know/addons_native.h"
#include "checks/profiles/desktop.h"
#include "checks/steps/antivirus/antivirus.h"

/* Where systems keep Evolution's modules; the first that is there counts. */
static const char *const evolution_folders[] = {
	"/usr/lib/x86_64-linux-gnu/evolution/modules/",
	"/usr/lib/aarch64-linux-gnu/evolution/modules/",
	"/usr/lib64/evolution/modules/",
	"/usr/lib/evolution/modules/",
};

static const char *const claws_files[] = {
	".claws-mail/clawsrc",
	".config/claws-mail/clawsrc",
	".var/app/org.claws_mail.Claws-Mail/.claws-mail/clawsrc",
	".var/app/org.claws_mail.Claws-Mail/config/claws-mail/clawsrc",
};

#define TOLD_MAX 4 /* add-ons that are told; more say no more */

/* Add-ons of one program while they are told. */
struct telling {
	struct check_run *run;
	const char *home;
	enum program program;
	size_t told;
};

static void say(struct telling *telling, const struct addon *addon, const char *path)
{
	const char *program = program_shown(telling->program);
	struct finding *finding;

	if (addon->whole_program)
		/* TRANSLATORS: {addon} is the name of an add-on, {program} of a mail program. */
		finding = run_say(telling->run, F_PLUGIN_FOUND,
			N_("The add-on {addon} in {program} may change everything in the program, sending "
			   "too."),
			A_NAME("addon", addon->name), A_NAME("program", program));
	else
		/* TRANSLATORS: {addon} is the name of an add-on, {program} of a mail program. */
		finding = run_say(telling->run, F_PLUGIN_FOUND,
			N_("The add-on {addon} in {program} may look into and change mails before they are "
			   "sent."),
			A_NAME("addon", addon->name), A_NAME("program", program));
	run_evidence(finding, "file", path);
}

static void say_all(struct telling *telling, const struct addon *addons, size_t n, const char *path)
{
	for (size_t i = 0; i < n && telling->told < TOLD_MAX; i++, telling->told++)
		say(telling, &addons[i], path);
}

static void look_into_profile(struct telling *telling, const char *profile)
{
	struct str STR_AUTO text = STR_INIT;
	struct addon addons[ADDONS_MAX];
	char path[ADDONS_PATH_MAX + 20];

	snprintf(path, sizeof path, "%s/extensions.json", profile);
	if (computer_read(run_case(telling->run), path, &text) == COMPUTER_READ)
		say_all(telling, addons, addons_touching(str_text(&text), text.len, addons),
			"extensions.json");
}

static void look_at_thunderbird(struct telling *telling)
{
	char base[2 * ADDONS_PATH_MAX], path[2 * ADDONS_PATH_MAX + 20];
	char profiles[ADDONS_PROFILES_MAX][ADDONS_PATH_MAX];
	struct str STR_AUTO text = STR_INIT;

	for (size_t i = 0; thunderbird_places[i]; i++) {
		size_t n;

		snprintf(base, sizeof base, "%s/%s", telling->home, thunderbird_places[i]);
		snprintf(path, sizeof path, "%s/profiles.ini", base);
		if (computer_read(run_case(telling->run), path, &text) != COMPUTER_READ)
			continue;
		n = addons_profiles(str_text(&text), base, profiles);
		for (size_t k = 0; k < n; k++)
			look_into_profile(telling, profiles[k]);
	}
}

static void look_at_claws(struct telling *telling)
{
	struct str STR_AUTO text = STR_INIT;
	struct addon addons[ADDONS_MAX];
	char path[2 * ADDONS_PATH_MAX];

	for (size_t i = 0; i < sizeof claws_files / sizeof claws_files[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", telling->home, claws_files[i]);
		if (computer_read(run_case(telling->run), path, &text) == COMPUTER_READ)
			say_all(telling, addons, addons_of_claws(str_text(&text), addons), "clawsrc");
	}
}

static void look_at_evolution(struct telling *telling)
{
	struct str STR_AUTO names = STR_INIT;
	struct addon addons[ADDONS_MAX];
	char sources[2 * ADDONS_PATH_MAX];

	/* Only where this person has set it up: the program may lie there for others. */
	snprintf(sources, sizeof sources, "%s/.config/evolution/sources/", telling->home);
	if (computer_list(run_case(telling->run), sources, &names) != COMPUTER_READ)
		return;
	for (size_t i = 0; i < sizeof evolution_folders / sizeof evolution_folders[0]; i++) {
		if (computer_list(run_case(telling->run), evolution_folders[i], &names) != COMPUTER_READ)
			continue;
		say_all(telling, addons, addons_of_evolution(str_text(&names), addons), evolution_folders[i]);
		return;
	}
}

static const struct {
	enum program program;
	void (*look)(struct telling *telling);
} programs[] = {
	{PROGRAM_THUNDERBIRD, look_at_thunderbird},
	{PROGRAM_EVOLUTION, look_at_evolution},
	{PROGRAM_CLAWS, look_at_claws},
};

/* Where the program is not told, whatever is there may be it. */
static bool may_be(const struct mailcase *mailcase, enum program program)
{
	return mailcase->program == program || mailcase->program == PROGRAM_UNKNOWN ||
	       mailcase->program == PROGRAM_OTHER;
}

static bool applies(const struct mailcase *mailcase)
{
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
		if (may_be(mailcase, programs[i].program))
			return antivirus_applies_here(mailcase);
	return false;
}

static void run_plugins(struct check_run *run)
{
	char home[ADDONS_PATH_MAX];
	struct telling telling = {.run = run, .home = home};

	if (!computer_home(run_case(run), home, sizeof home))
		return;
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		if (!may_be(run_case(run), programs[i].program))
			continue;
		telling.program = programs[i].program;
		programs[i].look(&telling);
	}
}

const struct check check_antivirus_plugins = {
	.id = "antivirus.plugins",
	.step = STEP_ANTIVIRUS,
	.title = N_("See which add-ons of your mail program touch what is sent"),
	.limit_ms = 1000,
	.applies = applies,
	.run = run_plugins,
};
