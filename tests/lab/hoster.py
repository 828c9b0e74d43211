"""Mail servers of many domains: one Exim that answers on many addresses, under another name and with another certificate on each, as
its own options provide (smtp_active_hostname). It tells whoever greets it the address that it sees, as large servers do. And one
Postfix that plays the place from which domains have moved away.
"""

from .exim import Exim, configuration, plain
from .postfix import MAIN, SERVICES, Postfix

OPTIONS = """smtp_active_hostname = ${lookup{$received_ip_address}iplsearch{/lab/names}{$value}{%s}}
smtp_banner = ${lookup{$received_ip_address}iplsearch{/lab/banners}{$value}{$smtp_active_hostname ESMTP Exim}}
smtp_accept_max = 0
never_users = root
"""


class Hoster(Exim):
    """names: {address: name}; banners: {address: what it says first}, where that is not the name."""

    name = "hoster"

    def __init__(self, run, site, certs, names, banners, domains):
        self.names, self.banners, self.domains = names, banners, domains
        super().__init__(run, site, certs)

    def configure(self, setup):
        for file, table in (("/lab/names", self.names), ("/lab/banners", self.banners)):
            self.space.write(file, "".join('"%s": %s\n' % pair for pair in table.items()))
        self.space.write("/lab/domains", "".join(name + "\n" for name in self.domains))
        name = "mail." + self.site.domain
        self.write_configuration(configuration(name=name, local="lsearch;/lab/domains", options=OPTIONS % name,
                                               logins=plain("match{%s}{^anna@}")))
        self.write_certificate()


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
