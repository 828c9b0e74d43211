#!/usr/bin/env python3
"""The .deb: made by cpack from the release build, unpacked, looked through, and run from where it was unpacked.

What an empty Debian says to it is in fresh.sh.
"""
import argparse
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
DOC = "usr/share/doc/mailmend/"
MAN = "usr/share/man/man1/mailmend.1.gz"
COMPLETION = "usr/share/bash-completion/completions/mailmend"
TOOLS = ("cpack", "dpkg-deb", "dpkg-shlibdeps", "dpkg", "file", "objdump", "bash")


def said(*argv, status=0, **more):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False, **more)
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != status:
        raise AssertionError("%s ended with %d: %s" % (" ".join(argv), done.returncode, text[-800:]))
    return text


def build_folder():
    """Where the release build is; None without one."""
    program = os.environ.get("MAILMEND_RELEASE") or os.path.join(ROOT, "build", "release", "src", "mailmend")
    folder = os.path.dirname(os.path.dirname(os.path.abspath(program)))
    return folder if os.path.exists(os.path.join(folder, "CPackConfig.cmake")) else None


class Package:
    def __init__(self, build, folder):
        said("cpack", "--config", os.path.join(build, "CPackConfig.cmake"), "-B", folder, cwd=folder)
        made = [name for name in os.listdir(folder) if name.endswith(".deb")]
        assert len(made) == 1, made
        self.deb, self.root = os.path.join(folder, made[0]), os.path.join(folder, "root")
        self.program = os.path.join(self.root, "usr/bin/mailmend")
        said("dpkg-deb", "-x", self.deb, self.root)
        said("dpkg-deb", "-e", self.deb, os.path.join(folder, "control"))
        self.control = os.path.join(folder, "control")

    def field(self, name):
        return said("dpkg-deb", "-f", self.deb, name).strip()

    def run(self, *words, status=0, **env):
        clean = {"PATH": os.environ["PATH"], "HOME": self.root, "LC_ALL": "C.UTF-8", "TERM": "xterm", **env}
        return said(self.program, *words, status=status, env=clean)

    def open(self, path):
        return os.path.join(self.root, path)


def languages():
    """Those of LINGUAS that have a catalogue."""
    with open(os.path.join(ROOT, "po", "LINGUAS"), encoding="ascii") as file:
        words = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return [word for line in words for word in line.split() if os.path.exists(os.path.join(ROOT, "po", word + ".po"))]


def test_fields(package):
    version = package.run("--version").split()[1]
    assert package.field("Package") == "mailmend" and package.field("Section") == "mail"
    assert package.field("Version") == version, "package %s, program %s" % (package.field("Version"), version)
    assert os.path.basename(package.deb) == "mailmend_%s_%s.deb" % (version, package.field("Architecture"))
    assert re.fullmatch(r"[^<>]+ <[^@ ]+@[^@ ]+>", package.field("Maintainer")), package.field("Maintainer")
    lines = package.field("Description").split("\n")
    assert 10 < len(lines[0]) < 80 and not lines[0].endswith("."), lines[0]
    assert len(lines) > 3 and all(line.startswith(" ") and len(line) <= 81 for line in lines[1:]), lines


def test_files(package):
    """Nothing but what belongs there, for everybody to read and for root only to change."""
    expected = {"usr/bin/mailmend": "-rwxr-xr-x", MAN: "-rw-r--r--", COMPLETION: "-rw-r--r--"}
    expected.update((DOC + name, "-rw-r--r--") for name in ("README", "copyright", "changelog.gz"))
    expected.update(("usr/share/locale/%s/LC_MESSAGES/mailmend.mo" % one, "-rw-r--r--") for one in languages())
    found = {}
    for line in said("dpkg-deb", "-c", package.deb).strip().split("\n"):
        mode, owner, _, _, _, path = line.split(None, 5)
        assert owner == "root/root", line
        if mode[0] == "d":
            assert mode == "drwxr-xr-x", line
        else:
            found[path[2:]] = mode
    assert found == expected, "differs: %s" % (set(found.items()) ^ set(expected.items()))
    sums = open(os.path.join(package.control, "md5sums"), encoding="utf-8").read().strip().split("\n")
    for line in sums:
        digest, path = line.split(None, 1)
        with open(package.open(path), "rb") as file:
            assert hashlib.md5(file.read()).hexdigest() == digest, path
    assert len(sums) == len(expected), sums


def owner_of(library):
    """The package that a library of this system belongs to."""
    for path in (library, os.path.realpath(library), "/usr" + library):
        done = subprocess.run(["dpkg", "-S", path], capture_output=True, check=False)
        if done.returncode == 0:
            return done.stdout.decode().split(":")[0]
    raise AssertionError("no package has %s" % library)


