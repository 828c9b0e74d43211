"""Hostile servers for sending: every stage crossed with every kind of harm, and what only SMTP can do (hazards 1 to 21)."""
import base64

from actions import close, counted, drip, echo, endless, raw, reset, say, stall
from hostile import ANY, BAD_UTF8, BIDI, ESCAPES, NOT_SENT, SENT, Hostile, bends, plan, script, setting
from world import encoded_forms

STAGES = {"banner": (220, 554), "ehlo": (250, 550), "starttls": (220, 454), "ehlo2": (250, 550), "auth": (235, 535),
          "mail": (250, 550), "rcpt": (250, 550)}
CODES = (220, 221, 354, 421, 454, 500, 501, 530)


def kinds(good, refuse):
    """What can be done in place of a reply: (name, action, verdicts, shown as text)."""
    go, no = str(good), str(refuse)
    yield "endless", endless((go + "-more of it\r\n").encode()), NOT_SENT, False
    yield "line-1mb", raw(go + " " + "x" * (1 << 20) + "\r\n"), NOT_SENT, False
    yield "line-without-end", endless(b"x" * 1000), NOT_SENT, False
    yield "lines-100000", counted((go + "-one more line\r\n").encode(), 100000, (go + " last\r\n").encode()), NOT_SENT, False
    yield "drip", drip(go + " a reply that takes its time, byte by byte\r\n"), NOT_SENT, False
    yield "nul", raw(no + " a\0b\0\r\n"), NOT_SENT, True
    yield "bare-cr", raw(no + " one\rtwo\r\n"), NOT_SENT, False
    yield "bare-lf", raw(no + "-one\n" + no + " two\n"), NOT_SENT, False
    yield "escapes", say(no + " " + ESCAPES), NOT_SENT, True
    yield "bidi", say(no + " " + BIDI), NOT_SENT, True
    yield "bad-utf8", say(no + " " + BAD_UTF8), NOT_SENT, True
    yield "close", close, NOT_SENT, False
    yield "reset", reset, NOT_SENT, False
    yield "stall", stall, NOT_SENT, False
    yield "half-then-close", raw(go + "-begun\r\n" + go, then=close), NOT_SENT, False
    yield "half-then-stall", raw(go + "-begun\r\n" + go, then=stall), NOT_SENT, False
    yield "421", say("421 4.3.2 Service shutting down", then=close), NOT_SENT, False
    yield "mixed-codes", say(go + "-one", "550-two", go + " three"), ANY, False
    yield "two-digits", say(go[:2] + " short"), NOT_SENT, False
    yield "four-digits", say(go + "0 long"), NOT_SENT, False
    yield "no-separator", say(go + "x"), NOT_SENT, False
    yield "letters", say("OKAY then"), NOT_SENT, False
    yield "code-000", say("000 nothing"), NOT_SENT, False
    yield "code-999", say("999 nothing"), NOT_SENT, False
    yield "empty-lines", raw("\r\n\r\n\r\n", then=stall), NOT_SENT, False


def matrix():
    for stage, codes in STAGES.items():
        for kind, action, verdicts, text in kinds(*codes):
            yield Hostile("smtp/%s/%s" % (stage, kind), bends(setting(security="starttls"), script(stage, action)),
                          verdicts=verdicts, meets=stage, text=text and stage in ("banner", "auth", "rcpt"))
    for kind, action, verdicts, text in kinds(*STAGES["banner"]):
        if kind in ("endless", "line-without-end", "drip", "nul", "escapes", "close", "reset", "stall"):
            yield Hostile("smtp/banner-in-tls/" + kind, bends(setting(security="tls"), script("banner", action)), verdicts=verdicts,
                          meets="banner")


