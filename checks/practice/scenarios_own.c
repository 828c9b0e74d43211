/*
 * A mail server of one's own: Postfix on the computer of a person who looks after it, as its files and programs
 * show it. It sends to a friend at FRIEND_DOMAIN.
 */
#include "checks/engine/words.h"
#include "checks/practice/own_server.h"

#define RELAY	   "relayhost = [smtp.firma.example]:587\nsmtp_tls_security_level = encrypt\n"
#define OTHER_PORT TCP_HEAD LISTENS("0016")

/* One mail in the words of postqueue -j. */
#define WAITS(id, to, why)                                                                                   \
	"{\"queue_name\": \"deferred\", \"queue_id\": \"" id "\", \"arrival_time\": 1763000000, "            \
	"\"message_size\": 1200, \"sender\": \"anna@firma.example\", \"recipients\": [{\"address\": \"" to   \
	"\", \"delay_reason\": \"" why "\"}]}\n"

static const char *const no_mail_processes[] = {"systemd", "sshd", NULL};
static const struct computer_room full[] = {
	{"/var/spool/postfix", 3 << 20, 80 * GIB, 5000000, 6000000}, {.path = NULL}};

static const char quiet_log[] =
	"Nov 21 10:00:01 mail postfix/submission/smtpd[811]: 4Gx1Kq0001: client=pc.firma.example[192.0.2.7], "
	"sasl_method=PLAIN, sasl_username=anna\n"
	"Nov 21 10:00:02 mail postfix/smtp[812]: 4Gx1Kq0001: to=<freund@anderswo.example>, "
	"relay=mx.anderswo.example[192.0.2.125]:25, delay=0.9, dsn=2.0.0, status=sent (250 2.0.0 Ok)\n";

