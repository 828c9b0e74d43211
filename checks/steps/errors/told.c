/*
 * errors.told: the answers of the person as findings with the evidence "you told us". They prove nothing
 * alone; they raise or lower causes (checks/rules.c).
 */
#include "checks/engine/mailcase.h"
#include "checks/steps/errors/errors.h"

struct answer {
	int value;
	enum finding_id id;
	const char *msgid;
};

static const struct answer symptoms[] = {
	{SYMPTOM_MESSAGE, F_TOLD_MESSAGE, N_("You told us: the mail program shows a message.")},
	{SYMPTOM_OUTBOX, F_TOLD_OUTBOX, N_("You told us: the mail stays in the outbox.")},
	{SYMPTOM_BOUNCE, F_TOLD_BOUNCE, N_("You told us: the mail comes back.")},
	{SYMPTOM_LOST, F_TOLD_LOST, N_("You told us: the mail never arrives.")},
};

static const struct answer scopes[] = {
	{SCOPE_ALL, F_TOLD_ALL, N_("You told us: it happens with every recipient.")},
	{SCOPE_ONE, F_TOLD_ONE, N_("You told us: it happens with one recipient only.")},
};

static const struct answer webmail[] = {
	{TOLD_YES, F_TOLD_WEBMAIL_WORKS, N_("You told us: sending from the web page works.")},
	{TOLD_NO, F_TOLD_WEBMAIL_FAILS, N_("You told us: sending from the web page does not work either.")},
};

static const struct answer devices[] = {
	{TOLD_YES, F_TOLD_OTHER_DEVICE_WORKS, N_("You told us: sending from another device works.")},
	{TOLD_NO, F_TOLD_OTHER_DEVICE_FAILS,
		N_("You told us: sending from another device does not work either.")},
};

static const struct answer changes[] = {
	{CHANGED_PASSWORD, F_TOLD_CHANGED_PASSWORD,
		N_("You told us: the password was changed not long ago.")},
	{CHANGED_PROVIDER, F_TOLD_CHANGED_PROVIDER,
		N_("You told us: the mail provider or its servers changed.")},
	{CHANGED_COMPUTER, F_TOLD_CHANGED_COMPUTER,
		N_("You told us: the computer or the mail program is new.")},
	{CHANGED_NETWORK, F_TOLD_CHANGED_NETWORK,
		N_("You told us: the internet connection or the router changed.")},
	{CHANGED_UPDATE, F_TOLD_CHANGED_UPDATE, N_("You told us: a program was updated.")},
};

static const struct answer places[] = {
	{WHERE_ELSEWHERE, F_TOLD_ELSEWHERE,
		N_("You told us: the program that cannot send runs somewhere else. What its computer or its "
		   "network does "
		   "cannot be found out from here.")},
};

static void say(struct check_run *run, const struct answer *answers, size_t n, int value)
{
	for (size_t i = 0; i < n; i++)
		if (answers[i].value == value)
			run_evidence(
				run_say(run, answers[i].id, answers[i].msgid, {0}), "source", "you told us");
}

#define SAY(run, answers, value) say(run, answers, sizeof(answers) / sizeof(answers)[0], (int)(value))

static void run_told(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);

	SAY(run, symptoms, mailcase->symptom);
	SAY(run, scopes, mailcase->scope);
	SAY(run, webmail, mailcase->webmail);
	SAY(run, devices, mailcase->other_device);
	SAY(run, changes, mailcase->changed);
	SAY(run, places, mailcase->where);
}

static bool told_anything(const struct mailcase *mailcase)
{
	return mailcase->symptom || mailcase->scope || mailcase->webmail || mailcase->other_device ||
	       mailcase->changed > CHANGED_NOTHING || mailcase->where == WHERE_ELSEWHERE;
}

const struct check check_errors_told = {
	.id = "errors.told",
	.step = STEP_ERRORS,
	.title = N_("Note what you told us"),
	.limit_ms = 1000,
	.concludes = true,
	.applies = told_anything,
	.run = run_told,
};
