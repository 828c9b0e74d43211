"""What a person, a script or the system does to the program itself (hazards 19, 46, 48, 52), beside a healthy or silent server."""
import os
import signal
import subprocess
import threading
import time

import program
import world as worlds
from actions import stall
from hostile import ANY, Hostile

ADDRESSES = {
    "crlf": "a@b.example\r\nRCPT TO:<injected@x.example>", "lf": "a@b.example\nRCPT TO:<injected@x.example>",
    "64-kib": "a" * 65536 + "@b.example", "escapes": "\x1b[31mred\x1b]0;x\x07@b.example", "no-domain": "ann@", "no-name": "@b.example",
    "nothing": "", "two-at": "a@b@c.example", "blank": "a b@c.example", "markup": "<script>alert(1)</script>@b.example",
    "angle": "a>@b.example", "format": "%s%n%s%n@b.example", "long-domain": "a@" + "b." * 400 + "example", "dots": "a@..example",
    "latin-1": b"\xfcber@b.example", "option": "--@b.example", "literal": "a@[127.0.0.1]", "bidi": "a\u202eb@c.example",
}
OPTIONS = {
    "user-crlf": ("--user", "ann\r\nRSET\r\nMAIL FROM:<injected@x.example>"), "user-64-kib": ("--user", "a" * 65536),
    "user-8-bit": ("--user", b"\xff\xfe"), "to-crlf": ("--to", "a@b.example>\r\nRCPT TO:<injected@x.example"),
    "server-crlf": ("--server", "smtp.example\r\nQUIT"), "server-escapes": ("--server", "smtp\x1b[31m.example"),
    "server-64-kib": ("--server", "a." * 32768), "port-0": ("--port", "0"), "port-65536": ("--port", "65536"), "port-text": ("--port", "x"),
    "security-text": ("--security", "some\x1b[31m"), "unknown-option": ("--no-such\x1b[31moption", "x"), "timeout-text": ("--timeout", "-1"),
}


def until(condition, seconds):
    """Waits for a condition; whether it came."""
    tick, end = threading.Event(), time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        tick.wait(0.02)
    return True


def silent_at_rcpt(context):
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    made.incoming, made.security = None, "starttls"
    made.smtp.methods = ("PLAIN",)
    made.smtp.script["rcpt"] = stall
    return made.start()


def with_argument(words, position=None):
    """A run where one argument is meant to harm; nothing of it may reach a server."""
    def run(case, context):
        made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
        made.give_user = True           # so that a wrong address alone stops nothing before the envelope
        made.start()
        try:
            argv = made.argv("--json", "--timeout", str(case.timeout), "--report", "report.html")
            if position is not None:
                argv[position] = words[0]
            else:
                argv += words
            context.notes.append("arguments %r" % (words,))
            result = program.run(context.folder, argv, limit=case.timeout + 6)
            bad = program.judge_process(result, case.timeout + 1, exits=(0, 1, 2, 3))
            bad += program.judge_output(result, worlds.secret_forms(made.user, made.password)) + made.leaks() + made.bad_commands()
            if not isinstance(result.doc, dict) or not (result.doc.get("error") or result.doc.get("verdict")):
                bad.append("stdout is not one JSON document with a verdict or an error: %r" % result.out[:100])
            sent = [bytes(line) for wire, _ in made.wires() for line in wire.lines if b"injected" in line]
            bad += ["a malformed word was not rejected before the wire: %r" % line for line in sent]
        finally:
            made.stop()
        return bad
    return run


def signalled(number, exits):
    def run(_case, context):
        made = silent_at_rcpt(context)
        try:
            running = program.Run(context.folder, made.argv("--json", "--timeout", "20", "--transcript", "t.txt"), limit=25)
            came = until(lambda: "rcpt" in made.smtp.met, 10)
            sent = time.monotonic()
            running.signal(number)
            result = running.wait()
            took = time.monotonic() - sent
        finally:
            made.stop()
        bad = [] if came else ["it never came to RCPT"]
        if result.status not in exits:
            bad.append("exit %s, expected %s" % (result.status, exits))
        if took > 1.0:
            bad.append("it ended %.1f s after the signal" % took)
        if number == signal.SIGINT and result.doc is None:
            bad.append("stdout is not one JSON document: %r" % result.out[:100])
        return bad + program.judge_output(result, worlds.secret_forms(made.user, made.password))
    return run


