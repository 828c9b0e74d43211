"""The reference: a client that walks the shortest lawful way of a complete check, nine round trips, and does nothing else. It
acknowledges at once, so that a server that holds an answer back until its last packet was acknowledged costs no more than
that. The way is that of RFC 2920 and 3207: nothing may be said before EHLO's answer, nor behind STARTTLS.
"""

import base64
import dataclasses
import socket
import ssl
import struct
import time

from lab import dns
from lab.outgoing import PASSWORD

# Which of them are one round trip each, in this order.
STEPS = ("A", "TCP", "banner", "EHLO", "STARTTLS", "TLS", "EHLO in TLS", "AUTH", "MAIL and RCPT")


@dataclasses.dataclass
class Walk:
    """What one walk took, and what of it was the server's."""

    took: float                 # seconds, as this client saw it
    waits: list                 # of STEPS: seconds that the server took, as the far end saw it

    def path(self, rtt, first=0):
        """The shortest time for it: a round trip and the server's wait for each step from `first` on."""
        return sum(rtt + wait for wait in self.waits[first:])


def _hurry(sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class Client:
    """One conversation of the reference client."""

    def __init__(self, sock):
        self.sock, self.pending = sock, b""

    def reply(self):
        """The last line of a reply."""
        while True:
            while b"\n" not in self.pending:
                _hurry(self.sock)
                data = self.sock.recv(65536)
                if not data:
                    raise ConnectionError("the server has closed")
                self.pending += data
            line, self.pending = self.pending.split(b"\n", 1)
            if line[3:4] != b"-":
                return line

    def say(self, *lines, expect):
        """All lines in one write; one reply is expected for each code."""
        self.sock.sendall("".join(line + "\r\n" for line in lines).encode("ascii"))
        for code in expect:
            self.heard(code)

    def heard(self, code):
        line = self.reply()
        if not line.startswith(code):
            raise AssertionError("expected %s, got %r" % (code, line))


def question(name, kind=1):
    labels = b"".join(bytes([len(part)]) + part.encode("ascii") for part in name.split("."))
    return struct.pack(">HHHHHH", 0x4d4d, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", kind, 1)


def _address(space, name):
    with space.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        sock.sendto(question(name), (dns.RESOLVER[0], 53))
        reply = sock.recv(4096)
    if reply[3] & 15 or not reply[7]:
        raise AssertionError("no address for " + name)
    return socket.inet_ntoa(reply[-4:])


def walk(lab, host, user, tap, at=None):
    """One walk, from a computer of the lab; `at` is another address than the one that the name has."""
    space = lab.client.space
    context = ssl.create_default_context(cafile=lab.authority.file)
    secret = base64.b64encode(("\0%s\0%s" % (user, PASSWORD)).encode("utf-8")).decode("ascii")
    plain = space.socket()
    plain.settimeout(10)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    tap.clear()
    began = time.monotonic()
    found = _address(space, host)
    plain.connect((at or found, 587))
    client = Client(plain)
    client.heard(b"220")
    client.say("EHLO client.test", expect=[b"250"])
    client.say("STARTTLS", expect=[b"220"])
    client = Client(context.wrap_socket(plain, server_hostname=host))
    client.say("EHLO client.test", expect=[b"250"])
    client.say("AUTH PLAIN " + secret, expect=[b"235"])
    client.say("MAIL FROM:<%s>" % user, "RCPT TO:<%s>" % user, expect=[b"250", b"250"])
    took = time.monotonic() - began
    client.sock.sendall(b"QUIT\r\n")
    client.sock.close()
    return Walk(took, _waits(tap))


def _waits(tap):
    """Of the question and of the connection, step by step."""
    turns = []
    for talk in tap.talks():
        if talk.port == 53 or talk.port == 587:
            turns += talk.turns()
    if len(turns) < len(STEPS):
        raise AssertionError("the far end saw %d turns, not %d" % (len(turns), len(STEPS)))
    return [seconds for seconds, _ in turns[:len(STEPS)]]


def round_trip(lab, address):
    """What one round trip over the wire takes, in seconds: a port where nobody is says so at once."""
    with lab.client.space.socket() as sock:
        sock.settimeout(5)
        began = time.monotonic()
        try:
            sock.connect((address, 9))
        except ConnectionRefusedError:
            return time.monotonic() - began
    raise AssertionError("port 9 is open")
