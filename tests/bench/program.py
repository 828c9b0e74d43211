"""The program under measurement, started so that its time counts from exec(2) and ends with its death."""

import ctypes
import dataclasses
import os
import pathlib
import select
import signal
import time

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def release():
    """The binary: MAILMEND_RELEASE, else the one of the release preset."""
    built = pathlib.Path(__file__).resolve().parents[2] / "build" / "release" / "src" / "mailmend"
    return pathlib.Path(os.environ.get("MAILMEND_RELEASE") or built)


@dataclasses.dataclass
class Run:
    """What one run took, and what it said."""

    seconds: float          # from exec to the end of the process
    cpu: float              # of all its threads
    code: int               # exit code, or the negative number of a signal
    out: bytes
    began: float = 0.0      # by the monotonic clock


def _enter(pid):
    for name, kind in (("net", CLONE_NEWNET), ("mnt", CLONE_NEWNS)):
        fd = os.open("/proc/%d/ns/%s" % (pid, name), os.O_RDONLY)
        if _libc.setns(fd, kind) != 0:
            os._exit(126)
        os.close(fd)


def _child(argv, environment, pid, output, clock):
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    if pid:
        _enter(pid)
        os.chdir("/")
    # Python ignores these, and what is ignored stays so.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.write(clock, b"%d" % time.monotonic_ns())
    os.execve(argv[0], argv, environment)


def run(argv, environment, pid=None, timeout=120):
    """Runs argv; with pid inside that process's network and files."""
    argv = [str(word) for word in argv]
    (reader, output), (when, clock) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _child(argv, environment, pid, output, clock)
        finally:
            os._exit(127)
    os.close(output)
    os.close(clock)
    said = _read_all(reader, time.monotonic() + timeout, child)
    status, usage = os.wait4(child, 0)[1:]
    ended = time.monotonic_ns()
    began = int(os.read(when, 32) or ended)
    os.close(reader)
    os.close(when)
    return Run((ended - began) / 1e9, usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status), said,
               began / 1e9)


def _read_all(fd, deadline, child):
    said = b""
    while True:
        if not select.select([fd], [], [], max(0, deadline - time.monotonic()))[0]:
            os.kill(child, signal.SIGKILL)
            raise TimeoutError("the program did not end")
        piece = os.read(fd, 65536)
        if not piece:
            return said
        said += piece
