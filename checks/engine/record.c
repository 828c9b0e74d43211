/*
 * Questions to a record, and its end.
 */
#include "checks/engine/record.h"

#include <stdlib.h>
#include <string.h>

#include "checks/engine/facts.h"

void record_free(struct record **record)
{
	struct record *r = *record;

	if (!r)
		return;
	for (size_t i = 0; i < r->findings.n; i++)
		finding_release(&r->findings.items[i]);
	VEC_RELEASE(&r->findings);
	VEC_RELEASE(&r->checks);
	recommended_settings_free(&r->recommended);
	own_queue_free(&r->queue);
	transcript_free(&r->transcript);
	free(r);
	*record = NULL;
}

/* How much a status says about its step: what runs comes first, then the gravest outcome. */
static int weight(enum check_status status)
{
	static const int weights[] = {
		[CHECK_WAITING] = 0,
		[CHECK_SKIPPED] = 1,
		[CHECK_OK] = 2,
		[CHECK_NOTE] = 3,
		[CHECK_UNKNOWN] = 4,
		[CHECK_WARNING] = 5,
		[CHECK_PROBLEM] = 6,
		[CHECK_RUNNING] = 7,
	};

	return weights[status];
}

/* A step without its proof is not in order, even where a part of it was. */
static bool lacks_proof(const struct record *record, enum step step)
{
	for (size_t i = 0; i < record->diagnosis.n_not_tested; i++)
		if (strcmp(record->diagnosis.not_tested[i], step_name(step)) == 0)
			return true;
	return false;
}

/* Problems belong to the step of their finding: a connection of the settings' test may find the network shut. */
static bool has_problems(const struct record *record, enum step step)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		if (finding_weight(finding) == SEVERITY_PROBLEM &&
			record_finding_step(record, finding) == step)
			return true;
	}
	return false;
}

/*
 * Who stands in the way is asked only where something does. Where the server was reached and understood, the
 * question is answered, although those tests ended early or found nothing to read.
 */
static bool is_answered(const struct record *record, enum step step)
{
	bool walked = record_finding(record, F_WALK_REACHED) != NULL;

	if (step == STEP_PROVIDER) /* a mail server's question: does the hosting company block port 25? */
		return walked && record->mailcase.role == ROLE_ADMIN;
	return (step == STEP_FIREWALL || step == STEP_ANTIVIRUS) &&
	       (walked || record_finding(record, F_SERVER_READY));
}

enum check_status record_step_status(const struct record *record, enum step step)
{
	enum check_status status = CHECK_WAITING;

	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];

		if (result->check->step == step && weight(result->status) > weight(status))
			status = result->status;
	}
	if (status == CHECK_WAITING || status == CHECK_RUNNING)
		return status;
	if (has_problems(record, step))
		return CHECK_PROBLEM;
	if ((status == CHECK_SKIPPED || status == CHECK_UNKNOWN) && is_answered(record, step))
		return CHECK_OK;
	if (lacks_proof(record, step) && status != CHECK_UNKNOWN)
		return CHECK_SKIPPED;
	return status == CHECK_PROBLEM ? CHECK_UNKNOWN : status;
}

const struct finding *record_finding(const struct record *record, enum finding_id id)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		if (record->findings.items[i].id == id)
			return &record->findings.items[i];
	}
	return NULL;
}

enum step record_finding_step(const struct record *record, const struct finding *finding)
{
	enum step step = finding_step(finding->id);

	for (size_t i = 0; step == STEP_ERRORS && i < record->checks.n; i++) {
		if (strcmp(record->checks.items[i].check->id, finding->check) == 0)
			return record->checks.items[i].check->step;
	}
	return step;
}

static bool supports_a_cause(const struct record *record, size_t finding)
{
	for (size_t c = 0; c < record->diagnosis.n; c++) {
		const struct diagnosed_cause *cause = &record->diagnosis.causes[c];

		for (size_t i = 0; i < cause->n_findings; i++) {
			if (cause->findings[i] == finding)
				return true;
		}
	}
	return false;
}

bool record_reports_finding(const struct record *record, size_t finding)
{
	const struct finding *f = &record->findings.items[finding];

	return mailcase_wants_step(&record->mailcase, record_finding_step(record, f)) ||
	       finding_weight(f) == SEVERITY_PROBLEM || supports_a_cause(record, finding);
}

bool record_reports_check(const struct record *record, size_t check)
{
	const struct check *c = record->checks.items[check].check;

	if (mailcase_wants_step(&record->mailcase, c->step))
		return true;
	for (size_t i = 0; i < record->findings.n; i++) {
		if (strcmp(record->findings.items[i].check, c->id) == 0 && record_reports_finding(record, i))
			return true;
	}
	return false;
}
