/*
 * The network between the person and the server.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_scenario scenarios[] = {
	{
		.name = "offline",
		.cause = CAUSE_OFFLINE,
		.step = STEP_NETWORK,
		.about = N_("The computer has no connection to the Internet."),
		.neighbour = "dns-not-working",
		.world = &(const struct practice_world){.offline = true},
	},
	{
		.name = "dns-not-working",
		.cause = CAUSE_DNS_NOT_WORKING,
		.step = STEP_NETWORK,
		.about = N_("The name server does not answer: no name can be looked up."),
		.neighbour = "server-name-unknown",
		.world = &(const struct practice_world){.dns.mood = DNS_MOOD_SILENT},
	},
	{
		.name = "dns-failing",
		.cause = CAUSE_DNS_NOT_WORKING,
		.step = STEP_NETWORK,
		.about = N_("The name server answers only that it failed."),
		.neighbour = "server-name-unknown",
		.world = &(const struct practice_world){.dns.mood = DNS_MOOD_FAILS},
	},
	{
		.name = "dns-refusing",
		.cause = CAUSE_DNS_NOT_WORKING,
		.step = STEP_NETWORK,
		.about = N_("The name server refuses to look anything up for this computer."),
		.neighbour = "server-name-unknown",
		.world = &(const struct practice_world){.dns.mood = DNS_MOOD_REFUSES},
	},
	{
		.name = "server-name-fails",
		.cause = CAUSE_DNS_DELEGATION_BROKEN,
		.step = STEP_NETWORK,
		.about = N_("This one name cannot be looked up; all others can."),
		.neighbour = "dns-failing",
		.also = {CAUSE_DNS_NOT_WORKING},
		.world = &(const struct practice_world){.dns.out = NAMES_FAIL},
	},
	{
		.name = "server-down",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("The server for sending is dead; everything else answers."),
		.neighbour = "all-smtp-ports-blocked",
		.world =
			&(const struct practice_world){.out.others = PORT_DROP, .told.other_device = TOLD_NO},
	},
	{
		.name = "server-refuses",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("The computer runs, but no server for sending runs on it."),
		.neighbour = "port-wrong",
		.world = &(const struct practice_world){.out.others = PORT_REFUSE},
	},
	{
		.name = "server-silent",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("The server takes the connection and never says a word."),
		.neighbour = "healthy-slow-greeting",
		.also = {CAUSE_MAIL_FILTERED_ON_PATH},
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_SILENT}, {465, PORT_SILENT}}},
	},
	{
		.name = "server-hangs-up",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("The server takes the connection and hangs up at once."),
		.neighbour = "too-many-connections",
		.also = {CAUSE_MAIL_FILTERED_ON_PATH},
		.world = &(const struct practice_world){.out.ports = {{587, PORT_CUT}, {465, PORT_CUT}}},
	},
	{
		.name = "server-unreachable",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("No way leads to the server; other servers are reached."),
		.neighbour = "offline",
		.world = &(const struct practice_world){.out.others = PORT_UNREACHABLE},
	},
	{
		.name = "port-blocked",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_NETWORK,
		.about = N_("Something on the way lets nothing through to this port; another port of the "
			    "same server works."),
		.neighbour = "port-wrong",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.told.changed = CHANGED_NETWORK},
	},
	{
		.name = "all-smtp-ports-blocked",
		.cause = CAUSE_ALL_SMTP_PORTS_BLOCKED,
		.step = STEP_NETWORK,
		.about = N_("The network blocks every port for sending, at all servers; receiving works."),
		.neighbour = "server-down",
		.world = &(const struct practice_world){.out.ports = {{443, PORT_WEB}},
			.out.others = PORT_DROP,
			.internet_filters = true},
	},
	{
		.name = "ipv6-broken",
		.cause = CAUSE_IPV6_BROKEN,
		.step = STEP_NETWORK,
		.about = N_("The network promises the newer kind of address (IPv6), but nothing gets through "
			    "with it."),
		.neighbour = "healthy-without-ipv6",
		.world = &(const struct practice_world){.dns.out = NAMES_V6_DEAD,
			.told.symptom = SYMPTOM_OUTBOX},
	},
	{
		.name = "local-firewall",
		.cause = CAUSE_LOCAL_FIREWALL,
		.step = STEP_NETWORK,
		.about = N_("This computer itself forbids connections to the port."),
		.neighbour = "port-blocked",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_FORBID}, {465, PORT_SERVE_TLS}},
				.told.changed = CHANGED_UPDATE},
	},
};

const struct practice_group practice_network = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
