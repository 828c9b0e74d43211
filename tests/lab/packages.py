"""Server programs without installing them: Debian packages are fetched, unpacked into a cache and
laid over the host's root when a lab host starts. dpkg's database and the host's files are never
touched, no maintainer script runs. A cache that is filled is used without any network.
"""

import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

# What a lab host is made of. Libraries that the host lacks are added by apt's own resolver.
SETS = {
    "postfix": ["postfix"],
    "exim": ["exim4-daemon-heavy", "exim4-base", "exim4-config"],
    "opensmtpd": ["opensmtpd/bookworm-backports"],
    "opensmtpd-old": ["opensmtpd/bullseye", "libssl1.1/bullseye"],
    # m4 makes its settings; its log goes through the system's.
    "sendmail": ["sendmail-bin", "sendmail-base", "sendmail-cf", "m4"],
    "rsyslog": ["rsyslog"],
    # What administrators count a log of Postfix with.
    "pflogsumm": ["pflogsumm"],
    "dovecot": ["dovecot-core", "dovecot-imapd", "dovecot-pop3d"],
    # What receives and sorts mail: a spam filter, delivery into folders.
    "rspamd": ["rspamd"],
    "sieve": ["dovecot-lmtpd", "dovecot-sieve"],
    # What a person may have on the computer: a mail scanner, and the usual firewall.
    "clamsmtp": ["clamsmtp", "clamav-daemon", "clamav-base"],
    "ufw": ["ufw", "iptables"],
    "dns": ["unbound", "nsd"],
    "rbldnsd": ["rbldnsd"],
    # Keys and signatures of DNSSEC.
    "ldns": ["ldnsutils"],
    # Many questions at once, for comparison.
    "adns": ["adns-tools"],
    # swaks speaks TLS through Net::SSLeay, which it only recommends.
    "tools": ["swaks", "libnet-ssleay-perl", "bind9-dnsutils", "netcat-openbsd", "curl"],
}

# Debian 12's own OpenSMTPD 6.8 cannot offer TLS with OpenSSL 3 (OpenSMTPD issue 1171), and no newer one can be as
# old as TLS 1.0: so one comes from the backports and one, with its OpenSSL 1.1, from Debian 11. Other suites are
# asked for with apt lists of the lab's own, so that the machine's stay as they are.
SUITES = {"opensmtpd": "bookworm-backports", "opensmtpd-old": "bullseye"}
SOURCE = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian %s main\n"


class Unavailable(Exception):
    """The lab cannot run here; the text says why. Test drivers answer it with exit code 77."""


def cache_dir():
    """The directory that survives between runs; everything in it can be deleted at any time."""
    own = os.environ.get("MAILMEND_TEST_CACHE")
    base = own or os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "mailmend-tests"


def unpacked(set_name):
    """The unpacked directories of a set, to be used as lower layers of an overlay."""
    folder = cache_dir() / "sets" / set_name
    if not (folder / "complete").exists():
        _fill(set_name, folder)
    return sorted(path for path in folder.iterdir() if path.is_dir())


def _fill(set_name, folder):
    """Fetch and unpack beside the final place, then rename: a torn download never looks complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "complete").exists():
            return
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".filling-") as filling:
            work = pathlib.Path(filling)
            (work / "debs").mkdir()
            # apt drops its rights to download: without this it only complains, and loudly.
            os.chmod(work, 0o755)
            options = _own_lists(work, SUITES[set_name]) if set_name in SUITES else []
            _download(SETS[set_name], work / "debs", options)
            result = work / "result"
            result.mkdir()
            for deb in sorted((work / "debs").glob("*.deb")):
                _unpack(deb, result / deb.name.split("_")[0])
            (result / "complete").write_text("", encoding="ascii")
            shutil.rmtree(folder, ignore_errors=True)
            result.rename(folder)


def _own_lists(work, suite):
    """Options for apt that name lists of the lab's own, freshly fetched; the machine's are left alone."""
    for name in ("lists/partial", "cache/archives/partial"):
        (work / name).mkdir(parents=True)
    (work / "sources.list").write_text(SOURCE % "bookworm" + SOURCE % suite, encoding="ascii")
    options = ["Dir::Etc::sourcelist=%s" % (work / "sources.list"), "Dir::Etc::sourceparts=-",
               "Dir::State::lists=%s" % (work / "lists"), "Dir::Cache=%s" % (work / "cache")]
    options = [word for option in options for word in ("-o", option)]
    done = _apt(["apt-get", *options, "update"])
    if done.returncode != 0:
        raise Unavailable("the package list of Debian's %s cannot be fetched: %s" % (suite, _last(done)))
    return options


def _download(names, into, options):
    wanted = sorted(set(names) | set(_missing(names, options)))
    done = _apt(["apt-get", *options, "download", *wanted], cwd=into)
    if done.returncode != 0:
        raise Unavailable("the packages %s cannot be fetched: %s" % (" ".join(wanted), _last(done)))


def _missing(names, options):
    """What apt would install for these packages on this host. Only simulated: nothing is changed."""
    done = _apt(["apt-get", *options, "--simulate", "--no-install-recommends", "install", *names])
    if done.returncode != 0:
        raise Unavailable("apt cannot resolve %s: %s" % (" ".join(names), _last(done)))
    bare = {name.split("/")[0] for name in names}
    return [name for name in re.findall(r"^Inst (\S+) ", done.stdout, re.MULTILINE) if name not in bare]


def _apt(argv, cwd=None):
    try:
        env = dict(os.environ, LC_ALL="C.UTF-8")
        return subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise Unavailable("apt-get does not work here: %s" % error) from error


def _last(done):
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else "no message"


def _unpack(deb, into):
    subprocess.run(["dpkg-deb", "-x", deb, into], check=True, timeout=120)
    _merge_usr(into)


def _merge_usr(root):
    """Packages still carry /lib and /sbin as directories; over a merged-/usr root these would hide
    the host's links and with them the C library. They move to where the links point."""
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        if (root / name).is_dir() and not (root / name).is_symlink():
            shutil.copytree(root / name, root / "usr" / name, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(root / name)
