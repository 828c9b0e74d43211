"""Hostile servers for receiving: the contrast asks them too, and the same password is at stake there."""
from actions import (after_hello, close, counted, drip, echo, endless, half_handshake, raw, reset, say, stall, tls_bytes)
from hostile import ANY, BAD_UTF8, BIDI, ESCAPES, Hostile
from world import INCOMING, encoded_forms

# what a good and a refusing answer look like at each stage
IMAP = {"banner": ("* OK hello", "* BYE no"), "capability": ("* CAPABILITY IMAP4rev1 STARTTLS", "{tag} NO no"),
        "starttls": ("{tag} OK go", "{tag} NO no"), "capability2": ("* CAPABILITY IMAP4rev1 AUTH=PLAIN", "{tag} NO no"),
        "auth": ("{tag} OK in", "{tag} NO [AUTHENTICATIONFAILED] no")}
POP3 = {"banner": ("+OK hello", "-ERR no"), "capability": ("+OK", "-ERR no"), "starttls": ("+OK go", "-ERR no"),
        "capability2": ("+OK", "-ERR no"), "auth": ("+OK in", "-ERR [AUTH] no")}
ASKED_FOR_SURE = ("banner", "starttls", "auth")


def kinds(good, refuse):
    go = good.encode()
    yield "endless", endless(go + b" more of it\r\n"), False
    yield "line-1mb", raw(good + " " + "x" * (1 << 20) + "\r\n"), False
    yield "line-without-end", endless(b"x" * 1000), False
    yield "lines-100000", counted(b"* one more line\r\n", 100000, go + b"\r\n"), False
    yield "literal-4gb", raw(b"* OK {4294967295}\r\n", then=endless(b"x" * 1000)), False
    yield "drip", drip(good + " a reply that takes its time, byte by byte\r\n"), False
    yield "nul", raw(refuse + " a\0b\0\r\n"), True
    yield "escapes", say(refuse + " " + ESCAPES), True
    yield "bidi", say(refuse + " " + BIDI), True
    yield "bad-utf8", say(refuse + " " + BAD_UTF8), True
    yield "close", close, False
    yield "reset", reset, False
    yield "stall", stall, False
    yield "half-then-close", raw(good[:3], then=close), False
    yield "garbage", raw(bytes(range(256)) * 4, then=stall), False


def receiving(protocol, security="starttls", **inbox):
    def bend(world):
        world.incoming, world.in_security = protocol, security
        world.in_host = "%s.%s" % (world.rng.choice(INCOMING[protocol]), world.domain)
        world.inbox.banner = {"imap": "* OK ready", "pop3": "+OK ready"}[protocol]
        for key, value in inbox.items():
            setattr(world.inbox, key, value)
    return bend


def certificate(protocol, security, **wrong):
    def bend(world):
        receiving(protocol, security)(world)
        world.inbox_cert = wrong
    return bend


def tell_secret(protocol, start):
    def bend(world):
        receiving(protocol)(world)
        forms = encoded_forms(world.user, world.password)
        if protocol == "imap":          # as a quoted string of LOGIN
            forms.append(('"%s"' % world.password.replace("\\", "\\\\").replace('"', '\\"')).encode())
        world.inbox.says["auth"] = "\n".join("%s %s" % (start, form.decode("utf-8", "replace")) for form in forms) + (
            "\n{tag} NO no" if protocol == "imap" else "")
    return bend


def stages():
    for protocol, table in (("imap", IMAP), ("pop3", POP3)):
        for stage, answers in table.items():
            for kind, action, text in kinds(*answers):
                yield Hostile("%s/%s/%s" % (protocol, stage, kind), receiving(protocol, script={stage: action}), ANY, at="in",
                              meets=stage if stage in ASKED_FOR_SURE else None, text=text and stage in ("banner", "auth"))


