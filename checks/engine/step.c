/*
 * Names of steps, severities and statuses: the words of the contract.
 */
#include "checks/engine/step.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static const char *const step_names[] = {
#define STEP_NAME(id, name) [id] = name,
	STEPS(STEP_NAME)
#undef STEP_NAME
};
static_assert(sizeof step_names / sizeof step_names[0] == STEP_N, "a name for each step");

const char *step_name(enum step step)
{
	return step_names[step];
}

bool step_by_name(const char *name, enum step *step_r)
{
	for (size_t i = 0; i < STEP_N; i++) {
		if (strcmp(step_names[i], name) == 0) {
			*step_r = (enum step)i;
			return true;
		}
	}
	return false;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_OK] = "ok",
		[SEVERITY_NOTE] = "note",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_PROBLEM] = "problem",
	};

	return names[severity];
}

const char *check_status_name(enum check_status status)
{
	static const char *const names[] = {
		[CHECK_OK] = "ok",
		[CHECK_NOTE] = "note",
		[CHECK_WARNING] = "warning",
		[CHECK_PROBLEM] = "problem",
		[CHECK_UNKNOWN] = "unknown",
		[CHECK_SKIPPED] = "skipped",
		[CHECK_WAITING] = "waiting",
		[CHECK_RUNNING] = "running",
	};

	return names[status];
}
