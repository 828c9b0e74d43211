#!/usr/bin/env python3
"""`mailmend explain` as a person or a script runs it: replies, the words of programs around them, mails that came back in several
dialects, what is no failure, what cannot be read, and what means harm. Its JSON, its exit codes, its words on a narrow terminal."""
import dataclasses
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import mails            # noqa: E402
import program          # noqa: E402
import suite            # noqa: E402
from mails import FRIEND, SECOND, THEIRS, THIRD, exim, group, head, postfix_prose, qmail, report, sendmail   # noqa: E402

LIMIT = 10.0            # a mail of any kind, on a machine that is busy; by itself it takes less than one second
FIELDS = {"schema", "command", "kind", "causes", "first_cause", "reply", "recipients"}
REPLY = {"code", "enhanced", "text", "said_by", "command"}
RECIPIENT = {"address", "status", "action", "diagnostic", "first_cause"}
MIB = 1 << 20


@dataclasses.dataclass
class Case:
    name: str
    given: object                   # str or bytes
    kind: str = "reply"
    first: str = None               # the first cause; None: there is none
    recipients: list = None         # (address, first cause, action)
    code: int = None
    said_by: str = None
    exit: int = 0
    args: tuple = ()
    also: tuple = ()                # what may come first as well
    who: str = None                 # who must act on the first cause
    passes: bool = None             # whether it goes away by itself
    texts: tuple = ()               # what stands in the text for people


def delayed(address, status, reply):
    return group(address, status, reply, action="delayed", more="\nWill-Retry-Until: Wed, 25 Nov 2026 09:14:01 +0100")


TWO = report([group(FRIEND, "5.1.1", f"550 5.1.1 <{FRIEND}>: user unknown"), group(SECOND, "5.2.2", "552 5.2.2 Mailbox full"),
              group("vier@anderswo.example", "2.0.0", "250 OK", action="delivered")])
GREEDY = "\x1b]0;owned\x07\x1b[31m550 5.1.1 user unknown \u202egnp.exe\u202c \u200b\x9b31m"

