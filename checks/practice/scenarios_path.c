/*
 * Who is in the way between the person and the server, and what is wrong with the way itself.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "port-rejected-by-router",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_(
			"The router at home answers that this port is not allowed; another port of the same "
			"server works."),
		.neighbour = "local-firewall",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_REJECT}, {465, PORT_SERVE_TLS}}, .by = BY_ROUTER},
	},
	{
		.name = "port-rejected-by-provider",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The internet company answers that this port is not allowed; another port of the "
			    "same server works."),
		.neighbour = "port-wrong",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_REJECT}, {465, PORT_SERVE_TLS}}, .by = BY_PROVIDER},
	},
};

const struct practice_group practice_path = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
