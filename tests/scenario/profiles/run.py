#!/usr/bin/env python3
"""Settings from mail programs, from the files on disk to the verdict: --import against live servers, and files that mean harm.

Each case has a home folder of its own. Whatever stands in it: no crash, no hang, no secret in what is written, nothing is run, and what was
not read is named with the reason.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import program          # noqa: E402
import suite            # noqa: E402
import world as worlds  # noqa: E402

CANARY = "Kanarien-Vogel-93"
SECONDS = 6.0
MSMTP = "account work\nhost smtp.firma.example\nport 587\nfrom anna@firma.example\nuser anna@firma.example\ntls on\nauth on\npassword %s\n" % CANARY
MUTT = 'set from = "anna@firma.example"\nset smtp_url = "smtp://anna@smtp.firma.example:587/"\nset smtp_pass = "%s"\n' % CANARY


def home(context, files=None):
    """A home folder with these files."""
    place = os.path.join(context.folder, "home")
    os.makedirs(place, exist_ok=True)
    for name, text in (files or {}).items():
        path = os.path.join(place, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
    return place


def run(context, place, *words, limit=20):
    return program.run(context.folder, list(words), limit=limit, more={"HOME": place, "XDG_CONFIG_HOME": os.path.join(place, ".config")})


def judge(result, exits, forms=(CANARY.encode(),)):
    slow = 3 if program.sanitized() else 1
    return program.judge_process(result, SECONDS * slow, exits=exits) + program.judge_output(result, forms)


def refused(context, place, what, word, kind="import-refused"):
    """Not read, with the reason."""
    result = run(context, place, "check", "anna@firma.example", "--import", what, "--offline", "--json")
    bad = judge(result, (3,))
    error = (result.doc or {}).get("error", {})
    if error.get("id") != kind or word not in error.get("text", ""):
        bad.append("it says %r" % error)
    return bad


def findings(result):
    return {one["id"]: one for one in (result.doc or {}).get("findings", [])}


def read(context, place, what, *words):
    result = run(context, place, "check", "anna@firma.example", "--import", what, "--offline", "--json", *words)
    bad = judge(result, (0, 1, 3))
    if "profile-read" not in findings(result):
        bad.append("nothing was read: %r" % (result.doc or result.out)[:300] if not result.doc else "nothing was read: %s" % sorted(findings(result)))
    return result, bad


# --- files that mean harm ---

def too_large(context):
    return refused(context, home(context, {".msmtprc": MSMTP + "# %s\n" % ("x" * 1000) * 1200}), "~/.msmtprc", "one megabyte")


def a_pipe(context):
    place = home(context)
    os.mkfifo(os.path.join(place, ".msmtprc"))
    return refused(context, place, os.path.join(place, ".msmtprc"), "a device or a pipe")


def a_link_to_a_device(context):
    place = home(context)
    os.symlink("/dev/zero", os.path.join(place, ".msmtprc"))
    return refused(context, place, "msmtp", "a device or a pipe")


def a_folder(context):
    place = home(context)
    os.mkdir(os.path.join(place, ".msmtprc"))
    return refused(context, place, "msmtp", "a folder")


def a_link_to_itself(context):
    place = home(context)
    os.symlink(".msmtprc", os.path.join(place, ".msmtprc"))
    return refused(context, place, "msmtp", "could not be read")


def of_somebody_else(context):
    if os.geteuid() != 0:
        raise suite.Skip("only root gives a file away")
    place = home(context, {".msmtprc": MSMTP})
    os.chown(os.path.join(place, ".msmtprc"), 4711, 4711)
    return refused(context, place, "msmtp", "somebody else")


def not_there(context):
    return refused(context, home(context), "/no/such/file", "no such file")


def of_no_program(context):
    return refused(context, home(context, {"notes.txt": "Buy bread.\n"}), "~/notes.txt", "not a file of a mail program", "import-unknown")


def nothing_set_up(context):
    return refused(context, home(context), "msmtp", "no account", "import-nothing")


def in_a_circle(context):
    place = home(context, {".muttrc": MUTT + "source ~/.mutt/a\n", ".mutt/a": "source ~/.mutt/b\n", ".mutt/b": "source ~/.muttrc\nsource ~/.mutt/a\n"})
    result, bad = read(context, place, "mutt")
    if "circle" not in findings(result).get("profile-refused", {}).get("text", ""):
        bad.append("the circle is not told: %s" % findings(result).get("profile-refused"))
    return bad


def too_deep(context):
    files = {".muttrc": MUTT + "source ~/.mutt/0\n"}
    files.update({".mutt/%d" % n: "source ~/.mutt/%d\n" % (n + 1) for n in range(60)})
    result, bad = read(context, home(context, files), "mutt")
    if "too deep" not in findings(result).get("profile-refused", {}).get("text", ""):
        bad.append("the depth is not told: %s" % findings(result).get("profile-refused"))
    return bad


def too_many(context):
    files = {".muttrc": MUTT + "".join("source ~/.mutt/%d\n" % n for n in range(400))}
    files.update({".mutt/%d" % n: "# nothing\n" for n in range(400)})
    result, bad = read(context, home(context, files), "mutt")
    if "Too many files" not in findings(result).get("profile-refused", {}).get("text", ""):
        bad.append("the number is not told: %s" % findings(result).get("profile-refused"))
    return bad


def nothing_is_run(context):
    mark = os.path.join(context.folder, "touched")
    text = "set my_x = `touch %s`\nsource 'touch %s|'\n%s" % (mark, mark, MUTT)
    place = home(context, {".muttrc": text, ".msmtprc": MSMTP.replace("password " + CANARY, "passwordeval touch %s" % mark)})
    bad = read(context, place, "mutt")[1] + read(context, place, "msmtp")[1]
    if os.path.exists(mark):
        bad.append("a command out of the settings was run")
    return bad


def control_characters(context):
    name = b"wo\x1b[31mrk\xe2\x80\xae\xff\x07"
    result, bad = read(context, home(context, {".msmtprc": MSMTP.encode().replace(b"account work", b"account " + name)}), "msmtp")
    shown = run(context, os.path.join(context.folder, "home"), "check", "--import", "msmtp", "--offline")
    return bad + judge(shown, (0, 1, 3))


def rubbish(context):
    """Any bytes in any program's file: refused or read, never worse."""
    bad = []
    for name, file in (("msmtp", ".msmtprc"), ("mutt", ".muttrc"), ("snail", ".mailrc"), ("alpine", ".pinerc"), ("thunderbird", ".thunderbird/profiles.ini"),
                       ("aerc", ".config/aerc/accounts.conf"), ("himalaya", ".config/himalaya/config.toml"), ("kmail", ".config/mailtransports"),
                       ("claws", ".claws-mail/accountrc"), ("git", ".gitconfig")):
        place = home(context, {file: bytes(context.rng.randrange(256) for _ in range(4000))})
        bad += judge(run(context, place, "check", "anna@firma.example", "--import", name, "--offline", "--json"), (0, 1, 2, 3))
        bad += judge(run(context, place, "check", "anna@firma.example", "--import", "~/" + file, "--offline", "--json"), (0, 1, 2, 3))
    return bad


