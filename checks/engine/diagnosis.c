/*
 * From findings to causes: the rules that fire, what was told, what a root cause explains, and nothing left
 * over.
 */
#include "checks/engine/diagnosis.h"

#include <assert.h>
#include <string.h>

#include "checks/engine/record.h"

static_assert(F_N < EXPLAINS_WHEN, "ids and conditions stand in one list");

#define EXPLAINS_FROM 50 /* a cause that stands this high accounts for its findings */
#define LEFT_OVER     20 /* confidence of a cause made only because a problem has no other */

/* What is known of one cause while the table is worked through. */
struct candidate {
	int confidence;		 /* 0: does not stand */
	const struct rule *rule; /* the surest that fired */
	bool settled;
};

struct work {
	const struct diagnosis_tables *tables;
	const struct record *record;
	bool there[F_N], problem[F_N]; /* problem: and at least one of that id was not softened */
	enum cause_id explained[F_N];  /* CAUSE_NONE: nobody explains it */
	struct candidate of[CAUSE_N];
	bool rests[CAUSES_MAX][F_N]; /* the findings that each diagnosed cause rests on, as it was settled */
};

static bool has_problem_of_its_own(const struct work *work, const unsigned short *ids, enum cause_id cause)
{
	for (size_t i = 0; i < RULE_FINDINGS_MAX && ids[i]; i++) {
		enum finding_id id = (enum finding_id)(ids[i] - 1);
		enum cause_id owner = work->explained[id];

		if (work->problem[id] && (owner == CAUSE_NONE || owner == cause))
			return true;
	}
	return false;
}

static bool fires(const struct work *work, const struct rule *rule)
{
	bool any = rule->any[0] == 0;

	for (size_t i = 0; i < RULE_FINDINGS_MAX && rule->all[i]; i++) {
		if (!work->there[rule->all[i] - 1])
			return false;
	}
	for (size_t i = 0; i < RULE_FINDINGS_MAX && rule->none[i]; i++) {
		if (work->there[rule->none[i] - 1])
			return false;
	}
	for (size_t i = 0; !any && i < RULE_FINDINGS_MAX && rule->any[i]; i++)
		any = work->there[rule->any[i] - 1];
	return any && (has_problem_of_its_own(work, rule->all, rule->cause) ||
			      has_problem_of_its_own(work, rule->any, rule->cause));
}

static int clamp(int confidence)
{
	return confidence < 1 ? 1 : confidence > 99 ? 99 : confidence;
}

static int adjusted(const struct work *work, enum cause_id cause, int confidence)
{
	for (size_t i = 0; i < work->tables->n_adjustments; i++) {
		const struct adjustment *adjustment = &work->tables->adjustments[i];

		if (adjustment->cause == cause && work->there[adjustment->finding])
			confidence += adjustment->by;
	}
	return clamp(confidence);
}

/* Judges all causes that are not settled yet, with what is explained by now. */
static void weigh(struct work *work)
{
	for (size_t c = CAUSE_NONE + 1; c < CAUSE_N; c++) {
		if (!work->of[c].settled)
			work->of[c] = (struct candidate){0};
	}
	for (size_t i = 0; i < work->tables->n_rules; i++) {
		const struct rule *rule = &work->tables->rules[i];
		struct candidate *candidate = &work->of[rule->cause];

		if (candidate->settled || rule->confidence <= candidate->confidence || !fires(work, rule))
			continue;
		candidate->confidence = rule->confidence;
		candidate->rule = rule;
	}
	for (size_t c = CAUSE_NONE + 1; c < CAUSE_N; c++) {
		struct candidate *candidate = &work->of[c];

		if (!candidate->settled && candidate->confidence)
			candidate->confidence = adjusted(work, (enum cause_id)c, candidate->confidence);
	}
}

/* Whether a stands before b: surer, or earlier in the table. */
static bool stands_before(const struct work *work, enum cause_id a, enum cause_id b)
{
	if (work->of[a].confidence != work->of[b].confidence)
		return work->of[a].confidence > work->of[b].confidence;
	return work->of[a].rule < work->of[b].rule;
}

static enum cause_id surest_open(const struct work *work)
{
	enum cause_id best = CAUSE_NONE;

	for (size_t c = CAUSE_NONE + 1; c < CAUSE_N; c++) {
		if (!work->of[c].confidence || work->of[c].settled)
			continue;
		if (best == CAUSE_NONE || stands_before(work, (enum cause_id)c, best))
			best = (enum cause_id)c;
	}
	return best;
}

static void explain_by(struct work *work, const struct explanation *explanation)
{
	size_t max = sizeof explanation->findings / sizeof explanation->findings[0];

	for (size_t k = 0; k < max && explanation->findings[k]; k++) {
		unsigned id = explanation->findings[k] - 1U;

		if (id & EXPLAINS_WHEN) {
			if (!work->there[id & ~EXPLAINS_WHEN])
				return;
		} else if (work->explained[id] == CAUSE_NONE) {
			work->explained[id] = explanation->cause;
		}
	}
}

static void explain(struct work *work, enum cause_id cause)
{
	for (size_t i = 0; i < work->tables->n_explanations; i++) {
		if (work->tables->explanations[i].cause == cause)
			explain_by(work, &work->tables->explanations[i]);
	}
}

static bool has_finding(const struct diagnosed_cause *cause, size_t finding)
{
	for (size_t i = 0; i < cause->n_findings; i++) {
		if (cause->findings[i] == finding)
			return true;
	}
	return false;
}

