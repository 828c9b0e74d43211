"""The lab for measuring questions: a person's computer (with the tools that people use) on one side of a long wire, a resolver, its name
servers and a web server on the other.

    client ==wire0== names     Unbound, which remembers everything after the first time, and NSD
"""

import pathlib
import subprocess
import sys

if str(pathlib.Path(__file__).resolve().parents[1]) not in sys.path:
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from lab import dns  # noqa: E402
from lab.certs import Authority  # noqa: E402
from lab.packages import cache_dir, unpacked  # noqa: E402
from lab.relay import Wire  # noqa: E402
from lab.signing import Keys  # noqa: E402
from lab.spaces import Built, Service  # noqa: E402

RTT_MS = 40.0
CLIENT, FAR = ("192.0.2.50", "2001:db8:53::50"), ("192.0.2.49", "2001:db8:53::49")
DOMAIN, SERVER = "everything.test", "192.0.2.57"
LISTS, TARGET = 110, "9.100.51.198"

# What is asked about lists that never answer is lost: the label behind "2.0.0.127." and behind the target is "quiet".
QUIET = """table inet quiet {
chain in { type filter hook input priority 0; policy accept;
udp dport 53 @th,240,48 0x067175696574 drop
udp dport 53 @th,264,48 0x067175696574 drop
}
}
"""

EVERYTHING = """
@ IN MX 10 mail
@ IN A {server}
mail IN A {server}
@ IN TXT "v=spf1 include:one._spf.{domain} -all"
one._spf IN TXT "v=spf1 include:two._spf.{domain} -all"
two._spf IN TXT "v=spf1 include:three._spf.{domain} -all"
three._spf IN TXT "v=spf1 ip4:{server} -all"
s1._domainkey IN TXT {key}
_dmarc IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@{domain}"
_mta-sts IN TXT "v=STSv1; id=20261121"
mta-sts IN A {server}
_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@{domain}"
_25._tcp.mail IN TLSA 3 1 1 {digest}
"""

WEB = """
import http.server, ssl, sys
class Policy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = b"version: STSv1\\r\\nmode: enforce\\r\\nmx: mail.everything.test\\r\\nmax_age: 604800\\r\\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer((sys.argv[1], 443), Policy)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
"""


def quoted(text):
    return " ".join('"%s"' % text[i:i + 250] for i in range(0, len(text), 250))


class DnsLab(Built):
    """`with DnsLab() as lab:` gives lab.client, lab.names, lab.authority."""

    def __init__(self, tools=True):
        super().__init__()
        self._tools = tools

    def _build(self):
        self.authority = Authority(self.run.dir / "ca")
        tools = unpacked("tools") + unpacked("adns") if self._tools else []
        self.client = self.run.space("client", [str(path) for path in tools])
        self.names = self.run.space("names", [str(path) for path in unpacked("dns")])
        Wire(self.run, self.client, [CLIENT[0] + "/28", CLIENT[1] + "/64"], self.names,
             [FAR[0] + "/28", FAR[1] + "/64"], RTT_MS)
        if self._tools:
            self.client.write("/etc/resolv.conf", "nameserver %s\n" % dns.RESOLVER[0])
        self.names.ip("link set lo up", *("addr add %s dev lo" % one for one in (
            dns.RESOLVER[0], dns.AUTHORITY[0], dns.RESOLVER[1], dns.AUTHORITY[1], SERVER)))
        self.names.nft(QUIET)
        self._name_servers()
        self._web()

    def _name_servers(self):
        self.names.account("nsd", 7501)
        self.names.account("unbound", 7502)
        keys = Keys(self.run.dir / "keys")
        head = dns.HEAD
        zones = {"lab.test": head + "ns IN A %s\nns IN AAAA %s\n" % dns.AUTHORITY,
                 "test": head, ".": head + "ns.lab.test. IN A %s\nns.lab.test. IN AAAA %s\n" % dns.AUTHORITY,
                 "lists.test": head + "".join("2.0.0.127.l%03d IN A 127.0.0.2\n" % number for number in range(LISTS)),
                 DOMAIN: head + EVERYTHING.format(server=SERVER, domain=DOMAIN, digest="ab" * 32,
                                                  key=quoted("v=DKIM1; k=rsa; p=" + keys.public("rsa"))),
                 "2.0.192.in-addr.arpa": head + "57 IN PTR mail.%s.\n" % DOMAIN}
        zones["."] += "".join("%s. IN NS ns.lab.test.\n" % name for name in zones if name != ".")
        zones["test"] += "".join("%s. IN NS ns.lab.test.\n" % name for name in zones if name.endswith(".test"))
        config = dns.NSD.format(address4=dns.AUTHORITY[0], address6=dns.AUTHORITY[1])
        for name, text in zones.items():
            file = "/lab/%s.zone" % (name.strip(".") or "root")
            self.names.write(file, text)
            config += "zone:\n  name: %s\n  zonefile: %s\n" % (name, file)
        self.names.write("/lab/nsd.conf", config)
        self.names.write("/lab/unbound.conf", dns.UNBOUND.format(address4=dns.RESOLVER[0], address6=dns.RESOLVER[1]))
        self.names.write("/lab/root.hints", ". 300 IN NS ns.lab.test.\nns.lab.test. 300 IN A %s\n" % dns.AUTHORITY[0])
        for name, argv, address in (("nsd", ["/usr/sbin/nsd", "-d", "-c", "/lab/nsd.conf"], dns.AUTHORITY[0]),
                                    ("unbound", ["/usr/sbin/unbound", "-d", "-c", "/lab/unbound.conf"], dns.RESOLVER[0])):
            service = Service(self.names, name, argv)
            service.start()
            service.wait_port(address, 53)

    def _web(self):
        certificate = self.authority.issue("web", ["mta-sts." + DOMAIN, "mail." + DOMAIN])
        for inside, path in (("/lab/web.pem", certificate), ("/lab/web.key", self.authority.leaf_key)):
            self.names.write(inside, pathlib.Path(path).read_text(encoding="ascii"))
        self.names.write("/lab/web.py", WEB)
        web = Service(self.names, "web", ["/usr/bin/python3", "/lab/web.py", SERVER, "/lab/web.pem", "/lab/web.key"])
        web.start()
        web.wait_port(SERVER, 443)


def compiled(source, release):
    """The race, linked with the libraries of the release build."""
    root, build = pathlib.Path(__file__).resolve().parents[2], release.resolve().parents[1]
    binary = cache_dir() / "race"
    libraries = [build / "checks" / room / ("lib%s.a" % room) for room in ("steps", "engine", "know", "mail", "net", "base")]
    binary.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-O2", "-I", root, "-o", binary, source, "-Wl,--start-group", *libraries,
                    "-Wl,--end-group", "-lssl", "-lcrypto", "-lresolv", "-lpsl", "-lidn2", "-ljansson", "-lpthread"], check=True)
    return binary
