"""The second lab: a way as long as in life, for the question who stands in it.

    client --- home --- provider --- transit --- postfix     smtp, imap, pop.postfix.test (real Postfix and Dovecot)
      192.168.178.20      |             |------- companies   smtp.gmail.com … : real Postfix, nobody's friend
      (behind NAT)        '- dns        |------- vpn         the exit of a VPN
                                        '------- world       every other address: answers on 443 and 80 only

The home router hides its network behind one public address; as `carrier_nat` the provider does so once more. Addresses are
private, those for documentation, and for the companies some of the real world's; all exist inside the namespaces only.
"""

import contextlib
import ipaddress

from . import dns
from .certs import Authority
from .companies import HOSTS, Companies, addresses
from .computer import Computer
from .dovecot import Dovecot
from .helpers import Box
from .pathpostfix import PathPostfix
from .spaces import Rules, address_lines, join
from .topology import OLD_ADDRESS, Lab, Site

HOME = ("192.168.178.1", "2001:db8:100::1")
CLIENT = ("192.168.178.20", "2001:db8:100::20")
PUBLIC = ("198.51.100.77", "2001:db8:101::77")          # the home router's side of the line
PROVIDER = ("198.51.100.1", "2001:db8:101::1")
CARRIER = ("100.64.12.77", "100.64.0.1")                # the same with an address that is shared
TRANSIT = (("203.0.113.241", "2001:db8:102::1"), ("203.0.113.242", "2001:db8:102::2"))
RESOLVER = dns.RESOLVER
EXIT = ("203.0.113.82", "2001:db8:5::2")
WORLD = ("198.18.0.2", "2001:db8:f::2")
# Networks where nothing is, and nothing answers: for documentation, for nobody (RFC 7600), for what is to be dropped (RFC 6666).
NOBODY = (("192.0.2.0/24", "192.0.0.0/24"), ("2001:db8:ffff::/48", "100::/64"))

SITES = {"postfix": Site("postfix.test", 1), "companies": Site("companies.test", 2)}

# What the web knows: pages that systems ask for to see whether there is a sign-in page in between.
PAGES = {
    "connectivitycheck.gstatic.com/generate_204": [204, {}, ""],
    "detectportal.firefox.com/success.txt": [200, {"Content-Type": "text/plain"}, "success\n"],
    "detectportal.firefox.com/canonical.html":
        [200, {"Content-Type": "text/html"}, '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/">'],
    "nmcheck.gnome.org/check_network_status.txt": [200, {"Content-Type": "text/plain"}, "NetworkManager is online\n"],
    "network-test.debian.org/nm": [200, {"Content-Type": "text/plain"}, "NetworkManager is online\n"],
    "captive.apple.com/hotspot-detect.html":
        [200, {"Content-Type": "text/html"}, "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"],
    "www.msftconnecttest.com/connecttest.txt": [200, {"Content-Type": "text/plain"}, "Microsoft Connect Test"],
}
ELSE = [404, {"Content-Type": "text/html"}, "<title>not here</title>"]
WEB_NAMES = sorted({page.split("/")[0] for page in PAGES})
WEB = ("151.101.1.91", "2001:db8:4580::91")


def host_of(address):
    """Whose address this is, as far as a question about anna's mail may lead to him; None for everybody else."""
    known = {HOME: "home", dns.RESOLVER: "dns", dns.AUTHORITY: "dns", WEB: "web"}
    known.update({place.addresses: name for name, place in SITES.items()})
    known.update({addresses(number): host for host, number, _ in HOSTS})
    for both, name in known.items():
        if address in both:
            return name
    at = ipaddress.ip_address(address)
    if at.is_multicast or at.is_link_local or at.is_loopback:
        return "neighbours"
    return "nobody" if any(at in ipaddress.ip_network(net) for nets in NOBODY for net in nets) else None