def unexpected_codes():
    """The table of hazard 10: ordinary codes where they do not belong."""
    for stage, usual in (("banner", 220), ("ehlo", 250), ("starttls", 220)):
        for code in CODES:
            if code != usual:
                yield Hostile("smtp/code/%s-%d" % (stage, code), bends(setting(security="starttls"), script(stage, say("%d what" % code))),
                              verdicts=ANY if code < 300 else NOT_SENT, meets=stage)
    for code in CODES:
        yield Hostile("smtp/code/rset-%d" % code, script("rset", say("%d what" % code)), verdicts=ANY, meets="rset")
        yield Hostile("smtp/code/quit-%d" % code, script("quit", say("%d what" % code)), verdicts=SENT, meets="quit")
        yield Hostile("smtp/code/helo-%d" % code,
                      bends(setting(security="starttls"), script("ehlo", say("502 5.5.1 EHLO not known")),
                            script("helo", say("%d what" % code))), meets="ehlo")


def small_departures():
    """What looks odd and is allowed, or breaks one line only: sending goes on."""
    for stage, (good, _) in STAGES.items():
        if stage not in ("ehlo", "ehlo2"):
            yield Hostile("smtp/odd/%s-without-text" % stage, bends(setting(security="starttls"), script(stage, raw("%d\r\n" % good))
                                                                   if stage != "auth" else plan(says={"auth": "235"})), SENT)
    words = ("SIZE 99999999999999999999999999", "SIZE -1", "SIZE", "size 0", "AUTH", "8BITMIME trailing words", "XXXXXXXA", "x" * 900)
    for word in words:
        yield Hostile("smtp/odd/keyword-%s" % word[:12].replace(" ", "_"), plan(keywords=(word, "8BITMIME")), SENT)
    yield Hostile("smtp/odd/60-methods", plan(methods=tuple("X-METHOD-%d" % n for n in range(58)) + ("PLAIN", "LOGIN")), SENT)
    yield Hostile("smtp/odd/auth-with-equals-sign",
                  bends(setting(security="tls"), plan(methods=("PLAIN",)),
                        lambda w: w.smtp.says.update(ehlo2="250-%s\n250-AUTH=PLAIN LOGIN\n250 HELP" % w.host)), SENT)
    yield Hostile("smtp/odd/lower-case-keywords", bends(setting(security="starttls"), plan(methods=("LOGIN", "PLAIN")), lambda w: w.smtp.says.update(
        ehlo="250-%s\n250-starttls\n250 help" % w.host, ehlo2="250-%s\n250-auth LOGIN PLAIN\n250 help" % w.host)), SENT)
    yield Hostile("smtp/odd/quit-is-cut", script("quit", reset), SENT, meets="quit")
    yield Hostile("smtp/odd/quit-is-silent", script("quit", stall), SENT, meets="quit")
    for kind, action in (("endless", endless(b"250-more\r\n")), ("close", close), ("stall", stall), ("escapes", say("550 " + ESCAPES))):
        yield Hostile("smtp/odd/rset-" + kind, script("rset", action), ANY, meets="rset")


