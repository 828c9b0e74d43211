#!/usr/bin/python3
"""How fast a mail server's log is explained: a log of Postfix, read by the program, by pflogsumm, and by grep that looks for one word; the
first words on the screen, and memory. README says how to read it.  log.py [--short] [--runs N]
"""

import argparse
import json
import os
import pathlib
import pty
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from lab import packages  # noqa: E402

import maillog  # noqa: E402
import program  # noqa: E402

MB = 1_000_000
LONG, SHORT = 500 * MB, 50 * MB
OTHERS_PART = 10                # pflogsumm reads a tenth: it takes half a minute for the whole
MEMORY_LIMIT = 16               # MiB
FIRST_LIMIT = 100               # ms
ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent"}
SKIPPED = 77


class Bench:
    """Figures with their limits, in the order of the report."""

    def __init__(self):
        self.failed = False

    def figure(self, what, value, limit, unit, least=False):
        """A value that may be limit at most, or with least must be that much; None has no limit."""
        good = limit is None or (value >= limit if least else value <= limit)
        self.failed |= not good
        bound = "" if limit is None else "   (%s %g)" % ("at least" if least else "at most", limit)
        print("%-58s %10.1f %-5s%s%s" % (what, value, unit, bound, "" if good else "   TOO MUCH" if not least else "   TOO LITTLE"))

    def equal(self, what, value, wanted):
        """A count that has to be right."""
        self.failed |= value != wanted
        print("%-58s %10d%s" % (what, value, "" if value == wanted else "   WRONG, it is %d" % wanted))


def place_for(size):
    """A directory in memory where that has room, so that the disk is in nobody's time."""
    shared = pathlib.Path("/dev/shm")
    if shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 2 * size:
        return shared
    return None


def pflogsumm_script():
    """pflogsumm as Debian packs it."""
    script = next((root / "usr/sbin/pflogsumm" for root in packages.unpacked("pflogsumm") if root.name == "pflogsumm"), None)
    if not script or not shutil.which("perl"):
        raise packages.Unavailable("perl or pflogsumm is missing")
    return script


def speed(argv, size):
    """MB/s of one run, and what it said."""
    done = program.run(argv, ENVIRONMENT)
    if done.code not in (0, 1):
        raise RuntimeError("%s ended with %d" % (argv[0], done.code))
    return size / MB / done.seconds, done


def compare(log, size, runs):
    """Speeds of the program and of grep, one after the other and again: a busy moment meets both."""
    ours, greps, said = [], [], None
    grep = shutil.which("grep")
    for _ in range(runs):
        greps.append(speed([grep, "-c", "-F", "status=deferred", log], size)[0])
        rate, done = speed([program.release(), "log", "--json", log], size)
        ours.append(rate)
        said = json.loads(done.out)
    return statistics.median(ours), statistics.median(greps), said


def first_words(log):
    """Milliseconds from the start of the program to its first words on a terminal."""
    controller, terminal = pty.openpty()
    began = time.monotonic()
    with subprocess.Popen([program.release(), "log", log], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal,
                          env={**ENVIRONMENT, "TERM": "xterm"}) as running:
        select.select([controller], [], [], 30)
        seen = time.monotonic()
        running.kill()
    os.close(terminal)
    os.close(controller)
    return (seen - began) * 1000


def peak(log):
    """MiB that the program had at most, as long as it could be looked at."""
    most = 0
    with subprocess.Popen([program.release(), "log", "--json", log], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          env=ENVIRONMENT) as running:
        handle = os.pidfd_open(running.pid)
        while not select.select([handle], [], [], 0.002)[0]:
            most = max(most, high_water(running.pid))
        os.close(handle)
    return most / 1024


def high_water(pid):
    """VmHWM in KiB, 0 when it is gone."""
    try:
        lines = pathlib.Path("/proc/%d/status" % pid).read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
    except (FileNotFoundError, ProcessLookupError):
        return 0


def check_counts(bench, said, wanted):
    """What was read is what was written."""
    bench.equal("mails", said["messages"], wanted["messages"])
    bench.equal("recipients sent to", said["sent"], wanted["sent"])
    bench.equal("  of these after a delay", said["sent_later"], wanted["overcome"])
    bench.equal("recipients that wait", said["deferred"], wanted["waiting"])
    bench.equal("recipients given up", said["bounced"], wanted["bounced"])
    bench.equal("refused clients", said["rejected"], wanted["rejected"])
    bench.equal("failed logins", said["troubles"], wanted["guesses"])


def measure(bench, folder, short, runs):
    """Writes the logs, then everything about them."""
    script = pflogsumm_script()
    log, part = folder / "mail.log", folder / "part.log"
    whole = maillog.MailLog(SHORT if short else LONG)
    with open(log, "wb") as file:
        size = whole.write(file)
    with open(part, "wb") as file:
        part_size = maillog.MailLog(whole.size // OTHERS_PART).write(file)
    ours, grep, said = compare(log, size, runs)
    pflogsumm, _ = speed([shutil.which("perl"), script, part], part_size)
    cores = os.cpu_count()
    print("%d MB, %d lines, %d cores" % (size // MB, said["lines"], cores))
    bench.figure("mailmend log, whole program", ours, None, "MB/s")
    bench.figure("pflogsumm, on a tenth of it", pflogsumm, None, "MB/s")
    bench.figure("grep -c -F into a pipe", grep, None, "MB/s")
    bench.figure("times as fast as pflogsumm", ours / pflogsumm, 20 if short else 40, "", least=True)
    bench.figure("of grep's speed", ours / grep * 100, 20 if short else 50 if cores > 1 else 25, "%", least=True)
    bench.figure("first words on the screen", first_words(log), FIRST_LIMIT * (3 if short else 1), "ms")
    bench.figure("memory at its greatest", peak(log), MEMORY_LIMIT, "MiB")
    check_counts(bench, said, whole.counts)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="50 MB and wide limits: for every run of the tests")
    parser.add_argument("--runs", type=int, default=0)
    options = parser.parse_args()
    bench = Bench()
    if not program.release().exists():
        print("there is no release build: %s" % program.release())
        return SKIPPED
    try:
        size = SHORT if options.short else LONG
        with tempfile.TemporaryDirectory(prefix="mailmend-log-", dir=place_for(size)) as folder:
            measure(bench, pathlib.Path(folder), options.short, options.runs or (3 if options.short else 7))
    except packages.Unavailable as why:
        print("skipped: %s" % why)
        return SKIPPED
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
