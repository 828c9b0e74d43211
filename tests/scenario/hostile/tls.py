"""Certificates and handshakes that are wrong or meant to harm (hazards 22 to 30), by STARTTLS and from the first byte."""
import ssl

import certs
from actions import (after_hello, close, endless, first_flight, giant_certificate, half_handshake, reset, small_pieces, stall,
                     tls_bytes)
from hostile import ANY, BIDI, ESCAPES, NOT_SENT, SENT, Hostile, bends, script, setting

ALERT = b"\x15\x03\x03\x00\x02"


def certificate(**wrong):
    def bend(world):
        world.smtp_cert = {k: v(world) if callable(v) else v for k, v in wrong.items()}
        world.literal = False
    return bend


def weak(**wrong):
    """A certificate that OpenSSL would not even serve by itself."""
    def bend(world):
        world.literal = False
        world.smtp.tls = certs.context(world.pki.issue(names=(world.host,), **wrong), weak=True)
    return bend


def only(version):
    def bend(world):
        pair = world.pki.issue(names=(world.host,), ips=(world.where,), key="rsa")
        world.smtp.tls = certs.context(pair, version, version, weak=True)
    return bend


def certificates():
    wrong_name, untrusted = frozenset({"certificate-wrong-name"}), frozenset({"certificate-untrusted"})
    dated = frozenset({"certificate-expired", "certificate-untrusted", "clock-wrong"})
    early = frozenset({"certificate-untrusted", "tls-too-old"})
    rows = (
        ("not-yet-valid", certificate(days=(3, 300)), dated),
        ("expired", certificate(days=(-300, -2)), frozenset({"certificate-expired"})),
        ("self-signed", certificate(by="self"), untrusted),
        ("unknown-signer", certificate(by="stranger"), untrusted),
        ("no-chain", certificate(chain=False), untrusted),
        ("other-name", certificate(names=("www.unrelated.example",), ips=()), wrong_name),
        ("wildcard-too-high", certificate(names=("*.example",), ips=()), wrong_name),
        ("nul-in-name", certificate(raw_name=lambda w: w.host.encode() + b"\0.evil.example", cn="evil.example", ips=()), None),
        ("escapes-in-name", certificate(raw_name=ESCAPES.encode("latin-1")[:60] + b".example", cn="evil.example", ips=()), wrong_name),
        ("escapes-in-subject", certificate(by="stranger", cn="evil " + ESCAPES.replace("/", "")[:40]), untrusted),
        ("bidi-in-subject", certificate(by="stranger", cn=BIDI[:50]), untrusted),
        ("md5", weak(digest="md5", by="old"), early),
        ("sha1", weak(digest="sha1", by="old"), early),
        ("rsa-1024", weak(key="rsa1024"), early),
        ("tls-1.0", only(ssl.TLSVersion.TLSv1), frozenset({"tls-too-old"})),
        ("tls-1.1", only(ssl.TLSVersion.TLSv1_1), frozenset({"tls-too-old"})),
    )
    for security in ("starttls", "tls"):
        for name, bend, causes in rows:
            yield Hostile("tls/%s/%s" % (security, name), bends(setting(security=security), bend), causes=causes, secret="never",
                          text="-in-" in name)
    yield Hostile("tls/literal-without-its-address", bends(certificate(ips=()), setting(literal=True)), causes=wrong_name, secret="never")
    yield Hostile("tls/good/only-a-common-name", certificate(san=False, cn=lambda w: w.host), SENT)
    yield Hostile("tls/good/wildcard", certificate(names=lambda w: ("*." + w.domain,), ips=()), SENT)
    yield Hostile("tls/good/literal-with-its-address", setting(literal=True), SENT)
    yield Hostile("tls/good/chain-of-30", certificate(copies=30), SENT)
    yield Hostile("tls/chain-of-400", certificate(copies=400), ANY)
    yield Hostile("tls/good/small-pieces", script("tls", small_pieces), SENT)


def handshakes():
    rows = (
        ("alert-handshake-failure", tls_bytes(ALERT + b"\x02\x28")),
        ("alert-close", tls_bytes(ALERT + b"\x01\x00", then=close)),
        ("alerts-without-end", after_hello(endless(ALERT + b"\x01\x5a"))),
        ("garbage", tls_bytes(bytes(range(256)) * 8)),
        ("text", tls_bytes(b"554 5.5.1 I do not speak that\r\n")),
        ("http", tls_bytes(b"HTTP/1.0 400 Bad Request\r\n\r\n", then=close)),
        ("empty-records", after_hello(endless(b"\x16\x03\x03\x00\x00"))),
        ("giant-record", tls_bytes(b"\x16\x03\x03\xff\xff" + b"\x02" * 65535)),
        ("giant-certificate", giant_certificate),
        ("close", after_hello(close)),
        ("close-at-once", close),
        ("reset", after_hello(reset)),
        ("stall", after_hello(stall)),
        ("half-then-stall", half_handshake(stall)),
        ("half-then-reset", half_handshake(reset)),
        ("half-then-close", half_handshake(close)),
        ("drip", dripping_flight),
        ("hello-twice", tls_bytes(bytes.fromhex("160303002a020000260303") + b"r" * 32 + bytes.fromhex("00c02f00"), then=stall)),
    )
    for security in ("starttls", "tls"):
        for name, action in rows:
            yield Hostile("tls/%s/handshake-%s" % (security, name), bends(setting(security=security), script("tls", action)),
                          NOT_SENT, secret="never", meets="tls")


def dripping_flight(session):
    """An honest flight that comes one byte each second."""
    flight = first_flight(session)
    for at in range(len(flight)):
        session.wire.send(flight[at:at + 1])
        session.wire.linger(1.0)


def cases():
    yield from certificates()
    yield from handshakes()
