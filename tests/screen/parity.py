#!/usr/bin/python3
"""The same answers in both faces give the same report, byte for byte but for the times. `parity.py PROBE`."""

import json
import os
import subprocess
import sys
import tempfile

from terminal import Failed, Terminal

# What is answered, and the text of the screen that comes next (the full screen waits for it).
ANSWERS = [
    ("1", "Where is"), ("2", "What happens"), ("1", "message say"), ("535 5.7.8 authentication failed", None),
    ("", "Is this the message"), ("1", "To everybody"), ("1", "Can you send"), ("1", "Can another"), ("2", "What changed"),
    ("2", "Which email"), ("anna@example.org", "Which mail program"), ("1", "What does your mail"), ("2", "Which server"),
    ("smtp.example.org", "Which port"), ("587", "Which encryption"), ("1", "Which user name"), ("anna", "How does your"),
    ("1", "Your mail password"), ("geheim", "What the tests found"), ("5", None), ("REPORT", "A page for your helper"),
    ("3", "Save it?"), ("1", "Where to save"), ("PATH", "The report is saved"),
]
# From the list of tips to the page for a helper; in vpn an experiment lies in between, before and after which tests run.
WAYS = {"wrong-password": [("5", None), ("3", None)], "healthy": [("5", None), ("3", None)], "blocked": [("5", None), ("6", None)],
        "vpn": [("7", "must act"), ("3", "What you can try"), ("1", "Try it with the VPN off"), ("1", "Switch the VPN on again"),
                ("1", "What the tests found"), ("7", "Your VPN seems"), ("4", None)]}


def answers(scenario, path):
    for answer, wanted in ANSWERS:
        if answer == "5":
            yield from WAYS[scenario][:-1]
        elif answer == "REPORT":
            yield WAYS[scenario][-1][0], wanted
        elif answer == "PATH":
            yield path, wanted
        else:
            yield answer, wanted


def in_plain(probe, scenario, home, path):
    script = "".join(answer + "\n" for answer, _ in answers(scenario, path)) + "q\n"
    env = {"HOME": home, "XDG_STATE_HOME": home + "/state", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "TERM": "xterm"}
    done = subprocess.run([probe, "--plain", scenario], input=script, capture_output=True, text=True, env=env, timeout=60)
    if not os.path.exists(path):
        raise Failed("plain mode saved no report:\n" + done.stdout[-3000:] + done.stderr)


def choose(terminal, answer, typed):
    if typed and answer:
        terminal.keys("C-u")
        terminal.type(answer)
        terminal.keys("Enter")
    elif typed:
        terminal.keys("Enter")
    else:
        terminal.keys(answer)


def in_full_screen(probe, scenario, home, path):
    with Terminal([probe, scenario], home=home, term="xterm") as terminal:
        terminal.wait("find out why")
        for answer, wanted in answers(scenario, path):
            choose(terminal, answer, len(answer) != 1)
            if wanted:
                terminal.wait(wanted)
        terminal.keys("q")
        terminal.wait("[exit")


def without_times(path):
    with open(path, encoding="utf-8") as text:
        report = json.load(text)

    def strip(value):
        if isinstance(value, dict):
            return {key: strip(item) for key, item in sorted(value.items()) if key not in ("ms", "start_ms", "started", "at_ms")}
        return [strip(item) for item in value] if isinstance(value, list) else value

    # findings of checks that run side by side come in any order
    report = strip(report)
    report["findings"] = sorted(report["findings"], key=json.dumps)
    for cause in report["causes"]:
        cause["findings"] = sorted(cause["findings"], key=json.dumps)
    return json.dumps(report, indent=1, sort_keys=True)


def main():
    probe = os.path.abspath(sys.argv[1])
    failed = 0
    for scenario in WAYS:
        with tempfile.TemporaryDirectory(prefix="mailmend-parity-") as home:
            paths = [os.path.join(home, "plain.json"), os.path.join(home, "full.json")]
            try:
                in_plain(probe, scenario, home + "/a", paths[0])
                os.makedirs(home + "/b")
                in_full_screen(probe, scenario, home + "/b", paths[1])
                same = without_times(paths[0]) == without_times(paths[1])
            except Failed as failure:
                print(failure)
                same = False
            failed += not same
            print("ok" if same else "FAILED", scenario)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
