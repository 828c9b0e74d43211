#!/usr/bin/env python3
"""Every scenario of practice mode through the built program: `mailmend practice NAME --check --json`.

Asserts the first cause, verdict, exit code, a next step, the time, and that the scenario's nearest neighbour does not raise its
cause. Over all of them the confidence is calibrated: of the causes that stand at 80 and more 95 of 100 are right, of those from
50 to 79 70 of 100. Right is the scenario's own cause, and what its record lists as no contradiction.
Each run writes the report that hides names, in all three formats: none may be refused, and none holds the address, the domain, a
server or an address of one in any spelling.
--results FILE keeps what each scenario raised, for tests/lint/coverage.py.
"""
import argparse
import concurrent.futures
import fnmatch
import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program          # noqa: E402

LIMIT = 12.0
MISMATCH = 3.0
# Scenarios that are about waiting.
PATIENT = {"slow-network": 25.0, "mail-text-lost": 20.0, "large-packets-lost": 18.0, "server-silent": 18.0}
SLACK = 4.0             # of a sanitizer build
PASSWORDS = (b"Herbst-Laub-47", b"Herbst-Laub-74", b"SGVyYnN0LUxhdWItNDc", b"SGVyYnN0LUxhdWItNzQ")
BINS = ((80, 100, 95), (50, 79, 70))
NEVER_REACHED = {"offline", "dns-not-working", "server-down", "port-blocked", "all-smtp-ports-blocked", "server-name-unknown",
                 "server-outdated", "port-wrong", "local-firewall", "incoming-also-broken", "dns-delegation-broken", "server-not-mail",
                 "antivirus-blocks-port", "vpn-in-the-way", "firewall-rule-wrong", "network-misrouted", "captive-portal",
                 "dns-tampered", "port25-blocked", "provider-server-required"}
REPORTS = ("txt", "html", "json")
STAND_INS = [ipaddress.ip_network(one) for one in ("192.0.2.0/24", "2001:db8::/112")]
PUBLIC = ("gmail.com", "tuta.com", "outlook.com", "hotmail.com", "office365.com", "gmx.net", "gmx.de")
LEAST = 24
LEAST_OF_THE_WAY = 12   # differ in network, DNS or TLS, not in a reply
OF_THE_WAY = NEVER_REACHED | {"encryption-mismatch", "tls-too-old", "certificate-expired", "certificate-wrong-name",
                              "certificate-untrusted", "certificate-store-missing", "clock-wrong", "starttls-stripped", "ipv6-broken"}


def scenarios():
    told = subprocess.run([program.binary(), "practice", "--list", "--json"], capture_output=True, timeout=10, check=True)
    document = json.loads(told.stdout)
    assert document["schema"] == 1 and document["command"] == "practice", document
    return document["scenarios"]


def judge_list(known):
    """What must hold of the list itself, without running anything."""
    names = [one["name"] for one in known]
    bad = ["%s stands twice" % name for name in set(names) if names.count(name) > 1]
    bad += ["%s: no sentence about it" % one["name"] for one in known if not one["about"].strip()]
    bad += ["%s: its neighbour %s is none" % (one["name"], one["neighbour"]) for one in known
            if one["neighbour"] not in names or one["neighbour"] == one["name"]]
    way = [one for one in known if one["cause"] in OF_THE_WAY]
    if len(known) < LEAST or len(way) < LEAST_OF_THE_WAY:
        bad.append("%d scenarios, %d of them of the way: fewer than %d and %d" % (len(known), len(way), LEAST, LEAST_OF_THE_WAY))
    return bad


def judge_unknown(folder):
    result = program.run(folder, ["practice", "no-such-scenari0", "--check", "--json"], limit=10)
    bad = [] if result.status == 2 else ["an unknown name ends with %s" % result.status]
    if not result.doc or result.doc.get("error", {}).get("id") != "unknown-scenario":
        bad.append("an unknown name gives %r" % result.out[:200])
    return bad


def judge(one, result):
    limit = MISMATCH if one["cause"] == "encryption-mismatch" else PATIENT.get(one["name"], LIMIT)
    bad = program.judge_process(result, limit + (SLACK if program.sanitized() else 0), exits=(1,) if one["cause"] else (0,))
    bad += program.judge_document(result, reached=one["cause"] not in NEVER_REACHED)
    bad += program.judge_output(result, PASSWORDS)
    if not isinstance(result.doc, dict) or "error" in result.doc:
        return bad
    if result.doc.get("scenario") != one["name"]:
        bad.append("the document is about %r" % result.doc.get("scenario"))
    if result.first != one["cause"]:
        bad.append("first cause %s, expected %s" % (result.first, one["cause"]))
    if result.verdict != ("cannot-send" if one["cause"] else "can-send"):
        bad.append("verdict %s" % result.verdict)
    return bad


