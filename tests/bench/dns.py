#!/usr/bin/python3
"""How long many questions take over a wire with a round trip of 40 ms: a hundred block lists, three of which may never answer, beside what
people use for that; and all that is asked about one domain. README says how to read it.  dns.py [--short] [--runs N] [--only PART]
"""

import argparse
import json
import pathlib
import select
import socket
import statistics
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from lab import dns  # noqa: E402

import dnslab  # noqa: E402
import program  # noqa: E402
from network import measured, median, ms  # noqa: E402

PARTS = ("lists", "tools", "domain")
LISTS, SILENT = 100, 3
ETH_P_ALL, SO_TIMESTAMPNS = 0x0003, 35
HERE = pathlib.Path(__file__).resolve().parent


class Departures:
    """`with Departures(space) as gone: …; gone.times()`: when questions left the client, by the kernel's clock (seconds since 1970)."""

    def __init__(self, space):
        self._sock = space.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._sock.bind(("wire0", ETH_P_ALL))
        self._sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._sock.close()

    def times(self):
        """What has gone since the last time; it stands in the socket's buffer until it is asked for, so that nobody is disturbed."""
        found = []
        while select.select([self._sock], [], [], 0)[0]:
            data, ancillary, _, address = self._sock.recvmsg(2048, socket.CMSG_SPACE(16))
            if address[2] == socket.PACKET_OUTGOING and data[0] >> 4 == 4 and data[9] == 17 and data[22:24] == b"\0\x35":
                seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
                found.append(seconds + nanoseconds / 1e9)
        return found


class Race:
    """One run of race.c: when it began, what came when, and when it was over, in milliseconds."""

    def __init__(self, lab, binary, count, silent, way):
        argv = [binary, dns.RESOLVER[0], count, silent, way]
        done = program.run(argv, {"PATH": "/usr/bin:/bin"}, lab.client.pid)
        if done.code != 0:
            raise AssertionError("race ended with %d" % done.code)
        self.seconds = done.seconds
        self.answers, self.notes = [], []
        for text in done.out.decode("ascii").splitlines():
            words = text.split()
            if words[0] == "start":
                self.start = int(words[1]) / 1e9
            elif words[0] == "answer" and words[1] != "timed-out":
                self.answers.append(int(words[2]) / 1000)
            elif words[0] == "end":
                self.end = int(words[1]) / 1000
            elif words[0] == "believed":
                self.notes.append(text)


def round_trip(lab):
    """What one round trip over the wire takes, in seconds: a port where nobody is says so at once."""
    with lab.client.socket() as sock:
        sock.settimeout(5)
        began = time.monotonic()
        try:
            sock.connect((dnslab.FAR[0], 9))
        except ConnectionRefusedError:
            return time.monotonic() - began
    raise AssertionError("port 9 is open")


class Limits:
    """What is allowed beyond the way itself. In a short run other tests may be at work on the machine: then only what is plainly wrong
    fails."""

    def __init__(self, short):
        self.share, self.more, self.wire = (2.0, 60, 40) if short else (1.1, 5, 2)

    def rounds(self, rtt, count=1):
        return self.share * count * rtt + self.more


class Rounds:
    """Races and round trips in turn, so that both meet the same machine."""

    def __init__(self, lab, binary, runs, silent, way):
        self.rtts, self.races, self.spans = [], [], []
        with Departures(lab.client) as gone:
            for _ in range(runs):
                self.rtts.append(round_trip(lab))
                gone.times()
                race = Race(lab, binary, LISTS, silent, way)
                times = gone.times()
                first = LISTS + silent if way == "one" else 3 * (LISTS + silent)
                if len(times) < first:
                    raise AssertionError("%d questions of %d were seen on the wire" % (len(times), first))
                self.races.append(race)
                self.spans.append(1000 * (times[first - 1] - race.start))

    @property
    def rtt(self):
        return median(self.rtts)

    def shown(self):
        """When the last answer was there that came at all."""
        return statistics.median(max(race.answers) for race in self.races)

    def over(self):
        return statistics.median(race.end for race in self.races)

    def sent(self):
        return statistics.median(self.spans)


