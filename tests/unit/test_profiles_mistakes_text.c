/*
 * Mail programs of the terminal with settings in text: what stands in their files, as their manuals have it, and the mistakes of people in
 * them. One row is one computer; a mistake that is not named must not be said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/profile_case.h"

#define MUTTRC	"/home/anna/.muttrc"
#define MSMTPRC "/home/anna/.msmtprc"
#define MAILRC	"/home/anna/.mailrc"

static const struct profile_case mutt_rows[] = {
	{
		.name = "mutt: smtps with user, password and mailbox",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC,
			"# mail\nset from = \"Anna <anna@firma.example>\"\n"
			"set smtp_url = \"smtps://anna%40firma.example@smtp.firma.example:465/\"\n"
			"set smtp_pass = \"geheim\"\nset folder = \"imaps://imap.firma.example/\"\n"
			"set imap_user = anna@firma.example\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.port = 465,
		.security = "tls",
		.login = LOGIN_ANY,
		.file = "~/.muttrc",
		.line = 3,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "mutt: variables of one's own, a line that goes on, several on a line",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set my_host=smtp.firma.example; set my_user = 'anna@firma.example'\n"
				   "set smtp_url=\\\n\"smtp://$my_user@${my_host}:587\" # note\n"
				   "set from=$my_user ssl_starttls smtp_authenticators=\"gssapi:login\"\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.method = "gssapi:login",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.line = 2,
	},
	{
		.name = "mutt: included files, one beside the other; backticks are not run",
		.program = PROGRAM_MUTT,
		.files = {{"/home/anna/.mutt/muttrc", "source ~/.mutt/sending\nsource `touch /tmp/never`\n"},
			{"/home/anna/.mutt/sending", "source server\nset from=anna@firma.example\n"
						     "set smtp_pass=`pass show mail`\n"},
			{"/home/anna/.mutt/server", "set smtp_url=smtps://anna@smtp.firma.example\n"}},
		.host = "smtp.firma.example",
		.user = "anna",
		.port = 465,
		.security = "tls",
		.file = "~/.mutt/server",
		.line = 1,
	},
	{
		.name = "mutt: a server that a command would tell is not known",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set smtp_url=\"smtps://anna@`cat server`:465\"\n"}},
		.none = true,
		.refusals = 1,
	},
	{
		.name = "mutt: hooks are accounts of their own",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set from=anna@firma.example smtp_url=smtps://anna@smtp.firma.example\n"
				   "folder-hook verein 'set from=anna@verein.example; "
				   "set smtp_url=\"smtp://anna@mail.verein.example:587\"'\n"
				   "folder-hook . 'set sort=date'\n"}},
		.accounts = 2,
		.which = 1,
		.account = "verein",
		.address = "anna@verein.example",
		.host = "mail.verein.example",
		.port = 587,
		.security = "starttls",
		.line = 2,
	},
	{
		.name = "mutt: a macro that changes the account",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "source ~/.mutt/firma.rc\nmacro index,pager i2 "
				   "'<sync-mailbox><enter-command>"
				   "source ~/.mutt/home.rc<enter><change-folder>!<enter>' \"home\"\n"},
			{"/home/anna/.mutt/firma.rc", "set from=anna@firma.example\n"
						      "set smtp_url=smtps://anna@smtp.firma.example\n"},
			{"/home/anna/.mutt/home.rc", "set from=anna@daheim.example\n"
						     "set smtp_url=smtps://anna@smtp.daheim.example\n"}},
		.accounts = 2,
		.which = 1,
		.account = "home.rc",
		.address = "anna@daheim.example",
		.host = "smtp.daheim.example",
		.file = "~/.mutt/home.rc",
	},
	{
		.name = "neomutt: smtp_user, and a program takes the mail in mutt's own file",
		.program = PROGRAM_MUTT,
		.files = {{"/home/anna/.config/neomutt/neomuttrc",
				  "set smtp_url=smtp://smtp.firma.example:587\nset smtp_user=anna\n"
				  "set smtp_authenticators=xoauth2\n"},
			{MUTTRC, "set sendmail=\"/usr/bin/msmtp -a work\"\n"}},
		.accounts = 2,
		.host = "smtp.firma.example",
		.user = "anna",
		.login = LOGIN_OAUTH,
		.file = "~/.config/neomutt/neomuttrc",
	},
	{
		.name = "mutt: msmtp takes the mail",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set sendmail=\"/usr/bin/msmtp -a work\"\nset from=anna@firma.example\n"}},
		.hands_to = "msmtp -a work",
		.host = "",
		.address = "anna@firma.example",
	},
	{
		.name = "mutt: no user in smtp_url: it does not sign in",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC,
			"set from=anna@firma.example\nset smtp_url=smtp://smtp.firma.example:587/\n"
			"set smtp_pass=geheim\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, "~/.muttrc", 2, NULL,
			"set smtp_url = \"smtp://anna%40firma.example@smtp.firma.example:587/\"", NULL}},
	},
	{
		.name = "mutt: smtps on the port for STARTTLS",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set smtp_url=smtps://anna@smtp.firma.example:587/\n"}},
		.security = "tls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, "~/.muttrc", 1, "587 tls",
			"set smtp_url = \"smtp://anna@smtp.firma.example:587/\"", "starttls"}},
	},
	{
		.name = "mutt: smtp on the port for TLS",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set smtp_url=smtp://anna@smtp.firma.example:465/\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, "~/.muttrc", 1, "465 starttls",
			"set smtp_url = \"smtps://anna@smtp.firma.example:465/\"", "tls"}},
	},
	{
		.name = "mutt: encryption switched off",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set smtp_url=smtp://anna@smtp.firma.example:587/ nossl_starttls\n"
				   "unset ssl_force_tls\n"}},
		.security = "none",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NOT_ENCRYPTED, "~/.muttrc", 1, NULL, "set ssl_force_tls = yes", NULL}},
	},
	{
		.name = "mutt: smtp_url without smtp://",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set smtp_url=anna@smtp.firma.example:465\n"}},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.muttrc", 1, "anna@smtp.firma.example:465",
			"set smtp_url = \"smtps://anna@smtp.firma.example:465/\"", "smtp_url"}},
	},
	{
		.name = "mutt: a password with a slash cuts the address, and does not show",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set smtp_url=\"smtps://anna:ge/he@im@smtp.firma.example:465\"\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.muttrc", 1,
			"smtps://anna:****@smtp.firma.example:465", "set smtp_pass", "smtp_url"}},
	},
	{
		.name = "mutt: a mistyped variable, and no server",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC,
			"set from=anna@firma.example\nset smpt_url=smtps://anna@smtp.firma.example\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.muttrc", 2, "smpt_url", "set smtp_url",
			"smpt_url"}},
	},
	{
		.name = "mutt: a mailbox alone, and nothing on this computer takes mail",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set folder=imaps://anna@imap.firma.example/\n"}},
		.in_host = "imap.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_SERVER, NULL, 0, "", "", NULL}},
	},
	{
		.name = "mutt: a mailbox alone, and sendmail is there",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "set folder=imaps://anna@imap.firma.example/\n"},
			{"/usr/sbin/sendmail", "binary"}},
		.hands_to = "sendmail",
	},
	{
		.name = "mutt: a file that includes itself",
		.program = PROGRAM_MUTT,
		.files = {{MUTTRC, "source ~/.muttrc\nset smtp_url=smtps://anna@smtp.firma.example\n"}},
		.host = "smtp.firma.example",
		.refusals = 1,
	},
};

#define MSMTP_WORK                                                                                           \
	"defaults\nauth on\ntls on\n\naccount work\nhost smtp.firma.example\nport 587\n"                     \
	"from anna@firma.example\nuser anna@firma.example\npasswordeval pass mail\n"

static const struct profile_case msmtp_rows[] = {
	{
		.name = "msmtp: defaults, two accounts, one inherits, the other is usual",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC, MSMTP_WORK "account tls : work\nport 465\ntls_starttls off\n"
					       "account default : work\n"}},
		.accounts = 2,
		.which = 0,
		.account = "work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_ANY,
		.file = "~/.msmtprc",
		.line = 6,
	},
	{
		.name = "msmtp: what is inherited keeps its line",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC,
			MSMTP_WORK "account tls : work\nport 465\ntls_starttls off\nauth scram-sha-256\n"
				   "account default : tls\n"}},
		.accounts = 2,
		.account = "tls",
		.port = 465,
		.security = "tls",
		.login = LOGIN_ENCRYPTED,
		.method = "scram-sha-256",
		.line = 6,
	},
	{
		.name = "msmtp: the second place, where the first has nothing",
		.program = PROGRAM_MSMTP,
		.files = {{"/home/anna/.config/msmtp/config",
			"account default\nhost \"smtp.firma.example\"\ntls\ntls_starttls off\nauth "
			"plain\nuser anna\n"}},
		.account = "default",
		.port = 465,
		.security = "tls",
		.login = LOGIN_PASSWORD,
		.file = "~/.config/msmtp/config",
		.line = 2,
	},
	{
		.name = "msmtp: tls without port is port 25",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC,
			"account default\nhost smtp.firma.example\ntls on\nauth on\nuser anna\n"}},
		.port = 25,
		.security = "starttls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, "~/.msmtprc", 2, "25", "port 587", "587"}},
	},
	{
		.name = "msmtp: tls_starttls left out on 465",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC,
			"account default\nhost smtp.firma.example\nport 465\ntls on\nauth on\nuser anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, "~/.msmtprc", 2, NULL, "tls on\ntls_starttls off",
			NULL}},
	},
	{
		.name = "msmtp: user and password, but no auth",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC, "account default\nhost smtp.firma.example\nport 587\ntls on\nuser anna\n"
				    "password geheim\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, "~/.msmtprc", 5, NULL, "auth on\nuser anna", NULL}},
	},
	{
		.name = "msmtp: a command that it does not know, and one in capitals",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC, MSMTP_WORK "pass geheim\nTLS on\naccount default : work\n"}},
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.msmtprc", 11, "pass", "password ****", "pass"},
			{MISTAKE_UNREADABLE_LINE, "~/.msmtprc", 12, "TLS", "tls", "TLS"}},
	},
	{
		.name = "msmtp: yes for on",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC, MSMTP_WORK "tls_certcheck yes\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.msmtprc", 11, "tls_certcheck yes",
			"tls_certcheck on", NULL}},
	},
	{
		.name = "msmtp: an account that inherits from one that is not there",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC, MSMTP_WORK "account default : wrok\n"}},
		.accounts = 2,
		.which = 1,
		.account = "work",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.msmtprc", 11, "wrok", "", "wrok"}},
	},
	{
		.name = "msmtp: an account without a server",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC, "account work\nfrom anna@firma.example\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_SERVER, "~/.msmtprc", 1, NULL, "", "work"}},
	},
	{
		.name = "msmtp: two options that exclude each other",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC,
			"account work\nhost relay.firma.example\nport 2525\ntls off\ntls_starttls off\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_CONTRADICTION, "~/.msmtprc", 2, "tls_starttls off", "tls on",
			"tls off"}},
	},
	{
		.name = "msmtp: the port in the server's name",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC,
			"account work\nhost smtp.firma.example:587\nport 587\ntls on\nauth on\nuser anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_HOST_TYPO, "~/.msmtprc", 2, "smtp.firma.example:587",
			"host smtp.firma.example\nport 587", "smtp.firma.example"}},
	},
	{
		.name = "msmtp: a server that a command would tell",
		.program = PROGRAM_MSMTP,
		.files = {{MSMTPRC, "account work\neval echo host localhost\n"}},
		.none = true,
		.refusals = 1,
	},
	{
		.name = "msmtp: the system's file may not be read",
		.program = PROGRAM_MSMTP,
		.files = {{"/etc/msmtprc", NULL}},
		.none = true,
		.refusals = 1,
	},
};

static const struct profile_case snail_rows[] = {
	{
		.name = "s-nail: the new way",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC, "set v15-compat\nset from='Anna <anna@firma.example>'\n"
				   "set mta=smtp://anna%40firma.example:geheim@smtp.firma.example:587 \\\n"
				   "  smtp-use-starttls smtp-auth=login\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = "~/.mailrc",
		.line = 3,
	},
	{
		.name = "s-nail: the old way, with the port of the scheme",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC, "set smtp=smtps://smtp.firma.example\nset smtp-auth=login\n"
				   "set smtp-auth-user=anna\nset smtp-auth-password=geheim\n"}},
		.host = "smtp.firma.example",
		.user = "anna",
		.port = 465,
		.security = "tls",
	},
	{
		.name = "s-nail: accounts and macros",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC,
			"set v15-compat\ndefine common {\n  set smtp-auth=plain\n}\naccount work {\n"
			"  \\call common\n  set from=anna@firma.example\n"
			"  set mta=submissions://anna@smtp.firma.example:465\n}\naccount home {\n"
			"  set mta=/usr/bin/msmtp\n}\n"}},
		.accounts = 2,
		.account = "work",
		.address = "anna@firma.example",
		.port = 465,
		.security = "tls",
		.login = LOGIN_PASSWORD,
		.line = 8,
	},
	{
		.name = "mailx: a program takes the mail",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC, "set sendmail=/usr/sbin/ssmtp\n"}},
		.hands_to = "ssmtp",
	},
	{
		.name = "s-nail: a user in the address, in the old way",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC, "set mta=smtps://anna:geheim@smtp.firma.example:465 smtp-auth=login\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.mailrc", 1,
			"smtps://anna:****@smtp.firma.example:465", "set v15-compat=yes", "v15-compat"}},
	},
	{
		.name = "s-nail: blanks around the equals sign",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC, "set from=anna@firma.example\nset smtp = smtp.firma.example:587\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.mailrc", 2, "smtp",
			"set smtp=smtp.firma.example:587", "smtp"}},
	},
	{
		.name = "s-nail: no smtp-auth and no STARTTLS",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC, "set smtp=smtp.firma.example:587\nset smtp-auth-user=anna\n"}},
		.security = "none",
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, "~/.mailrc", 2, NULL,
			"set smtp-auth=login\nset smtp-auth-user=anna", NULL}},
	},
	{
		.name = "s-nail: STARTTLS left out",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC,
			"set smtp=smtp://smtp.firma.example:587 smtp-auth=login smtp-auth-user=anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NOT_ENCRYPTED, "~/.mailrc", 1, NULL, "set smtp-use-starttls", NULL}},
	},
	{
		.name = "s-nail: a mistyped variable",
		.program = PROGRAM_SNAIL,
		.files = {{MAILRC, "set mta=smtp://smtp.firma.example:2587 smtp-starttls\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.mailrc", 1, "smtp-starttls",
			"set smtp-use-starttls", NULL}},
	},
};

PROFILE_CASES_TEST(test_mutt, mutt_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_msmtp, msmtp_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_snail, snail_rows, PROGRAM_UNKNOWN)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mutt),
		cmocka_unit_test(test_msmtp),
		cmocka_unit_test(test_snail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
