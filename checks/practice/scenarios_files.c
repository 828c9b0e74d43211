/*
 * Mistakes that stand in the files of the person's mail program: read from them, and weighed against the test.
 */
#include "checks/engine/words.h"
#include "checks/practice/world.h"

#define TB_FOLDER "/home/anna/.thunderbird/"
#define TB_INI                                                                                               \
	{                                                                                                    \
		TB_FOLDER "profiles.ini", "[Profile0]\nName=default\nIsRelative=1\nPath=p\nDefault=1\n"      \
	}
#define PREF(name, value) "user_pref(\"" name "\", " value ");\n"
#define TB_START                                                                                             \
	"// Mozilla User Preferences\n" PREF("mail.accountmanager.defaultaccount", "\"account1\"")           \
		PREF("mail.account.account1.server", "\"server1\"") PREF("mail.account.account1.identities", \
			"\"id1\"") PREF("mail.server.server1.type", "\"imap\"")                              \
			PREF("mail.server.server1.port", "993") PREF("mail.server.server1.socketType", "3")
#define TB_ACCOUNT(domain, login)                                                                            \
	PREF("mail.server.server1.hostname", "\"imap." domain "\"")                                          \
	PREF("mail.server.server1.userName", "\"" login "\"")                                                \
	PREF("mail.identity.id1.useremail", "\"anna@" domain "\"")                                           \
	PREF("mail.identity.id1.smtpServer", "\"smtp1\"")                                                    \
	PREF("mail.smtpserver.smtp1.username", "\"" login "\"")
#define TB_ONE PREF("mail.accountmanager.accounts", "\"account1\"") PREF("mail.smtpservers", "\"smtp1\"")
/* try_ssl: 0 none, 2 STARTTLS, 3 SSL/TLS; method: 1 none, 3 password, 4 encrypted password */
#define TB_SERVER(host, port, try_ssl, method)                                                               \
	PREF("mail.smtpserver.smtp1.hostname", "\"" host "\"")                                               \
	PREF("mail.smtpserver.smtp1.port", port)                                                             \
	PREF("mail.smtpserver.smtp1.try_ssl", try_ssl) PREF("mail.smtpserver.smtp1.authMethod", method)
/* Another account, whose own server smtp1 is. */
#define TB_SECOND                                                                                            \
	PREF("mail.accountmanager.accounts", "\"account1,account2\"")                                        \
	PREF("mail.smtpservers", "\"smtp1\"")                                                                \
	PREF("mail.account.account2.server", "\"server2\"")                                                  \
	PREF("mail.account.account2.identities", "\"id2\"")                                                  \
	PREF("mail.server.server2.type", "\"imap\"")                                                         \
	PREF("mail.server.server2.hostname", "\"imap." PRACTICE_DOMAIN "\"")                                 \
	PREF("mail.server.server2.userName", "\"anna@" PRACTICE_DOMAIN "\"")                                 \
	PREF("mail.identity.id2.useremail", "\"anna@" PRACTICE_DOMAIN "\"")                                  \
	PREF("mail.identity.id2.smtpServer", "\"smtp1\"")
#define TB_HEALTHY                                                                                           \
	TB_START TB_ONE TB_ACCOUNT(PRACTICE_DOMAIN, "anna@" PRACTICE_DOMAIN)                                 \
		TB_SERVER("smtp." PRACTICE_DOMAIN, "587", "2", "3")

#define FILES(...)                                                                                           \
	&(const struct computer)                                                                             \
	{                                                                                                    \
		.files = (const struct computer_file[])                                                      \
		{                                                                                            \
			__VA_ARGS__,                                                                         \
			{                                                                                    \
				NULL, NULL                                                                   \
			}                                                                                    \
		}                                                                                            \
	}
#define THUNDERBIRD(text) FILES(TB_INI, {TB_FOLDER "p/prefs.js", text})
#define MSMTPRC(text)	  FILES({"/home/anna/.msmtprc", text})
#define MSMTP_ACCOUNT                                                                                        \
	"account work\nhost smtp." PRACTICE_DOMAIN "\nfrom anna@" PRACTICE_DOMAIN                            \
	"\nuser anna@" PRACTICE_DOMAIN "\npasswordeval pass show mail\n"
