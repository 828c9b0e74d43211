"""Hostile answers about the records of the sender's domain (hazards 31 to 37, 40, 41), for `check --only dns` and for `mailmend spf`: what
cannot be read is "could not be found out", never "there is none"; what is forged is never believed; what is written stays harmless."""
import base64
import socket

import names
import program
from actions import close, endless, stall
from dns import dripping, wire_action
from hostile import BIDI, ESCAPES, Hostile
from names import CNAME, MX, NS, PTR, TXT, answer, record

SENDING, STRANGER = "203.0.113.5", "198.51.100.77"
REVERSE = "5.113.0.203.in-addr.arpa"
TIMEOUT = 8
FORGED = {TXT: names.txt("v=spf1 +all"), MX: names.mx(1, "forged.unrelated.example"), PTR: names.name("forged.unrelated.example"),
          NS: names.name("forged.unrelated.example")}

# Whose answer is bent: name and type, the check that it is for, and what must not be said when it cannot be read.
TARGETS = {
    "spf": ("{d}", TXT, "dns.spf", ("spf-missing", "spf-invalid")),
    "dmarc": ("_dmarc.{d}", TXT, "dns.dmarc", ("dmarc-missing", "dmarc-invalid")),
    "dkim": ("s1._domainkey.{d}", TXT, "dns.dkim", ("dkim-key-missing", "dkim-none", "dkim-key-wrong")),
    "mx": ("{d}", MX, "dns.mx", ("mx-missing", "mx-null")),
    "ptr": (REVERSE, PTR, "dns.reverse", ("ptr-missing",)),
}


class Domain:
    """A domain without a fault in its texts, on a name server of its own; nothing in it leads off this computer."""

    def __init__(self, rng, hook=None, target="spf", tcp=None):
        self.d = "domain-%d.example" % rng.randrange(1000)
        self.where = "127.%d.%d.%d" % (rng.randrange(1, 250), rng.randrange(1, 250), rng.randrange(2, 250))
        key = base64.b64encode(bytes(range(32))).decode("ascii")
        mail = "mail." + self.d
        zone = {
            (self.d, MX): [names.mx(10, mail)], (self.d, names.A): [names.address(self.where)],
            (mail, names.A): [names.address(self.where)], (self.d, NS): [names.name("ns." + self.d)],
            ("ns." + self.d, names.A): [names.address(self.where)],
            (self.d, TXT): [names.txt("v=spf1 ip4:%s include:more.%s -all" % (SENDING, self.d))],
            ("more." + self.d, TXT): [names.txt("v=spf1 ip4:192.0.2.0/24 -all")],
            ("_dmarc." + self.d, TXT): [names.txt("v=DMARC1; p=reject")],
            ("s1._domainkey." + self.d, TXT): [names.txt("v=DKIM1; k=ed25519; p=" + key)],
            (REVERSE, PTR): [names.name(mail)],
        }
        name, kind = TARGETS[target][:2]
        name, hooks = name.format(d=self.d), {}
        if hook:
            hooks[name] = lambda query: hook(self, query) if query.type == kind else NotImplemented
        self.server = names.DnsServer(self.where, 0, zone, self.d, hooks, tcp)
        self.asked = (name, kind)

    def resolver(self):
        return "%s:%d" % (self.where, self.server.port)

    def honest(self, query):
        return self.server.usual(query)

    def check(self):
        return ["check", "--only", "dns", "--role", "admin", "--domain", self.d, "--ip", SENDING, "--helo", "mail." + self.d,
                "--selector", "s1", "--resolver", self.resolver(), "--timeout", str(TIMEOUT)]

    def spf(self, ip):
        return ["spf", "--ip", ip, "--sender", "ann@" + self.d, "--helo", "mail." + self.d, "--resolver", self.resolver()]


def forged(query, **bent):
    return answer(query, [record(query.name, query.type, FORGED[query.type])], **bent)


