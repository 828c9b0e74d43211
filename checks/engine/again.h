/*
 * Testing again after a change: only what the change can have mended is repeated, the rest is carried over from the run
 * before.
 *
 * Repeated are the checks whose findings a cause rests on, every other problem, what was not tested to the end, and
 * whatever depends on facts of these. Checks that only provide facts for them run too, but nobody repeats what rests on
 * those facts. Where something on the way to the server stood in the way (this computer, its network), where nothing was
 * found, or where the results are too old, everything is tested.
 */
#ifndef MAILMEND_ENGINE_AGAIN_H
#define MAILMEND_ENGINE_AGAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/engine/plan.h"
#include "checks/engine/record.h"

enum repeat {
	REPEAT_NOT,	   /* its result is carried over */
	REPEAT_FOR_OTHERS, /* its facts are needed */
	REPEAT_MAY_BE_MENDED,
};

/* After so long a computer may have another network, and the world other records. */
#define AGAIN_MAX_S (15 * 60)

/* What may have changed besides what the causes speak of. */
struct again {
	bool password;	/* another password: whoever signs in is repeated */
	int64_t now;	/* wall clock */
	uint64_t place; /* net_place(): in another network everything is tested */
};

/*
 * Fills repeat_r (as many as the plan has checks). False where everything is to be tested: then it is not touched. Pure.
 */
bool again_plan(const struct plan *plan, const struct record *before, const struct again *again,
	enum repeat *repeat_r);

/* How many checks would run, and of how many; both the same where everything is tested. */
void again_count(const struct mailcase *mailcase, const struct check *const *checks, size_t n,
	const struct record *before, const struct again *again, size_t *repeated_r, size_t *total_r);

/* The result of this check in a record, NULL without one. */
const struct check_result *record_check(const struct record *record, const char *id);

#endif
