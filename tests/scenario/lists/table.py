"""What the lists say in each case, who asks, and what must come of it. Every case has addresses or domains of its own, since one rbldnsd
serves them all. {ip}, {home}, {domain} are put into the entries.
"""
import dataclasses

import names
from rbl import code, rcode, silent, target_only, untested

SPAM, XBL, PBL = "127.0.0.2", "127.0.0.4", "127.0.0.10"
ZEN, DBL = "zen.spamhaus.org", "dbl.spamhaus.org"
PUBLIC = code("127.255.255.254")
BOUNCE = ("550 5.7.1 Service unavailable; Client host [{home}] blocked using zen.spamhaus.org; "
          "https://www.spamhaus.org/query/ip/{home}")


@dataclasses.dataclass
class Row:
    name: str
    lists: dict = dataclasses.field(default_factory=dict)   # {zone: (key, code)} or {zone: [(key, code), ...]}
    first: str = None                   # the first cause; None: there is none
    who: str = None                     # who must act, where it is worth telling
    finds: frozenset = frozenset()
    never: frozenset = frozenset()
    bent: dict = dataclasses.field(default_factory=dict)    # {zone: hook}; "*": every list
    role: str = "admin"
    ip: str = None                      # the address of the server; the number of the row where nothing is said
    mail: bool = False                  # a mail is given that {ip} delivered and {home} handed in
    links: str = ""                     # what the mail says
    domain: str = None
    options: tuple = ()
    message: str = ""
    verdict: str = None
    seconds: float = 2.0
    says: str = ""                      # in the words or the evidence of some finding
    silent: bool = False                # no list may be asked


def found(*ids):
    return frozenset(ids)


PROBLEMS = found("address-listed", "address-listed-maybe", "address-policy-server", "address-distrusted", "domain-listed", "link-listed",
                 "domain-distrusted")
THREE = {"psbl.surriel.com": ("{ip}", SPAM), "bl.blocklist.de": ("{ip}", SPAM), "all.s5h.net": ("{ip}", SPAM)}
MANY = ("psbl.surriel.com", "all.s5h.net", "dnsbl-1.uceprotect.net", "truncate.gbudb.net", "bl.nordspam.com", "bl.0spam.org",
        "bl.suomispam.net", "dnsbl.zapbl.net", "dnsbl.kempt.net", "rbl.interserver.net", "rbl.abuse.ro", "spamsources.fabel.dk")

