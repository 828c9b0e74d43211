#!/usr/bin/env python3
"""Every cause of the first issues and every finding is raised by a scenario, and has a neighbour that does not raise it.

What practice mode and tests/scenario/known raised is read from what their runs left in MAILMEND_RESULTS_DIR; where that is
missing or older than the program (MAILMEND), they are run. What only real networks can raise is taken from the rows of
tests/scenario/real, path, own, domain and lists that demand it. The two families of reply findings are counted by their table instead
(test_know_reply.c).
"""
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCENARIO = os.path.join(ROOT, "tests", "scenario")
sys.dont_write_bytecode = True

# The causes that are built so far, restated from the design: settings and login, what stands in the way, records and reputation,
# what words alone tell.
CAUSES = """
server-name-unknown server-not-mail server-outdated port-wrong encryption-mismatch tls-too-old username-wrong login-off
login-required encryption-required wrong-password app-password-needed oauth-required web-login-needed service-not-enabled
login-method-outdated login-disabled login-refused-by-policy account-locked account-suspended account-unpaid account-misused
incoming-also-broken offline dns-not-working server-down port-blocked all-smtp-ports-blocked ipv6-broken starttls-stripped
certificate-expired certificate-wrong-name certificate-untrusted certificate-store-missing clock-wrong sending-limit-reached
too-many-connections too-many-recipients sender-refused sender-not-verified relay-denied greylisted temporary-failure
program-password-old program-wrong-server program-offline outbox-stuck program-too-old
login-stripped captive-portal dns-tampered vpn-in-the-way port25-blocked network-misrouted large-packets-lost connection-forgotten
connection-unstable slow-network local-firewall firewall-rule-wrong mail-filtered-on-path proxy-in-the-middle
antivirus-intercepts-tls antivirus-blocks-port antivirus-scans-mail antivirus-plugin provider-server-required dynamic-address
mail-server-stopped mail-server-misconfigured queue-stuck disk-full server-abused
mx-missing mx-outdated domain-still-local address-stale spf-missing spf-invalid spf-excludes-server dkim-missing dkim-invalid
dmarc-missing dmarc-rejects ptr-missing helo-name-wrong sender-domain-unknown dns-not-propagated dns-delegation-broken
address-listed domain-listed poor-reputation domain-poor-reputation
sender-not-authenticated recipient-unknown recipient-moved recipient-suspended recipient-busy mailbox-full recipient-refuses
recipient-domain-unknown recipient-domain-no-mail recipient-unreachable recipient-system-full recipient-server-error
recipient-tls-failed delivery-expired mail-loop protocol-error
content-looks-spam attachment-refused virus-found message-malformed message-too-large provider-filters-content
accepted-not-delivered delivered-to-spam
""".split()
# Suites against real servers and networks, whose rows say what they demand.
LABS = ("real", "path", "own", "domain", "lists", "arrival")


