#!/usr/bin/python3
"""Keys in, screens out. A script in scripts/ is a list of lines:

    run WORDS          what the probe gets; "size 40 12", "term vt100", "env NAME VALUE" may stand before it
    wait TEXT          until the screen shows TEXT
    keys KEY [KEY...]  as tmux names them
    type TEXT
    paste TEXT         bracketed; \\n is a line end
    until KEY TEXT     presses KEY until the screen shows TEXT (for questions that guard themselves after a paste)
    snap NAME          the screen goes into expected/SCRIPT.txt under this name, with the cursor's line

`scripts.py PROBE [NAME...]` compares; with --update it writes the expected screens anew, for review. What differs from run
to run (times, the place of the home directory) is replaced by fixed words. --in FOLDER takes FOLDER/scripts and
FOLDER/expected: german/ plays practice in German with the whole program.
"""

import difflib
import os
import re
import sys

from terminal import Failed, Terminal, poll

HERE = os.path.dirname(os.path.abspath(__file__))


def fixed(text, terminal):
    """What differs from run to run, made the same; the width is kept where it matters for nothing."""
    text = text.replace(terminal.home, "~")
    text = re.sub(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "DATE", text)
    text = re.sub(r"\w{3}, \d+ \w{3} 20\d\d \d\d:\d\d:\d\d \+0000", "DAY, DATE CLOCK +0000", text)  # of a mail
    text = re.sub(r"mailmend-20\d{6}-\d{6}", "mailmend-DATE", text)
    text = re.sub(r"20\d\d-\d\d-\d\d,(\s)\d\d:\d\d", r"DATE------,\1CLOCK", text)  # as wide as before: lines break where they did
    text = re.sub(r"\b\d+ ms\b", "N ms", text)
    text = re.sub(r"\b\d+ (Sekunden|seconds)\b", r"N \1", text)
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))


def settled(terminal):
    """Cursor and text, twice the same: on a busy machine a screen may be looked at while the terminal still takes it in."""
    looks = []

    def same():
        looks.append((terminal.cursor(), terminal.text()))
        return len(looks) > 1 and looks[-1] == looks[-2]
    poll(same, 5, lambda: "the screen does not come to rest")
    return looks[-1]


def snapshot(name, terminal):
    (x, y, visible), text = settled(terminal)
    where = f"cursor {x},{y}" if visible else "cursor hidden"
    return f"=== {name} ({where})\n{fixed(text, terminal)}\n"


class Script:
    def __init__(self, path, probe):
        with open(path, encoding="utf-8") as lines:
            self.lines = [line.rstrip("\n") for line in lines]
        self.probe = probe
        self.size = (80, 24)
        self.env = {}
        self.term = None
        self.terminal = None
        self.out = []

    def play(self):
        try:
            for line in self.lines:
                if line and not line.startswith("#"):
                    self.step(*line.split(" ", 1))
        finally:
            if self.terminal:
                self.terminal.close()
        return "\n".join(self.out)

    def step(self, verb, rest=""):
        getattr(self, "do_" + verb)(rest)

    def do_size(self, rest):
        self.size = tuple(int(n) for n in rest.split())

    def do_term(self, rest):
        self.term = rest

    def do_env(self, rest):
        name, value = rest.split(" ", 1)
        self.env[name] = value

    def do_run(self, rest):
        self.terminal = Terminal([self.probe, *rest.split()], *self.size, term=self.term, env=self.env)

    def do_wait(self, rest):
        self.terminal.wait(rest)

    def do_keys(self, rest):
        self.terminal.keys(*rest.split())

    def do_type(self, rest):
        self.terminal.type(rest)

    def do_paste(self, rest):
        self.terminal.paste(rest.replace("\\n", "\n"))

    def do_until(self, rest):
        key, text = rest.split(" ", 1)

        def waited(wait):
            try:
                return wait()
            except Failed:
                return None

        def press():
            """A key that came too early is left out by the program; one that was taken must not be pressed again at once."""
            before = self.terminal.text()
            self.terminal.keys(key)
            waited(lambda: poll(lambda: self.terminal.text() != before, 2, lambda: "nothing changed"))
            waited(lambda: poll(lambda: self.terminal.text() != before or self.terminal.rests(), 20, lambda: "it never rested"))
            return waited(lambda: self.terminal.wait(text, 0.5))

        poll(press, 40, lambda: f"pressed {key} for {text!r}:\n{self.terminal.text()}")

    def do_resize(self, rest):
        self.terminal.resize(*(int(n) for n in rest.split()))

    def do_snap(self, rest):
        self.out.append(snapshot(rest, self.terminal))


def main():
    words = [word for word in sys.argv[1:] if word != "--update"]
    update = "--update" in sys.argv[1:]
    base = HERE
    if "--in" in words:
        at = words.index("--in")
        base = os.path.join(HERE, words[at + 1])
        del words[at:at + 2]
    probe, names = os.path.abspath(words[0]), words[1:]
    failed = 0
    for script in sorted(os.listdir(os.path.join(base, "scripts"))):
        name = script.removesuffix(".txt")
        if names and name not in names:
            continue
        expected = os.path.join(base, "expected", script)
        try:
            got = Script(os.path.join(base, "scripts", script), probe).play()
        except Failed as failure:
            print(f"FAILED {name}: {failure}")
            failed += 1
            continue
        if update:
            with open(expected, "w", encoding="utf-8") as out:
                out.write(got)
        want = ""
        if os.path.exists(expected):
            with open(expected, encoding="utf-8") as text:
                want = text.read()
        if got == want:
            print(f"ok {name}")
            continue
        failed += 1
        print(f"FAILED {name}: the screens differ")
        sys.stdout.writelines(difflib.unified_diff(want.splitlines(True), got.splitlines(True), "expected", "got"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
