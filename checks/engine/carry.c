/*
 * What a run takes over from the one before: results and findings of checks that are not repeated, and what was learnt from
 * their facts.
 */
#include "checks/engine/runner.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"

static void carry_findings(struct run *run, const char *check)
{
	const struct record *before = run->before;

	for (size_t i = 0; i < before->findings.n; i++) {
		struct finding *finding;

		if (strcmp(before->findings.items[i].check, check) != 0)
			continue;
		finding = VEC_ADD(&run->record->findings);
		finding_copy(finding, &before->findings.items[i]);
		finding->at_ms = 0;
	}
}

/* A check that ended before this run: nobody waits for its facts, as all that they are for is not repeated either. */
static void carry_check(struct run *run, size_t i)
{
	struct check_result *result = &run->record->checks.items[i];
	const struct check_result *was = record_check(run->before, result->check->id);

	*result = *was;
	result->earlier = true;
	result->began_ms = -1; /* of this run */
	run->checks[i].state = PLANNED_ENDED;
	run->n_left--;
	for (size_t f = 0; f < FACT_N; f++)
		if (run->plan.provider[f] == i)
			run->facts[f].settled = true;
	carry_findings(run, result->check->id);
}

void carry_over(struct run *run)
{
	const struct record *before = run->before;

	for (size_t i = 0; i < run->plan.n; i++) {
		if (run->repeat[i] != REPEAT_NOT)
			continue;
		carry_check(run, i);
		run->record->earlier = before->earlier ? before->earlier : before->started;
	}
}

static bool is_carried(const struct run *run, enum fact_id fact)
{
	size_t provider = run->plan.provider[fact];

	return provider != PLAN_NOBODY && run->repeat[provider] == REPEAT_NOT;
}

void carry_learnt(const struct run *run, struct record *record)
{
	struct record *before = run->before;
	struct learnt *now = &record->learnt;
	const struct learnt *was = &before->learnt;

	if (is_carried(run, FACT_RECOMMENDED)) {
		struct server_settings outgoing = now->outgoing, incoming = now->incoming,
				       working = now->working;
		enum program program = now->program;

		*now = *was;
		now->outgoing = outgoing;
		now->incoming = incoming.host[0] ? incoming : was->incoming;
		now->working = working;
		now->program = program;
		record->recommended = before->recommended;
		before->recommended = NULL;
	}
	if (is_carried(run, FACT_TARGET))
		now->outgoing = was->outgoing;
	if (is_carried(run, FACT_IN_LOGIN))
		now->incoming = was->incoming;
	if (is_carried(run, FACT_OUT_SESSION))
		now->working = was->working;
	if (is_carried(run, FACT_OWN_SERVER))
		now->program = was->program;
	if (is_carried(run, FACT_OWN_QUEUE)) {
		record->queue = before->queue;
		before->queue = NULL;
	}
}

bool carry_turned(const struct run *run, const struct event *event)
{
	const struct check_result *was;

	if (!run->repeat || run->repeat[event->check] != REPEAT_FOR_OTHERS)
		return false;
	was = record_check(run->before, run->plan.checks[event->check]->id);
	return event->status == CHECK_PROBLEM && was && was->status != CHECK_PROBLEM;
}
