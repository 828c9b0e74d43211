"""OpenSMTPD: one listener for each port; who sends by 465 or 587 must sign in. Today's, and one of Debian 11
for TLS 1.0, which today's cannot offer any more."""

import subprocess

from .outgoing import Outgoing, PASSWORD, Setup
from .spaces import Service

LISTENERS = {
    25: "listen on eth0 port 25 tls pki lab hostname {host}\n",
    465: "listen on eth0 port 465 smtps pki lab hostname {host}{auth} tag SUBMISSION\n",
    587: "listen on eth0 port 587 tls-require pki lab hostname {host}{auth} tag SUBMISSION\n",
}

CONFIG = """
{first}
pki lab cert "/lab/cert.pem"
pki lab key "/lab/key.pem"
table secrets file:/lab/secrets
{listeners}
action "local" maildir "/home/anna/Maildir" virtual {{ "anna@{domain}" = anna }}
action "onward" relay
match tag SUBMISSION !auth from any for any reject
match from any for domain "{domain}" action "local"
match auth from any for any action "onward"
"""


class OpenSmtpd(Outgoing):
    packages = "opensmtpd"
    name = "opensmtpd"
    accounts = (("opensmtpd", 7401), ("opensmtpq", 7402))
    tls = "modern"
    first = ""

    def prepare(self):
        space = self.space
        space.directory("/var/empty")
        space.directory("/var/lib/opensmtpd/empty")
        space.directory("/var/spool/smtpd", 0o711)
        for name in ("corrupt", "incoming", "purge", "queue", "temporary"):
            space.directory("/var/spool/smtpd/" + name, 0o700, (self.ids["opensmtpq"][0], 0))
        space.directory("/var/spool/smtpd/offline", 0o770, (0, self.ids["opensmtpq"][1]))
        secret = subprocess.run(["openssl", "passwd", "-6", "-salt", "labsalt", PASSWORD], check=True,
                                capture_output=True, text=True).stdout.strip()
        space.write("/lab/secrets", "anna@%s %s\n" % (self.site.domain, secret), 0o640,
                    (0, self.ids["opensmtpd"][1]))
        space.write("/etc/mailname", "smtp.%s\n" % self.site.domain)

    def configure(self, setup):
        if setup.tls != self.tls:
            raise ValueError("%s speaks TLS %s only" % (self.name, self.tls))
        words = {"host": "smtp." + self.site.domain, "auth": " auth <secrets>" if setup.login else ""}
        listeners = "".join(LISTENERS[port].format(**words) for port in setup.ports)
        text = CONFIG.format(first=self.first, listeners=listeners, domain=self.site.domain)
        self.space.write("/etc/smtpd.conf", text)

    def service(self):
        return Service(self.space, "smtpd", ["/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"])


class OldOpenSmtpd(OpenSmtpd):
    """OpenSMTPD 6.8 with OpenSSL 1.1, held to TLS 1.0 by the policy of its system."""

    packages = "opensmtpd-old"
    name = "opensmtpd-old"
    tls = "1.0"
    first = 'smtp ciphers "ALL:@SECLEVEL=0"'
    healthy = Setup(tls="1.0")

    def prepare(self):
        super().prepare()
        self.openssl_policy("/etc/ssl/openssl.cnf", "MaxProtocol = TLSv1\n")
