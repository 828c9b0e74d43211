"""The frame of a driver over the lab: picks the cases, prints a line for each and the sum at the end."""

import argparse
import fnmatch
import sys
import time

from .packages import Unavailable

SKIPPED = 77


class Skip(Exception):
    """This case says nothing here; the text says why."""


class Wrong(AssertionError):
    """What was seen is not what was expected."""


def expect(condition, expected, got):
    if not condition:
        raise Wrong("expected %s, got %s" % (expected, got))


def options(about):
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    parser.add_argument("--only", metavar="PATTERN", action="append",
                        help="run these alone (a shell pattern, or a part of the name)")
    parser.add_argument("--keep", action="store_true",
                        help="keep the run's directory, and print the servers' logs on a failure")
    return parser


def chosen(names, patterns):
    if not patterns:
        return list(names)
    return [name for name in names if any(part in name or fnmatch.fnmatch(name, part) for part in patterns)]


def run(cases, make_lab, args):
    """cases: {name: callable(lab)}. Returns the exit code."""
    names = chosen(cases, args.only)
    if args.list or not names:
        print("\n".join(names) if names else "no case has such a name")
        return 0 if names else 2
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    try:
        with make_lab() as lab:
            for name in names:
                counts[_one(name, cases[name], lab, args.keep)] += 1
    except Unavailable as reason:
        print("skipped: %s" % reason)
        return SKIPPED
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return 1 if counts["failed"] else 0


def _one(name, case, lab, verbose):
    began = time.monotonic()
    try:
        case(lab)
    except (Skip, Unavailable) as reason:
        print("skip %s: %s" % (name, reason), flush=True)
        return "skipped"
    except Exception as error:  # a case may fail in whatever way; the others still run
        print("FAIL %s: %s" % (name, _sentence(error)), flush=True)
        if verbose:
            print(lab.logs(), file=sys.stderr)
        return "failed"
    print("ok %s (%d)" % (name, (time.monotonic() - began) * 1000), flush=True)
    return "passed"


def _sentence(error):
    return str(error) if isinstance(error, Wrong) else "%s: %s" % (type(error).__name__, error)
