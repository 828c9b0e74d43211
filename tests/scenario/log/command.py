#!/usr/bin/env python3
"""`mailmend log`: counts, causes and their order, the text, which files are read in which order and what becomes of those that cannot be, what is
hidden, what is followed, and how it ends. The logs are written here; what real servers write is real.py's, what is damaged damaged.py's."""
import gzip
import os
import re
import selectors
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program          # noqa: E402
import suite            # noqa: E402

LIMIT = 6.0
CONTRACT = {"schema", "command", "lines", "bytes", "span", "messages", "sent", "deferred", "bounced", "rejected", "causes", "unexplained"}
OF_CAUSE = {"id", "confidence", "who", "temporary", "title", "meaning", "steps", "findings", "count", "example", "first", "last", "domains"}
DISTRUST = "550-5.7.26 Your email has been blocked because the sender is unauthenticated."
FULL = "552 5.2.2 <%s>: Mailbox full"
GREY = "450 4.2.0 <%s>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/there.example.html"
REJECT = ("%s mail postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 554 5.7.1 <a@b.example>: Relay access denied; "
          "from=<s@p.example> to=<a@b.example> proto=ESMTP helo=<x>\n")
RIDDLE = "%s mail postfix/pipe[9]: %s: to=<%s>, relay=guard, delay=1, status=bounced (Blaue Blume verwelkt)\n"


def accepted(when, ident, recipients=1):
    return "%s mail postfix/qmgr[7]: %s: from=<anna@firma.example>, size=9, nrcpt=%d (queue active)\n" % (when, ident, recipients)


def result(when, ident, to, status, words, dsn):
    relay = "mx.%s[192.0.2.25]" % to.partition("@")[2]
    said = words if status == "sent" else "host %s said: %s (in reply to RCPT TO command)" % (relay, words)
    return "%s mail postfix/smtp[8]: %s: to=<%s>, relay=%s:25, delay=1, delays=0/0/0/1, dsn=%s, status=%s (%s)\n" % (
        when, ident, to, relay, dsn, status, said)


def sent(when, ident, to):
    return result(when, ident, to, "sent", "250 2.0.0 Ok", "2.0.0")


def refused(when, ident, to, words):
    return result(when, ident, to, "bounced", words % to if "%s" in words else words, re.search(r"\d\.\d+\.\d+", words).group())


def delayed(when, ident, to, words):
    return result(when, ident, to, "deferred", words % to if "%s" in words else words, re.search(r"\d\.\d+\.\d+", words).group())


def removed(when, ident):
    return "%s mail postfix/qmgr[7]: %s: removed\n" % (when, ident)


def mail(day, n, line):
    """A whole mail of one recipient; line is one of the functions above with what it wants behind the id."""
    when, ident = "Nov %2d 10:%02d:01" % (day, n), "4Gx1Kq%04d" % n
    make, *more = line
    return accepted(when, ident) + make(when, ident, *more) + removed(when, ident)


def a_day():
    """Two mails reach, three are not believed, one mailbox is full, one waits; a client is turned away; one line is a riddle."""
    text = mail(20, 1, (sent, "ben@there.example")) + mail(20, 2, (refused, "x@far.example", DISTRUST))
    text += mail(20, 3, (refused, "y@far.example", DISTRUST)) + mail(20, 4, (refused, "y@other.example", DISTRUST))
    text += mail(20, 5, (refused, "ben@there.example", FULL)) + mail(20, 6, (sent, "ben@there.example"))
    text += accepted("Nov 20 10:07:01", "4Gx1Kq0007") + delayed("Nov 20 10:07:01", "4Gx1Kq0007", "z@there.example", GREY)
    return text + REJECT % "Nov 20 10:08:01" + RIDDLE % ("Nov 20 10:09:01", "4Gx1Kq0009", "z@weird.example")


COUNTS = {"lines": 22, "messages": 8, "recipients": 8, "sent": 2, "deferred": 1, "bounced": 5, "rejected": 1}


def write(context, name, text):
    path = os.path.join(context.folder, name)
    data = text if isinstance(text, bytes) else text.encode()
    with (gzip.open if name.endswith(".gz") else open)(path, "wb") as out:
        out.write(data)
    return path


