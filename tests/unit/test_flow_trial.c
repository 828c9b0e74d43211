/*
 * Experiments in the wizard: one thing is changed, tested and changed back, and no way leads past the
 * question whether it is as it was. And the test mail, which nobody sends by mistake.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <unistd.h>

#include "tests/unit/support/walk.h"

static struct walk *at_the_list_of_experiments(void)
{
	struct walk *walk = walk_new();

	find_blocked = true;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	enter(walk->flow);
	assert_true(at(walk->flow, "result"));
	pick(walk->flow, "Try something out");
	assert_true(at(walk->flow, "try"));
	return walk;
}

static void what_helped_is_kept_and_changed_back(void **state)
{
	struct walk *walk = at_the_list_of_experiments();

	(void)state;
	pick(walk->flow, "With the VPN off");
	assert_true(at(walk->flow, "try-change"));
	find_blocked = false;
	pick(walk->flow, "I have changed it");
	assert_true(at(walk->flow, "try-back"));
	assert_true(shows(walk->flow, "It helped"));
	assert_int_equal(walk->mailcase.tried[EXPERIMENT_VPN_OFF], TRIED_HELPED);
	find_blocked = true;
	enter(walk->flow); /* Enter alone is not a yes */
	assert_true(at(walk->flow, "try-back"));
	pick(walk->flow, "I do not know how");
	assert_true(at(walk->flow, "try-back"));
	/* no way leads past it */
	flow_act(walk->flow, ACTION_HELP);
	flow_act(walk->flow, ACTION_BACK);
	assert_true(at(walk->flow, "try-back"));
	flow_act(walk->flow, ACTION_BACK);
	assert_true(at(walk->flow, "password"));
	enter(walk->flow);
	assert_true(at(walk->flow, "try-back"));
	pick(walk->flow, "Done: it is as it was");
	assert_true(at(walk->flow, "road"));
	assert_int_equal(seen_case.tried[EXPERIMENT_VPN_OFF], TRIED_HELPED);
	enter(walk->flow);
	assert_true(at(walk->flow, "result")); /* no comparison: nothing was mended */
	assert_int_equal(diagnosis_first(&walk->flow->record->diagnosis), CAUSE_VPN_IN_THE_WAY);
	flow_act(walk->flow, ACTION_BACK);
	flow_act(walk->flow, ACTION_BACK);
	assert_true(at(walk->flow, "password")); /* the question is answered: back leads past it */
	walk_free(walk);
}

static void no_difference_is_a_result_too(void **state)
{
	struct walk *walk = at_the_list_of_experiments();

	(void)state;
	pick(walk->flow, "Over another network");
	pick(walk->flow, "I have changed it");
	assert_true(at(walk->flow, "try-back"));
	assert_true(shows(walk->flow, "No difference"));
	pick(walk->flow, "Done: it is as it was");
	assert_int_equal(seen_case.tried[EXPERIMENT_OTHER_NETWORK], TRIED_SAME);
	enter(walk->flow);
	pick(walk->flow, "Try something out");
	assert_true(shows(walk->flow, "tried: no difference"));
	/* a change of one's own makes what was tried stale */
	pick(walk->flow, "I cannot do any of this");
	pick(walk->flow, "I have changed something");
	pick(walk->flow, "Test again now");
	assert_int_equal(seen_case.tried[EXPERIMENT_OTHER_NETWORK], TRIED_NOT);
	walk_free(walk);
}

static void one_thing_at_a_time(void **state)
{
	struct walk *walk = at_the_list_of_experiments();

	(void)state;
	pick(walk->flow, "With the VPN off");
	pick(walk->flow, "I have changed it");
	pick(walk->flow, "I cannot do that now");
	assert_true(at(walk->flow, "road"));
	enter(walk->flow);
	assert_true(at(walk->flow, "result"));
	pick(walk->flow, "Try something out");
	assert_true(at(walk->flow, "try-back")); /* asked again before anything else is changed */
	struct str farewell STR_AUTO = STR_INIT;
	flow_farewell(walk->flow, 72, &farewell);
	assert_non_null(strstr(farewell.s, "switch the VPN on again"));
	walk_free(walk);
}

static void a_stopped_test_says_nothing(void **state)
{
	struct walk *walk = at_the_list_of_experiments();

	(void)state;
	pick(walk->flow, "With the VPN off");
	struct view view;
	flow_view(walk->flow, &view);
	view_release(&view);
	flow_choose(walk->flow, 0); /* not waited for */
	if (flow_is_running(walk->flow))
		flow_act(walk->flow, ACTION_BACK);
	finish(walk->flow);
	assert_int_equal(walk->mailcase.tried[EXPERIMENT_VPN_OFF], TRIED_NOT);
	for (int i = 0; i < 3 && !at(walk->flow, "try-back"); i++)
		enter(walk->flow);
	assert_true(at(walk->flow, "try-back"));
	assert_true(shows(walk->flow, "nothing is known yet"));
	pick(walk->flow, "Done: it is as it was");
	assert_true(at(walk->flow, "road"));
	walk_free(walk);
}

