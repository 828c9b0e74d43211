/*
 * Fake checks that wait: for a fact, for the end of the run or of their own time, for each other. No network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"
#include "tests/unit/support/fake_checks.h"

static void wait_long(struct check_run *run)
{
	enum io_status status = wait_in_scope(run);

	run_say(run, F_SERVER_SILENT, "{status}", A_TEXT("status", io_status_name(status)));
}

static void end_without(struct check_run *run)
{
	(void)run;
}

static const struct check silent = {
	.id = "t.silent", .step = STEP_NETWORK, .title = "c", .limit_ms = 60000, .run = wait_long};
static const struct check hurried = {
	.id = "t.hurried", .step = STEP_NETWORK, .title = "c", .limit_ms = 60, .run = wait_long};
static const struct check empty = {.id = "t.empty",
	.step = STEP_SETTINGS,
	.title = "d",
	.limit_ms = 5000,
	.provides = FACT_BIT(TARGET),
	.run = end_without};

static void conclude(struct check_run *run)
{
	assert_null(fact_await_routes(run));
	run_say(run, F_RAN_OUT_OF_TIME, "After {n} seconds.", A_SECONDS("n", 1));
}

static void wait_for_routes(struct check_run *run)
{
	(void)wait_in_scope(run);
}

static const struct check lame_routes = {.id = "t.lame",
	.step = STEP_NETWORK,
	.title = "h",
	.limit_ms = 60000,
	.provides = FACT_BIT(ROUTES),
	.run = wait_for_routes};
static const struct check concluding = {.id = "t.conclude",
	.step = STEP_NETWORK,
	.title = "i",
	.limit_ms = 1000,
	.wants = FACT_BIT(ROUTES),
	.concludes = true,
	.run = conclude};
static const struct check after_lame = {.id = "t.after",
	.step = STEP_NETWORK,
	.title = "j",
	.limit_ms = 1000,
	.needs = FACT_BIT(CONTROLS),
	.run = end_without};
static const struct check late_controls = {.id = "t.late",
	.step = STEP_NETWORK,
	.title = "k",
	.limit_ms = 60000,
	.wants = FACT_BIT(ROUTES),
	.provides = FACT_BIT(CONTROLS),
	.run = NULL};

static void put_late(struct check_run *run)
{
	assert_null(fact_await_routes(run));
	assert_int_equal(wait_in_scope(run), IO_TIMED_OUT);
	fact_put_controls(run, mem_new(sizeof(struct control_table)));
}

static void the_deadline_of_the_run(void **state)
{
	struct check late = late_controls;
	const struct check *const checks[] = {&silent, &lame_routes, &concluding, &late, &after_lame};
	struct mailcase mailcase = a_case(150);
	int64_t began = clock_us();
	struct record *record;

	(void)state;
	late.run = put_late;
	record = run_to_end(&mailcase, checks, N(checks), -1);
	assert_true(clock_since_ms(began) >= 149 && clock_since_ms(began) < 150 + SLACK_MS);
	assert_true(record->timed_out);
	assert_int_equal(result_of(record, "t.silent")->status, CHECK_PROBLEM);
	assert_string_equal(
		finding_arg(record_finding(record, F_SERVER_SILENT), "status")->text, "timed-out");
	assert_int_equal(result_of(record, "t.conclude")->status, CHECK_PROBLEM);
	assert_int_equal(result_of(record, "t.after")->status, CHECK_SKIPPED);
	assert_string_equal(result_of(record, "t.after")->because, "timeout");
	record_free(&record);
}

static void the_limit_of_a_check(void **state)
{
	const struct check *const checks[] = {&hurried};
	struct mailcase mailcase = a_case(60000);
	struct record *record = run_to_end(&mailcase, checks, N(checks), -1);

	(void)state;
	assert_in_range(record->checks.items[0].ms, 59, 60 + SLACK_MS);
	assert_false(record->timed_out);
	assert_string_equal(
		finding_arg(record_finding(record, F_SERVER_SILENT), "status")->text, "timed-out");
	record_free(&record);
}

/* A chain in which each awaits the one before, listed in the wrong order: more waiting checks than free
 * threads. */
static atomic_int links;

#define LINK(name, fact, slot, type, before)                                                                 \
	static void run_##name(struct check_run *run)                                                        \
	{                                                                                                    \
		assert_non_null(fact_await_##before(run));                                                   \
		atomic_fetch_add(&links, 1);                                                                 \
		fact_put_##slot(run, mem_new(sizeof(struct type)));                                          \
	}                                                                                                    \
	static const struct check name = {.id = #name,                                                       \
		.step = STEP_NETWORK,                                                                        \
		.title = "l",                                                                                \
		.limit_ms = 20,                                                                              \
		.provides = FACT_BIT(fact),                                                                  \
		.run = run_##name

LINK(link_names, OUT_NAMES, out_names, server_names, target), .wants = FACT_BIT(TARGET)
}
;
LINK(link_session, OUT_SESSION, out_session, out_session, out_names), .wants = FACT_BIT(OUT_NAMES)
}
;
LINK(link_login, OUT_LOGIN, out_login, login_result, out_session), .wants = FACT_BIT(OUT_SESSION)
}
;
LINK(link_envelope, ENVELOPE, envelope, envelope_result, out_login), .wants = FACT_BIT(OUT_LOGIN)
}
;
LINK(link_in, IN_LOGIN, in_login, in_login, envelope), .wants = FACT_BIT(ENVELOPE)
}
;

