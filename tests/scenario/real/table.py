"""What the program must find out against servers that nobody here wrote. One row is one case: the fault,
the options, and the causes of which one must come first. Where several stand, the row says why.
"""

import dataclasses

from lab import faults
from lab.outgoing import PASSWORD, Setup

SERVERS = ("postfix", "exim", "opensmtpd")
WRONG = "not-this-one"

# What must not be said about a computer that the program does not run on.
NEARBY = frozenset({"local-firewall", "firewall-rule-wrong", "port-blocked", "all-smtp-ports-blocked", "ipv6-broken",
                    "antivirus-blocks-port", "offline", "dns-not-working"})


@dataclasses.dataclass(frozen=True)
class Row:
    """One case. No cause at all: the verdict is can-send and nothing comes first."""

    name: str
    server: str
    causes: frozenset = frozenset()
    setup: Setup = Setup()          # of the server in question; the others are healthy or do not matter
    path: object = None             # a fault of the way: function(lab, server) -> context manager
    more: tuple = ()                # options beside the usual ones, or in place of them
    less: tuple = ()                # usual options that are left out
    password: str = PASSWORD
    resolver: str = None            # another address for resolv.conf
    finds: frozenset = frozenset()  # findings that must be there
    never: frozenset = frozenset()  # causes that must not stand in the list at all
    verdicts: tuple = ()            # left out: can-send without a cause, cannot-send with one
    reached: bool = True            # the server in question is reached: nothing may be said about the network
    seconds: float = 15.0
    why: str = ""


def causes(*ids):
    return frozenset(ids)


def on_each(name, *ids, **more):
    servers = more.pop("servers", SERVERS)
    return [Row("%s/%s" % (server, name), server, causes(*ids), **more) for server in servers]


SERVER_SIDE = [
    *on_each("healthy"),
    *on_each("wrong-password", "wrong-password", password=WRONG),
    *on_each("login-not-offered", "login-disabled", "relay-denied", setup=Setup(login=False),
             why="no login is offered on any port: whoever runs the server has switched it off, and what the server"
                 " says to a mail is that it does not relay"),
    *on_each("certificate-expired", "certificate-expired", setup=Setup(cert="expired")),
    *on_each("certificate-wrong-name", "certificate-wrong-name", setup=Setup(cert="wrong-name")),
    *on_each("tls-1.0", "tls-too-old", setup=Setup(tls="1.0"), servers=("postfix", "exim", "opensmtpd-old")),
    *on_each("only-465", "port-wrong", setup=Setup(ports=(465,))),
    *on_each("stopped", "server-down", path=faults.stopped, reached=False),
]

SETTINGS = [
    Row("found-by-srv", "postfix", less=("--server", "--port", "--security", "--incoming", "--incoming-port",
                                         "--incoming-security", "--user")),
    Row("port-465", "exim", more=("--port", "465", "--security", "tls")),
    Row("dns-by-nsd", "opensmtpd", resolver="192.0.2.54"),
    Row("name-in-hosts-file", "exim", path=faults.named_here, finds=causes("name-only-here")),
    Row("pop-before-smtp", "postfix", causes("login-method-outdated"), setup=Setup(pop_first=True),
        more=("--incoming", "pop.postfix.test", "--incoming-port", "995")),
]

PATH = [
    Row("587-dropped", "exim", causes("port-blocked"), reached=False,
        path=lambda lab, name: faults.filtered(lab, [587])),
    Row("587-reset", "exim", causes("port-wrong"), reached=False,
        path=lambda lab, name: faults.filtered(lab, [587], faults.RESET)),
    Row("587-forbidden", "exim", causes("port-blocked"), reached=False,
        path=lambda lab, name: faults.filtered(lab, [587], faults.FORBIDDEN), finds=causes("port-rejected")),
    Row("all-sending-dropped", "postfix", causes("all-smtp-ports-blocked"), reached=False,
        path=lambda lab, name: faults.filtered(lab, faults.SENDING)),
    # Sending works by IPv4, so only a program that tries IPv6 first and gives up fails; it is what is wrong here.
    Row("ipv6-dropped", "opensmtpd", causes("ipv6-broken"), path=lambda lab, name: faults.ipv6_dropped(lab)),
    Row("dns-silent", "exim", causes("dns-not-working"), path=lambda lab, name: faults.dns_silent(lab), reached=False,
        seconds=20.0),
    Row("host-silent", "exim", causes("server-down"), path=faults.host_silent, reached=False,
        more=("--incoming", "imap.postfix.test")),
]

# What the person tells beside what is tested. The options that carry the answers stand here and nowhere else.
PROGRAM_FAILS = ("--symptom", "message", "--scope", "all")
TOLD = [
    Row("old-password-in-program", "postfix", causes("program-password-old"),
        more=(*PROGRAM_FAILS, "--changed", "password", "--program-login", "password")),
    Row("still-fails-all-works", "exim", causes("program-password-old"), more=PROGRAM_FAILS),
    Row("old-server-in-use", "postfix", causes("server-outdated"), reached=False,
        more=("--server", "old.postfix.test")),
    Row("login-off-in-program", "opensmtpd", causes("login-off"), more=(*PROGRAM_FAILS, "--program-login", "off")),
    Row("oauth-with-typed-password", "postfix", password=WRONG, more=("--program-login", "oauth"),
        never=causes("wrong-password", "program-password-old"), verdicts=("unknown",),
        why="the program has no password of its own, so a refused one says nothing about it"),
    Row("elsewhere", "exim", causes("program-password-old"), never=NEARBY,
        more=(*PROGRAM_FAILS, "--where", "elsewhere")),
    Row("elsewhere-587-dropped-here", "exim", path=lambda lab, name: faults.filtered(lab, [587]), never=NEARBY,
        verdicts=("unknown",), more=("--where", "elsewhere"), reached=False,
        why="what this network filters is no finding about the other computer's"),
]

ROWS = [*SERVER_SIDE, *SETTINGS, *PATH, *TOLD]
