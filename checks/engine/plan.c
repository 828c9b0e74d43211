/*
 * Planning: selection, the closure over providers, and a topological order (Kahn) that keeps the catalogue's
 * order where the edges leave a choice.
 */
#include "checks/engine/plan.h"

#include <stdlib.h>

#include "checks/base/mem.h"

/* Who provides each fact among the checks that apply; false when two do. */
static bool find_providers(
	const struct check *const *checks, size_t n, const bool *applies, size_t *provider_r, struct err *err)
{
	for (size_t f = 0; f < FACT_N; f++)
		provider_r[f] = PLAN_NOBODY;
	for (size_t i = 0; i < n; i++) {
		for (size_t f = 0; applies[i] && f < FACT_N; f++) {
			if (!(checks[i]->provides & ((fact_mask)1 << f)))
				continue;
			if (provider_r[f] != PLAN_NOBODY) {
				err_set(err, "%s and %s both provide %s", checks[provider_r[f]]->id,
					checks[i]->id, fact_name((enum fact_id)f));
				return false;
			}
			provider_r[f] = i;
		}
	}
	return true;
}

/* Takes in all that what is in needs or wants, until nothing is added any more. */
static void close_over_providers(
	const struct check *const *checks, size_t n, const size_t *provider, bool *in)
{
	bool added = true;

	while (added) {
		added = false;
		for (size_t i = 0; i < n; i++) {
			for (size_t f = 0; in[i] && f < FACT_N; f++) {
				if (!((checks[i]->needs | checks[i]->wants) & ((fact_mask)1 << f)))
					continue;
				if (provider[f] != PLAN_NOBODY && !in[provider[f]]) {
					in[provider[f]] = true;
					added = true;
				}
			}
		}
	}
}

/* For the facts that nobody in this run provides: who would, for the "because". */
static void name_absent(const struct check *const *checks, size_t n, struct plan *plan)
{
	for (size_t f = 0; f < FACT_N; f++) {
		plan->absent[f] = fact_name((enum fact_id)f);
		for (size_t i = 0; i < n; i++) {
			if (checks[i]->provides & ((fact_mask)1 << f))
				plan->absent[f] = checks[i]->id;
		}
	}
}

static bool is_after_its_providers(const struct plan *plan, size_t check, const bool *placed)
{
	fact_mask edges = plan->checks[check]->needs | plan->checks[check]->wants;

	for (size_t f = 0; f < FACT_N; f++) {
		if ((edges & ((fact_mask)1 << f)) && plan->provider[f] != PLAN_NOBODY &&
			!placed[plan->provider[f]])
			return false;
	}
	return true;
}

static bool put_in_order(struct plan *plan, struct err *err)
{
	bool *placed = mem_new_array(plan->n, sizeof *placed);
	size_t n = 0, before = PLAN_NOBODY;

	while (n < plan->n && n != before) {
		before = n;
		for (size_t i = 0; i < plan->n; i++) {
			if (!placed[i] && is_after_its_providers(plan, i, placed)) {
				placed[i] = true;
				plan->order[n++] = i;
			}
		}
	}
	for (size_t i = 0; n < plan->n && i < plan->n; i++) {
		if (!placed[i]) {
			err_set(err, "%s waits for itself through what it needs or wants",
				plan->checks[i]->id);
			break;
		}
	}
	free(placed);
	return n == plan->n;
}

bool plan_make(const struct mailcase *mailcase, const struct check *const *checks, size_t n,
	struct plan *plan_r, struct err *err)
{
	bool *applies = mem_new_array(n, sizeof *applies);
	bool *in = mem_new_array(n, sizeof *in);
	size_t provider[FACT_N];
	struct plan plan = {.n = 0};
	bool ok;

	for (size_t i = 0; i < n; i++) {
		applies[i] = !checks[i]->applies || checks[i]->applies(mailcase);
		in[i] = applies[i] && mailcase_wants_step(mailcase, checks[i]->step);
	}
	ok = find_providers(checks, n, applies, provider, err);
	if (ok) {
		close_over_providers(checks, n, provider, in);
		plan.checks = mem_new_array(n, sizeof *plan.checks);
		plan.order = mem_new_array(n, sizeof *plan.order);
		for (size_t f = 0; f < FACT_N; f++)
			plan.provider[f] = PLAN_NOBODY;
		for (size_t i = 0; i < n; i++) {
			if (!in[i])
				continue;
			for (size_t f = 0; f < FACT_N; f++) {
				if (provider[f] == i)
					plan.provider[f] = plan.n;
			}
			plan.checks[plan.n++] = checks[i];
		}
		name_absent(checks, n, &plan);
		ok = put_in_order(&plan, err);
	}
	free(applies);
	free(in);
	if (ok)
		*plan_r = plan;
	else
		plan_release(&plan);
	return ok;
}

void plan_release(struct plan *plan)
{
	free(plan->checks);
	free(plan->order);
	plan->checks = NULL;
	plan->order = NULL;
	plan->n = 0;
}