CASES = [
    Case("reply", "550 5.1.1 <freund@anderswo.example>: user unknown\n", first="recipient-unknown", code=550),
    Case("reply/password", "535 5.7.8 Error: authentication failed\n", first="wrong-password", code=535),
    Case("reply/several-lines", "550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires "
         "all senders to authenticate with either SPF or DKIM.\n550 5.7.26  gsmtp\n", first="sender-not-authenticated", code=550),
    Case("reply/crlf", "552 5.2.2 Mailbox full\r\n", first="mailbox-full", code=552),
    Case("reply/utf-16", "550 5.1.1 user unknown\r\n".encode("utf-16"), first="recipient-unknown", code=550),
    Case("reply/nul", b"550 5.1.1\0 user unknown\n", first="recipient-unknown", code=550),
    Case("wrapper/thunderbird", "An error occurred while sending mail. The mail server responded:  5.1.1 <freund@anderswo.example>: "
         "Recipient address rejected: User unknown in virtual mailbox table.\nPlease check the message recipient and try again.",
         first="recipient-unknown"),
    Case("wrapper/python", "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed: UGFzc3dvcmQ6')",
         first="wrong-password", code=535),
    Case("wrapper/msmtp", "msmtp: authentication failed (method PLAIN)\nmsmtp: server message: 535 5.7.8 Error: authentication failed\n"
         "msmtp: could not send mail (account default from /home/anna/.msmtprc)", first="wrong-password", code=535),
    Case("wrapper/line-of-a-log", "Nov 20 09:14:05 mail postfix/smtp[4711]: 4F1A: to=<freund@anderswo.example>, relay=mx.anderswo.example"
         "[203.0.113.25]:25, delay=1.2, dsn=5.2.2, status=bounced (host mx.anderswo.example[203.0.113.25] said: 552 5.2.2 Mailbox full "
         "(in reply to RCPT TO command))", first="mailbox-full", code=552),
    Case("bounce/rfc3464", TWO, "bounce", "recipient-unknown", [(FRIEND, "recipient-unknown", "failed"), (SECOND, "mailbox-full", "failed")],
         550, THEIRS, texts=("What to do:", FRIEND, SECOND)),
    Case("bounce/delayed", report([delayed(FRIEND, "4.4.1", "connect to mx.anderswo.example[203.0.113.25]:25: Connection timed out")]),
         "bounce", "recipient-unreachable", [(FRIEND, "recipient-unreachable", "delayed")], texts=("still being tried until 2026-11-25",
         "goes away by itself"), passes=True),
    Case("bounce/given-up", report([group(FRIEND, "4.4.1", "connect to mx.anderswo.example[203.0.113.25]:25: Connection timed out")]),
         "bounce", "recipient-unreachable", [(FRIEND, "recipient-unreachable", "failed")], who="recipient", passes=False),
    Case("bounce/relay", report([group(FRIEND, "5.7.1", f"554 5.7.1 <{FRIEND}>: Relay access denied")]), "bounce", "relay-denied",
         [(FRIEND, "relay-denied", "failed")], who="recipient"),
    Case("bounce/number", exim("550 5.7.25 The IP address sending this message [198.51.100.7] does not have a PTR record setup"), "bounce",
         "ptr-missing", who="admin", texts=("back to 198.51.100.7", "2026-11-20")),
    Case("bounce/postfix", postfix_prose("550 5.1.1 User unknown"), "bounce", "recipient-unknown", [(FRIEND, "recipient-unknown", "failed")],
         550, THEIRS),
    Case("bounce/exim", exim("552 5.2.2 mailbox is full"), "bounce", "mailbox-full", [(FRIEND, "mailbox-full", "failed")], 552),
    Case("bounce/qmail", qmail(f"203.0.113.25 does not like recipient.\nRemote host said: 550 5.1.1 user unknown\nGiving up on 203.0.113.25."),
         "bounce", "recipient-unknown", [(FRIEND, "recipient-unknown", "failed")], 550),
    Case("bounce/sendmail", sendmail("550 5.2.1 Mailbox disabled for this recipient", f"550 5.1.1 <{FRIEND}>... User unknown"), "bounce",
         "recipient-suspended", [(FRIEND, "recipient-suspended", "failed")]),
    Case("bounce/loop", report([group(THIRD, "5.4.6", "mail for weg.example loops back to myself")]), "bounce", "mail-loop",
         [(THIRD, "mail-loop", "failed")]),
    Case("bounce/crlf", TWO.replace("\n", "\r\n"), "bounce", "recipient-unknown",
         [(FRIEND, "recipient-unknown", "failed"), (SECOND, "mailbox-full", "failed")]),
    Case("bounce/quoted", "".join("> " + line + "\n" for line in TWO.split("\n")), "bounce", "recipient-unknown",
         [(FRIEND, "recipient-unknown", "failed"), (SECOND, "mailbox-full", "failed")]),
    Case("bounce/utf-16", TWO.encode("utf-16"), "bounce", "recipient-unknown",
         [(FRIEND, "recipient-unknown", "failed"), (SECOND, "mailbox-full", "failed")]),
    Case("bounce/nul", TWO.replace("user unknown", "user\0 unknown").encode(), "bounce", "recipient-unknown",
         [(FRIEND, "recipient-unknown", "failed"), (SECOND, "mailbox-full", "failed")]),
    Case("bounce/in-another-name", TWO.replace(f"MAILER-DAEMON@{mails.OWN}", f"MAILER-DAEMON@{THEIRS}").replace(
        f"From: Anna <{mails.SENDER}>", "From: Eve <eve@fremd.example>").replace("<7@firma.example>", "<7@fremd.example>"), "bounce",
         "recipient-unknown", texts=("sent in another name",)),
    Case("bounce/admin", TWO, "bounce", "recipient-unknown", args=("--role", "admin")),
    Case("mbox", f"From MAILER-DAEMON Fri Nov 20 09:14:05 2026\n{mails.ORDINARY}\nFrom MAILER-DAEMON Fri Nov 20 09:15:05 2026\n{mails.AUTO_REPLY}\n"
         f"From MAILER-DAEMON Fri Nov 20 09:16:05 2026\n{exim('552 5.2.2 mailbox is full')}", "bounce", "mailbox-full",
         [(FRIEND, "mailbox-full", "failed")], texts=("2 more mails",)),
    Case("message/out-of-office", mails.AUTO_REPLY, "message", texts=("automatic answer",)),
    Case("message/delivered", mails.DELIVERED, "message"),
    Case("message/complaint", mails.COMPLAINT, "message"),
    Case("message/ordinary", mails.ORDINARY, "message", texts=("ordinary mail",)),
    Case("unknown", "Guten Tag, wie geht es Ihnen?\n", "unknown", exit=3, texts=("Nothing in this text",)),
    Case("unknown/rows-like-fields", "Error: something\nHint: none\n", "unknown", exit=3),
]

