"""The standard lab, built once for a whole run:

    client ---- router ---- postfix      smtp, imap, pop.postfix.test
                   |------- exim         smtp, imap, pop.exim.test
                   |------- opensmtpd    smtp, imap, pop.opensmtpd.test (opensmtpd-old, too, when asked for)
                   |------- old          old.*.test: alive, but its mail services were switched off
                   |------- dns          Unbound, NSD
                   '------- world        every other address: answers on 443 and 80 only

All addresses are those for documentation (RFC 5737, 3849), and exist inside the namespaces only.
"""

import dataclasses

from . import dns
from .certs import Authority
from .client import Client
from .dovecot import Dovecot
from .exim import Exim
from .filter import Filtered, FilteredDovecot
from .opensmtpd import OldOpenSmtpd, OpenSmtpd
from .postfix import Postfix
from .spaces import Built, Rules, Service, join

SERVERS = (Postfix, Exim, OpenSmtpd)
ON_DEMAND = (OldOpenSmtpd, Filtered)
OLD_ADDRESS = "203.0.113.98"
CLIENT = ("198.51.100.2", "2001:db8:100::2")
WORLD_LISTENER = """
import selectors, socket, ssl, sys
chooser = selectors.DefaultSelector()
for port in (443, 80):
    sock = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
    chooser.register(sock, selectors.EVENT_READ)
while True:
    for key, _ in chooser.select():
        key.fileobj.accept()[0].close()
"""


@dataclasses.dataclass(frozen=True)
class Site:
    """A domain and the wire that its host hangs on."""

    domain: str
    number: int

    @property
    def addresses(self):
        return ("203.0.113.%d" % (16 * self.number + 2), "2001:db8:%d::2" % self.number)

    @property
    def gateways(self):
        return ("203.0.113.%d" % (16 * self.number + 1), "2001:db8:%d::1" % self.number)


ALL = (*SERVERS, *ON_DEMAND)


def site(kind):
    """The place of a server's host, the same in every lab."""
    return Site(kind.name + ".test", ALL.index(kind) + 1)


class Servers(dict):
    """The lab's servers by name; what few cases want is built when it is asked for."""

    def __init__(self, lab):
        super().__init__()
        self._lab = lab

    def __missing__(self, name):
        for kind in ON_DEMAND:
            if kind.name == name:
                return self._lab.serve(kind)
        raise KeyError(name)


class Lab(Built):
    """`with Lab() as lab:` gives lab.client, lab.router, lab.rules, lab.servers["exim"], lab.dns, lab.authority."""

    old_address = OLD_ADDRESS

    def __init__(self, servers=SERVERS, keep=False):
        super().__init__(keep)
        self.kinds = servers

    def _build(self):
        self._middle()
        self.servers, self.receivers = Servers(self), {}
        for kind in self.kinds:
            self.serve(kind)
        self._name_servers([site(kind) for kind in ALL])
        self._old_host()
        self._world()

    def _middle(self, authority=None):
        """The router, and the client on its wire."""
        self.authority = authority or Authority(self.run.dir / "ca")
        self.router = self.run.space("router")
        self.rules = Rules(self.router)
        self.router.net("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self.client = Client(self.run, dns.RESOLVER[0])
        self._wire(self.client.space, CLIENT, ("198.51.100.1", "2001:db8:100::1"), 24)

    def _wire(self, space, addresses, gateways, length):
        name = "to-" + space.name[:10]
        join(self.router, name, ["%s/%d" % (gateways[0], length), gateways[1] + "/64"],
             space, "eth0", ["%s/%d" % (addresses[0], length), addresses[1] + "/64"])
        self._default(space, gateways)

    @staticmethod
    def _default(space, gateways):
        for family, gateway in zip(("-4", "-6"), gateways):
            space.ip("route add default via " + gateway, family=family)

    def serve(self, kind):
        """Build one host and start what runs on it. Every Dovecot knows the accounts of all domains."""
        place = site(kind)
        server = kind(self.run, place, self.authority.kinds(place.domain))
        self._wire(server.space, place.addresses, place.gateways, 28)
        return self._start(server, [site(other).domain for other in ALL])

    def _start(self, server, domains):
        """Start what runs on a host, with the accounts of these domains."""
        kind = FilteredDovecot if isinstance(server, Filtered) else Dovecot
        receiver = kind(server, domains, "postfix" if isinstance(server, Postfix) else None)
        receiver.daemon.start()
        server.start()
        receiver.wait()
        self.servers[server.name], self.receivers[server.name] = server, receiver
        return server

    def _name_servers(self, sites):
        self.dns = dns.Dns(self.run, sites, OLD_ADDRESS)
        self._wire(self.dns.space, dns.RESOLVER, ("192.0.2.49", "2001:db8:53::1"), 28)
        self.dns.space.ip("addr add %s/28 dev eth0" % dns.AUTHORITY[0],
                          "addr add %s/64 dev eth0" % dns.AUTHORITY[1])
        self.dns.start()

    def _old_host(self):
        """A computer that is switched on; nothing on it speaks mail any more."""
        self.old = self.run.space("old")
        place = Site("old.test", 6)
        self._wire(self.old, place.addresses, place.gateways, 28)

    def _world(self):
        """Every address that is nobody's leads here, and is taken for its own: all the world is local to this
        host but the clients' network, which the longer prefix sends back out."""
        self.world = self.run.space("world")
        self._wire(self.world, ("198.18.0.2", "2001:db8:f::2"), ("198.18.0.1", "2001:db8:f::1"), 24)
        for family, near, clients, gateway in (("-4", "198.18.0.0/24", "198.51.100.0/24", "198.18.0.1"),
                                               ("-6", "2001:db8:f::/64", "2001:db8:100::/64", "2001:db8:f::1")):
            self.world.ip("route add %s dev eth0 table local" % near,
                          "route add %s via %s dev eth0 table local" % (clients, gateway),
                          "route add local default dev lo table local", family=family)
        self._default(self.router, ("198.18.0.2", "2001:db8:f::2"))
        self.listener = Service(self.world, "world", ["/usr/bin/python3", "-c", WORLD_LISTENER])
        self.listener.start()
        self.listener.wait_port("127.0.0.1", 443)

    def logs(self):
        """What the daemons wrote last, for a person who looks into a failure."""
        parts = ["== %s\n%s" % (name, server.logs() + self.receivers[name].logs())
                 for name, server in self.servers.items()]
        return "\n".join([*parts, "== dns\n" + self.dns.logs()])
