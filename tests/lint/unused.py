#!/usr/bin/env python3
"""No dead code, and static by default: a function that is not static is used in another file of the program, by a macro or inline function
of a header, or in its own file and by a test. Names that macros paste together (type##_free) count as used, and so does what the
contract of a check offers (checks/engine/check.h), whether or not a check of today takes it."""

import re

from support import csource, tree

WORD = re.compile(r"[A-Za-z_]\w*")


def counts(names):
    """{word: {file: how often}} of the files, directives included: macros use functions."""
    found = {}
    for name in names:
        for word in WORD.findall(csource.without_strings(tree.read(name))):
            of = found.setdefault(word, {})
            of[str(name)] = of.get(str(name), 0) + 1
    return found


def pasted():
    """Endings that macros add to a name: {"_free"} of type##_free."""
    found = set()
    for name in tree.files(tree.PRODUCT, ".c", ".h", ".def"):
        found |= set(re.findall(r"##(_\w+)", tree.read(name)))
    return found


def why(function, file, program, tests):
    """What is wrong with a function that is not static; None when it is used as it should be."""
    uses = program.get(function.name, {})
    own = uses.get(file, 0)
    others = [other for other, n in uses.items() if other != file and (not other.endswith(".h") or n > 1)]
    if others:
        return None
    if function.name in tests:
        return None if own > 1 else "only tests use it"
    return "only its own file uses it: static" if own > 1 else "nobody uses it"


def main():
    program = counts(tree.files(tree.PRODUCT, ".c", ".h", ".def"))
    tests = counts(tree.files(("tests",), ".c", ".h"))
    endings = tuple(pasted())
    contract = tree.read("checks/engine/check.h")
    faults = []
    for name in tree.files(tree.PRODUCT, ".c"):
        for function in csource.functions(tree.read(name)):
            if function.static or function.name == "main" or function.name.endswith(endings):
                continue
            if re.search(rf"\b{function.name}\(", contract):
                continue
            fault = why(function, str(name), program, tests)
            if fault:
                faults.append(f"{name}:{function.line}: {function.name}(): {fault}")
    tree.end(faults)


if __name__ == "__main__":
    main()
