/*
 * Which outgoing server is tested: the one in use where it was told, else the recommended one.
 */
#include "checks/base/ascii.h"
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

/* What a mail server hands its mail to is tested as it uses it: without encryption where it goes on without. */
static struct target of_relay(const struct own_settings *own)
{
	return (struct target){
		.out = own->relay,
		.in_use = true,
		.opportunistic = !own->must_encrypt && own->relay_encrypts,
		.any_certificate = !own->relay_checks,
		.no_login = own->relay_login_known && !own->relay_login,
	};
}

/* Of a server of one's own, which sends by itself, only its own door for mail programs is of interest: others' doors tell nothing. */
static const struct server_settings *of_domain(
	const struct recommended_settings *recommended, const struct own_settings *own)
{
	for (size_t i = 0; i < recommended->n_outgoing; i++) {
		if (!own || ascii_caseeq(recommended->outgoing[i].host, own->name))
			return &recommended->outgoing[i];
	}
	return NULL;
}

static void run_target(struct check_run *run)
{
	const struct server_settings *in_use = &run_case(run)->in_use;
	const struct recommended_settings *recommended;
	const struct server_settings *chosen;
	const struct own_settings *own;
	struct provider known;
	struct target target;

	if (in_use->host[0]) {
		bool look_up = !in_use->port && provider_by_host(in_use->host, &known);

		target = target_in_use(in_use, look_up ? &known : NULL);
		put(run, &target);
		return;
	}
	own = fact_await_own_settings(run);
	if (own && own->relay.host[0]) {
		target = of_relay(own);
		put(run, &target);
		return;
	}
	recommended = fact_await_recommended(run);
	if (!recommended || !recommended->n_outgoing) {
		run_unknown(run, N_("It is not known which server sends the mail for this address; it has to "
				    "be named."));
		return;
	}
	chosen = of_domain(recommended, own);
	if (!chosen) {
		run_skip(run, "own-server");
		return;
	}
	target = target_recommended(chosen, in_use);
	if (own)
		run_say(run, F_OWN_DOOR,
			/* TRANSLATORS: {domain} is the part of an address after the @, {host} a server, {port} a number. */
			N_("Mail programs for {domain} are told to hand in their mail at {host}, port "
			   "{port}, which is this "
			   "server."),
			A_HOST("domain", mailcase_domain(run_case(run))), A_HOST("host", target.out.host),
			A_PORT(target.out.port));
	put(run, &target);
}

const struct check check_settings_target = {
	.id = "settings.target",
	.step = STEP_SETTINGS,
	.title = N_("Choose the server to test"),
	.wants = FACT_BIT(RECOMMENDED) | FACT_BIT(OWN_SETTINGS),
	.provides = FACT_BIT(TARGET),
	.limit_ms = 1000,
	.applies = settings_apply,
	.run = run_target,
};
