/*
 * Replies as people paste them out of mail programs, in their languages, and out of libraries and logs: the reply itself, who
 * said it, when, and what it means.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/support/pastes.h"

static const struct pasted programs[] = {
	{"An error occurred while sending mail. The mail server responded: 5.7.1 <a@b.example>: Relay "
	 "access denied. Please check the message recipient \"a@b.example\" and try again.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "relay-denied", .sure = true},
	{"An error occurred while sending mail. The mail server responded:  \n5.1.1 <x@y.example>: "
	 "Recipient address rejected: User unknown in virtual mailbox table.\n Please check the message "
	 "recipient \"x@y.example\" and try again.",
		.enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "recipient-unknown", .sure = true},
	{"An error occurred while sending mail. The mail server responded: 5.7.1 <me@b.example>: Sender "
	 "address rejected: not owned by user me. Please verify that your email address is correct "
	 "in your account settings and try again.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_MAIL, .program = "thunderbird",
		.cause = "sender-refused", .sure = true},
	{"An error occurred while sending mail. The mail server responded:  5.7.1 Message contains "
	 "a virus. Please check the message and try again.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_DATA, .program = "thunderbird",
		.cause = "virus-found", .sure = true},
	{"An error occurred while sending mail. The mail server responded:\n4.7.0 Temporary authentication "
	 "failure.\nPlease ensure that you are using the correct identity to send and that the used "
	 "authentication method is correct.",
		.enhanced = "4.7.0", .program = "thunderbird", .cause = "temporary-failure", .sure = true},
	{"Sending of the message failed.\nAn error occurred while sending mail. The mail server responded: "
	 " 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go "
	 "to https://support.google.com/a/answer/166852 ffacd0b85a97d-38c - gsmtp. Please check the "
	 "message and try again.",
		.enhanced = "5.4.5", .stage = REPLY_STAGE_DATA, .program = "thunderbird",
		.cause = "sending-limit-reached", .sure = true},
	{"The size of the message you are trying to send exceeds the global size limit of the server. "
	 "The message was not sent; reduce the message size and try again. The server responded:  5.3.4 "
	 "Message size exceeds fixed limit.",
		.enhanced = "5.3.4", .stage = REPLY_STAGE_MAIL, .program = "thunderbird",
		.cause = "message-too-large", .sure = true},
	{"Fehler beim Senden der Nachricht: Der Mail-Server antwortete: \n5.7.1 <a@b.example>: Relay "
	 "access denied.\n Bitte überprüfen Sie die E-Mail-Adresse des Empfängers \"a@b.example\" und "
	 "wiederholen Sie den Vorgang.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "relay-denied", .sure = true},
	{"Fehler beim Senden der Nachricht. Der Mail-Server antwortete: 5.1.8 <a@b.example>: Sender "
	 "address rejected: Domain not found. Bitte überprüfen Sie, ob Ihre E-Mail-Adresse in den "
	 "Konten-Einstellungen "
	 "stimmt und wiederholen Sie den Vorgang.",
		.enhanced = "5.1.8", .stage = REPLY_STAGE_MAIL, .program = "thunderbird",
		.cause = "sender-domain-unknown", .sure = true},
	{"Une erreur est survenue lors de l’envoi de l’e-mail. Le serveur de courrier a répondu : 5.1.1 "
	 "<x@y.example>: Recipient address rejected: User unknown. Veuillez vérifier l’adresse du "
	 "destinataire "
	 "x@y.example et essayer à nouveau.",
		.enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "recipient-unknown", .sure = true},
	{"Ha ocurrido un error al enviar el mensaje. El servidor de correo respondió: \n5.7.1 <a@b.example>: "
	 "Relay access denied.\nVerifique el destinatario \"a@b.example\" y vuelva a intentarlo.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "relay-denied", .sure = true},
	{"Si è verificato un errore durante l’invio della posta. Il server di posta ha risposto: 5.7.1 "
	 "<me@b.example>: Sender address rejected: not logged in. Verificare l’indirizzo email nelle "
	 "impostazioni dell’account e riprovare.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_MAIL, .program = "thunderbird",
		.cause = "login-required", .sure = true},
	{"Ocorreu um erro ao enviar email. O servidor de email respondeu:\n5.1.1 <x@y.example>: Recipient "
	 "address rejected: User unknown.\nVerifique o destinatário da mensagem \"x@y.example\" e tente "
	 "novamente.",
		.enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "recipient-unknown", .sure = true},
	{"Er is een fout opgetreden bij het verzenden van e-mail. De mailserver antwoordde: \n5.7.1 "
	 "<a@b.example>: Relay access denied.\n Controleer de berichtontvanger ‘a@b.example’ en probeer "
	 "het opnieuw.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "relay-denied", .sure = true},
	{"Wystąpił błąd podczas wysyłania wiadomości. Odpowiedź serwera:\n5.1.1 <x@y.example>: Recipient "
	 "address rejected: User unknown.\nSprawdź adresata wiadomości (x@y.example), a następnie ponów "
	 "próbę.",
		.enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "recipient-unknown", .sure = true},
	{"Ошибка отправления почты. Почтовый сервер ответил:  \n5.7.1 <a@b.example>: Relay access denied.\n"
	 " Проверьте правильность написания адреса получателя «a@b.example» и попробуйте снова.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "relay-denied", .sure = true},
	{"メールの送信中にエラーが発生しました。サーバーからの応答:\n5.1.1 <x@y.example>: Recipient address "
	 "rejected: User unknown\n"
	 "メッセージの受信者 \"x@y.example\" を確認し、再度試してください。",
		.enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "recipient-unknown", .sure = true},
	{"发送邮件时出错。邮件服务器响应：\n5.7.1 <a@b.example>: Relay access "
	 "denied.\n请检查消息收件人“a@b.example”然后重试。",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "thunderbird",
		.cause = "relay-denied", .sure = true},
	{"Task 'me@b.example - Sending' reported error (0x800CCC79) : 'The message could not be sent "
	 "because one of the recipients was rejected by the server. The server responded: 550 5.7.1 "
	 "<x@y.example>... Relaying denied'",
		.code = 550, .enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "outlook",
		.cause = "relay-denied", .sure = true},
	{"Sending reported error (0x800ccc78): Cannot send the message. Verify the e-mail address in "
	 "your account properties. The server responded: 550 5.7.60 SMTP; Client does not have permissions "
	 "to send as this sender [AM0PR01.prod.outlook.com]",
		.code = 550, .enhanced = "5.7.60", .program = "outlook", .cause = "sender-refused",
		.sure = true},
	{"The message could not be sent because one of the recipients was rejected by the server. The "
	 "rejected e-mail address was 'x@y.example'. Subject 'hi', Account: 'mail.b.example', Server: "
	 "'smtp.b.example', Protocol: SMTP, Server Response: '550 5.1.1 <x@y.example>: Recipient address "
	 "rejected: User unknown', Port: 25, Secure(SSL): No, Server Error: 550, Error Number: 0x800CCC79",
		.code = 550, .enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "outlook",
		.cause = "recipient-unknown", .sure = true},
	{"Die Nachricht konnte nicht gesendet werden, da einer der Empfänger vom Server abgelehnt wurde. "
	 "Betreff 'hallo', Konto: 'b', Server: 'smtp.b.example', Protokoll: SMTP, Antwort des Servers: "
	 "'554 5.7.1 <x@y.example>: Relay access denied', Port: 25, Sicher (SSL): Nein, Serverfehler: "
	 "554, Fehlernummer: 0x800CCC79",
		.code = 554, .enhanced = "5.7.1", .program = "outlook", .cause = "relay-denied",
		.sure = true},
	{"Le message n'a pas pu être envoyé. Compte : 'b', Serveur : 'smtp.b.example', Protocole : "
	 "SMTP, Réponse du serveur : '530 5.7.0 Authentication required', Port : 25, Sécurisé (SSL) "
	 ": Non, Erreur de serveur : 530, Numéro d'erreur : 0x800CCC78",
		.code = 530, .enhanced = "5.7.0", .stage = REPLY_STAGE_AUTH, .program = "outlook",
		.cause = "login-required", .sure = true},
	{"No se pudo enviar el mensaje. Servidor: 'smtp.b.example', Protocolo: SMTP, Respuesta del "
	 "servidor: '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6', Puerto: 587, Seguro (SSL): "
	 "No, Error del servidor: 535, Número de error: 0x800CCC18",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "outlook",
		.cause = "wrong-password", .sure = true},
	{"Cannot Send Mail\nA copy has been placed in your Outbox. The sender address “me@b.example” "
	 "was rejected by the server “smtp.b.example”.\n\nThe server response was: 5.7.1 <me@b.example>: "
	 "Sender address rejected: not owned by user other@b.example",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_MAIL, .program = "apple-mail",
		.cause = "sender-refused", .sure = true},
	{"Cannot send message using the server smtp.b.example\n\nThe sender address me@b.example was "
	 "rejected by the server smtp.b.example.\n\nThe server response was: me@b.example sender domain "
	 "not match SMTP authenticated domain\n\nSelect a different outgoing mail server from the list "
	 "below or click Try Later to leave the message in your Outbox until it can be sent.",
		.said_by = "smtp.b.example", .stage = REPLY_STAGE_MAIL, .program = "apple-mail",
		.cause = "sender-refused"},
	{"Message blocked\n\nYour message to x@y.example has been blocked. See technical details below "
	 "for more information.\n\nThe response was:\n\n550 5.7.1 [192.0.2.25] Our system has detected "
	 "that this message is likely unsolicited mail. To reduce the amount of spam sent to Gmail, "
	 "this message has been blocked. Please visit "
	 "https://support.google.com/mail/?p=UnsolicitedMessageError "
	 "for more information. a640c23a62f3a - gsmtp",
		.code = 550, .enhanced = "5.7.1", .program = "gmail", .cause = "content-looks-spam",
		.sure = true},
	{"Address not found\n\nYour message wasn't delivered to nobody@y.example because the address "
	 "couldn't be found, or is unable to receive mail.\n\nLEARN MORE\n\nThe response from the remote "
	 "server was:\n\n550 5.1.1 <nobody@y.example>: Recipient address rejected: User unknown in "
	 "relay recipient table",
		.code = 550, .enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "gmail",
		.cause = "recipient-unknown", .sure = true},
	{"The response was:\n\n550-5.1.1 The email account that you tried to reach does not exist. "
	 "Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550-5.1.1 "
	 "unnecessary spaces. For more information, go to\n550 5.1.1  "
	 "https://support.google.com/mail/?p=NoSuchUser "
	 "6a1803df08f44 - gsmtp",
		.code = 550, .enhanced = "5.1.1", .program = "gmail", .cause = "recipient-unknown",
		.sure = true},
	{"Remote Server returned '550 5.7.708 Service unavailable. Access denied, traffic not accepted "
	 "from this IP. For more information please go to http://go.microsoft.com/fwlink/?LinkId=526653 "
	 "AS(7230) [VI1EUR05.prod.outlook.com]'",
		.code = 550, .enhanced = "5.7.708", .program = "outlook-web", .cause = "account-suspended",
		.sure = true},
	{"mx.y.example rejected your message to the following email addresses:\nx@y.example\nmx.y.example "
	 "gave this error:\n<x@y.example>: Recipient address rejected: User unknown\n\nDiagnostic "
	 "information "
	 "for administrators:\nGenerating server: AM0PR01MB1234.eurprd01.prod.exchangelabs.com\nx@y.example\n"
	 "mx.y.example\nRemote Server returned '550 5.1.1 <x@y.example>: Recipient address rejected: "
	 "User unknown'",
		.code = 550, .enhanced = "5.1.1", .said_by = "mx.y.example", .program = "exchange",
		.cause = "recipient-unknown", .sure = true},
	{"Negative SMTP reply: 550 5.7.1 Relaying denied", .code = 550, .enhanced = "5.7.1", .program = "k9",
		.cause = "relay-denied", .sure = true},
	{"com.fsck.k9.mail.transport.smtp.NegativeSmtpReplyException: 535 5.7.8 Username and Password "
	 "not accepted. For more information, go to\n5.7.8  "
	 "https://support.google.com/mail/?p=BadCredentials "
	 "s1 - gsmtp",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "k9",
		.cause = "wrong-password", .sure = true},
	{"The reported error was “RCPT TO <x@y.example> failed: 5.7.1 <x@y.example>: Relay access denied”.",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "evolution",
		.cause = "relay-denied", .sure = true},
	{"Sending failed:\nThe server responded: \"5.7.8 Error: authentication failed: authentication "
	 "failure\"\nThe message will stay in the 'outbox' folder until you either fix the problem.",
		.enhanced = "5.7.8", .program = "kmail", .cause = "wrong-password", .sure = true},
	{"Error occurred while sending the message:\n\n550 5.1.1 <x@y.example>: Recipient address rejected: "
	 "User unknown",
		.code = 550, .enhanced = "5.1.1", .program = "claws", .cause = "recipient-unknown",
		.sure = true},
	{"SMTP session failed: 550 5.7.1 <x@y.example>... Relaying denied", .code = 550, .enhanced = "5.7.1",
		.program = "mutt", .cause = "relay-denied", .sure = true},
	{"SMTP session failed: read error: 421 4.7.0 Too many connections from 192.0.2.7", .code = 421,
		.enhanced = "4.7.0", .program = "mutt", .cause = "too-many-connections", .sure = true},
	{"msmtp: authentication failed (method PLAIN)\nmsmtp: server message: 535 5.7.8 Error: "
	 "authentication "
	 "failed: UGFzc3dvcmQ6\nmsmtp: could not send mail (account default from /etc/msmtprc)",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "msmtp",
		.cause = "wrong-password", .sure = true},
	{"msmtp: recipient address x@y.example not accepted by the server\nmsmtp: server message: 554 "
	 "5.7.1 <x@y.example>: Relay access denied\nmsmtp: could not send mail (account default from "
	 "/etc/msmtprc)",
		.code = 554, .enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "msmtp",
		.cause = "relay-denied", .sure = true},
	{"msmtp: envelope from address me@b.example not accepted by the server\nmsmtp: server message: "
	 "553-5.7.1 <me@b.example>: Sender address\nmsmtp: server message: 553 5.7.1 rejected: not "
	 "owned by user other",
		.code = 553, .enhanced = "5.7.1", .stage = REPLY_STAGE_MAIL, .program = "msmtp",
		.cause = "sender-refused"},
	{"Nov 21 10:11:12 host=smtp.b.example tls=on auth=on user=me from=me@b.example "
	 "recipients=x@y.example "
	 "smtpstatus=550 smtpmsg='550 5.1.1 <x@y.example>: Recipient address rejected: User unknown' "
	 "errormsg='recipient address x@y.example not accepted by the server' exitcode=EX_DATAERR",
		.code = 550, .enhanced = "5.1.1", .program = "msmtp", .cause = "recipient-unknown",
		.sure = true},
	{"5.7.8 Username and Password not accepted. For more information, go to\n5.7.8  "
	 "https://support.google.com/mail/?p=BadCredentials "
	 "5b1f17b1804b1 - gsmtp\nUnable to initialize SMTP properly. Check config and use --smtp-debug. "
	 "VALUES: server=smtp.gmail.com encryption=tls hello=localhost port=587 at "
	 "/usr/lib/git-core/git-send-email "
	 "line 1750.",
		.enhanced = "5.7.8", .program = "git", .cause = "wrong-password"},
	{"Net::SMTP=GLOB(0x55d0c8b6c2f8)>>> RCPT TO:<x@y.example>\nNet::SMTP=GLOB(0x55d0c8b6c2f8)<<< "
	 "550 5.1.1 <x@y.example>: Recipient address rejected: User unknown",
		.code = 550, .enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "git",
		.cause = "recipient-unknown", .sure = true},
	{"=== Trying mx.y.example:25...\n=== Connected to mx.y.example.\n<-  220 mx.y.example ESMTP\n"
	 " -> EHLO host\n<-  250-mx.y.example\n<-  250 HELP\n -> MAIL FROM:<a@b.example>\n<-  250 2.1.0 "
	 "Ok\n -> RCPT TO:<c@y.example>\n<** 550 5.7.1 <c@y.example>: Relay access denied\n -> QUIT\n"
	 "<-  221 2.0.0 Bye\n=== Connection closed with remote host.",
		.code = 550, .enhanced = "5.7.1", .said_by = "mx.y.example", .stage = REPLY_STAGE_RCPT,
		.program = "swaks", .cause = "relay-denied", .sure = true},
	{"curl: (55) RCPT failed: 550", .code = 550, .stage = REPLY_STAGE_RCPT, .program = "curl",
		.cause = "recipient-unknown"},
	{"smtp-server: 535 5.7.8 Error: authentication failed\n\"dead.letter\" 11/301\n. . . message "
	 "not sent.",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "s-nail",
		.cause = "wrong-password", .sure = true},
	{"ssmtp: Authorization failed (535 5.7.8 Username and Password not accepted. Learn more at "
	 "https://support.google.com/mail/?p=BadCredentials x - gsmtp)",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "ssmtp",
		.cause = "wrong-password", .sure = true},
	{"ssmtp: RCPT TO:<x@y.example> (550 5.1.1 <x@y.example>: Recipient address rejected: User unknown)",
		.code = 550, .enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "ssmtp",
		.cause = "recipient-unknown", .sure = true},
	{"smtp: Failed: 550 5.7.1 <x@y.example>: Relay access denied\nnullmailer-send[812]: Sending "
	 "failed:  Permanent error in sending the message",
		.code = 550, .enhanced = "5.7.1", .program = "nullmailer", .cause = "relay-denied",
		.sure = true},
	{"SMTP Error: The following recipients failed: x@y.example: <x@y.example>: Relay access denied\n"
	 "SMTP server error: RCPT TO command failed Detail: <x@y.example>: Relay access denied SMTP "
	 "code: 554 Additional SMTP info: 5.7.1",
		.code = 554, .enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "phpmailer",
		.cause = "relay-denied", .sure = true},
	{"SMTP ERROR: Password command failed: 535-5.7.8 Username and Password not accepted. Learn "
	 "more at 535 5.7.8  https://support.google.com/mail/?p=BadCredentials q1 - gsmtp\nSMTP Error: "
	 "Could not authenticate.",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "phpmailer",
		.cause = "wrong-password", .sure = true},
	{"The following From address failed: me@b.example : MAIL FROM command failed,Sender address "
	 "rejected: not owned by user other,553,5.7.1SMTP server error: MAIL FROM command failed Detail: "
	 "<me@b.example>: Sender address rejected: not owned by user other SMTP code: 553 Additional "
	 "SMTP info: 5.7.1",
		.code = 553, .enhanced = "5.7.1", .stage = REPLY_STAGE_MAIL, .program = "phpmailer",
		.cause = "sender-refused"},
	{"2026-11-21 10:11:12 SERVER -> CLIENT: 550 5.7.1 Relaying denied", .code = 550, .enhanced = "5.7.1",
		.program = "phpmailer", .cause = "relay-denied", .sure = true},
	{"Failed to authenticate on SMTP server with username \"me@gmail.com\" using the following "
	 "authenticators: \"LOGIN\", \"PLAIN\". Authenticator \"LOGIN\" returned \"Expected response "
	 "code \"235\" but got code \"535\", with message \"535-5.7.8 Username and Password not accepted. "
	 "For more information, go to\r\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials "
	 "5b - gsmtp\".\"",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "symfony",
		.cause = "wrong-password", .sure = true},
	{"Expected response code \"250\" but got code \"554\", with message \"554 5.7.1 <x@y.example>: "
	 "Relay access denied\".",
		.code = 554, .enhanced = "5.7.1", .program = "symfony", .cause = "relay-denied",
		.sure = true},
	{"Expected response code 250 but got code \"530\", with message \"530 5.7.1 Authentication "
	 "required\"",
		.code = 530, .enhanced = "5.7.1", .stage = REPLY_STAGE_AUTH, .program = "symfony",
		.cause = "login-required", .sure = true},
	{"Warning: mail(): SMTP server response: 530 5.7.0 Must issue a STARTTLS command first. in "
	 "C:\\www\\a.php on line 550",
		.code = 530, .enhanced = "5.7.0", .stage = REPLY_STAGE_AUTH, .program = "php",
		.cause = "encryption-required", .sure = true},
	{"Traceback (most recent call last):\n  File \"/usr/lib/python3.11/smtplib.py\", line 750, "
	 "in login\n    raise last_exception\nsmtplib.SMTPAuthenticationError: (535, b'5.7.8 Username "
	 "and Password not accepted. For more information, go to\\n5.7.8  "
	 "https://support.google.com/mail/?p=BadCredentials "
	 "5b - gsmtp')",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "python",
		.cause = "wrong-password", .sure = true},
	{"smtplib.SMTPRecipientsRefused: {'x@y.example': (550, b'5.1.1 <x@y.example>: Recipient address "
	 "rejected: User unknown')}",
		.code = 550, .enhanced = "5.1.1", .stage = REPLY_STAGE_RCPT, .program = "python",
		.cause = "recipient-unknown", .sure = true},
	{"smtplib.SMTPSenderRefused: (530, b'5.7.0 Must issue a STARTTLS command first. q1 - gsmtp', "
	 "'me@b.example')",
		.code = 530, .enhanced = "5.7.0", .stage = REPLY_STAGE_MAIL, .program = "python",
		.cause = "encryption-required", .sure = true},
	{"smtplib.SMTPDataError: (550, b\"5.7.1 You're not allowed to send as this sender\")", .code = 550,
		.enhanced = "5.7.1", .stage = REPLY_STAGE_DATA, .program = "python",
		.cause = "sender-refused", .sure = true},
	{"javax.mail.AuthenticationFailedException: 535-5.7.8 Username and Password not accepted. Learn "
	 "more at\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials x - gsmtp\n\n	at "
	 "com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "java",
		.cause = "wrong-password", .sure = true},
	{"com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 <x@y.example>: Recipient address "
	 "rejected: User unknown\n\n	at com.sun.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:2064)",
		.code = 550, .enhanced = "5.1.1", .program = "java", .cause = "recipient-unknown",
		.sure = true},
	{"jakarta.mail.AuthenticationFailedException: 535 5.7.139 Authentication unsuccessful, "
	 "SmtpClientAuthentication "
	 "is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. "
	 "[FR0P281CA0001.DEUP281.PROD.OUTLOOK.COM 2026-11-21T10:11:12.550Z 08DD0A]",
		.code = 535, .enhanced = "5.7.139", .stage = REPLY_STAGE_AUTH, .program = "java",
		.cause = "login-disabled", .sure = true},
	{"Error: Invalid login: 535-5.7.8 Username and Password not accepted. Learn more at\n535 5.7.8 "
	 " https://support.google.com/mail/?p=BadCredentials a1-2020550 - gsmtp\n    at "
	 "SMTPConnection._formatError "
	 "(/x/lib/smtp-connection/index.js:465:19)\n  code: 'EAUTH',\n  response: '535-5.7.8 Username "
	 "and Password not accepted. Learn more at\\n535 5.7.8  "
	 "https://support.google.com/mail/?p=BadCredentials "
	 "- gsmtp',\n  responseCode: 535,\n  command: 'AUTH PLAIN'\n}",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "nodemailer",
		.cause = "wrong-password", .sure = true},
	{"Error: Can't send mail - all recipients were rejected: 554 5.7.1 <x@y.example>: Relay access "
	 "denied",
		.code = 554, .enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "nodemailer",
		.cause = "relay-denied", .sure = true},
	{"Error: Message failed: 550 5.7.26 Unauthenticated email from b.example is not accepted due "
	 "to domain's DMARC policy.\n  code: 'EMESSAGE',\n  responseCode: 550,\n  command: 'DATA'",
		.code = 550, .enhanced = "5.7.26", .stage = REPLY_STAGE_DATA, .program = "nodemailer",
		.cause = "dmarc-rejects", .sure = true},
	{"System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the client "
	 "was not authenticated. The server response was: 5.7.57 Client not authenticated to send mail. "
	 "[FR2P281CA0174.DEUP281.PROD.OUTLOOK.COM]\n   at "
	 "System.Net.Mail.MailCommand.CheckResponse(SmtpStatusCode "
	 "statusCode, String response)",
		.enhanced = "5.7.57", .stage = REPLY_STAGE_AUTH, .program = "dotnet",
		.cause = "login-required", .sure = true},
	{"System.Net.Mail.SmtpFailedRecipientException: Mailbox unavailable. The server response was: "
	 "5.7.1 Unable to relay",
		.enhanced = "5.7.1", .stage = REPLY_STAGE_RCPT, .program = "dotnet", .cause = "relay-denied",
		.sure = true},
	{"MailKit.Security.AuthenticationException: 535: 5.7.8 Username and Password not accepted. "
	 "For more information, go to https://support.google.com/mail/?p=BadCredentials c - gsmtp",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "mailkit",
		.cause = "wrong-password", .sure = true},
	{"2026/11/21 10:11:12 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", .code = 535,
		.enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .cause = "wrong-password", .sure = true},
	{"Net::SMTPAuthenticationError (535-5.7.8 Username and Password not accepted. Learn more at\n"
	 "):",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "ruby",
		.cause = "wrong-password", .sure = true},
	{"Net::SMTPFatalError: 550 5.1.1 <x@y.example>: Recipient address rejected: User unknown",
		.code = 550, .enhanced = "5.1.1", .program = "ruby", .cause = "recipient-unknown",
		.sure = true},
	{"WP Mail SMTP: Mailer: Other SMTP\nSMTP Error: Could not authenticate.\n535 5.7.8 Error: "
	 "authentication "
	 "failed",
		.code = 535, .enhanced = "5.7.8", .stage = REPLY_STAGE_AUTH, .program = "wordpress",
		.cause = "wrong-password", .sure = true},
};

static const struct pasted logs[] = {
	{"Nov 21 22:10:01 mx postfix/smtp[554]: 4ABC: to=<x@y.example>, relay=mx.y.example[192.0.2.5]:25, "
	 "delay=550, delays=0.1/0/0.2/0.3, dsn=5.1.1, status=bounced (host mx.y.example[192.0.2.5] "
	 "said: 550 5.1.1 <x@y.example>: Recipient address rejected: User unknown (in reply to RCPT "
	 "TO command))",
		.code = 550, .enhanced = "5.1.1", .said_by = "mx.y.example", .stage = REPLY_STAGE_RCPT,
		.program = "postfix", .cause = "recipient-unknown", .sure = true},
	{"<x@y.example>: host mx.y.example[192.0.2.5] said: 550-5.7.26 Unauthenticated\n    email from "
	 "b.example is not accepted due to domain's 550-5.7.26 DMARC policy.\n    550 5.7.26  "
	 "https://support.google.com/mail/?p=DmarcRejection "
	 "q1 - gsmtp (in reply to\n    end of DATA command)",
		.code = 550, .enhanced = "5.7.26", .said_by = "mx.y.example", .stage = REPLY_STAGE_DATA,
		.program = "postfix", .cause = "dmarc-rejects", .sure = true},
	{"Nov 21 22:10:01 mx postfix/smtp[812]: 4ABD: to=<x@y.example>, relay=none, delay=30, "
	 "delays=0.1/0/30/0, "
	 "dsn=4.4.1, status=deferred (connect to mx.y.example[192.0.2.5]:25: Connection timed out)",
		.enhanced = "4.4.1", .said_by = "mx.y.example", .program = "postfix",
		.cause = "recipient-unreachable", .sure = true},
	{"Nov 21 22:10:01 mx postfix/smtp[812]: 4ABE: to=<x@nowhere.example>, relay=none, delay=0.1, "
	 "delays=0.1/0/0/0, dsn=5.4.4, status=bounced (Host or domain name not found. Name service "
	 "error for name=nowhere.example type=AAAA: Host not found)",
		.enhanced = "5.4.4", .said_by = "nowhere.example", .program = "postfix",
		.cause = "recipient-domain-unknown", .sure = true},
	{"Nov 21 22:10:01 mx postfix/smtp[812]: 4ABF: SASL authentication failed; server "
	 "smtp.b.example[192.0.2.9] "
	 "said: 535 5.7.8 Error: authentication failed",
		.code = 535, .enhanced = "5.7.8", .said_by = "smtp.b.example", .stage = REPLY_STAGE_AUTH,
		.program = "postfix", .cause = "wrong-password", .sure = true},
	{"host mx.y.example[192.0.2.5] refused to talk to me: 554 5.7.1 Service unavailable; Client "
	 "host [198.51.100.7] blocked using zen.spamhaus.org",
		.code = 554, .enhanced = "5.7.1", .said_by = "mx.y.example", .program = "postfix",
		.cause = "address-listed", .sure = true},
	{"2026-11-21 22:10:01 1abcde-000001-AB ** x@y.example R=dnslookup T=remote_smtp H=mx.y.example "
	 "[192.0.2.5]: SMTP error from remote mail server after RCPT TO:<x@y.example>: 550 5.1.1 "
	 "<x@y.example>: "
	 "Recipient address rejected: User unknown",
		.code = 550, .enhanced = "5.1.1", .said_by = "mx.y.example", .stage = REPLY_STAGE_RCPT,
		.program = "exim", .cause = "recipient-unknown", .sure = true},
	{"x@y.example\n    host mx.y.example [192.0.2.5]\n    SMTP error from remote mail server after "
	 "end of data:\n    550 5.7.1 Message rejected as spam",
		.code = 550, .enhanced = "5.7.1", .said_by = "mx.y.example", .stage = REPLY_STAGE_DATA,
		.program = "exim", .cause = "content-looks-spam", .sure = true},
	{"SMTP error from remote mail server after RCPT TO:<x@y.example>: host mx.y.example [192.0.2.5]: "
	 "450 4.2.0 <x@y.example>: Recipient address rejected: Greylisted",
		.code = 450, .enhanced = "4.2.0", .said_by = "mx.y.example", .stage = REPLY_STAGE_RCPT,
		.program = "exim", .cause = "greylisted", .sure = true},
	{"Nov 21 22:10:01 mx sm-mta[812]: 3ALM: to=<x@y.example>, delay=00:00:01, xdelay=00:00:01, "
	 "mailer=esmtp, pri=120552, relay=mx.y.example. [192.0.2.5], dsn=5.1.1, stat=User unknown",
		.enhanced = "5.1.1", .said_by = "mx.y.example", .program = "sendmail",
		.cause = "recipient-unknown", .sure = true},
	{"   ----- Transcript of session follows -----\n... while talking to mx.y.example.:\n>>> RCPT "
	 "To:<x@y.example>\n<<< 550 5.1.1 <x@y.example>... User unknown\n550 5.1.1 <x@y.example>... "
	 "User unknown",
		.code = 550, .enhanced = "5.1.1", .said_by = "mx.y.example", .stage = REPLY_STAGE_RCPT,
		.program = "sendmail", .cause = "recipient-unknown", .sure = true},
	{"smtpd[812]: 9a1 mta delivery evpid=1 from=<a@b.example> to=<x@y.example> rcpt=<-> "
	 "source=\"192.0.2.1\" "
	 "relay=\"192.0.2.5 (mx.y.example)\" delay=1s result=\"PermFail\" stat=\"550 5.1.1 <x@y.example>: "
	 "Recipient address rejected: User unknown\"",
		.code = 550, .enhanced = "5.1.1", .program = "opensmtpd", .cause = "recipient-unknown",
		.sure = true},
	{"<x@y.example>:\n192.0.2.5 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\n"
	 "Giving up on 192.0.2.5.",
		.code = 550, .enhanced = "5.1.1", .said_by = "192.0.2.5", .stage = REPLY_STAGE_RCPT,
		.program = "qmail", .cause = "recipient-unknown", .sure = true},
	{"Final-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; "
	 "mx.y.example\n"
	 "Diagnostic-Code: smtp; 550 5.1.1 <x@y.example>: Recipient address rejected: User unknown",
		.code = 550, .enhanced = "5.1.1", .said_by = "mx.y.example", .cause = "recipient-unknown",
		.sure = true},
	{"Diagnostic-Code: smtp;550-5.7.1 [198.51.100.7] The IP address sending this message does not "
	 "have a\n 550-5.7.1 PTR record setup. 550 5.7.1 https://support.google.com/mail/ q1 - gsmtp",
		.code = 550, .enhanced = "5.7.1", .cause = "ptr-missing", .sure = true},
};

static void programs_are_read(void **state)
{
	(void)state;
	pastes_read(programs, sizeof programs / sizeof programs[0]);
}

static void logs_are_read(void **state)
{
	(void)state;
	pastes_read(logs, sizeof logs / sizeof logs[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_are_read),
		cmocka_unit_test(logs_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