def other_port(domain, query):
    if not query.tcp:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind((domain.where, 0))
            other.sendto(forged(query), query.peer)
    return []


def question_of_others(query):
    return names.name("www.unrelated.example") + query.question[-4:]


def looping(query):
    return b"\xc0" + bytes([12 + len(query.question)])


def chain(length, loop=False):
    def make(domain, query):
        hops = [query.name] + ["hop%d.%s" % (n, domain.d) for n in range(length)]
        rows = [record(owner, CNAME, names.name(target)) for owner, target in zip(hops, hops[1:])]
        last = record(hops[-1], CNAME, names.name(query.name)) if loop else record(hops[-1], query.type, FORGED[query.type])
        return [answer(query, rows + [last])]
    return make


# Answers that nobody can use: hook(domain, query) gives the packets.
UNUSABLE = {
    "servfail": lambda d, q: [answer(q, rcode=names.SERVFAIL)],
    "refused": lambda d, q: [answer(q, rcode=names.REFUSED)],
    "header-only": lambda d, q: [answer(q)[:12]],
    "cut": lambda d, q: [forged(q)[:-3]],
    "more-behind-the-end": lambda d, q: [d.honest(q) + b"\0" * 40000],
    "65535-records-told": lambda d, q: [answer(q, [], counted=65535)],
    "data-past-the-end": lambda d, q: [answer(q, [record(q.name, q.type, FORGED[q.type], length=4000)])],
    "owner-points-to-itself": lambda d, q: [answer(q, [looping(q) + record("", q.type, FORGED[q.type])[1:]])],
    "data-points-to-itself": lambda d, q: [answer(q, [record(q.name, q.type, b"\xc0" + bytes([12 + len(q.question) + len(names.name(q.name)) + 10]))])],
    "label-of-64": lambda d, q: [answer(q, [record(bytes([64]) + b"x" * 64 + b"\0", q.type, FORGED[q.type])])],
    "no-data-in-it": lambda d, q: [answer(q, [record(q.name, q.type, b"")])],
    "string-past-the-data": lambda d, q: [answer(q, [record(q.name, q.type, b"\xf0v=spf1 +all")])],
    "alias-loop": chain(3, loop=True),
    "alias-chain-of-20": chain(20),
    "alias-to-itself": lambda d, q: [answer(q, [record(q.name, CNAME, names.name(q.name))])],
}

# Nothing that belongs to the question ever comes.
SILENT = {
    "silence": lambda d, q: [],
    "only-wrong-id": lambda d, q: [forged(q, ident=q.ident ^ 0x5555)],
    "only-wrong-question": lambda d, q: [forged(q, question=question_of_others(q))],
    "only-other-port": other_port,
}

# A forgery, or rubbish, ahead of the right answer.
IGNORED = {
    "wrong-id-first": lambda d, q: [forged(q, ident=q.ident ^ 0x5555), d.honest(q)],
    "many-wrong-ids-first": lambda d, q: [forged(q, ident=(q.ident + n) & 0xffff) for n in range(1, 60)] + [d.honest(q)],
    "wrong-question-first": lambda d, q: [forged(q, question=question_of_others(q)), d.honest(q)],
    "query-sent-back-first": lambda d, q: [forged(q, qr=False), d.honest(q)],
    "other-port-first": lambda d, q: other_port(d, q) + [d.honest(q)],
    "short-packets-first": lambda d, q: [b"", b"\0", b"\0" * 11, d.honest(q)],
    "truncated-then-right": lambda d, q: [answer(q, tc=True)] if not q.tcp else NotImplemented,
}

OVER_TCP = {"silent": wire_action(stall), "closes": wire_action(close), "one-byte-per-second": dripping,
            "endless": wire_action(endless(b"\xff\xff" + b"\0" * 65535))}


def long_text(start, size):
    """One record of many strings."""
    text = start + b"x" * size
    return b"".join(bytes([len(text[i:i + 255])]) + text[i:i + 255] for i in range(0, len(text), 255))


