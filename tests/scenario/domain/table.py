"""Domains with one fault, with several, with look-ups that fail: what must come first, and what must not be said. Sound domains and
whole runs are in sound.py. Written from RFCs 5321, 7505, 7208, 6376, 8301, 8463, 9989 and from what receivers tell that they refuse.
"""

from lab.zones import NEGATIVE_TTL, TTL
from mails import letter
from situation import Row, Run, USER, Zone, good, ids, roles
from sound import SOUND

ELSEWHERE = "192.0.2.99"    # an address that is nobody's
NOBODYS_SPF = "v=spf1 ip4:%s -all" % ELSEWHERE
OLD_SPF = good(spf='@ TXT "%s"' % NOBODYS_SPF)

MX = [
    Row("mx/none", ids("mx-missing"), good(mx=None, a=None, spf='@ TXT "v=spf1 a:mail.<d> -all"'), finds=ids("mx-missing"), mends=True,
        shows=(("<d>", "MX", "NODATA"), ("<d>", "A", "NODATA")), records=ids("mx-missing")),
    Row("mx/null", ids("mx-missing"), good(mx="@ MX 0 .", spf='@ TXT "v=spf1 a -all"'), finds=ids("mx-null"), mends=True,
        why="a domain that says it takes no mail is refused as a sender (RFC 7505 section 4.2)"),
    Row("mx/target-does-not-exist", ids("mx-missing"), good(mx="@ MX 10 mx1", spf='@ TXT "v=spf1 a:mail.<d> -all"'),
        finds=ids("mx-unusable"), mends=True, shows=(("mx1.<d>", "A", "NXDOMAIN"),)),
    Row("mx/targets-without-address", ids("mx-missing"),
        good(mx='@ MX 10 mx1\n@ MX 20 mx2\nmx1 TXT "moved"\nmx2 TXT "moved"', spf='@ TXT "v=spf1 a:mail.<d> -all"'), finds=ids("mx-unusable"),
        mends=True,
        shows=(("mx1.<d>", "A", "NODATA"),)),
    Row("mx/address-for-a-name", ids("mx-missing"), good(mx="@ MX 10 <ip>.", spf='@ TXT "v=spf1 a -all"'), finds=ids("mx-unusable"), mends=True,
        says=("<ip>",)),
    Row("mx/private-address", ids("mx-missing"), good(mx="@ MX 10 mx1\nmx1 A 192.168.1.20", spf='@ TXT "v=spf1 a:mail.<d> -all"'),
        finds=ids("mx-unusable"), mends=True, says=("192.168.1.20",)),
    Row("mx/alias-to-nothing", ids("mx-missing"), good(mx="@ MX 10 mx1\nmx1 CNAME gone.<d>.", spf='@ TXT "v=spf1 a:mail.<d> -all"'),
        finds=ids("mx-unusable"), mends=True),
]

