#!/usr/bin/python3
"""The rest of the mail world: one server on port 25 of all addresses here, which answers by the recipient's domain.

    ok.test takes everything       users.test knows nobody          policy.test relays for nobody
    full.test has no room left     busy.test is busy, always        later.test is busy at the first try of each server
    spf.test refuses at the end of the data, in three lines
"""

import socketserver
import threading

RCPT = {
    "users.test": "550 5.1.1 <%s>: Recipient address rejected: User unknown in virtual mailbox table",
    "policy.test": "554 5.7.1 <%s>: Relay access denied",
    "full.test": "552 5.2.2 <%s>: Recipient address rejected: Mailbox is full",
    "busy.test": "451 4.3.0 <%s>: Temporary lookup failure",
}
LATER = "451 4.7.1 <%s>: Recipient address rejected: Greylisted, please try again later"
UNAUTHENTICATED = ("550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n"
                   "550-5.7.26 Authentication results: DKIM = did not pass, SPF did not pass\r\n"
                   "550 5.7.26 For instructions on setting up authentication, see our pages")
seen, lock = set(), threading.Lock()


class Conversation(socketserver.StreamRequestHandler):
    timeout = 30

    def say(self, text):
        self.wfile.write(text.encode("ascii") + b"\r\n")

    def handle(self):
        self.say("220 mx.far.test ESMTP")
        self.domains = []
        for line in self.rfile:
            word = line.decode("utf-8", "replace").strip()
            verb = word[:4].upper()
            if verb == "QUIT":
                self.say("221 2.0.0 Bye")
                return
            if verb == "EHLO":
                self.say("250-mx.far.test\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME")
            elif verb == "RCPT":
                self.say(self.recipient(word.split("<", 1)[1].split(">", 1)[0].lower()))
            elif verb == "DATA":
                self.data()
            else:
                self.domains = [] if verb in ("MAIL", "RSET") else self.domains
                self.say("250 2.0.0 Ok")

    def recipient(self, address):
        domain = address.rpartition("@")[2]
        if domain in RCPT:
            return RCPT[domain] % address
        if domain == "later.test":
            with lock:
                who = (self.client_address[0], address)
                if who not in seen:
                    seen.add(who)
                    return LATER % address
        self.domains.append(domain)
        return "250 2.1.5 Ok"

    def data(self):
        if not self.domains:
            return self.say("554 5.5.1 Error: no valid recipients")
        self.say("354 End data with <CR><LF>.<CR><LF>")
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                break
        return self.say(UNAUTHENTICATED if "spf.test" in self.domains else "250 2.0.0 Ok: queued as 4bXYZ")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    Server(("0.0.0.0", 25), Conversation).serve_forever()