def over_tcp(rows):
    return lambda d, q: [answer(q, tc=True)] if not q.tcp else [answer(q, rows(d, q))]


def raw(text):
    return long_text(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), 0)


# Whatever the outcome, it is survived and harmless.
STRANGE = {
    "64-kib": over_tcp(lambda d, q: [record(q.name, q.type, long_text(b"v=spf1 include:", 60000))]),
    "3000-records": over_tcp(lambda d, q: [record(b"\xc0\x0c", q.type, names.txt("v=spf1"))] * 3000),
    "escapes": lambda d, q: [answer(q, [record(q.name, q.type, raw(b"v=spf1 include:" + ESCAPES.encode("latin-1") + b".example -all"))])],
    "escapes-in-explanation": lambda d, q: [answer(q, [record(q.name, q.type, raw("v=spf1 exp=why.%s -all" % d.d))])],
    "bidi": lambda d, q: [answer(q, [record(q.name, q.type, raw("v=spf1 include:" + BIDI + " -all"))])],
    "nul": lambda d, q: [answer(q, [record(q.name, q.type, raw(b"v=spf1\0 +all")), record(q.name, q.type, raw(b"v=spf1 a\0b -all"))])],
    "bad-utf-8": lambda d, q: [answer(q, [record(q.name, q.type, raw(b"v=spf1 \xff\xfe\xc0\xaf\xed\xa0\x80 -all"))])],
    "macros": lambda d, q: [answer(q, [record(q.name, q.type, raw("v=spf1 exists:%{l1r+-/=_}%{d9999999999999}%{%{i}.%{p}.x -all"))])],
    "includes-itself": lambda d, q: [answer(q, [record(q.name, q.type, raw("v=spf1 " + "include:%s " % d.d * 15 + "-all"))])],
    "redirects-to-itself": lambda d, q: [answer(q, [record(q.name, q.type, raw("v=spf1 redirect=%s" % d.d))])],
    "lines": lambda d, q: [answer(q, [record(q.name, q.type, raw("v=spf1 -all\r\n\x85\u2028\u2029{Domain} %s %n"))])],
    "tags": lambda d, q: [answer(q, [record(q.name, q.type, raw("v=DMARC1; p=" + "none;" * 2000)),
                                     record(q.name, q.type, raw("v=DKIM1; p=" + "A" * 10000))])],
    "random": lambda d, q: [answer(q, [bytes((n * 7919 + 13) % 251 for n in range(300))])],
}


def run(context, argv, limit=TIMEOUT, exits=(0, 1, 3)):
    """One run, and what is wrong with how it ended and what it wrote."""
    context.notes.append("mailmend " + " ".join(argv))
    result = program.run(context.folder, argv, limit=limit + 6)
    bad = program.judge_process(result, limit + (6 if program.sanitized() else 1.5), exits=exits) + program.judge_output(result, [])
    context.notes.append("answered: %s" % (result.out[-600:] if result.doc is None else [
        (one["id"], one["status"]) for one in result.doc.get("checks", []) if one["id"].startswith("dns.")] or result.doc))
    return result, bad


def examine(context, domain, both=True):
    """(document, complaints) of a check; with both, the text for people is written, too."""
    result, bad = run(context, domain.check() + ["--json", "--report", "report.html"])
    bad += program.judge_document(result, reached=False)
    if "report.html" not in result.files:
        bad.append("report.html was not written: %r" % result.err[-200:])
    if both:
        bad += run(context, domain.check() + ["--no-color"])[1]
    if not any(asked == domain.asked for asked in domain.server.asked):
        bad.append("%s was never asked for" % (domain.asked,))
    return result.doc or {}, bad


def said(document):
    return {one["id"] for one in document.get("findings", [])}


def status(document, check):
    return next((one["status"] for one in document.get("checks", []) if one["id"] == check), None)


def believes(document):
    return ["a forged answer was believed: %s" % one["id"] for one in document.get("findings", [])
            if "forged.unrelated" in str(one) or "+all" in str(one["evidence"])]


