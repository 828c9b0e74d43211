"""A scripted DNS server on loopback, UDP and TCP on one port: a zone of records, and hooks that answer with any bytes.

A hook is a function(query) that returns the packets to send instead (none: silence); it may read query.name, query.type and
query.tcp, and use answer() and the pieces below to build what is right or almost right.
"""
import dataclasses
import errno
import ipaddress
import socket
import struct
import threading

from servers import Listener

A, NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, OPT = 1, 2, 5, 6, 12, 15, 16, 28, 33, 41
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = 0, 1, 2, 3, 4, 5


def name(text):
    """The wire form; a label may hold any byte (latin-1), dots divide."""
    if isinstance(text, bytes):
        return text
    labels = [label.encode("latin-1") for label in text.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def address(text):
    return ipaddress.ip_address(text).packed


def mx(preference, host):
    return struct.pack("!H", preference) + name(host)


def srv(priority, weight, port, host):
    return struct.pack("!HHH", priority, weight, port) + name(host)


def txt(*strings):
    return b"".join(bytes([len(s)]) + s.encode() for s in strings)


def record(owner, kind, data, ttl=60, length=None):
    """One resource record; `length` tells a lie about the size of its data."""
    return name(owner) + struct.pack("!HHIH", kind, 1, ttl, len(data) if length is None else length) + data


@dataclasses.dataclass
class Query:
    ident: int
    name: str
    type: int
    question: bytes
    edns: bool
    tcp: bool
    peer: tuple = None


def parse(data, tcp, peer=None):
    """The question of a query, or None for what is no query."""
    if len(data) < 17 or data[2] & 0x80:
        return None
    ident, _flags, count, _an, _ns, extra = struct.unpack("!HHHHHH", data[:12])
    labels, at = [], 12
    while at < len(data) and data[at]:
        labels.append(data[at + 1:at + 1 + data[at]].decode("latin-1"))
        at += 1 + data[at]
    if count != 1 or at + 5 > len(data):
        return None
    kind = struct.unpack("!H", data[at + 1:at + 3])[0]
    return Query(ident, ".".join(labels).lower(), kind, data[12:at + 5], extra > 0, tcp, peer)


def answer(query, records=(), rcode=NOERROR, authority=(), tc=False, ident=None, question=None, counted=None, extra=(), qr=True):
    """A message that answers; each keyword bends one thing."""
    flags = (0x8580 if qr else 0x0100) | (0x0200 if tc else 0) | rcode
    header = struct.pack("!HHHHHH", query.ident if ident is None else ident, flags, 1,
                         len(records) if counted is None else counted, len(authority), len(extra))
    return header + (query.question if question is None else question) + b"".join([*records, *authority, *extra])


class DnsServer:
    """Answers from `zone`: {(name, type): [rdata, ...]}; `hooks`: {name or "*": function(query)}."""

    def __init__(self, where, port, zone, apex, hooks=None, tcp=None):
        self.zone = {(n.lower(), t): rows for (n, t), rows in zone.items()}
        self.apex, self.hooks = apex, hooks or {}
        self.asked, self.met = [], []
        self._bind(where, port, tcp or self._over_tcp)
        self.address, self.port = self.udp.getsockname()
        threading.Thread(target=self._over_udp, daemon=True).start()

    def _bind(self, where, port, serve):
        """One number for UDP and TCP; of those that the system gives, the first may be taken on TCP by somebody else."""
        for attempt in range(20):
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.udp.bind((where, port))
            try:
                self.listener = Listener(*self.udp.getsockname(), serve)
                return
            except OSError as error:
                self.udp.close()
                if port or error.errno != errno.EADDRINUSE or attempt == 19:
                    raise

    def _over_udp(self):
        while not self.listener.stopped.is_set():
            try:
                data, peer = self.udp.recvfrom(65535)
                for packet in self.reply(data, False, peer):
                    self.udp.sendto(packet, peer)
            except OSError:
                pass            # a port that is closed again, or the end
        self.udp.close()

    def _over_tcp(self, wire):
        data = b""
        while True:
            while len(data) < 2 or len(data) < 2 + struct.unpack("!H", data[:2])[0]:
                data += wire.receive()
            size = struct.unpack("!H", data[:2])[0]
            for packet in self.reply(data[2:2 + size], True):
                wire.send(struct.pack("!H", len(packet)) + packet)
            data = data[2 + size:]

    def reply(self, data, tcp, peer=None):
        query = parse(data, tcp, peer)
        if query is None:
            return []
        self.asked.append((query.name, query.type))
        hook = self.hooks.get(query.name, self.hooks.get("*"))
        if hook:
            packets = hook(query)
            if packets is not NotImplemented:
                self.met.append("dns")
                return packets
        return [self.usual(query)]

    def usual(self, query):
        """What an honest server with this zone says."""
        here = query.name == self.apex or query.name.endswith("." + self.apex)
        soa = record(self.apex, SOA, name("ns." + self.apex) + name("hostmaster." + self.apex) + struct.pack("!5I", 1, 60, 60, 60, 60))
        rows = self.zone.get((query.name, query.type), [])
        if not rows and (query.name, CNAME) in self.zone:
            target = self.zone[(query.name, CNAME)][0]
            return answer(query, [record(query.name, CNAME, target)])
        if rows:
            return answer(query, [record(query.name, query.type, data) for data in rows])
        known = any(n == query.name or n.endswith("." + query.name) for n, _ in self.zone)
        return answer(query, rcode=NOERROR if known else NXDOMAIN, authority=[soa] if here else [])

    def stop(self):
        self.listener.stop()
        try:
            self.udp.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass            # it was never connected, and wakes all the same

