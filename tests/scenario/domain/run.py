#!/usr/bin/python3
"""The program against the records of many domains, as real name servers hold them: for each row of table.py the first cause must be
right in every role that is asked, what is sound must raise none, and what could not be looked up must not be called absent.
"""

import dataclasses
import os
import pathlib
import re
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import program  # noqa: E402
from lab import cases, crew  # noqa: E402
from lab.certs import Authority  # noqa: E402
from lab.dns import RESOLVER  # noqa: E402
from lab.domains import HOSTER, OLD, DomainLab  # noqa: E402
from lab.outgoing import PASSWORD  # noqa: E402
from lab.signing import Keys  # noqa: E402
from lab.topology import CLIENT  # noqa: E402
from lab.watch import SYN, TCP, Watch  # noqa: E402
from lab.zones import LAME, PARENT, SERVERS, SILENT  # noqa: E402
from situation import World, published  # noqa: E402
from table import ROWS  # noqa: E402


def prepare(lab, row):
    """What the resolver remembers, what has changed since, and that the fault shows without the program."""
    words = lab.plan.words[row.name]
    for name, kind in row.asked:
        lab.names.ask(words.fill(name), kind)
    if row.then is not None:
        lab.names.change(lab.plan.zone(row, row.then, tuple(number + 1 for number in row.zone.get("serials", (2026112101,) * 2))))
    for name, kind, outcome in row.shows:
        seen = lab.names.ask(words.fill(name), kind).outcome
        cases.expect(seen == outcome, "%s %s: %s" % (words.fill(name), kind, outcome), seen)


def command(lab, row, run, folder):
    words = lab.plan.words[row.name]
    argv = ["check", "--json", *(["--only", "dns"] if run.only else []), "--ca-file", str(lab.authority.file)]
    argv += [words.fill(one) for one in (*run.options, *row.more)]
    files = {"<password>": PASSWORD + "\n", "<message>": row.message}
    if row.mail:
        argv += ["--mail", "<mail>"]
        files["<mail>"] = row.mail(words, lab.plan.keys)
    for name, text in files.items():
        if name in argv:
            file = pathlib.Path(folder) / name.strip("<>")
            file.write_bytes(text.encode())
            argv[argv.index(name)] = str(file)
    return argv


def judge(row, run, result, words):
    """What is wrong with this outcome: the contract first (program.py knows it), then what the row expects."""
    bad = program.judge_process(result, row.seconds, memory=False) + program.judge_output(result, [PASSWORD.encode()])
    bad += program.judge_document(result, reached=False)
    if result.doc is None or "error" in result.doc:
        return bad + ["stderr: " + result.err.decode("utf-8", "replace").strip()[-300:]]
    causes = row.causes if run.causes == "row" else run.causes
    return bad + ranking(row, run, result, causes) + content(row, run, result, words)


def ranking(row, run, result, causes):
    bad = []
    if result.first not in (causes or {None}):
        bad.append("expected %s, got %s%s" % (" or ".join(sorted(causes)) or "no cause", result.first or "no cause", problems(result.doc)))
    verdicts = (run.verdict,) if run.verdict else row.verdicts or (("cannot-send",) if causes else ("can-send",))
    if result.verdict not in verdicts:
        bad.append("expected the verdict %s, got %s%s" % (" or ".join(verdicts), result.verdict, "" if causes else problems(result.doc)))
    bad += ["%s must be among the causes, which are %s" % (one, ", ".join(result.ids()) or "none") for one in sorted(row.also - set(result.ids()))]
    bad += ["%s must not be said" % one for one in result.ids() if one in row.never]
    if not causes:
        bad += ["a false alarm: %s: %s" % (one["id"], one["text"]) for one in result.doc["findings"] if one["severity"] == "problem"]
    first = next(iter(result.causes), {})
    if causes and first.get("id") in causes and row.who not in ("", first["who"]):
        bad.append("expected that %s must act, got %s" % (row.who, first["who"]))
    return bad


def content(row, run, result, words):
    """What must be found and said, and the record that is to be published."""
    bad, found = [], {one["id"]: one for one in result.doc["findings"]}
    finds = row.finds if run.finds == "row" else run.finds
    bad += ["%s was not found%s" % (one, problems(result.doc)) for one in sorted(finds - set(found))]
    bad += ["%s must not be found: %s" % (one, found[one]["text"]) for one in sorted(row.without & set(found))]
    bad += ["%s is a %s here" % (one, found[one]["severity"]) for one in sorted(row.softly & set(found)) if found[one]["severity"] != "warning"]
    bad += ["%s does not say what to publish" % one for one in sorted(row.records & set(found)) if not found[one]["evidence"].get("record")]
    bad += ["%s runs out in %d s, not in %d" % (one["args"]["domain"], one["args"]["until"] - time.time(), row.until)
            for one in found.values() if row.until and one["id"] == "resolver-outdated" and
            not 0 < one["args"]["until"] - time.time() <= row.until + 59]
    said = list(words_of(result.doc))
    wanted = [re.escape(words.fill(one)) for one in row.says] + list(row.matches)
    bad += ["nothing says %r" % one for one in wanted if not any(re.search(one, text) for text in said)]
    return bad


