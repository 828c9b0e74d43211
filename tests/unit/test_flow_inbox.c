/*
 * The wizard asks before it looks into the inbox: with the questions where mails come back or get lost and a password is there, so that one
 * sign-in serves for all; at no other time without being asked to; and Enter alone means no.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/walk.h"

/* Up to the password, with what the person sees as the nth choice of "What happens when you send?". */
static void to_password_with(struct flow *flow, size_t happens)
{
	choose(flow, "start", 1);
	choose(flow, "where", 1);
	choose(flow, "happens", happens);
	while (!at(flow, "address"))
		enter(flow);
	flow_enter(flow, "anna@example.org");
	while (!at(flow, "password"))
		enter(flow);
}

static void type_password(struct flow *flow)
{
	flow_enter_secret(flow, "geheim", 6);
	finish(flow);
}

static void it_is_asked_where_mails_come_back(void **state)
{
	(void)state;
	for (size_t happens = 1; happens <= 5; happens++) {
		struct walk *walk = walk_new();
		bool asked = happens == 3 || happens == 4;

		to_password_with(walk->flow, happens);
		type_password(walk->flow);
		if (!at(walk->flow, asked ? "inbox" : "road"))
			fail_msg("choice %zu leads to %s", happens, flow_screen_name(walk->flow));
		walk_free(walk);
	}
}

static void a_yes_holds_for_the_run_and_enter_means_no(void **state)
{
	(void)state;
	for (int yes = 0; yes < 2; yes++) {
		struct walk *walk = walk_new();

		to_password_with(walk->flow, 3);
		type_password(walk->flow);
		assert_int_equal(logins, 0); /* nothing runs before the answer */
		if (yes)
			choose(walk->flow, "inbox", 2);
		else
			enter(walk->flow);
		assert_true(at(walk->flow, "road"));
		assert_int_equal(logins, 1);
		assert_int_equal(seen_case.read_bounces, yes);
		walk_free(walk);
	}
}

static void without_a_password_it_is_not_asked(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_password_with(walk->flow, 3);
	enter(walk->flow);
	assert_true(at(walk->flow, "road"));
	assert_false(seen_case.read_bounces);
	walk_free(walk);
}

static void the_command_line_may_have_said_so(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	flow_free(&walk->flow);
	walk->mailcase.read_bounces = true;
	walk->flow = flow_new(&walk->mailcase, &walk->options);
	to_password_with(walk->flow, 3);
	type_password(walk->flow);
	assert_true(at(walk->flow, "road"));
	assert_true(seen_case.read_bounces);
	walk_free(walk);
}

/* Another answer is another case: the tests run anew, and going back changes nothing by itself. */
static void the_answer_can_be_changed(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_password_with(walk->flow, 4);
	type_password(walk->flow);
	choose(walk->flow, "inbox", 1);
	flow_act(walk->flow, ACTION_BACK);
	assert_true(at(walk->flow, "inbox"));
	choose(walk->flow, "inbox", 2);
	assert_true(at(walk->flow, "road"));
	assert_true(seen_case.read_bounces);
	assert_int_equal(logins, 2);
	walk_free(walk);
}

static void read_message(struct check_run *run)
{
	run_finding(run, F_MESSAGE_UNCLEAR, N_("The message says little."), no_args);
}

static void receive(struct check_run *run)
{
	seen_case = *run_case(run);
	run_finding(run, F_RECEIVE_WORKS, N_("Receiving works."), no_args);
}

/* At the tip about the message it is offered where somebody signed in; a no leads back, a yes tests anew. */
static void it_is_offered_at_the_message(void **state)
{
	static const struct check message = {.id = "errors.message",
		.step = STEP_ERRORS,
		.title = N_("Read the message"),
		.limit_ms = 5000,
		.run = read_message};
	static const struct check incoming = {.id = "login.receive",
		.step = STEP_LOGIN,
		.title = N_("Sign in to receive"),
		.limit_ms = 5000,
		.run = receive};
	static const struct check *const two[] = {&message, &incoming};
	struct walk *walk = walk_new();

	(void)state;
	flow_free(&walk->flow);
	walk->options.checks = two;
	walk->options.n_checks = 2;
	walk->flow = flow_new(&walk->mailcase, &walk->options);
	to_password_with(walk->flow, 1);
	type_password(walk->flow);
	choose(walk->flow, "road", 1);
	assert_true(at(walk->flow, "tip"));
	pick(walk->flow, "Look for mails that came back");
	choose(walk->flow, "inbox", 1);
	assert_true(at(walk->flow, "tip"));
	assert_false(walk->mailcase.read_bounces);
	pick(walk->flow, "Look for mails that came back");
	choose(walk->flow, "inbox", 2);
	assert_true(at(walk->flow, "road"));
	assert_true(seen_case.read_bounces);
	choose(walk->flow, "road", 1);
	assert_false(shows(walk->flow, "Look for mails that came back"));
	walk_free(walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_asked_where_mails_come_back),
		cmocka_unit_test(a_yes_holds_for_the_run_and_enter_means_no),
		cmocka_unit_test(without_a_password_it_is_not_asked),
		cmocka_unit_test(the_command_line_may_have_said_so),
		cmocka_unit_test(the_answer_can_be_changed),
		cmocka_unit_test(it_is_offered_at_the_message),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
