"""A box that sits in the mail stream: what a firewall with SMTP inspection, a provider's proxy or the mail shield of a
security program does. Connections are turned here by a rule of nftables; it goes on to the server they were meant for.

    port        where it listens            tls_ports    ports that begin with TLS
    mask        "banner", "ehlo": overwritten as old firewalls do
    hide        keywords taken out of the answer to EHLO
    refuse      {verb: reply}: commands that it answers itself
    silent      a verb from which on nothing passes any more ("greeting", or a command)
    certs       {server name: PEM file}: it opens TLS with these certificates, and speaks TLS to the server itself
    upstream    [address, port] in place of the server that was meant
"""

import socket
import ssl

import common

OPTIONS = common.options()
MASK = set(OPTIONS.get("mask", ()))
HIDE = set(OPTIONS.get("hide", ()))
REFUSE = OPTIONS.get("refuse", {})
CERTS = OPTIONS.get("certs", {})


def server_side():
    """TLS towards the server; a box looks at everything and checks nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


INWARD, OUTWARD = (common.inward(CERTS), server_side()) if CERTS else (None, None)


class End:
    """One end of the conversation, by lines."""

    def __init__(self, sock):
        self.sock, self.rest = sock, b""

    def line(self):
        while b"\n" not in self.rest:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return line + b"\n"

    def reply(self):
        lines = [self.line()]
        while lines[-1][3:4] == b"-":
            lines.append(self.line())
        return lines


def masked_banner(line):
    """As PIX does: "220", then only asterisks, the digits 2 and 0 and blanks stay."""
    return line[:4] + bytes(c if c in b"20 \r\n" else ord("*") for c in line[4:])


def offer(lines):
    """What is left of the answer to EHLO."""
    kept = [line for line in lines if line[4:].split()[:1] == [] or
            line[4:].split()[0].decode("ascii", "replace").upper() not in HIDE]
    if "ehlo" in MASK:
        known = (b"PIPELINING", b"SIZE", b"8BITMIME", b"ENHANCEDSTATUSCODES", b"DSN")
        kept = [line if n == 0 or line[4:].split()[0] in known
                else line[:4] + b"X" * (len(line.rstrip()) - 5) + b"A\r\n" for n, line in enumerate(kept)]
    return [line[:3] + (b"-" if n < len(kept) - 1 else b" ") + line[4:] for n, line in enumerate(kept)]


def until_the_dot(client, server):
    line = b""
    while line != b".\r\n":
        line = client.line()
        server.sock.sendall(line)


def silence(client):
    while client.recv(65536):
        pass


def one_command(client, server):
    """Passes one command and its reply; True when both sides begin TLS now."""
    line = client.line()
    verb = line.strip().split(b" ")[0].decode("ascii", "replace").upper()
    if OPTIONS.get("silent") == verb:
        silence(client.sock)
        raise EOFError
    if verb in REFUSE:
        client.sock.sendall(REFUSE[verb].encode("ascii") + b"\r\n")
        return False
    server.sock.sendall(line)
    reply = server.reply()
    if verb == "EHLO" and reply[0].startswith(b"250"):
        reply = offer(reply)
    client.sock.sendall(b"".join(reply))
    if verb == "DATA" and reply[0].startswith(b"354"):
        until_the_dot(client, server)
        client.sock.sendall(b"".join(server.reply()))
    return verb == "STARTTLS" and reply[0].startswith(b"220")


def converse(client, server):
    greeting = server.reply()
    if OPTIONS.get("silent") == "greeting":
        silence(client.sock)
        return
    if "banner" in MASK:
        greeting = [masked_banner(line) for line in greeting]
    client.sock.sendall(b"".join(greeting))
    while True:
        if one_command(client, server):
            if not CERTS:
                common.pump(client.sock, server.sock)
                return
            client.sock = INWARD.wrap_socket(client.sock, server_side=True)
            server.sock = OUTWARD.wrap_socket(server.sock)


def handle(peer):
    peer.settimeout(60)
    address, port = OPTIONS.get("upstream") or common.meant_for(peer)
    with socket.create_connection((address, port), timeout=10) as onward:
        onward.settimeout(60)
        if port in OPTIONS.get("tls_ports", ()):
            peer, onward = INWARD.wrap_socket(peer, server_side=True), OUTWARD.wrap_socket(onward)
        if port in (25, 465, 587):
            converse(End(peer), End(onward))
        else:
            common.pump(peer, onward)


def main():
    sock = common.listen(OPTIONS["port"])
    common.ready()
    common.serve(sock, handle)


main()
