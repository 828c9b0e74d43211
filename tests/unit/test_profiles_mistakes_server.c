/*
 * What people get wrong when a mail server of their own is to send through a company's: Postfix, Exim, OpenSMTPD, Sendmail, as
 * tables. The last rows of each are the nearest neighbours, where nothing is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/profile_case.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define MAIN_CF	    "/etc/postfix/main.cf"
#define SASL	    "/etc/postfix/sasl_passwd"
#define ANSWERS	    "/etc/exim4/update-exim4.conf.conf"
#define CLIENT	    "/etc/exim4/passwd.client"
#define SMTPD	    "/etc/smtpd.conf"
#define SECRETS	    "/etc/mail/secrets"
#define MC	    "/etc/mail/sendmail.mc"
#define AUTHINFO    "/etc/mail/authinfo"

#define LOGIN                                                                                                \
	"smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous\n"                            \
	"smtp_sasl_password_maps = hash:" SASL "\nsmtp_tls_security_level = encrypt\n"
#define TABLE                                                                                                \
	{                                                                                                    \
		SASL, "[smtp.example.org]:587 anna@example.org:geheim\n"                                     \
	}

static const struct profile_case postfix[] = {
	{.name = "postfix: no port, so 25",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]\n" LOGIN},
			{SASL, "[smtp.example.org] anna@example.org:geheim\n"}},
		.host = "smtp.example.org",
		.port = 25,
		.security = "starttls",
		.user = "anna@example.org",
		.login = LOGIN_PASSWORD,
		.file = MAIN_CF,
		.line = 1,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, MAIN_CF, 1, "25", "relayhost = [smtp.example.org]:587",
			"587"}}},
	{.name = "postfix: no brackets",
		.files = {{MAIN_CF, "\nrelayhost = smtp.example.org:587\n" LOGIN},
			{SASL, "smtp.example.org:587 anna@example.org:geheim\n"}},
		.host = "smtp.example.org",
		.port = 587,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_BRACKETS_MISSING, MAIN_CF, 2, "relayhost = smtp.example.org:587",
			"relayhost = [smtp.example.org]:587", "smtp.example.org"}}},
	{.name = "postfix: the port inside the brackets",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org:587]\n" LOGIN}, TABLE},
		.host = "smtp.example.org",
		.port = 587,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, MAIN_CF, 1, "relayhost = [smtp.example.org:587]",
			"relayhost = [smtp.example.org]:587", NULL}}},
	{.name = "postfix: a blank before the port",
		.files = {{MAIN_CF, "relayhost = smtp.example.org 587\n" LOGIN}, TABLE},
		.host = "smtp.example.org",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, MAIN_CF, 1, "relayhost = smtp.example.org 587",
			"relayhost = [smtp.example.org]:587", NULL}}},
	{.name = "postfix: a web address for a relay",
		.files = {{MAIN_CF, "relayhost = smtp://smtp.example.org:587\n" LOGIN}, TABLE},
		.host = "smtp.example.org",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, MAIN_CF, 1, NULL, "relayhost = [smtp.example.org]:587",
			NULL}}},
	{.name = "postfix: 465 without wrapper mode",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:465\n" LOGIN},
			{SASL, "[smtp.example.org]:465 anna@example.org:geheim\n"}},
		.port = 465,
		.security = "starttls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, MAIN_CF, 1, "465 starttls",
			"smtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt", "tls"}}},
	{.name = "postfix: wrapper mode on 587",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\nsmtp_tls_wrappermode = yes\n" LOGIN},
			TABLE},
		.security = "tls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_TLS_ON_STARTTLS_PORT, MAIN_CF, 1, NULL, "smtp_tls_wrappermode = no",
			"starttls"}}},
	{.name = "postfix: wrapper mode without the level it wants",
		.files = {{MAIN_CF,
				  "relayhost = [smtp.example.org]:465\nsmtp_tls_wrappermode = yes\n"
				  "smtp_tls_security_level = may\nsmtp_sasl_auth_enable = yes\n"
				  "smtp_sasl_security_options =\nsmtp_sasl_password_maps = hash:" SASL "\n"},
			{SASL, "[smtp.example.org]:465 anna@example.org:geheim\n"}},
		.security = "tls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_CONTRADICTION, MAIN_CF, 2, "smtp_tls_wrappermode = yes",
			"smtp_tls_security_level = encrypt", "smtp_tls_security_level = may"}}},
	{.name = "postfix: the table has no line for the relay",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\n" LOGIN},
			{SASL, "# mail\n[mail.example.org]:587 anna@example.org:geheim\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, SASL, 0, "", "[smtp.example.org]:587 NAME:PASSWORD",
			"[smtp.example.org]:587"}}},
	{.name = "postfix: the table names the relay otherwise",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\n" LOGIN},
			{SASL, "# mail\nsmtp.example.org:587 anna@example.org:geheim\n"}},
		.user = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, SASL, 2, "smtp.example.org:587",
			"[smtp.example.org]:587 anna@example.org:PASSWORD", "[smtp.example.org]:587"}}},
	{.name = "postfix: the table was never made",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\n" LOGIN}, TABLE,
			{"/etc/postfix/", "main.cf\nmaster.cf\nsasl_passwd\n"}},
		.user = "anna@example.org",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, SASL, 0, "", "sudo postmap hash:" SASL,
			SASL ".db"}}},
	{.name = "postfix: no table at all",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\n" LOGIN},
			{"/etc/postfix/", "main.cf\nmaster.cf\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, MAIN_CF, 4, "hash:" SASL,
			"[smtp.example.org]:587 NAME:PASSWORD", SASL}}},
	{.name = "postfix: a login, and no word where it stands",
		.files = {{MAIN_CF,
			"relayhost = [smtp.example.org]:587\nsmtp_sasl_auth_enable = yes\n"
			"smtp_sasl_security_options = noanonymous\nsmtp_tls_security_level = encrypt\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, MAIN_CF, 2, NULL, "smtp_sasl_password_maps",
			NULL}}},
	{.name = "postfix: its default forbids the usual ways to sign in",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\nsmtp_sasl_auth_enable = yes\n"
				    "smtp_sasl_password_maps = hash:" SASL
				    "\nsmtp_tls_security_level = encrypt\n"},
			TABLE},
		.login = LOGIN_ENCRYPTED,
		.method = "CRAM-MD5",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_METHOD_OUTDATED, MAIN_CF, 2,
			"smtp_sasl_security_options = noplaintext, noanonymous",
			"smtp_sasl_security_options = noanonymous", "noplaintext"}}},
	{.name = "postfix: no login",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\nsmtp_tls_security_level = may\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, MAIN_CF, 0, NULL, "smtp_sasl_auth_enable = yes", NULL}}},
	{.name = "postfix: no encryption",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\nsmtp_sasl_auth_enable = yes\n"
				    "smtp_sasl_security_options = noanonymous\nsmtp_sasl_password_maps = "
				    "hash:" SASL "\n"},
			TABLE},
		.security = "none",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NOT_ENCRYPTED, MAIN_CF, 1, "587 none",
			"smtp_tls_security_level = encrypt", NULL}}},
	{.name = "postfix: an empty line of Debian's further down",
		.files =
			{{MAIN_CF,
				 "relayhost = [smtp.example.org]:587\nmyhostname = pc\nrelayhost =\n" LOGIN},
				TABLE},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OVERRIDDEN, MAIN_CF, 3,
			"relayhost =", "relayhost = [smtp.example.org]:587", "relayhost"}}},
	{.name = "postfix: a blank before the line",
		.files = {{MAIN_CF, "mydestination = localhost\n relayhost = [smtp.example.org]:587\n" LOGIN},
			TABLE},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OVERRIDDEN, MAIN_CF, 2, "relayhost = [smtp.example.org]:587",
			"relayhost = [smtp.example.org]:587", "mydestination"}}},
	{.name = "postfix: a line without =",
		.files = {{MAIN_CF, "relayhost [smtp.example.org]:587\n" LOGIN}, TABLE},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_UNREADABLE_LINE, MAIN_CF, 1, "relayhost …", "", "="}}},
	{.name = "postfix: local mail alone, as its package sets it up",
		.files = {{MAIN_CF, "myhostname = pc\nrelayhost =\ndefault_transport = error\n"
				    "relay_transport = error\n"}},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_KEEPS_MAIL, MAIN_CF, 3, "default_transport = error",
			"default_transport = smtp", "default_transport"}}},
	{.name = "postfix: mail is put off",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\ndefer_transports = smtp\n" LOGIN},
			TABLE},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_KEEPS_MAIL, MAIN_CF, 2, "defer_transports = smtp",
			"defer_transports =", "defer_transports"}}},
	{.name = "postfix: the server for receiving",
		.files = {{MAIN_CF, "relayhost = [imap.gmail.com]:587\n" LOGIN},
			{SASL, "[imap.gmail.com]:587 anna@gmail.com:geheim\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_HOST_INCOMING, MAIN_CF, 1, "imap.gmail.com",
			"relayhost = [smtp.gmail.com]:", "smtp.gmail.com"}}},
	{.name = "postfix: nothing is wrong",
		.files = {{MAIN_CF, "mydomain = example.org\nrelayhost =\n  [smtp.$mydomain]:587\n" LOGIN},
			TABLE, {"/etc/postfix/", "main.cf\nsasl_passwd\nsasl_passwd.db\n"}},
		.host = "smtp.example.org",
		.port = 587,
		.security = "starttls",
		.user = "anna@example.org",
		.line = 2},
	{.name = "postfix: the table may not be read",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:587\n" LOGIN}, {SASL, NULL}},
		.user = "",
		.login = LOGIN_PASSWORD,
		.refusals = 1},
	{.name = "postfix: 465 as it is meant",
		.files = {{MAIN_CF, "relayhost = [smtp.example.org]:submissions\nsmtp_tls_wrappermode = "
				    "yes\n" LOGIN},
			{SASL, "[smtp.example.org]:submissions anna@example.org:geheim\n"}},
		.port = 465,
		.security = "tls"},
	{.name = "postfix: the company's relay by its domain",
		.files = {{MAIN_CF, "relayhost = example.org\nsmtp_tls_security_level = may\n"}},
		.port = 25,
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, MAIN_CF, 1, NULL, NULL, NULL}}},
	{.name = "postfix: straight to the recipients' servers",
		.files = {{MAIN_CF, "myhostname = mail.example.org\nrelayhost =\n"}},
		.none = true},
	{.name = "postfix: a relay for each sender",
		.files = {{MAIN_CF, "sender_dependent_relayhost_maps = hash:/etc/postfix/relays\n"
				    "smtp_sender_dependent_authentication = yes\n" LOGIN},
			{"/etc/postfix/relays", "anna@example.org [smtp.example.org]:587\n"
						"work@example.net smtp.example.net:587\n"},
			{SASL, "anna@example.org anna:geheim\nwork@example.net work:geheim\n"}},
		.accounts = 2,
		.which = 1,
		.account = "work@example.net",
		.address = "work@example.net",
		.host = "smtp.example.net",
		.user = "work",
		.file = "/etc/postfix/relays",
		.line = 2,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_BRACKETS_MISSING, "/etc/postfix/relays", 2, NULL,
			"work@example.net [smtp.example.net]:587", NULL}}},
	{.name = "postfix: a table of transports for everything",
		.files = {{MAIN_CF, "transport_maps = hash:/etc/postfix/transport\n" LOGIN},
			{"/etc/postfix/transport", "* smtp:[smtp.example.org]:587\n"}, TABLE},
		.host = "smtp.example.org",
		.user = "anna@example.org"},
	{.name = "postfix: its file by name",
		.import = "/home/anna/copy/main.cf",
		.files = {{"/home/anna/copy/main.cf", "relayhost = [smtp.example.org]:587\n" LOGIN}, TABLE},
		.host = "smtp.example.org",
		.file = "~/copy/main.cf"},
};

#define ANSWERED(host) "dc_eximconfig_configtype='smarthost'\ndc_smarthost='" host "'\n"
#define CLIENT_LINE                                                                                          \
	{                                                                                                    \
		CLIENT, "smtp.example.org:anna@example.org:geheim\n"                                         \
	}

static const struct profile_case exim[] = {
	{.name = "exim: one colon",
		.files = {{ANSWERS, ANSWERED("smtp.example.org:587")}, CLIENT_LINE},
		.host = "smtp.example.org",
		.port = 25,
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_ONE_COLON, ANSWERS, 2, "smtp.example.org:587",
				     "dc_smarthost='smtp.example.org::587'", "smtp.example.org"},
			{MISTAKE_PORT_25, ANSWERS, 2, "25", "dc_smarthost='smtp.example.org::587'", "587"}}},
	{.name = "exim: no port, so 25",
		.files = {{ANSWERS, ANSWERED("smtp.example.org")}, CLIENT_LINE},
		.port = 25,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PORT_25, ANSWERS, 2, "25", "dc_smarthost='smtp.example.org::587'",
			"587"}}},
	{.name = "exim: 465 in the clear",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::465")}, CLIENT_LINE},
		.port = 465,
		.security = "starttls",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, ANSWERS, 2, "465 starttls",
			"REMOTE_SMTP_SMARTHOST_PROTOCOL = smtps", "tls"}}},
	{.name = "exim: no line for this server",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")},
			{CLIENT, "# comment\nmail.example.net:anna:geheim\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, CLIENT, 0, "", "smtp.example.org:NAME:PASSWORD",
				     "smtp.example.org"},
			{MISTAKE_NO_LOGIN, CLIENT, 0, NULL, NULL, NULL}}},
	{.name = "exim: the port in the table of passwords",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")},
			{CLIENT, "smtp.example.org:587:anna@example.org:geheim\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_PASSWORD_NOT_FOUND, CLIENT, 1, "smtp.example.org:587:…",
			"smtp.example.org:NAME:PASSWORD", "smtp.example.org"}}},
	{.name = "exim: nobody to sign in as",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")}, {CLIENT, "# only a comment\n"}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, CLIENT, 0, NULL, "smtp.example.org:NAME:PASSWORD", NULL}}},
	{.name = "exim: local mail alone, as its package sets it up",
		.files = {{ANSWERS, "dc_eximconfig_configtype='local'\ndc_smarthost=''\n"}},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_KEEPS_MAIL, ANSWERS, 1, "dc_eximconfig_configtype='local'",
			"dc_eximconfig_configtype='smarthost'", "local"}}},
	{.name = "exim: a smarthost that its kind does not use",
		.files = {{ANSWERS,
			"dc_eximconfig_configtype='internet'\ndc_smarthost='smtp.example.org::587'\n"}},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OVERRIDDEN, ANSWERS, 1, "dc_eximconfig_configtype='internet'",
			"dc_eximconfig_configtype='smarthost'", "dc_smarthost"}}},
	{.name = "exim: no smarthost",
		.files = {{ANSWERS, ANSWERED("")}},
		.host = "",
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_SERVER, ANSWERS, 2, NULL, NULL, NULL}}},
	{.name = "exim: the answers were changed, the settings not made",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")}, CLIENT_LINE,
			{"/var/lib/exim4/config.autogenerated",
				".ifndef DCsmarthost\nDCsmarthost=smtp.example.net::587\n.endif\n"}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_OVERRIDDEN, ANSWERS, 2, "smtp.example.net::587",
			"sudo update-exim4.conf", "/var/lib/exim4/config.autogenerated"}}},
	{.name = "exim: nothing is wrong",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")}, CLIENT_LINE,
			{"/var/lib/exim4/config.autogenerated",
				".ifndef DCsmarthost\nDCsmarthost=smtp.example.org::587\n.endif\n"}},
		.host = "smtp.example.org",
		.port = 587,
		.security = "starttls",
		.user = "anna@example.org",
		.login = LOGIN_PASSWORD,
		.file = ANSWERS,
		.line = 2},
	{.name = "exim: 465 as it is meant",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::465")}, CLIENT_LINE,
			{"/etc/exim4/exim4.conf.localmacros", "REMOTE_SMTP_SMARTHOST_PROTOCOL = smtps\n"}},
		.port = 465,
		.security = "tls"},
	{.name = "exim: a star for all servers",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")},
			{CLIENT, "*:anna@example.org:geheim\n"}},
		.user = "anna@example.org"},
	{.name = "exim: the name of the server's address",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")},
			{CLIENT, "relay7.example.org: anna@example.org:geheim\n"}}},
	{.name = "exim: several smarthosts",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587;mail.example.org::587")}, CLIENT_LINE},
		.host = "smtp.example.org",
		.port = 587},
	{.name = "exim: the passwords may not be read",
		.files = {{ANSWERS, ANSWERED("smtp.example.org::587")}, {CLIENT, NULL}},
		.login = LOGIN_UNTOLD,
		.refusals = 1},
	{.name = "exim: straight to the recipients' servers",
		.files = {{ANSWERS, "dc_eximconfig_configtype='internet'\ndc_smarthost=''\n"}},
		.none = true},
};

#define EXIM_CONF "/etc/exim4/exim4.conf"
#define ROUTE(hosts)                                                                                         \
	"SMARTHOST = " hosts "\nprimary_hostname = pc.example.org\nbegin routers\nout:\n"                    \
	"  driver = manualroute\n  domains = ! +local_domains\n  transport = relay_smtp\n"                   \
	"  route_list = * SMARTHOST byname\n"
#define TRANSPORT(options) "begin transports\nrelay_smtp:\n  driver = smtp\n" options
#define CLIENT_AUTH                                                                                          \
	"begin authenticators\nplain:\n  driver = plaintext\n  public_name = PLAIN\n"                        \
	"  client_send = ^anna@example.org^geheim\n"

static const struct profile_case exim_conf[] = {
	{.name = "exim.conf: one colon",
		.files = {{EXIM_CONF,
			ROUTE("smtp.example.org:587") TRANSPORT("  hosts_require_auth = *\n") CLIENT_AUTH}},
		.port = 25,
		.n_mistakes = 2,
		.mistakes = {{MISTAKE_ONE_COLON, EXIM_CONF, 8, "smtp.example.org:587",
				     "route_list = * smtp.example.org::587", "smtp.example.org"},
			{MISTAKE_PORT_25, EXIM_CONF, 8, "25", "route_list = * smtp.example.org::587", NULL}}},
	{.name = "exim.conf: nobody is told to sign in",
		.files = {{EXIM_CONF, ROUTE("smtp.example.org::587") TRANSPORT("") CLIENT_AUTH}},
		.login = LOGIN_OFF,
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_NO_LOGIN, EXIM_CONF, 16, NULL, "hosts_require_auth = *", NULL}}},
	{.name = "exim.conf: 465 in the clear",
		.files = {{EXIM_CONF,
			ROUTE("smtp.example.org::465") TRANSPORT("  hosts_try_auth = *\n") CLIENT_AUTH}},
		.n_mistakes = 1,
		.mistakes = {{MISTAKE_STARTTLS_ON_TLS_PORT, EXIM_CONF, 8, NULL, "protocol = smtps", "tls"}}},
	{.name = "exim.conf: nothing is wrong",
		.files = {{EXIM_CONF, ROUTE("smtp.example.org::465") TRANSPORT(
					      "  hosts_try_auth = *\n.ifdef SMARTHOST\n  protocol = smtps\n"
					      ".else\n  protocol = smtp\n.endif\n") CLIENT_AUTH}},
		.host = "smtp.example.org",
		.port = 465,
		.security = "tls",
		.user = "anna@example.org",
		.login = LOGIN_PASSWORD,
		.file = EXIM_CONF,
		.line = 8},
	{.name = "exim.conf: parts in other files, and one that includes itself",
		.files = {{EXIM_CONF,
				  ".include /etc/exim4/a\n" TRANSPORT("  hosts_try_auth = *\n") CLIENT_AUTH},
			{"/etc/exim4/a", ROUTE("smtp.example.org::587") ".include /etc/exim4/a\n"}},
		.host = "smtp.example.org",
		.port = 587,
		.refusals = 1},
};

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

static size_t run(const struct profile_case *rows, size_t n, enum program program)
{
	size_t failed = 0;

	for (size_t i = 0; i < n; i++) {
		struct profile_case row = rows[i];

		row.program = program;
		failed += profile_case_run(&row) ? 1 : 0;
	}
	return failed;
}

static void mistakes_in_postfix(void **state)
{
	(void)state;
	assert_int_equal(run(postfix, N_OF(postfix), PROGRAM_POSTFIX), 0);
}

static void mistakes_in_exim(void **state)
{
	(void)state;
	assert_int_equal(run(exim, N_OF(exim), PROGRAM_EXIM), 0);
	assert_int_equal(run(exim_conf, N_OF(exim_conf), PROGRAM_EXIM), 0);
}

static void mistakes_in_opensmtpd(void **state)
{
	(void)state;
	assert_int_equal(run(opensmtpd, N_OF(opensmtpd), PROGRAM_OPENSMTPD), 0);
}

static void mistakes_in_sendmail(void **state)
{
	(void)state;
	assert_int_equal(run(sendmail, N_OF(sendmail), PROGRAM_SENDMAIL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_in_postfix),
		cmocka_unit_test(mistakes_in_exim),
		cmocka_unit_test(mistakes_in_opensmtpd),
		cmocka_unit_test(mistakes_in_sendmail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