def text(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def findings():
    """The ids of findings.def, the two families left out."""
    return re.findall(r'^FINDING\(\w+, "([a-z0-9-]+)"', text("checks", "engine", "findings.def"), re.M)


def causes():
    return re.findall(r'^CAUSE\(\w+, "([a-z0-9-]+)"', text("checks", "engine", "causes.def"), re.M)


def results(name, command):
    """{scenario: {"causes", "findings"}} of a suite; run now where no fresh run left them."""
    binary = os.environ.get("MAILMEND", "")
    kept = os.path.join(os.environ.get("MAILMEND_RESULTS_DIR", ""), name)
    if os.path.exists(kept) and os.path.exists(binary) and os.path.getmtime(kept) >= os.path.getmtime(binary):
        with open(kept, encoding="ascii") as file:
            return json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        script = os.path.join(SCENARIO, command, "run.py")
        subprocess.run([sys.executable, script] + (["--results", path] if command == "practice" else []),
                       env={**os.environ, "MAILMEND_RESULTS": path}, stdout=subprocess.DEVNULL, timeout=280, check=False)
        if not os.path.exists(path):
            return {}
        with open(path, encoding="ascii") as file:
            return json.load(file)


def of_practice(raised):
    """(suite/scenario, cause, findings, the neighbour's causes, the neighbour's findings)"""
    told = subprocess.run([os.environ["MAILMEND"], "practice", "--list", "--json"], capture_output=True, timeout=10, check=True)
    for one in json.loads(told.stdout)["scenarios"]:
        own, near = raised.get(one["name"]), raised.get(one["neighbour"])
        if own and near:
            yield "practice/" + one["name"], one["cause"], own["findings"], near["causes"], near["findings"]


def of_known(raised):
    sys.path[:0] = [os.path.join(SCENARIO, "known"), SCENARIO]
    import run      # pylint: disable=import-outside-toplevel
    for case in run.CASES:
        own, near = raised.get(case.name), raised.get(case.neighbour)
        if own and near:
            yield "known/" + case.name, None, own["findings"], near["causes"], near["findings"]


def rows_of(suite):
    """The rows of a suite's table.py; none where the suite is not there."""
    path = os.path.join(SCENARIO, suite, "table.py")
    if not os.path.exists(path):
        return []
    for folder in (os.path.join(ROOT, "tests"), SCENARIO, os.path.join(SCENARIO, suite)):
        if folder not in sys.path:
            sys.path.append(folder)
    spec = importlib.util.spec_from_file_location("table_of_" + suite, path)
    table = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = table
    spec.loader.exec_module(table)
    return table.ROWS


def causes_of(row):
    """Those of which one comes first; a table may name just the one."""
    return row.causes if hasattr(row, "causes") else {row.first} - {None}


def of_lab(suite):
    """What rows demand of a run against real servers. Their neighbours are the healthy rows of the same suite, which must not find
    anything wrong; without one, nothing is proved. A row that leaves a choice between causes proves none of them."""
    rows = rows_of(suite)
    healthy = any(not causes_of(row) for row in rows)
    for row in rows:
        found = sorted(row.finds)
        cause = next(iter(causes_of(row))) if len(causes_of(row)) == 1 else None
        near = ([], []) if healthy else ([cause], found)
        if found or cause:
            yield "%s/%s" % (suite, row.name), cause, found, *near


def judge(wanted, kind, raisers):
    """raisers: {id: [(scenario, whether its neighbour raises it too)]}"""
    bad = []
    for one in wanted:
        if one not in raisers:
            bad.append("%s %s: no scenario raises it" % (kind, one))
        elif all(too for _, too in raisers[one]):
            names = [name for name, _ in raisers[one]]
            bad.append("%s %s: raised by %s, and by the neighbours of all of them" % (
                kind, one, ", ".join(names[:4]) + (" and %d more" % (len(names) - 4) if len(names) > 4 else "")))
    return bad


def unknown_causes():
    """Tables must not name causes that do not exist."""
    known, bad = set(causes()), ["the cause %s does not exist" % one for one in CAUSES if one not in causes()]
    for table, column in (("replies.psv", 5), ("codes.psv", 2)):
        rows = [line.split("|") for line in text("checks", "know", table).splitlines() if line and not line.startswith("#")]
        bad += ["%s names the cause %s" % (table, row[column]) for row in rows[1:] if row[column] not in known]
    return bad


def main():
    if not os.access(os.environ.get("MAILMEND", ""), os.X_OK):
        print("skipped: MAILMEND names no program, so nothing can be raised")
        return 77
    for_cause, for_finding = {}, {}
    cases = [*of_practice(results("practice-results.json", "practice")), *of_known(results("known-results.json", "known"))]
    cases += [case for suite in LABS for case in of_lab(suite)]
    for name, cause, found, near_causes, near_found in cases:
        if cause:
            for_cause.setdefault(cause, []).append((name, cause in near_causes))
        for one in found:
            for_finding.setdefault(one, []).append((name, one in near_found))
    wanted = findings()
    bad = unknown_causes() + judge(CAUSES, "cause", for_cause) + judge(wanted, "finding", for_finding)
    for line in bad:
        print(line)
    print("%d scenarios; %d causes and %d findings, %d without proof" % (len(cases), len(CAUSES), len(wanted), len(bad)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
