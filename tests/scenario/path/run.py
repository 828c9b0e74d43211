#!/usr/bin/python3
"""The program against what stands in the way: for each row of table.py the first cause must be right, who must act, and the
findings that rule the others out. Several labs side by side, each with a share of the rows; the wire is watched in all.
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
from lab.computer import TRUSTED  # noqa: E402
from lab.outgoing import PASSWORD  # noqa: E402
from lab.path import CLIENT, PathLab, host_of  # noqa: E402
from lab.watch import Watch  # noqa: E402
from table import ROWS  # noqa: E402

# Who is in the way is looked for by these; together they have so many milliseconds from when it is known how connecting and signing
# in went.
LOOKERS = {"network.way", "network.portal", "network.answers", "network.segments", "network.line", "network.pause", "network.own-walk"}
LOOKING_STEPS = {"firewall", "antivirus", "provider"}
OWN_TIME = {"network.pause": "--pause", "provider.test-mail": "--send"}     # of whoever asks for them
TOGETHER, LATE = 15000, 250     # a check that is ended needs a moment, on a busy machine
# Where packets may stop, and the finding that says so: it has to tell what rules out the others.
PARTIES = {"you": "stops-here", "local_network": "stops-at-router", "internet_provider": "stops-at-provider",
           "mail_provider": "stops-at-server"}
INSIDE = (*CLIENT, "198.51.102.20")


def usual(lab):
    """The options of a person whose settings are right, by name."""
    return {"--server": "smtp.postfix.test", "--port": "587", "--security": "starttls", "--incoming": "imap.postfix.test",
            "--incoming-port": "993", "--incoming-security": "tls", "--user": "anna@postfix.test",
            "--password-file": lab.client.secret(PASSWORD), "--ca-file": TRUSTED}


def command(lab, row):
    options = usual(lab)
    for name in row.less:
        del options[name]
    more = iter(row.more)
    for name in more:
        options[name] = next(more)
    words = [str(word) for pair in options.items() for word in pair if word is not None]
    return ["check", *([] if row.no_address else ["anna@postfix.test"]), "--json", *words]


@contextlib.contextmanager
def situation(lab, row):
    lab.servers["postfix"].apply(row.setup)
    lab.client.fresh_home()
    for name, text in row.home:
        lab.client.give(name, text)
    with lab.client.files(row.files), row.way(lab) if row.way else contextlib.nullcontext():
        yield


def complaints(row, result, seen, asked_for_quit):
    """What is wrong with this outcome: the contract first (program.py knows it), then what the row expects, then the wire."""
    forms = [form for word in (PASSWORD,) for form in (word.encode(), base64.b64encode(word.encode()))]
    bad = program.judge_process(result, row.seconds, memory=False) + program.judge_output(result, forms)
    bad += program.judge_document(result, reached=False)
    if result.doc is None or "error" in result.doc:
        return bad + ["stderr: " + result.err.decode("utf-8", "replace").strip()[-300:]]
    return bad + verdict(row, result) + parties(row, result.doc) + wire(row, seen) + asked_for_quit


def verdict(row, result):
    bad = []
    wanted = " or ".join(sorted(row.causes)) or "no cause"
    if result.first not in (row.causes or {None}):
        bad.append("expected %s, got %s%s" % (wanted, result.first or "no cause", findings(result.doc)))
    verdicts = row.verdicts or (("cannot-send",) if row.causes else ("can-send",))
    if result.verdict not in verdicts:
        bad.append("expected the verdict %s, got %s" % (" or ".join(verdicts), result.verdict))
    bad += ["%s must not be said" % found for found in result.ids() if found in row.never]
    if not row.causes:
        bad += ["a false alarm: %s %s" % (one["severity"], one["id"]) for one in result.doc["findings"]
                if one["severity"] == "problem"]
    return bad


def parties(row, doc):
    """Who must act, and by what it is known."""
    bad, found = [], {one["id"]: one for one in doc["findings"]}
    bad += ["%s was not found%s" % (one, findings(doc)) for one in sorted(row.finds - set(found))]
    bad += ["%s must not be found" % one for one in sorted(row.without & set(found))]
    first = next(iter(doc["causes"]), {})
    if row.who and first.get("who") != row.who:
        bad.append("expected that %s must act, got %s" % (row.who, first.get("who")))
    for party, one in PARTIES.items():
        if one in row.finds and one in found:
            bad += ["%s does not say what rules out %s" % (one, other) for other in PARTIES
                    if other != party and not found[one]["evidence"].get("not_" + other)]
    if "stops-somewhere" in found and not any(key.startswith("not_") for key in found["stops-somewhere"]["evidence"]):
        bad.append("stops-somewhere rules out nobody")
    bad += ["%s took %d ms" % (check["id"], check["ms"]) for check in doc["checks"] if check["ms"] > row.longest]
    return bad + together(row, doc)


def together(row, doc):
    """All that look for who is in the way, from the trouble to the last of their ends."""
    ends = {check["id"]: check["start_ms"] + check["ms"] for check in doc["checks"] if check["start_ms"] is not None}
    known = max(ends.get("settings.server", 0), ends.get("login.sign-in", 0))
    lookers = {check["id"] for check in doc["checks"] if check["step"] in LOOKING_STEPS or check["id"] in LOOKERS}
    lookers -= {one for one, option in OWN_TIME.items() if option in row.more}
    return ["%s ended %d ms after it was known how connecting and signing in went" % (one, ends[one] - known)
            for one in sorted(lookers & set(ends)) if ends[one] > known + TOGETHER + LATE]


def wire(row, seen):
    """Nobody was asked who is not in question, and nobody was asked too much at once: as it leaves the client, and as the mail
    server sees it, where connections live longer."""
    bad = ["%s was asked (%s port %s)" % (target, kind, port) for kind, target, port in sorted(seen[0].asked())
           if not host_of(target) and target not in row.hosts]
    bad += ["%d connections at once to %s (ports %s)" % (len(ports), host, " ".join(map(str, ports))) for end in seen[:1 + row.told]
            for host, ports in end.most_at_once(host_of).items() if host and len(ports) > row.at_once]
    return bad


def findings(doc):
    """What it rests on, for whoever reads the failure."""
    found = ["%s %s" % (one["severity"], one["id"]) for one in doc["findings"] if one["severity"] != "ok"]
    return " (%s)" % ", ".join(found) if found else ""


def attempt(lab, row):
    log = lab.servers["postfix"].sessions()
    server = lab.servers["postfix"].site.addresses
    with situation(lab, row), Watch(lab.home, "lan", INSIDE) as seen, Watch(lab.router, "to-postfix", outside=server) as arrived:
        outcome = lab.client.mailmend(*command(lab, row), root=row.root)
    if row.keep_document:
        pathlib.Path(row.keep_document % row.name.replace("/", "-")).write_text(outcome.out, encoding="utf-8")
    result = program.Outcome(argv=outcome.argv, status=outcome.code, seconds=outcome.ms / 1000, out=outcome.out.encode(),
                             err=outcome.err.encode(), doc=outcome.data)
    impolite = log.without_quit() if row.polite else []
    return complaints(row, result, (seen, arrived), impolite), result.argv


def case(row):
    def run(lab):
        bad, argv = attempt(lab, row)
        if bad:
            raise cases.Wrong("%s\n     %s%s" % ("; ".join(bad), "as root: " if row.root else "", " ".join(argv)))
    return run


def main():
    if not os.access(program.binary(), os.X_OK):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    return crew.run(__doc__, __file__, {row.name: case(row) for row in ROWS}, PathLab, jobs=6)


if __name__ == "__main__":
    sys.exit(main())
