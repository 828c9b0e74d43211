"""Lab hosts and the wires between them. A Space is a set of namespaces held by one process (anchor.py);
nothing in it has a name that the rest of the machine could see, so several labs run side by side, and
a lab that is killed leaves nothing behind.
"""

import atexit
import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from .packages import Unavailable

CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
_pause = threading.Event()


def wait_for(condition, what, seconds=20):
    """Ask again and again until the condition holds; its last value is returned. Never waits blindly."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError("%s: not within %d seconds" % (what, seconds))
        _pause.wait(0.02)


def require_root():
    """Namespaces, nftables and overlay mounts need root; say so before anything is tried."""
    if os.geteuid() != 0:
        raise Unavailable("the lab needs root: it makes network namespaces of its own")
    for program in ("ip", "nft", "nsenter", "openssl", "dpkg-deb", "mount"):
        if not shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            raise Unavailable("the lab needs the program %s" % program)


class Run:
    """One run of the lab: its directory and everything that has to end with it."""

    def __init__(self, keep=False):
        require_root()
        self.keep = keep
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="mailmend-lab-"))
        os.chmod(self.dir, 0o755)
        self._ends = contextlib.ExitStack()
        atexit.register(self.close)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda got, frame: sys.exit(128 + got))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def at_end(self, call, *args):
        self._ends.callback(call, *args)

    def space(self, name, lowers=()):
        space = Space(self, name, lowers)
        self.at_end(space.close)
        return space

    def close(self):
        self._ends.close()
        atexit.unregister(self.close)
        if not self.keep:
            shutil.rmtree(self.dir, ignore_errors=True)


class Built:
    """What a run of the lab consists of, built when it is entered (a subclass knows how, in _build) and taken down at its end."""

    def __init__(self, keep=False):
        self.run = Run(keep)

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.run.close()
            raise
        return self

    def __exit__(self, *exc):
        self.run.close()


class Space:
    """A lab host: network, process, mount and name spaces of its own, and a root if packages are given."""

    def __init__(self, run, name, lowers=()):
        self.name = name
        self.dir = run.dir / name
        self.dir.mkdir()
        self.rooted = bool(lowers)
        script = pathlib.Path(__file__).with_name("anchor.py")
        argv = [sys.executable, script, self.dir, name, *lowers]
        self._log = open(self.dir / "anchor.log", "w+", encoding="utf-8")
        self._anchor = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
                                        text=True, start_new_session=True)
        first, second = self._anchor.stdout.readline(), self._anchor.stdout.readline()
        if second.strip() != "ready":
            self.close()
            self._log.seek(0)
            raise Unavailable("namespaces are not possible here: %s" % (self._log.read().strip() or "no reason given")
                              .splitlines()[-1])
        self.pid = int(first)
        self._enter = ["nsenter", "--target", str(self.pid), "--mount", "--net", "--pid", "--uts", "--ipc"]
        self._enter += ["--root", "--wd"] if self.rooted else []

    def close(self):
        if self._anchor.poll() is None:
            self._anchor.stdin.close()
            try:
                self._anchor.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._anchor.kill()
                self._anchor.wait()

    # Programs

    def command(self, *argv):
        """The command line that runs argv inside."""
        return [*self._enter, "--", *map(str, argv)]

    def popen(self, *argv, **options):
        return subprocess.Popen(self.command(*argv), **options)

    def run(self, *argv, check=True, timeout=60, **options):
        done = subprocess.run(self.command(*argv), capture_output=True, text=True, timeout=timeout, check=False,
                              **options)
        if check and done.returncode != 0:
            said = (done.stderr + done.stdout).strip()
            raise RuntimeError("%s: %s: %s" % (self.name, " ".join(map(str, argv)), said))
        return done

    # Files

    def path(self, inside):
        """Where a file of this host is found from outside."""
        return pathlib.Path("/proc/%d/root%s" % (self.pid, inside))

    def write(self, inside, text, mode=0o644, owner=None):
        path = self.path(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.chmod(path, mode)
        if owner:
            os.chown(path, *owner)

    def append(self, inside, text):
        with open(self.path(inside), "a", encoding="utf-8") as out:
            out.write(text)

    def directory(self, inside, mode=0o755, owner=(0, 0)):
        self.path(inside).mkdir(parents=True, exist_ok=True)
        self.own(inside, mode, owner)

    def own(self, inside, mode, owner):
        # Rights last: a change of the owner takes set-group-ID away.
        os.chown(self.path(inside), *owner)
        os.chmod(self.path(inside), mode)

    def account(self, name, number, home="/nonexistent"):
        """A user and group of this host only; the machine's own files stay as they are."""
        self.append("/etc/passwd", "%s:x:%d:%d::%s:/usr/sbin/nologin\n" % (name, number, number, home))
        self.append("/etc/group", "%s:x:%d:\n" % (name, number))
        return (number, number)

    def text(self, inside, last=4000):
        """The end of a log file, or nothing; for messages about failures."""
        path = self.path(inside)
        return path.read_text(encoding="utf-8", errors="replace")[-last:] if path.exists() else ""

    # Network

    def net(self, *argv, **options):
        """A program of the machine, on this host's network only (ip and nft need nothing else)."""
        argv = ["nsenter", "--target", str(self.pid), "--net", "--", *map(str, argv)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False, **options)
        if done.returncode != 0:
            raise RuntimeError("%s: %s: %s" % (self.name, " ".join(argv[5:]), done.stderr.strip()))
        return done.stdout

    def ip(self, *lines, family=None):
        """Several ip(8) commands; routes and rules need the family ("-4", "-6"), addresses show it."""
        self.net("ip", *([family] if family else []), "-batch", "-", input="\n".join(lines) + "\n")

    def nft(self, text):
        self.net("nft", "-f", "-", input=text)

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_STREAM):
        """A socket on this host's network, for use in this process: a thread that visits the namespace
        for a moment makes it (a namespace belongs to a thread, a socket keeps the one it was made in)."""
        made = []

        def visit():
            with open("/proc/%d/ns/net" % self.pid, encoding="ascii") as there:
                if _libc.setns(there.fileno(), CLONE_NEWNET) != 0:
                    return
            made.append(socket.socket(family, kind))

        thread = threading.Thread(target=visit)
        thread.start()
        thread.join()
        if not made:
            raise RuntimeError("%s: its network cannot be entered" % self.name)
        return made[0]

    def connect(self, address, port, timeout=3.0):
        """A connected TCP socket on this host's network; raises what connect() raises."""
        sock = self.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        sock.settimeout(timeout)
        try:
            sock.connect((address, port))
        except OSError:
            sock.close()
            raise
        return sock

    def answers(self, address, port):
        try:
            self.connect(address, port, timeout=1.0).close()
            return True
        except OSError:
            return False