ROWS = (
    # a server of one's own
    Row("admin/clean", finds=found("address-not-listed", "domain-not-listed"), never=found("lists-unanswered")),
    Row("admin/spam", {ZEN: ("{ip}", SPAM)}, "address-listed", "admin", found("address-listed"), says="https://check.spamhaus.org/",
        never=found("address-not-listed")),
    Row("admin/infected-and-policy", {ZEN: [("{ip}", PBL), ("{ip}", XBL)]}, "address-listed", "admin", found("address-listed"),
        says="infected"),
    Row("admin/policy", {ZEN: ("{ip}", "127.0.0.11")}, "dynamic-address", "internet-provider", found("address-policy-server")),
    Row("admin/one-small", {"psbl.surriel.com": ("{ip}", SPAM)}, finds=found("address-listed-minor"), never=PROBLEMS),
    Row("admin/three-small", THREE, "poor-reputation", "admin", found("address-listed-minor", "address-distrusted")),
    Row("admin/two-of-one-company", {"bl.0spam.org": ("{ip}", SPAM), "rbl.0spam.org": ("{ip}", SPAM), "psbl.surriel.com": ("{ip}", SPAM)},
        finds=found("address-listed-minor"), never=PROBLEMS),
    Row("admin/range", {"dnsbl-2.uceprotect.net": ("{ip}", SPAM), "dnsbl-3.uceprotect.net": ("{ip}", SPAM),
                        "nbl.0spam.org": ("{ip}", SPAM)}, finds=found("address-listed-range"), never=PROBLEMS),
    Row("admin/bad-mark", {"bl.mailspike.net": ("{ip}", "127.0.0.10")}, "poor-reputation", "admin", found("address-distrusted")),
    Row("admin/listed-and-marked", {"bl.mailspike.net": ("{ip}", "127.0.0.10"), "bl.spamcop.net": ("{ip}", SPAM)}, "address-listed",
        "admin", found("address-listed", "address-distrusted")),
    Row("admin/welcome", {"list.dnswl.org": ("{ip}", "127.0.5.2")}, finds=found("address-welcome", "address-not-listed"), never=PROBLEMS),
    Row("admin/welcome-and-marked", {"list.dnswl.org": ("{ip}", "127.0.5.2"), "bl.mailspike.net": ("{ip}", "127.0.0.10")},
        "poor-reputation", "admin", found("address-welcome", "address-distrusted")),
    Row("admin/means-nothing", {"dnsbl.spfbl.net": ("{ip}", "127.0.0.4"), "hostkarma.junkemailfilter.com": ("{ip}", "127.0.0.3")},
        finds=found("address-not-listed"), never=PROBLEMS | found("address-listed-minor")),
    Row("admin/unknown-code", {ZEN: ("{ip}", "127.0.0.77")}, finds=found("address-listed-minor"), never=PROBLEMS, says="unknown code"),
    Row("admin/ipv6", {ZEN: ("{ip}", SPAM)}, "address-listed", "admin", found("address-listed"), ip="2001:4888:7::25"),
    Row("admin/ipv6-clean", {}, finds=found("address-not-listed"), ip="2001:4888:7::26"),
    Row("admin/many", {zone: ("{ip}", SPAM) for zone in MANY}, "poor-reputation", "admin",
        found("address-listed-minor", "listed-more", "address-distrusted")),
    Row("admin/hostile-text", {ZEN: [("{ip}", SPAM, "\x1b[31mred\x07 \xe2\x80\xae")]}, "address-listed", "admin",
        found("address-listed"), says="\\x1b[31mred"),
    # lists that are not what they should be
    Row("admin/public-resolver", {ZEN: ("{ip}", SPAM)}, finds=found("lists-unanswered", "address-not-listed"), never=PROBLEMS,
        bent={ZEN: PUBLIC, DBL: PUBLIC, "multi.surbl.org": code("127.0.0.1"), "multi.uribl.com": code("127.0.0.1")}, says="people share"),
    Row("admin/too-many", {ZEN: ("{ip}", SPAM)}, finds=found("lists-unanswered"), never=PROBLEMS, bent={ZEN: code("127.255.255.255")},
        says="too many questions"),
    Row("admin/not-registered", finds=found("lists-unanswered"), never=PROBLEMS,
        bent={"b.barracudacentral.org": rcode(names.NXDOMAIN)}, says="registered"),
    Row("admin/lists-everything", finds=found("lists-unanswered", "address-not-listed"), never=PROBLEMS,
        bent={"bl.spamcop.net": code("127.0.0.2"), "psbl.surriel.com": code("127.0.0.2")}, says="cannot be believed"),
    Row("admin/parked", finds=found("lists-unanswered", "address-not-listed"), never=PROBLEMS,
        bent={"bl.spamcop.net": code("192.0.2.80")}, says="foreign-answers"),
    Row("admin/test-entry-missing", {"bl.spamcop.net": ("{ip}", SPAM)}, finds=found("lists-unanswered"), never=PROBLEMS,
        bent={"bl.spamcop.net": untested}, says="test-entry-missing"),
    Row("admin/refused", {ZEN: ("{ip}", SPAM)}, finds=found("lists-unanswered", "address-not-listed"), never=PROBLEMS,
        bent={ZEN: rcode(names.REFUSED), "psbl.surriel.com": rcode(names.SERVFAIL)}, says="refused"),
    Row("admin/fails-the-question", {ZEN: ("{ip}", SPAM)}, finds=found("lists-unanswered", "address-not-listed"), never=PROBLEMS,
        bent={ZEN: target_only(rcode(names.SERVFAIL))}, says="refused"),
    Row("admin/three-silent", {ZEN: ("{ip}", SPAM)}, "address-listed", "admin", found("address-listed", "lists-unanswered"),
        bent={"bl.spamcop.net": silent, "psbl.surriel.com": silent, "multi.surbl.org": silent}, says="no answer in time", seconds=3.5),
    Row("admin/all-silent", {ZEN: ("{ip}", SPAM)}, never=PROBLEMS | found("address-not-listed", "domain-not-listed"),
        bent={"*": silent}, verdict="unknown", seconds=3.5),
    Row("admin/nothing-but-lies", {ZEN: ("{ip}", SPAM)}, never=PROBLEMS | found("address-not-listed", "domain-not-listed"),
        finds=found("lists-unanswered"), bent={"*": code("192.0.2.80")}, verdict="unknown"),
    # domains
    Row("domain/listed", {DBL: ("{domain}", "127.0.1.2")}, "domain-listed", "admin", found("domain-listed"), never=found("domain-not-listed")),
    Row("domain/broken-into", {DBL: ("{domain}", "127.0.1.102")}, "domain-listed", "admin", found("domain-listed"), says="broke into"),
    Row("domain/bits", {"multi.surbl.org": ("{domain}", "127.0.0.80")}, "domain-listed", "admin", found("domain-listed")),
    Row("domain/of-a-sub-domain", {"multi.uribl.com": ("big-house.example", "127.0.0.2")}, "domain-listed", "admin",
        found("domain-listed"), domain="mail.big-house.example"),
    Row("domain/new", {"fresh15.spameatingmonkey.net": ("{domain}", SPAM)}, "domain-poor-reputation", "admin", found("domain-distrusted")),
    Row("domain/small", {"dbl.nordspam.com": ("{domain}", SPAM)}, finds=found("domain-listed-minor"), never=PROBLEMS),
    Row("domain/server-name", {DBL: ("evil-name.example", "127.0.1.2")}, "domain-listed", "admin", found("domain-listed"),
        options=("--helo", "mail.evil-name.example")),
    Row("domain/of-a-provider", {DBL: ("gmx.net", "127.0.1.2")}, "domain-listed", "mail-provider", found("domain-listed"),
        domain="gmx.net"),
    # a person at a mail provider, and a mail of theirs
    Row("user/home-is-normal", {ZEN: ("{home}", PBL)}, finds=found("address-policy", "address-not-listed"), never=PROBLEMS, role="user",
        mail=True),
    Row("user/home-infected", {ZEN: ("{home}", XBL)}, finds=found("address-listed-home"), never=PROBLEMS, role="user", mail=True),
    Row("user/provider-listed", {ZEN: ("{ip}", SPAM), "bl.spamcop.net": ("{ip}", SPAM)}, "address-listed", "mail-provider",
        found("address-listed"), role="user", mail=True),
    Row("user/link", {"multi.surbl.org": ("bad-shop.example", "127.0.0.8")}, "domain-listed", "you", found("link-listed"), role="user",
        mail=True, links="Look at https://www.bad-shop.example/x?y=1 today"),
    Row("user/honest-link", {"multi.surbl.org": ("worse-shop.example", "127.0.0.8")}, never=PROBLEMS, role="user", mail=True,
        links="Look at https://www.good-shop.example/ today", finds=found("domain-not-listed")),
    Row("user/small-link", {"rbluri.interserver.net": ("odd-shop.example", SPAM)}, finds=found("domain-listed-minor"), never=PROBLEMS,
        role="user", mail=True, links="http://odd-shop.example/"),
    Row("user/refused-at-home", {ZEN: ("{home}", PBL)}, "dynamic-address", "internet-provider", found("address-policy"), role="user",
        mail=True, message=BOUNCE),
    Row("user/refused-and-infected", {ZEN: ("{home}", XBL)}, "address-listed", None, found("address-listed-home"), role="user", mail=True,
        message=BOUNCE),
    Row("user/never-asked", {ZEN: ("{ip}", SPAM)}, never=PROBLEMS | found("address-not-listed", "domain-not-listed", "lists-unanswered"),
        role="user", silent=True, verdict="unknown"),
)
