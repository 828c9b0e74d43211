"""A wire with a round trip and with loss between two lab hosts, for what is measured (tests/bench) and for
scenarios of bad lines. Kernels may lack sch_netem, so a small program of our own carries the packets.
"""

import hashlib
import pathlib
import shutil
import subprocess

from .packages import Unavailable, cache_dir
from .spaces import address_lines

SOURCE = pathlib.Path(__file__).with_name("delayrelay.c")


def _program():
    """Compiled once for each state of the source."""
    binary = cache_dir() / ("delayrelay-" + hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12])
    if not binary.exists():
        compiler = shutil.which("cc")
        if not compiler:
            raise Unavailable("the delay relay needs a C compiler")
        binary.parent.mkdir(parents=True, exist_ok=True)
        fresh = binary.with_suffix(".new")
        subprocess.run([compiler, "-std=c17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-o", fresh, SOURCE],
                       check=True)
        fresh.rename(binary)
    return binary


class Wire:
    """In place of spaces.join(); both ends carry the same device name."""

    def __init__(self, run, left, left_addresses, right, right_addresses, rtt_ms, loss=0.0, duplicate=0.0,
                 corrupt=0.0, seed=1, name="wire0"):
        argv = [_program(), *("/proc/%d/ns/net" % space.pid for space in (left, right)), name, rtt_ms / 2.0, loss,
                duplicate, corrupt, seed]
        self._process = subprocess.Popen(list(map(str, argv)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        run.at_end(self.close)
        if self._process.stdout.readline().strip() != "ready":
            raise Unavailable("TUN devices are not possible here")
        for space, addresses in ((left, left_addresses), (right, right_addresses)):
            space.ip("link set %s up" % name, *address_lines(name, addresses))

    def close(self):
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait(timeout=10)
