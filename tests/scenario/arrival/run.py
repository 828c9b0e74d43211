#!/usr/bin/python3
"""The round trip of a test mail through Postfix, rspamd and Dovecot in namespaces: it arrives, arrives in the spam folder, is accepted and
lost, refused at its text, put off, comes back, or comes late. Each must be told rightly; the mailbox must be as it was but for the mail.
"""

import base64
import os
import pathlib
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import program  # noqa: E402
from lab import cases, crew  # noqa: E402
from lab.filter import Filtered  # noqa: E402
from lab.outgoing import PASSWORD  # noqa: E402
from lab.topology import Lab  # noqa: E402
from table import ROWS  # noqa: E402

SKIPPED = "firewall,antivirus,dns,reputation"


def command(lab, row):
    address = "anna@%s.filtered.test" % row.fate
    host, port = {"imap": ("imap", "993"), "pop3": ("pop", "995")}[row.protocol]
    return ["check", address, "--json", "--server", "smtp.filtered.test", "--port", "587", "--security", "starttls",
            "--incoming", host + ".filtered.test", "--incoming-port", port, "--incoming-security", "tls",
            "--password-file", lab.secret, "--ca-file", str(lab.authority.file), "--skip", SKIPPED,
            "--send", "--yes", *row.more]


def told(doc, row):
    """What its findings rest on, where the row says what that must be."""
    bad = []
    for name, key, part in row.evidence:
        values = [one["evidence"].get(key, "") for one in doc["findings"] if one["id"] == name]
        if not any(part in value for value in values):
            bad.append("%s says %s=%s, not %s" % (name, key, values, part))
    return bad


def complaints(row, result):
    forms = [PASSWORD.encode(), base64.b64encode(PASSWORD.encode())]
    bad = program.judge_process(result, 40, memory=False) + program.judge_output(result, forms)
    if result.doc is None or "error" in result.doc:
        return bad + ["stderr: " + result.err.decode("utf-8", "replace")[-300:]]
    found = {one["id"] for one in result.doc["findings"]}
    said = sorted("%s %s" % (one["severity"], one["id"]) for one in result.doc["findings"]
                  if one["severity"] != "ok" or one["step"] == "content")
    replies = [one["evidence"].get("reply") for one in result.doc["findings"] if one["severity"] == "problem"]
    if result.first not in (row.causes or {None}):
        bad.append("first cause %s (%s, %s)" % (result.first, said, replies))
    if result.verdict != row.verdict:
        bad.append("verdict %s (%s)" % (result.verdict, said))
    bad += ["%s was not found (%s)" % (one, said) for one in sorted(row.finds - found)]
    bad += ["%s must not be said" % one for one in sorted(row.never & (found | set(result.ids())))]
    return bad + told(result.doc, row)


def case(row):
    def run(lab):
        server = lab.servers["filtered"]
        timer = threading.Timer(row.release_after, server.release, (row.fate,)) if row.release_after else None
        if timer:
            timer.start()
        try:
            seen = lab.client.mailmend(*command(lab, row))
        finally:
            if timer:
                timer.cancel()
        result = program.Outcome(argv=seen.argv, status=seen.code, seconds=seen.ms / 1000, out=seen.out.encode(), err=seen.err.encode(),
                                 doc=seen.data)
        bad = complaints(row, result)
        if bad:
            raise cases.Wrong("; ".join(bad))
    return run


class ArrivalLab(Lab):
    """One password file for all cases that run at once."""

    def _build(self):
        super()._build()
        self.secret = str(self.client.secret(PASSWORD))


def make_lab(keep):
    return ArrivalLab(servers=(Filtered,), keep=keep)


def main():
    if "--list" not in sys.argv and not os.access(program.binary(), os.X_OK):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    return crew.together(__doc__, {row.name: case(row) for row in ROWS}, make_lab, jobs=13)


if __name__ == "__main__":
    sys.exit(main())