def looked_at(_case, context):
    """While it waits after the login: arguments, environment, limits, and with the right to look, its memory."""
    made = silent_at_rcpt(context)
    forms = worlds.secret_forms(made.user, made.password)
    bad = []
    try:
        running = program.Run(context.folder, made.argv("--json", "--timeout", "4"), limit=10)
        if not until(lambda: "rcpt" in made.smtp.met, 10):
            return ["it never came to RCPT"]
        for name in ("cmdline", "environ"):
            try:
                data = open("/proc/%d/%s" % (running.pid, name), "rb").read()
            except OSError:
                continue
            bad += ["the password stands in /proc/PID/" + name] * any(form in data for form in forms)
        limits = open("/proc/%d/limits" % running.pid, encoding="ascii").read()
        cores = next(line for line in limits.split("\n") if line.startswith("Max core file size")).split()[4:6]
        bad += [] if program.sanitized() or cores[0] == "0" else ["core dumps are allowed: %s" % cores]
        bad += [] if program.sanitized() else memory(running.pid, made.password.encode())
    finally:
        running.wait()
        made.stop()
    return bad


def memory(pid, secret):
    try:
        with open("/proc/%d/maps" % pid, encoding="utf-8") as maps, open("/proc/%d/mem" % pid, "rb", 0) as data:
            found = [(line.split() + ["anonymous"])[5] for line in maps if " rw" in line and holds(data, line, secret)]
    except PermissionError:
        return []
    return ["the password still lies in memory after the login: %s" % ", ".join(found)] if found else []


def holds(data, line, secret):
    begin, end = (int(x, 16) for x in line.split()[0].split("-"))
    try:
        data.seek(begin)
        return secret in data.read(min(end - begin, 64 << 20))
    except (OSError, OverflowError, ValueError):
        return False


def streams(**given):
    """A run with a standard stream that is closed, full or at its end."""
    def run(_case, context):
        made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world")).start()
        try:
            result = program.run(context.folder, made.argv("--json", "--timeout", "8"), limit=12, **{k: v() for k, v in given.items()})
        finally:
            made.stop()
        bad = program.judge_process(result, 9, exits=range(128) if "stdout" in given else (0,))
        return bad + program.judge_output(result, worlds.secret_forms(made.user, made.password))
    return run


def ended_pipe():
    reads, writes = os.pipe()
    os.close(reads)
    return writes


def password_source(write, exits, sent=None):
    """A password file that is odd. `sent`: what the server must get to see for a login, where one may happen."""
    def run(case, context):
        made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
        if sent is not None:
            made.smtp.password = made.inbox.password = sent
        made.start()
        try:
            os.unlink(made.secret_file)
            write(made.secret_file)
            result = program.run(context.folder, made.argv("--json", "--timeout", str(case.timeout)), limit=case.timeout + 6)
            bad = program.judge_process(result, case.timeout + 1, exits=exits)
            if not isinstance(result.doc, dict):
                bad.append("stdout is not one JSON document: %r" % result.out[:100])
            bad += made.bad_commands()
            context.notes.append("verdict %s, stderr %r" % (result.verdict, result.err[-200:]))
        finally:
            made.stop()
        return bad
    return run


def writer(data, mode=0o600):
    def write(path):
        with open(path, "wb", opener=lambda p, f: os.open(p, f, 0o600)) as out:
            out.write(data)
        os.chmod(path, mode)
    return write


