/*
 * Running fake checks: facts, waiting, skipping, cancelling, deadlines, the order of events. No network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"
#include "tests/unit/support/fake_checks.h"

static void provide(struct check_run *run)
{
	struct finding *finding = run_say(run, F_NAME_FOUND, "{host} has {count} addresses.",
		A_HOST("host", "smtp.example.org"), A_COUNT("count", 2));

	put_target(run, 587);
	run_evidencef(finding, "took_ms", "%d", 12);
}

static atomic_int seen_port;

static void use(struct check_run *run)
{
	atomic_store(&seen_port, fact_get_target(run)->out.port);
	run_say(run, F_NAME_TYPO, "A note on {host}.", A_HOST("host", "smpt.example.org"));
}

static void wait_long(struct check_run *run)
{
	enum io_status status = wait_in_scope(run);

	run_say(run, F_SERVER_SILENT, "{status}", A_TEXT("status", io_status_name(status)));
}

static void end_without(struct check_run *run)
{
	(void)run;
}

static const struct check provider = {.id = "t.provider",
	.step = STEP_SETTINGS,
	.title = "a",
	.limit_ms = 5000,
	.provides = FACT_BIT(TARGET),
	.run = provide};
static const struct check user = {.id = "t.user",
	.step = STEP_SETTINGS,
	.title = "b",
	.limit_ms = 5000,
	.needs = FACT_BIT(TARGET),
	.run = use};
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

static void facts_reach_those_who_need_them(void **state)
{
	const struct check *const checks[] = {&user, &provider};
	struct mailcase mailcase = a_case(60000);
	struct record *record = run_to_end(&mailcase, checks, N(checks), -1);
	const struct finding *finding = record_finding(record, F_NAME_FOUND);

	(void)state;
	assert_int_equal(atomic_load(&seen_port), 587);
	assert_int_equal(result_of(record, "t.provider")->status, CHECK_OK);
	assert_int_equal(result_of(record, "t.user")->status, CHECK_NOTE);
	assert_int_equal(record->findings.n, 2);
	assert_string_equal(finding->check, "t.provider");
	assert_string_equal(finding_arg(finding, "host")->text, "smtp.example.org");
	assert_int_equal(finding_arg(finding, "count")->number, 2);
	assert_string_equal(finding_evidence(finding, "took_ms"), "12"); /* told after the fact was put */
	assert_string_equal(record->learnt.outgoing.host, "smtp.example.org");
	assert_int_equal(record->learnt.outgoing.port, 587);
	assert_false(record->timed_out);
	record_free(&record);
	assert_null(record);
}

static void events_come_in_order(void **state)
{
	const struct check *const checks[] = {&provider, &user};
	struct mailcase mailcase = a_case(60000);
	struct run *run = run_new(&mailcase, checks, N(checks));
	int started[2] = {0}, ended[2] = {0}, findings = 0, last = 0;

	(void)state;
	run_start(run);
	while (!run_has_ended(run)) {
		struct io_scope scope = {.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(10000)};
		struct io_want want = {.fd = run_event_fd(run), .events = POLLIN};
		struct event event;

		assert_int_equal(io_wait(&scope, &want, 1), IO_OK);
		while (run_next_event(run, &event)) {
			assert_int_equal(last, 0); /* nothing comes behind the last one */
			switch (event.type) {
			case EVENT_CHECK_STARTED:
				assert_int_equal(started[event.check]++, 0);
				break;
			case EVENT_FINDING:
				assert_int_equal(started[event.check], 1);
				assert_int_equal(ended[event.check], 0);
				findings++;
				break;
			case EVENT_CHECK_ENDED:
				assert_int_equal(started[event.check], 1);
				assert_int_equal(ended[event.check]++, 0);
				break;
			case EVENT_RUN_ENDED:
				last = 1;
				break;
			}
			event_release(&event);
		}
	}
	assert_true(ended[0] && ended[1]);
	assert_int_equal(findings, 2);
	run_free(&run);
	assert_null(run);
}

