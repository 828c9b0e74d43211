"""C as far as a lint must know it: what is code and what is not, functions with their length and complexity."""

import re

TOKEN = re.compile(r"""
    /\*.*?\*/ | //[^\n]* |                       # a comment
    "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' |  # a string, a character
    \#(?:[^\n\\/]|\\.|/\*.*?\*/|/)*              # a directive, with the lines that continue it
""", re.S | re.X)
BRANCH = re.compile(r"\b(?:if|for|while|case)\b|&&|\|\||\?")
NAME = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
NOT_A_NAME = {"__attribute__", "static_assert", "_Static_assert", "_Alignas"}


def blank(text):
    """The same text with comments, strings, characters and directives as blanks; line ends stay."""
    def replace(match):
        piece = match.group(0)
        before = text[text.rfind("\n", 0, match.start()) + 1:match.start()]
        if piece.startswith("#") and before.strip():
            return piece
        return re.sub(r"[^\n]", " ", piece)
    return TOKEN.sub(replace, text)


def without_comments(text):
    """The same text with comments as blanks; strings stay."""
    return TOKEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0))
                     if match.group(0).startswith(("/*", "//")) else match.group(0), text)


def without_strings(text):
    """The same text with comments, strings and characters as blanks; directives stay, since macros are code."""
    def replace(match):
        piece = match.group(0)
        if piece.startswith("#"):
            return "#" + without_strings(piece[1:])
        return re.sub(r"[^\n]", " ", piece)
    return TOKEN.sub(replace, text)


class Function:
    def __init__(self, head, body, line):
        self.name = head_name(head)
        self.static = re.search(r"\bstatic\b", head) is not None
        self.line = line
        self.lines = head.lstrip().count("\n") + 1 + body.count("\n")
        self.complexity = 1 + len(BRANCH.findall(body))


def head_name(head):
    """The last name before parentheses at depth 0 that is no attribute; "" when the head is not one of a function."""
    name, depth = "", 0
    for match in re.finditer(r"\(|\)|\b[A-Za-z_]\w*(?=\s*\()", head):
        piece = match.group(0)
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth -= 1
        elif depth == 0 and piece not in NOT_A_NAME:
            name = piece
    return name


def is_function(head):
    """Whether a brace behind this opens a function: parentheses came last, and nothing was assigned."""
    bare = re.sub(r"__attribute__\s*\(\(.*?\)\)", "", head, flags=re.S).strip()
    return bare.endswith(")") and "=" not in bare and head_name(bare) != ""


def functions(text):
    """Every function of a .c file, in its order."""
    code = blank(text)
    found, depth, start, opened = [], 0, 0, 0
    for match in re.finditer(r"[{};]", code):
        mark, at = match.group(0), match.start()
        if mark == "{":
            if depth == 0:
                opened = at
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0 and is_function(code[start:opened]):
                head = code[start:opened]
                line = code.count("\n", 0, start + len(head) - len(head.lstrip())) + 1
                found.append(Function(head, code[opened:at + 1], line))
                start = at + 1
        elif depth == 0:
            start = at + 1
    return found


def includes(text):
    """(line, what is written behind #include, with its quotes or brackets) of every include."""
    code = without_comments(text)
    return [(code.count("\n", 0, match.start()) + 1, match.group(1))
            for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]+([<"][^>"\n]+[>"])', code, re.M)]
