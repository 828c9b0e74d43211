"""A terminal for screen tests: tmux as the emulator. Nothing here waits for a fixed time: every wait is for a text or
for a condition, with a deadline."""

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time


if not shutil.which("tmux"):
    print("skipped: tmux is not installed")
    sys.exit(77)


HERE = os.path.dirname(os.path.abspath(__file__))


class Failed(Exception):
    """What was waited for did not come."""


def poll(condition, seconds, what):
    """Calls condition until it gives something; the last look is after the deadline."""
    end = time.monotonic() + seconds
    while True:
        over = time.monotonic() > end
        value = condition()
        if value:
            return value
        if over:
            raise Failed(what())
        select.select([], [], [], 0.02)


class Terminal:
    """One command in one window of its own tmux server."""

    def __init__(self, command, columns=80, lines=24, term=None, env=None, home=None):
        self.dir = tempfile.mkdtemp(prefix="mailmend-screen-")
        self.home = home or os.path.join(self.dir, "home")
        os.makedirs(self.home, exist_ok=True)
        self.socket = os.path.join(self.dir, "tmux")
        variables = {
            "HOME": self.home,
            "XDG_STATE_HOME": os.path.join(self.home, "state"),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC0",
            "ESCDELAY": "50",
            # under sanitizers: a crash is to look as it does without them, and curses keeps memory to its end
            "ASAN_OPTIONS": "handle_segv=0:handle_abort=0",
            "TSAN_OPTIONS": "handle_segv=0:handle_abort=0",
            "LSAN_OPTIONS": "print_suppressions=0:suppressions=" + os.path.join(HERE, "leaks.txt"),
        }
        variables.update(env or {})
        settings = ["env", "-i"] + [f"{k}={v}" for k, v in variables.items()]
        inner = settings + (["TERM=" + term] if term else []) + command
        keep = " ".join(quote(word) for word in inner)
        if not term:
            keep = keep.replace("env -i", "env -i TERM=$TERM", 1)
        # the exit code is written where the window can still be read
        script = f"{keep}; echo \"[exit $?]\"; exec cat"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(lines), "sh", "-c", script)

    def tmux(self, *words, check=True):
        clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": self.home}
        done = subprocess.run(["tmux", "-u", "-S", self.socket, *words], capture_output=True, text=True, env=clean,
                              timeout=20)
        if check and done.returncode != 0:
            raise Failed("tmux " + " ".join(words) + ": " + done.stderr)
        return done.stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def paste(self, text, bracketed=True):
        path = os.path.join(self.dir, "paste")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        self.tmux("load-buffer", path)
        self.tmux("paste-buffer", *(["-p"] if bracketed else []))

    def resize(self, columns, lines):
        self.tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def text(self):
        return self.tmux("capture-pane", "-p")

    def rests(self):
        """Whether everybody between a key and the screen waits: a starved program is ready to run, one that left a key out is not."""
        pids = self.tmux("display-message", "-p", "#{pid} #{pane_pid}").split()
        while pids:
            process = f"/proc/{pids.pop()}/task"
            try:
                for thread in os.listdir(process):
                    with open(f"{process}/{thread}/stat", encoding="ascii", errors="replace") as about:
                        if about.read().rsplit(")", 1)[1].split()[0] not in "SZ":
                            return False
                    with open(f"{process}/{thread}/children", encoding="ascii") as children:
                        pids += children.read().split()
            except OSError:     # a thread that has just ended
                return False
        return True

    def colours(self):
        return self.tmux("capture-pane", "-p", "-e")

    def cursor(self):
        """Column, row and whether it can be seen."""
        x, y, flag = self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y} #{cursor_flag}").split()
        return int(x), int(y), flag == "1"

    def cursor_line(self):
        return self.text().split("\n")[self.cursor()[1]]

    def wait(self, text, seconds=10):
        return poll(lambda: text in self.text() and self.text(), seconds,
                    lambda: f"waited for {text!r}; the screen shows:\n{self.text()}")

    def wait_gone(self, text, seconds=10):
        return poll(lambda: text not in self.text() and self.text(), seconds,
                    lambda: f"waited for {text!r} to go; the screen shows:\n{self.text()}")

    def pid_of(self, name):
        """The process of this name below the window."""
        pane = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        done = subprocess.run(["pgrep", "-P", pane, name], capture_output=True, text=True, timeout=10)
        return int(done.stdout.split()[0])

    def close(self):
        self.tmux("kill-server", check=False)
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def quote(word):
    if word and all(c.isalnum() or c in "-_./=:,@" for c in word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"
