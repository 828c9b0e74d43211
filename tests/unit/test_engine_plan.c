/*
 * The planner: selection, closure over providers, order, and catalogues that are wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/engine/plan.h"

static void run_nothing(struct check_run *run)
{
	(void)run;
}

static bool is_admin(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_ADMIN;
}

#define FAKE(name, step_, ...)                                                                               \
	static const struct check name = {.id = #name,                                                       \
		.step = step_,                                                                               \
		.title = #name,                                                                              \
		.limit_ms = 1000,                                                                            \
		.run = run_nothing,                                                                          \
		__VA_ARGS__}

FAKE(names, STEP_SETTINGS, .provides = FACT_BIT(OUT_NAMES), .needs = FACT_BIT(TARGET));
FAKE(target, STEP_SETTINGS, .provides = FACT_BIT(TARGET), .wants = FACT_BIT(RECOMMENDED));
FAKE(recommend, STEP_SETTINGS, .provides = FACT_BIT(RECOMMENDED));
FAKE(session, STEP_SETTINGS, .needs = FACT_BIT(OUT_NAMES), .provides = FACT_BIT(OUT_SESSION));
FAKE(sign_in, STEP_LOGIN, .needs = FACT_BIT(OUT_SESSION), .provides = FACT_BIT(OUT_LOGIN));
FAKE(routes, STEP_NETWORK, .provides = FACT_BIT(ROUTES));
FAKE(admin_only, STEP_DNS, .provides = FACT_BIT(CONTROLS), .applies = is_admin);
FAKE(wants_controls, STEP_CONTENT, .needs = FACT_BIT(CONTROLS));
FAKE(second_target, STEP_NETWORK, .provides = FACT_BIT(TARGET));
FAKE(round_a, STEP_NETWORK, .provides = FACT_BIT(OUT_PORTS), .wants = FACT_BIT(CONTROLS));
FAKE(round_b, STEP_NETWORK, .provides = FACT_BIT(CONTROLS), .needs = FACT_BIT(OUT_PORTS));

#define N(array) (sizeof(array) / sizeof(array)[0])

static size_t place(const struct plan *plan, const struct check *check)
{
	for (size_t i = 0; i < plan->n; i++) {
		if (plan->checks[plan->order[i]] == check)
			return i;
	}
	return PLAN_NOBODY;
}

static void providers_come_first(void **state)
{
	const struct check *const checks[] = {&sign_in, &session, &names, &target, &recommend, &routes};
	struct mailcase mailcase;
	struct plan plan;
	struct err err = ERR_INIT;

	(void)state;
	mailcase_init(&mailcase);
	assert_true(plan_make(&mailcase, checks, N(checks), &plan, &err));
	assert_int_equal(plan.n, N(checks));
	for (size_t i = 0; i < plan.n; i++)
		assert_ptr_equal(plan.checks[i], checks[i]); /* shown in the order of the catalogue */
	assert_true(place(&plan, &recommend) < place(&plan, &target));
	assert_true(place(&plan, &target) < place(&plan, &names));
	assert_true(place(&plan, &names) < place(&plan, &session));
	assert_true(place(&plan, &session) < place(&plan, &sign_in));
	assert_ptr_equal(plan.checks[plan.provider[FACT_OUT_NAMES]], &names);
	plan_release(&plan);
}

static void only_takes_its_providers_along(void **state)
{
	const struct check *const checks[] = {&recommend, &target, &names, &session, &sign_in, &routes};
	struct mailcase mailcase;
	struct plan plan;
	struct err err = ERR_INIT;

	(void)state;
	mailcase_init(&mailcase);
	mailcase.only = STEP_BIT(STEP_LOGIN);
	assert_true(plan_make(&mailcase, checks, N(checks), &plan, &err));
	assert_int_equal(plan.n, 5);
	assert_int_equal(place(&plan, &routes), PLAN_NOBODY);
	assert_int_not_equal(place(&plan, &recommend), PLAN_NOBODY); /* wanted by one that is needed */
	plan_release(&plan);

	mailcase.only = 0;
	mailcase.skip = STEP_BIT(STEP_SETTINGS) | STEP_BIT(STEP_LOGIN);
	assert_true(plan_make(&mailcase, checks, N(checks), &plan, &err));
	assert_int_equal(plan.n, 1);
	assert_ptr_equal(plan.checks[0], &routes);
	plan_release(&plan);
}

static void a_missing_provider_has_a_name(void **state)
{
	const struct check *const checks[] = {&admin_only, &wants_controls};
	struct mailcase mailcase;
	struct plan plan;
	struct err err = ERR_INIT;

	(void)state;
	mailcase_init(&mailcase);
	assert_true(plan_make(&mailcase, checks, N(checks), &plan, &err));
	assert_int_equal(plan.n, 1);
	assert_int_equal(plan.provider[FACT_CONTROLS], PLAN_NOBODY);
	assert_string_equal(plan.absent[FACT_CONTROLS], "admin_only");
	assert_string_equal(plan.absent[FACT_ENVELOPE], "envelope");
	plan_release(&plan);
	mailcase.role = ROLE_ADMIN;
	assert_true(plan_make(&mailcase, checks, N(checks), &plan, &err));
	assert_int_equal(plan.n, 2);
	plan_release(&plan);
}

static void wrong_catalogues_are_told(void **state)
{
	const struct check *const two[] = {&target, &second_target};
	const struct check *const circle[] = {&routes, &round_a, &round_b};
	struct mailcase mailcase;
	struct plan plan;
	struct err err = ERR_INIT;

	(void)state;
	mailcase_init(&mailcase);
	assert_false(plan_make(&mailcase, two, N(two), &plan, &err));
	assert_string_equal(err.text, "target and second_target both provide target");
	assert_false(plan_make(&mailcase, circle, N(circle), &plan, &err));
	assert_string_equal(err.text, "round_a waits for itself through what it needs or wants");
}

static void an_empty_catalogue_is_lawful(void **state)
{
	struct mailcase mailcase;
	struct plan plan;
	struct err err = ERR_INIT;

	(void)state;
	mailcase_init(&mailcase);
	assert_true(plan_make(&mailcase, NULL, 0, &plan, &err));
	assert_int_equal(plan.n, 0);
	plan_release(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(providers_come_first),
		cmocka_unit_test(only_takes_its_providers_along),
		cmocka_unit_test(a_missing_provider_has_a_name),
		cmocka_unit_test(wrong_catalogues_are_told),
		cmocka_unit_test(an_empty_catalogue_is_lawful),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