class Dns(dns.Dns):
    """Beside the mail domains the names that everybody knows."""

    def _write(self, zones):
        more = {}
        for host, number, domain in HOSTS:
            four, six = addresses(number)
            more[domain] = dns.HEAD + "@ IN MX 5 %s.\n%s. IN A %s\n%s. IN AAAA %s\n@ IN A %s\n" % (
                host, host, four, host, six, four)
        for name in WEB_NAMES:
            more[name] = dns.HEAD + "@ IN A %s\n@ IN AAAA %s\n" % WEB
        for zone, address, name in (("in-addr.arpa", PUBLIC[0], "dyn-77.customers"), ("ip6.arpa", CLIENT[1], "dyn-77.customers"),
                                    ("in-addr.arpa", PROVIDER[0], "gw1.core"), ("ip6.arpa", PROVIDER[1], "gw1.core")):
            zones[zone] += "%s IN PTR %s.carrier.test.\n" % (dns.reverse(address), name)
        more["customers.carrier.test"] = dns.HEAD + "dyn-77 IN A %s\ndyn-77 IN AAAA %s\n" % (PUBLIC[0], CLIENT[1])
        zones["."] += "".join("%s. IN NS ns.lab.test.\n" % name for name in more)
        zones.update(more)
        super()._write(zones)


