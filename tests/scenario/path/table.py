"""What the program must find out about a way with somebody in it. One row is one case: what stands where, the options, the
causes of which one must come first, who must act, and the findings that it must be known by.
"""

import dataclasses

from lab import obstacles, shields
from lab.companies import addresses
from lab.obstacles import (AD_PAGE, DROP, FORBIDDEN, PORT_UNREACHABLE, RESET, SENDING, blocked, cutting, forgetful, in_the_stream,
                           led_elsewhere, long_wire, lost_range, lying, over_vpn, portal, rebinding, routes, ruled, together)
from lab.outgoing import Setup
from lab.path import EXIT
from lab.pathpostfix import Strict

HOME, PROVIDER, SERVER, HERE = "local-network", "internet-provider", "mail-provider", "you"

# Parties: whoever is named, the others must not be.
STOPS = frozenset({"stops-here", "stops-at-router", "stops-at-provider", "stops-at-server", "stops-somewhere"})


@dataclasses.dataclass(frozen=True)
class Row:
    """One case. No cause at all: the verdict is can-send, and nothing is a problem."""

    name: str
    causes: frozenset = frozenset()
    way: object = None              # what stands in it: function(lab) -> context manager
    who: str = ""                   # who must act on the first cause
    finds: frozenset = frozenset()  # findings that must be there
    without: frozenset = frozenset()    # findings that must not
    never: frozenset = frozenset()  # causes that must not stand in the list at all
    verdicts: tuple = ()            # left out: can-send without a cause, cannot-send with one
    setup: Setup = Setup()          # of the server
    more: tuple = ()                # options beside the usual ones, or in place of them, in pairs; None: without a value
    less: tuple = ()                # usual options that are left out
    home: tuple = ()                # files of the person: (name, text)
    files: dict = dataclasses.field(default_factory=dict)   # files of the computer
    root: bool = False
    no_address: bool = False
    polite: bool = True             # each conversation with the server can be ended, and is
    told: bool = True               # the server hears of each end of a connection, so that it can be counted there
    at_once: int = 4                # connections to one host
    hosts: frozenset = frozenset()  # addresses that may be asked beside the usual ones
    seconds: float = 25.0           # for the whole run
    longest: int = 15000            # for each check, in milliseconds
    keep_document: str = ""         # while a row is written: where its JSON goes
    why: str = ""


def ids(*names):
    return frozenset(names)


def stops(party):
    """Where the packets stop is known, and nobody else is named."""
    return {"finds": ids(party), "without": STOPS - {party}}


