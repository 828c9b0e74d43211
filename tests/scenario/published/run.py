#!/usr/bin/env python3
"""Settings that stand on the web: who is asked, in which order, what is believed, and what a hostile web server can do.

Everything happens in a network namespace of this test's own: one web server on port 443 of two addresses, one of the Internet and one that
exists inside a network only, and a name server. Each case has a domain of its own, and what its hosts answer. No request may ever hold
the person's name.
"""
import ctypes
import dataclasses
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import certs            # noqa: E402
import names            # noqa: E402
import program          # noqa: E402
import suite            # noqa: E402

PUBLIC, PRIVATE = "198.51.100.80", "10.11.12.13"
DIRECTORY = "live.thunderbird.net"
LOCAL = "zaubernuss"             # a word that nothing else has
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
SECONDS = 14.0
FIRST = re.compile(rb"([A-Z]+) (\S+) HTTP/1\.1\r\n")


def enter_namespace():
    """False where the system does not give one."""
    libc, uid, gid = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET | (CLONE_NEWUSER if uid else 0)) != 0:
        return False
    if uid:
        for name, text in (("setgroups", "deny"), ("uid_map", "0 %d 1" % uid), ("gid_map", "0 %d 1" % gid)):
            with open("/proc/self/" + name, "w", encoding="ascii") as file:
                file.write(text)
    tool = next((path for path in ("/sbin/ip", "/usr/sbin/ip", "/bin/ip") if os.path.exists(path)), None)
    if not tool:
        return False
    return all(subprocess.run([tool, *words], check=False).returncode == 0 for words in (
        ("link", "set", "lo", "up"), ("addr", "add", PUBLIC + "/32", "dev", "lo"), ("addr", "add", PRIVATE + "/32", "dev", "lo")))


# --- what web servers answer: function(request) -> bytes, or what send() is given piece by piece ---

def page(body, status="200 OK", kind="text/xml", more=""):
    data = body.encode() if isinstance(body, str) else body
    return ("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n" % (status, kind, len(data), more)).encode() + data


def says(answer):
    return lambda wire, request: wire.sendall(answer)