def ask(context, *words, status=0, stdin=subprocess.DEVNULL, **more):
    """Runs it with --json; the outcome and what is wrong with it, whatever was asked."""
    outcome = program.run(context.folder, ["log", "--json", *words], LIMIT * 3, stdin=stdin, **more)
    bad = program.judge_process(outcome, LIMIT * 3, exits=(status,)) + program.judge_output(outcome, [])
    if not isinstance(outcome.doc, dict):
        return outcome, bad + ["stdout is not one JSON document: %r" % outcome.out[:120]]
    if status == 0:
        bad += ["it lacks %s" % ", ".join(sorted(CONTRACT - set(outcome.doc)))] if CONTRACT - set(outcome.doc) else []
        for cause in outcome.causes:
            bad += ["%s lacks %s" % (cause.get("id"), sorted(OF_CAUSE - set(cause)))] if OF_CAUSE - set(cause) else []
            bad += ["%s has nothing to do" % cause["id"]] if not cause["steps"] or not cause["title"] else []
        counts = [c["count"] for c in outcome.causes]
        bad += ["the causes are not in the order of their counts: %s" % counts] if counts != sorted(counts, reverse=True) else []
    elif status == 3 and not (outcome.doc.get("error") or {}).get("id"):
        bad.append("no error is named")
    return outcome, bad


def differs(doc, **right):
    return ["%s is %r, not %r" % (key, doc.get(key), value) for key, value in right.items() if doc.get(key) != value]


def counted(context):
    outcome, bad = ask(context, write(context, "mail.log", a_day()))
    doc = outcome.doc
    bad += differs(doc, schema=1, command="log", first_cause="sender-not-authenticated", approximate=False, **COUNTS)
    first = outcome.causes[0]
    bad += differs(first, id="sender-not-authenticated", count=3, bounced=3, deferred=0,
                   domains=[{"name": "far.example", "count": 2}, {"name": "other.example", "count": 1}])
    bad += differs({c["id"]: c["count"] for c in outcome.causes}, **{"mailbox-full": 1, "greylisted": 1, "relay-denied": 1})
    bad += [] if first["first"] < first["last"] else ["first %(first)s, last %(last)s" % first]
    bad += [] if DISTRUST in first["example"] else ["the example is %r" % first["example"]]
    riddles = [one["text"] for one in doc["unexplained"]]
    return bad + ([] if riddles == ["Blaue Blume verwelkt"] else ["unexplained: %s" % riddles])


def told(context):
    """The same in words: who acts, what to do, each cause under a number, and what was read."""
    outcome = program.run(context.folder, ["log", write(context, "mail.log", a_day())], LIMIT)
    text = outcome.out.decode()
    bad = program.judge_process(outcome, LIMIT, exits=(0,)) + program.judge_output(outcome, [])
    wanted = ("Delivered: 2.", "Given up: 5.", "1. Receivers cannot check that your mail really comes from you.", "What to do:",
              "far.example (2), other.example (1)", "What this server itself turned away", "What could not be explained",
              "Blaue Blume verwelkt", "mail.log: 22 lines")
    flat = " ".join(text.split())
    bad += ["the text does not say %r" % part for part in wanted if part not in flat]
    return bad + ["a line of %d columns" % len(line) for line in text.split("\n") if len(line) > 72 and " " in line.strip()][:2]


def in_german(context):
    outcome, bad = ask(context, "--lang", "de", write(context, "mail.log", a_day()))
    return bad + differs(outcome.doc, first_cause="sender-not-authenticated", **COUNTS)