PORT = [
    Row("port/home-drop", ids("port-blocked"), blocked("home", [587]), who=HOME, **stops("stops-somewhere"),
        why="a router answers for packets that live too short before it looks whether they may pass: the provider, who would do so"
            " on arrival, cannot be ruled out, this computer and the server can"),
    Row("port/home-drop-on-arrival", ids("port-blocked"), obstacles.on_arrival("home", [587]), who=HOME, **stops("stops-at-router")),
    Row("port/provider-drop-on-arrival", ids("port-blocked"), obstacles.on_arrival("provider", [587]), **stops("stops-somewhere"),
        why="looks like a drop of the home router; neither may be named alone"),
    Row("port/provider-drop", ids("port-blocked"), blocked("provider", [587]), who=PROVIDER, **stops("stops-at-provider")),
    Row("port/home-forbidden", ids("port-blocked"), blocked("home", [587], FORBIDDEN), who=HOME, **stops("stops-at-router")),
    Row("port/provider-forbidden", ids("port-blocked"), blocked("provider", [587], FORBIDDEN), who=PROVIDER,
        **stops("stops-at-provider")),
    Row("port/server-drop", ids("port-blocked"), blocked("server", [587]), who=SERVER, **stops("stops-at-server")),
    Row("port/server-forbidden", ids("port-blocked"), blocked("server", [587], FORBIDDEN), who=SERVER, **stops("stops-at-server")),
    Row("port/carrier-nat-provider-drop", ids("port-blocked"), together(lambda lab: lab.carrier_nat(), blocked("provider", [587])),
        who=PROVIDER, **stops("stops-at-provider"), why="the provider's first router has a shared address (100.64.0.1), not a private one"),
    Row("port/public-address-home-drop", ids("port-blocked"), together(obstacles.public_address, obstacles.four_only, blocked("home", [587])),
        without=ids("stops-here", "stops-at-server"), why="a first router with a public address may be one's own or the provider's"),
    Row("port/all-home-drop", ids("all-smtp-ports-blocked"), blocked("home", SENDING), who=HOME, **stops("stops-somewhere")),
    Row("port/all-home-forbidden", ids("all-smtp-ports-blocked"), blocked("home", SENDING, FORBIDDEN), who=HOME,
        **stops("stops-at-router")),
    Row("port/all-provider-drop", ids("all-smtp-ports-blocked"), blocked("provider", SENDING), who=PROVIDER,
        **stops("stops-at-provider")),
    Row("port/all-server-drop", ids("server-down"), blocked("server", SENDING), who=SERVER, never=ids("all-smtp-ports-blocked", "local-firewall"),
        **stops("stops-at-server"), why="only this server is silent; others take the same ports"),
    Row("port/v6-only-provider-drop", ids("port-blocked"), together(obstacles.six_only, blocked("provider", [587])), who=PROVIDER,
        **stops("stops-at-provider")),
    Row("port/v6-only-home-forbidden", ids("port-blocked"), together(obstacles.six_only, blocked("home", [587], FORBIDDEN)), who=HOME,
        **stops("stops-at-router")),
    Row("port/far-reset", ids("port-wrong"), together(long_wire(120), blocked("server", [587], RESET)),
        never=ids("port-blocked", "local-firewall"), polite=False, why="at 120 ms, probes overlap that nobody notices at home"),
    Row("port/far-server-drop", ids("port-blocked"), together(long_wire(120), blocked("server", [587])), who=SERVER, polite=False,
        **stops("stops-at-server")),
    Row("port/reset", ids("port-wrong"), blocked("server", [587], RESET), never=ids("port-blocked", "local-firewall")),
]

# A server that is to deliver to another one at port 25: no login, no settings of a mail program. (With a server of one's own on
# the same computer: tests/scenario/own.)
ADMIN = {"more": ("--role", "admin", "--domain", "postfix.test", "--server", "smtp.gmail.com", "--port", "25"),
         "less": ("--incoming", "--incoming-port", "--incoming-security", "--user", "--password-file"), "no_address": True}
RELAY = "ip daddr != %s" % addresses(6)[0], "ip6 daddr != %s" % addresses(6)[1]
PORT25 = [
    Row("port25/user", ids("port25-blocked"), blocked("provider", [25]), who=PROVIDER, more=("--port", "25"),
        finds=ids("port25-closed"), never=ids("server-down", "local-firewall")),
    Row("port25/v6-only-user", ids("port25-blocked"), together(obstacles.six_only, blocked("provider", [25])), who=PROVIDER,
        more=("--port", "25"), finds=ids("port25-closed")),
    Row("port25/user-home-forbidden", ids("port25-blocked", "port-blocked"), blocked("home", [25], FORBIDDEN), who=HOME, more=("--port", "25"),
        never=ids("server-down", "local-firewall")),
    Row("port25/user-other-port", (), blocked("provider", [25]), why="who sends at 587 need not know of it"),
    Row("port25/user-one-server", ids("port-blocked"), blocked("server", [25]), more=("--port", "25"), never=ids("port25-blocked"),
        without=ids("port25-closed"), why="only this server keeps port 25 shut; three others take it"),
    Row("port25/own-server-only", ids("provider-server-required"), ruled("provider", *("%s tcp dport 25 drop" % rule for rule in RELAY)),
        more=("--port", "25"), finds=ids("port25-own-only"), why="the carrier lets port 25 pass to its own server"),
    Row("port25/admin", ids("port25-blocked"), blocked("provider", [25]), finds=ids("port25-closed"), **ADMIN),
    Row("port25/admin-v4-only", ids("port25-blocked"), together(obstacles.four_only, blocked("provider", [25], FORBIDDEN)),
        finds=ids("port25-closed"), **ADMIN),
]

