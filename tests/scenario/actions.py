"""What a hostile server does at a stage: functions that make an action(session) for Plan.script.

An action answers in place of the usual reply. It returns where the conversation may go on, and raises Gone where it has ended;
while it sends without end it still keeps what arrives, since that is where a secret would show.
"""
import socket
import struct

from servers import Gone

FLOOD = 96 << 20        # a server that never stops is stopped here, so that a client without a limit still fails in time


def raw(data, then=None):
    """These bytes; text may name {tag} (IMAP)."""
    data = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data

    def act(session):
        session.wire.send(data.replace(b"{tag}", getattr(session, "tag", "*").encode()))
        if then:
            then(session)
    return act


def say(*lines, then=None):
    return raw("\r\n".join(lines) + "\r\n", then)


def close(session):
    session.wire.close()
    raise Gone("closed")


def reset(session):
    session.wire.close(abort=True)
    raise Gone("reset")


def stall(session):
    """Silence until the client gives up."""
    session.wire.linger(600)


def drip(text, pause=1.0):
    """One byte each `pause` seconds: every read makes progress, the reply never comes."""
    def act(session):
        for byte in text.encode("utf-8"):
            session.wire.send(bytes([byte]))
            session.wire.linger(pause)
    return act


def endless(piece, limit=FLOOD):
    """`piece` again and again."""
    def act(session):
        tag = getattr(session, "tag", "*").encode()
        block = (piece.replace(b"{tag}", tag) * (65536 // len(piece) + 1))
        for sent in range(0, limit, len(block)):
            session.wire.send(block)
            if sent > limit // 8:
                session.wire.linger(0.02)
        session.wire.linger(600)
    return act


def counted(piece, count, last):
    """`piece` so many times, then `last`: long, but with an end."""
    def act(session):
        tag = getattr(session, "tag", "*").encode()
        for done in range(0, count, 1000):
            session.wire.send(piece.replace(b"{tag}", tag) * min(1000, count - done))
        session.wire.send(last.replace(b"{tag}", tag))
    return act


def echo(prefix, forms):
    """Says back what no server should: the secret, in these forms."""
    def act(session):
        for form in forms[:-1]:
            session.wire.send(prefix.replace("?", "-").encode() + form + b"\r\n")
        session.wire.send(prefix.replace("?", " ").encode() + forms[-1] + b"\r\n")
    return act


def tls_bytes(data, then=stall):
    """Waits for the hello of the client, then these bytes in place of a handshake."""
    def act(session):
        session.wire.receive(10)
        session.wire.send(data)
        then(session)
    return act


def after_hello(act_then):
    def act(session):
        session.wire.receive(10)
        act_then(session)
    return act


def half_handshake(then):
    """An honest handshake up to half of the server's first flight, then `then`."""
    def act(session):
        flight = first_flight(session)
        session.wire.send(flight[:len(flight) // 2])
        then(session)
    return act


def first_flight(session):
    """What an honest server would send to the client's hello, made in memory."""
    import ssl
    came, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
    inside = session.plan.tls.wrap_bio(came, goes, server_side=True)
    while not goes.pending:
        came.write(session.wire.receive(10))
        try:
            inside.do_handshake()
        except ssl.SSLWantReadError:
            pass
    return goes.read()


def small_pieces(session):
    """A right handshake, sent a few bytes at a time."""
    session.wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    session.wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    session.wire.start_tls(session.plan.tls)


def handshake_message(kind, body, told=None):
    size = len(body) if told is None else told
    return bytes([kind]) + struct.pack("!I", size)[1:] + body


def tls_record(kind, data, version=0x0303):
    return b"".join(struct.pack("!BHH", kind, version, len(data[at:at + 16384])) + data[at:at + 16384]
                    for at in range(0, len(data), 16384))


def giant_certificate(session):
    """TLS 1.2: an honest ServerHello, then a Certificate message that says 16 MB and keeps coming."""
    session.wire.receive(10)
    hello = struct.pack("!H", 0x0303) + bytes(range(32)) + b"\0" + struct.pack("!HB", 0xC02F, 0)
    hello += struct.pack("!H", 5) + b"\xff\x01\x00\x01\x00"
    session.wire.send(tls_record(22, handshake_message(2, hello)))
    session.wire.send(tls_record(22, handshake_message(11, b"\xff\xff\xfc" + b"\xff\xff\xf9" + b"0" * 16000, told=0xFFFFFF)))
    endless(tls_record(22, b"0" * 16384), limit=16 << 20)(session)
