#!/usr/bin/env python3
"""The reply knowledge (checks/know: replies.psv, codes.psv, speakers.psv, sources.psv, bounces.psv): every row is well formed, names a cause that exists
and a source that is known, asks for no more than 60 characters literally, and can be reached: no row of its scope that stands before it
and means something else takes all its texts away. The codes are complete: each of IANA's registry means something."""

import itertools
import re

from support import tree

ROOM = "checks/know/"
LITERAL_MOST = 60
STAGES = "banner ehlo starttls auth mail rcpt data incoming".split()
PLACES = STAGES + "delivery own server program relay".split()
KINDS = "vendor server any program words".split()
ROLES = "sign begin end to skip delay sender subject auto challenge complaint".split()
CODE = re.compile(r"[45](xx|[0-9][0-9])\Z")
ENHANCED = re.compile(r"([45x])\.([0-9]{1,3})\.([0-9]{1,3})(\.\.\1\.\2\.[0-9]{1,3})?\Z")
# www.iana.org/assignments/smtp-enhanced-status-codes, updated 2024-12-06: subject, then the last detail.
REGISTRY = {0: 0, 1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}
REPLY_CODES = "421 432 450 451 452 454 455 500 501 502 503 504 521 523 525 530 534 535 538 550 551 552 553 554 555 556".split()


def table(name):
    """Rows of a table with the number of their line, without the head."""
    lines = tree.read(ROOM + name).split("\n")
    rows = [(n, line.split("|")) for n, line in enumerate(lines, 1) if line and not line.startswith("#")]
    return rows[0][1], rows[1:]


def ways(segment):
    """Every way through {a,b,…} of a segment."""
    parts = re.split(r"(\{[^{}]*\})", segment)
    choices = [part[1:-1].split(",") if part.startswith("{") else [part] for part in parts]
    return ["".join(way) for way in itertools.product(*choices)]


def segments(pattern):
    return [segment.strip(" ") if "…" in pattern else segment for segment in pattern.split("…")]


def literal(pattern):
    """The most characters that any way through the pattern asks for."""
    return sum(max(len(way.rstrip("*")) for way in ways(segment)) for segment in segments(pattern))


def regex(pattern):
    """What pattern_match() does, as an expression: words are whole, codes without a blank are not, * goes on."""
    letter = r"[^\W_]"

    def one(way):
        goes_on = way.endswith("*")
        way = way.rstrip("*")
        bound = goes_on or " " in way or not re.search("[0-9_:#]", way)
        left = f"(?<!{letter})" if bound and re.match(letter, way) else ""
        right = f"(?!{letter})" if bound and not goes_on and re.search(letter + r"\Z", way) else ""
        return left + re.escape(way) + right

    return re.compile(".*?".join("(?:" + "|".join(one(way) for way in ways(segment)) + ")" for segment in segments(pattern)))


def pattern_faults(pattern):
    faults = []
    if pattern != pattern.lower():
        faults.append("has a capital letter")
    if re.sub(r"\{[^{}]*\}", "", pattern).count("{") or re.sub(r"\{[^{}]*\}", "", pattern).count("}"):
        return faults + ["has a brace without its fellow"]
    alternatives = [alternative for group in re.findall(r"\{([^{}]*)\}", pattern) for alternative in group.split(",")]
    if not all(alternatives) or any(alternative.strip() != alternative for alternative in alternatives):
        faults.append("has an alternative that is empty, or has a blank at an end: commas only part alternatives")
    if any("*" in way[:-1] for segment in segments(pattern) for way in ways(segment)):
        faults.append("has a * that ends no word")
    if pattern.strip() != pattern or any(not segment for segment in segments(pattern)) and pattern:
        faults.append("begins or ends with nothing")
    if literal(pattern) > LITERAL_MOST:
        faults.append(f"asks for {literal(pattern)} characters literally, {LITERAL_MOST} are allowed")
    return faults


def list_faults(cell, expression, what):
    return [f"{what} {element!r} is malformed" for element in cell.split(",") if cell and not expression.match(element)]


