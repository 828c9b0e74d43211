#!/usr/bin/env python3
"""Every allocation of a whole run fails once (hazards H5, H14): the program's own, OpenSSL's, the resolver's and libc's.

A run is `mailmend practice NAME --check --json` or the wizard on a terminal, with failing.so preloaded. It ends with 70 and
one sentence, or goes on to a verdict; never by a signal, never late; and the terminal is as it was.
"""
import argparse
import collections
import concurrent.futures
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import termios
import time

import oracle


class Torture:
    def __init__(self, shim, home):
        self.shim, self.home = os.path.abspath(shim), home

    def environment(self, number, lasting=False, count=None, where=None):
        made = oracle.language_and_home(self.home)
        made.update(LD_PRELOAD=self.shim, TORTURE_FAIL=str(number))
        if lasting:
            made["TORTURE_LASTING"] = "1"
        made.update({name: path for name, path in (("TORTURE_COUNT", count), ("TORTURE_WHERE", where)) if path})
        return made

    def argv(self, scenario):
        return [oracle.under_test(), "practice", scenario, "--check", "--json"]

    def count(self, scenario):
        path = os.path.join(self.home, "count")
        status, out, err = oracle.run(self.argv(scenario), self.environment(0, count=path))
        bad = oracle.judge(status, out, err)
        if bad:
            raise SystemExit("without any fault: %s" % bad)
        with open(path, encoding="ascii") as file:
            return int(file.read())

    def fail(self, scenario, number, lasting):
        status, out, err = oracle.run(self.argv(scenario), self.environment(number, lasting))
        doc = oracle.document(out) or {}
        return status, doc.get("first_cause") or doc.get("verdict") or (doc.get("error") or {}).get("id"), oracle.judge(status, out, err)


def sweep(torture, pool, scenario, points, deadline):
    """(how many were tried of how many, failures)"""
    total = torture.count(scenario)
    chosen = [(number, False) for number in oracle.spread(total, points)]
    chosen += [(number, True) for number in oracle.spread(total, max(4, min(len(chosen) // 5, 200)))]
    ends, failures, tried = collections.Counter(), 0, 0

    def one(pair):
        if time.monotonic() > deadline:
            return None
        return torture.fail(scenario, *pair)

    for (number, lasting), told in zip(chosen, pool.map(one, chosen)):
        if told is None:
            continue
        status, result, bad = told
        tried += 1
        ends["%s %s" % (status, result or "")] += 1
        failures += bool(bad)
        for line in bad:
            print("FAIL %s: allocation %d%s: %s" % (scenario, number, " and all after it" if lasting else "", line), flush=True)
    print("%s: %d of %d faults tried, of %d allocations; %d failed" % (scenario, tried, len(chosen), total, failures))
    for end, times in ends.most_common():
        print("    %6d x %s" % (times, end))
    if tried < len(chosen):
        print("FAIL %s: the time was over before all were tried" % scenario)
        failures += 1
    return failures


def drain(master, until, child, quit_at):
    """Reads the screen until the program ends; types q as soon as it has painted and grown quiet."""
    seen, quiet = b"", 0
    while time.monotonic() < until:
        ready, _, _ = select.select([master], [], [], 0.1)
        if ready:
            try:
                data = os.read(master, 65536)
            except OSError:
                return seen
            if not data:
                return seen
            seen, quiet = seen + data, 0
        elif child.poll() is not None:
            return seen
        else:
            quiet += 1
            if quiet == quit_at:
                os.write(master, b"q")
                quiet = 0
    return seen


def curses_gave_up(status, seen, where):
    """curses without memory says so and ends the program with 1; in some places (6.4: tparm, del_curterm, setupterm) it uses a
    null pointer instead. What remains ours then is the terminal, which is judged in any case."""
    if not os.path.exists(where):
        return False
    with open(where, encoding="utf-8") as file:
        name = os.path.basename(file.read())
    return name.startswith(("libtinfo", "libncurses")) and (status == -11 or status == 1 and b"Out of memory" in seen)


def on_terminal(torture, number, count=None):
    """The full-screen wizard: status, complaints."""
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    where = os.path.join(torture.home, "where-%d" % number)
    child = subprocess.Popen([oracle.under_test(), "--no-plain"], env=torture.environment(number, count=count, where=where),
                             stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    seen = drain(master, time.monotonic() + oracle.LIMIT, child, 2)
    late = child.poll() is None
    try:
        status = child.wait(timeout=1)
    except subprocess.TimeoutExpired:
        child.kill()
        status = child.wait()
    after = termios.tcgetattr(slave)
    os.close(slave)
    os.close(master)
    bad = ["it hung"] if late else []
    if status not in (0, 3, oracle.NO_MEMORY) and not curses_gave_up(status, seen, where):
        bad.append("it ended with %d: %r" % (status, seen[-200:]))
    if after != before:
        bad.append("the terminal is not as it was")
    if b"\x1b[?1049h" in seen and b"\x1b[?1049l" not in seen:
        bad.append("the terminal was left on the second screen")
    if b"\x1b[?25l" in seen and seen.rfind(b"\x1b[?25l") > max(seen.rfind(b"\x1b[?25h"), seen.rfind(b"\x1b[?12l\x1b[?25h")):
        bad.append("the cursor was left hidden")
    return status, bad


def sweep_terminal(torture, pool, points):
    path = os.path.join(torture.home, "count-terminal")
    status, bad = on_terminal(torture, 0, count=path)
    if status not in (0, 3) or bad:
        raise SystemExit("the wizard without any fault: %s %s" % (status, bad))
    with open(path, encoding="ascii") as file:
        total = int(file.read())
    chosen = oracle.spread(total, points)
    failures, ends = 0, collections.Counter()
    for number, (status, bad) in zip(chosen, pool.map(lambda n: on_terminal(torture, n), chosen)):
        ends[status] += 1
        failures += bool(bad)
        for line in bad:
            print("FAIL wizard: allocation %d: %s" % (number, line), flush=True)
    print("wizard: %d of %d allocations tried, ended with %s; %d failed" % (len(chosen), total, dict(ends), failures))
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shim")
    parser.add_argument("--scenario", action="append")
    parser.add_argument("--points", type=int, default=60, help="how many allocations of each kind of run; 0: all")
    parser.add_argument("--terminal-points", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--jobs", type=int, default=6)
    options = parser.parse_args()
    if not shutil.which(oracle.under_test()):
        print("skipped: there is no build without sanitizers at %s (set MAILMEND_RELEASE)" % oracle.under_test())
        return 77
    home = tempfile.mkdtemp(prefix="mailmend-torture-")
    deadline, failures = time.monotonic() + options.seconds, 0
    try:
        torture = Torture(options.shim, home)
        scenarios = options.scenario or ["wrong-password"]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            if options.terminal_points >= 0:
                failures += sweep_terminal(torture, pool, options.terminal_points)
            for scenario in scenarios:
                failures += sweep(torture, pool, scenario, options.points, deadline)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print("%d failed" % failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