def secrets_in_danger():
    """What is done to get at the password, and what comes back from a server that has it."""
    early = "220 go on\r\n250-evil.example\r\n250-AUTH PLAIN LOGIN\r\n250 HELP\r\n"
    tls = setting(security="starttls")
    yield Hostile("smtp/secret/early-after-starttls", bends(tls, script("starttls", raw(early))), secret="never", meets="starttls")
    yield Hostile("smtp/secret/early-single-byte", bends(tls, script("starttls", raw("220 go on\r\nx"))), secret="never", meets="starttls")
    yield Hostile("smtp/secret/early-login-accepted", bends(tls, script("starttls", raw("220 go\r\n235 2.7.0 welcome\r\n250 ok\r\n"))),
                  secret="never", meets="starttls")
    yield Hostile("smtp/secret/early-ehlo", script("banner", raw("220 x ready\r\n250-x\r\n250 AUTH PLAIN LOGIN\r\n")), ANY)
    for code in (354, 454, 502):
        yield Hostile("smtp/secret/starttls-%d-then-auth" % code,
                      bends(tls, plan(clear_methods=("PLAIN", "LOGIN")), lambda w, code=code: w.smtp.says.update(
                          starttls="%d 4.7.0 not now" % code)), secret="never", meets="starttls")
    yield Hostile("smtp/secret/stripped-with-auth", bends(tls, plan(starttls=False, clear_methods=("PLAIN", "LOGIN"))), secret="never")
    yield Hostile("smtp/secret/stripped-auto", bends(setting(security="auto", speaks="starttls"),
                                                    plan(starttls=False, clear_methods=("PLAIN", "LOGIN"))), secret="never")
    yield Hostile("smtp/secret/security-none", bends(setting(security="none"), plan(starttls=False, clear_methods=("PLAIN", "LOGIN"))),
                  ANY, secret="never")
    yield Hostile("smtp/secret/login-only-before-tls", bends(tls, plan(clear_methods=("PLAIN", "LOGIN"), methods=())), secret="never")
    yield Hostile("smtp/secret/second-ehlo-refused", bends(tls, plan(clear_methods=("PLAIN",)), script("ehlo2", say("502 no"))),
                  secret="never", meets="ehlo2")
    yield Hostile("smtp/secret/second-ehlo-silent-about-login", bends(tls, lambda w: w.smtp.says.update(
        ehlo="250-%s\n250-STARTTLS\n250 AUTH PLAIN LOGIN" % w.host, ehlo2="250 %s" % w.host)), secret="never", meets="ehlo2")
    for stage, code in (("auth", 535), ("mail", 550), ("rcpt", 550)):
        yield Hostile("smtp/secret/echoed-at-" + stage, tell_secret(stage, code), meets=stage, text=True)
    yield Hostile("smtp/secret/echoed-in-pieces", tell_secret("rcpt", 550, split=True), meets="rcpt", text=True)
    yield Hostile("smtp/secret/token-methods-only", plan(methods=("XOAUTH2", "OAUTHBEARER", "EXTERNAL", "ANONYMOUS")), secret="never")


def tell_secret(stage, code, split=False):
    """The server says the password back, in every form that it can make of it."""
    def bend(world):
        forms = encoded_forms(world.user, world.password)
        if split:
            forms = [b"you said " + form + b" and " + form for form in forms]
        world.smtp.says[stage] = "\n".join("%d-%s" % (code, form.decode("utf-8", "replace")) for form in forms) + "\n%d end" % code
    return bend


def login_exchange():
    only_login, only_scram = plan(methods=("LOGIN",)), plan(methods=("SCRAM-SHA-256",))
    first = base64.b64encode
    answers = {"not-base64": b"334 !!!! this is no base64 !!!!\r\n", "empty": b"334\r\n", "binary": b"334 " + first(bytes(range(256))) + b"\r\n",
               "10mb": b"334 " + b"QUFB" * (10 << 18) + b"\r\n"}
    for kind, data in answers.items():
        yield Hostile("smtp/login/challenge-" + kind, bends(only_login, script("challenge", raw(data))), ANY, meets="challenge")
        yield Hostile("smtp/login/scram-" + kind, bends(only_scram, script("challenge", raw(data))), NOT_SENT, meets="challenge")
    yield Hostile("smtp/login/endless-334", bends(only_login, script("auth", ever_asking)), NOT_SENT, meets="auth", judge=rounds_are_bounded)
    yield Hostile("smtp/login/plain-ever-asked", bends(plan(methods=("PLAIN",)), script("auth", ever_asking)), NOT_SENT, meets="auth",
                  judge=rounds_are_bounded)
    messages = {"no-nonce": b"s=QUFB,i=4096", "short-nonce": b"r=abc,s=QUFB,i=4096", "zero-rounds": b"r={n}xyz,s=QUFB,i=0",
                "negative-rounds": b"r={n}xyz,s=QUFB,i=-1", "huge-rounds": b"r={n}xyz,s=QUFB,i=4294967295",
                "many-rounds": b"r={n}xyz,s=QUFB,i=2000000000", "no-salt": b"r={n}xyz,s=,i=4096", "bad-salt": b"r={n}xyz,s=@@@,i=4096",
                "empty": b"", "extension": b"m=must,r={n}xyz,s=QUFB,i=4096", "long-salt": b"r={n}xyz,s=" + b"QUFB" * 2000 + b",i=4096"}
    for kind, text in messages.items():
        yield Hostile("smtp/login/scram-" + kind, bends(only_scram, script("auth", scram_first(text))), NOT_SENT, meets="auth")
    yield Hostile("smtp/login/scram-unproven-server", bends(only_scram, script("auth", scram_first(b"r={n}xyz,s=QUFB,i=4096", lie=True))),
                  ANY, meets="auth")
    yield Hostile("smtp/login/cut-after-login", plan(methods=("PLAIN",), script={"auth": reset}), NOT_SENT, meets="auth")
    yield Hostile("smtp/login/two-answers", plan(says={"auth": "235 2.7.0 yes\n535 5.7.8 no"}), ANY)
    yield Hostile("smtp/login/mixed-answer", plan(says={"auth": "235-2.7.0 yes\n535 5.7.8 no"}), NOT_SENT)
    yield Hostile("smtp/envelope/three-answers-at-once", script("mail", raw("250 1\r\n250 2\r\n250 3\r\n")), ANY, meets="mail")
    yield Hostile("smtp/envelope/354-to-mail", script("mail", say("354 go ahead")), NOT_SENT, meets="mail")
    yield Hostile("smtp/envelope/one-answer-for-two", plan(keywords=("PIPELINING",), script={"rcpt": stall}), NOT_SENT, meets="rcpt")
    yield Hostile("smtp/envelope/echo", script("rcpt", echo("550?", [b"\x1b[31mred", b"plain"])), NOT_SENT, meets="rcpt", text=True)


