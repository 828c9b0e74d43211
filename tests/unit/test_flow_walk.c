/*
 * The screens without a terminal: back and forth, nothing but "I do not know", no dead ends, what is asked
 * and what is passed over. The checks are two that need no network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/engine/computer.h"
#include "tests/unit/support/walk.h"

static const struct computer_file msmtprc[] = {
	{"/home/anna/.msmtprc",
		"account work\nhost smtp.example.org\nport 587\nfrom anna@example.org\ntls on\nauth on\n"
		"account home\nhost smtp.example.net\nfrom anna@example.net\n"},
	{NULL, NULL},
};
static const struct computer with_program = {.files = msmtprc};

/* Everything that a person could lose, as text: equal states give equal bytes. */
static void state_of(const struct flow *flow, struct str *out)
{
	str_clear(out);
	answers_text(flow, out);
	for (size_t i = 0; i < flow->n_trail; i++)
		str_addf(out, " %s", screens[flow->trail[i]].name);
	str_addf(out, " at %s", screens[flow->screen].name);
}

static void back_and_forth_keeps_every_byte(void **state)
{
	struct walk *walk = walk_new();
	struct str before STR_AUTO = STR_INIT, after STR_AUTO = STR_INIT;

	(void)state;
	to_password(walk->flow);
	assert_int_equal(walk->mailcase.in_use.port, 587);
	for (int far = 1; far <= 14; far++) {
		state_of(walk->flow, &before);
		for (int i = 0; i < far; i++)
			flow_act(walk->flow, ACTION_BACK);
		for (int i = 0; i < far; i++)
			enter(walk->flow);
		state_of(walk->flow, &after);
		assert_string_equal(before.s, after.s);
	}
	walk_free(walk);
}

static void a_finished_run_is_not_run_again(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	assert_true(at(walk->flow, "road"));
	assert_int_equal(logins, 1);
	for (int i = 0; i < 3; i++)
		flow_act(walk->flow, ACTION_BACK);
	for (int i = 0; i < 3; i++)
		enter(walk->flow);
	assert_true(at(walk->flow, "road"));
	assert_int_equal(logins, 1);
	walk_free(walk);
}

static void a_refused_password_is_not_tried_unasked(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	refuse_password = true;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	enter(walk->flow);
	assert_true(at(walk->flow, "result"));
	choose(walk->flow, "result", 1);
	assert_true(at(walk->flow, "again"));
	enter(walk->flow); /* Enter alone means no */
	assert_int_equal(logins, 1);
	/* another answer asks for another run: then, too */
	flow_act(walk->flow, ACTION_BACK);
	while (!at(walk->flow, "where"))
		flow_act(walk->flow, ACTION_BACK);
	choose(walk->flow, "where", 2);
	for (int i = 0; i < 30 && !at(walk->flow, "again") && !at(walk->flow, "road"); i++)
		enter(walk->flow);
	assert_true(at(walk->flow, "again"));
	assert_int_equal(logins, 1);
	choose(walk->flow, "again", 4); /* yes, once more */
	assert_int_equal(logins, 2);
	walk_free(walk);
}

/* The last choice of every question is "I do not know". */
static void nothing_known_ends_at_a_useful_page(void **state)
{
	struct walk *walk = walk_new();
	struct view view;

	(void)state;
	find_nothing = true;
	choose(walk->flow, "start", 1);
	for (int i = 0; i < 30 && !at(walk->flow, "road"); i++) {
		flow_view(walk->flow, &view);
		size_t last = view.n_choices - 1;
		if (at(walk->flow, "settings"))
			last = 0;
		view_release(&view);
		flow_choose(walk->flow, last);
		finish(walk->flow);
	}
	enter(walk->flow);
	assert_true(at(walk->flow, "end"));
	flow_view(walk->flow, &view);
	bool tells_what_next = false;
	for (size_t i = 0; i < view.paras.n; i++)
		tells_what_next |= strstr(view.paras.items[i].text, "Ask your mail provider") != NULL;
	assert_true(tells_what_next);
	assert_true(view.n_choices >= 3);
	view_release(&view);
	walk_free(walk);
}