HERE_ONLY = ("port-blocked", "all-smtp-ports-blocked", "server-down", "port-wrong")
ONLY_THE_WEB = ("default deny outgoing", "allow out 53", "allow out 443/tcp", "allow out 993/tcp")
NFT_FILE = """#!/usr/sbin/nft -f
table inet filter {
	chain output {
		type filter hook output priority filter; policy accept;
		oifname "lo" accept
		tcp dport { 25, 465, 587 } drop
	}
}
"""
NFT_RANGE = NFT_FILE.replace("tcp dport { 25, 465, 587 }", "ip daddr 203.0.113.0/24 tcp dport { 25, 465, 587 }")
LOCAL = [
    Row("here/drop", ids("local-firewall"), blocked("client", [587]), who=HERE, **stops("stops-here")),
    Row("here/drop-all", ids("local-firewall"), blocked("client", SENDING), who=HERE, **stops("stops-here")),
    Row("here/drop-root", ids("local-firewall"), blocked("client", [587]), who=HERE, root=True, finds=ids("stops-here", "rule-blocks")),
    Row("here/unreachable", ids("local-firewall"), blocked("client", [587], PORT_UNREACHABLE), who=HERE, **stops("stops-here")),
    Row("here/forbidden", ids("local-firewall"), blocked("client", [587], FORBIDDEN), who=HERE, **stops("stops-here")),
    Row("here/reset-far", ids("local-firewall"), together(long_wire(60), blocked("client", [587], RESET)), who=HERE, polite=False,
        finds=ids("stops-here"), why="the reset comes at once, and every answer of the server takes 60 ms: so does the end of each"
        " connection, and for that long the looks of four checks would overlap with the sign-in for receiving"),
    Row("here/reset-near", ids("local-firewall", "port-wrong"), blocked("client", [587], RESET), never=ids("port-blocked"),
        why="where the server is as near as this computer itself, a reset looks the same from both"),
    Row("here/forbidden-root", ids("local-firewall"), blocked("client", [587], FORBIDDEN), who=HERE, root=True,
        finds=ids("stops-here", "rule-blocks")),
    Row("here/prohibit-route", ids("local-firewall", "firewall-rule-wrong"),
        routes("client", ("-4", "route", "prohibit 203.0.113.18"), ("-6", "route", "prohibit 2001:db8:1::2")), who=HERE,
        never=ids(*HERE_ONLY)),
    Row("here/blackhole-route", ids("local-firewall", "firewall-rule-wrong"),
        routes("client", ("-4", "route", "blackhole 203.0.113.18"), ("-6", "route", "blackhole 2001:db8:1::2")), who=HERE,
        never=ids(*HERE_ONLY)),
    Row("here/routing-rule", ids("local-firewall"),
        routes("client", ("-4", "rule", "ipproto tcp dport 587 prohibit"), ("-6", "rule", "ipproto tcp dport 587 prohibit")),
        who=HERE, never=ids(*HERE_ONLY)),
    Row("here/ufw", ids("local-firewall"), shields.ufw(*ONLY_THE_WEB), who=HERE, finds=ids("stops-here", "rule-likely")),
    Row("here/ufw-root", ids("local-firewall"), shields.ufw(*ONLY_THE_WEB), who=HERE, root=True, finds=ids("stops-here", "rule-blocks")),
    Row("here/ufw-deny-root", ids("local-firewall"), shields.ufw("deny out 587/tcp"), who=HERE, root=True, finds=ids("rule-blocks")),
    Row("here/nftables-file", ids("local-firewall"), shields.nftables_file(NFT_FILE), who=HERE, finds=ids("stops-here", "rule-likely")),
    Row("here/nftables-file-root", ids("local-firewall"), shields.nftables_file(NFT_FILE), who=HERE, root=True,
        finds=ids("stops-here", "rule-blocks")),
    Row("here/iptables-root", ids("local-firewall"), together(obstacles.four_only, shields.iptables("OUTPUT -p tcp --dport 587 -j REJECT")),
        who=HERE, root=True, finds=ids("stops-here", "rule-blocks")),
    Row("here/iptables-legacy-root", ids("local-firewall"), who=HERE, root=True, finds=ids("stops-here", "rule-blocks"),
        way=together(obstacles.four_only, shields.iptables("OUTPUT -p tcp -m multiport --dports 25,465,587 -j DROP", "iptables-legacy"))),
    Row("here/range-root", ids("firewall-rule-wrong"), together(obstacles.four_only, shields.nftables_file(NFT_RANGE)), root=True, who=HERE,
        finds=ids("rule-blocks-range"), why="a rule for a whole range hits the mail server"),
    Row("here/ufw-range-root", ids("firewall-rule-wrong"), together(obstacles.four_only, shields.ufw("deny out to 203.0.113.0/24")), root=True,
        who=HERE, finds=ids("rule-blocks-range")),
    Row("here/range-file", ids("firewall-rule-wrong"), together(obstacles.four_only, shields.nftables_file(NFT_RANGE)), who=HERE,
        why="the file can be read by everybody, and the rule in it fits"),
    Row("here/range", ids("firewall-rule-wrong", "local-firewall"),
        together(obstacles.four_only, blocked("client", [25, 465, 587], DROP, only="ip daddr 203.0.113.0/24")), who=HERE,
        finds=ids("stops-here"), why="the rule cannot be read, but what else passes tells that it is for this server alone"),
    Row("here/v6-only-drop", ids("local-firewall"), together(obstacles.six_only, blocked("client", [587])), who=HERE, **stops("stops-here")),
    Row("here/elsewhere", (), blocked("client", [587]), more=("--where", "elsewhere"), verdicts=("unknown",), without=STOPS,
        never=ids("local-firewall", "firewall-rule-wrong", "port-blocked", "antivirus-blocks-port"),
        why="the program that cannot send runs on another computer: this one's firewall is nobody's business"),
    Row("here/one-program", ids("firewall-rule-wrong", "local-firewall"), shields.for_anna_alone, who=HERE),
    Row("here/one-program-root", (), shields.for_anna_alone, root=True, why="the rule is for anna's programs; root's pass"),
]

