"""The lab of those who look after a mail server: Postfix and Exim as they really are set up to send, each on a host of its own
where the program runs, the rest of the mail world (companies) at the other end, and names for all of them.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import time

from lab import dns, path
from lab.client import Outcome, program
from lab.companies import HOSTS, Companies, addresses
from lab.dovecot import Dovecot
from lab.exim import Exim, configuration, plain
from lab.outgoing import PASSWORD
from lab.postfix import LISTENERS, MAIN, MODERN_TLS, SERVICES, Postfix
from lab.spaces import Service, address_lines, wait_for
from lab.topology import Lab, Site

WORKER = ("ben", 7900)                  # somebody without rights on the server
BINARY, CA = "/lab/mailmend", "/lab/ca.pem"
DEAD = "old.postfix.test"               # a host that is there and takes no mail
BROKEN = "45.45.99.25"                  # one that takes every connection and says nothing

# Where mail for others goes, and how often.
AWAY = """remote_smtp:
  driver = smtp
  connect_timeout = 2s

begin retry
* * F,2h,15m
"""

# What an administrator of Debian's Exim adds to open the doors for mail programs.
DOORS = """daemon_smtp_ports = 25 : 465 : 587
tls_on_connect_ports = 465
MAIN_TLS_ENABLE = yes
MAIN_TLS_CERTIFICATE = /lab/exim-cert.pem
MAIN_TLS_PRIVATEKEY = /lab/exim-key.pem
"""
DNSLOOKUP = "away:\n  driver = dnslookup\n  domains = ! +local_domains\n  transport = remote_smtp\n"


class Own:
    """What both servers have in common here: the program on their host, an empty queue and log before each case."""

    def furnish(self, authority):
        self.space.account(*WORKER, home="/home/ben")
        self.space.directory("/home/ben", 0o700, (WORKER[1], WORKER[1]))
        shutil.copy(program(), self.space.path(BINARY))
        self.space.own(BINARY, 0o755, (0, 0))
        self.space.path(CA).write_bytes(pathlib.Path(authority.file).read_bytes())
        self.space.own(CA, 0o644, (0, 0))

    def mailmend(self, user, *argv, timeout=60):
        """Run the program here, as "root" or as "worker"."""
        words = [BINARY, "check", "--json", "--role", "admin", *argv]
        home = "/root" if user == "root" else "/home/ben"
        if user != "root":
            words = ["setpriv", "--reuid=%d" % WORKER[1], "--regid=%d" % WORKER[1], "--clear-groups", *words]
        env = {name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        env.update(PATH="/usr/sbin:/usr/bin:/sbin:/bin", HOME=home, LANG="C.UTF-8", TZ="UTC", TERM="dumb")
        began = time.monotonic()
        done = subprocess.run(self.space.command(*words), capture_output=True, text=True, timeout=timeout, env=env,
                              stdin=subprocess.DEVNULL, check=False)
        outcome = Outcome(words, done.returncode, int((time.monotonic() - began) * 1000), done.stdout, done.stderr)
        with contextlib.suppress(ValueError):
            outcome.data = json.loads(done.stdout)
        return outcome

    def empty(self, *folders):
        self.space.run("/bin/sh", "-c", "for d; do find $d -mindepth 1 -type f -delete; done", "sh", *folders)

    def shell(self, text, user=None):
        """A script on this host; user: a number that it runs as."""
        words = ["/bin/sh", "-e", "-c", text]
        if user:
            words = ["setpriv", "--reuid=%d" % user, "--regid=%d" % user, "--clear-groups", *words]
        return self.space.run(*words, timeout=60).stdout

    def hand_in(self, count, recipient, sender="anna@{domain}", user=None):
        """So many mails by the sendmail command, each with its own number in place of %."""
        domain = self.site.domain
        self.shell("i=0; while [ $i -lt %d ]; do i=$((i+1)); printf 'Subject: %%s\\n\\nx\\n' $i | sendmail -f '%s' \"%s\"; done" % (
            count, sender.format(domain=domain), recipient.replace("%", "$i")), user)

    def sign_in_and_send(self, count, recipients):
        """So many mails through the submission port, as a program that has anna's password, each from another sender."""
        script = ("import smtplib, sys\nhost, user, password, count, to = sys.argv[1:]\n"
                  "s = smtplib.SMTP(host, 587); s.starttls(); s.login(user, password)\n"
                  "for i in range(int(count)):\n"
                  "    s.sendmail('shop%d@%s' % (i, user.split('@')[1]), [to.replace('%', str(i))], 'Subject: hi\\n\\nx')\n")
        self.space.run("/usr/bin/python3", "-c", script, "127.0.0.1", "anna@" + self.site.domain, PASSWORD, str(count),
                       recipients, timeout=60)


class OwnPostfix(Own, Postfix):
    MORE = "smtp_tls_security_level = may\nsmtp_connect_timeout = 2s\nmaximal_queue_lifetime = 1d\n"

    def set_up(self, main=(), without=(), listeners=(25, 465, 587), files=()):
        """A fresh server with these further lines of main.cf."""
        self.stop()
        self.empty(*("/var/spool/postfix/" + name for name in (
            "active", "bounce", "defer", "deferred", "hold", "incoming", "maildrop")))
        self.space.write("/var/log/mail.log", "", 0o640)
        text = MAIN.format(domain=self.site.domain, tls=MODERN_TLS) + self.MORE
        text = "".join(line + "\n" for line in text.splitlines() if line.split(" ")[0] not in without)
        self.space.write("/etc/postfix/main.cf", text + "".join(line + "\n" for line in main))
        for name, content, mode in files:
            self.space.write(name, content, mode)
        login = " -o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n"
        self.space.write("/etc/postfix/master.cf", "".join(
            LISTENERS[port] + ("" if port == 25 else login) for port in listeners) + SERVICES)

    def prepare_spool(self):
        """The directories of an empty file system."""
        Postfix.prepare(self)

    def begin(self, listeners=(25,)):
        self.daemon.start()
        wait_for(lambda: "daemon started" in self.space.text("/var/log/mail.log"), "Postfix' start")
        for port in listeners:
            self.daemon.wait_port("127.0.0.1", port)

    def queue(self):
        return [json.loads(line) for line in self.space.run("postqueue", "-j").stdout.splitlines()]

    def wait_deferred(self, count):
        def ready():
            mails = self.queue()
            return len(mails) >= count and all(mail["queue_name"] in ("deferred", "hold") for mail in mails)
        wait_for(ready, "%d deferred mails" % count, 30)


