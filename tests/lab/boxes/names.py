"""A name server that lies: it passes questions on to a real one and changes some of the answers, as the resolvers of
some providers, hotels and malicious routers do.

    port      where it listens (UDP)
    honest    the address of the name server that it asks
    unknown   an IPv4 address: names that do not exist get it
    every     an IPv4 address: every name gets it
    names     {name: IPv4 address}: these get it
A changed name has no IPv6 address: the answer to AAAA is empty.
"""

import socket
import struct
import threading

import common

OPTIONS = common.options()
A, AAAA = 1, 28


def question(packet):
    """(name, type, end of the question)."""
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("ascii", "replace"))
        at += 1 + packet[at]
    return ".".join(labels).lower(), struct.unpack("!H", packet[at + 1:at + 3])[0], at + 5


def lie(packet, end, kind, address):
    """An answer of our own to this question."""
    record = b"\xc0\x0c" + struct.pack("!HHIH", A, 1, 60, 4) + socket.inet_aton(address) if kind == A else b""
    return packet[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if record else 0, 0, 0) + packet[12:end] + record


def honest_answer(packet):
    host = OPTIONS["honest"]
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(3)
        sock.connect((host, 53))
        sock.send(packet)
        return sock.recv(65535)


def answer(packet):
    name, kind, end = question(packet)
    told = OPTIONS.get("every") or OPTIONS.get("names", {}).get(name)
    if told:
        return lie(packet, end, kind, told)
    reply = honest_answer(packet)
    if OPTIONS.get("unknown") and reply[3] & 15 == 3 and kind in (A, AAAA):
        return lie(packet, end, kind, OPTIONS["unknown"])
    return reply


def one(sock, packet, peer):
    try:
        sock.sendto(answer(packet), peer)
    except (OSError, IndexError, struct.error):
        pass


def main():
    sock = common.listen(OPTIONS["port"], socket.SOCK_DGRAM)
    common.ready()
    while True:
        packet, peer = sock.recvfrom(65535)
        threading.Thread(target=one, args=(sock, packet, peer), daemon=True).start()


main()
