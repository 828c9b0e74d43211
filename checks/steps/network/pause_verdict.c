/*
 * The end of a pause, judged.
 */
#include "checks/steps/network/pause_verdict.h"

static bool told_of_failure(const struct mailcase *mailcase)
{
	return mailcase->symptom != SYMPTOM_UNKNOWN || mailcase->scope != SCOPE_UNKNOWN ||
	       mailcase->webmail != TOLD_UNKNOWN || mailcase->other_device != TOLD_UNKNOWN ||
	       (mailcase->changed != CHANGED_UNKNOWN && mailcase->changed != CHANGED_NOTHING) ||
	       mailcase->message[0] || mailcase->program_login != PROGRAM_LOGIN_UNKNOWN;
}

int64_t pause_ms_of(const struct mailcase *mailcase)
{
	const unsigned asked_for = STEP_BIT(STEP_NETWORK) | STEP_BIT(STEP_FIREWALL);

	if (mailcase->pause_ms > 0)
		return mailcase->pause_ms < PAUSE_MAX_MS ? mailcase->pause_ms : PAUSE_MAX_MS;
	if (mailcase->map)
		return 0;
	return told_of_failure(mailcase) || (mailcase->only & asked_for) ? PAUSE_DEFAULT_MS : 0;
}

enum finding_id pause_verdict(const struct pause_seen *seen)
{
	bool answered = seen->asked && seen->code;

	if (answered && seen->code != 421)
		return F_PAUSE_SURVIVED;
	if (answered || seen->io == IO_CLOSED)
		return F_CLOSED_AFTER_PAUSE;
	if (!seen->line_lives)
		return F_N;
	if (seen->io == IO_RESET)
		return F_FORGOTTEN_AFTER_PAUSE;
	/* A server that got the NOOP and says nothing has forgotten nothing: its computer confirms what arrives. */
	return seen->asked && seen->step == SMTP_SILENT && seen->unconfirmed > 0 ? F_FORGOTTEN_AFTER_PAUSE
										 : F_N;
}
