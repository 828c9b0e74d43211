/*
 * Testing again in the wizard: what is repeated, what is said about it, and what is there again after the program was killed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/support/walk.h"
#include "ui/keep/runs.h"

static char home[64];

static int at_a_home(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/mailmend-again-XXXXXX");
	return !mkdtemp(home) || setenv("XDG_STATE_HOME", home, 1);
}

static int forget(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int without_a_home(void **state)
{
	(void)state;
	return nftw(home, forget, 8, FTW_DEPTH | FTW_PHYS) || setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
}

static struct walk *refused(void)
{
	struct walk *walk = walk_new();

	refuse_password = true;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "canary-7531", 11);
	finish(walk->flow);
	enter(walk->flow);
	assert_true(at(walk->flow, "result"));
	choose(walk->flow, "result", 1);
	assert_true(at(walk->flow, "again"));
	return walk;
}

static const struct check_result *result_of(const struct flow *flow, const char *id)
{
	for (size_t i = 0; i < flow->record->checks.n; i++)
		if (strcmp(flow->record->checks.items[i].check->id, id) == 0)
			return &flow->record->checks.items[i];
	fail_msg("no check %s", id);
	return NULL;
}

static void before_and_now_of_what_was_repeated(void **state)
{
	struct walk *walk = refused();

	(void)state;
	refuse_password = false;
	pick(walk->flow, "Yes, the same password once more");
	assert_true(at(walk->flow, "road"));
	assert_int_equal(logins, 2);
	assert_true(result_of(walk->flow, "dns.domain")->earlier);
	assert_true(result_of(walk->flow, "reputation.lists")->earlier);
	assert_false(result_of(walk->flow, "login.sign-in")->earlier);
	assert_false(result_of(walk->flow, "provider.envelope")->earlier);
	enter(walk->flow);
	assert_true(at(walk->flow, "compare"));
	assert_true(shows(walk->flow, "Yes. Sending works now."));
	assert_true(shows(walk->flow, "Before: problem. Now: done."));
	assert_true(shows(walk->flow, "were not repeated"));
	walk_free(walk);
}

static void how_much_is_repeated_is_said_before(void **state)
{
	struct walk *walk = refused();

	(void)state;
	pick(walk->flow, "Yes, the same password once more"); /* refused again */
	assert_int_equal(logins, 2);
	enter(walk->flow);
	assert_true(shows(walk->flow, "Not yet."));
	walk->flow->login_refused = false;
	enter(walk->flow);
	choose(walk->flow, "result", 1);
	assert_true(at(walk->flow, "again"));
	assert_true(shows(walk->flow, "Only what the change can have mended"));
	pick(walk->flow, "Test everything again");
	assert_int_equal(logins, 3);
	assert_false(result_of(walk->flow, "dns.domain")->earlier);
	walk_free(walk);
}

/* Another answer is another case. */
static void another_answer_tests_everything(void **state)
{
	struct walk *walk = refused();

	(void)state;
	walk->mailcase.webmail = TOLD_NO;
	refuse_password = false;
	pick(walk->flow, "Yes, the same password once more");
	assert_false(result_of(walk->flow, "dns.domain")->earlier);
	walk_free(walk);
}

/* What stands in the way changes the ground of all tests. */
static void the_way_tests_everything(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	find_blocked = true;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	enter(walk->flow);
	find_blocked = false;
	pick(walk->flow, "I have changed something");
	assert_true(at(walk->flow, "again"));
	assert_false(shows(walk->flow, "Only what the change can have mended"));
	pick(walk->flow, "Test again now");
	assert_false(result_of(walk->flow, "dns.domain")->earlier);
	walk_free(walk);
}

static void a_run_is_kept(void **state)
{
	struct walk *walk = refused();
	struct outline outline = {0};

	(void)state;
	assert_true(runs_last(&walk->mailcase, &outline));
	assert_int_equal(outline_first(&outline), CAUSE_WRONG_PASSWORD);
	outline_release(&outline);
	walk_free(walk);
}

/* The screen after an answer is painted: from here on the answer is kept, whatever becomes of the program. */
static void killed_after_the_next_screen(void **state)
{
	struct walk *walk;

	(void)state;
	pid_t child = fork();
	if (child == 0) {
		walk = walk_new();
		to_password(walk->flow);
		flow_stage(walk->flow);
		kill(getpid(), SIGKILL);
	}
	waitpid(child, NULL, 0);
	walk = mem_new(sizeof *walk);
	mailcase_init(&walk->mailcase);
	walk->options = (struct wizard_options){.checks = checks, .n_checks = CHECKS_N, .resume = true};
	walk->flow = flow_new(&walk->mailcase, &walk->options);
	assert_true(at(walk->flow, "password"));
	assert_string_equal(walk->mailcase.address.full, "Anna@example.org");
	assert_string_equal(walk->mailcase.in_use.host, "smtp.example.org");
	assert_int_equal(walk->mailcase.in_use.port, 587);
	assert_int_equal(walk->mailcase.webmail, TOLD_YES);
	assert_string_equal(walk->mailcase.to, "ber@example.net");
	walk_free(walk);
}

static void nothing_to_go_on_with_is_said(void **state)
{
	struct walk *walk = mem_new(sizeof *walk);

	(void)state;
	mailcase_init(&walk->mailcase);
	walk->options = (struct wizard_options){.checks = checks, .n_checks = CHECKS_N, .resume = true};
	walk->flow = flow_new(&walk->mailcase, &walk->options);
	assert_true(at(walk->flow, "start"));
	assert_true(shows(walk->flow, "There are no answers"));
	walk_free(walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			before_and_now_of_what_was_repeated, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(
			how_much_is_repeated_is_said_before, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(another_answer_tests_everything, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(the_way_tests_everything, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(a_run_is_kept, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(killed_after_the_next_screen, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(nothing_to_go_on_with_is_said, at_a_home, without_a_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