def four_resolver_answers(case, context):
    """NXDOMAIN, NODATA, SERVFAIL, REFUSED and silence are told apart in what the person reads (hazard 37)."""
    import dns
    import names
    told = {}
    rows = {"nxdomain": names.NXDOMAIN, "nodata": names.NOERROR, "servfail": names.SERVFAIL, "refused": names.REFUSED, "silence": None}
    for name, code in rows.items():
        made = worlds.World(context.rng, context.pki, os.path.join(context.folder, name))
        made.incoming = None
        dns.hooked(lambda w, q, code=code: [] if code is None else [names.answer(q, rcode=code)])(made)
        made.start()
        try:
            result = program.run(context.folder, made.argv("--json", "--timeout", str(case.timeout)), limit=case.timeout + 6)
        finally:
            made.stop()
        problems = [f for f in (result.doc or {}).get("findings", []) if f["severity"] in ("problem", "warning")]
        told[name] = frozenset(f["text"].replace(made.host, "HOST").replace(made.domain, "DOMAIN") for f in problems)
    same = [(a, b) for a in told for b in told if a < b and told[a] == told[b]]
    return ["%s and %s are told in the same words: %s" % (a, b, sorted(told[a])) for a, b in same]


def cases():
    for name, address in ADDRESSES.items():
        yield Hostile("process/address/" + name, run=with_argument((address,), position=1))
    for name, words in OPTIONS.items():
        yield Hostile("process/option/" + name, run=with_argument(words))
    yield Hostile("process/signal/int", run=signalled(signal.SIGINT, (130,)))
    yield Hostile("process/signal/term", run=signalled(signal.SIGTERM, (130, 143, -signal.SIGTERM)))
    yield Hostile("process/signal/hup", run=signalled(signal.SIGHUP, (129, 130, -signal.SIGHUP)))
    yield Hostile("process/looked-at-after-login", run=looked_at)
    yield Hostile("process/stream/stdin-ended", run=streams(stdin=lambda: subprocess.DEVNULL))
    yield Hostile("process/stream/stdout-full", run=streams(stdout=lambda: open("/dev/full", "wb")))
    yield Hostile("process/stream/stdout-closed-pipe", run=streams(stdout=ended_pipe))
    for files in (12, 9, 7):
        yield Hostile("process/files-%d" % files, verdicts=ANY, files=files, reached=False)
    yield Hostile("process/secret/9-kib", run=password_source(writer(b"x" * 9000 + b"\n"), (1, 2, 3)))
    yield Hostile("process/secret/nul-inside", run=password_source(writer(b"pass\0word-of-mine\n"), (1, 2, 3)))
    yield Hostile("process/secret/cr-inside", run=password_source(writer(b"pass\rQUIT\n"), (1, 2, 3)))
    yield Hostile("process/secret/empty", run=password_source(writer(b"\n"), (1, 2, 3)))
    yield Hostile("process/secret/absent", run=password_source(lambda path: None, (2, 3)))
    yield Hostile("process/secret/a-folder", run=password_source(os.mkdir, (2, 3)))
    yield Hostile("process/secret/a-pipe-nobody-fills", run=password_source(os.mkfifo, (2, 3)))
    yield Hostile("process/secret/second-line-ignored", run=password_source(writer(b"first-line-pw\nsecond\n"), (0,), sent="first-line-pw"))
    yield Hostile("process/secret/without-newline", run=password_source(writer(b"first-line-pw"), (0,), sent="first-line-pw"))
    yield Hostile("process/secret/crlf", run=password_source(writer(b"first-line-pw\r\n"), (0,), sent="first-line-pw"))
    yield Hostile("process/secret/blanks-kept", run=password_source(writer(b" first line pw \n"), (0,), sent=" first line pw "))
    yield Hostile("process/secret/utf-8", run=password_source(writer("pä ßwörd-日本".encode() + b"\n"), (0,), sent="pä ßwörd-日本"))
    yield Hostile("process/secret/readable-by-all", run=password_source(writer(b"first-line-pw\n", 0o644), (0,), sent="first-line-pw"))
    yield Hostile("dns/code/told-apart", run=four_resolver_answers)

