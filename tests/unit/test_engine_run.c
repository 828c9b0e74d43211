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
#include <sys/resource.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"

#define N(array) (sizeof(array) / sizeof(array)[0])

/* Sanitizers and a busy machine stretch everything; what must be prompt is far below this. */
#define SLACK_MS 1500

static void put_target(struct check_run *run, int port)
{
	struct target *target = mem_new(sizeof *target);

	target->out.port = port;
	str_copy(target->out.host, sizeof target->out.host, "smtp.example.org");
	fact_put_target(run, target);
}

static enum io_status wait_in_scope(struct check_run *run)
{
	return io_wait(run_scope(run), NULL, 0);
}

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

static const struct check_result *result_of(const struct record *record, const char *id)
{
	for (size_t i = 0; i < record->checks.n; i++) {
		if (strcmp(record->checks.items[i].check->id, id) == 0)
			return &record->checks.items[i];
	}
	fail_msg("no check %s", id);
	return NULL;
}

static struct mailcase a_case(int64_t timeout_ms)
{
	struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.timeout_ms = timeout_ms;
	return mailcase;
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_reach_those_who_need_them),
		cmocka_unit_test(events_come_in_order),
		cmocka_unit_test(skipped_because_of_the_provider),
		cmocka_unit_test(a_fact_ends_what_nobody_needs_any_more),
		cmocka_unit_test(the_person_skips_one_check),
		cmocka_unit_test(cancel_brings_all_to_rest),
		cmocka_unit_test(cancel_before_the_start_and_by_a_descriptor),
		cmocka_unit_test(free_ends_what_still_runs),
		cmocka_unit_test(the_deadline_of_the_run),
		cmocka_unit_test(the_limit_of_a_check),
		cmocka_unit_test(awaiting_never_locks),
		cmocka_unit_test(await_on_a_provider_that_gives_nothing),
		cmocka_unit_test(few_file_handles),
		cmocka_unit_test(the_secret_never_enters_a_finding),
		cmocka_unit_test(a_check_judges_itself),
		cmocka_unit_test(only_is_a_matter_of_the_report),
		cmocka_unit_test(a_fact_is_handed_over_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