class PathLab(Lab):
    """`with PathLab() as lab:` gives lab.client (a Computer), lab.home, lab.provider, lab.router (the transit), lab.at[…]
    (their Rules), lab.servers["postfix"], lab.companies, lab.exit, lab.dns."""

    def __init__(self, keep=False):
        super().__init__((), keep)

    def _build(self):
        self.authority = Authority(self.run.dir / "ca")
        self.home, self.provider, self.router = (self.run.space(name) for name in ("home", "provider", "transit"))
        for router in (self.home, self.provider, self.router):
            router.net("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        for router in (self.provider, self.router):
            # The home router is a Linux as they are: one error message a second, after the first few. Those of providers tell more.
            router.net("sysctl", "-qw", "net.ipv4.icmp_ratelimit=200", "net.ipv6.icmp.ratelimit=200")
        for router in (self.home, self.provider):
            # Else what one case asked by UDP would still be translated in the next one.
            router.net("sysctl", "-qw", "net.netfilter.nf_conntrack_udp_timeout=3", "net.netfilter.nf_conntrack_udp_timeout_stream=5")
        self.client = Computer(self.run, RESOLVER[0], self.authority)
        self._line()
        self._servers()
        self._name_servers(list(SITES.values()))
        self._exit()
        self._world()
        spaces = {"client": self.client.space, "home": self.home, "provider": self.provider, "transit": self.router,
                  "server": self.servers["postfix"].space, "exit": self.exit}
        self.at = {name: Rules(space) for name, space in spaces.items()}

    def _line(self):
        """From the client to the transit, with the address translation of the home router."""
        client = self.client.space
        join(self.home, "lan", [HOME[0] + "/24", HOME[1] + "/64"], client, "eth0", [CLIENT[0] + "/24", CLIENT[1] + "/64"])
        self._default(client, HOME)
        join(self.home, "wan", [PUBLIC[0] + "/24", PUBLIC[1] + "/64"],
             self.provider, "customers", [PROVIDER[0] + "/24", PROVIDER[1] + "/64"])
        self._default(self.home, PROVIDER)
        near, far = TRANSIT
        join(self.provider, "uplink", [near[0] + "/30", near[1] + "/64"], self.router, "provider", [far[0] + "/30", far[1] + "/64"])
        self._default(self.provider, far)
        self.provider.ip("route add 2001:db8:100::/64 via " + PUBLIC[1], family="-6")
        self.router.ip("route add 198.51.100.0/22 via " + near[0], "route add %s via %s" % ("192.0.2.48/28", near[0]),
                       *("route add blackhole " + net for net in NOBODY[0]), family="-4")
        self.router.ip("route add 2001:db8:100::/46 via " + near[1], "route add 2001:db8:53::/64 via " + near[1],
                       *("route add blackhole " + net for net in NOBODY[1]), family="-6")
        self.home.nft("table ip nat {\nchain out { type nat hook postrouting priority 100; policy accept;\n"
                      'oifname { "wan", "wire0" } ip saddr 192.168.178.0/24 masquerade\n}\n}\n')

    def _servers(self):
        self.servers, self.receivers = {}, {}
        place = SITES["postfix"]
        server = PathPostfix(self.run, place, self.authority.kinds(place.domain))
        self._wire(server.space, place.addresses, place.gateways, 28)
        receiver = Dovecot(server, [place.domain], "postfix")
        receiver.daemon.start()
        server.start()
        receiver.wait()
        self.servers["postfix"], self.receivers["postfix"] = server, receiver
        self._companies()

    def _companies(self):
        """Addresses of many networks, all routed to one host. Their server for mail has no accounts."""
        place = SITES["companies"]
        self.companies = Companies(self.run, place, self.authority)
        space = self.companies.space
        self._wire(space, place.addresses, place.gateways, 28)
        for _, number, _ in HOSTS:
            four, six = addresses(number)
            space.ip(*address_lines("lo", [four + "/32", six + "/128"]))
            self.router.ip("route add %s via %s" % (four, place.addresses[0]), family="-4")
            self.router.ip("route add %s via %s" % (six, place.addresses[1]), family="-6")
        accounts = Dovecot(self.companies, [place.domain], "postfix")
        accounts.daemon.start()
        accounts.wait()
        self.companies.start()

    def _name_servers(self, sites):
        """The provider's."""
        self.dns = Dns(self.run, sites, OLD_ADDRESS)
        join(self.provider, "dns", ["192.0.2.49/28", "2001:db8:53::1/64"], self.dns.space, "eth0",
             [address + length for pair, length in zip(zip(dns.RESOLVER, dns.AUTHORITY), ("/28", "/64")) for address in pair])
        self._default(self.dns.space, ("192.0.2.49", "2001:db8:53::1"))
        self.dns.start()

    def _exit(self):
        self.exit = self.run.space("exit")
        place = Site("exit.test", 5)
        self._wire(self.exit, place.addresses, place.gateways, 28)
        self.exit.net("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self.exit.nft('table inet nat {\nchain out { type nat hook postrouting priority 100; policy accept;\n'
                      'iifname "tun0" oifname "eth0" masquerade\n}\n}\n')

    def _world(self):
        self.world = self.run.space("world")
        gateways = ("198.18.0.1", "2001:db8:f::1")
        self._wire(self.world, WORLD, gateways, 24)
        for family, near, known, gateway in (
                ("-4", "198.18.0.0/24", ("198.51.100.0/22", "203.0.113.0/24", "192.0.2.0/24"), gateways[0]),
                ("-6", "2001:db8:f::/64", ("2001:db8:100::/46", "2001:db8:5::/64", "2001:db8:53::/64"), gateways[1])):
            self.world.ip("route add %s dev eth0 table local" % near,
                          *("route add %s via %s dev eth0 table local" % (net, gateway) for net in known),
                          "route add local default dev lo table local", family=family)
        self._default(self.router, WORLD)
        for box in (Box(self.world, "web", port=80, pages=PAGES, answer=ELSE),
                    Box(self.world, "web", port=443, answer=ELSE, certs={"world.test": self.certificate("world.test")}),
                    Box(self.companies.space, "web", port=443, answer=ELSE, certs=self.companies.pairs)):
            self.run.at_end(box.start().stop)

    def certificate(self, name):
        """A file with certificate and key, for a box."""
        file = self.run.dir / (name + ".both")
        file.write_bytes(self.authority.issue(name, [name]).read_bytes() + self.authority.leaf_key.read_bytes())
        return str(file)

    @contextlib.contextmanager
    def carrier_nat(self):
        """The provider has no public address left for this customer."""
        inner, gateway = CARRIER
        self.provider.ip("addr add %s/10 dev customers" % gateway)
        self.provider.nft("table ip nat {\nchain out { type nat hook postrouting priority 100; policy accept;\n"
                          'iifname "customers" ip saddr 100.64.0.0/10 oifname { "uplink", "dns" } snat to %s\n}\n}\n' % "198.51.100.1")
        self.home.ip("addr del %s/24 dev wan" % PUBLIC[0], "addr add %s/10 dev wan" % inner)
        self.home.ip("route replace default via " + gateway, family="-4")
        try:
            yield
        finally:
            self.home.ip("addr del %s/10 dev wan" % inner, "addr add %s/24 dev wan" % PUBLIC[0])
            self.home.ip("route replace default via " + PROVIDER[0], family="-4")
            self.provider.ip("addr del %s/10 dev customers" % gateway)
            self.provider.nft("delete table ip nat\n")

