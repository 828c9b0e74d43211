/*
 * The firewall of the person's own computer, and what keeps one program alone from the network.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

/* nftables is switched on, with these rules for what leaves the computer. */
#define NFTABLES(rules)                                                                                      \
	{"/etc/systemd/system/sysinit.target.wants/", "nftables.service\n"},                                 \
		{"/etc/nftables.conf",                                                                       \
			"#!/usr/sbin/nft -f\nflush ruleset\n\ntable inet filter {\n"                         \
			"\tchain output {\n"                                                                 \
			"\t\ttype filter hook output priority filter; policy accept;\n" rules "\t}\n}\n"},   \
	{                                                                                                    \
		NULL, NULL                                                                                   \
	}

/* The live rules, as root sees them: those of IPv4 and IPv6 alike. */
#define LIVE(rules)                                                                                          \
	"*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n" rules "COMMIT\n"
#define IPTABLES(v4, v6)                                                                                     \
	{"iptables-save", v4, 0}, {"ip6tables-save", v6, 0},                                                 \
	{                                                                                                    \
		NULL, NULL, 0                                                                                \
	}

static const struct computer with_rule_in_file = {
	.files = (const struct computer_file[]){NFTABLES("\t\ttcp dport { 25, 587 } drop\n")},
};
static const struct computer with_range_in_file = {
	.files = (const struct computer_file[]){NFTABLES(
		"\t\tip daddr 192.0.2.16/28 drop comment \"advertising\"\n")},
};
static const struct computer with_redirect_in_file = {
	.files =
		(const struct computer_file[]){
			{"/etc/systemd/system/sysinit.target.wants/", "nftables.service\n"},
			{"/etc/nftables.conf", "table inet nat {\n\tchain output {\n"
					       "\t\ttype nat hook output priority -100; policy accept;\n"
					       "\t\ttcp dport 587 redirect to :10025\n\t}\n}\n"},
			{NULL, NULL},
		},
};
static const struct computer with_live_rule = {
	.commands = (const struct computer_command[]){IPTABLES(
		LIVE("-A OUTPUT -p tcp -m tcp --dport 587 -j DROP\n"),
		LIVE("-A OUTPUT -p tcp -m tcp --dport 587 -j DROP\n"))},
	.root = true,
};
static const struct computer with_live_range = {
	.commands = (const struct computer_command[]){IPTABLES(
		LIVE("-A OUTPUT -d 192.0.2.16/28 -j DROP\n"), LIVE(""))},
	.root = true,
};
static const struct computer with_clear_rules = {
	.commands = (const struct computer_command[]){IPTABLES(
		LIVE("-A OUTPUT -p tcp -m tcp --dport 6881 -j DROP\n"), LIVE(""))},
	.root = true,
};
static const struct computer with_full_table = {
	.files =
		(const struct computer_file[]){
			{"/proc/sys/net/netfilter/nf_conntrack_count", "65530\n"},
			{"/proc/sys/net/netfilter/nf_conntrack_max", "65536\n"},
			{NULL, NULL},
		},
};
static const struct computer with_opensnitch = {
	.processes = (const char *const[]){"systemd", "opensnitchd", "thunderbird", NULL},
	.files =
		(const struct computer_file[]){
			{"/etc/opensnitchd/rules/", "deny-thunderbird.json\n"},
			{"/etc/opensnitchd/rules/deny-thunderbird.json",
				"{\"name\":\"deny-thunderbird\",\"enabled\":true,\"precedence\":false,"
				"\"action\":\"deny\","
				"\"duration\":\"always\",\"operator\":{\"type\":\"simple\",\"operand\":"
				"\"process.path\","
				"\"sensitive\":false,\"data\":\"/usr/lib/thunderbird/thunderbird\"}}"},
			{NULL, NULL},
		},
};
static const struct computer with_flatpak = {
	.processes = (const char *const[]){"systemd", "thunderbird", NULL},
	.files =
		(const struct computer_file[]){
			{"/var/lib/flatpak/app/org.mozilla.Thunderbird/current/active/metadata",
				"[Application]\nname=org.mozilla.Thunderbird\n\n[Context]\nshared=network;"
				"ipc;\n"},
			{"/home/anna/.local/share/flatpak/overrides/org.mozilla.Thunderbird",
				"[Context]\nshared=!network;\n"},
			{NULL, NULL},
		},
};