LINE = [
    Row("line/range-blackhole", ids("network-misrouted"), lost_range(), finds=ids("range-lost"),
        never=ids("server-down", "port-blocked", "all-smtp-ports-blocked", "local-firewall")),
    Row("line/range-unreachable", ids("network-misrouted"), lost_range("unreachable"), who=PROVIDER),
    Row("line/range-looped", ids("network-misrouted"), obstacles.looped(), who=PROVIDER),
    Row("line/ipv6-dropped", ids("ipv6-broken"), ruled("provider", "meta nfproto ipv6 drop"), finds=ids("ipv6-dead")),
    Row("line/ipv6-nowhere", ids("ipv6-broken"), ruled("home", "meta nfproto ipv6 reject with icmpv6 no-route"),
        finds=ids("ipv6-dead"), why="the router gives addresses and then says that it has no way"),
    Row("line/large-lost", ids("large-packets-lost"), obstacles.narrow, finds=ids("large-lost"), polite=False, told=False),
    Row("line/large-lost-down", ids("large-packets-lost"), lambda lab: obstacles.narrow(lab, up=False), finds=ids("large-lost"), polite=False, told=False),
    Row("line/forgotten-drop", ids("connection-forgotten"), forgetful(), finds=ids("forgotten-after-pause"), more=("--pause", "5"),
        polite=False, told=False, longest=25000),
    Row("line/forgotten-reset", ids("connection-forgotten"), forgetful(how=RESET), finds=ids("forgotten-after-pause"),
        more=("--pause", "5"), polite=False, told=False, longest=25000),
    Row("line/forgotten-rebinding", ids("connection-forgotten"), rebinding(), finds=ids("forgotten-after-pause"),
        more=("--pause", "5"), polite=False, told=False, longest=25000),
    Row("line/pause-survived", (), finds=ids("pause-survived"), more=("--pause", "5"), longest=25000),
    Row("line/pause-closed-by-server", (), more=("--pause", "5"), setup=Strict(main=("smtpd_timeout = 3",)), polite=False,
        without=ids("forgotten-after-pause"), longest=25000, verdicts=("can-send", "unknown"),
        why="a server that says goodbye has not been forgotten by anybody"),
    Row("line/slow", ids("slow-network"), long_wire(3500), finds=ids("too-slow"), polite=False, told=False, seconds=75, longest=60000),
    Row("line/portal", ids("captive-portal"), portal(), who=HERE, finds=ids("portal-seen")),
    Row("line/portal-required", ids("captive-portal"), portal(obstacles.REQUIRED), who=HERE, finds=ids("portal-seen")),
    Row("line/portal-every-name", ids("captive-portal"), portal(every_name=True), who=HERE),
    Row("line/portal-dropping", ids("captive-portal"), portal(how=DROP), who=HERE, finds=ids("portal-seen")),
    Row("line/v6-only-portal", ids("captive-portal"), together(obstacles.six_only, portal()), who=HERE, finds=ids("portal-seen")),
    Row("line/v6-only-range-blackhole", ids("network-misrouted"), together(obstacles.six_only, lost_range()), finds=ids("range-lost")),
    Row("line/v6-only-unstable", ids("connection-unstable"), together(obstacles.six_only, cutting()), finds=ids("line-drops"), polite=False, told=False),
    Row("line/names-rewritten", ids("dns-tampered"), lying("home", unknown=AD_PAGE, names={"smtp.postfix.test": AD_PAGE}),
        hosts=ids(AD_PAGE), finds=ids("dns-differs")),
    Row("line/names-intercepted", ids("dns-tampered"), lying("provider", intercept=True, names={"smtp.postfix.test": AD_PAGE}),
        hosts=ids(AD_PAGE)),
    Row("line/names-rewritten-only", (), lying("home", unknown=AD_PAGE), hosts=ids(AD_PAGE),
        why="names that do not exist lead to advertisements; the mail server's does exist"),
    Row("line/vpn-blocks", ids("vpn-in-the-way"), over_vpn(blocked("exit", [587])), who=HERE, finds=ids("route-vpn"), hosts=ids(EXIT[0])),
    Row("line/vpn-blocks-all", ids("vpn-in-the-way"), over_vpn(blocked("exit", SENDING)), who=HERE, finds=ids("route-vpn"),
        hosts=ids(EXIT[0])),
    Row("line/vpn-and-silent-server", ids("port-blocked", "server-down"), over_vpn(blocked("server", [587])), hosts=ids(EXIT[0]),
        never=ids("vpn-in-the-way"), why="past the VPN the server is as silent as through it"),
    Row("line/dead", ids("offline", "dns-not-working"), ruled("home", "drop"),
        never=ids("captive-portal", "dns-tampered", "network-misrouted", "vpn-in-the-way"), why="nothing leaves the house"),
    Row("line/dns-silent", ids("dns-not-working"), ruled("provider", "udp dport 53 drop", "tcp dport 53 drop"),
        never=ids("captive-portal", "dns-tampered")),
    Row("line/vpn-dead", ids("vpn-in-the-way"), over_vpn(ruled("provider", "udp dport 1194 drop")), who=HERE, finds=ids("route-vpn"),
        hosts=ids(EXIT[0], "198.41.0.4"), why="no name can be looked up through it: past it a root name server is asked for an answer"),
    Row("line/unstable", ids("connection-unstable"), cutting(), finds=ids("line-drops"), polite=False, told=False),
    Row("line/unstable-mail-only", ids("connection-unstable"), cutting((25, 465, 587)), polite=False, told=False, finds=ids("line-drops")),
]

