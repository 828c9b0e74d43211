"""Mail spoken by Python's own clients from inside a lab host: what the lab is proven with before the
program under test is asked.
"""

import imaplib
import poplib
import smtplib
import socket
import ssl
import struct

from .outgoing import PASSWORD


class Person:
    """Somebody with an account, at one lab host."""

    def __init__(self, lab, domain, password=PASSWORD, address="v4"):
        self.lab, self.domain, self.password = lab, domain, password
        self.user = "anna@" + domain
        site = lab.servers[domain.split(".")[0]].site
        self.address = site.addresses[0 if address == "v4" else 1]

    def trust(self):
        return ssl.create_default_context(cafile=self.lab.authority.file)

    def connect(self, port, timeout=2.0):
        return self.lab.client.space.connect(self.address, port, timeout)

    def smtp(self, port=587, context=None):
        """A session as far as the second EHLO."""
        person, tls = self, context or self.trust()

        class Session(smtplib.SMTP):
            def _get_socket(self, host, number, timeout):
                plain = person.connect(number)
                plain.settimeout(timeout)
                return tls.wrap_socket(plain, server_hostname=host) if number == 465 else plain

        session = Session("smtp." + self.domain, port, local_hostname="client.test", timeout=10)
        if port != 465:
            session.starttls(context=tls)
        session.ehlo()
        return session

    def imap(self):
        """Signed in by IMAP, the inbox open."""
        person = self

        class Session(imaplib.IMAP4):
            def _create_socket(self, timeout):
                return person.trust().wrap_socket(person.connect(993, 10.0), server_hostname="imap." + person.domain)

        session = Session("imap." + self.domain, 993)
        session.login(self.user, self.password)
        session.select("INBOX")
        return session

    def pop(self):
        """Signed in by POP3."""
        person = self

        class Session(poplib.POP3):
            def _create_socket(self, timeout):
                return person.trust().wrap_socket(person.connect(995, 10.0), server_hostname="pop." + person.domain)

        session = Session("pop." + self.domain, 995)
        session.user(self.user)
        session.pass_(self.password)
        return session


def a_record(space, server, name, seconds=2.0):
    """The rcode and the number of answers for an A question; socket.timeout where nobody answers."""
    labels = b"".join(bytes([len(part)]) + part.encode("ascii") for part in name.split("."))
    question = struct.pack(">HHHHHH", 0x4d4d, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1)
    with space.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(seconds)
        sock.sendto(question, (server, 53))
        reply = sock.recv(4096)
    return reply[3] & 15, struct.unpack(">H", reply[6:8])[0]
