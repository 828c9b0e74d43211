/*
 * Programs that pass on what others of the computer write (sSMTP, nullmailer, dma), git send-email and Alpine: what stands in their files,
 * and the mistakes of people in them. One row is one computer; a mistake that is not named must not be said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/profile_case.h"

#define SSMTP	   "/etc/ssmtp/ssmtp.conf"
#define REMOTES	   "/etc/nullmailer/remotes"
#define DMA	   "/etc/dma/dma.conf"
#define DMA_LOGINS "/etc/dma/auth.conf"
#define GITCONFIG  "/home/anna/.gitconfig"
#define PINERC	   "/home/anna/.pinerc"

static const struct profile_case ssmtp_rows[] = {
	{
		.name = "ssmtp: STARTTLS with login; the person's alias",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP, "# mail\nroot=postmaster\nmailhub=smtp.firma.example:587\nUseSTARTTLS=YES\n"
				  "AuthUser=anna\nAuthPass=geheim\nhostname=nas\n"},
			{"/etc/ssmtp/revaliases", "# user:address:hub\nroot:root@firma.example:mail:25\n"
						  "anna:anna@firma.example:smtp.firma.example:587\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = "/etc/ssmtp/revaliases",
		.line = 3,
	},
	{
		.name = "ssmtp: TLS alone on 587, where STARTTLS is spoken",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP,
			"mailhub=smtp.firma.example:587\nUseTLS=YES\nAuthUser=anna\nAuthPass=geheim\n"
			"FromLineOverride=YES\n"}},
		.security = "tls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, SSMTP, 1, "587 tls",
			"UseTLS=YES\nUseSTARTTLS=YES", NULL}},
	},
	{
		.name = "ssmtp: UseTLS=NO takes UseSTARTTLS back",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP, "mailhub=relay.firma.example:2525\nUseSTARTTLS=YES\nUseTLS=NO\n"
				  "rewriteDomain=firma.example\n"}},
		.address = "anna@firma.example",
		.security = "none",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_CONTRADICTION, SSMTP, 3, "UseTLS=NO", "UseTLS=YES", "UseSTARTTLS=YES"}},
	},
	{
		.name = "ssmtp: \"true\" is no to it",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP, "mailhub=smtp.firma.example:465\nUseTLS=true\nAuthUser="
				  "anna\nFromLineOverride=YES\n"}},
		.security = "none",
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, SSMTP, 2, "UseTLS=true", "UseTLS=YES", "true"},
			{MISTAKE_STARTTLS_ON_TLS_PORT, SSMTP, 1, NULL, "UseTLS=YES\nUseSTARTTLS=NO", NULL}},
	},
	{
		.name = "ssmtp: a # in the password",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP,
			"mailhub=smtp.firma.example:465\nUseTLS=YES\nAuthUser=anna\nAuthPass=ge#heim\n"
			"FromLineOverride=YES\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, SSMTP, 4, "AuthPass=****", "", "#"}},
	},
	{
		.name = "ssmtp: no equals sign, and a name that it does not know",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP,
			"mailhub smtp.firma.example:465\nStartTLS=YES\nmailhub=relay.firma.example:2525\n"}},
		.host = "relay.firma.example",
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, SSMTP, 1, "mailhub", "mailhub=smtp.firma.example:465",
				     NULL},
			{MISTAKE_UNREADABLE_LINE, SSMTP, 2, "StartTLS", "UseSTARTTLS=YES", NULL}},
	},
	{
		.name = "ssmtp: the sender is overwritten",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP,
			"mailhub=smtp.firma.example:465\nUseTLS=YES\nAuthUser=anna\nAuthPass=geheim\n"
			"FromLineOverride=NO\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_SENDER_OTHER, SSMTP, 5, "FromLineOverride=NO", "FromLineOverride=YES",
			"anna"}},
	},
	{
		.name = "ssmtp: nothing set",
		.program = PROGRAM_SSMTP,
		.files = {{SSMTP, "root=\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_SERVER, SSMTP, 0, "", "", NULL}},
	},
};

static const struct profile_case nullmailer_rows[] = {
	{
		.name = "nullmailer: STARTTLS, a password with blanks, the sender of all mails",
		.program = PROGRAM_NULLMAILER,
		.files = {{REMOTES, "# relay\nsmtp.firma.example smtp --port=587 starttls --user=anna "
				    "--pass='ge heim'\n"},
			{"/etc/nullmailer/allmailfrom", "anna@firma.example\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = REMOTES,
		.line = 2,
	},
	{
		.name = "nullmailer: two servers, one by another way",
		.program = PROGRAM_NULLMAILER,
		.files = {{REMOTES, "smtp.firma.example smtp tls user=anna pass=geheim auth-login\n"
				    "qm.firma.example qmqp\nother.firma.example smtp port=2525\n"}},
		.accounts = 2,
		.port = 465,
		.security = "tls",
		.method = "login",
	},
	{
		.name = "nullmailer: tls and starttls",
		.program = PROGRAM_NULLMAILER,
		.files = {{REMOTES, "smtp.firma.example smtp port=587 tls starttls user=anna pass=geheim\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_CONTRADICTION, REMOTES, 1, "tls starttls", "starttls", NULL}},
	},
	{
		.name = "nullmailer: an option that it does not know, and no login",
		.program = PROGRAM_NULLMAILER,
		.files = {{REMOTES,
			"smtp.firma.example smtp port=587 starttls username=anna password=geheim\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, REMOTES, 1, "username", "", "username"},
			{MISTAKE_NO_LOGIN, REMOTES, 1, NULL,
				"smtp.firma.example smtp port=587 starttls user= pass='****'", NULL}},
	},
	{
		.name = "nullmailer: a bare name is port 25",
		.program = PROGRAM_NULLMAILER,
		.files = {{REMOTES, "smtp.firma.example\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, REMOTES, 1, "25", "smtp.firma.example smtp port=587 starttls",
			"587"}},
	},
	{
		.name = "nullmailer: the port in the name",
		.program = PROGRAM_NULLMAILER,
		.files = {{REMOTES, "smtp.firma.example:587 smtp port=587 starttls user=anna pass=geheim\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_HOST_TYPO, REMOTES, 1, "smtp.firma.example:587",
			"smtp.firma.example smtp port=587 starttls user=anna", "smtp.firma.example"}},
	},
	{
		.name = "nullmailer: mails wait",
		.program = PROGRAM_NULLMAILER,
		.files = {{REMOTES, "smtp.firma.example smtp port=587 starttls user=anna pass=geheim\n"},
			{"/var/spool/nullmailer/queue/", "1795279000.412\n1795280000.417\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OUTBOX, NULL, 0, NULL, NULL, "2"}},
	},
};

static const struct profile_case dma_rows[] = {
	{
		.name = "dma: STARTTLS with login",
		.program = PROGRAM_DMA,
		.files = {{DMA, "SMARTHOST smtp.firma.example\nPORT 587 # handing in\nAUTHPATH "
				"/etc/dma/auth.conf\n"
				"SECURETRANSFER\nSTARTTLS\nMASQUERADE anna@firma.example\n"},
			{DMA_LOGINS, "# logins\nanna|smtp.firma.example:geheim\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.line = 1,
	},
	{
		.name = "dma: the file of logins may not be read",
		.program = PROGRAM_DMA,
		.files = {{DMA, "SMARTHOST smtp.firma.example\nPORT 465\nAUTHPATH "
				"/etc/dma/auth.conf\nSECURETRANSFER\n"},
			{DMA_LOGINS, NULL}},
		.port = 465,
		.security = "tls",
		.refusals = 1,
	},
	{
		.name = "dma: no line for this server",
		.program = PROGRAM_DMA,
		.files = {{DMA, "SMARTHOST smtp.firma.example\nPORT 465\nAUTHPATH "
				"/etc/dma/auth.conf\nSECURETRANSFER\n"},
			{DMA_LOGINS, "anna|mail.firma.example:geheim\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, DMA_LOGINS, 0, "mail.firma.example", "",
				     "smtp.firma.example"},
			{MISTAKE_NO_LOGIN, DMA, 1, NULL, "AUTHPATH /etc/dma/auth.conf", NULL}},
	},
	{
		.name = "dma: the file of logins is not named",
		.program = PROGRAM_DMA,
		.files = {{DMA, "SMARTHOST smtp.firma.example\nPORT 465\nSECURETRANSFER\n#AUTHPATH "
				"/etc/dma/auth.conf\n"},
			{DMA_LOGINS, "anna|smtp.firma.example:geheim\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, DMA, 1, "", "AUTHPATH /etc/dma/auth.conf", "AUTHPATH"}},
	},
	{
		.name = "dma: STARTTLS alone encrypts nothing",
		.program = PROGRAM_DMA,
		.files = {{DMA, "SMARTHOST relay.firma.example\nPORT 2525\nSTARTTLS\n"}},
		.security = "none",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_CONTRADICTION, DMA, 3, "STARTTLS", "SECURETRANSFER\nSTARTTLS",
			"SECURETRANSFER"}},
	},
	{
		.name = "dma: a switch with a value, and the manual's own slip",
		.program = PROGRAM_DMA,
		.files = {{DMA,
			"SMARTHOST relay.firma.example\nPORT 2525\nSECURETRANS\nSTARTTLS yes\nport 587\n"}},
		.n_mistakes = 4,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, DMA, 3, "SECURETRANS", "SECURETRANSFER", NULL},
			{MISTAKE_UNREADABLE_LINE, DMA, 4, "STARTTLS yes", "STARTTLS", NULL},
			{MISTAKE_UNREADABLE_LINE, DMA, 5, "port", "PORT 587", NULL},
			{MISTAKE_CONTRADICTION, DMA, 4, NULL, NULL, NULL}},
	},
	{
		.name = "dma: the port in the name",
		.program = PROGRAM_DMA,
		.files = {{DMA, "SMARTHOST relay.firma.example:2525\nPORT 2525\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_HOST_TYPO, DMA, 1, "relay.firma.example:2525",
			"SMARTHOST relay.firma.example\nPORT 2525", "relay.firma.example"}},
	},
	{
		.name = "dma: as installed, it hands mail to everybody's own server",
		.program = PROGRAM_DMA,
		.files = {{DMA, "#SMARTHOST\nMAILNAME /etc/mailname\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_SERVER, DMA, 0, "", "", "SMARTHOST"}},
	},
};

static const struct profile_case git_rows[] = {
	{
		.name = "git: the person's own file over the other; values in quotes",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[user]\n\temail = anna@firma.example\n[sendemail]\n"
				      "\tsmtpServer = \"smtp.firma.example\" ; note\n\tsmtpServerPort = 587\n"
				      "\tsmtpEncryption = tls\n\tsmtpUser = anna@firma.example\n\tsmtpPass = "
				      "ge#heim\n"},
			{"/home/anna/.config/git/config", "[sendemail]\nsmtpServer = old.firma.example\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_ANY,
		.file = "~/.gitconfig",
		.line = 4,
	},
	{
		.name = "git: an identity takes over what it does not say",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[sendemail]\nidentity = list\nsmtpEncryption = ssl\nsmtpUser = anna\n"
				      "[sendemail \"list\"]\nsmtpServer = smtp.firma.example\nfrom = "
				      "anna@firma.example\n"}},
		.account = "list",
		.address = "anna@firma.example",
		.port = 465,
		.security = "tls",
		.user = "anna",
	},
	{
		.name = "git: an included file; one that counts in some folders only is told apart",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[include]\n\tpath = mail.inc\n[includeIf \"gitdir:~/firma/\"]\n\tpath "
				      "= ~/firma.inc\n"},
			{"/home/anna/mail.inc",
				"[sendemail]\nsmtpServer=smtp.daheim.example\nsmtpServerPort=465\n"
				"smtpEncryption=ssl\nsmtpUser=anna\n"},
			{"/home/anna/firma.inc", "[sendemail]\nsmtpServer=smtp.firma.example\n"}},
		.accounts = 2,
		.which = 1,
		.account = "gitdir:~/firma/",
		.host = "smtp.firma.example",
		.user = "anna",
		.port = 465,
		.file = "~/firma.inc",
		.line = 2,
	},
	{
		.name = "git: a program takes the mail",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[sendemail]\nsmtpServer = /usr/bin/msmtp\n"}},
		.hands_to = "msmtp",
	},
	{
		.name = "git: [sendmail] without the e",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[sendmail]\nsmtpServer = smtp.firma.example\nsmtpServerPort = 465\n"
				      "smtpEncryption = ssl\nsmtpUser = anna\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.gitconfig", 1, "[sendmail]", "[sendemail]",
			"sendmail"}},
	},
	{
		.name = "git: STARTTLS is no word for it",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[sendemail]\nsmtpServer = smtp.firma.example\nsmtpServerPort = 587\n"
				      "smtpEncryption = STARTTLS\nsmtpUser = anna\n"}},
		.security = "none",
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.gitconfig", 4, "smtpEncryption = STARTTLS",
				     "smtpEncryption = tls", "STARTTLS"},
			{MISTAKE_NOT_ENCRYPTED, "~/.gitconfig", 2, NULL, "smtpEncryption = tls", NULL}},
	},
	{
		.name = "git: tls without a port is port 25",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[sendemail]\nsmtpServer = smtp.firma.example\nsmtpEncryption = "
				      "tls\nsmtpUser = anna\n"}},
		.port = 25,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, "~/.gitconfig", 2, "25", "smtpServerPort = 587", "587"}},
	},
	{
		.name = "git: no user is no login",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG,
			"[sendemail]\nsmtpServer = smtp.firma.example:465\nsmtpEncryption = ssl\n"
			"from = anna@firma.example\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, "~/.gitconfig", 2, NULL, "smtpUser = anna@firma.example",
			NULL}},
	},
	{
		.name = "git: a line that git cannot read",
		.program = PROGRAM_GIT,
		.files = {{GITCONFIG, "[sendemail]\nsmtpServer = smtp.firma.example\nsmtpServerPort "
				      "465\nsmtpEncryption = ssl\n"
				      "smtpUser = anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.gitconfig", 3, "smtpServerPort", "", NULL}},
	},
};

static const struct profile_case alpine_rows[] = {
	{
		.name = "alpine: STARTTLS is demanded, a user, the mailbox, a header From",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC,
			"# Alpine\npersonal-name=Anna\ninbox-path={imap.firma.example/ssl/user=anna}INBOX\n"
			"smtp-server=smtp.firma.example:587/tls/"
			"user=anna@firma.example,\n\tother.firma.example\n"
			"customized-hdrs=From: Anna <anna@firma.example>\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna@firma.example",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_ANY,
		.file = "~/.pinerc",
		.line = 4,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "alpine: /ssl is 465, /submit is 587; a role of its own",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC,
			"user-domain=firma.example\nsmtp-server=smtp.firma.example/ssl/user=anna\n"
			"patterns-roles=LIT:pattern=\"/NICK=Verein/TO=verein\" action=\"/ROLE=1"
			"/FROM=anna@verein.example/SMTP=mail.verein.example\\/submit\\/tls\\/user=anna\"\n"}},
		.accounts = 2,
		.address = "anna@firma.example",
		.port = 465,
		.security = "tls",
	},
	{
		.name = "alpine: the role's server",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC,
			"user-domain=firma.example\nsmtp-server=smtp.firma.example/ssl/user=anna\n"
			"patterns-roles=LIT:pattern=\"/NICK=Verein/TO=verein\" action=\"/ROLE=1"
			"/FROM=anna@verein.example/SMTP=mail.verein.example\\/submit\\/tls\\/user=anna\"\n"}},
		.accounts = 2,
		.which = 1,
		.account = "Verein",
		.address = "anna@verein.example",
		.host = "mail.verein.example",
		.port = 587,
		.security = "starttls",
	},
	{
		.name = "alpine: /ssl and /tls",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC, "smtp-server=smtp.firma.example:465/ssl/tls/user=anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_CONTRADICTION, "~/.pinerc", 1, "/ssl/tls",
			"smtp-server=smtp.firma.example:465/ssl/user=anna", "/tls"}},
	},
	{
		.name = "alpine: a switch that is none",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC, "smtp-server=smtp.firma.example:587/starttls/user=anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, "~/.pinerc", 1, "/starttls",
			"smtp-server=smtp.firma.example:587/tls/user=anna", "starttls"}},
	},
	{
		.name = "alpine: no port is port 25",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC, "smtp-server=smtp.firma.example/user=anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, "~/.pinerc", 1, "25",
			"smtp-server=smtp.firma.example:587/tls/user=anna", "587"}},
	},
	{
		.name = "alpine: STARTTLS on 465",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC, "smtp-server=smtp.firma.example:465/user=anna\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, "~/.pinerc", 1, NULL,
			"smtp-server=smtp.firma.example:465/ssl/user=anna", NULL}},
	},
	{
		.name = "alpine: a program goes before the server",
		.program = PROGRAM_ALPINE,
		.files = {{PINERC, "sendmail-path=/usr/bin/msmtp -t\nsmtp-server=smtp.firma.example/ssl\n"}},
		.hands_to = "msmtp",
	},
};

PROFILE_CASES_TEST(test_ssmtp, ssmtp_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_nullmailer, nullmailer_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_dma, dma_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_git, git_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_alpine, alpine_rows, PROGRAM_UNKNOWN)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ssmtp),
		cmocka_unit_test(test_nullmailer),
		cmocka_unit_test(test_dma),
		cmocka_unit_test(test_git),
		cmocka_unit_test(test_alpine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
