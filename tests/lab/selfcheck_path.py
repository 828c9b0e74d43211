#!/usr/bin/python3
"""Proves the second lab without the program under test: six healthy networks carry a login, and every obstacle shows on the
wire in its own way, is limited to what it is meant for, and is gone afterwards.
"""

import errno
import pathlib
import smtplib
import socket
import struct
import sys
import threading
import time

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from lab import cases, obstacles, shields  # noqa: E402
from lab.cases import expect  # noqa: E402
from lab.companies import addresses  # noqa: E402
from lab.obstacles import AD_PAGE, DROP, FORBIDDEN, NO_ROUTE, PORT_UNREACHABLE, RESET, SENDING  # noqa: E402
from lab.outgoing import Setup  # noqa: E402
from lab.path import EXIT, HOME, PROVIDER, RESOLVER, WEB, PathLab  # noqa: E402
from lab.pathpostfix import Strict  # noqa: E402
from lab.selfcheck import error_of  # noqa: E402
from lab.talk import Person, a_record  # noqa: E402
from lab.watch import TCP, Watch  # noqa: E402

IP_RECVERR, MSG_ERRQUEUE = 11, 0x2000
OTHER = addresses(1)
PAUSE = threading.Event()       # nobody sets it


def person(lab, version="v4"):
    return Person(lab, "postfix.test", address=version)


def login(lab, versions=("v4", "v6"), port=587):
    for version in versions:
        who = person(lab, version)
        session = who.smtp(port)
        code = session.login(who.user, who.password)[0]
        session.quit()
        expect(code == 235, "235", code)


def refusal(space, address, port, seconds=0.6, **options):
    """(errno or "silent" or "open", who said it): what a connection meets, with the ICMP behind it."""
    sock = space.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    level = socket.IPPROTO_IPV6 if ":" in address else socket.SOL_IP
    sock.setsockopt(level, 25 if ":" in address else IP_RECVERR, 1)
    if "ttl" in options:
        sock.setsockopt(level, 16 if ":" in address else socket.IP_TTL, options["ttl"])
    sock.settimeout(seconds)
    try:
        sock.connect((address, port))
        return "open", None
    except TimeoutError:
        return "silent", None
    except OSError as error:
        return errno.errorcode.get(error.errno, error.errno), offender(sock)
    finally:
        sock.close()


def offender(sock):
    try:
        ancillary = sock.recvmsg(512, 512, MSG_ERRQUEUE)[1]
    except OSError:
        return None
    data = ancillary[0][2][16:]
    family = struct.unpack("=H", data[:2])[0]
    return socket.inet_ntop(family, data[4:8] if family == socket.AF_INET else data[8:24])


def met(lab, port, address=None, **options):
    return refusal(lab.client.space, address or lab.servers["postfix"].site.addresses[0], port, **options)


# Healthy networks

def healthy(obstacle=None, versions=("v4", "v6")):
    def case(lab):
        if obstacle is None:
            login(lab, versions)
            return
        with obstacle(lab):
            login(lab, versions)
            for version, index in (("v4", 0), ("v6", 1)):
                if version in versions:
                    expect(met(lab, 587, OTHER[index], seconds=2)[0] == "open", "the companies too", version)
        login(lab)
    return case


def without_other_family(obstacle, dead_index):
    """The other family has no route: an immediate answer, no silence."""
    def case(lab):
        with obstacle(lab):
            seen = met(lab, 587, lab.servers["postfix"].site.addresses[dead_index])[0]
            expect(seen == "ENETUNREACH", "no network", seen)
    return case


def hops(lab):
    """Each router tells its own address: the private one of home first, then the provider's."""
    seen = [met(lab, 443, ttl=ttl, seconds=1.5)[1] for ttl in (1, 2)]
    expect(seen == [HOME[0], PROVIDER[0]], "home, provider", seen)
    with lab.carrier_nat():
        seen = [met(lab, 443, ttl=ttl, seconds=1.5)[1] for ttl in (1, 2)]
        expect(seen == [HOME[0], "100.64.0.1"], "home, the provider's inner router", seen)
        login(lab, ("v4",))
    login(lab, ("v4",))


def slow_and_lossy(lab):
    with obstacles.long_wire(300, 5.0)(lab):
        began = time.monotonic()
        expect(met(lab, 587, seconds=5)[0] == "open", "open", "not open")
        expect(time.monotonic() - began > 0.29, "300 ms", time.monotonic() - began)
    login(lab)


# Filters

