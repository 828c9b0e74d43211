"""The table language of this suite: a Row is a domain as its owner has set it up, and what must be said of it. Texts of zones, options
and mails hold <words>: <d> the row's domain, <ip> and <ip6> the addresses of its mail server, <old> the place from which domains moved
away, <client> the computer, <key:rsa> a public key (lab/signing.py).
"""

import dataclasses
import re

from lab import domains, topology
from lab.zones import Zone

# A domain with nothing left to wish for; a row says what is different. None takes a line away.
GOOD = {
    "mx": "@ MX 10 mail",
    "a": "@ A <ip>",
    "mail": "mail A <ip>",
    "spf": '@ TXT "v=spf1 mx -all"',
    "dkim": 's1._domainkey TXT "v=DKIM1; k=rsa; p=<key:rsa>"',
    "dmarc": '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@<d>"',
}


# Files that are there only when the program is run.
LATER = ("password", "message")


def ids(*names):
    return frozenset(names)


def good(**changes):
    """The lines of a domain's zone."""
    unknown = set(changes) - set(GOOD) - {"more"}
    assert not unknown, unknown
    return "".join(line + "\n" for line in {**GOOD, **changes}.values() if line)


@dataclasses.dataclass(frozen=True)
class Run:
    """One way to ask the program. causes: of which one comes first; none: no cause at all."""

    role: str
    options: tuple = ()
    only: bool = True                   # --only dns
    causes: object = "row"              # where this way must tell something else than the row says
    verdict: str = ""
    finds: object = "row"


def roles(ip="<ip>", helo="mail.<d>", d="<d>", server=True):
    """As somebody asks who looks after the domain, and as somebody with a mail program; both know where mail leaves from."""
    known = ("--ip", ip, "--helo", helo)
    program = ("--server", "mail.<d>", "--port", "587", "--security", "starttls", "--no-login") if server else ()
    return (Run("admin", ("--role", "admin", "--domain", d, *known)), Run("user", ("<address>", *program, *known)))


BOTH_ROLES = roles()
ADMIN, TOLD = BOTH_ROLES
# Who only knows what the mail program has been told.
USER = Run("user", ("<address>", "--server", "mail.<d>", "--port", "587", "--security", "starttls", "--no-login"))


@dataclasses.dataclass(frozen=True)
class Row:
    """One domain, asked about in one way or more."""

    name: str
    causes: frozenset = frozenset()     # of which one must come first; more than one only where why says so
    text: str = None                    # its zone; left out: good()
    other: str = None                   # what its second name server says instead
    zone: dict = dataclasses.field(default_factory=dict)    # further fields of zones.Zone
    around: tuple = ()                  # further zones
    ptr: object = "mail.<d>"            # the name of its address; None: it has none
    pointers: tuple = ()                # further (address, name)
    banner: str = ""                    # what its mail server says in place of its name
    host: str = "mail.<d>"              # that name
    domain: str = ""                    # left out: made of the name
    address: str = "anna@<d>"
    runs: tuple = BOTH_ROLES
    more: tuple = ()                    # options of every run
    asked: tuple = ()                   # (name, kind) that the resolver was asked before
    then: str = None                    # the zone after that
    shows: tuple = ()                   # (name, kind, outcome): what a plain question to the resolver shows
    mail: object = None                 # function(words, keys) -> the mail that is given
    message: str = ""                   # the text for <message>
    finds: frozenset = frozenset()      # findings that must be there
    without: frozenset = frozenset()    # findings that must not
    also: frozenset = frozenset()       # further causes that must be in the list
    never: frozenset = frozenset()      # causes that must not be in it
    who: str = "admin"                  # who must act on the first cause
    says: tuple = ()                    # words that a finding, its evidence or a step must hold
    matches: tuple = ()                 # the same, as regular expressions
    until: int = 0                      # an old answer runs out so many seconds from now, at most
    softly: frozenset = frozenset()     # findings that must be warnings here
    records: frozenset = frozenset()    # findings that must bear the record to publish
    verdicts: tuple = ()                # left out: can-send without a cause, cannot-send with one
    mends: bool = False                 # the records of its findings, published, take the cause away
    kept: bool = False                  # the old place still takes the domain for its own
    at_old: tuple = ()                  # names that the old place has a certificate for
    hosts: tuple = ()                   # lines of the computer's hosts file
    pages: tuple = ()                   # (host and path, text): what its web server has
    alone: bool = False                 # the domain is not one of the lab's: nothing is published for it
    seconds: float = 12.0
    why: str = ""

    @property
    def d(self):
        return self.domain or re.sub(r"[^a-z0-9]+", "-", self.name) + ".test"


