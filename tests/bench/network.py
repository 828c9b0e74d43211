#!/usr/bin/python3
"""How long the program takes over a wire with a round trip of 40 ms, held against what the way itself takes, measured in the
same run. README says how to read it.  network.py [--long] [--runs N] [--only PART]
"""

import argparse
import contextlib
import os
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from lab.outgoing import PASSWORD  # noqa: E402
from lab.packages import Unavailable  # noqa: E402
from lab.spaces import wait_for  # noqa: E402

import line  # noqa: E402
import program  # noqa: E402
import tap as taps  # noqa: E402
import tools  # noqa: E402
import walk as walks  # noqa: E402

PARTS = ("check", "login", "tools", "loss")
LOSSY_RUNS = 200
SKIPPED = 77
HERE = pathlib.Path(__file__).resolve().parent


class Bench:
    """Prints a line for each figure and counts those beyond their limits."""

    def __init__(self):
        self.failed = 0

    def figure(self, what, value, limit, unit="ms"):
        beyond = value > limit
        self.failed += beyond
        print("%s %s: %.1f %s (limit %.1f)" % ("FAILED" if beyond else "ok", what, value, unit, limit), flush=True)

    @staticmethod
    def note(text):
        print("   " + text, flush=True)


def ms(seconds):
    return [1000.0 * value for value in seconds]


def median(seconds):
    return statistics.median(ms(seconds))


def percentile(values, share):
    """The smallest value that is at least as great as this share of them."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def arguments(lab, *more):
    return [program.release(), "check", "--server", line.SMTP, "--port", "587", "--security", "starttls", "--ca-file",
            lab.authority.file, "--password-file", lab.client.secret(PASSWORD), "--json", *more]


def complete(lab):
    return arguments(lab, line.USER, "--incoming", line.IMAP, "--incoming-port", "993")


def run(lab, argv, code=0):
    done = program.run(argv, lab.client.environment(), lab.client.space.pid)
    if done.code != code:
        raise AssertionError("exit code %d: %s" % (done.code, done.out.decode("utf-8", "replace")[-2000:]))
    return done


def warm_up(lab, tap):
    """Everything on the other side has answered once: daemons are started, names are in the resolver's memory."""
    def fine():
        try:
            walks.walk(lab, line.SMTP, line.USER, tap)
            return True
        except (OSError, AssertionError):
            return False
    wait_for(fine, "the mail server", 60)
    run(lab, complete(lab))


class Path:
    """The shortest way of a complete check, measured beside each run of the program."""

    def __init__(self, lab, tap):
        self.lab, self.tap, self.rtts, self.walks = lab, tap, [], []

    def measure(self, at=None):
        self.rtts.append(walks.round_trip(self.lab, self.lab.server.site.addresses[0]))
        self.walks.append(walks.walk(self.lab, line.SMTP, line.USER, self.tap, at))

    @property
    def rtt(self):
        return median(self.rtts)

    def shortest(self, first=0, last=None):
        """Milliseconds: a round trip for each step, and the median of what the server took for it."""
        waits = [median(step) for step in zip(*(walk.waits for walk in self.walks))][first:last]
        return len(waits) * self.rtt + sum(waits)

    def say(self, bench):
        waits = [median(step) for step in zip(*(walk.waits for walk in self.walks))]
        bench.note("round trip %.2f ms; the server's waits: %s" % (self.rtt, ", ".join(
            "%s %.1f" % pair for pair in zip(walks.STEPS, waits))))
        bench.note("the reference client itself took %.1f ms" % median([walk.took for walk in self.walks]))


def turns_on(tap, port):
    return sum(len(talk.turns()) for talk in tap.talks() if talk.port == port)


def part_check(bench, lab, tap, runs):
    """A complete check of a healthy account, and the same where only the address is known."""
    path, took, cpu, turns = Path(lab, tap), [], [], []
    for _ in range(runs):
        path.measure()
        tap.clear()
        done = run(lab, complete(lab))
        took.append(done.seconds)
        cpu.append(done.cpu)
        turns.append(turns_on(tap, 587))
    path.say(bench)
    shortest = path.shortest()
    bench.note("path %.1f ms; the program %.1f to %.1f ms, %.0f ms of it computing; ratio %.3f" % (
        shortest, min(ms(took)), max(ms(took)), median(cpu), median(took) / shortest))
    bench.figure("complete check, median of %d runs" % runs, median(took), 1.10 * shortest + 5)
    # TCP, banner, EHLO, STARTTLS, TLS, EHLO, AUTH, MAIL with RCPT; the goodbye may still be answered.
    bench.figure("turns of the server for sending", statistics.median(turns), 9, "turns")
    return shortest, median(took)


@contextlib.contextmanager
def hosts_file(lab, address):
    """The name of the server for sending stands in the hosts file: nobody is asked for it."""
    hosts = lab.client.dir / "hosts"
    before = hosts.read_text(encoding="ascii")
    hosts.write_text(before + "%s %s\n" % (address, line.SMTP), encoding="ascii")
    try:
        yield
    finally:
        hosts.write_text(before, encoding="ascii")


