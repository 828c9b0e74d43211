/*
 * Runs in outline, and the difference between two of them. Pure.
 */
#include "checks/engine/since.h"

#include <string.h>

#include "checks/base/str.h"

void outline_of(const struct record *record, struct outline *outline_r)
{
	outline_release(outline_r);
	outline_r->started = record->started;
	outline_r->verdict = record->diagnosis.verdict;
	for (size_t i = 0; i < record->diagnosis.n; i++)
		*VEC_ADD(&outline_r->causes) = (struct ended_cause){
			record->diagnosis.causes[i].id, record->diagnosis.causes[i].confidence};
	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];
		struct ended_check *check;

		if (result->status == CHECK_WAITING || result->status == CHECK_RUNNING)
			continue;
		check = VEC_ADD(&outline_r->checks);
		str_copy(check->id, sizeof check->id, result->check->id);
		check->status = result->status;
	}
}

void outline_copy(const struct outline *outline, struct outline *outline_r)
{
	outline_release(outline_r);
	outline_r->started = outline->started;
	outline_r->verdict = outline->verdict;
	for (size_t i = 0; i < outline->causes.n; i++)
		*VEC_ADD(&outline_r->causes) = outline->causes.items[i];
	for (size_t i = 0; i < outline->checks.n; i++)
		*VEC_ADD(&outline_r->checks) = outline->checks.items[i];
}

void outline_release(struct outline *outline)
{
	VEC_RELEASE(&outline->causes);
	VEC_RELEASE(&outline->checks);
}

enum cause_id outline_first(const struct outline *outline)
{
	return outline->causes.n ? outline->causes.items[0].id : CAUSE_NONE;
}

static const struct ended_check *find_check(const struct outline *outline, const char *id)
{
	for (size_t i = 0; i < outline->checks.n; i++)
		if (strcmp(outline->checks.items[i].id, id) == 0)
			return &outline->checks.items[i];
	return NULL;
}

static int confidence_in(const struct outline *outline, enum cause_id id)
{
	for (size_t i = 0; i < outline->causes.n; i++)
		if (outline->causes.items[i].id == id)
			return outline->causes.items[i].confidence;
	return 0;
}

void outline_compare(const struct outline *before, const struct outline *now, struct changes *changes_r)
{
	struct changes changes = {0};

	for (size_t i = 0; i < now->checks.n; i++) {
		const struct ended_check *is = &now->checks.items[i], *was = find_check(before, is->id);

		if (was && was->status != is->status)
			*VEC_ADD(&changes.checks) = (struct changed_check){is->id, was->status, is->status};
	}
	for (size_t i = 0; i < now->causes.n; i++)
		*VEC_ADD(&changes.causes) = (struct changed_cause){now->causes.items[i].id,
			confidence_in(before, now->causes.items[i].id), now->causes.items[i].confidence};
	for (size_t i = 0; i < before->causes.n; i++)
		if (!confidence_in(now, before->causes.items[i].id))
			*VEC_ADD(&changes.causes) = (struct changed_cause){
				before->causes.items[i].id, before->causes.items[i].confidence, 0};
	*changes_r = changes;
}

void changes_release(struct changes *changes)
{
	VEC_RELEASE(&changes->checks);
	VEC_RELEASE(&changes->causes);
}

static bool is_wrong(enum check_status status)
{
	return status == CHECK_PROBLEM || status == CHECK_WARNING || status == CHECK_UNKNOWN;
}

bool change_matters(const struct changed_check *changed)
{
	return is_wrong(changed->before) || is_wrong(changed->now);
}
