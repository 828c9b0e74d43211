#!/usr/bin/env python3
"""The words in other languages fit the sources: POTFILES.in lists exactly the files with texts for translators, sorted; texts with a
placeholder carry a note for translators; translations keep the placeholders and pass msgfmt --check; no sentence uses a word
that texts for worried people do without. `po.py --update` rewrites POTFILES.in."""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PO = ROOT / "po"
ROOMS = ("checks", "src", "ui")
MARK = re.compile(r'(?<![A-Za-z0-9_])(?:N_|_|P_|NP_|ngettext)\(\s*"')
HEAD = """# Files with texts for translators. tests/lint/po.py checks this list, and rewrites it with --update.
"""


def files_with_texts():
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.suffix in (".c", ".h", ".def") and MARK.search(path.read_text(encoding="utf-8")):
                found.add(path.relative_to(ROOT).as_posix())
    found.discard("checks/engine/words.h")  # only explains the marks
    return sorted(found)


def listed():
    lines = (PO / "POTFILES.in").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def check_potfiles():
    have, want = listed(), files_with_texts()
    if have == want:
        return []
    faults = [f"po/POTFILES.in lacks {name}" for name in sorted(set(want) - set(have))]
    faults += [f"po/POTFILES.in has no use for {name}" for name in sorted(set(have) - set(want))]
    return faults or ["po/POTFILES.in is not sorted"]


def extract():
    """What xgettext finds, as (msgids, note, place); empty where xgettext is not there."""
    if not shutil.which("xgettext"):
        return None
    command = ["xgettext", "--language=C", "--from-code=UTF-8", "--keyword", "--keyword=_", "--keyword=N_",
               "--keyword=P_:1c,2", "--keyword=NP_:1,2", "--keyword=ngettext:1,2", "--add-comments=TRANSLATORS:",
               "--no-wrap", "--output=-", "--directory", str(ROOT)] + files_with_texts()
    pot = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return entries(pot)


def entries(text):
    found = []
    for block in text.split("\n\n"):
        strings = {}
        field = None
        for line in block.splitlines():
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) "(.*)"$', line)
            if match:
                field = match.group(1)
                strings[field] = match.group(2)
            elif field and line.startswith('"'):
                strings[field] += line[1:-1]
        if strings.get("msgid"):
            places = re.findall(r"^#: (.*)$", block, re.M)
            found.append((strings, "#. TRANSLATORS:" in block, places[0] if places else "", block))
    return found


def placeholders(text):
    return sorted(set(re.findall(r"\{([a-z_]+)\}", text)))


def has_note(places):
    """Whether a note stands above the statement; xgettext itself sees only the line right above a text."""
    for place in places.split():
        name, line = place.rsplit(":", 1)
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        if any("TRANSLATORS:" in above for above in lines[max(0, int(line) - 6):int(line)]):
            return True
    return False


def check_notes(found):
    return [f"{places}: no note for translators: {strings['msgid'][:60]}"
            for strings, noted, places, _ in found
            if placeholders(strings["msgid"]) and not noted and not has_note(places)]


BANNED = re.compile(r"\b(invalid|illegal|forbidden|please|sorry|oops|error occurred|simply|just)\b", re.I)


def check_tone(found):
    return [f"{place}: '{match.group(0)}' in: {strings['msgid'][:60]}"
            for strings, _, place, _ in found for match in [BANNED.search(strings["msgid"])] if match]


def check_translation(path):
    faults = []
    for strings, _, _, block in entries(path.read_text(encoding="utf-8")):
        if "#, fuzzy" in block:
            faults.append(f"{path.name}: a guess that nobody looked at: {strings['msgid'][:60]}")
        allowed = set(placeholders(strings["msgid"])) | set(placeholders(strings.get("msgid_plural", "")))
        for field, text in strings.items():
            if not field.startswith("msgstr") or not text:
                continue
            has = set(placeholders(text))
            needs = set(placeholders(strings["msgid"])) if field == "msgstr" else has
            if has - allowed or needs - has:
                faults.append(f"{path.name}: placeholders {sorted(has ^ needs | has - allowed)} of: "
                              f"{strings['msgid'][:60]}")
    if shutil.which("msgfmt"):
        done = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", str(path)], capture_output=True, encoding="utf-8")
        if done.returncode:
            faults.append(done.stderr.strip())
    return faults


def main():
    if "--update" in sys.argv[1:]:
        (PO / "POTFILES.in").write_text(HEAD + "\n".join(files_with_texts()) + "\n", encoding="utf-8")
        return 0
    faults = check_potfiles()
    found = extract()
    if found is not None:
        faults += check_notes(found) + check_tone(found)
    for path in sorted(PO.glob("*.po")):
        faults += check_translation(path)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
