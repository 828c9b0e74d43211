"""What stands in the way in the second lab, put up for a while: context managers over a PathLab. What a server refuses by
its own rules is a Strict (pathpostfix.py); everything else is here.
"""

import contextlib

from .computer import GUARD
from .helpers import Box
from .path import CLIENT, EXIT, HOME, PROVIDER, PUBLIC, RESOLVER, SITES, TRANSIT
from .relay import Wire

DROP, RESET, FORBIDDEN = "drop", "reject with tcp reset", "reject with icmpx admin-prohibited"
PORT_UNREACHABLE, NO_ROUTE = "reject with icmpx port-unreachable", "reject with icmpx no-route"
SENDING = (25, 465, 587, 2525)
SERVER = SITES["postfix"].addresses
SERVER_RANGE = ("203.0.113.16/28", "2001:db8:1::/64")
AD_PAGE = "198.18.66.66"        # where providers lead people whose name does not exist

# Where rules stand, from the person to the server.
HOOK = {"client": "output", "server": "input"}
# The devices at which packets of the client come in.
INWARD = {"home": "lan", "provider": "customers", "exit": "tun0"}


def _ports(numbers):
    return "tcp dport { %s }" % ", ".join(map(str, numbers))


def blocked(place, ports, how=DROP, only=""):
    """These ports, to whatever host or to `only`, do not pass this place."""
    def put(lab):
        return getattr(lab.at[place], HOOK.get(place, "forward"))("%s %s %s" % (only, _ports(ports), how))
    return put


def on_arrival(place, ports, how=DROP):
    """The same before the router looks at anything else, as filters in hardware do: it does not even tell of packets that lived
    too short."""
    @contextlib.contextmanager
    def put(lab):
        space = lab.at[place].space
        space.nft('table inet early {\nchain early { type filter hook prerouting priority -300; policy accept;\n'
                  'iifname "%s" %s %s\n}\n}\n' % (INWARD[place], _ports(ports), how))
        try:
            yield
        finally:
            space.nft("delete table inet early\n")
    return put


def ruled(place, *rules):
    """Rules as they stand in the hook that this place's packets pass."""
    def put(lab):
        return getattr(lab.at[place], HOOK.get(place, "forward"))(*rules)
    return put


def together(*obstacles):
    """Several at once."""
    @contextlib.contextmanager
    def put(lab):
        with contextlib.ExitStack() as all_of_them:
            for obstacle in obstacles:
                all_of_them.enter_context(obstacle(lab))
            yield
    return put


def routes(place, *lines):
    """Routes or rules of routing: ("-4", "route", "blackhole 203.0.113.16/28")."""
    @contextlib.contextmanager
    def put(lab):
        space = lab.client.space if place == "client" else lab.at[place].space
        done = []
        try:
            for family, what, line in lines:
                space.ip("%s add %s" % (what, line), family=family)
                done.append((family, what, line))
            yield
        finally:
            for family, what, line in done:
                space.ip("%s del %s" % (what, line), family=family)
    return put


def lost_range(kind="blackhole", place="provider"):
    """The network of the mail server, and nothing else, has no way from this place on."""
    return routes(place, *((family, "route", "%s %s" % (kind, net)) for family, net in zip(("-4", "-6"), SERVER_RANGE)))


def looped():
    """The provider passes packets for the mail server on to the transit, which sends them back to the provider."""
    return routes("transit", *((family, "route", "%s via %s" % (host, back))
                               for family, host, back in zip(("-4", "-6"), SERVER, TRANSIT[0])))


@contextlib.contextmanager
def switched(space, **values):
    """Switches of the kernel on one host: switched(lab.home, nf_conntrack_tcp_loose=0)."""
    names = {name: "net.netfilter." + name for name in values}
    before = {name: space.net("sysctl", "-n", key).strip() for name, key in names.items()}
    space.net("sysctl", "-qw", *("%s=%s" % (names[name], value) for name, value in values.items()))
    try:
        yield
    finally:
        space.net("sysctl", "-qw", *("%s=%s" % (names[name], value) for name, value in before.items()))


def forgetful(seconds=3, how=DROP):
    """The home router forgets connections that are silent so long, and what it does not know does not pass."""
    @contextlib.contextmanager
    def put(lab):
        with switched(lab.home, nf_conntrack_tcp_timeout_established=seconds, nf_conntrack_tcp_loose=0):
            with lab.at["home"].forward("meta l4proto tcp ct state invalid " + how):
                yield
    return put


def rebinding(seconds=3):
    """The home router forgets as well; what comes afterwards gets another port outside, which the server does not know.
    IPv6 is off, where there is no translation."""
    @contextlib.contextmanager
    def put(lab):
        lab.home.nft('table ip shuffle {\nchain out { type nat hook postrouting priority 90; policy accept;\n'
                     'oifname "wan" ip saddr 192.168.178.0/24 meta l4proto tcp masquerade fully-random\n}\n}\n')
        try:
            with switched(lab.home, nf_conntrack_tcp_timeout_established=seconds):
                with four_only(lab):
                    yield
        finally:
            lab.home.nft("delete table ip shuffle\n")
    return put


