#!/usr/bin/python3
"""Proves the third lab without the program under test: what each kind of zone shows to a plain question, that the resolver validates,
remembers and forgets, and that the mail servers bear the names of their addresses.
"""

import dataclasses
import pathlib
import re
import smtplib
import ssl
import sys
import types

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from lab import cases  # noqa: E402
from lab.ask import ask  # noqa: E402
from lab.cases import expect  # noqa: E402
from lab.dns import reverse  # noqa: E402
from lab.domains import HOSTER, OLD, DomainLab, addresses  # noqa: E402
from lab.spaces import wait_for  # noqa: E402
from lab.topology import CLIENT  # noqa: E402
from lab.zones import LAME, PARENT, SERVERS, SILENT, TTL, Zone  # noqa: E402

ONE, TWO = SERVERS["one"][0], SERVERS["two"][0]
TEXT = '@ MX 10 mail\n@ TXT "old"\nmail A %s\n' % addresses(0)[0]
ZONES = [
    Zone("sound.test", TEXT), Zone("signed.test", TEXT, signed="good"), Zone("expired.test", TEXT, signed="expired"),
    Zone("stripped.test", TEXT, signed="stripped"), Zone("other-key.test", TEXT, signed="other-key"),
    Zone("lame.test", TEXT, on=()), Zone("half.test", TEXT, on=("one",)), Zone("broken.test", TEXT, on=("one",), unloadable=("two",)),
    Zone("differs.test", TEXT, other=TEXT.replace("old", "older"), serials=(8, 7)), Zone("moves.test", TEXT),
    Zone("nowhere.test", TEXT, servers=("gone",)), Zone("mute.test", TEXT, servers=("silent",)),
    Zone("back.test", TEXT, servers=("lame",)), Zone("half-back.test", TEXT, servers=("ns1", "lame")),
    Zone("glue.test", TEXT + "ns1 A %s\n" % ONE, servers=("ns1.glue.test.",), glue=("ns1.glue.test. A %s" % ONE,)),
]
PLAN = types.SimpleNamespace(
    zones=ZONES, pointers=[(addresses(0)[0], "mail.sound.test"), (addresses(1)[0], "!NS ns1.dnshost.test.")],
    names={addresses(0)[0]: "mail.sound.test", addresses(0)[1]: "mail.sound.test", addresses(1)[0]: "mail.moves.test"},
    banners={addresses(1)[0]: "localhost ESMTP"}, certified=["mail.sound.test"], domains=["sound.test"], kept=["moves.test"],
    certified_old=[], hosts=["%s pinned.test" % OLD.addresses[0]], pages={"mail.sound.test/x": "a page"}, authority=None)


def shown(name, kind, outcome, server=None, **more):
    """A case: what a question shows, of the resolver or, where a server is named, of that one."""
    def case(lab):
        seen = lab.names.ask(name, kind, server, False) if server else lab.names.ask(name, kind)
        wanted = dataclasses.replace(seen, outcome=outcome, **more)
        expect(seen == wanted, wanted, seen)
    return case


def remembers(lab):
    """A text is asked for, changed, still the old one, forgotten, and gone."""
    expect(lab.names.ask("moves.test", "TXT").outcome == "FOUND", "a text", "none")
    lab.names.change(Zone("moves.test", TEXT.replace('@ TXT "old"\n', ""), serials=(2026112102,) * 2))
    expect(lab.names.ask("moves.test", "TXT", TWO, False).outcome == "NODATA", "no text at the second server", "one")
    seen = lab.names.ask("moves.test", "TXT")
    expect(seen.outcome == "FOUND" and 0 < seen.ttl <= TTL, "the old text with what is left of its time", seen)
    lab.names.forget("moves.test")
    expect(lab.names.ask("moves.test", "TXT").outcome == "NODATA", "no text any more", "one")


def mute(lab):
    expect(ask(lab.names.space, SILENT[0], "mute.test", "SOA", False, 0.5).outcome == "SILENCE", "silence", "an answer")


def greeted(address, banner, ehlo=None):
    def case(lab):
        with lab.client.space.connect(address, 25) as sock:
            first = sock.makefile("rb").readline().decode()
            expect(re.match(r"220 %s" % banner, first), "220 " + banner, first)
            if ehlo:
                sock.sendall(b"EHLO client.test\r\n")
                said = sock.recv(4096).decode()
                expect(ehlo in said, ehlo, said)
    return case


