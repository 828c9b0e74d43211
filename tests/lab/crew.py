"""Several labs at once: the driver's own file again as a worker, a name by line in, what became of it by line out. Or one lab for
several cases at once, where cases cannot disturb each other.
"""

import concurrent.futures
import itertools
import json
import subprocess
import sys
import threading
import time

from . import cases
from .packages import Unavailable


def work(calls, make_lab):
    """Runs the cases that are named on standard input, in one lab."""
    try:
        with make_lab() as lab:
            tell("ready", "")
            for line in sys.stdin:
                tell(*one(calls[line.strip()], lab))
    except Unavailable as reason:
        tell("unavailable", str(reason))


def tell(word, text):
    print(json.dumps([word, text]), flush=True)


def one(call, lab):
    try:
        call(lab)
    except (cases.Skip, Unavailable) as reason:
        return "skip", str(reason)
    except Exception as error:  # a case may fail in whatever way; the others still run
        return "FAIL", str(error) if isinstance(error, cases.Wrong) else "%s: %s" % (type(error).__name__, error)
    return "ok", ""


class Crew:
    """The workers and the names that are left."""

    def __init__(self, script, names):
        self.script = script
        self.left, self.lock = list(reversed(names)), threading.Lock()
        self.counts, self.unavailable = {"ok": 0, "FAIL": 0, "skip": 0}, []

    def member(self):
        worker = subprocess.Popen([sys.executable, self.script, "--worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  text=True)
        try:
            word, text = json.loads(worker.stdout.readline() or '["unavailable", "a worker ended"]')
            if word != "ready":
                self.unavailable.append(text)
                return
            self._serve(worker)
        finally:
            worker.stdin.close()
            worker.wait(timeout=60)

    def _serve(self, worker):
        while True:
            with self.lock:
                if not self.left:
                    return
                name = self.left.pop()
            began = time.monotonic()
            worker.stdin.write(name + "\n")
            worker.stdin.flush()
            word, text = json.loads(worker.stdout.readline() or '["FAIL", "the worker ended"]')
            with self.lock:
                self.counts[word] += 1
                print("%s %s%s" % (word, name, ": " + text if text else " (%d)" % ((time.monotonic() - began) * 1000)), flush=True)

    def run(self, jobs):
        threads = [threading.Thread(target=self.member) for _ in range(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.left:
            print("skipped: %s" % "; ".join(self.unavailable))
            return cases.SKIPPED
        print("%(ok)d passed, %(FAIL)d failed, %(skip)d skipped" % self.counts)
        return 1 if self.counts["FAIL"] else 0


def run(about, script, calls, make_lab, jobs):
    """The main program of a driver. script: its file; calls: {name: callable(lab)}; jobs: how many labs side by side, as long as
    nothing else is asked for. Returns the exit code."""
    parser = cases.options(about)
    parser.add_argument("--jobs", type=int, default=jobs, help="labs side by side")
    parser.add_argument("--worker", action="store_true")
    args = parser.parse_args()
    if args.worker:
        work(calls, lambda: make_lab(args.keep))
        return 0
    names = cases.chosen(calls, args.only)
    if args.list or not names:
        print("\n".join(names) if names else "no case has such a name")
        return 0 if names else 2
    return Crew(script, names).run(min(args.jobs, len(names)))


def together(about, calls, make_lab, jobs, last=None):
    """The main program of a driver whose cases share one lab, several of them at the same time; those of `last` come after all others, one
    by one."""
    parser = cases.options(about)
    parser.add_argument("--jobs", type=int, default=jobs, help="cases side by side")
    args = parser.parse_args()
    calls, last = {**calls, **(last or {})}, last or {}
    names = cases.chosen(calls, args.only)
    if args.list or not names:
        print("\n".join(names) if names else "no case has such a name")
        return 0 if names else 2
    counts = {"ok": 0, "FAIL": 0, "skip": 0}
    try:
        with make_lab(args.keep) as lab, concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            results = pool.map(lambda name: timed(name, calls[name], lab), [name for name in names if name not in last])
            for name, word, text in itertools.chain(results, (timed(name, calls[name], lab) for name in names if name in last)):
                counts[word] += 1
                print("%s %s%s" % (word, name, text), flush=True)
            if args.keep and counts["FAIL"]:
                print(lab.logs(), file=sys.stderr)
    except Unavailable as reason:
        print("skipped: %s" % reason)
        return cases.SKIPPED
    print("%(ok)d passed, %(FAIL)d failed, %(skip)d skipped" % counts)
    return 1 if counts["FAIL"] else 0


def timed(name, call, lab):
    began = time.monotonic()
    word, text = one(call, lab)
    return name, word, ": " + text if text else " (%d)" % ((time.monotonic() - began) * 1000)
