#!/usr/bin/python3
"""Proves the lab without the program under test: every server takes a login and a mail by Python's own
clients, and every fault of the scenarios really shows on the wire, and is gone afterwards.
"""

import errno
import imaplib
import pathlib
import smtplib
import ssl
import subprocess
import sys
import warnings

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from lab import cases, dns, faults  # noqa: E402
from lab.cases import expect  # noqa: E402
from lab.outgoing import Setup  # noqa: E402
from lab.spaces import wait_for  # noqa: E402
from lab.talk import Person, a_record  # noqa: E402
from lab.topology import Lab  # noqa: E402

NAMES = ("postfix", "exim", "opensmtpd")
MAIL = "From: <anna@{d}>\r\nTo: <anna@{d}>\r\nSubject: lab {n}\r\n\r\nA mail of the lab.\r\n"


def error_of(call, *kinds):
    """What the call raises; an expectation of its own."""
    try:
        result = call()
    except kinds as error:
        return error
    raise cases.Wrong("expected %s, got %r" % (" or ".join(kind.__name__ for kind in kinds), result))


def login(person, port=587):
    session = person.smtp(port)
    code = session.login(person.user, person.password)[0]
    session.quit()
    expect(code == 235, "235", code)


def healthy(lab, name):
    lab.servers[name].apply(Setup())
    domain = name + ".test"
    for version in ("v4", "v6"):
        for port in (587, 465):
            login(Person(lab, domain, address=version), port)
    person = Person(lab, domain)
    stranger = "somebody@elsewhere.test"
    session = person.smtp()
    refused = error_of(lambda: session.sendmail(person.user, stranger, "Subject: no login\r\n\r\n"),
                       smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused)
    expect("5" == str(refused.args[0]).split("(")[-1][0], "a permanent refusal without login", refused)
    session = person.smtp()
    session.login(person.user, person.password)
    session.sendmail(person.user, [person.user], MAIL.format(d=domain, n=name))
    session.quit()

    def arrived():
        inbox = person.imap()
        found = inbox.search(None, "SUBJECT", '"lab %s"' % name)[1][0].split()
        inbox.logout()
        return found
    wait_for(arrived, "the mail in the inbox", 15)
    expect(person.pop().stat()[0] >= 1, "a mail by POP3", "none")


def wrong_password(lab, name):
    lab.servers[name].apply(Setup())
    person = Person(lab, name + ".test", password="not-this-one")
    session = person.smtp()
    error = error_of(lambda: session.login(person.user, person.password), smtplib.SMTPAuthenticationError)
    expect(error.smtp_code == 535, "535", error)
    error_of(person.imap, imaplib.IMAP4.error)


def login_not_offered(lab, name):
    lab.servers[name].apply(Setup(login=False))
    person = Person(lab, name + ".test")
    for port in (587, 465):
        session = person.smtp(port)
        expect("auth" not in session.esmtp_features, "no AUTH on %d" % port, session.esmtp_features)
        session.mail(person.user)
        code = session.rcpt(person.user)[0]
        expect(500 <= code < 600, "a refused recipient", code)
    person.imap().logout()


def certificate(kind, number):
    def case(lab, name):
        lab.servers[name].apply(Setup(cert=kind))
        person = Person(lab, name + ".test")
        for port in (587, 465):
            error = error_of(lambda: person.smtp(port), ssl.SSLCertVerificationError)
            expect(error.verify_code == number, "verify code %d" % number, error)
        person.imap().logout()
    return case


def tls_1_0(lab, name):
    name = "opensmtpd-old" if name == "opensmtpd" else name
    lab.servers[name].apply(Setup(tls="1.0"))
    person = Person(lab, name + ".test")
    error_of(lambda: person.smtp(587), ssl.SSLError, OSError, smtplib.SMTPServerDisconnected)
    error_of(lambda: person.smtp(465), ssl.SSLError, OSError, smtplib.SMTPServerDisconnected)
    old = person.trust()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = ssl.TLSVersion.TLSv1
    old.set_ciphers("ALL:@SECLEVEL=0")
    for port in (587, 465):
        session = person.smtp(port, old)
        expect(session.sock.version() == "TLSv1", "TLSv1", session.sock.version())
        session.login(person.user, person.password)


def only_465(lab, name):
    lab.servers[name].apply(Setup(ports=(465,)))
    person = Person(lab, name + ".test")
    for port in (25, 587):
        error_of(lambda: person.connect(port), ConnectionRefusedError)
    login(person, 465)


def daemon_stopped(lab, name):
    with faults.stopped(lab, name):
        person = Person(lab, name + ".test")
        for port in (25, 465, 587):
            error_of(lambda: person.connect(port), ConnectionRefusedError)
        person.imap().logout()


def pop_before_smtp(lab, name="postfix"):
    lab.servers[name].apply(Setup(pop_first=True))
    person = Person(lab, name + ".test")

    def answer():
        session = person.smtp()
        expect("auth" not in session.esmtp_features, "no AUTH", session.esmtp_features)
        session.mail(person.user)
        return session.rcpt("somebody@elsewhere.test")
    code, text = answer()
    expect(code == 554 and b"POP3 first" in text, "554 with the hint", (code, text))
    person.pop().quit()
    wait_for(lambda: answer()[0] == 250, "sending after the login by POP3", 10)
    lab.servers[name].close_pop_window()
    wait_for(lambda: answer()[0] == 554, "the end of the window", 10)