STREAM = [
    Row("stream/banner-and-ehlo-masked", ids("mail-filtered-on-path", "starttls-stripped"),
        in_the_stream("home", (25, 587), mask=["banner", "ehlo"]), who=HOME, finds=ids("banner-masked")),
    Row("stream/banner-masked", (), in_the_stream("home", (25, 587), mask=["banner"]), verdicts=("can-send",),
        why="a masked banner alone does no harm: sending works"),
    Row("stream/ehlo-refused", ids("mail-filtered-on-path"), in_the_stream("home", (25, 587), mask=["banner"],
                                                                           refuse={"EHLO": "500 Command unrecognized"}),
        finds=ids("banner-masked")),
    Row("stream/starttls-refused", ids("mail-filtered-on-path", "starttls-stripped"),
        in_the_stream("provider", (587,), refuse={"STARTTLS": "500 5.5.1 unrecognized command"}), finds=ids("starttls-elsewhere")),
    Row("stream/far-starttls-stripped", ids("starttls-stripped"), polite=False, finds=ids("starttls-elsewhere"),
        way=together(long_wire(120), in_the_stream("home", (25, 587), hide=["STARTTLS"]))),
    Row("stream/starttls-stripped", ids("starttls-stripped"), in_the_stream("provider", (25, 587), hide=["STARTTLS"]),
        finds=ids("starttls-elsewhere")),
    Row("stream/cut-always", ids("mail-filtered-on-path"), obstacles.cut_at(5, (587,)), polite=False, told=False, never=ids("connection-unstable"),
        why="always at the same place, and another port works: that is no bad line"),
    Row("stream/frozen-server", ids("server-down"), obstacles.frozen, who=SERVER, polite=False, without=STOPS,
        never=ids("port-blocked", "all-smtp-ports-blocked", "large-packets-lost", "local-firewall"),
        why="connections are taken, so packets are not lost; nobody greets at any port"),
    Row("stream/silent-from-starttls", ids("mail-filtered-on-path"), in_the_stream("provider", (587,), silent="STARTTLS"), polite=False),
    Row("stream/answers-for-everybody", ids("proxy-in-the-middle"), led_elsewhere((25, 587), *addresses(6)), who=PROVIDER),
    Row("stream/v6-only-answers-for-everybody", ids("proxy-in-the-middle"),
        together(obstacles.six_only, led_elsewhere((25, 587), *addresses(6))), who=PROVIDER),
    Row("stream/login-stripped", ids("login-stripped"),
        shields.trusted(shields.gateway(ports=(587,), hide=["AUTH"]), shields.GATEWAY), finds=ids("login-elsewhere")),
    Row("stream/login-on-other-port", ids("login-stripped", "port-wrong"), setup=Strict(no_login_on=(465,)),
        more=("--port", "465", "--security", "tls"), finds=ids("login-elsewhere")),
]

