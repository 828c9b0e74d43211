"""Exim as Debian builds it (GnuTLS), with a small configuration of its own instead of the split one."""

from .outgoing import Outgoing, PASSWORD
from .spaces import Service

CONFIG = """
primary_hostname = %(name)s
domainlist local_domains = %(local)s
daemon_smtp_ports = %(ports)s
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /lab/exim-cert.pem
tls_privatekey = /lab/exim-key.pem
auth_advertise_hosts = %(advertise)s
acl_smtp_rcpt = check_rcpt
host_lookup =
rfc1413_query_timeout = 0s
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim4/%%slog
keep_environment =
%(options)s
begin acl
check_rcpt:
  accept authenticated = *
  deny message = relay not permitted, sign in first
    condition = ${if !={$received_port}{25}}
  accept domains = +local_domains
%(verify)s  deny message = relay not permitted

begin routers
here:
  driver = accept
  domains = +local_domains
%(people)s  transport = maildir
%(routers)s
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = /home/anna/Maildir
  user = anna
  group = anna
%(more)s
begin authenticators
%(logins)s"""
USUAL = {"ports": "25 : 465 : 587", "advertise": "*", "options": "", "routers": "", "more": "", "verify": "", "people": ""}
# Mail for others than anna is refused at once.
ANNA_ALONE = {"verify": "    endpass\n    verify = recipient\n", "people": "  local_parts = anna\n"}

LOGIN = """%(name)s:
  driver = plaintext
  public_name = %(public)s
  server_prompts = %(prompts)s
  server_condition = ${if and{{%(who)s}{eq{%(secret)s}{%(password)s}}}}
  server_set_id = %(user)s
  server_advertise_condition = ${if def:tls_in_cipher}
"""

OLD_TLS = ("tls_require_ciphers = NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.0:+SHA1:+AES-128-CBC:+AES-256-CBC"
           ":+SIGN-RSA-SHA1:+RSA\n")


def configuration(**parts):
    """The whole configuration: name, local (domains) and logins are what every server says; the rest of USUAL where it differs. more:
    further transports, and sections that follow them."""
    return CONFIG % {**USUAL, **parts}


def plain(who):
    """who: a condition about the user, %s, who also has to know the password."""
    return LOGIN % {"name": "plain", "public": "PLAIN", "prompts": ":", "user": "$auth2", "who": who % "$auth2", "secret": "$auth3",
                    "password": PASSWORD}


def login(who):
    return LOGIN % {"name": "login", "public": "LOGIN", "prompts": "Username:: : Password::", "user": "$auth1", "who": who % "$auth1",
                    "secret": "$auth2", "password": PASSWORD}


class Exim(Outgoing):
    packages = "exim"
    name = "exim"
    accounts = (("Debian-exim", 7301),)

    def prepare(self):
        owner = self.ids["Debian-exim"]
        self.space.directory("/var/spool/exim4", 0o750, owner)
        self.space.directory("/var/log/exim4", 0o750, owner)

    def configure(self, setup):
        anna = "eq{%%s}{anna@%s}" % self.site.domain
        self.write_configuration(configuration(
            name="smtp." + self.site.domain, local=self.site.domain, ports=" : ".join(map(str, setup.ports)),
            advertise="*" if setup.login else ":", options="never_users = root\n" + (OLD_TLS if setup.tls == "1.0" else ""),
            logins=plain(anna) + login(anna)))
        self.write_certificate(setup.cert)

    def write_configuration(self, text):
        self.space.write("/etc/exim4/exim4.conf", text, 0o640, (0, self.ids["Debian-exim"][1]))

    def write_certificate(self, name="good"):
        """Exim reads both as its own user."""
        self.space.write("/lab/exim-cert.pem", self.certs[name].read_text(encoding="ascii"))
        self.space.write("/lab/exim-key.pem", self.certs["key"].read_text(encoding="ascii"), 0o640,
                         (0, self.ids["Debian-exim"][1]))

    def service(self):
        return Service(self.space, "exim", ["/usr/sbin/exim4", "-bdf"])

    def logs(self):
        return "".join(self.space.text("/var/log/exim4/" + name) for name in ("mainlog", "paniclog"))
