"""Small programs beside the servers: the boxes of tests/lab/boxes, each a process on one lab host that ends with the driver.
"""

import json
import pathlib
import subprocess

from .packages import Unavailable

BOXES = pathlib.Path(__file__).with_name("boxes")
INSIDE = "/opt/lab-boxes"


class Box:
    """`with Box(lab.home, "web", port=80, answer=[…]):` until the end of the block."""

    def __init__(self, space, script, user=None, netonly=False, **options):
        self.space, self.script, self.options = space, script, options
        self._user, self._netonly = user, netonly
        self._process = None

    def start(self):
        argv = ["/usr/bin/python3", "-EsB", self._file(), json.dumps(self.options)]
        if self._user is not None:
            argv = ["/usr/bin/setpriv", "--reuid=%d" % self._user, "--regid=%d" % self._user, "--clear-groups", *argv]
        if self._netonly:
            command = ["nsenter", "--target", str(self.space.pid), "--net", "--", *map(str, argv)]
        else:
            command = self.space.command(*argv)
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._process.stdout.readline().strip() != "ready":
            self.stop()
            raise Unavailable("the box %s does not start here" % self.script)
        return self

    def stop(self):
        if self._process and self._process.poll() is None:
            self._process.stdin.close()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        self.stop()

    def _file(self):
        """A host with a root of its own may not see where this file lies; it gets copies."""
        if not self.space.rooted or self._netonly:
            return BOXES / (self.script + ".py")
        for file in BOXES.glob("*.py"):
            self.space.write("%s/%s" % (INSIDE, file.name), file.read_text(encoding="utf-8"))
        return "%s/%s.py" % (INSIDE, self.script)