def blocked(obstacle, expected, who=None, ports=(587,), open_ports=(993,), other=None):
    """expected: what IPv4 meets; who: the offender of it; other: what another host on the same port gives."""
    def case(lab):
        with obstacle(lab):
            for port in ports:
                seen = met(lab, port)
                expect(seen == (expected, who), (expected, who), seen)
            for port in open_ports:
                expect(met(lab, port, seconds=2)[0] == "open", "port %d open" % port, "closed")
            if other:
                seen = met(lab, ports[0], OTHER[0])[0]
                expect(seen == other, "%s at another host" % other, seen)
        login(lab)
    return case


def range_lost(obstacle, expected):
    def case(lab):
        with obstacle(lab):
            # Routers tell it so once or twice a second and no more.
            for port, wanted in ((587, (expected,)), (993, (expected, "silent")), (443, (expected, "silent"))):
                seen = met(lab, port, seconds=3.5 if port == 587 and expected != "silent" else 0.4)
                expect(seen[0] in wanted, wanted, seen)
            expect(met(lab, 587, OTHER[0])[0] == "open", "others open", "closed")
        login(lab)
    return case


def frozen(lab):
    """Connections are taken and nobody greets; afterwards somebody does."""
    with obstacles.frozen(lab):
        with person(lab).connect(587) as sock:
            sock.settimeout(0.7)
            error_of(lambda: sock.recv(100), TimeoutError)
    login(lab)


def cut_always(lab):
    with obstacles.cut_at(5, (587,))(lab):
        for _ in range(3):
            error_of(lambda: login(lab, ("v4",)), OSError, smtplib.SMTPException)
        login(lab, ("v4",), 465)
    login(lab)


def program_only(lab):
    """A rule for anna alone: root passes, anna does not."""
    with shields.for_anna_alone(lab):
        expect(met(lab, 587)[0] == "open", "root passes", met(lab, 587))
        tried = lab.client.space.run(*lab.client.as_anna("/usr/bin/python3", "-c", TRY % lab.servers["postfix"].site.addresses[0]))
        expect(tried.stdout.strip() == "ConnectionRefusedError", "anna is refused", tried.stdout)


TRY = """
import socket
try:
    socket.create_connection(("%s", 587), 2)
    print("open")
except OSError as error:
    print(type(error).__name__)
"""


# The line

def large_lost(lab):
    with obstacles.narrow(lab):
        for version in ("v4", "v6"):
            session = smtplib.SMTP()
            session.sock, session.file = person(lab, version).connect(587), None
            expect(session.getreply()[0] == 220, "a banner", "none")
            session.sock.settimeout(1.5)
            session._host = "smtp.postfix.test"
            error_of(lambda: session.starttls(context=person(lab).trust()), TimeoutError, OSError)
    login(lab)


def forgotten(obstacle, silent):
    """A session that says something every second lives, one that pauses is dead."""
    def case(lab):
        with obstacle(lab):
            who = person(lab)
            alive, idle = who.smtp(), who.smtp()
            until = time.monotonic() + 5
            while time.monotonic() < until:
                expect(alive.noop()[0] == 250, "250", "no answer")
                PAUSE.wait(0.8)
            idle.sock.settimeout(1.5)
            error = error_of(idle.noop, OSError, smtplib.SMTPServerDisconnected)
            expect(silent == ("timed out" in str(error)), "silence" if silent else "a reset", error)
        login(lab)
    return case


def slow(lab):
    with obstacles.long_wire(5000)(lab):
        seen = met(lab, 587, seconds=3)[0]
        expect(seen == "silent", "silent for three seconds", seen)
        expect(met(lab, 587, seconds=9)[0] == "open", "open in the end", "not open")


def unstable(lab):
    ends = []
    with obstacles.cutting()(lab):
        for _ in range(12):
            try:
                login(lab, ("v4",))
                ends.append("whole")
            except (OSError, smtplib.SMTPException):
                ends.append("cut")
    expect(ends == ["cut", "cut", "whole"] * 4, "two of three sessions cut", ends)
    login(lab)


def portal_seen(obstacle, status):
    def case(lab):
        with obstacle(lab):
            with lab.client.space.connect(WEB[0], 80) as sock:
                sock.sendall(b"GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\n\r\n")
                line = sock.recv(4096).split(b"\r\n")[0]
            expect(line.split()[1] == status, status, line)
            expect(met(lab, 587)[0] != "open", "mail closed", "open")
        with lab.client.space.connect(WEB[0], 80) as sock:
            sock.sendall(b"GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\n\r\n")
            expect(sock.recv(4096).split()[1] == b"204", "204 without the portal", "something else")
        login(lab)
    return case


