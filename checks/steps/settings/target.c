/*
 * Which outgoing server is tested: the one in use where it was told, else the recommended one.
 */
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/know/provider.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/applies.h"

static void put(struct check_run *run, const struct target *target)
{
	struct target *fact = mem_new(sizeof *fact);

	*fact = *target;
	fact_put_target(run, fact);
}

static void run_target(struct check_run *run)
{
	const struct server_settings *in_use = &run_case(run)->in_use;
	const struct recommended_settings *recommended;
	struct provider known;
	struct target target;

	if (in_use->host[0]) {
		bool look_up = !in_use->port && provider_by_host(in_use->host, &known);

		target = target_in_use(in_use, look_up ? &known : NULL);
		put(run, &target);
		return;
	}
	recommended = fact_await_recommended(run);
	if (!recommended || !recommended->n_outgoing) {
		run_unknown(run, N_("It is not known which server sends the mail for this address; it has to "
				    "be named."));
		return;
	}
	target = target_recommended(&recommended->outgoing[0], in_use);
	put(run, &target);
}

const struct check check_settings_target = {
	.id = "settings.target",
	.step = STEP_SETTINGS,
	.title = N_("Choose the server to test"),
	.wants = FACT_BIT(RECOMMENDED),
	.provides = FACT_BIT(TARGET),
	.limit_ms = 1000,
	.applies = settings_apply,
	.run = run_target,
};
