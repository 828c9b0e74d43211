/*
 * What the person tried: one thing changed, the test made again, and everything changed back. What is seen is
 * the hindrance, as before; what was tried says whose it is.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "antivirus-blocks-port",
		.cause = CAUSE_ANTIVIRUS_BLOCKS_PORT,
		.step = STEP_ANTIVIRUS,
		.about = N_(
			"The port is silent; with the mail protection of the antivirus program off, it was "
			"open."),
		.neighbour = "antivirus-tried-in-vain",
		.also = {CAUSE_PORT_BLOCKED},
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.told.tried = {[EXPERIMENT_SHIELD_OFF] = TRIED_HELPED}},
	},
	{
		.name = "antivirus-tried-in-vain",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_(
			"The port is silent; with the mail protection of the antivirus program off, it was "
			"silent too."),
		.neighbour = "local-firewall",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.told.tried = {[EXPERIMENT_SHIELD_OFF] = TRIED_SAME}},
	},
	{
		.name = "antivirus-scans-mail",
		.cause = CAUSE_ANTIVIRUS_SCANS_MAIL,
		.step = STEP_ANTIVIRUS,
		.about = N_("From here everything works; the person's program could send as soon as the mail "
			    "protection was off."),
		.neighbour = "program-password-old",
		.also = {CAUSE_PROGRAM_PASSWORD_OLD},
		.world = &(const struct practice_world){.told = {.symptom = SYMPTOM_MESSAGE,
								.tried = {[EXPERIMENT_SHIELD_OFF] =
										  TRIED_HELPED}}},
	},
	{
		.name = "vpn-in-the-way",
		.cause = CAUSE_VPN_IN_THE_WAY,
		.step = STEP_FIREWALL,
		.about = N_("All ports for sending are silent; with the VPN off, they were open."),
		.neighbour = "vpn-tried-in-vain",
		.also = {CAUSE_ALL_SMTP_PORTS_BLOCKED},
		.world = &(const struct practice_world){.out.ports = {{443, PORT_WEB}},
			.out.others = PORT_DROP,
			.internet_filters = true,
			.told.tried = {[EXPERIMENT_VPN_OFF] = TRIED_HELPED}},
	},
	{
		.name = "vpn-tried-in-vain",
		.cause = CAUSE_ALL_SMTP_PORTS_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("All ports for sending are silent; with the VPN off, they were silent too."),
		.neighbour = "server-down",
		.world = &(const struct practice_world){.out.ports = {{443, PORT_WEB}},
			.out.others = PORT_DROP,
			.internet_filters = true,
			.told.tried = {[EXPERIMENT_VPN_OFF] = TRIED_SAME}},
	},
	{
		.name = "network-tried",
		.cause = CAUSE_ALL_SMTP_PORTS_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("All ports for sending are silent here; over a phone's hotspot they were open."),
		.neighbour = "network-tried-in-vain",
		.world = &(const struct practice_world){.out.ports = {{443, PORT_WEB}},
			.out.others = PORT_DROP,
			.internet_filters = true,
			.told.tried = {[EXPERIMENT_OTHER_NETWORK] = TRIED_HELPED}},
	},
	{
		.name = "network-tried-in-vain",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("The server is silent here and over a phone's hotspot."),
		.neighbour = "network-tried",
		.world = &(const struct practice_world){.out.others = PORT_DROP,
			.told.tried = {[EXPERIMENT_OTHER_NETWORK] = TRIED_SAME}},
	},
	{
		.name = "port-tried",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The port is silent, and the person could send over another one."),
		.neighbour = "port-tried-in-vain",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.told.tried = {[EXPERIMENT_OTHER_PORT] = TRIED_HELPED}},
	},
	{
		.name = "port-tried-in-vain",
		.cause = CAUSE_WRONG_PASSWORD,
		.step = STEP_LOGIN,
		.about = N_("The password is wrong; over another port it was wrong, too."),
		.neighbour = "port-tried",
		.also = {CAUSE_INCOMING_ALSO_BROKEN, CAUSE_USERNAME_WRONG},
		.world = &(const struct practice_world){.told = {.password = "Herbst-Laub-74",
								.tried = {[EXPERIMENT_OTHER_PORT] =
										  TRIED_SAME}}},
	},
	{
		.name = "antivirus-plugin",
		.cause = CAUSE_ANTIVIRUS_PLUGIN,
		.step = STEP_ANTIVIRUS,
		.about = N_("From here everything works; the person's program could send as soon as it was "
			    "started without add-ons."),
		.neighbour = "plugins-tried-in-vain",
		.also = {CAUSE_PROGRAM_PASSWORD_OLD},
		.world = &(const struct practice_world){.told = {.symptom = SYMPTOM_MESSAGE,
								.tried = {[EXPERIMENT_WITHOUT_PLUGINS] =
										  TRIED_HELPED}}},
	},
	{
		.name = "plugins-tried-in-vain",
		.cause = CAUSE_PROGRAM_PASSWORD_OLD,
		.step = STEP_LOGIN,
		.about = N_("The program holds an old password; without add-ons it fails in the same way."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.told = {.symptom = SYMPTOM_MESSAGE,
								.changed = CHANGED_PASSWORD,
								.tried = {[EXPERIMENT_WITHOUT_PLUGINS] =
										  TRIED_SAME}}},
	},
};

const struct practice_group practice_tried = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
