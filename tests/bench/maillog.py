"""A log of Postfix of any size, the same bytes for the same size, in the proportions of a server that sends for some hundred people: one
recipient in a hundred is delayed, half as many come back, strangers guess at passwords, and half of the delayed ones are sent later."""

import collections
import random
import time

BEGAN = 1_793_000_000           # seconds since 1970: October 2026
MESSAGE_EVERY = 1.3             # seconds
AT_ONCE = 12                    # messages whose lines are mixed
RETRY_AFTER = 900               # messages between two tries of a delayed one
LETTERS = "0123456789ABCDEF"

WAITS = (
    ("relay=none, delay=30, delays=0.1/0.01/30/0, dsn=4.4.1, status=deferred",
     "(connect to {mx}[{ip}]:25: Connection timed out)"),
    ("relay={mx}[{ip}]:25, delay=1.9, delays=0.2/0/0.9/0.8, dsn=4.7.1, status=deferred",
     "(host {mx}[{ip}] said: 450 4.7.1 <{to}>: Recipient address rejected: Greylisted, see http://postgrey.example/{domain} "
     "(in reply to RCPT TO command))"),
    ("relay={mx}[{ip}]:25, delay=2.5, delays=0.2/0/1.5/0.8, dsn=4.2.2, status=deferred",
     "(host {mx}[{ip}] said: 452 4.2.2 <{to}>: The email account that you tried to reach is over quota "
     "(in reply to RCPT TO command))"),
    ("relay={mx}[{ip}]:25, delay=3.4, delays=0.1/0/2.2/1.1, dsn=4.7.0, status=deferred",
     "(host {mx}[{ip}] said: 421 4.7.0 [{ip}] Our system has detected an unusual rate of unsolicited mail originating from your IP "
     "address. To protect our users from spam, mail sent from your IP address has been temporarily rate limited. "
     "(in reply to end of DATA command))"),
)
BOUNCES = (
    ("relay={mx}[{ip}]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.1.1, status=bounced",
     "(host {mx}[{ip}] said: 550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table "
     "(in reply to RCPT TO command))"),
    ("relay={mx}[{ip}]:25, delay=2, delays=0.1/0/0.7/1.2, dsn=5.7.26, status=bounced",
     "(host {mx}[{ip}] said: 550-5.7.26 Your email has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires "
     "all senders to authenticate with either SPF or DKIM. {gid} - gsmtp (in reply to end of DATA command))"),
    ("relay=none, delay=0.1, delays=0.05/0/0.05/0, dsn=5.4.4, status=bounced",
     "(Host or domain name not found. Name service error for name={domain} type=A: Host not found)"),
    ("relay={mx}[{ip}]:25, delay=1.7, delays=0.1/0/0.9/0.7, dsn=5.7.1, status=bounced",
     "(host {mx}[{ip}] said: 550 5.7.1 Service unavailable, Client host [{ip}] blocked using Spamhaus "
     "(in reply to MAIL FROM command))"),
)


