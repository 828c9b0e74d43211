/*
 * Which checks a change can have mended: from the causes and their findings to checks, and along the planner's edges.
 */
#include "checks/engine/again.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"

const struct check_result *record_check(const struct record *record, const char *id)
{
	for (size_t i = 0; i < record->checks.n; i++)
		if (strcmp(record->checks.items[i].check->id, id) == 0)
			return &record->checks.items[i];
	return NULL;
}

/* Who mends something on the way changes the ground that all other tests stand on. */
static bool is_on_the_way(enum step step)
{
	return step == STEP_NETWORK || step == STEP_FIREWALL || step == STEP_ANTIVIRUS;
}

static bool anything_on_the_way(const struct record *before)
{
	for (size_t i = 0; i < before->findings.n; i++) {
		const struct finding *finding = &before->findings.items[i];
		const struct check_result *result = record_check(before, finding->check);

		if (finding_weight(finding) == SEVERITY_PROBLEM &&
			(is_on_the_way(finding_step(finding->id)) ||
				(result && is_on_the_way(result->check->step))))
			return true;
	}
	return false;
}

static bool is_usable(const struct record *before, const struct again *again)
{
	int64_t age = again->now - (before->earlier ? before->earlier : before->started);

	return !before->cancelled && !before->timed_out && before->diagnosis.n > 0 && age >= 0 &&
	       age <= AGAIN_MAX_S && again->place == before->place && !anything_on_the_way(before);
}

static bool rests_on(const struct record *before, size_t finding)
{
	for (size_t c = 0; c < before->diagnosis.n; c++)
		for (size_t i = 0; i < before->diagnosis.causes[c].n_findings; i++)
			if (before->diagnosis.causes[c].findings[i] == finding)
				return true;
	return false;
}

static bool has_something_to_mend(const struct record *before, const char *id)
{
	for (size_t i = 0; i < before->findings.n; i++) {
		const struct finding *finding = &before->findings.items[i];

		if (strcmp(finding->check, id) == 0 &&
			(finding_weight(finding) == SEVERITY_PROBLEM || rests_on(before, i)))
			return true;
	}
	return false;
}

/* What the person told or pasted is weighed anew each time: that costs nothing and asks nobody. */
static bool only_weighs(const struct check *check)
{
	return check->step == STEP_ERRORS && !check->needs && !check->wants;
}

/* The files of the person's program: what they say now was read right before. */
static bool reads_anew(const struct check *check)
{
	return strcmp(check->id, "settings.program") == 0;
}

static bool was_cut_off(const struct check_result *result)
{
	static const char *const because[] = {"cancelled", "timeout", "you"};

	for (size_t i = 0; i < sizeof because / sizeof *because; i++)
		if (result->status == CHECK_SKIPPED && strcmp(result->because, because[i]) == 0)
			return true;
	return result->status == CHECK_WAITING || result->status == CHECK_RUNNING;
}

static bool is_seed(const struct record *before, const struct check *check, const struct again *again)
{
	const fact_mask logins = FACT_BIT(OUT_LOGIN) | FACT_BIT(IN_LOGIN);
	const struct check_result *result = record_check(before, check->id);

	return !result || was_cut_off(result) || only_weighs(check) || reads_anew(check) ||
	       (again->password &&
		       ((check->provides & logins) || strcmp(result->because, "no-login") == 0)) ||
	       has_something_to_mend(before, check->id);
}

/* Whether one of these facts comes from a check that stands at `what` or higher. */
static bool comes_from(const struct plan *plan, fact_mask facts, const enum repeat *repeat, enum repeat what)
{
	for (size_t f = 0; f < FACT_N; f++)
		if ((facts & ((fact_mask)1 << f)) && plan->provider[f] != PLAN_NOBODY &&
			repeat[plan->provider[f]] >= what)
			return true;
	return false;
}

/* Whether it was left out because of a check that is repeated. */
static bool was_held_up(
	const struct plan *plan, const struct record *before, size_t i, const enum repeat *repeat)
{
	const struct check_result *result = record_check(before, plan->checks[i]->id);

	for (size_t k = 0; result && result->status == CHECK_SKIPPED && k < plan->n; k++)
		if (repeat[k] == REPEAT_MAY_BE_MENDED && strcmp(plan->checks[k]->id, result->because) == 0)
			return true;
	return false;
}

/* Round after round, as what was left out is no edge of the plan's order. */
static void add_dependents(const struct plan *plan, const struct record *before, enum repeat *repeat)
{
	bool added = true;

	while (added) {
		added = false;
		for (size_t k = 0; k < plan->n; k++) {
			size_t i = plan->order[k];
			const struct check *check = plan->checks[i];

			if (repeat[i] != REPEAT_MAY_BE_MENDED &&
				(comes_from(
					 plan, check->needs | check->wants, repeat, REPEAT_MAY_BE_MENDED) ||
					was_held_up(plan, before, i, repeat))) {
				repeat[i] = REPEAT_MAY_BE_MENDED;
				added = true;
			}
		}
	}
}

static void add_providers(const struct plan *plan, enum repeat *repeat)
{
	for (size_t k = plan->n; k-- > 0;) {
		size_t i = plan->order[k];
		fact_mask facts = plan->checks[i]->needs | plan->checks[i]->wants;

		for (size_t f = 0; repeat[i] != REPEAT_NOT && f < FACT_N; f++) {
			size_t provider = plan->provider[f];

			if ((facts & ((fact_mask)1 << f)) && provider != PLAN_NOBODY &&
				repeat[provider] == REPEAT_NOT)
				repeat[provider] = REPEAT_FOR_OTHERS;
		}
	}
}

bool again_plan(const struct plan *plan, const struct record *before, const struct again *again,
	enum repeat *repeat_r)
{
	if (!is_usable(before, again))
		return false;
	for (size_t i = 0; i < plan->n; i++)
		repeat_r[i] = is_seed(before, plan->checks[i], again) ? REPEAT_MAY_BE_MENDED : REPEAT_NOT;
	add_dependents(plan, before, repeat_r);
	add_providers(plan, repeat_r);
	return true;
}

void again_count(const struct mailcase *mailcase, const struct check *const *checks, size_t n,
	const struct record *before, const struct again *again, size_t *repeated_r, size_t *total_r)
{
	struct err err = ERR_INIT;
	struct plan plan;
	size_t repeated = 0;

	if (!plan_make(mailcase, checks, n, &plan, &err))
		abort(); /* a unit test plans the catalogue for every kind of case */
	enum repeat *repeat = mem_new_array(plan.n, sizeof *repeat);
	bool part = again_plan(&plan, before, again, repeat);
	for (size_t i = 0; i < plan.n; i++)
		repeated += !part || repeat[i] != REPEAT_NOT;
	*repeated_r = repeated;
	*total_r = plan.n;
	free(repeat);
	plan_release(&plan);
}
