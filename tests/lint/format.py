#!/usr/bin/env python3
"""Every .c and .h file looks as .clang-format says. `format.py --update` makes it so. Skipped where clang-format is another version
than the one that the tree was formatted with: versions differ in details."""

import shutil
import subprocess
import sys

from support import tree

VERSION = "14."
ROOMS = tree.PRODUCT + ("tests", "cmake")


def main():
    if not shutil.which("clang-format"):
        print("skipped: clang-format is not there")
        sys.exit(77)
    told = subprocess.run(["clang-format", "--version"], capture_output=True, encoding="utf-8", check=True).stdout.strip()
    if f"version {VERSION}" not in told:
        print(f"skipped: {told}; the tree is formatted with version {VERSION}")
        sys.exit(77)
    names = [str(tree.ROOT / name) for name in tree.files(ROOMS, ".c", ".h")]
    how = ["-i"] if "--update" in sys.argv[1:] else ["--dry-run", "-Werror", "--ferror-limit=3"]
    done = subprocess.run(["clang-format", "--style=file"] + how + names, stderr=subprocess.PIPE, encoding="utf-8")
    tree.end([line for line in done.stderr.splitlines() if "error:" in line] or ([done.stderr] if done.returncode else []))


if __name__ == "__main__":
    main()