/* What lies on the way of a walk that takes every choice of every screen in turn. */
static void visit(struct walk *walk, uint64_t *seen)
{
	struct view view;

	flow_view(walk->flow, &view);
	assert_non_null(view.heading);
	assert_true(view.n_choices >= 1 && view.n_choices <= VIEW_CHOICES_MAX);
	assert_true(view.chosen < view.n_choices);
	view_release(&view);
	*seen |= (uint64_t)1 << walk->flow->screen;
}

/* Random walks with a fixed seed: never a dead end, and together they come to every screen that needs no
 * hook. */
static void no_dead_ends(void **state)
{
	uint64_t seen = 0, all = ((uint64_t)1 << SCREEN_N) - 1;
	uint64_t hooks = (uint64_t)1 << SCREEN_PRACTICE | (uint64_t)1 << SCREEN_PRACTICE_ABOUT |
			 (uint64_t)1 << SCREEN_RESUME | (uint64_t)1 << SCREEN_LAST |
			 (uint64_t)1 << SCREEN_LAST_REPORT | (uint64_t)1 << SCREEN_QUIT;
	uint32_t dice = 20261121;

	(void)state;
	for (int walk_number = 0; walk_number < 240; walk_number++) {
		struct walk *walk = walk_new();
		refuse_password = walk_number % 2;
		find_expired = walk_number % 3 == 2;
		find_blocked = walk_number % 4 == 0;
		walk->mailcase.computer = walk_number % 3 == 1 ? &with_program : NULL;
		find_unasked = walk_number % 5 == 1;
		setenv("SSH_CONNECTION", walk_number % 8 == 4 ? "192.0.2.1 1 192.0.2.2 22" : "", 1);
		for (int i = 0; i < 120 && !flow_is_done(walk->flow); i++) {
			struct view view;
			dice = dice * 1664525 + 1013904223;
			visit(walk, &seen);
			flow_view(walk->flow, &view);
			size_t choice = (dice >> 8) % view.n_choices;
			enum view_input input = view.input;
			view_release(&view);
			if ((dice >> 20) % 16 == 0)
				flow_act(walk->flow, ACTION_HELP);
			else if ((dice >> 20) % 16 == 1)
				flow_act(walk->flow, ACTION_BACK);
			else if (input == INPUT_SECRET)
				flow_enter_secret(walk->flow, "geheim", 6);
			else if (input == INPUT_PASTE && (dice >> 24) % 2)
				flow_enter(walk->flow, "535 5.7.8 no");
			else if (at(walk->flow, "report-path"))
				flow_enter(walk->flow, "/proc/nowhere/report");
			else if (input != INPUT_NONE && (dice >> 24) % 2)
				flow_enter(walk->flow, at(walk->flow, "port") ? "465" : "anna@example.org");
			else if (!at(walk->flow, "language"))
				flow_choose(walk->flow, choice);
			else
				flow_choose(walk->flow, 0);
			finish(walk->flow);
		}
		walk_free(walk);
	}
	for (int i = 0; i < SCREEN_N; i++)
		if (!(seen >> i & 1) && !(hooks >> i & 1))
			print_error("never seen: %s\n", screens[i].name);
	assert_true((seen | hooks) == all);
}

/* Those who look after a mail server are asked for a domain, and for details of a relay only where there is one. */
static void a_mail_server_has_its_own_road(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	choose(walk->flow, "start", 3);
	choose(walk->flow, "where", 1);
	choose(walk->flow, "happens", 2);
	choose(walk->flow, "scope", 1);
	flow_enter(walk->flow, "ben@example.net");
	assert_string_equal(walk->mailcase.to, "ben@example.net");
	assert_true(at(walk->flow, "domain"));
	flow_enter(walk->flow, "example.org");
	assert_true(at(walk->flow, "server"));
	assert_true(shows(walk->flow, "relay"));
	enter(walk->flow);
	finish(walk->flow);
	assert_true(at(walk->flow, "road"));
	assert_false(shows(walk->flow, "Does the relay accept its login?"));
	assert_true(shows(walk->flow, "Can it reach other mail servers?"));
	assert_true(shows(walk->flow, "Is the mail server running and set up?"));
	flow_act(walk->flow, ACTION_BACK);
	flow_enter(walk->flow, "relay.example.org");
	assert_true(at(walk->flow, "port"));
	enter(walk->flow);
	enter(walk->flow);
	enter(walk->flow);
	assert_true(at(walk->flow, "password"));
	flow_enter_secret(walk->flow, "geheim", 6);
	finish(walk->flow);
	assert_true(shows(walk->flow, "Does the relay accept its login?"));
	enter(walk->flow);
	assert_false(shows(walk->flow, "Try something out"));
	walk_free(walk);
}