def part_lists(bench, lab, binary, runs, limits):
    Race(lab, binary, LISTS, 0, "lists")    # the resolver has heard of all of them
    whole = Rounds(lab, binary, runs, 0, "one")
    bench.note("round trip %.2f ms; %d lists, one question each: %.1f ms (%.1f with the program's start)" % (
        whole.rtt, LISTS, whole.over(), median([race.seconds for race in whole.races])))
    bench.figure("%d lists, median of %d runs" % (LISTS, runs), whole.over(), limits.rounds(whole.rtt))
    bench.figure("the last question is on the wire", whole.sent(), limits.wire)
    tests = Rounds(lab, binary, runs, 0, "lists")
    bench.note("%d lists with their test entries: %s" % (LISTS, tests.races[-1].notes[0]))
    if not tests.races[-1].notes[0].startswith("believed %d of %d," % (LISTS, LISTS)):
        raise AssertionError(tests.races[-1].notes[0])
    bench.figure("%d lists with their test entries" % LISTS, tests.over(), limits.rounds(tests.rtt))
    bench.figure("the last of 300 questions is on the wire", tests.sent(), limits.wire)
    few = min(max(runs // 2, 3), 5)  # a packet that is lost may spoil one of three
    for way in ("lists",) if limits.wire > 2 else ("one", "lists"):
        silent = Rounds(lab, binary, few, SILENT, way)
        bench.figure("%d lists and %d silent ones (%s): the rest is there" % (LISTS, SILENT, way), silent.shown(), limits.rounds(silent.rtt))
        bench.figure("and all is over", silent.over(), 3000 + limits.more + 15)
    return whole


def tool(lab, argv, given=""):
    """Seconds for a command inside, without going in."""
    began = time.monotonic()
    done = lab.client.popen(*argv, stdin=-1, stdout=-1, stderr=-1, text=True)
    out, _ = done.communicate(given, timeout=120)
    took = time.monotonic() - began
    began = time.monotonic()
    lab.client.run("true")
    return took - (time.monotonic() - began), out


def part_tools(bench, lab, binary, runs, whole=None):
    """The same hundred questions: dig, one after the other, and adnshost, all at once."""
    whole = whole or Rounds(lab, binary, runs, 0, "one")
    names = ["2.0.0.127.l%03d.lists.test" % number for number in range(LISTS)]
    loop = "for name in %s; do dig +short $name; done" % " ".join(names)
    took, out = tool(lab, ("sh", "-c", loop))
    if out.count("127.0.0.2") != LISTS:
        raise AssertionError("dig found %d of %d" % (out.count("127.0.0.2"), LISTS))
    bench.note("dig in a loop: %.0f ms" % (1000 * took))
    bench.figure("the race, against a twentieth of dig in a loop", whole.over(), 1000 * took / 20)
    adns = []
    for _ in range(min(runs, 7)):
        seconds, out = tool(lab, ("adnshost", "-a", "-t", "a", "-f"), "".join(name + "\n" for name in names))
        if out.count("127.0.0.2") != LISTS:
            raise AssertionError("adnshost found %d of %d" % (out.count("127.0.0.2"), LISTS))
        adns.append(seconds)
    bench.note("adnshost, all at once: %.1f ms" % median(adns))
    bench.figure("the race with its start, against adnshost and a tenth", median([race.seconds for race in whole.races]), 1.1 * median(adns))


def waves(times, rtt):
    """How many questions followed from answers: a question belongs to the wave whose number of round trips has passed since the first."""
    return 1 + int((max(times) - min(times)) / (0.9 * rtt)) if times else 0


def part_domain(bench, lab, runs, limits):
    """MX, SPF of depth 3, DKIM, DMARC, PTR, MTA-STS, TLSA and the domain's own servers. Its longest chain of questions: SPF, with one
    include in another (four), beside the name of the address and back."""
    argv = [program.release(), "check", "--only", "dns", "--role", "admin", "--domain", dnslab.DOMAIN, "--ip", dnslab.SERVER, "--helo",
            "mail." + dnslab.DOMAIN, "--selector", "s1", "--resolver", dns.RESOLVER[0], "--ca-file", lab.authority.file, "--json"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "TZ": "UTC"}
    took, rtts, counted, cpu = [], [], [], []
    with Departures(lab.client) as gone:
        for _ in range(runs + 1):
            rtts.append(round_trip(lab))
            gone.times()
            done = program.run(argv, environment, lab.client.pid)
            times = gone.times()
            document = json.loads(done.out)
            if done.code != 0:
                raise AssertionError("exit code %d: %s" % (done.code, document))
            took.append(done.seconds)
            cpu.append(done.cpu)
            counted.append(waves(times, rtts[-1]))
    took, rtts = took[1:], rtts[1:]      # the first one warmed the resolver
    slow = sorted(((check["ms"], check["id"]) for check in document["checks"] if check.get("ms")), reverse=True)[:4]
    bench.note("one domain: %.1f to %.1f ms, %.0f ms of it computing; %d questions in %d waves; the longest checks %s" % (
        min(ms(took)), max(ms(took)), median(cpu), len(times), statistics.median(counted), ", ".join("%s %d ms" % (name, n) for n, name in slow)))
    bench.figure("one domain with everything, median of %d runs" % runs, median(took), limits.rounds(median(rtts), 4))


def measure(bench, args):
    whole = None
    with dnslab.DnsLab("tools" in args.only) as lab:
        binary = dnslab.compiled(HERE / "race.c", program.release())
        if "lists" in args.only:
            whole = part_lists(bench, lab, binary, args.runs, Limits(args.short))
        if "tools" in args.only:
            part_tools(bench, lab, binary, args.runs, whole)
        if "domain" in args.only:
            part_domain(bench, lab, args.runs, Limits(args.short))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21, help="how often each thing is measured")
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--short", action="store_true", help="a few runs with wide limits: whether the lab and the program still do their part")
    args = parser.parse_args()
    args.only = args.only or [part for part in PARTS if part != "tools" or not args.short]
    args.runs = 3 if args.short else args.runs
    return measured(measure, args, first=not args.short)


if __name__ == "__main__":
    sys.exit(main())
