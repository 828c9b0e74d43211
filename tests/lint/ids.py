#!/usr/bin/env python3
"""Ids are a contract: those of causes, findings and checks are unique and in lower case; the causes are exactly those that were
promised, with who must act (causes.psv beside this file restates the promise); every check stands in the catalogue once and in the room
of its step (those of a mail server of one's own in a room that serves several); every finding is raised by some check."""

import re

from support import csource, tree

WORD = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ID = re.compile(WORD + r"\Z")
CHECK_ID = re.compile(WORD + r"\." + WORD + r"\Z")
WIDE_ROOMS = ("own",)     # checks of several steps about one thing
STEPS = "errors settings login network firewall antivirus provider dns reputation content".split()


def rows(name, macro):
    """Arguments of every macro(…) line of a .def file, bare, with the number of the line."""
    text = csource.without_comments(tree.read(name))
    for match in re.finditer(rf"^{macro}\((.*)\)\s*$", text, re.M):
        yield text.count("\n", 0, match.start()) + 1, [cell.strip().strip('"') for cell in match.group(1).split(",")]


def twice(what, ids):
    return [f"{what} {id!r} is there {ids.count(id)} times" for id in sorted(set(ids)) if ids.count(id) > 1]


def check_named(name, macro):
    """Rows of MACRO(SYMBOL, "id", …): the symbol is the id in capitals."""
    faults, ids = [], []
    for line, cells in rows(name, macro):
        symbol, id = cells[:2]
        ids.append(id)
        if not ID.match(id):
            faults.append(f"{name}:{line}: {id!r} is not written in lower case with hyphens")
        if symbol != id.upper().replace("-", "_"):
            faults.append(f"{name}:{line}: {symbol} is not the symbol of {id!r}")
    return faults + twice(f"{name}:", ids) + ([] if ids else [f"{name} holds no {macro}"])


def check_promise():
    lines = [line for line in tree.read("tests/lint/causes.psv").splitlines() if line and not line.startswith("#")]
    promised = {id: who for id, who in (line.split("|") for line in lines[1:])}
    have = {cells[1]: cells[2].removeprefix("WHO_").lower().replace("_", "-")
            for _, cells in rows("checks/engine/causes.def", "CAUSE")}
    faults = [f"the cause {id} was promised and is not there" for id in sorted(set(promised) - set(have))]
    faults += [f"the cause {id} is not in tests/lint/causes.psv" for id in sorted(set(have) - set(promised))]
    return faults + [f"the cause {id}: {have[id]} must act, promised was {promised[id]}"
                     for id in sorted(set(have) & set(promised)) if have[id] != promised[id]]


def check_checks():
    records, faults = {}, []
    for name in tree.files(("checks",), ".c"):
        for symbol, body in re.findall(r"^const struct check (check_\w+) = \{(.*?)^\};", tree.read(name), re.M | re.S):
            id = re.search(r'\.id = "([^"]*)"', body)
            step = re.search(r"\.step = STEP_(\w+)", body)
            if not id or not step:
                faults.append(f"{name}: {symbol} has no id or no step")
                continue
            records[symbol] = id.group(1)
            room = name.parts[2]
            if not CHECK_ID.match(id.group(1)) or id.group(1).split(".")[0] != step.group(1).lower():
                faults.append(f"{name}: {id.group(1)!r} does not begin with its step, or is not in lower case")
            if step.group(1).lower() not in STEPS or room not in (step.group(1).lower(), *WIDE_ROOMS):
                faults.append(f"{name}: a check of the step {step.group(1).lower()} stands in the room {room}")
            if symbol != "check_" + re.sub(r"[.-]", "_", id.group(1)):
                faults.append(f"{name}: {symbol} is not the symbol of {id.group(1)!r}")
    faults += twice("the check", sorted(records.values()))
    listed = re.findall(r"&(check_\w+)", csource.blank(tree.read("checks/catalogue.c")))
    faults += twice("in the catalogue", listed)
    faults += [f"checks/catalogue.c lacks {symbol}" for symbol in sorted(set(records) - set(listed))]
    return faults + [f"checks/catalogue.c: {symbol} has no record" for symbol in sorted(set(listed) - set(records))]


def check_findings_used():
    """A finding that no step raises is a promise that nobody keeps."""
    code = "\n".join(csource.blank(tree.read(name)) for name in tree.files(("checks",), ".c") if name.parts[1] != "practice")
    return [f"checks/engine/findings.def:{line}: nothing raises {cells[1]}"
            for line, cells in rows("checks/engine/findings.def", "FINDING")
            if not re.search(rf"\bF_{cells[0]}\b", code)]


def main():
    faults = check_named("checks/engine/causes.def", "CAUSE") + check_named("checks/engine/findings.def", "FINDING")
    tree.end(faults + check_promise() + check_checks() + check_findings_used())


if __name__ == "__main__":
    main()