# What means harm: it is survived, in time and within bounds, and nothing harmful is printed; what it is called is left open.
DEEP = "".join('Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
HOSTILE = {
    "escapes": report([group(f"a{GREEDY}@x.example", "5.1.1", "550 5.1.1 " + GREEDY)], words=GREEDY, reporter=GREEDY),
    "escapes-in-a-reply": GREEDY,
    "escapes-in-prose": exim(GREEDY, address="a\x1b[2J@x.example"),
    "mime-depth": head("x", more="MIME-Version: 1.0\n") + DEEP,
    "mime-count": head("x", more='MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n') + "\n" +
                  "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n" * 20000,
    "mime-size": report([group(FRIEND, "5.1.1", "550 5.1.1 user unknown")], words="A" * (6 * MIB)),
    "mime-base64": head("x", more='MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n') +
                   "\n--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n" + "QUFB" * MIB + "\n--b--\n",
    "recipients": report([group("n%d@x.example" % n, "5.1.1", "550 5.1.1 user unknown") for n in range(5000)]),
    "recipients-alike": report([group(FRIEND, "5.1.1", "550 5.1.1 user unknown")] * 8000),
    "long-line": "550 5.1.1 user unknown " + "x" * (10 * MIB),
    "long-line-mail": head("x" * (10 * MIB)) + "\n550 5.1.1 user unknown\n",
    "fields": "".join("X-%d: y\n" % n for n in range(100000)) + "\nbody\n",
    "colons": "a:" * MIB,
    "newlines": "\n" * MIB + "550 5.1.1 user unknown\n",
    "nuls-in-text": b"550 5.1.1 user unknown\n" * 1000 + b"\0" * 500,
    "from-lines": "From x\n\n" * 100000,
    "encoded-words": head("=?utf-8?B?" * 100000) + "\nx\n",
    "wrong-charset": head("x", more="Content-Type: text/plain; charset=x-nothing\n").encode() + b"\n550 5.1.1 \xff\xfe\x80\xe4 user unknown\n",
    "codes": "550 5.1.1 no\n" * 200000,
    "angle": "<" * MIB + "550 5.1.1",
}

UNREADABLE = {
    "missing": ("no-such-file", "unreadable"), "folder": (".", "unreadable"), "empty": (b"", "empty"), "blank": (b" \r\n\t\n", "empty"),
    "binary": (bytes(range(256)) * 64, "not-text"), "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f" * 20, "not-text"),
    "nuls": (b"\0" * 5000, "not-text"),
}


def write(folder, given):
    path = os.path.join(folder, "given.eml")
    with open(path, "wb") as file:
        file.write(given if isinstance(given, bytes) else given.encode("utf-8"))
    return path


def limit():
    return LIMIT * (6 if program.sanitized() else 1)


def judge_document(doc):
    """The contract's fields, and what holds for causes in every document."""
    if not isinstance(doc, dict) or "error" in doc:
        return ["no document: %s" % (doc and doc.get("error"))]
    bad = ["it lacks %s" % ", ".join(sorted(FIELDS - set(doc)))] if FIELDS - set(doc) else []
    bad += ["%s is %r" % (key, doc[key]) for key, right in (("schema", 1), ("command", "explain")) if doc[key] != right]
    bad += program.judge_causes({**doc, "verdict": "cannot-send" if doc["causes"] else "unknown",
                                 "checks": [{"id": "errors.bounce"}, {"id": "errors.message"}]})
    if doc["reply"] is not None and REPLY - set(doc["reply"]):
        bad.append("the reply lacks %s" % sorted(REPLY - set(doc["reply"])))
    for one in doc["recipients"]:
        bad += ["a recipient lacks %s" % sorted(RECIPIENT - set(one))] if RECIPIENT - set(one) else []
        if one["action"] not in ("failed", "delayed"):
            bad.append("the action is %r" % one["action"])
    addresses = [one["address"] for one in doc["recipients"] if one["address"]]
    if len(addresses) != len(set(addresses)):
        bad.append("a recipient stands twice")
    return bad