def names_lie(obstacle, lies, truths=()):
    """lies: names that get an address which they do not have."""
    def case(lab):
        with obstacle(lab):
            for name, address in lies.items():
                found = lab.client.space.run("getent", "ahostsv4", name).stdout.split()
                expect(found[:1] == [address], address, found)
            for server in (RESOLVER[0], "192.0.2.53"):
                for name in truths:
                    expect(a_record(lab.client.space, server, name)[1] == 1, "one address", name)
        expect(a_record(lab.client.space, RESOLVER[0], "no-such-name.test")[0] == 3, "no such name", "a lie")
        login(lab)
    return case


def through_vpn(lab):
    """What leaves does so at the exit: its address stands in the server's log, the home router sees UDP only."""
    with Watch(lab.home, "lan", ["192.168.178.20"]) as seen, obstacles.vpn(lab):
        login(lab)
    expect({kind for kind, _, _ in seen.asked()} == {"udp"}, "UDP alone at home", seen.asked())
    expect(EXIT[0] in lab.servers["postfix"].logs(), "the exit's address in the log", "another")
    login(lab)


def vpn_dead(lab):
    with obstacles.over_vpn(obstacles.ruled("provider", "udp dport 1194 drop"))(lab):
        for port in (587, 993, 443):
            expect(met(lab, port)[0] == "silent", "silence", port)
    login(lab)


# Boxes

def words(lab, port=587, *commands):
    """What a plain conversation answers, line by line."""
    with person(lab).connect(port) as sock:
        sock.settimeout(3)
        said = [sock.recv(4096)]
        for command in commands:
            sock.sendall(command.encode("ascii") + b"\r\n")
            said.append(sock.recv(4096))
    return said


def masked(lab):
    with obstacles.in_the_stream("home", (25, 587), mask=["banner", "ehlo"])(lab):
        banner, ehlo = words(lab, 587, "EHLO client.test")
        expect(b"***" in banner and b"X" * 7 + b"A" in ehlo and b"STARTTLS" not in ehlo, "asterisks", (banner, ehlo))
    banner, ehlo = words(lab, 587, "EHLO client.test")
    expect(b"Postfix" in banner and b"STARTTLS" in ehlo, "the server's own words", (banner, ehlo))


def stripped(lab):
    with obstacles.in_the_stream("provider", (25, 587), hide=["STARTTLS"])(lab):
        ehlo = words(lab, 587, "EHLO client.test")[1]
        expect(b"STARTTLS" not in ehlo and b"PIPELINING" in ehlo, "no STARTTLS", ehlo)
        login(lab, ("v4",), 465)
    login(lab)


def command_refused(lab):
    with obstacles.in_the_stream("home", (587,), refuse={"STARTTLS": "500 unrecognized command"})(lab):
        expect(words(lab, 587, "EHLO client.test", "STARTTLS")[2].startswith(b"500"), "500", "something else")
    login(lab)


def everybody(lab):
    """The same server answers at every address, also where nobody is."""
    with obstacles.led_elsewhere((25, 587), *addresses(6))(lab):
        for address in (lab.servers["postfix"].site.addresses[0], OTHER[0], "192.0.2.25"):
            with lab.client.space.connect(address, 25) as sock:
                banner = sock.recv(4096)
            expect(b"relay.carrier.test" in banner, "the provider's relay", banner)
    expect(met(lab, 25, "192.0.2.25")[0] == "silent", "nobody there", "somebody")


def tls_opened(obstacle, name, ports):
    """The certificate is signed by somebody else, for each of these ports, and mail passes for who trusts him."""
    def case(lab):
        with obstacle(lab):
            for port, host in ports:
                issuer = issuer_of(lab, port, host)
                expect(name in issuer, name, issuer)
        expect("mailmend lab" in issuer_of(lab, 465, "smtp.postfix.test"), "the lab's own", "another")
    return case


def issuer_of(lab, port, host):
    """As anna sees it."""
    target = lab.servers["postfix"].site.addresses[0] if host.endswith("postfix.test") else OTHER[0]
    more = ["-starttls", "smtp"] if port == 587 else []
    argv = lab.client.as_anna("/usr/bin/openssl", "s_client", "-connect", "%s:%d" % (target, port), "-servername", host, *more)
    return lab.client.space.run(*argv, check=False, input="").stdout


# The server's own limits

def says(setup, want, prime=None, port=587):
    """An answer of the real server to a mail with a login."""
    def case(lab):
        server = lab.servers["postfix"]
        server.apply(setup)
        try:
            with prime(lab) if prime else obstacles.nothing(lab):
                seen = attempt(lab, port)
            expect(want in seen, want, seen)
        finally:
            server.apply(Setup())
        login(lab)
    return case


