#!/usr/bin/env python3
"""The lints find what they look for: what they know of C is proved on pieces of C, and their rules on faults made for the purpose."""

import pathlib
import unittest

import replies
import stair
import words
from support import csource

PIECE = """
/* if (a) { } */
#define LOOP(x) \\
\tif (x) {
struct row { int a; };
static const struct row rows[] = { { 1 }, { 2 } };
static int one(int a,
\tint b)
{
\treturn a && b ? '{' : "if (x) {"[0];
}
struct row *two(void) __attribute__((malloc(free)));
struct row *two(void)
{
\tfor (;;) {
\t\tswitch (1) {
\t\tcase 1:
\t\tcase 2:
\t\t\twhile (one(1, 2))
\t\t\t\tif (one(2, 1) || one(0, 0))
\t\t\t\t\treturn 0;
\t\t}
\t}
}
"""


def path(name):
    return pathlib.PurePosixPath(name)


class Source(unittest.TestCase):
    def test_functions(self):
        found = csource.functions(PIECE)
        self.assertEqual([(f.name, f.static, f.lines, f.complexity, f.line) for f in found],
                         [("one", True, 5, 3, 7), ("two", False, 12, 7, 13)])

    def test_includes(self):
        text = '#include <a.h>\n/* #include <no.h> */\n  # include "b/c.h" /* why */\nchar s[] = "\\"#include <no.h>";\n'
        self.assertEqual(csource.includes(text), [(1, "<a.h>"), (3, '"b/c.h"')])


class Stair(unittest.TestCase):
    def why(self, name, other):
        return stair.why_not(path(name), path(other))

    def test_down(self):
        for name, other in (("checks/net/io.c", "checks/base/mem.h"), ("checks/steps/login/x.c", "checks/steps/common/y.h"),
                            ("checks/practice/x.c", "checks/engine/y.h"), ("ui/flow/x.c", "ui/report/y.h"),
                            ("src/x.c", "checks/practice/y.h"), ("checks/catalogue.c", "checks/steps/login/login.h")):
            self.assertIsNone(self.why(name, other), f"{name} {other}")

    def test_up_and_beside(self):
        for name, other in (("checks/base/x.c", "checks/net/io.h"), ("checks/engine/x.c", "checks/steps/login/login.h"),
                            ("checks/steps/login/x.c", "checks/steps/network/network.h"), ("checks/rules.c", "checks/steps/login/login.h"),
                            ("checks/steps/common/x.c", "checks/steps/login/login.h"), ("checks/net/x.c", "ui/words/words.h"),
                            ("checks/practice/x.c", "checks/steps/common/y.h"), ("checks/steps/login/x.c", "checks/practice/y.h"),
                            ("ui/plain/x.c", "ui/screen/y.h"), ("ui/report/x.c", "ui/keep/y.h"), ("ui/words/x.c", "ui/flow/y.h"),
                            ("ui/flow/x.c", "checks/practice/y.h"), ("ui/flow/x.c", "src/options.h"), ("src/x.c", "tests/x.h")):
            self.assertIsNotNone(self.why(name, other), f"{name} {other}")

    def test_code(self):
        for text in ('printf("x");', "fputs(s, stderr);", "exit (1);", "_(x); gettext(x);", "poll(f, 1, 0);", "nanosleep(&t, 0);",
                     "curl->multi_poll(m, f, 1, 0, 0);"):
            self.assertTrue(stair.check_code(path("checks/net/tcp.c"), text), text)
        for text in ('int f(void) __attribute__((format(printf, 1, 2)));', "io_wait_poll_ms(x);", "/* exit(1) */", "snprintf(a, 1, b);"):
            self.assertEqual(stair.check_code(path("checks/net/tcp.c"), text), [], text)
        self.assertTrue(stair.check_code(path("checks/steps/login/x.c"), "close(fd);"))
        for name, text in (("checks/steps/login/x.c", "net_close(fd);"), ("checks/net/x.c", "close(fd);")):
            self.assertEqual(stair.check_code(path(name), text), [], text)

    def test_order(self):
        name = path("checks/net/tcp.c")
        self.assertEqual(stair.check_order(name, '#include "checks/net/tcp.h"\n#include <a.h>\n#include "checks/base/mem.h"\n'), [])
        self.assertTrue(stair.check_order(name, '#include "checks/base/mem.h"\n#include <a.h>\n'))
        self.assertTrue(stair.check_order(name, '#include "checks/net/tcp.h"\n#include "checks/net/io.h"\n#include <a.h>\n'))


