"""Scripted servers on loopback: SMTP, IMAP and POP3 over one Session, each able to be healthy or to misbehave at any stage.

A Plan says what a server is: its name, certificate, methods of login and account. `says` replaces the text of one stage's
answer (an everyday fault: another reply, nothing else odd), `script` replaces the answer by an action (a hostile server: see
actions.py). Every byte that a client sends is kept, apart for clear text and for TLS, so that a test can prove what never
arrived. DNS stands in names.py.
"""
import base64
import dataclasses
import hashlib
import hmac
import secrets
import socket
import ssl
import struct
import threading
import time

KEPT = 1 << 20          # bytes that are kept of what one connection sent


class Gone(Exception):
    """The peer has closed, or the case is over."""


class Cancelled(Exception):
    """The client took its login back with `*`."""


class Wire:
    """One accepted connection and all that was seen on it."""

    def __init__(self, sock, stopped):
        self.sock = sock
        self.stopped = stopped
        self.tls = False
        self.clear = bytearray()        # what the client sent before TLS, or what is no TLS
        self.sealed = bytearray()       # what it sent inside TLS
        self.lines = []
        self.pending = b""
        self.done = threading.Event()   # nothing more will be read

    def _keep(self, data):
        store = self.sealed if self.tls else self.clear
        store += data[:max(0, KEPT - len(store))]

    def send(self, data):
        try:
            self.sock.sendall(data)
        except (OSError, ValueError) as why:
            raise Gone(str(why)) from why

    def receive(self, seconds=None):
        """The next bytes, b"" when none came within `seconds`; Gone at the end."""
        try:
            self.sock.settimeout(seconds)
            data = self.sock.recv(65536)
        except (TimeoutError, ssl.SSLWantReadError, BlockingIOError):
            return b""
        except (OSError, ValueError) as why:
            raise Gone(str(why)) from why
        finally:
            try:
                self.sock.settimeout(None)
            except OSError:
                pass
        if not data:
            raise Gone("end of file")
        self._keep(data)
        return data

    def read_line(self):
        while b"\n" not in self.pending:
            if len(self.pending) > KEPT:
                raise Gone("an endless line")
            self.pending += self.receive()
        line, self.pending = self.pending.split(b"\n", 1)
        self.lines.append(line + b"\n")
        return line.rstrip(b"\r")

    def linger(self, seconds):
        """Keeps what comes for so long, without an answer."""
        until = time.monotonic() + seconds
        while not self.stopped.is_set():
            left = until - time.monotonic()
            if left <= 0:
                return
            self.receive(min(left, 0.5))
        raise Gone("stopped")

    def start_tls(self, context):
        """The server's side of a handshake on this connection."""
        try:
            self.sock = context.wrap_socket(self.sock, server_side=True, do_handshake_on_connect=False)
            self.sock.do_handshake()
        except (OSError, ValueError) as why:
            raise Gone("no handshake: %s" % why) from why
        self.tls, self.pending = True, b""

    def hang_up(self):
        """Ends the connection from another thread. Only the thread that serves it closes the descriptor: TLS keeps its number,
        and would go on reading from whatever file got that number next."""
        try:
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self, abort=False):
        try:
            if abort:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        try:
            self.sock.close()
        except OSError:
            pass


class Listener:
    """Accepts on one address and gives every connection its own thread."""

    def __init__(self, address, port, serve):
        self.serve = serve
        self.stopped = threading.Event()
        self.wires = []
        self.family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.sock = socket.create_server((address, port), family=self.family, backlog=32)
        self.address, self.port = self.sock.getsockname()[:2]
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        while not self.stopped.is_set():
            try:
                peer = self.sock.accept()[0]
            except OSError:
                continue
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wire = Wire(peer, self.stopped)
            self.wires.append(wire)
            threading.Thread(target=self._run, args=(wire,), daemon=True).start()
        self.sock.close()

    def _run(self, wire):
        try:
            self.serve(wire)
            wire.linger(1)
        except Gone:
            pass
        finally:
            wire.close()
            wire.done.set()

    def stop(self):
        self.stopped.set()
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        for wire in list(self.wires):
            wire.hang_up()


