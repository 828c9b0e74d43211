/*
 * What the server says to sender and recipient, and limits.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "too-many-connections",
		.cause = CAUSE_TOO_MANY_CONNECTIONS,
		.step = STEP_PROVIDER,
		.about = N_("The server says that too many connections are open."),
		.neighbour = "temporary-failure",
		.world =
			&(const struct practice_world){
				.out.banner =
					"421 4.7.0 {host} Too many concurrent connections from your address"},
	},
	{
		.name = "address-listed",
		.cause = CAUSE_ADDRESS_LISTED,
		.step = STEP_PROVIDER,
		.about = N_("The server turns the computer away because its address is on a block list."),
		.neighbour = "too-many-connections",
		.also = {CAUSE_POOR_REPUTATION},
		.world =
			&(const struct practice_world){
				.out.banner =
					"554 5.7.1 Service unavailable; client host blocked using a DNSBL"},
	},
	{
		.name = "sending-limit-reached",
		.cause = CAUSE_SENDING_LIMIT_REACHED,
		.step = STEP_PROVIDER,
		.about = N_("The limit of mails for today is used up."),
		.neighbour = "too-many-recipients",
		.world =
			&(const struct practice_world){
				.out.mail = "550 5.4.5 Daily sending limit exceeded, try again tomorrow"},
	},
	{
		.name = "too-many-recipients",
		.cause = CAUSE_TOO_MANY_RECIPIENTS,
		.step = STEP_PROVIDER,
		.about = N_("The mail has more recipients than the server takes."),
		.neighbour = "sending-limit-reached",
		.world = &(const struct practice_world){.out.rcpt = "452 4.5.3 Error: too many recipients"},
	},
	{
		.name = "account-misused",
		.cause = CAUSE_ACCOUNT_MISUSED,
		.step = STEP_PROVIDER,
		.about = N_(
			"The provider has stopped sending because somebody else seems to use the account."),
		.neighbour = "account-suspended",
		.also = {CAUSE_ACCOUNT_SUSPENDED},
		.world =
			&(const struct practice_world){
				.out.mail = "550 5.7.1 Sending is blocked: unusual activity, your account "
					    "may be compromised. Change your password."},
	},
	{
		.name = "sender-refused",
		.cause = CAUSE_SENDER_REFUSED,
		.step = STEP_PROVIDER,
		.about = N_("The sender's address does not belong to the login."),
		.neighbour = "relay-denied",
		.world =
			&(const struct practice_world){
				.out.mail =
					"553 5.7.1 <{address}>: Sender address rejected: not owned by user"},
	},
	{
		.name = "sender-not-verified",
		.cause = CAUSE_SENDER_NOT_VERIFIED,
		.step = STEP_PROVIDER,
		.about = N_("The sender's address has to be confirmed at the provider first."),
		.neighbour = "sender-refused",
		.world =
			&(const struct practice_world){
				.out.mail = "550 5.7.1 The sender address is not verified yet"},
	},
	{
		.name = "relay-denied",
		.cause = CAUSE_RELAY_DENIED,
		.step = STEP_PROVIDER,
		.about = N_("The server does not pass mail on for this person."),
		.neighbour = "sender-refused",
		.world =
			&(const struct practice_world){
				.out.rcpt = "554 5.7.1 <freund@anderswo.example>: Relay access denied",
				.told.to = "freund@anderswo.example"},
	},
	{
		.name = "greylisted",
		.cause = CAUSE_GREYLISTED,
		.step = STEP_PROVIDER,
		.about = N_("The server asks to come back in a few minutes; that is usual and goes away."),
		.neighbour = "temporary-failure",
		.world =
			&(const struct practice_world){
				.out.rcpt = "450 4.2.0 <{address}>: Recipient address rejected: Greylisted, "
					    "try again in 5 minutes"},
	},
	{
		.name = "temporary-failure",
		.cause = CAUSE_TEMPORARY_FAILURE,
		.step = STEP_PROVIDER,
		.about = N_("The server has a passing fault of its own."),
		.neighbour = "greylisted",
		.world =
			&(const struct practice_world){
				.out.mail = "451 4.3.0 Temporary local problem, please try later"},
	},
	{
		.name = "server-hangs-up-late",
		.cause = CAUSE_TEMPORARY_FAILURE,
		.step = STEP_PROVIDER,
		.about = N_("The server hangs up when it is told of a mail."),
		.neighbour = "server-hangs-up",
		.world = &(const struct practice_world){.out.cut_at_mail = true},
	},
	{
		.name = "envelope-nonsense",
		.cause = CAUSE_PROTOCOL_ERROR,
		.step = STEP_PROVIDER,
		.about = N_("The server answers with something that is no answer when it is told of a mail."),
		.neighbour = "temporary-failure",
		.world = &(const struct practice_world){.out.mail = "well, well"},
	},
};

const struct practice_group practice_sending = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