/* What changes the way of the connection is not offered over SSH without saying so. */
static void over_ssh_it_is_said_first(void **state)
{
	static const char *const risky[] = {"With the VPN off", "Over another network"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22", 1);
		struct walk *walk = at_the_list_of_experiments();
		pick(walk->flow, risky[i]);
		assert_true(at(walk->flow, "try-careful"));
		enter(walk->flow); /* Enter alone means no */
		assert_true(at(walk->flow, "try"));
		pick(walk->flow, risky[i]);
		pick(walk->flow, "Yes");
		assert_true(at(walk->flow, "try-change"));
		pick(walk->flow, "I cannot do that");
		assert_true(at(walk->flow, "try"));
		walk_free(walk);
		setenv("SSH_CONNECTION", "", 1);
		walk = at_the_list_of_experiments();
		pick(walk->flow, risky[i]);
		assert_true(at(walk->flow, "try-change"));
		walk_free(walk);
	}
}

/* Everything works from here, the program fails: only the person sees a difference. */
static void the_person_sees_what_we_cannot(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_password(walk->flow);
	walk->mailcase.symptom = SYMPTOM_OUTBOX;
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	enter(walk->flow);
	assert_true(at(walk->flow, "end"));
	pick(walk->flow, "Try something out");
	pick(walk->flow, "Without the mail protection");
	int before = logins;
	pick(walk->flow, "I have changed it");
	assert_true(at(walk->flow, "try-seen"));
	assert_int_equal(logins, before);
	pick(walk->flow, "Yes, it was sent");
	assert_true(at(walk->flow, "try-back"));
	pick(walk->flow, "Done: it is as it was");
	assert_true(at(walk->flow, "road"));
	enter(walk->flow);
	assert_true(at(walk->flow, "result"));
	assert_int_equal(diagnosis_first(&walk->flow->record->diagnosis), CAUSE_ANTIVIRUS_SCANS_MAIL);
	walk_free(walk);
}

static void a_test_mail_is_agreed_to_once(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	enter(walk->flow);
	pick(walk->flow, "Try something out");
	pick(walk->flow, "Send a test mail");
	assert_true(at(walk->flow, "send"));
	assert_true(shows(walk->flow, "Anna@example.org"));
	enter(walk->flow); /* Enter alone means no */
	assert_int_equal(sent, 0);
	assert_true(at(walk->flow, "try"));
	pick(walk->flow, "Send a test mail");
	pick(walk->flow, "Yes, send");
	assert_true(at(walk->flow, "road"));
	assert_int_equal(sent, 1);
	assert_false(walk->mailcase.send);
	enter(walk->flow);
	assert_true(at(walk->flow, "end"));
	pick(walk->flow, "I have changed something");
	pick(walk->flow, "Test again now");
	assert_int_equal(sent, 1); /* agreed to for one test only */
	walk_free(walk);
}

/* A second recipient is named before the yes, and shown with it. */
static void a_second_recipient_is_agreed_to_as_well(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	enter(walk->flow);
	pick(walk->flow, "Try something out");
	pick(walk->flow, "Send a test mail");
	assert_false(shows(walk->flow, "once more to"));
	assert_true(shows(walk->flow, "Then it is looked for"));
	pick(walk->flow, "First: name somebody else");
	assert_true(at(walk->flow, "send-to"));
	flow_enter(walk->flow, "no address");
	assert_true(at(walk->flow, "send-to"));
	flow_enter(walk->flow, "bert@example.net");
	assert_true(at(walk->flow, "send"));
	assert_true(shows(walk->flow, "bert@example.net"));
	assert_int_equal(sent, 0);
	pick(walk->flow, "First: change who else");
	pick(walk->flow, "Nobody else");
	assert_true(at(walk->flow, "send"));
	assert_false(shows(walk->flow, "bert@example.net"));
	pick(walk->flow, "First: name somebody else");
	flow_enter(walk->flow, "bert@example.net");
	pick(walk->flow, "Yes, send these two");
	assert_int_equal(sent, 1);
	assert_string_equal(seen_case.send_to, "bert@example.net");
	walk_free(walk);
}