def attempt(lab, port):
    who = person(lab)
    try:
        session = who.smtp(port)
        session.login(who.user, who.password)
        code, text = session.mail(who.user)
        if code == 250:
            code, text = session.rcpt("ben@postfix.test")
        return "%d %s" % (code, text.decode())
    except (smtplib.SMTPException, OSError) as error:
        return repr(error)


def login_on_587_only(lab):
    server = lab.servers["postfix"]
    server.apply(Strict(no_login_on=(465,)))
    session = person(lab).smtp(465)
    expect("auth" not in session.esmtp_features, "no AUTH on 465", session.esmtp_features)
    login(lab, ("v4",))
    server.apply(Setup())


def watched(lab):
    """The watch counts right: five connections at once are five."""
    target = lab.servers["postfix"].site.addresses[0]
    with Watch(lab.home, "lan", ["192.168.178.20"]) as seen:
        held = [lab.client.space.connect(target, 587) for _ in range(5)]
        for sock in held:
            sock.close()
        for _ in range(3):
            lab.client.space.connect(target, 993).close()
    expect(seen.most_at_once()[target] == [587] * 5, "five", seen.most_at_once())
    expect((TCP, target) in {(TCP, address) for kind, address, _ in seen.asked() if kind == "tcp"}, "asked", seen.asked())


def guards(lab):
    """A program with the name of a guard is seen by anna; afterwards it is gone."""
    with shields.running("esets_proxy")(lab):
        names = lab.client.space.run("sh", "-c", "cat /proc/[0-9]*/comm").stdout.split()
        expect("esets_proxy" in names, "esets_proxy", names)
    names = lab.client.space.run("sh", "-c", "cat /proc/[0-9]*/comm").stdout.split()
    expect("esets_proxy" not in names, "no guard", names)


def scanned(lab):
    """A mail through ClamSMTP is refused in ClamSMTP's own words."""
    with shields.clamsmtp(lab):
        session = smtplib.SMTP()
        session.sock, session.file = lab.client.space.connect("127.0.0.1", 10026), None
        session.sock.settimeout(10)
        session.getreply()
        error = error_of(lambda: session.sendmail("anna@postfix.test", ["anna@postfix.test"], "Subject: hello\r\n\r\nA mail.\r\n"),
                         smtplib.SMTPException)
    expect(b"Virus Detected" in error.smtp_error, "a virus", error)


HEALTHY = {
    "nat": healthy(),
    "v4-only": healthy(obstacles.four_only, ("v4",)),
    "v4-only/no-v6": without_other_family(obstacles.four_only, 1),
    "v6-only": healthy(obstacles.six_only, ("v6",)),
    "v6-only/no-v4": without_other_family(obstacles.six_only, 0),
    "public-address": healthy(obstacles.public_address),
    "hops-and-carrier-nat": hops,
    "300-ms-5-percent": slow_and_lossy,
    "vpn": through_vpn,
}

