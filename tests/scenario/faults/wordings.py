"""How servers word the everyday faults: several vendors and MTAs for each, none of them special to a test.

A Wording names the software that says it (its banner and tags come along, since a reply is read with its sender in mind) or
None for any ordinary MTA. dress() fills in names, folds, and drops enhanced codes where the text says enough without them.
"""
import dataclasses
import re

BANNERS = {
    "gmail": ("220 smtp.gmail.com ESMTP 5b1f17b1804b1-{tag}sm{tag} - gsmtp", ("SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES",
                                                                          "PIPELINING", "CHUNKING", "SMTPUTF8")),
    "ms365": ("220 AM0PR{tag}CA0032.outlook.office365.com Microsoft ESMTP MAIL Service ready at Mon, 2 Nov 2026 09:12:44 +0000",
              ("SIZE 157286400", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8")),
    "yahoo": ("220 smtp.mail.yahoo.com ESMTP ready", ("PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME", "SIZE 41697280")),
    "icloud": ("220 iCloud SMTP - st43p00im-ztbu{tag} 2413B48 proxy-{tag}", ("PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8BITMIME")),
    "zoho": ("220 mx.zohomail.eu SMTP Server ready November 2, 2026 9:12:44 AM UTC", ("SIZE 53477376",)),
    "gmx": ("220 gmx.net (mrgmx{tag}) Nemesis ESMTP Service ready", ("8BITMIME", "SIZE 69920427")),
    "yandex": ("220 mail-nwsmtp-smtp-production-main-{tag}.yandex.net ESMTP", ("8BITMIME", "PIPELINING", "SIZE 53477376", "DSN",
                                                                          "ENHANCEDSTATUSCODES")),
    "mailru": ("220 smtp{tag}.m.smailru.net ESMTP ready", ("SIZE 73400320", "8BITMIME", "PIPELINING")),
    "orange": ("220 mwinf5c{tag} ME ESMTP server ready", ("8BITMIME", "SIZE 44000000", "PIPELINING")),
    "exchange": ("220 {host} Microsoft ESMTP MAIL Service ready at Mon, 2 Nov 2026 10:12:44 +0100", ("SIZE 37748736", "PIPELINING", "DSN",
                                                                                               "ENHANCEDSTATUSCODES", "8BITMIME", "CHUNKING")),
    "ses": ("220 email-smtp.amazonaws.com ESMTP SimpleEmailService-d-{tag}", ("8BITMIME", "SIZE 41943040")),
    "opensmtpd": ("220 {host} ESMTP OpenSMTPD", ("8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 36700160", "DSN", "HELP")),
    "qmail": ("220 {host} ESMTP", ("PIPELINING", "8BITMIME")),
    "postfix": ("220 {host} ESMTP Postfix", ("PIPELINING", "SIZE 10240000", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN")),
    "exim": ("220 {host} ESMTP Exim 4.97 Mon, 02 Nov 2026 09:12:44 +0000", ("SIZE 52428800", "8BITMIME", "PIPELINING", "HELP")),
}


@dataclasses.dataclass
class Wording:
    text: str
    said_by: str = None
    where: tuple = ()           # stages at which this is said; empty: the fault's usual ones
    plain: bool = True          # says enough without its enhanced code, and may be folded


W = Wording
LISTED = (
    W("554 5.7.1 Service unavailable; Client host [{ip}] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/{ip}"),
    W("550 5.7.1 Service unavailable; client [{ip}] blocked using bl.spamcop.net"),
    W("554-{host}\n554 Your access to this mail system has been rejected due to the sending MTA's poor reputation."),
    W("554 IP={ip} - None/bad reputation. Ask your postmaster for help or to contact tobr@rx.t-online.de to clear. (NOWL)"),
    W("554-gmx.net (mxgmx{tag}) Nemesis ESMTP Service not available\n554-No SMTP service\n554-IP address is black listed.\n"
      "554 For explanation visit https://postmaster.gmx.net/en/error-messages?ip={ip}&c=bl", "gmx", plain=False),
    W("554 {host} ESMTP not accepting connections", "icloud", plain=False),
    W("554 resimta-po-{tag}.sys.comcast.net comcast {ip} Comcast block for spam.  Please see http://postmaster.comcast.net/ BL000000"),
    W("550 5.7.1 [{ip}] refused, see https://csi.cloudmark.com/en/reset/?ip={ip}"),
    W("554 Service unavailable; Client host [{ip}] blocked using Barracuda Reputation; "
      "http://www.barracudanetworks.com/reputation/?r=1&ip={ip}"),
    W("550 5.7.1 Mail from {ip} refused - see http://www.spamhaus.org/query/bl?ip={ip}"),
)
WRONG_PASSWORD = (
    W("535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "postfix"),
    W("535 5.7.8 Error: authentication failed: authentication failure"),
    W("535 Incorrect authentication data", "exim"),
    W("535-5.7.8 Username and Password not accepted. For more information, go to\n"
      "535 5.7.8  https://support.google.com/mail/?p=BadCredentials 5b1f17b1804b1-{tag}sm{tag} - gsmtp", "gmail", plain=False),
    W("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [AM0PR{tag}CA0032.EURPRD01.PROD.OUTLOOK.COM "
      "2026-11-02T09:12:44.123Z 08DE{tag}]", "ms365", plain=False),
    W("535 Authentication failed", "opensmtpd"),
    W("535 5.7.8 Authentication failed: wrong user or password"),
    W("535 5.7.8 Error: authentication failed: Invalid user or password!", "yandex"),
    W("535 5.7.0 authentication failed"),
    W("535 authentication failed (#5.7.1)", "qmail"),
    W("535 5.7.8 Invalid credentials"),
)
APP_PASSWORD = (
    W("534-5.7.9 Application-specific password required. Learn more at\n"
      "534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor 5b1f17b1804b1-{tag}sm{tag} - gsmtp", "gmail", plain=False),
    W("534-5.7.9 Application-specific password required. For more information, go to\n"
      "534 5.7.9  https://support.google.com/accounts/answer/185833 {tag} - gsmtp", "gmail", plain=False),
    W("535 5.7.0 (#AUTH005) Too many bad auth attempts.", "yahoo", plain=False),
    W("535 5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application password is "
      "REQUIRED", "mailru", plain=False),
    W("534 5.7.9 Application-specific password required"),
)
LOGIN_DISABLED = (
    W("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
      "https://aka.ms/smtp_auth_disabled for more information. [AM0PR{tag}CA0032.EURPRD01.PROD.OUTLOOK.COM 2026-11-02T09:12:44.123Z "
      "08DE{tag}]", "ms365", plain=False),
    W("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit "
      "https://aka.ms/smtp_auth_disabled for more information. [PR0P264CA{tag}.FRAP264.PROD.OUTLOOK.COM]", "ms365", plain=False),
    W("535-5.7.139 Authentication unsuccessful, SmtpClientAuthentication is\n535-5.7.139 disabled for the Tenant. Visit\n"
      "535 5.7.139 https://aka.ms/smtp_auth_disabled for more information.", "ms365", plain=False),
)
LOCKED = (
    W("454 4.7.0 Too many login attempts, please try again later. 5b1f17b1804b1-{tag}sm{tag} - gsmtp", "gmail", plain=False),
    W("450 4.7.1 Error: too many AUTH commands from {ip}", "postfix"),
    W("535 5.7.8 Error: account locked, too many failed login attempts"),
    W("454-4.7.0 Too many login attempts, please try again later. For more information,\n"
      "454 4.7.0  go to https://support.google.com/mail/answer/7126229 {tag} - gsmtp", "gmail", plain=False),
    W("535 5.7.0 Your account has been temporarily locked because of too many failed logins"),
)
OAUTH = (
    W("535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [AM0PR{tag}CA0032.EURPRD01.PROD.OUTLOOK.COM "
      "2026-11-02T09:12:44.123Z]", "ms365", plain=False),
    W("550 5.7.30 Basic authentication is not supported for Client Submission.", "ms365", plain=False),
)
NOT_OWNER = (
    W("553 5.7.1 <{sender}>: Sender address rejected: not owned by user {user}"),
    W("553 5.7.1 <{sender}>: Sender address rejected: not owned by user {user}", "postfix", where=("rcpt",)),
    W("550 5.7.60 SMTP; Client does not have permissions to send as this sender [AM0PR{tag}.EURPRD01.PROD.OUTLOOK.COM]", "ms365",
      plain=False),
    W("553 5.7.1 Sender address rejected: not owned by auth user.", "yandex"),
    W("550-Requested action not taken: mailbox unavailable\n550 Sender address is not allowed.", "gmx", plain=False),
    W("550 5.7.0 From address is not one of your addresses", "icloud", plain=False),
    W("553 Relaying disallowed as {sender}", "zoho", plain=False),
)
RELAY = (
    W("554 5.7.1 <{rcpt}>: Relay access denied"),
    W("454 4.7.1 <{rcpt}>: Relay access denied", "postfix"),
    W("550 relay not permitted", "exim"),
    W("550 5.7.1 <{rcpt}>... Relaying denied"),
    W("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "exchange", plain=False),
    W("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "qmail"),
    W("550 Invalid recipient: <{rcpt}>", "opensmtpd", plain=False),
    W("550-5.7.1 Invalid credentials for relay [{ip}]. The IP address you've\n550-5.7.1 registered in your Workspace SMTP Relay service "
      "doesn't match domain\n550 5.7.1 of the account this email is being sent from. {tag} - gsmtp", "gmail", plain=False),
)
GREYLISTED = (
    W("450 4.2.0 <{rcpt}>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/{domain}.html"),
    W("451 4.7.1 Greylisting in action, please come back later"),
    W("450 4.7.1 <{rcpt}>: Recipient address rejected: Greylisted for 5 minutes"),
    W("451-This server uses greylisting.\n451 Please come back in some minutes.", plain=False),
    W("451 4.7.1 Greylisted: please try again in 300 seconds"),
    W("450 You are being greylisted for {domain}"),
)
LIMIT = (
    W("550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\n550-5.4.5 sending limits go to\n"
      "550 5.4.5  https://support.google.com/a/answer/166852 5b1f17b1804b1-{tag}sm{tag} - gsmtp", "gmail", plain=False),
    W("550-5.4.5 Daily user sending quota exceeded. {tag}\n550 5.4.5 - gsmtp", "gmail", plain=False),
    W("550 5.2.2 Submission quota exceeded", "ms365", plain=False),
    W("550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", "ms365", plain=False),
    W("550 Domain {domain} has exceeded the max emails per hour (151/150 (100%)) allowed.  Message discarded.", "exim"),
    W("454 Throttling failure: Daily message quota exceeded.", "ses", plain=False),
    W("450 4.7.1 Error: too much mail from {ip}", "postfix"),
    W("452 4.3.2 Too many messages sent", "opensmtpd"),
)
TOO_MANY = (
    W("421 4.7.0 {host} Error: too many connections from {ip}"),
    W("421 {host}: Too many concurrent SMTP connections; please try again later."),
    W("421 4.3.2 Connection rate limit exceeded."),
    W("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. "
      "[AM0PR{tag}CA0032.EURPRD01.PROD.OUTLOOK.COM]", "ms365", where=("auth", "mail"), plain=False),
    W("421 mwinf5c{tag} ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR004_104 [104]",
      "orange", plain=False),
    W("421 Too many connections from {ip}"),
)


def fill(text, rng, values):
    tags = iter(lambda: "%04x" % rng.randrange(1 << 16), None)
    text = re.sub(r"\{tag\}", lambda _: next(tags), text)
    return re.sub(r"\{([a-z]+)\}", lambda m: values[m[1]], text)


def fold(text, rng):
    """One line as two, as servers do with long replies; enhanced codes are repeated."""
    head = re.match(r"(\d{3}) ((?:\d\.\d{1,3}\.\d{1,3} )?)", text)
    words = text[head.end():].split(" ")
    if len(words) < 5:
        return text
    cut = rng.randrange(2, len(words) - 1)
    return "%s-%s%s\n%s %s%s" % (head[1], head[2], " ".join(words[:cut]), head[1], head[2], " ".join(words[cut:]))


def dress(wording, rng, values):
    """The reply as this run's server words it."""
    text = fill(wording.text, rng, values)
    if wording.plain and "\n" not in text:
        if rng.random() < 0.35:
            text = re.sub(r"^(\d{3}) \d\.\d{1,3}\.\d{1,3} ", r"\1 ", text)
        if rng.random() < 0.3:
            text = fold(text, rng)
        if rng.random() < 0.15:
            text = text.lower()
    return text
