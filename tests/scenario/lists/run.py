#!/usr/bin/env python3
"""Block lists: rbldnsd serves all zones of the catalogue under their real names on loopback, and for each row of table.py the first cause,
who must act and what is said must be right. Healthy rows raise no cause; no list that has closed is ever asked.
"""
import ipaddress
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE), os.path.dirname(os.path.dirname(HERE))]

import names        # noqa: E402
import program      # noqa: E402
import rbl          # noqa: E402
import suite        # noqa: E402
import table        # noqa: E402
from lab.packages import Unavailable, unpacked     # noqa: E402

MAIL = """Return-Path: <anna@{domain}>
Received: from out.{domain} (out.{domain} [{ip}])
 by mx.receiver.example with ESMTPS; Mon, 2 Nov 2026 09:12:46 +0000
Received: from laptop (home.customer.example [{home}])
 by out.{domain} with ESMTPSA; Mon, 2 Nov 2026 09:12:44 +0000
From: Anna <anna@{domain}>
To: Ben <ben@receiver.example>
Subject: Hello
Date: Mon, 2 Nov 2026 09:12:43 +0000
Message-ID: <1@{domain}>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Hello Ben,
{links}
"""


def facts(row):
    """The addresses and the domain of this row alone."""
    nth = table.ROWS.index(row) + 10
    return {"ip": row.ip or "203.0.113.%d" % nth, "home": "198.51.100.%d" % nth,
            "domain": row.domain or "house-%d.example" % nth, "links": row.links}


def entries():
    """What rbldnsd lists for all rows together."""
    listed = {}
    for row in table.ROWS:
        for zone, said in row.lists.items():
            for one in said if isinstance(said, list) else [said]:
                key, code, *text = one
                listed.setdefault(zone, []).append((key.format(**facts(row)), code, text[0] if text else "seen by " + zone))
    return listed


def written(context, name, text):
    path = os.path.join(context.folder, name)
    with open(path, "w", encoding="ascii") as out:
        out.write(text)
    return path


def argv(row, context, front):
    known = facts(row)
    words = ["check", "--json", "--report", os.path.join(context.folder, "report.json"), "--resolver", "127.0.0.1:%d" % front.server.port, "--where", "elsewhere", "--no-login"]
    words += [] if row.silent else ["--only", "reputation" + (",errors" if row.message else "")]
    words += ["--role", "admin", "--domain", known["domain"], "--ip", known["ip"]] if row.role == "admin" else \
             ["anna@" + known["domain"]]
    if row.mail:
        words += ["--mail", written(context, "mail.eml", MAIL.format(**known))]
    if row.message:
        words += ["--message", written(context, "message.txt", row.message.format(**known))]
    return words + list(row.options)


def words_of(doc):
    for finding in doc["findings"]:
        yield finding["text"]
        yield from map(str, finding["evidence"].values())


def judge_report(row, context):
    """What is written for others names neither the address nor the domain, in no spelling."""
    path = os.path.join(context.folder, "report.json")
    if not os.path.exists(path):
        return ["no report was written"]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    known = facts(row)
    reverse = [ipaddress.ip_address(known[one]).reverse_pointer.rsplit(".", 2)[0] for one in ("ip", "home")]
    hidden = [known["ip"], known["home"], *reverse] + ([] if row.domain == "gmx.net" else [known["domain"]])
    return ["the report holds %s" % one for one in hidden if one in text]


def judge(row, front, result):
    bad = program.judge_process(result, row.seconds * (4 if program.sanitized() else 1)) + program.judge_output(result, [])
    bad += program.judge_document(result, reached=False)
    doc = result.doc
    if not doc or "error" in doc:
        return bad + ["stderr: " + result.err.decode("utf-8", "replace")[-300:]]
    seen = {finding["id"] for finding in doc["findings"]}
    if result.first != row.first:
        bad.append("expected %s, got %s (%s)" % (row.first or "no cause", result.first or "no cause", ", ".join(sorted(seen))))
    if row.who and doc["causes"] and doc["causes"][0]["who"] != row.who:
        bad.append("expected that %s must act, got %s" % (row.who, doc["causes"][0]["who"]))
    verdict = row.verdict or ("cannot-send" if row.first else "can-send")
    if result.verdict != verdict:
        bad.append("expected the verdict %s, got %s (not tested: %s)" % (verdict, result.verdict, ", ".join(doc["not_tested"])))
    bad += ["%s was not found (%s)" % (one, ", ".join(sorted(seen))) for one in sorted(row.finds - seen)]
    bad += ["%s must not be said" % one for one in sorted(row.never & seen)]
    if row.says and not any(row.says in text for text in words_of(doc)):
        bad.append("nothing says %r" % row.says)
    return bad + judge_questions(row, front) + judge_listings(doc)


def judge_questions(row, front):
    bad = ["a list that has closed was asked: %s" % name for name in front.asked_dead()]
    if row.silent:
        return bad + ["%s was asked" % zone for zone in sorted(front.asked_lists())]
    lacking = set(rbl.ZONES) - front.asked_lists()
    wanted = {zone for zone in lacking if knows(zone, row)}
    return bad + ["%s was not asked" % zone for zone in sorted(wanted)[:3]]


def knows(zone, row):
    """Whether the zone is about something in this row."""
    kinds = rbl.ZONES[zone]["kinds"].split(",")
    address = "v6" if ":" in facts(row)["ip"] else "v4"
    has_address = row.role == "admin" or row.mail
    return (has_address and address in kinds) or "domain" in kinds or (bool(row.links) and "uri" in kinds)


def judge_listings(doc):
    """Each listing tells its code, and where removal is asked for."""
    return ["%s tells no %s" % (finding["id"], key) for finding in doc["findings"] for key in ("list", "code", "page")
            if "list" in finding["evidence"] and not finding["evidence"].get(key)]


def attempt(row, server):
    def run(context):
        known = facts(row)
        mx = "mx." + known["domain"]
        zone = {(known["domain"], names.NS): [names.name("ns." + known["domain"])], (known["domain"], names.MX): [names.mx(10, mx)],
                (mx, names.A): [names.address("203.0.113.5")]}
        front = rbl.Front(server, zone, known["domain"], row.bent)
        try:
            line = argv(row, context, front)
            context.notes.append("mailmend " + " ".join(line))
            return judge(row, front, program.run(context.folder, line, limit=20)) + judge_report(row, context)
        finally:
            front.server.stop()
    return run


def main():
    try:
        [folder, *_] = [path for path in unpacked("rbldnsd") if (path / "usr/sbin/rbldnsd").exists()]
    except (Unavailable, ValueError) as why:
        print("skipped: %s" % why)
        return 77
    server = rbl.Rbldnsd(str(folder / "usr/sbin/rbldnsd"), entries())
    try:
        return suite.Suite(__doc__, [suite.Case(row.name, attempt(row, server)) for row in table.ROWS], 4, "lists").main()
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
