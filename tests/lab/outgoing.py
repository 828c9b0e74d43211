"""What the three servers for sending have in common: the switches that a scenario turns, and the way
a change of them reaches the daemon. Each server is a file of its own (postfix.py, exim.py, opensmtpd.py).
"""

import dataclasses

from .dns import RESOLVER
from .packages import unpacked
from .spaces import wait_for

PASSWORD = "Blau-Kiesel-42"
USERS = (("anna", 7001),)


@dataclasses.dataclass(frozen=True)
class Setup:
    """How a server for sending is set up; the default is a healthy one."""

    cert: str = "good"                      # one of certs.KINDS
    tls: str = "modern"                     # or "1.0": nothing newer is offered
    login: bool = True                      # False: AUTH is not offered at all
    ports: tuple = (25, 465, 587)
    pop_first: bool = False                 # no AUTH; who has just fetched mail by POP may send


class Outgoing:
    """A host with one server for sending and a Dovecot for receiving (and for the passwords of Postfix)."""

    packages = ""                           # the set of packages.SETS
    beside = ("dovecot",)                   # what else lies on its host
    name = ""
    accounts = ()                           # users and groups that the package's scripts would have made
    healthy = Setup()

    def __init__(self, run, site, certs):
        self.site, self.certs, self.setup = site, certs, None
        lowers = [str(path) for name in (self.packages, *self.beside) for path in unpacked(name)]
        self.space = run.space(self.name, lowers)
        self.ids = {name: self.space.account(name, number) for name, number in
                    (*self.accounts, ("dovecot", 7101), ("dovenull", 7102))}
        for file in ("/etc/ssl/openssl.cnf", "/lab/openssl.cnf"):
            self.openssl_policy(file)
        self._tls_files()
        # Servers ask for the names of their clients; so do these, in the lab's own DNS.
        self.space.write("/etc/resolv.conf", "nameserver %s\n" % RESOLVER[0])
        for name, number in USERS:
            self.ids[name] = self.space.account(name, number, "/home/" + name)
            self.space.directory("/home/" + name, 0o750, self.ids[name])
        self.prepare()

    # What each server says for itself

    def prepare(self):
        """Directories and files that do not change."""

    def configure(self, setup):
        """Write the configuration for this setup."""
        raise NotImplementedError

    def service(self):
        """The daemon."""
        raise NotImplementedError

    def logs(self):
        return self.space.text(self.daemon.log)

    # The same for all

    def start(self):
        self.daemon = self.service()
        self.apply(self.healthy)

    def apply(self, setup):
        """Bring the server to this setup and wait until it answers so. No change costs nothing."""
        if setup == self.setup and self.daemon.alive():
            return
        self.stop()
        self.configure(setup)
        self.space.path("/lab/cert.pem").write_bytes(self.certs[setup.cert].read_bytes())
        self.daemon.start()
        for port in setup.ports:
            for address in self.site.addresses:
                self.daemon.wait_port(address, port)
        self.setup = setup

    def stop(self):
        self.daemon.stop()
        self.setup = None
        for address in self.site.addresses:
            wait_for(lambda: not any(self.space.answers(address, port) for port in (25, 465, 587)),
                     "%s: its end" % self.name)

    def _tls_files(self):
        self.space.directory("/lab")
        self.space.path("/lab/cert.pem").write_bytes(self.certs["good"].read_bytes())
        self.space.write("/lab/key.pem", self.certs["key"].read_text(encoding="ascii"), 0o600)

    def openssl_policy(self, file, more=""):
        """Debian's OpenSSL refuses TLS 1.0 for the whole system; here each server's configuration decides."""
        self.space.write(file, "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = any\n[any]\n"
                         "MinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=0\n" + more)