def in_order_of_time(context):
    """A mail that waited in the first file was sent in the last; which is which is told by their times, not by their names."""
    old = write(context, "a.gz", accepted("Nov 18 10:00:01", "4Gx1Kq0001") + delayed("Nov 18 10:00:01", "4Gx1Kq0001", "z@there.example", GREY))
    new = write(context, "b", sent("Nov 19 10:10:01", "4Gx1Kq0001", "z@there.example") + removed("Nov 19 10:10:01", "4Gx1Kq0001"))
    bad = []
    for words in ((old, new), (new, old), (new, old, new)):
        outcome, found = ask(context, *words)
        found += differs(outcome.doc, sent=1, deferred=0, messages=1, lines=4, causes=[])
        found += [] if [c["id"] for c in outcome.doc["overcome"]] == ["greylisted"] else ["overcome: %s" % outcome.doc["overcome"]]
        outcomes = [one["outcome"] for one in outcome.doc["files"]]
        found += [] if outcomes == ["read", "read", "same"][:len(words)] or outcomes == ["read", "same", "read"] else [str(outcomes)]
        bad += ["%s: %s" % (" ".join(map(os.path.basename, words)), one) for one in found]
    return bad


def from_a_pipe(context):
    with open(write(context, "mail.log", a_day()), "rb") as stdin:
        outcome, bad = ask(context, "-", stdin=stdin)
    return bad + differs(outcome.doc, **COUNTS)


def since(context):
    text = mail(18, 1, (refused, "x@far.example", DISTRUST)) + mail(20, 2, (sent, "ben@there.example"))
    year = time.gmtime().tm_year - (time.gmtime().tm_yday < 325)    # when the 20th of November was last
    outcome, bad = ask(context, "--since", "%d-11-20" % year, write(context, "mail.log", text))
    bad += differs(outcome.doc, sent=1, bounced=0, causes=[])
    for wrong in ("yesterdays", "3x", "2026-13-01", ""):
        bad += ask(context, "--since", wrong, "-", status=2)[1]
    return bad


def unreadable(context):
    good = write(context, "mail.log", a_day())
    os.mkdir(os.path.join(context.folder, "folder"))
    os.symlink("/dev/null", os.path.join(context.folder, "device"))
    os.symlink("loop", os.path.join(context.folder, "loop"))
    write(context, "empty", b"")
    write(context, "xz", b"\xfd7zXZ\0" + bytes(64))
    write(context, "letter", "Dear Anna,\nhow are you?\n" * 50)
    write(context, "half.gz", a_day())
    with open(os.path.join(context.folder, "half.gz"), "r+b") as half:
        half.truncate(os.path.getsize(half.name) - 12)
    bad = []
    for name, outcome_name in (("missing", "missing"), ("folder", "directory"), ("loop", "loop"), ("empty", "empty"), ("xz", "packed"),
                               ("device", "device"), ("letter", "read"), ("half.gz", "broke-off")):
        path = os.path.join(context.folder, name)
        alone, found = ask(context, path, status=0 if name == "half.gz" else 3)
        beside, more = ask(context, path, good)
        if name != "half.gz":
            more += differs(beside.doc, sent=COUNTS["sent"], bounced=COUNTS["bounced"])
        outcomes = {os.path.basename(one["path"]): one["outcome"] for one in beside.doc["files"]}
        if outcomes.get(name) != outcome_name or outcomes.get("mail.log") != "read":
            more.append("the files: %s" % outcomes)
        bad += ["%s: %s" % (name, one) for one in found + more]
    return bad


def hidden(context):
    """No name of the log is left where names are hidden, and reports hide them unasked."""
    log = write(context, "mail.log", a_day())
    reports = [os.path.join(context.folder, name) for name in ("page.txt", "page.json")]
    outcome, bad = ask(context, "--mask", "--report", reports[0], "--report", reports[1], log)
    made = [("stdout", outcome.out.decode())]
    for path in reports:
        with open(path, encoding="utf-8") as report:
            made.append((os.path.basename(path), report.read()))
    for name, text in made:
        bad += ["%s holds %s" % (name, word) for word in ("firma.example", "there.example", "far.example", "198.51.100.7", "ben@") if word in text]
    return bad + ask(context, "--report", "page.html", log, status=2)[1]


