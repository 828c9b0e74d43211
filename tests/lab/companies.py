"""The rest of the mail world: one Postfix that plays several companies, each with a name, an address, a certificate and a
greeting of its own. They are what the program compares with: nobody here knows anna.
"""

from .outgoing import Outgoing
from .postfix import LISTENERS, MAIN, MODERN_TLS, SERVICES, Postfix

# Name, what its network is called by (45.45.N, 2001:db8:45NN::), and the domain whose MX it is.
HOSTS = (
    ("smtp.gmail.com", 1, "gmail.com"),
    ("smtp.mail.yahoo.com", 2, "yahoo.com"),
    ("mail.gmx.net", 3, "gmx.net"),
    ("smtp.fastmail.com", 4, "fastmail.com"),
    ("smtp-mail.outlook.com", 5, "outlook.com"),
    ("relay.carrier.test", 6, "carrier.test"),       # the internet provider's own server
)

LISTENER = ("{address}:{port} inet n - n - - smtpd\n -o myhostname={host} -o smtpd_tls_cert_file=/lab/{host}.pem\n"
            " -o {{smtpd_banner={host} ESMTP ready}}\n")


def addresses(number):
    return ("45.45.%d.25" % number, "2001:db8:45%02d::25" % number)


class Companies(Postfix):
    """A host with many addresses; the first one is the host's own."""

    name = "companies"

    def __init__(self, run, site, authority):
        certs = {"good": authority.issue("companies", [host for host, _, _ in HOSTS]), "key": authority.leaf_key}
        super().__init__(run, site, certs)
        key, self.pairs = authority.leaf_key.read_bytes(), {}
        for host, _, _ in HOSTS:
            self.pairs[host] = "/lab/%s.both" % host
            pem = authority.issue(host, [host]).read_bytes()
            self.space.path("/lab/%s.pem" % host).write_bytes(pem)
            self.space.path(self.pairs[host]).write_bytes(pem + key)

    def configure(self, setup):
        self.space.write("/etc/postfix/main.cf", MAIN.format(domain=self.site.domain, tls=MODERN_TLS))
        text = ""
        for host, number, _ in HOSTS:
            for address in addresses(number):
                for port, words in LISTENERS.items():
                    options = words.split("\n", 1)[1]
                    text += LISTENER.format(address="[%s]" % address if ":" in address else address, port=port,
                                            host=host) + options
        self.space.write("/etc/postfix/master.cf", text + SERVICES)

    def apply(self, setup):
        """Outgoing waits for the address of the site; here every company has its own."""
        self.configure(setup)
        self.space.path("/lab/cert.pem").write_bytes(self.certs["good"].read_bytes())
        self.daemon.start()
        for _, number, _ in HOSTS:
            for address in addresses(number):
                self.daemon.wait_port(address, 587)
        self.setup = setup

    healthy = Outgoing.healthy
