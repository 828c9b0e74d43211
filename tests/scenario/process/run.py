#!/usr/bin/env python3
"""Where the password comes from, where the report goes, and what locale it runs in (hazards 48, 52, 54).

Signals, standard streams, few descriptors and odd password files are proven by the hostile suite.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "hostile")]
import process          # noqa: E402
import program          # noqa: E402
import suite            # noqa: E402
import world as worlds  # noqa: E402

PRACTICE = ["practice", "wrong-password", "--check", "--json"]
MISCHIEF = "a b;touch injected|$(touch injected)`touch injected`&>injected *"
TOOL = """#!/bin/sh
# prints the password only where the arguments came as they were meant
[ $# = 3 ] && [ "$1" = "$WANTED" ] && [ "$2" = 'quote " inside' ] && [ "$3" = '' ] || exit 1
cat "$SECRET_AT"
"""


def healthy(context, **change):
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    made.incoming = None
    for name, value in change.items():
        setattr(made, name, value)
    return made.start()


def swap_password(argv, *words):
    """The arguments with another source of the password."""
    at = argv.index("--password-file")
    return argv[:at] + list(words) + argv[at + 2:]


def judge(made, result, exits=(0,), seconds=13):
    bad = program.judge_process(result, seconds, exits=exits)
    bad += program.judge_output(result, worlds.secret_forms(made.user, made.password)) + made.leaks() + made.bad_commands()
    if exits == (0,) and result.verdict != "can-send":
        bad.append("verdict %s, first cause %s: the password did not arrive" % (result.verdict, result.first))
    return bad


def refused(result, seconds):
    """The password could not be had: usage error, in words, in time."""
    bad = program.judge_process(result, seconds, exits=(2,))
    if not result.doc or result.doc.get("error", {}).get("id") != "password":
        bad.append("no error about the password: %r" % result.out[:200])
    return bad


def tool(context, made, text=TOOL):
    """A command with a blank in its name."""
    path = os.path.join(context.folder, "the tool.sh")
    with open(path, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o700)) as out:
        out.write(text)
    return path, {"WANTED": MISCHIEF, "SECRET_AT": made.secret_file}


def command_takes_words_literally(context):
    made = healthy(context)
    try:
        path, env = tool(context, made)
        command = "'%s' '%s' \"quote \\\" inside\" ''" % (path, MISCHIEF)
        result = program.run(context.folder, swap_password(made.argv("--json"), "--password-command", command), limit=15, more=env)
        bad = judge(made, result)
        bad += ["a shell took part: there is a file 'injected'"] * any("injected" in name for name in result.files)
        return bad
    finally:
        made.stop()


def command_without_a_shell(context):
    """What a shell would run as two commands is one command with odd arguments: it prints no password."""
    made = healthy(context)
    try:
        command = "false; cat " + made.secret_file
        result = program.run(context.folder, swap_password(made.argv("--json"), "--password-command", command), limit=15)
        return refused(result, 3)
    finally:
        made.stop()


def command_that_hangs(context):
    made = healthy(context)
    try:
        pid_file = os.path.join(context.folder, "pid")
        path, env = tool(context, made, "#!/bin/sh\necho $$ >\"$PID_AT\"\nexec tail -f /dev/null\n")
        env["PID_AT"] = pid_file
        argv = swap_password(made.argv("--json", "--timeout", "2"), "--password-command", "'%s'" % path)
        result = program.run(context.folder, argv, limit=12, more=env)
        bad = refused(result, 4)
        with open(pid_file, encoding="ascii") as file:
            pid = int(file.read())
        if not process.until(lambda: not os.path.exists("/proc/%d" % pid), 3):
            os.kill(pid, signal.SIGKILL)
            bad.append("the command still runs")
        return bad
    finally:
        made.stop()


def command_fails(*words):
    def run(context):
        made = healthy(context)
        try:
            argv = swap_password(made.argv("--json"), "--password-command", *words)
            return refused(program.run(context.folder, argv, limit=12), 3)
        finally:
            made.stop()
    return run


def from_descriptor(context):
    made = healthy(context)
    try:
        with open(made.secret_file, "rb") as secret:
            result = program.run(context.folder, swap_password(made.argv("--json"), "--password-fd", "0"), limit=15, stdin=secret)
        return judge(made, result)
    finally:
        made.stop()


def from_slow_pipe(context):
    """The line comes in two parts, the second after the program has begun to read."""
    made = healthy(context)
    reads, writes = os.pipe()
    try:
        os.write(writes, made.password[:5].encode())
        running = program.Run(context.folder, swap_password(made.argv("--json"), "--password-fd", "0"), limit=15, stdin=reads)
        process.until(lambda: waits_in_poll(running.pid), 5)
        os.write(writes, made.password[5:].encode() + b"\nanother line\n")
        return judge(made, running.wait())
    finally:
        os.close(reads)
        os.close(writes)
        made.stop()


def waits_in_poll(pid):
    try:
        with open("/proc/%d/wchan" % pid, encoding="ascii") as file:
            return "poll" in file.read()
    except OSError:
        return False


def from_closed_descriptor(context):
    made = healthy(context)
    try:
        return refused(program.run(context.folder, swap_password(made.argv("--json"), "--password-fd", "99"), limit=12), 3)
    finally:
        made.stop()


def readable_by_others(context):
    """It is used, and the person is told; a file of one's own brings no word."""
    bad = []
    for mode, told in ((0o644, True), (0o640, True), (0o600, False), (0o400, False)):
        made = healthy(context)
        try:
            os.chmod(made.secret_file, mode)
            result = program.run(context.folder, made.argv("--json"), limit=15)
        finally:
            made.stop()
        bad += judge(made, result)
        if (b"can read the password file" in result.err) != told:
            bad.append("mode %o: stderr says %r" % (mode, result.err))
    return bad


def nowhere_to_be_seen(source):
    """While it waits after the login: arguments and environment of the program and of all that it started."""
    def run(context):
        made = process.silent_at_rcpt(context)
        try:
            words = {"fd": ("--password-fd", "0"), "command": ("--password-command", "cat " + made.secret_file)}[source]
            with open(made.secret_file, "rb") as secret:
                running = program.Run(context.folder, swap_password(made.argv("--json", "--timeout", "4"), *words), limit=10,
                                      stdin=secret)
            seen, came = set(), False
            while not came and running.child.poll() is None:
                came = process.until(lambda: "rcpt" in made.smtp.met, 0.05)
                seen |= look(running.child.pid) | look(running.pid)
            result = running.wait()
        finally:
            made.stop()
        forms = worlds.secret_forms(made.user, made.password)
        bad = [] if came else ["it never came to RCPT: %r" % result.out[-200:]]
        bad += ["the password stands in %s" % where for where, data in seen if any(form in data for form in forms)]
        return bad + program.judge_output(result, forms)
    return run


def look(pid):
    """(file, contents) of a process and its children, as far as they may be read."""
    seen = set()
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            pids = [pid] + [int(word) for word in file.read().split()]
    except OSError:
        pids = [pid]
    for one in pids:
        for name in ("cmdline", "environ"):
            try:
                with open("/proc/%d/%s" % (one, name), "rb") as file:
                    seen.add(("/proc/PID/" + name, file.read()))
            except OSError:
                continue
    return seen


def interrupted_while_command_runs(context):
    made = healthy(context)
    try:
        argv = swap_password(made.argv("--json"), "--password-command", "tail -f /dev/null")
        running = program.Run(context.folder, argv, limit=15)
        children = "/proc/%d/task/%d/children" % (running.pid, running.pid)
        process.until(lambda: open(children, encoding="ascii").read().strip(), 5)
        begun = time.monotonic()
        running.signal(signal.SIGINT)
        result = running.wait()
        bad = ["it ended %.1f s after the signal" % (time.monotonic() - begun)] if time.monotonic() - begun > 1.5 else []
        return bad + ([] if result.status in (130, -signal.SIGINT) else ["exit %s" % result.status])
    finally:
        made.stop()


def unwritable(path):
    """The result is shown all the same; the exit code says that not all was done."""
    def run(context):
        result = program.run(context.folder, PRACTICE + ["--report", path], limit=15)
        bad = program.judge_process(result, 10, exits=(3,))
        bad += ["no result on stdout: %r" % result.out[-100:]] * (result.first != "wrong-password")
        bad += ["stderr does not name the file: %r" % result.err] * (os.path.basename(path).encode() not in result.err)
        return bad + ["a part of it was left: %s" % name for name in result.files if "report" in name]
    return run


def disk_full(context):
    """A disk of 4 KiB: nothing of the report stays, and what stood there before stays whole."""
    folder = os.path.join(context.folder, "disk")
    os.mkdir(folder)
    inside = ('mount -t tmpfs -o size=8k none "$1" && echo old >"$1/report.html" && cd "$1" && shift && "$@"; code=$?; ls >&2; '
              'cat report.html >&2; exit $code')
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if subprocess.run(command + ['mount -t tmpfs none "$0"', folder], capture_output=True, check=False).returncode:
        raise suite.Skip("no mount namespace can be made here")
    env = {"PATH": os.environ["PATH"], "HOME": context.folder, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command + [inside, "sh", folder, program.binary(), *PRACTICE, "--report", "report.html"],
                          capture_output=True, env=env, timeout=20, check=False)
    told, lines = done.stderr.decode().split("\n")[:-3], done.stderr.decode().split("\n")[-3:]
    bad = [] if done.returncode == 3 else ["exit %d: %s" % (done.returncode, done.stderr)]
    bad += [] if any("report.html" in line for line in told) else ["no word about it: %r" % told]
    bad += [] if lines == ["report.html", "old", ""] else ["on the disk are: %r" % lines]
    bad += [] if json.loads(done.stdout)["first_cause"] == "wrong-password" else ["no result on stdout"]
    return bad


def killed_while_saving(context):
    """Fifty kills, at moments spread over the writing of three reports: each file is an old one or a new one, whole."""
    names = ("r.json", "r.html", "r.txt")
    at = {name: os.path.join(context.folder, name) for name in names}
    env = {"PATH": os.environ["PATH"], "HOME": context.folder, "LC_ALL": "C.UTF-8"}
    argv = [program.binary(), *PRACTICE]
    for name in names:
        argv += ["--report", at[name]]
    subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, timeout=20, check=False)
    whole = {name: os.stat(at[name]).st_size for name in names}
    bad, partly = [], 0
    for turn in range(50):
        before = {name: os.stat(at[name]).st_ino for name in names}
        child = subprocess.Popen(argv, env=env, stdout=subprocess.PIPE)
        child.stdout.read(1)            # the result is being written: the reports follow
        threading.Event().wait(0.0004 * (turn % 25))
        child.kill()
        child.stdout.read()
        child.wait()
        child.stdout.close()
        fresh = sum(os.stat(at[name]).st_ino != before[name] for name in names)
        partly += child.returncode == -signal.SIGKILL and fresh < len(names)
        for name in names:
            bad += torn(name, at[name], whole[name])
    context.notes.append("%d of 50 kills came before all was written" % partly)
    if not partly:
        bad.append("no kill came while anything was being written: this proves nothing")
    return bad


