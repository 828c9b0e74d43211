"""Hostile answers of a name server, and names that lead where no password may go (hazards 31 to 37, 39, 40, 43)."""
import random
import socket
import struct

import names
import servers
from actions import close, endless, stall
from hostile import ANY, ESCAPES, NOT_SENT, SENT, Hostile, bends
from names import A, CNAME, answer, record


def hooked(hook, tcp=None):
    """The given server's name is answered by hook(world, query)."""
    def bend(world):
        world.literal = False
        world.hooks[world.host] = lambda query: hook(world, query)
        world.dns_tcp = tcp
    return bend


def right(world, query, **bent):
    """The honest answer, or one with one thing bent."""
    rows = [record(query.name, A, names.address(world.where))] if query.type == A else []
    return answer(query, rows, **bent)


def only_a(make):
    """Bends the answer to the question for A; others are answered honestly."""
    return lambda world, query: make(world, query) if query.type == A else NotImplemented


def with_rows(rows, **bent):
    return only_a(lambda world, query: [answer(query, rows(world, query), **bent)])


def first_wrong(make):
    """A wrong packet, then the right one."""
    return only_a(lambda world, query: [make(world, query), right(world, query)])


def other_id(world, query):
    trap = names.record(query.name, A, names.address(world.trap))
    return answer(query, [trap], ident=query.ident ^ 0x5555)


def other_question(world, query):
    trap = names.record("www.unrelated.example", A, names.address(world.trap))
    return answer(query, [trap], question=names.name("www.unrelated.example") + struct.pack("!HH", A, 1))


def from_elsewhere(world, query):
    """A complete forgery with the right id, from another port, ahead of the right answer."""
    if not query.tcp:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind((world.where, 0))
            other.sendto(answer(query, [record(query.name, A, names.address(world.trap))]), query.peer)
    return [right(world, query)]


def trapped(bend):
    """A server where forged answers lead; nobody may come."""
    def both(world):
        bend(world)
        parts = world.where.split(".")
        world.trap = ".".join(parts[:3] + [str(int(parts[3]) + 1)])
        plan = servers.Plan(name="trap.example", banner="220 trap", tls=None, starttls=False, clear_methods=("PLAIN",))
        world.trap_server = servers.Listener(world.trap, world.port, lambda wire: servers.SmtpSession(wire, plan).run())
        world.running.append(world.trap_server)
    return both


def nobody_came(world, _result):
    return ["a forged answer was believed: it connected to the trap"] if world.trap_server.wires else []


def chain(length, loop=False):
    def make(world, query):
        hop = ["hop%d.%s" % (n, world.domain) for n in range(length)]
        owners = [query.name] + hop
        rows = [record(owner, CNAME, names.name(target)) for owner, target in zip(owners, hop)]
        last = record(hop[-1], CNAME, names.name(query.name)) if loop else record(hop[-1], A, names.address(world.where))
        return [answer(query, rows + [last])]
    return only_a(make)


def truncated(world, query):
    return [answer(query, tc=True)] if not query.tcp else NotImplemented


def big(world, query):
    rows = [record(b"\xc0\x0c", A, bytes([127, 0, 3, n % 250])) for n in range(3000)]
    return [answer(query, tc=True)] if not query.tcp else [answer(query, [record(query.name, A, names.address(world.where))] + rows)]


def no_edns(world, query):
    return [answer(query, rcode=names.FORMERR)] if query.edns else NotImplemented


def dripping(wire):
    wire.receive()
    for byte in b"\x02\x00" + b"\0" * 500:
        wire.send(bytes([byte]))
        wire.linger(1.0)


def wire_action(action):
    """An action of a mail server, over a bare TCP connection."""
    class Bare:
        pass

    def serve(wire):
        wire.receive()
        bare = Bare()
        bare.wire = wire
        action(bare)
    return serve


def ignored_forgeries():
    for name, hook in (("wrong-id-first", first_wrong(other_id)), ("wrong-question-first", first_wrong(other_question)),
                       ("other-port-first", only_a(from_elsewhere)),
                       ("many-wrong-ids-first", only_a(lambda w, q: [other_id(w, q)] * 50 + [right(w, q)])),
                       ("query-sent-back-first", first_wrong(lambda w, q: answer(q, qr=False))),
                       ("short-packets-first", only_a(lambda w, q: [b"", b"\0", b"\0" * 11, right(w, q)])),
                       ("answered-three-times", only_a(lambda w, q: [right(w, q)] * 3))):
        yield Hostile("dns/forged/" + name, trapped(hooked(hook)), SENT, at="dns", judge=nobody_came)
    for name, hook in (("only-wrong-id", only_a(lambda w, q: [other_id(w, q)])),
                       ("only-wrong-question", only_a(lambda w, q: [other_question(w, q)])),
                       ("silence", only_a(lambda w, q: []))):
        yield Hostile("dns/forged/" + name, trapped(hooked(hook)), at="dns", reached=False, judge=nobody_came)