def redirects(to):
    return says(("HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % to).encode())


def repeats(head, piece, most=1 << 30):
    def answer(wire, _request):
        wire.sendall(head)
        for _ in range(0, most, len(piece)):
            wire.sendall(piece)
    return answer


def drips(data):
    def answer(wire, _request):
        for byte in data:
            wire.sendall(bytes([byte]))
            if ENDED.wait(0.4):
                return
    return answer


def silent(wire, _request):
    wire.recv(1)


def server(kind, host, port, socket_type, user="%EMAILADDRESS%", auth="password-cleartext"):
    tag = "outgoingServer" if kind == "smtp" else "incomingServer"
    return ("<%s type=\"%s\"><hostname>%s</hostname><port>%d</port><socketType>%s</socketType><username>%s</username>"
            "<authentication>%s</authentication></%s>" % (tag, kind, host, port, socket_type, user, auth, tag))


def config(host, more=""):
    return ("<?xml version=\"1.0\"?>%s<clientConfig version=\"1.1\"><emailProvider id=\"x\"><displayName>Haus der Post</displayName>%s%s"
            "</emailProvider></clientConfig>" % (more, server("imap", "imap." + host, 993, "SSL"), server("smtp", host, 465, "SSL")))


def discovered(host, rest=None):
    inside = rest or ("<Protocol><Type>SMTP</Type><Server>%s</Server><Port>587</Port><SSL>on</SSL><LoginName>postmaster@%s</LoginName>"
                      "</Protocol>" % (host, "DOMAIN"))
    return "<Autodiscover><Response><Account><AccountType>email</AccountType>%s</Account></Response></Autodiscover>" % inside


def laughs():
    lines = "".join("<!ENTITY l%d \"%s\">" % (i, "&l%d;" % (i - 1) * 10) for i in range(1, 10))
    return config("&l9;.example", "<!DOCTYPE clientConfig [<!ENTITY l0 \"lol\">%s]>" % lines)


CONFIG_PATH, WELL_KNOWN, DISCOVER = "/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml", \
    "/autodiscover/autodiscover.xml"


@dataclasses.dataclass
class Row:
    name: str
    web: dict = dataclasses.field(default_factory=dict)    # {(host, path): answer}; "D" in the host is the domain; directory: DIRECTORY
    source: str = None                      # what is told; None: nothing is found
    host: str = None                        # the server for sending
    by: str = None                          # published_by
    zone: dict = dataclasses.field(default_factory=dict)   # {(name, type): [data]} beside the addresses of the hosts in web
    address: dict = dataclasses.field(default_factory=dict)     # {host: address}, PUBLIC unless told
    result: dict = dataclasses.field(default_factory=dict)  # {host: outcome} of those asked
    cert: dict = dataclasses.field(default_factory=dict)    # how the domain's certificates are wrong
    unasked: tuple = ()                     # hosts that must see no request, and names that must not be looked up
    argv: tuple = ()
    domain: str = None
    quiet: bool = False                     # no request at all
    check: bool = False                     # by `mailmend check`
    finding: str = None                     # its id


def own(answer):
    return {("autoconfig.D", CONFIG_PATH): answer}


def bad(name, answer, result, **more):
    return Row("hostile/" + name, own(answer), result={"autoconfig.D": result}, **more)


YES = ("--directory", "yes")
GOOD = says(page(config("smtp.D")))
OTHER = says(page(config("smtp.other.D")))
ROWS = [
    Row("own", own(GOOD), "autoconfig", "smtp.D", "autoconfig.D"),
    Row("well-known", {("D", WELL_KNOWN): GOOD}, "autoconfig", "smtp.D", "D"),
    Row("directory", {(DIRECTORY, "/autoconfig/v1.1/D"): GOOD}, "autoconfig", "smtp.D", DIRECTORY, argv=YES),
    Row("directory-without-a-yes", {(DIRECTORY, "/autoconfig/v1.1/D"): GOOD}, unasked=(DIRECTORY,), finding="directory-unasked", check=True),
    Row("directory-refused", {(DIRECTORY, "/autoconfig/v1.1/D"): GOOD}, unasked=(DIRECTORY,), argv=("--directory", "no")),
    Row("order/own-first", {("autoconfig.D", CONFIG_PATH): GOOD, ("D", WELL_KNOWN): OTHER, (DIRECTORY, "/autoconfig/v1.1/D"): OTHER,
                            ("autodiscover.D", DISCOVER): OTHER}, "autoconfig", "smtp.D", "autoconfig.D", argv=YES),
    Row("order/well-known-before-directory", {("D", WELL_KNOWN): GOOD, (DIRECTORY, "/autoconfig/v1.1/D"): OTHER}, "autoconfig", "smtp.D", "D",
        argv=YES),
    Row("order/a-broken-file-is-none", {("autoconfig.D", CONFIG_PATH): says(page("<clientConfig>")), ("D", WELL_KNOWN): GOOD},
        "autoconfig", "smtp.D", "D"),
    Row("order/srv-first", own(OTHER), "srv", "smtp.D", zone={("_submissions._tcp.D", names.SRV): [(0, 1, 465, "smtp.D")]}, quiet=True),
    Row("order/table-first", own(OTHER), "builtin", domain="gmx.net", quiet=True),
    Row("order/discover-before-mx", {("autodiscover.D", DISCOVER): says(page(discovered("smtp.D")))}, "autoconfig", "smtp.D", "autodiscover.D",
        zone={("D", names.MX): [(10, "mx00.gmx.net")]}),
    Row("order/known-mx", source="mx", zone={("D", names.MX): [(10, "mx00.gmx.net")]}),
    Row("keeper", {("autoconfig.hoster-D", CONFIG_PATH): says(page(config("mail.hoster-D")))}, "mx", "mail.hoster-D", "autoconfig.hoster-D",
        zone={("D", names.MX): [(10, "mx1.hoster-D"), (20, "mx2.other-D")]}),
    Row("discover/own", {("autodiscover.D", DISCOVER): says(page(discovered("smtp.D")))}, "autoconfig", "smtp.D", "autodiscover.D"),
    Row("discover/domain", {("D", DISCOVER): says(page(discovered("smtp.D")))}, "autoconfig", "smtp.D", "D"),
    Row("discover/srv", {("portal.D", DISCOVER): says(page(discovered("smtp.D")))}, "autoconfig", "smtp.D", "portal.D",
        zone={("_autodiscover._tcp.D", names.SRV): [(0, 1, 443, "portal.D")]}),
    Row("discover/sent-on", {("autodiscover.D", DISCOVER): says(page(discovered("", "<RedirectUrl>https://on.D/x.xml</RedirectUrl>"))),
                             ("on.D", "/x.xml"): says(page(discovered("smtp.D")))}, "autoconfig", "smtp.D", "on.D"),
    Row("discover/sent-in-a-circle", {("autodiscover.D", DISCOVER): says(page(discovered(
        "", "<RedirectUrl>https://autodiscover.D/autodiscover/autodiscover.xml</RedirectUrl>")))}),
    Row("discover/sent-to-http", {("autodiscover.D", DISCOVER): says(page(discovered("", "<RedirectUrl>http://on.D/x.xml</RedirectUrl>")))}),
    Row("discover/wants-a-password", {("autodiscover.D", DISCOVER): says(page("", "401 Unauthorized", more="WWW-Authenticate: Basic\r\n"))},
        result={"autodiscover.D": "401"}),
    Row("redirected", {("autoconfig.D", CONFIG_PATH): redirects("https://files.D/c.xml"), ("files.D", "/c.xml"): GOOD}, "autoconfig", "smtp.D",
        "files.D"),
    Row("offline", own(GOOD), quiet=True, argv=("--offline",)),
    Row("in-use/compared", {("autoconfig.D", CONFIG_PATH): GOOD, (DIRECTORY, "/autoconfig/v1.1/D"): OTHER}, "autoconfig", "smtp.D", check=True,
        argv=("--server", "old.D", "--port", "465", *YES), unasked=(DIRECTORY, "autodiscover.D")),
    bad("redirect-to-http", redirects("http://autoconfig.D/c.xml"), "redirect"),
    bad("redirect-to-file", redirects("file:///etc/hostname"), "redirect"),
    bad("redirect-circle", redirects("https://autoconfig.D" + CONFIG_PATH), "redirect"),
    bad("redirect-to-private", redirects("https://inside.D/c.xml"), "private", address={"inside.D": PRIVATE}),
    bad("redirect-to-literal", redirects("https://127.0.0.1/c.xml"), "private"),
    bad("redirect-with-password", redirects("https://a:b@autoconfig.D/c.xml"), "redirect"),
    bad("private", GOOD, "private", address={"autoconfig.D": PRIVATE}),
    bad("loopback", GOOD, "private", address={"autoconfig.D": "127.0.0.1"}),
    bad("endless", repeats(b"HTTP/1.1 200 OK\r\n\r\n<clientConfig>", b"<!-- more -->" * 1000), "too-large"),
    bad("endless-head", repeats(b"HTTP/1.1 200 OK\r\n", b"X-More: of this\r\n" * 1000), "too-large"),
    bad("ten-megabytes", repeats(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n", b"<a/>" * 2500, 10000000), "too-large"),
    bad("silent", silent, "cancelled"),
    bad("one-byte-at-a-time", drips(page(config("smtp.D"))), "cancelled"),
    bad("cut", says(page(config("smtp.D"))[:-40]), "cut"),
    bad("no-http", says(b"220 mail ESMTP\r\n"), "cut"),
    bad("error", says(page(config("smtp.D"), "500 Oh")), "500"),
    bad("html", says(page("<!DOCTYPE html><html><body>We are online</body></html>", kind="text/html")), "200"),
    bad("billion-laughs", says(page(laughs())), "200"),
    bad("external-entity", says(page(config("&a;.example", "<!DOCTYPE c [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>"))), "200"),
    bad("deep", says(page("<clientConfig>" + "<a>" * 20000)), "200"),
    bad("escapes", says(page(config("smtp.D").replace("Haus der Post", "x" * 3000).replace("smtp.D", "smtp.D\x7f"))), "200"),
    bad("no-host", says(page(config("10.0.0.1"))), "200"),
    bad("certificate-expired", GOOD, "certificate", cert={"days": (-300, -10)}),
    bad("certificate-of-a-stranger", GOOD, "certificate", cert={"by": "stranger"}),
    bad("certificate-self-signed", GOOD, "certificate", cert={"by": "self"}),
    bad("certificate-of-another", GOOD, "certificate", cert={"names": ("elsewhere.test",)}),
]
ENDED = threading.Event()


class Web:
    """Port 443: whom a request is for tells the name in TLS."""

    def __init__(self):
        self.sites, self.contexts, self.met, self.contacts = {}, {}, {}, []
        self.lock = threading.Lock()
        self.base = None
        for where in (PUBLIC, PRIVATE, "127.0.0.1"):
            listener = socket.create_server((where, 443), backlog=64)
            threading.Thread(target=self.accept, args=(listener, where), daemon=True).start()

    def accept(self, listener, where):
        while True:
            wire, _peer = listener.accept()
            if where != PUBLIC:
                self.contacts.append(where)
            threading.Thread(target=self.serve, args=(wire,), daemon=True).start()

    def choose(self, wire, name, _context):
        if name in self.contexts:
            wire.context = self.contexts[name]
        wire.asked_for = name

    def serve(self, wire):
        wire.settimeout(20)
        try:
            with self.base.wrap_socket(wire, server_side=True) as safe:
                self.answer(safe)
        except (OSError, ValueError):
            pass            # it left, as clients do

    def answer(self, wire):
        request = b""
        while b"\r\n\r\n" not in request:
            piece = wire.recv(65536)
            if not piece:
                return
            request += piece
        head, body = request.split(b"\r\n\r\n", 1)
        length = re.search(rb"Content-Length: (\d+)", head)
        while length and len(body) < int(length.group(1)):
            body += wire.recv(65536)
        host = re.search(rb"Host: (\S+)", head).group(1).decode()
        method, path = (part.decode() for part in FIRST.match(head + b"\r\n").groups())
        with self.lock:
            self.met.setdefault(host, []).append(head + b"\r\n\r\n" + body)
        answer = self.sites.get((host, path.split("?")[0]), says(page("no", "404 Not Found")))
        if (method == "POST") == (path.endswith("autodiscover.xml") or path == "/x.xml"):
            answer(wire, body)


def with_domain(value, domain):
    """D stands for the domain, in names and in bytes."""
    if isinstance(value, bytes):
        return re.sub(rb"\bD\b|DOMAIN", domain.encode(), value)
    return re.sub(r"\bD\b|DOMAIN", domain, value) if isinstance(value, str) else value


class Putting:
    """The wire as an answer sees it: the domain is put into what it sends, and the length of the page is right again."""

    def __init__(self, wire, domain):
        self.wire, self.domain = wire, domain

    def sendall(self, data):
        head, mark, body = data.partition(b"\r\n\r\n")
        if mark and b"Content-Length: " in head and b"10000000" not in head:
            told = int(re.search(rb"Content-Length: (\d+)", head).group(1))
            missing = told - len(body)
            body = with_domain(body, self.domain)
            head = re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % (len(body) + missing), head)
            data = with_domain(head, self.domain) + mark + body
        else:
            data = with_domain(data, self.domain)
        self.wire.sendall(data)

    def recv(self, size):
        return self.wire.recv(size)


def build(row, context, domain, web):
    """The names and sites of a row; gives its name server."""
    zone, hosts = {}, {with_domain(host, domain): PUBLIC for host, _path in row.web}
    hosts.update({with_domain(host, domain): where for host, where in row.address.items()})
    for host, where in hosts.items():
        zone[(host, names.A)] = [names.address(where)]
        wrong = dict(row.cert) if host != DIRECTORY else {}
        pair = context.pki.issue(names=wrong.pop("names", (host,)), **wrong)
        web.contexts[host] = certs.context(pair)
    for (name, kind), rows in row.zone.items():
        zone[(with_domain(name, domain), kind)] = [names.srv(*data[:3], with_domain(data[3], domain)) if kind == names.SRV
                                                   else names.mx(data[0], with_domain(data[1], domain)) for data in rows]
    for (host, path), answer in row.web.items():
        web.sites[(with_domain(host, domain), with_domain(path, domain))] = \
            lambda wire, body, answer=answer: answer(Putting(wire, domain), body)
    return names.DnsServer("127.0.0.1", 0, zone, domain)


def run(row, context, domain, dns):
    argv = [program.binary(), "check" if row.check else "settings", "%s@%s" % (LOCAL, domain), "--json", "--resolver", "127.0.0.1:%d" % dns.port,
            "--ca-file", context.pki.ca_file, *(["--no-login", "--only", "settings"] if row.check else []),
            *(with_domain(word, domain) for word in row.argv)]
    env = dict(os.environ, HOME=context.folder, XDG_STATE_HOME=context.folder, LC_ALL="C.UTF-8", https_proxy="http://127.0.0.1:1/")
    begun = time.monotonic()
    done = subprocess.run(argv, capture_output=True, timeout=60, env=env, check=False)
    context.notes.append(" ".join(argv))
    return done, time.monotonic() - begun


def found_in(document, row):
    """source, host of the first server for sending, who published it, {host: result} of who was asked."""
    if not row.check:
        first = document["outgoing"][0]["host"] if document["outgoing"] else None
        return document["source"], first, document["published_by"], [(one["host"], one["result"]) for one in document["asked"]]
    recommended = document["case"]["recommended"] or {"source": None, "host": None}
    asked = [f["evidence"].get("asked", "") for f in document["findings"] if f["id"].startswith("recommended-")]
    return recommended["source"], recommended["host"], None, [tuple(one.split(" ")) for text in asked for one in text.split(", ") if one]


def judge(row, domain, done, took, web, dns):
    wrong = []
    try:
        document = json.loads(done.stdout)
    except ValueError:
        return ["no JSON: %r, exit %d: %r" % (done.stdout[:200], done.returncode, done.stderr[:400])]
    source, host, by, asked = found_in(document, row)
    for what, is_, wanted in (("source", source, row.source), ("host", host, row.host and with_domain(row.host, domain)),
                              ("published_by", by, row.by and with_domain(row.by, domain))):
        if is_ != wanted and (wanted or what == "source"):
            wrong.append("%s is %r, not %r; asked %r" % (what, is_, wanted, asked))
    if row.finding and row.finding not in [f["id"] for f in document["findings"]]:
        wrong.append("%s is missing" % row.finding)
    if not row.check and done.returncode != (0 if row.source else 3):
        wrong.append("exit %d" % done.returncode)
    for asked_host, result in row.result.items():
        if (with_domain(asked_host, domain), result) not in asked:
            wrong.append("%s is told as %r" % (asked_host, asked))
    if took > SECONDS * (2 if program.sanitized() else 1):
        wrong.append("it took %.1f s" % took)
    if any(word in done.stderr.decode(errors="replace") for word in program.CRASH):
        wrong.append(done.stderr.decode(errors="replace")[:2000])
    return wrong + judge_questions(row, domain, web, dns)


def judge_questions(row, domain, web, dns):
    """Nobody learns who asks, and nobody is asked who must not be."""
    wrong, mine = [], {h: all_ for h, all_ in web.met.items() if h.endswith(domain) or h == DIRECTORY}
    requests = [request for all_ in mine.values() for request in all_ if domain.encode() in request]
    for request in requests:
        if LOCAL.encode() in request.lower() or b"Cookie" in request or b"Authorization" in request:
            wrong.append("a request tells too much: %r" % request)
    if row.quiet and requests:
        wrong.append("somebody was asked: %r" % requests)
    for name in (with_domain(one, domain) for one in row.unasked):
        if any(asked == name for asked, _kind in dns.asked) or any(domain.encode() in r for r in web.met.get(name, [])):
            wrong.append("%s was asked" % name)
    if any(LOCAL in asked for asked, _kind in dns.asked):
        wrong.append("a name server was told the person's name")
    return wrong


def attempt(row, web):
    def case(context):
        if context.selfcheck:
            raise suite.Skip("the servers are proven by the rows that find settings")
        domain = row.domain or "%s-%d.test" % (re.sub(r"[^a-z0-9]+", "-", row.name.replace("hostile/", "h-")), context.rng.randrange(10000))
        with web.lock:
            web.base = web.base or base_context(context, web)
        dns = build(row, context, domain, web)
        try:
            done, took = run(row, context, domain, dns)
            return judge(row, domain, done, took, web, dns)
        finally:
            dns.stop()
    return suite.Case(row.name, case)


def base_context(context, web):
    made = certs.context(context.pki.issue(names=("nobody.test",)))
    made.sni_callback = web.choose
    return made


def main():
    if not enter_namespace():
        print("skipped: no network namespace of one's own is to be had here")
        return 77
    web = Web()
    try:
        code = suite.Suite(__doc__, [attempt(row, web) for row in ROWS], 4, "published").main()
    finally:
        ENDED.set()
    if web.contacts:
        print("contacted inside a network: %r" % web.contacts)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
