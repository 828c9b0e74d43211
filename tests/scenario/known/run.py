#!/usr/bin/env python3
"""What is known beforehand, told or left out, and what it adds to a plain answer of a server.

A refusal that says nothing becomes clear where the provider is in our table; a name that leads into a private network, a run
that is cut short, a program that signs in by browser: each case raises findings that its neighbour must not raise. The servers
are on loopback; the domains of well-known providers lead there by the case's own name server, and nobody else is asked.
`selfcheck` proves the servers alone.
"""
import dataclasses
import json
import os
import socket
import ssl
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import names            # noqa: E402
import program          # noqa: E402
import suite            # noqa: E402
import world as worlds  # noqa: E402
from actions import stall   # noqa: E402

PLAIN_NO = "535 5.7.8 Error: authentication failed"
LOCK, SEEN = threading.Lock(), {}


@dataclasses.dataclass
class Known:
    name: str
    build: object               # function(world)
    raises: set                 # findings that must be there
    neighbour: str              # the case that must not raise them
    causes: set = dataclasses.field(default_factory=set)    # one of these comes first; empty: none
    verdicts: tuple = ("cannot-send",)
    domain: str = None
    host: str = None
    reached: bool = True
    limit: float = 12.0
    argv: tuple = ()


def usual(world):
    """Only what the case is about may differ."""
    world.literal, world.give_user, world.incoming = False, False, None
    world.smtp.methods, world.smtp.clear_methods = ("PLAIN", "LOGIN"), ()


def healthy(world):
    pass


def refused(world):
    world.smtp.says["auth"] = PLAIN_NO


def whole_address(world):
    """The login name in use is the whole address, where the provider wants the part before the @."""
    refused(world)
    world.give_user = True


def local_part(world):
    refused(world)
    world.user = world.local


def only_outdated(world):
    world.smtp.methods = ("CRAM-MD5",)


def offered_in_clear(world):
    world.security = "starttls"
    world.smtp.clear_methods = ("PLAIN",)


def nothing_listens(world):
    world.listens = False


def srv_into_the_house(world):
    """The domain publishes a server whose address exists inside a network only; nobody named it."""
    world.give_server = False
    world.zone[("_submissions._tcp." + world.domain, names.SRV)] = [names.srv(0, 1, world.port, world.host)]


def mute(stage):
    def build(world):
        world.smtp.script[stage] = stall
    return build


CASES = (
    Known("healthy", healthy, {"server-ready", "login-accepted", "envelope-accepted"}, "nothing-listens", verdicts=("can-send",)),
    Known("app-password-only", refused, {"wants-app-password", "differs-login"}, "to-be-enabled-first", {"app-password-needed"},
          domain="yahoo.com", host="smtp.mail.yahoo.com"),
    Known("browser-login-only", refused, {"wants-browser-login", "differs-login"}, "to-be-enabled-first", {"oauth-required"},
          domain="hotmail.com", host="smtp-mail.outlook.com"),
    Known("to-be-enabled-first", refused, {"wants-enabling"}, "local-part-in-use", {"service-not-enabled", "wrong-password"},
          domain="abv.bg", host="smtp.abv.bg"),
    Known("whole-address-in-use", whole_address, {"username-form", "differs-user"}, "local-part-in-use", {"username-wrong"},
          domain="cc9.ne.jp", host="msa.cc9.ne.jp"),
    Known("local-part-in-use", local_part, {"reply-means-wrong-password"}, "healthy", {"wrong-password"},
          domain="cc9.ne.jp", host="msa.cc9.ne.jp"),
    Known("outdated-login-works", only_outdated, {"login-method-outdated"}, "healthy", verdicts=("can-send",)),
    Known("login-offered-in-clear", offered_in_clear, {"login-offered-in-clear"}, "healthy", verdicts=("can-send",)),
    Known("program-signs-in-by-browser", healthy, {"program-uses-browser-login"}, "healthy", verdicts=("unknown",),
          argv=("--program-login", "oauth")),
    Known("nothing-listens", nothing_listens, {"port-closed", "name-private", "other-hosts-unknown"}, "healthy", {"server-down"},
          reached=False),
    Known("server-found-in-a-private-network", srv_into_the_house, {"server-untrusted-address"}, "healthy", verdicts=("unknown",),
          reached=False),
    Known("cut-short", mute("banner"), {"ran-out-of-time"}, "login-never-answered", {"server-down"}, argv=("--timeout", "1"),
          verdicts=("cannot-send", "unknown"), reached=False),
    Known("login-never-answered", mute("auth"), {"login-silent"}, "cut-short", {"temporary-failure"}, limit=24.0),
    Known("timed-out-in-the-program-and-not-tested", healthy, {"message-untested", "reply-hints-port-blocked"}, "healthy", {"port-blocked"},
          argv=("--offline", "--message", os.path.join(os.path.dirname(os.path.abspath(__file__)), "timed-out.txt")), reached=False),
)