def malformed():
    own = lambda world: names.address(world.where)      # noqa: E731
    rows = {
        "short-a": lambda w, q: [record(q.name, A, b"\x7f\x00")],
        "empty-a": lambda w, q: [record(q.name, A, b"")],
        "long-a": lambda w, q: [record(q.name, A, own(w) + b"more")],
        "data-past-the-end": lambda w, q: [record(q.name, A, own(w), length=4000)],
        "pointer-to-itself": lambda w, q: [b"\xc0" + bytes([12 + len(q.question)]) + record("", A, own(w))[1:]],
        "pointer-forward": lambda w, q: [b"\xc0\xff" + record("", A, own(w))[1:]],
        "pointer-pair": lambda w, q: [b"\xc0" + bytes([14 + len(q.question)]) + b"\xc0" + bytes([12 + len(q.question)])
                                      + record("", A, own(w))[1:]],
        "label-of-64": lambda w, q: [record(bytes([64]) + b"x" * 64 + b"\0", A, own(w))],
        "name-of-300": lambda w, q: [record((b"\x3f" + b"x" * 63) * 5 + b"\0", A, own(w))],
        "cname-loops-in-its-data": lambda w, q: [record(q.name, CNAME, b"\xc0" + bytes([12 + len(q.question) + 10 + len(q.name) + 2]))],
        "random": lambda w, q: [w.rng.randbytes(300)],
    }
    for name, make in rows.items():
        yield Hostile("dns/malformed/" + name, hooked(with_rows(make)), at="dns", reached=False)
    yield Hostile("dns/malformed/65535-records-told", hooked(with_rows(lambda w, q: [], counted=65535)), at="dns", reached=False)
    yield Hostile("dns/malformed/header-only", hooked(only_a(lambda w, q: [answer(q)[:12]])), at="dns", reached=False)
    yield Hostile("dns/malformed/cut", hooked(only_a(lambda w, q: [right(w, q)[:-3]])), at="dns", reached=False)
    yield Hostile("dns/malformed/fuzzed", hooked(only_a(fuzzed)), ANY, at="dns", reached=False)


def fuzzed(world, query):
    """The right answer with some bits turned, again and again: each retry meets another."""
    data = bytearray(right(world, query))
    rng = random.Random(world.rng.randrange(1 << 30))
    for _ in range(6):
        data[rng.randrange(4, len(data))] ^= 1 << rng.randrange(8)
    return [bytes(data)]


def transports():
    yield Hostile("dns/tcp/truncated-then-right", hooked(only_a(truncated)), SENT, at="dns")
    yield Hostile("dns/tcp/64-kib", hooked(only_a(big)), ANY, at="dns", reached=False)
    for name, tcp in (("silent", wire_action(stall)), ("closes", wire_action(close)), ("one-byte-per-second", dripping),
                      ("endless", wire_action(endless(b"\xff\xff" + b"\0" * 65535)))):
        yield Hostile("dns/tcp/" + name, hooked(only_a(lambda w, q: [answer(q, tc=True)]), tcp), at="dns", reached=False)
    yield Hostile("dns/edns-refused", hooked(no_edns), SENT, at="dns")
    yield Hostile("dns/udp-64-kib", hooked(only_a(lambda w, q: [right(w, q) + b"\0" * 60000, right(w, q)])), ANY, at="dns", reached=False)


def aliases():
    yield Hostile("dns/alias/chain-of-4", hooked(chain(4)), SENT, at="dns")
    yield Hostile("dns/alias/chain-of-20", hooked(chain(20)), ANY, at="dns", reached=False)
    yield Hostile("dns/alias/loop", hooked(chain(3, loop=True)), at="dns", reached=False)
    yield Hostile("dns/alias/to-itself", hooked(with_rows(lambda w, q: [record(q.name, CNAME, names.name(q.name))])), at="dns", reached=False)
    strange = b"\x15a\x1b[31mred\x1b[0m\x00nul\xe2\x80\xae!" + b"\x05a.b\\c" + b"\x07example\0"
    yield Hostile("dns/alias/escapes-in-labels", hooked(with_rows(
        lambda w, q: [record(q.name, CNAME, strange), record(strange, A, names.address(w.where))])), ANY, at="dns", text=True, reached=False)
    yield Hostile("dns/alias/only-escapes-in-labels", hooked(with_rows(lambda w, q: [record(q.name, CNAME, strange)])), at="dns",
                  text=True, reached=False)


