/*
 * What a run came to, small enough to be kept: the verdict, the causes, and how each check ended; and what is otherwise in
 * a later one. Nothing of what was said or told stands in it, so no secret can.
 */
#ifndef MAILMEND_ENGINE_SINCE_H
#define MAILMEND_ENGINE_SINCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/vec.h"
#include "checks/engine/record.h"

struct ended_check {
	char id[64]; /* not a pointer into the catalogue: another version may have had others */
	enum check_status status;
};

struct ended_cause {
	enum cause_id id;
	int confidence;
};

struct outline {
	int64_t started; /* wall clock */
	enum verdict verdict;
	VEC(struct ended_cause) causes; /* the most likely first */
	VEC(struct ended_check) checks;
};

/* outline_r is initialised with {0}; what it held is replaced. */
void outline_of(const struct record *record, struct outline *outline_r);
void outline_copy(const struct outline *outline, struct outline *outline_r);
void outline_release(struct outline *outline);

/* CAUSE_NONE without one. */
enum cause_id outline_first(const struct outline *outline);

struct changed_check {
	const char *id; /* of one of both */
	enum check_status before, now;
};

struct changed_cause {
	enum cause_id id;
	int before, now; /* confidence; 0: it was not, or is not any more */
};

/* What both ran and ended otherwise in, in the order of now; a check that only one of both had is none. */
struct changes {
	VEC(struct changed_check) checks;
	VEC(struct changed_cause) causes; /* all that one of both had, those of now first */
};

/* The ids point into the outlines. */
void outline_compare(const struct outline *before, const struct outline *now, struct changes *changes_r);
void changes_release(struct changes *changes);

/*
 * Whether a person wants to know of it: something is wrong or could not be found out, or was. That a note came or went, or a
 * check was left out that went well, is nothing.
 */
bool change_matters(const struct changed_check *changed);

#endif
