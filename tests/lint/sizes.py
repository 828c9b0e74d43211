#!/usr/bin/env python3
"""Functions and files stay small: median and 95th percentile of the functions' lines (head and body), their cyclomatic complexity
(one, and one for each if, for, while, case, &&, || and ?), the lines of files, and how many functions are static. There is no list of
exceptions. The percentiles are those of the program; the limits for one function and one file hold for the tests too. What is not C
(.psv: rows of data, compiled in) has no limit."""

import statistics

from support import csource, tree

FUNCTION_MEDIAN, FUNCTION_95, FUNCTION_MOST = 15, 60, 100
BRANCHES_95, BRANCHES_MOST = 12, 20
FILE_MOST, TEST_FILE_MOST, TABLE_MOST = 400, 600, 900
STATIC_LEAST = 60


def percentile(numbers, percent):
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def is_table(lines, found):
    """A table is rows and nothing else: at most one line of ten stands in a function."""
    return sum(function.lines for function in found) * 10 <= lines


def file_limit(name, lines, found):
    if is_table(lines, found):
        return TABLE_MOST
    return FILE_MOST if name.parts[0] in tree.PRODUCT else TEST_FILE_MOST


def look(name):
    text = tree.read(name)
    lines = text.count("\n")
    found = csource.functions(text) if name.suffix == ".c" else []
    limit = TABLE_MOST if name.suffix == ".def" else file_limit(name, lines, found)
    faults = [f"{name}: {lines} lines, {limit} at most"] if lines > limit else []
    for function in found:
        if function.lines > FUNCTION_MOST:
            faults.append(f"{name}:{function.line}: {function.name}() has {function.lines} lines, {FUNCTION_MOST} at most")
        if function.complexity > BRANCHES_MOST:
            faults.append(f"{name}:{function.line}: {function.name}() has complexity {function.complexity}, "
                          f"{BRANCHES_MOST} at most")
    return faults, found


def whole(found):
    lines = [function.lines for function in found]
    branches = [function.complexity for function in found]
    static = 100 * sum(function.static for function in found) // len(found)
    rows = [("median of the functions' lines", statistics.median(lines), FUNCTION_MEDIAN),
            ("95th percentile of the functions' lines", percentile(lines, 95), FUNCTION_95),
            ("95th percentile of the complexity", percentile(branches, 95), BRANCHES_95)]
    faults = [f"{what}: {value}, {limit} at most" for what, value, limit in rows if value > limit]
    if static < STATIC_LEAST:
        faults.append(f"{static} % of the functions are static, {STATIC_LEAST} % at least")
    told = [f"{len(found)} functions"] + [f"{what} {value}" for what, value, _ in rows]
    return faults, "; ".join(told + [f"the longest {max(lines)}, the most branched {max(branches)}; {static} % static"])


def main():
    faults, product = [], []
    for name in tree.files(tree.PRODUCT + ("tests", "cmake"), ".c", ".h", ".def"):
        more, found = look(name)
        faults += more
        if name.parts[0] in tree.PRODUCT:
            product += found
    more, told = whole(product)
    tree.end(faults + more, told)


if __name__ == "__main__":
    main()