def harmful(context):
    """Bytes that would harm a terminal, within what is quoted."""
    evil = "550 5.7.26 \x1b[31m\u202eunauthenticated\x07\x9b31m"
    text = accepted("Nov 20 10:00:01", "4Gx1Kq0001") + refused("Nov 20 10:00:01", "4Gx1Kq0001", "x@far\x1b[2J.example", evil)
    text += RIDDLE.replace("Blaue", "\x1b]0;Blaue") % ("Nov 20 10:00:02", "4Gx1Kq0002", "x@far.example")
    log = write(context, "mail.log", text.replace("\n", "\r\n").encode("utf-8", "surrogateescape") + b"\0\0\xff\xfe no end")
    outcome, bad = ask(context, log)
    plain = program.run(context.folder, ["log", log], LIMIT)
    return bad + program.judge_output(plain, []) + differs(outcome.doc, bounced=2)


class Watched:
    """A run whose standard output is read as it comes."""

    def __init__(self, context, *words, stdin=subprocess.DEVNULL):
        env = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": context.folder}
        self.child = subprocess.Popen([program.binary(), "log", *words], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
        self.text, self.ready = "", selectors.DefaultSelector()
        self.ready.register(self.child.stdout, selectors.EVENT_READ)

    def until(self, word, seconds=10.0):
        end = time.monotonic() + seconds
        while word not in self.text and self.ready.select(max(0.0, end - time.monotonic())):
            data = os.read(self.child.stdout.fileno(), 65536)
            if not data:
                break
            self.text += data.decode()
        return word in self.text

    def end(self):
        self.child.send_signal(signal.SIGINT)
        rest, _ = self.child.communicate(timeout=20)
        self.text += rest.decode()
        return self.child.returncode


def followed(context):
    log = write(context, "mail.log", a_day())
    running = Watched(context, "--follow", log)
    bad = [] if running.until("Ctrl-C ends it") else ["what was there is not told: %r" % running.text[:200]]
    before = len(running.text)
    with open(log, "a", encoding="utf-8") as more:
        more.write(mail(20, 11, (refused, "q@far.example", DISTRUST)))
    if not running.until("+1 Receivers cannot check"):
        bad.append("what came is not told: %r" % running.text[before:][:200])
    status = running.end()
    bad += [] if status == 130 else ["exit code %s" % status]
    return bad + ([] if "Given up: 6." in " ".join(running.text.split()) else ["the end does not count it"])


def interrupted(context):
    """What was found so far is told."""
    read, written = os.pipe()
    running = Watched(context, "--json", "-", stdin=read)
    os.close(read)
    os.write(written, a_day().encode() * 2 + b"Nov 20 ")
    bad = []
    try:
        end = time.monotonic() + 10
        while time.monotonic() < end:       # until it has taken all that was written, and some time to look at it
            left = subprocess.run(["cat", "/proc/%d/io" % running.child.pid], capture_output=True, text=True, check=False).stdout
            taken = re.search(r"^rchar: (\d+)", left, re.M)
            if not taken or int(taken.group(1)) > len(a_day()) * 2:
                break
        running.ready.select(0.3)
        status = running.end()
    finally:
        os.close(written)
    if status != 130:
        bad.append("exit code %s" % status)
    try:
        doc = program.json.loads(running.text)
    except ValueError:
        return bad + ["stdout is not one JSON document: %r" % running.text[:120]]
    return bad + differs(doc, interrupted=True, sent=4)


def usual_places(context):
    """Whatever this computer has: one document, in time, and never an error without a word for people."""
    outcome = program.run(context.folder, ["log", "--json"], LIMIT * 3)
    bad = program.judge_process(outcome, LIMIT * 3, exits=(0, 3), memory=False) + program.judge_output(outcome, [])
    if outcome.doc is None or outcome.doc.get("command") != "log":
        return bad + ["stdout is not one JSON document: %r" % outcome.out[:120]]
    return bad + (["nothing is said on stderr"] if outcome.status == 3 and not outcome.err.strip() else [])


def main():
    cases = [suite.Case(one.__name__.replace("_", "-"), one) for one in (
        counted, told, in_german, in_order_of_time, from_a_pipe, since, unreadable, hidden, harmful, followed, interrupted, usual_places)]
    return suite.Suite(__doc__, cases, jobs=2, prefix="log").main()


if __name__ == "__main__":
    sys.exit(main())
