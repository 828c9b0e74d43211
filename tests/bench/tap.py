"""Watches the far end of the wire, where the servers are: when which packet came and went, by the kernel's own clock. What a
server takes for an answer is seen there without the wire, and without the slowness of whoever asked.
"""

import dataclasses
import select
import socket
import struct
import threading

ETH_P_ALL, SO_TIMESTAMPNS = 0x0003, 35
TCP, UDP = 6, 17
SYN = 2


@dataclasses.dataclass(frozen=True)
class Packet:
    """One packet of a conversation: when, from the client or to it, and what it carries."""

    at: float
    asks: bool
    flags: int
    size: int


@dataclasses.dataclass
class Talk:
    """One connection (or question and answer over UDP), as the far end saw it."""

    port: int
    packets: list = dataclasses.field(default_factory=list)

    def turns(self):
        """[(seconds that the server took, bytes it sent)], one for each time that it was its turn: from the last packet of
        the client that called for an answer to the last one of the answer. The greeting is called for by the connection. A
        turn that nobody answered (the goodbye) is none."""
        found, asked, told, size = [], None, None, 0
        for packet in self.packets:
            greeting_due = told is not None and len(found) == 0 and packet.asks and not packet.size
            if packet.asks and (packet.size or packet.flags & SYN or greeting_due):
                if told is not None:
                    found.append((told - asked, size))
                    told, size = None, 0
                asked = packet.at
            elif not packet.asks and asked is not None and (packet.size or packet.flags & SYN):
                told, size = packet.at, size + packet.size
        if told is not None:
            found.append((told - asked, size))
        return found


class Tap:
    """`with Tap(router, "wire0") as tap: …; tap.talks()`; forgets everything with clear()."""

    def __init__(self, space, device):
        self._sock = space.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._sock.bind((device, ETH_P_ALL))
        self._sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._seen, self._lock = {}, threading.Lock()
        self._end, self._stop = socket.socketpair()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._stop.close()
        self._thread.join()
        self._sock.close()
        self._end.close()

    def clear(self):
        with self._lock:
            self._seen = {}

    def talks(self):
        """All conversations so far, in the order of their first packets."""
        with self._lock:
            return sorted((Talk(talk.port, list(talk.packets)) for talk in self._seen.values()),
                          key=lambda talk: talk.packets[0].at)

    def _watch(self):
        while True:
            ready = select.select([self._sock, self._end], [], [])[0]
            if self._end in ready:
                return
            data, ancillary, _, address = self._sock.recvmsg(2048, socket.CMSG_SPACE(16))
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
            # From the wire's device: what it receives is the client's.
            self._note(seconds + nanoseconds / 1e9, data, address[2] != socket.PACKET_OUTGOING)

    def _note(self, at, data, asks):
        found = _parse(data)
        if not found:
            return
        source, target, flags, size, begins = found
        key = (source, target) if asks else (target, source)
        with self._lock:
            talk = self._seen.get(key)
            if talk is None and asks and begins:    # not the last packets of what was forgotten
                talk = self._seen[key] = Talk(target[1])
            if talk is not None:
                talk.packets.append(Packet(at, asks, flags, size))


def _parse(data):
    """((address, port), (address, port), TCP flags, bytes of payload, whether it may be a first packet); None for what is
    neither TCP nor UDP."""
    if len(data) < 40 and data[:1] != b"\x45":
        return None
    if data[0] >> 4 == 4:
        head, protocol, length = (data[0] & 15) * 4, data[9], struct.unpack(">H", data[2:4])[0]
        source, target = data[12:16], data[16:20]
    elif data[0] >> 4 == 6:
        head, protocol, length = 40, data[6], 40 + struct.unpack(">H", data[4:6])[0]
        source, target = data[8:24], data[24:40]
    else:
        return None
    rest = data[head:]
    if protocol not in (TCP, UDP) or len(rest) < 8:
        return None
    ports = struct.unpack(">HH", rest[:4])
    if protocol == UDP:
        return (source, ports[0]), (target, ports[1]), 0, length - head - 8, True
    size = length - head - (rest[12] >> 4) * 4
    return (source, ports[0]), (target, ports[1]), rest[13], size, bool(rest[13] & SYN)
