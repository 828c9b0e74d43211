/*
 * Every option of every command: what getopt_long, --help and the completion are made from.
 */
#include "src/options_set.h"

#include "checks/engine/words.h"

#define WIZARD	 COMMAND_BIT(COMMAND_WIZARD)
#define CHECK	 COMMAND_BIT(COMMAND_CHECK)
#define SETTINGS COMMAND_BIT(COMMAND_SETTINGS)
#define PRACTICE COMMAND_BIT(COMMAND_PRACTICE)
#define SPF	 COMMAND_BIT(COMMAND_SPF)
#define EXPLAIN	 COMMAND_BIT(COMMAND_EXPLAIN)
#define LOG	 COMMAND_BIT(COMMAND_LOG)
#define ALL	 (WIZARD | CHECK | SETTINGS | PRACTICE)
#define RUNS	 (WIZARD | CHECK)
#define NETWORK	 (WIZARD | CHECK | SETTINGS)
#define FACES	 (WIZARD | PRACTICE)

const struct option_row option_rows[] = {
	/* clang-format off */
	/* the outgoing server */
	{ "server", 0, N_("HOST"), RUNS, N_("the outgoing server that is in use; left out: found from the address"), set_server },
	{ "port", 0, N_("N"), RUNS, N_("its port"), set_port },
	{ "security", 0, "tls|starttls|none|auto", RUNS, N_("its encryption"), set_security },
	/* the incoming server */
	{ "incoming", 0, N_("HOST"), RUNS, N_("the incoming server that is in use; left out: found from the address"), set_incoming },
	{ "incoming-port", 0, N_("N"), RUNS, N_("its port"), set_incoming_port },
	{ "incoming-security", 0, "tls|starttls|none|auto", RUNS, N_("its encryption"), set_incoming_security },
	/* signing in */
	{ "user", 0, N_("NAME"), RUNS, N_("the name to sign in with; left out: the address"), set_user },
	{ "password-file", 0, N_("FILE"), RUNS, N_("the password is the first line of this file"), set_password_file },
	{ "password-fd", 0, N_("N"), RUNS, N_("the password is the first line of this open file descriptor"), set_password_fd_once },
	{ "password-command", 0, N_("CMD"), RUNS, N_("the password is the first line that this command prints; no shell"), set_password_command },
	{ "password", 0, "ask", RUNS, N_("ask for the password on the terminal"), set_password },
	{ "ask-password", 0, NULL, RUNS, N_("the same"), set_ask_password },
	{ "auth", 0, "password|xoauth2|oauthbearer", RUNS, N_("what the secret is"), set_auth },
	{ "oauth-client", 0, N_("ID"), CHECK, N_("sign in by a code that you type on Microsoft's web page, with the id of a program that you registered there; nothing of it is kept"), set_oauth_client },
	{ "oauth-tenant", 0, N_("NAME"), CHECK, N_("with --oauth-client: the organisation's domain or id; left out: any account"), set_oauth_tenant },
	{ "no-login", 0, NULL, RUNS, N_("do not sign in"), set_no_login },
	/* what the person told */
	{ "where", 0, "here|same-network|elsewhere", RUNS, N_("where the program that cannot send runs"), set_where },
	{ "symptom", 0, "message|outbox|bounce|lost", RUNS, N_("what happens when you send"), set_symptom },
	{ "scope", 0, "all|one", RUNS, N_("to everybody, or to one recipient"), set_scope },
	{ "webmail", 0, "yes|no", RUNS, N_("whether sending works from the provider's web page"), set_webmail },
	{ "other-device", 0, "yes|no", RUNS, N_("whether sending works from another device"), set_other_device },
	{ "changed", 0, "password|provider|computer|network|update|nothing", RUNS, N_("what changed before it began"), set_changed },
	{ "message", 0, N_("FILE"), RUNS, N_("the message that the program shows; - for standard input"), set_message },
	{ "mail", 0, N_("FILE"), RUNS, N_("a mail that you sent, as it arrived, or one that came back, with all header lines; - for standard input"), set_mail },
	{ "selector", 0, N_("NAME,..."), RUNS, N_("names of the DKIM keys that sign your mail"), set_selector },
	{ "dkim-key", 0, N_("FILE"), RUNS, N_("the private DKIM key of your mail server, to compare with the published one; it is only read"), set_dkim_key },
	{ "program", 0, N_("NAME"), RUNS | EXPLAIN, N_("the mail program, for its menus: thunderbird, outlook, apple-mail, ..."), set_program },
	{ "program-login", 0, "password|oauth|off", RUNS, N_("how the program signs in to send"), set_program_login },
	{ "import", 0, N_("PROGRAM|FILE"), RUNS, N_("read the settings in use from a mail program on this computer (thunderbird, msmtp, ...) or from its file; nothing is changed there, and no password is kept"), set_import },
	{ "domain", 0, N_("NAME"), RUNS, N_("for the role admin: the domain whose server does not send"), set_domain },
	{ "to", 0, N_("ADDRESS"), RUNS, N_("whom the mail could not reach; left out: your own address"), set_to },
	{ "tried", 0, "WHAT=helped|same", RUNS, N_("what you changed for a moment, and whether it helped: shield-off, vpn-off, other-network, other-port, without-plugins; may stand several times"), set_tried },
	{ "send", 0, NULL, RUNS, N_("really send a short test mail to yourself, and look for it in your inbox and spam folder. Asks first"), set_send },
	{ "send-to", 0, N_("ADDRESS"), RUNS, N_("with --send: one more test mail, to this address"), set_send_to },
	{ "wait", 0, N_("SECONDS"), RUNS | PRACTICE, N_("with --send: how long the test mail is looked for, 1 to 600; left out: 50"), set_wait },
	{ "yes", 0, NULL, RUNS, N_("with --send: do not ask first"), set_yes },
	{ "read-bounces", 0, NULL, RUNS, N_("look in the inbox for reports of the last 30 days that a mail could not be delivered, and read those, at most 5; by POP3 the header lines of the newest 50 mails are looked at. Nothing is changed there"), set_read_bounces },
	{ "lists", 0, NULL, RUNS, N_("ask block lists too, which learn the address; left out: only where mails come back or get lost, or for a mail server"), set_lists },
	{ "ip", 0, N_("IP"), RUNS, N_("the IP address that the mail leaves from; left out: found out"), set_ip },
	{ "ip", 0, N_("IP"), SPF, N_("the IP address of the server that delivers"), set_ip },
	{ "sender", 0, N_("ADDRESS"), SPF, N_("the sender in the envelope (MAIL FROM); empty: the name in --helo is judged"), set_sender },
	{ "helo", 0, N_("NAME"), RUNS | SPF, N_("what the delivering server calls itself (HELO)"), set_helo },
	{ "role", 0, "user|admin", RUNS | EXPLAIN, N_("who you are: one who uses a mail program, or looks after a mail server"), set_role },
	/* how it is tested */
	{ "only", 0, N_("STEP,..."), RUNS | PRACTICE, N_("report these steps only"), set_only },
	{ "skip", 0, N_("STEP,..."), RUNS | PRACTICE, N_("leave these steps out"), set_skip },
	{ "resolver", 0, N_("ADDR[:PORT]"), NETWORK | SPF, N_("ask this DNS server instead of the system's"), set_resolver },
	{ "ca-file", 0, N_("FILE"), NETWORK, N_("trust the certificates in this file too"), set_ca_file },
	{ "timeout", 0, N_("SECONDS"), NETWORK | PRACTICE | SPF, N_("the limit for the whole run; left out: 60"), set_timeout },
	{ "directory", 0, "yes|no", NETWORK, N_("whether Thunderbird's public list of settings is asked too, which learns the part behind the @; left out: no"), set_directory },
	{ "pause", 0, N_("SECONDS"), NETWORK & ~SETTINGS, N_("how long a connection is left alone to see whether it is forgotten on the way, 1 to 600"), set_pause },
	{ "offline", 0, NULL, NETWORK, N_("ask nobody outside: only what is on this computer"), set_offline },
	/* a log */
	{ "log", 0, N_("FILE"), RUNS, N_("the log of your mail server; left out: for the role admin, where this computer keeps it"), set_log },
	{ "since", 0, N_("TIME"), LOG, N_("from this time on: 3h, 2d, 2026-11-20, 2026-11-20T14:30"), set_since },
	{ "follow", 0, NULL, LOG, N_("go on reading what is added, until Ctrl-C"), set_follow },
	{ "queue", 0, NULL, LOG, N_("look into the queue of this computer's mail server too; without FILE it always is"), set_queue },
	/* what comes out */
	{ "list", 0, NULL, PRACTICE, N_("list the scenarios"), set_list },
	{ "check", 0, NULL, PRACTICE, N_("run the scenario without the wizard"), set_check },
	{ "since-last", 0, NULL, CHECK, N_("say too what is otherwise than in the last test of the same case"), set_since_last },
	{ "resume", 0, NULL, WIZARD, N_("go on where you stopped, with the answers of then; the password is asked for again"), set_resume },
	{ "json", 0, NULL, CHECK | EXPLAIN | LOG | SETTINGS | PRACTICE | SPF, N_("one JSON document on standard output"), set_json },
	{ "report", 0, N_("FILE"), CHECK | EXPLAIN | LOG | PRACTICE, N_("write a report too: .txt, .html or .json by its ending"), set_report },
	{ "mask", 0, NULL, (ALL & ~SETTINGS) | LOG | EXPLAIN, N_("hide names and addresses everywhere (in reports they always are)"), set_mask },
	{ "no-mask", 0, NULL, (ALL & ~SETTINGS) | LOG | EXPLAIN, N_("do not hide names and addresses in reports"), set_no_mask },
	{ "transcript", 0, N_("FILE"), CHECK | PRACTICE, N_("write what was said to the servers and by them"), set_transcript },
	{ "lang", 0, "LL", ALL | SPF | LOG | EXPLAIN, N_("the language, such as de; left out: that of the environment"), set_lang },
	{ "no-color", 0, NULL, ALL | SPF | LOG | EXPLAIN, N_("no colours"), set_no_color },
	{ "plain", 0, NULL, FACES, N_("the wizard line by line, for screen readers and simple terminals"), set_plain },
	{ "no-plain", 0, NULL, FACES, N_("the wizard on the full screen, wherever that is possible"), set_no_plain },
	{ "mouse", 0, NULL, FACES, N_("the mouse chooses"), set_mouse },
	{ "help", 'h', NULL, ALL | SPF | LOG | EXPLAIN, N_("this page"), set_help },
	{ "version", 'V', NULL, ALL | SPF | LOG | EXPLAIN, N_("the version"), set_version },
	/* clang-format on */
};
const size_t option_rows_n = sizeof option_rows / sizeof option_rows[0];
