"""Runs the built program and judges what must hold for every run, whatever the servers did.

judge() knows the contract: one JSON document, a verdict that agrees with exit code and causes, causes that a person can act
on, no byte of a foreign server that could harm a terminal, no secret, no crash, no hang, no more memory than promised.
"""
import dataclasses
import html
import json
import os
import re
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MEMORY_KIB = 32 << 10
CRASH = ("Sanitizer", "runtime error:", "stack smashing", "double free", "corrupted", "Assertion", "Segmentation", "core dumped")
EXITS = {"can-send": 0, "cannot-send": 1, "unknown": 3}
ACTORS = {"you", "mail-provider", "internet-provider", "local-network", "admin", "recipient"}
NEVER_WHEN_REACHED = {"offline", "captive-portal", "dns-not-working", "dns-tampered", "port-blocked", "all-smtp-ports-blocked",
                      "port25-blocked", "server-name-unknown"}


def binary():
    return os.path.abspath(os.environ.get("MAILMEND", os.path.join(ROOT, "build", "dev", "src", "mailmend")))


def sanitized():
    return os.environ.get("MAILMEND_SANITIZED") == "1"


@dataclasses.dataclass
class Outcome:
    argv: list
    status: int = None
    seconds: float = 0.0
    kib: int = 0
    late: bool = False
    out: bytes = b""
    err: bytes = b""
    files: dict = dataclasses.field(default_factory=dict)
    doc: dict = None

    @property
    def causes(self):
        return (self.doc or {}).get("causes", [])

    @property
    def first(self):
        return (self.doc or {}).get("first_cause")

    @property
    def verdict(self):
        return (self.doc or {}).get("verdict")

    def ids(self, at_least=0):
        return [c.get("id") for c in self.causes if c.get("confidence", 0) >= at_least]


class Run:
    """One started program; wait() gives its outcome. Its HOME is a folder of its own, searched for secrets afterwards."""

    def __init__(self, folder, argv, limit, files=0, stdin=subprocess.DEVNULL, stdout=None, language="C.UTF-8", more=None):
        self.folder = tempfile.mkdtemp(prefix="run-", dir=folder)
        home = os.path.join(self.folder, "home")
        os.mkdir(home)
        self.argv = [binary()] + argv
        self.out, self.err = (open(os.path.join(self.folder, end), "w+b") for end in ("stdout", "stderr"))
        env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": home, "LANG": language, "LC_ALL": language, "TZ": "UTC",
               "TERM": "xterm-256color"}
        env.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        # glibc's newlocale() keeps a copy of LOCPATH, and a library that libcurl brings (p11-kit) calls it
        env.setdefault("LSAN_OPTIONS", "print_suppressions=0:suppressions=" + os.path.join(HERE, "leaks.txt"))
        env.update(more or {})
        self.report, theirs = os.pipe()
        self.child = subprocess.Popen(
            [sys.executable, "-ISE", os.path.join(HERE, "measure.py"), str(theirs), str(limit), str(files), *self.argv],
            stdin=stdin, stdout=stdout if stdout is not None else self.out, stderr=self.err, env=env, cwd=self.folder,
            pass_fds=(theirs,), start_new_session=True)
        os.close(theirs)
        self.told = os.fdopen(self.report, encoding="ascii")
        self.pid = json.loads(self.told.readline() or '{"pid": 0}')["pid"]

    def signal(self, number):
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            pass            # it has ended already, which its status tells

    def wait(self):
        last = self.told.readline()
        self.told.close()
        self.child.wait()
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except OSError:
            pass
        result = Outcome(argv=self.argv, **(json.loads(last) if last else {}))
        for stream, field in ((self.out, "out"), (self.err, "err")):
            stream.seek(0)
            setattr(result, field, stream.read())
            stream.close()
        for top, _, found in os.walk(self.folder):
            for name in found:
                path = os.path.join(top, name)
                if os.path.isfile(path) and name not in ("stdout", "stderr"):
                    with open(path, "rb") as data:
                        result.files[os.path.relpath(path, self.folder)] = data.read()
        try:
            result.doc = json.loads(result.out)
        except ValueError:
            result.doc = None
        return result


def run(folder, argv, limit, **more):
    return Run(folder, argv, limit, **more).wait()


def harmful(text):
    """What in this text could harm a terminal or turn its direction, in words; None where nothing does."""
    for c in text:
        if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f":
            return "the control character U+%04X" % ord(c)
        if c in "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\ufeff":
            return "the invisible character U+%04X" % ord(c)
    for line in text.split("\n"):       # our own isolates come in pairs within a line; foreign ones do not
        depth = 0
        for c in line:
            depth += (c == "\u2068") - (c == "\u2069")
            if depth < 0:
                return "a stray U+2069"
        if depth:
            return "an open U+2068"
    return None


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for k, v in value.items():
            yield k
            yield from strings(v)
    elif isinstance(value, list):
        for v in value:
            yield from strings(v)


