"""The person's computer in the second lab: a root of its own, so that a firewall can be set up in /etc, a security program
can run and a mail program can have a profile. The program under test runs in it as anna, who may do nothing special.
"""

import contextlib
import json
import os
import shutil
import subprocess
import time

from .client import HOSTS, RESOLV, SWITCH, Outcome, program
from .packages import unpacked

ANNA = 7001
GUARD = 7300
PROGRAM = "/opt/mailmend/mailmend"
TRUSTED = "/opt/mailmend/trusted.pem"


class Computer:
    """Runs the program under test as anna, or as root."""

    home = "/home/anna"

    def __init__(self, run, resolver, authority):
        self.space = run.space("client", [str(path) for path in unpacked("ufw")])
        self.space.run("mount", "-t", "sysfs", "sysfs", "/sys")
        self.space.account("anna", ANNA, self.home)
        self.space.account("guard", GUARD)
        self.space.write("/etc/nsswitch.conf", SWITCH)
        self.use_resolver(resolver)
        self.use_hosts()
        self.fresh_home()
        self._install()
        self._firewall()
        self._authority = authority.file.read_text(encoding="ascii")
        self.trust()

    def trust(self, *more):
        """The signers that this computer trusts: the lab's, and what a security program or a company put there."""
        self.space.write(TRUSTED, "".join([self._authority, *(file.read_text(encoding="ascii") for file in more)]))

    def _install(self):
        """A copy: the build directory may be one that only its owner can enter."""
        self.space.directory("/opt/mailmend")
        if program().exists():
            shutil.copy(program(), self.space.path(PROGRAM))
            self.space.own(PROGRAM, 0o755, (0, 0))

    def _firewall(self):
        """ufw, switched off, as it lies on many computers: what its package's scripts would have done."""
        for name in ("iptables", "ip6tables"):
            for action in ("", "-save", "-restore"):
                link = self.space.path("/usr/sbin/%s%s" % (name, action))
                link.unlink(missing_ok=True)
                link.symlink_to("xtables-nft-multi")
        self.space.run("/bin/sh", "-c", "cp /usr/share/ufw/iptables/*.rules /usr/share/ufw/ufw.conf /etc/ufw/ && "
                       "chmod 640 /etc/ufw/*.rules && cp /usr/share/ufw/*.init /etc/ufw/")

    def fresh_home(self):
        shutil.rmtree(self.space.path(self.home), ignore_errors=True)
        self.space.directory(self.home, 0o700, (ANNA, ANNA))

    def use_resolver(self, address):
        # A link on some machines, into a place that this host does not have.
        self.space.path("/etc/resolv.conf").unlink(missing_ok=True)
        self.space.write("/etc/resolv.conf", RESOLV % address)

    def use_hosts(self, more=""):
        self.space.write("/etc/hosts", HOSTS + more)

    def give(self, inside, text, mode=0o644):
        """A file of anna's, below her home."""
        path = self.home + "/" + inside
        self.space.write(path, text, mode, (ANNA, ANNA))
        for parent in list(self.space.path(path).parents):
            if parent == self.space.path(self.home):
                break
            os.chown(parent, ANNA, ANNA)
        return path

    @contextlib.contextmanager
    def files(self, texts):
        """Other contents of some files of the system, for a while: {path: text}."""
        before = {name: self.space.path(name).read_text(encoding="utf-8") if self.space.path(name).exists() else None
                  for name in texts}
        try:
            for name, text in texts.items():
                self.space.write(name, text)
            yield
        finally:
            for name, text in before.items():
                if text is None:
                    self.space.path(name).unlink()
                else:
                    self.space.write(name, text)

    def secret(self, password):
        """A file for --password-file, that anna and root can read."""
        return self.give("secret", password + "\n", 0o600)

    def environment(self):
        keep = {name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        return {**keep, "PATH": "/usr/bin:/bin", "HOME": self.home, "LANG": "C.UTF-8", "TZ": "UTC", "TERM": "dumb"}

    def as_anna(self, *argv):
        return ["/usr/bin/setpriv", "--reuid=%d" % ANNA, "--regid=%d" % ANNA, "--clear-groups", "--no-new-privs",
                "--inh-caps=-all", *argv]

    def mailmend(self, *argv, timeout=90, root=False):
        """Run the program; `data` is its JSON document, or None where there was none."""
        argv = [PROGRAM, *map(str, argv)]
        began = time.monotonic()
        done = subprocess.run(self.space.command(*(argv if root else self.as_anna(*argv))), capture_output=True, text=True,
                              timeout=timeout, env=self.environment(), stdin=subprocess.DEVNULL, check=False)
        outcome = Outcome(argv, done.returncode, int((time.monotonic() - began) * 1000), done.stdout, done.stderr)
        try:
            outcome.data = json.loads(done.stdout)
        except ValueError:
            pass
        return outcome
