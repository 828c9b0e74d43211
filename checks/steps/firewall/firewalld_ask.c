/*
 * One connection to the bus, the public questions, and nothing when firewalld does not run.
 */
#include "checks/steps/firewall/firewalld_ask.h"

#include <stdio.h>

#include "checks/engine/computer.h"
#include "checks/steps/firewall/bus.h"
#include "checks/steps/firewall/firewalld.h"

#define ASK_MS 2000

static json_t *ask(void *data, const char *interface, const char *method, const char *argument)
{
	char name[80];

	snprintf(name, sizeof name, "org.fedoraproject.FirewallD1%s%s", *interface ? "." : "", interface);
	return bus_ask(data, &(struct bus_question){.service = "org.fedoraproject.FirewallD1",
				     .path = "/org/fedoraproject/FirewallD1",
				     .interface = name,
				     .method = method,
				     .argument = argument});
}

bool firewalld_ask(struct check_run *run, struct ruleset *ruleset)
{
	const struct mailcase *mailcase = run_case(run);
	struct io_scope scope = io_scope_within(run_scope(run), ASK_MS);
	struct firewalld_voice voice = {.ask = ask};
	struct bus *bus;
	json_t *answers;

	if (mailcase->map || mailcase->computer || !computer_runs(mailcase, "firewalld"))
		return false;
	bus = bus_open(&scope);
	if (!bus)
		return false;
	voice.data = bus;
	answers = firewalld_gather(&voice);
	bus_free(&bus);
	if (!answers)
		return false;
	firewalld_read(ruleset, answers);
	json_decref(answers);
	return true;
}