PROFILE = (
    (".thunderbird/profiles.ini", "[Install4F96D1932A9F858E]\nDefault=x1.default\nLocked=1\n\n[Profile0]\nName=default\nIsRelative=1\n"
                                  "Path=x1.default\nDefault=1\n\n[General]\nStartWithLastProfile=1\nVersion=2\n"),
    (".thunderbird/x1.default/extensions.json",
     '{"schemaVersion":36,"addons":[{"id":"sendlater3@kamens.us","version":"10.5.8","type":"extension","active":true,'
     '"userDisabled":false,"appDisabled":false,"visible":true,"location":"app-profile",'
     '"defaultLocale":{"name":"Send Later","description":"Send emails later"},'
     '"userPermissions":{"permissions":["compose","compose.send","messagesRead"],"origins":[]}}]}'),
)
GUARD = [
    Row("guard/opens-tls", ids("antivirus-intercepts-tls"), shields.known(), who=HERE, finds=ids("shield-signed")),
    Row("guard/opens-tls-465", ids("antivirus-intercepts-tls"), shields.known(), who=HERE, more=("--port", "465", "--security", "tls"),
        finds=ids("shield-signed")),
    Row("guard/unlisted-opens-tls", ids("antivirus-intercepts-tls"), shields.gateway(), who=HOME, finds=ids("shield-signed-others"),
        why="a signer that nobody has on a list, for two hosts of different companies"),
    Row("guard/gateway-opens-tls", ids("antivirus-intercepts-tls"), shields.gateway(shields.FORTINET), who="admin", finds=ids("gateway-signed")),
    Row("guard/v6-only-unlisted-opens-tls", ids("antivirus-intercepts-tls"), together(obstacles.six_only, shields.gateway()), who=HOME,
        finds=ids("shield-signed-others")),
    Row("guard/far-unlisted-opens-tls", ids("antivirus-intercepts-tls"), together(long_wire(120), shields.gateway()), who=HOME,
        finds=ids("shield-signed-others"), polite=False),
    Row("guard/one-company-signs", ids("certificate-untrusted"), 
        together(obstacles.four_only, shields.gateway(ports=(587,), only="ip daddr 203.0.113.18")),
        never=ids("antivirus-intercepts-tls"), why="one server with an unknown signer is no shield: others are signed well"),
    Row("guard/opens-tls-trusted", (), shields.trusted(shields.known(), shields.AVAST), finds=ids("shield-trusted"),
        why="the computer trusts it and mail passes"),
    Row("guard/blocks-port", ids("antivirus-blocks-port"), together(shields.running("esets_daemon"), blocked("client", SENDING)), who=HERE,
        finds=ids("guard-running", "stops-here")),
    Row("guard/running-only", (), shields.running("clamd", "freshclam"), why="a guard that runs and does no harm"),
    Row("guard/refuses", ids("antivirus-scans-mail"), shields.proxy("avgtcpd", refuse={"MAIL": "554 5.7.1 Refused by the AVG ESMTP Proxy Server"}),
        who=HERE, more=("--server", "127.0.0.1", "--port", "12025", "--security", "none"), less=("--password-file",),
        finds=ids("guard-answers")),
    Row("guard/clamsmtp", ids("antivirus-scans-mail"), shields.clamsmtp, who=HERE, finds=ids("guard-answers", "local-listener"),
        more=("--server", "127.0.0.1", "--port", "10026", "--security", "none", "--send", None, "--yes", None),
        less=("--password-file",), why="real ClamSMTP and ClamAV, with a signature that finds something in every mail"),
    Row("guard/plugin", ids("antivirus-plugin"), home=PROFILE, finds=ids("plugin-found"),
        more=("--symptom", "message", "--scope", "all", "--tried", "without-plugins=helped"), less=(),
        why="everything works from here, and the mail program sends when it runs without its add-ons"),
    Row("guard/plugin-suspected", ids("program-password-old"), more=("--symptom", "message", "--scope", "all"), home=PROFILE,
        finds=ids("plugin-found"), why="an add-on that could be it is told, and an old password is the commoner reason"),
]