FILTERS = {
    "home-drop": blocked(obstacles.blocked("home", [587]), "silent", other="silent", open_ports=(465, 993)),
    "frozen": frozen,
    "cut-always": cut_always,
    "home-drop-on-arrival": blocked(obstacles.on_arrival("home", [587]), "silent", other="silent", open_ports=(465, 993)),
    "home-forbidden": blocked(obstacles.blocked("home", [587], FORBIDDEN), "EHOSTUNREACH", HOME[0]),
    "home-reset": blocked(obstacles.blocked("home", [587], RESET), "ECONNREFUSED"),
    "provider-drop": blocked(obstacles.blocked("provider", [587]), "silent", other="silent"),
    "provider-forbidden": blocked(obstacles.blocked("provider", [587], FORBIDDEN), "EHOSTUNREACH", PROVIDER[0]),
    "server-drop": blocked(obstacles.blocked("server", [587]), "silent", other="open"),
    "server-forbidden": blocked(obstacles.blocked("server", [587], FORBIDDEN), "EHOSTUNREACH", "203.0.113.18", other="open"),
    "all-sending": blocked(obstacles.blocked("provider", SENDING), "silent", ports=SENDING),
    "own-drop": blocked(obstacles.blocked("client", [587]), "silent"),
    "own-unreachable": blocked(obstacles.blocked("client", [587], PORT_UNREACHABLE), "ECONNREFUSED", "192.168.178.20"),
    "own-forbidden": blocked(obstacles.blocked("client", [587], FORBIDDEN), "EHOSTUNREACH", "192.168.178.20"),
    "own-prohibit": blocked(obstacles.routes("client", ("-4", "route", "prohibit 203.0.113.18")), "EACCES", open_ports=(), other="open"),
    "own-blackhole": blocked(obstacles.routes("client", ("-4", "route", "blackhole 203.0.113.18")), "EINVAL", open_ports=(), other="open"),
    "own-rule": blocked(obstacles.routes("client", ("-4", "rule", "ipproto tcp dport 587 prohibit")), "EACCES"),
    "own-range": blocked(obstacles.blocked("client", [587], DROP, only="ip daddr 203.0.113.0/24"), "silent", other="open"),
    "own-program": program_only,
    "own-ufw": blocked(shields.ufw("default deny outgoing", "allow out 53", "allow out 993/tcp"), "silent", other="silent"),
    "own-nftables-file": blocked(shields.nftables_file("table inet filter {\nchain output { type filter hook output priority 0;\n"
                                                       "tcp dport 587 drop\n}\n}\n"), "silent", other="silent"),
    "own-iptables": blocked(shields.iptables("OUTPUT -p tcp --dport 587 -j REJECT"), "ECONNREFUSED", "192.168.178.20"),
    "own-iptables-legacy": blocked(shields.iptables("OUTPUT -p tcp --dport 587 -j DROP", "iptables-legacy"), "silent"),
    "range-blackhole": range_lost(obstacles.lost_range(), "silent"),
    "range-unreachable": range_lost(obstacles.lost_range("unreachable"), "EHOSTUNREACH"),
    "range-looped": range_lost(obstacles.looped(), "EHOSTUNREACH"),
    "ipv6-dropped": blocked(obstacles.ruled("provider", "meta nfproto ipv6 drop"), "open", open_ports=(993,)),
    "no-route-said": blocked(obstacles.blocked("provider", [587], NO_ROUTE), "ENETUNREACH", PROVIDER[0]),
}

LINE = {
    "large-lost": large_lost,
    "forgotten-drop": forgotten(obstacles.forgetful(), True),
    "forgotten-reset": forgotten(obstacles.forgetful(how=RESET), False),
    "forgotten-rebinding": forgotten(obstacles.rebinding(), False),
    "slow": slow,
    "unstable": unstable,
    "portal": portal_seen(obstacles.portal(), b"302"),
    "portal-required": portal_seen(obstacles.portal(obstacles.REQUIRED), b"511"),
    "portal-every-name": portal_seen(obstacles.portal(every_name=True), b"302"),
    "names-rewritten": names_lie(obstacles.lying("home", unknown=AD_PAGE, names={"smtp.postfix.test": AD_PAGE}),
                                 {"no-such-name.test": AD_PAGE, "smtp.postfix.test": AD_PAGE}, ["imap.postfix.test"]),
    "names-intercepted": names_lie(obstacles.lying("provider", intercept=True, names={"smtp.postfix.test": AD_PAGE}),
                                   {"smtp.postfix.test": AD_PAGE}, ["imap.postfix.test"]),
    "vpn-dead": vpn_dead,
    "vpn-blocks": blocked(obstacles.over_vpn(obstacles.blocked("exit", [587])), "silent"),
}

IN_THE_STREAM = {
    "masked": masked,
    "stripped": stripped,
    "command-refused": command_refused,
    "answers-for-everybody": everybody,
    "shield-known": tls_opened(shields.known(), "Avast", [(465, "smtp.postfix.test"), (587, "smtp.postfix.test"), (993, "imap.postfix.test")]),
    "gateway-unlisted": tls_opened(shields.gateway(), shields.UNLISTED, [(465, "smtp.postfix.test"), (587, "smtp.postfix.test"), (465, "smtp.gmail.com")]),
    "guards": guards,
    "clamsmtp": scanned,
    "watched": watched,
}

SERVER_SAYS = {
    "dynamic-address": says(shields.DYNAMIC, "Dynamic IP addresses"),
    "provider-server-required": says(shields.OWN_SERVER, "internet provider"),
    "sending-limit": says(shields.LIMITED, "too much mail", shields.limit_used_up),
    "too-many-connections": says(shields.FEW_CONNECTIONS, "too many connections", shields.held),
    "login-on-587-only": login_on_587_only,
}


def table():
    groups = {"healthy": HEALTHY, "filter": FILTERS, "line": LINE, "stream": IN_THE_STREAM, "server": SERVER_SAYS}
    return {"%s/%s" % (group, name): case for group, entries in groups.items() for name, case in entries.items()}


def main():
    args = cases.options(__doc__).parse_args()
    return cases.run(table(), lambda: PathLab(keep=args.keep), args)


if __name__ == "__main__":
    sys.exit(main())
