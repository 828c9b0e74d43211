/*
 * Boxes that look into the mail, security programs, and the limits of providers.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "limit-per-hour",
		.cause = CAUSE_SENDING_LIMIT_REACHED,
		.step = STEP_PROVIDER,
		.about = N_("Too much was sent within an hour; the server takes mail again later."),
		.neighbour = "temporary-failure",
		.world =
			&(const struct practice_world){
				.out.mail = "450 4.7.1 Error: too much mail from your address"},
	},
	{
		.name = "too-many-connections-at-login",
		.cause = CAUSE_TOO_MANY_CONNECTIONS,
		.step = STEP_PROVIDER,
		.about = N_("The account has too many connections open at once, and is told so when it signs "
			    "in."),
		.neighbour = "account-locked",
		.world =
			&(const struct practice_world){
				.out.auth = "432 4.3.2 Concurrent connections limit exceeded"},
	},
	{
		.name = "dynamic-address",
		.cause = CAUSE_DYNAMIC_ADDRESS,
		.step = STEP_PROVIDER,
		.about = N_("A mail server at home delivers by itself, and the receiving side takes nothing "
			    "from addresses of homes."),
		.neighbour = "address-listed",
		.also = {CAUSE_ADDRESS_LISTED, CAUSE_POOR_REPUTATION},
		.world =
			&(const struct practice_world){
				.out.banner = "554 5.7.1 {host} Dynamic IP addresses may not deliver mail "
					      "directly: use the mail server of your provider"},
	},
};

const struct practice_group practice_filters = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