@dataclasses.dataclass
class Plan:
    """What one server is and how it answers."""
    name: str = "mail.example"
    banner: str = ""
    tls: ssl.SSLContext = None
    implicit: bool = False              # TLS from the first byte
    starttls: bool = True               # offered where TLS is not yet on
    methods: tuple = ("PLAIN", "LOGIN")             # offered inside TLS
    clear_methods: tuple = ()                       # offered before TLS
    keywords: tuple = ("PIPELINING", "SIZE 35882577", "8BITMIME", "ENHANCEDSTATUSCODES")
    user: str = ""
    password: str = ""
    enhanced: bool = True               # x.y.z codes in ordinary answers
    pause: float = 0.0                  # before the banner
    honest: bool = True                 # its certificate is good: a password may arrive inside TLS
    hang_up: bool = False               # closes after a banner that refuses
    login_needed: bool = True
    says: dict = dataclasses.field(default_factory=dict)        # stage -> text
    script: dict = dataclasses.field(default_factory=dict)      # stage -> action(session)
    mails: list = dataclasses.field(default_factory=list)       # in the inbox, the oldest first
    met: list = dataclasses.field(default_factory=list)         # stages of says and script that a client came to
    tried: list = dataclasses.field(default_factory=list)       # per finished login: (method, accepted)


def frame(text):
    return ("\r\n".join(text.split("\n")) + "\r\n").encode("utf-8", "surrogateescape")


class Session:
    """What SMTP, IMAP and POP3 have in common: stages, TLS and the exchange of a login."""

    def __init__(self, wire, plan):
        self.wire, self.plan = wire, plan
        self.logged_in = False
        self.ended = False

    def run(self):
        try:
            if self.plan.implicit:
                self.secure()
            if self.plan.pause:
                self.wire.linger(self.plan.pause)
            self.at("banner", self.plan.banner)
            while not self.ended:
                self.command(self.wire.read_line().decode("utf-8", "surrogateescape"))
        except Cancelled:
            pass

    def at(self, stage, usual):
        """The answer of a stage: an action, another text, or the usual one."""
        if stage in self.plan.script:
            self.plan.met.append(stage)
            return self.plan.script[stage](self)
        if stage in self.plan.says:
            self.plan.met.append(stage)
            usual = self.plan.says[stage]
        return self.wire.send(frame(self.spell(usual)))

    def spell(self, text):
        return text

    def secure(self):
        if "tls" in self.plan.script:
            self.plan.met.append("tls")
            self.plan.script["tls"](self)
            return
        self.wire.start_tls(self.plan.tls)

    def offered(self):
        return self.plan.methods if self.wire.tls else self.plan.clear_methods

    def ask(self, challenge):
        """One step of a login: `challenge` goes out in base64, the decoded answer comes back."""
        text = base64.b64encode(challenge)
        if "challenge" in self.plan.script:
            self.plan.met.append("challenge")
            self.plan.script["challenge"](self)
        else:
            self.wire.send(self.prompt() + text + b"\r\n")
        line = self.wire.read_line()
        if line == b"*":
            raise Cancelled
        return decode(line)

    def prompt(self):
        return b"+ "

    def login(self, method, initial):
        """Whether this method's exchange proves the account of the plan."""
        first = None if initial is None else (b"" if initial == "=" else decode(initial.encode()))
        right = METHODS[method](self, first) if method in METHODS else False
        refused = self.refuses() or "auth" in self.plan.script
        self.logged_in = right and not refused
        self.plan.tried.append((method, self.logged_in))
        return self.logged_in

    def refuses(self):
        """Whether the scripted answer to a login is a refusal, whatever the credentials."""
        return not self.plan.says.get("auth", "2").startswith(("2", "{tag} OK", "+OK"))

    def is_account(self, user, password):
        return user == self.plan.user.encode() and password == self.plan.password.encode()


def decode(line):
    try:
        return base64.b64decode(line, validate=True)
    except ValueError:
        return b""


def by_plain(session, first):
    parts = (session.ask(b"") if first is None else first).split(b"\0")
    return len(parts) == 3 and session.is_account(parts[1], parts[2])


def by_login(session, first):
    user = session.ask(b"Username:") if first is None else first
    return session.is_account(user, session.ask(b"Password:"))


def by_cram_md5(session, _first):
    challenge = b"<%d.%d@%s>" % (secrets.randbits(40), int(time.time()), session.plan.name.encode())
    user, _, proof = session.ask(challenge).rpartition(b" ")
    wanted = hmac.new(session.plan.password.encode(), challenge, "md5").hexdigest().encode()
    return user == session.plan.user.encode() and proof == wanted


