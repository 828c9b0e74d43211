"""What the boxes share: options from the command line, an end when standard input ends, sockets for all comers, and the
address that a redirected connection was meant for. Nothing here knows the lab; boxes run alone inside a lab host.
"""

import ctypes
import json
import os
import socket
import ssl
import struct
import sys
import threading

SO_ORIGINAL_DST = 80        # the same number for IPv4 and IPv6
PR_SET_NAME = 15


def options():
    """The JSON object of the command line. The box ends with its driver, however that ends."""
    found = json.loads(sys.argv[1])
    if found.get("name"):
        ctypes.CDLL(None).prctl(PR_SET_NAME, found["name"].encode("ascii"), 0, 0, 0)
    threading.Thread(target=_end_with_input, daemon=True).start()
    return found


def _end_with_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


def ready():
    print("ready", flush=True)


def listen(port, kind=socket.SOCK_STREAM):
    """One socket for both families; several boxes may listen on other ports of one host."""
    sock = socket.socket(socket.AF_INET6, kind)
    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("::", port))
    if kind == socket.SOCK_STREAM:
        sock.listen(64)
    return sock


def serve(sock, handle):
    """A thread for each connection, for ever."""
    while True:
        peer, _ = sock.accept()
        threading.Thread(target=_guarded, args=(handle, peer), daemon=True).start()


def _guarded(handle, peer):
    try:
        handle(peer)
    except (OSError, EOFError):
        pass
    finally:
        peer.close()


def meant_for(peer):
    """(address, port) that the client connected to before the router turned it here."""
    here = peer.getsockname()[0]
    if here.startswith("::ffff:"):
        raw = peer.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16)
        return socket.inet_ntop(socket.AF_INET, raw[4:8]), struct.unpack("!H", raw[2:4])[0]
    raw = peer.getsockopt(socket.IPPROTO_IPV6, SO_ORIGINAL_DST, 28)
    return socket.inet_ntop(socket.AF_INET6, raw[8:24]), struct.unpack("!H", raw[2:4])[0]


def inward(certs):
    """TLS as a server: the certificate that fits the name which is asked for, else the first."""
    contexts = {}
    for name, file in certs.items():
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[name].load_cert_chain(file)
    first = next(iter(contexts.values()))
    first.sni_callback = lambda sock, name, _: setattr(sock, "context", contexts.get(name, first))
    return first


def pump(left, right):
    """Bytes both ways until either side ends."""
    done = threading.Event()

    def one(source, sink):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                sink.sendall(data)
        except OSError:
            pass
        done.set()

    for pair in ((left, right), (right, left)):
        threading.Thread(target=one, args=pair, daemon=True).start()
    done.wait()
