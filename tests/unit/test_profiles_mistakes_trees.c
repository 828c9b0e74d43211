/*
 * aerc and himalaya, whose accounts are groups and trees of keys: what stands in their files, as their manuals have it, and the mistakes of
 * people in them. One row is one computer; a mistake that is not named must not be said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/profile_case.h"

#define AERC	       "/home/anna/.config/aerc/accounts.conf"
#define HIMALAYA       "/home/anna/.config/himalaya/config.toml"
#define AERC_SHOWN     "~/.config/aerc/accounts.conf"
#define HIMALAYA_SHOWN "~/.config/himalaya/config.toml"

static const struct profile_case aerc_rows[] = {
	{
		.name = "aerc: smtps with login, and the mailbox",
		.program = PROGRAM_AERC,
		.files = {{AERC, "[Work]\nsource = imaps://anna%40firma.example@imap.firma.example:993\n"
				 "outgoing = smtps+login://anna%40firma.example@smtp.firma.example:465\n"
				 "outgoing-cred-cmd = pass mail\nfrom = Anna <anna@firma.example>\n"}},
		.account = "Work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.method = "login",
		.port = 465,
		.security = "tls",
		.login = LOGIN_PASSWORD,
		.file = AERC_SHOWN,
		.line = 3,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "aerc: smtp is STARTTLS at 587; a program; a token",
		.program = PROGRAM_AERC,
		.files = {{AERC,
			"[a]\nsource = maildir://~/Mail\noutgoing = smtp+xoauth2://anna@smtp.firma.example\n"
			"[b]\nsource = maildir://~/Mail\noutgoing = msmtp -a b\n"}},
		.accounts = 2,
		.port = 587,
		.security = "starttls",
		.login = LOGIN_OAUTH,
	},
	{
		.name = "aerc: before 0.15, STARTTLS switched off",
		.program = PROGRAM_AERC,
		.files = {{AERC,
			"[a]\nsource = maildir://~/Mail\noutgoing = smtp://anna@smtp.firma.example:587\n"
			"smtp-starttls = no\n"}},
		.security = "none",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NOT_ENCRYPTED, AERC_SHOWN, 3, NULL,
			"outgoing = smtp://anna@smtp.firma.example:587\nsmtp-starttls = yes", NULL}},
	},
	{
		.name = "aerc: a password that cuts the address",
		.program = PROGRAM_AERC,
		.files = {{AERC, "[a]\nsource = maildir://~/Mail\noutgoing = "
				 "smtps://anna:ge/heim@smtp.firma.example\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, AERC_SHOWN, 3, "smtps://anna:****@smtp.firma.example",
			"outgoing-cred-cmd", "outgoing"}},
	},
	{
		.name = "aerc: an account that can only receive",
		.program = PROGRAM_AERC,
		.files = {{AERC,
			"[a]\nsource = imaps://anna@imap.firma.example\nfrom = anna@firma.example\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_SERVER, AERC_SHOWN, 2, "", "", NULL}},
	},
	{
		.name = "aerc: no login",
		.program = PROGRAM_AERC,
		.files = {{AERC, "[a]\nsource = maildir://~/Mail\noutgoing = smtp+none://smtp.firma.example\n"
				 "from = anna@firma.example\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, AERC_SHOWN, 3, NULL,
			"outgoing = smtp://anna%40firma.example@smtp.firma.example:587", NULL}},
	},
};

static const struct profile_case himalaya_rows[] = {
	{
		.name = "himalaya 1: dotted names",
		.program = PROGRAM_HIMALAYA,
		.files = {{HIMALAYA, "[accounts.work]\ndefault = true\nemail = \"anna@firma.example\"\n"
				     "backend.type = \"imap\"\nbackend.host = \"imap.firma.example\"\n"
				     "backend.port = 993\nbackend.login = \"anna\"\n"
				     "message.send.backend.type = \"smtp\"\n"
				     "message.send.backend.host = \"smtp.firma.example\"\n"
				     "message.send.backend.port = 587\n"
				     "message.send.backend.encryption.type = \"start-tls\"\n"
				     "message.send.backend.login = \"anna@firma.example\"\n"
				     "message.send.backend.auth.type = \"password\"\n"
				     "message.send.backend.auth.raw = \"geheim\"\n"}},
		.account = "work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = HIMALAYA_SHOWN,
		.line = 9,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "himalaya 1: tables and an inline table",
		.program = PROGRAM_HIMALAYA,
		.files = {{HIMALAYA,
			"[accounts.work]\nemail = 'anna@firma.example' # me\n[accounts.work.message.send]\n"
			"backend = { type = \"smtp\", host = \"smtp.firma.example\", port = 465, "
			"login = \"anna\", encryption = { type = \"tls\" }, auth.type = \"oauth2\" }\n"}},
		.host = "smtp.firma.example",
		.port = 465,
		.security = "tls",
		.login = LOGIN_OAUTH,
		.line = 4,
	},
	{
		.name = "himalaya before 1: the old names, and sendmail",
		.program = PROGRAM_HIMALAYA,
		.files = {{HIMALAYA,
			"display-name = \"Anna\"\n[work]\nemail = \"anna@firma.example\"\nsender = \"smtp\"\n"
			"smtp-host = \"smtp.firma.example\"\nsmtp-port = 587\nsmtp-starttls = true\n"
			"smtp-login = \"anna\"\nsmtp-passwd-cmd = \"pass mail\"\n"
			"[home]\nemail = \"anna@daheim.example\"\nsender = \"sendmail\"\n"
			"sendmail-cmd = \"/usr/bin/msmtp -a home\"\n"}},
		.accounts = 2,
		.account = "work",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.method = "smtp-passwd",
		.line = 5,
	},
	{
		.name = "himalaya 2: a server's address",
		.program = PROGRAM_HIMALAYA,
		.files = {{HIMALAYA, "[accounts.work]\nimap.server = \"imap.firma.example\"\n"
				     "smtp.server = \"smtp://smtp.firma.example:587\"\nsmtp.starttls = true\n"
				     "smtp.sasl.plain.username = \"anna@firma.example\"\n"
				     "smtp.sasl.plain.password.command = [\"pass\", \"mail\"]\n"}},
		.account = "work",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.method = "plain",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.in_port = 993,
	},
	{
		.name = "himalaya 2: starttls on an address of smtps",
		.program = PROGRAM_HIMALAYA,
		.files = {{HIMALAYA, "[accounts.work]\nsmtp.server = \"smtps://smtp.firma.example:465\"\n"
				     "smtp.starttls = true\nsmtp.sasl.login.username = \"anna\"\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_CONTRADICTION, HIMALAYA_SHOWN, 3, "smtp.starttls = true",
			"smtp.starttls = false", NULL}},
	},
	{
		.name = "himalaya 1: TLS at once on 587",
		.program = PROGRAM_HIMALAYA,
		.files = {{HIMALAYA,
			"[accounts.work]\nemail = "
			"\"anna@firma.example\"\n[accounts.work.message.send.backend]\n"
			"type = \"smtp\"\nhost = \"smtp.firma.example\"\nport = 587\nlogin = \"anna\"\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, HIMALAYA_SHOWN, 5, NULL,
			"message.send.backend.encryption.type = \"start-tls\"", NULL}},
	},
	{
		.name = "himalaya: a line that is no TOML",
		.program = PROGRAM_HIMALAYA,
		.files = {{HIMALAYA,
			"[accounts.work]\nemail = anna@firma.example\nsmtp.host = \"smtp.firma.example\"\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, HIMALAYA_SHOWN, 2, "", "", "config.toml"}},
	},
};

PROFILE_CASES_TEST(test_aerc, aerc_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_himalaya, himalaya_rows, PROGRAM_UNKNOWN)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aerc),
		cmocka_unit_test(test_himalaya),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
