/*
 * The planner: which checks take part in a run, and in which order their needs and wants put them. It starts
 * nothing.
 *
 * A check takes part when it applies to the case and its step is selected, or when a selected one needs or
 * wants (also through others) what it provides.
 */
#ifndef MAILMEND_ENGINE_PLAN_H
#define MAILMEND_ENGINE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/err.h"
#include "checks/engine/check.h"

#define PLAN_NOBODY ((size_t)-1)

struct plan {
	const struct check **checks; /* those that take part, in the order of the catalogue */
	size_t *order; /* indexes into checks: every provider before those that need or want it */
	size_t n;
	size_t provider[FACT_N]; /* index into checks, or PLAN_NOBODY */
	const char
		*absent[FACT_N]; /* without a provider: the id of the check that would, or the fact's name */
};

/*
 * False (plan_r holds nothing, err tells) for a catalogue that is wrong: two checks of the run provide the
 * same fact, or needs and wants go round in a circle.
 */
bool plan_make(const struct mailcase *mailcase, const struct check *const *checks, size_t n,
	struct plan *plan_r, struct err *err);
void plan_release(struct plan *plan);

#endif
