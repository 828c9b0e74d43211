#!/usr/bin/env python3
"""What stays: runs are kept and compared (--since-last); a wizard that is killed at any moment, hung up on or whose terminal is lost goes
on with --resume where it was seen last. No password in any file."""
import json
import os
import shutil
import signal
import stat
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import program          # noqa: E402
import suite            # noqa: E402
import walker           # noqa: E402
import world as worlds  # noqa: E402

KILLS, ROUNDS, ON_SCREEN = 40, 4, 10


def healthy(context):
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    made.incoming = None
    return made.start()


def files_of(home):
    for top, _, names in os.walk(home):
        for name in names:
            yield os.path.join(top, name)


def judge_files(home, forms):
    """Whole JSON, for this person only, nothing left over, no password."""
    bad = []
    for path in files_of(os.path.join(home, "state")):
        with open(path, "rb") as file:
            data = file.read()
        bad += ["the password stands in %s" % path] * any(form in data for form in forms)
        if stat.S_IMODE(os.stat(path).st_mode) != 0o600:
            bad.append("%s can be read by others" % path)
        if not path.endswith(".json"):
            bad.append("%s was left over" % path)
            continue
        try:
            json.loads(data)
        except ValueError as why:
            bad.append("%s is torn: %s" % (path, why))
    return bad


# --- runs that are compared ---

def checked(context, made, home, password, *words):
    with open(made.secret_file, "w", encoding="utf-8") as file:
        file.write(password + "\n")
    return program.run(context.folder, made.argv(*words), limit=15, more={"XDG_STATE_HOME": os.path.join(home, "state")})


def before_and_now(context):
    made, home = healthy(context), os.path.join(context.folder, "home")
    os.mkdir(home)
    right = made.password
    try:
        first = checked(context, made, home, "not-" + right, "--json", "--since-last")
        second = checked(context, made, home, right, "--json", "--since-last")
        third = checked(context, made, home, right, "--since-last")
    finally:
        made.stop()
    bad = []
    if first.status != 1 or first.doc.get("since_last", 0) is not None:
        bad.append("first: exit %s, since_last %r" % (first.status, (first.doc or {}).get("since_last", "absent")))
    since = (second.doc or {}).get("since_last") or {}
    if second.status != 0 or since.get("verdict") != "cannot-send" or since.get("first_cause") != first.first:
        bad.append("second: exit %s, %r" % (second.status, since))
    changed = {row["id"]: (row["before"], row["now"]) for row in since.get("checks", [])}
    if changed.get("login.sign-in") != ("problem", "ok"):
        bad.append("the sign-in: %r" % changed)
    if {row["id"]: (bool(row["before"]), row["now"]) for row in since.get("causes", [])}.get(first.first) != (True, None):
        bad.append("the cause: %r" % since.get("causes"))
    text = third.out.decode()
    if third.status != 0 or "Since the last test" not in text or "Every test came to the same as then." not in text:
        bad.append("third: exit %s, %r" % (third.status, text[:600]))
    kept = [path for path in files_of(home) if os.sep + "runs" + os.sep in path]
    bad += ["%d runs are kept" % len(kept)] * (len(kept) != 3)
    return bad + judge_files(home, worlds.secret_forms(made.user, right))


def nothing_to_compare_with(context):
    """Another address has no earlier run; without a place to keep it the comparison is missed, nothing else."""
    made = healthy(context)
    try:
        result = program.run(context.folder, made.argv("--json", "--since-last"), limit=15,
                             more={"XDG_STATE_HOME": "/proc/nowhere"})
    finally:
        made.stop()
    bad = [] if result.status == 0 and result.doc and result.doc["since_last"] is None else ["exit %s" % result.status]
    if b"could not be kept" not in result.err:
        bad.append("nobody said that it is not kept: %r" % result.err)
    return bad


# --- the wizard ---

def words_of(made):
    return ["--resolver", "%s:%d" % (made.where, made.dns.port), "--ca-file", made.pki.ca_file]


def face_of(kind, words, home):
    if kind == "lines":
        return walker.Lines(words, home)
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "screen"))
    import terminal  # pylint: disable=import-outside-toplevel
    return walker.Screen(words, home, terminal)


def kept_answers(home):
    try:
        with open(os.path.join(home, "state", "mailmend", "case.json"), encoding="utf-8") as file:
            case = json.load(file)
    except OSError:
        return None
    answers = dict(case["answers"])
    answers["host"], answers["port"] = case["told"]["host"], str(case["told"]["port"])
    answers["user"] = case["told"]["user"] or answers.get("user") or answers["address"]
    return answers


