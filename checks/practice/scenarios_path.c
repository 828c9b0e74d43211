/*
 * Who is in the way between the person and the server, and what is wrong with the way itself.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

static const struct practice_world nothing_wrong;
static const struct practice_world server_is_down = {.out.others = PORT_DROP};

/* A computer whose packets go into a VPN, unless they are told to leave by wlan0. */
static const struct computer on_vpn = {
	.files =
		(const struct computer_file[]){
			{"/proc/net/route",
				"Iface\tDestination\tGateway "
				"\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
				"wg0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
				"wlan0\t00000000\t01B2A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"},
			{"/sys/class/net/wg0/uevent", "DEVTYPE=wireguard\nINTERFACE=wg0\nIFINDEX=4\n"},
			{"/sys/class/net/wg0/type", "65534\n"},
			{"/sys/class/net/wlan0/uevent", "DEVTYPE=wlan\nINTERFACE=wlan0\nIFINDEX=2\n"},
			{"/sys/class/net/wlan0/type", "1\n"},
			{NULL, NULL},
		},
};

static const struct practice_scenario scenarios[] = {
	{
		.name = "port-rejected-by-router",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_(
			"The router at home answers that this port is not allowed; another port of the same "
			"server works."),
		.neighbour = "local-firewall",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_REJECT}, {465, PORT_SERVE_TLS}}, .by = BY_ROUTER},
	},
	{
		.name = "port-rejected-by-provider",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The internet company answers that this port is not allowed; another port of the "
			    "same server works."),
		.neighbour = "port-wrong",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_REJECT}, {465, PORT_SERVE_TLS}}, .by = BY_PROVIDER},
	},
	{
		.name = "port-blocked-by-router",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The router at home lets nothing through to this port; packets get as far as the "
			    "router."),
		.neighbour = "local-firewall-silent",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}}, .by = BY_ROUTER},
	},
	{
		.name = "port-blocked-by-provider",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The internet company lets nothing through to this port; packets get past the "
			    "router at home."),
		.neighbour = "local-firewall-silent",
		.world =
			&(const struct practice_world){
				.out.ports = {{25, PORT_DROP}, {587, PORT_DROP}, {465, PORT_SERVE_TLS}},
				.by = BY_PROVIDER},
	},
	{
		.name = "port-blocked-by-server",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about =
			N_("The server's own firewall drops what comes to this port; packets get all the way "
			   "to the server."),
		.neighbour = "local-firewall-silent",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}}, .by = BY_SERVER},
	},
	{
		.name = "local-firewall-silent",
		.cause = CAUSE_LOCAL_FIREWALL,
		.step = STEP_FIREWALL,
		.about = N_("The firewall of this computer drops packets to the port; not one of them leaves "
			    "the computer."),
		.neighbour = "port-blocked-by-router",
		.also = {CAUSE_FIREWALL_RULE_WRONG},
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}}, .by = BY_COMPUTER},
	},
	{
		.name = "smtp-ports-blocked-by-provider",
		.cause = CAUSE_ALL_SMTP_PORTS_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The internet company blocks every port for sending, at all servers."),
		.neighbour = "server-down",
		.world = &(const struct practice_world){.out.ports = {{443, PORT_WEB}},
			.out.others = PORT_DROP,
			.internet_filters = true,
			.by = BY_PROVIDER},
	},
	{
		.name = "port-refused-by-router",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The router at home refuses connections to this port in the name of the server."),
		.neighbour = "port-wrong",
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_REFUSE}, {465, PORT_SERVE_TLS}}, .by = BY_ROUTER},
	},
	{
		.name = "smtp-ports-blocked-by-router",
		.cause = CAUSE_ALL_SMTP_PORTS_BLOCKED,
		.step = STEP_FIREWALL,
		.about = N_("The router of an office lets nobody send, whatever the server."),
		.neighbour = "server-down-silent",
		.world = &(const struct practice_world){.out.ports = {{443, PORT_WEB}},
			.out.others = PORT_DROP,
			.internet_filters = true,
			.by = BY_ROUTER},
	},
	{
		.name = "server-down-silent",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("The server is switched off: packets get all the way there, and nobody answers."),
		.neighbour = "network-misrouted",
		.world = &(const struct practice_world){.out.others = PORT_DROP, .by = BY_SERVER},
	},
	{
		.name = "network-misrouted",
		.cause = CAUSE_NETWORK_MISROUTED,
		.step = STEP_FIREWALL,
		.about = N_("The router at home loses all packets for the server's network, and no others."),
		.neighbour = "server-down-silent",
		.world = &(const struct practice_world){.out.others = PORT_DROP, .by = BY_ROUTER},
	},
	{
		.name = "network-without-route",
		.cause = CAUSE_NETWORK_MISROUTED,
		.step = STEP_FIREWALL,
		.about = N_(
			"The internet company says that no way leads to the server's network; other servers "
			"are reached."),
		.neighbour = "server-unreachable",
		.world = &(const struct practice_world){.out.others = PORT_UNREACHABLE, .by = BY_PROVIDER},
	},
	{
		.name = "captive-portal",
		.cause = CAUSE_CAPTIVE_PORTAL,
		.step = STEP_NETWORK,
		.about = N_("A hotel's network wants a sign-in on a web page before anything else goes "
			    "through."),
		.neighbour = "all-smtp-ports-blocked",
		.also = {CAUSE_OFFLINE, CAUSE_ALL_SMTP_PORTS_BLOCKED},
		.world = &(const struct practice_world){.everywhere = {{80, PORT_PORTAL}},
			.out.others = PORT_DROP,
			.in.others = PORT_DROP,
			.internet.others = PORT_DROP},
	},
	{
		.name = "captive-portal-by-name",
		.cause = CAUSE_CAPTIVE_PORTAL,
		.step = STEP_NETWORK,
		.about = N_("A hotel's network leads every name to its own web page for signing in."),
		.neighbour = "dns-tampered",
		.also = {CAUSE_DNS_TAMPERED},
		.world = &(const struct practice_world){.everywhere = {{80, PORT_PORTAL}},
			.dns.mood = DNS_MOOD_PORTAL,
			.extra.others = PORT_REFUSE},
	},
	{
		.name = "dns-tampered",
		.cause = CAUSE_DNS_TAMPERED,
		.step = STEP_NETWORK,
		.about = N_("The name server gives a wrong address for the server; the domain's own name "
			    "server tells another."),
		.neighbour = "server-down",
		.world = &(const struct practice_world){.dns.wrong = true, .extra.others = PORT_DROP},
	},
	{
		.name = "dns-tampered-all",
		.cause = CAUSE_DNS_TAMPERED,
		.step = STEP_NETWORK,
		.about = N_("The name server gives one and the same address for every name."),
		.neighbour = "captive-portal",
		.world = &(const struct practice_world){.dns.mood = DNS_MOOD_PORTAL,
			.extra.others = PORT_REFUSE},
	},
	{
		.name = "large-packets-lost",
		.cause = CAUSE_LARGE_PACKETS_LOST,
		.step = STEP_NETWORK,
		.about = N_("Small packets pass, large ones vanish: the conversation stops where the "
			    "certificate should come."),
		.neighbour = "encryption-cut",
		.world = &(const struct practice_world){.out.line.loses_large = true},
	},
	{
		.name = "connection-forgotten",
		.cause = CAUSE_CONNECTION_FORGOTTEN,
		.step = STEP_NETWORK,
		.about = N_("A router forgets connections that are silent for a moment; what is said then "
			    "gets lost."),
		.neighbour = "connection-closed-when-idle",
		.world =
			&(const struct practice_world){
				.out.line = {.after_pause = PAUSE_SILENT, .pause_ms = 2400},
				.told = {.symptom = SYMPTOM_MESSAGE, .pause_ms = 3000}},
	},
	{
		.name = "connection-forgotten-reset",
		.cause = CAUSE_CONNECTION_FORGOTTEN,
		.step = STEP_NETWORK,
		.about =
			N_("A firewall forgets connections that are silent for a moment, and refuses what is "
			   "said then."),
		.neighbour = "connection-survives-pause",
		.world =
			&(const struct practice_world){
				.out.line = {.after_pause = PAUSE_RESET, .pause_ms = 1000},
				.told.pause_ms = 1500},
	},
	{
		.name = "connection-survives-pause",
		.cause = CAUSE_NONE,
		.step = STEP_NETWORK,
		.about = N_("Nothing is wrong: a connection on which nothing is said for a moment goes on."),
		.neighbour = "connection-forgotten-reset",
		.world = &(const struct practice_world){.told.pause_ms = 1500},
	},
	{
		.name = "connection-unstable",
		.cause = CAUSE_CONNECTION_UNSTABLE,
		.step = STEP_NETWORK,
		.about = N_("The line breaks off again and again, each time at another place."),
		.neighbour = "server-hangs-up",
		.world = &(const struct practice_world){.out.line.unstable = true},
	},
	{
		.name = "slow-network",
		.cause = CAUSE_SLOW_NETWORK,
		.step = STEP_NETWORK,
		.about = N_("Every answer takes so long that mail programs give up."),
		.neighbour = "healthy-slow-greeting",
		.world = &(const struct practice_world){.out.line.delay_ms = 3200, .told.no_password = true},
	},
	{
		.name = "connection-closed-when-idle",
		.cause = CAUSE_NONE,
		.step = STEP_NETWORK,
		.about = N_("Nothing that stops mail: the server says goodbye in order when nobody says "
			    "anything for "
			    "a moment."),
		.neighbour = "connection-forgotten",
		.world =
			&(const struct practice_world){
				.out.line = {.after_pause = PAUSE_CLOSED, .pause_ms = 1500},
				.told.pause_ms = 2000},
	},
	{
		.name = "name-that-nobody-owns",
		.cause = CAUSE_SERVER_NAME_UNKNOWN,
		.step = STEP_NETWORK,
		.about = N_("The server's name is wrong, and the name server gives an address even to names "
			    "that do not "
			    "exist."),
		.neighbour = "server-down",
		.also = {CAUSE_DNS_TAMPERED, CAUSE_SERVER_OUTDATED},
		.world = &(const struct practice_world){.dns.mood = DNS_MOOD_LANDS,
			.extra.others = PORT_REFUSE,
			.told.host = "smtp.fimra.example"},
	},
	{
		.name = "port25-blocked",
		.cause = CAUSE_PORT25_BLOCKED,
		.step = STEP_PROVIDER,
		.about = N_("The program uses port 25, which the internet company closes for homes, to every "
			    "server; "
			    "ports 465 and 587 are open."),
		.neighbour = "port-blocked-25-only-here",
		.also = {CAUSE_PORT_BLOCKED, CAUSE_PORT_WRONG},
		.world =
			&(const struct practice_world){
				.out.ports = {{25, PORT_DROP}, {587, PORT_SERVE}, {465, PORT_SERVE_TLS}},
				.internet.ports = {{25, PORT_DROP}},
				.by = BY_PROVIDER,
				.told.port = 25},
	},
	{
		.name = "port25-blocked-maybe",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_PROVIDER,
		.about = N_("Port 25 is silent, and no other servers can be found to compare with."),
		.neighbour = "port-wrong",
		.also = {CAUSE_PORT25_BLOCKED},
		.world =
			&(const struct practice_world){
				.out.ports = {{25, PORT_DROP}, {587, PORT_SERVE}, {465, PORT_SERVE_TLS}},
				.internet.ports = {{25, PORT_DROP}},
				.dns.no_mx = true,
				.by = BY_PROVIDER,
				.told.port = 25},
	},
	{
		.name = "port-blocked-25-only-here",
		.cause = CAUSE_PORT_BLOCKED,
		.step = STEP_PROVIDER,
		.about = N_("The program uses port 25; this one server drops it, while port 25 of other "
			    "servers is open."),
		.neighbour = "port-wrong",
		.world =
			&(const struct practice_world){
				.out.ports = {{25, PORT_DROP}, {587, PORT_SERVE}, {465, PORT_SERVE_TLS}},
				.by = BY_SERVER,
				.told.port = 25},
	},
	{
		.name = "provider-server-required",
		.cause = CAUSE_PROVIDER_SERVER_REQUIRED,
		.step = STEP_PROVIDER,
		.about = N_(
			"The internet company lets port 25 through to its own mail server and to no other."),
		.neighbour = "port25-blocked",
		.also = {CAUSE_PORT25_BLOCKED, CAUSE_PORT_BLOCKED},
		.world =
			&(const struct practice_world){
				.out.ports = {{25, PORT_DROP}, {587, PORT_SERVE}, {465, PORT_SERVE_TLS}},
				.internet.ports = {{25, PORT_DROP}},
				.company = {{25, PORT_SERVE}},
				.by = BY_PROVIDER,
				.told.port = 25},
	},
	{
		.name = "vpn-closes-ports",
		.cause = CAUSE_VPN_IN_THE_WAY,
		.step = STEP_NETWORK,
		.about = N_("The VPN lets nobody send mail; past it the server answers."),
		.neighbour = "vpn-no-matter",
		.also = {CAUSE_ALL_SMTP_PORTS_BLOCKED},
		.world =
			&(const struct practice_world){
				.out = {.ports = {{443, PORT_WEB}}, .others = PORT_DROP},
				.internet_filters = true,
				.past_vpn = &nothing_wrong,
				.computer = &on_vpn},
	},
	{
		.name = "vpn-dead",
		.cause = CAUSE_VPN_IN_THE_WAY,
		.step = STEP_NETWORK,
		.about = N_(
			"The VPN leads nowhere: nothing comes back through it; past it everything answers."),
		.neighbour = "offline",
		.also = {CAUSE_INCOMING_ALSO_BROKEN},
		.world = &(const struct practice_world){.out.others = PORT_DROP,
			.in.others = PORT_DROP,
			.internet.others = PORT_DROP,
			.past_vpn = &nothing_wrong,
			.computer = &on_vpn},
	},
	{
		.name = "vpn-no-matter",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_NETWORK,
		.about = N_("The way leads through a VPN, but the server is down: past the VPN it does not "
			    "answer either."),
		.neighbour = "vpn-closes-ports",
		.world =
			&(const struct practice_world){
				.out.others = PORT_DROP, .past_vpn = &server_is_down, .computer = &on_vpn},
	},
	{
		.name = "vpn-not-welcome",
		.cause = CAUSE_VPN_IN_THE_WAY,
		.step = STEP_LOGIN,
		.about = N_("The server lets nobody sign in from the place where the VPN ends."),
		.neighbour = "login-refused-by-policy",
		.also = {CAUSE_LOGIN_REFUSED_BY_POLICY},
		.world =
			&(const struct practice_world){.out.auth = "535 5.7.3 Sign-in refused: access policy "
								   "does not allow this from your "
								   "country",
				.past_vpn = &nothing_wrong,
				.computer = &on_vpn},
	},
	{
		.name = "healthy-by-vpn",
		.cause = CAUSE_NONE,
		.step = STEP_NETWORK,
		.about = N_("Nothing is wrong: the way leads through a VPN, which lets mail through."),
		.neighbour = "vpn-closes-ports",
		.world = &(const struct practice_world){.past_vpn = &nothing_wrong, .computer = &on_vpn},
	},
};

const struct practice_group practice_path = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
