/*
 * The wizard without a terminal and without a network, for the tests of its screens: a few checks whose findings are chosen
 * by switches, and the ways to answer. Included after cmocka.h.
 */
#ifndef MAILMEND_TEST_WALK_H
#define MAILMEND_TEST_WALK_H

#include <poll.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "ui/flow/state.h"

static const struct arg no_args[] = {{0}};
static bool refuse_password, find_nothing, find_expired;
static bool find_blocked; /* the port is silent, over a VPN */
static bool find_unasked; /* no settings, and a public list was not asked for them */
static int logins, sent;
static struct mailcase seen_case; /* of the last run */

static void run_server(struct check_run *run)
{
	if (find_unasked && run_case(run)->directory != TOLD_YES)
		run_finding(run, F_DIRECTORY_UNASKED, N_("A list was not asked."), no_args);
	if (find_expired)
		run_finding(run, F_CERT_EXPIRED, N_("The certificate is too old."), no_args);
	else if (!find_nothing && !find_blocked)
		run_finding(run, F_SERVER_READY, N_("The server is ready."), no_args);
}

static void run_ports(struct check_run *run)
{
	seen_case = *run_case(run);
	if (!find_blocked) {
		run_finding(run, F_SERVER_REACHED, N_("It was reached."), no_args);
		return;
	}
	run_finding(run, F_PORT_SILENT, N_("Nothing answers."), no_args);
	run_finding(run, F_OTHER_SENDING_PORT_OPEN, N_("Another port is open."), no_args);
	run_finding(run, F_ROUTE_VPN, N_("The way leads through a VPN."), no_args);
}

static void run_envelope(struct check_run *run)
{
	sent += run_case(run)->send;
	if (!find_blocked && !refuse_password && run_case(run)->secret && !run_case(run)->no_login)
		run_finding(run, F_ENVELOPE_ACCEPTED, N_("It would take a mail."), no_args);
	else
		run_skip(run, "login.sign-in");
}

static void run_login(struct check_run *run)
{
	if (!run_case(run)->secret || run_case(run)->no_login) {
		run_skip(run, "no-login");
		return;
	}
	logins++;
	run_finding(run, refuse_password ? F_SAYS_WRONG_PASSWORD : F_LOGIN_ACCEPTED,
		N_("The server said so."), no_args);
}

static void run_records(struct check_run *run)
{
	run_finding(run, F_DOMAIN_FOUND, N_("The domain is there."), no_args);
}

static void run_lists(struct check_run *run)
{
	if (mailcase_asks_lists(run_case(run)))
		run_finding(run, F_ADDRESS_NOT_LISTED, N_("No list names it."), no_args);
	else
		run_skip(run, "not-asked");
}

static const struct check check_server = {.id = "settings.server",
	.step = STEP_SETTINGS,
	.title = N_("Talk to the server"),
	.limit_ms = 5000,
	.run = run_server};
static const struct check check_login = {.id = "login.sign-in",
	.step = STEP_LOGIN,
	.title = N_("Sign in to send"),
	.limit_ms = 5000,
	.run = run_login};
static const struct check check_ports = {.id = "network.ports",
	.step = STEP_NETWORK,
	.title = N_("Try the ways"),
	.limit_ms = 5000,
	.run = run_ports};
static const struct check check_envelope = {.id = "provider.envelope",
	.step = STEP_PROVIDER,
	.title = N_("Ask whether it would take a mail"),
	.limit_ms = 5000,
	.run = run_envelope};
static const struct check check_records = {.id = "dns.domain",
	.step = STEP_DNS,
	.title = N_("Look at the domain"),
	.limit_ms = 5000,
	.run = run_records};
static const struct check check_lists = {.id = "reputation.lists",
	.step = STEP_REPUTATION,
	.title = N_("Ask block lists"),
	.limit_ms = 5000,
	.run = run_lists};
static void run_log(struct check_run *run)
{
	run_finding(run, F_LOG_READ, N_("The log was read."), no_args);
}

static bool looks_after_a_server(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_ADMIN;
}

static const struct check check_log = {.id = "errors.log",
	.step = STEP_ERRORS,
	.title = N_("Read the log"),
	.limit_ms = 5000,
	.applies = looks_after_a_server,
	.run = run_log};
