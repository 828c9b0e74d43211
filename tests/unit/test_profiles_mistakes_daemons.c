/*
 * What people get wrong when a mail server of their own is to send through a company's: OpenSMTPD and Sendmail, as tables. The last
 * rows of each are the nearest neighbours, where nothing is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/profile_case.h"

#define SMTPD	 "/etc/smtpd.conf"
#define SECRETS	 "/etc/mail/secrets"
#define MC	 "/etc/mail/sendmail.mc"
#define AUTHINFO "/etc/mail/authinfo"

#define ACTION(url, rest) "table secrets file:" SECRETS "\naction \"out\" relay host " url rest "\n"
#define MATCH		  "match from local for any action \"out\"\n"
#define SECRET_LINE                                                                                          \
	{                                                                                                    \
		SECRETS, "mail anna@example.org:geheim\n"                                                    \
	}

static const struct profile_case opensmtpd[] = {
	{.name = "opensmtpd: encrypted at once on 587",
		.files = {{SMTPD, ACTION("smtps://mail@smtp.example.org:587", " auth <secrets>") MATCH},
			SECRET_LINE},
		.security = "tls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, SMTPD, 2, "587 tls",
			"action \"out\" relay host smtp+tls://mail@smtp.example.org:587 auth <secrets>",
			NULL}}},
	{.name = "opensmtpd: in the clear on 465",
		.files = {{SMTPD, ACTION("smtp+tls://mail@smtp.example.org:465", " auth <secrets>") MATCH},
			SECRET_LINE},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, SMTPD, 2, "465 starttls",
			"relay host smtps://mail@smtp.example.org auth <secrets>", NULL}}},
	{.name = "opensmtpd: a login without encryption, which it refuses",
		.files = {{SMTPD, ACTION("smtp://mail@smtp.example.org:587", " auth <secrets>") MATCH},
			SECRET_LINE},
		.user = "anna@example.org",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, SMTPD, 2, "smtp://mail@smtp.example.org:587",
			"smtp+tls://mail@smtp.example.org:587", "smtp+tls"}}},
	{.name = "opensmtpd: a label, and no word before it",
		.files = {{SMTPD, ACTION("mail@smtp.example.org:587", " auth <secrets>") MATCH}, SECRET_LINE},
		.host = "smtp.example.org",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, SMTPD, 2, "mail@smtp.example.org:587",
			"smtp+tls://mail@smtp.example.org:587", "smtp+tls"}}},
	{.name = "opensmtpd: a table, and no label",
		.files = {{SMTPD, ACTION("smtp+tls://smtp.example.org:587", " auth <secrets>") MATCH},
			SECRET_LINE},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, SMTPD, 2, NULL,
			"relay host smtp+tls://mail@smtp.example.org:587 auth <secrets>", "secrets"}}},
	{.name = "opensmtpd: a label, and no table",
		.files = {{SMTPD, ACTION("smtp+tls://mail@smtp.example.org:587", "") MATCH}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, SMTPD, 2, NULL, "auth <secrets>", "mail"}}},
	{.name = "opensmtpd: the label is not in the table",
		.files = {{SMTPD, ACTION("smtp+tls://mail@smtp.example.org:587", " auth <secrets>") MATCH},
			{SECRETS, "gmail anna@gmail.com:geheim\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, SECRETS, 0, "", "mail NAME:PASSWORD", "mail"}}},
	{.name = "opensmtpd: a table that nothing declares",
		.files = {{SMTPD, "action \"out\" relay host smtp+tls://mail@smtp.example.org:587 auth "
				  "<logins>\n" MATCH}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, SMTPD, 1, "logins",
			"table secrets file:", "logins"}}},
	{.name = "opensmtpd: no port, so 25",
		.files = {{SMTPD, ACTION("smtp+tls://mail@smtp.example.org", " auth <secrets>") MATCH},
			SECRET_LINE},
		.port = 25,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, SMTPD, 2, "25", "smtp+tls://mail@smtp.example.org:587",
			"587"}}},
	{.name = "opensmtpd: the language of old versions",
		.files = {{SMTPD, "table secrets file:" SECRETS "\naccept from local for any relay via "
				  "tls+auth://mail@smtp.example.org:587 auth <secrets>\n"},
			SECRET_LINE},
		.host = "smtp.example.org",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, SMTPD, 2, NULL,
			"action \"relay\" relay host smtp+tls://mail@smtp.example.org:587 auth <secrets>\n"
			"match from local for any action \"relay\"",
			"6.4"}}},
	{.name = "opensmtpd: no rule leads away",
		.files = {{SMTPD, "action \"local\" maildir\n" ACTION("smtp+tls://mail@smtp.example.org:587",
					  " auth <secrets>") "match for local action \"local\"\n"},
			SECRET_LINE},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_KEEPS_MAIL, SMTPD, 4, "match for local action \"local\"",
			"match from local for any action \"out\"", "match"}}},
	{.name = "opensmtpd: nothing is wrong",
		.files = {{SMTPD, "relay = \"smtp+tls://mail@smtp.example.org:587\"\ntable secrets "
				  "file:" SECRETS "\naction \"out\" relay host $relay \\\n  auth <secrets> # "
				  "by the company\n" MATCH},
			SECRET_LINE},
		.host = "smtp.example.org",
		.port = 587,
		.security = "starttls",
		.user = "anna@example.org",
		.login = LOGIN_PASSWORD,
		.account = "out",
		.line = 3},
	{.name = "opensmtpd: a login inside the file",
		.files = {{SMTPD,
			"table secrets { mail = \"anna@example.org:geheim\" }\naction \"out\" relay host "
			"smtps://mail@smtp.example.org auth <secrets>\n" MATCH}},
		.port = 465,
		.security = "tls"},
	{.name = "opensmtpd: straight to the recipients' servers",
		.files = {{SMTPD, "action \"out\" relay\n" MATCH}},
		.none = true},
};

#define SMART(host) "define(`SMART_HOST', `" host "')dnl\n"
#define PORT587	    "define(`RELAY_MAILER_ARGS', `TCP $h 587')dnl\n"
#define FEATURE	    "FEATURE(`authinfo', `hash -o /etc/mail/authinfo.db')dnl\n"
#define INFO_LINE                                                                                            \
	{                                                                                                    \
		AUTHINFO, "AuthInfo:smtp.example.org \"U:anna\" \"I:anna@example.org\" \"P:geheim\" "        \
			  "\"M:PLAIN\"\n"                                                                    \
	}

static const struct profile_case sendmail[] = {
	{.name = "sendmail: no port, so 25",
		.files = {{MC, "divert(0)dnl\n" SMART("[smtp.example.org]") FEATURE}, INFO_LINE},
		.port = 25,
		.user = "anna@example.org",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, MC, 2, "25", "define(`RELAY_MAILER_ARGS', `TCP $h 587')dnl",
			"587"}}},
	{.name = "sendmail: the port behind the name",
		.files = {{MC, SMART("smtp.example.org:587") FEATURE}, INFO_LINE},
		.host = "smtp.example.org",
		.port = 587,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, MC, 1, "smtp.example.org:587",
			"define(`SMART_HOST', `[smtp.example.org]')dnl\ndefine(`RELAY_MAILER_ARGS', `TCP $h "
			"587')dnl",
			"smtp.example.org"}}},
	{.name = "sendmail: no brackets",
		.files = {{MC, SMART("smtp.example.org") PORT587 FEATURE}, INFO_LINE},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_BRACKETS_MISSING, MC, 1, "smtp.example.org",
			"define(`SMART_HOST', `[smtp.example.org]')dnl", "smtp.example.org"}}},
	{.name = "sendmail: quotes that m4 does not know",
		.files = {{MC, "define('SMART_HOST', '[smtp.example.org]')dnl\n" PORT587 FEATURE}, INFO_LINE},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, MC, 1, "define('SMART_HOST', '[smtp.example.org]')dnl",
			"define(`SMART_HOST', `[smtp.example.org]')dnl", "`"}}},
	{.name = "sendmail: no login for this server",
		.files = {{MC, SMART("[smtp.example.org]") PORT587 FEATURE},
			{AUTHINFO, "AuthInfo:mail.example.net \"U:anna\" \"P:geheim\"\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, AUTHINFO, 0, "", "AuthInfo:smtp.example.org", NULL},
			{MISTAKE_NO_LOGIN, AUTHINFO, 0, NULL, NULL, NULL}}},
	{.name = "sendmail: no login at all",
		.files = {{MC, SMART("[smtp.example.org]") PORT587}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, MC, 1, NULL, "FEATURE(`authinfo'", NULL}}},
	{.name = "sendmail: 465, which it does not speak",
		.files = {{MC, SMART("[smtp.example.org]") "define(`RELAY_MAILER_ARGS', `TCP $h "
							   "465')dnl\n" FEATURE},
			INFO_LINE},
		.port = 465,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, MC, 1, "465 starttls",
			"define(`RELAY_MAILER_ARGS', `TCP $h 587')dnl", NULL}}},
	{.name = "sendmail: the settings were not made again",
		.files = {{MC, SMART("[smtp.example.org]") PORT587 FEATURE}, INFO_LINE,
			{"/etc/mail/sendmail.cf", "Dj$w.$m\nDS\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OVERRIDDEN, MC, 1, "[smtp.example.org]", "sudo make -C /etc/mail",
			"/etc/mail/sendmail.cf"}}},
	{.name = "sendmail: nothing is wrong",
		.files = {{MC, "include(`/etc/mail/m4/provider.m4')dnl\n" FEATURE},
			{"/etc/mail/m4/provider.m4", "dnl # mine\n" SMART("[smtp.example.org]") PORT587},
			INFO_LINE, {"/etc/mail/sendmail.cf", "DS[smtp.example.org]\n"}},
		.host = "smtp.example.org",
		.port = 587,
		.login = LOGIN_ANY,
		.user = "anna@example.org",
		.file = "/etc/mail/m4/provider.m4",
		.line = 2},
	{.name = "sendmail: what was made alone",
		.files = {{"/etc/mail/sendmail.cf",
				  "DS[smtp.example.org]\nKauthinfo hash -o /etc/mail/authinfo.db\n"
				  "Mrelay,\t\tP=[IPC], F=mDFMuXa8k,\n\t\tT=DNS/RFC822/SMTP,\n\t\tA=TCP $h "
				  "587\n"},
			INFO_LINE},
		.host = "smtp.example.org",
		.port = 587,
		.user = "anna@example.org",
		.line = 1},
	{.name = "sendmail: straight to the recipients' servers",
		.files = {{MC,
			"dnl define(`SMART_HOST', `[smtp.example.org]')dnl\nFEATURE(`access_db')dnl\n"}},
		.none = true},
};

PROFILE_CASES_TEST(mistakes_in_opensmtpd, opensmtpd, PROGRAM_OPENSMTPD)
PROFILE_CASES_TEST(mistakes_in_sendmail, sendmail, PROGRAM_SENDMAIL)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_in_opensmtpd),
		cmocka_unit_test(mistakes_in_sendmail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
