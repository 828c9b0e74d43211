/*
 * Facts: what was learnt, typed by an X-macro. FACT(ID, id, type) makes
 *
 *     const struct type *fact_get_id(struct check_run *);    of a need, or of a want that is there; NULL otherwise
 *     const struct type *fact_await_id(struct check_run *);  of a want: waits until it is there or never will be (NULL)
 *     void fact_put_id(struct check_run *, struct type *);   hands it over; freed by type_free at the end of the run
 *
 * A fact is written once and read only after the planner's edge, so no lock is needed around it. The structs are in facts.h.
 */
#ifndef MAILMEND_ENGINE_FACT_H
#define MAILMEND_ENGINE_FACT_H

#include <stdbool.h>
#include <stdint.h>

/* The one typedef of the house: a set of facts. */
typedef uint64_t fact_mask;

enum fact_id {
#define FACT(ID, id, type) FACT_##ID,
#include "checks/engine/facts.def"
#undef FACT
	FACT_N
};

#define FACT_BIT(ID) ((fact_mask)1 << FACT_##ID)

struct check_run;

#define FACT(ID, id, type)                                                                                   \
	struct type;                                                                                         \
	const struct type *fact_get_##id(struct check_run *);                                                \
	const struct type *fact_await_##id(struct check_run *);                                              \
	void fact_put_##id(struct check_run *, struct type *);
#include "checks/engine/facts.def"
#undef FACT

const char *fact_name(enum fact_id id);

/*
 * Waits for a need, want or until at most limit_ms; true when it is there or never will be. Unlike fact_await_id the waiting
 * counts as the check's own time: for whoever has something to do when a fact is late.
 */
bool fact_settles(struct check_run *run, enum fact_id id, int64_t limit_ms);

#endif