def judge_neighbours(known, results):
    bad = []
    for one in known:
        near = results.get(one["neighbour"])
        if one["cause"] and near and one["cause"] in near.ids():
            bad.append("%s: its neighbour %s raises %s too" % (one["name"], one["neighbour"], one["cause"]))
    return bad


def calibrate(known, results):
    """Prints the table; gives what is out of bounds."""
    bad = []
    print("confidence  claimed  right  wrong  of 100  wanted")
    for low, high, wanted in BINS:
        claims = [(one, cause["id"]) for one in known if one["name"] in results for cause in results[one["name"]].causes
                  if low <= cause["confidence"] <= high]
        wrong = [(one["name"], claim) for one, claim in claims if claim not in {one["cause"], *one["also"]}]
        share = 100.0 * (len(claims) - len(wrong)) / len(claims) if claims else 100.0
        print("%3d to %3d   %7d %6d %6d %7.1f %7d" % (low, high, len(claims), len(claims) - len(wrong), len(wrong), share, wanted))
        for name, claim in wrong:
            print("    wrong: %s claims %s" % (name, claim))
        if share < wanted:
            bad.append("of the causes at %d to %d only %.1f of 100 are right" % (low, high, share))
    return bad


def hidden(doc):
    """What a report that hides names must not hold. A well-known provider may be named, and an address of the nets that the first
    stand-ins are taken from could be one of these."""
    case, words = doc["case"], set()
    user, _, domain = (case["address"] or "").partition("@")
    words |= {domain, case["domain"]} | {case[one]["host"] for one in ("outgoing", "incoming")}
    words = {word for word in words if word and word not in PUBLIC and not re.fullmatch(r"[\d.]+|[\da-f:]*:[\da-f:.]*", word) and not word.endswith(tuple("." + one for one in PUBLIC))}
    words |= {word for word in (case["address"], case["outgoing"]["user"]) if word and "@" in word}
    for address in set(re.findall(r"(?<![\w.:])[0-9a-fA-F:.]{3,}(?![\w:])", json.dumps(doc))):
        address = address.rstrip(".:")
        if is_address(address):
            words |= {address, ipaddress.ip_address(address).reverse_pointer.rsplit(".", 2)[0]}
    return {word.lower() for word in words}


def is_address(text):
    """An address that tells something: neither this computer nor a stand-in."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not address.is_loopback and not address.is_unspecified and not any(address in net for net in STAND_INS if net.version == address.version)


def judge_reports(folder, result):
    bad = []
    if not isinstance(result.doc, dict) or "error" in result.doc:
        return bad
    words = hidden(result.doc)
    for ending in REPORTS:
        path = os.path.join(folder, "report." + ending)
        if not os.path.exists(path):
            bad.append("report.%s was refused" % ending)
            continue
        with open(path, encoding="utf-8") as file:
            text = file.read().lower()
        bad += ["report.%s holds %s" % (ending, word) for word in sorted(words) if re.search(r"(?<![\w.])%s(?!\w)" % re.escape(word), text)]
    return bad


def attempt(folder, one):
    own = os.path.join(folder, one["name"])
    os.mkdir(own)
    reports = [word for ending in REPORTS for word in ("--report", os.path.join(own, "report." + ending))]
    result = program.run(own, ["practice", one["name"], "--check", "--json", *reports], limit=LIMIT + 20)
    return result, judge(one, result) + judge_reports(own, result)


def save(path, results):
    data = {name: {"causes": result.ids(), "findings": sorted({f["id"] for f in (result.doc or {}).get("findings", [])})}
            for name, result in results.items()}
    with open(path, "w", encoding="ascii") as file:
        json.dump(data, file, indent=1, sort_keys=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", metavar="PATTERN", action="append")
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--results", metavar="FILE")
    options = parser.parse_args()
    if not shutil.which(program.binary()):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    known = scenarios()
    chosen = [one for one in known if not options.only or any(
        fnmatch.fnmatch(one["name"], p) or p in one["name"] for p in options.only)]
    if options.list:
        print("\n".join(one["name"] for one in chosen))
        return 0
    folder, results, failed = tempfile.mkdtemp(prefix="mailmend-practice-"), {}, 0
    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for one, (result, bad) in zip(chosen, pool.map(lambda one: attempt(folder, one), chosen)):
                results[one["name"]] = result
                failed += bool(bad)
                print("%s %s (%.1f s)" % ("FAIL" if bad else "ok  ", one["name"], result.seconds))
                for line in bad:
                    print("    %s" % line)
                if bad:
                    print("    causes: %s" % [(c.get("id"), c.get("confidence")) for c in result.causes])
        whole = [] if options.only else judge_list(known) + judge_unknown(folder) + calibrate(known, results)
        whole += judge_neighbours(chosen, results)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in whole:
        print("FAIL %s" % line)
    if options.results and not options.only:
        save(options.results, results)
    print("%d passed, %d failed" % (len(chosen) - failed, failed + len(whole)))
    return 1 if failed or whole or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