static void attach(struct diagnosed_cause *cause, size_t finding)
{
	if (cause->n_findings < CAUSE_FINDINGS_MAX && !has_finding(cause, finding))
		cause->findings[cause->n_findings++] = finding;
}

/* Remembers what the rules of a cause rest on, before it and others explain findings away. */
static void note_rests(struct work *work, size_t n, enum cause_id cause)
{
	for (size_t i = 0; i < work->tables->n_rules; i++) {
		const struct rule *rule = &work->tables->rules[i];

		if (rule->cause != cause || !fires(work, rule))
			continue;
		for (size_t k = 0; k < RULE_FINDINGS_MAX && rule->all[k]; k++)
			work->rests[n][rule->all[k] - 1] = true;
		for (size_t k = 0; k < RULE_FINDINGS_MAX && rule->any[k]; k++)
			work->rests[n][rule->any[k] - 1] = true;
	}
}

/* Problems first, so that they are never the ones for which there is no room. */
static void collect(const struct work *work, size_t n, struct diagnosed_cause *cause)
{
	for (size_t i = 0; i < work->record->findings.n; i++) {
		const struct finding *finding = &work->record->findings.items[i];
		enum finding_id id = finding->id;

		if (finding_weight(finding) == SEVERITY_PROBLEM &&
			(work->rests[n][id] || work->explained[id] == cause->id))
			attach(cause, i);
	}
	for (size_t i = 0; i < work->record->findings.n; i++) {
		const struct finding *finding = &work->record->findings.items[i];
		enum finding_id id = finding->id;

		if (finding_weight(finding) != SEVERITY_PROBLEM && work->rests[n][id])
			attach(cause, i);
	}
}

/* Who must act, and whether it passes: as the findings know better than the cause. */
static void refine(const struct record *record, struct diagnosed_cause *cause)
{
	bool who = false, temporary = false;

	cause->who = cause_who(cause->id);
	cause->temporary = cause_is_temporary(cause->id);
	for (size_t i = 0; i < cause->n_findings; i++) {
		const struct finding *finding = &record->findings.items[cause->findings[i]];
		const char *told = finding_evidence(finding, "who");
		const char *passes = finding_evidence(finding, "temporary");

		if (!who && told)
			who = who_by_name(told, &cause->who);
		if (!temporary && passes) {
			temporary = true;
			cause->temporary = strcmp(passes, "yes") == 0;
		}
	}
}

/* A problem that no rule caught is a gap in the table; it still gets a cause, so that nobody is left without
 * one. */
static void take_left_over(const struct record *record, struct diagnosis *diagnosis)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];
		const char *code = finding_evidence(finding, "reply_code");
		bool caught = finding_weight(finding) != SEVERITY_PROBLEM;

		for (size_t c = 0; !caught && c < diagnosis->n; c++)
			caught = has_finding(&diagnosis->causes[c], i);
		if (caught)
			continue;
		if (!diagnosis->n) {
			diagnosis->causes[diagnosis->n++] = (struct diagnosed_cause){
				.id = code && code[0] == '4' ? CAUSE_TEMPORARY_FAILURE : CAUSE_PROTOCOL_ERROR,
				.confidence = LEFT_OVER,
				.reason = N_("Something went wrong that we know no better name for."),
			};
		}
		attach(&diagnosis->causes[0], i);
	}
}

void diagnose_by(
	const struct diagnosis_tables *tables, const struct record *record, struct diagnosis *diagnosis_r)
{
	struct work work = {.tables = tables, .record = record};
	struct diagnosis diagnosis = {.n = 0};
	enum cause_id cause;

	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		work.there[finding->id] = true;
		work.problem[finding->id] |= finding_weight(finding) == SEVERITY_PROBLEM;
	}
	weigh(&work);
	for (cause = surest_open(&work); cause != CAUSE_NONE; cause = surest_open(&work)) {
		work.of[cause].settled = true;
		if (diagnosis.n < CAUSES_MAX) {
			struct diagnosed_cause *diagnosed = &diagnosis.causes[diagnosis.n];

			note_rests(&work, diagnosis.n++, cause);
			diagnosed->id = cause;
			diagnosed->confidence = work.of[cause].confidence;
			diagnosed->reason = work.of[cause].rule->reason;
		}
		if (work.of[cause].confidence >= EXPLAINS_FROM) {
			explain(&work, cause);
			weigh(&work);
		}
	}
	for (size_t c = 0; c < diagnosis.n; c++)
		collect(&work, c, &diagnosis.causes[c]);
	take_left_over(record, &diagnosis);
	for (size_t c = 0; c < diagnosis.n; c++)
		refine(record, &diagnosis.causes[c]);
	diagnosis_judge(record, &diagnosis);
	*diagnosis_r = diagnosis;
}

void diagnose(const struct record *record, struct diagnosis *diagnosis_r)
{
	const struct diagnosis_tables tables = {
		.rules = rules,
		.n_rules = rules_n,
		.adjustments = adjustments,
		.n_adjustments = adjustments_n,
		.explanations = explanations,
		.n_explanations = explanations_n,
	};

	diagnose_by(&tables, record, diagnosis_r);
}

enum cause_id diagnosis_first(const struct diagnosis *diagnosis)
{
	return diagnosis->n ? diagnosis->causes[0].id : CAUSE_NONE;
}