def test_depends(package):
    """Exactly the packages of the libraries that it is linked to, libcurl (loaded when wanted), and the certificates that it trusts."""
    needed = set(re.findall(r"NEEDED +(\S+)", said("objdump", "-p", package.program)))
    at = dict(re.findall(r"(\S+) => (\S+)", said("ldd", package.program)))
    assert needed and needed <= set(at), "not found: %s" % (needed - set(at))
    owners = {owner_of(at[name]) for name in needed} | {"ca-certificates", "libcurl4"}
    named = {part.split()[0].split(":")[0] for part in package.field("Depends").split(",")}
    assert named == owners, "Depends %s, linked to %s" % (sorted(named), sorted(owners))
    assert not re.search(r"R(UN)?PATH", said("objdump", "-p", package.program)), "it has a path for libraries"


def test_hardened(package):
    headers, told = said("objdump", "-p", package.program), said("file", package.program)
    assert "pie executable" in told and ", stripped" in told, told
    assert "RELRO" in headers and re.search(r"BIND_NOW|FLAGS +0x0*8|FLAGS_1 +0x0*[89]", headers), headers
    symbols = said("objdump", "-T", package.program)
    assert "__stack_chk_fail" in symbols and "_chk" in symbols.replace("__stack_chk_fail", ""), "no fortified calls"


def test_runs(package):
    assert package.run("--version").startswith("mailmend ")
    document = json.loads(package.run("practice", "wrong-password", "--check", "--json", status=1))
    assert document["first_cause"] == "wrong-password" and document["verdict"] == "cannot-send", document["first_cause"]
    assert len(package.run("practice", "--list").strip().split("\n")) >= 24


def test_languages(package):
    """Its own catalogues are found where it was unpacked; the build tree is not asked."""
    english = package.run("--help")
    for language in languages():
        other = package.run("--help", LANGUAGE=language)
        assert other != english, "%s: --help is English" % language
        assert package.run("--help", "--lang", language) == other
    link = os.path.join(os.path.dirname(package.root), "elsewhere")
    os.symlink(package.program, link)
    assert subprocess.run([link, "--version"], capture_output=True, check=True).stdout.startswith(b"mailmend ")


def options_of(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z]", text))


def known_options(package):
    known = options_of(package.run("--help"))
    for command in ("check", "explain", "log", "settings", "spf", "practice"):
        known |= options_of(package.run(command, "--help"))
    return known


def test_man_page(package):
    page = gzip.open(package.open(MAN), "rt", encoding="utf-8").read()
    told = options_of(page.replace("\\-", "-"))
    known = known_options(package)
    assert told <= known, "no such options: %s" % (told - known)
    assert known <= told, "not in the page: %s" % (known - told)
    if shutil.which("man"):
        warned = said("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", package.open(MAN), env={
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"})
        assert "warning" not in warned, warned


def test_completion(package):
    with open(package.open(COMPLETION), encoding="utf-8") as file:
        told = options_of(file.read())
    known = known_options(package)
    assert told - {"--list", "--check"} <= known, "no such options: %s" % (told - known)
    assert known <= told, "not completed: %s" % (known - told)
    said("bash", "-n", package.open(COMPLETION))
    library = "/usr/share/bash-completion/bash_completion"
    if not os.path.exists(library):
        return
    script = ('. %s; . "$0"; COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mailmend; '
              'printf "%%s\\n" "${COMPREPLY[@]}"' % library)
    for typed, wanted in ((("pr",), "practice"), (("check", "--secur"), "--security"), (("check", "--security", "start"), "starttls"),
                          (("practice", "wrong-p"), "wrong-password")):
        env = {"PATH": os.path.dirname(package.program) + ":" + os.environ["PATH"], "HOME": package.root, "LC_ALL": "C.UTF-8"}
        out = said("bash", "--norc", "-c", script, package.open(COMPLETION), "mailmend", *typed, env=env)
        assert wanted in out.split("\n"), "%s is completed to %r" % (" ".join(typed), out)


def test_papers(package):
    with open(package.open(DOC + "copyright"), encoding="utf-8") as file, open(os.path.join(ROOT, "LICENSE"), encoding="utf-8") as own:
        assert file.read() == own.read()
    log = gzip.open(package.open(DOC + "changelog.gz"), "rt", encoding="utf-8").read()
    assert re.match(r"mailmend \((\S+)\) ", log).group(1) == package.field("Version"), log[:60]
    with open(package.open(DOC + "changelog.gz"), "rb") as file:
        assert file.read()[4:8] == b"\0\0\0\0", "the time of the build stands in the changelog"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    build = build_folder()
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing or not build:
        print("skipped: missing are %s" % (missing or "a release build (set MAILMEND_RELEASE to its program)"))
        return 77
    folder, failed = tempfile.mkdtemp(prefix="mailmend-package-"), 0
    os.chmod(folder, 0o755)
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    try:
        package = Package(build, folder)
        for name, test in tests:
            try:
                test(package)
                print("ok   %s" % name[5:])
            except (AssertionError, OSError, ValueError, KeyError, AttributeError) as why:
                failed += 1
                print("FAIL %s: %s: %s" % (name[5:], type(why).__name__, why))
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
