#!/usr/bin/python3
"""The program on the computer of a real Postfix and a real Exim, as root and without rights: for each row of table.py the first
cause must be right, and the contract must hold.
"""

import base64
import contextlib
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import program  # noqa: E402
from lab import cases, crew  # noqa: E402
from lab.outgoing import PASSWORD  # noqa: E402
from ownlab import CA, OwnLab  # noqa: E402
from table import ANNA, ROWS  # noqa: E402

FORMS = [form for word in (PASSWORD, "not-this-one") for form in (word.encode(), base64.b64encode(word.encode()))]


def judge(row, user, seen):
    """What is wrong with this outcome."""
    result = program.Outcome(argv=seen.argv, status=seen.code, seconds=seen.ms / 1000, out=seen.out.encode(), err=seen.err.encode(),
                             doc=seen.data)
    bad = program.judge_process(result, row.seconds, memory=False) + program.judge_output(result, FORMS)
    bad += program.judge_document(result, reached=False)
    if result.doc is None or "error" in result.doc:
        return bad + ["stderr: " + seen.err.strip()[-300:]]
    root = user == "root"
    wanted = row.first if root or row.worker == "same" else row.worker
    if result.first != wanted:
        bad.append("expected %s, got %s%s" % (wanted or "no cause", result.first or "no cause", findings(result.doc)))
    verdict = (row.verdict if root else row.worker_verdict) or ("cannot-send" if wanted else "can-send")
    if result.verdict != verdict:
        bad.append("expected the verdict %s, got %s (not tested: %s)" % (
            verdict, result.verdict, ", ".join(result.doc["not_tested"])))
    found = {one["id"] for one in result.doc["findings"]}
    bad += ["%s was not found" % one for one in sorted((row.root_finds if root else row.worker_finds) - found)]
    bad += ["%s must not be said" % one for one in result.ids() if one in row.never]
    if root and row.says and not any(row.says in text for text in words(result.doc)):
        bad.append("nothing says %r" % row.says)
    return bad


def words(doc):
    """What a person reads of the first cause, and all findings."""
    for cause in doc["causes"][:1]:
        yield from cause["steps"]
    for one in doc["findings"]:
        yield one["text"]
        yield from one["evidence"].values()


def findings(doc):
    found = ["%s %s" % (one["severity"], one["id"]) for one in doc["findings"] if one["severity"] != "ok"]
    return " (%s)" % ", ".join(found) if found else ""


def case(row):
    def run(lab):
        server = lab.servers[row.server]
        options = row.options or ("--domain", row.server + ".test", "--to", ANNA[row.server])
        options += ("--ca-file", CA) if row.trusts else ()
        row.prepare(server)
        with row.way(lab, server) if row.way else contextlib.nullcontext():
            bad = ["%s: %s" % (user, one) for user in ("root", "worker")
                   for one in judge(row, user, server.mailmend(user, *options))]
        if bad:
            raise cases.Wrong("; ".join(bad))
    return run


def main():
    if not os.access(program.binary(), os.X_OK):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    return crew.run(__doc__, __file__, {row.name: case(row) for row in ROWS}, OwnLab, jobs=4)


if __name__ == "__main__":
    sys.exit(main())
