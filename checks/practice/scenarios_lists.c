/*
 * Block lists: who is on one, and whose business that is.
 */
#include "checks/engine/words.h"
#include "checks/practice/places.h"
#include "checks/practice/world.h"

#define BOUNCED	  .told = {.symptom = SYMPTOM_BOUNCE, .scope = SCOPE_ALL}
#define SERVER_IP "25.2.0.192."

static const struct practice_scenario scenarios[] = {
	{
		.name = "healthy-not-listed",
		.cause = CAUSE_NONE,
		.step = STEP_REPUTATION,
		.about = N_("Nothing is wrong: no block list names the server or the domain."),
		.neighbour = "server-listed",
		.world = &(const struct practice_world){.told = {.only = STEP_BIT(STEP_REPUTATION)}},
	},
	{
		.name = "healthy-at-home",
		.cause = CAUSE_NONE,
		.step = STEP_REPUTATION,
		.about = N_(
			"Nothing is wrong: the connection at home stands on a list of home connections, as "
			"nearly all do."),
		.neighbour = "server-listed",
		.world = &(const struct practice_world){.told = {.only = STEP_BIT(STEP_REPUTATION)},
			.out.greets = "{host} Hello [203.0.113.99]",
			.dns.records = "99.113.0.203.zen.spamhaus.org. A 127.0.0.10\n"},
	},
	{
		.name = "server-listed",
		.cause = CAUSE_ADDRESS_LISTED,
		.step = STEP_REPUTATION,
		.about = N_("The server that sends is on a block list, because spam came from it."),
		.neighbour = "healthy-at-home",
		.world = &(const struct practice_world){BOUNCED, .dns.out = NAMES_V4,
			.dns.records = SERVER_IP "zen.spamhaus.org. A 127.0.0.2\n"},
	},
	{
		.name = "company-server-listed",
		.cause = CAUSE_ADDRESS_LISTED,
		.step = STEP_REPUTATION,
		.about = N_(
			"The company whose server takes the mail has that server on a block list; whether it "
			"sends from there is not known."),
		.neighbour = "healthy-not-listed",
		.world = &(const struct practice_world){.told = {.only = STEP_BIT(STEP_REPUTATION),
								.host = "smtp." COMPANY_DOMAIN},
			.company = {{587, PORT_SERVE}},
			.dns.records = "25.113.0.203.zen.spamhaus.org. A 127.0.0.2\n"},
	},
	{
		.name = "lists-refuse",
		.cause = CAUSE_NONE,
		.step = STEP_REPUTATION,
		.about = N_(
			"Nothing is known to be wrong: some block lists give this name server no answers."),
		.neighbour = "server-listed",
		.world = &(const struct practice_world){.told = {.only = STEP_BIT(STEP_REPUTATION)},
			.dns.out = NAMES_V4,
			.dns.records = SERVER_IP "zen.spamhaus.org. A 127.255.255.254\n"
						 "2.0.0.127.zen.spamhaus.org. A 127.255.255.254\n"},
	},
	{
		.name = "domain-listed",
		.cause = CAUSE_DOMAIN_LISTED,
		.step = STEP_REPUTATION,
		.about = N_("The domain of the sender is on a block list of domains seen in spam."),
		.neighbour = "healthy-not-listed",
		.world = &(const struct practice_world){BOUNCED,
			.dns.records = "{domain}.dbl.spamhaus.org. A 127.0.1.2\n"},
	},
};

const struct practice_group practice_lists = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