# A domain that has moved from oldhost.test to a server of its own name.
MOVED = ("--changed", "provider")
AT_NEW = ("<address>", "--server", "mail.<d>", "--port", "587", "--security", "starttls", "--no-login")
AT_OLD = ("<address>", "--server", "smtp.oldhost.test", "--port", "587", "--security", "starttls", "--no-login")
BY_NAME = ("<address>", "--server", "smtp.<d>", "--port", "587", "--security", "starttls", "--no-login")
LOOKS_AFTER = ("--role", "admin", "--domain", "<d>")
MOVES = [
    Row("moved/mx-names-the-old-place", ids("mx-outdated"), good(mx="@ MX 10 mx.oldhost.test.", spf='@ TXT "v=spf1 a:mail.<d> -all"'),
        finds=ids("mx-outdated"), records=ids("mx-outdated"),
        runs=(Run("user", AT_NEW + MOVED), Run("admin", (*LOOKS_AFTER, "--server", "mail.<d>", "--ip", "<ip>", "--helo", "mail.<d>", *MOVED))),
        why="whoever was the mail server before no longer takes mail for the domain"),
    Row("moved/old-place-keeps-the-domain", ids("domain-still-local"), kept=True, finds=ids("kept-local", "mx-elsewhere"),
        runs=(Run("user", AT_OLD + MOVED), Run("admin", (*LOOKS_AFTER, "--server", "smtp.oldhost.test", *MOVED))),
        why="it takes mail for the domain at port 25, though MX names another server"),
    Row("moved/address-of-the-old-place", ids("address-stale"), good(more="smtp A <old>"), finds=ids("address-stale", "spf-excludes-maybe"),
        runs=(Run("user", BY_NAME), Run("user", BY_NAME + MOVED), Run("admin", (*LOOKS_AFTER, "--server", "smtp.<d>"))),
        never=ids("server-down", "server-name-unknown")),
    Row("moved/hosts-file", ids("address-stale"), good(more="smtp A <ip>"), hosts=("<old> smtp.<d>",), runs=(Run("user", BY_NAME),),
        finds=ids("address-stale"), who="you", says=("/etc/hosts",)),
    Row("moved/old-place-is-switched-off", ids("address-stale", "server-down"), good(more="smtp A 192.0.2.58"), finds=ids("address-stale-maybe"),
        pointers=(("192.0.2.58", "gone.oldhost.test"),), runs=(Run("user", BY_NAME),), who="", seconds=25.0,
        why="nothing answers there; that it is another company's says the reverse name alone"),
    Row("moved/told-and-switched-off", ids("address-stale"), good(more="smtp CNAME silent.dnshost.test."), finds=ids("address-stale"),
        runs=(Run("user", BY_NAME + MOVED),), seconds=25.0),
    Row("moved/alias-of-the-old-place", ids("address-stale"), good(more="smtp CNAME smtp.oldhost.test."), finds=ids("address-stale"),
        runs=(Run("user", BY_NAME + MOVED), Run("admin", (*LOOKS_AFTER, "--server", "smtp.<d>", *MOVED)))),
]


def spf(text, more=""):
    return good(spf='@ TXT "%s"\n%s' % (text, more))


