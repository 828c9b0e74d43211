"""DNS of the lab: NSD is the authority for everything, the root included; Unbound asks it like any
resolver asks the world. Names outside the lab do not exist, which is an answer and not a silence.
"""

import ipaddress

from .packages import unpacked
from .spaces import Service

RESOLVER = ("192.0.2.53", "2001:db8:53::53")
AUTHORITY = ("192.0.2.54", "2001:db8:53::54")

NSD = """
server:
  ip-address: {address4}
  ip-address: {address6}
  username: nsd
  chroot: ""
  zonesdir: /lab
  database: ""
  xfrdfile: ""
  zonelistfile: ""
  pidfile: ""
  server-count: 1
remote-control:
  control-enable: no
"""

UNBOUND = """
server:
  interface: {address4}
  interface: {address6}
  access-control: 0.0.0.0/0 allow
  access-control: ::0/0 allow
  username: unbound
  chroot: ""
  directory: /lab
  pidfile: ""
  use-syslog: no
  logfile: ""
  module-config: "iterator"
  root-hints: /lab/root.hints
  # These are answered from built-in zones otherwise; here they are the world.
  local-zone: "test." nodefault
  local-zone: "2.0.192.in-addr.arpa." nodefault
  local-zone: "100.51.198.in-addr.arpa." nodefault
  local-zone: "113.0.203.in-addr.arpa." nodefault
  local-zone: "8.b.d.0.1.0.0.2.ip6.arpa." nodefault
remote-control:
  control-enable: no
"""

HEAD = "$TTL 300\n@ IN SOA ns.lab.test. hostmaster.lab.test. 1 3600 600 86400 60\n@ IN NS ns.lab.test.\n"

# Of RFC 8463, appendix A: nobody signs here, and nobody should miss a key.
DKIM_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
MAIL_ZONE = """
@ IN MX 10 smtp
@ IN A {a}
@ IN TXT "v=spf1 {senders} -all"
_dmarc IN TXT "v=DMARC1; p=none"
mail._domainkey IN TXT "v=DKIM1; k=ed25519; p={key}"
smtp IN A {a}
smtp IN AAAA {aaaa}
imap IN A {a}
imap IN AAAA {aaaa}
pop IN A {a}
pop IN AAAA {aaaa}
v4 IN A {a}
old IN A {old}
_submission._tcp IN SRV 0 1 587 smtp
_submissions._tcp IN SRV 0 1 465 smtp
_imaps._tcp IN SRV 0 1 993 imap
_imap._tcp IN SRV 10 1 143 imap
_pop3s._tcp IN SRV 20 1 995 pop
_pop3._tcp IN SRV 30 1 110 pop
"""


def reverse(address):
    return ipaddress.ip_address(address).reverse_pointer + "."


class Dns:
    """One host with both servers, each on an address of its own."""

    def __init__(self, run, sites, old_address):
        self.space = run.space("dns", [str(path) for path in unpacked("dns")])
        self.space.account("nsd", 7501)
        self.space.account("unbound", 7502)
        # Each server may send for all domains: some hand their mail to another one.
        senders = " ".join("a:smtp." + site.domain for site in sites)
        zones = {site.domain: self._mail_zone(site, old_address, senders) for site in sites}
        zones["lab.test"] = HEAD + "ns IN A %s\nns IN AAAA %s\n" % AUTHORITY
        zones["."] = HEAD + "ns.lab.test. IN A %s\nns.lab.test. IN AAAA %s\n" % AUTHORITY
        pointers = "".join("%s IN PTR smtp.%s.\n" % (reverse(address), site.domain)
                           for site in sites for address in site.addresses)
        for zone in ("in-addr.arpa", "ip6.arpa"):
            zones[zone] = HEAD + "".join(line + "\n" for line in pointers.splitlines() if zone in line)
        zones["."] += "".join("%s. IN NS ns.lab.test.\n" % name for name in zones if name != ".")
        self._write(zones)
        self.nsd = Service(self.space, "nsd", ["/usr/sbin/nsd", "-d", "-c", "/lab/nsd.conf"])
        self.unbound = Service(self.space, "unbound", ["/usr/sbin/unbound", "-d", "-c", "/lab/unbound.conf"])

    @staticmethod
    def _mail_zone(site, old_address, senders):
        return HEAD + MAIL_ZONE.format(domain=site.domain, a=site.addresses[0], aaaa=site.addresses[1], old=old_address, senders=senders,
                                       key=DKIM_KEY)

    def _write(self, zones):
        nsd = NSD.format(address4=AUTHORITY[0], address6=AUTHORITY[1])
        for name, text in zones.items():
            file = "/lab/%s.zone" % (name.strip(".") or "root")
            self.space.write(file, text)
            nsd += "zone:\n  name: %s\n  zonefile: %s\n" % (name, file)
        self.space.write("/lab/nsd.conf", nsd)
        self.space.write("/lab/unbound.conf", UNBOUND.format(address4=RESOLVER[0], address6=RESOLVER[1]))
        self.space.write("/lab/root.hints", ". 300 IN NS ns.lab.test.\nns.lab.test. 300 IN A %s\n" % AUTHORITY[0])

    def start(self):
        self.nsd.start()
        self.unbound.start()
        self.nsd.wait_port(AUTHORITY[0], 53)
        self.unbound.wait_port(RESOLVER[0], 53)

    def logs(self):
        return self.space.text(self.nsd.log) + self.space.text(self.unbound.log)