def row_faults(cells, scopes, causes, keys):
    """What is wrong in a row of replies.psv."""
    if len(cells) != 8:
        return [f"{len(cells)} cells"]
    scope, where, pattern, code, enhanced, cause, severity, source = cells
    faults = pattern_faults(pattern) if pattern else []
    if scope not in scopes:
        faults.append(f"nobody speaks for the scope {scope!r}: it is not in speakers.psv")
    faults += [f"there is no place {place!r}" for place in where.split(",") if where and place not in PLACES]
    faults += list_faults(code, CODE, "the code") + list_faults(enhanced, ENHANCED, "the enhanced code")
    if not pattern and not code and not enhanced:
        faults.append("asks for nothing")
    if cause not in causes:
        faults.append(f"there is no cause {cause!r}")
    if not re.match(r"[BMD]\??\Z", severity):
        faults.append(f"there is no severity {severity!r}")
    faults += [f"there is no source {key!r}" for key in source_keys(source) if key not in keys]
    return faults


def source_keys(source):
    return [element.strip().split(" ")[0] for element in source.split(";")]


def sample(pattern, turn):
    """A text that a pattern asks for: the turn-th alternative of each group, other words between."""
    def choose(match):
        alternatives = match.group(1).split(",")
        return alternatives[turn % len(alternatives)]
    return re.sub(r"\*", "9", re.sub(r"\{([^{}]*)\}", choose, pattern)).replace("…", " zz ")


def covers(list_, value, is_code):
    """Whether a list of codes holds one code, or everything."""
    if not list_:
        return True
    for element in list_.split(","):
        if is_code and (element == value or (element[1:] == "xx" and element[0] == value[0])):
            return True
        if not is_code:
            low, _, high = element.partition("..")
            head, last = value.rsplit(".", 1)
            low_head, low_last = low.rsplit(".", 1)
            if low_head[1:] == head[1:] and low_head[0] in ("x", head[0]) and int(low_last) <= int(last) <= int((high or low).rsplit(".", 1)[1]):
                return True
    return False


def told(cells):
    """A stage, code and enhanced code that fit a row."""
    places = [place for place in cells[1].split(",") if place in STAGES]
    code = cells[3].split(",")[0].replace("xx", "50") or ("451" if cells[6][0] == "D" else "550")
    enhanced = cells[4].split(",")[0].split("..")[0].replace("x", code[0])
    return (places or ["rcpt"] if cells[1] else [""])[0], code, enhanced


def place_covers(where, stage):
    stages = [place for place in where.split(",") if place in STAGES]
    if "delivery" in where.split(","):
        stages += [place for place in STAGES if place not in ("auth", "incoming")]
    return not stages or not stage or stage in stages


def said_by(where):
    return {place for place in where.split(",") if place in ("server", "program", "relay")}


def hidden(rows):
    """(row, the row that takes its texts) for each row of one scope that no text of its own can reach. Rows are (line, cells)."""
    made = [(line, cells, regex(cells[2]) if cells[2] else None) for line, cells in rows]
    found = []
    for i, (line, cells, own) in enumerate(made):
        turns = max([1] + [len(group.split(",")) for group in re.findall(r"\{([^{}]*)\}", cells[2])])
        stage, code, enhanced = told(cells)
        for turn in range(turns):
            text = sample(cells[2], turn)
            first = next((other for other in made[:i + 1] if (not other[2] or other[2].search(text)) and covers(other[1][3], code, True) and
                          (not enhanced or covers(other[1][4], enhanced, False)) and place_covers(other[1][1], stage) and
                          (not said_by(other[1][1]) or said_by(other[1][1]) >= said_by(cells[1]) > set())), None)
            if first and (first[0] == line or first[1][5] == cells[5]):
                break
        else:
            found.append((line, first[0] if first else line))
    return found


def check_replies(scopes, causes, keys):
    head, rows = table("replies.psv")
    faults = [] if len(head) == 8 else ["replies.psv: the head has not 8 cells"]
    for line, cells in rows:
        faults += [f"replies.psv:{line}: {fault}" for fault in row_faults(cells, scopes, causes, keys)]
    if faults:
        return faults
    for scope in sorted({cells[0] for _, cells in rows}):
        faults += [f"replies.psv:{line}: no text reaches this row: line {first} takes them all"
                   for line, first in hidden([row for row in rows if row[1][0] == scope])]
    twice = [tuple(cells[:5]) for _, cells in rows]
    faults += [f"replies.psv: twice {'|'.join(cells)}" for cells in sorted(set(twice)) if twice.count(cells) > 1]
    return faults


