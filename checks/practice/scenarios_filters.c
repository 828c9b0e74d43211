/*
 * Boxes that look into the mail, security programs, and the limits of providers.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

/* The computers of the people in the scenarios: what runs on them, and what lies on their disks. */
static const struct computer guarded = {
	.processes = (const char *const[]){"systemd", "bash", "thunderbird", "clamd", NULL},
};
static const struct computer proxied = {
	.processes = (const char *const[]){"systemd", "thunderbird", "avgtcpd", NULL},
};
static const struct computer blocking = {
	.processes = (const char *const[]){"systemd", "thunderbird", "kesl", NULL},
};
static const struct computer bridged = {
	.processes = (const char *const[]){"systemd", "thunderbird", "protonmail-brid", NULL},
};
static const struct computer with_plugin = {
	.processes = (const char *const[]){"systemd", "thunderbird", NULL},
	.files =
		(const struct computer_file[]){
			{"/home/anna/.thunderbird/profiles.ini",
				"[Profile0]\nName=default-release\nIsRelative=1\nPath=abcd1234.default-"
				"release\nDefault=1\n"},
			{"/home/anna/.thunderbird/abcd1234.default-release/extensions.json",
				"{\"schemaVersion\":36,\"addons\":[{\"id\":\"shield@security.example\","
				"\"type\":\"extension\","
				"\"active\":true,\"userDisabled\":false,\"location\":\"app-profile\","
				"\"defaultLocale\":{\"name\":"
				"\"Mail "
				"Security\"},\"userPermissions\":{\"permissions\":[\"compose\",\"compose."
				"send\"],"
				"\"origins\":[]}}]}"},
			{NULL, NULL},
		},
};

