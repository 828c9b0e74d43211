"""What people do today: one tool for each question, one after the other, over the same kind of wire. Each row says which
question of a complete check it answers.
"""

import dataclasses
import time

from lab.outgoing import PASSWORD

from line import DOMAIN, IMAP, SMTP, USER

SENDING, RECEIVING = (25, 465, 587, 2525), (993, 995, 143, 110)
SERVICES = ("_submissions", "_submission", "_imaps", "_imap", "_pop3s", "_pop3")


@dataclasses.dataclass(frozen=True)
class Row:
    """One command, the question that it answers, and what it has to say for that."""

    question: str
    argv: tuple
    says: str = ""
    codes: tuple = (0,)


def _dig(name, kind):
    return Row("names", ("dig", "+noall", "+answer", "+comments", name, kind), "NOERROR")


def _port(host, port):
    return Row("ports", ("nc.openbsd", "-z", "-v", "-w", "5", host, str(port)), codes=(1,) if port == 2525 else (0,))


def _certificate(host, port, starttls=None):
    argv = ("openssl", "s_client", "-connect", "%s:%d" % (host, port), "-servername", host, "-verify_hostname", host,
            "-CAfile", "/ca.pem", "-verify_return_error", "-brief")
    return Row("certificates", argv + (("-starttls", starttls) if starttls else ()), "Verification: OK")


def _swaks(question, says, *more):
    argv = ("swaks", "--server", SMTP, "--port", "587", "--helo", "client.test", "--from", USER, "--to", USER,
            "-tls", "--tls-verify", "--tls-ca-path", "/ca.pem")
    return Row(question, argv + more, says)


LOGIN = ("--auth", "PLAIN", "--auth-user", USER, "--auth-password", PASSWORD)


def rows():
    return [
        *(_dig(host, kind) for host in (SMTP, IMAP) for kind in ("A", "AAAA")),
        *(_dig("%s._tcp.%s" % (service, DOMAIN), "SRV") for service in SERVICES),
        _dig(DOMAIN, "MX"),
        *(_port(SMTP, port) for port in SENDING),
        *(_port(IMAP, port) for port in RECEIVING),
        _certificate(SMTP, 587, "smtp"),
        _certificate(SMTP, 465),
        _certificate(IMAP, 993),
        _certificate(IMAP, 143, "imap"),
        _swaks("offer", "250", "--quit-after", "EHLO"),
        _swaks("login", "235", "--quit-after", "AUTH", *LOGIN),
        Row("receiving", ("curl", "--silent", "--show-error", "--cacert", "/ca.pem", "--user", "%s:%s" % (USER, PASSWORD),
                          "imaps://%s/" % IMAP, "-X", "NOOP", "--verbose"), "OK"),
        _swaks("envelope", "250 2.1.5", "--quit-after", "RCPT", *LOGIN),
    ]


def measure(lab):
    """[(row, seconds)], or AssertionError for a tool that did not learn what it was run for."""
    found = []
    for row in rows():
        command = lab.tools.command(*row.argv)
        began = time.monotonic()
        done = lab.tools.run(*row.argv, check=False, input="")
        seconds = time.monotonic() - began
        if done.returncode not in row.codes or row.says not in done.stdout + done.stderr:
            raise AssertionError("%s: exit code %d: %s%s" % (" ".join(command), done.returncode, done.stdout, done.stderr))
        found.append((row, seconds - enter_seconds(lab)))
    return found


_enter = []


def enter_seconds(lab):
    """What going into the lab host takes by itself; it is not the tools' fault."""
    if not _enter:
        for _ in range(5):
            began = time.monotonic()
            lab.tools.run("true")
            _enter.append(time.monotonic() - began)
    return min(_enter)