def judge_case(case, result):
    doc = result.doc
    bad = program.judge_process(result, limit(), exits=(case.exit,)) + program.judge_output(result, ()) + judge_document(doc)
    if bad:
        return bad
    if doc["kind"] != case.kind:
        bad.append("kind %s, expected %s" % (doc["kind"], case.kind))
    if doc["first_cause"] != case.first and doc["first_cause"] not in case.also:
        bad.append("first cause %s, expected %s" % (doc["first_cause"], case.first))
    if case.recipients is not None:
        got = [(one["address"], one["first_cause"], one["action"]) for one in doc["recipients"]]
        if got != case.recipients:
            bad.append("recipients %s" % got)
    cause = doc["causes"][0] if doc["causes"] else {}
    bad += ["%s must act" % cause.get("who")] if case.who and cause.get("who") != case.who else []
    bad += ["temporary is %s" % cause.get("temporary")] if case.passes is not None and cause.get("temporary") != case.passes else []
    for key in ("code", "said_by"):
        if getattr(case, key) is not None and (doc["reply"] or {}).get(key) != getattr(case, key):
            bad.append("%s is %r" % (key, (doc["reply"] or {}).get(key)))
    return bad


def run_case(folder, case):
    """JSON from the file, words from standard input."""
    path = write(folder, case.given)
    bad = judge_case(case, program.run(folder, ["explain", "--json", *case.args, path], limit() + 5))
    with open(path, "rb") as file:
        told = program.run(folder, ["explain", *case.args], limit() + 5, stdin=file)
    text = told.out.decode("utf-8", "replace")
    bad += program.judge_process(told, limit(), exits=(case.exit,)) + program.judge_output(told, ())
    bad += ["the text lacks %r" % words for words in case.texts if words not in " ".join(text.split())]
    wide = [line for line in text.split("\n") if len(line) > 72 and " " in line.strip()]
    return bad + ["wider than 72 columns: %r" % line for line in wide[:1]]


def run_standard_input(folder):
    """Named by - or by nothing, it gives the same document."""
    bad = []
    for case in (CASES[0], next(case for case in CASES if case.name == "mbox")):
        path = write(folder, case.given)
        for args in ([], ["-"]):
            with open(path, "rb") as file:
                bad += judge_case(case, program.run(folder, ["explain", "--json", *args], limit() + 5, stdin=file))
    return bad


def run_hostile(folder, given):
    bad = []
    path = write(folder, given)
    for args in (["--json"], ["--mask"]):
        result = program.run(folder, ["explain", *args, path], limit() + 5)
        bad += program.judge_process(result, limit(), exits=(0, 3)) + program.judge_output(result, ())
        if args == ["--json"]:
            bad += judge_document(result.doc)
            if result.doc and len(result.doc.get("recipients", [])) > 1000:
                bad.append("more recipients than are kept")
    return bad


def run_unreadable(folder, given, wanted):
    path = given if isinstance(given, str) else write(folder, given)
    result = program.run(folder, ["explain", "--json", path], limit())
    bad = program.judge_process(result, limit(), exits=(3,)) + program.judge_output(result, ())
    doc = result.doc or {}
    if (doc.get("schema"), doc.get("command"), (doc.get("error") or {}).get("id")) != (1, "explain", wanted):
        bad.append("the document is %s" % doc)
    if not result.err.strip():
        bad.append("nobody is told")
    return bad


def run_closed_input(folder):
    return run_unreadable(folder, "-", "empty")


