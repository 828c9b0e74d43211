"""The third lab: many domains and where their mail leaves from.

    client ---- router ---- names     NSD for root and top-level domains, two that have the domains, one that has none; Unbound
     (198.51.100.2) |------ hoster    Exim on an address of its own for each domain, under the domain's name
                    |------ oldhost   Postfix: the place from which domains moved away
                    '------ world     every other address: answers on 443 and 80 only

One lab serves all cases at once: each has a domain and addresses of its own, so none can disturb another one.
"""

from . import dns
from .helpers import Box
from .hoster import Hoster, OldHost
from .spaces import address_lines
from .topology import Lab
from .zones import LAME, PARENT, SERVERS, SILENT, Names


class Place:
    """Where a host hangs on the router: Site of this lab, with a network that has room."""

    def __init__(self, domain, four, six):
        self.domain, self.four, self.six = domain, four, six

    @property
    def addresses(self):
        return (self.four % 2, self.six % 2)

    @property
    def gateways(self):
        return (self.four % 1, self.six % 1)


HOSTER = Place("hoster.test", "203.0.113.%d", "2001:db8:a::%d")
OLD = Place("oldhost.test", "198.51.101.%d", "2001:db8:b::%d")


def addresses(number):
    """The addresses of a domain's own server, by its number from 0."""
    return (HOSTER.four % (number + 10), HOSTER.six % (number + 10))


class DomainLab(Lab):
    """`with DomainLab(world) as lab:` gives lab.client, lab.names, lab.servers["hoster"] and ["oldhost"]. The world (the driver's) has
    zones, pointers, names, banners, domains, kept, certified, certified_old, hosts, pages, authority."""

    def __init__(self, world, keep=False):
        super().__init__((), keep)
        self.plan = world

    def _build(self):
        world = self.plan
        self._middle(world.authority)
        self.client.use_hosts("".join(line + "\n" for line in world.hosts))
        self.names = Names(self.run, world.zones, world.pointers)
        self._wire(self.names.space, dns.RESOLVER, ("192.0.2.49", "2001:db8:53::1"), 28)
        self.names.space.ip(*(line for both in (PARENT, LAME, *SERVERS.values())
                              for line in ("addr add %s/28 dev eth0" % both[0], "addr add %s/64 dev eth0" % both[1])))
        self._silent()
        self.names.start()
        self.servers, self.receivers = {}, {}
        self._host(Hoster(self.run, HOSTER, self._certs(world.certified, "mail." + HOSTER.domain), world.names, world.banners,
                          world.domains), 24, [a for a in world.names if "." in a], [a for a in world.names if ":" in a])
        self._host(OldHost(self.run, OLD, self._certs(world.certified_old, "smtp." + OLD.domain), world.kept), 25)
        self._web()
        self._world()

    def _web(self):
        """What domains have on the web lies where their mail server is."""
        both = self.run.dir / "web.pem"
        both.write_bytes(self.servers["hoster"].certs["good"].read_bytes() + self.authority.leaf_key.read_bytes())
        pages = {page: [200, {"Content-Type": "text/plain"}, text] for page, text in self.plan.pages.items()}
        names = {page.split("/")[0] for page in pages} | {HOSTER.domain}
        box = Box(self.servers["hoster"].space, "web", netonly=True, port=443, pages=pages, answer=[404, {}, ""],
                  certs={name: str(both) for name in names})
        self.run.at_end(box.start().stop)

    def _silent(self):
        """An address that leads to the names' host and is answered by nobody, ICMP included."""
        space = self.names.space
        space.nft("table inet silent {\nchain in { type filter hook input priority 0; policy accept;\n"
                  "ip daddr %s drop\nip6 daddr %s drop\n}\n}\n" % SILENT)
        space.ip("addr add %s/28 dev eth0" % SILENT[0], "addr add %s/64 dev eth0" % SILENT[1])

    def _certs(self, names, own):
        return {"good": self.authority.issue(own, [own, *names]), "key": self.authority.leaf_key}

    def _host(self, server, length, fours=(), sixes=()):
        place = server.site
        self._wire(server.space, place.addresses, place.gateways, length)
        server.space.ip(*address_lines("eth0", ["%s/%d" % (one, length) for one in fours] + [one + "/64" for one in sixes]))
        self._start(server, self.plan.domains)

    def logs(self):
        parts = ["== %s\n%s" % (name, server.logs()) for name, server in self.servers.items()]
        return "\n".join([*parts, "== names\n" + self.names.logs()])