static const struct practice_scenario scenarios[] = {
	{
		.name = "firewall-rule-in-file",
		.cause = CAUSE_LOCAL_FIREWALL,
		.step = STEP_FIREWALL,
		.about = N_("A file of this computer's firewall holds a rule against the ports for sending; "
			    "packets do not "
			    "leave the computer."),
		.neighbour = "port-blocked-by-router",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.by = BY_COMPUTER,
				.computer = &with_rule_in_file},
	},
	{
		.name = "firewall-rule-live",
		.cause = CAUSE_LOCAL_FIREWALL,
		.step = STEP_FIREWALL,
		.about = N_("A rule of this computer's firewall drops the connection; the administrator sees "
			    "which."),
		.neighbour = "firewall-clear",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.by = BY_COMPUTER,
				.computer = &with_live_rule},
	},
	{
		.name = "firewall-clear",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The administrator sees that no rule of this computer touches the connection; "
			    "the router drops "
			    "it."),
		.neighbour = "firewall-rule-live",
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.by = BY_ROUTER,
				.computer = &with_clear_rules},
	},
	{
		.name = "firewall-redirects",
		.cause = CAUSE_LOCAL_FIREWALL,
		.step = STEP_FIREWALL,
		.about = N_("A rule of this computer leads the connection to a program that does not run."),
		.neighbour = "port-wrong",
		.also = {CAUSE_PORT_WRONG},
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_REFUSE}, {465, PORT_SERVE_TLS}},
				.by = BY_COMPUTER,
				.computer = &with_redirect_in_file},
	},
	{
		.name = "firewall-rule-wrong",
		.cause = CAUSE_FIREWALL_RULE_WRONG,
		.step = STEP_FIREWALL,
		.about = N_("A rule against a whole range of addresses, meant for something else, hits the "
			    "mail server."),
		.neighbour = "firewall-rule-live",
		.also = {CAUSE_LOCAL_FIREWALL},
		.world = &(const struct practice_world){.out.others = PORT_DROP,
			.dns.out = NAMES_V4,
			.by = BY_COMPUTER,
			.computer = &with_live_range},
	},
	{
		.name = "firewall-range-in-file",
		.cause = CAUSE_FIREWALL_RULE_WRONG,
		.step = STEP_FIREWALL,
		.about = N_("A file of this computer's firewall holds a rule against a range of addresses, "
			    "in which the "
			    "mail server lies."),
		.neighbour = "firewall-rule-in-file",
		.also = {CAUSE_LOCAL_FIREWALL},
		.world = &(const struct practice_world){.out.others = PORT_DROP,
			.dns.out = NAMES_V4,
			.by = BY_COMPUTER,
			.computer = &with_range_in_file},
	},
	{
		.name = "firewall-stops-one-program",
		.cause = CAUSE_FIREWALL_RULE_WRONG,
		.step = STEP_FIREWALL,
		.about = N_("From here everything works; a firewall that asks for each program forbids "
			    "Thunderbird the "
			    "network."),
		.neighbour = "program-password-old",
		.also = {CAUSE_PROGRAM_PASSWORD_OLD},
		.world =
			&(const struct practice_world){
				.told = {.symptom = SYMPTOM_MESSAGE, .program = PROGRAM_THUNDERBIRD},
				.computer = &with_opensnitch},
	},
	{
		.name = "program-in-sandbox",
		.cause = CAUSE_FIREWALL_RULE_WRONG,
		.step = STEP_FIREWALL,
		.about = N_("From here everything works; the sandbox that Thunderbird runs in gives it no "
			    "network."),
		.neighbour = "program-password-old",
		.also = {CAUSE_PROGRAM_PASSWORD_OLD},
		.world =
			&(const struct practice_world){
				.told = {.symptom = SYMPTOM_MESSAGE, .program = PROGRAM_THUNDERBIRD},
				.computer = &with_flatpak},
	},
	{
		.name = "firewall-table-full",
		.cause = CAUSE_LOCAL_FIREWALL,
		.step = STEP_FIREWALL,
		.about = N_("The firewall of this computer remembers as many connections as it can; new ones "
			    "do not leave "
			    "the computer."),
		.neighbour = "port-blocked-by-router",
		.also = {CAUSE_CONNECTION_FORGOTTEN},
		.world =
			&(const struct practice_world){.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.by = BY_COMPUTER,
				.computer = &with_full_table},
	},
};

const struct practice_group practice_firewall = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
