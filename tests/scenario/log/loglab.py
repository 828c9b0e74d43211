"""The lab of the logs: Postfix, Exim, OpenSMTPD and Sendmail with a user each, one server that plays the rest of the mail world
(far.py), a host that is there and takes no mail, and names for all of them.
"""

import json
import pathlib
import re
import smtplib
import subprocess
import threading

from lab import dns
from lab.dns import HEAD
from lab.exim import ANNA_ALONE, Exim, configuration
from lab.opensmtpd import OpenSmtpd
from lab.outgoing import Setup
from lab.postfix import LISTENERS, MAIN, MODERN_TLS, SERVICES, Postfix
from lab.sendmail import Sendmail, Syslog
from lab.spaces import Built, Service, address_lines, wait_for
from lab.topology import Lab, Site

FAR = Site("far.test", 5)
# Domains of the rest of the world; what each of them answers stands in far.py.
WORLD = ("ok.test", "users.test", "policy.test", "full.test", "busy.test", "later.test", "spf.test")
# Each has a server of its own: some hold back between two conversations with one address.
FAR_ADDRESSES = ["203.0.113.%d" % (16 * FAR.number + 2 + n) for n in range(len(WORLD))]
DEAD, NOWHERE = "dead.test", "nowhere.test"


class Logged:
    """What the servers have in common here: mail handed in on their host, a queue that can be counted and tried again, a log."""

    beside = ()
    healthy = Setup(ports=(25,))

    def send(self, *recipients):
        """One mail of anna's to all of them, by the program that scripts call."""
        words = [self.sendmail, "-i", "-f", "anna@" + self.site.domain, *recipients]
        self.space.run(*words, input="Subject: log\n\nx\n", timeout=30)

    def waiting(self):
        """How many recipients wait in its queue, as its own program tells."""
        raise NotImplementedError

    def quiet(self, recipients):
        """Until nothing but so many recipients waits for another try."""
        wait_for(lambda: self.waiting() == recipients and not self.busy(), "%s: %d in the queue" % (self.name, recipients), 60)

    def log(self):
        """The log so far."""
        return self.space.path(self.log_file).read_bytes()

    def results(self, form):
        return len(re.findall(form, self.log().decode("utf-8", "replace")))

    def settle(self):
        """Until all that waits was tried."""

    def give_up(self):
        """What waits is too old. OpenSMTPD knows only what a mail was told when it came in: here it goes on waiting."""

    def busy(self):
        """Whether it still has to do with mails that do not wait for another try."""
        return False


class LogPostfix(Logged, Postfix):
    log_file, sendmail = "/var/log/mail.log", "/usr/sbin/sendmail"
    MORE = ("smtp_tls_security_level = may\nsmtp_tls_loglevel = 1\nsmtp_connect_timeout = 3s\nlocal_recipient_maps = inline:{anna=1}\n"
            "bounce_queue_lifetime = 1d\n")

    def configure(self, setup):
        text = MAIN.format(domain=self.site.domain, tls=MODERN_TLS).replace("local_recipient_maps =\n", "") + self.MORE
        self.space.write("/etc/postfix/main.cf", text)
        self.space.write("/etc/postfix/master.cf", LISTENERS[25] + SERVICES)

    def mails(self):
        return [json.loads(line) for line in self.space.run("postqueue", "-j").stdout.splitlines()]

    def waiting(self):
        return sum(len(mail["recipients"]) for mail in self.mails() if mail["queue_name"] == "deferred")

    def busy(self):
        return any(mail["queue_name"] != "deferred" for mail in self.mails())

    def again(self):
        self.space.run("postqueue", "-f")

    def give_up(self):
        """What waits is too old from now on."""
        self.space.run("postconf", "-e", "maximal_queue_lifetime = 1s")
        self.space.run("postfix", "reload", check=False)
        self.again()