def judge_process(result, limit, exits=(0, 1, 3), memory=True):
    """Crash, hang, memory."""
    bad = []
    if result.late or result.status is None:
        bad.append("it hung: killed after %.1f s" % result.seconds)
    elif result.status < 0:
        bad.append("it died of signal %d" % -result.status)
    elif result.status not in exits:
        bad.append("exit code %d" % result.status)
    if not result.late and result.seconds > limit:
        bad.append("it took %.1f s, allowed %.1f" % (result.seconds, limit))
    if memory and not sanitized() and result.kib > MEMORY_KIB:
        bad.append("it held %d KiB" % result.kib)
    text = result.err.decode("utf-8", "replace")
    bad += ["stderr says: " + line[:200] for line in text.split("\n") if any(word in line for word in CRASH)][:3]
    return bad


def judge_output(result, forms):
    """No secret and nothing harmful in anything that was written."""
    bad = []
    for name, data in [("stdout", result.out), ("stderr", result.err), *result.files.items()]:
        if any(form in data for form in forms):
            bad.append("the password stands in %s" % name)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as why:
            bad.append("%s is not UTF-8: %s" % (name, why))
            continue
        found = harmful(text) or (harmful(html.unescape(text)) if name.endswith(".html") else None)
        if found:
            bad.append("%s holds %s" % (name, found))
    if result.doc is not None:
        found = next(filter(None, map(harmful, strings(result.doc))), None)
        if found:
            bad.append("a JSON string holds %s" % found)
    if any(form in os.fsencode(word) for form in forms for word in result.argv):
        bad.append("the password stands in the arguments")
    return bad


def judge_document(result, reached=True):
    """The JSON of `check` keeps the contract."""
    doc = result.doc
    if not isinstance(doc, dict):
        return ["stdout is not one JSON document: %r" % result.out[:120]]
    if doc.get("error"):
        return ["an error instead of a verdict: %s" % doc["error"]]
    bad = ["%s is %r" % (key, doc.get(key)) for key, right in (("schema", 1), ("command", "check")) if doc.get(key) != right]
    lacking = {"mailmend", "started", "ms", "case", "checks", "findings", "causes", "verdict", "not_tested", "first_cause"} - set(doc)
    if lacking:
        return bad + ["it lacks %s" % ", ".join(sorted(lacking))]
    if EXITS.get(doc["verdict"]) != result.status:
        bad.append("verdict %s with exit code %s" % (doc["verdict"], result.status))
    bad += judge_causes(doc)
    if reached:
        bad += ["%s is claimed, but the server was reached" % i for i in result.ids(50) if i in NEVER_WHEN_REACHED]
    return bad


def judge_causes(doc):
    bad = []
    ids, first = [c.get("id") for c in doc["causes"]], doc["first_cause"]
    if first != (ids[0] if ids else None):
        bad.append("first_cause is %r, the causes are %s" % (first, ids))
    if doc["verdict"] == "can-send" and (ids or first):
        bad.append("can-send with the causes %s" % ids)
    if doc["verdict"] == "cannot-send" and not ids:
        bad.append("cannot-send without a cause")
    sure = [c.get("confidence", -1) for c in doc["causes"]]
    if sure != sorted(sure, reverse=True) or any(not 0 <= c <= 100 for c in sure):
        bad.append("confidences are not in order: %s" % sure)
    if len(set(ids)) != len(ids):
        bad.append("a cause stands twice: %s" % ids)
    found = {f["id"] for f in doc["findings"]}
    for cause in doc["causes"]:
        if not cause.get("title") or not cause.get("meaning") or cause.get("who") not in ACTORS:
            bad.append("%s lacks a title, a meaning or who must act" % cause.get("id"))
        steps = cause.get("steps") or []
        if not steps or not all(isinstance(s, str) and s.strip() for s in steps):
            bad.append("%s has no next step" % cause.get("id"))
        if not cause.get("findings") or not set(cause["findings"]) <= found:
            bad.append("%s rests on findings that are not there: %s" % (cause.get("id"), cause.get("findings")))
    explained = {f for cause in doc["causes"] for f in cause.get("findings", [])}
    bad += ["the problem %s has no cause" % f["id"] for f in doc["findings"]
            if f["severity"] == "problem" and f["id"] not in explained]
    checks = {c["id"] for c in doc["checks"]}
    bad += ["finding %s comes from no check" % f["id"] for f in doc["findings"] if f["check"] not in checks]
    texts = [f["text"] for f in doc["findings"]]
    texts += [t for c in doc["causes"] for t in [c.get("title", ""), c.get("meaning", ""), *c.get("steps", [])]]
    bad += ["a placeholder was not filled: %r" % t[:80] for t in texts if re.search(r"(?<!%)\{[a-z_]+\}", t)]      # %{z} is a macro of SPF
    return bad
