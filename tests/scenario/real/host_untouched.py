#!/usr/bin/python3
"""Proves that a run of the lab leaves the machine as it was: the same packages, the same listening sockets,
links, addresses, firewall rules, mounts and accounts, before, during and after, and after a lab that was killed.
"""

import os
import pathlib
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from lab import cases  # noqa: E402
from lab.spaces import wait_for  # noqa: E402
from lab.topology import Lab  # noqa: E402

HOLDER = """
import signal, sys
sys.path.insert(0, sys.argv[1])
from lab.topology import Exim, Lab
with Lab(servers=(Exim,)) as lab:
    print(*(space.pid for space in (lab.router, lab.client.space, lab.servers["exim"].space)), lab.run.dir, flush=True)
    signal.pause()
"""


def said(*argv):
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False).stdout


def sockets():
    """{inode: (protocol, local address, loopback?)} of every listening or bound socket of the machine."""
    found = {}
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for line in pathlib.Path("/proc/net/" + name).read_text(encoding="ascii").splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state in ("0A", "07"):
                own = local.split(":")[0] in ("0" * 24 + "01000000",) or local.split(":")[0].endswith("7F")
                found[inode] = (name, local, own)
    return found


def parents(pid):
    while pid > 1:
        yield pid
        try:
            pid = int(pathlib.Path("/proc/%d/stat" % pid).read_text(encoding="ascii").rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            return


def links_of(pid):
    """What a process has open; nothing once it has ended, and nothing for what it closes meanwhile."""
    try:
        names = os.listdir("/proc/%s/fd" % pid)
    except OSError:
        return
    for name in names:
        try:
            yield os.readlink("/proc/%s/fd/%s" % (pid, name))
        except OSError:
            continue


def ours(inode):
    """Is this socket held by a process of this test? Others may work on the machine at the same time."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if "socket:[%s]" % inode in links_of(pid):
            return os.getpid() in parents(int(pid))
    return False


def new_sockets(before):
    """New ones that count: held by the lab, or open to the world outside this machine."""
    return [words for inode, words in sockets().items()
            if inode not in before and (ours(inode) or (words[0].startswith("tcp") and not words[2]))]


def machine():
    return {
        "packages": said("dpkg", "-l"),
        "links": {line.split()[0] for line in said("ip", "-brief", "link").splitlines()},
        "addresses": said("ip", "-brief", "address"),
        "routes": said("ip", "route") + said("ip", "-6", "route"),
        "named namespaces": said("ip", "netns", "list"),
        "firewall": said("nft", "list", "ruleset"),
        "mounts": pathlib.Path("/proc/mounts").read_text(encoding="utf-8"),
        "accounts": "".join(pathlib.Path("/etc", name).read_text(encoding="utf-8")
                            for name in ("passwd", "group", "hosts", "resolv.conf", "services")),
        "forwarding": pathlib.Path("/proc/sys/net/ipv4/ip_forward").read_text(encoding="ascii"),
    }


def same(before, known, when):
    cases.expect(not new_sockets(known), "no new listening socket %s" % when, new_sockets(known))
    now = machine()
    for what, was in before.items():
        cases.expect(now[what] == was, "the same %s %s" % (what, when), "%r, was %r" % (now[what], was))


def gone(pids):
    return not any(pathlib.Path("/proc/%d" % pid).exists() for pid in pids)


def during_and_after(_):
    before, known = machine(), sockets()
    with Lab() as lab:
        same(before, known, "while the lab runs")
        pids = [lab.router.pid, lab.client.space.pid, *(server.space.pid for server in lab.servers.values())]
        folder = lab.run.dir
    wait_for(lambda: gone(pids), "the end of the lab's processes", 10)
    same(before, known, "after the lab")
    cases.expect(not folder.exists(), "no files left", folder)


def after_signal(number):
    """A lab whose driver is ended from outside. Only its directory may stay behind, and only after SIGKILL."""
    def run(_):
        before, known = machine(), sockets()
        argv = [sys.executable, "-c", HOLDER, str(HERE.parents[1])]
        holder = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        words = holder.stdout.readline().split()
        holder.send_signal(number)
        holder.wait(timeout=20)
        wait_for(lambda: gone(map(int, words[:-1])), "the end of the lab's processes", 10)
        same(before, known, "after %s" % number.name)
        folder = pathlib.Path(words[-1])
        if number == signal.SIGKILL:
            subprocess.run(["rm", "-rf", str(folder)], check=True)
        cases.expect(not folder.exists(), "no files left", folder)
    return run


class NoLab:
    """These cases bring their own."""

    def __enter__(self):
        # Fills the cache first: a download may well open sockets for a moment.
        with Lab():
            return self

    def __exit__(self, *exc):
        pass

    def logs(self):
        return ""


def main():
    args = cases.options(__doc__).parse_args()
    table = {"host-untouched": during_and_after}
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        table["host-untouched-after-" + number.name.lower()] = after_signal(number)
    return cases.run(table, NoLab, args)


if __name__ == "__main__":
    sys.exit(main())
