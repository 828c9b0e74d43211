"""One end of a small VPN: packets of a TUN device travel in UDP. Without encryption, which nobody here looks at; for the
person's computer it is a device, routes and an exit elsewhere, as with any other.

    device   its name        port    where it listens
    peer     [address, port] of the other end; left out: whoever writes first
"""

import fcntl
import os
import select
import socket
import struct

import common

OPTIONS = common.options()
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454ca, 0x0001, 0x1000


def main():
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", OPTIONS["device"].encode("ascii"), IFF_TUN | IFF_NO_PI))
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("", OPTIONS["port"]))
    peer = tuple(OPTIONS["peer"]) if OPTIONS.get("peer") else None
    common.ready()
    while True:
        for source in select.select([device, sock], [], [])[0]:
            try:
                if source == device:
                    packet = os.read(device, 65535)
                    if peer:
                        sock.sendto(packet, peer)
                else:
                    packet, peer = sock.recvfrom(65535)
                    os.write(device, packet)
            except OSError:
                pass        # a device that is down and a peer that is away lose packets, as any wire does


main()
