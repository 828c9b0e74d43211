"""The frame of the scenario suites: options, the seed, cases side by side, a line for each, and the count at the end."""
import argparse
import concurrent.futures
import dataclasses
import fnmatch
import random
import shutil
import sys
import tempfile
import threading
import time
import traceback

import certs
import program


class Skip(Exception):
    """This case cannot run here; the text says why."""


@dataclasses.dataclass
class Case:
    name: str
    run: object             # function(Context) -> list of complaints


class Context:
    """What a case is given: a random source of its own, the certificates and a folder."""

    def __init__(self, suite, case, turn):
        self.rng = random.Random("%s/%s/%d" % (suite.seed, case.name, turn))
        self.pki, self.selfcheck = suite.pki, suite.options.mode == "selfcheck"
        self.folder = tempfile.mkdtemp(prefix=case.name.replace("/", "_") + "-", dir=suite.folder)
        self.notes = []


class Suite:
    def __init__(self, about, cases, jobs, prefix):
        parser = argparse.ArgumentParser(description=about)
        parser.add_argument("mode", nargs="?", choices=("run", "selfcheck"), default="run",
                            help="selfcheck: prove the servers with Python's own mail clients, without the program")
        parser.add_argument("--list", action="store_true")
        parser.add_argument("--only", metavar="PATTERN", action="append", help="cases whose name matches (shell pattern or part)")
        parser.add_argument("--seed", type=int, default=None)
        parser.add_argument("--repeat", type=int, default=1, metavar="K")
        parser.add_argument("--jobs", type=int, default=jobs)
        parser.add_argument("--keep", action="store_true", help="leave the files of the runs and say where")
        self.options = parser.parse_args()
        self.cases = [c for c in cases if not self.options.only or any(
            fnmatch.fnmatch(c.name, p) or p in c.name for p in self.options.only)]
        self.seed = self.options.seed if self.options.seed is not None else random.SystemRandom().randrange(1 << 31)
        self.prefix, self.lock = prefix, threading.Lock()
        self.counts = {"ok": 0, "FAIL": 0, "skip": 0}

    def say(self, *words):
        with self.lock:
            print(*words, flush=True)

    def one(self, case, turn):
        begun = time.monotonic()
        context = Context(self, case, turn)
        try:
            bad, word = case.run(context), "ok"
        except Skip as why:
            bad, word = [str(why)], "skip"
        except Exception:
            bad, word = [traceback.format_exc()], "FAIL"
        if bad and word == "ok":
            word = "FAIL"
        name = case.name if self.options.repeat == 1 else "%s[%d]" % (case.name, turn)
        lines = ["%-4s %s/%s  %.2f s" % (word, self.prefix, name, time.monotonic() - begun)]
        lines += ["     - " + line for line in bad]
        if word == "FAIL":
            lines += ["       " + note for note in context.notes]
        self.say("\n".join(lines))
        with self.lock:
            self.counts[word] += 1
        if not self.options.keep and word != "FAIL":
            shutil.rmtree(context.folder, ignore_errors=True)

    def main(self):
        if self.options.list:
            print("\n".join(case.name for case in self.cases))
            return 0
        if not certs.available():
            print("skipped: openssl is not here")
            return 77
        if self.options.mode == "run" and not shutil.which(program.binary()):
            print("there is no program at %s (set MAILMEND)" % program.binary())
            return 2
        self.say("seed %d" % self.seed)
        self.folder = tempfile.mkdtemp(prefix="mailmend-%s-" % self.prefix)
        try:
            self.pki = certs.Pki(tempfile.mkdtemp(prefix="pki-", dir=self.folder))
            turns = [(case, turn) for turn in range(self.options.repeat) for case in self.cases]
            with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
                list(pool.map(lambda pair: self.one(*pair), turns))
        finally:
            if self.options.keep:
                print("files: " + self.folder)
            else:
                shutil.rmtree(self.folder, ignore_errors=True)
        print("%d passed, %d failed, %d skipped" % (self.counts["ok"], self.counts["FAIL"], self.counts["skip"]))
        sys.stdout.flush()
        return 1 if self.counts["FAIL"] or not self.cases else 0
