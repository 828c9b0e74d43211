/*
 * Testing again after a change: what is repeated, what only lends its facts, what is carried over, and what two runs differ in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>

#include "checks/base/clock.h"
#include "checks/catalogue.h"
#include "checks/engine/again.h"
#include "checks/engine/since.h"
#include "tests/unit/support/fake_checks.h"

static atomic_int ran_server, ran_login, ran_records, ran_names;
static bool refuse, silent_way, lost_server;
static const struct arg no_args[] = {{0}};

static void run_names(struct check_run *run)
{
	atomic_fetch_add(&ran_names, 1);
	if (lost_server)
		run_finding(run, F_NAME_UNKNOWN, N_("The name is unknown."), no_args);
	put_target(run, 587);
}

static void run_server(struct check_run *run)
{
	struct reached_server *reached = mem_new(sizeof *reached);

	atomic_fetch_add(&ran_server, 1);
	if (silent_way)
		run_finding(run, F_PORT_SILENT, N_("Nothing answers."), no_args);
	run_finding(run, F_SERVER_READY, N_("The server is ready."), no_args);
	fact_put_out_reached(run, reached);
}

static void run_login(struct check_run *run)
{
	struct login_result *login = mem_new(sizeof *login);

	atomic_fetch_add(&ran_login, 1);
	run_finding(run, refuse ? F_SAYS_WRONG_PASSWORD : F_LOGIN_ACCEPTED, N_("It said so."), no_args);
	fact_put_out_login(run, login);
}

static void run_envelope(struct check_run *run)
{
	if (refuse)
		run_skip(run, "login.sign-in");
	else
		run_finding(run, F_ENVELOPE_ACCEPTED, N_("It would."), no_args);
}

static void run_records(struct check_run *run)
{
	atomic_fetch_add(&ran_records, 1);
	run_finding(run, F_DOMAIN_FOUND, N_("It is there."), no_args);
}

static const struct check names = {.id = "settings.names",
	.step = STEP_SETTINGS,
	.title = "a",
	.limit_ms = 5000,
	.provides = FACT_BIT(TARGET),
	.run = run_names};
static const struct check server = {.id = "settings.server",
	.step = STEP_SETTINGS,
	.title = "b",
	.limit_ms = 5000,
	.needs = FACT_BIT(TARGET),
	.provides = FACT_BIT(OUT_REACHED),
	.run = run_server};
static const struct check sign_in = {.id = "login.sign-in",
	.step = STEP_LOGIN,
	.title = "c",
	.limit_ms = 5000,
	.needs = FACT_BIT(OUT_REACHED),
	.provides = FACT_BIT(OUT_LOGIN),
	.run = run_login};
static const struct check envelope = {.id = "provider.envelope",
	.step = STEP_PROVIDER,
	.title = "d",
	.limit_ms = 5000,
	.wants = FACT_BIT(OUT_LOGIN),
	.run = run_envelope};
static const struct check records = {.id = "dns.domain",
	.step = STEP_DNS,
	.title = "e",
	.limit_ms = 5000,
	.wants = FACT_BIT(TARGET),
	.run = run_records};
static const struct check *const checks[] = {&names, &server, &sign_in, &envelope, &records};

static int set_up(void **state)
{
	(void)state;
	refuse = silent_way = lost_server = false;
	atomic_store(&ran_server, 0);
	atomic_store(&ran_login, 0);
	atomic_store(&ran_records, 0);
	atomic_store(&ran_names, 0);
	return 0;
}

static struct record *first_run(const struct mailcase *mailcase)
{
	return run_to_end(mailcase, checks, N(checks), -1);
}

static struct record *run_again(
	const struct mailcase *mailcase, struct record **before, const struct again *again)
{
	struct run *run = run_new_again(mailcase, checks, N(checks), before, again);
	struct record *record;
	struct event event;

	assert_null(*before);
	run_start(run);
	while (!run_has_ended(run)) {
		struct io_scope scope = {.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(10000)};
		struct io_want want = {.fd = run_event_fd(run), .events = 1 /* POLLIN */};

		assert_int_equal(io_wait(&scope, &want, 1), IO_OK);
		while (run_next_event(run, &event))
			event_release(&event);
	}
	record = run_take_record(run);
	run_free(&run);
	return record;
}

static struct again now_again(const struct record *before)
{
	return (struct again){.now = before->started + 5, .place = before->place};
}

