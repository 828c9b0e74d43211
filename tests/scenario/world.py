"""One little world for one run: a person, a domain in DNS, a server for sending and one for receiving, all on loopback.

It starts healthy; names, ports, addresses, wording and the order of what is offered come from the random source of the case.
A case bends it before start(). Nothing here needs root: ports are high, and every world has an address of its own in
127.0.0.0/8, so that its closed ports are closed and worlds do not meet.
"""
import base64
import os
import time
import urllib.parse

import certs
import names
import servers

GREETINGS = (
    ("220 {host} ESMTP Postfix", ("PIPELINING", "SIZE 10240000", "VRFY", "ETRN", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "CHUNKING")),
    ("220 {host} ESMTP Postfix (Debian/GNU)", ("PIPELINING", "SIZE 52428800", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8")),
    ("220 {host} ESMTP Exim 4.96 Mon, 02 Nov 2026 09:12:44 +0000", ("SIZE 52428800", "8BITMIME", "PIPELINING", "CHUNKING", "HELP")),
    ("220 {host} ESMTP Sendmail 8.17.1/8.17.1; Mon, 2 Nov 2026 10:12:44 +0100", ("ENHANCEDSTATUSCODES", "PIPELINING", "8BITMIME",
                                                                                 "SIZE", "DSN", "ETRN", "DELIVERBY", "HELP")),
    ("220 {host} ESMTP OpenSMTPD", ("8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 36700160", "DSN", "HELP")),
    ("220-{host} ESMTP ready\n220-We do not authorize the use of this system to transport\n220 unsolicited, and/or bulk e-mail.",
     ("SIZE 52428800", "8BITMIME", "PIPELINING", "HELP")),
    ("220 {host} Dovecot ready.", ("8BITMIME", "BURL imap", "CHUNKING", "ENHANCEDSTATUSCODES", "SIZE", "PIPELINING")),
    ("220 {host} Service ready", ("PIPELINING", "8BITMIME", "SMTPUTF8")),
    ("220 {host}", ()),
)
WORDS = "amber birch cedar delta ember fjord grove haven inlet juniper kelp larch meadow north otter pine quarry river slate tern"
INCOMING = {"imap": ("imap", "mail", "mx1", "in"), "pop3": ("pop", "pop3", "mail")}
SPECIAL = "!#%*+-_=?.:~"


def encoded_forms(user, password):
    """What a server can make of a password that it got: as it is, base64 of the usual messages, hex, percent signs."""
    raw = password.encode()
    found = {raw, raw.hex().encode(), raw.hex().upper().encode(), urllib.parse.quote(password, safe="").encode()}
    for login in (raw, user.encode() + b"\0" + raw, b"\0" + user.encode() + b"\0" + raw):
        for form in (base64.b64encode(login), base64.urlsafe_b64encode(login)):
            found.add(form.rstrip(b"="))
    return sorted(found, key=len, reverse=True)


def secret_forms(user, password):
    """Every form in which a password could show in an output, longest first, as bytes: also inside other encodings."""
    raw, found = password.encode(), set(encoded_forms(user, password))
    for shift in range(3):          # the password inside a longer base64 text, at each alignment
        inner = base64.b64encode(b"\0" * shift + raw)
        found.add(inner[-(-8 * shift // 6):8 * (shift + len(raw)) // 6])
    found.add(password.replace("\\", "\\\\").replace('"', '\\"').encode())
    found.add(password.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").encode())
    return sorted((form for form in found if len(form) > 8), key=len, reverse=True)


class World:
    def __init__(self, rng, pki, folder, domain=None):
        self.rng, self.pki, self.folder = rng, pki, folder
        os.makedirs(folder, exist_ok=True)
        self.domain = domain or "%s-%s%d.example" % (rng.choice(WORDS.split()), rng.choice(WORDS.split()), rng.randrange(10, 9999))
        self.local = rng.choice(("ann", "bea.lind", "carlo", "d.okoro", "eva+shop", "f_weber", "info"))
        self.address = "%s@%s" % (self.local, self.domain)
        self.user = self.address
        self.give_user = rng.random() < 0.5
        self.password = self.make_password()
        self.where = ".".join(str(n) for n in (127, rng.randrange(10, 250), rng.randrange(1, 250), rng.randrange(2, 250)))
        self.host = "%s.%s" % (rng.choice(("smtp", "mail", "out", "send", "asmtp", "submit")), self.domain)
        self.literal = rng.random() < 0.15
        self.port = rng.randrange(20000, 60000)
        self.security = rng.choice(("starttls", "starttls", "tls"))
        self.speaks = None                  # what the server speaks, where that is not what the settings say
        self.smtp = servers.Plan(name=self.host)
        self.greet(self.smtp)
        self.smtp_cert = {}
        self.incoming = rng.choice(("imap", "imap", "pop3", None))
        self.in_security = rng.choice(("starttls", "tls"))
        self.in_port = rng.randrange(20000, 60000)
        self.in_host = "%s.%s" % (rng.choice(INCOMING[self.incoming or "imap"]), self.domain)
        self.inbox = servers.Plan(name=self.in_host, methods=rng.choice((("PLAIN",), ("PLAIN", "LOGIN"))))
        self.inbox_cert = {}
        self.recipient = None
        self.zone = {}
        self.hooks = {}
        self.dns_tcp = None
        self.listens = True                 # the server for sending is up
        self.give_server = True
        self.more = []                      # further servers: (protocol, plan, port)
        self.extra = []                     # further arguments
        self.running = []
        self.smtp_server = self.in_server = self.dns = None

    def make_password(self):
        rng = self.rng
        letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        word = [rng.choice(letters) for _ in range(rng.randrange(14, 22))]
        word[rng.randrange(2, 8)] = rng.choice(SPECIAL)
        if rng.random() < 0.3:
            word[rng.randrange(8, 12)] = rng.choice(' "\\&<')
        return "".join(word)

    def greet(self, plan, greeting=None):
        """Another banner, and the offer of that kind of server in another order."""
        banner, keywords = greeting or self.rng.choice(GREETINGS)
        plan.banner = banner.replace("{host}", self.host)
        keywords = list(keywords)
        self.rng.shuffle(keywords)
        plan.keywords = tuple(keywords)
        plan.enhanced = "ENHANCEDSTATUSCODES" in keywords
        methods = list(self.rng.choice((("PLAIN", "LOGIN"), ("PLAIN",), ("LOGIN",), ("PLAIN", "LOGIN", "CRAM-MD5"),
                                        ("SCRAM-SHA-256", "PLAIN"), ("XOAUTH2", "PLAIN", "LOGIN"))))
        self.rng.shuffle(methods)
        plan.methods = tuple(methods)

    def start(self):
        for plan in (self.smtp, self.inbox):
            plan.user, plan.password = plan.user or self.user, plan.password or self.password
        self._prepare(self.smtp, self.host, self.smtp_cert, self.speaks or self.security)
        self._prepare(self.inbox, self.in_host, self.inbox_cert, self.in_security)
        self._dress_inbox()
        if self.listens:
            self.smtp_server, self.port = self._listen("smtp", self.smtp, self.port)
        if self.incoming:
            self.in_server, self.in_port = self._listen(self.incoming, self.inbox, self.in_port)
        for protocol, plan, port in self.more:
            self._prepare(plan, self.host, self.smtp_cert, "tls" if plan.implicit else "starttls")
            self._listen(protocol, plan, port)
        self._start_dns()
        self.secret_file = os.path.join(self.folder, "secret")
        with open(self.secret_file, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as out:
            out.write(self.password + self.rng.choice(("\n", "", "\r\n")))
        return self

    def _prepare(self, plan, host, cert, security):
        if plan.tls is None:
            wanted = {"names": (host,), "ips": (self.where,) if self.literal else ()}
            wanted.update(cert)
            plan.tls = certs.context(self.pki.issue(**wanted))
        plan.implicit = plan.implicit or security == "tls"

    def _dress_inbox(self):
        if self.incoming == "pop3":
            self.inbox.banner = self.inbox.banner or "+OK %s ready" % self.rng.choice(("Dovecot", "POP3", self.in_host))
        else:
            offer = "" if self.rng.random() < 0.5 else "[CAPABILITY IMAP4rev1 ID%s] " % (
                " AUTH=PLAIN" if self.in_security == "tls" else " STARTTLS LOGINDISABLED")
            self.inbox.banner = self.inbox.banner or "* OK %s%s ready." % (offer, self.rng.choice(("Dovecot", "IMAP4rev1 server")))

    def _listen(self, protocol, plan, port):
        for candidate in range(port, port + 50):
            try:
                server = servers.serve(protocol, plan, self.where, candidate)
            except OSError:
                continue
            self.running.append(server)
            return server, candidate
        raise RuntimeError("no free port near %d" % port)

    def _start_dns(self):
        here = names.address(self.where)
        zone = {(self.host, names.A): [here], (self.in_host, names.A): [here],
                (self.domain, names.A): [here], (self.domain, names.MX): [names.mx(10, "mx." + self.domain)],
                ("mx." + self.domain, names.A): [here], (self.domain, names.NS): [names.name("ns." + self.domain)],
                ("ns." + self.domain, names.A): [here],
                (self.domain, names.TXT): [names.txt("v=spf1 mx ip4:%s -all" % self.where)],
                ("_dmarc." + self.domain, names.TXT): [names.txt("v=DMARC1; p=none")]}
        zone.update(self.zone)
        self.dns = names.DnsServer(self.where, 0, zone, self.domain, self.hooks, self.dns_tcp)
        self.running.append(self.dns)

    def argv(self, *more):
        words = ["check", self.address, "--resolver", "%s:%d" % (self.where, self.dns.port), "--ca-file", self.pki.ca_file,
                 "--password-file", self.secret_file]
        if self.give_server:
            words += ["--server", self.where if self.literal else self.host, "--port", str(self.port), "--security", self.security]
        if self.incoming:
            words += ["--incoming", self.in_host, "--incoming-port", str(self.in_port), "--incoming-security", self.in_security]
        if self.give_user or self.user != self.address:
            words += ["--user", self.user]
        if self.recipient:
            words += ["--to", self.recipient]
        return words + self.extra + list(more)

    def stop(self):
        for server in self.running:
            server.stop()

    def wires(self):
        """Every connection of this world with the plan of its server."""
        pairs = [(self.smtp_server, self.smtp), (self.in_server, self.inbox)]
        known = {server for server, _ in pairs}
        rest = [server for server in self.running if isinstance(server, servers.Listener) and server not in known]
        pairs += [(server, plan) for server, (_, plan, _) in zip(rest, self.more)]
        return [(wire, plan) for server, plan in pairs if server for wire in server.wires]

    def settle(self, seconds=2.0):
        """Waits until the servers have read what the program had sent when it ended."""
        until = time.monotonic() + seconds
        for wire, _ in self.wires():
            wire.done.wait(max(0.0, until - time.monotonic()))

    def leaks(self):
        """Where the password arrived and should not have."""
        self.settle()
        found, forms = [], secret_forms(self.user, self.password)
        for wire, plan in self.wires():
            for kind, data in (("in clear", wire.clear), ("in TLS that proves nothing", b"" if plan.honest else wire.sealed)):
                if any(form in data for form in forms):
                    found.append("the password arrived %s at %s" % (kind, plan.name))
        return found

    def is_harmless(self, command):
        """Whether a command to the server for receiving changes nothing there, nor marks anything as read."""
        verb = command.split(b" ", 1)[-1] if self.incoming == "imap" else command
        if verb.startswith((b"SELECT", b"STORE", b"EXPUNGE", b"CLOSE", b"APPEND", b"COPY", b"MOVE", b"DELE", b"RETR", b"UID STORE",
                            b"UID EXPUNGE", b"UID COPY", b"UID MOVE")):
            return False
        return not verb.startswith((b"FETCH", b"UID FETCH")) or b"BODY.PEEK[" in verb

    def bad_commands(self):
        """Commands that no client may send: without CRLF, with bytes outside ASCII, after a refused password, DATA."""
        found = []
        for wire, plan in self.wires():
            if wire.clear.startswith(b"\x16\x03"):
                continue                # a hello of TLS to a server that wanted plain text: no commands at all
            for line in wire.lines:
                text = line[:-2]
                if not line.endswith(b"\r\n") or any(b < 32 or b > 126 for b in text):
                    found.append("a malformed command went to %s: %r" % (plan.name, bytes(line[:80])))
                if plan is self.inbox and not self.is_harmless(text.upper()):
                    found.append("%r was sent to the server for receiving" % bytes(text[:40]))
                if plan is self.smtp and text.upper().startswith((b"DATA", b"BDAT", b"VRFY", b"EXPN")):
                    found.append("%r was sent without being asked for" % bytes(text[:20]))
        return found
