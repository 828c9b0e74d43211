"""What really travelled between the client and its router: who was asked, and how many connections were open at once to one
host. Packets are read from the wire; what a program says about itself does not count.
"""

import collections
import ipaddress
import select
import socket
import struct
import threading

ETH_P_ALL = 3
SYN, FIN, RST, ACK = 2, 1, 4, 16
TCP, UDP = 6, 17


def parse(frame):
    """(protocol, source, source port, destination, destination port, TCP flags, payload length) or None."""
    kind = struct.unpack("!H", frame[12:14])[0]
    if kind == 0x0800:
        start, protocol = 14 + (frame[14] & 15) * 4, frame[23]
        addresses, total = (frame[26:30], frame[30:34]), 14 + struct.unpack("!H", frame[16:18])[0]
    elif kind == 0x86dd:
        start, protocol = 54, frame[20]
        addresses, total = (frame[22:38], frame[38:54]), 54 + struct.unpack("!H", frame[18:20])[0]
    else:
        return None
    if protocol not in (TCP, UDP) or len(frame) < start + 8:
        return None
    ports = struct.unpack("!HH", frame[start:start + 4])
    source, target = (str(ipaddress.ip_address(address)) for address in addresses)
    flags = frame[start + 13] if protocol == TCP else 0
    return protocol, source, ports[0], target, ports[1], flags, total - start - (frame[start + 12] >> 4) * 4


class Watch:
    """`with Watch(lab.home, "lan", inside=…) as seen:` then seen.asked() and seen.most_at_once(). Who is on which side is told by
    the addresses inside (at the client's end of the way) or by those outside (at a server's)."""

    def __init__(self, space, device, inside=(), outside=()):
        self._inside, self._outside, self.packets = set(inside), set(outside), []
        self._sock = space.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._sock.bind((device, ETH_P_ALL))
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self):
        # What came before the filter was set is nobody's business.
        while select.select([self._sock], [], [], 0)[0]:
            self._sock.recv(65535)
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._stop.set()
        self._thread.join()
        self._sock.close()

    def _read(self):
        while True:
            if select.select([self._sock], [], [], 0.1)[0]:
                found = parse(self._sock.recv(65535))
                if found:
                    self.packets.append(found)
            elif self._stop.is_set():
                return

    def asked(self):
        """{(protocol, address, port)} that the client wrote to."""
        return {("tcp" if kind == TCP else "udp", target, port)
                for kind, source, _, target, port, _, _ in self.packets if source in self._inside}

    def most_at_once(self, host_of=lambda address: address):
        """{host: the ports of the connections open at once, when they were most}. Open is from the answer to SYN to the first
        FIN or RST."""
        open_now, most = collections.defaultdict(set), collections.defaultdict(list)
        for kind, source, sport, target, dport, flags, _ in self.packets:
            if kind != TCP:
                continue
            outward = source in self._inside or target in self._outside
            host = host_of(target if outward else source)
            wire = (dport, target, sport) if outward else (sport, source, dport)
            if flags & (FIN | RST):
                open_now[host].discard(wire)
            elif not outward and flags & SYN and flags & ACK:
                open_now[host].add(wire)
            if len(open_now[host]) > len(most[host]):
                most[host] = sorted(port for port, _, _ in open_now[host])
        return most
