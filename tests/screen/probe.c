/*
 * The wizard with four small checks of its own, so that screen tests need no network and no servers: what
 * they find is chosen on the command line. Everything else is the real thing: flow, faces, engine, diagnosis,
 * words.
 *
 *     probe [--plain|--no-plain] [--no-color] [--mouse] SCENARIO [MS]
 *
 * SCENARIO is healthy, wrong-password, blocked, unknown, fixed-later (the first run fails, later ones work),
 * vpn or shield (a firewall and a security program are looked at; what is in the way is out of it in the
 * second run only, as in an experiment); MS is how long each check waits before it finds anything.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/check.h"
#include "checks/net/io.h"
#include "ui/flow/wizard.h"
#include "ui/plain/plain.h"
#include "ui/screen/screen.h"
#include "ui/words/words.h"

static const char *scenario = "healthy";
static int64_t wait_ms;
static int runs;
static const struct arg no_args[] = {{0}};

static bool is(const char *name)
{
	return strcmp(scenario, name) == 0;
}

/* False when the check was cancelled meanwhile. */
static bool waited(struct check_run *run)
{
	struct io_scope scope = io_scope_within(run_scope(run), wait_ms);

	return wait_ms == 0 || io_wait(&scope, NULL, 0) != IO_CANCELLED;
}

static bool fails(void)
{
	return is("wrong-password") || (is("fixed-later") && runs == 1);
}

/* What is changed for a moment helps for that moment. */
static bool is_held_back(void)
{
	return (is("vpn") || is("shield")) && runs != 2;
}

static struct mailcase the_case;

/* Asked once for each run, before any of its threads starts, of the run's own case; what is only counted is the wizard's. */
static bool count_run(const struct mailcase *mailcase)
{
	if (mailcase != &the_case)
		runs++;
	return true;
}

static void run_server(struct check_run *run)
{
	if (!waited(run))
		return;
	if (is("unknown"))
		run_unknown(run, N_("The server gave no answer that makes sense."));
	else if (!is("blocked") && !is_held_back())
		run_say(run, F_SERVER_READY,
			N_("The server {host} is a mail server for sending, and encrypts."),
			A_HOST("host", "smtp.example.org"));
}

static void run_login(struct check_run *run)
{
	struct finding *finding;

	if (!waited(run))
		return;
	if (is_held_back()) {
		run_skip(run, "settings.server");
	} else if (!run_case(run)->secret) {
		run_skip(run, "no-login");
	} else if (fails()) {
		finding = run_say(run, F_SAYS_WRONG_PASSWORD, N_("The server refused the password: {reply}"),
			A_TEXT("reply", "535 5.7.8 Error: authentication failed"));
		run_evidence(finding, "reply", "535 5.7.8 Error: authentication failed");
	} else {
		run_finding(
			run, F_LOGIN_ACCEPTED, N_("The server accepted the name and the password."), no_args);
	}
}

static void run_ports(struct check_run *run)
{
	if (!waited(run))
		return;
	if (is("blocked") || is_held_back())
		run_say(run, F_PORT_SILENT, N_("Nothing answers at {host}, port {port}."),
			A_HOST("host", "smtp.example.org"), A_PORT(587));
	if (is_held_back())
		run_say(run, F_OTHER_SENDING_PORT_OPEN, N_("{host} answers at another port."),
			A_HOST("host", "smtp.example.org"));
	if (is("vpn") && is_held_back())
		run_finding(run, F_ROUTE_VPN, N_("The way leads through a VPN."), no_args);
	if (is("blocked") || is_held_back())
		return;
	if (!is("unknown"))
		run_say(run, F_SERVER_REACHED, N_("{host} can be reached."),
			A_HOST("host", "smtp.example.org"));
}

static void run_envelope(struct check_run *run)
{
	if (!waited(run))
		return;
	if (fails() || is("blocked") || is("unknown") || is_held_back())
		run_skip(run, "login.sign-in");
	else
		run_finding(run, F_ENVELOPE_ACCEPTED, N_("The server would take a mail from you."), no_args);
}

