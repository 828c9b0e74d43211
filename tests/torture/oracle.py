"""What must hold when something inside the program fails: it ends in time, by itself, and says what it came to."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "scenario"))
import program          # noqa: E402

NO_MEMORY = 70
LIMIT = 20.0


def under_test():
    """The release build where there is one: a sanitizer has an allocator of its own, which cannot be made to fail."""
    return os.environ.get("MAILMEND_RELEASE") or program.binary()


def language_and_home(home):
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm-256color"}


def run(argv, environment, limit=LIMIT):
    """(status or None where it hung, stdout, stderr)"""
    child = subprocess.Popen(argv, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             start_new_session=True)
    try:
        out, err = child.communicate(timeout=limit)
        return child.returncode, out, err
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, 9)
        out, err = child.communicate()
        return None, out, err


def document(out):
    try:
        return json.loads(out)
    except ValueError:
        return None


def judge(status, out, err):
    """Complaints."""
    if status is None:
        return ["it hung for %d s" % LIMIT]
    if status < 0 or status > 128 + 1:
        return ["it died of signal %d" % (-status if status < 0 else status - 128)]
    text = err.decode("utf-8", "replace")
    bad = ["stderr says: " + line for line in text.split("\n") if any(word in line for word in program.CRASH)]
    if status == NO_MEMORY:
        return bad + ([] if b"memory" in err else ["exit 70 without a word"])
    if status not in (0, 1, 3):
        return bad + ["exit code %d, stderr %r" % (status, err[-200:])]
    doc = document(out)
    if not isinstance(doc, dict):
        return bad + ["exit code %d, but stdout is not one JSON document: %r" % (status, out[-120:])]
    if doc.get("error"):
        return bad + ([] if status == 3 else ["an error with exit code %d: %s" % (status, doc["error"])])
    if program.EXITS.get(doc.get("verdict")) != status:
        bad.append("verdict %s with exit code %d" % (doc.get("verdict"), status))
    return bad


def spread(total, wanted):
    """`wanted` of the numbers 1 to total, evenly apart; all of them where wanted is 0."""
    if not wanted or wanted >= total:
        return list(range(1, total + 1))
    return sorted({1 + i * (total - 1) // (wanted - 1) for i in range(wanted)})
