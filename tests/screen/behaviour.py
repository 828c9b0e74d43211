#!/usr/bin/python3
"""What no single screen shows: the cursor, progress, Esc and skip, leaving and going on, sizes, signals, a lost terminal,
typed-ahead keys, pastes, terminals of many kinds. `behaviour.py PROBE [NAME...]`."""

import os
import signal
import subprocess
import sys
import tempfile
import traceback

from terminal import Failed, Terminal, poll

PROBE = None


def start(*words, **options):
    terminal = Terminal([PROBE, *words], **options)
    terminal.wait("find out why")
    return terminal


def must(condition, text):
    if not condition:
        raise Failed(text)


def answer(terminal, *steps):
    """Pairs of a key and the text that must then be there."""
    for key, text in steps:
        terminal.keys(key)
        terminal.wait(text)


QUESTIONS = [("1", "Where is"), ("1", "What happens"), ("5", "To everybody"), ("3", "Can you send"),
             ("3", "Can another"), ("3", "What changed"), ("7", "Which email")]


def to_password(terminal):
    answer(terminal, *QUESTIONS)
    terminal.type("anna@example.org")
    answer(terminal, ("Enter", "Which mail program"), ("7", "What does your mail"), ("1", "Your mail password"))


def to_road(terminal, text="What the tests found"):
    to_password(terminal)
    terminal.type("geheim")
    terminal.keys("Enter")
    terminal.wait(text)


def test_cursor_stands_on_the_choice():
    with start() as terminal:
        for key, text in [("Down", "> 2"), ("Down", "> 3"), ("Up", "> 2")]:
            terminal.keys(key)
            terminal.wait(text)
            x, _, visible = terminal.cursor()
            must(visible and x == 0 and terminal.cursor_line().startswith(text), "the cursor is elsewhere")
        answer(terminal, ("1", "Where is"))
        must(terminal.cursor_line().startswith("> 1"), "cursor on " + terminal.cursor_line())


def test_back_keeps_answers():
    with start() as terminal:
        answer(terminal, *QUESTIONS[:3], ("2", "Whom does"))
        terminal.type("ber@exam")
        terminal.keys("Escape")
        answer(terminal, ("b", "What happens"), ("b", "Where is"))
        must("> 1 On this computer" in terminal.text(), terminal.text())
        answer(terminal, ("Enter", "What happens"), ("Enter", "To everybody"))
        must("> 2 Only to one" in terminal.text(), terminal.text())
        answer(terminal, ("Enter", "ber@exam"))


def test_progress_skip_and_escape():
    with start("healthy", "60000") as terminal:
        to_road(terminal, "We test every step")
        terminal.wait("0 of 4 tests done, no problem so far")
        must("0 of 4" in terminal.cursor_line(), "the cursor left the status line")
        terminal.wait("2 seconds")
        terminal.keys("s")
        terminal.wait("1 of 4 tests done")
        terminal.keys("q")
        terminal.wait("A test is still running")
        terminal.keys("1")
        terminal.wait("1 of 4 tests done")
        terminal.keys("Escape")
        terminal.wait("Your mail password")
        answer(terminal, ("Escape", "What does your mail"))


def test_leaving_while_tests_run_takes_two_keys():
    with start("healthy", "60000") as terminal:
        to_road(terminal, "We test every step")
        answer(terminal, ("q", "A test is still running"), ("q", "[exit 3]"))


def test_resume():
    with start("wrong-password") as terminal:
        answer(terminal, *QUESTIONS[:5])
        terminal.keys("q")
        terminal.wait("[exit 3]")
        home = terminal.home
        with Terminal([PROBE, "wrong-password"], home=home) as again:
            again.wait("Go on where you stopped?")
            must("step 9" in again.text() or "step" in again.text(), again.text())
            answer(again, ("1", "Can another device"), ("3", "What changed"), ("7", "Which email"))
            again.type("anna@example.org")
            answer(again, ("Enter", "Which mail program"), ("7", "What does your mail"), ("1", "Your mail password"))
            again.type("geheim")
            answer(again, ("Enter", "What the tests found"), ("q", "[exit 1]"))
        with Terminal([PROBE, "healthy"], home=home) as third:
            third.wait("Go on where you stopped?")
            answer(third, ("1", "What the last test found"))
            must("refuses your user name or your password" in third.text(), third.text())
            answer(third, ("1", "Your mail password"))
            third.type("richtig")
            answer(third, ("Enter", "What the tests found"), ("Enter", "Did it help?"))
            must("Yes. Sending works now." in third.text(), third.text())
            must("Before: The mail server refuses" in third.text(), third.text())


def test_before_and_now():
    with start("fixed-later") as terminal:
        to_road(terminal)
        answer(terminal, ("Enter", "You can mend this"), ("1", "This password was refused"))
        must("> 1 No" in terminal.text(), "a refused password must not be tried by Enter alone")
        answer(terminal, ("4", "What the tests found"), ("Enter", "Did it help?"))
        must("Yes. Sending works now." in terminal.text(), terminal.text())
        answer(terminal, ("1", "What we ruled out"))


