/*
 * Where mail programs show their settings for sending, and where they keep the password, in their recent
 * versions.
 */
#include "ui/words/help.h"

#include "checks/engine/words.h"

/* clang-format off */
const struct program_menus program_menus[] = {
	{
		.program = PROGRAM_UNKNOWN,
		.read_off = {
			N_("Open the settings of the account in your mail program."),
			N_("Look for a part called \"Outgoing server\", \"Sending\" or \"SMTP\"."),
			N_("Read off the server name, the port, and the security or encryption."),
			N_("Read off the user name, and whether signing in (\"Authentication\") is "
			   "switched on."),
		},
		.remove_password = {
			N_("Look in the settings for \"Passwords\" or \"Saved passwords\", or in the "
			   "password store of the system."),
			N_("Remove the entry for the outgoing server; it often begins with smtp."),
			N_("Send a mail to yourself and type the current password when you are asked."),
		},
	},
	{
		.program = PROGRAM_THUNDERBIRD,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Account Settings > Outgoing Server (SMTP)."),
			N_("Choose the server; its details are shown below."),
			N_("Click Edit to see Server Name, Port, Connection security, Authentication "
			   "method and User Name."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Settings > Privacy & Security > Saved Passwords."),
			N_("Remove the entry that begins with smtp:// for your server."),
			N_("Send a mail to yourself and type the current password when Thunderbird asks."),
		},
	},
	{
		.program = PROGRAM_OUTLOOK,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open File > Account Settings > Server Settings (older: Account Settings > "
			   "Change > More Settings)."),
			/* TRANSLATORS: menus as in the program itself */
			N_("In the new Outlook open Settings > Accounts > Manage instead."),
			N_("Read off server, port and encryption method under \"Outgoing mail\"."),
			N_("Look whether \"My outgoing server (SMTP) requires authentication\" is "
			   "switched on."),
		},
		.remove_password = {
			N_("Close Outlook."),
			/* TRANSLATORS: menus as in the program itself */
			N_("In Windows open Control Panel > Credential Manager > Windows Credentials."),
			N_("Remove the entries of this account."),
			N_("Start Outlook, send a mail to yourself and type the current password."),
		},
	},
	{
		.program = PROGRAM_APPLE_MAIL,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Mail > Settings > Accounts and choose the account."),
			N_("Click Server Settings."),
			N_("Read off the host name, the port and \"Use TLS/SSL\" of the outgoing server, "
			   "and its authentication."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Mail > Settings > Accounts > Server Settings."),
			N_("Type the current password for the outgoing server, also where dots are shown."),
			N_("Close the window and let it save."),
		},
	},
	{
		.program = PROGRAM_IOS_MAIL,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Settings > Apps > Mail > Mail Accounts (before iOS 18: Settings > Mail > "
			   "Accounts)."),
			N_("Tap the account, then its name again, then SMTP and the primary server."),
			N_("Read off the host name, \"Use SSL\", the authentication and the server port."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Settings > Apps > Mail > Mail Accounts and tap the account."),
			N_("Tap its name again, then SMTP and the primary server."),
			N_("Type the current password and tap Done."),
		},
	},
	{
		.program = PROGRAM_K9,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Settings and tap the account."),
			/* TRANSLATORS: menus as in the program itself */
			N_("Tap Sending mail > Outgoing server."),
			N_("Read off the SMTP server, the security, the port, \"Require sign-in\" and the "
			   "user name."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Settings and tap the account."),
			/* TRANSLATORS: menus as in the program itself */
			N_("Tap Sending mail > Outgoing server."),
			N_("Type the current password and tap Next."),
		},
	},
	{
		.program = PROGRAM_GMAIL_APP,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Settings and tap the account."),
			N_("Tap Outgoing settings."),
			N_("Read off the SMTP server, the port, the security type and \"Require "
			   "sign-in\"."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Settings and tap the account."),
			N_("Tap Outgoing settings."),
			N_("Type the current password and tap Done."),
		},
	},
	{
		.program = PROGRAM_EVOLUTION,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Edit > Accounts, choose the account and click Edit."),
			N_("Click Sending Email."),
			N_("Read off the server, the port, \"Server requires authentication\", the "
			   "encryption method and the user name."),
		},
		.remove_password = {
			N_("Open the program Passwords and Keys (Seahorse)."),
			N_("Look for the name of your server for sending and delete the entry."),
			N_("Send a mail to yourself and type the current password when Evolution asks."),
		},
	},
	{
		.program = PROGRAM_KMAIL,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Settings > Configure KMail > Accounts > Sending."),
			N_("Choose the account and click Modify."),
			N_("Read off the outgoing mail server and the login; under Advanced the "
			   "encryption, the port and the authentication."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Settings > Configure KMail > Accounts > Sending > Modify."),
			N_("Type the current password there."),
			N_("If KWallet gives back the old one, remove it with KWalletManager."),
		},
	},
	{
		.program = PROGRAM_GEARY,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Accounts and choose the account."),
			N_("Click Server Settings."),
			N_("Read off the server, the transport security and the login in the part for "
			   "sending."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open the menu > Accounts, choose the account and click Server Settings."),
			N_("Type the current password in the part for sending."),
		},
	},
	{
		.program = PROGRAM_CLAWS,
		.read_off = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Configuration > Edit accounts, choose the account and click Edit."),
			N_("Read off the server on the page Basic and the login on the page Send."),
			N_("Read off the encryption on the page SSL/TLS and the port on the page Advanced."),
		},
		.remove_password = {
			/* TRANSLATORS: menus as in the program itself */
			N_("Open Configuration > Edit accounts > Edit > Send."),
			N_("Type the current password there. If the field for the user ID is empty, type it on the page "
			   "Basic."),
		},
	},
	{
		.program = PROGRAM_MUTT,
		.read_off = {
			N_("Open ~/.muttrc, or ~/.config/neomutt/neomuttrc, in an editor."),
			N_("smtp_url holds the user name, the server and the port. smtps:// means "
			   "SSL/TLS, smtp:// means STARTTLS."),
			N_("Look at ssl_starttls and smtp_authenticators too."),
		},
		.remove_password = {
			N_("Open ~/.muttrc, or ~/.config/neomutt/neomuttrc, in an editor."),
			N_("Correct smtp_pass, or the file that it is read from. Without it mutt asks."),
		},
	},
	{
		.program = PROGRAM_MSMTP,
		.read_off = {
			N_("Open ~/.msmtprc, or ~/.config/msmtp/config, in an editor."),
			N_("Read off host, port, auth and user."),
			N_("\"tls_starttls off\" means SSL/TLS, \"tls_starttls on\" means STARTTLS."),
		},
		.remove_password = {
			N_("Open ~/.msmtprc, or ~/.config/msmtp/config, in an editor."),
			N_("Correct the line password or passwordeval, or remove the entry from the "
			   "keyring."),
		},
	},
	{
		.program = PROGRAM_POSTFIX,
		.read_off = {
			/* TRANSLATORS: keep the commands as they are */
			N_("See the settings for sending:\npostconf -n | grep -E "
			   "'relayhost|smtp_sasl|smtp_tls'"),
			N_("relayhost holds the server and the port."),
			N_("\"smtp_tls_wrappermode = yes\" means SSL/TLS. Without it, "
			   "smtp_tls_security_level chooses STARTTLS."),
		},
		.remove_password = {
			N_("Correct name and password in /etc/postfix/sasl_passwd."),
			/* TRANSLATORS: keep the commands as they are */
			N_("Make the table and load the settings:\nsudo postmap "
			   "/etc/postfix/sasl_passwd\nsudo systemctl reload postfix"),
		},
	},
	{
		.program = PROGRAM_EXIM,
		.read_off = {
			/* TRANSLATORS: keep the commands as they are */
			N_("See the settings for sending on Debian and Ubuntu:\ngrep dc_ "
			   "/etc/exim4/update-exim4.conf.conf"),
			N_("dc_smarthost holds the server and, after two colons, the port."),
			N_("/etc/exim4/passwd.client holds the server, the user name and the password."),
		},
		.remove_password = {
			N_("Correct the line of your server in /etc/exim4/passwd.client."),
			/* TRANSLATORS: keep the commands as they are */
			N_("Load the settings:\nsudo update-exim4.conf\nsudo systemctl restart exim4"),
		},
	},
	{
		.program = PROGRAM_SSMTP,
		.read_off = {
			N_("Open the settings of sSMTP in an editor: /etc/ssmtp/ssmtp.conf."),
			N_("mailhub holds the server and the port."),
		},
		.remove_password = {
			N_("Correct the line AuthPass in /etc/ssmtp/ssmtp.conf."),
		},
	},
	{
		.program = PROGRAM_NULLMAILER,
		.read_off = {
			N_("Open the settings of nullmailer in an editor: /etc/nullmailer/remotes."),
			N_("Each line holds a server, its port, the user name and the password."),
		},
		.remove_password = {
			/* TRANSLATORS: keep the commands as they are */
			N_("Correct the password in /etc/nullmailer/remotes, then start it again:\nsudo systemctl restart nullmailer"),
		},
	},
	{
		.program = PROGRAM_DMA,
		.read_off = {
			N_("Open the settings of dma in an editor: /etc/dma/dma.conf."),
		},
		.remove_password = {
			N_("Correct the line of your server in /etc/dma/auth.conf."),
		},
	},
	{
		.program = PROGRAM_SNAIL,
		.read_off = {
			N_("Open the settings of s-nail or mailx in an editor: ~/.mailrc."),
		},
		.remove_password = {
			N_("Correct the password in ~/.mailrc or in ~/.netrc. Without one, the program asks when it sends."),
		},
	},
	{
		.program = PROGRAM_AERC,
		.read_off = {
			N_("Open the settings of aerc in an editor: ~/.config/aerc/accounts.conf."),
		},
		.remove_password = {
			N_("Correct the command behind outgoing-cred-cmd, or the password in the line outgoing."),
		},
	},
	{
		.program = PROGRAM_HIMALAYA,
		.read_off = {
			N_("Open the settings of himalaya in an editor: ~/.config/himalaya/config.toml."),
		},
		.remove_password = {
			/* TRANSLATORS: keep the commands as they are; NAME is the name of the account */
			N_("Type the password anew, with the name of the account:\nhimalaya account configure NAME"),
		},
	},
	{
		.program = PROGRAM_GIT,
		.read_off = {
			/* TRANSLATORS: keep the commands as they are */
			N_("See the settings of git send-email:\ngit config --get-regexp sendemail"),
		},
		.remove_password = {
			/* TRANSLATORS: keep the commands as they are */
			N_("Remove the old password; git then asks for it when it sends:\ngit config --global --unset sendemail.smtpPass"),
		},
	},
	{
		.program = PROGRAM_ALPINE,
		.read_off = {
			N_("In Alpine press M, then S for the settings and C for the configuration. They stand in ~/.pinerc."),
		},
		.remove_password = {
			N_("Delete the file ~/.alpine.pwd if there is one. Alpine then asks for the password when it sends."),
		},
	},
	{
		.program = PROGRAM_OPENSMTPD,
		.read_off = {
			/* TRANSLATORS: keep the commands as they are */
			N_("See the settings for sending (on some systems in /etc/mail/smtpd.conf):\ngrep -E "
			   "'relay|table' /etc/smtpd.conf"),
			N_("The line with relay host holds the server and the port. smtps means SSL/TLS, smtp+tls "
			   "means STARTTLS."),
		},
		.remove_password = {
			N_("Correct name and password in the table that smtpd.conf names behind auth."),
			/* TRANSLATORS: keep the commands as they are */
			N_("Load the settings:\nsudo systemctl restart opensmtpd"),
		},
	},
	{
		.program = PROGRAM_SENDMAIL,
		.read_off = {
			/* TRANSLATORS: keep the commands as they are */
			N_("See the settings for sending:\ngrep -E 'SMART_HOST|MAILER_ARGS|authinfo' "
			   "/etc/mail/sendmail.mc"),
			N_("SMART_HOST holds the server, RELAY_MAILER_ARGS the port."),
		},
		.remove_password = {
			N_("Correct name and password in /etc/mail/authinfo."),
			/* TRANSLATORS: keep the commands as they are */
			N_("Make the table and load the settings:\nsudo makemap hash /etc/mail/authinfo < "
			   "/etc/mail/authinfo\nsudo systemctl restart sendmail"),
		},
	},
};
/* clang-format on */

const size_t program_menus_n = sizeof program_menus / sizeof program_menus[0];