def check_codes(causes):
    faults, _rows = [], table("codes.psv")[1]
    for i, (line, (code, stage, cause)) in enumerate(_rows):
        if not (ENHANCED if "." in code else CODE).match(code):
            faults.append(f"codes.psv:{line}: the code {code!r} is malformed")
        faults += [f"codes.psv:{line}: there is no stage {name!r}" for name in stage.split(",") if stage and name not in STAGES]
        if cause not in causes:
            faults.append(f"codes.psv:{line}: there is no cause {cause!r}")
        is_code = "." not in code
        before = [other for other in _rows[:i] if ("." in other[1][0]) != is_code and covers(other[1][0], code.replace("x", "5") if not is_code else code, is_code)
                  and (other[1][0][0] == code[0] or other[1][0][0] == "x") and not other[1][1]]
        if before:
            faults.append(f"codes.psv:{line}: line {before[0][0]} says it for every stage already")
    wanted = [f"{cls}.{subject}.{detail}" for subject, last in REGISTRY.items() for detail in range(last + 1) for cls in (4, 5)]
    general = [cells[0] for _, cells in _rows if not cells[1]]
    faults += [f"codes.psv: {code} means nothing where the stage is not known" for code in wanted
               if not any("." in known and covers(known, code, False) for known in general)]
    faults += [f"codes.psv: {code} means nothing where the stage is not known" for code in REPLY_CODES
               if not any("." not in known and covers(known, code, True) for known in general)]
    return faults


def bounce_faults(cells, keys):
    """What is wrong in a row of bounces.psv."""
    if len(cells) != 4:
        return [f"{len(cells)} cells"]
    dialect, role, words, source = cells
    faults = [] if re.fullmatch("[a-z]+", dialect) else [f"the dialect {dialect!r} is no name"]
    faults += [] if role in ROLES else [f"there is no role {role!r}"]
    faults += [] if words and words == words.lower().strip(" ") else ["words stand in lower case, without blanks around them"]
    faults += [f"{len(words)} characters, {LITERAL_MOST} at most"] if len(words) > LITERAL_MOST else []
    return faults + [f"there is no source {key!r}" for key in source_keys(source) if key not in keys] + ([] if source else ["no source"])


def check_bounces(keys):
    rows = table("bounces.psv")[1]
    faults = [f"bounces.psv:{line}: {fault}" for line, cells in rows for fault in bounce_faults(cells, keys)]
    twice = [tuple(cells[1:3]) for _, cells in rows]
    return faults + [f"bounces.psv: twice {'|'.join(cells)}" for cells in sorted(set(twice)) if twice.count(cells) > 1]


def main():
    causes = {line.split("|")[0] for line in tree.read("tests/lint/causes.psv").split("\n")[1:] if line and not line.startswith("#")}
    speakers, sources = table("speakers.psv")[1], table("sources.psv")[1]
    scopes, keys = [cells[0] for _, cells in speakers], [cells[0] for _, cells in sources]
    faults = [f"speakers.psv: {scope} is there twice" for scope in set(scopes) if scopes.count(scope) > 1]
    faults += [f"sources.psv: {key} is there twice" for key in set(keys) if keys.count(key) > 1]
    for line, cells in speakers:
        faults += [f"speakers.psv:{line}: there is no kind {cells[1]!r}"] if cells[1] not in KINDS else []
        faults += [f"speakers.psv:{line}: {fault}" for fault in pattern_faults(cells[3]) if cells[3]]
    faults += [f"sources.psv:{line}: no title, place or state" for line, cells in sources if len(cells) != 4 or not all(cells)]
    faults += check_replies(scopes, causes, keys) + check_codes(causes) + check_bounces(keys)
    rows = table("replies.psv")[1]
    used = {key for _, cells in rows for key in source_keys(cells[7])} | {key for _, cells in table("bounces.psv")[1] for key in source_keys(cells[3])} | {cells[3].split(" ")[0] for _, cells in table("resets.psv")[1]}
    faults += [f"sources.psv: nothing rests on {key}" for key in keys if key not in used]
    faults += [f"speakers.psv: {scope} has nothing to say" for scope in scopes if scope not in {cells[0] for _, cells in rows}]
    tree.end(faults, f"{len(rows)} rows of {len(scopes)} speakers, {len(keys)} sources")


if __name__ == "__main__":
    main()