def torn(name, path, size):
    with open(path, "rb") as file:
        data = file.read()
    bad = ["%s has %d bytes, whole it has about %d" % (name, len(data), size)] * (abs(len(data) - size) > size // 5)
    if name.endswith(".json"):
        try:
            json.loads(data)
        except ValueError as why:
            bad.append("%s is torn: %s" % (name, why))
    elif name.endswith(".html") and not data.rstrip().endswith(b"</html>"):
        bad.append("%s is torn: %r" % (name, data[-40:]))
    return bad


def make_locale(context, name):
    folder = os.path.join(context.folder, "locales")
    os.makedirs(folder, exist_ok=True)
    language = name.split(".")[0]
    done = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", language, "-f", "UTF-8", os.path.join(folder, name)], capture_output=True, check=False)
    if not done or done.returncode > 1 or not os.path.isdir(os.path.join(folder, name)):
        raise suite.Skip("the sources of the locale %s are not here (package locales)" % name)
    return {"LOCPATH": folder}


def bones(value):
    """A document without what is meant to differ: words for people (an id has no blanks), times, ports."""
    if isinstance(value, dict):
        return {k: bones(v) for k, v in value.items() if k not in (
            "text", "title", "meaning", "steps", "started", "ms", "at_ms", "start_ms", "transcript", "evidence", "because", "not_tested", "date")}
    if isinstance(value, list):         # findings stand in the order in which they came, which is no promise
        return sorted((bones(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return "words" if isinstance(value, str) and " " in value else value


def same_in_locale(name):
    """The same ids in any language, and the same verdict; the text is the language's where it is translated."""
    def run(context):
        more = make_locale(context, name)
        bad = []
        for scenario in ("wrong-password", "healthy", "encryption-mismatch", "certificate-expired"):
            argv = ["practice", scenario, "--check", "--json"]
            plain = program.run(context.folder, argv, limit=20)
            if plain.status == 2:
                continue                # no scenario of that name
            other = program.run(context.folder, argv, limit=20, language=name, more=more)
            if plain.status != other.status or not plain.doc or bones(plain.doc) != bones(other.doc):
                bad.append("%s differs: %s" % (scenario, difference(bones(plain.doc), bones(other.doc))))
        return bad
    return run


def difference(a, b):
    a, b = (json.dumps(one, indent=1, sort_keys=True).split("\n") for one in (a, b))
    return [pair for pair in zip(a, b) if pair[0] != pair[1]][:4] or "%d and %d lines" % (len(a), len(b))


def turkish_words(context):
    """Keywords in small letters meet a program for which i is not the small letter of I."""
    more = make_locale(context, "tr_TR.UTF-8")
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    made.security, made.incoming = "starttls", "imap"
    made.smtp.keywords, made.smtp.methods = ("pipelining", "size 1000000", "8bitmime", "enhancedstatuscodes"), ("LOGIN", "PLAIN")
    made.start()
    try:
        result = program.run(context.folder, made.argv("--json"), limit=15, language="tr_TR.UTF-8", more=more)
        bad = judge(made, result)
        lines = [bytes(line) for wire, _ in made.wires() for line in wire.lines]
        for word in (b"EHLO ", b"STARTTLS\r\n", b"MAIL FROM:<", b"RCPT TO:<"):
            if not any(line.startswith(word) for line in lines):
                bad.append("no line of the program begins with %r" % word)
        return bad
    finally:
        made.stop()


CASES = {
    "command/words-are-literal": command_takes_words_literally, "command/no-shell": command_without_a_shell,
    "command/hangs": command_that_hangs, "command/prints-nothing": command_fails("true"),
    "command/fails": command_fails("false"), "command/absent": command_fails("/nonexistent/command"),
    "command/open-quote": command_fails("cat 'x"), "command/interrupted": interrupted_while_command_runs,
    "fd/pipe": from_descriptor, "fd/slow-pipe": from_slow_pipe, "fd/closed": from_closed_descriptor,
    "file/readable-by-others": readable_by_others,
    "seen/fd": nowhere_to_be_seen("fd"), "seen/command": nowhere_to_be_seen("command"),
    "report/read-only-folder": unwritable("/proc/report.html"), "report/no-such-folder": unwritable("no/such/folder/report.txt"),
    "report/disk-full": disk_full, "report/killed-while-saving": killed_while_saving,
    "locale/turkish": same_in_locale("tr_TR.UTF-8"), "locale/german": same_in_locale("de_DE.UTF-8"),
    "locale/turkish-words": turkish_words,
}

if __name__ == "__main__":
    sys.exit(suite.Suite(__doc__, [suite.Case(name, run) for name, run in CASES.items()], jobs=4, prefix="process").main())
