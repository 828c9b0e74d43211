"""Exim as Debian builds it (GnuTLS), with a small configuration of its own instead of the split one."""

from .outgoing import Outgoing, PASSWORD
from .spaces import Service

CONFIG = """
primary_hostname = smtp.{domain}
domainlist local_domains = {domain}
daemon_smtp_ports = {ports}
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /lab/exim-cert.pem
tls_privatekey = /lab/exim-key.pem
{tls}
auth_advertise_hosts = {advertise}
acl_smtp_rcpt = check_rcpt
host_lookup =
rfc1413_query_timeout = 0s
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim4/%slog
never_users = root
keep_environment =

begin acl
check_rcpt:
  accept authenticated = *
  deny message = relay not permitted, sign in first
    condition = ${{if !={{$received_port}}{{25}}}}
  accept domains = +local_domains
  deny message = relay not permitted

begin routers
here:
  driver = accept
  domains = +local_domains
  transport = maildir

begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = /home/anna/Maildir
  user = anna
  group = anna

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{anna@{domain}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{eq{{$auth1}}{{anna@{domain}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id = $auth1
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""

OLD_TLS = ("tls_require_ciphers = NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.0:+SHA1:+AES-128-CBC:+AES-256-CBC"
           ":+SIGN-RSA-SHA1:+RSA\n")


class Exim(Outgoing):
    packages = "exim"
    name = "exim"
    accounts = (("Debian-exim", 7301),)

    def prepare(self):
        owner = self.ids["Debian-exim"]
        self.space.directory("/var/spool/exim4", 0o750, owner)
        self.space.directory("/var/log/exim4", 0o750, owner)

    def configure(self, setup):
        text = CONFIG.format(domain=self.site.domain, password=PASSWORD, ports=" : ".join(map(str, setup.ports)),
                             tls=OLD_TLS if setup.tls == "1.0" else "", advertise="*" if setup.login else ":")
        self.space.write("/etc/exim4/exim4.conf", text, 0o640, (0, self.ids["Debian-exim"][1]))
        # Exim reads both as its own user.
        self.space.write("/lab/exim-cert.pem", self.certs[setup.cert].read_text(encoding="ascii"))
        self.space.write("/lab/exim-key.pem", self.certs["key"].read_text(encoding="ascii"), 0o640,
                         (0, self.ids["Debian-exim"][1]))

    def service(self):
        return Service(self.space, "exim", ["/usr/sbin/exim4", "-bdf"])

    def logs(self):
        return "".join(self.space.text("/var/log/exim4/" + name) for name in ("mainlog", "paniclog"))
