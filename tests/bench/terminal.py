#!/usr/bin/python3
"""What the wizard costs a terminal: bytes, writes, wake-ups, times and memory, on a pty of 80 by 24 in English, over six kinds
of terminals. The limits are those of ux.md 3; README says how to read it.  terminal.py [--only PART] [--keys]
"""

import argparse
import contextlib
import fcntl
import os
import pathlib
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import program  # noqa: E402

TERMS = ("xterm-256color", "xterm", "screen-256color", "linux", "vt100", "putty")
DOWN = {"linux": b"\x1b[B", "putty": b"\x1b[B"}         # the others are switched to application mode: ESC O B
PARTS = ("start", "screens", "running", "memory", "plain", "hangup")
SKIPPED = 77
QUIET = 0.15        # seconds without a byte: an answer is whole
MIB = 1024.0        # KiB in one


class Gone(Exception):
    """The program has ended, or the terminal was closed."""


class Wizard:
    """The program on a pty of its own. Its time counts from exec."""

    def __init__(self, *words, term="xterm-256color", ignore_hangup=False, environment=None):
        self.home = tempfile.TemporaryDirectory(prefix="mailmend-bench-")
        env = {"HOME": self.home.name, "PATH": os.environ["PATH"], "TERM": term, "LANG": "C.UTF-8", "TZ": "UTC",
               "ESCDELAY": "25", **(environment or {})}
        when, clock = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                self._child(clock, words, env, ignore_hangup)
            finally:
                os._exit(127)
        os.close(clock)
        self.began = int(os.read(when, 32)) / 1e9
        os.close(when)
        self.first = None

    @staticmethod
    def _child(clock, words, env, ignore_hangup):
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        if ignore_hangup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.write(clock, b"%d" % time.monotonic_ns())
        os.execve(program.release(), ["mailmend", *map(str, words)], env)

    # Keys and bytes

    def read(self, quiet=QUIET, limit=10.0):
        """Bytes up to the first silence of so many seconds; waits for the first one at most `limit`."""
        got, deadline = b"", time.monotonic() + limit
        while time.monotonic() < deadline:
            if not select.select([self.fd], [], [], quiet if got else limit)[0]:
                break
            got += self._some()
        return got

    def _some(self):
        try:
            piece = os.read(self.fd, 65536)
        except OSError as error:
            raise Gone() from error
        if not piece:
            raise Gone()
        self.first = self.first or time.monotonic()
        return piece

    def press(self, keys, limit=1.0):
        os.write(self.fd, keys)
        return self.read(limit=limit)

    def answer_time(self, keys, limit=2.0):
        """Seconds from the key to the first byte of the answer."""
        began = time.monotonic()
        os.write(self.fd, keys)
        if not select.select([self.fd], [], [], limit)[0]:
            return limit
        took = time.monotonic() - began
        self.read(quiet=0.05)
        return took

    def bytes_within(self, seconds):
        """How many bytes come in this time, and in how many pieces."""
        end, got, pieces = time.monotonic() + seconds, 0, 0
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                return got, pieces
            got += len(self._some())
            pieces += 1

    def settle(self, seconds=5.0):
        """Reads until nothing has come for a second."""
        return self.read(quiet=1.0, limit=seconds)

    # What the system says about it

    def _lines(self, name):
        with open("/proc/%d/%s" % (self.pid, name), encoding="ascii", errors="replace") as lines:
            return {line.split(":")[0]: line.split(":")[1].split() for line in lines if ":" in line}

    def status(self, name, file="status"):
        return int(self._lines(file)[name][0])

    def wakeups(self):
        """How often its threads gave up the processor of their own will: once for each sleep."""
        total = 0
        for task in os.listdir("/proc/%d/task" % self.pid):
            with contextlib.suppress(OSError), open("/proc/%d/task/%s/status" % (self.pid, task), encoding="ascii") as lines:
                total += sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
        return total

    def cpu_seconds(self):
        with open("/proc/%d/stat" % self.pid, encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # The end

    def wait_end(self, seconds):
        """Seconds until it ended and the processor time that it used in all; None where it did not end."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            pid, _, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return time.monotonic() - began, usage.ru_utime + usage.ru_stime
            select.select([], [], [], 0.005)
        return None

    def close(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):
            os.close(self.fd)
        self.home.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


class Writes:
    """Counts the calls that write to the terminal; strace tells, where it is there. (The program has curses write into a pipe
    of its own first, so a count of all writes says nothing.)"""

    def __init__(self, wizard):
        self.wizard, self.file = wizard, pathlib.Path(wizard.home.name) / "writes"
        self._strace = None

    def __enter__(self):
        if not shutil.which("strace"):
            print("not measured: writes for a key (there is no strace)")
            return self
        self._strace = subprocess.Popen(["strace", "-qq", "-f", "-y", "-e", "trace=write,writev", "-o", self.file, "-p",
                                         str(self.wizard.pid)], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not self.wizard.status("TracerPid") and time.monotonic() < deadline:
            select.select([], [], [], 0.01)
        return self

    def __exit__(self, *exc):
        if self._strace:
            self._strace.terminate()
            self._strace.wait()

    def count(self):
        """Writes so far, or None."""
        if not self._strace:
            return None
        return sum("</dev/pts/" in line.split(",")[0] for line in self.file.read_text(encoding="ascii").splitlines())


class Bench:
    """Prints a line for each figure and counts those beyond their limits."""

    def __init__(self):
        self.failed = 0

    def figure(self, what, value, limit, unit, goal=None):
        beyond = value > limit
        self.failed += beyond
        wish = "" if goal is None else "; goal %g%s" % (goal, "" if value <= goal else ", missed")
        print("%s %s: %.4g %s (limit %g%s)" % ("FAILED" if beyond else "ok", what, value, unit, limit, wish), flush=True)

    def least(self, what, value, least, unit):
        """Where too little would mean that nothing was measured."""
        if value < least:
            self.failed += 1
            print("FAILED %s: %.4g %s, %g at least" % (what, value, unit, least), flush=True)


def terms():
    """The six, as far as this computer knows them."""
    known = [term for term in TERMS if subprocess.run(["infocmp", term], capture_output=True, check=False).returncode == 0]
    for term in TERMS:
        if term not in known:
            print("not measured: this computer does not know the terminal %s (package ncurses-term)" % term)
    return known


def part_start(bench):
    """The first byte and the first screen, and that it then rests."""
    for term in terms():
        first, sizes = [], []
        for _ in range(15):
            with Wizard(term=term) as wizard:
                sizes.append(len(wizard.read()))
                first.append(1000 * (wizard.first - wizard.began))
        bench.figure("%s: first byte after exec, median of 15" % term, statistics.median(first), 50, "ms", 10)
        bench.figure("%s: first screen" % term, max(sizes), 1000, "bytes", 700)
        bench.least("%s: first screen" % term, min(sizes), 100, "bytes")
        with Wizard(term=term) as wizard:
            wizard.settle()
            before = wizard.wakeups()
            got, _ = wizard.bytes_within(5.0)
            bench.figure("%s: written in 5 s at rest" % term, got, 0, "bytes")
            bench.figure("%s: wake-ups in 5 s at rest" % term, wizard.wakeups() - before, 0, "times")


def sizes(wizard, keys):
    """The bytes of the answer to each key."""
    return [len(wizard.press(key)) for key in keys]


def part_screens(bench):
    """Moved choices, next screens and help."""
    for term in terms():
        down = DOWN.get(term, b"\x1bOB")
        with Wizard(term=term) as wizard:
            wizard.settle()
            moved = sizes(wizard, [down] * 4)
            helped = sizes(wizard, [b"h", b"b"])
            questions = sizes(wizard, [b"1"] * 5)
        with Wizard("practice", "wrong-password", term=term) as wizard:
            wizard.settle()
            wizard.press(b"1")
            wizard.settle()
            tips = sizes(wizard, [b"1", b"1", b"b", b"2", b"b", b"3", b"b", b"4"])
        bench.figure("%s: moved choice" % term, max(moved), 100, "bytes", 60)
        bench.least("%s: moved choice" % term, min(moved), 1, "bytes")
        bench.figure("%s: help opened or closed" % term, max(helped), 1000, "bytes", 700)
        bench.least("%s: help" % term, min(helped), 100, "bytes")
        bench.figure("%s: next question" % term, max(questions), 700, "bytes", 350)
        bench.figure("%s: next tip" % term, max(tips), 700, "bytes", 350)
        bench.least("%s: next tip" % term, max(tips), 100, "bytes")
    writes_for_keys(bench)


def writes_for_keys(bench):
    """One write for each key."""
    with Wizard() as wizard:
        wizard.settle()
        with Writes(wizard) as writes:
            for key in (b"\x1bOB", b"\x1bOB", b"h", b"b", b"1", b"b"):
                before = writes.count()
                wizard.press(key)
                if before is not None:
                    bench.figure("writes for the key %s" % ascii(key)[2:-1], writes.count() - before, 1, "writes")
                    bench.least("writes for the key %s" % ascii(key)[2:-1], writes.count() - before, 1, "writes")


@contextlib.contextmanager
def running(term="xterm-256color"):
    """The wizard while its checks wait for a server that says nothing."""
    with Wizard("practice", "server-silent", term=term) as wizard:
        wizard.settle()
        wizard.press(b"1")
        yield wizard


def part_running(bench):
    for term in terms():
        with running(term) as wizard:
            wizard.bytes_within(1.0)
            got, pieces = wizard.bytes_within(5.0)
            bench.figure("%s: written while checks run" % term, got / 5.0, 40, "bytes a second", 20)
            bench.figure("%s: writes while checks run" % term, pieces / 5.0, 1.2, "a second")
            bench.least("%s: written while checks run" % term, got, 1, "bytes")
    answers = []
    with running() as wizard:
        for _ in range(8):
            answers += [1000 * wizard.answer_time(b"h"), 1000 * wizard.answer_time(b"b")]
    bench.figure("key to answer while checks run, median of 16", statistics.median(answers), 20, "ms", 2)
    with Wizard("practice", "server-silent") as wizard:
        wizard.settle()
        resting = wizard.status("Threads")
        wizard.press(b"1")
        wizard.bytes_within(1.0)
        bench.least("threads while checks run", wizard.status("Threads") - resting, 2, "threads")
        bench.figure("Esc: every check at rest", rest_after(wizard, b"\x1b", resting), 100, "ms")


def rest_after(wizard, keys, resting, limit=5.0):
    """Milliseconds from the key until only the threads are left that were there before the checks."""
    began = time.monotonic()
    os.write(wizard.fd, keys)
    while time.monotonic() - began < limit:
        if wizard.status("Threads") <= resting:
            return 1000 * (time.monotonic() - began)
        select.select([], [], [], 0.001)
    return 1000 * limit


def part_memory(bench):
    with Wizard() as wizard:
        wizard.settle()
        bench.figure("memory at rest", wizard.status("VmRSS") / MIB, 10, "MiB", 6)
        bench.figure("private memory at rest", wizard.status("Private_Dirty", "smaps_rollup") / MIB, 2, "MiB", 1.5)
    for name in ("healthy", "wrong-password", "certificate-expired"):
        with Wizard("practice", name) as wizard:
            wizard.settle()
            os.write(wizard.fd, b"1")
            wizard.read(quiet=2.5, limit=30)
            bench.figure("memory after the practice %s" % name, wizard.status("VmRSS") / MIB, 16, "MiB")
            bench.figure("memory at its greatest in the practice %s" % name, wizard.status("VmHWM") / MIB, 16, "MiB")


def part_plain(bench):
    """Line by line: the greatest piece between two prompts."""
    with Wizard("practice", "wrong-password", "--plain") as wizard:
        wizard.settle()
        os.write(wizard.fd, b"1\n")
        wizard.read(quiet=2.5, limit=30)
        sizes = [len(wizard.press(key)) for key in (b"1\n", b"b\n", b"2\n", b"b\n", b"3\n", b"b\n")]
        bench.figure("line by line: one tip", max(sizes), 700, "bytes", 500)
        bench.least("line by line: one tip", max(sizes), 60, "bytes")


def part_hangup(bench):
    """The line is cut: it ends, and burns no time until then; also where SIGHUP is ignored."""
    for ignore in (False, True):
        for where in ("at rest", "while checks run"):
            with Wizard("practice", "server-silent", ignore_hangup=ignore) as wizard:
                wizard.settle()
                if where != "at rest":
                    wizard.press(b"1")
                before = wizard.cpu_seconds()
                os.close(wizard.fd)
                ended = wizard.wait_end(5.0)
                what = "line cut %s%s" % (where, ", SIGHUP ignored" if ignore else "")
                bench.figure("%s: ended after" % what, 1000 * (ended or (5.0, 0))[0], 1000, "ms", 300)
                if ended:
                    bench.figure("%s: computing until then" % what, 1000 * max(0, ended[1] - before), 100, "ms")


def main():
    global TERMS
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--term", action="append", choices=TERMS, help="instead of all six")
    args = parser.parse_args()
    TERMS = tuple(args.term or TERMS)
    if not program.release().exists():
        print("skipped: there is no release build at %s (MAILMEND_RELEASE names another)" % program.release())
        return SKIPPED
    bench = Bench()
    for part in args.only or PARTS:
        globals()["part_" + part](bench)
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
