"""OpenSMTPD: one listener for each port; who sends by 465 or 587 must sign in."""

import subprocess

from .outgoing import Outgoing, PASSWORD
from .spaces import Service

LISTENERS = {
    25: "listen on eth0 port 25 tls pki lab hostname {host}{tls}\n",
    465: "listen on eth0 port 465 smtps pki lab hostname {host}{auth}{tls} tag SUBMISSION\n",
    587: "listen on eth0 port 587 tls-require pki lab hostname {host}{auth}{tls} tag SUBMISSION\n",
}

CONFIG = """
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
        words = {"host": "smtp." + self.site.domain, "auth": " auth <secrets>" if setup.login else "",
                 "tls": ' protocols "tlsv1.0" ciphers "ALL:@SECLEVEL=0"' if setup.tls == "1.0" else ""}
        listeners = "".join(LISTENERS[port].format(**words) for port in setup.ports)
        self.space.write("/etc/smtpd.conf", CONFIG.format(listeners=listeners, domain=self.site.domain))

    def service(self):
        return Service(self.space, "smtpd", ["/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"])