static void skipped_because_of_the_provider(void **state)
{
	const struct check *const without[] = {&empty, &user};
	const struct check *const nobody[] = {&user};
	struct mailcase mailcase = a_case(60000);
	struct record *record = run_to_end(&mailcase, without, N(without), -1);

	(void)state;
	assert_int_equal(result_of(record, "t.empty")->status, CHECK_OK);
	assert_int_equal(result_of(record, "t.user")->status, CHECK_SKIPPED);
	assert_string_equal(result_of(record, "t.user")->because, "t.empty");
	record_free(&record);
	record = run_to_end(&mailcase, nobody, N(nobody), -1);
	assert_int_equal(result_of(record, "t.user")->status, CHECK_SKIPPED);
	assert_string_equal(result_of(record, "t.user")->because, "target");
	record_free(&record);
}

static void probe(struct check_run *run)
{
	run_say(run, F_PORT_SILENT, "Before {n}.", A_COUNT("n", 1));
	assert_int_equal(wait_in_scope(run), IO_CANCELLED);
	run_say(run, F_PORT_SILENT, "After {n}.", A_COUNT("n", 2));
}

static const struct check until_target = {.id = "t.until",
	.step = STEP_NETWORK,
	.title = "e",
	.limit_ms = 60000,
	.until = FACT_BIT(TARGET),
	.run = probe};
/* Never starts: the fact that it needs comes from one that ends by the same fact that it is ended by. */
static const struct check pending_until = {.id = "t.pending",
	.step = STEP_NETWORK,
	.title = "f",
	.limit_ms = 60000,
	.needs = FACT_BIT(ROUTES),
	.until = FACT_BIT(TARGET),
	.run = end_without};
static const struct check slow_routes = {.id = "t.routes",
	.step = STEP_NETWORK,
	.title = "g",
	.limit_ms = 60000,
	.provides = FACT_BIT(ROUTES),
	.until = FACT_BIT(TARGET),
	.run = probe};

static void a_fact_ends_what_nobody_needs_any_more(void **state)
{
	const struct check *const checks[] = {&until_target, &pending_until, &slow_routes, &provider};
	struct mailcase mailcase = a_case(60000);
	int64_t began = clock_us();
	struct record *record = run_to_end(&mailcase, checks, N(checks), -1);

	(void)state;
	assert_true(clock_since_ms(began) < SLACK_MS);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(record->checks.items[i].status, CHECK_SKIPPED);
		assert_string_equal(record->checks.items[i].because, "t.provider");
	}
	assert_null(record_finding(record, F_PORT_SILENT)); /* what works outweighs what was about to fail */
	assert_int_equal(record->diagnosis.n, 0);
	record_free(&record);
}

/* Takes events until one of this type came for this check. */
static void wait_for(struct run *run, enum event_type type, size_t check)
{
	bool there = false;

	while (!there) {
		struct io_scope scope = {.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(10000)};
		struct io_want want = {.fd = run_event_fd(run), .events = POLLIN};
		struct event event;

		assert_int_equal(io_wait(&scope, &want, 1), IO_OK);
		while (!there && run_next_event(run, &event)) {
			there = event.type == type && (type == EVENT_RUN_ENDED || event.check == check);
			event_release(&event);
		}
	}
}

static void the_person_skips_one_check(void **state)
{
	const struct check *const checks[] = {&silent, &provider};
	struct mailcase mailcase = a_case(60000);
	struct run *run = run_new(&mailcase, checks, N(checks));
	int64_t began;

	(void)state;
	run_start(run);
	wait_for(run, EVENT_CHECK_STARTED, 0);
	began = clock_us();
	run_skip_check(run, 0);
	wait_for(run, EVENT_CHECK_ENDED, 0);
	assert_true(clock_since_ms(began) < 100);
	assert_int_equal(run_record(run)->checks.items[0].status, CHECK_SKIPPED);
	assert_string_equal(run_record(run)->checks.items[0].because, "you");
	if (!run_has_ended(run))
		wait_for(run, EVENT_RUN_ENDED, 0);
	assert_null(record_finding(run_record(run), F_SERVER_SILENT)); /* came after the skip */
	assert_int_equal(run_record(run)->checks.items[1].status, CHECK_OK);
	run_free(&run);
}