def judge_resumed(walk, made, home):
    """Goes on once more, and looks where that is and what is kept."""
    face = walker.Lines([*words_of(made), "--resume"], home)
    try:
        end = time.monotonic() + 15
        while not face.asks() and face.read(end) and time.monotonic() < end:
            pass
        heading, text = face.heading(), face.text
        face.answer("q")
        while face.child.poll() is None and face.read(time.monotonic() + 0.05) and time.monotonic() < end:
            pass
        face.child.wait(timeout=10)
    finally:
        face.close()
    begun = walker.place(walk.seen) > walker.place(walker.START)
    answers = kept_answers(home)
    if not begun:
        return []
    bad = []
    last_question = min(walker.place(walk.seen), walker.place(walker.PASSWORD))
    if walker.place(heading) < last_question and heading != walker.LAST:
        bad.append("seen %r, resumed at %r\n%s" % (walk.seen, heading, text[-400:]))
    if answers is None:
        return bad + ["nothing was kept, although %r had been seen" % walk.seen]
    for key, value in walk.taken.items():
        if value is not None and answers.get(key) != value:
            bad.append("%s was answered %r, and is %r" % (key, value, answers.get(key)))
    return bad


def time_of_a_walk(context, made, kind):
    """A whole walk, from the start to the verdict: how long it takes here."""
    home = os.path.join(context.folder, "home-whole")
    os.mkdir(home)
    face, walk = face_of(kind, words_of(made), home), walker.Walk(context.rng, made, made.password)
    begun = time.monotonic()
    try:
        ended = walk.go(face, begun + 90)
    finally:
        face.kill()
        face.close()
    if not ended:
        raise AssertionError("the walk came to %r\n%s" % (walk.seen, getattr(face, "text", "")[-500:]))
    return walk.asked - begun, walk.ended - walk.asked, judge_resumed(walk, made, home)


def killed(kind, rounds):
    def run(context):
        if kind == "screen" and not shutil.which("tmux"):
            raise suite.Skip("tmux is not here")
        made = healthy(context)
        forms = worlds.secret_forms(made.user, made.password)
        reached = set()
        try:
            asking, testing, bad = time_of_a_walk(context, made, kind)
            for i in range(rounds):
                home = os.path.join(context.folder, "home-%d" % i)
                os.mkdir(home)
                face, walk = face_of(kind, words_of(made), home), walker.Walk(context.rng, made, made.password)
                moment = context.rng.random() * asking
                if i % 3 == 2:
                    moment = asking + context.rng.random() * min(testing, 1.0)
                try:
                    walk.go(face, time.monotonic() + moment)
                finally:
                    face.kill()
                    if kind == "lines":
                        walk.note(face.heading())
                    face.close()
                reached.add(walk.seen)
                found = judge_resumed(walk, made, home) + judge_files(home, forms)
                bad += ["killed after %.3f s of %.3f and %.3f: %s" % (moment, asking, testing, line) for line in found]
                shutil.rmtree(home)
        finally:
            made.stop()
        context.notes.append("reached: %s" % sorted(map(str, reached)))
        if len(reached) < 3:
            bad.append("the moments were all alike: %r" % reached)
        return bad
    return run


def hung_up(how):
    """SIGHUP, and a terminal that is gone: it ends by itself, soon, and everything is kept."""
    def run(context):
        made, home = healthy(context), os.path.join(context.folder, "home")
        os.mkdir(home)
        face = walker.Lines(words_of(made), home)
        walk = walker.Walk(context.rng, made, made.password)
        try:
            end = time.monotonic() + 30
            while walker.place(walk.seen) < walker.place("Which email address") and time.monotonic() < end:
                walk.go(face, time.monotonic() + 0.05)
            begun = time.monotonic()
            if how == "signal":
                face.kill(signal.SIGHUP)
            else:
                os.close(face.master)
                face.master = -1
                face.child.wait(timeout=10)
            took = time.monotonic() - begun
            status = face.child.returncode
        finally:
            face.close()
            bad = judge_resumed(walk, made, home) + judge_files(home, worlds.secret_forms(made.user, made.password))
            made.stop()
        if status != 130 or took > (3 if program.sanitized() else 1):
            bad.append("exit %s after %.2f s" % (status, took))
        return bad
    return run


CASES = [suite.Case("before-and-now", before_and_now),
         suite.Case("nothing-to-compare-with", nothing_to_compare_with),
         suite.Case("hung-up/signal", hung_up("signal")),
         suite.Case("hung-up/terminal", hung_up("terminal")),
         suite.Case("killed/screen", killed("screen", ON_SCREEN))]
CASES += [suite.Case("killed/lines-%d" % i, killed("lines", KILLS // ROUNDS)) for i in range(ROUNDS)]

if __name__ == "__main__":
    sys.exit(suite.Suite(__doc__, CASES, 2, "keep").main())