SPF = [
    Row("spf/missing", ids("spf-missing"), good(spf=None), finds=ids("spf-missing"), records=ids("spf-missing"), mends=True),
    Row("spf/at-another-name", ids("spf-missing"), good(spf='www TXT "v=spf1 mx -all"'), finds=ids("spf-missing"), mends=True),
    Row("spf/misspelt", ids("spf-missing", "spf-invalid"), spf("v=spf mx -all"), why="v=spf is no version: there is no record for receivers,"
        " and a record with an error for its owner"),
    Row("spf/two-records", ids("spf-invalid"), spf("v=spf1 mx -all", '@ TXT "v=spf1 include:spf.<d> -all"\nspf TXT "v=spf1 a -all"'),
        finds=ids("spf-invalid"), records=ids("spf-invalid"), mends=True),
    Row("spf/bad-address", ids("spf-invalid"), spf("v=spf1 ip4:203.0.113.300 mx -all"), finds=ids("spf-invalid"), mends=True,
        says=("203.0.113.300",)),
    Row("spf/unknown-word", ids("spf-invalid"), spf("v=spf1 ipv4:<ip> -all"), finds=ids("spf-invalid"), mends=True, says=("ipv4:",)),
    Row("spf/blank-after-colon", ids("spf-invalid"), spf("v=spf1 include: spf.<d> -all", 'spf TXT "v=spf1 mx -all"'), finds=ids("spf-invalid"),
        mends=True),
    Row("spf/eleven-look-ups", ids("spf-invalid"), spf("v=spf1 %s ip4:<ip> -all" % " ".join("include:i%d.<d>" % i for i in range(11)),
                                                       "".join('i%d TXT "v=spf1 ip4:192.0.2.%d -all"\n' % (i, i + 1) for i in range(11))),
        finds=ids("spf-invalid"), mends=True, says=("10",)),
    Row("spf/eleven-nested", ids("spf-invalid"), spf("v=spf1 include:big.<d> mx -all", 'big TXT "v=spf1 %s -all"\n%s' % (
        " ".join("a:h%d.<d>" % i for i in range(10)), "".join("h%d A 192.0.2.%d\n" % (i, i + 1) for i in range(10)))), finds=ids("spf-invalid"),
        mends=True),
    Row("spf/three-dead-names", ids("spf-invalid"), spf("v=spf1 a:v1.<d> a:v2.<d> a:v3.<d> mx -all"), finds=ids("spf-invalid"), mends=True),
    Row("spf/include-without-record", ids("spf-invalid"), spf("v=spf1 include:none.<d> mx -all", "none A 192.0.2.9"), finds=ids("spf-invalid"),
        mends=True,
        says=("none.<d>",)),
    Row("spf/include-of-itself", ids("spf-invalid"), spf("v=spf1 include:<d> mx -all"), finds=ids("spf-invalid"), mends=True),
    Row("spf/redirect-to-nothing", ids("spf-invalid"), spf("v=spf1 redirect=_spf.<d>"), finds=ids("spf-invalid"), mends=True, says=("_spf.<d>",)),
    Row("spf/macro-broken", ids("spf-invalid"), spf("v=spf1 exists:%{z}._spf.<d> mx -all"), finds=ids("spf-invalid"), mends=True),
    Row("spf/excludes", ids("spf-excludes-server"), spf("v=spf1 ip4:%s -all" % ELSEWHERE), finds=ids("spf-excludes"), says=("<ip>", ELSEWHERE),
        records=ids("spf-excludes"), mends=True),
    Row("spf/excludes-softly", ids("spf-excludes-server"), spf("v=spf1 ip4:%s ~all" % ELSEWHERE), finds=ids("spf-excludes"), mends=True),
    Row("spf/excludes-in-an-include", ids("spf-excludes-server"),
        spf("v=spf1 include:_spf.example-mailer.test -all"), finds=ids("spf-excludes"),
        around=(Zone("example-mailer.test", '_spf TXT "v=spf1 ip4:198.51.100.0/28 -all"\n'),), says=("198.51.100.0/28", "_spf.example-mailer.test"),
        mends=True),
    Row("spf/excludes-ipv6", ids("spf-excludes-server"), good(mail="mail A <ip>\nmail AAAA <ip6>", spf='@ TXT "v=spf1 ip4:<ip> -all"'),
        runs=roles(ip="<ip6>"), finds=ids("spf-excludes"),
        says=("ip6:",), mends=True),
    Row("spf/nothing-sends", ids("spf-excludes-server"), spf("v=spf1 -all"), finds=ids("spf-excludes"), mends=True),
    Row("spf/last-word-first", ids("spf-excludes-server"), spf("v=spf1 -all ip4:<ip>"), finds=ids("spf-excludes"), mends=True,
        why="what stands after all is never read (RFC 7208 section 5.1)"),
    Row("spf/likely-server-left-out", ids("spf-excludes-server"), spf("v=spf1 ip4:%s -all" % ELSEWHERE), finds=ids("spf-excludes-maybe"),
        runs=(Run("user", ("<address>", "--server", "smtp.oldhost.test", "--port", "587", "--security", "starttls", "--no-login")),)),
    Row("spf/nobody-may-send", ids("spf-excludes-server"), good(mx="@ MX 10 mail", spf='@ TXT "v=spf1 -all"'), finds=ids("spf-excludes-maybe"),
        runs=(Run("admin", ("--role", "admin", "--domain", "<d>")),)),
    Row("spf/provider-not-included", ids("spf-excludes-server"),
        good(mx="@ MX 1 aspmx.l.google.com.", spf='@ TXT "v=spf1 ip4:%s -all"' % ELSEWHERE), finds=ids("spf-lacks-provider"), mends=True,
        runs=(Run("user", ("<address>", "--server", "smtp.gmail.com", "--port", "587", "--security", "starttls", "--no-login")),),
        says=("include:_spf.google.com",)),
    Row("spf/excludes-the-programs-server", ids("spf-excludes-server"), OLD_SPF, finds=ids("spf-excludes"), mends=True, runs=(USER,),
        why="nobody told where mail leaves from; the server's name is all that is known"),
]