static bool looks_at_the_way(const struct mailcase *mailcase)
{
	(void)mailcase;
	return is("vpn") || is("shield");
}

static void run_where(struct check_run *run)
{
	if (!waited(run))
		return;
	if (is_held_back())
		run_say(run, F_STOPS_AT_ROUTER, N_("The data for port {port} ends at your router."),
			A_PORT(587));
	else
		run_skip(run, "network.ports");
}

static void run_guards(struct check_run *run)
{
	if (!waited(run))
		return;
	if (is("shield"))
		run_say(run, F_GUARD_COULD_BLOCK, N_("{product} runs here, and is able to stop connections."),
			A_NAME("product", "Schild 5"),
			A_NAME("menu", "Settings > Mail > Scan outgoing mail"));
	else
		run_finding(run, F_GUARD_NONE, N_("No security program runs here."), no_args);
}

static const struct check check_server = {.id = "settings.server",
	.step = STEP_SETTINGS,
	.title = N_("Talk to the server"),
	.limit_ms = 30000,
	.applies = count_run,
	.run = run_server};
static const struct check check_login = {.id = "login.sign-in",
	.step = STEP_LOGIN,
	.title = N_("Sign in to send"),
	.limit_ms = 30000,
	.run = run_login};
static const struct check check_ports = {.id = "network.ports",
	.step = STEP_NETWORK,
	.title = N_("Try the ways to the server"),
	.limit_ms = 30000,
	.run = run_ports};
static const struct check check_envelope = {.id = "provider.envelope",
	.step = STEP_PROVIDER,
	.title = N_("Ask whether a mail would be taken"),
	.limit_ms = 30000,
	.run = run_envelope};

static const struct check check_where = {.id = "firewall.where",
	.step = STEP_FIREWALL,
	.title = N_("See where the data ends"),
	.limit_ms = 30000,
	.applies = looks_at_the_way,
	.run = run_where};
static const struct check check_guards = {.id = "antivirus.guards",
	.step = STEP_ANTIVIRUS,
	.title = N_("Look which security programs run here"),
	.limit_ms = 30000,
	.applies = looks_at_the_way,
	.run = run_guards};
extern const struct check check_errors_tried;

static const struct check *const checks[] = {&check_errors_tried, &check_server, &check_login, &check_ports,
	&check_where, &check_guards, &check_envelope};

/* Practice: the same checks, another scenario. */
static const char *const practised[] = {"wrong-password", "blocked", "healthy"};

static bool practice_list(size_t i, struct wizard_scenario *scenario_r)
{
	if (i >= sizeof practised / sizeof *practised)
		return false;
	*scenario_r = (struct wizard_scenario){practised[i], practised[i]};
	return true;
}

static bool practice_start(const char *name, struct mailcase *mailcase)
{
	scenario = name;
	return address_parse("anna@example.org", &mailcase->address) == ADDRESS_FINE;
}

int main(int argc, char **argv)
{
	struct wizard_options options = {.checks = checks,
		.n_checks = sizeof checks / sizeof *checks,
		.plain_face = &plain_face,
		.full_face = &screen_face,
		.practice_list = practice_list,
		.practice_start = practice_start};

	words_init(NULL, NULL);
	mailcase_init(&the_case);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--plain") == 0)
			options.look = WIZARD_LOOK_PLAIN;
		else if (strcmp(argv[i], "--no-plain") == 0)
			options.look = WIZARD_LOOK_FULL;
		else if (strcmp(argv[i], "--no-color") == 0)
			options.no_color = true;
		else if (strcmp(argv[i], "--mouse") == 0)
			options.mouse = true;
		else if (!ascii_number(argv[i], 0, 60000, &wait_ms))
			scenario = argv[i];
	}
	return wizard_main(&the_case, &options);
}