class MailLog:
    """`MailLog(size).write(file)`; then counts says what was written."""

    def __init__(self, size):
        self.size = size
        self.random = random.Random(5321)
        self.counts = collections.Counter()
        self.domains = ["%s%d.example" % (self.random.choice(("mail", "shop", "firm", "town", "club")), n) for n in range(3000)]
        self.clients = ["host-%d-%d.net%d.example[198.51.100.%d]" % (n, n * 7 % 251, n % 17, n % 250 + 1) for n in range(500)]
        self.waiting = collections.deque()
        self.serial = 0
        self.last = False               # nothing new begins

    def _domain(self):
        """A few are written to often."""
        return self.domains[int(len(self.domains) * self.random.random() ** 4)]

    def _address(self):
        return "%s.%d@%s" % (self.random.choice(("anna", "ben", "carla", "dirk", "eva")), self.random.randrange(900), self._domain())

    def _id(self):
        self.serial += 1
        return "%010X" % (0x4A00000000 + self.serial * 0x9E37 % 0xFFFFFFFF)

    def _where(self, to):
        domain = to.partition("@")[2]
        number = sum(map(ord, domain)) % 200
        return {"to": to, "domain": domain, "mx": "mx%d.%s" % (number % 3 + 1, domain), "ip": "203.0.113.%d" % (number + 1),
                "gid": "%012x%d-%010x.%d" % (self.serial * 7919, number, self.serial * 104729, number)}

    def _try(self, name, to, may_fail=True):
        """One delivery: its line, and whether the recipient waits."""
        pid = 3000 + self.serial % 40
        chance = self.random.random() if may_fail else 1
        kinds = WAITS if chance < 0.022 else BOUNCES if chance < 0.034 else None
        where = self._where(to)
        if not kinds:
            self.counts["sent"] += 1
            return ("postfix/smtp[%d]: %s: to=<%s>, relay=%s[%s]:25, delay=1.4, delays=0.08/0.01/0.52/0.79, dsn=2.0.0, status=sent "
                    "(250 2.0.0 Ok: queued as %s)" % (pid, name, to, where["mx"], where["ip"], where["gid"][:11].upper())), False
        fields, words = self.random.choice(kinds)
        self.counts["deferrals" if kinds is WAITS else "bounced"] += 1
        line = "postfix/smtp[%d]: %s: to=<%s>, %s %s" % (pid, name, to, fields, words)
        return line.format(**where), kinds is WAITS

    def _message(self):
        """The lines of one mail from a client, up to the end or to the first try that has to be repeated."""
        name, client, sender = self._id(), self.random.choice(self.clients), self._address()
        recipients = [self._address() for _ in range(1 if self.random.random() < 0.85 else 3)]
        smtpd, cleanup = 2000 + self.serial % 50, 2600 + self.serial % 20
        self.counts["messages"] += 1
        self.counts["recipients"] += len(recipients)
        lines = ["postfix/smtpd[%d]: connect from %s" % (smtpd, client),
                 "postfix/smtpd[%d]: %s: client=%s, sasl_method=PLAIN, sasl_username=%s" % (smtpd, name, client, sender),
                 "postfix/cleanup[%d]: %s: message-id=<%s.%d@%s>" % (cleanup, name, name.lower(), self.serial, sender.partition("@")[2]),
                 "postfix/qmgr[812]: %s: from=<%s>, size=%d, nrcpt=%d (queue active)"
                 % (name, sender, 900 + self.serial * 37 % 90000, len(recipients)),
                 "postfix/smtpd[%d]: disconnect from %s ehlo=2 starttls=1 auth=1 mail=1 rcpt=%d data=1 quit=1 commands=%d"
                 % (smtpd, client, len(recipients), 7 + len(recipients))]
        waiting = []
        for to in recipients:
            line, waits = self._try(name, to)
            lines.append(line)
            if waits:
                waiting.append(to)
        self.counts["waiting"] += len(waiting)
        if waiting:
            self.waiting.append((self.serial, name, sender, waiting))
        else:
            lines.append("postfix/qmgr[812]: %s: removed" % name)
        return lines

    def _again(self):
        """A delayed mail's next try, half of which succeed."""
        _, name, sender, recipients = self.waiting.popleft()
        lines = ["postfix/qmgr[812]: %s: from=<%s>, size=4711, nrcpt=%d (queue active)" % (name, sender, len(recipients))]
        if self.random.random() < 0.5:
            lines += [self._try(name, to, may_fail=False)[0] for to in recipients]
            self.counts["overcome"] += len(recipients)
            self.counts["waiting"] -= len(recipients)
            lines.append("postfix/qmgr[812]: %s: removed" % name)
        else:
            for to in recipients:
                self.counts["deferrals"] += 1
                lines.append(("postfix/smtp[3999]: %s: to=<%s>, %s %s" % (name, to, *WAITS[1])).format(**self._where(to)))
        return lines

    def _stranger(self):
        """Somebody who guesses at passwords, or wants to send through the server."""
        client = "unknown[192.0.2.%d]" % self.random.randrange(1, 255)
        pid = 2100 + self.serial % 50
        if self.random.random() < 0.75:
            self.counts["guesses"] += 1
            words = "warning: %s: SASL LOGIN authentication failed: UGFzc3dvcmQ6" % client
        else:
            self.counts["rejected"] += 1
            words = ("NOQUEUE: reject: RCPT from %s: 554 5.7.1 <%s>: Relay access denied; from=<a@spam.example> to=<%s> proto=ESMTP "
                     "helo=<win-%d>" % (client, self._address(), self._address(), pid))
        return ["postfix/smtpd[%d]: connect from %s" % (pid, client), "postfix/smtpd[%d]: %s" % (pid, words),
                "postfix/smtpd[%d]: lost connection after AUTH from %s" % (pid, client),
                "postfix/smtpd[%d]: disconnect from %s ehlo=1 auth=0/1 commands=1/2" % (pid, client)]

    def _sources(self):
        while True:
            self.serial += 1
            if self.waiting and self.serial - self.waiting[0][0] > RETRY_AFTER:
                yield self._again()
            elif self.random.random() < 0.16:
                yield self._stranger()
            else:
                yield self._message()

    def _mixed(self):
        """The lines of so many sources at once, each in its order."""
        sources = self._sources()
        open_ones = [iter(next(sources)) for _ in range(AT_ONCE)]
        while open_ones:
            for lines in list(open_ones):
                line = next(lines, None)
                if line is not None:
                    yield line
                    continue
                open_ones.remove(lines)
                if not self.last:
                    open_ones.append(iter(next(sources)))

    def write(self, file):
        """About the size: what has begun comes to its end, so that the counts are those of the file."""
        written, batch, stamp = 0, [], ""
        for n, line in enumerate(self._mixed()):
            if n % 6 == 0:
                stamp = time.strftime("%b %e %H:%M:%S mail ", time.gmtime(BEGAN + int(n * MESSAGE_EVERY / 8)))
            batch.append(stamp + line)
            if len(batch) == 5000:
                written += file.write(("\n".join(batch) + "\n").encode())
                batch = []
                self.last = written >= self.size
        if batch:
            written += file.write(("\n".join(batch) + "\n").encode())
        return written