class LogExim(Logged, Exim):
    log_file, sendmail = "/var/log/exim4/mainlog", "/usr/sbin/exim4"
    AWAY = "away:\n  driver = dnslookup\n  domains = ! +local_domains\n  transport = remote_smtp\n"
    MORE = "remote_smtp:\n  driver = smtp\n  connect_timeout = 3s\n\nbegin retry\n* * %s\n"

    def configure(self, setup, retry="F,2h,15m"):
        domain = self.site.domain
        self.write_configuration(configuration(
            name="smtp." + domain, local=domain, ports="25", advertise=":", routers=self.AWAY, more=self.MORE % retry, logins="",
            options="log_selector = +millisec +pid +incoming_port +smtp_connection +deliver_time", **ANNA_ALONE))
        self.write_certificate(setup.cert)

    def waiting(self):
        """exim -bp: below the line of a mail its recipients, those that are done with marked by D."""
        text = self.space.run("exim4", "-bp").stdout
        return len(re.findall(r"^ {10}\S+@\S+$", text, re.MULTILINE))

    def mails(self):
        return int(self.space.run("exim4", "-bpc").stdout)

    def busy(self):
        return bool(self.space.run("pgrep", "-f", "exim4 -M", check=False).stdout) or self.results(r" <= ") != self.mails() + self.results(
            r" Completed")

    def again(self):
        self.space.run("exim4", "-qff", timeout=60)

    def give_up(self):
        self.configure(self.setup, "F,1s,1s")
        self.again()


class LogOpenSmtpd(Logged, OpenSmtpd):
    beside = ("rsyslog",)
    log_file, sendmail = Syslog.LOG, "/usr/sbin/sendmail"
    CONFIG = ('pki lab cert "/lab/cert.pem"\npki lab key "/lab/key.pem"\nlisten on eth0 port 25 tls pki lab hostname smtp.{domain}\n'
              'listen on socket\naction "local" maildir "/home/anna/Maildir" virtual {{ "anna@{domain}" = anna }}\naction "onward" relay\n'
              'match from any for domain "{domain}" action "local"\nmatch from local for any action "onward"\n')

    def prepare(self):
        super().prepare()
        self.space.own("/usr/sbin/smtpctl", 0o2755, (0, self.ids["opensmtpq"][1]))
        self.syslog = Syslog(self.space, "FileFormat")

    def configure(self, setup):
        self.space.write("/etc/smtpd.conf", self.CONFIG.format(domain=self.site.domain))

    def service(self):
        return Service(self.space, "smtpd", ["/usr/sbin/smtpd", "-F", "-f", "/etc/smtpd.conf"])

    def apply(self, setup):
        self.syslog.start()
        super().apply(setup)

    def envelopes(self):
        """smtpctl show queue: id|family|kind|flags|sender|…|recipient|…|pending or inflight|…"""
        return [line.split("|") for line in self.space.run("smtpctl", "show", "queue").stdout.splitlines()]

    def waiting(self):
        """The one for the dead host is under way for ten seconds, and waits then."""
        return sum("inflight" not in one or DEAD in one[5] for one in self.envelopes())

    def busy(self):
        return any(one[2] == "bounce" or "inflight" in one and DEAD not in one[5] for one in self.envelopes())

    def settle(self):
        wait_for(lambda: self.results(r"to=<\S+@%s>.* result=.TempFail" % DEAD), "opensmtpd: the dead host", 60)

    def again(self):
        """Not the one for the dead host: it would take ten seconds to find out again."""
        for one in self.envelopes():
            if DEAD not in one[5]:
                self.space.run("smtpctl", "schedule", one[0])


class LogSendmail(Logged, Sendmail):
    beside = ("rsyslog",)
    log_file, sendmail = Syslog.LOG, Sendmail.program

    def waiting(self):
        """mailq: below the line of a mail its reason, then its recipients."""
        return len(re.findall(r"^\t+ +<?\S+@\S+>?$", self.space.run(self.program, "-bp", "-C/etc/mail/sendmail.cf").stdout, re.MULTILINE))

    def busy(self):
        """Its processes say what they do; one may wait for a client that keeps its connection for a while."""
        lines = self.space.run("pgrep", "-af", "^sendmail: ", check=False).stdout.splitlines()
        return any("accepting connections" not in line and "cmd read" not in line for line in lines)

    def again(self):
        self.space.run(self.program, "-q", "-C/etc/mail/sendmail.cf", timeout=60)

    def give_up(self):
        self.space.run(self.program, "-q", "-C/etc/mail/sendmail.cf", "-OTimeout.queuereturn=1s", timeout=60)


