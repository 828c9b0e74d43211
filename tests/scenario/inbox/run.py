#!/usr/bin/python3
"""Mails that really came back, read from the inbox of a real Dovecot by IMAP and by POP3: Postfix, Exim and OpenSMTPD are given mails that
they cannot deliver, and their reports reach anna's Maildir by themselves. The program must say why; and every mail in the Maildir
must be there afterwards, byte for byte, with the flags that it had.
"""

import base64
import dataclasses
import email.utils
import hashlib
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import program  # noqa: E402
from lab import cases, talk  # noqa: E402
from lab.outgoing import PASSWORD  # noqa: E402
from lab.spaces import wait_for  # noqa: E402
from lab.topology import Lab  # noqa: E402

MAILDIR = "/home/anna/Maildir"
PRIVATE = "Kartoffelsalat"          # stands in every mail, and may stand in nothing that the program says


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    server: str
    to: str = ""                    # whom a mail that comes back was for; none is sent without
    protocol: str = "imap"
    causes: tuple = ()              # one of these comes first
    finds: tuple = ("inbox-reports",)
    never: tuple = ()               # findings
    old_days: int = 0               # how long ago the report came
    others: int = 0                 # ordinary mails that came after it
    more: tuple = ("--read-bounces",)
    why: str = ""


UNKNOWN = ("recipient-unknown",)
ROWS = [
    Row("postfix/imap", "postfix", "niemand@postfix.test", causes=UNKNOWN, more=("--read-bounces", "--symptom", "bounce", "--pause", "1")),
    Row("postfix/pop3", "postfix", "niemand@postfix.test", "pop3", causes=UNKNOWN),
    Row("opensmtpd/imap", "opensmtpd", "niemand@postfix.test", causes=UNKNOWN,
        why="Postfix took the mail first, and sent its report over the net"),
    Row("exim/imap", "exim", "niemand@postfix.test", causes=("recipient-domain-unknown",),
        why="this Exim knows no way to other domains, and says so in its own form of report"),
    Row("exim/pop3", "exim", "niemand@postfix.test", "pop3", causes=("recipient-domain-unknown",)),
    Row("postfix/behind-others", "postfix", "niemand@postfix.test", causes=UNKNOWN, others=700,
        why="the search takes several pieces"),
    Row("postfix/old", "postfix", "niemand@postfix.test", finds=("inbox-reports", "inbox-report-old"), old_days=20),
    Row("postfix/long-ago", "postfix", "niemand@postfix.test", finds=("inbox-no-reports",), never=("inbox-reports",), old_days=45),
    Row("postfix/not-asked-for", "postfix", "niemand@postfix.test", finds=(), more=(),
        never=("inbox-reports", "inbox-no-reports", "reply-means-recipient-unknown")),
]


class Maildir:
    """Anna's mails on one host."""

    def __init__(self, server):
        self.server = server
        self.ids = server.ids["anna"]
        self.path = server.space.path(MAILDIR)

    def make(self):
        for name in ("", "/new", "/cur", "/tmp"):
            self.server.space.directory(MAILDIR + name, 0o700, self.ids)

    def files(self):
        return [path for name in ("new", "cur") for path in sorted((self.path / name).iterdir())] if self.path.exists() else []

    def clear(self):
        for path in self.files():
            path.unlink()

    def put(self, number, flags=None, days=0.0):
        """An ordinary mail; without flags it is new."""
        name = "%d.M%dP1.lab" % (1700000000 + number, number)
        path = self.path / ("new" if flags is None else "cur") / (name if flags is None else name + ":2," + flags)
        when = time.time() - days * 86400
        path.write_text("From: friend@example.net\nTo: anna@%s\nDate: %s\nSubject: %s %d\n\n%s\n" % (
            self.server.site.domain, email.utils.formatdate(when), PRIVATE, number, PRIVATE), encoding="ascii")
        os.utime(path, (when, when))
        os.chown(path, *self.ids)

    def reports(self):
        return [path for path in self.files() if b"<niemand@" in path.read_bytes() or b"niemand@postfix" in path.read_bytes()]

    def state(self):
        """Every mail with its flags and the sum of its bytes; in which folder it lies is known to Dovecot alone, and no flag."""
        return {path.name.partition(":2,")[0]: (path.name.partition(":2,")[2], hashlib.sha256(path.read_bytes()).hexdigest())
                for path in self.files()}


