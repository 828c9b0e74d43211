"""Postfix: 587 with STARTTLS, 465 with implicit TLS, 25 for other servers; passwords by Dovecot."""

import os

from .outgoing import Outgoing
from .spaces import Service

MAIN = """
compatibility_level = 3.6
myhostname = smtp.{domain}
mydomain = {domain}
myorigin = {domain}
mydestination = {domain}
mynetworks = 127.0.0.0/8
inet_protocols = all
inet_interfaces = all
maillog_file = /var/log/mail.log
alias_maps =
alias_database =
local_recipient_maps =
mailbox_transport =
home_mailbox = Maildir/
biff = no
queue_directory = /var/spool/postfix
smtpd_tls_security_level = may
smtpd_tls_cert_file = /lab/cert.pem
smtpd_tls_key_file = /lab/key.pem
smtpd_tls_auth_only = yes
{tls}
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_banner = $myhostname ESMTP Postfix (Debian/GNU)
"""

MODERN_TLS = """
smtpd_tls_protocols = >=TLSv1.2
smtpd_tls_mandatory_protocols = >=TLSv1.2
"""

OLD_TLS = """
smtpd_tls_protocols = TLSv1
smtpd_tls_mandatory_protocols = TLSv1
smtpd_tls_ciphers = low
smtpd_tls_mandatory_ciphers = low
tls_low_cipherlist = ALL:@SECLEVEL=0
"""

# The services as in Debian's master.cf, nothing in a chroot (its files would have to be copied there).
SERVICES = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

LISTENERS = {
    25: "smtp inet n - n - - smtpd\n",
    465: "smtps inet n - n - - smtpd\n -o smtpd_tls_wrappermode=yes\n",
    587: "submission inet n - n - - smtpd\n -o smtpd_tls_security_level=encrypt\n",
}

# What a submission port demands, in each of the three ways of opening it.
WITH_LOGIN = " -o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n"
WITHOUT_LOGIN = " -o smtpd_recipient_restrictions=reject\n"
POP_FIRST = (" -o {smtpd_relay_restrictions=check_client_access hash:/lab/popped,"
             " check_recipient_access static:{554 5.7.1 Relay access denied, please fetch your mail by POP3 first},"
             " reject}\n")


class Postfix(Outgoing):
    packages = "postfix"
    name = "postfix"
    accounts = (("postfix", 7201), ("postdrop", 7202))

    def prepare(self):
        space, owner = self.space, self.ids["postfix"]
        space.directory("/var/lib/postfix", 0o755, owner)
        space.directory("/var/spool/postfix")
        for name in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private",
                     "saved", "trace"):
            space.directory("/var/spool/postfix/" + name, 0o700, owner)
        space.directory("/var/spool/postfix/pid")
        for name, mode in (("maildrop", 0o730), ("public", 0o710)):
            space.directory("/var/spool/postfix/" + name, mode, (owner[0], self.ids["postdrop"][1]))
        for program in ("postdrop", "postqueue"):
            space.own("/usr/sbin/" + program, 0o2755, (0, self.ids["postdrop"][1]))
        for port, name in ((465, "smtps"), (587, "submission")):
            space.append("/etc/services", "%s %d/tcp\n" % (name, port))

    def configure(self, setup):
        domain, space = self.site.domain, self.space
        tls = OLD_TLS if setup.tls == "1.0" else MODERN_TLS
        space.write("/etc/postfix/main.cf", MAIN.format(domain=domain, tls=tls))
        demands = POP_FIRST if setup.pop_first else WITH_LOGIN if setup.login else WITHOUT_LOGIN
        listeners = "".join(LISTENERS[port] + ("" if port == 25 else demands) for port in setup.ports)
        space.write("/etc/postfix/master.cf", listeners + SERVICES)
        if setup.pop_first:
            self.close_pop_window()

    def close_pop_window(self):
        """Nobody has fetched mail yet."""
        self.space.write("/lab/popped", "")
        self.space.write("/lab/pop-opens-sending", "")
        self.space.run("/usr/sbin/postmap", "hash:/lab/popped")
        # Postfix compares whole seconds: a table that is made anew within the same one would not be noticed.
        os.utime(self.space.path("/lab/popped.db"), (0, 0))

    def service(self):
        return Service(self.space, "postfix", ["/usr/sbin/postfix", "start-fg"],
                       stop_argv=["/usr/sbin/postfix", "abort"])

    def logs(self):
        return self.space.text("/var/log/mail.log") + self.space.text(self.daemon.log)