@contextlib.contextmanager
def quick_server(lab):
    """Gives the address of a server that answers at once, on the far side of the wire."""
    address = lab.server.site.gateways[0]
    process = lab.router.popen(sys.executable, HERE / "quick.py", address, 587, lab.server.certs["good"],
                               lab.server.certs["key"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the quick server does not start")
        yield address
    finally:
        process.kill()
        process.wait()


def log_in(lab):
    """Nothing but the login: no address is given, so nothing else can be asked."""
    return run(lab, arguments(lab, "--user", line.USER, "--only", "login")).seconds


def part_login(bench, lab, tap, runs):
    """Seven round trips: TCP, banner, EHLO, STARTTLS, TLS, EHLO, AUTH. Once with Postfix, once with a server that answers as
    fast as it can."""
    with hosts_file(lab, lab.server.site.addresses[0]):
        one_login(bench, lab, tap, runs, "Postfix", None)
    with quick_server(lab) as address, hosts_file(lab, address):
        one_login(bench, lab, tap, runs, "a quick server", address)


def one_login(bench, lab, tap, runs, name, address):
    path, took = Path(lab, tap), []
    for _ in range(runs):
        path.measure(address)
        took.append(log_in(lab))
    shortest = path.shortest(1, 8)
    bench.note("login on 587, %s: seven round trips are %.1f ms, the server's waits %.1f ms" % (
        name, 7 * path.rtt, shortest - 7 * path.rtt))
    bench.figure("login on 587, %s, median of %d runs" % (name, runs), median(took), shortest + 10)


def part_tools(bench, lab, tap, took=None):
    """One tool after the other. The program's time is that of the same run."""
    if took is None:
        took = median([run(lab, complete(lab)).seconds for _ in range(5)])
    tools.measure(lab)
    found, questions = tools.measure(lab), {}
    for row, seconds in found:
        questions.setdefault(row.question, []).append(seconds)
    for question, seconds in questions.items():
        bench.note("%-13s %2d commands %7.1f ms" % (question, len(seconds), sum(ms(seconds))))
    whole = sum(ms(seconds for _, seconds in found))
    bench.note("dig, nc, openssl, swaks and curl: %d commands, %.0f ms; the program needs %.3f of it" % (
        len(found), whole, took / whole))
    bench.figure("the program, against a tenth of what the tools take", took, whole / 10)


def part_loss(bench, shortest, seed):
    """2 % of the packets are lost, each way."""
    with line.LongLab(loss=2.0, seed=seed, tools=False) as lab, taps.Tap(lab.router, "wire0") as tap:
        warm_up(lab, tap)
        took, other = [], 0
        for _ in range(LOSSY_RUNS):
            done = program.run(complete(lab), lab.client.environment(), lab.client.space.pid)
            took.append(done.seconds)
            other += done.code != 0
        bench.note("seed %d; %d of %d runs did not end with \"can send\"" % (seed, other, LOSSY_RUNS))
        bench.note("from %.0f to %.0f ms; a quarter above %.0f ms" % (
            min(ms(took)), max(ms(took)), percentile(ms(took), 75)))
        bench.figure("2 %% loss, median of %d runs" % LOSSY_RUNS, median(took), 1.75 * shortest)
        bench.figure("2 % loss, 95th percentile", percentile(ms(took), 95), 4 * shortest)
        bench.figure("2 % loss, wrong verdicts", other, 0, "runs")


def measure(bench, args):
    took = shortest = None
    with line.LongLab(tools="tools" in args.only) as lab, taps.Tap(lab.router, "wire0") as tap:
        warm_up(lab, tap)
        if "check" in args.only or "loss" in args.only:
            shortest, took = part_check(bench, lab, tap, args.runs)
        if "login" in args.only:
            part_login(bench, lab, tap, args.runs)
        if "tools" in args.only:
            part_tools(bench, lab, tap, took)
    if "loss" in args.only:
        part_loss(bench, shortest, args.seed)


def go_first():
    """The limits are a few milliseconds: what else runs on this machine must not be what is measured. Lab, peers and program
    alike inherit the priority, so the ratios stay fair."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except OSError as reason:
        print("   without real-time priority (%s)" % reason.strerror)


def measured(measure, args, first=True):
    """The exit code after measure(bench, args): 1 for a figure beyond its limit, 77 where nothing can be measured."""
    if not program.release().exists():
        print("skipped: there is no release build at %s (MAILMEND_RELEASE names another)" % program.release())
        return SKIPPED
    if first:
        go_first()
    bench = Bench()
    try:
        measure(bench, args)
    except Unavailable as reason:
        print("skipped: %s" % reason)
        return SKIPPED
    return 1 if bench.failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21, help="how often each thing is measured")
    parser.add_argument("--long", action="store_true", help="the %d runs with loss, too" % LOSSY_RUNS)
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--seed", type=int, default=1, help="which packets are lost")
    args = parser.parse_args()
    args.only = args.only or [part for part in PARTS if part != "loss" or args.long]
    return measured(measure, args)


if __name__ == "__main__":
    sys.exit(main())
