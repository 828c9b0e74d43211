#!/usr/bin/env python3
"""The everyday faults: the built program must name the right first cause and a next step for each, in time.

Each case starts a healthy world, breaks one thing in it, and runs `mailmend check --json` as a person would. Names, ports,
certificates, wording, enhanced codes, folding and the order of what is offered come from the seed that is printed first.
`selfcheck` proves with Python's smtplib that each fault shows and that the healthy server works.
"""
import dataclasses
import os
import smtplib
import socket
import ssl
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program          # noqa: E402
import servers          # noqa: E402
import suite            # noqa: E402
import wordings         # noqa: E402
import world as worlds  # noqa: E402
from actions import stall   # noqa: E402

LIMIT = 12.0
MISMATCH = 3.0
AUTH_METHODS = {"PLAIN", "LOGIN"}


@dataclasses.dataclass
class Fault:
    name: str
    causes: set                 # one of these comes first; empty: healthy
    build: object               # function(world): breaks it
    shows: tuple                # what a plain mail client meets: (stage, code or word), for the self-check
    beside: set = dataclasses.field(default_factory=set)    # causes that do not contradict it
    limit: float = LIMIT
    choices: tuple = ()         # the wordings it takes one of


def values(world):
    return {"host": world.host, "ip": "203.0.113.%d" % world.rng.randrange(1, 255), "user": world.user, "sender": world.address,
            "rcpt": world.recipient or world.address, "domain": world.domain}


def pick(world, choices):
    """One of these wordings; its server's banner comes along."""
    wording = world.wording if world.wording in choices else world.rng.choice(choices)
    if wording.said_by:
        banner, keywords = wordings.BANNERS[wording.said_by]
        world.greet(world.smtp, (wordings.fill(banner, world.rng, values(world)), keywords))
    return wording


def replies(choices, *stages):
    """The fault is an answer: one of `choices` at one of `stages`."""
    def build(world):
        wording = pick(world, choices)
        stage = world.rng.choice(wording.where or stages)
        world.smtp.says[stage] = wordings.dress(wording, world.rng, values(world))
        world.smtp.hang_up = world.rng.random() < 0.5
    return build


def silent(world):
    world.smtp.script["banner"] = stall
    world.security = world.rng.choice(("starttls", "tls"))
    if world.security == "tls":
        world.smtp.script["tls"] = stall


def no_starttls(world):
    world.security = "starttls"
    world.smtp.starttls = False
    world.smtp.clear_methods = world.rng.choice(((), ("PLAIN", "LOGIN"), ("LOGIN",)))


def certificate(**wrong):
    def build(world):
        world.smtp_cert = wrong
        world.smtp.honest = False
    return build


def wrong_password(world):
    replies(wordings.WRONG_PASSWORD, "auth")(world)
    if world.incoming == "imap":
        world.inbox.says["auth"] = world.rng.choice(("{tag} NO [AUTHENTICATIONFAILED] Authentication failed.",
                                                     "{tag} NO LOGIN failed.", "{tag} NO Invalid credentials (Failure)"))
    elif world.incoming:
        world.inbox.says["auth"] = world.rng.choice(("-ERR [AUTH] Authentication failed.", "-ERR authorization failed"))


def oauth_only(world):
    if world.rng.random() < 0.5:
        replies(wordings.OAUTH, "auth")(world)
    else:
        world.smtp.methods = world.rng.choice((("XOAUTH2",), ("OAUTHBEARER",), ("XOAUTH2", "OAUTHBEARER"), ("OAUTHBEARER", "XOAUTH2")))


def outdated_methods(world):
    world.smtp.methods = world.rng.choice((("GSSAPI",), ("NTLM",), ("GSSAPI", "NTLM"), ("NTLM", "GSSAPI"), ("GSS-SPNEGO", "NTLM")))


def speaks_tls_at_once(world):
    world.security, world.speaks = "starttls", "tls"


def speaks_plain_first(world):
    world.security, world.speaks = "tls", "starttls"


def not_owner(world):
    if world.rng.random() < 0.5:
        world.user = "%s%d@%s" % (world.rng.choice(("office", "team", "m.berg")), world.rng.randrange(100), world.domain)
    replies(wordings.NOT_OWNER, "mail", "rcpt")(world)


def relay_denied(world):
    if world.rng.random() < 0.5:
        world.recipient = "friend%d@elsewhere-%d.example" % (world.rng.randrange(99), world.rng.randrange(999))
    replies(wordings.RELAY, "rcpt")(world)


