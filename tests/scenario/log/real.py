#!/usr/bin/python3
"""The logs of real servers: Postfix, Exim, OpenSMTPD and Sendmail get the same mails to send in one lab, and what `mailmend log` counts must be
what was really sent, what their own queues hold, and what pflogsumm counts. The same logs packed, as a journal, cut and mixed.
"""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import program  # noqa: E402
from lab import cases, crew  # noqa: E402
from lab.packages import unpacked  # noqa: E402
from loglab import DEAD, KINDS, NOWHERE, LogLab  # noqa: E402

# One mail each, beside one to anna at every server, one to three people, of whom one is not known, and one to a dead host.
OTHERS = ("x@busy.test", "nemo@users.test", "x@policy.test", "x@full.test", "x@" + NOWHERE, "x@spf.test", "x@later.test")
SERVERS = len(KINDS)
HANDED_IN = SERVERS + 1 + len(OTHERS) + 1
BOUNCED, DEFERRED, LATER = 6, 2, 1
# A mail of failure for each of those, delivered here; mails of the other servers; those to anna, of the three people two, and the later one.
SENT = BOUNCED + (SERVERS - 1) + SERVERS + 2 + LATER
MESSAGES = HANDED_IN + BOUNCED + SERVERS - 1

# Whose queue can be made to give up at once.
EXPIRES = ("postfix", "exim", "sendmail")

# Which causes fit each destination. Not every server writes down what the other one said.
FITS = {
    "busy.test": {"temporary-failure", "recipient-server-error", "recipient-busy"},
    DEAD: {"recipient-unreachable", "server-down"},
    "users.test": {"recipient-unknown"},
    "policy.test": {"relay-denied", "recipient-refuses"},
    "full.test": {"mailbox-full"},
    NOWHERE: {"recipient-domain-unknown"},
    "spf.test": {"sender-not-authenticated"},
}


AT_HOME = "/lab/mailmend"      # where the program stands on a server's own computer


class Exercised(LogLab):
    """The lab after all mails went their ways; only what was logged and what waits is left to look at."""

    def _build(self):
        super()._build()
        self.folder, self.waiting, self.at_home = self.run.dir / "logs", {}, {}
        self.folder.mkdir()
        self.at_once(self.hand_in)
        self.at_once(lambda server: server.quiet(DEFERRED + LATER))
        self.at_once(self.go_on)

    def go_on(self, server):
        """Until all is settled, once more, and at last until what still waits is given up."""
        server.again()
        server.quiet(DEFERRED)
        server.settle()
        self.waiting[server.name] = server.waiting()
        shutil.copy(program.binary(), server.space.path(AT_HOME))
        self.at_home[server.name] = ask(server.space.command(AT_HOME, "log", "--json"))
        self.file(server.name).write_bytes(server.log())
        server.give_up()
        server.quiet(0 if server.name in EXPIRES else DEFERRED)
        self.file(server.name + "-at-last").write_bytes(server.log())

    def serve(self, kind):
        """OpenSMTPD takes ten seconds to find out that a host is dead: it may begin at once."""
        super().serve(kind)
        self.servers[kind.name].send("x@" + DEAD)

    def at_once(self, call):
        failed = []

        def guarded(server):
            try:
                call(server)
            except Exception as error:  # told below, for all of them
                failed.append("%s: %s" % (server.name, error))

        threads = [threading.Thread(target=guarded, args=(server,)) for server in self.servers.values()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise RuntimeError("; ".join(failed))

    def hand_in(self, server):
        for other in self.servers.values():
            server.send("anna@" + other.site.domain)
        server.send("a@ok.test", "b@ok.test", "nemo@users.test")
        for recipient in OTHERS:
            server.send(recipient)
        self.refused(server, "nemo@" + server.site.domain)
        self.refused(server, "x@stranger.test")

    def file(self, name):
        return self.folder / (name + ".log")


def ask(words, text=None):
    """The JSON of a run."""
    env = {name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    env.update(PATH="/usr/sbin:/usr/bin:/sbin:/bin", HOME="/nonexistent", LANG="C.UTF-8", TZ="UTC", TERM="dumb")
    done = subprocess.run(words, input=text, capture_output=True, timeout=60, env=env, check=False)
    cases.expect(done.returncode == 0, "exit 0", "%d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace")[-300:]))
    return json.loads(done.stdout)


def log(*files, text=None):
    """What the program says of them."""
    return ask([program.binary(), "log", "--json", *map(str, files)], text)


def figures(doc, *more):
    return {name: doc[name] for name in ("messages", "sent", "deferred", "bounced", "rejected", *more)}


def wanted(times=1):
    return {name: count * times for name, count in (
        ("messages", MESSAGES), ("sent", SENT), ("deferred", DEFERRED), ("bounced", BOUNCED), ("rejected", 2))}


def counts(name):
    def case(lab):
        got = figures(log(lab.file(name)))
        cases.expect(got == wanted(), wanted(), got)
    return case


def queue(name):
    def case(lab):
        got, waiting = log(lab.file(name))["deferred"], lab.waiting[name]
        cases.expect(got == waiting, "%d as in its queue" % waiting, got)
    return case


def at_home(name):
    """On the server's own computer the log is found without being named, and the queue is looked into: both count alike."""
    def case(lab):
        doc, waiting = lab.at_home[name], lab.waiting[name]
        cases.expect(figures(doc) == wanted(), wanted(), figures(doc))
        cases.expect(doc["queue"] and doc["queue"]["waiting"] == waiting, "%d waiting" % waiting, doc["queue"])
        reasons = {one["cause"] for one in doc["queue"]["reasons"]}
        cases.expect(len(reasons) > 1 and None not in reasons, "a cause for each reason", doc["queue"]["reasons"])
    return case


