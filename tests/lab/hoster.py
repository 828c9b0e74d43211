"""Mail servers of many domains: one Exim that answers on many addresses, under another name and with another certificate on each, as
its own options provide (smtp_active_hostname). It tells whoever greets it the address that it sees, as large servers do. And one
Postfix that plays the place from which domains have moved away.
"""

from .exim import Exim
from .outgoing import PASSWORD
from .postfix import MAIN, SERVICES, Postfix

CONFIG = """
primary_hostname = {name}
smtp_active_hostname = ${{lookup{{$received_ip_address}}iplsearch{{/lab/names}}{{$value}}{{{name}}}}}
smtp_banner = ${{lookup{{$received_ip_address}}iplsearch{{/lab/banners}}{{$value}}{{$smtp_active_hostname ESMTP Exim}}}}
domainlist local_domains = lsearch;/lab/domains
daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /lab/exim-cert.pem
tls_privatekey = /lab/exim-key.pem
auth_advertise_hosts = *
acl_smtp_rcpt = check_rcpt
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 0
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
  server_condition = ${{if and{{{{match{{$auth2}}{{^anna@}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""


class Hoster(Exim):
    """names: {address: name}; banners: {address: what it says first}, where that is not the name."""

    name = "hoster"

    def __init__(self, run, site, certs, names, banners, domains):
        self.names, self.banners, self.domains = names, banners, domains
        super().__init__(run, site, certs)

    def configure(self, setup):
        space, group = self.space, self.ids["Debian-exim"][1]
        for file, table in (("/lab/names", self.names), ("/lab/banners", self.banners)):
            space.write(file, "".join('"%s": %s\n' % pair for pair in table.items()))
        space.write("/lab/domains", "".join(name + "\n" for name in self.domains))
        text = CONFIG.format(name="mail." + self.site.domain, password=PASSWORD)
        space.write("/etc/exim4/exim4.conf", text, 0o640, (0, group))
        space.write("/lab/exim-cert.pem", self.certs["good"].read_text(encoding="ascii"))
        space.write("/lab/exim-key.pem", self.certs["key"].read_text(encoding="ascii"), 0o640, (0, group))


class OldHost(Postfix):
    """The place before the move: its names in the banner and the certificate, and domains that it still takes for its own."""

    name = "oldhost"

    def __init__(self, run, site, certs, keeps):
        self.keeps = keeps
        super().__init__(run, site, certs)

    def configure(self, setup):
        text = MAIN.format(domain=self.site.domain, tls="").replace("mydestination = ", "mydestination = %s, " % ", ".join(self.keeps))
        self.space.write("/etc/postfix/main.cf", text)
        ports = ("smtp inet n - n - - smtpd\n", "submission inet n - n - - smtpd\n -o smtpd_sasl_auth_enable=yes\n",
                 "smtps inet n - n - - smtpd\n -o smtpd_tls_wrappermode=yes\n -o smtpd_sasl_auth_enable=yes\n")
        self.space.write("/etc/postfix/master.cf", "".join(ports) + SERVICES)