static const struct computer with_claws_plugin = {
	.processes = (const char *const[]){"systemd", "claws-mail", NULL},
	.files =
		(const struct computer_file[]){
			{"/home/anna/.claws-mail/clawsrc",
				"[Common]\nconfig_version=4\n\n[Plugins_GTK3]\n"
				"/usr/lib/x86_64-linux-gnu/claws-mail/plugins/notification.so\n"
				"/opt/mail-security/lib/claws_guard.so\n"},
			{NULL, NULL},
		},
};
static const struct computer with_evolution_plugin = {
	.processes = (const char *const[]){"systemd", "evolution", NULL},
	.files =
		(const struct computer_file[]){
			{"/home/anna/.config/evolution/sources/", "work.source\n"},
			{"/usr/lib/x86_64-linux-gnu/evolution/modules/",
				"module-cal-config-caldav.so\nmodule-mail.so\nmodule-mail-guard.so\n"},
			{NULL, NULL},
		},
};

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
	{
		.name = "greeting-overwritten",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_FIREWALL,
		.about = N_("A firewall overwrites the greeting with stars and does not let the encryption "
			    "begin."),
		.neighbour = "commands-refused",
		.also = {CAUSE_MAIL_FILTERED_ON_PATH},
		.world = &(const struct practice_world){.out.box = {.banner = "220 ****2***********0*2******",
								.refuses = "STARTTLS"}},
	},
	{
		.name = "commands-refused",
		.cause = CAUSE_MAIL_FILTERED_ON_PATH,
		.step = STEP_FIREWALL,
		.about = N_("A firewall knows only the oldest words of the mail language and refuses the "
			    "others."),
		.neighbour = "server-from-long-ago",
		.world = &(const struct practice_world){.out.box.refuses = "EHLO STARTTLS AUTH"},
	},
	{
		.name = "starttls-stripped-on-one-port",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_FIREWALL,
		.about = N_("The offer of encryption is missing on the port in use; another port of the "
			    "server has "
			    "it."),
		.neighbour = "login-stripped",
		.world = &(const struct practice_world){.out.box.keywords =
								"PIPELINING\nSIZE 52428800\n8BITMIME"},
	},
	{
		.name = "starttls-nowhere",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_FIREWALL,
		.about = N_("The server offers no encryption on the port in use, and has no other port for "
			    "sending."),
		.neighbour = "commands-refused",
		.world =
			&(const struct practice_world){
				.out = {.ports = {{587, PORT_SERVE}},
					.keywords = "PIPELINING\nSIZE 52428800\n8BITMIME"}},
	},
	{
		.name = "login-stripped",
		.cause = CAUSE_LOGIN_STRIPPED,
		.step = STEP_FIREWALL,
		.about = N_("The offer of a sign-in is missing on the port in use; another port of the "
			    "server has it."),
		.neighbour = "login-not-offered",
		.world =
			&(const struct practice_world){
				.out.odd = {.port = 587,
					.safe_keywords = "PIPELINING\nSIZE 52428800\n8BITMIME"}},
	},
	{
		.name = "port-for-servers",
		.cause = CAUSE_PORT_WRONG,
		.step = STEP_FIREWALL,
		.about = N_(
			"The program uses port 25, which is for servers among themselves: nobody can sign in "
			"there."),
		.neighbour = "login-stripped",
		.world =
			&(const struct practice_world){
				.out = {.ports = {{25, PORT_SERVE}, {587, PORT_SERVE}, {465, PORT_SERVE_TLS}},
					.odd = {.port = 25,
						.safe_keywords = "PIPELINING\nSIZE 52428800\n8BITMIME"}},
				.told.port = 25},
	},
	{
		.name = "proxy-in-the-middle",
		.cause = CAUSE_PROXY_IN_THE_MIDDLE,
		.step = STEP_FIREWALL,
		.about = N_("A hotel leads all mail to a server of its own, which answers for every server "
			    "in the "
			    "world."),
		.neighbour = "certificate-self-signed",
		.world = &(const struct practice_world){.everywhere = {{587, PORT_SERVE}},
			.out = {.cert = CERT_SELF_SIGNED,
				.odd = {.port = 587, .banner = "220 mailgate.hotel.example ESMTP"}}},
	},
	{
		.name = "proxy-for-known-servers",
		.cause = CAUSE_PROXY_IN_THE_MIDDLE,
		.step = STEP_FIREWALL,
		.about = N_("Somebody on the way answers for every mail server that there is, with one and "
			    "the same "
			    "greeting."),
		.neighbour = "certificate-self-signed",
		.world =
			&(const struct practice_world){.out = {.cert = CERT_SELF_SIGNED,
							       .banner = "220 relay.provider.example ESMTP"},
				.internet.ports = {{587, PORT_SERVE}},
				.dns.out = NAMES_V4},
	},
	{
		.name = "antivirus-intercepts-tls",
		.cause = CAUSE_ANTIVIRUS_INTERCEPTS_TLS,
		.step = STEP_ANTIVIRUS,
		.about = N_("An antivirus program opens encrypted connections and shows a certificate of its "
			    "own, "
			    "whatever the server."),
		.neighbour = "certificate-unknown-signer",
		.world = &(const struct practice_world){.out.cert = CERT_SHIELD,
			.in.cert = CERT_SHIELD,
			.internet.cert = CERT_SHIELD},
	},
	{
		.name = "gateway-intercepts-tls",
		.cause = CAUSE_ANTIVIRUS_INTERCEPTS_TLS,
		.step = STEP_ANTIVIRUS,
		.about = N_("A box of the company opens encrypted connections; its certificates are not "
			    "known to this "
			    "computer."),
		.neighbour = "certificate-of-mail-appliance",
		.world = &(const struct practice_world){.out.cert = CERT_GATEWAY,
			.in.cert = CERT_GATEWAY,
			.internet.cert = CERT_GATEWAY},
	},
	{
		.name = "certificate-of-mail-appliance",
		.cause = CAUSE_CERTIFICATE_UNTRUSTED,
		.step = STEP_SETTINGS,
		.about = N_("The mail server is itself made by a maker of such boxes and has a certificate "
			    "from the "
			    "factory; other servers have their own."),
		.neighbour = "gateway-intercepts-tls",
		.world = &(const struct practice_world){.out.cert = CERT_GATEWAY},
	},
	{
		.name = "unknown-box-intercepts-tls",
		.cause = CAUSE_ANTIVIRUS_INTERCEPTS_TLS,
		.step = STEP_ANTIVIRUS,
		.about = N_("Somebody whom no list names opens encrypted connections: servers of different "
			    "companies "
			    "show the same signer."),
		.neighbour = "certificate-unknown-signer",
		.world = &(const struct practice_world){.out.cert = CERT_INSPECTOR,
			.in.cert = CERT_INSPECTOR,
			.internet.cert = CERT_INSPECTOR},
	},
	{
		.name = "antivirus-opens-sending-only",
		.cause = CAUSE_ANTIVIRUS_SCANS_MAIL,
		.step = STEP_ANTIVIRUS,
		.about = N_(
			"The mail protection opens connections for sending only; receiving is left alone."),
		.neighbour = "antivirus-intercepts-tls",
		.world =
			&(const struct practice_world){.out.cert = CERT_SHIELD, .internet.cert = CERT_SHIELD},
	},
	{
		.name = "healthy-behind-shield",
		.cause = CAUSE_NONE,
		.step = STEP_ANTIVIRUS,
		.about = N_("Nothing that stops mail: a security program opens the connections, and this "
			    "computer trusts "
			    "it to."),
		.neighbour = "antivirus-intercepts-tls",
		.world = &(const struct practice_world){.out.cert = CERT_SHIELD,
			.in.cert = CERT_SHIELD,
			.internet.cert = CERT_SHIELD,
			.trusts_cert = true,
			.computer = &guarded},
	},
	{
		.name = "shield-cuts-login",
		.cause = CAUSE_ANTIVIRUS_SCANS_MAIL,
		.step = STEP_ANTIVIRUS,
		.about = N_("A security program that this computer trusts opens the connection, and refuses "
			    "to pass the "
			    "sign-in on."),
		.neighbour = "healthy-behind-shield",
		.world =
			&(const struct practice_world){
				.out = {.cert = CERT_SHIELD,
					.auth = "502 5.5.1 Error: command not recognized"},
				.in.cert = CERT_SHIELD,
				.internet.cert = CERT_SHIELD,
				.trusts_cert = true},
	},
	{
		.name = "guard-in-the-connection",
		.cause = CAUSE_ANTIVIRUS_SCANS_MAIL,
		.step = STEP_ANTIVIRUS,
		.about = N_("A program that puts itself into mail connections runs on this computer, and the "
			    "encryption is "
			    "cut."),
		.neighbour = "encryption-cut",
		.also = {CAUSE_MAIL_FILTERED_ON_PATH, CAUSE_SERVER_DOWN},
		.world = &(const struct practice_world){.out.cut_at_tls = true, .computer = &proxied},
	},
	{
		.name = "guard-answers",
		.cause = CAUSE_ANTIVIRUS_SCANS_MAIL,
		.step = STEP_ANTIVIRUS,
		.about = N_("The words that refuse the mail are those of a program on this computer."),
		.neighbour = "temporary-failure",
		.world =
			&(const struct practice_world){
				.out.rcpt = "451 4.3.0 AVG ESMTP Proxy Server: content rejected",
				.computer = &proxied},
	},
	{
		.name = "guard-blocks-port",
		.cause = CAUSE_ANTIVIRUS_BLOCKS_PORT,
		.step = STEP_ANTIVIRUS,
		.about = N_("This computer forbids the connection, no rule of its firewall does, and a "
			    "security program "
			    "runs that can."),
		.neighbour = "local-firewall",
		.also = {CAUSE_LOCAL_FIREWALL},
		.world =
			&(const struct practice_world){
				.out.ports = {{587, PORT_FORBID}, {465, PORT_SERVE_TLS}},
				.computer = &blocking},
	},
	{
		.name = "bridge-not-running",
		.cause = CAUSE_SERVER_DOWN,
		.step = STEP_ANTIVIRUS,
		.about = N_("The settings lead to a program on this computer that should take the mail, and "
			    "it does not "
			    "run."),
		.neighbour = "bridge-certificate",
		.also = {CAUSE_PORT_WRONG, CAUSE_SERVER_OUTDATED},
		.world = &(const struct practice_world){.extra = {.here = true},
			.told = {.host = "127.0.0.1", .port = 1025}},
	},
	{
		.name = "bridge-certificate",
		.cause = CAUSE_CERTIFICATE_UNTRUSTED,
		.step = STEP_ANTIVIRUS,
		.about = N_("A program on this computer takes the mail and shows a certificate that it has "
			    "signed itself."),
		.neighbour = "bridge-not-running",
		.world = &(const struct practice_world){.out.cert = CERT_SELF_SIGNED,
			.extra = {.here = true, .ports = {{1025, PORT_SERVE}}},
			.told = {.host = "127.0.0.1", .port = 1025},
			.computer = &bridged},
	},
	{
		.name = "plugin-in-the-way",
		.cause = CAUSE_ANTIVIRUS_PLUGIN,
		.step = STEP_ANTIVIRUS,
		.about = N_("An add-on of a security program stands in the mail program; without add-ons it "
			    "could send."),
		.neighbour = "program-password-old",
		.also = {CAUSE_PROGRAM_PASSWORD_OLD},
		.world =
			&(const struct practice_world){
				.told = {.symptom = SYMPTOM_MESSAGE,
					.tried = {[EXPERIMENT_WITHOUT_PLUGINS] = TRIED_HELPED}},
				.computer = &with_plugin},
	},
	{
		.name = "plugin-of-claws",
		.cause = CAUSE_ANTIVIRUS_PLUGIN,
		.step = STEP_ANTIVIRUS,
		.about = N_("A plug-in that Claws Mail did not bring itself stands in the way; without it, "
			    "mail could be sent."),
		.neighbour = "program-password-old",
		.also = {CAUSE_PROGRAM_PASSWORD_OLD},
		.world =
			&(const struct practice_world){
				.told = {.symptom = SYMPTOM_MESSAGE,
					.program = PROGRAM_CLAWS,
					.tried = {[EXPERIMENT_WITHOUT_PLUGINS] = TRIED_HELPED}},
				.computer = &with_claws_plugin},
	},
	{
		.name = "plugin-of-evolution",
		.cause = CAUSE_ANTIVIRUS_PLUGIN,
		.step = STEP_ANTIVIRUS,
		.about = N_("Evolution loads a module of another maker; without it, mail could be sent."),
		.neighbour = "program-password-old",
		.also = {CAUSE_PROGRAM_PASSWORD_OLD},
		.world =
			&(const struct practice_world){
				.told = {.symptom = SYMPTOM_MESSAGE,
					.program = PROGRAM_EVOLUTION,
					.tried = {[EXPERIMENT_WITHOUT_PLUGINS] = TRIED_HELPED}},
				.computer = &with_evolution_plugin},
	},
	{
		.name = "healthy-test-mail",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about = N_("Nothing is wrong: a test mail to oneself is taken."),
		.neighbour = "mail-cut-at-text",
		.world = &(const struct practice_world){.told.send = true},
	},
	{
		.name = "mail-cut-at-text",
		.cause = CAUSE_MAIL_FILTERED_ON_PATH,
		.step = STEP_FIREWALL,
		.about = N_("Sender and recipient are accepted; as soon as the text of the mail is sent, the "
			    "connection "
			    "breaks off."),
		.neighbour = "healthy-test-mail",
		.also = {CAUSE_TEMPORARY_FAILURE},
		.world = &(const struct practice_world){.out.cut_at_data = true, .told.send = true},
	},
	{
		.name = "mail-cut-at-word",
		.cause = CAUSE_MAIL_FILTERED_ON_PATH,
		.step = STEP_FIREWALL,
		.about = N_("A filter on the way breaks the connection off at a certain line of the mail."),
		.neighbour = "healthy-test-mail",
		.also = {CAUSE_TEMPORARY_FAILURE},
		.world = &(
			const struct practice_world){.out.cut_at_word = "Auto-Submitted", .told.send = true},
	},
	{
		.name = "mail-text-lost",
		.cause = CAUSE_LARGE_PACKETS_LOST,
		.step = STEP_NETWORK,
		.about = N_("The conversation passes; the text of the mail, which travels in large packets, "
			    "gets lost."),
		.neighbour = "mail-cut-at-text",
		.world = &(const struct practice_world){.out.line.loses_mail = true, .told.send = true},
	},
	{
		.name = "mail-refused-at-text",
		.cause = CAUSE_VIRUS_FOUND,
		.step = STEP_PROVIDER,
		.about = N_("The server takes sender and recipient and refuses the mail itself, because its "
			    "scanner found "
			    "something."),
		.neighbour = "mail-cut-at-text",
		.also = {CAUSE_CONTENT_LOOKS_SPAM},
		.world =
			&(const struct practice_world){
				.out.taken = "554 5.7.1 Message rejected: a virus was found",
				.told.send = true},
	},
	{
		.name = "limit-resets",
		.cause = CAUSE_SENDING_LIMIT_REACHED,
		.step = STEP_PROVIDER,
		.about = N_(
			"The limit of mails per hour is used up, and the server says when it opens again."),
		.neighbour = "temporary-failure",
		.world =
			&(const struct practice_world){
				.out.mail = "450 4.7.1 Sending limit exceeded, try again in 42 minutes"},
	},
	{
		.name = "starttls-stripped-and-counted",
		.cause = CAUSE_STARTTLS_STRIPPED,
		.step = STEP_FIREWALL,
		.about = N_("The offer of encryption is missing, and the server bears one connection at a "
			    "time, so that it "
			    "turns further looks away."),
		.neighbour = "login-stripped",
		.world =
			&(const struct practice_world){
				.out = {.most = 1, .box.keywords = "PIPELINING\nSIZE 52428800\n8BITMIME"}},
	},
};

const struct practice_group practice_filters = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