def refused_but_another(world):
    """Nothing listens on the port in use; 2525 of the same server answers."""
    world.listens = False
    other = dataclasses.replace(world.smtp, says={}, script={}, met=[], tried=[])
    other.user, other.password = world.user, world.password
    world.more.append(("smtp", other, 2525))


def refused(world):
    world.listens = False


def slow_banner(world):
    """An honest server behind postscreen's greet wait."""
    world.smtp.pause = 6.0
    world.security = "tls"


FAULTS = (
    Fault("silent-server", {"server-down"}, silent, ("banner", "silence")),
    Fault("listed-at-banner", {"address-listed", "poor-reputation", "dynamic-address"}, replies(wordings.LISTED, "banner"),
          ("banner", 5), {"address-listed", "poor-reputation", "dynamic-address"}, choices=wordings.LISTED),
    Fault("no-starttls", {"starttls-stripped"}, no_starttls, ("starttls", "absent")),
    Fault("self-signed", {"certificate-untrusted"}, certificate(by="self"), ("tls", "certificate")),
    Fault("expired", {"certificate-expired"}, certificate(days=(-200, -3)), ("tls", "certificate"), {"clock-wrong"}),
    Fault("wrong-password", {"wrong-password"}, wrong_password, ("auth", 535), {"incoming-also-broken", "username-wrong"},
          choices=wordings.WRONG_PASSWORD),
    Fault("app-password", {"app-password-needed"}, replies(wordings.APP_PASSWORD, "auth"), ("auth", 5),
          choices=wordings.APP_PASSWORD),
    Fault("login-disabled", {"login-disabled"}, replies(wordings.LOGIN_DISABLED, "auth"), ("auth", 535),
          choices=wordings.LOGIN_DISABLED),
    Fault("locked", {"account-locked"}, replies(wordings.LOCKED, "auth"), ("auth", "refused"), choices=wordings.LOCKED),
    Fault("oauth-only", {"oauth-required"}, oauth_only, ("auth", "refused")),
    Fault("gssapi-ntlm-only", {"login-method-outdated"}, outdated_methods, ("auth", "unsupported")),
    Fault("tls-met-with-starttls", {"encryption-mismatch"}, speaks_tls_at_once, ("banner", "silence"), limit=MISMATCH),
    Fault("starttls-met-with-tls", {"encryption-mismatch"}, speaks_plain_first, ("tls", "no tls"), limit=MISMATCH),
    Fault("sender-not-owned", {"sender-refused"}, not_owner, ("envelope", 5), choices=wordings.NOT_OWNER),
    Fault("relay-denied", {"relay-denied"}, relay_denied, ("envelope", "refused"), choices=wordings.RELAY),
    Fault("greylisted", {"greylisted"}, replies(wordings.GREYLISTED, "rcpt"), ("envelope", 4),
          choices=wordings.GREYLISTED),
    Fault("daily-limit", {"sending-limit-reached"}, replies(wordings.LIMIT, "mail", "rcpt"), ("envelope", "refused"),
          {"account-misused"}, choices=wordings.LIMIT),
    Fault("too-many-connections", {"too-many-connections"}, replies(wordings.TOO_MANY, "banner"), ("any", 4),
          choices=wordings.TOO_MANY),
    Fault("refused-another-port-answers", {"port-wrong"}, refused_but_another, ("connect", "refused")),
    Fault("refused-everywhere", {"server-down"}, refused, ("connect", "refused")),
    Fault("healthy", set(), lambda world: None, ("all", "well")),
    Fault("healthy-after-a-slow-banner", set(), slow_banner, ("all", "well")),
)


def start(fault, context, wording=None):
    world = worlds.World(context.rng, context.pki, os.path.join(context.folder, "world"))
    world.wording = wording
    fault.build(world)
    return world.start()


def attempt(fault, context, wording=None):
    world = start(fault, context, wording)
    try:
        world.report = "report." + context.rng.choice(("txt", "html", "json"))
        argv = world.argv("--json", "--report", world.report, "--transcript", "transcript.txt")
        context.notes.append("mailmend " + " ".join(argv))
        context.notes.append("said: %r" % (world.smtp.says or world.smtp.methods,))
        result = program.run(context.folder, argv, limit=fault.limit + 10)
        bad = judge(fault, world, result)
        context.notes.append("answered: %s %s %s" % (result.verdict, result.first, [(c.get("id"), c.get("confidence"))
                                                                                     for c in result.causes]))
        if result.doc is None or result.err:
            context.notes.append("stderr: %r" % result.err[-400:])
    finally:
        world.stop()
    return bad


