#!/usr/bin/python3
"""The program against Postfix, Exim, OpenSMTPD, Dovecot, Unbound and NSD in network namespaces: for each
row of table.py the first cause must be right. One lab for all rows; only the faults change.
"""

import base64
import contextlib
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import program  # noqa: E402
from lab import cases, dns  # noqa: E402
from lab.outgoing import PASSWORD  # noqa: E402
from lab.topology import Lab  # noqa: E402
from table import ROWS, WRONG  # noqa: E402


def usual(lab, row):
    """The options of a person whose settings are right, by name."""
    domain = row.server + ".test"
    return {"--server": "smtp." + domain, "--port": "587", "--security": "starttls",
            "--incoming": "imap." + domain, "--incoming-port": "993", "--incoming-security": "tls",
            "--user": "anna@" + domain, "--password-file": lab.client.secret(row.password),
            "--ca-file": lab.authority.file, "--timeout": "60"}


def command(lab, row):
    options = usual(lab, row)
    for name in row.less:
        del options[name]
    options.update(zip(row.more[::2], row.more[1::2]))
    words = [str(word) for pair in options.items() for word in pair]
    return ["check", "anna@%s.test" % row.server, "--json", *words]


@contextlib.contextmanager
def situation(lab, row):
    """The lab as the row wants it. A case that changed a server leaves it so; the next one puts right what it needs."""
    lab.servers[row.server].apply(row.setup)
    lab.client.use_resolver(row.resolver or dns.RESOLVER[0])
    with row.path(lab, row.server) if row.path else contextlib.nullcontext():
        try:
            yield
        finally:
            if row.setup.pop_first:
                lab.servers[row.server].close_pop_window()


def complaints(row, result):
    """What is wrong with this outcome: the contract first (program.py knows it), then what the row expects."""
    forms = [form for word in (PASSWORD, WRONG) for form in (word.encode(), base64.b64encode(word.encode()))]
    bad = program.judge_process(result, row.seconds, memory=False) + program.judge_output(result, forms)
    bad += program.judge_document(result, reached=row.reached)
    if result.doc is None or "error" in result.doc:
        return bad + ["stderr: " + result.err.decode("utf-8", "replace").strip()[-300:]]
    wanted = " or ".join(sorted(row.causes)) or "no cause"
    if result.first not in (row.causes or {None}):
        bad.append("expected %s, got %s%s" % (wanted, result.first or "no cause", findings(result.doc)))
    verdicts = row.verdicts or (("cannot-send",) if row.causes else ("can-send",))
    if result.verdict not in verdicts:
        bad.append("expected the verdict %s, got %s" % (" or ".join(verdicts), result.verdict))
    missing = row.finds - {one["id"] for one in result.doc["findings"]}
    bad += ["%s was not found" % one for one in sorted(missing)]
    bad += ["%s must not be said" % found for found in result.ids() if found in row.never]
    return bad


def findings(doc):
    """What it rests on, for whoever reads the failure."""
    found = ["%s %s" % (one["severity"], one["id"]) for one in doc["findings"] if one["severity"] != "ok"]
    return " (%s)" % ", ".join(found) if found else ""


def case(row):
    def run(lab):
        with situation(lab, row):
            seen = lab.client.mailmend(*command(lab, row))
        result = program.Outcome(argv=seen.argv, status=seen.code, seconds=seen.ms / 1000, out=seen.out.encode(),
                                 err=seen.err.encode(), doc=seen.data)
        bad = complaints(row, result)
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
