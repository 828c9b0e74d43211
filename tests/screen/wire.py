#!/usr/bin/python3
"""What goes over the line: bytes, writes and wake-ups on a pty, over six kinds of terminals, and what happens when the line
is cut. The hard limits are those of ux.md section 3. `wire.py PROBE [--all]`: --all measures every kind of terminal, else two."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time

TERMS = ["xterm-256color", "vt100"]
MORE_TERMS = ["xterm", "screen-256color", "linux", "vt220"]
DOWN = {"linux": "\x1b[B", "vt220": "\x1b[B"}  # in application mode the others send ESC O B
LIMITS = {"first screen": 1000, "moved choice": 100, "next tip": 700, "help": 1000, "idle": 0}
PROBE = None


class Line:
    """The probe on a pty."""

    def __init__(self, *words, term="xterm-256color", ignore_hangup=False, stdin_only=False):
        self.home = tempfile.TemporaryDirectory(prefix="mailmend-wire-")
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if ignore_hangup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            env = {"HOME": self.home.name, "XDG_STATE_HOME": self.home.name + "/state", "TERM": term, "LANG": "C.UTF-8",
                   "LC_ALL": "C.UTF-8", "ESCDELAY": "25", "PATH": os.environ["PATH"]}
            os.execve(PROBE, [PROBE, *words], env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.started = time.monotonic()
        self.first_byte = None

    def read_until(self, text=None, quiet=0.25, seconds=10):
        """All bytes up to text and the silence behind it."""
        got = b""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            there = text is None or text.encode() in got
            ready, _, _ = select.select([self.fd], [], [], quiet if there else 0.5)
            if not ready:
                if there:
                    return got
                continue
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                return got
            if not piece:
                return got
            self.first_byte = self.first_byte or time.monotonic() - self.started
            got += piece
        if text is not None and text.encode() not in got:
            raise AssertionError(f"waited for {text!r}, got {got!r}")
        return got

    def press(self, keys, text=None):
        os.write(self.fd, keys.encode())
        return self.read_until(text)

    def cpu_ticks(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def switches(self):
        """How often the process gave up the processor of its own will: one for each wake-up."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int([line for line in status if line.startswith("voluntary_ctxt")][0].split()[1])

    def wait_end(self, seconds):
        """The exit status, and how long it took; None when it did not end."""
        begin = time.monotonic()
        while time.monotonic() - begin < seconds:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return status, time.monotonic() - begin
            select.select([], [], [], 0.01)
        return None, seconds

    def close(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        try:
            os.close(self.fd)
        except OSError:
            pass
        self.home.cleanup()


def to_password(line):
    """The screen is sent as differences, so there is no text to wait for: the silence tells that an answer is done."""
    for keys in ["1", "1", "5", "3", "3", "3", "7", "anna@example.org\r", "7", "1"]:
        line.press(keys)


def measure(term):
    sizes = {}
    line = Line("wrong-password", term=term)
    try:
        sizes["first screen"] = len(line.read_until("quit"))
        first = line.first_byte
        sizes["moved choice"] = max(len(line.press(DOWN.get(term, "\x1bOB"))) for _ in range(3))
        before = line.switches()
        sizes["idle"] = len(line.read_until(quiet=2))
        wakes = line.switches() - before
        sizes["help"] = max(len(line.press("h")), len(line.press("b")))
        to_password(line)
        line.press("geheim\r")
        line.press("1")
        sizes["next tip"] = max(len(line.press("1")) for _ in range(3))
    finally:
        line.close()
    return sizes, wakes, first


def check_sizes():
    failed = 0
    for term in TERMS:
        sizes, wakes, first = measure(term)
        for name, size in sizes.items():
            bad = size > LIMITS[name] or (name != "idle" and size == 0)
            failed += bad
            print(f"{'FAILED' if bad else 'ok'} {term}: {name} {size} bytes (limit {LIMITS[name]})")
        if wakes > 0:
            failed += 1
        print(f"{'FAILED' if wakes else 'ok'} {term}: {wakes} wake-ups while idle; first byte after {first * 1000:.1f} ms")
    return failed


def check_running():
    """40 bytes a second at most, one update a second, while checks wait."""
    line = Line("healthy", "60000")
    try:
        line.read_until("quit")
        to_password(line)
        line.press("geheim\r")
        os.set_blocking(line.fd, False)
        begin, got, writes = time.monotonic(), 0, 0
        while time.monotonic() - begin < 5:
            if select.select([line.fd], [], [], 0.3)[0]:
                got += len(os.read(line.fd, 65536))
                writes += 1
        os.set_blocking(line.fd, True)
        rate = got / (time.monotonic() - begin)
        bad = rate > 40 or writes > 6
        print(f"{'FAILED' if bad else 'ok'} while checks run: {rate:.0f} bytes a second, {writes} writes in 5 seconds")
        asked = time.monotonic()
        os.write(line.fd, b"\x1b")
        line.read_until("hidden", quiet=0.01)
        took = (time.monotonic() - asked) * 1000 - 25 - 10
        print(f"{'FAILED' if took > 100 else 'ok'} Esc: all at rest after {took:.0f} ms")
        return bad + (took > 100)
    finally:
        line.close()


def check_lost_line():
    """The line is cut: the program ends within a second and burns no time, even where SIGHUP is ignored."""
    failed = 0
    for ignore in [False, True]:
        for state in ["start", "running"]:
            line = Line("healthy", "60000", ignore_hangup=ignore)
            try:
                line.read_until("quit")
                if state == "running":
                    to_password(line)
                    line.press("geheim\r")
                ticks = line.cpu_ticks()
                os.close(line.fd)
                status, took = line.wait_end(3)
                bad = status is None or took > 1
                failed += bad
                print(f"{'FAILED' if bad else 'ok'} line cut ({state}, SIGHUP {'ignored' if ignore else 'as usual'}): "
                      f"ended after {took * 1000:.0f} ms, {ticks} ticks before")
            finally:
                line.close()
    return failed


def check_plain():
    """Line by line: a tip takes 700 bytes at most."""
    line = Line("--plain", "wrong-password")
    try:
        line.read_until("Enter alone")
        for keys in ["1", "1", "5", "3", "3", "3", "7", "anna@example.org", "7", "1"]:
            line.press(keys + "\n", None)
        line.press("geheim\n", "Number, 1 to 5")
        size = len(line.press("2\n", "Number"))
        print(f"{'FAILED' if size > 700 else 'ok'} plain: one tip {size} bytes (limit 700)")
        return size > 700
    finally:
        line.close()


def main():
    global PROBE
    PROBE = os.path.abspath(sys.argv[1])
    if "--all" in sys.argv[2:]:
        TERMS.extend(MORE_TERMS)
    failed = check_sizes() + check_running() + check_lost_line() + check_plain()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
