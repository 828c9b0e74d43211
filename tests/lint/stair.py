#!/usr/bin/env python3
"""Nobody goes up the stair: src > ui/screen, ui/plain > ui/flow > ui/report, ui/keep > ui/words > checks, and inside checks
practice | steps > profiles > engine > auth > know > mail > net > base. Steps know no other step but what they share in steps/common. Curses is
known to ui/screen alone. The engine is mute: no words to a terminal, no look-up of translations, no exit. One place on each floor
waits: checks/net/io.c, and the main loop in ui/flow/signals.c; libcurl alone knows what it waits for, and is asked to by
checks/net/fetch.c (the one exception of the house). Whoever may hold a connection closes it by net_close, so that its place
at the host becomes free."""

import pathlib
import re

from support import csource, tree

# Lowest first; rooms of one line stand beside each other and do not know each other.
STAIR = (
    ("checks/base",), ("checks/net",), ("checks/mail",), ("checks/know",), ("checks/auth",), ("checks/engine",), ("checks/profiles",),
    ("checks/steps", "checks/practice"), ("checks",), ("ui/words",), ("ui/report", "ui/keep"), ("ui/flow",),
    ("ui/screen", "ui/plain"), ("src",),
)
LEVEL = {room: level for level, rooms in enumerate(STAIR) for room in rooms}
# At the top of checks/ stand the tables that the engine works with, which know no step, and the list of all checks. Its header
# holds nothing but the names of the records, and each step proves its own against it.
ENGINE_TABLES = {"checks/causes.c", "checks/advice.c", "checks/asks.c", "checks/surer.c", "checks/rules.c", "checks/catalogue.h"}
PRACTICE_USERS = {"checks/practice", "src"}
CURSES = re.compile(r"<(?:n?curses\w*|ncursesw/.*|term|form|menu|panel)\.h>")
MUTE = re.compile(r"\b(?:(?:v?f?printf|v?dprintf|putc|fputc|putchar|puts|fputs|perror|fwrite|psignal|"
                  r"exit|_exit|_Exit|quick_exit|d?c?n?gettext|textdomain|setlocale)\s*\(|(?:stdout|stderr)\b)")
WAITS = re.compile(r"\b(?:p?poll|p?select|epoll_p?wait2?|nanosleep|clock_nanosleep|pause|pthread_cond_(?:timed|clock)?wait|"
                   r"sem_(?:timed)?wait|sigwait(?:info)?|sigtimedwait)\s*\(|\b(?:curl_)?(?:multi_(?:poll|wait)|easy_perform)\s*\(")
CLOSES = re.compile(r"(?<!\w)close\s*\(")
HOLD_CONNECTIONS = {"checks/mail", "checks/steps"}
WAITING = {"checks/net/io.c", "checks/net/fetch.c", "ui/flow/signals.c"}


def room_of(name):
    """"checks/net" for checks/net/io.c, "checks/steps" for all steps, "checks/engine" for what hangs above it."""
    if str(name) in ENGINE_TABLES or str(name).startswith(("checks/causes/", "checks/advice/", "checks/rules/")):
        return "checks/engine"
    return "/".join(name.parts[:2]) if len(name.parts) > 2 else name.parts[0]


def why_not(name, other):
    """Why name may not include other; None when it may."""
    room, below = room_of(name), room_of(other)
    if below not in LEVEL:
        return f"{below} is no room of the stair"
    if below == "checks/practice" and room not in PRACTICE_USERS:
        return "practice is known to the program alone"
    if room != below and LEVEL[below] >= LEVEL[room]:
        return "that goes up the stair" if LEVEL[below] > LEVEL[room] else "rooms beside each other do not know each other"
    if room == below == "checks/steps" and other.parts[2] not in (name.parts[2], "common"):
        return "a step does not know another step"
    return None


def check_includes(name, text):
    faults = []
    for line, what in csource.includes(text):
        other = pathlib.PurePosixPath(what[1:-1])
        if what[0] == "<":
            if CURSES.match(what) and room_of(name) != "ui/screen":
                faults.append(f"{name}:{line}: only ui/screen knows {what}")
            if what == "<libintl.h>" and name.parts[0] == "checks":
                faults.append(f"{name}:{line}: checks/ looks no translation up")
        elif not (tree.ROOT / other).is_file():
            faults.append(f"{name}:{line}: {what} is not written from the top of the tree, or is not there")
        elif why_not(name, other):
            faults.append(f"{name}:{line}: {what}: {why_not(name, other)}")
    return faults


def check_order(name, text):
    """The header that declares the module stands first, alone, and comes from the same room; then the system's, then ours. Apart stand
    tables (.def), and <term.h>, whose macros bear everyday names such as lines and columns and would change what follows."""
    rows = [(line, what) for line, what in csource.includes(text) if not what.endswith('.def"') and what != "<term.h>"]
    if rows and name.suffix == ".c" and rows[0][1][0] == '"' and room_of(pathlib.PurePosixPath(rows[0][1][1:-1])) == room_of(name):
        rows = rows[1:]
    return [f"{name}:{line}: {what} stands behind {before}: own header, then system, then ours"
            for (_, before), (line, what) in zip(rows, rows[1:]) if what[0] == "<" and before[0] == '"']


def check_code(name, text):
    """What the code of a room may not say; a module's own functions may bear such names behind a prefix."""
    code = re.sub(r"__attribute__\s*\(\(.*?\)\)", "", csource.blank(text))
    faults = []

    def look(pattern, why):
        for match in pattern.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            faults.append(f"{name}:{line}: {match.group(0).rstrip('( ')}: {why}")

    if name.parts[0] == "checks":
        look(MUTE, "checks/ is mute")
    if room_of(name) in HOLD_CONNECTIONS:
        look(CLOSES, "it may be a connection: net_close")
    if str(name) not in WAITING:
        look(WAITS, "only " + " and ".join(sorted(WAITING)) + " wait")
    return faults


def main():
    faults = []
    for name in tree.files(tree.PRODUCT, ".c", ".h", ".def"):
        text = tree.read(name)
        faults += check_includes(name, text) + check_order(name, text) + check_code(name, text)
    tree.end(faults)


if __name__ == "__main__":
    main()