/* mailmend --send: the question stands before the first test, and only there. */
static void the_option_send_asks_first(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	walk->options.send = true;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	assert_true(at(walk->flow, "send"));
	assert_int_equal(logins, 0);
	enter(walk->flow);
	assert_true(at(walk->flow, "road"));
	assert_int_equal(sent, 0);
	assert_int_equal(logins, 1);
	walk_free(walk);
}

/* --- the case is kept with what is still changed --- */

static char home[64];

static int at_a_home(void **state)
{
	(void)state;
	snprintf(home, sizeof home, "/tmp/mailmend-trial-XXXXXX");
	return !mkdtemp(home) || setenv("XDG_STATE_HOME", home, 1);
}

static int forget_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	return ftw->level > 0 ? remove(path) : 0;
}

static void forget(void)
{
	nftw(home, forget_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int without_a_home(void **state)
{
	(void)state;
	forget();
	return rmdir(home) || setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
}

/* A session that ends while the VPN is off, before or after the test. */
static void end_with_the_vpn_off(bool tested)
{
	struct walk *walk = at_the_list_of_experiments();

	pick(walk->flow, "With the VPN off");
	find_blocked = !tested;
	flow_choose(walk->flow, 0);
	if (tested)
		finish(walk->flow);
	flow_interrupt(walk->flow);
	flow_save(walk->flow);
	walk_free(walk);
}

static void the_next_session_asks_too(void **state)
{
	(void)state;
	for (int tested = 0; tested < 2; tested++) {
		end_with_the_vpn_off(tested);
		struct walk *walk = walk_new();
		assert_true(at(walk->flow, "resume"));
		assert_true(shows(walk->flow, "switch the VPN on again"));
		pick(walk->flow, "Go on with these answers");
		assert_true(at(walk->flow, "try-back"));
		assert_true(shows(walk->flow, tested ? "It helped" : "not changed back"));
		pick(walk->flow, "Done: it is as it was");
		assert_true(at(walk->flow, tested ? "last" : "password"));
		flow_save(walk->flow);
		assert_int_equal(walk->mailcase.tried[EXPERIMENT_VPN_OFF], tested ? TRIED_HELPED : TRIED_NOT);
		walk_free(walk);
		/* it was said that everything is as it was: nobody asks a third time */
		walk = walk_new();
		assert_false(shows(walk->flow, "switch the VPN on again"));
		pick(walk->flow, "Go on with these answers");
		assert_false(at(walk->flow, "try-back"));
		walk_free(walk);
		forget();
	}
}

static void beginning_anew_asks_too(void **state)
{
	(void)state;
	end_with_the_vpn_off(true);
	struct walk *walk = walk_new();
	pick(walk->flow, "Begin anew");
	assert_true(at(walk->flow, "try-back"));
	pick(walk->flow, "I cannot do that now");
	assert_true(at(walk->flow, "start"));
	choose(walk->flow, "start", 1);
	choose(walk->flow, "where", 1);
	flow_save(walk->flow);
	walk_free(walk);
	/* put off, not forgotten */
	walk = walk_new();
	assert_true(shows(walk->flow, "switch the VPN on again"));
	walk_free(walk);
}

/* The result of another day is not taken for one of today. */
static void what_was_tried_another_day_is_not_tested_with(void **state)
{
	(void)state;
	end_with_the_vpn_off(true);
	struct walk *walk = walk_new();
	pick(walk->flow, "Go on with these answers");
	pick(walk->flow, "Done: it is as it was");
	flow_save(walk->flow);
	walk_free(walk);
	walk = walk_new();
	pick(walk->flow, "Go on with these answers");
	assert_true(at(walk->flow, "last"));
	pick(walk->flow, "Test again with the same answers");
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	assert_int_equal(seen_case.tried[EXPERIMENT_VPN_OFF], TRIED_NOT);
	walk_free(walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_helped_is_kept_and_changed_back),
		cmocka_unit_test(no_difference_is_a_result_too),
		cmocka_unit_test(one_thing_at_a_time),
		cmocka_unit_test(a_stopped_test_says_nothing),
		cmocka_unit_test(over_ssh_it_is_said_first),
		cmocka_unit_test(the_person_sees_what_we_cannot),
		cmocka_unit_test(a_test_mail_is_agreed_to_once),
		cmocka_unit_test(a_second_recipient_is_agreed_to_as_well),
		cmocka_unit_test(the_option_send_asks_first),
		cmocka_unit_test_setup_teardown(the_next_session_asks_too, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(beginning_anew_asks_too, at_a_home, without_a_home),
		cmocka_unit_test_setup_teardown(
			what_was_tried_another_day_is_not_tested_with, at_a_home, without_a_home),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
