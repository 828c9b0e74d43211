"""The names of many domains, each as its owner may have set them up: a signed root and signed top-level domains on one NSD, the
domains on two others, which need not say the same, and Unbound, which validates and remembers. Nothing is made up between them:
referrals, glue, lame servers, serials and broken signatures are what those programs make of the zones.
"""

import dataclasses
import os
import re
import threading

from . import ask
from .dns import RESOLVER, UNBOUND, reverse
from .packages import unpacked
from .spaces import Service, wait_for

PARENT = ("192.0.2.54", "2001:db8:53::54")
# The servers of the domains, by the name that a zone file uses for them.
SERVERS = {"one": ("192.0.2.55", "2001:db8:53::55"), "two": ("192.0.2.56", "2001:db8:53::56")}
# One that knows the root alone and sends whoever asks back there; and one that takes packets and answers none.
LAME = ("192.0.2.57", "2001:db8:53::57")
SILENT = ("192.0.2.58", "2001:db8:53::58")
TTL, NEGATIVE_TTL = 300, 60

NSD = """
server:
{addresses}
  username: nsd
  chroot: ""
  zonesdir: /lab
  database: ""
  xfrdfile: ""
  zonelistfile: ""
  pidfile: ""
  server-count: 1
  zonefiles-check: yes
remote-control:
  control-enable: no
"""

# As far as Debian's own file goes (validation, hardening), with the lab's root and its trust anchor.
VALIDATING = """
  module-config: "validator iterator"
  trust-anchor-file: /lab/root.anchor
  harden-below-nxdomain: yes
  do-not-query-localhost: no
  infra-host-ttl: 5
  outbound-msg-retry: 2
"""
CONTROL = "remote-control:\n  control-enable: yes\n  control-interface: /run/unbound.ctl\n  control-use-cert: no\n"

# Zones name their servers so: ns1 and ns2 tell the truth about every domain, the others nothing.
NAME_SERVERS = """
@ NS ns1
@ NS ns2
ns1 A {one4}
ns1 AAAA {one6}
ns2 A {two4}
ns2 AAAA {two6}
lame A {lame4}
silent A {silent4}
"""
HOME_OF_SERVERS = "dnshost.test"
BOTH = ("ns1", "ns2")

SIGN = """set -e
cd /lab/keys
for zone; do
  name=$zone; [ "$zone" = root ] && name=.
  key=$(ldns-keygen -k -a ECDSAP256SHA256 "$name")
  ldns-key2ds -n -2 "$key.key" > /lab/keys/$zone.ds
  mv "$key.key" "$zone.key"; mv "$key.private" "$zone.private"
done
"""


@dataclasses.dataclass
class Zone:
    """A zone, and who has it. text: lines below the SOA; other: what the second server says in place of it, with a serial of its own."""

    name: str
    text: str
    other: str = None
    serials: tuple = (2026112101, 2026112101)
    servers: tuple = BOTH           # who is named in the zone: bare names are those of dnshost.test, "" stands for nobody
    parent: tuple = None            # who is named in the zone above, where that differs; (): it is not delegated at all
    on: tuple = ("one", "two")      # whose NSD has it
    unloadable: tuple = ()          # whose NSD is told of it and finds no file: it answers SERVFAIL
    signed: str = ""                # "good"; "expired"; "stripped" (the zone above says signed, it is not); "other-key"
    glue: tuple = ()                # further lines in the zone above
    soa: str = "ns1.%s. hostmaster.{name}." % HOME_OF_SERVERS

    def head(self, number):
        return "$ORIGIN %s.\n$TTL %d\n@ SOA %s %d 7200 1800 604800 %d\n" % (
            self.name, TTL, self.soa.format(name=self.name), self.serials[number], NEGATIVE_TTL)

    def lines(self, number):
        text = self.other if number and self.other is not None else self.text
        named = "".join("@ NS %s\n" % full(name) for name in self.servers)
        return self.head(number) + named + text

    def referral(self):
        named = self.servers if self.parent is None else self.parent
        lines = ["%s. NS %s" % (self.name, full(name)) for name in named]
        return "".join(line + "\n" for line in [*lines, *self.glue])


