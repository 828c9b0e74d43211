"""Postfix that asks rspamd about every mail and hands it to Dovecot by LMTP, where Sieve puts it into a folder: what mail providers do
today. What becomes of a mail to anna is decided by the domain of her address, each with a mailbox of its own, so that cases run side
by side without a change of the settings.
"""

import json

from .dovecot import Dovecot
from .postfix import Postfix
from .spaces import Service

# The part before ".filtered.test", and what happens to mails there.
FATES = ("plain", "spam", "refused", "later", "lost", "held", "stuck", "aside", "back", "full", "rule")

MAIN = """
mydestination =
virtual_mailbox_domains = {domains}
virtual_mailbox_maps =
virtual_transport = lmtp:unix:private/dovecot-lmtp
smtpd_milters = inet:127.0.0.1:11332
milter_protocol = 6
milter_default_action = tempfail
header_checks = regexp:/lab/header_checks
# Whose mailbox has no room: the mail is taken first.
transport_maps = inline:{{ {{ full.{domain} = error:5.2.2 The mailbox of anna is full }} }}
"""

# The test mail alone: reports about it go through.
HEADER_CHECKS = """
/^To: <anna@lost\\./ DISCARD
/^To: <anna@(held|stuck)\\./ HOLD
/^To: <anna@back\\./ REDIRECT anna@full.{domain}
"""

RECEIVING = """
protocols = imap pop3 lmtp
lda_mailbox_autocreate = yes
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
  postmaster_address = postmaster@{domain}
}}
plugin {{
  sieve_before = /lab/sort.sieve
}}
service lmtp {{
  unix_listener /var/spool/postfix/private/dovecot-lmtp {{
    mode = 0600
    user = postfix
    group = postfix
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""

SIEVE = """
require ["fileinto", "mailbox"];
if header :is "X-Spam" "Yes" {
  fileinto "Junk";
} elsif header :contains "To" "<anna@aside." {
  fileinto :create "Tests/Own";
} elsif header :contains "To" "<anna@rule." {
  fileinto :create "Spamverdacht";
}
"""

# Settings of its own instead of Debian's, which look names of the Internet up before anything is answered. Rules and their weights are
# Debian's; besides them the domain of the recipient counts.
RSPAMD = """
options {
  pidfile = "/run/rspamd/rspamd.pid";
  filters = "regexp";
  disable_hyperscan = true;
  url_tld = "/lab/suffixes";
  dns { nameserver = ["192.0.2.53"]; timeout = 0.5s; retransmits = 1; }
}
logging { type = "file"; filename = "/var/log/rspamd/rspamd.log"; level = "info"; }
worker "normal" { bind_socket = "127.0.0.1:11333"; count = 1; }
worker "rspamd_proxy" {
  bind_socket = "127.0.0.1:11332";
  milter = yes;
  timeout = 20s;
  count = 1;
  upstream "local" { default = yes; self_scan = yes; }
}
actions { reject = 15; add_header = 6; }
.include "/etc/rspamd/groups.conf"
lua = "/usr/share/rspamd/rules/rspamd.lua"
modules { path = "/usr/share/rspamd/plugins"; }
multimap {
  SUBJECT_LAB_SPAM { type = "rcpt"; filter = "email:domain"; map = "/lab/spam.map"; score = 8.5; }
  SUBJECT_LAB_REFUSED { type = "rcpt"; filter = "email:domain"; map = "/lab/refused.map"; score = 30.0; }
  LAB_LATER {
    type = "rcpt"; filter = "email:domain"; map = "/lab/later.map";
    prefilter = true; action = "soft reject"; message = "Try again later";
  }
}
milter_headers {
  use = ["x-spamd-result", "x-spam-status", "authentication-results"];
  skip_local = false;
  skip_authenticated = false;
}
"""


class Filtered(Postfix):
    """The host; its Dovecot is made with FilteredDovecot."""

    name = "filtered"
    beside = ("dovecot", "sieve", "rspamd")
    accounts = (*Postfix.accounts, ("_rspamd", 7203))

    def domains(self):
        return ["%s.%s" % (fate, self.site.domain) for fate in FATES]

    def prepare(self):
        super().prepare()
        space, owner = self.space, self.ids["_rspamd"]
        for folder in ("/var/log/rspamd", "/var/lib/rspamd", "/run/rspamd"):
            space.directory(folder, 0o755, owner)
        space.directory("/var/boxes", 0o755, self.ids["anna"])
        space.write("/lab/header_checks", HEADER_CHECKS.format(domain=self.site.domain))
        space.write("/lab/sort.sieve", SIEVE)
        space.directory("/lab", 0o777)
        for name in ("spam", "refused", "later"):
            space.write("/lab/%s.map" % name, "%s.%s\n" % (name, self.site.domain))
        # It compiles the list of all suffixes at its start, which takes most of a minute.
        space.write("/lab/suffixes", "com\nnet\norg\nde\nexample\ntest\n")
        space.write("/lab/rspamd.conf", RSPAMD)
        self.rspamd = Service(space, "rspamd", ["/usr/bin/rspamd", "-f", "-u", "_rspamd", "-g", "_rspamd", "-c", "/lab/rspamd.conf"])

    def configure(self, setup):
        super().configure(setup)
        self.space.append("/etc/postfix/main.cf", MAIN.format(domain=self.site.domain, domains=" ".join(self.domains())))

    def start(self):
        self.rspamd.start()
        super().start()
        for port in (11332, 11333):
            self.rspamd.wait_port("127.0.0.1", port, 40)

    def release(self, fate):
        """Lets the mails for this domain go on that are held."""
        for line in self.space.run("/usr/sbin/postqueue", "-j").stdout.splitlines():
            entry = json.loads(line)
            if any(fate in one["address"] for one in entry["recipients"]):
                self.space.run("/usr/sbin/postsuper", "-H", entry["queue_id"])
        self.space.run("/usr/sbin/postqueue", "-f")

    def logs(self):
        return super().logs() + self.space.text("/var/log/rspamd/rspamd.log") + self.space.text(self.rspamd.log)


class FilteredDovecot(Dovecot):
    """With LMTP, Sieve, and a mailbox for each domain."""

    def __init__(self, host, domains, sasl_user=None):
        super().__init__(host, [*domains, *host.domains()], sasl_user)
        config = self.space.text("/etc/dovecot/lab.conf", 100000)
        # The first userdb that knows a name counts: that of all mailboxes in one home goes.
        config = config.replace("home=/home/anna", "home=/var/boxes/%d")
        self.space.write("/etc/dovecot/lab.conf", config + RECEIVING.format(domain=self.site.domain))
