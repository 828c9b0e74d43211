"""Block lists as they really are served: one rbldnsd for all zones of the catalogue, and in front of it for each case a name server that
the program asks. What rbldnsd cannot be (silent, refusing, parked) is played by the front, zone by zone.
"""
import os
import pathlib
import select
import signal
import socket
import subprocess
import tempfile
import time

import names

ROOT = pathlib.Path(__file__).resolve().parents[3]
KNOW = ROOT / "checks" / "know"


def table(name):
    """The rows of a .psv file as dictionaries."""
    lines = [line for line in (KNOW / name).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    head = lines[0].split("|")
    return [dict(zip(head, line.split("|"))) for line in lines[1:]]


CATALOGUE = table("blocklists.psv")
ZONES = {row["zone"]: row for row in CATALOGUE}
DEAD = [row["zone"] for row in table("blocklists_dead.psv")]


def zone_of(name):
    """The zone of the catalogue that a question is for; None for other names."""
    labels = name.split(".")
    return next((".".join(labels[i:]) for i in range(1, len(labels)) if ".".join(labels[i:]) in ZONES), None)


def is_dead(name):
    return any(name == dead or name.endswith("." + dead) for dead in DEAD) and zone_of(name) is None


def test_entries(row):
    """What RFC 5782 section 5 wants listed, or what the operator keeps instead: (data set, key, code)."""
    kinds, own = row["kinds"].split(","), row["listed"]
    if "v4" in kinds:
        yield "ip4set", "127.0.0.2", "127.0.0.2"
    if "v6" in kinds:
        yield "ip6trie", "::ffff:7f00:2", "127.0.0.2"
    if "domain" in kinds or "uri" in kinds:
        yield "dnset", own or "test", "127.0.0.14" if row["zone"] == "multi.uribl.com" else "127.0.1.2" if own else "127.0.0.2"


class Rbldnsd:
    """All zones with their test entries and with `listed`: {zone: [(key, code, text)]}."""

    def __init__(self, binary, listed):
        self.folder = tempfile.mkdtemp(prefix="mailmend-rbl-")
        os.chmod(self.folder, 0o755)
        zones, sets = [], {}
        for row in CATALOGUE:
            for kind, key, code in test_entries(row):
                sets.setdefault((row["zone"], kind), []).append((key, code, "test entry"))
        for zone, entries in listed.items():
            for key, code, text in entries:
                sets.setdefault((zone, self.kind(key)), []).append((key, code, text))
        for (zone, kind), entries in sets.items():
            file = "%s.%s" % (zone, kind)
            lines = [":127.0.0.2:listed\n"] + ["%s :%s:%s\n" % entry for entry in entries]
            pathlib.Path(self.folder, file).write_text("".join(lines), encoding="latin-1")
            zones.append("%s:%s:%s" % (zone, kind, file))
        self.port = self.free_port()
        user = ["-u", "65534:65534"] if os.geteuid() == 0 else []
        self.log = open(os.path.join(self.folder, "log"), "w+b")
        self.child = subprocess.Popen([binary, "-n", "-f", "-q", "-b", "127.0.0.1/%d" % self.port, *user, "-w", self.folder, *zones],
                                      stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.wait()

    @staticmethod
    def kind(key):
        if ":" in key:
            return "ip6trie"
        return "ip4set" if all(part.isdigit() or "/" in part for part in key.split(".")) and key.count(".") == 3 else "dnset"

    @staticmethod
    def free_port():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            return sock.getsockname()[1]

    def wait(self, seconds=10):
        query = b"\0\1\1\0\0\1\0\0\0\0\0\0" + names.name("2.0.0.127.bl.spamcop.net") + b"\0\1\0\1"
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.child.poll() is None:
            if self.ask(query, 0.05):
                return
        self.log.seek(0)
        said = self.log.read().decode("utf-8", "replace")
        self.stop()
        raise RuntimeError("rbldnsd does not answer: " + said[-400:])

    def ask(self, data, seconds=2.0):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.connect(("127.0.0.1", self.port))
            sock.send(data)
            try:
                return sock.recv(4096) if select.select([sock], [], [], seconds)[0] else b""
            except ConnectionRefusedError:
                select.select([], [], [], 0.02)
                return b""

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            self.child.wait()
        self.log.close()


def silent(_query):
    return []


def code(*addresses):
    """Every question for an address gets these."""
    def hook(query):
        rows = [names.record(query.name, names.A, names.address(one)) for one in addresses] if query.type == names.A else []
        return [names.answer(query, rows)]
    return hook


def rcode(number):
    return lambda query: [names.answer(query, rcode=number)]


def untested(query):
    """It has lost its test entries, and answers the rest."""
    return [names.answer(query, rcode=names.NXDOMAIN)] if query.name.startswith(("2.0.0.127.", "test.", "2.0.0.0.")) else NotImplemented


def target_only(hook):
    """The test entries are right; the question itself meets the hook."""
    def answer(query):
        return NotImplemented if query.name.startswith(("2.0.0.127.", "1.0.0.127.", "test.", "invalid.", "dbltest.")) else hook(query)
    return answer


class Front:
    """What the program asks instead of a resolver: lists come from rbldnsd, the rest from the zone of the case."""

    def __init__(self, rbl, zone, apex, bent):
        self.rbl, self.bent = rbl, bent
        self.server = names.DnsServer("127.0.0.1", 0, zone, apex, {"*": self.reply})

    def reply(self, query):
        zone = zone_of(query.name)
        if zone is None:
            return NotImplemented
        hook = self.bent.get(zone, self.bent.get("*"))
        packets = hook(query) if hook else NotImplemented
        if packets is not NotImplemented:
            return packets
        asked = query.ident.to_bytes(2, "big") + b"\1\0\0\1\0\0\0\0\0\0" + query.question
        return [self.rbl.ask(asked)]

    def asked_lists(self):
        return {zone_of(name) for name, _ in self.server.asked} - {None}

    def asked_dead(self):
        return [name for name, _ in self.server.asked if is_dead(name)]