@contextlib.contextmanager
def narrow(lab, down=True, up=True):
    """A stretch that carries 1280 bytes, between links of 1500, and nobody is told: what is larger vanishes."""
    sides = [(lab.at["provider"], "customers", lab.provider)] if down else []
    sides += [(lab.at["home"], "wan", lab.home)] if up else []
    with contextlib.ExitStack() as rules:
        for at, device, space in sides:
            space.ip("link set %s mtu 1280" % device)
            rules.callback(space.ip, "link set %s mtu 1500" % device)
            rules.enter_context(at.output("icmp type destination-unreachable drop", "icmpv6 type packet-too-big drop"))
        yield


def long_wire(rtt_ms, loss=0.0, seed=1):
    """The line between home and provider is so slow and loses so much."""
    near, far = ("198.51.101.2", "2001:db8:103::2"), ("198.51.101.1", "2001:db8:103::1")

    @contextlib.contextmanager
    def put(lab):
        wire = Wire(lab.run, lab.home, [near[0] + "/30", near[1] + "/64"], lab.provider, [far[0] + "/30", far[1] + "/64"],
                    rtt_ms, loss, seed=seed)
        lab.home.ip("route replace default via " + far[0], family="-4")
        lab.home.ip("route replace default via " + far[1], family="-6")
        lab.provider.ip("route replace 2001:db8:100::/64 via " + near[1], family="-6")
        try:
            yield
        finally:
            lab.home.ip("route replace default via " + PROVIDER[0], family="-4")
            lab.home.ip("route replace default via " + PROVIDER[1], family="-6")
            lab.provider.ip("route replace 2001:db8:100::/64 via " + PUBLIC[1], family="-6")
            wire.close()
    return put


def cutting(ports=()):
    """A router that cuts connections, now early, now later, now not at all: of each three the first after four packets of the
    client, the second after seven."""
    @contextlib.contextmanager
    def put(lab):
        which = _ports(ports) if ports else "meta l4proto tcp"
        with switched(lab.home, nf_conntrack_acct=1):
            with lab.at["home"].forward("%s ct state new ct mark set numgen inc mod 3 offset 1" % which,
                                        "%s ct mark 1 ct original packets > 4 %s" % (which, RESET),
                                        "%s ct mark 2 ct original packets > 7 %s" % (which, RESET)):
                yield
    return put


def cut_at(packets, ports):
    """Every connection to these ports ends after so many packets of the client."""
    @contextlib.contextmanager
    def put(lab):
        with switched(lab.home, nf_conntrack_acct=1):
            with lab.at["home"].forward("%s ct original packets > %d %s" % (_ports(ports), packets, RESET)):
                yield
    return put


@contextlib.contextmanager
def frozen(lab):
    """The mail server's programs stand still: its computer still takes connections, and nobody greets."""
    space = lab.servers["postfix"].space
    space.run("/bin/sh", "-c", "kill -STOP $(pgrep -x 'master|smtpd')")
    try:
        yield
    finally:
        space.run("/bin/sh", "-c", "kill -CONT $(pgrep -x 'master|smtpd')")


# Which addresses the computer has

@contextlib.contextmanager
def four_only(lab):
    """No IPv6 at all."""
    space = lab.client.space
    space.ip("route del default", family="-6")
    space.ip("addr del %s/64 dev eth0" % CLIENT[1])
    try:
        yield
    finally:
        space.ip("addr add %s/64 dev eth0" % CLIENT[1])
        space.ip("route replace default via " + HOME[1], family="-6")


@contextlib.contextmanager
def six_only(lab):
    """No IPv4 at all; the name server has an address of the new kind."""
    space = lab.client.space
    space.ip("addr del %s/24 dev eth0" % CLIENT[0])
    lab.client.use_resolver(RESOLVER[1])
    try:
        yield
    finally:
        space.ip("addr add %s/24 dev eth0" % CLIENT[0])
        space.ip("route replace default via " + HOME[0], family="-4")
        lab.client.use_resolver(RESOLVER[0])


@contextlib.contextmanager
def public_address(lab):
    """No translation: the home network has public addresses of its own."""
    inside, router = "198.51.102.20", "198.51.102.17"
    lab.home.ip("addr add %s/28 dev lan" % router)
    lab.provider.ip("route add 198.51.102.16/28 via " + PUBLIC[0], family="-4")
    space = lab.client.space
    space.ip("addr add %s/28 dev eth0" % inside)
    space.ip("route replace default via %s src %s" % (router, inside), family="-4")
    try:
        yield
    finally:
        space.ip("route replace default via " + HOME[0], family="-4")
        space.ip("addr del %s/28 dev eth0" % inside)
        lab.provider.ip("route del 198.51.102.16/28", family="-4")
        lab.home.ip("addr del %s/28 dev lan" % router)


