/*
 * Codes without words, words without codes, and numbers that are no codes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/pastes.h"

static const struct pasted bare[] = {
	{"535", .code = 535, .stage = REPLY_STAGE_AUTH, .cause = "wrong-password"},
	{"5.7.8", .enhanced = "5.7.8", .cause = "wrong-password"},
	{"550 5.1.1", .code = 550, .enhanced = "5.1.1", .cause = "recipient-unknown"},
	{"Error 554", .code = 554, .cause = "recipient-refuses"},
	{"Fehlercode: 535", .code = 535, .stage = REPLY_STAGE_AUTH, .cause = "wrong-password"},
	{"error code 421", .code = 421, .cause = "temporary-failure"},
	{"(550)", .code = 550, .cause = "recipient-refuses"},
	{"SMTP-Fehler 530: Authentication required", .code = 530, .stage = REPLY_STAGE_AUTH,
		.cause = "login-required", .sure = true},
	{"#5.1.1 (bad destination mailbox)", .enhanced = "5.1.1", .cause = "recipient-unknown"},
	{"#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", .code = 550, .enhanced = "5.1.1",
		.cause = "recipient-unknown", .sure = true},
	{"552 5.3.4 Message size exceeds fixed limit", .code = 552, .enhanced = "5.3.4",
		.cause = "message-too-large", .sure = true},
	{"550 Requested action not taken: mailbox unavailable", .code = 550, .cause = "recipient-unknown",
		.sure = true},
	{"250 2.0.0 Ok: queued as 4ABC", .code = 250, .enhanced = "2.0.0"},
	{"> 550 5.7.1 <x@y.example>:\n> Relay access denied", .code = 550, .enhanced = "5.7.1",
		.cause = "relay-denied", .sure = true},
	{"550-Requested action not taken: mailbox unavailable\n550-Sender address is not allowed.\n"
	 "550 For explanation visit https://postmaster.gmx.net",
		.code = 550, .cause = "sender-refused", .sure = true},
	{"450 4.2.0 Greylisted, try again later\n\n550 5.1.1 User unknown", .code = 550, .enhanced = "5.1.1",
		.cause = "recipient-unknown", .sure = true},
	{"550 5.1.1 <a@y.example>: User unknown\n554 5.5.1 Error: no valid recipients", .code = 550,
		.enhanced = "5.1.1", .cause = "recipient-unknown", .sure = true},
	{"550 #5.1.0 Address rejected.", .code = 550, .enhanced = "5.1.0", .cause = "recipient-unknown",
		.sure = true},
	{"503 5.5.1 Error: need MAIL command", .code = 503, .enhanced = "5.5.1", .cause = "protocol-error"},
	{"ошибка 550 5.7.1 Relay access denied", .code = 550, .enhanced = "5.7.1", .cause = "relay-denied",
		.sure = true},
	{"错误：550 5.1.1 User unknown", .code = 550, .enhanced = "5.1.1", .cause = "recipient-unknown",
		.sure = true},
	{"{\"code\":\"EAUTH\",\"response\":\"535 Incorrect authentication "
	 "data\",\"responseCode\":535,\"command\":\"AUTH "
	 "PLAIN\"}",
		.code = 535, .stage = REPLY_STAGE_AUTH, .cause = "wrong-password", .sure = true},
	{"I sent 500 mails, 421 of them came back with \"550 5.1.1 User unknown\"", .code = 550,
		.enhanced = "5.1.1", .cause = "recipient-unknown", .sure = true},
};

static const struct pasted nothing[] = {
	{"smtp.example.org:587"},
	{"The port 465 or 587 is used, at 192.0.2.45 or 550.1.2.3"},
	{"on 2026-11-21 at 10:45:53 we had 550 messages, limit of 500 mails"},
	{"Thunderbird version 5.7.1 is out, postfix/4.5.6 too"},
	{"id 4ABC550-5.xyz@mx.example"},
	{"It takes 450 ms and 552 bytes"},
	{"Dear Anna, how are you today?"},
	{"See https://accounts.example/550/x?code=535&status=550"},
	{"postfix/qmgr[12]: 4ABC: from=<a@b.example>, size=552, nrcpt=1 (queue active), "
	 "message-id=<550.5.1.1@x.example>"},
};

static const struct pasted words[] = {
	{"The message could not be sent because the connection to Outgoing server (SMTP) smtp.b.example "
	 "timed out. Try again.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "port-blocked"},
	{"The message could not be sent because connecting to Outgoing server (SMTP) smtp.b.example "
	 "failed. The server may be unavailable or is refusing SMTP connections. Please verify that "
	 "your Outgoing server (SMTP) settings are correct and try again.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "server-down"},
	{"Sending of the message failed.\nThe message could not be sent because the connection to Outgoing "
	 "server (SMTP) smtp.b.example was lost in the middle of the transaction. Try again.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "server-down"},
	{"An error occurred while sending mail: Outgoing server (SMTP) smtp.b.exmaple is unknown. The "
	 "server may be incorrectly configured. Please verify that your Outgoing server (SMTP) settings "
	 "are correct and try again.",
		.said_by = "smtp.b.exmaple", .program = "thunderbird", .cause = "server-name-unknown"},
	{"Unable to authenticate to Outgoing server (SMTP) smtp.b.example. Please check the password "
	 "and verify the 'Authentication method' in 'Account Settings | Outgoing server (SMTP)'.",
		.said_by = "smtp.b.example", .stage = REPLY_STAGE_AUTH, .program = "thunderbird",
		.cause = "wrong-password"},
	{"The Outgoing server (SMTP) smtp.b.example does not support the selected authentication method. "
	 "Please change the 'Authentication method' in 'Account Settings | Outgoing Server (SMTP)'.",
		.said_by = "smtp.b.example", .stage = REPLY_STAGE_AUTH, .program = "thunderbird",
		.cause = "login-method-outdated"},
	{"An error occurred while sending mail: Unable to establish a secure link with Outgoing server "
	 "(SMTP) smtp.b.example using STARTTLS since it doesn't advertise that feature. Switch off "
	 "STARTTLS for that server or contact your service provider.",
		.said_by = "smtp.b.example", .stage = REPLY_STAGE_STARTTLS, .program = "thunderbird",
		.cause = "starttls-stripped"},
	{"Senden der Nachricht fehlgeschlagen.\nDie Nachricht konnte nicht gesendet werden, weil die "
	 "Verbindung mit dem SMTP-Server smtp.b.example ihre Ablaufzeit (Timeout) überschritten hat. "
	 "Versuchen Sie es nochmals.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "port-blocked"},
	{"Die Nachricht konnte nicht gesendet werden, weil der Verbindungsaufbau mit dem SMTP-Server "
	 "smtp.b.example fehlgeschlagen ist. Der Server ist entweder nicht verfügbar oder lehnt "
	 "SMTP-Verbindungen "
	 "ab.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "server-down"},
	{"Der Postausgangs-Server (SMTP) smtp.b.example kann nicht authentifiziert werden. Bitte überprüfen "
	 "Sie das Passwort und die gewählte „Authentifizierungsmethode“ unter „Konten-Einstellungen "
	 "| Postausgangs-Server (SMTP)“.",
		.said_by = "smtp.b.example", .stage = REPLY_STAGE_AUTH, .program = "thunderbird",
		.cause = "wrong-password"},
	{"Le message n’a pas pu être envoyé car la connexion au serveur sortant (SMTP) « smtp.b.example "
	 "» a expiré. Veuillez essayer à nouveau.",
		.program = "thunderbird", .cause = "port-blocked"},
	{"Impossible de s’authentifier sur le serveur sortant (SMTP) smtp.b.example. Veuillez vérifier "
	 "votre mot de passe",
		.said_by = "smtp.b.example", .stage = REPLY_STAGE_AUTH, .program = "thunderbird",
		.cause = "wrong-password"},
	{"El mensaje no se ha podido enviar porque ha caducado la conexión al servidor de salida (SMTP) "
	 "smtp.b.example. Vuelva a intentarlo.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "port-blocked"},
	{"Non è stato possibile inviare il messaggio perché la connessione al server di posta in uscita "
	 "(SMTP) smtp.b.example è scaduta. Riprova.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "port-blocked"},
	{"Ocorreu um erro ao enviar mensagem: O servidor de envio (SMTP) smtp.b.example não é conhecido.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "server-name-unknown"},
	{"Het bericht kon niet worden verzonden, omdat het verbinden met uitgaande (SMTP-)server "
	 "smtp.b.example "
	 "is mislukt.",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "server-down"},
	{"Wysyłanie wiadomości się nie powiodło, ponieważ upłynął limit czasu połączenia z serwerem "
	 "smtp.b.example poczty wychodzącej (SMTP).",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "port-blocked"},
	{"Не удалось аутентифицироваться на Сервере исходящей почты (SMTP) «smtp.b.example». Пожалуйста, "
	 "проверьте пароль",
		.said_by = "smtp.b.example", .stage = REPLY_STAGE_AUTH, .program = "thunderbird",
		.cause = "wrong-password"},
	{"送信 (SMTP) サーバー smtp.b.example "
	 "との接続がタイムアウトしたため、メッセージを送信できませんでした。再度試してください。",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "port-blocked"},
	{"因为无法连接到发件服务器（SMTP） smtp.b.example，邮件未能发送。该服务器可能暂时不可用，或者拒绝 "
	 "SMTP 连接。",
		.said_by = "smtp.b.example", .program = "thunderbird", .cause = "server-down"},
	{"Task 'b - Sending' reported error (0x80042109) : 'Outlook cannot connect to your outgoing "
	 "(SMTP) e-mail server. If you continue to receive this message, contact your server administrator "
	 "or Internet service provider (ISP).'",
		.program = "outlook", .cause = "server-down"},
	{"0x800CCC0E", .cause = "server-down"},
	{"Error 0x800ccc0d: cannot find the e-mail server. Verify the server information in your account "
	 "properties.",
		.cause = "server-name-unknown"},
	{"0x8004210B : The operation timed out waiting for a response from the sending (SMTP/POP/IMAP) "
	 "server.",
		.program = "outlook", .cause = "server-down"},
	{"0x80040610", .cause = "message-too-large", .sure = true},
	{"Your server does not support the specified connection encryption type. Try changing the encryption "
	 "method. (0x800CCC1A)",
		.program = "outlook", .cause = "encryption-mismatch"},
	{"The target principal name is incorrect.", .program = "outlook", .cause = "certificate-wrong-name",
		.sure = true},
	{"Es kann keine Verbindung mit dem Postausgangsserver (SMTP) hergestellt werden.",
		.program = "outlook", .cause = "server-down"},
	{"Cannot Send Mail\nA copy has been placed in your Outbox. The recipient “x@y.example” was "
	 "rejected by the server because it does not allow relaying.",
		.stage = REPLY_STAGE_RCPT, .program = "apple-mail", .cause = "relay-denied", .sure = true},
	{"Cannot Send Mail\nThe connection to the outgoing server “smtp.b.example” failed. Additional "
	 "Outgoing Mail Servers can be configured in Settings > Mail > Accounts.",
		.said_by = "smtp.b.example", .program = "apple-mail", .cause = "server-down"},
	{"E-Mail kann nicht gesendet werden\nDie Verbindung zum Postausgangsserver „smtp.b.example“ "
	 "ist fehlgeschlagen.",
		.said_by = "smtp.b.example", .program = "apple-mail", .cause = "server-down"},
	{"The user name or password for smtp.b.example is incorrect.", .said_by = "smtp.b.example",
		.stage = REPLY_STAGE_AUTH, .program = "apple-mail", .cause = "wrong-password", .sure = true},
	{"Your message wasn't delivered to nobody@y.example because the address couldn't be found, "
	 "or is unable to receive mail.",
		.stage = REPLY_STAGE_RCPT, .program = "gmail", .cause = "recipient-unknown", .sure = true},
	{"You have reached a limit for sending mail. Your message was not sent.", .program = "gmail",
		.cause = "sending-limit-reached", .sure = true},
	{"SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting\nSMTP "
	 "Error: Could not connect to SMTP host. Connection timed out",
		.program = "phpmailer", .cause = "port-blocked"},
	{"SMTP Error: Could not authenticate.", .stage = REPLY_STAGE_AUTH, .program = "phpmailer",
		.cause = "wrong-password"},
	{"Connection could not be established with host \"ssl://smtp.b.example:465\": "
	 "stream_socket_client(): "
	 "Unable to connect to ssl://smtp.b.example:465 (Connection refused)",
		.said_by = "smtp.b.example", .program = "symfony", .cause = "port-wrong"},
	{"stream_socket_enable_crypto(): SSL operation failed with code 1. OpenSSL Error messages: "
	 "error:0A000086:SSL routines::certificate verify failed",
		.program = "php", .cause = "certificate-untrusted"},
	{"ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
		.cause = "encryption-mismatch", .sure = true},
	{"smtplib.SMTPServerDisconnected: Connection unexpectedly closed", .program = "python",
		.cause = "server-down"},
	{"socket.gaierror: [Errno -2] Name or service not known", .program = "python",
		.cause = "server-name-unknown"},
	{"socket.gaierror: [Errno -3] Temporary failure in name resolution", .program = "python",
		.cause = "dns-not-working"},
	{"ConnectionRefusedError: [Errno 111] Connection refused", .cause = "port-wrong"},
	{"OSError: [Errno 101] Network is unreachable", .cause = "offline"},
	{"javax.net.ssl.SSLHandshakeException: PKIX path building failed: "
	 "sun.security.provider.certpath.SunCertPathBuilderException: "
	 "unable to find valid certification path to requested target",
		.program = "java", .cause = "certificate-untrusted", .sure = true},
	{"javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?", .program = "java",
		.cause = "encryption-mismatch", .sure = true},
	{"javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher "
	 "suites are inappropriate)",
		.program = "java", .cause = "tls-too-old", .sure = true},
	{"com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp.b.example, 25; "
	 "timeout -1;\n  nested exception is: java.net.ConnectException: Connection timed out",
		.said_by = "smtp.b.example", .program = "java", .cause = "port-blocked"},
	{"Error: connect ECONNREFUSED 192.0.2.7:587\n  errno: -111, code: 'ESOCKET', command: 'CONN'",
		.program = "nodemailer", .cause = "port-wrong"},
	{"Error: getaddrinfo ENOTFOUND smtp.b.exmaple\n  code: 'EDNS', command: 'CONN'",
		.program = "nodemailer", .cause = "server-name-unknown"},
	{"Error: Greeting never received\n  code: 'ETIMEDOUT', command: 'CONN'", .stage = REPLY_STAGE_BANNER,
		.program = "nodemailer", .cause = "encryption-mismatch"},
	{"Error: self-signed certificate in certificate chain\n  code: 'ESOCKET'", .program = "nodemailer",
		.cause = "antivirus-intercepts-tls"},
	{"Error: Hostname/IP does not match certificate's altnames: Host: smtp.b.example. is not in "
	 "the cert's altnames",
		.cause = "certificate-wrong-name", .sure = true},
	{"System.Net.Mail.SmtpException: Failure sending mail.\n ---> System.Net.WebException: Unable "
	 "to connect to the remote server\n ---> System.Net.Sockets.SocketException: No connection "
	 "could be made because the target machine actively refused it 192.0.2.7:25",
		.program = "dotnet", .cause = "port-wrong"},
	{"System.Security.Authentication.AuthenticationException: The remote certificate is invalid "
	 "according to the validation procedure.",
		.cause = "certificate-untrusted"},
	{"dial tcp: lookup smtp.b.exmaple on 192.0.2.53:53: no such host", .said_by = "smtp.b.exmaple",
		.program = "go", .cause = "server-name-unknown"},
	{"dial tcp 192.0.2.7:587: i/o timeout", .said_by = "192.0.2.7", .program = "go",
		.cause = "port-blocked"},
	{"tls: first record does not look like a TLS handshake", .cause = "encryption-mismatch",
		.sure = true},
	{"x509: certificate signed by unknown authority", .program = "go", .cause = "certificate-untrusted",
		.sure = true},
	{"x509: certificate has expired or is not yet valid", .program = "go", .cause = "certificate-expired",
		.sure = true},
	{"msmtp: cannot connect to smtp.b.example, port 587: Connection refused", .said_by = "smtp.b.example",
		.program = "msmtp", .cause = "port-wrong"},
	{"msmtp: TLS certificate verification failed: the certificate has expired", .program = "msmtp",
		.cause = "certificate-expired", .sure = true},
	{"msmtp: cannot locate host smtp.b.exmaple: Name or service not known", .said_by = "smtp.b.exmaple",
		.program = "msmtp", .cause = "server-name-unknown"},
	{"curl: (60) SSL certificate problem: unable to get local issuer certificate", .program = "curl",
		.cause = "certificate-untrusted", .sure = true},
	{"curl: (67) Login denied", .stage = REPLY_STAGE_AUTH, .program = "curl", .cause = "wrong-password"},
	{"error:0A00010B:SSL routines::wrong version number", .cause = "encryption-mismatch", .sure = true},
	{"SSL_ERROR_RX_RECORD_TOO_LONG", .cause = "encryption-mismatch", .sure = true},
	{"SEC_ERROR_UNKNOWN_ISSUER", .cause = "certificate-untrusted", .sure = true},
	{"SSL_ERROR_BAD_CERT_DOMAIN", .cause = "certificate-wrong-name", .sure = true},
	{"MOZILLA_PKIX_ERROR_MITM_DETECTED", .cause = "antivirus-intercepts-tls", .sure = true},
	{"Socket Error # 10060 Connection timed out.", .cause = "port-blocked"},
	{"Socket error: 10061, Error Number: 0x800CCC0E", .program = "outlook", .cause = "port-wrong"},
	{"Winsock error 11001", .cause = "server-name-unknown"},
	{"SSLHandshake failed, error -9807", .cause = "certificate-untrusted"},
	{"NSURLErrorDomain error -1009", .cause = "offline"},
	{"schannel: next InitializeSecurityContext failed: SEC_E_UNTRUSTED_ROOT (0x80090325)",
		.cause = "certificate-untrusted"},
	{"You are currently working offline", .cause = "program-offline", .sure = true},
	{"My password is not accepted", .cause = "wrong-password", .sure = true},
	{"Relay access denied", .cause = "relay-denied", .sure = true},
	{"java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.",
		.cause = "certificate-untrusted", .sure = true},
	{"Could not instantiate mail function.", .program = "phpmailer", .cause = "mail-server-stopped"},
};

static void codes_alone_are_read(void **state)
{
	(void)state;
	pastes_read(bare, sizeof bare / sizeof bare[0]);
}

static void other_numbers_are_no_codes(void **state)
{
	(void)state;
	pastes_read(nothing, sizeof nothing / sizeof nothing[0]);
}

static void words_alone_are_read(void **state)
{
	(void)state;
	pastes_read(words, sizeof words / sizeof words[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_alone_are_read),
		cmocka_unit_test(other_numbers_are_no_codes),
		cmocka_unit_test(words_alone_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