def causes(name):
    """Each destination under a cause that fits it, with the number of its recipients; nothing left unexplained."""
    def case(lab):
        doc, bad = log(lab.file(name)), []
        for domain, fitting in FITS.items():
            number = 2 if domain == "users.test" else 1
            got = {cause["id"]: one["count"] for cause in doc["causes"] if cause.get("side", "recipients") == "recipients"
                   for one in cause["domains"] if one["name"] == domain}
            if sum(got.values()) != number or not set(got) <= fitting:
                bad.append("%s: %s" % (domain, got))
        bad += ["not explained: %s" % one for one in doc["unexplained"]]
        cases.expect(not bad, "a fitting cause for each destination", "; ".join(bad))
    return case


def pflogsumm(lab):
    """What administrators count with. Of mails it counts those that came in, not those of failure, and of mails that were put off also those
    that went out later."""
    roots = unpacked("pflogsumm")
    perl = [word for root in roots for place in ("usr/share/perl5", "usr/lib/x86_64-linux-gnu/perl5/5.36")
            for word in ("-I", str(root / place))]
    script = next(root / "usr/sbin/pflogsumm" for root in roots if root.name == "pflogsumm")
    done = subprocess.run(["perl", *perl, str(script), str(lab.file("postfix"))], capture_output=True, text=True, timeout=60, check=True)
    said = {name: int(number) for number, name in re.findall(r"^ +(\d+) {2,}(received|delivered|bounced|deferred|rejected)", done.stdout,
                                                               re.MULTILINE)}
    doc = log(lab.file("postfix"))
    got = {"received": doc["messages"] - BOUNCED, "delivered": doc["sent"], "bounced": doc["bounced"], "rejected": doc["rejected"],
           "deferred": doc["deferred"] + LATER}
    cases.expect(got == said, said, got)


def mixed(lab):
    """All logs one after the other, and all in one file, line by line in turn: recipients and mails of each are told apart."""
    files = [lab.file(name) for name in lab.servers]
    got = figures(log(*files))
    cases.expect(got == wanted(SERVERS), wanted(SERVERS), got)
    lines = [file.read_bytes().splitlines(keepends=True) for file in files]
    most = max(map(len, lines))
    text = b"".join(of[at] for at in range(most) for of in lines if at < len(of))
    got = figures(log("-", text=text))
    cases.expect(got == wanted(SERVERS), wanted(SERVERS), got)


def packed(lab):
    """The older half in gzip, the newer as it is."""
    lines = lab.file("postfix").read_bytes().splitlines(keepends=True)
    older, newer = lab.folder / "mail.log.2.gz", lab.folder / "mail.log.1"
    older.write_bytes(gzip.compress(b"".join(lines[:70])))
    newer.write_bytes(b"".join(lines[70:]))
    got = figures(log(older, newer))
    cases.expect(got == wanted(), wanted(), got)


def entry(line):
    """A line of syslog as the journal keeps it; every third message as bytes."""
    stamp, host, tag, pid, message = re.match(r"(\w+ +\d+ [\d:]+|\S+) (\S+) ([^\[:]+)(?:\[(\d+)\])?: (.*)", line).groups()
    return {"__CURSOR": "s=0;i=%d" % len(stamp), "__REALTIME_TIMESTAMP": "1795305600000000", "_HOSTNAME": host, "PRIORITY": "6",
            "SYSLOG_IDENTIFIER": tag, "_PID": pid, "MESSAGE": list(message.encode()) if len(message) % 3 == 0 else message}


def journal(name):
    def case(lab):
        lines = lab.file(name).read_text(encoding="utf-8").splitlines()
        text = "".join(json.dumps(entry(line)) + "\n" for line in lines).encode()
        got = figures(log("-", text=text))
        cases.expect(got == wanted(), wanted(), got)
    return case


def expired(name):
    """What was given up because it waited for too long, without another answer."""
    def case(lab):
        got = figures(log(lab.file(name + "-at-last")), "expired")
        more = {**wanted(), "messages": MESSAGES + DEFERRED, "sent": SENT + DEFERRED, "deferred": 0, "bounced": BOUNCED + DEFERRED,
                "expired": DEFERRED}
        cases.expect(got == more, more, got)
    return case


def attempts(lab):
    """A mail that was put off and went out later is sent, and its trouble is told as over."""
    for name in lab.servers:
        doc = log(lab.file(name))
        cases.expect(doc["sent_later"] == LATER, "%s: %d sent later" % (name, LATER), doc["sent_later"])


CASES = {
    **{"counts/" + kind.name: counts(kind.name) for kind in KINDS},
    **{"queue/" + kind.name: queue(kind.name) for kind in KINDS},
    **{"at-home/" + kind.name: at_home(kind.name) for kind in KINDS},
    **{"causes/" + kind.name: causes(kind.name) for kind in KINDS},
    **{"expired/" + name: expired(name) for name in EXPIRES},
    **{"journal/" + name: journal(name) for name in ("postfix", "opensmtpd", "sendmail")},
    "sent-later": attempts, "pflogsumm": pflogsumm, "mixed": mixed, "packed": packed,
}


def main():
    if not os.access(program.binary(), os.X_OK):
        print("there is no program at %s (set MAILMEND)" % program.binary())
        return 2
    return crew.together(__doc__, CASES, Exercised, jobs=2)


if __name__ == "__main__":
    sys.exit(main())
