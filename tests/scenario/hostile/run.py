#!/usr/bin/env python3
"""Hostile servers: whatever they do, the program survives, ends in time, keeps the password and gives a verdict.

Tables of cases stand beside this file (smtp, incoming, tls, dns, records, process); here they are run and judged. For each: no crash, no
hang past --timeout, at most 32 MiB, the password nowhere in clear, nothing harmful in any output, one JSON document whose
verdict is one of those that the case permits, and the proof that the hostile stage was really met. `selfcheck` proves with a
naive client that each stage is reached, and that the judges see what they are there to see.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import dns              # noqa: E402
import incoming         # noqa: E402
import process          # noqa: E402
import program          # noqa: E402
import records          # noqa: E402
import smtp             # noqa: E402
import suite            # noqa: E402
import tls              # noqa: E402
import walk             # noqa: E402
import world as worlds  # noqa: E402


def bent_world(case, context):
    domain = "domain-%d.example" % context.rng.randrange(20)        # few names: few certificates to make
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"), domain)
    made.incoming = None
    case.bend(made)
    if case.secret == "never":
        (made.inbox if case.at == "in" else made.smtp).honest = False
    return made.start()


def victim(case, made):
    return {"smtp": made.smtp, "in": made.inbox, "dns": made.dns}[case.at]


def attempt(case, context):
    if case.run:
        return case.run(case, context)
    made = bent_world(case, context)
    try:
        bad = once(case, context, made, ["--json", "--report", "report." + context.rng.choice(("txt", "html", "json"))])
        if case.text:
            bad += once(case, context, made, ["--no-color", "--report", "report.html"])
    finally:
        made.stop()
    return bad


def once(case, context, made, more):
    """One run against this world, and everything that is wrong with it."""
    for plan in (made.smtp, made.inbox):
        plan.met.clear()
        plan.tried.clear()
    argv = made.argv(*case.argv, *more, "--transcript", "transcript.txt", "--timeout", str(case.timeout))
    context.notes.append("mailmend " + " ".join(argv))
    result = program.run(context.folder, argv, limit=case.timeout + 6, files=case.files)
    slack = 4.0 if program.sanitized() else 1.0
    made.settle()
    bad = program.judge_process(result, case.timeout + slack)
    bad += program.judge_output(result, worlds.secret_forms(made.user, made.password))
    bad += made.leaks() + made.bad_commands()
    if "--json" in more:
        bad += judge_verdict(case, made, result)
    elif not result.out.strip():
        bad.append("it says nothing")
    wanted = () if case.files else ("transcript.txt", next(word for word in more if word.startswith("report.")))
    bad += ["%s was not written" % name for name in wanted if name not in result.files]
    if result.err:
        context.notes.append("stderr: %r" % result.err[-400:])
    context.notes.append("answered: %s %s %s" % (result.verdict, result.first, result.ids()))
    return bad


def judge_verdict(case, made, result):
    bad = program.judge_document(result, reached=case.reached)
    if result.verdict not in case.verdicts:
        bad.append("verdict %s (%s), permitted: %s" % (result.verdict, result.first, ", ".join(sorted(case.verdicts))))
    if case.causes and result.first not in case.causes:
        bad.append("first cause %s, expected %s" % (result.first, " or ".join(sorted(case.causes))))
    bad += judge_reach(case, made)
    for plan in (made.smtp, made.inbox):
        if len(plan.tried) > 1:
            bad.append("it logged in %d times at %s" % (len(plan.tried), plan.name))
    return bad + (case.judge(made, result) if case.judge else [])


def judge_reach(case, made):
    """The program came to what is hostile here: without that, surviving it proves nothing."""
    if case.meets and case.meets not in victim(case, made).met:
        return ["it never came to %s, the hostile stage" % case.meets]
    if case.at == "dns" and not made.dns.met:
        return ["it never asked for the server's name"]
    server = made.in_server if case.at == "in" else made.smtp_server
    if case.reached and not server.wires:
        return ["it never connected to the hostile server"]
    if not made.give_server and not any(made.domain in name for name, _ in made.dns.asked):
        return ["it never looked for the domain's servers"]
    return []


def selfcheck(case, context):
    """The hostile stage is reached by a client that goes on whatever it hears."""
    made = bent_world(case, context)
    try:
        try:
            walk.WALKS[case.at](made)
        except ConnectionResetError:
            pass            # a server that resets at once is faster than connect()
        wanted = case.meets or "dns"
        met = victim(case, made).met
        process.until(lambda: wanted in met, 2)
    finally:
        made.stop()
    return [] if wanted in met else ["a naive client never came to %s; met: %s" % (wanted, met)]


def sees_clear_password(context):
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    made.security, made.smtp.starttls, made.smtp.clear_methods, made.smtp.methods = "starttls", False, ("PLAIN",), ("PLAIN",)
    made.start()
    try:
        walk.smtp(made)
        return [] if made.leaks() else ["a password in clear was not seen"]
    finally:
        made.stop()


def sees_password_in_bad_tls(context):
    made = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    made.smtp.honest, made.smtp.methods, made.smtp_cert = False, ("PLAIN",), {"by": "self"}
    made.start()
    try:
        walk.smtp(made)
        return [] if made.leaks() else ["a password inside bad TLS was not seen"]
    finally:
        made.stop()


def sees_harm(_context):
    """Outcomes made up here: each must be complained about, and a clean one must not."""
    secret = "Sesame-open.4711x"
    forms = worlds.secret_forms("ann@b.example", secret)
    clean = program.Outcome(["mailmend"], status=0, out="fine: \u2068smtp\u2069\n".encode())
    bad = ["a clean output was refused: %s" % found for found in program.judge_output(clean, forms)]
    harms = [b"\x1b[31m", b"\x9b", "\u009b".encode(), "\u202e".encode(), "\u2069".encode(), b"\0", b"\xff", b"\r", secret.encode(), *forms]
    for harm in harms:
        for field in ("out", "err"):
            if not program.judge_output(program.Outcome(["mailmend"], status=0, **{field: b"text " + harm + b" text\n"}), forms):
                bad.append("%r in %s was not seen" % (harm, field))
    for status, err, kib in ((-11, b"", 0), (77, b"", 0), (1, b"==1==ERROR: AddressSanitizer: x", 0), (1, b"", 1 << 20)):
        if not program.judge_process(program.Outcome(["mailmend"], status=status, err=err, kib=kib), 5) and not (
                kib and program.sanitized()):
            bad.append("status %s, %r, %d KiB was not seen" % (status, err, kib))
    return bad


def cases(checking):
    tables = [*smtp.cases(), *tls.cases(), *incoming.cases(), *dns.cases(), *records.cases(), *process.cases()]
    # the long waits first, so that they overlap with the rest
    tables.sort(key=lambda case: not case.name.endswith(("stall", "drip", "silent", "silence", "without-end", "endless", "lines")))

    def bind(case):
        return lambda context: (selfcheck if context.selfcheck else attempt)(case, context)
    if not checking:
        return [suite.Case(case.name, bind(case)) for case in tables]
    reachable = [case for case in tables if not case.run and (case.meets or case.at == "dns")]
    return [suite.Case("sees/clear-password", sees_clear_password), suite.Case("sees/password-in-bad-tls", sees_password_in_bad_tls),
            suite.Case("sees/harm", sees_harm), *(suite.Case(case.name, bind(case)) for case in reachable)]


if __name__ == "__main__":
    sys.exit(suite.Suite(__doc__, cases("selfcheck" in sys.argv[1:]), jobs=12, prefix="hostile").main())
