"""Dovecot: receiving by IMAP and POP3 on every lab host, and the passwords of Postfix."""

from .outgoing import PASSWORD, USERS
from .spaces import Service

CONFIG = """
protocols = imap pop3
base_dir = /run/dovecot
log_path = /var/log/dovecot.log
default_internal_user = dovecot
default_internal_group = dovecot
default_login_user = dovenull
ssl = yes
ssl_cert = </lab/imap-cert.pem
ssl_key = </lab/key.pem
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
# What the server for sending on the same host may do with TLS is not Dovecot's business.
import_environment = TZ OPENSSL_CONF
auth_mechanisms = plain login
auth_username_format = %Lu
# The lab gives wrong passwords often, and by purpose: one second each, and no growing penalty for the address.
auth_failure_delay = 1 secs
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN /lab/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home=/home/anna
}}
service pop3 {{
  executable = pop3 postlogin-pop3
}}
service postlogin-pop3 {{
  executable = script-login /lab/pop-login
  unix_listener postlogin-pop3 {{
  }}
}}
{socket}
"""

# For Postfix: its smtpd asks Dovecot whether a password is right.
SASL_SOCKET = """
service auth {{
  unix_listener /var/spool/postfix/private/auth {{
    mode = 0660
    user = {user}
    group = {user}
  }}
}}
"""

# POP before SMTP as it was done: the login by POP3 writes down the client's address, the server for
# sending lets this address in. Root owns the table (Postfix reads no other), so this script runs as root.
POP_LOGIN = """#!/bin/sh
if [ -e /lab/pop-opens-sending ]; then
  printf '%s OK\\n' "$IP" >> /lab/popped
  /usr/sbin/postmap hash:/lab/popped
fi
exec "$@"
"""


class Dovecot:
    """The server for receiving on one lab host."""

    def __init__(self, host, domains, sasl_user=None):
        self.space, self.site = host.space, host.site
        uid, gid = host.ids["anna"]
        socket = SASL_SOCKET.format(user=sasl_user) if sasl_user else ""
        self.space.write("/etc/dovecot/lab.conf", CONFIG.format(uid=uid, gid=gid, socket=socket))
        self.space.write("/lab/users", "".join("%s@%s:{PLAIN}%s\n" % (name, domain, PASSWORD)
                                               for domain in domains for name, _ in USERS), 0o640,
                         (0, host.ids["dovecot"][1]))
        self.space.write("/lab/pop-login", POP_LOGIN, 0o755)
        self.space.path("/lab/imap-cert.pem").write_bytes(host.certs["good"].read_bytes())
        self.daemon = Service(self.space, "dovecot", ["/usr/bin/env", "OPENSSL_CONF=/lab/openssl.cnf",
                                                        "/usr/sbin/dovecot", "-F", "-c", "/etc/dovecot/lab.conf"])

    def wait(self):
        for port in (993, 995, 143, 110):
            self.daemon.wait_port(self.site.addresses[0], port)

    def logs(self):
        return self.space.text("/var/log/dovecot.log") + self.space.text(self.daemon.log)