# --- which account is meant ---

SEVERAL = MSMTP + MSMTP.replace("work", "home").replace("firma", "verein")


def several_accounts(context):
    place = home(context, {".msmtprc": SEVERAL.replace("account work", "account office")})
    result = run(context, place, "check", "bert@verein.example", "--import", "msmtp", "--offline", "--json")
    bad = judge(result, (2,))     # a choice for the person to make
    error = (result.doc or {}).get("error", {})
    if error.get("id") != "import-other" or "anna@verein.example" not in error.get("text", ""):
        bad.append("an address that is not there: %s" % error)
    result = run(context, place, "check", "anna@verein.example", "--import", "msmtp", "--offline", "--json")
    bad += judge(result, (0, 1, 3))
    if result.doc and result.doc["case"]["in_use"]["host"] != "smtp.verein.example":
        bad.append("the wrong account: %s" % result.doc["case"]["in_use"])
    return bad


def told_goes_first(context):
    result, bad = read(context, home(context, {".msmtprc": MSMTP}), "msmtp", "--port", "2525")
    in_use = (result.doc or {"case": {"in_use": {}}})["case"]["in_use"] or {}
    if in_use.get("port") != 2525 or in_use.get("host") != "smtp.firma.example":
        bad.append("in use: %s" % in_use)
    return bad