static void provide_late(struct check_run *run)
{
	struct io_scope within =
		io_scope_within(run_scope(run), 60); /* longer than the limit of those that await */

	assert_int_equal(io_wait(&within, NULL, 0), IO_TIMED_OUT);
	put_target(run, 465);
}

static const struct check late_provider = {.id = "t.late-provider",
	.step = STEP_SETTINGS,
	.title = "m",
	.limit_ms = 5000,
	.provides = FACT_BIT(TARGET),
	.run = provide_late};

static void awaiting_never_locks(void **state)
{
	const struct check *const checks[] = {
		&link_in, &link_envelope, &link_login, &link_session, &link_names, &late_provider};
	struct mailcase mailcase = a_case(60000);

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct record *record;

		atomic_store(&links, 0);
		record = run_to_end(&mailcase, checks, N(checks), -1);
		assert_int_equal(atomic_load(&links), 5);
		for (size_t c = 0; c < record->checks.n; c++)
			assert_int_equal(record->checks.items[c].status, CHECK_OK);
		record_free(&record);
	}
}

static void await_in_vain(struct check_run *run)
{
	assert_null(fact_await_target(run));
	assert_null(fact_await_routes(run));
	assert_true(io_scope_left_ms(run_scope(run)) > 0);
}

static void await_on_a_provider_that_gives_nothing(void **state)
{
	struct check hopeful = link_names;
	const struct check *const checks[] = {&empty, &hopeful};
	struct mailcase mailcase = a_case(60000);
	struct record *record;

	(void)state;
	hopeful.wants =
		FACT_BIT(TARGET) | FACT_BIT(ROUTES); /* one that ends without, one that nobody provides */
	hopeful.run = await_in_vain;
	record = run_to_end(&mailcase, checks, N(checks), -1);
	assert_int_equal(result_of(record, "link_names")->status, CHECK_OK);
	record_free(&record);
}

/* With hardly any file handle left a run takes longer, and ends all the same. */
static void few_file_handles(void **state)
{
	const struct check *const checks[] = {
		&link_in, &link_envelope, &link_login, &link_session, &link_names, &late_provider, &hurried};
	struct mailcase mailcase = a_case(60000);
	struct rlimit before, few;
	int first_free = dup(0);

	(void)state;
	assert_true(first_free >= 0);
	close(first_free);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	for (rlim_t more = 0; more < 8; more++) {
		struct record *record;

		few.rlim_cur = (rlim_t)first_free + more;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
		record = run_to_end(&mailcase, checks, N(checks), -1);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
		for (size_t c = 0; c < record->checks.n; c++)
			assert_true(record->checks.items[c].status <= CHECK_SKIPPED);
		if (more < 2)
			assert_int_equal(result_of(record, "t.hurried")->status, CHECK_UNKNOWN);
		else
			assert_int_equal(result_of(record, "link_in")->status, CHECK_OK);
		record_free(&record);
	}
}

static atomic_llong put_us, got_us;

static void put_now(struct check_run *run)
{
	struct io_scope within = io_scope_within(run_scope(run), 5);

	(void)io_wait(&within, NULL, 0); /* so that the other one waits already */
	atomic_store(&put_us, clock_us());
	put_target(run, 1);
}

static void get_now(struct check_run *run)
{
	assert_non_null(fact_await_target(run));
	atomic_store(&got_us, clock_us());
}

static void a_fact_is_handed_over_at_once(void **state)
{
	const struct check giver = {.id = "t.giver",
		.step = STEP_NETWORK,
		.title = "q",
		.limit_ms = 1000,
		.provides = FACT_BIT(TARGET),
		.run = put_now};
	const struct check taker = {.id = "t.taker",
		.step = STEP_NETWORK,
		.title = "r",
		.limit_ms = 1000,
		.wants = FACT_BIT(TARGET),
		.run = get_now};
	const struct check *const checks[] = {&giver, &taker};
	struct mailcase mailcase = a_case(60000);
	int64_t best = INT64_MAX;

	(void)state;
	for (int i = 0; i < 30; i++) {
		struct record *record = run_to_end(&mailcase, checks, N(checks), -1);
		int64_t took = atomic_load(&got_us) - atomic_load(&put_us);

		best = took < best ? took : best;
		record_free(&record);
	}
	print_message("the fastest of 30 took %lld us\n", (long long)best);
	assert_true(best < 1000);
}

static atomic_int settled_early, settled_late;

