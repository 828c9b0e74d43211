#!/usr/bin/env python3
"""`mailmend spf`: result, explanation, counts, the way in words and exit codes, over a name server on loopback that is honest, hostile,
silent or not there."""
import dataclasses
import os
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import names            # noqa: E402
import program          # noqa: E402
import suite            # noqa: E402
from names import A, AAAA, CNAME, MX, PTR, TXT, address, answer, mx, name, record, txt   # noqa: E402

IP = "192.0.2.10"
FIELDS = {"schema", "command", "result", "explanation", "lookups", "void_lookups", "questions", "rounds", "domain", "record", "trace"}
OTHER_TYPE = 99
ESCAPES = "\x1b[31m"


def spf(text):
    return [txt(text)]


ZONE = {
    ("plain.example", TXT): spf("v=spf1 ip4:192.0.2.0/24 -all"),
    ("deep.example", TXT): spf("v=spf1 include:_spf.deep.example -all"),
    ("_spf.deep.example", TXT): spf("v=spf1 ip4:198.51.100.0/24 ~all"),
    ("soft.example", TXT): spf("v=spf1 a ~all"), ("soft.example", A): [address("203.0.113.1")],
    ("open.example", TXT): spf("v=spf1 ?all"), ("bare.example", A): [address(IP)],
    ("wrong.example", TXT): spf("v=spf1 ipv4:192.0.2.10 -all"),
    ("two.example", TXT): [txt("v=spf1 +all"), txt("v=spf1 -all")],
    ("why.example", TXT): spf("v=spf1 -all exp=text.why.example"),
    ("text.why.example", TXT): spf("%{i} may not send for %{d}, %{l}"),
    ("mx.example", TXT): spf("v=spf1 mx -all"), ("mx.example", MX): [mx(10, "a.mx.example"), mx(20, "b.mx.example")],
    ("a.mx.example", A): [address("203.0.113.7")], ("b.mx.example", A): [address(IP)], ("b.mx.example", AAAA): [address("2001:db8::10")],
    ("void.example", TXT): spf("v=spf1 a:v1.example a:v2.example a:v3.example +all"),
    ("many.example", TXT): spf("v=spf1 " + "a:a.mx.example " * 11 + "-all"),
    ("ptr.example", TXT): spf("v=spf1 ptr -all"), ("10.2.0.192.in-addr.arpa", PTR): [name("host.ptr.example")],
    ("host.ptr.example", A): [address(IP)], ("again.example", TXT): spf("v=spf1 redirect=plain.example"),
    ("alias.example", CNAME): [name("plain.example")], ("plain.example", OTHER_TYPE): spf("v=spf1 -all"),
    ("macro.example", TXT): spf("v=spf1 exists:%{ir}.%{l}.macro.example -all"), ("10.2.0.192.anna.macro.example", A): [address("127.0.0.2")],
    ("evil.example", TXT): [txt("v=spf1 a:x" + ESCAPES + ".example -all")],
    ("evil2.example", TXT): spf("v=spf1 exists:%{l}.evil2.example -all exp=text.evil2.example"),
    ("text.evil2.example", TXT): spf("You are %{l}"), ("evil3.example", TXT): spf("v=spf1 -all exp=text.evil3.example"),
    ("text.evil3.example", TXT): [txt("a" + ESCAPES + "b")],
    ("late.example", TXT): spf("v=spf1 a:silent.example +all"), ("exp-late.example", TXT): spf("v=spf1 -all exp=silent.example"),
    ("ahead.example", TXT): spf("v=spf1 a:bare.example include:silent.example -all"),
    ("big.example", TXT): [txt("v=spf1 ", *["ip4:203.0.113.%d " % n for n in range(250)] * 12, "ip4:%s -all" % IP)],
    ("loop.example", TXT): spf("v=spf1 include:loop.example -all"),
    ("cname-loop.example", TXT): spf("v=spf1 a:c1.example +all"),
    ("c1.example", CNAME): [name("c2.example")], ("c2.example", CNAME): [name("c1.example")],
}


def silent(_query):
    return []


def refuses(query):
    return [answer(query, rcode=names.REFUSED)]


def fails(query):
    return [answer(query, rcode=names.SERVFAIL)]


def other_id_first(query):
    """A forged packet that allows everybody, then the right one."""
    forged = answer(query, [record(query.name, TXT, txt("v=spf1 +all"))], ident=query.ident ^ 0x5555)
    return [forged, answer(query, [record(query.name, TXT, txt("v=spf1 -all"))])] if query.type == TXT else NotImplemented


def other_name_too(query):
    """A record of somebody else in the same answer."""
    return [answer(query, [record("other.example", TXT, txt("v=spf1 +all")), record(query.name, TXT, txt("v=spf1 -all"))])]


def loop_in_name(query):
    """The owner's name points at itself."""
    return [answer(query, [b"\xc0" + bytes([len(query.question) + 12]) + record("", TXT, txt("v=spf1 +all"))[1:]])]


