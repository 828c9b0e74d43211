#!/usr/bin/env python3
"""System calls that fail in the middle of a whole run (hazard H15): strace lets the N-th call of each thread end with an error.

A run is `mailmend practice NAME --check --json`, so both sides of every conversation are hit. It may come to any verdict, or
say that it could not be found out; it may not crash, hang, or end without a word. Not among them is write(): it writes to
eventfds, which no kernel refuses, and the result, for which the hostile suite has a full disk and a closed pipe.
"""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import shutil
import sys
import tempfile

import oracle

ERRORS = {
    "socket": ("EMFILE", "ENOBUFS", "EACCES", "EAFNOSUPPORT"),
    "connect": ("EINTR", "ENETUNREACH", "ECONNREFUSED", "EADDRNOTAVAIL", "EAGAIN"),
    "sendto": ("EINTR", "EAGAIN", "ENOBUFS", "ENETUNREACH", "EPIPE", "ECONNRESET"),
    "recvfrom": ("EINTR", "EAGAIN", "ECONNRESET", "ECONNREFUSED", "ENOBUFS"),
    "poll": ("EINTR", "ENOMEM"),
    "read": ("EINTR", "EAGAIN", "ECONNRESET", "EIO"),
    "openat": ("EMFILE", "ENOENT", "EACCES", "EINTR"),
    "accept": ("EINTR", "EMFILE", "ECONNABORTED"),
    "clone3": ("EAGAIN",),
    "eventfd2": ("EMFILE",),
    "getsockopt": ("ENOBUFS",),
    "setsockopt": ("ENOPROTOOPT",),
    "getsockname": ("ENOBUFS",),
    "fcntl": ("EINTR",),
}
LINE = re.compile(r"^(?P<pid>[0-9]+) +(?P<call>[a-z0-9_]+)\((?P<rest>.*)")


def environment(home):
    """A sanitizer checks for leaks by tracing itself, which a traced process cannot."""
    made = oracle.language_and_home(home)
    made["ASAN_OPTIONS"] = "detect_leaks=0"
    return made


def argv(scenario):
    return [oracle.under_test(), "practice", scenario, "--check", "--json"]


def traced(home, scenario, words):
    return oracle.run(["strace", "-f", "-qq", *words, *argv(scenario)], environment(home))


def numbers_of_calls(home, scenario):
    """For each call the numbers that may fail, counted in each thread from 1: more than the loader made before main()."""
    path = os.path.join(home, "trace")
    status, out, err = traced(home, scenario, ["-o", path, "-e", "trace=prctl," + ",".join(ERRORS)])
    bad = oracle.judge(status, out, err)
    if bad:
        raise SystemExit("without any fault: %s" % bad)
    made, before, begun, numbers = collections.Counter(), collections.Counter(), False, collections.defaultdict(set)
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = LINE.match(line)
            if not found:
                continue
            begun = begun or found["call"] == "prctl" and "PR_SET_DUMPABLE" in found["rest"]
            made[found["pid"], found["call"]] += 1
            before[found["call"]] += not begun
            if made[found["pid"], found["call"]] > before[found["call"]]:
                numbers[found["call"]].add(made[found["pid"], found["call"]])
    if not begun:
        raise SystemExit("the beginning of main was not seen in the trace")
    return numbers


def plan(numbers, wanted):
    """(call, error, number) for every call that was seen; a sample from the same seed each time where `wanted` is not 0."""
    everything = [(call, error, number) for call in ERRORS for error in ERRORS[call] for number in sorted(numbers[call])]
    if not wanted or wanted >= len(everything):
        return everything
    chosen = random.Random(1).sample(everything, wanted)
    met = {(call, error) for call, error, _ in chosen}
    return chosen + [one for one in {(c, e): (c, e, n) for c, e, n in everything}.values() if one[:2] not in met]


def attempt(home, scenario, fault):
    call, error, number = fault
    path = tempfile.mktemp(prefix="trace-", dir=home)
    status, out, err = traced(home, scenario, ["-o", path, "-e", "trace=" + call, "-e", "inject=%s:error=%s:when=%d" % fault])
    with open(path, "rb") as file:
        met = b"(INJECTED)" in file.read()
    os.unlink(path)
    return met, status, oracle.document(out), oracle.judge(status, out, err)


def works(home):
    """Whether this system lets us trace."""
    return shutil.which("strace") and oracle.run(["strace", "-f", "-qq", "-o", "/dev/null", "true"], environment(home))[0] == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="healthy")
    parser.add_argument("--faults", type=int, default=40, help="how many; 0: all")
    parser.add_argument("--only", metavar="CALL")
    parser.add_argument("--jobs", type=int, default=6)
    options = parser.parse_args()
    if not shutil.which(oracle.under_test()):
        print("skipped: there is no program at %s (set MAILMEND_RELEASE)" % oracle.under_test())
        return 77
    home = tempfile.mkdtemp(prefix="mailmend-torture-")
    ends, failures, missed = collections.Counter(), 0, 0
    try:
        if not works(home):
            print("skipped: strace is missing, or nothing may be traced here")
            return 77
        numbers = numbers_of_calls(home, options.scenario)
        faults = [one for one in plan(numbers, options.faults) if not options.only or one[0] == options.only]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            tried = pool.map(lambda fault: attempt(home, options.scenario, fault), faults)
            for fault, (met, status, doc, bad) in zip(faults, tried):
                doc = doc or {}
                ends["%s %s" % (status, doc.get("first_cause") or doc.get("verdict") or (doc.get("error") or {}).get("id"))] += 1
                missed += not met
                failures += bool(bad)
                for line in bad:
                    print("FAIL %s %s, call %d: %s" % (*fault, line), flush=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print("%d faults, of which %d met no call; %d failed" % (len(faults), missed, failures))
    for end, times in ends.most_common():
        print("    %6d x %s" % (times, end))
    if missed * 2 > len(faults):
        print("FAIL most faults met no call")
        failures += 1
    return 1 if failures or not faults else 0


if __name__ == "__main__":
    sys.exit(main())
