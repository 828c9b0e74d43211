"""One question to one name server, over UDP, for what a driver has to know itself: whether a zone is there, and how it fails."""

import dataclasses
import os
import socket
import struct

KINDS = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "DNSKEY": 48, "TLSA": 52}
RCODES = {0: "FOUND", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}


@dataclasses.dataclass(frozen=True)
class Answer:
    """outcome: one of RCODES, NODATA where there are none of this kind, SILENCE."""

    outcome: str
    authoritative: bool = False
    authentic: bool = False         # the AD bit
    serial: int = None              # of a SOA record
    ttl: int = None                 # of the first record


def ask(space, server, name, kind, recurse=True, seconds=3.0):
    number = os.urandom(2)
    labels = [label.encode("idna") if not label.isascii() else label.encode("ascii") for label in name.rstrip(".").split(".") if label]
    question = b"".join(bytes([len(label)]) + label for label in labels) + b"\0" + struct.pack("!HH", KINDS[kind], 1)
    flags = (0x0100 if recurse else 0) | 0x0020
    edns = b"\0" + struct.pack("!HHIH", 41, 4096, 0, 0)
    with space.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(seconds)
        sock.connect((server, 53))
        sock.send(number + struct.pack("!HHHHH", flags, 1, 0, 0, 1) + question + edns)
        try:
            while True:
                data = sock.recv(65535)
                if data[:2] == number:
                    return read(data, len(question), KINDS[kind])
        except OSError:
            return Answer("SILENCE")


def read(data, skip, kind):
    flags, _, count, _, _ = struct.unpack("!HHHHH", data[2:12])
    outcome = RCODES.get(flags & 15, str(flags & 15))
    at, serial, ttl, hits = 12 + skip, None, None, 0
    for _ in range(count):
        at = behind_name(data, at)
        this, _, left, length = struct.unpack("!HHIH", data[at:at + 10])
        at += 10 + length
        if this == kind:
            hits += 1
            ttl = left if ttl is None else ttl
            serial = struct.unpack("!I", data[at - 20:at - 16])[0] if kind == KINDS["SOA"] else None
    if outcome == "FOUND" and not hits:
        outcome = "NODATA"
    return Answer(outcome, bool(flags & 0x0400), bool(flags & 0x0020), serial, ttl)


def behind_name(data, at):
    while data[at] and data[at] < 192:
        at += 1 + data[at]
    return at + (2 if data[at] else 1)