def join(left, left_name, left_addresses, right, right_name, right_addresses):
    """A wire between two hosts, with addresses ("192.0.2.1/24", "2001:db8::1/64") at both ends."""
    left.net("ip", "link", "add", left_name, "type", "veth", "peer", "name", right_name, "netns", right.pid)
    for space, name, addresses in ((left, left_name, left_addresses), (right, right_name, right_addresses)):
        space.ip("link set %s up" % name, *address_lines(name, addresses))


def address_lines(name, addresses):
    return ["addr add %s dev %s" % (address, name) for address in addresses]


class Rules:
    """nftables rules on one host, put up for a while: `with rules.forward("tcp dport 587 drop"): …`"""

    HOOKS = ("input", "forward", "output")

    def __init__(self, space):
        self.space = space
        chains = "".join("chain %s { type filter hook %s priority 0; policy accept; }\n" % (hook, hook)
                         for hook in self.HOOKS)
        space.nft("table inet lab {\n%s}\n" % chains)

    @contextlib.contextmanager
    def _put(self, hook, rules):
        self.space.nft("".join("add rule inet lab %s %s\n" % (hook, rule) for rule in rules))
        try:
            yield
        finally:
            self.space.nft("flush chain inet lab %s\n" % hook)

    def forward(self, *rules):
        return self._put("forward", rules)

    def input(self, *rules):
        return self._put("input", rules)

    def output(self, *rules):
        return self._put("output", rules)


class Service:
    """A daemon of a lab host, run in the foreground so that its end is seen at once."""

    def __init__(self, space, name, argv, stop_argv=()):
        self.space, self.name, self.argv, self._stop_argv = space, name, argv, stop_argv
        self.log = "/var/log/lab-%s.log" % name
        self._pidfile = "/run/lab-%s.pid" % name
        self._process = None

    def start(self):
        shell = 'echo $$ > "$1"; log=$2; shift 2; exec "$@" >> "$log" 2>&1 < /dev/null'
        self._process = self.space.popen("/bin/sh", "-c", shell, "sh", self._pidfile, self.log, *self.argv,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, start_new_session=True)

    def signal(self, name):
        number = self.space.path(self._pidfile).read_text(encoding="ascii").strip()
        self.space.run("/bin/kill", "-" + name, number, check=False)

    def alive(self):
        return self._process is not None and self._process.poll() is None

    def stop(self, seconds=10):
        if not self.alive():
            return
        if self._stop_argv:
            self.space.run(*self._stop_argv, check=False)
        else:
            self.signal("TERM")
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.signal("KILL")
            self._process.wait(timeout=seconds)
        self._process = None

    def wait_port(self, address, port, seconds=20):
        def ready():
            if not self.alive():
                raise RuntimeError("%s ended: %s" % (self.name, self.space.text(self.log) or "it says nothing"))
            return self.space.answers(address, port)
        wait_for(ready, "%s on port %d" % (self.name, port), seconds)