def test_help_from_every_question():
    with start() as terminal:
        for key, text in QUESTIONS[:6]:
            answer(terminal, (key, text), ("h", "These keys work"), ("Escape", text))


def test_paste_answers_nothing():
    with start() as terminal:
        answer(terminal, *QUESTIONS[:2], ("1", "message say"))
        terminal.paste("535 no\x1b[201~q\nrm -rf\n\n\nq\nq\n")
        terminal.wait("  q\n  q\n")
        must("[exit" not in terminal.text(), "a paste ended the program")
        terminal.keys("Escape")
        terminal.wait("What happens")


def test_typed_ahead_is_no_password():
    with start("wrong-password") as terminal:
        answer(terminal, *QUESTIONS)
        terminal.type("anna@example.org")
        answer(terminal, ("Enter", "Which mail program"), ("7", "What does your mail"))
        terminal.keys("1", "c", "a", "n", "a", "r", "y")
        terminal.wait("(hidden)")
        must("canary" not in terminal.text(), "typed-ahead keys are shown")


def test_practice():
    with start() as terminal:
        answer(terminal, ("4", "which fault"), ("1", "Begin the tests"), ("1", "What the tests found"))
        answer(terminal, ("q", "This was practice"))
        must(not os.path.exists(os.path.join(terminal.home, "state", "mailmend", "case.json")), "practice was saved")


def test_line_by_line_from_the_start():
    with start() as terminal:
        terminal.keys("5")
        terminal.wait("Plain mode is on because you chose")
        terminal.wait("Number, 1 to 6")


def test_language():
    with start() as terminal:
        answer(terminal, ("6", "Deutsch"), ("1", "find out why"))


def test_resize_storm():
    sizes = [(1, 1), (200, 60), (20, 5), (79, 23), (3, 2), (40, 12), (500, 100), (2, 30), (80, 24)]
    with start() as terminal:
        before = terminal.text()
        for _ in range(4):
            for columns, lines in sizes:
                terminal.resize(columns, lines)
        poll(lambda: terminal.text() == before, 5, terminal.text)
        answer(terminal, ("1", "Where is"))


def test_signals_restore_the_terminal():
    for number, code in [(signal.SIGTERM, 130), (signal.SIGINT, 130), (signal.SIGHUP, 130), (signal.SIGSEGV, 139),
                         (signal.SIGABRT, 134), (signal.SIGQUIT, 131)]:
        with start() as terminal:
            answer(terminal, ("1", "Where is"))
            os.kill(terminal.pid_of("wizard_probe"), number)
            terminal.wait(f"[exit {code}]")
            _, _, visible = terminal.cursor()
            must(visible, f"signal {number}: the cursor is hidden")
            alternate = terminal.tmux("display-message", "-p", "#{alternate_on}").strip()
            must(alternate == "0", f"signal {number}: the other screen is still there")
            terminal.type("echo")
            terminal.wait("echo")


def test_suspend_and_redraw():
    with start() as terminal:
        answer(terminal, ("1", "Where is"))
        before = terminal.text()
        terminal.keys("C-l")
        poll(lambda: terminal.text() == before, 5, terminal.text)
        terminal.keys("C-s")
        answer(terminal, ("Down", "> 2"))


def test_stopped_and_back():
    with Terminal(["bash", "--norc", "--noprofile", "-i"]) as terminal:
        terminal.type(PROBE + "\n")
        terminal.wait("find out why")
        answer(terminal, ("1", "Where is"), ("C-z", "Stopped"))
        _, _, visible = terminal.cursor()
        must(visible, "the cursor is hidden while the program is stopped")
        terminal.type("stty -a\n")
        terminal.wait(" echo ")
        terminal.type("fg\n")
        terminal.wait("Where is the program")
        answer(terminal, ("Down", "> 2"), ("2", "What happens"), ("q", "Your answers are kept"))


def test_kinds_of_terminals():
    for term in ["xterm-256color", "xterm", "screen-256color", "linux", "vt100", "vt220", "ansi", "xterm-kitty",
                 "alacritty-direct-of-tomorrow"]:
        with Terminal([PROBE], term=term) as terminal:
            terminal.wait("find out why")
            answer(terminal, ("1", "Where is"), ("q", "[exit 3]"))
    for term, why in [("dumb", "does not say what it is"), ("no-such-terminal", "not known here")]:
        with Terminal([PROBE], term=term) as terminal:
            terminal.wait(why)
            terminal.wait("Number, 1 to 6")


def test_no_color():
    for env, words in [({"NO_COLOR": "1"}, []), ({}, ["--no-color"])]:
        with Terminal([PROBE, "wrong-password", *words], env=env) as terminal:
            terminal.wait("find out why")
            to_road(terminal)
            terminal.keys("2")
            terminal.wait("Tip 2")
            must("\x1b[3" not in terminal.colours().replace("\x1b[39m", ""), "colours are used")
    with start("wrong-password") as terminal:
        to_road(terminal)
        terminal.keys("2")
        terminal.wait("Tip 2")
        must("\x1b[31m" in terminal.colours() or "31m" in terminal.colours(), "a problem has no colour")


