"""The files of the tree: those that git tracks, or, without git (a source archive), all outside of build directories."""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
PRODUCT = ("checks", "ui", "src")
OUTSIDE = {".git", "build", ".cache", "__pycache__"}


def every_file():
    """Tracked files and new ones that are not ignored, as paths below ROOT, sorted."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z", "--cached",
                                 "--others", "--exclude-standard"], capture_output=True, check=True).stdout
        names = {pathlib.PurePosixPath(name) for name in listed.decode("utf-8").split("\0") if name}
    else:
        names = {pathlib.PurePosixPath(path.relative_to(ROOT).as_posix()) for path in ROOT.rglob("*")}
    names = {name for name in names if not OUTSIDE & set(name.parts)}
    return sorted(name for name in names if (ROOT / name).is_file())


def files(rooms, *suffixes):
    return [name for name in every_file() if name.parts[0] in rooms and name.suffix in suffixes]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def end(faults, told=""):
    """Prints the faults and ends: 1 when there are any."""
    for fault in faults:
        print(fault)
    if told:
        print(told)
    sys.exit(1 if faults else 0)