class Words(unittest.TestCase):
    def test_found(self):
        for text in ("/* TO" "DO later */", "not imple" "mented", "a st" "ub"):
            self.assertTrue(words.UNFINISHED.search(text), text)
        self.assertTrue(words.MACHINE.search("cat /wor" "k/main/x"))
        self.assertTrue(words.SLEEPS.search("time.sleep" "(0.1)"))
        self.assertTrue(words.BANNED.search("strcpy (a, b)"))
        self.assertFalse(words.BANNED.search("my_strcpy(a, b)"))
        self.assertFalse(words.UNFINISHED.search("stubborn; mastodon"))


class Replies(unittest.TestCase):
    GOOD = ["postfix", "rcpt,relay", "user … {unknown,not h*}", "5xx,450", "x.1.1..x.1.3,5.7.1", "recipient-unknown", "M", "RFC 5321; PFX smtpd.c"]

    def faults(self, **changed):
        names = "scope where pattern code enhanced cause severity source".split()
        cells = [changed.get(name, cell) for name, cell in zip(names, self.GOOD)]
        return replies.row_faults(cells, ["postfix"], {"recipient-unknown"}, ["RFC", "PFX"])

    def test_rows(self):
        self.assertEqual(self.faults(), [])
        for changed in ({"scope": "nobody"}, {"where": "rcpt,later"}, {"code": "55"}, {"code": "550 551"}, {"enhanced": "5.7"}, {"enhanced": "5.1.1..4.1.3"},
                        {"cause": "no-cause"}, {"severity": "X"}, {"source": "RFC 5321; HEARSAY"}, {"source": ""}, {"pattern": "User unknown"},
                        {"pattern": "user {unknown"}, {"pattern": "user {a,{b,c}}"}, {"pattern": "user {unknown,}"}, {"pattern": "{unknown, see}"}, {"pattern": "us*r"},
                        {"pattern": "user … "}, {"pattern": "x" * 61}, {"pattern": "x" * 40 + " … {short," + "y" * 21 + "}"},
                        {"pattern": "", "code": "", "enhanced": ""}):
            self.assertTrue(self.faults(**changed), changed)
        self.assertEqual(self.faults(pattern="x" * 40 + " … {short," + "y" * 20 + "}"), [])
        self.assertTrue(replies.row_faults(self.GOOD[:7], ["postfix"], {"recipient-unknown"}, ["RFC", "PFX"]))

    def test_bounces(self):
        good = ["qmail", "begin", "the following addresses", "RFC 5321"]
        self.assertEqual(replies.bounce_faults(good, ["RFC"]), [])
        for i, cell in ((0, "Q mail"), (1, "start"), (2, "The following"), (2, ""), (2, "x" * 61), (3, ""), (3, "HEARSAY")):
            self.assertTrue(replies.bounce_faults(good[:i] + [cell] + good[i + 1:], ["RFC"]), cell)
        self.assertTrue(replies.bounce_faults(good[:3], ["RFC"]))

    def hidden(self, *rows):
        return replies.hidden([(n, row.split("|")) for n, row in enumerate(rows, 1)])

    def test_order(self):
        known, full = "any||user unknown|5xx||recipient-unknown|M|RFC", "any||unknown|5xx||mailbox-full|M|RFC"
        self.assertEqual(self.hidden(known, full), [])
        self.assertEqual(self.hidden(full, known), [(2, 1)])
        self.assertEqual(self.hidden(full.replace("5xx", "452"), known), [])
        self.assertEqual(self.hidden(full.replace("||", "|data|", 1), known.replace("||", "|rcpt|", 1)), [])
        self.assertEqual(self.hidden(full.replace("||", "|relay|", 1), known), [])
        self.assertEqual(self.hidden(full.replace("mailbox-full", "recipient-unknown"), known), [])
        self.assertEqual(self.hidden(full.replace("5xx|", "5xx|x.2.1..x.2.9"), known.replace("5xx|", "5xx|5.2.2")), [(2, 1)])


if __name__ == "__main__":
    unittest.main()