class OwnExim(Own, Exim):
    ARGV = ["/usr/sbin/exim4", "-bdf"]

    def set_up(self, name=None, local=None, options="", routers=DNSLOOKUP, debian=None, files=()):
        """A fresh server; debian: Debian's answers in place of a configuration of its own."""
        self.stop()
        self.daemon = Service(self.space, "exim", self.ARGV)
        self.empty("/var/spool/exim4", "/var/log/exim4")
        for file in ("exim4.conf", "update-exim4.conf.conf", "exim4.conf.localmacros", "passwd.client"):
            self.space.path("/etc/exim4/" + file).unlink(missing_ok=True)
        group = self.ids["Debian-exim"][1]
        self.write_certificate()
        for file, content, mode in files:
            self.space.write(file, content, mode, (0, group))
        if debian is None:
            domain = self.site.domain
            self.write_configuration(configuration(name=name or "smtp." + domain, local=local or domain, options=options, routers=routers,
                                                   more=AWAY, logins=plain("eq{%%s}{anna@%s}" % domain)))
            return
        self.space.write("/etc/exim4/update-exim4.conf.conf", "".join("%s='%s'\n" % pair for pair in debian.items()))
        self.space.write("/etc/mailname", "smtp.%s\n" % self.site.domain)
        self.space.run("hostname", "smtp." + self.site.domain)
        self.space.directory("/var/lib/exim4", 0o755)
        self.space.run("update-exim4.conf")

    def prepare_spool(self):
        Exim.prepare(self)

    def begin(self, listeners=(25,)):
        self.daemon.start()
        for port in listeners:
            self.daemon.wait_port("127.0.0.1", port)

    def wait_deferred(self, count):
        wait_for(lambda: self.space.text("/var/log/exim4/mainlog", 1 << 20).count(" == ") >= count and
                 not self.space.run("pgrep", "-f", "exim4 -Mc", check=False).stdout, "%d deferred mails" % count, 60)


class OwnDns(path.Dns):
    """Beside the others a domain that takes no mail (RFC 7505), and one whose server ends every conversation."""

    def _write(self, zones):
        more = {"nomail.test": "@ IN MX 0 .\n@ IN A %s\n" % BROKEN,
                "broken.test": "@ IN MX 5 mx\nmx IN A %s\n" % BROKEN}
        zones["."] += "".join("%s. IN NS ns.lab.test.\n" % name for name in more)
        zones.update((name, dns.HEAD + lines) for name, lines in more.items())
        super()._write(zones)


class OwnLab(Lab):
    """`with OwnLab() as lab:` gives lab.servers["postfix"] and ["exim"], lab.companies, lab.rules (of the way between)."""

    def __init__(self, keep=False):
        super().__init__((OwnPostfix, OwnExim), keep)

    def _build(self):
        super()._build()
        for server in self.servers.values():
            server.furnish(self.authority)
        self._companies()
        self.companies.space.ip(*address_lines("lo", [BROKEN + "/32"]))
        self.router.ip("route add %s via %s" % (BROKEN, Site("companies.test", 7).addresses[0]), family="-4")
        self.broken = Service(self.companies.space, "broken", ["/usr/bin/python3", "-c", "import socket\n"
                                                     "s = socket.create_server(('%s', 25))\n"
                                                     "while True: s.accept()[0].close()" % BROKEN])
        self.broken.start()
        self.broken.wait_port(BROKEN, 25)

    def serve(self, kind):
        place = Site(kind.name + ".test", 1 if kind is OwnPostfix else 2)
        server = kind(self.run, place, self.authority.kinds(place.domain))
        self._wire(server.space, place.addresses, place.gateways, 28)
        return self._start(server, ["postfix.test", "exim.test"])

    def _name_servers(self, sites):
        self.dns = OwnDns(self.run, [Site("postfix.test", 1), Site("exim.test", 2)], self.old_address)
        self._wire(self.dns.space, dns.RESOLVER, ("192.0.2.49", "2001:db8:53::1"), 28)
        self.dns.space.ip(*address_lines("eth0", [dns.AUTHORITY[0] + "/28", dns.AUTHORITY[1] + "/64"]))
        self.dns.start()

    def _companies(self):
        place = Site("companies.test", 7)
        self.companies = Companies(self.run, place, self.authority)
        self._wire(self.companies.space, place.addresses, place.gateways, 28)
        for _, number, _ in HOSTS:
            four, six = addresses(number)
            self.companies.space.ip(*address_lines("lo", [four + "/32", six + "/128"]))
            self.router.ip("route add %s via %s" % (four, place.addresses[0]), family="-4")
            self.router.ip("route add %s via %s" % (six, place.addresses[1]), family="-6")
        accounts = Dovecot(self.companies, [place.domain], "postfix")
        accounts.daemon.start()
        accounts.wait()
        self.companies.start()