class Words:
    """What the <words> of one row stand for."""

    def __init__(self, row, number, keys):
        four, six = domains.addresses(number)
        self.row, self.keys = row, keys
        self.table = {"d": row.d, "ip": four, "ip6": six, "old": domains.OLD.addresses[0], "client": topology.CLIENT[0],
                      "client6": topology.CLIENT[1], "resolver": "192.0.2.53"}
        self.table["address"] = self.fill(row.address)

    def fill(self, text):
        def one(match):
            word = match.group(1)
            if word.startswith("key:"):
                return self.keys.public(word[4:])
            if word.startswith("file:"):
                return str(self.keys.file(word[5:]))
            return match.group(0) if word in LATER else self.table[word]
        return re.sub(r"<([a-z0-9]+(?::[a-z0-9]+)?)>", one, text)

    def zone(self, text):
        """A zone file's text, with strings of 255 bytes at most."""
        def pieces(match):
            inner = match.group(1)
            return " ".join('"%s"' % inner[i:i + 255] for i in range(0, len(inner), 255)) or '""'
        return re.sub(r'"([^"\n]*)"', pieces, self.fill(text))


# Where domains are, and where they were before.
PLACES = (
    Zone("hoster.test", '@ MX 10 mail\n@ A %s\nmail A %s\n@ TXT "v=spf1 mx -all"\n' % (domains.HOSTER.addresses[0], domains.HOSTER.addresses[0])),
    Zone("oldhost.test", '@ MX 10 mx\n@ A %s\nmx A %s\nsmtp A %s\n@ TXT "v=spf1 mx -all"\n' % ((domains.OLD.addresses[0],) * 3)),
)


class World:
    """What the lab has to know of all rows."""

    def __init__(self, rows, keys, authority):
        self.keys, self.authority = keys, authority
        self.words = {row.name: Words(row, number, keys) for number, row in enumerate(rows)}
        for words in self.words.values():
            words.table["tlsa"] = keys.fingerprint(authority.leaf_key)
        self.zones, self.names, self.banners = list(PLACES), {}, {}
        self.pointers = [(domains.OLD.addresses[0], "smtp.oldhost.test"), (domains.HOSTER.addresses[0], "mail.hoster.test"),
                         (topology.CLIENT[0], "host-2.carrier.test")]
        self.certified, self.domains, self.kept, self.certified_old, self.hosts, self.pages = [], [], [], [], [], {}
        for row in rows:
            self._add(row, self.words[row.name])

    def _add(self, row, words):
        for place in ("<ip>", "<ip6>"):
            address = words.fill(place)
            self.names[address] = words.fill(row.host)
            if row.banner:
                self.banners[address] = words.fill(row.banner)
            if row.ptr:
                self.pointers.append((address, words.fill(row.ptr)))
        self.pointers += [(words.fill(address), words.fill(name)) for address, name in row.pointers]
        if not row.alone:
            self.zones.append(self.zone(row))
        for zone in row.around:
            if zone.name not in {words.fill(known.name) for known in self.zones}:
                self.zones.append(filled(zone, words))
        self.certified.append(words.fill(row.host))
        self.domains.append(row.d)
        if row.kept:
            self.kept.append(row.d)
        self.certified_old += map(words.fill, row.at_old)
        self.hosts += map(words.fill, row.hosts)
        for page, text in row.pages:
            self.pages[words.fill(page)] = words.fill(text)
        self.certified += sorted({words.fill(page).split("/")[0] for page, _ in row.pages})

    def zone(self, row, text=None, serials=None):
        words = self.words[row.name]
        options = dict(row.zone)
        if serials:
            options["serials"] = serials
        text = text if text is not None else row.text if row.text is not None else good()
        return filled(Zone(row.d, text, other=row.other, **options), words)


def published(text, domain, record):
    """A zone's text after its owner did what was said: the line stands there, in place of those that it is said instead of."""
    name, kind, data = parts(record)
    kept = [line for line in text.splitlines() if line.strip() and not replaced(parts(line, domain), name, kind, data)]
    return "".join(line + "\n" for line in [*kept, "%s. %s %s" % (name, kind, data)])


def parts(line, origin=""):
    """(name, type, data) of a line of a zone, with the name whole; times to live and the class left out."""
    name, *rest = line.split()
    while rest[0].isdigit() or rest[0].upper() == "IN":
        rest.pop(0)
    data = line.split(rest[0], 1)[1].strip() if len(rest) > 1 else ""
    name = origin if name == "@" else name.rstrip(".") if name.endswith(".") or not origin else "%s.%s" % (name, origin)
    return name.lower(), rest[0].upper(), data


def replaced(there, name, kind, data):
    """Whether the new record takes this one's place: of the same name and type, and of texts those for the same purpose."""
    if there[:2] != (name, kind):
        return False
    if kind != "TXT" or name.startswith("_"):
        return True
    return there[2].lower().startswith('"v=spf') and data.lower().startswith('"v=spf')


def filled(zone, words):
    return dataclasses.replace(zone, name=words.fill(zone.name), text=words.zone(zone.text), servers=tuple(map(words.fill, zone.servers)),
                               other=words.zone(zone.other) if zone.other is not None else None,
                               parent=tuple(map(words.fill, zone.parent)) if zone.parent is not None else None,
                               glue=tuple(map(words.fill, zone.glue)))


__all__ = ["ADMIN", "Row", "Run", "USER", "World", "Zone", "good", "ids", "roles"]