# Boxes in the way

@contextlib.contextmanager
def turned(space, rules, hook="prerouting"):
    """Rules of address translation on one host."""
    space.nft("table inet turn {\nchain turn { type nat hook %s priority -110; policy accept;\n%s\n}\n}\n"
              % (hook, "\n".join(rules)))
    try:
        yield
    finally:
        space.nft("delete table inet turn\n")


def in_the_stream(place, ports, only="", **options):
    """A box on this router that looks into the mail (boxes/mail.py); `only`: into that of these."""
    @contextlib.contextmanager
    def put(lab):
        space = lab.at[place].space
        given = {name: value(lab) if callable(value) else value for name, value in options.items()}
        with Box(space, "mail", port=2500, **given):
            with turned(space, ['iifname "%s" %s %s redirect to :2500' % (INWARD[place], only, _ports(ports))]):
                yield
    return put


def led_elsewhere(ports, four, six):
    """The provider leads every connection to these ports to a server of its own."""
    def put(lab):
        rules = ['iifname "customers" %s dnat ip to %s' % (_ports(ports), four),
                 'iifname "customers" %s dnat ip6 to %s' % (_ports(ports), six)]
        return turned(lab.provider, rules)
    return put


def lying(place, intercept=False, **lies):
    """The provider's name server tells lies (boxes/names.py); `intercept`: whomever one asks for a name, this router answers."""
    @contextlib.contextmanager
    def put(lab):
        space = lab.at[place].space
        with Box(space, "names", port=5300, honest=RESOLVER[0], **lies):
            whom = "" if intercept else "ip daddr %s " % RESOLVER[0]
            with turned(space, ['iifname "%s" %sudp dport 53 redirect to :5300' % (INWARD[place], whom)]):
                yield
    return put


SIGN_IN = [302, {"Location": "http://192.168.178.1/sign-in"}, "<title>Hotel Meerblick: please sign in</title>"]
REQUIRED = [511, {"Content-Type": "text/html"}, "<title>Network Authentication Required</title>"]


def portal(answer=None, how=RESET, every_name=False):
    """A network that wants a sign-in on its web page first. Names work, or lead to it."""
    answer = answer or SIGN_IN

    @contextlib.contextmanager
    def put(lab):
        rules = ['iifname "lan" tcp dport 80 redirect to :8080']
        if every_name:
            rules.append('iifname "lan" udp dport 53 redirect to :5300')
        with contextlib.ExitStack() as parts:
            parts.enter_context(Box(lab.home, "web", port=8080, answer=answer))
            if every_name:
                parts.enter_context(Box(lab.home, "names", port=5300, honest=RESOLVER[0], every=HOME[0]))
            parts.enter_context(turned(lab.home, rules))
            parts.enter_context(lab.at["home"].forward('iifname "lan" meta l4proto tcp ' + how,
                                                       'iifname "lan" meta l4proto != udp drop'))
            yield
    return put


@contextlib.contextmanager
def vpn(lab, device="tun0"):
    """All traffic goes through a tunnel and leaves at its exit."""
    client, exit_ = lab.client.space, lab.exit
    with Box(exit_, "tunnel", device="tun0", port=1194), \
            Box(client, "tunnel", netonly=True, device=device, port=1194, peer=[EXIT[0], 1194]):
        for space, name, last in ((client, device, 2), (exit_, "tun0", 1)):
            space.ip("addr add 10.8.0.%d/24 dev %s" % (last, name), "addr add fd08::%d/64 dev %s" % (last, name),
                     "link set %s up mtu 1400" % name)
        client.ip("route add %s via %s" % (EXIT[0], HOME[0]), "route add 0.0.0.0/1 dev %s" % device,
                  "route add 128.0.0.0/1 dev %s" % device, family="-4")
        client.ip("route add ::/1 dev %s" % device, "route add 8000::/1 dev %s" % device, family="-6")
        try:
            yield
        finally:
            client.ip("route del %s" % EXIT[0], family="-4")


def over_vpn(*obstacles):
    """A VPN, with something in its way."""
    return together(vpn, *obstacles)


# On the computer itself

def shield(ports, name, **options):
    """A security program on the computer that turns mail connections to itself (boxes/mail.py)."""
    @contextlib.contextmanager
    def put(lab):
        space = lab.client.space
        given = {key: value(lab) if callable(value) else value for key, value in options.items()}
        with Box(space, "mail", user=GUARD, port=12025, name=name, **given):
            rules = ["meta skuid != %d %s redirect to :12025" % (GUARD, _ports(ports))]
            with turned(space, rules, hook="output"):
                yield
    return put


@contextlib.contextmanager
def nothing(_):
    """A healthy way."""
    yield
