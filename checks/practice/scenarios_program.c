/*
 * Everything works from here, and the person's program still cannot send.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "program-password-old",
		.cause = CAUSE_PROGRAM_PASSWORD_OLD,
		.step = STEP_LOGIN,
		.about = N_("The password was changed; the program still holds the old one for sending."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.told = {.symptom = SYMPTOM_MESSAGE,
								.scope = SCOPE_ALL,
								.changed = CHANGED_PASSWORD,
								.other_device = TOLD_YES}},
	},
	{
		.name = "program-password-old-by-message",
		.cause = CAUSE_PROGRAM_PASSWORD_OLD,
		.step = STEP_ERRORS,
		.about = N_("The program shows that the password is refused; from here it is accepted."),
		.neighbour = "wrong-password",
		.world =
			&(const struct practice_world){
				.told = {.symptom = SYMPTOM_MESSAGE,
					.message = "Sending failed: 535 5.7.8 Error: authentication failed: "
						   "wrong password"}},
	},
	{
		.name = "program-elsewhere",
		.cause = CAUSE_PROGRAM_PASSWORD_OLD,
		.step = STEP_LOGIN,
		.about = N_("The program that cannot send is on another computer in another place."),
		.neighbour = "port-blocked",
		.also = {CAUSE_OUTBOX_STUCK, CAUSE_PROGRAM_OFFLINE},
		.world = &(const struct practice_world){.told = {.symptom = SYMPTOM_OUTBOX,
								.where = WHERE_ELSEWHERE,
								.changed = CHANGED_COMPUTER}},
	},
	{
		.name = "message-unclear",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_NETWORK,
		.about = N_("The program shows a message that says nothing; the port is blocked."),
		.neighbour = "healthy",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.told = {.symptom = SYMPTOM_LOST, .message = "Oops"}},
	},
	{
		.name = "message-of-the-way",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_NETWORK,
		.about = N_("The program says that the connection timed out; the tests show where it is "
			    "stopped."),
		.neighbour = "healthy",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.told = {.symptom = SYMPTOM_MESSAGE,
					.message = "The message could not be sent because the connection to "
						   "Outgoing server "
						   "(SMTP) smtp.example.org timed out."}},
	},
};

const struct practice_group practice_program = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
