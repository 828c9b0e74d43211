/*
 * mailmend practice: the list of scenarios, one scenario run like `check`, or the wizard against it.
 */
#include "src/commands.h"

#include <string.h>

#include "checks/base/utf8.h"
#include "checks/engine/run.h"
#include "checks/practice/practice.h"
#include "src/cmd_check_code.h"
#include "src/output.h"
#include "src/practising.h"
#include "src/process.h"
#include "ui/plain/plain.h"
#include "ui/report/json.h"
#include "ui/screen/screen.h"
#include "ui/words/words.h"

/* --- what the wizard needs of it --- */

static struct practice *running;

static bool list_one(size_t i, struct wizard_scenario *scenario_r)
{
	const struct practice_scenario *scenario = practice_by_index(i);

	if (!scenario)
		return false;
	scenario_r->name = scenario->name;
	scenario_r->about = _(scenario->about);
	return true;
}

static void stop_running(void)
{
	practice_stop(&running);
}

static bool start_one(const char *name, struct mailcase *mailcase)
{
	const struct practice_scenario *scenario = practice_find(name);
	struct err err = ERR_INIT;

	stop_running();
	running = scenario ? practice_start(scenario, &err) : NULL;
	if (!running)
		return false;
	practice_fill(running, mailcase);
	return true;
}

struct wizard_options practising_options(const struct options *options)
{
	return (struct wizard_options){
		.look = options->plain	    ? WIZARD_LOOK_PLAIN
			: options->no_plain ? WIZARD_LOOK_FULL
					    : WIZARD_LOOK_AUTO,
		.no_color = options->no_color,
		.mouse = options->mouse,
		.no_mask = options->mask == MASK_NO,
		.resume = options->resume,
		.send = options->send && !options->yes,
		.checks = catalogue,
		.n_checks = catalogue_n,
		.plain_face = &plain_face,
		.full_face = &screen_face,
		.practice_list = list_one,
		.practice_start = start_one,
		.practice_stop = stop_running,
		/* Without a name the wizard opens with the list. */
		.practice = options->command != COMMAND_PRACTICE ? NULL
			    : options->scenario			 ? options->scenario
								 : "",
	};
}

/* --- the command --- */

static json_t *scenario_as_json(const struct practice_scenario *scenario)
{
	json_t *object = json_object(), *also = json_array();

	for (size_t i = 0; i < PRACTICE_ALSO_MAX && scenario->also[i] != CAUSE_NONE; i++)
		json_add(also, json_string(cause_name(scenario->also[i])));
	json_put_text(object, "name", scenario->name);
	json_put_text(object, "cause", cause_name(scenario->cause));
	json_put_text(object, "step", step_name(scenario->step));
	json_put_text(object, "about", _(scenario->about));
	json_put_text(object, "neighbour", scenario->neighbour);
	json_put(object, "also", also);
	return object;
}

static void list_as_json(void)
{
	json_t *document = json_object(), *scenarios = json_array();
	struct str STR_AUTO text = STR_INIT;

	for (size_t i = 0; i < practice_count(); i++)
		json_add(scenarios, scenario_as_json(practice_by_index(i)));
	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", "practice");
	json_put(document, "scenarios", scenarios);
	json_finish(&document, &text);
	output_json(str_text(&text));
}

/* One line each, "name  cause  about"; "-" where nothing is wrong. */
static void list_as_text(void)
{
	struct str STR_AUTO text = STR_INIT;

	for (size_t i = 0; i < practice_count(); i++) {
		const struct practice_scenario *scenario = practice_by_index(i);
		const char *cause = scenario->cause == CAUSE_NONE ? "-" : cause_name(scenario->cause);

		str_addf(&text, "%-32s  %-26s  %s\n", scenario->name, cause, _(scenario->about));
	}
	output_text(str_text(&text));
}

static int fail(const struct options *options, const char *id, const char *translated, const char *name,
	const char *value, int code)
{
	struct usage_error error = {.id = ""};
	char harmless[300];
	struct arg arg;

	text_harmless_buf(harmless, sizeof harmless, value, strlen(value));
	arg = A_NAME(name, harmless);
	usage_fail(&error, id, translated, &arg, 1);
	code = output_error(options->command, &error, options->json, code);
	str_release(&error.text);
	return code;
}

static int unknown_scenario(const struct options *options)
{
	struct str STR_AUTO near = STR_INIT;
	const char *names[3];
	size_t n = practice_near(options->scenario, names, 3);

	for (size_t i = 0; i < n; i++)
		str_addf(&near, "%s%s", i ? ", " : "", names[i]);
	if (!n)
		return fail(options, "unknown-scenario",
			/* TRANSLATORS: {scenario} is what was typed; the command is literal. */
			_("There is no scenario {scenario}. All of them are listed by: mailmend practice "
			  "--list"),
			"scenario", options->scenario, EXIT_USAGE);
	/* TRANSLATORS: {names} is a list of literal names. */
	return fail(options, "unknown-scenario",
		_("There is no scenario of this name. Nearest to it: {names}"), "names", str_text(&near),
		EXIT_USAGE);
}

static int check_one(struct options *options)
{
	struct err err = ERR_INIT;
	struct practice *practice = practice_start(practice_find(options->scenario), &err);
	struct usage_error error = {.id = ""};
	struct secret *secret = NULL;
	struct record *record;
	int code;

	if (!practice)
		/* TRANSLATORS: {reason} is the system's reason, in English. */
		return fail(options, "no-practice", _("The built-in servers could not be started: {reason}"),
			"reason", err.text, EXIT_UNKNOWN);
	practice_fill(practice, &options->mailcase);
	if (!code_sign_in(options, &secret, &error)) {
		practice_stop(&practice);
		return code_sign_in_failed(options, &error);
	}
	if (secret)
		options->mailcase.secret = secret;
	record = run_to_end(&options->mailcase, catalogue, catalogue_n, process_cancel_fd());
	options->mailcase.secret = NULL;
	secret_free(&secret);
	practice_stop(&practice);
	code = output_record(record, options);
	record_free(&record);
	return code;
}

int cmd_practice(struct options *options)
{
	if (options->list) {
		if (options->json)
			list_as_json();
		else
			list_as_text();
		return EXIT_FINE;
	}
	if (options->scenario && !practice_find(options->scenario))
		return unknown_scenario(options);
	if (options->check && !options->scenario)
		return fail(options, "missing-scenario",
			/* TRANSLATORS: {command} is a command to be typed. */
			_("Name a scenario. All of them are listed by: {command}"), "command",
			"mailmend practice --list", EXIT_USAGE);
	if (options->check)
		return check_one(options);
	if (options->json)
		return fail(options, "json-needs-check",
			/* TRANSLATORS: {option}, --list and --check are literal. */
			_("{option} goes with --list or --check."), "option", "--json", EXIT_USAGE);
	return cmd_wizard(options);
}