/* Shows what it has, then waits for ever. */
static void publish_and_wait(struct check_run *run)
{
	run_evidence(run_finding(run, F_LOGIN_SILENT, "shown early", NULL), "key", "value");
	run_publish(run);
	wait_in_scope(run);
	run_finding(run, F_SERVER_SILENT, "after the end", NULL);
}

static const struct check publisher = {
	.id = "t.publisher", .step = STEP_LOGIN, .title = "", .limit_ms = 60000, .run = publish_and_wait};

static void what_is_published_is_shown_before_the_end(void **state)
{
	const struct check *const checks[] = {&publisher};
	struct mailcase mailcase = a_case(60000);
	struct run *run = run_new(&mailcase, checks, N(checks));
	const struct finding *shown;

	(void)state;
	run_start(run);
	wait_for(run, EVENT_FINDING, 0);
	assert_int_equal(run_record(run)->checks.items[0].status, CHECK_RUNNING);
	shown = record_finding(run_record(run), F_LOGIN_SILENT);
	assert_non_null(shown);
	assert_string_equal(finding_evidence(shown, "key"), "value");
	run_skip_check(run, 0);
	wait_for(run, EVENT_CHECK_ENDED, 0);
	if (!run_has_ended(run))
		wait_for(run, EVENT_RUN_ENDED, 0);
	assert_int_equal(run_record(run)->findings.n, 1); /* once, and nothing that came after the skip */
	run_free(&run);
}

static void cancel_brings_all_to_rest(void **state)
{
	const struct check *const checks[] = {&silent, &slow_routes, &pending_until, &hurried};
	struct mailcase mailcase = a_case(60000);
	struct run *run = run_new(&mailcase, checks, N(checks));
	int64_t began;

	(void)state;
	run_start(run);
	wait_for(run, EVENT_CHECK_STARTED, 1);
	wait_for(run, EVENT_CHECK_ENDED, 3); /* the one of 60 ms */
	began = clock_us();
	run_cancel(run);
	wait_for(run, EVENT_RUN_ENDED, 0);
	assert_true(clock_since_ms(began) < 100);
	assert_true(run_record(run)->cancelled);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(run_record(run)->checks.items[i].status, CHECK_SKIPPED);
		assert_string_equal(run_record(run)->checks.items[i].because, "cancelled");
	}
	assert_int_equal(run_record(run)->checks.items[3].status, CHECK_PROBLEM); /* known before: kept */
	assert_non_null(record_finding(run_record(run), F_SERVER_SILENT));
	run_free(&run);
}

static void cancel_before_the_start_and_by_a_descriptor(void **state)
{
	const struct check *const checks[] = {&silent, &provider};
	struct mailcase mailcase = a_case(60000);
	struct run *run = run_new(&mailcase, checks, N(checks));
	struct record *record;
	int ends[2];

	(void)state;
	run_cancel(run);
	run_start(run);
	wait_for(run, EVENT_RUN_ENDED, 0);
	assert_string_equal(run_record(run)->checks.items[1].because, "cancelled");
	run_free(&run);

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	record = run_to_end(&mailcase, checks, N(checks), ends[0]);
	assert_true(record->cancelled);
	assert_string_equal(result_of(record, "t.silent")->because, "cancelled");
	record_free(&record);
	close(ends[0]);
	close(ends[1]);
}

static void free_ends_what_still_runs(void **state)
{
	const struct check *const checks[] = {&silent, &slow_routes, &pending_until};
	struct mailcase mailcase = a_case(60000);
	int64_t began = clock_us();

	(void)state;
	for (int i = 0; i < 20; i++) {
		struct run *run = run_new(&mailcase, checks, N(checks));

		run_start(run);
		run_free(&run);
	}
	assert_true(clock_since_ms(began) < 20 * 100);
}