LIMITS = [
    Row("limit/messages", ids("sending-limit-reached"), shields.limit_used_up, setup=shields.LIMITED),
    Row("limit/connections", ids("too-many-connections"), shields.held, setup=shields.FEW_CONNECTIONS, polite=False),
    Row("limit/own-server", ids("provider-server-required"), setup=shields.OWN_SERVER),
    Row("limit/dynamic-address", ids("dynamic-address"), setup=shields.DYNAMIC),
]

NETWORKS = [
    Row("healthy/nat"),
    Row("healthy/carrier-nat", (), lambda lab: lab.carrier_nat()),
    Row("healthy/v4-only", (), obstacles.four_only),
    Row("healthy/v6-only", (), obstacles.six_only),
    Row("healthy/public-address", (), obstacles.public_address),
    Row("healthy/300-ms-5-percent", (), long_wire(300, 5.0), seconds=40, polite=False, why="a lost QUIT may come after the end of the program"),
    Row("healthy/vpn", (), over_vpn(), hosts=ids(EXIT[0])),
    Row("healthy/root", root=True),
    Row("healthy/ufw", (), shields.ufw(), why="ufw as it is by default: nothing comes in, everything may go out"),
    Row("healthy/ufw-root", (), shields.ufw(), root=True),
    Row("healthy/port-465", more=("--port", "465", "--security", "tls")),
]

ROWS = [*NETWORKS, *PORT, *PORT25, *LOCAL, *LINE, *STREAM, *GUARD, *LIMITS]
