/*
 * Evolution, KMail, Geary and Claws Mail: what stands in their files, as the programs write them, and the mistakes of people in them. One row is one
 * computer; a mistake that is not named must not be said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/profile_case.h"

#define EV	 "/home/anna/.config/evolution/sources"
#define EV_SHOWN "~/.config/evolution/sources"
#define EV_ACCOUNT                                                                                           \
	{                                                                                                    \
		EV "/acc1.source",                                                                           \
			"\n[Data Source]\nDisplayName=Work\nEnabled=true\nParent=\n\n[Mail Account]\n"       \
			"BackendName=imapx\nIdentityUid=id1\n\n[Authentication]\nHost=imap.firma.example\n"  \
			"Method=PLAIN\nPort=993\nUser=anna\n\n[Security]\nMethod=ssl-on-alternate-port\n"    \
	}
#define EV_IDENTITY                                                                                          \
	{                                                                                                    \
		EV "/id1.source", "\n[Data Source]\nDisplayName=Work\nParent=acc1\n\n[Mail Identity]\n"      \
				  "Address=anna@firma.example\nName=Anna\n\n[Mail Submission]\n"             \
				  "SentFolder=folder://acc1/Sent\nTransportUid=tr1\n"                        \
	}
#define EV_FOLDER                                                                                            \
	{                                                                                                    \
		EV "/", "acc1.source\nid1.source\nsystem-proxy.source\ntr1.source\n"                         \
	}
#define EV_TRANSPORT(auth, security)                                                                         \
	{                                                                                                    \
		EV "/tr1.source", "\n[Data Source]\nDisplayName=Work\nParent=acc1\n\n[Mail Transport]\n"     \
				  "BackendName=smtp\n\n[Authentication]\nHost=smtp.firma.example\n" auth     \
				  "\n[Security]\nMethod=" security "\n"                                      \
	}

static const struct profile_case evolution_rows[] = {
	{
		.name = "Evolution, everything right",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			EV_TRANSPORT("Method=PLAIN\nPort=587\nUser=anna\n", "starttls-on-standard-port")},
		.account = "Work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna",
		.method = "PLAIN",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = EV_SHOWN "/tr1.source",
		.line = 10,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "Evolution, no login and port 25 are its defaults",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY, EV_TRANSPORT("Method=none\n", "none")},
		.port = 25,
		.security = "none",
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, EV_SHOWN "/tr1.source", 10, .is = "25"}},
	},
	{
		.name = "Evolution, no login on 587",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			EV_TRANSPORT("Method=none\nPort=587\n", "starttls-on-standard-port")},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, EV_SHOWN "/tr1.source", 11, .change = ""}},
	},
	{
		.name = "Evolution, STARTTLS on 465",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			EV_TRANSPORT("Method=LOGIN\nPort=465\nUser=anna\n", "starttls-on-standard-port")},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, EV_SHOWN "/tr1.source", 10}},
	},
	{
		.name = "Evolution, encryption at once on 587",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			EV_TRANSPORT("Method=LOGIN\nPort=587\nUser=anna\n", "ssl-on-alternate-port")},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, EV_SHOWN "/tr1.source", 10}},
	},
	{
		.name = "Evolution hands mail to sendmail",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			{EV "/tr1.source", "[Mail Transport]\nBackendName=sendmail\n"}},
		.hands_to = "sendmail",
	},
	{
		.name = "Evolution, a mail waits, the one thrown away does not",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			EV_TRANSPORT("Method=PLAIN\nPort=587\nUser=anna\n", "starttls-on-standard-port"),
			{"/home/anna/.local/share/evolution/mail/local/.Outbox/cur/",
				"1763717000.1_1.box:2,S\n1763716000.1_0.box:2,ST\n"},
			{"/home/anna/.local/share/evolution/mail/local/.Outbox/cur/1763717000.1_1.box:2,S",
				"From: anna@firma.example\nSubject: x\n\nHi\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OUTBOX, "~/.local/share/evolution/mail/local/.Outbox",
			.is = "no recipient", .what = "1"}},
	},
	{
		.name = "Evolution as a flatpak, offline by its own file",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			EV_TRANSPORT("Method=PLAIN\nPort=587\nUser=anna\n", "starttls-on-standard-port"),
			{"/home/anna/.var/app/org.gnome.Evolution/config/glib-2.0/settings/keyfile",
				"[org/gnome/evolution/shell]\nfolder-bar-width=200\nstart-offline=true\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OFFLINE,
			"~/.var/app/org.gnome.Evolution/config/glib-2.0/settings/keyfile", 3}},
	},
	{
		.name = "Evolution, an account that is switched off is none",
		.program = PROGRAM_EVOLUTION,
		.files = {EV_FOLDER,
			{EV "/acc1.source", "[Data Source]\nEnabled=false\n[Mail Account]\n"
					    "BackendName=imapx\nIdentityUid=id1\n"},
			EV_IDENTITY, EV_TRANSPORT("Method=PLAIN\nPort=587\n", "none")},
		.none = true,
	},
	{
		.name = "GNOME online accounts, every certificate is taken",
		.program = PROGRAM_EVOLUTION,
		.files = {{"/home/anna/.config/goa-1.0/accounts.conf",
			"[Account account_1656063063_0]\nProvider=imap_smtp\nIdentity=anna@firma.example\n"
			"PresentationIdentity=anna@firma.example\nEnabled=true\n"
			"EmailAddress=anna@firma.example\nName=Anna\nImapHost=imap.firma.example\n"
			"ImapUserName=anna\nImapUseSsl=true\nSmtpHost=smtp.firma.example\n"
			"SmtpUseAuth=true\nSmtpUserName=anna\nSmtpAuthPlain=true\nSmtpUseSsl=true\n"
			"SmtpAcceptSslErrors=true\n"}},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.port = 465,
		.security = "tls",
		.user = "anna",
		.file = "~/.config/goa-1.0/accounts.conf",
		.line = 11,
		.in_port = 993,
	},
	{
		.name = "GNOME online accounts, no login on the port for handing in",
		.program = PROGRAM_EVOLUTION,
		.files = {{"/home/anna/.config/goa-1.0/accounts.conf",
			"[Account account_1_0]\nProvider=imap_smtp\nEnabled=true\n"
			"EmailAddress=anna@firma.example\nSmtpHost=smtp.firma.example:587\n"
			"SmtpUseAuth=false\nSmtpUseTls=true\n"}},
		.host = "smtp.firma.example",
		.port = 587,
		.security = "starttls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, "~/.config/goa-1.0/accounts.conf", 6}},
	},
	{
		.name = "GNOME online accounts, Google signs in by browser",
		.program = PROGRAM_EVOLUTION,
		.files = {{"/home/anna/.config/goa-1.0/accounts.conf",
			"[Account account_2_0]\nProvider=google\nIdentity=anna.example@gmail.com\n"
			"PresentationIdentity=anna.example@gmail.com\nMailEnabled=true\n"}},
		.address = "anna.example@gmail.com",
		.host = "smtp.gmail.com",
		.port = 587,
		.login = LOGIN_OAUTH,
		.in_host = "imap.gmail.com",
	},
	{
		.name = "GNOME online accounts, an account without mail is none",
		.program = PROGRAM_EVOLUTION,
		.files = {{"/home/anna/.config/goa-1.0/accounts.conf",
			"[Account account_2_0]\nProvider=google\nIdentity=a@gmail.com\nMailEnabled=false\n"}},
		.none = true,
	},
	{
		.name = "one of Evolution's files",
		.program = PROGRAM_EVOLUTION,
		.import = EV "/tr1.source",
		.files = {EV_FOLDER, EV_ACCOUNT, EV_IDENTITY,
			EV_TRANSPORT("Method=PLAIN\nPort=587\nUser=anna\n", "starttls-on-standard-port")},
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
	},
};

#define KM "/home/anna/.config"
#define KM_SENDER                                                                                            \
	{                                                                                                    \
		KM "/emailidentities", "[General]\nDefault Identity=100\n\n[Identity #0]\n"                  \
				       "Email Address=anna@firma.example\nIdentity=Work\nName=Anna\n"        \
				       "Transport=7\nuoid=100\n"                                             \
	}
#define KM_TRANSPORT(lines)                                                                                  \
	{                                                                                                    \
		KM "/mailtransports", "[$Version]\nupdate_info=x\n\n[General]\ndefault-transport=7\n\n"      \
				      "[Transport 7]\nauth[$e]=true\nhost=smtp.firma.example\nid=7\n"        \
				      "name=Firma\\x20Mail\n" lines                                          \
	}

static const struct profile_case kmail_rows[] = {
	{
		.name = "KMail, everything right",
		.program = PROGRAM_KMAIL,
		.files = {KM_SENDER, KM_TRANSPORT("encryption=TLS\nport=587\nuser=anna\nstorepass=true\n"),
			{KM "/", "akonadi_imap_resource_0rc\nemailidentities\nmailtransports\n"},
			{KM "/akonadi_imap_resource_0rc",
				"[network]\nImapServer=imap.firma.example\nImapPort=993\nUserName=anna\n"}},
		.account = "Work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna",
		.method = "PLAIN",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = "~/.config/mailtransports",
		.line = 9,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "KMail, port 25 is its default",
		.program = PROGRAM_KMAIL,
		.files = {KM_SENDER, KM_TRANSPORT("encryption=TLS\nuser=anna\n")},
		.port = 25,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, "~/.config/mailtransports", 9, .is = "25"}},
	},
	{
		.name = "KMail, no login",
		.program = PROGRAM_KMAIL,
		.files = {KM_SENDER, KM_TRANSPORT("auth=false\nencryption=TLS\nport=587\nuser=anna\n")},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, "~/.config/mailtransports", 12, .change = ""}},
	},
	{
		.name = "KMail, SSL on 587",
		.program = PROGRAM_KMAIL,
		.files = {KM_SENDER, KM_TRANSPORT("encryption=SSL\nport=587\nuser=anna\n")},
		.security = "tls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, "~/.config/mailtransports", 9}},
	},
	{
		.name = "KMail, a method that is given up",
		.program = PROGRAM_KMAIL,
		.files = {KM_SENDER, KM_TRANSPORT("authtype=NTLM\nencryption=TLS\nport=587\nuser=anna\n")},
		.login = LOGIN_NTLM,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_METHOD_OUTDATED, .is = "NTLM"}},
	},
	{
		.name = "KMail, works offline, and mail waits",
		.program = PROGRAM_KMAIL,
		.files = {KM_SENDER, KM_TRANSPORT("encryption=TLS\nport=587\nuser=anna\n"),
			{KM "/kmail2rc",
				"[Behaviour]\nActionEnterFolder=SelectNewest\nNetworkState=Offline\n"},
			{"/home/anna/.local/share/local-mail/outbox/new/", "1763717000.R1.box\n"},
			{"/home/anna/.local/share/local-mail/outbox/new/1763717000.R1.box",
				"To: b@x.example\n\nHi\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_OFFLINE, "~/.config/kmail2rc", 3},
			{MISTAKE_OUTBOX, "~/.local/share/local-mail/outbox", .what = "1"}},
	},
	{
		.name = "KMail hands mail to sendmail",
		.program = PROGRAM_KMAIL,
		.files = {KM_SENDER,
			{KM "/mailtransports",
				"[Transport 7]\nhost=/usr/sbin/sendmail\nid=7\ntype=Sendmail\n"}},
		.hands_to = "/usr/sbin/sendmail",
	},
	{
		.name = "KMail, the senders' file is not there",
		.program = PROGRAM_KMAIL,
		.import = "/home/anna/.config/mailtransports",
		.files = {KM_TRANSPORT("encryption=TLS\nport=587\nuser=anna\n")},
		.account = "Firma Mail",
		.host = "smtp.firma.example",
	},
};

#define GEARY	    "/home/anna/.config/geary"
#define GEARY_INI   GEARY "/account_01/geary.ini"
#define GEARY_SHOWN "~/.config/geary/account_01/geary.ini"
#define GEARY_FILE(outgoing)                                                                                 \
	{GEARY "/", "account_01\nuser-style.css\n"},                                                         \
	{                                                                                                    \
		GEARY_INI, "[Metadata]\nversion=1\nstatus=enabled\n\n[Account]\nordinal=0\nlabel=Work\n"     \
			   "sender_mailboxes=Anna <anna@firma.example>;\nservice_provider=other\n\n"         \
			   "[Incoming]\nlogin=anna\nremember_password=true\nhost=imap.firma.example\n"       \
			   "port=993\ntransport_security=transport\ncredentials=custom\n\n[Outgoing]\n"      \
			   "remember_password=true\nhost=smtp.firma.example\n" outgoing                      \
	}

static const struct profile_case geary_rows[] = {
	{
		.name = "Geary, everything right, with the login for receiving",
		.program = PROGRAM_GEARY,
		.files = {GEARY_FILE("port=465\ntransport_security=transport\ncredentials=use-incoming\n")},
		.account = "Work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna",
		.port = 465,
		.security = "tls",
		.file = GEARY_SHOWN,
		.line = 21,
		.in_host = "imap.firma.example",
	},
	{
		.name = "Geary, no login",
		.program = PROGRAM_GEARY,
		.files = {GEARY_FILE("port=587\ntransport_security=start-tls\ncredentials=none\n")},
		.login = LOGIN_OFF,
		.security = "starttls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, GEARY_SHOWN, 24, .change = ""}},
	},
	{
		.name = "Geary, encryption at once on 587",
		.program = PROGRAM_GEARY,
		.files = {GEARY_FILE(
			"port=587\ntransport_security=transport\ncredentials=custom\nlogin=anna\n")},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, GEARY_SHOWN, 21}},
	},
	{
		.name = "Geary, not encrypted",
		.program = PROGRAM_GEARY,
		.files = {GEARY_FILE("port=587\ntransport_security=none\ncredentials=custom\nlogin=anna\n")},
		.security = "none",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NOT_ENCRYPTED, GEARY_SHOWN, 21}},
	},
	{
		.name = "Geary, Gmail's servers stand in the program",
		.program = PROGRAM_GEARY,
		.files = {{GEARY "/", "account_01\n"},
			{GEARY_INI, "[Metadata]\nversion=1\n[Account]\nsender_mailboxes=anna.e@gmail.com;\n"
				    "service_provider=gmail\n[Incoming]\nlogin=anna.e@gmail.com\n"}},
		.host = "smtp.gmail.com",
		.port = 465,
		.user = "anna.e@gmail.com",
		.line = 5,
	},
	{
		.name = "Geary before 0.13",
		.program = PROGRAM_GEARY,
		.files = {{"/home/anna/.local/share/geary/", "anna@firma.example\n"},
			{"/home/anna/.local/share/geary/anna@firma.example/geary.ini",
				"[AccountInformation]\nprimary_email=anna@firma.example\n"
				"service_provider=OTHER\nimap_host=imap.firma.example\nimap_port=993\n"
				"imap_ssl=true\nsmtp_host=smtp.firma.example\nsmtp_port=465\nsmtp_ssl=false\n"
				"smtp_starttls=true\nsmtp_username=anna\n"}},
		.host = "smtp.firma.example",
		.port = 465,
		.security = "starttls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, .line = 7}},
	},
	{
		.name = "Geary, an account of the desktop",
		.program = PROGRAM_GEARY,
		.files = {{GEARY "/", "account_02\n"},
			{GEARY "/account_02/geary.ini",
				"[Metadata]\nversion=1\nstatus=enabled\ngoa_id=account_9_0\n[Account]\n"
				"sender_mailboxes=anna@firma.example;\n"},
			{"/home/anna/.config/goa-1.0/accounts.conf",
				"[Account account_9_0]\nProvider=imap_smtp\nEnabled=true\n"
				"EmailAddress=anna@firma.example\nSmtpHost=smtp.firma.example\n"
				"SmtpUseAuth=true\nSmtpUserName=anna\nSmtpUseTls=true\n"}},
		.host = "smtp.firma.example",
		.port = 587,
		.file = "~/.config/goa-1.0/accounts.conf",
		.line = 5,
	},
	{
		.name = "Geary, a removed account is none",
		.program = PROGRAM_GEARY,
		.files = {{GEARY "/", "account_01\n"},
			{GEARY_INI, "[Metadata]\nversion=1\nstatus=removed\n[Account]\nsender_mailboxes=a@x."
				    "example;\n"}},
		.none = true,
	},
};

#define CLAWS	    "/home/anna/.claws-mail"
#define CLAWS_SHOWN "~/.claws-mail/accountrc"
#define CLAWS_FILE(lines)                                                                                    \
	{                                                                                                    \
		CLAWS "/accountrc",                                                                          \
			"[Account: 1]\naccount_name=Work\nis_default=1\nname=Anna\n"                         \
			"address=anna@firma.example\nprotocol=1\nreceive_server=imap.firma.example\n"        \
			"smtp_server=smtp.firma.example\nuser_id=anna\nssl_imap=1\n" lines                   \
	}

static const struct profile_case claws_rows[] = {
	{
		.name = "Claws Mail, everything right, with the name for receiving",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("use_smtp_auth=1\nsmtp_auth_method=16\nsmtp_user_id=\nssl_smtp=2\n"
				     "set_smtpport=1\nsmtp_port=587\n")},
		.account = "Work",
		.address = "anna@firma.example",
		.host = "smtp.firma.example",
		.user = "anna",
		.method = "PLAIN",
		.port = 587,
		.security = "starttls",
		.login = LOGIN_PASSWORD,
		.file = CLAWS_SHOWN,
		.line = 8,
		.in_host = "imap.firma.example",
		.in_port = 993,
	},
	{
		.name = "Claws Mail, its defaults: port 25, no encryption, no login",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("")},
		.port = 25,
		.security = "none",
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, CLAWS_SHOWN, 8, .is = "25"}},
	},
	{
		.name = "Claws Mail, a port that is written down but not switched on",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("use_smtp_auth=1\nssl_smtp=1\nset_smtpport=0\nsmtp_port=587\n")},
		.port = 465,
		.security = "tls",
		.login = LOGIN_ANY,
	},
	{
		.name = "Claws Mail, no login on 587",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("use_smtp_auth=0\nssl_smtp=2\nset_smtpport=1\nsmtp_port=587\n")},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, CLAWS_SHOWN, 11, .change = ""}},
	},
	{
		.name = "Claws Mail, fetches first and sends without a login",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("use_smtp_auth=0\nssl_smtp=2\nset_smtpport=1\nsmtp_port=587\n"
				     "pop_before_smtp=1\n")},
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_NO_LOGIN, CLAWS_SHOWN, 11},
			{MISTAKE_METHOD_OUTDATED, CLAWS_SHOWN, 15, "pop_before_smtp=1", "",
				"POP before SMTP"}},
	},
	{
		.name = "Claws Mail, STARTTLS on 465",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("use_smtp_auth=1\nssl_smtp=2\nset_smtpport=1\nsmtp_port=465\n")},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, CLAWS_SHOWN, 8}},
	},
	{
		.name = "Claws Mail hands mail to msmtp",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("use_mail_command=1\nmail_command=/usr/bin/msmtp -t -i\n")},
		.hands_to = "msmtp",
	},
	{
		.name = "Claws Mail, works offline, and two mails wait in a mailbox elsewhere",
		.program = PROGRAM_CLAWS,
		.files = {CLAWS_FILE("use_smtp_auth=1\nssl_smtp=1\n"),
			{CLAWS "/clawsrc", "[Common]\nconfig_version=4\nwork_offline=1\n\n[Plugins_GTK3]\n"
					   "/usr/lib/x86_64-linux-gnu/claws-mail/plugins/attachwarner.so\n"},
			{CLAWS "/folderlist.xml",
				"<?xml version=\"1.0\"?>\n<folderlist>\n"
				"    <folder name=\"Mail\" path=\"/home/anna/Post\" type=\"mh\">\n"
				"        <folderitem name=\"inbox\" path=\"inbox\" type=\"inbox\" />\n"
				"        <folderitem name=\"queue\" path=\"queue\" type=\"queue\" />\n"
				"    </folder>\n</folderlist>\n"},
			{"/home/anna/Post/queue/", ".mh_sequences\n.claws_mark\n12\n3\n"},
			{"/home/anna/Post/queue/3",
				"X-Claws-End-Special-Headers: 1\nTo: b@x.example\n\nHi\n"}},
		.host = "smtp.firma.example",
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_OFFLINE, "~/.claws-mail/clawsrc", 3},
			{MISTAKE_OUTBOX, "~/Post/queue", .is = "", .what = "2"}},
	},
};

PROFILE_CASES_TEST(test_evolution, evolution_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_kmail, kmail_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_geary, geary_rows, PROGRAM_UNKNOWN)
PROFILE_CASES_TEST(test_claws, claws_rows, PROGRAM_UNKNOWN)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_evolution),
		cmocka_unit_test(test_kmail),
		cmocka_unit_test(test_geary),
		cmocka_unit_test(test_claws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