def make(case, context):
    world = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"), domain=case.domain)
    usual(world)
    if case.host:
        world.host = world.smtp.name = case.host
        world.zone[(case.host, names.A)] = [names.address(world.where)]
    case.build(world)
    return world.start()


def keep(case, result):
    with LOCK:
        SEEN[case.name] = {"causes": result.ids(), "findings": sorted({f["id"] for f in (result.doc or {}).get("findings", [])})}


def attempt(case, context):
    world = make(case, context)
    try:
        argv = world.argv("--json", *case.argv)
        context.notes.append("mailmend " + " ".join(argv))
        result = program.run(context.folder, argv, limit=case.limit + 10)
        world.settle()
        context.notes.append("answered: %s %s" % (result.verdict, [(c.get("id"), c.get("confidence")) for c in result.causes]))
        keep(case, result)
        return judge(case, world, result)
    finally:
        world.stop()


def judge(case, world, result):
    slack = 4.0 if program.sanitized() else 0.0
    bad = program.judge_process(result, case.limit + slack)
    bad += program.judge_document(result, reached=case.reached)
    bad += program.judge_output(result, worlds.secret_forms(world.user, world.password)) + world.leaks()
    if bad and (result.doc is None or "error" in result.doc):
        return bad + ["stderr: %r" % result.err[-300:]]
    if result.verdict not in case.verdicts:
        bad.append("verdict %s, expected %s" % (result.verdict, " or ".join(case.verdicts)))
    if result.first not in (case.causes or {None}):
        bad.append("first cause %s, expected %s" % (result.first, " or ".join(sorted(case.causes)) or "none"))
    missing = case.raises - {f["id"] for f in result.doc["findings"]}
    return bad + ["it did not find %s" % ", ".join(sorted(missing))] * bool(missing)


def selfcheck(case, context):
    """The servers alone: where one listens and speaks, it greets."""
    if case.name in ("nothing-listens", "cut-short"):
        raise suite.Skip("there is nothing that greets")
    world = make(case, context)
    try:
        with socket.create_connection((world.where, world.port), 5) as wire:
            if world.security == "tls":
                wire = ssl._create_unverified_context().wrap_socket(wire)
            line = wire.recv(1000)
            wire.close()
        return [] if line.startswith(b"220") else ["greeted with %r" % line]
    finally:
        world.stop()


def judge_neighbours():
    """Over all cases, where all of them ran."""
    if len(SEEN) < len(CASES):
        return []
    return ["%s: its neighbour %s raises %s too" % (case.name, case.neighbour, finding)
            for case in CASES for finding in sorted(case.raises) if finding in SEEN[case.neighbour]["findings"]]


def cases():
    def bind(case):
        return lambda context: (selfcheck if context.selfcheck else attempt)(case, context)
    return [suite.Case(case.name, bind(case)) for case in CASES]


def main():
    status = suite.Suite(__doc__, cases(), jobs=4, prefix="known").main()
    bad = judge_neighbours()
    for line in bad:
        print("FAIL " + line)
    if os.environ.get("MAILMEND_RESULTS") and len(SEEN) == len(CASES):
        with open(os.environ["MAILMEND_RESULTS"], "w", encoding="ascii") as file:
            json.dump(SEEN, file, indent=1, sort_keys=True)
    return status or bool(bad)


if __name__ == "__main__":
    sys.exit(main())