def cut_short(query):
    return [answer(query, [record(query.name, TXT, txt("v=spf1 +all"), length=400)])]


def truncated(query):
    return [answer(query, tc=True)] if not query.tcp else NotImplemented


def noise(query):
    return [os.urandom(200), b"", query.question]


HOOKS = {
    "silent.example": silent, "quiet.example": silent, "refused.example": refuses, "failing.example": fails,
    "forged.example": other_id_first, "foreign.example": other_name_too, "pointer.example": loop_in_name, "short.example": cut_short,
    "plain.example": truncated, "noise.example": noise,
}


@dataclasses.dataclass
class Row:
    """What the program is asked, and what it must say."""

    name: str
    result: str = None
    sender: str = None
    ip: str = IP
    helo: str = None
    explanation: str = None
    lookups: int = None
    voids: int = None
    says: tuple = ()            # parts of the way
    status: int = 0
    more: tuple = ()
    argv: tuple = None          # the whole command line instead
    error: str = None           # the id of an error in its place
    limit: float = 4.0
    nobody: bool = False        # nothing listens where the resolver should be


ROWS = [
    Row("pass", "pass", "anna@plain.example", lookups=0, says=("192.0.2.0/24",)),
    Row("fail", "fail", "anna@plain.example", ip="198.51.100.7", says=("plain.example allows 192.0.2.0/24: your server 198.51.100.7 is not in it.",)),
    Row("include", "fail", "anna@deep.example", lookups=1,
        says=("include:_spf.deep.example allows 198.51.100.0/24: your server 192.0.2.10 is not in it.", "(softfail)")),
    Row("include-passes", "pass", "anna@deep.example", ip="198.51.100.9"),
    Row("softfail", "softfail", "anna@soft.example", lookups=1, says=("203.0.113.1",)), Row("neutral", "neutral", "anna@open.example"),
    Row("none", "none", "anna@bare.example", says=("bare.example publishes no SPF record.",)),
    Row("nxdomain", "none", "anna@gone.example", says=("gone.example does not exist.",)),
    Row("syntax", "permerror", "anna@wrong.example", says=("ipv4:192.0.2.10 of wrong.example cannot be read: there is no rule of this name.",)),
    Row("two-records", "permerror", "anna@two.example", says=("two.example publishes 2 SPF records.",)),
    Row("explanation", "fail", "anna@why.example", explanation="192.0.2.10 may not send for why.example, anna"),
    Row("mx", "pass", "anna@mx.example", lookups=1, says=("a.mx.example, b.mx.example",)), Row("mx-ipv6", "pass", "anna@mx.example", ip="2001:db8::10"),
    Row("mapped", "pass", "anna@plain.example", ip="::ffff:192.0.2.10"), Row("ptr", "pass", "anna@ptr.example", says=("host.ptr.example",)),
    Row("redirect", "pass", "anna@again.example", lookups=1), Row("alias", "pass", "anna@alias.example"), Row("macro", "pass", "anna@macro.example"),
    Row("voids", "permerror", "anna@void.example", voids=3, says=("v3.example",)),
    Row("look-ups", "permerror", "anna@many.example", lookups=10, says=("one look-up too many",)), Row("loop", "permerror", "anna@loop.example", lookups=10),
    # who is judged
    Row("helo", "pass", "", helo="plain.example"), Row("helo-literal", "none", "", helo="[192.0.2.10]"), Row("helo-bytes", "none", "", helo="\udcff\udcfe.example"),
    Row("helo-only", "pass", None, helo="plain.example"), Row("helo-missing", "none", ""), Row("one-label", "none", "anna@localhost"),
    Row("empty-label", "none", "anna@a..example"), Row("bytes", "none", "anna@\udcff.example"), Row("long", "none", "anna@" + "x" * 64 + ".example"),
    Row("endless", "none", "anna@" + "x." * 3000 + "example"), Row("nobody-at", "pass", "plain.example"), Row("no-local-part", "pass", "@plain.example"),
    Row("long-local-part", "fail", "a" * 20000 + "@macro.example"),
    # answers that harm
    Row("escapes-in-record", "permerror", "anna@evil.example"), Row("escapes-in-explanation", "fail", "anna@evil3.example"),
    Row("escapes-in-sender", "fail", "\x1b[31m@evil2.example"), Row("bidi-in-sender", "fail", "\u202eanna@evil2.example"),
    Row("big", "pass", "anna@big.example", says=("More was looked at than is shown here.",)),
    Row("forged", "fail", "anna@forged.example"), Row("foreign", "fail", "anna@foreign.example"),
    Row("pointer-loop", "temperror", "anna@pointer.example", more=("--timeout", "1")), Row("short-rdata", "temperror", "anna@short.example", more=("--timeout", "1")),
    Row("cname-loop", "temperror", "anna@cname-loop.example"), Row("noise", "temperror", "anna@noise.example", more=("--timeout", "1")),
    # answers that fail
    Row("servfail", "temperror", "anna@failing.example", says=("failing.example could not be looked up (servfail).",)),
    Row("refused", "temperror", "anna@refused.example"), Row("silent", "temperror", "anna@quiet.example", more=("--timeout", "1"), limit=2.5),
    Row("silent-later", "temperror", "anna@late.example", more=("--timeout", "1"), limit=2.5),
    Row("silent-explanation", "fail", "anna@exp-late.example", more=("--timeout", "1"), limit=2.5), Row("silent-ahead", "pass", "anna@ahead.example", limit=2.0),
    Row("dead", "temperror", "anna@plain.example", nobody=True, status=3),
    # command lines
    Row("no-ip", argv=("--sender", "anna@plain.example"), status=2, error="missing-sender"), Row("no-sender", argv=("--ip", IP), status=2, error="missing-sender"),
    Row("bad-ip", argv=("--ip", "192.0.2.300", "--sender", "a@b.example"), status=2, error="bad-value"),
    Row("operand", argv=("--ip", IP, "--sender", "a@b.example", "word"), status=2, error="too-many-arguments"),
    Row("unknown-option", argv=("--ip", IP, "--password-fd", "0"), status=2, error="unknown-option"),
]