def by_scram(digest):
    def exchange(session, first):
        opening = session.ask(b"") if first is None else first
        bare = opening.split(b",", 2)[-1]
        fields = dict(part.split(b"=", 1) for part in bare.split(b",") if b"=" in part)
        salt, rounds = secrets.token_bytes(16), 4096
        nonce = fields.get(b"r", b"") + base64.b64encode(secrets.token_bytes(18))
        server_first = b"r=%s,s=%s,i=%d" % (nonce, base64.b64encode(salt), rounds)
        final = session.ask(server_first)
        without, _, proof = final.rpartition(b",p=")
        salted = hashlib.pbkdf2_hmac(digest, session.plan.password.encode(), salt, rounds)
        signed = b",".join((bare, server_first, without))
        client_key = hmac.digest(salted, b"Client Key", digest)
        mask = hmac.digest(hashlib.new(digest, client_key).digest(), signed, digest)
        right = (decode(proof) == bytes(a ^ b for a, b in zip(client_key, mask))
                 and fields.get(b"n") == session.plan.user.encode() and b"r=" + nonce in without)
        if right:
            server_key = hmac.digest(salted, b"Server Key", digest)
            session.ask(b"v=" + base64.b64encode(hmac.digest(server_key, signed, digest)))
        return right
    return exchange


METHODS = {"PLAIN": by_plain, "LOGIN": by_login, "CRAM-MD5": by_cram_md5,
           "SCRAM-SHA-1": by_scram("sha1"), "SCRAM-SHA-256": by_scram("sha256")}