extern const struct check check_errors_tried;
static const struct check *const checks[] = {&check_errors_tried, &check_log, &check_server, &check_login,
	&check_ports, &check_envelope, &check_records, &check_lists};
#define CHECKS_N (sizeof checks / sizeof *checks)

struct walk {
	struct mailcase mailcase;
	struct wizard_options options;
	struct flow *flow;
};

static struct walk *walk_new(void)
{
	struct walk *walk = mem_new(sizeof *walk);

	mailcase_init(&walk->mailcase);
	walk->options = (struct wizard_options){.checks = checks, .n_checks = CHECKS_N};
	walk->flow = flow_new(&walk->mailcase, &walk->options);
	refuse_password = find_nothing = find_expired = find_blocked = false;
	logins = sent = 0;
	return walk;
}

static inline void walk_free(struct walk *walk)
{
	flow_free(&walk->flow);
	free(walk);
}

/* Waits until the run has ended; the deadline is the test's own. */
static void finish(struct flow *flow)
{
	while (flow_is_running(flow)) {
		struct pollfd fd = {.fd = flow_run_fd(flow), .events = POLLIN};
		assert_int_equal(poll(&fd, 1, 20000), 1);
		flow_take_events(flow);
	}
}

static bool at(const struct flow *flow, const char *name)
{
	return strcmp(flow_screen_name(flow), name) == 0;
}

/* Goes on as Enter alone does. */
static inline void enter(struct flow *flow)
{
	struct view view;

	flow_view(flow, &view);
	enum view_input input = view.input;
	size_t chosen = view.chosen;
	char *value = mem_strdup(view.input_value ? view.input_value : "");
	view_release(&view);
	if (input == INPUT_SECRET)
		flow_enter_secret(flow, "", 0);
	else if (input != INPUT_NONE)
		flow_enter(flow, value);
	else
		flow_choose(flow, chosen);
	free(value);
	finish(flow);
}

static inline void choose(struct flow *flow, const char *screen, size_t choice)
{
	if (!at(flow, screen))
		print_error("at %s, not at %s\n", flow_screen_name(flow), screen);
	assert_true(at(flow, screen));
	flow_choose(flow, choice - 1);
	finish(flow);
}

static inline void to_password(struct flow *flow)
{
	choose(flow, "start", 1);
	choose(flow, "where", 1);
	choose(flow, "happens", 2);
	choose(flow, "scope", 2);
	flow_enter(flow, "ber@example.net");
	choose(flow, "web", 1);
	choose(flow, "device", 2);
	choose(flow, "changed", 3);
	flow_enter(flow, "Anna@Example.org");
	choose(flow, "program", 1);
	choose(flow, "settings", 2);
	flow_enter(flow, "smtp.example.org");
	flow_enter(flow, "\u0665\u0668\u0667"); /* 587 in Arabic-Indic digits */
	choose(flow, "security", 1);
	flow_enter(flow, "anna");
	choose(flow, "sign-in", 1);
	assert_true(at(flow, "password"));
}

static inline bool shows(const struct flow *flow, const char *text)
{
	struct view view;
	bool there = false;

	flow_view((struct flow *)flow, &view);
	there = strstr(view.heading, text) != NULL;
	for (size_t i = 0; i < view.paras.n; i++)
		there = there || strstr(view.paras.items[i].text, text);
	for (size_t i = 0; i < view.n_choices; i++)
		there = there || strstr(view.choices[i].label, text);
	view_release(&view);
	return there;
}

/* The choice whose label begins so. */
static inline void pick(struct flow *flow, const char *label)
{
	struct view view;
	size_t choice;

	flow_view(flow, &view);
	for (choice = 0; choice < view.n_choices; choice++)
		if (strncmp(view.choices[choice].label, label, strlen(label)) == 0)
			break;
	if (choice == view.n_choices)
		fail_msg("%s offers no \"%s\"", flow_screen_name(flow), label);
	view_release(&view);
	flow_choose(flow, choice);
	finish(flow);
}

static inline int set_up(void **state)
{
	(void)state;
	/* nothing of these walks is kept, and nothing that was kept is found */
	return setenv("XDG_STATE_HOME", "/proc/nowhere", 1) || setenv("HOME", "/proc/nowhere", 1);
}

#endif