def command(row, port):
    if row.argv is not None:
        return ["spf", "--json", *row.argv]
    words = ["spf", "--resolver", "127.0.0.1:%d" % port, "--ip", row.ip, *row.more]
    words += ["--sender", row.sender] if row.sender is not None else []
    return words + (["--helo", row.helo] if row.helo is not None else [])


def judge_json(row, result):
    doc = result.doc
    if not isinstance(doc, dict):
        return ["stdout is not one JSON document: %r" % result.out[:120]]
    if row.error:
        found = (doc.get("error") or {}).get("id")
        return [] if found == row.error and doc.get("command") == "spf" else ["error %r, not %r" % (found, row.error)]
    bad = ["the fields are %s" % sorted(doc)] if set(doc) != FIELDS else []
    expected = [("schema", 1), ("command", "spf"), ("result", row.result), ("explanation", row.explanation)]
    expected += [(k, v) for k, v in (("lookups", row.lookups), ("void_lookups", row.voids)) if v is not None]
    bad += ["%s is %r, not %r" % (key, doc.get(key), right) for key, right in expected if doc.get(key) != right]
    way = "\n".join(doc.get("trace", []))
    if row.result not in doc.get("trace", [""])[-1]:
        bad.append("the way does not end with the result: %r" % doc.get("trace"))
    return bad + ["the way does not say %r: %s" % (part, way) for part in row.says if part not in way]


def judge_text(row, result):
    text = " ".join(result.out.decode("utf-8", "replace").split())
    wanted = [*row.says, "Result: %s." % row.result] + ([row.explanation] if row.explanation else [])
    return ["the text does not say %r: %s" % (part, text[:400]) for part in wanted if part not in text]


def check(row):
    def run(context):
        server = names.DnsServer("127.0.0.1", 0, ZONE, "example", HOOKS)
        port = server.port
        if row.nobody:
            server.stop()
        try:
            bad = []
            for form in (["--json"], []) if row.argv is None else ([],):
                result = program.run(context.folder, command(row, port) + form, row.limit * 3)
                slow = not program.sanitized() and result.seconds > row.limit
                found = program.judge_process(result, row.limit * 3, exits=(row.status,)) + program.judge_output(result, [])
                found += ["it took %.1f s" % result.seconds] if slow else []
                found += judge_json(row, result) if form or row.argv is not None else judge_text(row, result)
                bad += ["%s%s" % ("json: " if form else "", one) for one in found]
            return bad
        finally:
            if not row.nobody:
                server.stop()
    return suite.Case(row.name, run)


def in_german(context):
    server = names.DnsServer("127.0.0.1", 0, ZONE, "example", HOOKS)
    try:
        words = command(ROWS[1], server.port) + ["--json", "--lang", "de"]
        result = program.run(context.folder, words, 6)
        return judge_json(dataclasses.replace(ROWS[1], says=()), result)
    finally:
        server.stop()


def rounds(context):
    """Questions that do not depend on each other travel together, and the record type 99 is never asked for."""
    server = names.DnsServer("127.0.0.1", 0, ZONE, "example", HOOKS)
    try:
        program.run(context.folder, command(Row("", sender="anna@mx.example"), server.port), 6)
        asked = server.asked
        bad = ["asked twice: %s" % asked] if len(set(asked)) != len(asked) else []
        return bad + (["asked for type 99"] if any(kind == OTHER_TYPE for _, kind in asked) else [])
    finally:
        server.stop()


def main():
    if not hasattr(socket, "AF_INET"):
        return 77
    cases = [check(row) for row in ROWS] + [suite.Case("german", in_german), suite.Case("once", rounds)]
    return suite.Suite(__doc__, cases, jobs=4, prefix="spf").main()


if __name__ == "__main__":
    sys.exit(main())