static void only_what_the_change_can_have_mended(void **state)
{
	struct mailcase mailcase = a_case(60000);
	(void)state;
	refuse = true;
	struct record *record = first_run(&mailcase);
	struct again again = now_again(record);
	int64_t then = record->started;
	size_t repeated, total;

	assert_int_equal(diagnosis_first(&record->diagnosis), CAUSE_WRONG_PASSWORD);
	again_count(&mailcase, checks, N(checks), record, &again, &repeated, &total);
	assert_int_equal(repeated, 4);
	assert_int_equal(total, 5);
	refuse = false;
	record = run_again(&mailcase, &record, &again);
	assert_int_equal(atomic_load(&ran_login), 2);
	assert_int_equal(atomic_load(&ran_server), 2); /* it lends the connection */
	assert_int_equal(atomic_load(&ran_records), 1);
	assert_true(result_of(record, "dns.domain")->earlier);
	assert_int_equal(result_of(record, "dns.domain")->status, CHECK_OK);
	assert_false(result_of(record, "login.sign-in")->earlier);
	assert_non_null(record_finding(record, F_DOMAIN_FOUND));
	assert_null(record_finding(record, F_SAYS_WRONG_PASSWORD));
	assert_int_equal(record->diagnosis.n, 0);
	assert_int_equal(record->earlier, then);
	assert_false(record->turned);
	record_free(&record);
}

static void carried_again_and_again(void **state)
{
	struct mailcase mailcase = a_case(60000);
	(void)state;
	refuse = true;
	struct record *record = first_run(&mailcase);
	int64_t then = record->started;

	for (int i = 0; i < 3; i++) {
		struct again again = now_again(record);

		record = run_again(&mailcase, &record, &again);
		assert_int_equal(record->earlier, then);
		assert_int_equal(diagnosis_first(&record->diagnosis), CAUSE_WRONG_PASSWORD);
	}
	assert_int_equal(atomic_load(&ran_records), 1);
	record_free(&record);
}

/* Who mends the way changes the ground of everything. */
static void everything_where_the_way_was_the_trouble(void **state)
{
	struct mailcase mailcase = a_case(60000);
	(void)state;
	silent_way = true;
	struct record *record = first_run(&mailcase);
	struct again again = now_again(record);

	record = run_again(&mailcase, &record, &again);
	assert_int_equal(atomic_load(&ran_records), 2);
	assert_int_equal(record->earlier, 0);
	record_free(&record);
}

static void everything_after_a_while_or_without_a_cause(void **state)
{
	struct mailcase mailcase = a_case(60000);
	(void)state;
	refuse = true;
	struct record *record = first_run(&mailcase);
	struct again late = {.now = record->started + AGAIN_MAX_S + 1, .place = record->place};
	struct again early = {
		.now = record->started - 1, .place = record->place}; /* the clock was set back */
	struct again elsewhere = {.now = record->started + 5, .place = record->place + 1};
	size_t repeated, total;

	again_count(&mailcase, checks, N(checks), record, &late, &repeated, &total);
	assert_int_equal(repeated, total);
	again_count(&mailcase, checks, N(checks), record, &early, &repeated, &total);
	assert_int_equal(repeated, total);
	again_count(&mailcase, checks, N(checks), record, &elsewhere, &repeated, &total);
	assert_int_equal(repeated, total);
	record_free(&record);
	refuse = false;
	record = first_run(&mailcase);
	struct again again = now_again(record);
	again_count(&mailcase, checks, N(checks), record, &again, &repeated, &total);
	assert_int_equal(repeated, total);
	record_free(&record);
}

/* A check that only lent its facts meets something new: what was carried over may not hold. */
static void a_ground_that_turned_is_told(void **state)
{
	struct mailcase mailcase = a_case(60000);
	(void)state;
	refuse = true;
	struct record *record = first_run(&mailcase);
	struct again again = now_again(record);

	lost_server = true;
	record = run_again(&mailcase, &record, &again);
	assert_true(record->turned);
	record_free(&record);
}

/* The real checks: a password that was refused repeats no record of the domain and no block list; a missing record, no login. */
static size_t repeat_real(const char *id, enum finding_id finding, enum cause_id cause,
	enum repeat **repeat_r, struct plan *plan_r)
{
	struct mailcase mailcase = a_case(60000);
	struct record *record = mem_new(sizeof *record);
	struct err err = ERR_INIT;
	struct again again = {.now = 1000};