static const struct computer server = {
	.files = (const struct computer_file[]){FILES(MAIN, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(MAIN, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
static const struct computer stopped = {
	.files = (const struct computer_file[]){FILES(MAIN, OTHER_PORT,
		"Nov 21 09:12:44 mail postfix/master[702]: fatal: bind 0.0.0.0 port 25: Address already in "
		"use\n")},
	.commands = (const struct computer_command[]){COMMANDS(MAIN, "")},
	.processes = no_mail_processes,
	.rooms = roomy,
};
static const struct computer hidden = {
	.files = (const struct computer_file[]){FILES(MAIN, MAIL_PORTS, quiet_log)},
	.processes = no_mail_processes,
	.rooms = roomy,
};
static const struct computer deaf = {
	.files = (const struct computer_file[]){FILES(MAIN, OTHER_PORT, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(MAIN, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define HOLDING MAIN "default_transport = hold\n"
static const struct computer holding = {
	.files = (const struct computer_file[]){FILES(HOLDING, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(HOLDING, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define MISTYPED MAIN "relay_host = [smtp.firma.example]:587\n"
static const struct computer mistyped = {
	.files = (const struct computer_file[]){FILES(MISTYPED, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(MAIN, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define NAMELESS                                                                                             \
	"myhostname = localhost.localdomain\nmydestination = $myhostname, localhost\ninet_interfaces = "     \
	"all\n"
static const struct computer nameless = {
	.files = (const struct computer_file[]){FILES(NAMELESS, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(NAMELESS, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define KEEPING "myhostname = mail.firma.example\nmydestination = $myhostname, anderswo.example, localhost\n"
static const struct computer keeping = {
	.files = (const struct computer_file[]){FILES(KEEPING, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(KEEPING, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define FILTERED MAIN "content_filter = smtp-amavis:[127.0.0.1]:10024\n"
static const struct computer filtered = {
	.files = (const struct computer_file[]){FILES(FILTERED, MAIL_PORTS LISTENS("2728"), quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(FILTERED, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
static const struct computer filter_stopped = {
	.files = (const struct computer_file[]){FILES(FILTERED, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(FILTERED, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define RELAYED MAIN RELAY
static const struct computer relayed = {
	.files = (const struct computer_file[]){FILES(RELAYED, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(RELAYED, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define RELAYED_WITH_LOGIN                                                                                   \
	MAIN RELAY "smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous\n"                 \
		   "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n"
static const struct computer relayed_with_login = {
	.files =
		(const struct computer_file[]){
			{"/etc/postfix/sasl_passwd",
				"[smtp.firma.example]:587 anna@firma.example:" PRACTICE_PASSWORD "\n"},
			{"/etc/postfix/sasl_passwd.db", ""},
			FILES(RELAYED_WITH_LOGIN, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(RELAYED_WITH_LOGIN, "")},
	.processes = mail_processes,
	.rooms = roomy,
	.root = true,
};
#define RELAYED_NOWHERE MAIN "relayhost = [smtp.nirgends.example]:587\nsmtp_tls_security_level = encrypt\n"
static const struct computer relayed_nowhere = {
	.files = (const struct computer_file[]){FILES(RELAYED_NOWHERE, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(RELAYED_NOWHERE, "")},
	.processes = mail_processes,
	.rooms = roomy,
};
#define TIMED_OUT(host) "connect to " host "[198.51.100.99]:25: Connection timed out"
static const struct computer jammed = {
	.files = (const struct computer_file[]){FILES(MAIN, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(MAIN,
		WAITS("4Gx1Kq0001", "a@eins.example", TIMED_OUT("mx.eins.example")) WAITS(
			"4Gx1Kq0002", "b@zwei.example", TIMED_OUT("mx.zwei.example"))
			WAITS("4Gx1Kq0003", "c@drei.example", TIMED_OUT("mx.drei.example")) WAITS(
				"4Gx1Kq0004", "d@vier.example", TIMED_OUT("mx.vier.example"))
				WAITS("4Gx1Kq0005", "e@fuenf.example", TIMED_OUT("mx.fuenf.example")) WAITS(
					"4Gx1Kq0006", "f@sechs.example", TIMED_OUT("mx.sechs.example")))},
	.processes = mail_processes,
	.rooms = roomy,
};
static const struct computer a_few_wait = {
	.files = (const struct computer_file[]){FILES(MAIN, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(MAIN,
		WAITS("4Gx1Kq0001", "a@eins.example",
			"host mx.eins.example[198.51.100.99] said: 452 4.2.2 Mailbox full")
			WAITS("4Gx1Kq0002", "b@zwei.example",
				"host mx.zwei.example[198.51.100.98] said: 450 4.2.0 Greylisted"))},
	.processes = mail_processes,
	.rooms = roomy,
};
static const struct computer without_room = {
	.files = (const struct computer_file[]){FILES(MAIN, MAIL_PORTS, quiet_log)},
	.commands = (const struct computer_command[]){COMMANDS(MAIN, "")},
	.processes = mail_processes,
	.rooms = full,
};

/* Sixty mails within a minute by one login, from ever other places, most of them refused. */
#define SPAM(id)                                                                                             \
	"Nov 21 10:07:01 mail postfix/submission/smtpd[811]: 4Gx1K" id ": client=unknown[198.51.100." id     \
	"], sasl_method=LOGIN, sasl_username=info\n"                                                         \
	"Nov 21 10:07:02 mail postfix/smtp[812]: 4Gx1K" id ": to=<x" id                                      \
	"@freemail.example>, relay=mx.freemail.example[203.0.113.99]:25, delay=1, dsn=5.7.1, "               \
	"status=bounced (host said: 550 5.7.1 spam)\n"
#define SPAMS(id)                                                                                            \
	SPAM(id "0")                                                                                         \
	SPAM(id "1")                                                                                         \
	SPAM(id "2")                                                                                         \
	SPAM(id "3") SPAM(id "4") SPAM(id "5") SPAM(id "6") SPAM(id "7") SPAM(id "8") SPAM(id "9")
static const char spam_log[] = SPAMS("1") SPAMS("2") SPAMS("3") SPAMS("4") SPAMS("5") SPAMS("6");

static const struct computer misused = {
	.files = (const struct computer_file[]){FILES(MAIN, MAIL_PORTS, spam_log)},
	.commands = (const struct computer_command[]){COMMANDS(MAIN, "")},
	.processes = mail_processes,
	.rooms = roomy,
};

/* A person who looks after a server of his own, and whose mail to a friend does not arrive. */

static const struct practice_scenario scenarios[] = {
	{
		.name = "own-server-healthy",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("Nothing is wrong: the mail server runs, its settings are in order, and its mail "
			    "leaves."),
		.neighbour = "recipient-unreachable",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &server},
	},
	{
		.name = "own-server-usual-queue",
		.cause = CAUSE_NONE,
		.step = STEP_ERRORS,
		.about = N_("Nothing is wrong: two mails wait in the queue, each for a reason of its own; "
			    "that is usual."),
		.neighbour = "queue-stuck",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &a_few_wait},
	},
	{
		.name = "own-server-with-filter",
		.cause = CAUSE_NONE,
		.step = STEP_ANTIVIRUS,
		.about = N_(
			"Nothing is wrong: the mail server shows every mail to a virus scanner, which runs."),
		.neighbour = "own-server-healthy",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &filtered},
	},
	{
		.name = "mail-server-stopped",
		.cause = CAUSE_MAIL_SERVER_STOPPED,
		.step = STEP_SETTINGS,
		.about = N_("The mail server is installed and does not run; its log says why."),
		.neighbour = "own-server-hidden",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &stopped},
	},
	{
		.name = "own-server-hidden",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("Nothing is wrong: whether the mail server runs can only be seen by an "
			    "administrator."),
		.neighbour = "mail-server-stopped",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &hidden},
	},
	{
		.name = "own-server-deaf",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about = N_("The mail server runs, but none of the ports for mail is open."),
		.neighbour = "own-server-healthy",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &deaf},
	},
	{
		.name = "own-server-holds-mail",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about = N_("A setting tells the mail server to keep all mail for others back."),
		.neighbour = "own-server-mistyped",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &holding},
	},
	{
		.name = "own-server-mistyped",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("Nothing that stops mail: the name of one setting is mistyped, and the mail "
			    "server passes "
			    "over it."),
		.neighbour = "own-server-holds-mail",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &mistyped},
	},
	{
		.name = "own-server-nameless",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about = N_("The mail server calls itself by a name that means nothing to others."),
		.neighbour = "own-server-healthy",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &nameless},
	},
	{
		.name = "own-server-keeps-domain",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about =
			N_("The mail server still keeps the mail of a domain to itself that has moved away."),
		.neighbour = "own-server-healthy",
		.also = {CAUSE_DOMAIN_STILL_LOCAL},
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &keeping},
	},
	{
		.name = "own-filter-stopped",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_ANTIVIRUS,
		.about = N_(
			"The mail server shows every mail to a virus scanner, and the scanner does not run."),
		.neighbour = "own-server-with-filter",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &filter_stopped},
	},
	{
		.name = "own-server-without-login",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about = N_("The mail server hands all mail to a relay that wants a sign-in, and does not "
			    "sign in."),
		.neighbour = "login-required",
		.also = {CAUSE_LOGIN_REQUIRED},
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &relayed},
	},
	{
		.name = "own-server-relayed",
		.cause = CAUSE_NONE,
		.step = STEP_LOGIN,
		.about =
			N_("Nothing is wrong: the mail server hands all mail to a relay and signs in there."),
		.neighbour = "own-server-without-login",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &relayed_with_login},
	},
	{
		.name = "own-server-relayed-port25",
		.cause = CAUSE_NONE,
		.step = STEP_PROVIDER,
		.about = N_("Nothing is wrong: the mail server stands at home, where port 25 is closed, and "
			    "hands all mail to a relay at another port."),
		.neighbour = "own-port25-blocked",
		.world = &(const struct practice_world){.told = {ADMIN},
			.friend.ports = {{25, PORT_DROP}},
			.internet.ports = {{25, PORT_DROP}},
			.by = BY_PROVIDER,
			.computer = &relayed_with_login},
	},
	{
		.name = "own-server-relay-untrusted",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about = N_("The mail server does not sign in at its relay. That the relay's certificate "
			    "does not hold, it "
			    "does not even see."),
		.neighbour = "own-server-relayed",
		.also = {CAUSE_LOGIN_REQUIRED},
		.world =
			&(const struct practice_world){
				.out.cert = CERT_SELF_SIGNED, .told = {ADMIN}, .computer = &relayed},
	},
	{
		.name = "own-server-relay-unknown",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about = N_("The mail server is told to hand all mail to a server that does not exist."),
		.neighbour = "server-name-unknown",
		.also = {CAUSE_SERVER_NAME_UNKNOWN},
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &relayed_nowhere},
	},
	{
		.name = "queue-stuck",
		.cause = CAUSE_QUEUE_STUCK,
		.step = STEP_ERRORS,
		.about = N_("Mails to many places wait in the queue for the same reason; the way to the "
			    "recipient that was "
			    "named is free."),
		.neighbour = "own-server-usual-queue",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &jammed},
	},
	{
		.name = "disk-full",
		.cause = CAUSE_DISK_FULL,
		.step = STEP_SETTINGS,
		.about = N_("The disk of the mail queue is full, so that the mail server takes nothing."),
		.neighbour = "mail-server-stopped",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &without_room},
	},
	{
		.name = "server-abused",
		.cause = CAUSE_SERVER_ABUSED,
		.step = STEP_ERRORS,
		.about = N_("Somebody with a stolen password sends spam through the mail server, from many "
			    "places."),
		.neighbour = "own-server-healthy",
		.world = &(const struct practice_world){.told = {ADMIN}, .computer = &misused},
	},
	{
		.name = "own-port25-blocked",
		.cause = CAUSE_PORT25_BLOCKED,
		.step = STEP_PROVIDER,
		.about = N_("The mail server stands at home, where the internet company closes port 25: it "
			    "reaches no "
			    "other server."),
		.neighbour = "recipient-unreachable",
		.also = {CAUSE_RECIPIENT_UNREACHABLE},
		.world = &(const struct practice_world){.told = {ADMIN},
			.friend.ports = {{25, PORT_DROP}},
			.internet.ports = {{25, PORT_DROP}},
			.by = BY_PROVIDER,
			.computer = &server},
	},
	{
		.name = "own-provider-server-required",
		.cause = CAUSE_PROVIDER_SERVER_REQUIRED,
		.step = STEP_PROVIDER,
		.about = N_("The internet company lets the mail server reach its own server for sending and "
			    "no other."),
		.neighbour = "own-port25-blocked",
		.also = {CAUSE_PORT25_BLOCKED},
		.world = &(const struct practice_world){.told = {ADMIN},
			.friend.ports = {{25, PORT_DROP}},
			.internet.ports = {{25, PORT_DROP}},
			.company = {{25, PORT_SERVE}},
			.by = BY_PROVIDER,
			.computer = &server},
	},
	{
		.name = "own-dynamic-address",
		.cause = CAUSE_DYNAMIC_ADDRESS,
		.step = STEP_NETWORK,
		.about = N_("The recipient's server takes nothing from the addresses of homes."),
		.neighbour = "recipient-refuses-server",
		.also = {CAUSE_ADDRESS_LISTED, CAUSE_POOR_REPUTATION},
		.world = &(const struct practice_world){.told = {ADMIN},
			.friend.banner =
				"554 5.7.1 {host} Dynamic IP addresses may not deliver mail directly",
			.computer = &server},
	},
	{
		.name = "recipient-refuses-server",
		.cause = CAUSE_ADDRESS_LISTED,
		.step = STEP_NETWORK,
		.about = N_("The recipient's server turns the mail server away because its address is on a "
			    "block list."),
		.neighbour = "own-dynamic-address",
		.also = {CAUSE_POOR_REPUTATION},
		.world = &(const struct practice_world){.told = {ADMIN},
			.friend.banner = "554 5.7.1 Service unavailable; client host blocked using a DNSBL",
			.computer = &server},
	},
	{
		.name = "recipient-unreachable",
		.cause = CAUSE_RECIPIENT_UNREACHABLE,
		.step = STEP_NETWORK,
		.about =
			N_("The recipient's server does not answer; others can be reached at the same port."),
		.neighbour = "own-server-healthy",
		.world = &(const struct practice_world){.told = {ADMIN},
			.friend.ports = {{25, PORT_DROP}},
			.by = BY_SERVER,
			.computer = &server},
	},
	{
		.name = "recipient-server-hangs-up",
		.cause = CAUSE_RECIPIENT_SERVER_ERROR,
		.step = STEP_NETWORK,
		.about = N_("The recipient's server hangs up as soon as it is told of a mail."),
		.neighbour = "recipient-unreachable",
		.also = {CAUSE_MAIL_FILTERED_ON_PATH, CAUSE_TEMPORARY_FAILURE},
		.world =
			&(const struct practice_world){
				.told = {ADMIN}, .friend.cut_at_mail = true, .computer = &server},
	},
	{
		.name = "recipient-domain-unknown",
		.cause = CAUSE_RECIPIENT_DOMAIN_UNKNOWN,
		.step = STEP_NETWORK,
		.about = N_("The recipient's domain does not exist."),
		.neighbour = "recipient-domain-no-mail",
		.world =
			&(const struct practice_world){.told = {.role = ROLE_ADMIN,
							       .host = "",
							       .no_password = true,
							       .to = "freund@nirgends.example"},
				.computer = &server},
	},
	{
		.name = "recipient-domain-no-mail",
		.cause = CAUSE_RECIPIENT_DOMAIN_NO_MAIL,
		.step = STEP_NETWORK,
		.about = N_("The recipient's domain says that it takes no mail at all."),
		.neighbour = "recipient-domain-unknown",
		.world =
			&(const struct practice_world){
				.told = {ADMIN}, .dns.friend_without_mail = true, .computer = &server},
	},
};

const struct practice_group practice_own = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