WITH_MAIL = {"mail": letter()}
DKIM = [
    Row("dkim/nothing-published", ids("dkim-missing"), good(dkim=None), finds=ids("dkim-none"),
        shows=(("_domainkey.<d>", "TXT", "NXDOMAIN"),)),
    Row("dkim/mail-not-signed", ids("dkim-missing"), mail=letter(key=None), finds=ids("dkim-not-signed")),
    Row("dkim/key-of-the-mail-missing", ids("dkim-missing"), mail=letter(selector="s2026"), finds=ids("dkim-key-missing"), says=("s2026",)),
    Row("dkim/revoked", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; k=rsa; p="'), finds=ids("dkim-key-wrong"), **WITH_MAIL),
    Row("dkim/512-bit", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; k=rsa; p=<key:rsa512>"'), finds=ids("dkim-key-wrong"),
        mail=letter(key="rsa512"), says=("512",)),
    Row("dkim/syntax", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; k=rsa; p=!!not*base64!!"'), finds=ids("dkim-key-wrong"),
        **WITH_MAIL),
    Row("dkim/cut-off", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"'),
        finds=ids("dkim-key-wrong"), **WITH_MAIL),
    Row("dkim/wrong-type", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; k=ed25519; p=<key:rsa>"'), finds=ids("dkim-key-wrong"),
        **WITH_MAIL),
    Row("dkim/wrong-version", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM2; k=rsa; p=<key:rsa>"'), finds=ids("dkim-key-wrong"),
        **WITH_MAIL),
    Row("dkim/not-for-mail", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; s=web; p=<key:rsa>"'), finds=ids("dkim-key-wrong"),
        **WITH_MAIL),
    Row("dkim/revoked-named", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; k=rsa; p="'), finds=ids("dkim-key-wrong"),
        more=("--selector", "s1"), why="no mail is given; the owner knows the name of the key"),
    Row("dkim/body-changed", ids("dkim-invalid"), mail=letter(after=(("Anna\r\n\r\n", "Anna\r\n-- \r\nsent by footer\r\n"),)),
        finds=ids("dkim-signature-wrong")),
    Row("dkim/header-changed", ids("dkim-invalid"), mail=letter(after=(("Subject: Offer", "Subject: [SPAM?] Offer"),)),
        finds=ids("dkim-signature-wrong")),
    Row("dkim/other-key", ids("dkim-invalid"), mail=letter(key="other"), finds=ids("dkim-signature-wrong")),
    Row("dkim/blanks-changed-under-simple", ids("dkim-invalid"), mail=letter(canon="simple/simple", after=(("offer is  att", "offer is att"),)),
        finds=ids("dkim-signature-wrong")),
    Row("dkim/sha1", ids("dkim-invalid"), mail=letter(digest="sha1"), finds=ids("dkim-signature-wrong"),
        why="rsa-sha1 must not be used (RFC 8301 section 3.1)"),
    Row("dkim/expired", ids("dkim-invalid"), mail=letter(more="t=1700000000; x=1700086400;"), finds=ids("dkim-signature-wrong"),
        without=ids("dkim-signature-good"), why="x= is over (RFC 6376 section 3.5)"),
    Row("dkim/ed25519-broken", ids("dkim-invalid"), good(dkim='s1._domainkey TXT "v=DKIM1; k=ed25519; p=<key:ed25519>"'),
        mail=letter(key="ed25519", after=(("the offer", "an offer"),)), finds=ids("dkim-signature-wrong")),
    Row("dkim/private-key-differs", ids("dkim-invalid"), runs=(Run("admin", (*LOOKS_AFTER, "--ip", "<ip>", "--helo", "mail.<d>", "--selector", "s1",
                                                                           "--dkim-key", "<file:other>")),), finds=ids("dkim-key-differs")),
]


def dmarc(text, name="_dmarc"):
    return good(dmarc='%s TXT "%s"' % (name, text))


AS_YAHOO = ("anna@yahoo.com", "--server", "mail.<d>", "--port", "587", "--security", "starttls", "--no-login", "--ip", "<ip>", "--helo", "mail.<d>")
DMARC = [
    Row("dmarc/missing", ids("dmarc-missing"), good(dmarc=None), finds=ids("dmarc-missing"), shows=(("_dmarc.<d>", "TXT", "NXDOMAIN"),),
        records=ids("dmarc-missing"), mends=True),
    Row("dmarc/at-the-domain-itself", ids("dmarc-missing"), dmarc("v=DMARC1; p=none", "@"), finds=ids("dmarc-invalid"), mends=True),
    Row("dmarc/two-records", ids("dmarc-missing"), good(dmarc='_dmarc TXT "v=DMARC1; p=none"\n_dmarc TXT "v=DMARC1; p=reject"'),
        finds=ids("dmarc-invalid"), mends=True),
    Row("dmarc/no-version", ids("dmarc-missing"), dmarc("p=none; rua=mailto:dmarc@<d>"), finds=ids("dmarc-invalid"), mends=True),
    Row("dmarc/version-not-first", ids("dmarc-missing"), dmarc("p=none; v=DMARC1"), finds=ids("dmarc-invalid"), mends=True),
    Row("dmarc/misspelt-version", ids("dmarc-missing"), dmarc("v=DMARC; p=none"), finds=ids("dmarc-invalid"), mends=True),
    Row("dmarc/unknown-policy", ids("dmarc-missing"), dmarc("v=DMARC1; p=rejekt"), finds=ids("dmarc-invalid"), mends=True, says=("rejekt",)),
    Row("dmarc/rejects-what-nothing-vouches-for", ids("dmarc-rejects", "spf-excludes-server"), good(spf='@ TXT "%s"' % NOBODYS_SPF, dkim=None),
        also=ids("dmarc-rejects"), finds=ids("spf-excludes"), why="SPF leaves the server out and nothing is signed: one explains the other"),
    Row("dmarc/rejects-what-may-be-signed", ids("spf-excludes-server"), good(spf='@ TXT "%s"' % NOBODYS_SPF,
                                                                            dkim='x2026q4._domainkey TXT "v=DKIM1; p=<key:rsa>"'),
        finds=ids("dmarc-rejects-maybe", "spf-excludes")),
    Row("dmarc/rejects-an-envelope-of-others", ids("dmarc-rejects", "dkim-missing"), good(),
        mail=letter(key=None, envelope="bounces@bigmailer.test"), finds=ids("dmarc-rejects"), also=ids("dmarc-rejects", "dkim-missing"),
        why="not signed, and the envelope is of another domain"),
    Row("dmarc/rejects-a-broken-signature", ids("dmarc-rejects", "dkim-invalid", "spf-excludes-server"), good(spf='@ TXT "%s"' % NOBODYS_SPF),
        mail=letter(after=(("Anna\r\n\r\n", "Anna\r\n-- \r\n"),)), also=ids("dkim-invalid", "spf-excludes-server"),
        why="the policy is what refuses; that the one or the other passed would be enough"),
    Row("dmarc/quarantine-strict", ids("dmarc-rejects", "dkim-missing"), good(dmarc='_dmarc TXT "v=DMARC1; p=quarantine; adkim=s; aspf=s"',
                                                              more='news MX 10 mail\nnews TXT "v=spf1 a:mail.<d> -all"'),
        mail=letter(key=None, envelope="anna@news.<d>"), also=ids("dmarc-rejects", "dkim-missing"), finds=ids("dmarc-rejects"),
        why="strict alignment: the sub-domain does not count"),
    Row("dmarc/freemail-from", ids("dmarc-rejects"), finds=ids("dmarc-rejects"), who="", runs=(Run("user", AS_YAHOO),),
        never=ids("spf-missing", "dkim-missing", "mx-missing")),
    Row("dmarc/subdomains-rejected", ids("dmarc-rejects", "spf-missing"), good(dmarc='_dmarc TXT "v=DMARC1; p=none; sp=reject"',
        more="shop MX 10 mail\nshop A <ip>"),
        runs=roles(d="shop.<d>"), address="anna@shop.<d>", finds=ids("spf-missing"), also=ids("spf-missing"),
        why="sp holds for the sub-domain, which has no record at all"),
]

REVERSE = [
    Row("reverse/none", ids("ptr-missing"), ptr=None, finds=ids("ptr-missing"), says=("<ip>",)),
    Row("reverse/name-does-not-exist", ids("ptr-missing"), ptr="server9.<d>", finds=ids("ptr-mismatch")),
    Row("reverse/name-leads-elsewhere", ids("ptr-missing"), good(more="www A %s" % ELSEWHERE), ptr="www.<d>", finds=ids("ptr-mismatch")),
    Row("reverse/ipv6-has-none", ids("ptr-missing"), good(mail="mail A <ip>\nmail AAAA <ip6>"), ptr=None, pointers=(("<ip>", "mail.<d>"),),
        runs=roles(ip="<ip6>"), finds=ids("ptr-missing")),
    Row("helo/does-not-exist", ids("helo-name-wrong"), runs=roles(helo="srv01.<d>"), finds=ids("helo-unknown"), says=("srv01.<d>",)),
    Row("helo/localhost", ids("helo-name-wrong"), runs=roles(helo="localhost.localdomain"), finds=ids("helo-unknown")),
    Row("helo/one-word", ids("helo-name-wrong"), runs=roles(helo="server"), finds=ids("helo-unknown")),
    Row("helo/private-name", ids("helo-name-wrong"), runs=roles(helo="mail.firma.local"), finds=ids("helo-unknown")),
]

UNKNOWN_DOMAIN = [
    Row("domain/unknown", ids("sender-domain-unknown"), alone=True, ptr=None, runs=roles(server=False), finds=ids("domain-unknown"),
        shows=(("<d>", "SOA", "NXDOMAIN"),), never=ids("mx-missing", "spf-missing", "dmarc-missing", "dkim-missing")),
    Row("domain/subdomain-unknown", ids("sender-domain-unknown"), runs=roles(d="nope.<d>"), address="anna@nope.<d>", finds=ids("domain-unknown"),
        shows=(("nope.<d>", "SOA", "NXDOMAIN"),), never=ids("mx-missing", "spf-missing", "dkim-missing")),
]

LATER = (2026112102, 2026112101)
SPREAD = [
    Row("spread/second-server-behind", ids("dns-not-propagated"), other=OLD_SPF, zone={"serials": LATER}, finds=ids("servers-differ"),
        says=("2026112101", "2026112102", "ns2.dnshost.test")),
    Row("spread/same-serial-other-answer", ids("dns-not-propagated"), other=OLD_SPF, finds=ids("servers-differ")),
    Row("spread/mx-only-on-one", ids("dns-not-propagated"), other=good(mx="@ MX 10 mx.oldhost.test."), zone={"serials": LATER},
        finds=ids("servers-differ", "spreading-mx")),
    Row("spread/resolver-remembers-spf", ids("dns-not-propagated"), OLD_SPF, then=good(), asked=(("<d>", "TXT"),),
        finds=ids("resolver-outdated", "spreading-spf"), until=TTL, matches=(r"\d\d:\d\d",), why="the domain's own servers say it right; until its time is over the old answer goes round"),
    Row("spread/resolver-remembers-nothing", ids("dns-not-propagated"), good(dmarc=None), then=good(), asked=(("_dmarc.<d>", "TXT"),),
        finds=ids("resolver-outdated", "spreading-dmarc"), until=NEGATIVE_TTL, never=ids("dmarc-missing")),
    Row("spread/resolver-remembers-mx", ids("dns-not-propagated"), good(mx="@ MX 10 gone", spf='@ TXT "v=spf1 a:mail.<d> -all"'),
        then=good(spf='@ TXT "v=spf1 a:mail.<d> -all"'), asked=(("<d>", "MX"),), finds=ids("resolver-outdated", "spreading-mx"),
        until=TTL, never=ids("mx-missing")),
]

SPREAD += [
    Row("spread/resolver-remembers-the-address", ids("dns-not-propagated"), good(mail="mail 86400 A <old>", spf='@ TXT "v=spf1 ip4:<ip> -all"'),
        then=good(mail="mail 86400 A <ip>", spf='@ TXT "v=spf1 ip4:<ip> -all"'), asked=(("mail.<d>", "A"),),
        finds=ids("resolver-outdated", "spreading-address"), until=86400, never=ids("address-stale"), runs=(USER,)),
]

ONE = {"on": ("one",)}
DELEGATION = [
    Row("delegation/one-refuses", ids("dns-delegation-broken"), zone=ONE, finds=ids("delegation-partly"), says=("ns2.dnshost.test",)),
    Row("delegation/one-fails", ids("dns-delegation-broken"), zone={**ONE, "unloadable": ("two",)}, finds=ids("delegation-partly")),
    Row("delegation/one-silent", ids("dns-delegation-broken"), zone={**ONE, "servers": ("ns1", "silent")}, finds=ids("delegation-partly"),
        says=("silent.dnshost.test",)),
    Row("delegation/one-knows-nothing", ids("dns-delegation-broken"), zone={"servers": ("ns1", "lame")}, finds=ids("delegation-partly")),
    Row("delegation/one-name-without-address", ids("dns-delegation-broken"), zone={"servers": ("ns1", "gone")}, finds=ids("delegation-partly")),
    Row("delegation/parent-names-a-lame-one", ids("dns-delegation-broken"), zone={"parent": ("ns1", "lame")}, finds=ids("delegation-partly")),
    Row("delegation/all-refuse", ids("dns-delegation-broken"), zone={"on": ()}, finds=ids("delegation-broken"), shows=(("<d>", "MX", "SERVFAIL"),),
        never=ids("mx-missing", "spf-missing", "dmarc-missing", "dkim-missing", "sender-domain-unknown")),
    Row("delegation/all-fail", ids("dns-delegation-broken"), zone={"on": (), "unloadable": ("one", "two")}, finds=ids("delegation-broken"),
        shows=(("<d>", "MX", "SERVFAIL"),)),
    Row("delegation/names-without-address", ids("dns-delegation-broken"), zone={"servers": ("gone1", "gone2")}, finds=ids("delegation-broken"),
        shows=(("<d>", "MX", "SERVFAIL"),)),
    Row("delegation/nobody-knows-it", ids("dns-delegation-broken"), zone={"servers": ("lame",)}, finds=ids("delegation-broken"),
        shows=(("<d>", "MX", "SERVFAIL"),), never=ids("mx-missing", "spf-missing", "dmarc-missing")),
    Row("delegation/all-silent", ids("dns-delegation-broken"), zone={"servers": ("silent",)}, finds=ids("delegation-broken"), seconds=25.0),
    Row("delegation/old-glue", ids("dns-delegation-broken"),
        good(more="ns1 A 192.0.2.55\nns2 A 192.0.2.56"), zone={"servers": ("ns1.<d>.", "ns2.<d>."),
                                                               "glue": ("ns1.<d>. A 192.0.2.55", "ns2.<d>. A 192.0.2.58")},
        finds=ids("delegation-partly"), why="the zone above has an address of the second server where nobody answers"),
    Row("delegation/signatures-expired", ids("dns-delegation-broken"), zone={"signed": "expired"}, finds=ids("dnssec-broken"),
        shows=(("<d>", "MX", "SERVFAIL"),), never=ids("mx-missing", "spf-missing", "dmarc-missing", "sender-domain-unknown")),
    Row("delegation/signed-with-another-key", ids("dns-delegation-broken"), zone={"signed": "other-key"}, finds=ids("dnssec-broken"),
        shows=(("<d>", "MX", "SERVFAIL"),)),
    Row("delegation/signatures-gone", ids("dns-delegation-broken"), zone={"signed": "stripped"}, finds=ids("dnssec-broken"),
        shows=(("<d>", "MX", "SERVFAIL"),)),
]

TWO_AT_ONCE = [
    Row("both/spf-and-dmarc-missing", ids("spf-missing"), good(spf=None, dmarc=None), also=ids("dmarc-missing")),
    Row("both/mx-and-dmarc-missing", ids("mx-missing"), good(mx="@ MX 10 gone", spf='@ TXT "v=spf1 a -all"', dmarc=None), also=ids("dmarc-missing")),
    Row("both/signatures-expired-and-no-spf", ids("dns-delegation-broken"), good(spf=None, dmarc=None), zone={"signed": "expired"},
        never=ids("spf-missing", "dmarc-missing")),
    Row("both/no-server-answers-and-no-reverse-name", ids("dns-delegation-broken"), zone={"on": ()}, ptr=None, also=ids("ptr-missing")),
    Row("both/spf-excludes-and-no-reverse-name", ids("spf-excludes-server", "ptr-missing"), OLD_SPF, ptr=None,
        also=ids("ptr-missing", "spf-excludes-server"), why="either is enough to be refused"),
    Row("both/dkim-and-dmarc-missing", ids("dkim-missing"), good(dkim=None, dmarc=None), also=ids("dmarc-missing")),
    Row("both/spf-missing-and-dmarc-not-answered", ids("spf-missing"), good(spf=None, dmarc="_dmarc NS lame.dnshost.test."),
        shows=(("_dmarc.<d>", "TXT", "SERVFAIL"),), never=ids("dmarc-missing")),
    Row("both/one-refuses-and-spf-invalid", ids("dns-delegation-broken", "spf-invalid"), spf("v=spf1 ip4:300.1.1.1 -all"), zone=ONE,
        also=ids("spf-invalid", "dns-delegation-broken"), why="the one is wrong half of the time, the other always"),
    Row("both/spf-invalid-and-dkim-broken", ids("spf-invalid", "dkim-invalid", "dmarc-rejects"), spf("v=spf1 ipv4:<ip> -all"),
        mail=letter(key="other"), also=ids("spf-invalid", "dkim-invalid"), why="with p=reject the policy is what refuses"),
    Row("both/unknown-name-and-no-reverse-name", ids("ptr-missing", "helo-name-wrong"), ptr=None, runs=roles(helo="localhost"),
        also=ids("ptr-missing", "helo-name-wrong"), why="either is enough to be refused"),
]

NOT_KNOWN = {"verdicts": ("unknown",), "never": ids("spf-missing", "dmarc-missing", "dkim-missing", "ptr-missing", "mx-missing", "sender-domain-unknown",
                                                   "spf-invalid", "helo-name-wrong", "dkim-invalid", "dns-delegation-broken")}
FAILING = [
    Row("failing/dmarc", text=good(dmarc="_dmarc NS lame.dnshost.test."), shows=(("_dmarc.<d>", "TXT", "SERVFAIL"),), **NOT_KNOWN),
    Row("failing/dkim", text=good(dkim="_domainkey NS lame.dnshost.test."), shows=(("s1._domainkey.<d>", "TXT", "SERVFAIL"),),
        **{**NOT_KNOWN, "verdicts": ("unknown", "can-send")}, why="without a mail nobody needs to know the key: SPF passes and is aligned"),
    Row("failing/dkim-of-the-mail", text=good(dkim="_domainkey NS lame.dnshost.test."), mail=letter(), **NOT_KNOWN),
    Row("failing/spf-include", text=spf("v=spf1 include:x.part.<d> -all", "part NS lame.dnshost.test."),
        shows=(("x.part.<d>", "TXT", "SERVFAIL"),), **NOT_KNOWN),
    Row("failing/mx-target", text=good(mx="@ MX 10 x.part\npart NS lame.dnshost.test.", spf='@ TXT "v=spf1 a -all"'), **NOT_KNOWN),
    Row("failing/reverse", ptr="!NS ns1.dnshost.test.", **NOT_KNOWN),
    Row("failing/forward-of-reverse", text=good(more="part NS lame.dnshost.test."), ptr="x.part.<d>", **NOT_KNOWN),
    Row("failing/helo", text=good(more="part NS lame.dnshost.test."), runs=roles(helo="x.part.<d>"), **NOT_KNOWN),
    Row("failing/dmarc-silent", text=good(dmarc="_dmarc NS silent.dnshost.test."), seconds=25.0, **NOT_KNOWN),
    Row("failing/resolver-refuses", zone={"on": ("one",), "servers": ("ns1",)}, runs=roles(server=False), more=("--resolver", "192.0.2.56"),
        **NOT_KNOWN),
    Row("failing/resolver-silent", runs=roles(server=False), more=("--resolver", "192.0.2.58"), seconds=30.0, **NOT_KNOWN),
]

ROWS = [*SOUND, *MX, *MOVES, *SPF, *DKIM, *DMARC, *REVERSE, *UNKNOWN_DOMAIN, *SPREAD, *DELEGATION, *TWO_AT_ONCE, *FAILING]
