"""Sendmail as Debian sets it up: a server (sm-mta), and the program that people and scripts call, which hands over to it by SMTP. Its
settings are made by its own m4 files.
"""

from .outgoing import Outgoing, Setup
from .spaces import Service, wait_for

MTA = """include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
VERSIONID(`lab')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `smtp.{domain}')dnl
define(`confTO_IDENT', `0s')dnl
define(`confTO_CONNECT', `3s')dnl
FEATURE(`local_lmtp', `/usr/libexec/sendmail/mail.local')dnl
FEATURE(`nouucp', `reject')dnl
FEATURE(`no_default_msa')dnl
DAEMON_OPTIONS(`Name=MTA-v4, Family=inet, Port=25')dnl
DAEMON_OPTIONS(`Name=MTA-v6, Family=inet6, Addr={six}, Port=25')dnl
LOCAL_DOMAIN(`{domain}')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
"""

SUBMIT = """include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
VERSIONID(`lab')dnl
define(`confCF_VERSION', `Submit')dnl
define(`__OSTYPE__', `')dnl
define(`confDOMAIN_NAME', `smtp.{domain}')dnl
define(`confDONT_INIT_GROUPS', `True')dnl
define(`confTO_IDENT', `0s')dnl
FEATURE(`msp', `[127.0.0.1]')dnl
"""


class Sendmail(Outgoing):
    packages = "sendmail"
    beside = ("rsyslog",)
    name = "sendmail"
    accounts = (("smmta", 7601), ("smmsp", 7602))
    healthy = Setup(ports=(25,))
    program = "/usr/libexec/sendmail/sendmail"

    def prepare(self):
        space, domain = self.space, self.site.domain
        for folder, mode, owner in (("/etc/mail", 0o755, "root"), ("/var/spool/mqueue", 0o700, "root"), ("/run/sendmail/mta", 0o755, "root"),
                                    ("/var/spool/clientmqueue", 0o770, "smmsp")):
            space.directory(folder, mode, self.ids.get(owner, (0, 0)))
        # It looks its own name up, and waits a minute where nobody knows it.
        space.write("/etc/hosts", "127.0.0.1 localhost\n%s smtp.%s %s\n" % (self.site.addresses[0], domain, self.name))
        space.write("/etc/mail/aliases", "")
        # Where mailboxes are locked: by a program of group mail, whose rights the package's scripts would set.
        space.own("/var/mail", 0o1777, (0, 0))
        for name, text in (("sendmail", MTA), ("submit", SUBMIT)):
            space.write("/etc/mail/%s.mc" % name, text.format(domain=domain, six=self.site.addresses[1]))
            made = space.run("m4", "-D_CF_DIR_=/usr/share/sendmail/cf/", "/etc/mail/%s.mc" % name).stdout
            space.write("/etc/mail/%s.cf" % name, made)
        space.run(self.program, "-bi", "-C/etc/mail/sendmail.cf", check=False)
        for name in ("/usr/sbin/sendmail", "/usr/bin/mailq"):     # its names, which the package's scripts would link
            space.run("ln", "-sf", self.program, name)
        self.syslog = Syslog(space)

    def configure(self, setup):
        """Nothing in it changes."""

    def service(self):
        return Service(self.space, "sendmail", [self.program, "-bD", "-L", "sm-mta", "-C/etc/mail/sendmail.cf"])

    def apply(self, setup):
        self.syslog.start()
        super().apply(setup)

    def logs(self):
        return self.space.text(Syslog.LOG) + self.space.text(self.daemon.log)


class Syslog:
    """The system's log on a host, for servers that know no other."""

    LOG = "/var/log/mail.log"
    CONFIG = ('module(load="imuxsock")\nglobal(workDirectory="/run")\n'
              'mail.* action(type="omfile" file="%s" template="RSYSLOG_%s")\n')

    def __init__(self, space, form="TraditionalFileFormat"):
        """form: also "FileFormat" (stamps of ISO 8601) or "SyslogProtocol23Format" (RFC 5424)."""
        self.space = space
        space.write("/lab/rsyslog.conf", self.CONFIG % (self.LOG, form))
        self.daemon = Service(space, "syslog", ["/usr/sbin/rsyslogd", "-n", "-i", "NONE", "-f", "/lab/rsyslog.conf"])

    def start(self):
        if not self.daemon.alive():
            self.daemon.start()
            wait_for(self.space.path("/dev/log").is_socket, "the system's log")