#define FAILS .symptom = SYMPTOM_MESSAGE, .scope = SCOPE_ALL

static const struct practice_scenario scenarios[] = {
	{
		.name = "file-login-off",
		.cause = CAUSE_LOGIN_OFF,
		.step = STEP_SETTINGS,
		.about = N_("In the file of msmtp, signing in is switched off."),
		.neighbour = "healthy",
		.also = {CAUSE_LOGIN_REQUIRED},
		.world = &(const struct practice_world){.told = {.import = "msmtp", FAILS},
			.computer = MSMTPRC(MSMTP_ACCOUNT "port 587\ntls on\nauth off\n")},
	},
	{
		.name = "file-tls-at-once",
		.cause = CAUSE_ENCRYPTION_MISMATCH,
		.step = STEP_SETTINGS,
		.about = N_("In the file of msmtp, the encryption does not fit the port."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.told = {.import = "msmtp", FAILS},
			.computer = MSMTPRC(MSMTP_ACCOUNT "port 587\ntls on\ntls_starttls off\nauth on\n")},
	},
	{
		.name = "file-not-encrypted",
		.cause = CAUSE_ENCRYPTION_REQUIRED,
		.step = STEP_SETTINGS,
		.about = N_("Thunderbird is set to no encryption, and the server wants it."),
		.neighbour = "healthy",
		.also = {CAUSE_LOGIN_REQUIRED},
		.world =
			&(const struct practice_world){
				.out.no_login = "530 5.7.0 Must issue a STARTTLS command first",
				.told = {.import = "thunderbird", FAILS},
				.computer = THUNDERBIRD(
					TB_START TB_ONE TB_ACCOUNT(PRACTICE_DOMAIN, "anna@" PRACTICE_DOMAIN)
						TB_SERVER("smtp." PRACTICE_DOMAIN, "587", "0", "3"))},
	},
	{
		.name = "file-server-mistyped",
		.cause = CAUSE_SERVER_NAME_UNKNOWN,
		.step = STEP_SETTINGS,
		.about = N_("In Thunderbird, the name of the server is mistyped."),
		.neighbour = "healthy",
		.also = {CAUSE_SERVER_OUTDATED},
		.world = &(const struct practice_world){.told = {.import = "thunderbird", FAILS},
			.computer = THUNDERBIRD(
				TB_START TB_ONE TB_ACCOUNT(PRACTICE_DOMAIN, "anna@" PRACTICE_DOMAIN)
					TB_SERVER("smpt." PRACTICE_DOMAIN, "587", "2", "3"))},
	},
	{
		.name = "file-receiving-server",
		.cause = CAUSE_SERVER_NOT_MAIL,
		.step = STEP_SETTINGS,
		.about = N_("In Thunderbird, the server for receiving stands where the one for sending "
			    "belongs."),
		.neighbour = "healthy",
		.also = {CAUSE_SERVER_OUTDATED, CAUSE_SERVER_DOWN},
		.world = &(const struct practice_world){.told = {.import = "thunderbird", FAILS},
			.computer = THUNDERBIRD(
				TB_START TB_ONE TB_ACCOUNT(PRACTICE_DOMAIN, "anna@" PRACTICE_DOMAIN)
					TB_SERVER("imap." PRACTICE_DOMAIN, "587", "2", "3"))},
	},
	{
		.name = "file-port-mistyped",
		.cause = CAUSE_PORT_WRONG,
		.step = STEP_SETTINGS,
		.about = N_("In the file of msmtp, the port is mistyped: 578 instead of 587."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.told = {.import = "msmtp", FAILS},
			.computer = MSMTPRC(MSMTP_ACCOUNT "port 578\ntls on\nauth on\n")},
	},
	{
		.name = "file-port-25",
		.cause = CAUSE_PORT25_BLOCKED,
		.step = STEP_SETTINGS,
		.about = N_("msmtp sends through port 25, which does not get through."),
		.neighbour = "file-port-25-works",
		.also = {CAUSE_PORT_BLOCKED},
		.world =
			&(const struct practice_world){
				.out.ports = {{25, PORT_DROP}, {587, PORT_SERVE}, {465, PORT_SERVE_TLS}},
				.told = {.import = "msmtp", FAILS},
				.computer = MSMTPRC(MSMTP_ACCOUNT "port 25\ntls on\nauth on\n")},
	},
	{
		.name = "file-server-outdated",
		.cause = CAUSE_SERVER_OUTDATED,
		.step = STEP_SETTINGS,
		.about = N_("Thunderbird still uses a server that the mail provider has given up."),
		.neighbour = "healthy",
		.also = {CAUSE_SERVER_DOWN},
		.world = &(const struct practice_world){.domain = "gmx.net",
			.out.others = PORT_REFUSE,
			.told = {.import = "thunderbird", FAILS},
			.computer = THUNDERBIRD(TB_START TB_ONE TB_ACCOUNT("gmx.net", "anna@gmx.net")
					TB_SERVER("smtp.gmx.net", "587", "2", "3"))},
	},
	{
		.name = "file-sender-other",
		.cause = CAUSE_SENDER_REFUSED,
		.step = STEP_SETTINGS,
		.about = N_("msmtp sends with an address that does not belong to the account."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.domain = "gmx.net",
			.out.mail = "550 5.7.1 Sender address is not allowed",
			.told = {.import = "msmtp", FAILS},
			.computer = MSMTPRC("account work\nhost smtp.gmx.net\nfrom anna@verein.example\nuser "
					    "anna@gmx.net\npasswordeval pass show mail\nport 587\ntls "
					    "on\nauth on\n")},
	},
	{
		.name = "file-user-form",
		.cause = CAUSE_USERNAME_WRONG,
		.step = STEP_SETTINGS,
		.about = N_("In Thunderbird, the name to sign in with is only the part before the @."),
		.neighbour = "wrong-password",
		.also = {CAUSE_WRONG_PASSWORD, CAUSE_INCOMING_ALSO_BROKEN, CAUSE_APP_PASSWORD_NEEDED,
			CAUSE_SERVICE_NOT_ENABLED},
		.world = &(const struct practice_world){.domain = "gmx.net",
			.told = {.import = "thunderbird", FAILS},
			.computer = THUNDERBIRD(TB_START TB_ONE TB_ACCOUNT("gmx.net", "anna")
					TB_SERVER("smtp.gmx.net", "587", "2", "3"))},
	},
	{
		.name = "file-method-outdated",
		.cause = CAUSE_LOGIN_METHOD_OUTDATED,
		.step = STEP_SETTINGS,
		.about = N_("Thunderbird is set to an old way of signing in that the server does not offer."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.domain = "gmx.net",
			.told = {.import = "thunderbird", FAILS},
			.computer = THUNDERBIRD(TB_START TB_ONE TB_ACCOUNT("gmx.net", "anna@gmx.net")
					TB_SERVER("smtp.gmx.net", "587", "2", "4"))},
	},
	{
		.name = "file-browser-wanted",
		.cause = CAUSE_OAUTH_REQUIRED,
		.step = STEP_SETTINGS,
		.about = N_("Thunderbird signs in with a password; the provider takes only the browser."),
		.neighbour = "wrong-password",
		.world = &(const struct practice_world){.domain = "outlook.com",
			.out.safe_keywords = "SIZE 35000000\nAUTH XOAUTH2",
			.told = {.import = "thunderbird", FAILS},
			.computer = THUNDERBIRD(TB_START TB_ONE TB_ACCOUNT("outlook.com", "anna@outlook.com")
					TB_SERVER("smtp.outlook.com", "587", "2", "3"))},
	},
	{
		.name = "file-one-colon",
		.cause = CAUSE_MAIL_SERVER_MISCONFIGURED,
		.step = STEP_SETTINGS,
		.about = N_("In the settings of Exim, one colon stands where two are wanted."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.told = {.import = "exim", FAILS},
			.computer = FILES({"/etc/exim4/update-exim4.conf.conf",
						  "dc_eximconfig_configtype='smarthost'\n"
						  "dc_smarthost='smtp." PRACTICE_DOMAIN ":587'\n"},
				{"/etc/exim4/passwd.client", "*:anna@" PRACTICE_DOMAIN ":secret\n"})},
	},
	{
		.name = "file-wrong-server",
		.cause = CAUSE_PROGRAM_WRONG_SERVER,
		.step = STEP_SETTINGS,
		.about = N_("In Thunderbird, an account sends through the server of another account."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.out.mail = "550 5.7.1 Sender address is not allowed",
			.told = {.import = "thunderbird", FAILS},
			.computer = THUNDERBIRD(TB_START TB_ACCOUNT("verein.example", "anna@" PRACTICE_DOMAIN)
					TB_SERVER("smtp." PRACTICE_DOMAIN, "587", "2", "3") TB_SECOND)},
	},
	{
		.name = "file-offline",
		.cause = CAUSE_PROGRAM_OFFLINE,
		.step = STEP_SETTINGS,
		.about = N_("Thunderbird is set to work offline."),
		.neighbour = "healthy",
		.world =
			&(const struct practice_world){
				.told = {.import = "thunderbird", .symptom = SYMPTOM_OUTBOX},
				.computer = THUNDERBIRD(TB_HEALTHY PREF("offline.startup_state", "3"))},
	},
	{
		.name = "file-outbox",
		.cause = CAUSE_OUTBOX_STUCK,
		.step = STEP_SETTINGS,
		.about = N_("A mail lies in the outbox of Thunderbird and holds up the rest."),
		.neighbour = "healthy",
		.world =
			&(const struct practice_world){
				.told = {.import = "thunderbird", .symptom = SYMPTOM_OUTBOX},
				.computer = FILES(TB_INI, {TB_FOLDER "p/prefs.js", TB_HEALTHY},
					{TB_FOLDER "p/Mail/Local Folders/Unsent Messages",
						"From - Mon Nov 16 08:00:00 2026\nX-Mozilla-Status: 0000\n"
						"Date: Mon, 16 Nov 2026 08:00:00 +0000\n"
						"From: anna@" PRACTICE_DOMAIN
						"\nSubject: Hello\n\nHello\n\n"})},
	},
	{
		.name = "file-program-too-old",
		.cause = CAUSE_PROGRAM_TOO_OLD,
		.step = STEP_SETTINGS,
		.about = N_("Thunderbird is far too old for the encryption of today."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.told = {.import = "thunderbird", FAILS},
			.computer = FILES(TB_INI, {TB_FOLDER "p/prefs.js", TB_HEALTHY},
				{TB_FOLDER "p/compatibility.ini",
					"[Compatibility]\nLastVersion=24.8.1_20140917/20140917\n"})},
	},
	{
		.name = "file-password-old",
		.cause = CAUSE_PROGRAM_PASSWORD_OLD,
		.step = STEP_SETTINGS,
		.about = N_("Thunderbird keeps a newer password for receiving than for sending."),
		.neighbour = "healthy",
		.world = &(const struct practice_world){.told = {.import = "thunderbird", FAILS},
			.computer = FILES(TB_INI, {TB_FOLDER "p/prefs.js", TB_HEALTHY},
				{TB_FOLDER "p/logins.json",
					"{\"nextId\":3,\"logins\":["
					"{\"id\":1,\"hostname\":\"imap://imap." PRACTICE_DOMAIN
					"\",\"timeCreated\":1700000000000,\"timePasswordChanged\":"
					"1790000000000},"
					"{\"id\":2,\"hostname\":\"smtp://smtp." PRACTICE_DOMAIN
					"\",\"timeCreated\":1700000000000,\"timePasswordChanged\":"
					"1700000000000}]}"})},
	},
	{
		.name = "file-port-25-works",
		.cause = CAUSE_NONE,
		.step = STEP_SETTINGS,
		.about = N_("msmtp sends through port 25, and it works: nothing is wrong."),
		.neighbour = "file-port-25",
		.world =
			&(const struct practice_world){
				.out.ports = {{25, PORT_SERVE}, {587, PORT_SERVE}, {465, PORT_SERVE_TLS}},
				.told.import = "msmtp",
				.computer =
					FILES({"/home/anna/.msmtprc", MSMTP_ACCOUNT "port 25\ntls on\nauth "
										    "on\nsend_it_fast yes\n"},
						{"/etc/msmtprc", NULL})},
	},
};

const struct practice_group practice_files = {
	.scenarios = scenarios,
	.n = sizeof scenarios / sizeof scenarios[0],
};
