/*
 * Thunderbird: what stands in its files, as it writes them, and the mistakes of people in them. One row is one
 * computer; a mistake that is not named must not be said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/profile_case.h"

#define TB	      "/home/anna/.thunderbird"
#define TB_PROFILE    TB "/ab12cd34.default-release"
#define TB_PREFS      TB_PROFILE "/prefs.js"
#define TB_USER	      TB_PROFILE "/user.js"
#define TB_SHOWN      "~/.thunderbird/ab12cd34.default-release/prefs.js"
#define TB_USER_SHOWN "~/.thunderbird/ab12cd34.default-release/user.js"
#define TB_INI                                                                                               \
	{                                                                                                    \
		TB "/profiles.ini",                                                                          \
			"[Install4F96D1932A9F858E]\nDefault=ab12cd34.default-release\nLocked=1\n"            \
			"\n[Profile0]\nName=default-release\nIsRelative=1\n"                                 \
			"Path=ab12cd34.default-release\n"                                                    \
	}

/* Two accounts, as release 128 writes them; the lines of the server for sending come last, each row its own. Lines 1 to 20. */
#define TB_ACCOUNTS                                                                                          \
	"// Mozilla User Preferences\n"                                                                      \
	"user_pref(\"mail.account.account1.identities\", \"id1\");\n"                                        \
	"user_pref(\"mail.account.account1.server\", \"server1\");\n"                                        \
	"user_pref(\"mail.account.account2.server\", \"server2\");\n"                                        \
	"user_pref(\"mail.accountmanager.accounts\", \"account2,account1\");\n"                              \
	"user_pref(\"mail.accountmanager.defaultaccount\", \"account1\");\n"                                 \
	"user_pref(\"mail.accountmanager.localfoldersserver\", \"server2\");\n"                              \
	"user_pref(\"mail.identity.id1.fullName\", \"Anna\");\n"                                             \
	"user_pref(\"mail.identity.id1.useremail\", \"anna@firma.example\");\n"                              \
	"user_pref(\"mail.identity.id1.valid\", true);\n"                                                    \
	"user_pref(\"mail.server.server1.hostname\", \"imap.firma.example\");\n"                             \
	"user_pref(\"mail.server.server1.name\", \"Work\");\n"                                               \
	"user_pref(\"mail.server.server1.port\", 993);\n"                                                    \
	"user_pref(\"mail.server.server1.socketType\", 3);\n"                                                \
	"user_pref(\"mail.server.server1.type\", \"imap\");\n"                                               \
	"user_pref(\"mail.server.server1.userName\", \"anna@firma.example\");\n"                             \
	"user_pref(\"mail.server.server2.directory-rel\", \"[ProfD]Mail/Local Folders\");\n"                 \
	"user_pref(\"mail.server.server2.hostname\", \"Local Folders\");\n"                                  \
	"user_pref(\"mail.server.server2.type\", \"none\");\n"                                               \
	"user_pref(\"mail.smtpservers\", \"smtp1\");\n"
#define TB_HOST                                                                                              \
	"user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp.firma.example\");\n"                           \
	"user_pref(\"mail.smtpserver.smtp1.username\", \"anna@firma.example\");\n"
#define TB_RIGHT                                                                                             \
	TB_ACCOUNTS TB_HOST "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"                             \
			    "user_pref(\"mail.smtpserver.smtp1.port\", 587);\n"                              \
			    "user_pref(\"mail.smtpserver.smtp1.authMethod\", 3);\n"

