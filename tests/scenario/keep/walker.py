"""Walks through the wizard as a person does, line by line on a terminal of its own or on the full screen, and remembers what was
seen: an answer counts as taken once the screen behind it stood there."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import program

START = "You get mail but cannot send it?"
PASSWORD = "Your mail password"
RUNNING, FOUND = "We test every step", "What the tests found"
LAST = "What the last test found"
RESUME = "Go on where you stopped?"
NOTHING = "There are no answers of an earlier time"

# The questions in the order of the wizard: (heading, what may be answered, where it is kept). An answer is (typed, kept as).
WHERE = "Where is the program"
QUESTIONS = [
    (START, [("1", None)], None),
    (WHERE, [("1", "here"), ("3", "elsewhere")], "where"),
    ("What happens when you", [("2", "outbox"), ("5", "unknown")], "symptom"),
    ("To everybody, or only", [("1", "all"), ("2", "one")], "scope"),
    ("Whom does your mail", [("ber@example.net", "ber@example.net"), ("info@example.com", "info@example.com")], "to"),
    ("Can you send from the", [("1", "yes"), ("2", "no"), ("3", "unknown")], "webmail"),
    ("Can another device", [("1", "yes"), ("2", "no"), ("3", "unknown")], "other_device"),
    ("What changed before", [("1", None)], None),
    ("Which email address", None, "address"),
    ("Which mail program do", [("1", None)], None),
    ("What does your mail", [("2", None)], None),
    ("Which server for", None, "host"),
    ("Which port number", None, "port"),
    ("Which encryption", [("1", None), ("2", None)], None),
    ("Which user name", None, "user"),
    ("How does your program", [("1", "password")], "program_login"),
]
PATH = [row[0] for row in QUESTIONS] + [PASSWORD, "Look in your inbox", RUNNING, FOUND]
HEADINGS = PATH + [RESUME, LAST]


class Lines:
    """The wizard line by line, on a terminal of its own; what it wrote stays readable when it is dead."""

    def __init__(self, words, home):
        self.text, self.answered = "", 0
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": home, "XDG_STATE_HOME": os.path.join(home, "state"),
               "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm-256color"}
        env.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        self.child = subprocess.Popen([program.binary(), "--plain", *words], stdin=slave, stdout=slave, stderr=slave, env=env,
                                      start_new_session=True, close_fds=True)
        os.close(slave)
        self.master = master

    def read(self, until):
        """Takes in what comes until then; false when the other side is gone."""
        while True:
            left = until - time.monotonic()
            ready, _, _ = select.select([self.master], [], [], max(0.0, left))
            if not ready:
                return True
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            if not data:
                return False
            self.text += data.decode("utf-8", "replace").replace("\r\n", "\n")
            if self.asks() or left <= 0:
                return True

    def asks(self):
        return self.text.endswith(("): ", "> ")) and len(self.text) > self.answered

    def heading(self):
        """The one that stands there now."""
        at, found = -1, None
        for heading in HEADINGS:
            place = self.text.rfind("\n" + heading, max(0, self.answered - 1))
            if place < 0 and self.text.startswith(heading):
                place = 0
            if place >= self.answered - 1 and place > at:
                at, found = place, heading
        return found

    def ready(self):
        """A password is typed once nothing is echoed any more: what came before is thrown away."""
        return self.asks() and not (self.heading() == PASSWORD and termios.tcgetattr(self.master)[3] & termios.ECHO)

    def answer(self, text):
        self.answered = len(self.text)
        os.write(self.master, text.encode() + b"\n")

    def kill(self, number=signal.SIGKILL):
        """The signal; then everything that had been written."""
        self.child.send_signal(number)
        end = time.monotonic() + 10
        while self.read(time.monotonic() + 0.05) and (self.child.poll() is None or self.asks()) and time.monotonic() < end:
            if self.child.poll() is not None:
                break
        self.child.wait(timeout=10)
        self.drain()

    def drain(self):
        while True:
            try:
                if not select.select([self.master], [], [], 0)[0]:
                    return
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.text += data.decode("utf-8", "replace").replace("\r\n", "\n")

    def close(self):
        if self.master >= 0:
            os.close(self.master)
            self.master = -1
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()


class Screen:
    """The same on the full screen, in tmux."""

    def __init__(self, words, home, terminal):
        self.terminal = terminal.Terminal([program.binary(), *words], home=home)
        self.name = os.path.basename(program.binary())
        self.shown, self.typed, self.pid = "", None, None

    def read(self, until):
        if self.pid is None:
            self.pid = self.find()
        self.shown = self.terminal.text()
        select.select([], [], [], max(0.0, min(0.02, until - time.monotonic())))
        return True

    def find(self):
        try:
            return self.terminal.pid_of(self.name)
        except (IndexError, ValueError):
            return None

    def heading(self):
        first = self.shown.lstrip().split("\n", 1)[0]
        return next((heading for heading in HEADINGS if first.startswith(heading)), None)

    def ready(self):
        return self.heading() is not None and self.heading() != self.typed

    def answer(self, text):
        self.typed = self.heading()
        if len(text) == 1:
            self.terminal.keys(text)
        else:
            self.terminal.keys("C-u")
            self.terminal.type(text)
            self.terminal.keys("Enter")

    def kill(self, number=signal.SIGKILL):
        """What stood there at the last look is what was surely seen."""
        self.pid = self.pid or self.find()
        if self.pid:
            os.kill(self.pid, number)

    def close(self):
        self.terminal.__exit__(None, None, None)


class Walk:
    """One walk: what was answered and taken, and the last screen that was seen."""

    def __init__(self, rng, world, password):
        self.rng, self.world, self.password = rng, world, password
        self.taken, self.pending, self.seen = {}, None, None
        self.asked = self.ended = 0.0       # when the last question, and the verdict, were there

    def choose(self, heading):
        for name, answers, key in QUESTIONS:
            if name == heading:
                if answers:
                    return (*self.rng.choice(answers), key)
                text = {"address": self.world.address, "host": self.world.host, "port": str(self.world.port),
                        "user": self.world.user}[key]
                return text, text, key
        return (self.password if heading == PASSWORD else ""), None, None

    def note(self, heading):
        """A heading stands there: the answer before it was taken."""
        if heading is None or heading == self.seen:
            return
        if self.pending and self.pending[1]:
            self.taken[self.pending[1]] = self.pending[0]
        self.pending, self.seen = None, heading
        if heading == PASSWORD:
            self.asked = time.monotonic()
        elif heading == FOUND:
            self.ended = time.monotonic()

    def go(self, face, until):
        """Goes on until that moment, or until the tests have ended."""
        while time.monotonic() < until and face.read(min(until, time.monotonic() + 0.2)):
            heading = face.heading()
            self.note(heading)
            if heading in (FOUND, LAST):
                return True
            if not face.ready() or heading == RUNNING:
                select.select([], [], [], 0.005)
                continue
            text, kept, key = self.choose(heading)
            face.answer(text)
            self.pending = (kept, key)
        return False


def place(heading):
    return PATH.index(heading) if heading in PATH else -1


def plain_text(text):
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
