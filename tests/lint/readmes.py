#!/usr/bin/env python3
"""Every room has a README that says what lives there. The README at the top, the manual page and the completion name only commands and
options that the program knows (MAILMEND is the program), and files that are there; the manual page names all of them."""

import os
import re
import subprocess
import sys

from support import tree

LEAST = 80  # characters: one sentence
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
EVERYWHERE = {"--help", "--version"}  # the help of a command does not repeat them
OTHERS = EVERYWHERE | {"--install", "--long"}  # cmake's, and that of tests/run


def rooms():
    """Folders that the build enters, and those of the steps. The suites of tests/scenario share the README above them."""
    names = tree.every_file()
    found = {name.parent for name in names if name.name == "CMakeLists.txt" and name.parts[0] in tree.PRODUCT + ("po", "tests")}
    found |= {name.parent for name in names if name.parts[:2] == ("checks", "steps") and len(name.parts) > 3}
    return sorted(room for room in found if room.parts[:2] != ("tests", "scenario") or len(room.parts) == 2)


def check_rooms():
    faults = []
    for room in rooms():
        path = tree.ROOT / room / "README"
        if not path.is_file():
            faults.append(f"{room} has no README")
        elif len(path.read_text(encoding="utf-8").strip()) < LEAST:
            faults.append(f"{room}/README says next to nothing")
    return faults


def ask(program, *words):
    done = subprocess.run([program, *words, "--help"], capture_output=True, encoding="utf-8", timeout=30,
                          env={**os.environ, "LC_ALL": "C"})
    if done.returncode:
        sys.exit(f"{' '.join(('mailmend',) + words)} --help ended with {done.returncode}: {done.stderr}")
    return done.stdout


def commands_of(program):
    """{command: its help}, "" for the program itself."""
    top = ask(program)
    found = {"": top}
    listed = top.partition("\nCommands:\n")[2].partition("\n\n")[0]
    for word in re.findall(r"^  ([a-z]+) {2,}", listed, re.M):
        found[word] = ask(program, word)
    return found


def check_readme(commands):
    text = tree.read("README")
    options = {option for help in commands.values() for option in OPTION.findall(help)} | OTHERS
    faults = []
    for line in text.splitlines():
        match = re.match(r" {4,}(?:mailmend|\./run) ([a-z]+)\b", line)
        if match and match.group(1) not in commands:
            faults.append(f"README: there is no command {match.group(1)!r}")
        faults += [f"README: there is no option {option}" for option in OPTION.findall(line) if option not in options]
    for name in re.findall(r"(?<![\w/.-])(?:\./)?((?:tests|cmake|checks|ui|src|po)/[\w/.-]*\w|run)(?![\w/.])", text):
        if not (tree.ROOT / name).exists() and not name.startswith("build/"):
            faults.append(f"README: {name} is not there")
    return faults + [f"README: holds {mark}, which should have become text" for mark in re.findall(r"@[A-Z]+@", text)]


def check_manual(commands):
    text = re.sub(r"\\f[A-Z]", "", tree.read("cmake/data/mailmend.1")).replace("\\-", "-")
    completion = tree.read("cmake/data/mailmend.bash")
    faults = []
    known = {option for help in commands.values() for option in OPTION.findall(help)} | EVERYWHERE
    for where, words in (("the manual page", text), ("the completion", completion)):
        faults += [f"{where} lacks {option}" for option in sorted(known - set(OPTION.findall(words)))]
        faults += [f"{where} names {option}, which the program does not know"
                   for option in sorted(set(OPTION.findall(words)) - known)]
    listed = re.search(r'commands="([^"]*)"', completion)
    if not listed or set(listed.group(1).split()) != set(commands) - {""}:
        faults.append(f"the completion knows other commands than the program: {sorted(set(commands) - {''})}")
    for where, words in (("the manual page", text), ("the completion", completion)):
        faults += [f"{where} lacks the command {word}" for word in commands if word and not re.search(rf"\b{word}\b", words)]
    return faults


def main():
    faults = check_rooms()
    program = os.environ.get("MAILMEND")
    if not program:
        sys.exit("MAILMEND must name the program")
    commands = commands_of(program)
    if len(commands) < 3:
        faults.append("mailmend --help names fewer than three commands")
    tree.end(faults + check_readme(commands) + check_manual(commands))


if __name__ == "__main__":
    main()