static const struct profile_case thunderbird_rows[] = {
	{
		.name = "Thunderbird, everything right",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT}},
		.account = "Work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = TB_SHOWN,
		.line = 21,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "Thunderbird, keys left out have the program's defaults: no encryption, port 587, a "
			"password",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_ACCOUNTS TB_HOST}},
		.host = "smtp.firma.example",
		.port = 587,
		.security = "none",
		.login = LOGIN_PASSWORD,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NOT_ENCRYPTED, .file = TB_SHOWN, .line = 21, .change = ""}},
	},
	{
		.name = "Thunderbird 78 took port 25 where none was told",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_ACCOUNTS TB_HOST "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"},
			{TB_PROFILE "/compatibility.ini",
				"[Compatibility]\nLastVersion=78.14.0_20210902/20210902\n"}},
		.port = 25,
		.security = "starttls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, .is = "25", .what = "587"}},
	},
	{
		.name = "Thunderbird, user.js wins over prefs.js",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_USER, "# mine\n/* two\n lines */ user_pref(\"mail.smtpserver.smtp1.hostname\", "
				  "\"mail.firma.example\");\n"}},
		.host = "mail.firma.example",
		.file = TB_USER_SHOWN,
		.line = 3,
	},
	{
		.name = "Thunderbird, a line of user.js that the program cannot read",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_USER, "user_pref(\"mail.biff.play_sound\", false);\nuser_pref(mail.x, 1);\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, TB_USER_SHOWN, 2, .what = "user.js"}},
	},
	{
		.name = "Thunderbird, encryption at once on 587",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_ACCOUNTS TB_HOST "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 3);\n"
						       "user_pref(\"mail.smtpserver.smtp1.port\", 587);\n"}},
		.port = 587,
		.security = "tls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, TB_SHOWN, 21, .change = ""}},
	},
	{
		.name = "Thunderbird, STARTTLS on 465",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_ACCOUNTS TB_HOST "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"
						       "user_pref(\"mail.smtpserver.smtp1.port\", 465);\n"}},
		.port = 465,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, TB_SHOWN, 21, .change = ""}},
	},
	{
		.name = "Thunderbird, no login",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_ACCOUNTS TB_HOST
					  "user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"
					  "user_pref(\"mail.smtpserver.smtp1.authMethod\", 1);\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, TB_SHOWN, 24, .change = ""}},
	},
	{
		.name = "Thunderbird, the server for receiving stands where the one for sending belongs",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_ACCOUNTS
				"user_pref(\"mail.smtpserver.smtp1.hostname\", \"imap.firma.example\");\n"
				"user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"}},
		.host = "imap.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_HOST_INCOMING, TB_SHOWN, 21}},
	},
	{
		.name = "Thunderbird, works offline since the last time",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT "user_pref(\"network.online\", false);\n"
						      "user_pref(\"offline.startup_state\", 0);\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OFFLINE, TB_SHOWN, 26}},
	},
	{
		.name = "Thunderbird, always starts offline",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_USER, "user_pref('offline.startup_state', 3);\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OFFLINE, TB_USER_SHOWN, 1}},
	},
	{
		.name = "Thunderbird, was offline, but starts online",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT "user_pref(\"network.online\", false);\n"
						      "user_pref(\"offline.startup_state\", 2);\n"}},
		.host = "smtp.firma.example",
	},
	{
		.name = "Thunderbird, two mails wait; the one that was sent does not count",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_PROFILE "/Mail/Local Folders/Unsent Messages",
				"From - Sat Nov 21 10:00:00 2026\nX-Mozilla-Status: 0009\nTo: "
				"b@x.example\n\nHi\n\n"
				"From - Sat Nov 21 11:00:00 2026\nX-Mozilla-Status: 0001\nSubject: To: x\n"
				"References: <1@x.example>\n <2@x.example>\n\nTo: c@x.example\n\n"
				"From - Sat Nov 21 12:00:00 2026\nX-Mozilla-Status: 0000\nTo: "
				"c@x.example\n\nHi\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OUTBOX,
			"~/.thunderbird/ab12cd34.default-release/Mail/Local Folders/Unsent Messages",
			.is = "no recipient", .what = "2"}},
	},
	{
		.name = "Thunderbird, mail waits in a folder of the new kind",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_RIGHT "user_pref(\"mail.server.server2.storeContractID\", "
					    "\"@mozilla.org/msgstore/maildirstore;1\");\n"},
			{TB_PROFILE "/Mail/Local Folders/Unsent Messages/cur/", "1763717000.eml\n"},
			{TB_PROFILE "/Mail/Local Folders/Unsent Messages/cur/1763717000.eml",
				"To: Bob\n <b@x.example>\n\nHi\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OUTBOX, .is = "", .what = "1"}},
	},
	{
		.name = "Thunderbird, the outbox is empty",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_PROFILE "/Mail/Local Folders/Unsent Messages", ""}},
		.host = "smtp.firma.example",
	},
	{
		.name = "Thunderbird, the password for sending is a month older than the one for receiving",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_PROFILE "/logins.json",
				"{\"nextId\":3,\"logins\":[{\"id\":1,\"hostname\":\"smtp://"
				"smtp.firma.example\","
				"\"encryptedPassword\":\"MDIEEPgAAAAAAAAAAAAAAAAAAAE=\","
				"\"timePasswordChanged\":1760000000000},"
				"{\"id\":2,\"hostname\":\"imap://imap.firma.example\","
				"\"timePasswordChanged\":1762600000000}],\"version\":3}"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_OLD, "~/.thunderbird/ab12cd34.default-release/logins.json"}},
	},
	{
		.name = "Thunderbird, both passwords are of one day",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_PROFILE "/logins.json",
				"{\"logins\":[{\"hostname\":\"smtp://smtp.firma.example\","
				"\"timePasswordChanged\":1760000000000},"
				"{\"hostname\":\"imap://imap.firma.example\","
				"\"timePasswordChanged\":1760000060000}]}"}},
		.host = "smtp.firma.example",
	},
	{
		.name = "Thunderbird, two passwords for one server: which one is this account's is not told",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_PROFILE "/logins.json",
				"{\"logins\":[{\"hostname\":\"smtp://smtp.firma.example\","
				"\"timePasswordChanged\":1700000000000},"
				"{\"hostname\":\"smtp://smtp.firma.example\","
				"\"timePasswordChanged\":1710000000000},"
				"{\"hostname\":\"imap://imap.firma.example\","
				"\"timePasswordChanged\":1760000060000}]}"}},
		.host = "smtp.firma.example",
	},
	{
		.name = "Thunderbird 24 knows no encryption of today",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_RIGHT},
			{TB_PROFILE "/compatibility.ini", "[Compatibility]\nLastVersion=24.8.1_2014/2014\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TOO_OLD, "~/.thunderbird/ab12cd34.default-release/compatibility.ini", 2,
			.is = "24.8.1", .change = "", .what = "31"}},
	},
	{
		.name = "Thunderbird 68 cannot sign in by browser where only that is taken",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS,
				"user_pref(\"mail.accountmanager.accounts\", \"account1\");\n"
				"user_pref(\"mail.account.account1.identities\", \"id1\");\n"
				"user_pref(\"mail.identity.id1.useremail\", \"anna@outlook.com\");\n"
				"user_pref(\"mail.smtpservers\", \"smtp1\");\n"
				"user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp-mail.outlook.com\");\n"
				"user_pref(\"mail.smtpserver.smtp1.username\", \"anna@outlook.com\");\n"
				"user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"
				"user_pref(\"mail.smtpserver.smtp1.port\", 587);\n"},
			{TB_PROFILE "/compatibility.ini",
				"[Compatibility]\nLastVersion=68.12.1_2020/2020\n"}},
		.host = "smtp-mail.outlook.com",
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_TOO_OLD, .line = 2, .is = "68.12.1", .change = "", .what = "78"},
			{MISTAKE_OAUTH_WANTED, TB_SHOWN, 6, .change = ""}},
	},
	{
		.name = "Thunderbird 128 signs in by browser there; an old password that was left behind "
			"says nothing",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS,
				"user_pref(\"mail.accountmanager.accounts\", \"account1\");\n"
				"user_pref(\"mail.account.account1.identities\", \"id1\");\n"
				"user_pref(\"mail.account.account1.server\", \"server1\");\n"
				"user_pref(\"mail.identity.id1.useremail\", \"anna@outlook.com\");\n"
				"user_pref(\"mail.server.server1.type\", \"imap\");\n"
				"user_pref(\"mail.server.server1.hostname\", \"outlook.office365.com\");\n"
				"user_pref(\"mail.smtpservers\", \"smtp1\");\n"
				"user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp-mail.outlook.com\");\n"
				"user_pref(\"mail.smtpserver.smtp1.authMethod\", 10);\n"
				"user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"},
			{TB_PROFILE "/compatibility.ini", "[Compatibility]\nLastVersion=128.5.0_2024/2024\n"},
			{TB_PROFILE "/logins.json",
				"{\"logins\":[{\"hostname\":\"smtp://smtp-mail.outlook.com\","
				"\"timePasswordChanged\":1500000000000},"
				"{\"hostname\":\"imap://outlook.office365.com\","
				"\"timePasswordChanged\":1700000000000}]}"}},
		.host = "smtp-mail.outlook.com",
		.port = 587,
		.login = LOGIN_OAUTH,
	},
	{
		.name = "Thunderbird, the sender is tied to the server of another account",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_ACCOUNTS
				"user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp.firma.example\");\n"
				"user_pref(\"mail.smtpserver.smtp1.username\", \"anna@firma.example\");\n"
				"user_pref(\"mail.smtpserver.smtp1.try_ssl\", 2);\n"
				"user_pref(\"mail.account.account3.identities\", \"id2\");\n"
				"user_pref(\"mail.account.account3.server\", \"server3\");\n"
				"user_pref(\"mail.accountmanager.accounts\", "
				"\"account2,account1,account3\");\n"
				"user_pref(\"mail.identity.id2.smtpServer\", \"smtp1\");\n"
				"user_pref(\"mail.identity.id2.useremail\", \"anna@verein.example\");\n"
				"user_pref(\"mail.server.server3.hostname\", \"imap.verein.example\");\n"
				"user_pref(\"mail.server.server3.type\", \"imap\");\n"
				"user_pref(\"mail.server.server3.name\", \"Club\");\n"}},
		.accounts = 2,
		.which = 1,
		.account = "Club",
		.address = "anna@verein.example",
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_WRONG_SERVER, TB_SHOWN, 21, .is = "smtp.firma.example",
			.what = "Work"}},
	},
	{
		.name = "Thunderbird, several servers: the identity's, not the default one",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_RIGHT
				"user_pref(\"mail.smtpservers\", \"smtp1,smtp2\");\n"
				"user_pref(\"mail.smtp.defaultserver\", \"smtp1\");\n"
				"user_pref(\"mail.identity.id1.smtpServer\", \"smtp2\");\n"
				"user_pref(\"mail.smtpserver.smtp2.hostname\", \"relay.firma.example\");\n"
				"user_pref(\"mail.smtpserver.smtp2.username\", \"anna\");\n"
				"user_pref(\"mail.smtpserver.smtp2.authMethod\", 10);\n"
				"user_pref(\"mail.smtpserver.smtp2.try_ssl\", 3);\n"}},
		.host = "relay.firma.example",
		.user = "anna",
		.port = 465,
		.security = "tls",
		.login = LOGIN_OAUTH,
	},
	{
		.name = "Thunderbird, no server for sending at all",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI, {TB_PREFS, TB_ACCOUNTS}},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_SERVER}},
	},
	{
		.name = "Thunderbird, Exchange without SMTP",
		.program = PROGRAM_THUNDERBIRD,
		.files = {TB_INI,
			{TB_PREFS, TB_ACCOUNTS "user_pref(\"mail.smtpservers\", \"ews1\");\n"
					       "user_pref(\"mail.smtpserver.ews1.type\", \"ews\");\n"}},
		.hands_to = "Exchange Web Services",
	},
	{
		.name = "Thunderbird as a snap",
		.program = PROGRAM_THUNDERBIRD,
		.files = {{"/home/anna/snap/thunderbird/common/.thunderbird/profiles.ini",
				  "[Profile0]\nName=default\nIsRelative=1\nPath=x.default\nDefault=1\n"},
			{"/home/anna/snap/thunderbird/common/.thunderbird/x.default/prefs.js", TB_RIGHT}},
		.host = "smtp.firma.example",
		.file = "~/snap/thunderbird/common/.thunderbird/x.default/prefs.js",
	},
	{
		.name = "Thunderbird as a flatpak, its profile elsewhere",
		.program = PROGRAM_THUNDERBIRD,
		.files = {{"/home/anna/.var/app/org.mozilla.Thunderbird/.thunderbird/profiles.ini",
				  "[Profile0]\nIsRelative=0\nPath=/home/anna/mail-profile\n"},
			{"/home/anna/mail-profile/prefs.js", TB_RIGHT}},
		.host = "smtp.firma.example",
		.file = "~/mail-profile/prefs.js",
	},
	{
		.name = "Thunderbird, two profiles: the one in use comes first",
		.program = PROGRAM_THUNDERBIRD,
		.files = {{TB "/profiles.ini",
				  "[Profile1]\nName=old\nIsRelative=1\nPath=old.default\n\n"
				  "[Profile0]\nName=new\nIsRelative=1\nPath=ab12cd34.default-release\n\n"
				  "[Install1]\nDefault=ab12cd34.default-release\n"},
			{TB_PREFS, TB_RIGHT},
			{TB "/old.default/prefs.js",
				"user_pref(\"mail.accountmanager.accounts\", \"account1\");\n"
				"user_pref(\"mail.account.account1.identities\", \"id1\");\n"
				"user_pref(\"mail.identity.id1.useremail\", \"anna@old.example\");\n"
				"user_pref(\"mail.smtpservers\", \"smtp1\");\n"
				"user_pref(\"mail.smtpserver.smtp1.hostname\", \"smtp.old.example\");\n"
				"user_pref(\"mail.smtpserver.smtp1.try_ssl\", 3);\n"}},
		.accounts = 2,
		.address = "anna@firma.example",
	},
	{
		.name = "a copy of prefs.js under another name",
		.program = PROGRAM_THUNDERBIRD,
		.import = "/home/anna/Desktop/settings.txt",
		.files = {{"/home/anna/Desktop/settings.txt", TB_RIGHT}},
		.host = "smtp.firma.example",
		.file = "~/Desktop/settings.txt",
		.line = 21,
	},
};

PROFILE_CASES_TEST(test_thunderbird, thunderbird_rows, PROGRAM_UNKNOWN)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thunderbird),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
