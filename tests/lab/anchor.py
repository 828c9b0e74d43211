"""The first process of a lab host. It makes the namespaces, lays the unpacked packages over the
host's root if asked to, and then waits for the end of its standard input. When that comes (the test
driver closed it, or died in whatever way) it exits, and the kernel ends every process of the host
and takes its mounts and network links away: nothing has to be tidied up.

usage: anchor.py RUNDIR HOSTNAME [LOWERDIR...]      prints its process id, then "ready"
"""

import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import sys

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
PR_SET_PDEATHSIG = 1

libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def mount(*argv):
    done = subprocess.run(["mount", *map(str, argv)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError("mount %s: %s" % (" ".join(map(str, argv)), done.stderr.strip()))


def lay_root(rundir, lowers):
    """An overlay of the host's root; what is written lands in memory that goes with this process."""
    layers, root = rundir / "layers", rundir / "root"
    layers.mkdir()
    root.mkdir()
    mount("-t", "tmpfs", "-o", "size=512m,mode=755", "lab", layers)
    for name in ("packages", "upper", "work"):
        (layers / name).mkdir(mode=0o755)
    # Copied: the kernel refuses a layer that lies inside another one, as the cache does inside "/".
    for lower in lowers:
        subprocess.run(["cp", "-a", lower + "/.", layers / "packages"], check=True)
    mount("-t", "overlay", "-o", "lowerdir=%s:/,upperdir=%s,workdir=%s"
          % (layers / "packages", layers / "upper", layers / "work"), "lab", root)
    for name in ("run", "tmp", "dev"):
        mount("-t", "tmpfs", "-o", "mode=%s" % ("1777" if name == "tmp" else "755"), "lab", root / name)
    for name in ("null", "zero", "full", "random", "urandom"):
        (root / "dev" / name).touch()
        mount("--bind", "/dev/" + name, root / "dev" / name)
    (root / "dev" / "shm").mkdir(mode=0o1777)
    mount("-t", "proc", "proc", root / "proc")
    os.chroot(root)


def furnish(rundir, hostname, lowers):
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    mount("--make-rprivate", "/")
    socket.sethostname(hostname)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    # No search for duplicate addresses: it would keep every IPv6 address silent for a second or two.
    for scope in ("all", "default"):
        pathlib.Path("/proc/sys/net/ipv6/conf/%s/accept_dad" % scope).write_text("0", encoding="ascii")
    if lowers:
        lay_root(rundir, lowers)
    else:
        mount("-t", "proc", "proc", "/proc")
        mount("-t", "sysfs", "sysfs", "/sys")
    os.chdir("/")


def main():
    rundir, hostname, lowers = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    check(libc.unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET))
    child = os.fork()
    if child != 0:
        print(child, flush=True)
        os.close(0)
        os.waitpid(child, 0)
        return 0
    furnish(rundir, hostname, lowers)
    # Orphans of daemons end up here; with the signal ignored the kernel clears them away.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("ready", flush=True)
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
