/*
 * errors.tried: what the person changed for a moment, and whether it helped. A pair of tests with one thing
 * changed between them weighs more than any single one: what helped is a problem of its own, also when
 * everything was changed back and the other findings are gone (checks/rules/tried.def).
 */
#include "checks/engine/mailcase.h"
#include "checks/steps/errors/errors.h"

static const struct pair {
	enum finding_id helped, same;
	const char *helped_msgid, *same_msgid;
} pairs[EXPERIMENT_N] = {
	[EXPERIMENT_SHIELD_OFF] = {F_TRIED_SHIELD_OFF_HELPED, F_TRIED_SHIELD_OFF_SAME,
		N_("You tried: with the mail protection of the antivirus program off, it worked."),
		N_("You tried: with the mail protection of the antivirus program off, it was the same.")},
	[EXPERIMENT_VPN_OFF] = {F_TRIED_VPN_OFF_HELPED, F_TRIED_VPN_OFF_SAME,
		N_("You tried: with the VPN off, it worked."),
		N_("You tried: with the VPN off, it was the same.")},
	[EXPERIMENT_OTHER_NETWORK] = {F_TRIED_OTHER_NETWORK_HELPED, F_TRIED_OTHER_NETWORK_SAME,
		N_("You tried: over another network, it worked."),
		N_("You tried: over another network, it was the same.")},
	[EXPERIMENT_OTHER_PORT] = {F_TRIED_OTHER_PORT_HELPED, F_TRIED_OTHER_PORT_SAME,
		N_("You tried: with another port, it worked."),
		N_("You tried: with another port, it was the same.")},
	[EXPERIMENT_WITHOUT_PLUGINS] = {F_TRIED_WITHOUT_PLUGINS_HELPED, F_TRIED_WITHOUT_PLUGINS_SAME,
		N_("You tried: with the mail program started without add-ons, it worked."),
		N_("You tried: with the mail program started without add-ons, it was the same.")},
};

static void run_tried(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);

	for (int i = 0; i < EXPERIMENT_N; i++) {
		bool helped = mailcase->tried[i] == TRIED_HELPED;
		struct finding *finding;

		if (mailcase->tried[i] == TRIED_NOT)
			continue;
		finding = run_say(run, helped ? pairs[i].helped : pairs[i].same,
			helped ? pairs[i].helped_msgid : pairs[i].same_msgid, {0});
		run_evidence(finding, "source", "you tried it");
		run_evidence(finding, "changed", experiment_name((enum experiment)i));
		run_evidence(finding, "result", helped ? "helped" : "same");
	}
}

static bool tried_anything(const struct mailcase *mailcase)
{
	for (int i = 0; i < EXPERIMENT_N; i++)
		if (mailcase->tried[i] != TRIED_NOT)
			return true;
	return false;
}

const struct check check_errors_tried = {
	.id = "errors.tried",
	.step = STEP_ERRORS,
	.title = N_("Note what you tried"),
	.limit_ms = 1000,
	.concludes = true,
	.applies = tried_anything,
	.run = run_tried,
};
