/*
 * Practice mode: built-in servers with one known fault each. No privileges, no network: everything is on
 * loopback.
 *
 * A scenario is started, the case that it makes is run as in earnest, and it is stopped. Several may run at
 * once, from any thread; each has servers of its own.
 */
#ifndef MAILMEND_PRACTICE_H
#define MAILMEND_PRACTICE_H

#include <stddef.h>

#include "checks/base/err.h"
#include "checks/engine/cause.h"
#include "checks/engine/mailcase.h"
#include "checks/engine/step.h"

#define PRACTICE_ALSO_MAX 4

struct practice_world;

struct practice_scenario {
	const char *name;      /* "wrong-password": stable, lower-case */
	enum cause_id cause;   /* CAUSE_NONE: nothing is wrong */
	enum step step;	       /* the tip where it shows */
	const char *about;     /* N_(): one sentence for trainers: what was built in */
	const char *neighbour; /* the scenario nearest to it that must not raise its cause */
	enum cause_id
		also[PRACTICE_ALSO_MAX]; /* causes that do not contradict it; CAUSE_NONE ends the list */
	const struct practice_world *world;
};

size_t practice_count(void);
const struct practice_scenario *practice_by_index(size_t i);	 /* NULL past the last */
const struct practice_scenario *practice_find(const char *name); /* NULL for an unknown name */

/* Up to n names of scenarios that are nearest to a mistyped one, the nearest first. Gives how many. */
size_t practice_near(const char *name, const char **names_r, size_t n);

/* Servers that run. */
struct practice;

/*
 * Starts the scenario's servers on free loopback ports. NULL (err tells) where the system refuses sockets or
 * threads. The scenario must outlive it.
 */
struct practice *practice_start(const struct practice_scenario *scenario, struct err *err);

/*
 * Puts the scenario over a case from mailcase_init: address, settings, secret, answers, resolver and map.
 * What it points to belongs to the practice and is valid until practice_stop. Limits, steps and language stay
 * as they are.
 */
void practice_fill(const struct practice *practice, struct mailcase *mailcase);

/* Ends all conversations within 100 ms and frees. Accepts NULL, sets the caller's pointer to NULL. */
void practice_stop(struct practice **practice);

#endif
