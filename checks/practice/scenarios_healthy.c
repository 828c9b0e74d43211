/*
 * Nothing is wrong: what must not be taken for a fault.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "healthy",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about = N_("Nothing is wrong: port 587, encryption by STARTTLS, the password is accepted."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.domain = "verein.example"},
	},
	{
		.name = "healthy-tls",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about = N_("Nothing is wrong: port 465, encrypted from the first moment."),
		.neighbour = "encryption-mismatch-tls",
		.world = &(const struct practice_world){.told.security = SECURITY_TLS},
	},
	{
		.name = "healthy-without-ipv6",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about = N_("Nothing is wrong: the server has an address of the older kind (IPv4) only."),
		.neighbour = "ipv6-broken",
		.world = &(const struct practice_world){.dns.out = NAMES_V4},
	},
	{
		.name = "healthy-by-ipv6",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about = N_(
			"Nothing that stops mail: the server is reached by IPv6, its IPv4 address is dead."),
		.neighbour = "ipv6-broken",
		.world = &(const struct practice_world){.dns.out = NAMES_V4_DEAD},
	},
	{
		.name = "healthy-found",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("Nothing is wrong: only the email address is known, the settings are found."),
		.neighbour = "server-outdated",
		.world = &(const struct practice_world){.told.host = ""},
	},
	{
		.name = "healthy-slow-greeting",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about =
			N_("Nothing is wrong: the server makes everybody wait six seconds for its greeting."),
		.neighbour = "server-silent",
		.world = &(const struct practice_world){.out.banner_delay_ms = 6000},
	},
	{
		.name = "healthy-odd-lines",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about = N_("Nothing that stops mail: the server ends its lines in a wrong way."),
		.neighbour = "protocol-error",
		.world = &(const struct practice_world){.out.bare_lf = true},
	},
	{
		.name = "healthy-bounced",
		.cause = CAUSE_NONE,
		.step = STEP_LOGIN,
		.about = N_("Nothing that stops mail: the mail came back from one recipient, which says "
			    "nothing of the account."),
		.neighbour = "program-password-old",
		.world =
			&(const struct practice_world){
				.told = {.symptom = SYMPTOM_BOUNCE, .scope = SCOPE_ONE, .webmail = TOLD_YES}},
	},
};

const struct practice_group practice_healthy = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