def full(name):
    return name if name.endswith(".") else "%s.%s." % (name, HOME_OF_SERVERS)


class Names:
    """One host with the NSDs and Unbound, each on addresses of its own. pointers: (address, name), or "!NS server" for a name."""

    def __init__(self, run, zones, pointers):
        self.space = run.space("names", [str(path) for path in [*unpacked("dns"), *unpacked("ldns")]])
        self.space.account("nsd", 7501)
        self.space.account("unbound", 7502)
        self.space.directory("/lab/keys")
        self.zones = {zone.name: zone for zone in zones}
        self.pointers = pointers
        self._lock, self._changes = threading.Lock(), 0
        self._tops = sorted({zone.name.rsplit(".", 1)[-1] for zone in zones} - {"arpa"}) + ["in-addr.arpa", "ip6.arpa"]
        self._add_home()
        self._write()
        daemons = {name: ["/usr/sbin/nsd", "-d", "-c", "/lab/%s.conf" % name] for name in ("parent", "lame", *SERVERS)}
        self.daemons = {name: Service(self.space, name, argv) for name, argv in daemons.items()}
        self.daemons["unbound"] = Service(self.space, "unbound", ["/usr/sbin/unbound", "-d", "-c", "/lab/unbound.conf"])

    def _add_home(self):
        """The domain of the name servers themselves, which has two of them like any other."""
        places = {"%s%s" % (name, family): address for name, both in (*SERVERS.items(), ("lame", LAME), ("silent", SILENT))
                  for family, address in zip("46", both)}
        text = NAME_SERVERS.format(**places)
        glue = tuple("%s.%s. %s" % (line.split()[0], HOME_OF_SERVERS, line.split(" ", 1)[1])
                     for line in text.strip().splitlines() if not line.startswith("@"))
        self.zones[HOME_OF_SERVERS] = Zone(HOME_OF_SERVERS, text.replace("@ NS ns1\n", "").replace("@ NS ns2\n", ""), glue=glue)

    # Files

    def _write(self):
        self._sign_keys([zone.name for zone in self.zones.values() if zone.signed])
        confs = {name: NSD.format(addresses="".join("  ip-address: %s\n" % one for one in both).rstrip())
                 for name, both in (("parent", PARENT), ("lame", LAME), *SERVERS.items())}
        for zone in self.zones.values():
            for number, server in enumerate(SERVERS):
                if server in zone.on or server in zone.unloadable:
                    confs[server] += "zone:\n  name: %s\n  zonefile: %s\n" % (zone.name, self.file(zone, server))
                if server in zone.on:
                    self._put(zone, number, server)
        for name, text in self._above().items():
            self.space.write("/lab/parent/%s.zone" % name, text)
            self._signed("/lab/parent/%s.zone" % name, name, "good" if name in self.signed_tops else "")
            confs["parent"] += "zone:\n  name: %s\n  zonefile: /lab/parent/%s.zone\n" % ("." if name == "root" else name, name)
        confs["lame"] += "zone:\n  name: .\n  zonefile: /lab/parent/root.zone\n"
        for name, text in confs.items():
            self.space.write("/lab/%s.conf" % name, text)
        self._write_resolver()

    @staticmethod
    def file(zone, server):
        return "/lab/%s/%s.zone" % (server, zone.name)

    def _put(self, zone, number, server):
        self.space.write(self.file(zone, server), zone.lines(number))
        self._signed(self.file(zone, server), zone.name, zone.signed)

    @property
    def signed_tops(self):
        return ["root", *(name for name in self._tops if "arpa" not in name)]

    def _sign_keys(self, names):
        self.space.run("/bin/sh", "-c", SIGN, "sh", *names, *self.signed_tops)

    def _signed(self, file, name, how):
        """Sign a zone file where it lies. "stripped" and "other-key" are about what the zone above says."""
        if how not in ("good", "expired", "other-key"):
            return
        dates = ["-i", "20260101000000", "-e", "20260201000000"] if how == "expired" else []
        self.space.run("ldns-signzone", *dates, "-f", file, file, "/lab/keys/" + name)

    def _above(self):
        """The zones of the first NSD: the root, top-level domains, reverse zones, and whatever lies between."""
        above = {name: "" for name in ["root", *self._tops]}
        for name in self._tops:
            above["root"] += "%s. NS a.nic.test.\n" % name
            above["root"] += self._ds(name) if name in self.signed_tops else ""
        for zone in self.zones.values():
            top = next(name for name in self._tops if zone.name.endswith("." + name))
            above[top] += zone.referral()
            above[top] += self._ds(zone.name, "root" if zone.signed == "other-key" else None) if zone.signed else ""
        for address, name in self.pointers:
            top = "ip6.arpa" if ":" in address else "in-addr.arpa"
            above[top] += "%s %s\n" % (reverse(address), name[1:] if name.startswith("!") else "PTR %s." % name.rstrip("."))
        glue = "a.nic.test. A %s\na.nic.test. AAAA %s\n" % PARENT
        above["root"] += glue
        above["test"] += glue
        return {name: "$ORIGIN %s\n$TTL %d\n@ SOA a.nic.test. hostmaster.nic.test. 1 3600 600 86400 %d\n@ NS a.nic.test.\n%s" % (
            "." if name == "root" else name + ".", TTL, NEGATIVE_TTL, text) for name, text in above.items()}

    def _ds(self, name, key=None):
        """The DS record of a zone; key: that of another zone under this name, which fits nothing."""
        text = self.space.path("/lab/keys/%s.ds" % (key or name)).read_text(encoding="ascii")
        return re.sub(r"^\S+", name + ".", text.strip()) + "\n"

    def _write_resolver(self):
        conf = UNBOUND.format(address4=RESOLVER[0], address6=RESOLVER[1])
        conf = conf.replace('  module-config: "iterator"\n', VALIDATING)
        conf = conf[:conf.index("remote-control:")] + CONTROL
        self.space.write("/lab/unbound.conf", conf)
        self.space.write("/lab/root.hints", ". 300 IN NS a.nic.test.\na.nic.test. 300 IN A %s\n" % PARENT[0])
        self.space.write("/lab/root.anchor", self._ds(".", "root").replace("..", ".", 1))

    # Running

    def start(self):
        for daemon in self.daemons.values():
            daemon.start()
        for name, both in (("parent", PARENT), ("lame", LAME), *SERVERS.items(), ("unbound", RESOLVER)):
            self.daemons[name].wait_port(both[0], 53)

    def ask(self, name, kind, server=RESOLVER[0], recurse=True):
        return ask.ask(self.space, server, name, kind, recurse)

    def change(self, zone):
        """Another text for a zone, as its owner would bring it about: a new file, the servers told, and both have it."""
        with self._lock:
            self._changes += 1
            for number, server in enumerate(SERVERS):
                if server not in zone.on:
                    continue
                self._put(zone, number, server)
                # NSD compares times: what changes within the moment of the first reading would not be noticed.
                late = self._changes + os.stat(self.space.path(self.file(zone, server))).st_mtime
                os.utime(self.space.path(self.file(zone, server)), (late, late))
                self.daemons[server].signal("HUP")
            for number, server in enumerate(SERVERS):
                if server in zone.on:
                    wait_for(lambda: self.ask(zone.name, "SOA", SERVERS[server][0], False).serial == zone.serials[number],
                             "%s's new zone at %s" % (zone.name, server))
        self.zones[zone.name] = zone

    def forget(self, name):
        """The resolver forgets all below a name."""
        self.space.run("/usr/sbin/unbound-control", "-c", "/lab/unbound.conf", "flush_zone", name)

    def logs(self):
        return "".join(self.space.text(daemon.log) for daemon in self.daemons.values())