static void say_secret(struct check_run *run)
{
	struct finding *finding = run_say(run, F_LOGIN_GARBLED, "{reply} {host}",
		A_TEXT("reply", "535 hunter2-canary\x1b[31m is wrong"), A_HOST("host", "smtp.example.org"));

	run_evidence(finding, "reply", "you sent aHVudGVyMi1jYW5hcnk=");
	run_evidence(finding, "nothing", NULL);
}

static const struct check leaky = {
	.id = "t.leaky", .step = STEP_LOGIN, .title = "n", .limit_ms = 1000, .run = say_secret};

static void the_secret_never_enters_a_finding(void **state)
{
	const struct check *const checks[] = {&leaky};
	struct mailcase mailcase = a_case(60000);
	struct secret *secret = secret_new("hunter2-canary", 14);
	const struct finding *finding;
	struct record *record;

	(void)state;
	mailcase.secret = secret;
	record = run_to_end(&mailcase, checks, N(checks), -1);
	assert_null(record->mailcase.secret);
	finding = record_finding(record, F_LOGIN_GARBLED);
	assert_null(strstr(finding_arg(finding, "reply")->text, "hunter2"));
	assert_null(strchr(finding_arg(finding, "reply")->text, 0x1b));
	assert_null(strstr(finding_evidence(finding, "reply"), "aHVudGVy"));
	assert_null(finding_evidence(finding, "nothing"));
	record_free(&record);
	secret_free(&secret);
}

static void say_unknown(struct check_run *run)
{
	run_unknown(run, "Nobody knows.");
}

static void say_skip(struct check_run *run)
{
	run_skip(run, "no-login");
}

static void a_check_judges_itself(void **state)
{
	const struct check unknown = {
		.id = "t.unknown", .step = STEP_LOGIN, .title = "o", .limit_ms = 1000, .run = say_unknown};
	const struct check skipping = {
		.id = "t.skip", .step = STEP_LOGIN, .title = "p", .limit_ms = 1000, .run = say_skip};
	const struct check *const checks[] = {&unknown, &skipping};
	struct mailcase mailcase = a_case(60000);
	struct record *record = run_to_end(&mailcase, checks, N(checks), -1);

	(void)state;
	assert_int_equal(record->checks.items[0].status, CHECK_UNKNOWN);
	assert_string_equal(record->checks.items[0].unknown, "Nobody knows.");
	assert_int_equal(record->checks.items[1].status, CHECK_SKIPPED);
	assert_string_equal(record->checks.items[1].because, "no-login");
	assert_int_equal(record_step_status(record, STEP_LOGIN), CHECK_UNKNOWN);
	assert_int_equal(record_step_status(record, STEP_DNS), CHECK_WAITING);
	record_free(&record);
}

static void only_is_a_matter_of_the_report(void **state)
{
	const struct check *const checks[] = {&provider, &user, &hurried};
	struct mailcase mailcase = a_case(60000);
	struct record *record;

	(void)state;
	mailcase.only = STEP_BIT(STEP_NETWORK);
	record = run_to_end(&mailcase, checks, N(checks), -1);
	assert_int_equal(record->checks.n, 1); /* nothing that the selected one needs */
	record_free(&record);
	mailcase.only = 0;
	mailcase.skip = STEP_BIT(STEP_SETTINGS);
	record = run_to_end(&mailcase, checks, N(checks), -1);
	assert_int_equal(record->checks.n, 1);
	record_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_reach_those_who_need_them),
		cmocka_unit_test(events_come_in_order),
		cmocka_unit_test(skipped_because_of_the_provider),
		cmocka_unit_test(a_fact_ends_what_nobody_needs_any_more),
		cmocka_unit_test(the_person_skips_one_check),
		cmocka_unit_test(what_is_published_is_shown_before_the_end),
		cmocka_unit_test(cancel_brings_all_to_rest),
		cmocka_unit_test(cancel_before_the_start_and_by_a_descriptor),
		cmocka_unit_test(free_ends_what_still_runs),
		cmocka_unit_test(the_secret_never_enters_a_finding),
		cmocka_unit_test(a_check_judges_itself),
		cmocka_unit_test(only_is_a_matter_of_the_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