KINDS = (LogPostfix, LogExim, LogOpenSmtpd, LogSendmail)


class LogDns(dns.Dns):
    def _write(self, zones):
        zones["old.test"] = HEAD + "mx IN A %s\n" % Lab.old_address
        zones.update((name, HEAD + "@ IN MX 10 mx\nmx IN A %s\n" % address) for name, address in zip(WORLD, FAR_ADDRESSES))
        zones[DEAD] = HEAD + "@ IN MX 10 mx.old.test.\n"
        zones["."] += "".join("%s. IN NS ns.lab.test.\n" % name for name in ("old.test", DEAD, *WORLD))
        super()._write(zones)


class LogLab(Lab):
    """`with LogLab() as lab:` gives lab.servers by name: postfix, exim, opensmtpd, sendmail."""

    def __init__(self, keep=False):
        super().__init__(KINDS, keep)

    def _build(self):
        self._middle()
        self.servers, self.receivers = {}, {}
        self._name_servers([])
        self._far()
        self._old_host()
        names = ["smtp.%s.test" % kind.name for kind in KINDS]
        self.certs = {"good": self.authority.issue("servers", names), "key": self.authority.leaf_key}
        made = [threading.Thread(target=self.serve, args=(kind,)) for kind in self.kinds]
        for thread in made:
            thread.start()
        for thread in made:
            thread.join()
        if len(self.servers) != len(self.kinds):
            raise RuntimeError("not all servers run: " + ", ".join(self.servers))

    def serve(self, kind):
        place = Site(kind.name + ".test", KINDS.index(kind) + 1)
        server = kind(self.run, place, self.certs)
        self._wire(server.space, place.addresses, place.gateways, 28)
        server.start()
        self.servers[server.name] = server

    def logs(self):
        """What the daemons wrote last, for a person who looks into a failure."""
        parts = ["== %s\n%s%s" % (name, server.space.text(server.log_file, 8000), server.logs()) for name, server in self.servers.items()]
        return "\n".join([*parts, "== dns\n" + self.dns.logs()])

    def _name_servers(self, sites):
        self.dns = LogDns(self.run, [Site(kind.name + ".test", n + 1) for n, kind in enumerate(KINDS)], self.old_address)
        self._wire(self.dns.space, dns.RESOLVER, ("192.0.2.49", "2001:db8:53::1"), 28)
        self.dns.space.ip(*address_lines("eth0", [dns.AUTHORITY[0] + "/28", dns.AUTHORITY[1] + "/64"]))
        self.dns.start()

    def _far(self):
        self.far = self.run.space("far")
        self._wire(self.far, FAR.addresses, FAR.gateways, 28)
        self.far.ip(*address_lines("eth0", [address + "/28" for address in FAR_ADDRESSES[1:]]))
        script = pathlib.Path(__file__).with_name("far.py")
        self.far_server = Service(self.far, "far", ["/usr/bin/python3", str(script)])
        self.far_server.start()
        self.far_server.wait_port(FAR.addresses[0], 25)

    def refused(self, server, recipient):
        """A stranger's mail that the server does not take."""
        sock = self.client.space.connect(server.site.addresses[0], 25)
        smtp = smtplib.SMTP()
        smtp.sock, smtp.file = sock, None
        smtp.getreply()
        smtp.ehlo("pc.test")
        smtp.mail("stranger@ok.test")
        code, words = smtp.rcpt(recipient)
        smtp.quit()
        if code < 500:
            raise RuntimeError("%s took a mail for %s: %d %r" % (server.name, recipient, code, words))