# --- against live servers ---

def live(context, change=lambda text: text, more=()):
    """mailmend reads the file and signs in with what stands there; the password comes from elsewhere."""
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    made.literal, made.give_server, made.give_user, made.incoming = False, False, False, None
    made.start()
    text = "account work\nhost %s\nport %d\nfrom %s\nuser %s\ntls on\ntls_starttls %s\nauth on\npasswordeval pass show mail\n" % (
        made.host, made.port, made.address, made.user, "off" if made.security == "tls" else "on")
    place = home(context, {".msmtprc": change(text)})
    result = run(context, place, *made.argv("--import", "msmtp", "--json", *more))
    made.settle()
    made.stop()
    return made, result, judge(result, (0, 1, 3), worlds.secret_forms(made.user, made.password)) + made.leaks() + made.bad_commands()


def it_works(context):
    made, result, bad = live(context)
    in_use = (result.doc or {"case": {"in_use": {}}})["case"]["in_use"] or {}
    if result.verdict != "can-send":
        bad.append("verdict %s, first cause %s" % (result.verdict, result.first))
    if (in_use.get("source"), in_use.get("host"), in_use.get("port")) != ("program", made.host, made.port):
        bad.append("in use: %s" % in_use)
    return bad


def the_line_is_named(context):
    """Signing in is off: the file, the line and what to write are told, in the JSON and in the steps."""
    _, result, bad = live(context, lambda text: text.replace("auth on", "auth off"), ("--symptom", "message"))
    found = findings(result).get("set-login-off", {})
    evidence = found.get("evidence", {})
    if result.first != "login-off":
        bad.append("first cause %s" % result.first)
    if evidence.get("file") != "~/.msmtprc" or evidence.get("line") != "8" or "auth on" not in evidence.get("change", ""):
        bad.append("the place and the change: %s" % json.dumps(evidence))
    steps = result.causes[0]["steps"] if result.causes else [""]
    if "~/.msmtprc" not in steps[0] or "auth on" not in steps[0]:
        bad.append("the first step: %r" % steps[0])
    return bad


def unusual_but_right(context):
    """What the test shows to work is not wrong: a note at most."""
    _, result, bad = live(context, lambda text: text.replace("from ", "# sent by hand\nfrom "))
    bad += ["%s is a %s" % (one["id"], one["severity"]) for one in findings(result).values()
            if one["id"].startswith("set-") and one["severity"] in ("problem", "warning")]
    if result.verdict != "can-send":
        bad.append("verdict %s, first cause %s" % (result.verdict, result.first))
    return bad


CASES = [suite.Case(function.__name__, function) for function in (
    too_large, a_pipe, a_link_to_a_device, a_folder, a_link_to_itself, of_somebody_else, not_there, of_no_program, nothing_set_up, in_a_circle,
    too_deep, too_many, nothing_is_run, control_characters, rubbish, several_accounts, told_goes_first, it_works, the_line_is_named,
    unusual_but_right)]

if __name__ == "__main__":
    sys.exit(suite.Suite(__doc__.split("\n")[0], CASES, 2, "profiles").main())