def test_plain_by_wish():
    """The flag beats ACCESSIBLE, which beats the configuration file."""
    with tempfile.TemporaryDirectory() as config:
        os.mkdir(os.path.join(config, "mailmend"))
        with open(os.path.join(config, "mailmend", "config"), "w", encoding="ascii") as out:
            out.write("# wishes\nplain = yes\ncolor no\n")
        for words, env, plain in [([], {"ACCESSIBLE": "1"}, "ACCESSIBLE is set"), (["--no-plain"], {"ACCESSIBLE": "1"}, None),
                                  ([], {"XDG_CONFIG_HOME": config}, "configuration file"),
                                  ([], {"XDG_CONFIG_HOME": config, "ACCESSIBLE": "0"}, None),
                                  (["--plain"], {"ACCESSIBLE": "0"}, "you asked for it (--plain)")]:
            with Terminal([PROBE, *words], env=env) as terminal:
                terminal.wait("find out why")
                if plain:
                    terminal.wait(plain)
                    terminal.wait("Number, 1 to 6")
                else:
                    terminal.wait("Arrows, Enter or number")


def test_plain_password_is_not_echoed():
    with Terminal([PROBE, "--plain", "wrong-password"]) as terminal:
        for line in ["1", "1", "5", "3", "3", "3", "7", "anna@example.org", "7", "1"]:
            terminal.wait("Number" if len(line) == 1 else "leaves it out")
            terminal.type(line + "\n")
        terminal.wait("Password:")
        terminal.type("canary\n")
        terminal.wait("What the tests found")
        must("canary" not in terminal.tmux("capture-pane", "-p", "-S", "-200"), "the password was shown")
        terminal.type("zonk\n")
        terminal.wait("A number from 1 to 5")
        terminal.type("r\n")
        terminal.type("h\n")
        terminal.wait("read this screen again")
        terminal.type("b\n")
        terminal.keys("C-d")
        terminal.wait("The input has ended")
        terminal.wait("[exit 1]")


def test_admin_is_asked_for_a_domain():
    with start() as terminal:
        answer(terminal, ("3", "Where is"), ("1", "What happens"), ("5", "To everybody"), ("3", "Whom does"))
        answer(terminal, ("Enter", "Whose mail"))
        terminal.type("example.org")
        answer(terminal, ("Enter", "relay"), ("Enter", "What the tests found"), ("b", "relay"))
        terminal.type("relay.example.org")
        answer(terminal, ("Enter", "Which port"), ("Enter", "Which encryption"), ("4", "Which user name"), ("Enter", "Your mail password"))


def test_helping_someone():
    with start() as terminal:
        answer(terminal, ("2", "Never ask"), ("1", "Where is"), ("b", "You help someone else"))


def test_other_character_sets():
    with tempfile.TemporaryDirectory() as locales:
        made = subprocess.run(["localedef", "-f", "ISO-8859-1", "-i", "de_DE", os.path.join(locales, "de_DE.ISO-8859-1")],
                              capture_output=True, timeout=60)
        if made.returncode not in (0, 1) or not os.listdir(locales):
            print("   (no localedef here: the C locale only)")
        for env in [{"LC_ALL": "C"}, {"LC_ALL": "de_DE.ISO-8859-1", "LOCPATH": locales}]:
            with Terminal([PROBE], env={**env, "LANGUAGE": "en"}) as terminal:
                terminal.wait("find out why")
                answer(terminal, ("1", "Where is"), ("q", "[exit 3]"))
                must("\ufffd" not in terminal.text(), terminal.text())


def test_translated_digits():
    with start() as terminal:
        terminal.type("\uff11")
        terminal.wait("Where is")
        terminal.type("\u0661")
        terminal.wait("What happens")
        terminal.type("\u06f5")
        terminal.wait("To everybody")


def test_garbage_in_the_saved_case():
    with start() as terminal:
        answer(terminal, *QUESTIONS[:3])
        terminal.keys("q")
        terminal.wait("[exit 3]")
        place = os.path.join(terminal.home, "state", "mailmend")
        must(oct(os.stat(os.path.join(place, "case.json")).st_mode & 0o777) == "0o600", "others may read the case")
        with open(os.path.join(place, "case.json"), "r+b") as case:
            case.truncate(77)
        with Terminal([PROBE], home=terminal.home) as again:
            again.wait("could not be read. They were put aside")
        must(any("unreadable" in name for name in os.listdir(place)), "nothing was put aside")


def test_home_that_cannot_be_written():
    with Terminal([PROBE], env={"XDG_STATE_HOME": "/proc/nowhere"}) as terminal:
        terminal.wait("find out why")
        answer(terminal, *QUESTIONS[:3], ("q", "could not be kept"))


def main():
    global PROBE
    PROBE = os.path.abspath(sys.argv[1])
    names = sys.argv[2:]
    failed = 0
    for name, test in sorted(globals().items()):
        if not name.startswith("test_") or (names and name[5:] not in names):
            continue
        try:
            test()
            print("ok", name[5:], flush=True)
        except (Failed, OSError, IndexError, ValueError):
            failed += 1
            print("FAILED", name[5:], flush=True)
            traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