def old_place(lab):
    """It takes mail for a domain that has moved away, and for no other one."""
    for domain, wanted in (("moves.test", 250), ("sound.test", 454)):
        session = smtplib.SMTP()
        session.sock = lab.client.space.connect(OLD.addresses[0], 25)
        session.file = None
        session.getreply()
        session.ehlo("client.test")
        session.mail("<>")
        code = session.rcpt("anna@" + domain)[0]
        session.quit()
        expect(code == wanted or (wanted == 454 and code // 100 in (4, 5)), wanted, code)


def restarted(lab):
    """A reload is seen on both servers, again and again."""
    for serial in (11, 12, 13):
        lab.names.change(Zone("sound.test", TEXT, serials=(serial,) * 2))
        for server in (ONE, TWO):
            wait_for(lambda: lab.names.ask("sound.test", "SOA", server, False).serial == serial, "serial %d" % serial, 5)


def page(lab):
    """The web server has the page under the name that it is asked for."""
    trust = ssl.create_default_context(cafile=lab.authority.file)
    with trust.wrap_socket(lab.client.space.connect(addresses(0)[0], 443), server_hostname="mail.sound.test") as sock:
        sock.sendall(b"GET /x HTTP/1.0\r\nHost: mail.sound.test\r\n\r\n")
        said = sock.makefile("rb").read()
    expect(said.endswith(b"a page"), "a page", said)


def pinned(lab):
    said = lab.client.space.run("/usr/bin/getent", "hosts", "pinned.test").stdout
    expect(said.split()[:1] == [OLD.addresses[0]], OLD.addresses[0], said)


CASES = {
    "zone/sound": shown("sound.test", "MX", "FOUND", authentic=False),
    "zone/insecure-below-a-signed-one": shown("nothing.test", "MX", "NXDOMAIN", authentic=True),
    "zone/signed": shown("signed.test", "MX", "FOUND", authentic=True),
    "zone/signatures-expired": shown("expired.test", "MX", "SERVFAIL"),
    "zone/signatures-gone": shown("stripped.test", "MX", "SERVFAIL"),
    "zone/signed-with-another-key": shown("other-key.test", "MX", "SERVFAIL"),
    "zone/refused-by-all": shown("lame.test", "MX", "SERVFAIL"),
    "zone/refused-by-one": shown("half.test", "SOA", "REFUSED", TWO),
    "zone/not-loaded-by-one": shown("broken.test", "SOA", "SERVFAIL", TWO),
    "zone/serials": shown("differs.test", "SOA", "FOUND", TWO, serial=7, authoritative=True),
    "zone/referral": shown("sound.test", "SOA", "NODATA", PARENT[0], authoritative=False),
    "zone/no-address": shown("nowhere.test", "MX", "SERVFAIL"),
    "zone/sent-back-by-all": shown("back.test", "MX", "SERVFAIL"),
    "zone/sent-back-by-one": shown("half-back.test", "SOA", "NODATA", LAME[0], authoritative=False),
    "zone/half-known": shown("half-back.test", "MX", "FOUND"),
    "zone/glue": shown("glue.test", "MX", "FOUND"),
    "zone/mute": mute,
    "zone/reloaded": restarted,
    "reverse/name": shown(reverse(addresses(0)[0]), "PTR", "FOUND"),
    "reverse/none": shown(reverse(addresses(2)[0]), "PTR", "NXDOMAIN"),
    "reverse/fails": shown(reverse(addresses(1)[0]), "PTR", "SERVFAIL"),
    "resolver/remembers": remembers,
    "mail/name-of-the-address": greeted(addresses(0)[0], r"mail\.sound\.test ESMTP", "[%s]" % CLIENT[0]),
    "mail/name-by-ipv6": greeted(addresses(0)[1], r"mail\.sound\.test ESMTP", "[%s]" % CLIENT[1]),
    "mail/another-banner": greeted(addresses(1)[0], "localhost ESMTP"),
    "mail/no-domain": greeted(HOSTER.addresses[0], r"mail\.hoster\.test ESMTP"),
    "mail/old-place": old_place,
    "web/page": page,
    "client/hosts-file": pinned,
}


def main():
    args = cases.options(__doc__).parse_args()
    return cases.run(CASES, lambda: DomainLab(PLAN, args.keep), args)


if __name__ == "__main__":
    sys.exit(main())