def run_masked(folder):
    """In what is masked, and in every report, nobody can be recognised."""
    path = write(folder, TWO)
    result = program.run(folder, ["explain", "--mask", "--report", "r.txt", "--report", "r.html", "--report", "r.json", path], limit())
    bad = program.judge_process(result, limit(), exits=(0,)) + program.judge_output(result, ())
    files = {"stdout": result.out, **{name: data for name, data in result.files.items() if os.path.basename(name).startswith("r.")}}
    if len(files) != 4:
        bad.append("only %s were written" % sorted(files))
    for name, data in files.items():
        bad += ["%s holds %s" % (name, word) for word in ("firma.example", "anderswo.example", "freund") if word in data.decode().lower()]
    if json.loads(files.get([n for n in files if n.endswith("r.json")][0], b"{}")).get("command") != "explain":
        bad.append("the report is no document of explain")
    plain = program.run(folder, ["explain", "--no-mask", "--report", "r.txt", path], limit())
    if not any(FRIEND.encode() in data for name, data in plain.files.items() if name.endswith("r.txt")):
        bad.append("--no-mask hides")
    return bad


def run_german(folder):
    result = program.run(folder, ["explain", "--lang", "de", "--json", write(folder, TWO)], limit())
    bad = program.judge_process(result, limit(), exits=(0,)) + judge_document(result.doc)
    return bad + ([] if result.doc and result.doc["first_cause"] == "recipient-unknown" and "Empf" in result.doc["causes"][0]["title"]
                  else ["the title is not German: %s" % (result.doc and result.doc["causes"][0]["title"])])


def terminal(folder, argv, columns, typed=None):
    """What it shows on a terminal of this width; typed is pasted and ended by Ctrl-D. (text, exit code)"""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen([program.binary(), *argv], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
                             env={"PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8", "TERM": "xterm"}, start_new_session=True)
    os.close(theirs)
    shown, deadline = b"", time.monotonic() + limit() + 5
    while time.monotonic() < deadline:
        if not select.select([ours], [], [], deadline - time.monotonic())[0]:
            break
        try:
            more = os.read(ours, 65536)
        except OSError:
            break
        if not more:
            break
        shown += more
        if typed and b"Ctrl-D" in shown:
            os.write(ours, typed.encode() + b"\n\x04")
            typed = None
    child.kill() if child.poll() is None and time.monotonic() >= deadline else None
    os.close(ours)
    return shown.decode("utf-8", "replace").replace("\r\n", "\n"), child.wait()


def run_narrow(folder):
    text, status = terminal(folder, ["explain", write(folder, TWO)], 40)
    wide = [line for line in text.split("\n") if len(line) > 40 and " " in line.strip()]
    return (["exit code %d" % status] if status else []) + ["wider than 40 columns: %r" % line for line in wide[:1]] + \
        ([] if "does not exist" in " ".join(text.split()) else ["no answer: %r" % text[:200]])


def run_pasted(folder):
    """Somebody starts it and is told what to do."""
    text, status = terminal(folder, ["explain"], 80, typed="535 5.7.8 Error: authentication failed")
    return (["exit code %d" % status] if status else []) + [
        "it lacks %r" % words for words in ("Paste", "Ctrl-D", "What to do:") if words not in text]


def run_command_line(folder):
    bad = []
    for argv, wanted in ((["explain", "a", "b"], 2), (["explain", "--server", "x", "a"], 2), (["explain", "--help"], 0)):
        result = program.run(folder, argv, limit())
        bad += ["%s ends with %s" % (argv, result.status)] if result.status != wanted else []
    return bad


def cases():
    for case in CASES:
        yield suite.Case(case.name, lambda context, case=case: run_case(context.folder, case))
    for name, given in HOSTILE.items():
        yield suite.Case("hostile/" + name, lambda context, given=given: run_hostile(context.folder, given))
    for name, (given, wanted) in UNREADABLE.items():
        yield suite.Case("unreadable/" + name,
                         lambda context, given=given, wanted=wanted: run_unreadable(context.folder, given, wanted))
    for function in (run_standard_input, run_closed_input, run_masked, run_german, run_narrow, run_pasted, run_command_line):
        yield suite.Case(function.__name__[4:].replace("_", "-"), lambda context, function=function: function(context.folder))


def main():
    return suite.Suite(__doc__, list(cases()), jobs=4, prefix="explain").main()


if __name__ == "__main__":
    sys.exit(main())