def judge(fault, world, result):
    world.settle()
    slack = 3.0 if program.sanitized() else 0.0
    bad = program.judge_process(result, fault.limit + slack, exits=(1,) if fault.causes else (0,))
    bad += program.judge_document(result)
    bad += program.judge_output(result, worlds.secret_forms(world.user, world.password))
    bad += world.leaks() + world.bad_commands()
    bad += ["%s was not written" % name for name in ("transcript.txt", world.report) if name not in result.files]
    if world.smtp.says and not world.smtp.met:
        bad.append("it never came to the stage that is broken: %s" % list(world.smtp.says))
    for plan in (world.smtp, world.inbox):
        if len(plan.tried) > 1:
            bad.append("it logged in %d times at %s" % (len(plan.tried), plan.name))
    if not fault.causes:
        return bad + (["first cause %s" % result.first] if result.first else [])
    if result.first not in fault.causes:
        bad.append("first cause %s, expected %s" % (result.first, " or ".join(sorted(fault.causes))))
    against = [i for i in result.ids(50) if i not in fault.causes | fault.beside]
    if against:
        bad.append("it also claims, with confidence: %s" % ", ".join(against))
    return bad


def probe(world):
    """What Python's smtplib meets: (stage, code or word)."""
    context = ssl.create_default_context(cafile=world.pki.ca_file)
    target = world.where if world.literal else world.host
    try:
        if world.security == "tls":
            client = smtplib.SMTP(timeout=1.5)
            client._get_socket = lambda host, port, timeout: context.wrap_socket(
                socket.create_connection((world.where, port), timeout), server_hostname=target)
        else:
            client = smtplib.SMTP(timeout=1.5)
        client._host = target
        code, _ = client.connect(world.where, world.port)
    except ConnectionRefusedError:
        return "connect", "refused"
    except (TimeoutError, smtplib.SMTPServerDisconnected):
        return "banner", "silence"
    except ssl.SSLCertVerificationError:
        return "tls", "certificate"
    except ssl.SSLError:
        return "tls", "no tls"
    try:
        return converse(client, code, world, context)
    finally:
        client.close()


def converse(client, code, world, context):
    if code != 220:
        return "banner", code
    client._host = world.where if world.literal else world.host
    client.ehlo()
    if world.security != "tls":
        if not client.has_extn("starttls"):
            return "starttls", "absent"
        try:
            client.starttls(context=context)
        except ssl.SSLCertVerificationError:
            return "tls", "certificate"
        client.ehlo()
    offered = set(client.esmtp_features.get("auth", "").split())
    if not offered & set(servers.METHODS):
        return "auth", "unsupported"
    try:
        if offered & AUTH_METHODS:
            client.login(world.user, world.password)
    except smtplib.SMTPAuthenticationError as why:
        return "auth", why.smtp_code
    for code, _ in (client.mail(world.address), client.rcpt(world.recipient or world.address)):
        if code != 250:
            return "envelope", code
    return "all", "well"


def selfcheck(fault, context):
    world = start(fault, context)
    try:
        world.smtp.pause = min(world.smtp.pause, 0.1)
        stage, met = probe(world)
    finally:
        world.stop()
    wanted_stage, wanted = fault.shows
    fits = wanted == met or wanted in ("refused", "unsupported") and (met == "unsupported" or isinstance(met, int) and met >= 400)
    fits = fits or isinstance(wanted, int) and isinstance(met, int) and met // 100 == wanted
    if wanted_stage not in (stage, "any") or not fits:
        return ["smtplib met %s %s, expected %s %s; said: %r" % (stage, met, wanted_stage, wanted, world.smtp.says)]
    return world.leaks() if fault.name not in ("no-starttls",) else []


def cases():
    def bind(fault):
        return lambda context: (selfcheck if context.selfcheck else attempt)(fault, context)
    return [suite.Case(fault.name, bind(fault)) for fault in FAULTS]


def every_wording():
    """Each fault in each of its wordings, so that none depends on the seed."""
    def bind(fault, wording):
        return lambda context: attempt(fault, context, wording)
    return [suite.Case("%s/%d" % (fault.name, n), bind(fault, wording))
            for fault in FAULTS for n, wording in enumerate(fault.choices, 1)]


if __name__ == "__main__":
    every = sys.argv[1:2] == ["every"]
    if every:
        del sys.argv[1]
    sys.exit(suite.Suite(__doc__, every_wording() if every else cases(), jobs=4, prefix="faults").main())