class SmtpSession(Session):
    """RFC 5321, 3207, 4954: stages banner ehlo helo starttls tls ehlo2 auth challenge mail rcpt rset data quit."""

    def __init__(self, wire, plan):
        super().__init__(wire, plan)
        self.mail = False
        self.refused = False            # turned away in the banner

    def prompt(self):
        return b"334 "

    def spell(self, text):
        if self.plan.enhanced:
            return text
        return "\n".join(line[:4] + line[4:].split(" ", 1)[-1] if line[4:5] in "245" and line[5:6] == "." else line
                         for line in text.split("\n")) if text in ORDINARY else text

    def at(self, stage, usual):
        super().at(stage, usual)
        told = self.plan.says.get(stage, usual)
        if stage in self.plan.script or told[:1] not in "45":
            return
        self.refused = stage == "banner"
        self.ended = told[:3] in ("421", "521") or (self.refused and self.plan.hang_up)

    def command(self, line):
        verb, _, rest = line.partition(" ")
        if self.refused and verb.lower() != "quit":
            self.wire.send(b"503 Bad sequence of commands\r\n")
            return
        getattr(self, "on_" + verb.lower(), self.on_other)(rest)

    def on_other(self, _rest):
        self.wire.send(frame(self.spell("502 5.5.2 Error: command not recognized")))

    def on_ehlo(self, _rest):
        offer = [self.plan.name]
        offer += [word for word in self.plan.keywords]
        if self.plan.starttls and not self.wire.tls:
            offer.insert(1 + len(offer) // 2, "STARTTLS")
        if self.offered():
            offer.append("AUTH " + " ".join(self.offered()))
        text = "\n".join("250%s%s" % (" " if n == len(offer) - 1 else "-", word) for n, word in enumerate(offer))
        self.at("ehlo2" if self.wire.tls else "ehlo", text)

    def on_helo(self, _rest):
        self.at("helo", "250 " + self.plan.name)

    def on_starttls(self, _rest):
        if self.wire.tls or not self.plan.tls or not self.plan.starttls:
            self.wire.send(frame(self.spell("454 4.7.0 TLS not available")))
            return
        self.at("starttls", "220 2.0.0 Ready to start TLS")
        if not self.plan.says.get("starttls", "220").startswith("220"):
            return
        self.secure()

    def on_auth(self, rest):
        method, _, initial = rest.partition(" ")
        if self.plan.login_needed and method.upper() not in self.offered():
            self.at("method", "504 5.5.4 Unrecognized authentication type")
            return
        if "auth" in self.plan.script:
            self.plan.met.append("auth")
            self.plan.script["auth"](self)
            return
        try:
            right = self.login(method.upper(), initial or None)
        except Cancelled:
            self.wire.send(frame("501 5.7.0 Authentication aborted"))
            return
        self.at("auth", "235 2.7.0 Authentication successful" if right else "535 5.7.8 Error: authentication failed")

    def on_mail(self, _rest):
        if self.plan.login_needed and not self.logged_in:
            self.wire.send(frame(self.spell("530 5.7.0 Authentication required")))
            return
        self.mail = not self.plan.says.get("mail", "250").startswith(("4", "5"))
        self.at("mail", "250 2.1.0 Ok")

    def on_rcpt(self, _rest):
        if self.mail:
            self.at("rcpt", "250 2.1.5 Ok")
        else:
            self.wire.send(frame(self.spell("503 5.5.1 Error: need MAIL command")))

    def on_rset(self, _rest):
        self.mail = False
        self.at("rset", "250 2.0.0 Ok")

    def on_noop(self, _rest):
        self.wire.send(frame(self.spell("250 2.0.0 Ok")))

    def on_data(self, _rest):
        self.at("data", "354 End data with <CR><LF>.<CR><LF>")

    def on_quit(self, _rest):
        self.at("quit", "221 2.0.0 Bye")
        self.ended = True


ORDINARY = {"220 2.0.0 Ready to start TLS", "235 2.7.0 Authentication successful", "250 2.1.0 Ok", "250 2.1.5 Ok", "250 2.0.0 Ok",
            "221 2.0.0 Bye", "502 5.5.2 Error: command not recognized", "530 5.7.0 Authentication required",
            "503 5.5.1 Error: need MAIL command"}


class ImapSession(Session):
    """RFC 9051 as far as a login and reading one mail: stages banner capability starttls tls capability2 auth challenge examine
    search fetch logout."""

    def command(self, line):
        self.tag, _, rest = line.partition(" ")
        verb, _, rest = rest.partition(" ")
        handler = getattr(self, "on_" + verb.lower(), None)
        handler(rest) if handler else self.wire.send(frame(self.spell("{tag} OK done")))

    def spell(self, text):
        return text.replace("{tag}", getattr(self, "tag", "*"))

    def capabilities(self):
        words = ["IMAP4rev1", "ID"] + ["AUTH=" + m for m in self.offered()]
        if self.plan.tls and self.plan.starttls and not self.wire.tls:
            words += ["STARTTLS", "LOGINDISABLED"]
        if self.wire.tls:
            words.append("SASL-IR")
        return " ".join(words)

    def on_capability(self, _rest):
        self.at("capability2" if self.wire.tls else "capability", "* CAPABILITY %s\n{tag} OK done" % self.capabilities())

    def on_starttls(self, _rest):
        if self.wire.tls or not self.plan.tls or not self.plan.starttls:
            self.wire.send(frame(self.spell("{tag} BAD no TLS here")))
            return
        self.at("starttls", "{tag} OK Begin TLS negotiation now")
        self.secure()

    def on_login(self, rest):
        words, rest = [], rest.encode("utf-8", "surrogateescape")
        while len(words) < 2:
            word, rest = self.astring(rest)
            words.append(word)
        self.finish("LOGIN", self.is_account(*words))

    def astring(self, rest):
        """One atom, quoted string or literal, and what follows it."""
        rest = rest.lstrip(b" ")
        if rest.startswith(b'"'):
            word, i = bytearray(), 1
            while i < len(rest) and rest[i:i + 1] != b'"':
                i += rest[i:i + 1] == b"\\"
                word += rest[i:i + 1]
                i += 1
            return bytes(word), rest[i + 1:]
        if rest.startswith(b"{"):
            size, waits = int(rest[1:rest.index(b"}")].rstrip(b"+")), not rest.endswith(b"+}")
            if waits:
                self.wire.send(b"+ OK\r\n")
            while len(self.wire.pending) < size:
                self.wire.pending += self.wire.receive()
            word, self.wire.pending = self.wire.pending[:size], self.wire.pending[size:]
            return word, self.wire.read_line()
        word, _, rest = rest.partition(b" ")
        return word, rest

    def finish(self, method, right):
        refused = self.refuses()
        self.plan.tried.append((method, right and not refused))
        self.at("auth", "{tag} OK Logged in" if right else "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.")

    def on_authenticate(self, rest):
        method, _, initial = rest.partition(" ")
        if method.upper() not in self.offered():
            self.wire.send(frame(self.spell("{tag} NO unsupported mechanism")))
            return
        try:
            right = self.login(method.upper(), initial or None)
        except Cancelled:
            self.wire.send(frame(self.spell("{tag} BAD cancelled")))
            return
        self.plan.tried.pop()
        self.finish(method.upper(), right)

    def on_examine(self, _rest):
        self.at("examine", "* FLAGS ()\n* %d EXISTS\n{tag} OK [READ-ONLY] in" % len(self.plan.mails))

    def on_uid(self, rest):
        if rest.upper().startswith("SEARCH"):
            self.at("search", "* SEARCH%s\n{tag} OK found" % "".join(" %d" % (7 + n) for n in range(len(self.plan.mails))))
            return
        number = int(rest.split(" ")[1]) - 7
        if "fetch" in self.plan.script or not 0 <= number < len(self.plan.mails):
            self.at("fetch", "{tag} OK none")
            return
        mail = frame(self.plan.mails[number])
        self.wire.send(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (number + 1, number + 7, len(mail), mail))
        self.wire.send(frame(self.spell("{tag} OK got")))

    def on_logout(self, _rest):
        self.at("logout", "* BYE Logging out\n{tag} OK Logout completed.")
        self.ended = True


class PopSession(Session):
    """RFC 1939, 2449, 2595 as far as a login and reading one mail: stages banner capability starttls tls capability2 auth challenge
    stat top logout."""

    def __init__(self, wire, plan):
        super().__init__(wire, plan)
        self.user = ""

    def command(self, line):
        verb, _, rest = line.partition(" ")
        handler = getattr(self, "on_" + verb.lower(), None)
        handler(rest) if handler else self.wire.send(b"-ERR unknown command\r\n")

    def on_capa(self, _rest):
        words = ["TOP", "UIDL"] + (["USER"] if self.wire.tls else [])
        if self.offered():
            words.append("SASL " + " ".join(self.offered()))
        if self.plan.tls and self.plan.starttls and not self.wire.tls:
            words.append("STLS")
        self.at("capability2" if self.wire.tls else "capability", "\n".join(["+OK", *words, "."]))

    def on_stls(self, _rest):
        if self.wire.tls or not self.plan.tls or not self.plan.starttls:
            self.wire.send(b"-ERR no TLS here\r\n")
            return
        self.at("starttls", "+OK Begin TLS negotiation now")
        self.secure()

    def on_user(self, rest):
        self.user = rest
        self.wire.send(b"+OK\r\n")

    def on_pass(self, rest):
        self.finish("USER", self.is_account(*(w.encode("utf-8", "surrogateescape") for w in (self.user, rest))))

    def finish(self, method, right):
        refused = self.refuses()
        self.plan.tried.append((method, right and not refused))
        self.at("auth", "+OK Logged in." if right else "-ERR [AUTH] Authentication failed.")

    def on_auth(self, rest):
        method, _, initial = rest.partition(" ")
        if method.upper() not in self.offered():
            self.wire.send(b"-ERR unsupported mechanism\r\n")
            return
        try:
            right = self.login(method.upper(), initial or None)
        except Cancelled:
            self.wire.send(b"-ERR cancelled\r\n")
            return
        self.plan.tried.pop()
        self.finish(method.upper(), right)

    def on_stat(self, _rest):
        self.at("stat", "+OK %d %d" % (len(self.plan.mails), sum(map(len, self.plan.mails))))

    def on_top(self, rest):
        number, _, lines = rest.partition(" ")
        if "top" in self.plan.script or not 0 < int(number) <= len(self.plan.mails):
            self.at("top", "-ERR no such mail")
            return
        head, _, text = self.plan.mails[int(number) - 1].partition("\n\n")
        text = [("." if line.startswith(".") else "") + line for line in text.split("\n")[:int(lines)]]
        self.wire.send(frame("\n".join(["+OK", head, "", *text, "."])))

    def on_noop(self, _rest):
        self.wire.send(b"+OK\r\n")

    def on_quit(self, _rest):
        self.at("logout", "+OK Logging out.")
        self.ended = True


SESSIONS = {"smtp": SmtpSession, "imap": ImapSession, "pop3": PopSession}


def serve(protocol, plan, address, port):
    """A listening server of this protocol; its wires say what arrived."""
    return Listener(address, port, lambda wire: SESSIONS[protocol](wire, plan).run())