def refusals():
    unknown = frozenset({"server-name-unknown"})
    failing = frozenset({"dns-not-working", "dns-delegation-broken"})
    for name, hook, causes in (("nxdomain", lambda w, q: [answer(q, rcode=names.NXDOMAIN)], unknown),
                               ("nodata", lambda w, q: [answer(q)], unknown),
                               ("servfail", lambda w, q: [answer(q, rcode=names.SERVFAIL)], failing),
                               ("refused", lambda w, q: [answer(q, rcode=names.REFUSED)], failing),
                               ("formerr", lambda w, q: [answer(q, rcode=names.FORMERR)], failing),
                               ("code-15", lambda w, q: [answer(q, rcode=15)], None)):
        yield Hostile("dns/code/" + name, hooked(hook), causes=causes, at="dns", reached=False, text=name == "nxdomain")
    yield Hostile("dns/code/everything-fails", bends(hooked(lambda w, q: []), lambda w: w.hooks.update(
        {"*": lambda q: [answer(q, rcode=names.SERVFAIL)]})), at="dns", reached=False)
    yield Hostile("dns/code/everything-silent", bends(hooked(lambda w, q: []), lambda w: w.hooks.update({"*": lambda q: []})), at="dns",
                  causes=frozenset({"dns-not-working"}), reached=False)
    yield Hostile("dns/code/one-address-for-all", lambda w: w.hooks.update({"*": lambda q: NotImplemented if q.name.endswith(w.domain) else [
        answer(q, [record(q.name, A, names.address(w.where))] if q.type == A else [])]}), SENT)


def found_at_loopback():
    """No server is given; what the domain names lies on this computer: it may be shown, no password may go there."""
    def by_srv(service, security):
        def bend(world):
            world.give_server, world.incoming, world.literal, world.security = False, None, False, security
            world.zone[("_%s._tcp.%s" % (service, world.domain), names.SRV)] = [names.srv(0, 1, world.port, world.host)]
        return bend

    def by_mx(world):
        world.give_server, world.incoming, world.security = False, None, "starttls"
        world.port = 2525
        for guess in ("smtp", "mail", "mx"):
            world.zone[("%s.%s" % (guess, world.domain), A)] = [names.address(world.where)]

    def elsewhere(address, kind):
        def bend(world):
            by_mx(world)
            world.zone[(world.domain, A)] = []
            for guess in ("smtp", "mail", "mx", world.host.split(".")[0]):
                world.zone[("%s.%s" % (guess, world.domain), A)] = []
                world.zone[("%s.%s" % (guess, world.domain), kind)] = [names.address(address)]
        return bend

    rows = (("srv-submissions", by_srv("submissions", "tls")), ("srv-submission", by_srv("submission", "starttls")), ("mx", by_mx),
            ("mx-link-local", elsewhere("169.254.1.1", A)), ("mx-unspecified", elsewhere("0.0.0.0", A)),
            ("mx-v6-loopback", elsewhere("::1", names.AAAA)), ("mx-v6-mapped", elsewhere("::ffff:127.0.0.1", names.AAAA)),
            ("mx-multicast", elsewhere("224.0.0.1", A)))
    for name, bend in rows:
        yield Hostile("dns/found/" + name, bend, secret="never", reached=False)
    yield Hostile("dns/found/null-mx", bends(by_mx, lambda w: w.zone.update({(w.domain, names.MX): [names.mx(0, ".")]})), secret="never",
                  reached=False)
    yield Hostile("dns/found/srv-says-no", bends(by_mx, lambda w: w.zone.update(
        {("_submission._tcp." + w.domain, names.SRV): [names.srv(0, 0, 0, ".")],
         ("_submissions._tcp." + w.domain, names.SRV): [names.srv(0, 0, 0, ".")]})), secret="never", reached=False)
    yield Hostile("dns/found/srv-escapes", bends(by_mx, lambda w: w.zone.update(
        {("_submissions._tcp." + w.domain, names.SRV): [struct.pack("!HHH", 0, 0, 465) + b"\x06" + ESCAPES.encode("latin-1")[:6] + b"\0"]})),
        secret="never", text=True, reached=False)
    yield Hostile("dns/found/short-mx", bends(by_mx, lambda w: w.zone.update({(w.domain, names.MX): [b"\0"]})), secret="never", reached=False)


def cases():
    for table in (ignored_forgeries, malformed, transports, aliases, refusals, found_at_loopback):
        yield from table()

