/*
 * Whether this computer has a way out at all, by IPv4 and by IPv6. Nothing is sent. What it means is judged
 * where a server was not reached: a server that was reached outweighs it.
 */
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/applies.h"

static void run_routes(struct check_run *run)
{
	struct route_facts *fact = mem_new(sizeof *fact);

	net_routes_look(run_scope(run), &fact->routes);
	fact_put_routes(run, fact);
}

const struct check check_network_routes = {
	.id = "network.routes",
	.step = STEP_NETWORK,
	.title = N_("See whether this computer is connected"),
	.provides = FACT_BIT(ROUTES),
	.limit_ms = 1000,
	.applies = settings_apply_online,
	.run = run_routes,
};