def dangers():
    early = {"imap": "{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* OK more\r\n", "pop3": "+OK begin\r\n+OK more\r\n"}
    refused = {"imap": "{tag} NO not now\r\n", "pop3": "-ERR not now\r\n"}
    for protocol in ("imap", "pop3"):
        yield Hostile(protocol + "/secret/early-after-starttls", receiving(protocol, script={"starttls": raw(early[protocol])}), ANY,
                      at="in", meets="starttls", secret="never")
        yield Hostile(protocol + "/secret/starttls-refused", receiving(protocol, clear_methods=("PLAIN",), script={
            "starttls": raw(refused[protocol], then=stall)}), ANY, at="in", meets="starttls", secret="never")
        yield Hostile(protocol + "/secret/no-starttls", receiving(protocol, clear_methods=("PLAIN", "LOGIN"), starttls=False), ANY,
                      at="in", secret="never")
        yield Hostile(protocol + "/secret/security-none", receiving(protocol, "none", clear_methods=("PLAIN",), starttls=False), ANY,
                      at="in", secret="never")
        yield Hostile(protocol + "/secret/echoed", tell_secret(protocol, "*" if protocol == "imap" else "-ERR"), ANY, at="in",
                      meets="auth", text=True)
        for security in ("starttls", "tls"):
            for name, wrong in (("expired", {"days": (-300, -2)}), ("other-name", {"names": ("www.unrelated.example",), "ips": ()}),
                                ("unknown-signer", {"by": "stranger"}), ("self-signed", {"by": "self"}),
                                ("escapes-in-subject", {"by": "stranger", "cn": "evil " + ESCAPES.replace("/", "")[:40]})):
                yield Hostile("%s/%s/%s" % (protocol, security, name), certificate(protocol, security, **wrong), ANY, at="in",
                              secret="never")
            for name, action in (("close", after_hello(close)), ("reset", after_hello(reset)), ("stall", after_hello(stall)),
                                 ("half-then-stall", half_handshake(stall)), ("garbage", tls_bytes(bytes(range(256)) * 8))):
                yield Hostile("%s/%s/handshake-%s" % (protocol, security, name), receiving(protocol, security, script={"tls": action}),
                              ANY, at="in", secret="never", meets="tls")
    preauth = receiving("imap", banner="* PREAUTH welcome, you are somebody")
    yield Hostile("imap/secret/preauth-instead-of-starttls", preauth, ANY, at="in")
    yield Hostile("imap/login/ever-continuing", receiving("imap", script={"auth": endless(b"+ \r\n")}), ANY, at="in", meets="auth")
    yield Hostile("imap/login/other-tags", receiving("imap", script={"auth": echo("zz9 OK?", [b"in", b"in"])}), ANY, at="in", meets="auth")


REPORT = ("From: MAILER-DAEMON@mx.example\nTo: you\nSubject: Undelivered\nMIME-Version: 1.0\n"
          'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nsorry\n\n'
          "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; you@mx.example\n"
          "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user %s\n\n--b--")
INBOX = {"imap": {"examine": "* 1 EXISTS", "search": "* SEARCH 1", "fetch": "* 1 FETCH (UID 7 BODY[]<0> {3}"},
         "pop3": {"stat": "+OK 1 1", "top": "+OK"}}


def inbox_kinds(good):
    """What a server can do while the inbox is looked into; silence costs a run's whole time, so it is played where a mail is read."""
    go = good.encode()
    yield "endless", endless(go + b"\r\n")
    yield "line-without-end", endless(b"x" * 1000)
    yield "literal-4gb", raw(b"* 1 FETCH (BODY[]<0> {4294967295}\r\n", then=endless(b"x" * 1000))
    yield "other-tags", raw(b"* OK\r\nzz1 OK done\r\n* BYE\r\n", then=close)
    yield "escapes", raw("%s %s\r\n{tag} NO %s\r\n" % (good, ESCAPES, ESCAPES), then=close)
    yield "nul", raw(go + b" \0 \r\0\r\n{tag} OK \0\r\n", then=close)
    yield "close", close
    if good == INBOX["imap"]["fetch"] or good == INBOX["pop3"]["top"]:
        yield "stall", stall
        yield "drip", drip(good + "\r\nabc)\r\n")


def inbox():
    """The inbox is looked into: whatever comes, the run ends in time, and nothing there is changed."""
    for protocol, table in INBOX.items():
        for stage, good in table.items():
            for kind, action in inbox_kinds(good):
                yield Hostile("%s/%s/%s" % (protocol, stage, kind), receiving(protocol, script={stage: action}, mails=[REPORT % ""]),
                              ANY, at="in", meets=stage, argv=("--read-bounces",))
        for name, words in (("escapes", ESCAPES), ("bidi", BIDI), ("bad-utf8", BAD_UTF8), ("long", "x" * 3000)):
            yield Hostile("%s/report/%s" % (protocol, name), receiving(protocol, mails=[REPORT % words, REPORT % ""]), ANY, at="in",
                          argv=("--read-bounces",), text=True, judge=read_one)
        yield Hostile("%s/report/many" % protocol, receiving(protocol, mails=[REPORT % n for n in range(400)]), ANY, at="in",
                      argv=("--read-bounces",), judge=read_one)


def read_one(_world, result):
    """That reports were read at all is shown by what is said of them."""
    found = {one["id"] for one in (result.doc or {}).get("findings", [])}
    return [] if "inbox-reports" in found else ["no report was read: %s" % sorted(found)]


def cases():
    yield from stages()
    yield from inbox()
    yield from dangers()