def words_of(doc):
    for cause in doc["causes"]:
        yield from cause["steps"]
    for one in doc["findings"]:
        yield one["text"]
        yield from one["evidence"].values()


def problems(doc):
    """What it rests on, for whoever reads the failure."""
    found = ["%s %s" % (one["severity"], one["id"]) for one in doc["findings"] if one["severity"] != "ok"]
    found += ["unknown %s" % one["id"] for one in doc["checks"] if one["status"] == "unknown"]
    return " (%s)" % ", ".join(found) if found else ""


def case(row):
    def call(lab):
        prepare(lab, row)
        bad = []
        with tempfile.TemporaryDirectory() as folder:
            results = [(run, attempt(lab, row, run, folder)) for run in row.runs]
            for run, result in results:
                wrong = judge(row, run, result, lab.plan.words[row.name])
                if wrong:
                    bad.append("%s: %s\n     %s" % (run.role, "; ".join(wrong), " ".join(result.argv)))
            if row.mends and not bad:
                bad += mended(lab, row, *results[0], folder)
        if bad:
            raise cases.Wrong("\n  ".join(bad))
    return call


def attempt(lab, row, run, folder):
    outcome = lab.client.mailmend(*command(lab, row, run, folder))
    keep(row, run, outcome)
    return program.Outcome(argv=outcome.argv, status=outcome.code, seconds=outcome.ms / 1000, out=outcome.out.encode(),
                           err=outcome.err.encode(), doc=outcome.data)


def mended(lab, row, run, result, folder):
    """What is wrong after the records that were named are published and the old ones are forgotten."""
    plain = lab.plan.zone(row)
    text = plain.text
    for one in row.finds:
        record = next(found["evidence"].get("record", "") for found in result.doc["findings"] if found["id"] == one)
        if not record:
            return ["%s names no record to publish" % one]
        for line in record.splitlines():
            text = published(text, row.d, line)
    lab.names.change(dataclasses.replace(plain, text=text, other=None, serials=tuple(number + 10 for number in plain.serials)))
    lab.names.forget(row.d)
    after = attempt(lab, row, run, folder)
    return ["after what was said is published there is %s:\n%s" % (one, text)
            for one in [*after.ids(), *(found["id"] for found in after.doc["findings"] if found["id"] in row.finds)]]


def keep(row, run, outcome):
    """For whoever writes a row: MAILMEND_KEEP names a folder for the documents."""
    folder = os.environ.get("MAILMEND_KEEP")
    if folder and run in row.runs:
        file = "%s-%d-%s.json" % (row.name.replace("/", "-"), row.runs.index(run), run.role)
        (pathlib.Path(folder) / file).write_text(outcome.out + outcome.err, encoding="utf-8")


class WatchedLab(DomainLab):
    """What leaves the client is watched from the beginning to the end."""

    def __enter__(self):
        super().__enter__()
        self.seen = Watch(self.router, "to-client", CLIENT).__enter__()
        return self

    def __exit__(self, *exc):
        self.seen.__exit__(*exc)
        super().__exit__(*exc)


def nobody_else(lab):
    """In all runs together only the resolver, name servers of the domains and their mail servers were asked."""
    ours = {*RESOLVER, *PARENT, *LAME, *SILENT, *HOSTER.addresses, *OLD.addresses, *lab.plan.names}
    ours |= {address for both in SERVERS.values() for address in both}
    bad = ["%s was asked (%s port %d)" % (target, kind, port) for kind, target, port in sorted(lab.seen.asked()) if target not in ours]
    if bad:
        raise cases.Wrong("; ".join(bad))


def connections(lab, row, more=()):
    """The connections of its run, but for those to name servers."""
    run = dataclasses.replace(row.runs[0], options=row.runs[0].options + more)
    with tempfile.TemporaryDirectory() as folder, Watch(lab.router, "to-client", CLIENT) as seen:
        lab.client.mailmend(*command(lab, row, run, folder))
    return sorted((target, port) for kind, source, _, target, port, flags, _ in seen.packets
                  if kind == TCP and source in CLIENT and flags & SYN and port != 53)


def no_more_connections(name):
    """A case: looking at the records costs a whole run no connection."""
    def call(lab):
        row = next(row for row in ROWS if row.name == name)
        without = connections(lab, row, ("--skip", "dns,reputation"))
        cases.expect(connections(lab, row) == without, "the same connections as without records: %s" % without, connections(lab, row))
    return call


LAST = {"wire/nobody-else-was-asked": nobody_else, "wire/no-more-connections-user": no_more_connections("whole/healthy"),
        "wire/no-more-connections-admin": no_more_connections("whole/admin")}


def main():
    if not os.access(program.binary(), os.X_OK):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    # What waits longest begins first.
    rows = sorted(ROWS, key=lambda row: -row.seconds)
    with tempfile.TemporaryDirectory() as folder:
        def lab(kept):
            return WatchedLab(World(ROWS, Keys(pathlib.Path(folder) / "keys"), Authority(pathlib.Path(folder) / "ca")), kept)
        return crew.together(__doc__, {row.name: case(row) for row in rows}, lab, jobs=6, last=LAST)


if __name__ == "__main__":
    sys.exit(main())