def ever_asking(session):
    """334 to whatever comes; counts how often the client went along."""
    session.plan.rounds = 0
    while session.plan.rounds < 1000:
        session.wire.send(b"334 VXNlcm5hbWU6\r\n")
        if session.wire.read_line() == b"*":
            session.wire.send(b"501 5.7.0 cancelled\r\n")
            return
        session.plan.rounds += 1


def rounds_are_bounded(world, _result):
    rounds = getattr(world.smtp, "rounds", 0)
    return [] if rounds <= 6 else ["it answered %d challenges" % rounds]


def scram_first(text, lie=False):
    """A server-first message; {n} is the client's nonce. With `lie`, the login is then accepted with a false proof."""
    def act(session):
        line = session.wire.lines[-1].strip().split(b" ")
        sent = line[2] if len(line) > 2 else ask(session, b"334 \r\n")
        nonce = base64.b64decode(sent + b"==").partition(b"r=")[2].split(b",")[0]
        final = ask(session, b"334 " + base64.b64encode(text.replace(b"{n}", nonce)) + b"\r\n")
        if final != b"*" and lie:
            ask(session, b"334 " + base64.b64encode(b"v=" + base64.b64encode(b"x" * 32)) + b"\r\n")
            session.logged_in = True
            session.wire.send(b"235 2.7.0 welcome\r\n")
            return
        session.wire.send(b"535 5.7.8 no\r\n" if final != b"*" else b"501 5.7.0 cancelled\r\n")

    def ask(session, data):
        session.wire.send(data)
        return session.wire.read_line()
    return act


def no_mail_server():
    other = {"http": b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n", "ssh": b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
             "imap": b"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", "pop3": b"+OK Dovecot ready. <1.2.3@x>\r\n"}
    for kind, data in other.items():
        yield Hostile("smtp/other/" + kind, bends(setting(security="starttls"), script("banner", raw(data, then=stall))),
                      causes=frozenset({"server-not-mail", "port-wrong"}), meets="banner")
    yield Hostile("smtp/other/random-bytes", bends(setting(security="starttls"),
                                                  lambda w: script("banner", raw(w.rng.randbytes(4000), then=stall))(w)), meets="banner")
    yield Hostile("smtp/other/mysql", bends(setting(security="starttls"), script("banner", raw(
        b"J\0\0\0\x0a8.0.33\0\x08\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15" + b"\0" * 10, then=stall))), meets="banner")


def cases():
    for table in (matrix, unexpected_codes, small_departures, secrets_in_danger, login_exchange, no_mail_server):
        yield from table()
