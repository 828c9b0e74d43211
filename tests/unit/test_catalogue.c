/*
 * The real catalogue, and the real tables of the diagnosis: lawful for every kind of case, and without gaps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/plan.h"
#include "checks/engine/record.h"

/* One case for each bit pattern of what changes which checks apply. */
static void make_case(unsigned bits, struct mailcase *mailcase, const struct secret *secret)
{
	mailcase_init(mailcase);
	if (bits & 1)
		address_parse("anna@example.org", &mailcase->address);
	if (bits & 2)
		str_copy(mailcase->in_use.host, sizeof mailcase->in_use.host, "smtp.example.org");
	if (bits & 4)
		mailcase->role = ROLE_ADMIN;
	if (bits & 8)
		mailcase->offline = true;
	if (bits & 16)
		mailcase->secret = secret;
	if (bits & 32)
		mailcase->no_login = true;
	if (bits & 64)
		str_copy(mailcase->message, sizeof mailcase->message, "535 5.7.8 refused");
	if (bits & 128)
		mailcase->where = WHERE_ELSEWHERE;
	if (bits & 256)
		mailcase->program_login = PROGRAM_LOGIN_OFF;
	if (bits & 512)
		str_copy(mailcase->domain, sizeof mailcase->domain, "example.org");
}

static void every_case_has_a_lawful_plan(void **state)
{
	struct secret *secret = secret_new("secret", 6);
	struct mailcase *mailcase = malloc(sizeof *mailcase);

	(void)state;
	for (unsigned bits = 0; bits < 1024; bits++) {
		for (int step = -1; step < STEP_N; step++) {
			struct plan plan;
			struct err err = ERR_INIT;

			make_case(bits, mailcase, secret);
			mailcase->only = step < 0 ? 0 : STEP_BIT(step);
			if (!plan_make(mailcase, catalogue, catalogue_n, &plan, &err))
				fail_msg("case %u, step %d: %s", bits, step, err.text);
			plan_release(&plan);
		}
	}
	free(mailcase);
	secret_free(&secret);
}

static void every_check_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_n; i++) {
		const struct check *check = catalogue[i];
		const char *step = step_name(check->step);

		assert_non_null(check->title);
		assert_non_null(check->run);
		assert_true(check->limit_ms > 0);
		if (strncmp(check->id, step, strlen(step)) != 0 || check->id[strlen(step)] != '.')
			fail_msg("%s is in the step %s", check->id, step);
		if ((check->needs | check->wants) & check->provides)
			fail_msg("%s needs what it provides", check->id);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(check->id, catalogue[k]->id);
	}
}

/* Problems that are never raised alone: with what, and the cause that both lead to. */
static const struct {
	enum finding_id problem, with;
	enum cause_id cause;
} pairs[] = {
	{F_USERNAME_FORM, F_SAYS_WRONG_PASSWORD, CAUSE_USERNAME_WRONG},
	{F_USERNAME_FORM_MAYBE, F_HINTS_WRONG_PASSWORD, CAUSE_USERNAME_WRONG},
};

/* Diagnoses one or two findings; second F_N: one. */
static struct diagnosed_cause first_cause_of(enum finding_id first, enum finding_id second)
{
	struct record *record = calloc(1, sizeof *record);
	struct diagnosed_cause cause;

	mailcase_init(&record->mailcase);
	*VEC_ADD(&record->findings) = (struct finding){.id = first, .check = "x", .msgid = "x"};
	if (second != F_N)
		*VEC_ADD(&record->findings) = (struct finding){.id = second, .check = "x", .msgid = "x"};
	diagnose(record, &record->diagnosis);
	assert_true(record->diagnosis.n > 0);
	assert_int_equal(record->diagnosis.verdict, VERDICT_CANNOT_SEND);
	cause = record->diagnosis.causes[0];
	record_free(&record);
	return cause;
}

/* A problem that no rule knows would be told with a cause that says nothing (20 is what such a one gets). */
static void every_problem_has_a_cause_of_its_own(void **state)
{
	int gaps = 0;

	(void)state;
	for (int id = 0; id < F_N; id++) {
		bool paired = false;

		for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
			paired = paired || (int)pairs[i].problem == id;
		if (paired || finding_severity((enum finding_id)id) != SEVERITY_PROBLEM)
			continue;
		if (first_cause_of((enum finding_id)id, F_N).confidence == 20) {
			print_message("no rule for %s alone\n", finding_name((enum finding_id)id));
			gaps++;
		}
	}
	assert_int_equal(gaps, 0);
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		assert_int_equal(first_cause_of(pairs[i].problem, pairs[i].with).id, pairs[i].cause);
}

static bool is_listed(const unsigned short *ids, int id)
{
	for (size_t i = 0; i < RULE_FINDINGS_MAX && ids[i]; i++) {
		if (ids[i] == id + 1)
			return true;
	}
	return false;
}

static void every_problem_is_in_a_rule(void **state)
{
	int gaps = 0;

	(void)state;
	for (int id = 0; id < F_N; id++) {
		bool listed = finding_severity((enum finding_id)id) != SEVERITY_PROBLEM;

		for (size_t i = 0; i < rules_n && !listed; i++)
			listed = is_listed(rules[i].all, id) || is_listed(rules[i].any, id);
		if (!listed) {
			print_message("%s is in no rule\n", finding_name((enum finding_id)id));
			gaps++;
		}
	}
	assert_int_equal(gaps, 0);
}

/* What else was found may lead from one cause to another, but not to none: no `none` of a rule leaves a gap. */
static void no_finding_takes_the_cause_away(void **state)
{
	int gaps = 0;

	(void)state;
	for (int id = 0; id < F_N; id++) {
		if (finding_severity((enum finding_id)id) != SEVERITY_PROBLEM ||
			first_cause_of((enum finding_id)id, F_N).confidence == 20)
			continue;
		for (int other = 0; other < F_N; other++) {
			if (other == id ||
				first_cause_of((enum finding_id)id, (enum finding_id)other).confidence != 20)
				continue;
			print_message("no rule for %s beside %s\n", finding_name((enum finding_id)id),
				finding_name((enum finding_id)other));
			gaps++;
		}
	}
	assert_int_equal(gaps, 0);
}

static void every_cause_has_words_and_steps(void **state)
{
	(void)state;
	for (int id = CAUSE_NONE + 1; id < CAUSE_N; id++) {
		const struct cause_words *words = &cause_words[id - 1];

		assert_int_equal(words->id, id);
		assert_true(words->title && words->title[0]);
		assert_true(words->meaning && words->meaning[0]);
		for (int program = 0; program < PROGRAM_N; program++) {
			const struct advice *advice = advice_find((enum cause_id)id, (enum program)program);

			assert_non_null(advice);
			assert_non_null(advice->steps[0]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_has_a_lawful_plan),
		cmocka_unit_test(every_check_is_whole),
		cmocka_unit_test(every_problem_is_in_a_rule),
		cmocka_unit_test(every_problem_has_a_cause_of_its_own),
		cmocka_unit_test(no_finding_takes_the_cause_away),
		cmocka_unit_test(every_cause_has_words_and_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
