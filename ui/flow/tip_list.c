/*
 * The list of the tips of a run, and what became of each: the state of its tests, and whether a cause that was found is the answer
 * to its question.
 */
#include <string.h>

#include "ui/flow/rooms.h"

/* Whether the step has a test that asks something; noting what the person told or tried is none. */
static bool has_tests(const struct record *record, enum step step)
{
	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check *check = record->checks.items[i].check;
		if (check->step == step && strcmp(check->id, "errors.told") != 0 &&
			strcmp(check->id, "errors.tried") != 0)
			return true;
	}
	return false;
}

/* A mail server signs in only where it hands its mail to another one. */
static bool is_asked(const struct record *record, enum step step)
{
	return step != STEP_LOGIN || record->mailcase.role != ROLE_ADMIN || record->mailcase.in_use.host[0] ||
	       record->learnt.outgoing.host[0];
}

size_t road_tips(const struct flow *flow, enum step *tips_r)
{
	const struct record *record = road_record(flow);
	size_t n = 0;

	for (int step = 0; record && step < STEP_N; step++)
		if (has_tests(record, (enum step)step) && is_asked(record, (enum step)step))
			tips_r[n++] = (enum step)step;
	return n;
}

/* Like record_step_result, but a tip whose tests have not all been run is not done yet. */
enum check_status road_tip_status(const struct flow *flow, enum step step)
{
	const struct record *record = road_record(flow);
	enum check_status status = record_step_status(record, step);

	for (size_t i = 0; flow->run && i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];
		if (result->check->step == step && result->status == CHECK_WAITING &&
			status != CHECK_WAITING && status != CHECK_PROBLEM)
			return CHECK_RUNNING;
	}
	return flow->run ? status : record_step_result(record, step);
}

/* TRANSLATORS: the states of a tip stand in a column before its question: at most 12 columns each. */
static const char *tip_state(enum step step, enum role role, enum check_status status)
{
	switch (status) {
	case CHECK_OK:
	case CHECK_NOTE:
		/* what the person told works no more than it fails */
		if (step == STEP_ERRORS)
			return P_("tip", "read");
		/* "Does a firewall hold your mail back?" */
		if (step == STEP_FIREWALL || step == STEP_ANTIVIRUS || step == STEP_REPUTATION ||
			(step == STEP_PROVIDER && role == ROLE_ADMIN))
			return P_("tip", "no sign");
		return P_("tip", "works");
	case CHECK_WARNING:
		return P_("tip", "look here");
	case CHECK_PROBLEM:
		return P_("tip", "PROBLEM");
	case CHECK_UNKNOWN:
		return P_("tip", "unclear");
	case CHECK_SKIPPED:
		return P_("tip", "not tested");
	case CHECK_RUNNING:
		return P_("tip", "checking");
	default:
		return P_("tip", "waiting");
	}
}

static int state_column(void)
{
	int widest = 0;

	for (int status = CHECK_OK; status <= CHECK_RUNNING; status++)
		for (int step = 0; step < STEP_N; step++)
			if (words_width(tip_state(step, ROLE_USER, status)) > widest)
				widest = words_width(tip_state(step, ROLE_USER, status));
	return widest;
}

void road_show_tips(const struct flow *flow, struct view *view)
{
	enum step tips[STEP_N];
	size_t n = road_tips(flow, tips);
	int column = state_column();

	for (size_t i = 0; i < n && i < VIEW_CHOICES_MAX - 1; i++) {
		struct str label STR_AUTO = STR_INIT;
		const char *state =
			tip_state(tips[i], road_record(flow)->mailcase.role, road_tip_status(flow, tips[i]));
		str_addf(&label, "%s%*s  %s", state, column - words_width(state), "",
			words_step_question(tips[i], road_record(flow)->mailcase.role));
		view_choice(view, (int)tips[i], str_text(&label));
	}
}