def make_older(path, days):
    """As if it had come then: the Received lines and the time of the file tell when."""
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    then = time.time() - days * 86400
    for moment in range(-120, 121):
        text = text.replace(email.utils.formatdate(time.time() + moment)[:-6], email.utils.formatdate(then)[:-6])
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    os.utime(path, (then, then))


def send_in_vain(lab, row, maildir):
    """A mail from anna that comes back, and the file of its report."""
    domain = row.server + ".test"
    session = talk.Person(lab, domain).smtp(587)
    session.login("anna@" + domain, PASSWORD)
    session.sendmail("anna@" + domain, [row.to], "From: anna@%s\r\nTo: %s\r\nSubject: %s\r\n\r\n%s\r\n" % (
        domain, row.to, PRIVATE, PRIVATE))
    session.quit()
    return wait_for(maildir.reports, "%s: a report about %s" % (row.server, row.to), 30)[0]


def prepare(lab, row):
    server = lab.servers[row.server]
    server.apply(server.healthy)
    maildir = Maildir(server)
    maildir.make()
    maildir.clear()
    for number, flags in enumerate(("S", "FS", "RS", "")):
        maildir.put(number, flags, days=3)
    report = send_in_vain(lab, row, maildir)
    if row.old_days:
        make_older(report, row.old_days)
    for number in range(row.others):
        maildir.put(100 + number, None if number % 2 else "S")
    return maildir


def command(lab, row):
    domain, host = row.server + ".test", {"imap": "imap", "pop3": "pop"}[row.protocol]
    return ["check", "anna@" + domain, "--json", "--server", "smtp." + domain, "--port", "587", "--security", "starttls",
            "--incoming", "%s.%s" % (host, domain), "--incoming-port", {"imap": "993", "pop3": "995"}[row.protocol],
            "--incoming-security", "tls", "--password-file", str(lab.client.secret(PASSWORD)), "--ca-file", str(lab.authority.file),
            "--skip", "firewall,antivirus,dns,reputation", "--transcript", str(lab.client.dir / "transcript"), *row.more]


def complaints(row, result, transcript):
    bad = program.judge_process(result, 20, memory=False) + program.judge_output(result, [PASSWORD.encode(), base64.b64encode(PASSWORD.encode())])
    if result.doc is None or "error" in result.doc:
        return bad + ["stderr: " + result.err.decode("utf-8", "replace")[-300:]]
    found = {one["id"] for one in result.doc["findings"]}
    said = [(one["id"], one["evidence"].get("reply")) for one in result.doc["findings"] if one["step"] == "errors"]
    if (result.first or "none") not in (row.causes or ("none",)):
        bad.append("first cause %s (%s)" % (result.first, said))
    bad += ["%s was not found (%s)" % (one, said) for one in row.finds if one not in found]
    bad += ["%s was said" % one for one in row.never if one in found]
    if PRIVATE.encode() in result.out + result.err or PRIVATE in transcript:
        bad.append("words of a mail were said")
    if bool(row.more) != any(word in transcript for word in ("> STAT\n", " EXAMINE INBOX\n")):
        bad.append("the inbox was looked into without a yes, or not with one")
    return bad


def case(row):
    def run(lab):
        maildir = prepare(lab, row)
        before = maildir.state()
        seen = lab.client.mailmend(*command(lab, row))
        transcript = (lab.client.dir / "transcript").read_text(encoding="utf-8")
        result = program.Outcome(argv=seen.argv, status=seen.code, seconds=seen.ms / 1000, out=seen.out.encode(), err=seen.err.encode(),
                                 doc=seen.data)
        bad = complaints(row, result, transcript)
        after = maildir.state()
        if after != before:
            bad.append("the Maildir has changed: %s" % sorted(set(after.items()) ^ set(before.items()))[:4])
        if bad:
            raise cases.Wrong("; ".join(bad))
    return run


def main():
    args = cases.options(__doc__).parse_args()
    if not args.list and not os.access(program.binary(), os.X_OK):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    return cases.run({row.name: case(row) for row in ROWS}, lambda: Lab(keep=args.keep), args)


if __name__ == "__main__":
    sys.exit(main())
