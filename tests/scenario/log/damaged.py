#!/usr/bin/python3
"""Damaged logs: lines that are cut off, holes of NULs, enormous lines, foreign bytes, formats mixed up, files that are half or that change while
they are read. The rest is always explained, nothing is counted twice, what is wrong is said; memory and time stay bounded.
"""

import argparse
import fnmatch
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import program  # noqa: E402

MEMORY_KIB = 48 << 10       # the whole program; its reader is held to 16 MiB by the bench
SECONDS = 20


def mail(number, result="sent"):
    """The lines of one mail in Postfix' log: sent, deferred or bounced."""
    said = {"sent": ("2.0.0", "250 2.0.0 Ok: queued as 4bXYZ"),
            "deferred": ("4.7.1", "host mx.b.example[192.0.2.25] said: 451 4.7.1 Greylisted, try again (in reply to RCPT TO command)"),
            "bounced": ("5.1.1", "host mx.b.example[192.0.2.25] said: 550 5.1.1 User unknown (in reply to RCPT TO command)")}[result]
    head, key = "Nov 20 10:%02d:%02d mx postfix/" % (number // 60 % 60, number % 60), "%08X" % (0xAB000000 + number)
    lines = ["pickup[101]: %s: uid=1000 from=<anna@a.example>" % key,
             "qmgr[102]: %s: from=<anna@a.example>, size=1000, nrcpt=1 (queue active)" % key,
             "smtp[103]: %s: to=<b%d@b.example>, relay=mx.b.example[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=%s, status=%s (%s)" % (
                 key, number, said[0], result, said[1])]
    if result != "deferred":
        lines.append("qmgr[102]: %s: removed" % key)
    return "".join(head + line + "\n" for line in lines).encode()


def healthy(sent=10, deferred=2, bounced=3, first=0):
    results = ["sent"] * sent + ["deferred"] * deferred + ["bounced"] * bounced
    return b"".join(mail(first + number, result) for number, result in enumerate(results))


WHOLE = {"messages": 15, "sent": 10, "deferred": 2, "bounced": 3}
OTHERS = {
    "exim": b"2026-11-20 10:00:00 1tDxyz-000000004Kp-1aBc <= a@b.example U=anna P=local S=300\n"
            b"2026-11-20 10:00:01 1tDxyz-000000004Kp-1aBc ** c@d.example: Unrouteable address\n"
            b"2026-11-20 10:00:01 1tDxyz-000000004Kp-1aBc Completed\n",
    "opensmtpd": b"2026-11-20T10:00:00+01:00 mx smtpd[9]: 1d2c3b4a59687786 smtp message msgid=78e5c402 size=10 nrcpt=1 proto=ESMTP\n"
                 b"2026-11-20T10:00:01+01:00 mx smtpd[9]: 1d2c3b4a59687786 mta delivery evpid=78e5c402920bcc4f from=<a@b.example> "
                 b"to=<c@d.example> rcpt=<-> source=\"192.0.2.1\" relay=\"192.0.2.25 (mx.d.example)\" delay=1s result=\"PermFail\" "
                 b"stat=\"550 5.1.1 User unknown\"\n",
    "sendmail": b"Nov 20 10:00:00 mx sm-mta[9]: 5AKA00xY004711: from=<a@b.example>, size=10, class=0, nrcpts=1, relay=pc [192.0.2.7]\n"
                b"Nov 20 10:00:01 mx sm-mta[9]: 5AKA00xY004711: to=<c@d.example>, delay=00:00:01, mailer=esmtp, relay=mx.d.example. "
                b"[192.0.2.25], dsn=5.1.1, stat=User unknown\n",
    "qmail": b"@4000000067404a2a1dcd6500 new msg 7\n@4000000067404a2a1dcd6500 starting delivery 8: msg 7 to remote c@d.example\n"
             b"@4000000067404a2b1dcd6500 delivery 8: failure: 192.0.2.25_does_not_like_recipient./Remote_host_said:_550_5.1.1_User_unknown"
             b"/Giving_up_on_192.0.2.25./\n@4000000067404a2b1dcd6500 end msg 7\n",
    "msmtp": b"Nov 20 10:00:00 host=smtp.b.example tls=on auth=on user=a from=a@b.example recipients=c@d.example smtpstatus=550 "
             b"smtpmsg='550 5.1.1 User unknown' errormsg='recipient address c@d.example not accepted by the server' exitcode=EX_DATAERR\n",
    "journal": b'{"__REALTIME_TIMESTAMP":"1795305600000000","SYSLOG_IDENTIFIER":"postfix/smtp","_HOSTNAME":"mx","MESSAGE":"AC000001: '
               b'to=<c@d.example>, relay=mx.d.example[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=5.1.1, status=bounced (host '
               b'mx.d.example[192.0.2.25] said: 550 5.1.1 User unknown (in reply to RCPT TO command))"}\n',
}


class Wrong(AssertionError):
    pass


class Case:
    """A log in a folder of its own, and what must come out: figures, or the id of an error."""

    def __init__(self, name, make, wanted=None, error=None, outcome=None, check=None, arguments=None):
        self.name, self.make, self.wanted, self.error, self.outcome = name, make, wanted, error, outcome
        self.check, self.arguments = check, arguments

    def run(self):
        with tempfile.TemporaryDirectory(prefix="mailmend-log-") as folder:
            path = pathlib.Path(folder) / "mail.log"
            after = self.make(path)
            status, kib, out, err = run(*(self.arguments or [str(path)]), cwd=folder)
            if after:
                after()
        doc = json.loads(out)
        if any(word in err for word in program.CRASH) or status not in (0, 3):
            raise Wrong("exit %d: %s" % (status, err[-300:]))
        if not program.sanitized() and kib > MEMORY_KIB:
            raise Wrong("%d KiB of memory" % kib)
        self.judge(status, doc, out)

    def judge(self, status, doc, out):
        if self.error:
            if status != 3 or doc.get("error", {}).get("id") != self.error:
                raise Wrong("expected the error %s, got exit %d, %s" % (self.error, status, doc.get("error")))
        elif status != 0:
            raise Wrong("exit %d: %s" % (status, doc.get("error")))
        got = {name: doc.get(name) for name in self.wanted or {}}
        if got != (self.wanted or {}):
            raise Wrong("expected %s, got %s" % (self.wanted, got))
        outcomes = [one["outcome"] for one in doc.get("files", [])]
        if self.outcome and self.outcome not in outcomes:
            raise Wrong("expected the outcome %s, got %s" % (self.outcome, outcomes))
        if b"\x1b" in out or b"\0" in out:
            raise Wrong("bytes of the log that could harm a terminal")
        if self.check:
            self.check(doc)


def run(*arguments, cwd, stdin=None):
    env = {name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    env.update(PATH="/usr/bin:/bin", HOME=cwd, LANG="C.UTF-8", TZ="UTC", TERM="dumb")
    began = time.monotonic()
    status, kib, out, err = measured([program.binary(), "log", "--json", *arguments], env, cwd, stdin)
    if time.monotonic() - began > SECONDS:
        raise Wrong("%.0f seconds" % (time.monotonic() - began))
    return status, kib, out, err


def measured(argv, env, cwd, stdin):
    """Exit status, most memory in KiB, and what was written."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(argv, stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=cwd)
        guard = threading.Timer(SECONDS * 2, child.kill)
        guard.start()
        _, status, usage = os.wait4(child.pid, 0)
        guard.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return child.returncode, usage.ru_maxrss, out.read(), err.read().decode("utf-8", "replace")


def holding(data):
    def make(path):
        path.write_bytes(data() if callable(data) else data)
    return make


def cut_off(path):
    """The last line of a log that is just being written."""
    path.write_bytes(healthy() + mail(40)[:170])


def torn(path):
    """Every line once more, cut anywhere: what is left of it tells of no mail that is not there."""
    noise, lines = random.Random(5), healthy().splitlines(keepends=True)
    path.write_bytes(b"".join(line[:noise.randrange(1, 24)].rstrip(b"\n") + b"\n" + line for line in lines))


def growing(path):
    """Half a line stands at the end, the other half comes while it is read."""
    text = healthy()
    path.write_bytes(text[:-20])
    writer = threading.Thread(target=lambda: path.open("ab").write(text[-20:]))
    writer.start()
    return writer.join


def rotating(path):
    """Another file under its name, again and again while it is read: no signal ends the program, nothing is torn. There is always one."""
    path.write_bytes(healthy() * 2000)
    older, fresh, stop = path.with_suffix(".1"), path.with_suffix(".new"), threading.Event()

    def turn():
        while not stop.is_set():
            fresh.write_bytes(healthy())
            older.unlink(missing_ok=True)
            os.link(path, older)
            os.replace(fresh, path)
            stop.wait(0.001)

    def end():
        stop.set()
        turner.join()

    turner = threading.Thread(target=turn)
    turner.start()
    return end


def shrinking(path):
    """Cut short while it is read, as copytruncate does."""
    path.write_bytes(healthy() * 4000)
    done = threading.Event()

    def cut():
        while not done.is_set():
            os.truncate(path, 100_000)
            done.wait(0.001)

    cutter = threading.Thread(target=cut)
    cutter.start()

    def end():
        done.set()
        cutter.join()

    return end


def half_packed(path):
    whole = gzip.compress(healthy(1000, 0, 0))
    path.write_bytes(whole[:len(whole) // 2])


def some_sent(doc):
    if not 0 < doc["sent"] < 1000:
        raise Wrong("sent %d of the half" % doc["sent"])


def any_figures(doc):
    if doc["messages"] < 1:
        raise Wrong("no mail was counted")


def packed_damage(path):
    whole = bytearray(gzip.compress(healthy(1000, 0, 0)))
    for at in range(len(whole) * 3 // 4, len(whole) * 3 // 4 + 40):
        whole[at] ^= 0x55
    path.write_bytes(bytes(whole))


def bomb(path):
    """A gigabyte of one line in a megabyte."""
    with gzip.open(path, "wb", compresslevel=9) as out:
        block = b"x" * (1 << 20)
        for _ in range(256):
            out.write(block)
        out.write(b"\n" + healthy())


def cut_lines(doc):
    if doc["lines"] != len(healthy().splitlines()) + 1:
        raise Wrong("%d lines" % doc["lines"])


def mixed(path):
    """Six programs and the journal in one file."""
    path.write_bytes(healthy() + b"".join(OTHERS.values()))


def harmless_example(doc):
    for cause in doc["causes"]:
        if "\u202e" in json.dumps(cause, ensure_ascii=False):
            raise Wrong("a line was kept with what turns its direction")


POISON = (b"Nov 20 10:00:00 mx postfix/smtp[103]: AD000001: to=<x@\x1b[31mc.example>, relay=mx.c.example[192.0.2.25]:25, delay=1, "
          b"dsn=5.1.1, status=bounced (host mx.c.example[192.0.2.25] said: 550 5.1.1 \x1b]0;no\x07 \xe2\x80\xae unknown \xff\xfe user)\n")

CASES = [
    Case("whole", holding(healthy), WHOLE),
    Case("empty", holding(b""), error="nothing-read"),
    Case("nothing-but-nuls", holding(b"\0" * 100_000), error="nothing-read"),
    Case("no-log", holding(b"To be, or not to be,\nthat is the question.\n"), error="not-a-log"),
    Case("missing", lambda path: None, error="nothing-read"),
    Case("directory", lambda path: path.mkdir(), error="nothing-read"),
    Case("links-in-a-circle", lambda path: path.symlink_to(path.name), error="nothing-read"),
    Case("no-end-of-line", holding(lambda: healthy().rstrip(b"\n")), WHOLE),
    Case("crlf", holding(lambda: healthy().replace(b"\n", b"\r\n")), WHOLE),
    Case("cut-off-in-the-last-line", cut_off, {**WHOLE, "messages": 16}),
    Case("torn-lines", torn, WHOLE),
    Case("holes-of-nuls", holding(lambda: healthy().replace(b"Nov 20 10:00:05", b"\0" * 4096 + b"Nov 20 10:00:05", 1)), WHOLE),
    Case("nuls-within-lines", holding(lambda: healthy() + b"Nov 20 10:30:00 mx postfix/qmgr[1]: \0\0\0\n"), WHOLE),
    Case("a-line-of-10-mb", holding(lambda: b"Nov 20 10:00:00 mx x: " + b"y" * (10 << 20) + b"\n" + healthy()), WHOLE, check=cut_lines),
    Case("10-mb-without-a-line-end", holding(lambda: healthy() + b"z" * (10 << 20)), WHOLE),
    Case("foreign-bytes", holding(lambda: b"Nov 20 10:00:00 mx caf\xe9[1]: d\xe9j\xe0 vu\n" + healthy() + bytes(range(128, 256)) + b"\n"), WHOLE),
    Case("poisoned-line", holding(lambda: healthy() + POISON), {**WHOLE, "messages": 16, "bounced": 4}, check=harmless_example),
    Case("utf-16-of-some-tool", holding("Nov 20 10:00:00 mx postfix/qmgr[1]: x\n".encode("utf-16")), error="not-a-log"),
    Case("mixed-servers", mixed, {"messages": 21, "sent": 10, "deferred": 2, "bounced": 9}),
    Case("gzip", holding(lambda: gzip.compress(healthy())), WHOLE),
    Case("gzip-of-two-members", holding(lambda: gzip.compress(healthy()) + gzip.compress(healthy(0, 0, 1, first=50))),
         {**WHOLE, "messages": 16, "bounced": 4}),
    Case("half-of-a-gzip", half_packed, outcome="broke-off", check=some_sent),
    Case("gzip-damaged-in-the-middle", packed_damage, outcome="damaged", check=some_sent),
    Case("gzip-bomb", bomb, WHOLE),
    Case("xz", holding(b"\xfd7zXZ\0" + bytes(64)), error="nothing-read", outcome="packed"),
    Case("two-years-apart", holding(lambda: healthy() + b"2024-01-01T00:00:00Z mx postfix/smtp[1]: AE000001: to=<a@b.example>, relay=none, "
                                    b"delay=1, dsn=4.4.1, status=deferred (connect to mx.b.example[192.0.2.25]:25: Connection timed out)\n"),
         {**WHOLE, "messages": 16, "deferred": 3}),
    Case("grows-while-read", growing, check=any_figures),
    Case("rotated-while-read", rotating, check=any_figures),
    Case("cut-short-while-read", shrinking, check=any_figures),
    *(Case("truncated/" + name, holding(lambda text=text: text + text[:len(text) * 2 // 3]), check=any_figures)
      for name, text in OTHERS.items()),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", metavar="PATTERN", action="append")
    args = parser.parse_args()
    chosen = [case for case in CASES if not args.only or any(part in case.name or fnmatch.fnmatch(case.name, part) for part in args.only)]
    if args.list:
        print("\n".join(case.name for case in chosen))
        return 0
    if not os.access(program.binary(), os.X_OK):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    failed = 0
    for case in chosen:
        try:
            case.run()
        except (Wrong, ValueError, OSError) as error:
            failed += 1
            print("FAIL %s: %s" % (case.name, error), flush=True)
        else:
            print("ok %s" % case.name, flush=True)
    print("%d passed, %d failed" % (len(chosen) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