def judged_spf(context, domain, ip, wanted):
    result, bad = run(context, domain.spf(ip) + ["--json"])
    got = (result.doc or {}).get("result")
    if wanted and got not in wanted:
        bad.append("mailmend spf says %s, permitted: %s" % (got, ", ".join(wanted)))
    return bad


def unusable(target, hook, tcp=None):
    """It could not be found out: the check says so, nothing is called absent, nothing forged is believed."""
    def call(_case, context):
        domain = Domain(context.rng, hook, target, tcp)
        _, _, check, never = TARGETS[target]
        try:
            document, bad = examine(context, domain, both=False)
            bad += ["%s was said of what could not be read" % one for one in never if one in said(document)] + believes(document)
            if status(document, check) not in ("unknown", "skipped"):
                bad.append("%s ended as %s" % (check, status(document, check)))
            if target == "spf":
                bad += judged_spf(context, domain, STRANGER, ("temperror",))
        finally:
            domain.server.stop()
        return bad
    return call


def ignored(target, hook):
    """As if nothing had happened."""
    def call(_case, context):
        domain = Domain(context.rng, hook, target)
        plain = Domain(context.rng)
        try:
            document, bad = examine(context, domain, both=False)
            calm, more = examine(context, plain, both=False)
            bad += more + believes(document)
            for check in {one[2] for one in TARGETS.values()}:
                if status(document, check) != status(calm, check):
                    bad.append("%s is %s, without the forgery %s" % (check, status(document, check), status(calm, check)))
            if said(document) != said(calm):
                bad.append("other findings: %s" % sorted(said(document) ^ said(calm)))
            # Its own name server, at port 53 of this computer, is out of reach: that is nobody's fault.
            bad += ["servers-unasked is missing"] if "servers-unasked" not in said(calm) else []
            if target == "spf":
                bad += judged_spf(context, domain, SENDING, ("pass",)) + judged_spf(context, domain, STRANGER, ("fail",))
        finally:
            domain.server.stop()
            plain.server.stop()
        return bad
    return call


def strange(target, hook):
    def call(_case, context):
        domain = Domain(context.rng, hook, target)
        domain.server.zone[("why." + domain.d, TXT)] = [raw(ESCAPES.encode("latin-1") + BIDI.encode("utf-8") + b"\0 %{l} {host}")]
        try:
            _, bad = examine(context, domain)
            if target == "spf":
                bad += judged_spf(context, domain, STRANGER, ())
                bad += run(context, domain.spf(STRANGER))[1]
        finally:
            domain.server.stop()
        return bad
    return call


def cases():
    few = ("servfail", "cut", "65535-records-told", "data-points-to-itself", "alias-loop")
    for target in TARGETS:
        for name, hook in UNUSABLE.items():
            # An alias at the reverse name or for MX leads on; texts and names break in ways of their own.
            if (target == "spf" or name in few) and not (name == "string-past-the-data" and target in ("mx", "ptr")):
                yield Hostile("dns/records/%s/%s" % (target, name), run=unusable(target, hook))
        for name in SILENT if target == "spf" else ("silence",):
            yield Hostile("dns/records/%s/%s" % (target, name), run=unusable(target, SILENT[name]))
        for name, hook in IGNORED.items():
            if target == "spf" or name in ("many-wrong-ids-first", "other-port-first"):
                yield Hostile("dns/records/%s/%s" % (target, name), run=ignored(target, hook))
    for name, tcp in OVER_TCP.items():
        yield Hostile("dns/records/spf/tcp-" + name, run=unusable("spf", lambda d, q: [answer(q, tc=True)], tcp))
    for name, hook in STRANGE.items():
        for target in ("spf", "dmarc", "dkim"):
            if target == "spf" or name in ("escapes", "tags", "nul", "64-kib"):
                yield Hostile("dns/records/%s/%s" % (target, name), run=strange(target, hook))
