"""The person's computer: runs the program under test (and anything else) with its own resolv.conf,
hosts file and home, as a worker without special rights would see them.
"""

import dataclasses
import json
import os
import pathlib
import subprocess
import time

RESOLV = "nameserver %s\n"
HOSTS = "127.0.0.1 localhost\n::1 localhost\n"
SWITCH = "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n"


def program():
    """The binary under test: MAILMEND, else the one of the dev preset."""
    built = pathlib.Path(__file__).resolve().parents[2] / "build" / "dev" / "src" / "mailmend"
    return pathlib.Path(os.environ.get("MAILMEND") or built)


@dataclasses.dataclass
class Outcome:
    """What one run of the program gave."""

    argv: list
    code: int
    ms: int
    out: str
    err: str
    data: dict = None

    @property
    def first_cause(self):
        return (self.data or {}).get("first_cause")

    @property
    def verdict(self):
        return (self.data or {}).get("verdict")


class Client:
    """A lab host without a root of its own: the machine's programs, other names and addresses."""

    def __init__(self, run, resolver):
        self.space = run.space("client")
        self.dir = self.space.dir
        self.home = self.dir / "home"
        self.home.mkdir(mode=0o700)
        self._cover("/etc/hosts", HOSTS)
        self._cover("/etc/nsswitch.conf", SWITCH)
        self._cover("/etc/resolv.conf", RESOLV % resolver)

    def _cover(self, system_file, text):
        """Another file in its place, seen in this host only. A link is followed: mounts go on files."""
        own = self.dir / pathlib.Path(system_file).name
        own.write_text(text, encoding="ascii")
        self.space.run("mount", "--bind", own, pathlib.Path(system_file).resolve())

    def use_resolver(self, address):
        """Point resolv.conf elsewhere; written in place, since the mount holds on to the file."""
        with open(self.dir / "resolv.conf", "w", encoding="ascii") as out:
            out.write(RESOLV % address)

    def use_hosts(self, more=""):
        """More lines in the hosts file, none to take them out again; written in place as well."""
        with open(self.dir / "hosts", "w", encoding="ascii") as out:
            out.write(HOSTS + more)

    def secret(self, password):
        """A file for --password-file."""
        path = self.dir / "secret"
        path.write_text(password + "\n", encoding="utf-8")
        path.chmod(0o600)
        return path

    def environment(self):
        keep = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS")
                if name in os.environ}
        return {**keep, "HOME": str(self.home), "LANG": "C.UTF-8", "TZ": "UTC", "TERM": "dumb"}

    def mailmend(self, *argv, timeout=90):
        """Run the program; `data` is its JSON document, or None where there was none."""
        argv = [str(program()), *map(str, argv)]
        began = time.monotonic()
        done = subprocess.run(self.space.command(*argv), capture_output=True, text=True, timeout=timeout,
                              env=self.environment(), stdin=subprocess.DEVNULL, check=False)
        outcome = Outcome(argv, done.returncode, int((time.monotonic() - began) * 1000), done.stdout, done.stderr)
        try:
            outcome.data = json.loads(done.stdout)
        except ValueError:
            pass
        return outcome