	address_parse("anna@example.org", &mailcase.address);
	mailcase.lists = true;
	str_copy(mailcase.in_use.host, sizeof mailcase.in_use.host, "smtp.example.org");
	assert_true(plan_make(&mailcase, catalogue, catalogue_n, plan_r, &err));
	for (size_t i = 0; i < plan_r->n; i++)
		*VEC_ADD(&record->checks) =
			(struct check_result){.check = plan_r->checks[i], .status = CHECK_OK};
	*VEC_ADD(&record->findings) = (struct finding){.id = finding, .check = id};
	record->diagnosis.n = 1;
	record->diagnosis.causes[0].id = cause;
	record->diagnosis.causes[0].n_findings = 1;
	record->started = 990;
	*repeat_r = mem_new_array(plan_r->n, sizeof **repeat_r);
	assert_true(again_plan(plan_r, record, &again, *repeat_r));
	size_t n = 0;
	for (size_t i = 0; i < plan_r->n; i++)
		n += (*repeat_r)[i] != REPEAT_NOT;
	VEC_RELEASE(&record->findings);
	VEC_RELEASE(&record->checks);
	free(record);
	return n;
}

static enum repeat of(const struct plan *plan, const enum repeat *repeat, const char *id)
{
	for (size_t i = 0; i < plan->n; i++)
		if (strcmp(plan->checks[i]->id, id) == 0)
			return repeat[i];
	fail_msg("%s is not in the plan", id);
	return REPEAT_NOT;
}

static void of_the_real_checks(void **state)
{
	enum repeat *repeat;
	struct plan plan;

	(void)state;
	size_t n = repeat_real("login.sign-in", F_SAYS_WRONG_PASSWORD, CAUSE_WRONG_PASSWORD, &repeat, &plan);
	assert_true(n < plan.n);
	assert_int_equal(of(&plan, repeat, "login.sign-in"), REPEAT_MAY_BE_MENDED);
	assert_int_equal(of(&plan, repeat, "provider.envelope"), REPEAT_MAY_BE_MENDED);
	assert_int_equal(of(&plan, repeat, "settings.server"), REPEAT_FOR_OTHERS);
	assert_int_equal(of(&plan, repeat, "dns.domain"), REPEAT_NOT);
	assert_int_equal(of(&plan, repeat, "reputation.lists"), REPEAT_NOT);
	free(repeat);
	plan_release(&plan);
	repeat_real("dns.spf", F_SPF_MISSING, CAUSE_SPF_MISSING, &repeat, &plan);
	assert_int_equal(of(&plan, repeat, "dns.spf"), REPEAT_MAY_BE_MENDED);
	assert_int_equal(of(&plan, repeat, "dns.dmarc"), REPEAT_MAY_BE_MENDED);
	assert_int_equal(of(&plan, repeat, "login.sign-in"), REPEAT_NOT);
	assert_int_equal(of(&plan, repeat, "reputation.domain"), REPEAT_NOT);
	free(repeat);
	plan_release(&plan);
}

/* --- two runs in outline --- */

static void what_two_runs_differ_in(void **state)
{
	struct mailcase mailcase = a_case(60000);
	struct outline before = {0}, now = {0};
	struct changes changes;
	(void)state;
	refuse = true;
	struct record *record = first_run(&mailcase);

	outline_of(record, &before);
	record_free(&record);
	refuse = false;
	record = first_run(&mailcase);
	outline_of(record, &now);
	record_free(&record);
	outline_compare(&before, &now, &changes);
	assert_int_equal(outline_first(&before), CAUSE_WRONG_PASSWORD);
	assert_int_equal(outline_first(&now), CAUSE_NONE);
	assert_int_equal(changes.checks.n, 2);
	assert_string_equal(changes.checks.items[0].id, "login.sign-in");
	assert_int_equal(changes.checks.items[0].before, CHECK_PROBLEM);
	assert_int_equal(changes.checks.items[0].now, CHECK_OK);
	assert_true(change_matters(&changes.checks.items[0]));
	assert_string_equal(changes.checks.items[1].id, "provider.envelope");
	assert_false(change_matters(&changes.checks.items[1])); /* left out, then fine */
	assert_int_equal(changes.causes.n, 1);
	assert_true(changes.causes.items[0].before > 0);
	assert_int_equal(changes.causes.items[0].now, 0);
	changes_release(&changes);
	outline_release(&before);
	outline_release(&now);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(only_what_the_change_can_have_mended, set_up),
		cmocka_unit_test_setup(carried_again_and_again, set_up),
		cmocka_unit_test_setup(everything_where_the_way_was_the_trouble, set_up),
		cmocka_unit_test_setup(everything_after_a_while_or_without_a_cause, set_up),
		cmocka_unit_test_setup(a_ground_that_turned_is_told, set_up),
		cmocka_unit_test_setup(of_the_real_checks, set_up),
		cmocka_unit_test_setup(what_two_runs_differ_in, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
