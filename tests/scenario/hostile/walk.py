"""A naive mail client for the self-check: it goes on whatever it hears, so that every stage is reached without the program.

It verifies nothing and has no opinion; that a hostile stage was met, and that the watching sees a password where one must not
be, is all that it is for.
"""
import base64
import socket
import ssl

QUIET = 0.25            # longer than loopback needs, short enough for a few hundred silences


class Walker:
    def __init__(self, where, port):
        self.sock = socket.create_connection((where, port), 2)

    def hear(self, most=4096):
        """Some of what is said now, or nothing."""
        self.sock.settimeout(QUIET)
        try:
            return self.sock.recv(most)
        except OSError:
            return b""

    def say(self, line):
        try:
            self.sock.settimeout(2)
            self.sock.sendall(line.encode() + b"\r\n")
        except (OSError, ValueError):
            pass
        return self.hear()

    def secure(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
        self.sock.settimeout(5)
        try:
            self.sock = context.wrap_socket(self.sock)
        except (OSError, ValueError):
            return False
        return True

    def close(self):
        self.sock.close()


def plain(world):
    return base64.b64encode(("\0%s\0%s" % (world.user, world.password)).encode()).decode()


def smtp(world):
    walker = Walker(world.where, world.port)
    try:
        if world.smtp.implicit and not walker.secure():
            return
        walker.hear()
        walker.say("EHLO walker.example")
        walker.say("HELO walker.example") if "helo" in world.smtp.script else None
        if not world.smtp.implicit and world.smtp.starttls:
            walker.say("STARTTLS")
            if not walker.secure():
                return
            walker.say("EHLO walker.example")
        known = [m for m in ("PLAIN", "LOGIN", "SCRAM-SHA-256") if m in world.smtp.methods]
        method = known[0] if known else "PLAIN"
        first = {"PLAIN": plain(world), "SCRAM-SHA-256": base64.b64encode(b"n,,n=a,r=abcdef").decode()}.get(method, "")
        heard = walker.say(("AUTH %s %s" % (method, first)).strip())
        for word in (world.user, world.password):
            if heard.startswith(b"334"):
                heard = walker.say(base64.b64encode(word.encode()).decode())
        for line in ("MAIL FROM:<a@b.example>", "RCPT TO:<a@b.example>", "RSET", "QUIT"):
            walker.say(line)
    finally:
        walker.close()


INBOX = {"imap": ("a5 EXAMINE INBOX", "a6 UID SEARCH 1:1 ALL", "a7 UID FETCH 7 BODY.PEEK[]<0.9>"), "pop3": ("STAT", "TOP 1 0")}


def incoming(world):
    walker = Walker(world.where, world.in_port)
    lines = {"imap": ("a1 CAPABILITY", "a2 STARTTLS", "a3 CAPABILITY", "a4 LOGIN a b"),
             "pop3": ("CAPA", "STLS", "CAPA", "USER a")}[world.incoming]
    try:
        if world.inbox.implicit and not walker.secure():
            return
        walker.hear()
        walker.say(lines[0])
        if not world.inbox.implicit and world.inbox.starttls:
            walker.say(lines[1])
            if not walker.secure():
                return
        for line in lines[2:]:
            walker.say(line)
        if world.incoming == "pop3":
            walker.say("PASS b")
        for line in INBOX[world.incoming] if world.inbox.mails else ():
            walker.say(line)
    finally:
        walker.close()


def dns(world):
    """One question for the server's address, over UDP."""
    import names
    edns = b"\0\x00\x29\x04\xd0\0\0\0\0\0\0"
    ask = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01" + names.name(world.host) + b"\x00\x01\x00\x01" + edns
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(QUIET)
        sock.sendto(ask, (world.where, world.dns.port))
        try:
            sock.recv(65535)
        except OSError:
            pass


WALKS = {"smtp": smtp, "in": incoming, "dns": dns}
