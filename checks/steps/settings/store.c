/*
 * Loads the trusted signers while names are looked up: it takes 20 to 40 ms of computing that nobody should
 * wait for.
 */
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/net/map.h"
#include "checks/steps/common/applies.h"

static void run_store(struct check_run *run)
{
	const char *ca_file = run_case(run)->ca_file;
	struct store_fact *fact = mem_new(sizeof *fact);

	/* Practice mode brings its own. */
	if (run_case(run)->map && run_case(run)->map->signers)
		fact->store = tls_store_new_only(run_case(run)->map->signers);
	else
		fact->store = tls_store_new(ca_file[0] ? ca_file : NULL, &fact->err);
	/* Its certificates are then missing, and the server's certificate will tell; the system's own still
	 * count. */
	if (!fact->store)
		fact->store = tls_store_new(NULL, NULL);
	if (!fact->store)
		run_unknown(run, N_("The list of trusted signers on this computer could not be read."));
	fact_put_tls_store(run, fact);
}

const struct check check_settings_store = {
	.id = "settings.store",
	.step = STEP_SETTINGS,
	.title = N_("Read this computer's list of trusted signers"),
	.provides = FACT_BIT(TLS_STORE),
	.limit_ms = 5000,
	.applies = settings_apply_online,
	.run = run_store,
};