def filtered(how, v4, v6):
    """Each family shows the filter in its own way; the other ports stay open."""
    def case(lab):
        person, six = Person(lab, "exim.test"), Person(lab, "exim.test", address="v6")
        lab.servers["exim"].apply(Setup())
        with faults.filtered(lab, [587], how):
            for who, expected in ((person, v4), (six, v6)):
                error = error_of(lambda: who.connect(587, 2.5 if expected else 0.5), OSError)
                expect(isinstance(error, TimeoutError) if expected is None else error.errno == expected,
                       errno.errorcode.get(expected, "a time-out"), repr(error))
            login(person, 465)
        login(person, 587)
    return case


def all_sending_dropped(lab):
    lab.servers["exim"].apply(Setup())
    person = Person(lab, "exim.test")
    with faults.filtered(lab, faults.SENDING):
        for port in faults.SENDING:
            error_of(lambda: person.connect(port, 0.5), TimeoutError)
        person.imap().logout()
    login(person)


def ipv6_dropped(lab):
    lab.servers["exim"].apply(Setup())
    with faults.ipv6_dropped(lab):
        error_of(lambda: Person(lab, "exim.test", address="v6").connect(587, 0.5), TimeoutError)
        login(Person(lab, "exim.test"))
    login(Person(lab, "exim.test", address="v6"))


def host_silent(lab):
    with faults.host_silent(lab, "exim"):
        for port in (25, 443, 465, 587, 993):
            error_of(lambda: Person(lab, "exim.test").connect(port, 0.3), TimeoutError)
        Person(lab, "postfix.test").imap().logout()


def names(lab):
    """Both servers answer; what does not exist is denied; nothing answers while DNS is silent."""
    space = lab.client.space
    for server in (dns.RESOLVER[0], dns.AUTHORITY[0]):
        expect(a_record(space, server, "smtp.exim.test") == (0, 1), "one address", server)
        expect(a_record(space, server, "smpt.exim.test")[0] == 3, "no such name", server)
    found = space.run("getent", "ahosts", "smtp.exim.test").stdout
    expect(all(address in found for address in lab.servers["exim"].site.addresses), "both addresses", found)
    with faults.dns_silent(lab):
        error_of(lambda: a_record(space, dns.RESOLVER[0], "smtp.exim.test", 0.5), TimeoutError)
    expect(a_record(space, dns.RESOLVER[0], "smtp.exim.test")[0] == 0, "an answer again", "none")


def world(lab):
    """Anybody else's address answers on 443, and says no on the ports of mail."""
    space = lab.client.space
    for address in ("8.8.8.8", "2606:4700::1111"):
        space.connect(address, 443).close()
        error_of(lambda: space.connect(address, 587), ConnectionRefusedError)
    error_of(lambda: space.connect(lab.old_address, 587), ConnectionRefusedError)


def own_eyes(lab):
    """What runs in the client sees the lab's names and network, and nothing of the machine's."""
    links = lab.client.space.run("ip", "-brief", "link").stdout
    expect(sorted(line.split("@")[0].split()[0] for line in links.splitlines()) == ["eth0", "lo"], "eth0 and lo", links)
    seen = lab.client.space.run("cat", "/etc/resolv.conf").stdout
    expect(seen.strip() == "nameserver " + dns.RESOLVER[0], "the lab's resolver", seen)
    processes = lab.client.space.run("sh", "-c", "echo /proc/[0-9]*").stdout.split()
    expect(len(processes) < 5, "the host's own processes", processes)
    listed = subprocess.run(["ip", "-brief", "link"], capture_output=True, text=True, check=True).stdout
    expect("to-client" not in listed and "eth0@if" not in listed.replace(links, ""), "no wire outside", listed)


def table():
    each = {
        "healthy": healthy,
        "wrong-password": wrong_password,
        "login-not-offered": login_not_offered,
        "certificate-expired": certificate("expired", 10),
        "certificate-wrong-name": certificate("wrong-name", 62),
        "tls-1.0": tls_1_0,
        "only-465": only_465,
        "stopped": daemon_stopped,
        "healthy-again": healthy,
    }
    found = {"own-eyes": own_eyes, "names": names, "world": world}
    for name in NAMES:
        for label, case in each.items():
            found["%s/%s" % (name, label)] = lambda lab, case=case, name=name: case(lab, name)
    found.update({
        "postfix/pop-before-smtp": pop_before_smtp,
        "path/587-dropped": filtered(faults.DROP, None, None),
        "path/587-reset": filtered(faults.RESET, errno.ECONNREFUSED, errno.ECONNREFUSED),
        "path/587-forbidden": filtered(faults.FORBIDDEN, errno.EHOSTUNREACH, errno.EACCES),
        "path/all-sending-dropped": all_sending_dropped,
        "path/ipv6-dropped": ipv6_dropped,
        "path/host-silent": host_silent,
    })
    return found


def main():
    args = cases.options(__doc__).parse_args()
    return cases.run(table(), lambda: Lab(keep=args.keep), args)


if __name__ == "__main__":
    sys.exit(main())