/* A check that waits until it is cancelled. */
static void run_wait(struct check_run *run)
{
	io_wait(run_scope(run), NULL, 0);
}
static const struct check check_wait = {.id = "settings.server",
	.step = STEP_SETTINGS,
	.title = N_("Wait"),
	.limit_ms = 60000,
	.run = run_wait};
static const struct check *const waiting[] = {&check_wait};

static void escape_brings_the_run_to_rest(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	walk->options.checks = waiting;
	walk->options.n_checks = 1;
	to_password(walk->flow);
	flow_enter_secret(walk->flow, "geheim", 6);
	assert_true(flow_is_running(walk->flow));
	int64_t began = clock_us();
	flow_act(walk->flow, ACTION_QUIT);
	assert_true(at(walk->flow, "quit"));
	flow_act(walk->flow, ACTION_BACK);
	assert_true(flow_is_running(walk->flow));
	flow_act(walk->flow, ACTION_BACK);
	assert_true(at(walk->flow, "password"));
	assert_false(flow_is_running(walk->flow));
	assert_true(clock_since_ms(began) < 100);
	walk_free(walk);
}

static void what_the_command_line_told_is_not_asked(void **state)
{
	struct walk *walk = mem_new(sizeof *walk);

	(void)state;
	mailcase_init(&walk->mailcase);
	assert_int_equal(address_parse("anna@example.org", &walk->mailcase.address), ADDRESS_FINE);
	walk->mailcase.symptom = SYMPTOM_LOST;
	walk->mailcase.no_login = true;
	walk->options = (struct wizard_options){.checks = checks, .n_checks = CHECKS_N};
	walk->flow = flow_new(&walk->mailcase, &walk->options);
	choose(walk->flow, "start", 1);
	choose(walk->flow, "where", 1);
	choose(walk->flow, "scope", 1);
	choose(walk->flow, "web", 1);
	choose(walk->flow, "device", 1);
	choose(walk->flow, "changed", 1);
	choose(walk->flow, "program", 1);
	choose(walk->flow, "settings", 1);
	assert_true(at(walk->flow, "road"));
	walk_free(walk);
}

static void a_browser_login_asks_no_password(void **state)
{
	struct walk *walk = walk_new();

	(void)state;
	to_password(walk->flow);
	flow_act(walk->flow, ACTION_BACK);
	choose(walk->flow, "sign-in", 2);
	assert_true(at(walk->flow, "road"));
	walk_free(walk);
}

static void refused_answers_stay_where_they_are(void **state)
{
	struct walk *walk = walk_new();
	static const char *const addresses[] = {
		"anna", "anna@", "@example.org", "a@b@c.org", "anna@exa mple.org"};

	(void)state;
	to_password(walk->flow);
	while (!at(walk->flow, "address"))
		flow_act(walk->flow, ACTION_BACK);
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		flow_enter(walk->flow, addresses[i]);
		assert_true(at(walk->flow, "address"));
		assert_string_equal(walk->mailcase.address.domain, "example.org");
	}
	while (!at(walk->flow, "port"))
		enter(walk->flow);
	flow_enter(walk->flow, "70000");
	assert_true(at(walk->flow, "port"));
	walk_free(walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(back_and_forth_keeps_every_byte),
		cmocka_unit_test(a_finished_run_is_not_run_again),
		cmocka_unit_test(a_refused_password_is_not_tried_unasked),
		cmocka_unit_test(nothing_known_ends_at_a_useful_page),
		cmocka_unit_test(no_dead_ends),
		cmocka_unit_test(a_mail_server_has_its_own_road),
		cmocka_unit_test(escape_brings_the_run_to_rest),
		cmocka_unit_test(what_the_command_line_told_is_not_asked),
		cmocka_unit_test(a_browser_login_asks_no_password),
		cmocka_unit_test(refused_answers_stay_where_they_are),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
