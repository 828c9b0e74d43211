#!/usr/bin/env python3
"""Words that no tracked file holds: marks of unfinished work, paths of the machine that it was written on, functions that this
project does without, tests that sleep instead of waiting for what they wait for."""

import re

from support import csource, tree

# Put together here, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK", r"[Nn]ot (?:yet )?imple" "mented",
                                             "[Ss]tu" "b")) + r")\b")
MACHINE = re.compile(r"/(?:wor" r"k|far" r"m|tmp/bash_job" r"s|tmp/buil" r"d-)[/.\w]|/home/(?!USER\b|NAME\b|anna\b|ben\b)[a-z]+/")
SLEEPS = re.compile(r"\b(?:sleep|usleep|nanosleep) *\(?[0-9]")
BANNED = re.compile(r"\b(?:strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|localtime|gmtime|s?rand|u?sleep|gethostby\w+|system|"
                    r"popen|setjmp|longjmp|alloca|tmpnam|mktemp|ns_printrrf?|ns_sprintrrf?|fp_n?query|p_n?query|"
                    r"pthread_cancel)\s*\(")
TEXTS = (".c", ".h", ".def", ".psv", ".py", ".sh", ".txt", ".cmake", ".md", ".json", ".awk", ".in", ".po", ".1", ".bash", "")


def lines_with(pattern, name, text, why):
    return [f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group(0).strip()!r}: {why}"
            for match in pattern.finditer(text)]


def look(name):
    try:
        text = tree.read(name)
    except UnicodeDecodeError:  # what a fuzzer found
        return []
    faults = lines_with(MACHINE, name, text, "a path of one machine")
    top = str(tree.ROOT)
    if len(tree.ROOT.parts) > 2 and re.search(re.escape(top) + r"[/\s\"']", text):
        faults.append(f"{name}: holds the path of this checkout, {top}")
    if name.suffix != ".po":
        faults += lines_with(UNFINISHED, name, text, "unfinished work")
    if name.parts[0] == "tests":
        faults += lines_with(SLEEPS, name, text, "a test waits for a condition, with a deadline")
    if name.suffix in (".c", ".h") and name.name != "banned.h":  # the list itself
        faults += lines_with(BANNED, name, csource.blank(text), "this project does without")
    return faults


def main():
    faults = []
    for name in tree.every_file():
        if name.suffix in TEXTS and "corpus" not in name.parts:
            faults += look(name)
    tree.end(faults)


if __name__ == "__main__":
    main()