/* Its patience ends before the fact comes, and again there is enough. */
static void look_twice(struct check_run *run)
{
	atomic_store(&settled_early, fact_settles(run, FACT_TARGET, 5));
	assert_null(fact_get_target(run));
	atomic_store(&settled_late, fact_settles(run, FACT_TARGET, 4000));
	assert_non_null(fact_get_target(run));
}

static void look_at_nothing(struct check_run *run)
{
	atomic_store(&settled_late, fact_settles(run, FACT_TARGET, 4000));
	assert_null(fact_get_target(run));
}

static void a_fact_that_is_late(void **state)
{
	const struct check patient = {.id = "t.patient",
		.step = STEP_NETWORK,
		.title = "s",
		.limit_ms = 5000,
		.wants = FACT_BIT(TARGET),
		.run = look_twice};
	const struct check vain = {.id = "t.vain",
		.step = STEP_NETWORK,
		.title = "t",
		.limit_ms = 5000,
		.wants = FACT_BIT(TARGET),
		.run = look_at_nothing};
	const struct check *const late[] = {&late_provider, &patient}, *const none[] = {&empty, &vain};
	struct mailcase mailcase = a_case(60000);
	struct record *record = run_to_end(&mailcase, late, N(late), -1);

	(void)state;
	assert_false(atomic_load(&settled_early));
	assert_true(atomic_load(&settled_late));
	record_free(&record);
	atomic_store(&settled_late, 0);
	record = run_to_end(&mailcase, none, N(none), -1);
	assert_true(atomic_load(&settled_late));
	record_free(&record);
}

/* When the looker of this number has to end at the latest, before and after it was known how signing in went. */
static atomic_llong before_us[4], after_us[4];

static void look(struct check_run *run, int i)
{
	atomic_store(&before_us[i], run_scope(run)->deadline_us);
	(void)fact_await_out_login(run);
	atomic_store(&after_us[i], run_scope(run)->deadline_us);
}

static void look_first(struct check_run *run)
{
	look(run, 0);
}

static void look_second(struct check_run *run)
{
	look(run, 1);
}

static void look_alone(struct check_run *run)
{
	look(run, 2);
}

static void look_on_request(struct check_run *run)
{
	look(run, 3);
}

static bool is_asked_for(const struct mailcase *mailcase)
{
	return mailcase->pause_ms > 0;
}

static void sign_in_late(struct check_run *run)
{
	struct io_scope within = io_scope_within(run_scope(run), 20);

	(void)io_wait(&within, NULL, 0);
}

/* Those that look for who is in the way end together, so long after signing in; nobody else does, nor whoever was asked for. */
static void the_shared_time(void **state)
{
	const struct check sign_in = {.id = "t.in",
		.step = STEP_LOGIN,
		.title = "u",
		.limit_ms = 5000,
		.provides = FACT_BIT(OUT_LOGIN),
		.run = sign_in_late};
	const struct check looker = {
		.title = "v", .step = STEP_NETWORK, .limit_ms = 50000, .wants = FACT_BIT(OUT_LOGIN)};
	struct check lookers[4] = {looker, looker, looker, looker};
	const struct check *const checks[] = {&sign_in, &lookers[0], &lookers[1], &lookers[2], &lookers[3]};
	struct mailcase mailcase = a_case(60000);
	struct record *record;
	int64_t began;

	(void)state;
	lookers[0].id = "t.firewall", lookers[0].step = STEP_FIREWALL, lookers[0].run = look_first;
	lookers[1].id = "t.shares", lookers[1].shares_time = true, lookers[1].run = look_second;
	lookers[1].limit_ms = 40000;
	lookers[2].id = "t.alone", lookers[2].run = look_alone;
	lookers[3].id = "t.asked", lookers[3].step = STEP_PROVIDER, lookers[3].own_time = is_asked_for;
	lookers[3].run = look_on_request;
	mailcase.pause_ms = 1;
	began = clock_us();
	record = run_to_end(&mailcase, checks, N(checks), -1);
	for (int i = 0; i < 4; i++)
		assert_true(atomic_load(&before_us[i]) > began + CLOCK_MS(39000));
	assert_in_range(
		atomic_load(&after_us[0]), began + CLOCK_MS(15019), began + CLOCK_MS(15020 + SLACK_MS));
	assert_true(atomic_load(&after_us[1]) == atomic_load(&after_us[0]));
	assert_true(atomic_load(&after_us[2]) > began + CLOCK_MS(49000));
	assert_true(atomic_load(&after_us[3]) > began + CLOCK_MS(49000));
	record_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_deadline_of_the_run),
		cmocka_unit_test(the_limit_of_a_check),
		cmocka_unit_test(awaiting_never_locks),
		cmocka_unit_test(await_on_a_provider_that_gives_nothing),
		cmocka_unit_test(few_file_handles),
		cmocka_unit_test(a_fact_is_handed_over_at_once),
		cmocka_unit_test(a_fact_that_is_late),
		cmocka_unit_test(the_shared_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
